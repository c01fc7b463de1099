"""Reads of adjustments: certificates, worksheets, summaries due, elections caught in between (§11, §12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from agreement.adjusting.price import last_day_to_make
from agreement.adjustment import FIGURES, as_shown, figure_in_words, figures_stated, with_figures
from agreement.refusals import refuse
from agreement.terms import Terms
from registry.models import (
    AdjustmentWorksheet,
    FormChange,
    FormVersion,
    LetterKind,
    Notice,
    NoticeDue,
    NoticeKind,
    PaperDue,
    RightsAgreement,
    TermsVersion,
)
from registry.selectors.agreements import version_in_force
from registry.selectors.notices import notices
from registry.selectors.plan_known import read_terms

SUMMARY_OF_ADJUSTMENT = "M-05"


@dataclass(frozen=True, slots=True)
class ElectionCaught:
    """An election that was complete at the former price after the adjustment took effect (§12).

    Money in US dollars; `difference` is what was paid more than the certificate asks, negative if less.
    """

    item_number: int
    rights: int
    completed_at: datetime
    paid: Decimal
    due: Decimal

    @property
    def difference(self) -> Decimal:
        """Paid less due."""
        return self.paid - self.due


class CaughtSource(Protocol):
    """Who knows what was complete in between."""

    def __call__(
        self, agreement: RightsAgreement, *, since: datetime, before: datetime, price: Decimal
    ) -> Iterator[ElectionCaught]: ...


def certificates_of_adjustment(agreement: RightsAgreement) -> QuerySet[Notice]:
    """The Company's certificates of adjustment, the one received last first (§12)."""
    return notices(agreement).filter(kind=NoticeKind.ADJUSTMENT).order_by("-received_at", "-number")


def certificate_numbered(agreement: RightsAgreement, number: int) -> Notice:
    """A certificate of adjustment by the number of its notice. Raises NOTICE_NOT_FOUND."""
    found = certificates_of_adjustment(agreement).filter(number=number).first()
    if found is None:
        raise refuse("NOTICE_NOT_FOUND", number=number)
    return found


def in_figures(told: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Figures in words: the words of each, the figure, the section (§12)."""
    return [
        (one.words, figure_in_words(one, told[one.name]), one.section) for one in FIGURES if one.name in told
    ]


def stated_in_words(notice: Notice) -> list[tuple[str, str, str]]:
    """What a certificate fixes: the words of a figure, the figure, the section (§12)."""
    return in_figures(figures_stated(notice.facts))


def worksheets(agreement: RightsAgreement) -> QuerySet[AdjustmentWorksheet]:
    """The worksheets of a plan, the newest first (§20(e))."""
    found = AdjustmentWorksheet.objects.filter(agreement=agreement)
    return found.select_related("agreement", "certificate", "recorded_by").order_by("-number")


def worksheet_in_words(worksheet: AdjustmentWorksheet) -> list[tuple[str, str, str]]:
    """What a worksheet comes to: the words of a figure, the figure, the section (§20(e))."""
    return in_figures(worksheet.figures)


def letter_of_difference(worksheet: AdjustmentWorksheet) -> PaperDue | None:
    """The letter that told the Company where a worksheet differs from its certificate, if one was written."""
    written = PaperDue.objects.filter(
        agreement_id=worksheet.agreement_id, paper_kind=LetterKind.CERTIFICATE_DIFFERENCE.value
    )
    return written.filter(facts__worksheet=worksheet.number).first()


def versions_by_certificate(agreement: RightsAgreement) -> QuerySet[TermsVersion]:
    """The versions of the terms that certificates made, in the order of their effect (§12)."""
    made = TermsVersion.objects.filter(agreement=agreement, certificate__isnull=False)
    return made.select_related("certificate").order_by("effective_from", "version")


def adjusted_last(agreement: RightsAgreement, *, at: datetime) -> datetime | None:
    """The instant from which the last certificate known and in force by then takes effect (§12)."""
    made = versions_by_certificate(agreement).filter(effective_from__lte=at, known_from__lte=at).last()
    return made.effective_from if made else None


def summary_words(notice: Notice) -> str:
    """What a summary is about, as its due says it and is found by (§12)."""
    return f"summary of the certificate of adjustment in notice {notice.number}"


def summary_due(notice: Notice) -> NoticeDue | None:
    """The summary to the holders that a certificate made due, if any holder has a certificate (§12, §26)."""
    due = NoticeDue.objects.filter(agreement_id=notice.agreement_id, mailing_kind=SUMMARY_OF_ADJUSTMENT)
    return due.filter(addressees__endswith=summary_words(notice)).select_related("mailed__document").first()


def summaries_to_mail(agreement: RightsAgreement) -> list[tuple[NoticeDue, int]]:
    """The summaries that nobody recorded as mailed yet, with the numbers of their notices (§12)."""
    due = NoticeDue.objects.filter(
        agreement=agreement, mailing_kind=SUMMARY_OF_ADJUSTMENT, mailed__isnull=True
    )
    return [(one, int(one.addressees.rpartition(" ")[2])) for one in due.order_by("id")]


def caught_by_certificate(notice: Notice, *, at: datetime) -> list[ElectionCaught]:
    """Elections complete at another price between the effect of a certificate and its acceptance (§12)."""
    figures = figures_stated(notice.facts)
    if not figures.keys() & {"price_of_unit", "units_per_right"}:
        return []
    before = notice.applied_at or at
    rows = list(TermsVersion.objects.filter(agreement_id=notice.agreement_id).order_by("version"))
    stood = version_in_force(rows, at=notice.effective_at)
    terms = with_figures(read_terms(stood.file_text), {**stood.figures, **figures})
    found: list[ElectionCaught] = []
    for path in settings.ADJUSTMENT_CAUGHT_SOURCES:
        find: CaughtSource = import_string(path)
        found += find(
            notice.agreement, since=notice.effective_at, before=before, price=terms.total_exercise_price
        )
    return found


@dataclass(frozen=True, slots=True)
class Carried:
    """A change carried forward, and the last day on which it must be made, however small (§11(d))."""

    worksheet: AdjustmentWorksheet
    due_by: date
    is_overdue: bool


def carried_changes(
    agreement: RightsAgreement, *, terms: Terms, on: date, known_at: datetime | None = None
) -> list[Carried]:
    """The changes carried forward that stand beside no certificate yet, the earliest due first (§11(d)).

    Each must be made by the earlier of so many years after its transaction and the Expiration Date.
    `known_at`: as far as known at an instant, a certificate from its receipt; without it all counts.
    """
    waiting = AdjustmentWorksheet.objects.filter(agreement=agreement, carried_since__isnull=False)
    if known_at is None:
        waiting = waiting.filter(certificate__isnull=True)
    else:
        unmade = Q(certificate__isnull=True) | Q(certificate__received_at__gt=known_at)
        waiting = waiting.filter(unmade, recorded_at__lte=known_at)
    found = []
    for one in waiting:
        assert one.carried_since is not None  # asked for above
        due = last_day_to_make(
            one.carried_since,
            years=terms.carry_forward_years,
            expiration_date=terms.final_expiration_date,
        )
        found.append(Carried(one, due, due < on))
    return sorted(found, key=lambda one: (one.due_by, one.worksheet.number))


def form_changes(agreement: RightsAgreement) -> QuerySet[FormChange]:
    """The new forms that the Company ordered, the latest first (§22)."""
    changed = FormChange.objects.filter(agreement=agreement)
    return changed.select_related("form_version", "notice").order_by("-recorded_at")


def terms_on_form(form: FormVersion, *, terms: Terms) -> Terms:
    """The terms as certificates of a form show them: with the figures of its order, if it has one (§22)."""
    changed = FormChange.objects.filter(form_version=form).first()
    return terms if changed is None else as_shown(terms, changed.figures)
