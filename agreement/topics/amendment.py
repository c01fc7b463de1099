"""The topic on amendments."""

from datetime import datetime

from agreement.amendment import AmendmentFacts, AmendmentPurpose, PeriodChange, amendment_grounds
from agreement.board_orders import Extent, RedemptionFacts, redemption_window_end
from agreement.calculation import Calculation
from agreement.topics.kinds import DAY, INSTANT, TRUTH, Field, choice_of
from agreement.topics.topic import Topic
from agreement.windows import final_close_of_business


def _amendment(done: Calculation) -> None:
    facts = done.facts
    until = _redeemable_until(done)
    purpose, period = facts["purpose"], facts["period"]
    asked = AmendmentFacts(
        at=facts["at"],
        separated_at=facts["distribution_occurred_at"],
        redeemable_until=until,
        purpose=AmendmentPurpose(purpose) if purpose else None,
        period=PeriodChange(period) if period else PeriodChange.NONE,
        protects_holders=bool(facts["protects_holders"]),
        is_certified=bool(facts["is_certified"]),
        touches_agent=bool(facts["touches_agent"]),
        agent_consents=bool(facts["agent_consents"]),
    )
    is_after = asked.is_after_distribution
    done.step("the Distribution Date has occurred", "yes" if is_after else "no", "27")
    done.step("the right to redeem ends, itself outside", until.isoformat(), "23(a)")
    done.step("the Rights are redeemable", "yes" if asked.are_rights_redeemable else "no", "23(a);27")
    if asked.purpose is not None:
        done.step("purpose", asked.purpose.words, asked.purpose.section)
    found = amendment_grounds(asked)
    done.add(found)
    done.result = {
        "after_distribution_date": is_after,
        "rights_are_redeemable": asked.are_rights_redeemable,
        "nothing_is_asked": not found,
    }


def _redeemable_until(done: Calculation) -> datetime:
    facts, terms, calendar = done.facts, done.terms, done.calendar
    return redemption_window_end(
        RedemptionFacts(
            ordered_at=facts["at"],
            received_at=facts["at"],
            extent=Extent.ALL,
            price=None,
            redemption_date=None,
            shares_acquired_on=facts["shares_acquisition_date"],
            extended_to=facts["redemption_extended_to"],
            extension_announced_on=facts["extension_announced_on"],
        ),
        final_close=final_close_of_business(terms.final_expiration_date, calendar=calendar),
        terms=terms,
        calendar=calendar,
    )


AMENDMENT_TOPICS = (
    Topic(
        "amendment",
        "what is asked about an amendment, before and after the Distribution Date",
        "27",
        (
            Field("at", INSTANT, "the instant at which it is to be executed", "27"),
            Field(
                "distribution_occurred_at",
                INSTANT,
                "the Distribution Date by the Company's notice",
                "3(a);27",
                required=False,
                when_absent="it has not occurred",
            ),
            Field(
                "shares_acquisition_date",
                DAY,
                "the Shares Acquisition Date",
                "23(a)",
                required=False,
                when_absent="there is none",
            ),
            Field("redemption_extended_to", DAY, "the later day set by the Board", "23(a)", required=False),
            Field("extension_announced_on", DAY, "when that was announced", "23(a)", required=False),
            Field("purpose", choice_of(*AmendmentPurpose), "what it serves", "27", required=False),
            Field(
                "period", choice_of(*PeriodChange), "whether it lengthens a period", "27(iii)", required=False
            ),
            Field("protects_holders", TRUTH, "whether that is stated", "27(iii)", required=False),
            Field("is_certified", TRUTH, "whether compliance is certified", "27", required=False),
            Field("touches_agent", TRUTH, "whether the agent's part changes", "27", required=False),
            Field("agent_consents", TRUTH, "whether the agent consents", "27", required=False),
        ),
        {
            "facts": {
                "at": "2003-06-20T10:00:00-07:00",
                "distribution_occurred_at": "2003-06-16T17:00:00-07:00",
                "shares_acquisition_date": "2003-06-02",
                "purpose": "CHANGE_PERIOD",
                "period": "REDEMPTION_LENGTHENED",
                "is_certified": True,
            }
        },
        _amendment,
    ),
)
