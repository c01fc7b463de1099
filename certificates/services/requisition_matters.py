"""The letter by which the securities of an exercise are requisitioned (§7(c)(i))."""

from certificates.services.letter_words import Matter, Told, rights

_DEPOSITARY = "DEPOSITARY"


def requisition(told: Told) -> Matter:
    """How many of which security, in whose name, as of which day, by which authority (§7(c), §9(e), §10)."""
    facts = told.facts
    is_receipts = facts["recipient"] == _DEPOSITARY
    units, parts = facts["units"], facts["unit_denominator"]
    shares = f"{facts['shares']} share{'' if facts['shares'] == '1' else 's'}"
    counted = f"{units:,} unit{'' if units == 1 else 's'} of 1/{parts:,} of a share, " if parts > 1 else ""
    papers = "depositary receipts for" if is_receipts else "a certificate for"
    return Matter(
        facts=[
            ("Requisition", f"{facts['requisition']}, for item {facts['item']}"),
            ("Security", facts["security"]),
            ("Number", f"{counted}{shares}"),
        ],
        values={
            "asked": (
                f"{rights(facts['rights'])} of the registered holder of account {facts['account']} were "
                "exercised and paid for in full, and the exercise stands in the registration books. The "
                f"Rights Agent requisitions what they buy (Section 7(c)(i)({'B' if is_receipts else 'A'}))."
            ),
            "units": f"Please issue {papers} {counted}{shares} of {facts['security']}.",
            "in_name": (
                f"To be registered in the name of: {' '.join(facts['registration'].split())}, "
                f"{facts['deliver_to']}."
            ),
            "as_of": (
                f"The person named is the holder of record as of {told.day(facts['record_date'])}, which is "
                "also the date of the certificate (Section 10)."
            ),
            "authority": _authority(told, is_receipts=is_receipts),
            "deposit": (
                "The transfer agent deposits with you the certificates for the shares that the receipts "
                "stand for."
                if is_receipts
                else ""
            ),
        },
    )


def _authority(told: Told, *, is_receipts: bool) -> str:
    said = told.facts["by_notice"]
    if not said:
        return "By Section 7(c) the Company irrevocably authorizes its transfer agent to comply with this."
    title, _, day = said.rpartition(", ")
    words = f"the Company said so by its {title} on {told.day(day)}"
    if is_receipts:
        return f"By Section 7(c) the Company directs its depositary agent to comply; {words}."
    return f"By Section 7(c) the Company authorizes its transfer agent to comply with this request; {words}."
