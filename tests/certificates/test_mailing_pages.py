"""The post room's pages: previewed, frozen, receipted and returned over HTTP, each person seeing its own."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Mailing, MailingPiece, MailingState, MailReturn, PieceStep
from certificates.staff.runs import local_day
from registry import clock
from registry.models import Approval, IssuerAccess, RegisteredHolder, RightsAgreement, User
from registry.services import jobs
from tests.certificates.drawing.samples import pages_of
from tests.certificates.post import moved, ready_to_mail, reconciled, request_to_mail
from tests.certificates.runs import Press, staff

ASKED = {"kind": "CERTIFICATES", "words": "certificates_2003", "mail_class": "FIRST_CLASS"}


def today() -> str:
    """The day in the zone of the plan."""
    return local_day(RightsAgreement.objects.get(), at=clock.now()).isoformat()


class Room:
    """The browsers of the post room."""

    def __init__(self, press: Press) -> None:
        self.press, self.clients = press, {}
        officer = staff("rowan", "issuer_officer")
        IssuerAccess.objects.create(user=officer, agreement=press.agreement, granted_at=press.plan.tick())
        staff("ines", "auditor")

    def client(self, name: str) -> Client:
        """The browser of a person who is signed in."""
        if name not in self.clients:
            self.clients[name] = Client()
            self.clients[name].force_login(User.objects.get(username=name))
        return self.clients[name]

    def address(self, view: str, *args: Any) -> str:
        """An address of the plan."""
        return reverse(view, args=(self.press.agreement.code, *args))

    def see(self, view: str, *args: Any, by: str = "maker", **asked: str) -> str:
        """A page as text."""
        answer = self.client(by).get(self.address(view, *args), asked)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    def post(self, view: str, *args: Any, by: str = "maker", **told: Any) -> Any:
        """The answer to a form."""
        return self.client(by).post(self.address(view, *args), told)

    def approve_last(self) -> None:
        """The second person approves what was asked last."""
        asked = Approval.objects.order_by("-id").first()
        assert asked is not None
        answer = self.client("approver").post(reverse("approve_request", args=[asked.request_hash]))
        assert answer.status_code == 302, answer.content.decode()

    def receipt(self, **changed: Any) -> dict[str, Any]:
        """The form of a receipt as filled in for all pieces."""
        paper = io.BytesIO(b"Received. P. Clerk")
        paper.name = "receipt.txt"
        told = {
            "mailed_on": today(), "place": "San Francisco", "mail_class": "FIRST_CLASS",
            "piece_count": "24", "missing": "", "signer": "P. Clerk", "document": paper,
        }  # fmt: skip
        return {f"receiptform-{name}": value for name, value in (told | changed).items()}


@pytest.fixture
def room(press: Press, transactional_db: None, settings: Any) -> Room:
    settings.DEMO = True
    return Room(press)


@pytest.mark.row("R-3a-10", "R-26-4", "R-26-5")
def test_a_mailing_is_previewed_frozen_approved_receipted_and_certified(room: Room) -> None:
    press = room.press
    reconciled(press)
    assert "no written request" in room.see("mailings")
    refused = room.client("maker").get(room.address("mailing_preview"), ASKED)
    assert (refused.status_code, "MAILING_NOT_REQUESTED" in refused.content.decode()) == (422, True)
    request_to_mail(press)
    moved(RegisteredHolder.objects.get(account="A00003"), city="")
    page = room.see("mailing_preview", **ASKED)
    assert "A00003" in page
    assert "ADDRESS_MISSING" in page
    assert not Mailing.objects.exists()
    assert room.post("freeze_mailing", **ASKED).status_code == 302
    assert "Waits for a second person" in room.see("mailing", 1)
    room.approve_last()
    jobs.run_available("post room", clock=clock.now)
    page = room.see("mailing", 1)
    assert "Wait for the post: 1 to 24" in page
    assert "A job never mails" in page

    short = room.post("mailing_receipted", 1, **room.receipt(piece_count="23"))
    assert (short.status_code, "MAILING_COUNT_DIFFERS" in short.content.decode()) == (422, True)
    assert room.post("mailing_receipted", 1, **room.receipt(piece_count="23", missing="9")).status_code == 302
    room.approve_last()
    assert "Wait for the post: 9." in room.see("mailing", 1)
    assert room.post("mailing_receipted", 1, **room.receipt(piece_count="1")).status_code == 302
    room.approve_last()
    back = {"piece": "4", "returned_on": today(), "reason": "MOVED", "note": ""}
    told = {f"returnform-{name}": value for name, value in back.items()}
    scan = io.BytesIO(b"The envelope, as it came back")
    scan.name = "envelope.txt"
    assert room.post("mailing_returned", 1, **told, **{"returnform-document": scan}).status_code == 302
    returned = MailReturn.objects.get()
    assert returned.piece.state == PieceStep.RETURNED
    assert returned.document is not None
    assert returned.document.kind == "RETURNED_MAIL"
    assert str(returned.document) in room.see("mailing", 1)
    assert (
        "/mailings/1/"
        in room.client("maker").get(reverse("job", args=[Mailing.objects.get().job_id])).content.decode()
    )
    assert "what was mailed stays given" in room.see("mailing", 1)
    assert room.post("mailing_certified", 1).status_code == 302
    room.approve_last()
    assert Mailing.objects.get().state == MailingState.CERTIFIED


def test_the_second_person_sees_samples_before_approving_and_nothing_is_produced_by_them(room: Room) -> None:
    ready_to_mail(room.press)
    room.post("freeze_mailing", **ASKED)
    assert "samples.pdf" in room.see("mailing", 1, by="approver")
    taken = room.client("approver").get(room.address("mailing_paper", 1, "samples.pdf"))
    pages = pages_of(b"".join(taken.streaming_content))
    names = [piece.registration.split("\n")[0] for piece in MailingPiece.objects.order_by("number")]
    assert 2 <= len(pages) <= 5
    assert names[0] in pages[0]
    assert names[-1] in pages[-1]
    assert any(max(names, key=len) in page for page in pages)
    assert all("SPECIMEN" in page for page in pages)
    assert set(MailingPiece.objects.values_list("state", flat=True)) == {PieceStep.QUEUED}
    room.approve_last()
    jobs.run_available("post room", clock=clock.now)
    assert set(MailingPiece.objects.values_list("state", flat=True)) == {PieceStep.PRODUCED}


def test_each_person_sees_and_takes_what_the_role_allows(room: Room) -> None:
    press = room.press
    ready_to_mail(press)
    room.post("freeze_mailing", **ASKED)
    room.approve_last()
    jobs.run_available("post room", clock=clock.now)
    for name in ("approver", "ines"):
        page = room.see("mailing", 1, by=name)
        assert "listing.pdf" in page
        assert ("Record the post" in page) == (name == "approver")
    officer = room.see("mailing", 1, by="rowan")
    assert "listing.pdf" not in officer
    assert "Alder Fund" not in officer
    for view, args in (("mailing_sheets", (1,)), ("mailing_paper", ("manifest.csv",))):
        taken = room.client("ines").get(room.address(view, 1, *args))
        assert (taken.status_code, taken["Cache-Control"]) == (200, "private, no-store")
        assert room.client("rowan").get(room.address(view, 1, *args)).status_code == 403
    for view in ("mailing_receipted", "mailing_returned", "mailing_certified", "mailing_cancelled"):
        assert room.post(view, 1, by="ines").status_code == 403
    empty = room.post("mailing_receipted", 1)
    assert (empty.status_code, "is missing or not clear" in empty.content.decode()) == (422, True)
    assert room.post("mailing_cancelled", 1, **{"cancelform-reason": "wrong words"}).status_code == 302
    assert "was cancelled" in room.see("mailing", 1)
