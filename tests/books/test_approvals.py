"""Two people: who may ask, who may approve, and that an approval is good for one thing once."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from agreement.errors import Conflict, InvalidRequest, NotOnTheBooks, RightsError
from registry.models import Approval, BookEntry, Lot, User
from registry.roles import give_role
from registry.services import approvals, books
from registry.services.refusals import told_as_errors
from tests.books.books import Plan, make_plan

pytestmark = pytest.mark.servers


@pytest.fixture
def asked(plan: Plan) -> Approval:
    """An attachment of 100 Rights that waits for its second person."""
    request = plan.entry(
        "ATTACH",
        "Recitals",
        rights_created=100,
        open=[{"parent": None, "rights": 100, "holder": None, "certificate": None}],
    )
    return books.request_entry(
        plan.agreement, entry=request, summary="100 Rights", maker=plan.maker, at=plan.tick()
    )


def person(name: str, role: str | None) -> User:
    made = User.objects.create_user(name)
    if role:
        give_role(made, role)
    return made


def code_of(refusal: Any) -> str:
    return str(refusal.value.code)


def test_approving_posts_the_entry_and_uses_the_approval(plan: Plan, asked: Approval) -> None:
    entry = approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    asked.refresh_from_db()
    assert isinstance(entry, BookEntry)
    assert (entry.approval, asked.consumed_at) == (asked, entry.recorded_at)
    assert bytes(entry.request_hash).hex() == asked.request_hash


def test_nobody_approves_ones_own_request(plan: Plan, asked: Approval) -> None:
    give_role(plan.maker, "approver")
    with pytest.raises(Conflict) as refusal:
        approvals.approve(asked.request_hash, approver=plan.maker, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_NEEDS_ANOTHER_PERSON"
    assert BookEntry.objects.count() == 0


@pytest.mark.parametrize("role", [None, "maker", "auditor", "issuer_officer"])
def test_approving_needs_the_role(plan: Plan, asked: Approval, role: str | None) -> None:
    with pytest.raises(Conflict) as refusal:
        approvals.approve(asked.request_hash, approver=person("other", role), at=plan.tick())
    assert code_of(refusal) == "APPROVER_NOT_PERMITTED"


def test_an_inactive_person_approves_nothing(plan: Plan, asked: Approval) -> None:
    User.objects.filter(pk=plan.approver.pk).update(is_active=False)
    with pytest.raises(Conflict) as refusal:
        approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    assert code_of(refusal) == "APPROVER_NOT_PERMITTED"


def test_asking_needs_a_role(plan: Plan) -> None:
    with pytest.raises(Conflict) as refusal:
        books.request_entry(
            plan.agreement, entry={"a": 1}, summary="s", maker=person("x", "auditor"), at=plan.tick()
        )
    assert code_of(refusal) == "MAKER_NOT_PERMITTED"


def test_a_request_says_what_it_is_for(plan: Plan) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        books.request_entry(plan.agreement, entry={"a": 1}, summary="", maker=plan.maker, at=plan.tick())
    assert code_of(refusal) == "REQUEST_INCOMPLETE"


def test_the_same_request_does_not_wait_twice(plan: Plan, asked: Approval) -> None:
    with pytest.raises(Conflict) as refusal:
        books.request_entry(
            plan.agreement, entry=asked.request, summary="again", maker=plan.maker, at=plan.tick()
        )
    assert code_of(refusal) == "ALREADY_REQUESTED"


@pytest.mark.refusal("NO_CLAUSE_FOR_ACTION")
@pytest.mark.row("R-20-1")
def test_an_act_without_a_provision_behind_it_cannot_be_asked_for(plan: Plan) -> None:
    with pytest.raises(RightsError) as refusal:
        approvals.request_approval(
            plan.agreement,
            kind="MAIL_PRICE_ALERTS",
            request={"act": "MAIL_PRICE_ALERTS"},
            summary="Mail price alerts to holders",
            maker=plan.maker,
            at=plan.tick(),
        )
    assert code_of(refusal) == "NO_CLAUSE_FOR_ACTION"
    assert not Approval.objects.filter(kind="MAIL_PRICE_ALERTS").exists()


def test_the_same_words_do_not_wait_under_two_kinds(plan: Plan, asked: Approval) -> None:
    with pytest.raises(Conflict) as refusal:
        approvals.request_approval(
            plan.agreement,
            kind="CLOSE_RUN",
            request=asked.request,
            summary="Close a run",
            maker=plan.maker,
            at=plan.tick(),
        )
    assert refusal.value.code == "ALREADY_REQUESTED"


def test_a_rejected_request_is_not_approved(plan: Plan, asked: Approval) -> None:
    rejected = approvals.reject(
        asked.request_hash, rejecter=plan.approver, reason="Wrong count.", at=plan.tick()
    )
    assert rejected.rejection_reason == "Wrong count."
    with pytest.raises(Conflict) as refusal:
        approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_REJECTED"


def test_rejecting_needs_a_reason(plan: Plan, asked: Approval) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        approvals.reject(asked.request_hash, rejecter=plan.approver, reason=" ", at=plan.tick())
    assert code_of(refusal) == "REASON_MISSING"


def test_its_maker_may_withdraw_a_request_and_another_clerk_may_not(plan: Plan, asked: Approval) -> None:
    with pytest.raises(Conflict) as refusal:
        approvals.reject(asked.request_hash, rejecter=person("clerk", "maker"), reason="No.", at=plan.tick())
    assert code_of(refusal) == "APPROVER_NOT_PERMITTED"
    withdrawn = approvals.reject(asked.request_hash, rejecter=plan.maker, reason="Mine.", at=plan.tick())
    assert withdrawn.rejected_by == plan.maker


def test_an_approval_does_not_precede_its_request(plan: Plan, asked: Approval) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        approvals.approve(
            asked.request_hash, approver=plan.approver, at=asked.requested_at - timedelta(seconds=1)
        )
    assert code_of(refusal) == "APPROVED_BEFORE_REQUESTED"


def test_an_unknown_hash_is_not_on_the_books(plan: Plan) -> None:
    with pytest.raises(NotOnTheBooks):
        approvals.approve("0" * 64, approver=plan.approver, at=plan.tick())


def test_an_unapproved_request_posts_nothing(plan: Plan, asked: Approval) -> None:
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        books.post_entry(asked, at=plan.tick())
    assert code_of(refusal) == "REQUEST_NOT_APPROVED"


def test_a_request_changed_after_its_approval_posts_nothing(plan: Plan, asked: Approval) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT approve_request(%s, %s, %s, %s)",
            [asked.pk, asked.request_hash, plan.approver.pk, plan.tick()],
        )
    asked.request["rights_created"] = 101
    asked.request["open"][0]["rights"] = 101
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        books.post_entry(asked, at=plan.tick())
    assert code_of(refusal) == "REQUEST_CHANGED_AFTER_APPROVAL"
    assert BookEntry.objects.count() == 0


def test_an_approval_is_used_once(plan: Plan, asked: Approval) -> None:
    approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        books.post_entry(asked, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_ALREADY_USED"
    assert BookEntry.objects.count() == 1


def test_an_approval_of_one_agreement_posts_nothing_in_another(plan: Plan) -> None:
    other = make_plan("OTHER", people="2")
    other.agreement, plan.agreement = plan.agreement, other.agreement
    request = plan.entry(
        "ATTACH",
        "Recitals",
        rights_created=1,
        document=plan.document.pk,
        open=[{"parent": None, "rights": 1, "holder": None}],
    )
    plan.agreement = other.agreement
    approval = Approval.objects.get(pk=plan.approved(request))
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        books.post_entry(approval, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_OF_ANOTHER_AGREEMENT"


def test_an_approval_of_another_kind_posts_nothing(plan: Plan, asked: Approval) -> None:
    request = {**asked.request, "memorandum": "of another kind"}
    approval = Approval.objects.get(pk=plan.approved(request, kind="ACCEPT_NOTICE"))
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        books.post_entry(approval, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_OF_ANOTHER_KIND"


def test_an_approved_entry_is_not_used_up_outside_the_books(plan: Plan, asked: Approval) -> None:
    request = {**asked.request, "memorandum": "outside"}
    approval = Approval.objects.get(pk=plan.approved(request))
    with pytest.raises(Conflict) as refusal:
        approvals.consume(approval, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_IS_FOR_THE_BOOKS"


def test_an_approved_opening_is_not_used_up_outside_the_books(plan: Plan) -> None:
    approval = Approval.objects.get(pk=plan.approved({"agreement": plan.agreement.code}, kind="OPEN_BOOKS"))
    with pytest.raises(Conflict) as refusal:
        approvals.consume(approval, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_IS_FOR_THE_BOOKS"


def test_an_act_outside_the_books_uses_its_approval_once(plan: Plan) -> None:
    approval = Approval.objects.get(pk=plan.approved({"act": "test"}, kind="ADD_CLOSURE"))
    approvals.consume(approval, at=plan.tick())
    with pytest.raises(Conflict) as refusal:
        approvals.consume(approval, at=plan.tick())
    assert code_of(refusal) == "APPROVAL_ALREADY_USED"


def test_a_composite_request_posts_the_entry_it_carries(separated: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    composite = {"act": "move", "run": 7, "entry": separated.transfer(lot, separated.holder("3"))}
    approval = Approval.objects.get(pk=separated.approved(composite, kind="MOVE_NUMBER"))
    with pytest.raises(RightsError) as refusal, transaction.atomic():
        books.post_entry_within(approval, {**composite, "run": 8}, at=separated.tick())
    assert code_of(refusal) == "REQUEST_CHANGED_AFTER_APPROVAL"
    entry = books.post_entry_within(approval, composite, at=separated.tick())
    assert (entry.kind, entry.approval) == ("TRANSFER", approval)


def test_refusals_of_the_act_leave_the_request_waiting(separated: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    request = separated.transfer(lot, separated.holder("3"), section="")
    approval = books.request_entry(
        separated.agreement, entry=request, summary="s", maker=separated.maker, at=separated.tick()
    )
    with pytest.raises(RightsError):
        approvals.approve(approval.request_hash, approver=separated.approver, at=separated.tick())
    approval.refresh_from_db()
    assert (approval.approver, approval.approved_at, approval.consumed_at) == (None, None, None)


def test_facts_of_a_refusal_reach_the_reader(plan: Plan) -> None:
    with pytest.raises(RightsError) as refusal, told_as_errors(), connection.cursor() as cursor:
        cursor.execute('SELECT post_entry(0, \'{"agreement": "NONE"}\', now())')
    assert dict(refusal.value.facts) == {"agreement": "NONE"}


def test_kind_agreement_summary_and_request_make_the_hash(plan: Plan, asked: Approval) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT request::text FROM registry_approval WHERE id = %s", [asked.pk])
        (request,) = cursor.fetchone()
    summary = hashlib.sha256(asked.summary.encode()).hexdigest()
    written = f"request-1|{asked.kind}|{asked.agreement_id}|{summary}|{request}"
    assert hashlib.sha256(written.encode()).hexdigest() == asked.request_hash


@pytest.mark.parametrize("change", ["kind = 'CLOSE_RUN'", "summary = 'Something harmless'"])
def test_a_request_shown_as_something_else_is_not_approved(
    asked: Approval, plan: Plan, as_owner: Any, change: str
) -> None:
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_approval DISABLE TRIGGER step_by_step")
        cursor.execute(f"UPDATE registry_approval SET {change} WHERE id = %s", [asked.pk])
    with pytest.raises(Conflict) as refusal:
        approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    assert code_of(refusal) == "REQUEST_CHANGED_AFTER_APPROVAL"


def test_a_request_lapses_and_is_rejected_and_asked_again(plan: Plan, asked: Approval) -> None:
    late = asked.requested_at + timedelta(days=10, seconds=1)
    with pytest.raises(Conflict) as refusal:
        approvals.approve(asked.request_hash, approver=plan.approver, at=late)
    assert code_of(refusal) == "REQUEST_LAPSED"
    assert "make the request again" in str(refusal.value)
    approvals.reject(asked.request_hash, rejecter=plan.maker, reason="Lapsed.", at=late)
    again = books.request_entry(
        plan.agreement, entry=asked.request, summary=asked.summary, maker=plan.maker, at=late
    )
    entry = approvals.approve(again.request_hash, approver=plan.approver, at=late + timedelta(days=10))
    assert entry.kind == "ATTACH"
