"""Reads of elections to defer what exercises give beyond the price before an adjustment (§11(k))."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q

from agreement.adjusting.deferral import EventOutcome
from agreement.adjustment import with_figures
from registry.models import Notice, NoticeKind, NoticeState, RightsAgreement, TermsVersion
from registry.selectors.agreements import version_in_force
from registry.selectors.notices import IN_FORCE, notices
from registry.selectors.plan_known import read_terms


@dataclass(frozen=True, slots=True)
class DeferralTold:
    """An election to defer in force: of which adjustment, from which record date, until which event.

    `part_before` is what a Right bought before the adjustment over what it buys by it; None where the
    adjustment changed the kind of security, so that the two cannot be compared. `outcome` is None until the
    Company certified what became of the event.
    """

    notice: Notice
    adjustment: Notice
    record_date: date
    event: str
    part_before: Fraction | None
    outcome: EventOutcome | None = None
    outcome_on: date | None = None


def adjustment_named(notice: Notice) -> Notice | None:
    """The certificate of adjustment in force that an election to defer names (§11(k))."""
    found = Notice.objects.filter(agreement_id=notice.agreement_id, kind=NoticeKind.ADJUSTMENT)
    return found.filter(number=notice.facts["adjustment"], state=NoticeState.APPLIED).first()


def part_before(adjustment: Notice) -> Fraction | None:
    """What a Right bought before an adjustment over what it buys by it; None of another security."""
    made = list(TermsVersion.objects.filter(agreement_id=adjustment.agreement_id).order_by("version"))
    own = [row for row in made if row.certificate_id == adjustment.pk]
    if not own:
        return None
    stood = version_in_force(
        [row for row in made if row.version < own[0].version], at=adjustment.effective_at
    )
    before, after = (with_figures(read_terms(row.file_text), row.figures) for row in (stood, own[0]))
    if before.security_bought != after.security_bought or not after.units_of_right:
        return None
    return Fraction(before.units_of_right) / Fraction(after.units_of_right)


def deferrals(agreement: RightsAgreement, *, at: datetime) -> list[DeferralTold]:
    """The elections to defer that are in force by what was received at an instant, the latest first.

    Agreement: 11(k).
    """
    elected = notices(agreement).filter(
        kind=NoticeKind.ISSUE_DEFERRED, state__in=IN_FORCE, received_at__lte=at
    )
    latest_first = elected.order_by("-received_at", "-number")
    return [told for one in latest_first if (told := deferral_told(one, at=at)) is not None]


def outcome_of(notice: Notice, *, at: datetime | None = None) -> Notice | None:
    """The Company's accepted certificate of what became of the event of an election (§11(k))."""
    known = Q() if at is None else Q(received_at__lte=at)
    found = Notice.objects.filter(known, agreement_id=notice.agreement_id, kind=NoticeKind.DEFERRED_EVENT)
    return found.filter(state__in=IN_FORCE, facts__deferral=notice.number).order_by("received_at").last()


def deferral_told(notice: Notice, *, at: datetime) -> DeferralTold | None:
    """An election to defer with what became of its event; None where its adjustment is out of force."""
    adjustment = adjustment_named(notice)
    if adjustment is None:
        return None
    ended = outcome_of(notice, at=at)
    return DeferralTold(
        notice=notice,
        adjustment=adjustment,
        record_date=date.fromisoformat(notice.facts["record_date"]),
        event=notice.facts["event"],
        part_before=part_before(adjustment),
        outcome=None if ended is None else EventOutcome(ended.facts["outcome"]),
        outcome_on=None if ended is None else date.fromisoformat(ended.facts["happened_on"]),
    )
