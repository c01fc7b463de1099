"""The list as a whole: staged or rejected, held against its certificate, accepted by two people."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from agreement.errors import Conflict, InvalidRequest, ListDoesNotReconcile, RefusedByGround
from registry.imports.staging import COPY_COLUMNS
from registry.models import Document, HolderList, HolderListReject, HolderListRow, ListState, NoticeState
from registry.selectors import holder_lists as selectors
from registry.services import approvals
from registry.services.commitments import commit_registration
from registry.services.holder_lists import content_hash, perform_acceptance, request_acceptance
from tests.registry.imports.conftest import AT, DISTRIBUTION, ListPlan
from tests.registry.imports.list_files import line, list_text

pytestmark = pytest.mark.django_db
TWO = list_text(line(), line(account="A0002", common_shares="750"))


@pytest.mark.row("R-3a-6", "R-5b-2")
def test_a_list_that_agrees_is_staged_with_name_address_and_shares(list_plan: ListPlan) -> None:
    listed = list_plan.take(TWO, shares="1000", holders=2)
    assert (listed.state, listed.row_count, listed.reject_count, listed.grounds) == ("STAGED", 2, 0, [])
    assert listed.shares_millionths == 1_000_000_000
    row = listed.rows.get(account="A0001")
    assert (row.line, row.registration, row.address, row.city) == (
        2,
        "Alder Fund LP",
        "1 Market St",
        "San Francisco",
    )
    assert bytes(row.registration_commitment) == commit_registration("Alder Fund LP")
    assert listed.document.kind == "HOLDER_LIST"
    assert listed.document.sha256 == listed.file_sha256


@pytest.mark.row("R-3a-6")
def test_a_list_below_the_certified_shares_is_rejected_with_the_difference_and_three_suspects(
    list_plan: ListPlan,
) -> None:
    bad = [line(account=f"B{number}", common_shares="") for number in range(3)]
    listed = list_plan.take(list_text(line(common_shares="39999000"), *bad), shares="40000000", holders=4)
    assert listed.state == ListState.REJECTED
    grounds = {(ground["code"], ground["facts"].get("unit")): ground for ground in listed.grounds}
    shares = grounds["LIST_OUT_OF_BALANCE", "Common Shares"]
    assert shares["facts"]["difference"] == "-1000"
    assert [suspect["line"] for suspect in shares["facts"]["suspects"]] == [3, 4, 5]
    assert ("LIST_HAS_REJECTS", None) in grounds
    assert ("LIST_OUT_OF_BALANCE", "record holders") in grounds


@pytest.mark.row("R-3a-6")
def test_a_list_one_line_too_long_points_to_the_line_that_is_the_difference(list_plan: ListPlan) -> None:
    listed = list_plan.take(TWO, shares="250", holders=2)
    (ground,) = listed.grounds
    assert ground["facts"]["difference"] == "750"
    assert [(each["line"], each["account"]) for each in ground["facts"]["suspects"]] == [(3, "A0002")]


@pytest.mark.row("R-3a-6")
def test_the_same_account_twice_for_one_date_is_rejected_and_the_first_line_kept(list_plan: ListPlan) -> None:
    again = line(
        shares_issued_on="2000-10-23"
    )  # the Record Date, written out, is the same date as an empty one
    listed = list_plan.take(list_text(line(), again), shares="250", holders=1)
    reject = listed.rejects.get()
    assert (listed.state, reject.line, reject.code) == ("REJECTED", 3, "LIST_DUPLICATE_ACCOUNT")
    assert "line 2" in reject.reason.lower()
    assert (listed.rows.get().line, listed.reject_count, listed.row_count) == (2, 1, 2)


@pytest.mark.row("R-3a-6")
def test_an_account_may_stand_on_two_lines_for_two_dates_but_under_one_registration(
    list_plan: ListPlan,
) -> None:
    later = line(shares_issued_on="2002-02-04")
    assert list_plan.take(list_text(line(), later), shares="500").state == ListState.STAGED
    other = line(shares_issued_on="2002-02-05", registration_1="Birch Fund LP")
    listed = list_plan.take(list_text(line(), later, other), shares="500")
    assert [(each.line, each.code) for each in listed.rejects.all()] == [(4, "LIST_ACCOUNT_DIFFERS")]


@pytest.mark.row("R-3a-5", "R-3a-6")
def test_a_list_as_of_another_instant_than_the_noticed_one_is_refused_and_writes_nothing(
    list_plan: ListPlan,
) -> None:
    notice = list_plan.certify(shares="250", holders=1, as_of=DISTRIBUTION + timedelta(hours=1))
    with pytest.raises(RefusedByGround) as refused:
        list_plan.take(list_text(line()), notice=notice)
    assert refused.value.code == "LIST_AS_OF_MISMATCH"
    assert not HolderList.objects.exists()


@pytest.mark.row("R-5b-1")
def test_no_list_is_read_before_the_distribution_date_is_noticed(list_plan: ListPlan) -> None:
    notice = list_plan.certify(shares="250", holders=1)
    list_plan.agreement.separation_state = "ATTACHED"
    with pytest.raises(RefusedByGround, match=r"3\(a\)") as refused:
        list_plan.take(list_text(line()), notice=notice)
    assert refused.value.code == "RIGHTS_NOT_SEPARATED"


def test_a_certificate_that_nobody_accepted_carries_no_list(list_plan: ListPlan) -> None:
    notice = list_plan.certify(shares="250", holders=1, state=NoticeState.AUTHENTICATED)
    with pytest.raises(RefusedByGround) as refused:
        list_plan.take(list_text(line()), notice=notice)
    assert refused.value.code == "LIST_NOT_CERTIFIED"


@pytest.mark.row("R-3a-8", "R-14a-1")
def test_fractions_of_shares_are_ordinary_to_six_decimals(list_plan: ListPlan) -> None:
    listed = list_plan.take(list_text(line(common_shares="0.000001")), shares="0.000001")
    assert (listed.state, listed.rows.get().shares_millionths) == ("STAGED", 1)


@pytest.mark.row("R-3a-8")
def test_a_plan_may_refuse_fractions_of_shares(list_plan: ListPlan) -> None:
    list_plan.decide("fractional_shares_on_list", reading="REFUSED")
    whole, broken = line(common_shares="250.000000"), line(account="A2", common_shares="1.5")
    listed = list_plan.take(list_text(whole, broken))
    assert [(each.line, each.code) for each in listed.rejects.all()] == [(3, "FRACTIONAL_SHARES_REFUSED")]


def accepted(list_plan: ListPlan, listed: HolderList) -> HolderList:
    approval = request_acceptance(listed, maker=list_plan.maker, at=AT)
    approvals.approve(approval.request_hash, approver=list_plan.approver, at=AT)
    listed.refresh_from_db()
    return listed


@pytest.mark.row("R-3a-6")
def test_two_people_accept_the_very_rows_that_were_requested(list_plan: ListPlan) -> None:
    listed = accepted(list_plan, list_plan.take(TWO, shares="1000", holders=2))
    assert listed.state == ListState.ACCEPTED
    assert listed.content_hash == content_hash(listed)
    assert listed.acceptance.consumed_at is not None


def test_nobody_accepts_the_list_of_one_s_own_request(list_plan: ListPlan) -> None:
    listed = list_plan.take(TWO, shares="1000", holders=2)
    approval = request_acceptance(listed, maker=list_plan.approver, at=AT)
    with pytest.raises(Conflict):
        approvals.approve(approval.request_hash, approver=list_plan.approver, at=AT)
    listed.refresh_from_db()
    assert listed.state == ListState.STAGED


@pytest.mark.row("R-3a-6")
def test_a_list_with_rejects_cannot_be_put_to_acceptance(list_plan: ListPlan) -> None:
    listed = list_plan.take(list_text(line(), line(account="A2", city="")))
    assert [found["code"] for found in listed.grounds][:2] == ["LIST_ROW_INVALID", "LIST_HAS_REJECTS"]
    assert listed.grounds[0]["message"].startswith("Row 3: ")
    with pytest.raises(RefusedByGround) as refused:
        request_acceptance(listed, maker=list_plan.maker, at=AT)
    assert refused.value.code == "LIST_HAS_REJECTS"


@pytest.mark.row("R-3a-6")
def test_a_list_out_of_balance_cannot_be_put_to_acceptance(list_plan: ListPlan) -> None:
    listed = list_plan.take(list_text(line()), shares="251")
    with pytest.raises(ListDoesNotReconcile, match="difference of -1") as refused:
        request_acceptance(listed, maker=list_plan.maker, at=AT)
    assert refused.value.code == "LIST_OUT_OF_BALANCE"


def test_a_later_list_supersedes_the_one_accepted_before(list_plan: ListPlan) -> None:
    first = accepted(list_plan, list_plan.take(TWO, shares="1000", holders=2))
    second = accepted(list_plan, list_plan.take(list_text(line())))
    first.refresh_from_db()
    assert (first.state, second.state) == (ListState.SUPERSEDED, ListState.ACCEPTED)


def test_an_approval_does_not_serve_a_list_that_was_superseded_meanwhile(list_plan: ListPlan) -> None:
    first, second = list_plan.take(TWO, shares="1000", holders=2), list_plan.take(list_text(line()))
    approval = request_acceptance(first, maker=list_plan.maker, at=AT)
    accepted(list_plan, second)
    with pytest.raises(Conflict) as refused:
        perform_acceptance(approval, at=AT)
    assert refused.value.code == "LIST_MOVE_NOT_ALLOWED"


INSERT = (
    f"INSERT INTO holder_list_row ({COPY_COLUMNS}) SELECT holder_list_id, 99, 'NEW', registration,"
    " registration_commitment, address, city, region, postal_code, country, account_type, email,"
    " NULL, NULL, '', NULL, 1 FROM holder_list_row WHERE line = 2"
)
FORBIDDEN = {
    "a row is added": INSERT,
    "a row is changed": "UPDATE holder_list_row SET shares_millionths = 1",
    "a row is removed": "DELETE FROM holder_list_row",
    "a total is changed": "UPDATE registry_holderlist SET shares_millionths = 1",
    "a list is removed": "DELETE FROM registry_holderlist",
    "a state is turned back": "UPDATE registry_holderlist SET state = 'REJECTED'",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_an_accepted_list_is_immutable_in_the_database(list_plan: ListPlan, statement: str) -> None:
    listed = accepted(list_plan, list_plan.take(TWO, shares="1000", holders=2))
    before = content_hash(listed)
    with (
        pytest.raises(DatabaseError, match="LIST_IMMUTABLE"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert content_hash(listed) == before


def test_a_list_that_waits_takes_no_further_row(list_plan: ListPlan) -> None:
    list_plan.take(list_text(line()))
    with (
        pytest.raises(DatabaseError, match="LIST_IMMUTABLE"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSERT)


BEGUN = (
    "INSERT INTO registry_holderlist SELECT (jsonb_populate_record(NULL::registry_holderlist,"
    " to_jsonb(listed) || jsonb_build_object('id', 999) || '{}'::jsonb)).* FROM registry_holderlist listed"
)
UNREAD = {
    "state": "STAGED", "document_id": None, "acceptance_id": None, "content_hash": "", "row_count": 0,
    "reject_count": 0, "account_count": 0, "shares_millionths": 0,
}  # fmt: skip


def begin(parts: dict[str, Any]) -> None:
    """Write a list down by hand, like the one on file but for some parts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BEGUN.replace("'{}'", "%s"), [json.dumps(parts)])


@pytest.mark.parametrize("part", UNREAD)
def test_a_list_that_no_file_was_read_for_is_not_written_down(list_plan: ListPlan, part: str) -> None:
    listed = accepted(list_plan, list_plan.take(TWO, shares="1000", holders=2))
    had = HolderList.objects.filter(pk=listed.pk).values(part).get()[part]
    begun = UNREAD | {part: 1 if part == "reject_count" else had}
    with pytest.raises(DatabaseError, match="LIST_IMMUTABLE"):
        begin(json.loads(json.dumps(begun, default=int)))
    begin(UNREAD)
    assert HolderList.objects.get(pk=999).state == ListState.STAGED


@pytest.mark.parametrize(
    "change",
    [
        "acceptance_id = (SELECT max(id) FROM registry_approval)",
        "content_hash = 'a'",
        "state = 'SUPERSEDED'",
        "state = 'REJECTED'",
    ],
)
def test_a_list_still_unread_is_neither_accepted_nor_ended(list_plan: ListPlan, change: str) -> None:
    accepted(list_plan, list_plan.take(TWO, shares="1000", holders=2))
    begin(UNREAD)
    with (
        pytest.raises(DatabaseError, match="LIST_IMMUTABLE"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE registry_holderlist SET {change} WHERE id = 999")


def test_no_state_but_acceptance_by_two_people_makes_a_list_accepted(list_plan: ListPlan) -> None:
    listed = list_plan.take(list_text(line()), shares="251")
    with pytest.raises(DatabaseError), transaction.atomic():
        HolderList.objects.filter(pk=listed.pk).update(state=ListState.ACCEPTED)


def test_the_rejects_come_as_lines_that_no_spreadsheet_runs(list_plan: ListPlan) -> None:
    bad = [line(account=f"=B{number}", common_shares="250") for number in range(60)]
    listed = list_plan.take(list_text(*bad))
    lines = list(selectors.reject_lines(listed))
    assert (len(lines), lines[0].value) == (60, "'=B0")
    totals = selectors.totals(listed)
    assert totals.certified_shares - totals.shares == 250


def test_a_refused_file_leaves_neither_rows_nor_rejects_nor_documents(list_plan: ListPlan) -> None:
    notice, filed = list_plan.certify(shares="250", holders=1), Document.objects.count()
    with pytest.raises(InvalidRequest, match="UTF-8"):
        list_plan.take(list_text(line()).encode() + b"\xff\xfe\n", notice=notice)
    for model in (HolderList, HolderListRow, HolderListReject):
        assert not model.objects.exists()
    assert Document.objects.count() == filed
    assert not (list_plan.folder / "files").exists()
