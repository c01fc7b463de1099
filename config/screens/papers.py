"""Every paper of the store as pictures: print files, control sheets, address sheets, listings, forms."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from certificates.models import Mailing, MailingFile, PrintFile, PrintRun
from certificates.services.press_files import open_kept

PAGES_SHOWN = 4
SCALE = 1.5  # of 72 dots an inch


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper and the pictures of its first pages."""

    title: str
    pages: int
    files: tuple[str, ...]


def kept_papers() -> Iterator[tuple[str, str]]:
    """The papers of the print runs and mailings: a title, and where each is kept."""
    for run in PrintRun.objects.select_related("agreement").order_by("pk"):
        if run.control_sheet:
            yield f"{run} of {run.agreement.code}: control sheet", run.control_sheet
        for file in PrintFile.objects.filter(run=run).order_by("first_number"):
            yield f"{run} of {run.agreement.code}: sheets from {file.first_number}", file.stored_as
    for mailing in Mailing.objects.select_related("agreement").order_by("pk"):
        if mailing.listing:
            yield f"{mailing} of {mailing.agreement.code}: listing", mailing.listing
        for sheets in MailingFile.objects.filter(mailing=mailing).order_by("first_piece"):
            yield f"{mailing} of {mailing.agreement.code}: from piece {sheets.first_piece}", sheets.stored_as


def picture_papers(folder: Path) -> Iterator[PaperShown]:
    """Draw the first pages of each paper, its last one too, into PNG files of the folder."""
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    for at, (title, stored_as) in enumerate(kept_papers(), 1):
        with open_kept(stored_as) as kept:
            document = pypdfium2.PdfDocument(io.BytesIO(kept.read()))
        count = len(document)
        shown = sorted({*range(min(count, PAGES_SHOWN)), count - 1})
        files = []
        for page in shown:
            file = f"papers/{at:02d}-{page + 1}.png"
            document[page].render(scale=SCALE).to_pil().save(folder / file)
            files.append(file)
        document.close()
        yield PaperShown(title, count, tuple(files))
