"""What must be on file before a Section 13 Event is consummated; what is not, is told and never refused.

Agreement: 13(c);13(d).
"""

from dataclasses import dataclass
from datetime import date

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground


class Confirmation(Worded):
    """What the supplemental agreement confirms or promises.

    Agreement: 13(c).
    """

    ASSUMES = "ASSUMES", "the Principal Party assumes the agreement"
    PREEMPTIVE_RIGHTS_WAIVED = "PREEMPTIVE_RIGHTS_WAIVED", "pre-emptive and first-refusal rights are waived"
    NOTHING_DEFEATS = "NOTHING_DEFEATS", "no instrument or agreement defeats the benefits of the Rights"
    NO_DEFAULT = "NO_DEFAULT", "the transaction makes no default of the Principal Party"
    WILL_REGISTER = "WILL_REGISTER", "it will register the Rights and the securities"
    WILL_LIST = "WILL_LIST", "it will list or have them quoted"
    WILL_DELIVER_STATEMENTS = "WILL_DELIVER_STATEMENTS", "it will deliver financial statements to holders"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsummationFacts:
    """What is on file of a Section 13 Event about to be consummated, or consummated.

    `authorised_shares` are those of the Principal Party neither issued nor reserved, `shares_needed` those of
    all Rights. `contrary_provision` is what the Company reports; `waived_on` when the second supplemental
    agreement was delivered that cancels, waives, amends or redeems it.

    Agreement: 13(c);13(d).
    """

    consummated_on: date
    delivered_on: date | None = None
    confirms: frozenset[Confirmation] = frozenset()
    authorised_shares: int | None = None
    shares_needed: int | None = None
    contrary_provision: str = ""
    waived_on: date | None = None


def consummation_grounds(facts: ConsummationFacts) -> tuple[Ground, ...]:
    """What is lacking for a consummation that meets the conditions; nothing where it does.

    Agreement: 13(c);13(d).
    """
    found: list[Ground] = []
    if facts.delivered_on is None or facts.delivered_on >= facts.consummated_on:
        found.append(ground("SUPPLEMENT_MISSING", consummated=facts.consummated_on))
    else:
        lacking = [one.words for one in Confirmation if one not in facts.confirms]
        if lacking:
            found.append(ground("SUPPLEMENT_INCOMPLETE", lacking="; ".join(lacking)))
    have, need = facts.authorised_shares, facts.shares_needed
    if have is None or need is None or have < need:
        shown = tuple("(not stated)" if one is None else f"{one:,}" for one in (have, need))
        found.append(ground("PRINCIPAL_PARTY_SHARES_SHORT", have=shown[0], need=shown[1]))
    if facts.contrary_provision and (facts.waived_on is None or facts.waived_on >= facts.consummated_on):
        found.append(ground("CONTRARY_PROVISION_OPEN", provision=facts.contrary_provision))
    return tuple(found)
