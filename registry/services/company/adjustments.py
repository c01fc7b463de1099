"""A certificate of adjustment takes effect: a version of the terms from its instant on, a summary due (§12).

What was done before it was received stays as it was: the gates use what the Rights Agent knew (§12, §20(e)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from agreement.adjustment import Change, changes, figures_left, figures_stated, with_figures
from agreement.terms import Terms
from registry.models import Notice, NoticeDue, RightsAgreement, TermsVersion
from registry.selectors.adjustments import SUMMARY_OF_ADJUSTMENT, summary_words
from registry.selectors.agreements import version_in_force
from registry.selectors.plan_known import read_terms
from registry.services.company.replacements import notice_replaced


@dataclass(frozen=True, slots=True)
class VersionMade:
    """A version of the terms that a certificate makes: on which file, with which figures, from when."""

    base: TermsVersion
    effective_from: datetime
    figures: Mapping[str, str]
    stood: TermsVersion

    @property
    def before(self) -> Terms:
        """The terms as they stood from then on without the certificate."""
        return with_figures(read_terms(self.stood.file_text), self.stood.figures)

    @property
    def after(self) -> Terms:
        """The terms from then on."""
        return with_figures(read_terms(self.base.file_text), self.figures)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every figure before and after."""
        return changes(self.before, self.after)


def versions_of(notice: Notice) -> tuple[VersionMade, ...]:
    """The versions that a certificate makes, in the order of their effect; none if it fixes nothing.

    From its instant the figures it states are in force. A version that takes effect later, and leaves such a
    figure as it was, is made anew with it. What a certificate did that this one replaces falls with it.

    Agreement: 11;12.
    """
    rows = list(TermsVersion.objects.filter(agreement_id=notice.agreement_id).order_by("version"))
    replaced = notice_replaced(notice)
    fallen = [row for row in rows if replaced is not None and row.certificate_id == replaced.pk]
    standing = [row for row in rows if row not in fallen]
    stated, since = figures_stated(notice.facts), notice.effective_at
    at_its_instant = version_in_force(standing, at=since)
    later = {row.effective_from for row in standing if row.effective_from > since} if stated else set()
    own = {since} if stated else set()
    made = []
    for instant in sorted(later | own | {row.effective_from for row in fallen}):
        base, stood = version_in_force(standing, at=instant), version_in_force(rows, at=instant)
        figures = dict(base.figures)
        if instant >= since:
            figures |= _still_stated(stated, first=at_its_instant, then=base)
        if instant == since or figures != stood.figures:
            made.append(VersionMade(base, instant, figures, stood))
    return tuple(made)


def apply_adjustment(notice: Notice, *, at: datetime) -> None:
    """Put the figures of an accepted certificate in force, known from its receipt; its summary becomes due.

    The caller has the lock of the agreement.

    Agreement: 12;26.
    """
    agreement = notice.agreement
    first = agreement.terms_versions.count() + 1
    for version, made in enumerate(versions_of(notice), first):
        TermsVersion.objects.create(
            agreement=agreement,
            version=version,
            effective_from=made.effective_from,
            known_from=notice.received_at,
            recorded_at=at,
            file_text=made.base.file_text,
            sha256=made.base.sha256,
            document=notice.document,
            figures=dict(made.figures),
            certificate=notice,
        )
    if agreement.distribution_effective_at is not None:
        make_summary_due(agreement, notice=notice, at=at)


def make_summary_due(agreement: RightsAgreement, *, notice: Notice, at: datetime) -> NoticeDue:
    """A brief summary goes to each registered holder, promptly; the Company mails it.

    Agreement: 12;26.
    """
    return NoticeDue.objects.create(
        agreement=agreement,
        mailing_kind=SUMMARY_OF_ADJUSTMENT,
        addressees=f"the registered holders, by the Company: {summary_words(notice)}",
        as_of=notice.received_at,
        section="12;26",
        recorded_at=at,
    )


def _still_stated(stated: Mapping[str, str], *, first: TermsVersion, then: TermsVersion) -> dict[str, str]:
    """The figures stated that a version of then leaves as they were at the instant of the certificate."""
    left = figures_left(stated, before=read_terms(first.file_text), after=read_terms(then.file_text))
    return {name: value for name, value in left.items() if first.figures.get(name) == then.figures.get(name)}
