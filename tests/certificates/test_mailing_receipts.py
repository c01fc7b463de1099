"""The receipt of the post and what comes back: a piece is mailed by a receipt that names it alone (§26)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from agreement.errors import Conflict, RefusedByGround, RightsError
from certificates.models import (
    MailClass,
    Mailing,
    MailingKind,
    MailingReceipt,
    MailingState,
    MailReturn,
    PieceStep,
    ReturnReason,
)
from certificates.selectors import mailings as read
from certificates.services import post_receipts
from certificates.services.mailing_certificate import certificate_of
from certificates.services.returned_mail import record_return
from registry.models import (
    Approval,
    BookEntry,
    CertificateEvent,
    Document,
    HolderAddress,
    PaperEvent,
    RegisteredHolder,
)
from registry.selectors.register import certificate_detail
from tests.certificates.drawing.samples import pages_of
from tests.certificates.post import (
    MAILED_ON,
    ask_receipt,
    fresh,
    frozen,
    mailed,
    paper,
    produced,
    ready_to_mail,
    receipt,
    request_to_mail,
)
from tests.certificates.runs import Press


def in_state(mailing: Mailing, state: PieceStep) -> list[int]:
    return list(mailing.pieces.filter(state=state).order_by("number").values_list("number", flat=True))


def back(press: Press, mailing: Mailing, piece: int, *, on: date = MAILED_ON) -> MailReturn:
    return record_return(
        mailing,
        piece=piece,
        returned_on=on,
        reason=ReturnReason.MOVED,
        by=press.plan.maker,
        at=press.plan.tick(),
    )


@pytest.mark.row("R-3a-9", "R-26-4")
def test_pieces_are_mailed_by_the_receipt_and_their_certificates_issued(press: Press) -> None:
    ready_to_mail(press)
    made = produced(press)
    asked = ask_receipt(press, made, receipt(made))
    assert in_state(made, PieceStep.DISPATCHED) == []
    press.approve(asked)
    made = Mailing.objects.get()
    assert (made.state, in_state(made, PieceStep.PRODUCED)) == (MailingState.DISPATCHED, [])
    event = CertificateEvent.objects.get(kind=PaperEvent.ISSUED)
    assert (event.first_number, event.last_number, event.happened_on) == (1, 25, MAILED_ON)
    assert (event.entry.kind, event.entry.section) == ("PAPER", "3(a)")
    taken = MailingReceipt.objects.get()
    assert (taken.entry, taken.piece_count, taken.ranges) == (event.entry, 25, [[1, 25]])
    assert certificate_detail(press.agreement, number=7, at=press.plan.at).status == "OUTSTANDING"


@pytest.mark.row("R-26-4")
def test_a_receipt_one_piece_short_leaves_that_piece_produced_and_named(press: Press) -> None:
    ready_to_mail(press)
    made = produced(press)
    short = receipt(made, missing=(13,))
    assert short.piece_count == 24
    with pytest.raises(RightsError) as whole:
        ask_receipt(press, made, replace(short, ranges=((1, 25),)))
    assert whole.value.code == "MAILING_COUNT_DIFFERS"
    assert "24" in str(whole.value)
    assert "25" in str(whole.value)
    made = mailed(press, made, missing=(13,))
    assert made.state == MailingState.DISPATCHING
    assert read.piece_ranges(made, PieceStep.PRODUCED) == [(13, 13)]
    assert {event.first_number for event in CertificateEvent.objects.filter(kind="ISSUED")} == {1, 14}
    with pytest.raises(Conflict) as early:
        post_receipts.request_certification(made, maker=press.plan.maker, at=press.plan.tick())
    assert early.value.code == "MAILING_MOVE_NOT_ALLOWED"
    made = mailed(press, made)
    assert (made.state, made.receipts.count()) == (MailingState.DISPATCHED, 2)
    press.approve(post_receipts.request_certification(made, maker=press.plan.maker, at=press.plan.tick()))
    assert Mailing.objects.get().state == MailingState.CERTIFIED
    assert post_receipts.totals_told(made) == "25 mailed + 0 not mailed + 0 set aside = 25 pieces"


@pytest.mark.row("R-26-4", "R-3a-9")
def test_the_certificate_of_a_mailing_names_its_receipts_and_the_head_of_the_books(press: Press) -> None:
    ready_to_mail(press)
    made = produced(press)
    drawn_at = BookEntry.objects.latest("number")
    made = mailed(press, mailed(press, made, missing=(13,)))
    press.approve(post_receipts.request_certification(made, maker=press.plan.maker, at=press.plan.tick()))
    head = BookEntry.objects.latest("number")
    assert head.number > drawn_at.number
    (paper,) = pages_of(certificate_of(Mailing.objects.get()))
    assert bytes(head.entry_hash).hex() in paper
    assert "25 mailed + 0 not mailed + 0 set aside = 25 pieces" in paper
    assert [f"{receipt.piece_count} pieces by" in paper for receipt in made.receipts.all()] == [True, True]
    listing = "".join(pages_of((Path(settings.FILES_ROOT) / made.listing).read_bytes()))
    assert f"{drawn_at.number}:{bytes(drawn_at.entry_hash).hex()}" in listing


@pytest.mark.row("R-26-4")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"piece_count": 24}, "MAILING_COUNT_DIFFERS"),
        ({"ranges": ((1, 26),), "piece_count": 26}, "PIECE_NOT_IN_MAILING"),
        ({"mail_class": MailClass.REGISTERED}, "MAIL_CLASS_DIFFERS"),
        ({"mailed_on": MAILED_ON - timedelta(days=9)}, "MAILING_DAY_IMPOSSIBLE"),
        ({"mailed_on": MAILED_ON + timedelta(days=9)}, "MAILING_DAY_IMPOSSIBLE"),
        ({"signer": " "}, "INSTRUCTION_PART_MISSING"),
        ({"place": ""}, "INSTRUCTION_PART_MISSING"),
    ],
)
def test_a_receipt_that_is_not_whole_is_refused_and_nothing_is_mailed(
    press: Press, changed: dict[str, Any], code: str
) -> None:
    ready_to_mail(press)
    made = produced(press)
    with pytest.raises(RightsError) as refused:
        ask_receipt(press, made, replace(receipt(made), **changed))
    assert refused.value.code == code
    assert not Approval.objects.filter(kind="RECORD_MAILING").exists()


@pytest.mark.row("R-26-4")
def test_no_piece_is_mailed_out_of_order_twice_or_without_its_paper(press: Press) -> None:
    ready_to_mail(press)
    waiting = frozen(press)
    with pytest.raises(Conflict) as early:
        post_receipts.examine_receipt(
            waiting, receipt(waiting, ranges=((1, 1),), piece_count=1), at=press.plan.at
        )
    assert early.value.code == "MAILING_MOVE_NOT_ALLOWED"
    made = produced(press, waiting)
    with pytest.raises(RightsError) as bare:
        post_receipts.request_receipt(
            made, receipt(made), document=None, maker=press.plan.maker, at=press.plan.tick()
        )
    assert bare.value.code == "NO_SUPPORTING_DOCUMENT"
    once, twice = (ask_receipt(press, made, receipt(made, ranges=((1, 5),), piece_count=5)) for _ in range(2))
    press.approve(once)
    with pytest.raises(Conflict) as again:
        press.approve(twice)
    assert again.value.code == "PIECE_NOT_PRODUCED"
    assert len(in_state(made, PieceStep.DISPATCHED)) == 5


@pytest.mark.row("R-3a-10")
def test_a_request_withdrawn_before_the_receipt_is_approved_stops_it(press: Press) -> None:
    ready_to_mail(press)
    made = produced(press)
    asked = ask_receipt(press, made, receipt(made))
    request_to_mail(press, mailer="COMPANY")
    with pytest.raises(RefusedByGround) as refused:
        press.approve(asked)
    assert refused.value.code == "MAILING_NOT_REQUESTED"
    assert in_state(made, PieceStep.DISPATCHED) == []


@pytest.mark.row("R-26-5")
def test_what_came_back_stays_given_and_puts_the_address_in_doubt(press: Press) -> None:
    ready_to_mail(press)
    made = mailed(press, missing=(25,))
    with pytest.raises(Conflict) as unsent:
        back(press, made, 25)
    assert unsent.value.code == "MAILING_PIECE_MOVE_NOT_ALLOWED"
    with pytest.raises(RightsError) as before:
        back(press, made, 4, on=MAILED_ON - timedelta(days=1))
    assert before.value.code == "MAILING_DAY_IMPOSSIBLE"
    back(press, made, 4)
    assert (read.given(made), in_state(made, PieceStep.RETURNED)) == (24, [4])
    with pytest.raises(Conflict):
        back(press, made, 4)


@pytest.mark.row("R-26-5", "R-26-4")
def test_a_certificate_that_came_back_is_mailed_again_after_a_change_of_address(press: Press) -> None:
    ready_to_mail(press)
    made = mailed(press)
    back(press, made, 4)
    with pytest.raises(RefusedByGround) as nowhere:
        frozen(press)
    assert nowhere.value.code == "NOTHING_TO_MAIL"
    holder = RegisteredHolder.objects.get(account="A00003")
    at = press.plan.tick()
    HolderAddress.objects.create(
        holder=holder, address="8 New Road", city="Reno", country="US", in_force_from=at, recorded_at=at,
        recorded_by=press.plan.maker, document=press.plan.document,
    )  # fmt: skip
    RegisteredHolder.objects.filter(pk=holder.pk).update(address="8 New Road", city="Reno")
    with pytest.raises(RefusedByGround) as lately:
        frozen(press)
    assert lately.value.code == "NOTHING_TO_MAIL"
    press.plan.at += timedelta(days=settings.ADDRESS_HOLD_DAYS)
    sent = produced(press)
    zone = ZoneInfo(press.agreement.time_zone)
    later = {"mailed_on": press.plan.at.astimezone(zone).date()}
    press.approve(ask_receipt(press, sent, receipt(sent, **later)))
    again = fresh(sent)
    piece = again.pieces.get()
    assert (piece.address, piece.first_certificate, piece.state) == ("8 New Road", 4, "DISPATCHED")
    assert in_state(made, PieceStep.REMAILED) == [4]
    assert again.receipts.get().entry is None
    assert CertificateEvent.objects.filter(kind=PaperEvent.ISSUED).count() == 1


@pytest.mark.row("R-3b-1", "R-26-4")
def test_the_summary_is_mailed_by_receipt_and_leaves_the_books_as_they_are(press: Press) -> None:
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    made = mailed(press, produced(press, frozen(press, MailingKind.SUMMARY_OF_RIGHTS)))
    assert (made.state, read.given(made)) == (MailingState.DISPATCHED, 25)
    assert made.receipts.get().entry is None
    assert not CertificateEvent.objects.exists()


def test_receipts_and_returns_are_never_rewritten(press: Press, as_owner: Any) -> None:
    ready_to_mail(press)
    made = mailed(press)
    back(press, made, 2)
    for table in ("certificates_mailingreceipt", "certificates_mailreturn", "mailing_piece"):
        with pytest.raises(DatabaseError), transaction.atomic(), as_owner() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    with pytest.raises(DatabaseError), transaction.atomic():
        MailingReceipt.objects.update(piece_count=1)
    assert Document.objects.filter(kind="POST_RECEIPT").count() == 1
    assert paper(press).kind == "POST_RECEIPT"
