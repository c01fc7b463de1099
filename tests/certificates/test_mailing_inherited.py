"""A mailing inherited from before: evidence under two people, never produced or dispatched (§3(b))."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, transaction
from django.test import Client

from agreement.errors import InvalidRequest, RightsError
from certificates.models import InheritedMailing, MailClass, Mailing, MailingKind, MailingPiece
from certificates.selectors.mailings import inherited_mailings
from certificates.services.inherited_mailings import InheritedPost, request_inherited_mailing
from registry.models import Approval, Document
from tests.certificates.runs import Press, staff
from tests.certificates.test_mailing_commands import told

SUMMARY = MailingKind.SUMMARY_OF_RIGHTS
MAILED = date(2000, 10, 24)


def asked(press: Press, **changed: Any) -> Approval:
    said = {"kind": SUMMARY, "mailed_by": "First Transfer Co.", "mailed_on": MAILED} | changed
    return request_inherited_mailing(
        press.agreement,
        InheritedPost(**said),
        document=press.plan.document,
        maker=press.plan.maker,
        at=press.plan.tick(),
    )


@pytest.mark.row("R-3b-1")
def test_the_summary_mailed_by_a_predecessor_is_recorded_as_inherited_evidence_by_two_people(
    press: Press,
) -> None:
    waiting = asked(press, mail_class=MailClass.FIRST_CLASS, piece_count=2431)
    assert not InheritedMailing.objects.exists()
    made = press.approve(waiting)
    (found,) = inherited_mailings(press.agreement)
    assert found == made
    assert (found.kind, found.mailed_on, found.mail_class, found.piece_count) == (
        SUMMARY, MAILED, MailClass.FIRST_CLASS, 2431,
    )  # fmt: skip
    assert found.document == press.plan.document
    assert (found.approval.maker, found.approval.approver) == (press.plan.maker, press.plan.approver)
    assert not Mailing.objects.exists()
    assert not MailingPiece.objects.exists()


@pytest.mark.row("R-3b-1")
def test_class_and_count_stay_unstated_where_the_paper_states_none(press: Press) -> None:
    made = press.approve(asked(press))
    assert (made.mail_class, made.piece_count) == ("", None)


def test_a_mailing_since_the_agreement_is_kept_here_is_not_inherited(press: Press) -> None:
    kept_since = press.agreement.created_at.date()
    with pytest.raises(InvalidRequest, match="is not inherited") as late:
        asked(press, mailed_on=kept_since + timedelta(days=1))
    assert late.value.code == "MAILING_DAY_IMPOSSIBLE"
    with pytest.raises(RightsError, match="who mailed it"):
        asked(press, mailed_by=" ")
    assert not Approval.objects.filter(kind="RECORD_INHERITED_MAILING").exists()


def test_the_evidence_is_never_changed_or_removed(press: Press, as_owner: Any) -> None:
    press.approve(asked(press))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        InheritedMailing.objects.update(piece_count=1)
    for change in ("UPDATE certificates_inheritedmailing SET piece_count = 1",
                   "DELETE FROM certificates_inheritedmailing"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), as_owner() as cursor:
            cursor.execute(change)
    assert InheritedMailing.objects.get().piece_count is None


@pytest.mark.row("R-3b-1")
def test_the_page_asks_a_second_person_and_the_mailings_show_it_as_inherited(
    press: Press, settings: Any
) -> None:
    settings.CLOCK_OFFSET = press.plan.tick() - datetime.now(UTC)
    code, client = press.agreement.code, Client()
    client.force_login(press.plan.maker)
    place = f"/agreements/{code}/mailings/"
    said = {"kind": SUMMARY, "mailed_by": "First Transfer Co.", "mailed_on": "2000-10-24", "mail_class": ""}
    assert client.get(f"{place}inherited/").status_code == 200
    assert client.post(f"{place}inherited/", said).status_code == 422
    paper = io.BytesIO(b"Affidavit of mailing of the Summary of Rights")
    paper.name = "affidavit.txt"
    answer = client.post(f"{place}inherited/", {**said, "document": paper})
    assert answer.status_code == 302, answer.content
    press.plan.at += timedelta(hours=1)  # after what the page did
    press.approve(Approval.objects.get(kind="RECORD_INHERITED_MAILING"))
    shown = client.get(place).content.decode()
    assert "Inherited mailings" in shown
    assert "First Transfer Co." in shown
    assert "Not stated" in shown
    auditor = Client()
    auditor.force_login(staff("ines", "auditor"))
    assert auditor.get(f"{place}inherited/").status_code == 403
    assert "First Transfer Co." in auditor.get(place).content.decode()


@pytest.mark.row("R-3b-1")
def test_the_command_records_it_and_refuses_without_the_paper(press: Press, tmp_path: Path) -> None:
    words = ("record_inherited_mailing", press.agreement.code, "--mailed-by", "First Transfer Co.",
             "--mailed-on", "2000-10-24", "--count", "2431")  # fmt: skip
    before = Document.objects.count()
    with pytest.raises(CommandError, match="document"):
        told(*words)
    assert Document.objects.count() == before
    paper = tmp_path / "affidavit.txt"
    paper.write_text("Affidavit of mailing", encoding="utf-8")
    waiting = told(*words, "--document", str(paper))
    told("approve", waiting["request"], by="approver")
    assert InheritedMailing.objects.get().piece_count == 2431
