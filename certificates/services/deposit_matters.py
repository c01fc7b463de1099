"""The matter of the letter about a holder's bank account for payments: the Rights Agent's practice (§26)."""

from certificates.services.letter_words import Matter, Told

_DEPOSIT = (
    "We have put on record an instruction that your payments go to a bank account. Payments that we begin "
    "before {day} still go to you by check, at the address of record; later ones go to that account."
)
_CHECK = (
    "We have put on record an instruction that your payments go by check again, to the address of record."
)


def deposit_instruction(told: Told) -> Matter:
    """Where payments go, from when, on whose signature, and what to do if it was not the holder (§26)."""
    facts = told.facts
    bank = facts["bank"]
    return Matter(
        facts=[
            ("Registered holder", " ".join(facts["holder"].split())),
            ("Account", facts["account"]),
            ("Payments go", f"to the {bank}" if bank else "by check, to the address of record"),
            ("Signed by", f"{' '.join(facts['signed_by'].split())}, {told.day(facts['signed_on'])}"),
        ],
        values={"recorded": _DEPOSIT.format(day=told.day(facts["pays_from"])) if bank else _CHECK},
    )
