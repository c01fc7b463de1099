"""The matter of the letters about a changed address, to the one before and to the new one (§5(b))."""

from certificates.services.letter_words import Matter, Told

_THIS_ONE = {"before": "this one is to the address before", "new": "this one is to the new address"}


def address_changed(told: Told) -> Matter:
    """Which address was and is on the books, since when, on whose signature, and what waits (§5(b))."""
    facts = told.facts
    signed = " ".join(facts["signed_by"].split())
    when = f", {told.day(facts['signed_on'])}" if facts["signed_on"] else ""
    return Matter(
        facts=[
            ("Registered holder", " ".join(facts["holder"].split())),
            ("Account", facts["account"]),
            ("Reference", facts["about"]),
            ("Address before", facts["before"]),
            ("New address", facts["new"]),
            ("Signed by", f"{signed}, {facts['capacity'].lower()}{when}"),
        ],
        values={
            "in_force_from": told.instant(facts["in_force_from"]),
            "waits_until": told.day(facts["waits_until"]),
            "this_one": _THIS_ONE[facts["goes_to"]],
        },
    )
