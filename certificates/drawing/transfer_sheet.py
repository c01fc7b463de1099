"""The papers of a prepared transfer: cover sheet, what to write on the reverse, a schedule, documents.

They take effect only with the signed original and the certificate; every page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from certificates.drawing.cover_page import (
    BLANK_LINE,
    HINT,
    INNER,
    STRONG,
    CoverPage,
    draw_pages,
    marked,
    shown,
)

LISTED_MOST = 5  # certificates with a line of their own
LINES_A_PAGE = 4  # transferees of a schedule
DRAFT_ONLY = (
    "This form takes effect only when the signed original and the certificate reach the designated office. "
    "Nothing is transferred by preparing or printing it."
)


@dataclass(frozen=True, slots=True)
class TransferSheet:
    """What the papers of one prepared transfer say. Texts are printed as given.

    `certificates` are number, Rights on it, Rights to assign; `lines` are the transferees: name and address
    in lines, Rights, account, where to deliver; `documents` are words, rule, how old in days; `clauses` are
    words and which of the two boxes is marked, None for neither.
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
    lines: tuple[tuple[tuple[str, ...], int, str, str], ...]
    assigned: int
    kept: int
    kept_by: tuple[str, ...]
    until_text: str
    reason_text: str
    signer_text: str
    documents: tuple[tuple[str, str, int | None], ...]
    certificate_head: str
    clauses: tuple[tuple[str, int | None], ...]
    must_consult: bool
    guarantor_text: str
    guarantors: tuple[str, ...]
    is_demo: bool = True
    notice_address: str = ""

    @property
    def originals(self) -> str:
        """The certificates by their numbers, or how many are listed on the cover where they are many."""
        if len(self.certificates) > LISTED_MOST:
            return f"{len(self.certificates)} Rights Certificates listed on the cover sheet"
        numbers = ", ".join(number for number, _, _ in self.certificates)
        return f"Rights Certificate{'s' if len(self.certificates) > 1 else ''} {numbers}"


def transfer_sheet_of(facts: Mapping[str, Any]) -> TransferSheet:
    """The papers from plain values; a character that no typeface has is shown as a box."""
    return TransferSheet(**{name: shown(value) for name, value in facts.items()})


def draw_transfer_sheet(sheet: TransferSheet) -> bytes:
    """The papers as one PDF; the same answers give the same bytes. Raises FIELD_OVERFLOW.

    Agreement: 6(a).
    """
    pages = [partial(_draw_cover, sheet=sheet), partial(_draw_guide, sheet=sheet)]
    if len(sheet.lines) > 1:
        count = -(-len(sheet.lines) // LINES_A_PAGE)
        pages += [partial(_draw_schedule, sheet=sheet, place=place, count=count) for place in range(count)]
    return draw_pages(sheet, pages, title="Transfer", effect=DRAFT_ONLY)


def _draw_cover(page: CoverPage, *, sheet: TransferSheet) -> None:
    """The sheet on top: to whom, whose, which certificates, and what belongs into the envelope."""
    page.title("Cover sheet of a transfer")
    page.marks(page.y + 4)
    beside = INNER - 190
    page.fact("Mail or bring to", (sheet.agent_name, *sheet.office_lines), style=STRONG, width=beside)
    page.fact("To be there", (sheet.until_text,), width=beside)
    page.fact("Registered holder", sheet.registration, width=beside)
    page.fact("Account", (sheet.account,), width=beside)
    page.fact("Agreement", (sheet.agreement_code,), width=beside)
    page.fact("Prepared and printed", (sheet.printed_text,), width=beside)
    page.heading("What is to be transferred")
    _certificates(page, sheet)
    people = "1 transferee" if len(sheet.lines) == 1 else f"{len(sheet.lines)} transferees"
    page.fact("Assigned", (f"{sheet.assigned:,} Rights, to {people}",), style=STRONG)
    kept = f"{sheet.kept:,} Rights, on a new certificate in the same name" if sheet.kept else "none"
    page.fact("Kept by the holder", (kept,))
    page.fact("Left over", ("0 Rights",))
    page.heading("Put into the envelope, and tick")
    page.box("this cover sheet, on top;")
    page.box(f"the original {sheet.originals};")
    page.box("on the reverse: the form of assignment, filled in, dated and signed;")
    page.box("under it: the certificate with one box marked in each clause, dated and signed;")
    page.box("the guarantee of each of the two signatures, by a guarantor of an accepted kind;")
    if len(sheet.lines) > 1:
        page.box("the schedule of the transferees, signed and guaranteed too;")
    for words, rule, days in sheet.documents:
        age = f", dated at most {days} days before it is presented" if days else ""
        page.box(f"{words}{age} ({rule});")
    page.y -= 4
    page.paragraph(f"Reason: {sheet.reason_text}. Signed by: {sheet.signer_text}.", HINT)
    page.paragraph(
        "A tax or charge that is asked for because of the transfer is paid before anything is done. Keep a "
        "copy. Send it so that you can prove that it arrived; it is at your risk until then.",
        HINT,
    )


def _certificates(page: CoverPage, sheet: TransferSheet) -> None:
    if len(sheet.certificates) <= LISTED_MOST:
        for number, rights, assigned in sheet.certificates:
            page.fact(f"Certificate {number}", (f"{assigned:,} of the {rights:,} Rights on it",))
        return
    each = "; ".join(f"{number}: {part:,} of {rights:,}" for number, rights, part in sheet.certificates)
    page.fact("Certificates", (each,), style=HINT)


def _draw_guide(page: CoverPage, *, sheet: TransferSheet) -> None:
    """What to write where on the reverse: a guide to be copied by hand, not a form to be signed."""
    page.title("What to write on the reverse")
    page.paragraph(
        "A guide copy: write these answers onto the reverse of your certificate and sign there, before the "
        "guarantor's eyes. Do not sign this page.",
        STRONG,
    )
    page.heading("Form of assignment")
    each = [f"{part:,} on {number}" for number, _rights, part in sheet.certificates]
    page.fact("Number of Rights", ("; ".join(each),), style=STRONG if len(each) <= LISTED_MOST else HINT)
    if len(sheet.lines) == 1:
        block, _rights, account, delivery = sheet.lines[0]
        page.fact("Transferee", block)
        _beside(page, account=account, delivery=delivery)
    else:
        words = f"write “as in the schedule {sheet.shown_code}”, and attach the schedule that follows"
        page.fact("Transferees", (words,), style=STRONG)
    if sheet.kept:
        page.fact("Not assigned", (f"{sheet.kept:,} Rights come back on a new certificate to:",))
        page.fact("", sheet.kept_by)
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
    _signatures(page, sheet)


def _signatures(page: CoverPage, sheet: TransferSheet) -> None:
    page.heading("Signatures and guarantees")
    page.paragraph(
        "Sign with the name exactly as it stands on the face, in every particular, without any change; who "
        "signs for the holder signs with his own name and says in which capacity:"
    )
    for line in sheet.registration:
        page.paragraph(line, STRONG, indent=22)
    if sheet.guarantor_text:
        page.paragraph(f"You named as guarantor: {sheet.guarantor_text}.")
    page.paragraph(f"Accepted as guarantors: {'; '.join(sheet.guarantors)}. A notary is none.")


def _beside(page: CoverPage, *, account: str, delivery: str) -> None:
    if account:
        page.fact("Account", (account,))
    if delivery:
        page.fact("Deliver to", (delivery,))


def _draw_schedule(page: CoverPage, *, sheet: TransferSheet, place: int, count: int) -> None:
    """The transferees of an assignment that has no room for them, to be signed as a part of it."""
    part = f", {place + 1} of {count}" if count > 1 else ""
    page.title(f"Schedule to the form of assignment{part}")
    page.paragraph(
        f"This schedule {sheet.shown_code} is a part of the form of assignment on the reverse of "
        f"{sheet.originals}. The Rights assigned there go to:"
    )
    first = place * LINES_A_PAGE
    for number, line in enumerate(sheet.lines[first : first + LINES_A_PAGE], first + 1):
        block, rights, account, delivery = line
        page.heading(f"{number}. {rights:,} Rights")
        page.fact("Name and address", block)
        _beside(page, account=account, delivery=delivery)
    if place + 1 < count:
        return
    page.y -= 6
    page.fact("In all", (f"{sheet.assigned:,} Rights to {len(sheet.lines)} transferees",), style=STRONG)
    for words in ("Dated", "Signature", "Guaranteed by"):
        page.y -= 14
        page.fact(words, (BLANK_LINE,))
