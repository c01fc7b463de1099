"""The topic on amendments."""

from agreement.amendment import AmendmentFacts, AmendmentPurpose, PeriodChange, amendment_grounds
from agreement.calculation import Calculation
from agreement.topics.kinds import INSTANT, TRUTH, Field, choice_of
from agreement.topics.redemption_window import REDEMPTION_FIELDS, redeemable_until_at
from agreement.topics.topic import Topic


def _amendment(done: Calculation) -> None:
    facts = done.facts
    until = redeemable_until_at(done, at=facts["at"])
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
            *REDEMPTION_FIELDS,
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
