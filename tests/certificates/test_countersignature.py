"""The Company's execution and the signing by hand: who may, for which numbers, and what becomes valid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreement.errors import Conflict, InvalidRequest, RefusedByGround
from certificates.models import PrintRun, RunState
from registry.models import (
    AgentAppointment,
    AuthorisedCountersigner,
    BookEntry,
    CertificateEvent,
    CompanyOfficer,
    PaperEvent,
)
from registry.selectors.register import certificate_detail
from tests.certificates.runs import SIGNED_ON, Press


def status(press: Press, number: int) -> str:
    return certificate_detail(press.agreement, number=number, at=press.plan.at).status


def fresh(run: PrintRun) -> PrintRun:
    return PrintRun.objects.select_related("agreement").get(pk=run.pk)


@pytest.mark.row("R-5a-1", "R-3a-9")
def test_execution_is_recorded_for_the_whole_run_by_two_people(press: Press) -> None:
    run = press.printed()
    approval = press.request_execution(run)
    assert fresh(run).state == RunState.PRINTED
    assert not CertificateEvent.objects.exists()
    press.approve(approval)
    event = CertificateEvent.objects.get()
    assert (event.kind, event.first_number, event.last_number) == (PaperEvent.EXECUTED, 1, 25)
    assert "Rowan T. Ellery, President" in event.reason
    assert (fresh(run).state, fresh(run).executed_on) == (RunState.EXECUTED, SIGNED_ON)


@pytest.mark.row("R-5a-1")
def test_two_officers_of_the_first_group_do_not_execute(press: Press) -> None:
    run = press.printed()
    with pytest.raises(RefusedByGround) as refusal:
        press.request_execution(run, "Rowan T. Ellery", "Idris P. Vale")
    assert refusal.value.code == "SIGNATURE_GROUP_MISSING"
    assert "second group" in str(refusal.value)


@pytest.mark.row("R-5a-4", "R-5a-5")
def test_a_signer_counts_by_the_day_of_signing_not_by_the_day_of_recording(press: Press) -> None:
    run = press.printed()
    CompanyOfficer.objects.filter(name="Rowan T. Ellery").update(in_office_until=date(2003, 6, 20))
    with pytest.raises(RefusedByGround) as refusal:
        press.request_execution(run)
    assert refusal.value.code == "SIGNER_NOT_IN_OFFICE"
    assert "Rowan T. Ellery" in str(refusal.value)
    press.approve(press.request_execution(run, signed_on=date(2003, 6, 18)))
    assert fresh(run).state == RunState.EXECUTED


@pytest.mark.row("R-5a-1")
def test_a_signing_of_tomorrow_is_not_put_before_the_second_person(press: Press) -> None:
    run = press.printed()
    tomorrow = press.plan.at.date() + timedelta(days=1)
    with pytest.raises(InvalidRequest) as refusal:
        press.request_execution(run, signed_on=tomorrow)
    assert refusal.value.code == "EVENT_NOT_YET_HAPPENED"
    press.approve(press.request_execution(run))
    with pytest.raises(InvalidRequest) as refusal:
        press.request_countersignature(run, 1, 25, signed_on=tomorrow)
    assert refusal.value.code == "EVENT_NOT_YET_HAPPENED"


@pytest.mark.row("R-5a-3")
def test_nobody_countersigned_a_certificate_before_it_was_issued(press: Press) -> None:
    run = press.executed()
    with pytest.raises(RefusedByGround) as refusal:
        press.request_countersignature(run, 1, 25, signed_on=date(2003, 6, 1))
    assert refusal.value.code == "COUNTERSIGNED_BEFORE_ISSUE"
    assert "HOUSE policy on control of numbered stock" in str(refusal.value)


@pytest.mark.row("R-5a-3", "R-3a-9")
def test_nobody_countersigned_a_certificate_before_the_company_executed_it(press: Press) -> None:
    run = press.printed()
    press.plan.at += timedelta(days=2)
    press.approve(press.request_execution(run, signed_on=SIGNED_ON + timedelta(days=1)))
    with pytest.raises(RefusedByGround) as refusal:
        press.request_countersignature(run, 1, 25, signed_on=SIGNED_ON)
    assert refusal.value.code == "NOT_EXECUTED"
    assert "on 2003-06-22" in str(refusal.value)
    press.approve(press.request_countersignature(run, 1, 25, signed_on=SIGNED_ON + timedelta(days=1)))
    assert status(press, 25) == "OUTSTANDING"


@pytest.mark.row("R-5a-3", "R-XB-7")
def test_only_a_countersigned_certificate_is_valid(press: Press) -> None:
    run = press.executed()
    assert status(press, 3) == "NOT_COUNTERSIGNED"
    approval = press.request_countersignature(run, 1, 20, exceptions={7: "spoiled", 11: "missing"})
    assert status(press, 3) == "NOT_COUNTERSIGNED"
    entry = press.approve(approval)
    assert isinstance(entry, BookEntry)
    assert (entry.kind, entry.section) == ("PAPER", "5(a)")
    events = CertificateEvent.objects.filter(kind=PaperEvent.COUNTERSIGNED).order_by("first_number")
    assert [(event.first_number, event.last_number) for event in events] == [(1, 6), (8, 10), (12, 20)]
    assert {bytes(event.manifest_hash or b"").hex() for event in events} == {run.manifest_sha256}
    assert {event.signatory for event in events} == {press.plan.signatory}
    assert [status(press, number) for number in (3, 7, 11, 20, 21)] == [
        "OUTSTANDING", "NOT_COUNTERSIGNED", "NOT_COUNTERSIGNED", "OUTSTANDING", "NOT_COUNTERSIGNED",
    ]  # fmt: skip
    assert fresh(run).state == RunState.COUNTERSIGNING


@pytest.mark.refusal("COUNTERSIGNATURE_MUST_BE_MANUAL")
@pytest.mark.row("R-5a-3", "R-XB-7")
def test_a_facsimile_countersignature_is_refused(press: Press) -> None:
    run = press.executed()
    with pytest.raises(RefusedByGround) as refusal:
        press.request_countersignature(run, 1, 25, means="FACSIMILE")
    assert refusal.value.code == "COUNTERSIGNATURE_MUST_BE_MANUAL"
    assert "§5(a)" in str(refusal.value)


@pytest.mark.row("R-5a-3")
def test_only_a_listed_signatory_in_authority_on_the_day_signs(press: Press) -> None:
    run = press.executed()
    for wrong in ("Nobody Known", "Samir D. Fenn"):
        AuthorisedCountersigner.objects.filter(name="Samir D. Fenn").update(
            authorised_until=SIGNED_ON - timedelta(days=1)
        )
        with pytest.raises(RefusedByGround) as refusal:
            press.request_countersignature(run, 1, 25, signatory=wrong)
        assert refusal.value.code == "COUNTERSIGNER_NOT_LISTED"


@pytest.mark.row("R-2-1", "R-1bb-1")
@pytest.mark.parametrize(
    "change", [{"in_office_until": date(2003, 6, 21)}, {"agent_name": "Another Trust Company"}]
)
def test_an_agent_out_of_office_countersigns_nothing(press: Press, change: dict[str, object]) -> None:
    run = press.executed()
    AgentAppointment.objects.filter(agreement=press.agreement).update(**change)
    with pytest.raises(RefusedByGround) as refusal:
        press.request_countersignature(run, 1, 25)
    assert refusal.value.code == "NO_AGENT_IN_OFFICE"


def test_a_certificate_is_executed_before_it_is_countersigned(press: Press) -> None:
    run = press.printed()
    with pytest.raises(RefusedByGround) as refusal:
        press.request_countersignature(run, 4, 6)
    assert refusal.value.code == "NOT_EXECUTED"


def test_a_certificate_is_countersigned_once(press: Press) -> None:
    run = press.executed()
    press.approve(press.request_countersignature(run, 1, 10))
    with pytest.raises(Conflict) as refusal:
        press.request_countersignature(fresh(run), 10, 12)
    assert refusal.value.code == "ALREADY_COUNTERSIGNED"
    assert "10" in refusal.value.message


@pytest.mark.row("R-5a-6")
def test_numbers_of_another_run_and_exceptions_without_reason_are_refused(press: Press) -> None:
    run = press.executed()
    for first, last, exceptions, code in (
        (20, 26, {}, "CERTIFICATE_NOT_IN_RUN"),
        (9, 8, {}, "CERTIFICATE_NOT_IN_RUN"),
        (1, 10, {11: "spoiled"}, "CERTIFICATE_NOT_IN_RUN"),
        (1, 10, {4: " "}, "SPOIL_REASON_MISSING"),
    ):
        with pytest.raises(InvalidRequest) as refusal:
            press.request_countersignature(run, first, last, exceptions=exceptions)
        assert refusal.value.code == code


def test_nobody_approves_the_countersignature_of_ones_own_request(press: Press) -> None:
    run = press.executed()
    approval = press.request_countersignature(run, 1, 25)
    press.plan.approver = press.plan.maker
    with pytest.raises(Conflict):
        press.approve(approval)
    assert not CertificateEvent.objects.filter(kind=PaperEvent.COUNTERSIGNED).exists()


def test_a_countersignature_asked_for_before_the_numbers_changed_is_refused(press: Press) -> None:
    run = press.executed()
    early = press.request_countersignature(run, 1, 25)
    press.approve(press.request_countersignature(run, 5, 5))
    with pytest.raises(Conflict) as refusal:
        press.approve(early)
    assert refusal.value.code == "ALREADY_COUNTERSIGNED"
    assert CertificateEvent.objects.filter(kind=PaperEvent.COUNTERSIGNED).count() == 1
