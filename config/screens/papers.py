"""Every kind of paper as pictures: of the press, of the post, of the hand-over, and those of holders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from certificates.models import HandOver, Mailing, MailingFile, MailingKind, PrintFile, PrintRun
from certificates.services.letters import letter_bytes
from certificates.services.mailing_certificate import certificate_of
from certificates.services.press_files import open_kept
from certificates.services.spoiling import single_copy
from config.demo.people import MAKER, user_of
from config.demo.portal import letter_path
from exercises.portal.papers import cover_sheet_facts
from exercises.selectors.drafts import prepared
from registry import clock
from registry.models import Item, LetterKind, PaperDue, RightsCertificate
from registry.pdf_pages import opened_pdf, page_picture
from registry.portal.losses import loss_sheet_facts
from registry.portal.transfer_papers import transfer_sheet_facts as _transfer
from registry.selectors.loss_drafts import prepared_claim
from registry.selectors.transfer_drafts import prepared_transfer

PAGES_SHOWN = 4
LETTERS_SHOWN = 2  # of each kind
SCALE = 1.5  # of 72 dots an inch

Found = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper and the pictures of its first pages."""

    kind: str
    title: str
    pages: int
    files: tuple[str, ...]


def control_sheets() -> Found:
    """The sheet that goes with the files of a run to the press."""
    for run in PrintRun.objects.exclude(control_sheet="").select_related("agreement").order_by("pk"):
        yield f"{run} of {run.agreement.code}: control sheet", _kept(run.control_sheet)


def print_files() -> Found:
    """The certificates of a run."""
    for file in PrintFile.objects.select_related("run__agreement").order_by("run", "first_number"):
        yield f"{file.run} of {file.run.agreement.code}: from {file.first_number}", _kept(file.stored_as)


def single_copies() -> Found:
    """One certificate as a file of its own."""
    run = PrintRun.objects.order_by("-pk").first()
    if run is None:
        return
    printed = RightsCertificate.objects.filter(issued_by__in=run.entries.all())
    for issued in printed.select_related("agreement").order_by("number")[:1]:
        copy = single_copy(issued, by=user_of(MAKER), at=clock.now())
        yield f"Certificate {issued.number} of {issued.agreement.code} alone", copy


def hand_over_sheets() -> Found:
    """The paper on which the Company signs for certificates."""
    for made in HandOver.objects.select_related("run__agreement").order_by("pk"):
        yield f"{made.run} of {made.run.agreement.code}: hand-over", _kept(made.paper)


def envelopes(kind: MailingKind) -> Callable[[], Found]:
    """The sheets of a mailing of a kind, as they go into envelopes."""

    def found() -> Found:
        files = MailingFile.objects.filter(mailing__kind=kind).select_related("mailing__agreement")
        for sheets in files.order_by("mailing", "first_piece"):
            mailing = sheets.mailing
            title = f"{mailing} of {mailing.agreement.code}: from piece {sheets.first_piece}"
            yield title, _kept(sheets.stored_as)

    return found


def listings() -> Found:
    """The list of a mailing's pieces for the post."""
    for mailing in Mailing.objects.exclude(listing="").select_related("agreement").order_by("pk"):
        yield f"{mailing} of {mailing.agreement.code}: listing", _kept(mailing.listing)


def mailing_certificates() -> Found:
    """The certificate that everything was mailed."""
    for mailing in Mailing.objects.filter(certified_at__isnull=False).select_related("agreement"):
        yield f"{mailing} of {mailing.agreement.code}: certificate of mailing", certificate_of(mailing)


def claim_letters() -> Found:
    """The letter by which a holder claims an account."""
    if letter_path().exists():
        yield "Letter with the code of an account", letter_path().read_bytes()


def cover_sheets() -> Found:
    """What a holder prints of each kind that is prepared: cover sheets, guides, what is signed."""
    at = clock.now()
    sheets: dict[str, tuple[str, Callable[[Item], dict[str, Any]]]] = {
        "EXERCISE": ("cover_sheet", lambda one: cover_sheet_facts(prepared(one, at=at), at=at)),
        "TRANSFER": ("transfer_sheet", lambda one: _transfer(prepared_transfer(one, at=at), at=at)),
        "REPLACE": ("loss_sheet", lambda one: loss_sheet_facts(prepared_claim(one, at=at), at=at)),
    }
    for kind, (drawer, facts) in sheets.items():
        drafts = Item.objects.filter(kind=kind, number__isnull=True, state="DRAFT", cover_code__isnull=False)
        draft = drafts.last()
        if draft is not None:
            drawn: bytes = import_string(settings.PAPER_DRAWERS[drawer])(facts(draft))
            yield f"Papers that a holder prepared: {draft.get_kind_display().lower()}", drawn


def letters_of(kind: LetterKind) -> Callable[[], Found]:
    """The letters of a kind, the newest first."""

    def found() -> Found:
        written = PaperDue.objects.filter(paper_kind=kind.value).select_related("agreement")
        for paper in written.order_by("-pk")[:LETTERS_SHOWN]:
            yield f"Letter {paper.pk} of {paper.agreement.code}: {kind.label}", letter_bytes(paper)

    return found


KINDS: dict[str, Callable[[], Found]] = {
    "control sheet": control_sheets,
    "print file": print_files,
    "single copy": single_copies,
    "hand-over sheet": hand_over_sheets,
    "envelopes with certificates": envelopes(MailingKind.CERTIFICATES),
    "envelopes with the Summary of Rights": envelopes(MailingKind.SUMMARY_OF_RIGHTS),
    "listing for the post": listings,
    "certificate of mailing": mailing_certificates,
    "claim letter": claim_letters,
    "cover sheet and payment slip": cover_sheets,
    **{f"letter: {kind.label.lower()}": letters_of(kind) for kind in LetterKind},
}


def picture_papers(folder: Path) -> Iterator[PaperShown]:
    """Draw the first pages of each paper, its last one too, into PNG files of the folder."""
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    found = ((kind, title, content) for kind, papers in KINDS.items() for title, content in papers())
    for at, (kind, title, content) in enumerate(found, 1):
        files = []
        with opened_pdf(content) as document:
            count = len(document)
            for page in sorted({*range(1, min(count, PAGES_SHOWN) + 1), count}):
                file = f"papers/{at:02d}-{page}.png"
                page_picture(document, page, scale=SCALE).save(folder / file)
                files.append(file)
        yield PaperShown(kind, title, count, tuple(files))


def _kept(stored_as: str) -> bytes:
    with open_kept(stored_as) as kept:
        return kept.read()
