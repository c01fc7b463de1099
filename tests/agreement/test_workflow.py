"""Tables of moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement import workflow as w
from agreement.errors import Conflict


@pytest.mark.parametrize("table", w.TABLES, ids=lambda table: table.subject)
def test_every_status_of_a_table_is_reached_from_its_start(table: w.MoveTable) -> None:
    start = table.starts_at
    reached, waiting = {start}, [start]
    while waiting:
        status = waiting.pop()
        for event in w.events_from(table, status):
            following = w.move(table, status, event)
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    assert reached == set(type(start))


@given(
    table=st.sampled_from(w.TABLES),
    event=st.sampled_from(sorted({event for table in w.TABLES for _, event in table.moves})),
    data=st.data(),
)
def test_a_move_outside_the_table_is_a_conflict_that_names_the_possible_ones(
    table: w.MoveTable, event: str, data: st.DataObject
) -> None:
    status = data.draw(st.sampled_from(list(type(table.starts_at))))
    if (status, event) in table.moves:
        assert w.move(table, status.value, event) is table.moves[(status, event)]
        return
    with pytest.raises(Conflict) as refused:
        w.move(table, status, event)
    assert refused.value.citation
    assert all(possible in refused.value.cure for possible in w.events_from(table, status))


@pytest.mark.row("R-3a-1", "R-3a-3", "R-5b-1")
def test_the_plan_separates_by_notice_and_opens_by_list_and_never_by_a_clock() -> None:
    attached = w.SeparationStatus.ATTACHED
    pending = w.move(w.SEPARATION, attached, "distribution_date_notice_applied")
    assert pending is w.SeparationStatus.SEPARATED_PENDING_LIST
    assert w.move(w.SEPARATION, pending, "books_opened") is w.SeparationStatus.BOOKS_OPEN
    assert w.events_from(w.SEPARATION, attached) == ("distribution_date_notice_applied",)
    with pytest.raises(Conflict):
        w.move(w.SEPARATION, attached, "books_opened")


@pytest.mark.row("R-5a-3", "R-3a-9")
def test_a_certificate_is_executed_before_it_is_countersigned_and_countersigned_before_it_is_issued() -> None:
    with pytest.raises(Conflict):
        w.move(w.CERTIFICATE, "PRINTED", "countersigned")
    with pytest.raises(Conflict):
        w.move(w.CERTIFICATE, "EXECUTED", "issued")
    status: w.CertificateStatus | str = "PRINTED"
    for event in ("executed", "countersigned", "issued"):
        status = w.move(w.CERTIFICATE, status, event)
    assert status == "ISSUED"


@pytest.mark.row("R-8-1", "R-8-4")
def test_a_surrendered_certificate_is_cancelled_and_then_delivered_to_the_company() -> None:
    cancelled = w.move(w.CERTIFICATE, "SURRENDERED", "cancelled")
    assert w.move(w.CERTIFICATE, cancelled, "delivered_to_company") == "DELIVERED_TO_COMPANY"
    assert w.is_end(w.CERTIFICATE, "DELIVERED_TO_COMPANY")
    kept = w.move(w.CERTIFICATE, cancelled, "kept_for_company")
    assert kept == "KEPT_FOR_COMPANY"
    assert w.move(w.CERTIFICATE, kept, "delivered_to_company") == "DELIVERED_TO_COMPANY"
    assert w.is_end(w.CERTIFICATE, "SPOILED")


def test_a_run_is_aborted_only_before_it_is_printed() -> None:
    assert w.move(w.PRINT_RUN, "PROOFED", "aborted") == "ABORTED"
    with pytest.raises(Conflict):
        w.move(w.PRINT_RUN, "PRINTED", "aborted")


@pytest.mark.row("R-20g-3")
def test_an_instruction_that_comes_before_the_action_prevails_over_a_deemed_authority() -> None:
    deemed = w.move(w.APPLICATION, "RECEIVED_BY_OFFICER", "found_unanswered")
    assert w.move(w.APPLICATION, deemed, "answered") == "ANSWERED"
    with pytest.raises(Conflict):
        w.move(w.APPLICATION, "SENT", "found_unanswered")


def test_a_queried_notice_is_never_rejected_for_its_substance() -> None:
    assert set(w.events_from(w.NOTICE, "QUERIED")) == {"accepted", "superseded"}
    assert w.events_from(w.NOTICE, "ACCEPTED") == ("applied", "superseded")


@pytest.mark.row("R-18b-1")
def test_an_applied_notice_is_only_ever_replaced() -> None:
    assert w.events_from(w.NOTICE, "APPLIED") == ("superseded",)
    assert w.is_end(w.NOTICE, "SUPERSEDED")


@pytest.mark.row("R-0-2")
def test_nothing_separates_that_was_not_attached() -> None:
    # A predecessor's open books are taken on whole: its Rights had separated before.
    assert w.events_from(w.SEPARATION, "DECLARED") == ("record_date_count_certified", "books_taken_on")
    with pytest.raises(Conflict):
        w.move(w.SEPARATION, "DECLARED", "distribution_date_notice_applied")
