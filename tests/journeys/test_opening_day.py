"""The day the books open, through the console: every refusal leaves the books as they were."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.urls import reverse

from config.demo import story
from registry import clock
from registry.models import (
    Approval,
    HolderList,
    Job,
    ListState,
    Opening,
    RightsCertificate,
    SeparationState,
)
from tests.journeys.stage import INES, MARA, ROWAN, SOLOMON, Stage, paper, work

CODE = "AHS-2003"


def upload(stage: Stage, text: str, *, notice: int, name: str = "holders.csv") -> Any:
    """A list sent by the clerk."""
    sent = io.BytesIO(text.encode())
    sent.name = name
    return stage.client(MARA).post(reverse("lists", args=[CODE]), {"notice": notice, "file": sent})


def latest_list(stage: Stage) -> HolderList:
    """The list read last."""
    return HolderList.objects.filter(agreement=stage.agreement).latest("id")


def open_request(stage: Stage) -> str:
    """The hash of the one request that waits."""
    return Approval.objects.get(
        agreement=stage.agreement, approver__isnull=True, rejected_by__isnull=True
    ).request_hash


@pytest.mark.row("R-3a-1", "R-3a-4")
def test_3a_before_the_notice_nothing_opens_and_the_date_is_only_projected(stage: Stage) -> None:
    stage.attach_and_approve_form()
    story.announce_acquisition(stage.agreement)
    before = stage.head()
    page = stage.page(MARA, "agreement", CODE)
    assert "Projected" in page
    assert "Mon 16 Jun 2003, 17:00 PDT" in page
    refused = upload(stage, stage.list_text(), notice=1)
    assert refused.status_code == 422
    assert "RIGHTS_NOT_SEPARATED" in refused.content.decode()
    assert "§3(a)" in refused.content.decode()
    assert not HolderList.objects.exists()
    assert "No certificates yet" in stage.page(MARA, "register", CODE)
    assert stage.head() == before


@pytest.mark.row("R-3a-5", "R-3a-6", "R-3a-7", "R-5b-1")
def test_3a_5b_from_the_notice_to_the_opened_books_with_every_refusal_on_the_way(stage: Stage) -> None:
    stage.attach_and_approve_form()
    stage.separate()
    notice = stage.certify()
    before = stage.head()
    good = stage.list_text()

    assert upload(stage, "", notice=notice.number).status_code == 400
    assert stage.post(MARA, "lists", CODE, notice=notice.number).status_code == 400
    assert not HolderList.objects.exists()

    lines = good.splitlines(keepends=True)
    a_list_with_a_bad_row_is_rejected(stage, lines, notice=notice.number)
    assert upload(stage, "".join(lines[:-1]), notice=notice.number).status_code == 302
    short = latest_list(stage)
    assert "LIST_OUT_OF_BALANCE" in stage.page(MARA, "list", CODE, short.pk)
    assert stage.post(MARA, "request_list", CODE, short.pk).status_code == 422
    assert stage.head() == before

    assert upload(stage, good, notice=notice.number).status_code == 302
    listed = latest_list(stage)
    assert listed.state == ListState.STAGED
    assert stage.post(MARA, "preview_opening", CODE, listed.pk).status_code in (409, 422)
    own_request_is_refused(stage, listed)
    assert stage.post(MARA, "request_list", CODE, listed.pk).status_code == 302
    waiting = open_request(stage)
    assert stage.post(MARA, "approve_request", waiting).status_code == 403
    assert stage.post(INES, "approve_request", waiting).status_code == 403
    assert stage.post(SOLOMON, "approve_request", waiting).status_code == 302
    listed.refresh_from_db()
    assert listed.state == ListState.ACCEPTED
    assert stage.head() == before

    assert stage.post(MARA, "preview_opening", CODE, listed.pk).status_code == 302
    opening = Opening.objects.get(holder_list=listed)
    preview = stage.page(SOLOMON, "opening", CODE, opening.pk)
    assert "whole Rights issued" in preview
    assert "Ask for approval" in stage.page(MARA, "opening", CODE, opening.pk)
    assert stage.post(MARA, "request_opening", CODE, opening.pk).status_code == 302
    waiting = open_request(stage)
    assert stage.head() == before
    assert stage.post(SOLOMON, "approve_request", waiting).status_code == 302
    after = stage.head()
    assert after[0] == before[0] + 1
    stage.agreement.refresh_from_db()
    assert stage.agreement.separation_state == SeparationState.BOOKS_OPEN

    stage.post(SOLOMON, "approve_request", waiting)
    assert stage.post(MARA, "preview_opening", CODE, listed.pk).status_code in (409, 422)
    assert stage.head() == after
    register_and_proof(stage)


def own_request_is_refused(stage: Stage, listed: HolderList) -> None:
    """A supervisor who asked may not decide, and may withdraw."""
    before = stage.head()
    assert stage.post(SOLOMON, "request_list", CODE, listed.pk).status_code == 302
    waiting = open_request(stage)
    page = stage.page(SOLOMON, "request", waiting)
    assert "Another person decides it" in page
    assert "Approve and do it" not in page
    answer = stage.client(SOLOMON).post(reverse("approve_request", args=[waiting]), follow=True)
    assert (
        "APPROVAL_NEEDS_ANOTHER_PERSON" in answer.content.decode()
        or "another person" in answer.content.decode().lower()
    )
    listed.refresh_from_db()
    assert listed.state == ListState.STAGED
    assert stage.head() == before
    assert stage.post(SOLOMON, "reject_request", waiting, reason="").status_code == 302
    assert Approval.objects.get(request_hash=waiting).rejected_by_id is None
    stage.post(SOLOMON, "reject_request", waiting, reason="The clerk asks instead.")
    assert Approval.objects.get(request_hash=waiting).rejected_by_id is not None


def register_and_proof(stage: Stage) -> None:
    """What the opened books show, to whom, and that they prove."""
    page = stage.page(ROWAN, "register", CODE)
    assert "R-0000001" in page
    part = stage.client(MARA).get(
        reverse("register", args=[CODE]), {"words": "R-0000002"}, headers={"HX-Request": "true"}
    )
    assert "R-0000002" in part.content.decode()
    assert "<html" not in part.content.decode()
    certificate = stage.page(MARA, "certificate", CODE, 1)
    assert "Opening of the books" in certificate
    assert "not valid for any purpose" in certificate
    assert "Taxpayer number" in certificate
    assert "Taxpayer number" not in stage.page(ROWAN, "certificate", CODE, 1)
    assert stage.post(INES, "proof", CODE).status_code == 403
    assert stage.post(MARA, "proof", CODE).status_code == 302
    work()
    assert Job.objects.filter(kind="proof").latest("id").state == "FINISHED"
    assert "Proved" in stage.page(INES, "proof", CODE)


def a_list_with_a_bad_row_is_rejected(stage: Stage, lines: list[str], *, notice: int) -> None:
    first = re.sub(r",US,", ",XX,", lines[1], count=1).replace(",CA,", ",XX,", 1)
    assert first != lines[1]
    assert upload(stage, "".join([lines[0], first, *lines[2:]]), notice=notice).status_code == 302
    rejected = latest_list(stage)
    assert rejected.state == ListState.REJECTED
    shown = stage.page(MARA, "list", CODE, rejected.pk)
    assert "LIST_HAS_REJECTS" in shown
    assert "Ask for acceptance" not in shown
    assert stage.post(MARA, "request_list", CODE, rejected.pk).status_code == 422
    rejects = stage.client(INES).get(reverse("list_rejects", args=[CODE, rejected.pk]))
    assert b"".join(rejects).startswith(b"line,column,value,code,reason,cure")


@pytest.mark.row("R-5a-1", "R-5a-3", "R-5a-6")
def test_5a_a_run_is_drawn_executed_signed_by_hand_and_reconciled_by_two_people(stage: Stage) -> None:
    stage.open_books()
    entry = stage.agreement.entries.latest("number").number
    assert stage.post(INES, "lock_run", CODE, entry=entry).status_code == 403
    assert stage.post(MARA, "lock_run", CODE, entry=999).status_code == 404
    assert stage.post(MARA, "lock_run", CODE, entry=entry).status_code == 302
    assert stage.post(MARA, "lock_run", CODE, entry=entry).status_code in (409, 422)
    assert "Not drawn yet" in stage.page(MARA, "certificate_paper", CODE, 1)
    work()
    assert "Record as printed" in stage.page(MARA, "print_run", CODE, 1)
    last = RightsCertificate.objects.filter(agreement=stage.agreement).latest("number").number
    signing = {"first": 1, "last": last, "signatory": "Adaeze N. Brook", "signed_on": "2003-06-17"}
    before = stage.head()

    early = stage.post(MARA, "run_countersigned", CODE, 1, **prefixed("countersignatureform", signing))
    assert early.status_code in (409, 422)
    assert stage.post(MARA, "run_printed", CODE, 1).status_code == 302
    officers = {officer.name: officer.pk for officer in stage.agreement.officers.all()}
    one = {"signers": [officers["Rowan T. Ellery"]], "signed_on": "2003-06-17"}
    refused = stage.post(MARA, "run_executed", CODE, 1, **prefixed("executionform", one))
    assert refused.status_code == 422
    assert "SIGNATURE_GROUP_MISSING" in refused.content.decode()
    assert stage.head() == before

    both = {**one, "signers": [officers["Rowan T. Ellery"], officers["Maren K. Osgood"]]}
    assert stage.post(MARA, "run_executed", CODE, 1, **prefixed("executionform", both)).status_code == 302
    assert stage.head() == before
    assert stage.post(SOLOMON, "approve_request", open_request(stage)).status_code == 302

    stranger = {**signing, "signatory": "Nobody At All"}
    assert (
        stage.post(
            MARA, "run_countersigned", CODE, 1, **prefixed("countersignatureform", stranger)
        ).status_code
        == 422
    )
    spoiled = prefixed("sheetform", {"number": 3, "reason": "Smudged"}, paper_too=False)
    assert stage.post(MARA, "run_spoiled", CODE, 1, **spoiled, reprint="yes").status_code == 302
    executed = stage.head()
    assert (
        stage.post(
            MARA, "run_countersigned", CODE, 1, **prefixed("countersignatureform", signing)
        ).status_code
        == 302
    )
    assert "Waits for a second person" in stage.page(MARA, "print_run", CODE, 1)
    assert stage.head() == executed
    stage.post(SOLOMON, "approve_request", open_request(stage))
    assert "Outstanding" in stage.page(MARA, "certificate", CODE, 1)
    too_late = stage.post(MARA, "run_spoiled", CODE, 1, **spoiled)
    assert too_late.status_code in (409, 422)
    assert "ALREADY_COUNTERSIGNED" in too_late.content.decode()
    papers_come_as_attachments(stage)

    the_run_is_closed_once_its_numbers_add_up(stage, last=last)


def the_run_is_closed_once_its_numbers_add_up(stage: Stage, *, last: int) -> None:
    assert stage.post(MARA, "run_closed", CODE, 1).status_code in (409, 422)
    assert stage.post(MARA, "run_reconciled", CODE, 1).status_code == 302
    assert stage.post(MARA, "run_closed", CODE, 1).status_code == 302
    stage.post(SOLOMON, "approve_request", open_request(stage))
    page = stage.page(MARA, "print_run", CODE, 1)
    assert f"{last} issued + 0 spoiled + 0 unused = {last} numbers" in page
    assert "Closed" in page


def prefixed(form: str, told: Mapping[str, object], *, paper_too: bool = True) -> dict[str, object]:
    """Fields as the page names them, with the paper."""
    fields = {f"{form}-{name}": value for name, value in told.items()}
    return {**fields, f"{form}-document": paper()} if paper_too else fields


def papers_come_as_attachments(stage: Stage) -> None:
    """Files of the run are handed out by name, whole, and not to the Company's officer."""
    taken = {
        "run_file": (CODE, 1, 1),
        "run_paper": (CODE, 1, "manifest.csv"),
        "certificate_copy": (CODE, 1),
    }
    for view, args in taken.items():
        answer = stage.client(MARA).get(reverse(view, args=args))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert stage.client(ROWAN).get(reverse(view, args=args)).status_code == 403
    picture = stage.client(ROWAN).get(reverse("certificate_picture", args=[CODE, 1, 1]))
    assert picture.content.startswith(b"\x89PNG")
    assert stage.client(ROWAN).get(reverse("certificate_picture", args=[CODE, 1, 9])).status_code == 404
    assert clock.now().year == 2003
