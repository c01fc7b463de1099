"""What an amendment may do, before and after the Distribution Date, and what the agent asks before it signs.

An amendment is the Company's act: what looks outside the limits is asked back and never decided here.

Agreement: 27.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from agreement.business_days import BusinessDayCalendar
from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms
from agreement.windows import Window, in_utc


class AmendmentPurpose(Worded):
    """What a change serves; after the Distribution Date the first four are permitted.

    Agreement: 27.
    """

    CURE_AMBIGUITY = "CURE_AMBIGUITY", "to cure an ambiguity"
    CORRECT_DEFECT = "CORRECT_DEFECT", "to correct or supplement a defective or inconsistent provision"
    CHANGE_PERIOD = "CHANGE_PERIOD", "to shorten or lengthen a period"
    NOT_ADVERSE = "NOT_ADVERSE", "to change what does not adversely affect the holders"
    OTHER = "OTHER", "another purpose"

    @property
    def section(self) -> str:
        """The clause that permits it, the section itself where none does."""
        clauses = {
            AmendmentPurpose.CURE_AMBIGUITY: "27(i)",
            AmendmentPurpose.CORRECT_DEFECT: "27(ii)",
            AmendmentPurpose.CHANGE_PERIOD: "27(iii)",
            AmendmentPurpose.NOT_ADVERSE: "27(iv)",
        }
        return clauses.get(self, "27")


class PeriodChange(Worded):
    """How a change of a period stands to the limits of Section 27.

    Agreement: 27(iii).
    """

    NONE = "NONE", "no period is lengthened"
    REDEMPTION_LENGTHENED = "REDEMPTION_LENGTHENED", "a period of redemption is lengthened"
    OTHER_LENGTHENED = "OTHER_LENGTHENED", "another period is lengthened"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentFacts:
    """What is proposed and what is on file of it.

    `separated_at` is when the Distribution Date occurred by notice; `redeemable_until` is the end of the
    right to redeem, which does not belong to it. `protects_holders` is the statement that a lengthening
    protects, enhances or clarifies the holders' rights or benefits. `touches_agent` says that the agent's
    rights, duties, liabilities or obligations change.

    Agreement: 27.
    """

    at: datetime
    separated_at: datetime | None
    redeemable_until: datetime
    purpose: AmendmentPurpose | None = None
    period: PeriodChange = PeriodChange.NONE
    protects_holders: bool = False
    is_certified: bool = False
    touches_agent: bool = False
    agent_consents: bool = False

    @property
    def is_after_distribution(self) -> bool:
        """Whether the Distribution Date has occurred.

        Agreement: 27.
        """
        return self.separated_at is not None and in_utc(self.at) >= in_utc(self.separated_at)

    @property
    def are_rights_redeemable(self) -> bool:
        """Whether the Rights may be redeemed at that instant.

        Agreement: 23(a);27.
        """
        return in_utc(self.at) < in_utc(self.redeemable_until)


def amendment_grounds(facts: AmendmentFacts) -> tuple[Ground, ...]:
    """What is asked about an amendment: its purpose and limits, then the certificate and the agent's part.

    Agreement: 27.
    """
    found: list[Ground] = []
    if facts.is_after_distribution:
        found += _after_distribution(facts)
    if not facts.is_certified:
        found.append(ground("COMPLIANCE_CERTIFICATE_MISSING"))
    if facts.touches_agent and not facts.agent_consents:
        found.append(ground("AGENT_CONSENT_NEEDED"))
    return tuple(found)


# What an agreement file states that is no term of the plan: people, addresses, offices, readings decided.
_REGISTERS = frozenset(
    {
        "code", "title", "demo", "company", "rights_agent", "notice_addresses", "officers", "countersigners",
        "offices", "appointments", "signatories", "readings", "certified",
    }
)  # fmt: skip
_PERIODS = ("_days", "_years", "_seconds")
_REDEMPTION = ("redemption_days", "redemption_window", "redemption_days_kind", "reinstated_redemption_days")


def changes_terms(before: Terms, after: Terms) -> frozenset[str]:
    """The terms that differ, by name: people, addresses and readings of open questions are none.

    Agreement: 27.
    """
    names = (field.name for field in fields(Terms) if field.name not in _REGISTERS)
    return frozenset(name for name in names if getattr(before, name) != getattr(after, name))


def period_change(before: Terms, after: Terms) -> PeriodChange:
    """How the periods of two versions stand to each other; a period of redemption counts first.

    Another way of counting the days of redemption, or another end of its window, is told as lengthened.

    Agreement: 27(iii).
    """
    changed = changes_terms(before, after)
    periods = {name for name in changed if name.endswith(_PERIODS)}
    shorter = {name for name in periods if getattr(after, name) < getattr(before, name)}
    if changed & set(_REDEMPTION) - shorter:
        return PeriodChange.REDEMPTION_LENGTHENED
    if periods - shorter or after.final_expiration_date > before.final_expiration_date:
        return PeriodChange.OTHER_LENGTHENED
    return PeriodChange.NONE


def _after_distribution(facts: AmendmentFacts) -> list[Ground]:
    if facts.purpose is None:
        return [ground("PURPOSE_MISSING")]
    found = []
    if facts.purpose is AmendmentPurpose.OTHER:
        found.append(ground("AFTER_DISTRIBUTION_LIMITS"))
    if facts.period is PeriodChange.REDEMPTION_LENGTHENED and not facts.are_rights_redeemable:
        found.append(ground("REDEMPTION_PERIOD_LAPSED", end=_shown(facts.redeemable_until)))
    if facts.period is PeriodChange.OTHER_LENGTHENED and not facts.protects_holders:
        found.append(ground("LENGTHENING_PURPOSE_MISSING"))
    return found


def _shown(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M %Z}".strip()


def reinstated_redemption_window(
    determined_on: date, *, determined_at: datetime, terms: Terms, calendar: BusinessDayCalendar
) -> Window:
    """The right to redeem as it is reinstated when a provision was severed: from the Board's determination.

    It ends at the Close of Business on the tenth day after the day of the determination, which does not
    belong to it. It does not reach beyond the Final Expiration Date.

    Agreement: 31.
    """
    day = determined_on + timedelta(days=terms.reinstated_redemption_days)
    end = min(
        calendar.close_of_business(day),
        calendar.close_of_business(terms.final_expiration_date),
        key=in_utc,
    )
    return Window(determined_at, end, start_inclusive=True, end_inclusive=False)


def reinstatement_grounds(*, holding: str, determination: str) -> tuple[Ground, ...]:
    """What is asked about a notice that the right to redeem is reinstated: the holding, the determination.

    Agreement: 31.
    """
    stated = {"the holding": holding, "the determination": determination}
    lacking = [name for name, words in stated.items() if not words.strip()]
    return (ground("REINSTATEMENT_GROUNDS_MISSING", missing="; ".join(lacking)),) if lacking else ()


def earliest_co_agent_date(received_on: date, *, terms: Terms) -> date:
    """The first day on which a co-Rights Agent may take office: the days of notice after its receipt.

    Agreement: 2.
    """
    return received_on + timedelta(days=terms.coagent_notice_days)


def co_agent_grounds(*, received_on: date, effective_on: date, terms: Terms) -> tuple[Ground, ...]:
    """What is asked about the appointment of a co-Rights Agent on shorter notice.

    Agreement: 2.
    """
    earliest = earliest_co_agent_date(received_on, terms=terms)
    if effective_on >= earliest:
        return ()
    return (ground("COAGENT_NOTICE_SHORT", effective=effective_on, earliest=earliest),)
