"""The matter of a due bill: what an exercise gives once an event occurs (§11(k))."""

from fractions import Fraction

from agreement.arithmetic import as_text
from certificates.services.letter_words import Matter, Told


def due_bill(told: Told) -> Matter:
    """How much of which security, until which event, by whose election (§11(k), §14(b))."""
    facts = told.facts
    units, parts = Fraction(facts["units"]), facts["unit_denominator"]
    words = f"{as_text(units)} unit{'' if units == 1 else 's'}"
    counted = f"{words} of 1/{parts:,} of a share" if parts > 1 else f"{as_text(units)} of a share"
    title, _, day = facts["elected"].rpartition(", ")
    return Matter(
        facts=[
            ("Due bill", f"{facts['due_bill']}, for item {facts['item']}"),
            ("Registered holder", " ".join(facts["holder"].split())),
            ("Account", facts["account"]),
            ("Deferred", f"{counted}, {facts['security']}"),
        ],
        values={
            "given": (
                "Your Rights were exercised after the record date of an adjustment, "
                f"{told.day(facts['record_date'])}. You receive now what they bought at the Exercise Price "
                "before the adjustment."
            ),
            "owed": (
                f"Beyond that you have a right to {counted} of {facts['security']} (Section 11(k)). This due "
                "bill is the evidence of it."
            ),
            "until": f"It is delivered once this event has occurred: {' '.join(facts['event'].split())}.",
            "elected": (
                f"The Company elected to defer it until then by notice of its {title} of {told.day(day)}."
            ),
            "fraction": (
                "What is no whole unit is paid in cash (Section 14(b))." if units.denominator != 1 else ""
            ),
        },
    )
