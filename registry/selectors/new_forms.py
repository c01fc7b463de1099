"""Which certificates outstanding are of which form, and what a run in a new form would replace (§22)."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.new_form import Manner, OldPaper, RunFacts, run_grounds
from agreement.stops import StopReach
from agreement.windows import final_close_of_business
from agreement.workflow.items import ENDED_STATES
from registry.models import Approval, BookEntry, FormChange, FormVersion, NoticeState, RightsAgreement
from registry.selectors.agreements import approved_form, calendar_under, local_day, terms_in_force
from registry.selectors.board_orders import standing_orders

LEFT_OUT_SHOWN = 200
NEW_FORM_RUN = "NEW_FORM_RUN"
_TOTALS = """
    SELECT reason, count(*), sum(rights), sum(void_rights)
      FROM certificates_of_other_forms(%(agreement)s, %(form)s, %(reaches)s, %(ended)s, %(today)s)
     GROUP BY reason
"""
_LEFT_OUT = """
    SELECT number, rights, account, reason
      FROM certificates_of_other_forms(%(agreement)s, %(form)s, %(reaches)s, %(ended)s, %(today)s)
     WHERE reason <> '' ORDER BY number LIMIT %(shown)s
"""
# One certificate bears one legend: one whose Rights bear several marks is replaced by several (4(b)).
_RUN_TOTALS = """
    SELECT count(DISTINCT stands.certificate_id), count(DISTINCT stands.holder_id),
           coalesce(sum(stands.rights), 0),
           coalesce(sum(stands.rights) FILTER (WHERE stands.void_from IS NOT NULL), 0),
           count(DISTINCT (stands.certificate_id, coalesce(stands.taint_class, '')))
      FROM certificates_of_other_forms(%(agreement)s, %(form)s, %(reaches)s, %(ended)s, %(today)s) AS other
      JOIN rights_certificate certificate
        ON certificate.agreement_id = %(agreement)s AND certificate.number = other.number
      JOIN open_lot stands ON stands.certificate_id = certificate.id
     WHERE other.reason = ''
"""
_BY_FORM = """
    SELECT form.name, count(DISTINCT certificate.id), sum(lot.rights)
      FROM open_lot lot
      JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
      JOIN registry_formversion form ON form.id = certificate.form_version_id
     WHERE lot.agreement_id = %s GROUP BY form.name ORDER BY form.name
"""


class LeftOut(Worded):
    """Why a run in a new form leaves a certificate as it is."""

    NOT_COUNTERSIGNED = "NOT_COUNTERSIGNED", "Not countersigned yet: no paper of it is good"
    LEGAL_ORDER = "LEGAL_ORDER", "An order of a court or an authority stands on it"
    STOPPED = "STOPPED", "A stop stands on it"
    PRESENTED = "PRESENTED", "Presented: the item goes on and brings a certificate of the new form"


@dataclass(frozen=True, slots=True)
class OfForm:
    """The certificates outstanding of one form."""

    name: str
    certificates: int
    rights: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many certificates with so many Rights, some of them void; `reason` is why they are left out."""

    reason: LeftOut | None
    certificates: int
    rights: int
    void_rights: int


@dataclass(frozen=True, slots=True)
class CertificateLeftOut:
    """A certificate that stays as it is."""

    number: int
    rights: int
    account: str
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class RunPreview:
    """What a run in a new form would replace, one for one, and what it would leave out for which reason."""

    replaced: Share
    left_out: tuple[Share, ...]
    listed: tuple[CertificateLeftOut, ...]

    @property
    def certificates(self) -> int:
        """All certificates outstanding of another form."""
        return self.replaced.certificates + sum(one.certificates for one in self.left_out)

    @property
    def rights(self) -> int:
        """All Rights on them."""
        return self.replaced.rights + sum(one.rights for one in self.left_out)


def outstanding_by_form(agreement: RightsAgreement) -> list[OfForm]:
    """How many certificates outstanding are of each form, with their Rights (§22)."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_FORM, [agreement.pk])
        return [OfForm(name, count, int(rights)) for name, count, rights in cursor.fetchall()]


def preview_run(agreement: RightsAgreement, form: FormVersion, *, at: datetime) -> RunPreview:
    """What a run that replaces every certificate of another form would do as the books stand; writes nothing.

    Each is replaced by one for the same Rights of the same holder with the same legend; what a stop, an order
    or an item holds stays as it is (§4(b), §15(b), §22).
    """
    told = _asked(agreement, form, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, told)
        shares = {row[0]: (row[1], int(row[2]), int(row[3])) for row in cursor.fetchall()}
        cursor.execute(_LEFT_OUT, told)
        listed = [
            CertificateLeftOut(number, int(rights), account, LeftOut(reason))
            for number, rights, account, reason in cursor.fetchall()
        ]
    return RunPreview(
        replaced=Share(None, *shares.get("", (0, 0, 0))),
        left_out=tuple(Share(one, *shares[one.value]) for one in LeftOut if one.value in shares),
        listed=tuple(listed),
    )


@dataclass(frozen=True, slots=True)
class RunTotals:
    """What a run replaces: certificates of so many holders with so many Rights, and how many it issues."""

    certificates: int
    holders: int
    rights: int
    void_rights: int
    issued: int

    def as_told(self) -> dict[str, int]:
        """The totals as a request binds them."""
        return asdict(self)


def run_totals(agreement: RightsAgreement, form: FormVersion, *, at: datetime) -> RunTotals:
    """What a run in a form would replace and issue as the books stand, exactly (§4(b), §22)."""
    with connection.cursor() as cursor:
        cursor.execute(_RUN_TOTALS, _asked(agreement, form, at=at))
        return RunTotals(*map(int, cursor.fetchone()))


@dataclass(frozen=True, slots=True)
class RunDesk:
    """A run that the Company ordered: what it would do now, what stands in its way, what was posted."""

    change: FormChange
    totals: RunTotals
    grounds: tuple[Ground, ...]
    waiting: Approval | None
    entries: tuple[BookEntry, ...]


def run_desk(change: FormChange, *, at: datetime) -> RunDesk:
    """The desk of the run that an order of a new form asks for (§22)."""
    agreement = change.agreement
    totals = run_totals(agreement, change.form_version, at=at)
    asked = Approval.objects.filter(
        agreement=agreement, kind=NEW_FORM_RUN, request__notice_id=change.notice_id
    )
    entries = BookEntry.objects.filter(approval__in=asked).select_related("maker", "approver", "approval")
    return RunDesk(
        change,
        totals,
        run_grounds(_facts(change, totals, at=at)),
        asked.filter(approved_at__isnull=True, rejected_at__isnull=True).first(),
        tuple(entries.order_by("number")),
    )


def papers_under_way(agreement: RightsAgreement) -> tuple[str, ...]:
    """What is under way with certificates that are out, so that none is replaced in a run now (§22)."""
    sources: Iterable[Callable[[RightsAgreement], list[str]]] = map(
        import_string, settings.NEW_FORM_WAITS_FOR
    )
    return tuple(reason for source in sources for reason in source(agreement))


def _facts(change: FormChange, totals: RunTotals, *, at: datetime) -> RunFacts:
    agreement, told = change.agreement, change.notice.facts
    terms = terms_in_force(agreement, known_at=at)
    calendar = calendar_under(agreement, terms, at=at)
    return RunFacts(
        form=change.form_version.name,
        manner=Manner(change.manner),
        old_paper=OldPaper(told["old_paper"]) if told.get("old_paper") else None,
        is_in_use=change.notice.state == NoticeState.APPLIED
        and approved_form(agreement) == change.form_version,
        has_expired=at > final_close_of_business(terms.final_expiration_date, calendar=calendar),
        standing_orders=tuple(notice.number for notice in standing_orders(agreement)),
        waiting=papers_under_way(agreement),
        certificates=totals.certificates,
    )


def _asked(agreement: RightsAgreement, form: FormVersion, *, at: datetime) -> dict[str, Any]:
    """What certificates of other forms are asked for with, and how many left out are listed."""
    return {
        "agreement": agreement.pk,
        "form": form.pk,
        "today": local_day(agreement, at=at),
        "reaches": [StopReach.EVERYTHING.value, StopReach.REGISTRATION.value],
        "ended": [state.value for state in ENDED_STATES],
        "shown": LEFT_OUT_SHOWN,
    }
