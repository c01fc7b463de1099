"""The office of the Rights Agent in the scene of the screens: it resigns, and its books are handed over."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from agreement.event_notice import NoticedEvent
from agreement.succession import AddresseeRole, MailedTo, SuccessionKind
from config.demo.people import MAKER, user_of
from config.demo.story import approve, say
from config.screens.counter import paper, today
from registry import clock
from registry.models import BooksPackage, NoticeDue, NoticeKind, RightsAgreement
from registry.selectors.verification import OPENED
from registry.services.books_packages.exports import export_books, request_export
from registry.services.succession import Succession, record_mailed, request_succession

SUCCESSOR = "Larkspur Trust Company"
NOTICE_DAYS = 45
MAILED_TO = (
    MailedTo(AddresseeRole.COMPANY, "Alder Harbor Systems, Inc.", "CERTIFIED_MAIL"),
    MailedTo(AddresseeRole.TRANSFER_AGENT, "Quill Transfer Company", "REGISTERED_MAIL"),
    MailedTo(AddresseeRole.HOLDERS, "", "FIRST_CLASS_MAIL"),
)


def resign(agreement: RightsAgreement) -> None:
    """The Rights Agent resigns by two people; its notice to the Company went, the others are to be mailed."""
    maker, day = user_of(MAKER), today(agreement)
    told = Succession(
        kind=SuccessionKind.RESIGNATION,
        effective_on=day + timedelta(days=NOTICE_DAYS),
        mailed_on=day,
        mailed_to=MAILED_TO,
    )
    document = paper(agreement, "Resignation of the Rights Agent", effective=told.effective_on)
    approve(
        request_succession(agreement, told, document=document, maker=maker, at=clock.now()), at=clock.now()
    )
    due = NoticeDue.objects.filter(agreement=agreement, mailing_kind="AGENT_RESIGNED").earliest("pk")
    receipt = paper(agreement, "Receipt of the post for certified mail", to=due.addressees)
    record_mailed(due, channel="CERTIFIED_MAIL", mailed_on=day, document=receipt, by=maker, at=clock.now())


def hand_books_over(agreement: RightsAgreement) -> BooksPackage:
    """Two people give leave to hand the books to the successor; the package awaits its receipt."""
    maker = user_of(MAKER)
    asked = request_export(
        agreement, recipient=SUCCESSOR, reason="Successor Rights Agent", maker=maker, at=clock.now()
    )
    leave = approve(asked, at=clock.now())
    with tempfile.TemporaryDirectory() as folder:
        return export_books(leave, folder=Path(folder) / "package", by=maker, at=clock.now())


def tell_of_an_event(agreement: RightsAgreement) -> None:
    """The Company proposes a merger and writes of it in time; the holders are to be told."""
    facts = {
        "event_kind": NoticedEvent.SECTION_13_EVENT,
        "event": "The merger of the Company into a subsidiary of Quarry Holdings, Inc.",
        "proposed_for": today(agreement) + timedelta(days=NOTICE_DAYS),
    }
    say(agreement, NoticeKind.EVENT_PROPOSED, facts, received_at=clock.now())


def open_verification(agreement: RightsAgreement) -> None:
    """The Company opens the page on which whoever has a certificate in hand verifies it."""
    say(agreement, NoticeKind.VERIFICATION_PAGE, {"page": OPENED}, received_at=clock.now())
