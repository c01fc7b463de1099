"""The matter of letters about stops: that one stands; what was presented under a demand, or replaced before
(§6(b), §15(b)).
"""

from agreement.stops import LOSS_KINDS, StopKind, StopReach
from certificates.letters import Column, LetterTable
from certificates.services.letter_words import Facts, Matter, Told, sentence, with_days_in_words

_HELD = {
    StopReach.EVERYTHING.value: (
        "While it stands, nothing is registered, exercised or issued on these certificates; whatever is "
        "presented with one of them is held and examined."
    ),
    StopReach.REGISTRATION.value: (
        "While it stands, no transfer of these certificates is registered and no certificate is issued in "
        "their place; whatever is presented for that is held and examined. It does not hold an exercise."
    ),
    StopReach.EXERCISE.value: (
        "While it stands, no exercise on these certificates is taken up; what is presented for that is held "
        "and examined. It does not hold a transfer."
    ),
}
_LIFTED = "No day ends it: it is lifted by people of the Rights Agent, on evidence."
_DEMAND_ENDS = (
    "No day ends it yet. When one of them is presented for registration, we write to who made the demand and "
    "to who presented it, and withhold registration for the period stated in that letter (UCC 8-403)."
)
_IF_FOUND = (
    "If a certificate is found, do not present it: write to us at the office above, with the reference of "
    "this letter."
)


def stop_acknowledgement(told: Told) -> Matter:
    """What stands still since when, at whose word, until when, and what is asked next (§6(b), §15(b))."""
    facts = told.facts
    # Letters written before the kind was among their facts say what they said: those of a loss.
    kind = StopKind(facts.get("stop_kind", StopKind.LOSS_REPORTED.value))
    listed = told.certificates(facts["certificates"]) or "Every certificate of the account"
    about = [("Certificates", listed)]
    if facts["holder"]:
        about.insert(0, ("Registered holder", " ".join(facts["holder"].split())))
        about.insert(1, ("Account", facts["account"]))
    if facts["reference"]:
        about.append(("Stop", facts["reference"]))
    return Matter(
        facts=about,
        values={
            "placed": told.instant(facts["placed_at"]),
            "asked_by": facts["asked_by"],
            "reason": with_days_in_words(facts["reason"]).strip().rstrip("."),
            "held": _HELD[facts.get("reach", StopReach.EVERYTHING.value)],
            "ends": _ends(kind, facts),
            "next_steps": "\n".join(
                f"{place}. {sentence(step)}" for place, step in enumerate(facts["next_steps"], 1)
            ),
            "if_found": _IF_FOUND if kind in LOSS_KINDS else "",
        },
    )


def _ends(kind: StopKind, facts: Facts) -> str:
    until = facts.get("stands_until", "")
    if until:
        return f"It stands until {with_days_in_words(until)}."
    return _DEMAND_ENDS if kind is StopKind.DEMAND_NOT_TO_REGISTER else _LIFTED


def replaced_presented(told: Told) -> Matter:
    """Which replaced certificates came in, what stands in their place, who presented them (§6(b), §20(g))."""
    facts = told.facts
    presenter = " ".join(facts["presenter"].split())
    where = " ".join(facts["presenter_address"].split())
    return Matter(
        facts=[
            ("Item", f"{facts['item']}: {facts['kind']}, received {told.instant(facts['received_at'])}"),
            ("Presented by", f"{presenter}, {where}" if where else presenter),
            ("Registered holder", " ".join(facts["holder"].split())),
            ("Account", facts["account"]),
        ],
        values={"received": told.instant(facts["received_at"])},
        tables={
            "replaced": LetterTable(
                (
                    Column("Certificate presented", 22),
                    Column("Rights", 12, is_figures=True),
                    Column("Replaced by", 22),
                    Column("What had befallen it, and when it was replaced", 44),
                ),
                tuple(_replaced(told, one) for one in facts["replaced"]),
            )
        },
    )


def _replaced(told: Told, one: Facts) -> tuple[str, ...]:
    known = [one["cause"]] if one["cause"] else []
    if one["claim"]:
        known.append(f"claim of item {one['claim']}, replaced {told.instant(one['replaced_at'])}")
    if one["stop"]:
        known.append(f"{one['stop'].lower()} stands")
    new = ", ".join(told.number(int(number)) for number in one["replaced_by"].split(", ") if number)
    return told.number(one["number"]), f"{one['rights']:,}", new, "; ".join(known)


def demand_presented(told: Told) -> Matter:
    """What was presented, that a demand had been received, for how long registration is withheld."""
    facts = told.facts
    until, days = facts["until"], facts["days"]
    return Matter(
        facts=[
            ("Item", f"{facts['item']}: {facts['kind']}, received {told.instant(facts['received_at'])}"),
            ("Registered holder", " ".join(facts["holder"].split())),
            ("Certificates", told.certificates(facts["certificates"])),
            ("Presented by", " ".join(facts["presenter"].split())),
            ("Demand", f"{facts['reference']}, received {told.instant(facts['demanded_at'])}"),
        ],
        values={
            "received": told.instant(facts["received_at"]),
            "demanded": told.instant(facts["demanded_at"]),
            "rule": facts["rule"],
            "period": (
                f"until {with_days_in_words(until)}, the last day of the period that was told before"
                if until
                else f"for {days} calendar days after the date of this letter"
            ),
        },
    )
