"""Lines of the worksheet of beneficial ownership: what a Person has, by which limb, and whether it counts.

A line is taken from a filing, a notice or a certificate. Whether a Person is the Beneficial Owner is for the
Company and its Board to say; the worksheet proposes.

Agreement: 1(d).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground, refuse

_SIXTY_DAYS = timedelta(days=60)  # Rule 13d-3(d)(1)(i)


class Component(Worded):
    """The limb by which securities are beneficially owned.

    Agreement: 1(d).
    """

    SECTION_13D = "SECTION_13D", "owned for purposes of section 13(d) and Rule 13d-3"
    RIGHT_TO_ACQUIRE = "RIGHT_TO_ACQUIRE", "right to acquire"
    RIGHT_TO_VOTE = "RIGHT_TO_VOTE", "right to vote"
    GROUP = "GROUP", "owned by others acting together"

    @property
    def section(self) -> str:
        """The section of the limb."""
        return {
            Component.SECTION_13D: "1(d)(i)",
            Component.RIGHT_TO_ACQUIRE: "1(d)(ii)(A)",
            Component.RIGHT_TO_VOTE: "1(d)(ii)(B)",
            Component.GROUP: "1(d)(iii)",
        }[self]


class Arrangement(Worded):
    """Where a line comes from, as far as the agreement treats it apart.

    Agreement: 1(d).
    """

    OWNED = "OWNED", "owned, directly or indirectly"
    OPTION = "OPTION", "conversion or exchange right, warrant, option, other agreement"
    TENDER_OFFER = "TENDER_OFFER", "tendered into an offer of the Person or its side"
    MERGER_AGREEMENT = "MERGER_AGREEMENT", "merger or acquisition agreement with the Company"
    UNDERWRITING = "UNDERWRITING", "usual agreement among underwriters of a public offering"
    THIS_PLAN = "THIS_PLAN", "Rights under this agreement"
    VOTING_AGREEMENT = "VOTING_AGREEMENT", "agreement or understanding about voting"
    REVOCABLE_PROXY = "REVOCABLE_PROXY", "revocable proxy or consent"
    PLAN_INFLUENCE = "PLAN_INFLUENCE", "held by a plan trustee for other employees; influence over the vote"


_ACQUIRE = frozenset(
    {
        Arrangement.OPTION,
        Arrangement.TENDER_OFFER,
        Arrangement.MERGER_AGREEMENT,
        Arrangement.UNDERWRITING,
        Arrangement.THIS_PLAN,
    }
)
_VOTE = frozenset({Arrangement.VOTING_AGREEMENT, Arrangement.REVOCABLE_PROXY, Arrangement.PLAN_INFLUENCE})


def component_of(arrangement: Arrangement) -> Component:
    """The limb that an arrangement falls under.

    Agreement: 1(d).
    """
    if arrangement in _ACQUIRE:
        return Component.RIGHT_TO_ACQUIRE
    return Component.RIGHT_TO_VOTE if arrangement in _VOTE else Component.SECTION_13D


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Common Shares of one Person by one arrangement, from a source, between two days (an empty end is open).

    `block` names the very shares where several lines are about the same ones: they count once. `is_unissued`:
    the Company would issue them, so they stand in the denominator of that Person alone. `exercisable_on` is
    the first day of a right to acquire. `accepted_on`: when an offer accepted shares; `approved_on`: when the
    Board approved a merger agreement, `offering` the public offering of underwriters. Of a proxy both
    `answers_public_solicitation` and `is_reportable_13d` are stated, or it is counted.

    Agreement: 1(d).
    """

    person: str
    shares: int
    source: str
    arrangement: Arrangement = Arrangement.OWNED
    since: date = date.min
    until: date | None = None
    block: str = ""
    is_unissued: bool = False
    exercisable_on: date | None = None
    accepted_on: date | None = None
    approved_on: date | None = None
    offering: str = ""
    answers_public_solicitation: bool | None = None
    is_reportable_13d: bool | None = None

    def __post_init__(self) -> None:
        if self.shares < 0:
            raise refuse("NEGATIVE_HOLDING", person=self.person, shares=self.shares)
        if not self.source.strip():
            raise refuse("HOLDING_SOURCE_REQUIRED", person=self.person)

    def holds_on(self, day: date) -> bool:
        """Whether the line is of a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class CountedHolding:
    """A line with what became of it: counted or left out, why, by which section, with which questions.

    Agreement: 1(d).
    """

    holding: Holding
    component: Component
    is_counted: bool
    reason: str
    section: str
    grounds: tuple[Ground, ...] = ()

    def is_within_sixty_days(self, day: date) -> bool:
        """Whether it is owned by the narrower rule too, which looks sixty days ahead.

        Agreement: 1(d)(i);29.
        """
        first = self.holding.exercisable_on
        return first is None or first <= day + _SIXTY_DAYS


def count_holding(
    holding: Holding, *, on: date, is_officer_or_director: bool, acquiring_person_since: date | None
) -> CountedHolding:
    """Whether a line counts on a day, and why.

    `acquiring_person_since` is the day since which somebody is an Acquiring Person by the Company's notice.

    Agreement: 1(d)(i);1(d)(ii);1(d)(iii).
    """
    component = component_of(holding.arrangement)
    if holding.arrangement is Arrangement.TENDER_OFFER:
        return _tendered(holding, on=on)
    if holding.arrangement is Arrangement.MERGER_AGREEMENT:
        return _by_merger_agreement(holding, acquiring_person_since=acquiring_person_since)
    if holding.arrangement is Arrangement.UNDERWRITING:
        return _underwritten(holding)
    if holding.arrangement is Arrangement.THIS_PLAN:
        own = (ground("OWN_RIGHTS_EXCLUDED", person=holding.person),)
        return CountedHolding(holding, component, False, "Rights of this plan", component.section, own)
    if holding.arrangement is Arrangement.REVOCABLE_PROXY:
        return _by_proxy(holding)
    if holding.arrangement is Arrangement.PLAN_INFLUENCE and is_officer_or_director:
        return CountedHolding(
            holding, component, False, "held for other employees by a plan trustee", "1(d)(iii)"
        )
    return CountedHolding(holding, component, True, component.words, component.section)


def _tendered(holding: Holding, *, on: date) -> CountedHolding:
    accepted = holding.accepted_on
    is_counted = accepted is not None and accepted <= on
    reason = f"accepted on {accepted}" if is_counted else "tendered, not accepted yet"
    return CountedHolding(holding, Component.RIGHT_TO_ACQUIRE, is_counted, reason, "1(d)(ii)(A)")


def _by_merger_agreement(holding: Holding, *, acquiring_person_since: date | None) -> CountedHolding:
    approved, first = holding.approved_on, acquiring_person_since
    component = Component.RIGHT_TO_ACQUIRE
    if approved is None:
        reason = "the Board's approval is not stated"
        return CountedHolding(holding, component, True, reason, component.section)
    if first is None or approved < first:
        reason = f"approved on {approved}, before any Acquiring Person"
        return CountedHolding(holding, component, False, reason, component.section)
    late = (ground("APPROVAL_TOO_LATE", approved=approved, first=first),)
    reason = f"approved on {approved}, not before {first}"
    return CountedHolding(holding, component, True, reason, component.section, late)


def _underwritten(holding: Holding) -> CountedHolding:
    component = Component.RIGHT_TO_ACQUIRE
    if holding.offering.strip():
        reason = f"underwriting of {holding.offering}"
        return CountedHolding(holding, component, False, reason, component.section)
    unnamed = (ground("NOT_BONA_FIDE_OFFERING", person=holding.person),)
    return CountedHolding(holding, component, True, "no public offering named", component.section, unnamed)


def _by_proxy(holding: Holding) -> CountedHolding:
    component = Component.RIGHT_TO_VOTE
    solicited, reportable = holding.answers_public_solicitation, holding.is_reportable_13d
    if solicited is None or reportable is None:
        unsaid = (ground("PROXY_EXCLUSION_INCOMPLETE", person=holding.person),)
        return CountedHolding(holding, component, True, "exclusion not stated", component.section, unsaid)
    if solicited and not reportable:
        reason = "revocable proxy by public solicitation, not reportable on Schedule 13D"
        return CountedHolding(holding, component, False, reason, component.section)
    reason = "reportable on Schedule 13D" if reportable else "no public solicitation"
    return CountedHolding(holding, component, True, reason, component.section)
