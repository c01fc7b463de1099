"""Mailings: on the Company's request, frozen, approved, produced by a job and no further (§3(a), §26)."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import DatabaseError, transaction

from agreement.errors import Conflict, RefusedByGround, RightsError
from certificates.models import Mailing, MailingKind, MailingPiece, MailingState, PieceStep
from certificates.selectors import mailings as read
from certificates.services import mailings
from registry.models import CertificateEvent, JobState, Notice, NoticeState, PaperEvent, RegisteredHolder
from registry.services import jobs
from tests.books.books import make_notice
from tests.certificates.drawing.samples import pages_of
from tests.certificates.post import (
    WORDS,
    approved,
    fresh,
    frozen,
    moved,
    produced,
    ready_to_mail,
    reconciled,
    request_to_mail,
)
from tests.certificates.runs import Press
from tests.certificates.test_handover import record_of

CERTIFICATES, SUMMARY = MailingKind.CERTIFICATES, MailingKind.SUMMARY_OF_RIGHTS


def states(mailing: Mailing) -> dict[str, int]:
    return {
        state.value: found.pieces for state, found in read.totals_by_state(mailing).items() if found.pieces
    }


@pytest.mark.row("R-3a-10")
def test_without_the_companys_written_request_nothing_is_mailed(press: Press) -> None:
    reconciled(press)
    with pytest.raises(RefusedByGround) as refused:
        frozen(press)
    assert refused.value.code == "MAILING_NOT_REQUESTED"
    assert "hand the run over" in str(refused.value)
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    with pytest.raises(RefusedByGround) as other:
        frozen(press)
    assert other.value.code == "MAILING_NOT_REQUESTED"
    request_to_mail(press)
    assert frozen(press).state == MailingState.SNAPSHOT_LOCKED


@pytest.mark.row("R-26-4", "R-3a-9")
def test_a_job_takes_every_piece_to_produced_and_never_further(press: Press) -> None:
    ready_to_mail(press)
    mailing = frozen(press)
    assert states(mailing) == {"QUEUED": 25}
    made = produced(press, mailing)
    assert made.job is not None
    assert (made.state, made.job.state) == (MailingState.PREPARED, JobState.FINISHED)
    assert states(made) == {"PRODUCED": 25}
    assert [(file.first_piece, file.last_piece) for file in made.files.all()][:2] == [(1, 4), (5, 8)]
    assert not CertificateEvent.objects.filter(kind=PaperEvent.ISSUED).exists()
    assert jobs.run_available("again", clock=press.plan.tick) == 0


@pytest.mark.refusal("MAILING_NOT_APPROVED")
@pytest.mark.row("R-26-4")
def test_nothing_is_produced_before_a_second_person_approved_words_and_addresses(press: Press) -> None:
    ready_to_mail(press)
    mailing = frozen(press)
    jobs.run_available("post room", clock=press.plan.tick)
    assert states(mailing) == {"QUEUED": 25}
    Mailing.objects.filter(pk=mailing.pk).update(text_hash="0" * 64)
    assert mailing.approval is not None
    with pytest.raises(RefusedByGround) as changed:
        press.approve(mailing.approval)
    assert changed.value.code == "MAILING_NOT_APPROVED"


@pytest.mark.row("R-26-4", "R-20g-1")
def test_a_nullity_notice_that_is_queried_after_freezing_stops_the_mailing_at_its_approval(
    press: Press,
) -> None:
    ready_to_mail(press)
    mailing = frozen(press)
    notice = make_notice(
        press.plan, "PRE_SEPARATION_NULLITY", effective_at=press.plan.tick(), state=NoticeState.QUERIED
    )
    assert mailing.approval is not None
    with pytest.raises(RefusedByGround, match=f"notice {notice.number} stops the post") as stopped:
        press.approve(mailing.approval)
    assert stopped.value.code == "INSTRUCTION_OUTSIDE_AGREEMENT"
    jobs.run_available("post room", clock=press.plan.tick)
    assert (fresh(mailing).state, states(mailing)) == (MailingState.SNAPSHOT_LOCKED, {"QUEUED": 25})
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.REJECTED)
    assert produced(press, fresh(mailing)).state == MailingState.PREPARED


@pytest.mark.row("R-26-4", "R-4b-3")
def test_a_certificate_stopped_after_freezing_keeps_its_mailing_from_being_approved(press: Press) -> None:
    ready_to_mail(press)
    mailing = frozen(press)
    record_of(press, "STOPPED", 3)
    assert mailing.approval is not None
    with pytest.raises(RefusedByGround, match="certificate 3, which is in an envelope") as stopped:
        press.approve(mailing.approval)
    assert stopped.value.code == "STOP_KEEPS_FROM_MAIL"
    assert states(mailing) == {"QUEUED": 25}


@pytest.mark.row("R-26-4")
def test_the_address_is_that_of_the_snapshot_whatever_the_register_says_later(press: Press) -> None:
    ready_to_mail(press)
    mailing = frozen(press)
    moved(RegisteredHolder.objects.get(account="A00000"), address="99 Later Lane")
    made = produced(press, mailing)
    file = made.files.order_by("first_piece").first()
    assert file is not None
    page = pages_of((Path(configured.FILES_ROOT) / file.stored_as).read_bytes())[0]
    assert "1 Market Street" in page
    assert "Later" not in page


@pytest.mark.row("R-26-4")
def test_sheets_come_in_the_order_of_the_certificates_and_bear_their_mark(press: Press) -> None:
    ready_to_mail(press)
    made = produced(press)
    rows = list(made.pieces.order_by("number"))
    assert [row.first_certificate for row in rows] == list(range(1, 26))
    assert all(row.mark == row.first_certificate for row in rows)
    kept = (Path(configured.FILES_ROOT) / made.manifest).read_text(encoding="utf-8")
    told = list(csv.DictReader(io.StringIO(kept)))
    assert [row["first_certificate"] for row in told] == [str(number) for number in range(1, 26)]
    assert {row["class_of_mail"] for row in told} == {"FIRST_CLASS"}
    assert told[3]["addressee"] == "'=Cedar + Co"
    listing = " ".join(pages_of((Path(configured.FILES_ROOT) / made.listing).read_bytes()))
    assert "First-class mail, postage prepaid" in listing
    for file in made.files.all():
        assert file.sha256 in listing


@pytest.mark.refusal("ADDRESS_MISSING")
@pytest.mark.row("R-26-4")
def test_holders_without_a_usable_address_are_listed_and_not_skipped(press: Press) -> None:
    ready_to_mail(press)
    moved(RegisteredHolder.objects.get(account="A00003"), city="")
    moved(RegisteredHolder.objects.get(account="A00007"), address="Street of the W" + "W" * 80)
    seen = mailings.preview_mailing(press.agreement, kind=CERTIFICATES, text_name=WORDS[CERTIFICATES],
                                    at=press.plan.tick())  # fmt: skip
    assert (seen.pieces, seen.set_aside) == (23, 2)
    assert not Mailing.objects.exists()
    made = produced(press)
    assert states(made) == {"PRODUCED": 23, "EXCLUDED": 2}
    aside = list(read.set_aside(made))
    assert [(row.number, row.account, row.ground["code"]) for row in aside] == [
        (24, "A00003", "ADDRESS_MISSING"),
        (25, "A00007", "ADDRESS_NOT_SHOWN"),
    ]
    assert "W" * 20 not in str(aside[1].ground)
    listing = " ".join(pages_of((Path(configured.FILES_ROOT) / made.listing).read_bytes()))
    assert "Set aside: no usable address 1" in listing


def test_a_mailing_with_nobody_to_mail_to_is_refused(press: Press) -> None:
    ready_to_mail(press)
    RegisteredHolder.objects.update(address=" ")
    with pytest.raises(RefusedByGround) as refused:
        frozen(press)
    assert refused.value.code == "NOTHING_TO_MAIL"


@pytest.mark.row("R-3a-9")
def test_a_run_that_is_not_reconciled_is_not_mailed(press: Press) -> None:
    run = press.executed()
    press.approve(press.request_countersignature(run, 1, 24))
    request_to_mail(press)
    with pytest.raises(RefusedByGround) as refused:
        frozen(press)
    assert refused.value.code == "PRINT_RUN_NOT_READY"


@pytest.mark.row("R-26-4")
def test_a_certificate_is_in_one_envelope_until_its_mailing_is_cancelled(press: Press) -> None:
    ready_to_mail(press)
    first = frozen(press)
    with pytest.raises(RefusedByGround) as twice:
        frozen(press)
    assert twice.value.code == "NOTHING_TO_MAIL"
    mailings.cancel_mailing(first, reason="wrong words", by=press.plan.maker, at=press.plan.tick())
    assert not MailingPiece.objects.exists()
    assert first.approval is not None
    with pytest.raises(Conflict):
        press.approve(first.approval)
    assert states(frozen(press)) == {"QUEUED": 25}


@pytest.mark.row("R-26-4")
def test_a_chunk_done_again_draws_only_what_is_still_queued(press: Press) -> None:
    ready_to_mail(press)
    made = approved(press, frozen(press))
    jobs.run_available("first", clock=press.plan.tick, limit=2)
    done = set(made.pieces.filter(state=PieceStep.PRODUCED).values_list("number", flat=True))
    assert done == set(range(1, 15))
    mailings.run_chunk(made.job, 1, 16, fence=lambda: None)
    files = [(file.first_piece, file.last_piece) for file in made.files.order_by("first_piece")]
    assert (15, 16) in files
    jobs.run_available("second", clock=press.plan.tick)
    assert states(fresh(made)) == {"PRODUCED": 25}
    held = [n for file in made.files.all() for n in range(file.first_piece, file.last_piece + 1)]
    assert sorted(held) == list(range(1, 26))


@pytest.mark.row("R-3b-1", "R-XC-1", "R-26-6")
def test_the_summary_goes_to_every_holder_of_the_books_with_the_version_chosen(
    press: Press,
) -> None:
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    with pytest.raises(RightsError) as unnamed:
        frozen(press, SUMMARY, text_name="")
    assert unnamed.value.code == "SUMMARY_VERSION_MISSING"
    made = produced(press, frozen(press, SUMMARY))
    assert states(made) == {"PRODUCED": 25}
    assert made.source == "BOOKS"
    file = made.files.order_by("first_piece").first()
    assert file is not None
    pages = pages_of((Path(configured.FILES_ROOT) / file.stored_as).read_bytes())
    assert len(pages) == 16
    for words in ("Flip-over", "50% or more", "Taxes", "DEMO"):
        assert any(words in page for page in pages[:4])


def test_the_database_lets_no_piece_skip_a_step_or_change_its_address(press: Press, as_owner: Any) -> None:
    ready_to_mail(press)
    frozen(press)
    for change in ({"state": "DISPATCHED"}, {"city": "Elsewhere"}, {"state": "RETURNED"}):
        ((column, value),) = change.items()
        with pytest.raises(DatabaseError), transaction.atomic(), as_owner() as cursor:
            cursor.execute(f"UPDATE mailing_piece SET {column} = %s WHERE number = 1", [value])
