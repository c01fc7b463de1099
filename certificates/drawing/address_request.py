"""The request for a change of address that a holder prepared: one page, to be signed by hand (§5(b))."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from certificates.drawing.cover_page import BLANK_LINE, HINT, STRONG, CoverPage, draw_pages, shown

ON_RECEIPT = (
    "This request takes effect only when it reaches the Rights Agent signed by hand. A letter then goes to "
    "the address before and to the new one."
)


@dataclass(frozen=True, slots=True)
class AddressRequest:
    """What the request says. `now` and `wanted` are name and address, line under line; texts as given."""

    agreement_code: str
    company_name: str
    agent_name: str
    office_lines: tuple[str, ...]
    code: str
    shown_code: str
    account: str
    registration: tuple[str, ...]
    printed_text: str
    reference: str
    now: tuple[str, ...]
    wanted: tuple[str, ...]
    is_demo: bool = True
    notice_address: str = ""


def address_request_of(facts: Mapping[str, Any]) -> AddressRequest:
    """The request from plain values; a character that no typeface has is shown as a box."""
    return AddressRequest(**{name: shown(value) for name, value in facts.items()})


def draw_address_request(request: AddressRequest) -> bytes:
    """The request as one PDF; the same answers give the same bytes. Raises FIELD_OVERFLOW.

    Agreement: 5(b).
    """
    return draw_pages(
        request, [partial(_draw, request=request)], title="Change of address", effect=ON_RECEIPT
    )


def _draw(page: CoverPage, *, request: AddressRequest) -> None:
    page.title("Request for a change of address")
    page.fact("Mail or bring to", (request.agent_name, *request.office_lines), style=STRONG)
    page.fact("Agreement", (f"{request.agreement_code}, of {request.company_name}",))
    page.fact("Account", (request.account,))
    page.fact("Reference", (request.reference,))
    page.fact("Printed", (request.printed_text,))
    page.heading("Address on the books now")
    page.fact("", request.now)
    page.heading("New address")
    page.fact("", request.wanted, style=STRONG)
    page.paragraph(
        "The registered holder asks the Rights Agent to change the address of record to the new address "
        "above. The name does not change."
    )
    page.heading("Signature")
    page.paragraph("With the name exactly as it stands on the books:")
    for line in request.registration:
        page.paragraph(line, STRONG, indent=22)
    for label in ("Signature", "Signed as", "Date"):
        page.y -= 12
        page.fact(label, (BLANK_LINE * 3,))
    page.paragraph("Who signs as attorney or as successor sends the evidence of it with this request.", HINT)
