"""Registers kept by hand: a reason each time, history, ends that history allows, closures asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.models import (
    Approval,
    AuditRecord,
    AuthorisedCountersigner,
    BankClosure,
    CompanyOfficer,
    DesignatedOffice,
    Document,
    FormVersion,
)
from registry.services import approvals
from registry.verifier import verify
from tests.admin.scene import make_people
from tests.certificates.runs import SIGNATORY, Press, make_press

ADD = "admin:registry_companyofficer_add"


@pytest.fixture
def press(db: None) -> Press:
    """One signed certificate."""
    press = make_press(certificates=1)
    run = press.executed()
    press.approve(press.request_countersignature(run, 1, 1))
    return press


@pytest.fixture
def keeper(press: Press) -> Client:
    """An administrator who is signed in."""
    client = Client()
    client.force_login(make_people()["administrator"])
    return client


def officer(press: Press, **changed: Any) -> dict[str, Any]:
    """The form of an officer."""
    return {
        "agreement": press.agreement.pk,
        "name": "Nadia Vale",
        "title": "Treasurer",
        "in_office_from": "2003-06-01",
        "in_office_until": "",
        "reason": "Board resolution of 30 May 2003",
        **changed,
    }


def test_a_row_is_entered_with_a_reason_that_stays(press: Press, keeper: Client) -> None:
    assert keeper.post(reverse(ADD), officer(press, reason=" ")).status_code == 200
    assert not CompanyOfficer.objects.filter(name="Nadia Vale").exists()
    assert keeper.post(reverse(ADD), officer(press)).status_code == 302
    made = CompanyOfficer.objects.get(name="Nadia Vale")
    assert LogEntry.objects.get().change_message == "Entered. Reason: Board resolution of 30 May 2003"
    record = AuditRecord.objects.get(act="REGISTER_ENTERED")
    assert (record.agreement, record.details["reason"]) == (
        press.agreement,
        "Board resolution of 30 May 2003",
    )
    history = keeper.get(reverse("admin:registry_companyofficer_history", args=[made.pk])).content.decode()
    assert "Board resolution of 30 May 2003" in history
    again = keeper.post(reverse(ADD), officer(press))
    assert again.status_code == 200
    assert "REGISTER_ROW_KNOWN" in again.content.decode()
    backwards = keeper.post(reverse(ADD), officer(press, name="Other", in_office_until="2003-05-01"))
    assert "REGISTER_TERM_INVALID" in backwards.content.decode()


def end(keeper: Client, row: Any, **sent: str) -> Any:
    """The form that ends a row."""
    name = f"admin:registry_{row._meta.model_name}_change"
    return keeper.post(reverse(name, args=[row.pk]), sent)


def test_only_the_end_of_a_row_changes_and_not_before_what_rests_on_it(press: Press, keeper: Client) -> None:
    row = AuthorisedCountersigner.objects.get(name=SIGNATORY)
    early = end(keeper, row, authorised_until="2003-06-21", reason="Left", name="Another")
    assert early.status_code == 200
    assert "REGISTER_ROW_RELIED_ON" in early.content.decode()
    assert end(keeper, row, authorised_until="2003-06-22").status_code == 200  # without a reason
    row.refresh_from_db()
    assert (row.name, row.authorised_until) == (SIGNATORY, None)
    assert end(keeper, row, authorised_until="2003-06-22", reason="Left", name="Another").status_code == 302
    row.refresh_from_db()
    assert (row.name, row.authorised_until) == (SIGNATORY, date(2003, 6, 22))
    assert LogEntry.objects.get().change_message.endswith("– → 2003-06-22. Reason: Left")
    assert verify([press.agreement.code]).findings == []


def test_a_row_entered_by_mistake_was_never_in_force(press: Press, keeper: Client) -> None:
    office = DesignatedOffice.objects.filter(agreement=press.agreement).earliest("pk")
    first = office.designated_from
    before, long_before = first.replace(day=first.day - 1), date(1999, 1, 1)
    too_early = end(keeper, office, designated_until=long_before.isoformat(), reason="Mistake")
    assert "REGISTER_TERM_INVALID" in too_early.content.decode()
    assert end(keeper, office, designated_until=before.isoformat(), reason="Mistake").status_code == 302


def test_a_closure_is_asked_for_with_its_paper_and_a_second_person_decides(
    press: Press, keeper: Client
) -> None:
    said: dict[str, Any] = {
        "agreement": press.agreement.pk,
        "place": "CALIFORNIA",
        "closed_on": "2003-07-07",
        "name": "Day of mourning",
        "source": "Executive order 12",
    }
    place, papers = reverse("admin:registry_bankclosure_add"), Document.objects.count()
    assert keeper.post(place, said).status_code == 200
    order = SimpleUploadedFile("order.txt", b"Closed by order.", content_type="text/plain")
    refused = keeper.post(place, {**said, "place": "ATLANTIS", "order": order})
    assert "NOT_FOUND" in refused.content.decode()
    order.seek(0)
    asked = keeper.post(place, {**said, "order": order})
    approval = Approval.objects.get(kind="ADD_CLOSURE")
    assert asked["Location"] == reverse("request", args=[approval.request_hash])
    assert not BankClosure.objects.filter(name="Day of mourning").exists()
    assert Document.objects.count() == papers + 1
    approvals.approve(approval.request_hash, approver=press.plan.approver, at=approval.requested_at)
    assert BankClosure.objects.get(name="Day of mourning").document is not None


def test_a_form_is_not_signed_off_here_but_asked_for(press: Press, keeper: Client) -> None:
    form = FormVersion.objects.get()
    answer = keeper.post(
        reverse("admin:registry_formversion_changelist"),
        {"action": "ask_sign_off", "_selected_action": str(form.pk), "index": "0"},
        follow=True,
    )
    assert "FORM_ALREADY_APPROVED" in answer.content.decode()
    assert "to cure" in answer.content.decode()
