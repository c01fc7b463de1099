"""Change of a registered address: on the signed request, by two people, old addresses kept (§5(b))."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from agreement.errors import Conflict, InvalidRequest, RefusedByGround
from registry.models import (
    AddressChange,
    AddressChangeState,
    Approval,
    AuditRecord,
    Document,
    HolderAddress,
    HolderSearch,
    RegisteredHolder,
)
from registry.selectors.addresses import Address, address_as_of, address_versions
from registry.services import approvals
from registry.services.addresses import (
    draft_address_change,
    request_address_change,
    withdraw_address_change,
)
from tests.books.books import Plan, make_plan

pytestmark = pytest.mark.django_db

RECEIVED = datetime(2003, 7, 20, 17, 0, tzinfo=UTC)
JULY_18 = datetime(2003, 7, 19, 0, 0, tzinfo=UTC)
JULY_21 = datetime(2003, 7, 21, 16, 0, tzinfo=UTC)
OLD = Address("1 Market Street", "San Francisco", "", "", "US")
NEW = Address("9 Cedar Lane\nUnit 4", "Portland", "OR", "97201", "US")


@pytest.fixture
def plan() -> Plan:
    made = make_plan()
    made.at = RECEIVED
    return made


@pytest.fixture
def cedar(plan: Plan) -> RegisteredHolder:
    return plan.holder("CEDAR")


def letter(plan: Plan, *, signed_on: date | None = date(2003, 7, 18), at: datetime = RECEIVED) -> Document:
    return Document.objects.create(
        agreement=plan.agreement, kind="CHANGE_OF_ADDRESS", title="Letter", sha256="1" * 64, size_bytes=1,
        content_type="application/pdf", original_name="letter.pdf", stored_as="11/11", signed_on=signed_on,
        received_at=at, received_by=plan.maker, recorded_at=plan.at,
    )  # fmt: skip


def draft(plan: Plan, holder: RegisteredHolder, **changed: Any) -> AddressChange:
    parts = {"registration": holder.registration, "address": NEW, "by": plan.maker, "at": plan.tick()}
    return draft_address_change(holder, **(parts | changed))


def ask(plan: Plan, change: AddressChange, **changed: Any) -> Approval:
    parts: dict[str, Any] = {
        "document": ...,
        "signed_by": "Cedar",
        "capacity": "REGISTERED_HOLDER",
        "maker": plan.maker,
        "at": plan.tick(),
    } | changed
    if parts["document"] is ...:
        parts["document"] = letter(plan)
    return request_address_change(change, **parts)


def approve(plan: Plan, approval: Approval) -> HolderAddress:
    version = approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    assert isinstance(version, HolderAddress)
    return version


@pytest.mark.row("R-5b-5")
def test_a_mailing_uses_the_address_in_force_at_its_snapshot(plan: Plan, cedar: RegisteredHolder) -> None:
    HolderSearch.objects.create(holder=cedar, agreement=plan.agreement, words="cedar san francisco")
    version = approve(plan, ask(plan, draft(plan, cedar)))
    assert address_as_of(cedar, JULY_18) == OLD
    assert address_as_of(cedar, RECEIVED) == NEW
    assert address_as_of(cedar, JULY_21) == NEW
    cedar.refresh_from_db()
    assert (cedar.city, cedar.address) == (NEW.city, NEW.address)
    assert "portland" in HolderSearch.objects.get().words
    assert version.document == AddressChange.objects.get().document
    assert {version.approval.maker, version.approval.approver} == {plan.maker, plan.approver}


@pytest.mark.row("R-5b-5", "R-5b-2")
def test_the_old_address_stays_with_its_dates_and_is_never_changed(
    plan: Plan, cedar: RegisteredHolder, as_owner: Any
) -> None:
    approve(plan, ask(plan, draft(plan, cedar)))
    first, second = address_versions(cedar)
    assert (first.address, first.in_force_from, first.in_force_until) == (OLD, None, RECEIVED)
    assert (second.address, second.in_force_from, second.in_force_until) == (NEW, RECEIVED, None)
    with pytest.raises(DatabaseError), transaction.atomic():
        HolderAddress.objects.update(city="Elsewhere")
    with as_owner() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("DELETE FROM registry_holderaddress")


@pytest.mark.row("R-5b-5")
def test_a_request_received_before_another_does_not_displace_it(plan: Plan, cedar: RegisteredHolder) -> None:
    late, early = (
        draft(plan, cedar),
        draft(plan, cedar, address=Address("5 Elm", "Reno", "NV", "89501", "US")),
    )
    asked = ask(plan, early, document=letter(plan, at=JULY_18, signed_on=date(2003, 7, 17)))
    approve(plan, ask(plan, late))
    approve(plan, asked)
    cedar.refresh_from_db()
    assert cedar.city == "Portland"
    assert address_as_of(cedar, datetime(2003, 7, 19, 12, tzinfo=UTC)).city == "Reno"


@pytest.mark.row("R-5b-5")
def test_a_portal_request_alone_is_a_draft(plan: Plan, cedar: RegisteredHolder) -> None:
    change = draft(plan, cedar)
    assert change.state == AddressChangeState.DRAFT
    assert address_as_of(cedar, JULY_21) == OLD
    assert not Approval.objects.exists()


@pytest.mark.row("R-5b-5")
@pytest.mark.parametrize(
    "changed", [{"document": None}, {"signed_by": " "}, {"capacity": ""}, {"capacity": "NEIGHBOUR"}]
)
def test_without_the_signed_request_of_the_holder_or_attorney_it_is_refused(
    plan: Plan, cedar: RegisteredHolder, changed: dict[str, Any]
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        ask(plan, draft(plan, cedar), **changed)
    assert refused.value.code == "ADDRESS_CHANGE_UNSIGNED"
    assert address_versions(cedar) == []
    assert AddressChange.objects.get().state == AddressChangeState.DRAFT


@pytest.mark.row("R-5b-5")
def test_an_unsigned_letter_is_refused_and_evidence_of_succession_is_enough(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    change, unsigned = draft(plan, cedar), letter(plan, signed_on=None)
    with pytest.raises(RefusedByGround) as refused:
        ask(plan, change, document=unsigned)
    assert refused.value.code == "ADDRESS_CHANGE_UNSIGNED"
    approve(plan, ask(plan, change, document=unsigned, capacity="SUCCESSOR", signed_by="The executor"))
    assert address_as_of(cedar, JULY_21) == NEW


@pytest.mark.row("R-5b-5")
def test_a_changed_name_needs_an_item_under_the_section_on_transfers(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        draft(plan, cedar, registration="Holder CEDAR-SMITH\nas trustee")
    assert refused.value.code == "NAME_CHANGE_NEEDS_ITEM"
    assert "§6(a)" in str(refused.value)
    assert draft(plan, cedar, registration=" Holder  CEDAR as trustee ").pk


@pytest.mark.row("R-5b-2")
def test_an_address_without_street_city_or_country_is_refused(plan: Plan, cedar: RegisteredHolder) -> None:
    with pytest.raises(RefusedByGround) as refused:
        draft(plan, cedar, address=Address("", "Portland", "OR", "97201", ""))
    assert refused.value.code == "BOOK_ENTRY_INCOMPLETE"
    assert "address, country" in str(refused.value)


@pytest.mark.row("R-5b-5")
def test_nobody_approves_ones_own_change_and_a_withdrawn_one_is_gone(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    change = draft(plan, cedar)
    asked = ask(plan, change)
    with pytest.raises(Conflict):
        approvals.approve(asked.request_hash, approver=plan.maker, at=plan.tick())
    with pytest.raises(InvalidRequest):
        withdraw_address_change(change, reason=" ", by=plan.maker, at=plan.tick())
    gone = withdraw_address_change(change, reason="sent twice", by=plan.maker, at=plan.tick())
    assert gone.state == AddressChangeState.WITHDRAWN
    asked.refresh_from_db()
    assert (asked.rejected_by, asked.rejection_reason) == (plan.maker, "sent twice")
    with pytest.raises(Conflict):
        approve(plan, asked)
    with pytest.raises(Conflict) as again:
        withdraw_address_change(change, reason="sent twice", by=plan.maker, at=plan.tick())
    assert again.value.code == "REQUEST_ALREADY_DECIDED"
    assert address_as_of(cedar, JULY_21) == OLD
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_holderaddress")
        assert cursor.fetchone() == (0,)


@pytest.mark.row("R-5b-5")
def test_a_rejected_request_gives_its_change_up(plan: Plan, cedar: RegisteredHolder) -> None:
    change = draft(plan, cedar)
    asked = ask(plan, change)
    approvals.reject(asked.request_hash, rejecter=plan.approver, reason="illegible", at=plan.tick())
    change.refresh_from_db()
    assert change.state == AddressChangeState.WITHDRAWN


@pytest.mark.row("R-5b-5")
def test_a_draft_is_withdrawn_at_the_shell_with_a_reason(plan: Plan, cedar: RegisteredHolder) -> None:
    change = draft(plan, cedar)
    words = ["change_address", plan.agreement.code, "CEDAR", "--as", plan.maker.username]
    words += ["--withdraw", str(change.pk)]
    with pytest.raises(CommandError, match="reason"):
        call_command(*words, stdout=io.StringIO())
    call_command(*words, "--reason", "nothing came in writing", stdout=io.StringIO())
    change.refresh_from_db()
    assert change.state == AddressChangeState.WITHDRAWN
    record = AuditRecord.objects.get(act="ADDRESS_CHANGE_WITHDRAWN")
    assert (record.actor, record.details) == (plan.maker, {"reason": "nothing came in writing"})
    with pytest.raises(CommandError, match="lacks: the name"):
        call_command(*words[:5], stdout=io.StringIO())


def by_command(plan: Plan, paper: Path, *words: str) -> dict[str, Any]:
    """Ask for a change at the shell as the maker; what it answers."""
    out, name = io.StringIO(), "Holder CEDAR as trustee"
    place = ("--name", name, "--address", "9 Cedar Lane", "--city", "Portland", "--region", "OR")
    call_command(
        "change_address", plan.agreement.code, "CEDAR", *place, "--document", str(paper), *words,
        "--as", plan.maker.username, "--json", stdout=out,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.mark.row("R-5b-5")
def test_a_refused_command_leaves_neither_draft_nor_paper(
    plan: Plan, cedar: RegisteredHolder, tmp_path: Path, settings: Any
) -> None:
    paper = tmp_path / "request.txt"
    paper.write_text("Please write to my new address")
    before = Document.objects.count()
    with pytest.raises(CommandError, match="signed"):
        by_command(plan, paper, "--signed-by", "Cedar")
    assert (AddressChange.objects.count(), Document.objects.count()) == (0, before)
    assert not [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]
    signed = ("--signed-by", "Cedar", "--signed-on", "2003-07-18", "--received", "2003-07-20T10:00")
    asked = by_command(plan, paper, *signed)
    call_command("approve", asked["request"], "--as", plan.approver.username, stdout=io.StringIO())
    assert address_versions(cedar)[-1].in_force_from == RECEIVED
