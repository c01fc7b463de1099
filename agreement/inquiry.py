"""Inquiries about certificates before they are registered in another name: asked for, answered.

Law: 17 CFR 240.17f-1(d).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground

# What the agent asks the inquiry system, and what it answers, is no matter of whoever presented the papers.
INQUIRED = frozenset({"INQUIRY_MISSING", "INQUIRY_ANSWERED_REPORTED"})


class InquiryResult(Worded):
    """What the inquiry system answered about a certificate.

    Law: 17 CFR 240.17f-1(d).
    """

    CLEAN = "CLEAN", "Not reported"
    REPORTED = "REPORTED", "Reported missing, lost, counterfeit or stolen"


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """An inquiry about a certificate: its number, the answer, its day and its confirmation number."""

    certificate: int
    result: InquiryResult
    answered_on: date
    confirmation: str


def inquiry_grounds(
    certificates: Sequence[int],
    inquiries: Sequence[InquiryFacts],
    *,
    value: Decimal | None,
    above: Decimal | None,
) -> tuple[Ground, ...]:
    """What stands against certificates: one that was reported, or one of too much value not asked about.

    The value is that of all Rights surrendered together; one that nobody certified may be above the figure,
    and the inquiry is asked for. `inquiries` are in the order recorded, the last about a certificate speaks;
    what one answered counts whatever the value. `above` is None where no figure is on file.

    Law: 17 CFR 240.17f-1(d).
    """
    answered = {one.certificate: one for one in inquiries}
    found = [
        ground(
            "INQUIRY_ANSWERED_REPORTED",
            number=number,
            confirmation=answered[number].confirmation,
            date=answered[number].answered_on,
        )
        for number in certificates
        if number in answered and answered[number].result is InquiryResult.REPORTED
    ]
    unasked = [number for number in certificates if number not in answered]
    if unasked and above is not None and (value is None or value > above):
        found.append(_missing(unasked, value=value, above=above))
    return tuple(found)


def _missing(numbers: Sequence[int], *, value: Decimal | None, above: Decimal) -> Ground:
    named, limit = ", ".join(str(number) for number in numbers), f"{above:,.0f}"
    if value is not None:
        return ground("INQUIRY_MISSING", numbers=named, value=f"${value:,.2f}", limit=limit)
    return ground(
        "INQUIRY_MISSING",
        saying=f"No price of a Right is certified: certificates {named} may be worth more than ${limit}, and "
        "no inquiry about them was answered",
        numbers=named,
        value="not known",
        limit=limit,
    )
