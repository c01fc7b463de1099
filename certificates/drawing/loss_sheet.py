"""The papers of a loss that a holder reported: cover sheet, affidavit, indemnity; or a written request.

Whether the evidence and the indemnity satisfy them, the Company and the Rights Agent say each for itself: the
papers are a form to begin with, and every page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from certificates.drawing.cover_page import BLANK_LINE, HINT, INNER, STRONG, CoverPage, draw_pages, shown

TICKED = "Of the certificate it is true what is ticked here:"
WHOLE_LINE = 200  # so many strokes are longer than a line, and take one
OFFERED_ONLY = (
    "The Company and the Rights Agent each decide whether evidence and indemnity satisfy them, and may ask "
    "for others. No new certificate is owed before both are satisfied."
)


@dataclass(frozen=True, slots=True)
class LossSheet:
    """What the papers of one reported loss say. Texts are printed as given.

    `cause_text` is one word as in “was lost”; `stop_text` is the stop and since when, empty for a mutilated
    certificate, of which nobody swears and for which no indemnity is asked. What is empty of the holder's own
    answers is left open, to be filled in by hand, what may be sworn of the certificate to be ticked in the
    place of `ownership`; without a code no draft lies under the sheet.
    """

    agreement_code: str
    company_name: str
    agent_name: str
    office_lines: tuple[str, ...]
    code: str
    shown_code: str
    account: str
    registration: tuple[str, ...]
    address: tuple[str, ...]
    printed_text: str
    certificate: str
    rights: int
    dated_text: str
    cause_text: str
    is_mutilated: bool
    stop_text: str
    discovered_text: str
    circumstances: str
    ownership: tuple[str, ...]
    security_text: str
    to_tick: tuple[str, ...] = ()
    is_demo: bool = True
    notice_address: str = ""


def loss_sheet_of(facts: Mapping[str, Any]) -> LossSheet:
    """The papers from plain values; a character that no typeface has is shown as a box."""
    return LossSheet(**{name: shown(value) for name, value in facts.items()})


def draw_loss_sheet(sheet: LossSheet) -> bytes:
    """The papers as one PDF; the same answers give the same bytes. Raises FIELD_OVERFLOW.

    Agreement: 6(b).
    """
    pages = (_draw_cover, _draw_request) if sheet.is_mutilated else (_draw_cover, _draw_oath, _draw_indemnity)
    told = [partial(draw, sheet=sheet) for draw in pages]
    return draw_pages(sheet, told, title="Replacement", effect=OFFERED_ONLY)


def _draw_cover(page: CoverPage, *, sheet: LossSheet) -> None:
    """The sheet on top: to whom, whose, which certificate, and what belongs into the envelope."""
    page.title("Cover sheet of a replacement")
    if sheet.code:
        page.marks(page.y + 4)
    beside = INNER - 190
    page.fact("Mail or bring to", (sheet.agent_name, *sheet.office_lines), style=STRONG, width=beside)
    page.fact("Registered holder", sheet.registration, width=beside)
    page.fact("Account", (sheet.account,), width=beside)
    page.fact("Agreement", (sheet.agreement_code,), width=beside)
    page.fact("Prepared and printed", (sheet.printed_text,), width=beside)
    page.heading("What is to be replaced")
    page.fact("Certificate", (f"{sheet.certificate}, for {sheet.rights:,} Rights",), style=STRONG)
    page.fact("Dated", (sheet.dated_text,))
    page.fact("It", (f"was {sheet.cause_text}",))
    if sheet.stop_text:
        page.fact("Stopped", (sheet.stop_text,), style=STRONG)
    page.heading("Put into the envelope, and tick")
    page.box("this cover sheet, on top;")
    if sheet.is_mutilated:
        page.box(f"the mutilated Rights Certificate {sheet.certificate}, every piece of it;")
        page.box("the written request of the next page, dated and signed.")
    else:
        page.box("the affidavit of the next page, sworn before a notary;")
        page.box("the indemnity of the page after it, signed, or a surety's bond in its place;")
        page.box("where it was stolen: the report to the police, if there is one.")
    page.y -= 4
    page.paragraph(
        "If the Company or the Rights Agent asks for its reasonable expenses, they are paid before the new "
        "certificate goes out.",
        HINT,
    )
    if not sheet.is_mutilated:
        page.paragraph(
            "Should the certificate turn up, do not use it: tell the Rights Agent at once and send it in. "
            "The stop ends only by two people of the Rights Agent, on your writing.",
            HINT,
        )


def _draw_oath(page: CoverPage, *, sheet: LossSheet) -> None:
    """The affidavit, filled in with what the holder told; sworn and signed before a notary."""
    page.title(f"Affidavit that a certificate was {sheet.cause_text}")
    page.paragraph("The undersigned, being duly sworn, says:")
    registration = ", ".join(sheet.registration)
    told = [
        f"The undersigned is, or signs for, {registration}, the registered holder of Rights Certificate "
        f"{sheet.certificate} of {sheet.company_name} for {sheet.rights:,} Rights, dated {sheet.dated_text}.",
        f"That certificate was {sheet.cause_text}. This was discovered on {_or_open(sheet.discovered_text)}.",
        f"How it came about: {_or_open(sheet.circumstances, lines=3)}",
        *(sheet.ownership if not sheet.to_tick else [TICKED]),
        "The certificate was searched for with care and cannot be produced. Should it turn up, it will be "
        "delivered to the Rights Agent at once.",
    ]
    for place, words in enumerate(told, 1):
        page.paragraph(f"{place}. {words}", indent=8)
        for one in sheet.to_tick if words == TICKED else ():
            page.box(one.replace("__", BLANK_LINE))
    _signed(page, sheet)
    page.heading("Notary")
    for words in ("State and county", "Sworn before me on", "Notary, with seal"):
        page.y -= 10
        page.fact(words, (BLANK_LINE,))


def _draw_indemnity(page: CoverPage, *, sheet: LossSheet) -> None:
    """The promise to keep the Company and the Rights Agent harmless, or what takes its place."""
    page.title("Indemnity")
    if sheet.security_text:
        page.paragraph(f"As the holder told: {sheet.security_text}.", STRONG)
    page.paragraph(
        f"In return for a new certificate of like tenor in the place of Rights Certificate "
        f"{sheet.certificate} for {sheet.rights:,} Rights, the undersigned promises to indemnify "
        f"{sheet.company_name} and {sheet.agent_name}, as Rights Agent, and to hold them harmless, against "
        "every claim, loss and reasonable expense that comes to either of them because the new certificate "
        "was issued, because the certificate replaced is in the hands of somebody else, or because what the "
        "affidavit says is not so."
    )
    page.paragraph(
        "The undersigned will deliver the certificate replaced to the Rights Agent, uncancelled, should it "
        "come into his hands. This promise binds heirs, successors and assigns."
    )
    page.paragraph(
        "In the place of this promise, or beside it, a surety's bond may be given. Which indemnity or "
        "security is enough, and in which amount, the Company and the Rights Agent each say in writing; no "
        "provider is prescribed.",
        HINT,
    )
    _signed(page, sheet)
    page.heading("Surety, where a bond is given")
    for words in ("Name of the surety", "Number of the bond", "Amount"):
        page.y -= 10
        page.fact(words, (BLANK_LINE,))


def _draw_request(page: CoverPage, *, sheet: LossSheet) -> None:
    """The written request for a new certificate in the place of one that is mutilated and comes with it."""
    page.title("Request for a new certificate")
    registration = ", ".join(sheet.registration)
    page.paragraph(
        f"{registration}, the registered holder, surrenders the mutilated Rights Certificate "
        f"{sheet.certificate} of {sheet.company_name} for {sheet.rights:,} Rights, dated {sheet.dated_text}, "
        "for cancellation, and asks for a new certificate of like tenor in its place."
    )
    page.paragraph(f"It was discovered on {_or_open(sheet.discovered_text)}.")
    page.paragraph(f"How it came about: {_or_open(sheet.circumstances, lines=3)}")
    page.paragraph("No indemnity is asked: the mutilated certificate itself is surrendered.", HINT)
    page.fact("The new one goes to", sheet.address)
    _signed(page, sheet)


def _or_open(told: str, *, lines: int = 0) -> str:
    """What was told, or a place for it to be written by hand: part of a line, or so many whole ones."""
    return told or " ".join(["_" * WHOLE_LINE] * lines or [BLANK_LINE])


def _signed(page: CoverPage, sheet: LossSheet) -> None:
    page.heading("Signature")
    page.paragraph("With the name exactly as it stands on the face of the certificate:")
    for line in sheet.registration:
        page.paragraph(line, STRONG, indent=22)
    for words in ("Dated", "Signature"):
        page.y -= 10
        page.fact(words, (BLANK_LINE,))
