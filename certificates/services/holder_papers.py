"""Papers made for holders in the answer to a request, from the plain values that the pages hand over.

They are kept nowhere: the letter holds a code, the forms are what a holder prepared and has no effect.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from certificates.drawing import address_request, claim_letter, cover_sheet, loss_sheet, transfer_sheet
from certificates.services.post_addresses import window_lines

CLAIM_LETTER = Path("claim_code") / "letter.txt"


def draw_claim_letter(facts: Mapping[str, Any]) -> bytes:
    """The letter with a claim code as a PDF.

    Raises ADDRESS_NOT_SHOWN, GLYPH_NOT_IN_FONT, FIELD_OVERFLOW.

    Agreement: 30.
    """
    told = dict(facts)
    lines = window_lines(told.pop("registration"), told.pop("address"))
    letter = claim_letter.ClaimLetter(address_lines=lines, words=_letter_words(), **told)
    return claim_letter.draw_claim_letter(letter)


def draw_cover_sheet(facts: Mapping[str, Any]) -> bytes:
    """The papers of an exercise that a holder prepared as one PDF: cover sheet, slip, what to write where.

    Raises GLYPH_NOT_IN_FONT, FIELD_OVERFLOW.

    Agreement: 7(a).
    """
    return cover_sheet.draw_cover_sheet(cover_sheet.sheet_of(facts))


def draw_transfer_sheet(facts: Mapping[str, Any]) -> bytes:
    """The papers of a transfer that a holder prepared as one PDF: cover sheet, guide, schedule.

    Raises FIELD_OVERFLOW.

    Agreement: 6(a).
    """
    return transfer_sheet.draw_transfer_sheet(transfer_sheet.transfer_sheet_of(facts))


def draw_loss_sheet(facts: Mapping[str, Any]) -> bytes:
    """The papers of a loss that a holder reported as one PDF: cover sheet, affidavit, indemnity.

    Raises FIELD_OVERFLOW.

    Agreement: 6(b).
    """
    return loss_sheet.draw_loss_sheet(loss_sheet.loss_sheet_of(facts))


def draw_address_request(facts: Mapping[str, Any]) -> bytes:
    """The request for a change of address that a holder prepared, as a PDF to be signed by hand.

    Raises FIELD_OVERFLOW.

    Agreement: 5(b).
    """
    return address_request.draw_address_request(address_request.address_request_of(facts))


def _letter_words() -> str:
    """The words of the letter: the operator's own where there are some, else those that are shipped."""
    places = [Path(folder) / CLAIM_LETTER for folder in reversed(settings.LETTER_FOLDERS)]
    return next(place for place in places if place.is_file()).read_text(encoding="utf-8-sig")
