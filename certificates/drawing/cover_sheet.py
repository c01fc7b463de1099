"""The papers of a prepared exercise: cover sheet, payment slip, what to write on the reverse.

They take effect only with the signed original, the certificate and the payment; every page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from certificates.drawing.cover_page import HINT, INNER, STRONG, CoverPage, draw_pages, marked, shown

LISTED_MOST = 5  # certificates with a line of their own
DRAFT_ONLY = (
    "This form takes effect only when the signed original, the certificate and the payment reach the "
    "designated office. Once presented, a signed election cannot be taken back."
)


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """What the papers of one prepared exercise say. Texts are printed as given; amounts are text.

    `certificates` are number, Rights on it, Rights to exercise; `clauses` are words and which of the two
    boxes is marked, None for neither.
    """

    agreement_code: str
    company_name: str
    agent_name: str
    office_lines: tuple[str, ...]
    code: str
    shown_code: str
    account: str
    registration: tuple[str, ...]
    printed_text: str
    certificates: tuple[tuple[str, int, int], ...]
    rights: int
    balance: int
    securities_text: str
    price_text: str
    amount_text: str
    means_text: str
    payee: str
    securities_to: tuple[str, ...]
    balance_to: tuple[str, ...]
    taxpayer_text: str
    certificate_head: str
    clauses: tuple[tuple[str, int | None], ...]
    must_consult: bool
    guarantor_text: str
    guarantors: tuple[str, ...]
    is_demo: bool = True
    notice_address: str = ""


def sheet_of(facts: Mapping[str, Any]) -> CoverSheet:
    """The papers from plain values; a character that no typeface has is shown as a box."""
    return CoverSheet(**{name: shown(value) for name, value in facts.items()})


def draw_cover_sheet(sheet: CoverSheet) -> bytes:
    """The papers as one PDF; the same answers give the same bytes. Raises FIELD_OVERFLOW.

    Agreement: 7(a).
    """
    pages = (_draw_cover, _draw_slip, _draw_guide)
    told = [partial(draw, sheet=sheet) for draw in pages]
    return draw_pages(sheet, told, title="Exercise", effect=DRAFT_ONLY)


def _draw_cover(page: CoverPage, *, sheet: CoverSheet) -> None:
    """The sheet on top: to whom, whose, which certificates, and what belongs into the envelope."""
    page.title("Cover sheet of an exercise")
    page.marks(page.y + 4)
    beside = INNER - 190
    page.fact("Mail or bring to", (sheet.agent_name, *sheet.office_lines), style=STRONG, width=beside)
    page.fact("Registered holder", sheet.registration, width=beside)
    page.fact("Account", (sheet.account,), width=beside)
    page.fact("Agreement", (sheet.agreement_code,), width=beside)
    page.fact("Prepared and printed", (sheet.printed_text,), width=beside)
    page.heading("What is to be exercised")
    if len(sheet.certificates) <= LISTED_MOST:
        for number, rights, exercised in sheet.certificates:
            page.fact(f"Certificate {number}", (f"{exercised:,} of the {rights:,} Rights on it",))
    else:
        each = "; ".join(f"{number}: {part:,} of {rights:,}" for number, rights, part in sheet.certificates)
        page.fact("Certificates", (each,), style=HINT)
    page.fact("In all", (f"{sheet.rights:,} Rights, for {sheet.securities_text}",), style=STRONG)
    if sheet.balance:
        page.fact("Left over", (f"{sheet.balance:,} Rights, on a new certificate",))
    page.heading("Put into the envelope, and tick")
    numbers = ", ".join(number for number, _, _ in sheet.certificates)
    page.box("this cover sheet, on top;")
    page.box(f"the original Rights Certificate{'s' if len(sheet.certificates) > 1 else ''} {numbers};")
    page.box("on the reverse: the form of election to purchase, filled in, dated and signed;")
    page.box("under it: the certificate with one box marked in each clause, dated and signed;")
    page.box("the guarantee of each of the two signatures, by a guarantor of an accepted kind;")
    page.box(f"the payment of {sheet.amount_text} with the payment slip of the next page.")
    page.y -= 4
    page.paragraph(
        "Keep a copy. Send it so that you can prove that it arrived; it is at your risk until then.", HINT
    )


def _draw_slip(page: CoverPage, *, sheet: CoverSheet) -> None:
    """The slip that goes with the money: amount, to whose order, by which means, for what."""
    page.title("Payment slip")
    page.marks(page.y + 4)
    beside = INNER - 190
    page.fact("Amount", (f"{sheet.amount_text} in US dollars",), style=STRONG, width=beside)
    page.fact("To the order of", (sheet.payee,), style=STRONG, width=beside)
    page.fact("Means", (sheet.means_text,), width=beside)
    page.fact("Reference", (sheet.shown_code,), style=STRONG, width=beside)
    page.fact("Paid for", sheet.registration, width=beside)
    page.fact("Account", (sheet.account,), width=beside)
    page.y -= 46
    page.heading("How the amount comes about")
    page.paragraph(f"{sheet.rights:,} Rights at {sheet.price_text} each make {sheet.amount_text}.")
    page.paragraph(
        "The price in force when the certificate and the payment are both in hand decides. A tax that is "
        "asked for because the securities go to somebody else comes on top. Write the reference on the "
        "instrument."
    )


def _draw_guide(page: CoverPage, *, sheet: CoverSheet) -> None:
    """What to write where on the reverse: a guide to be copied by hand, not a form to be signed."""
    page.title("What to write on the reverse")
    page.paragraph(
        "A guide copy: write these answers onto the reverse of your certificate and sign there, before the "
        "guarantor's eyes. Do not sign this page.",
        STRONG,
    )
    page.heading("Form of election to purchase")
    each = [f"{part:,} on {number}" for number, _rights, part in sheet.certificates]
    page.fact("Number of Rights", ("; ".join(each),), style=STRONG if len(each) <= LISTED_MOST else HINT)
    page.fact("Issue the securities to", sheet.securities_to)
    page.fact("Identifying number", (f"write it by hand; for the registered holder, {sheet.taxpayer_text}",))
    if sheet.balance:
        page.fact("Balance certificate to", sheet.balance_to)
        page.fact("Identifying number", ("of the person named for the balance, by hand",))
    page.heading("Certificate under it")
    if sheet.certificate_head:
        page.paragraph(sheet.certificate_head, HINT)
    for place, (words, box) in enumerate(sheet.clauses, 1):
        page.paragraph(f"({place}) {marked(words, box)}", indent=8)
    if sheet.must_consult:
        page.paragraph(
            "As answered here, the Rights Agent must consult the Company first. This is not a refusal.",
            STRONG,
        )
    page.heading("Signatures and guarantees")
    page.paragraph(
        "Sign with the name exactly as it stands on the face, in every particular, without any change:"
    )
    for line in sheet.registration:
        page.paragraph(line, STRONG, indent=22)
    if sheet.guarantor_text:
        page.paragraph(f"You named as guarantor: {sheet.guarantor_text}.")
    page.paragraph(f"Accepted as guarantors: {'; '.join(sheet.guarantors)}. A notary is none.")
