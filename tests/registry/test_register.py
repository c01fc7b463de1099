"""Reads of the register: pages, filters, statuses, certificates whole, holdings, control book, search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from agreement.errors import RightsError
from registry.models import HolderSearch, Job, JobState, Lot
from registry.selectors.holdings import holdings_as_of
from registry.selectors.register import (
    RegisterFilters,
    certificate_detail,
    control_total,
    register_page,
)
from registry.services.holder_search import run_chunk
from tests.books.books import SEPARATION, Plan
from tests.registry.opened import (
    accept_list,
    listed,
    make_opening_plan,
    name_persons,
    open_from,
    separate,
)

pytestmark = pytest.mark.django_db

Counting = Callable[..., Any]


@pytest.fixture
def plan() -> Plan:
    """Open books: twelve accounts of 10 Rights, and OAK with 880 of which 80 bear the legend and are void."""
    made = make_opening_plan()
    made.attach(1000)
    separate(made)
    name_persons(made, {"account": "OAK", "taint_class": "I", "rights": 80, "void_from": SEPARATION})
    rows = [listed(f"A{number:02}", 10, postal_code=f"{number:05}") for number in range(12)]
    open_from(made, accept_list(made, [*rows, listed("OAK", 880, name="Oak Partners\nas nominee")]))
    return made


def countersign(plan: Plan, first: int, last: int) -> None:
    """A range of numbers countersigned by hand."""
    events = [
        {
            "kind": "COUNTERSIGNED",
            "first": first,
            "last": last,
            "happened_on": "2003-06-22",
            "signatory": plan.signatory.pk,
            "manifest_hash": "0" * 64,
            "reason": "",
        }
    ]
    plan.post(plan.entry("PAPER", "5(a)", events=events))


def record(plan: Plan, kind: str, number: int) -> None:
    """One event of one number."""
    event = {
        "kind": kind,
        "first": number,
        "last": number,
        "happened_on": "2003-06-22",
        "signatory": None,
        "manifest_hash": None,
        "reason": "reported lost",
    }
    plan.post(plan.entry("PAPER", "6(b)", events=[event]))


def statuses(plan: Plan) -> dict[int, str]:
    """Every number with its status."""
    page = register_page(plan.agreement, at=plan.at, size=100)
    return {row.number: row.status for row in page.rows}


def test_a_page_follows_a_number_and_costs_the_same_wherever_it_begins(
    plan: Plan, django_assert_num_queries: Counting
) -> None:
    with django_assert_num_queries(1):
        first = register_page(plan.agreement, at=plan.at, size=5)
        assert [row.holder.account for row in first.rows] == ["A00", "A01", "A02", "A03", "A04"]
    assert first.next_after == 5
    with django_assert_num_queries(1):
        last = register_page(plan.agreement, at=plan.at, after=10, size=5)
    assert [row.number for row in last.rows] == [11, 12, 13, 14]
    assert last.next_after is None


def test_a_register_is_narrowed_by_words_account_number_legend_and_status(plan: Plan) -> None:
    def numbers(**narrowing: Any) -> list[int]:
        page = register_page(plan.agreement, at=plan.at, filters=RegisterFilters(**narrowing))
        return [row.number for row in page.rows]

    assert numbers(words="oak nominee") == [13, 14]
    assert numbers(words="oak nobody") == []
    assert numbers(account="A03") == [4]
    assert numbers(number=7) == [7]
    assert numbers(legend_class="NULLITY") == [14]
    assert numbers(status="VOID") == [14]
    countersign(plan, 1, 12)
    assert numbers(status="NOT_COUNTERSIGNED") == [13]
    record(plan, "STOPPED", 3)
    assert numbers(status="STOPPED") == [3]


def test_words_are_found_by_index_once_the_job_has_made_them(
    plan: Plan, django_assert_num_queries: Counting
) -> None:
    job = Job.objects.get(kind="search_index")
    assert not register_page(plan.agreement, at=plan.at, filters=RegisterFilters("oak")).search_is_ready
    fenced: list[bool] = []
    for chunk in job.chunks.all():
        for _ in range(2):
            run_chunk(job, chunk.first_item, chunk.last_item, fence=lambda: fenced.append(True))
    assert HolderSearch.objects.count() == 13
    assert fenced == [True, True]
    Job.objects.filter(pk=job.pk).update(state=JobState.FINISHED)
    with django_assert_num_queries(2):
        page = register_page(plan.agreement, at=plan.at, filters=RegisterFilters("PARTNERS oak"))
        assert [row.number for row in page.rows] == [13, 14]
    assert page.search_is_ready


@pytest.mark.row("R-5a-3")
def test_a_certificate_is_outstanding_only_when_countersigned(plan: Plan) -> None:
    assert set(statuses(plan).values()) == {"NOT_COUNTERSIGNED", "VOID"}
    countersign(plan, 1, 2)
    found = statuses(plan)
    assert (found[1], found[2], found[3]) == ("OUTSTANDING", "OUTSTANDING", "NOT_COUNTERSIGNED")
    record(plan, "STOPPED", 2)
    assert statuses(plan)[2] == "STOPPED"
    record(plan, "RELEASED", 2)
    assert statuses(plan)[2] == "OUTSTANDING"


def test_a_certificate_whose_rights_moved_on_has_ended(plan: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    plan.post(plan.transfer(lot, plan.holder("NEW")))
    assert statuses(plan)[1] == "SURRENDERED"
    assert statuses(plan)[15] == "NOT_COUNTERSIGNED"


def test_a_certificate_shows_its_lots_their_origin_and_its_history_with_sections(plan: Plan) -> None:
    countersign(plan, 1, 5)
    record(plan, "STOPPED", 2)
    detail = certificate_detail(plan.agreement, number=2, at=plan.at)
    assert detail.status == "STOPPED"
    assert [(lot.rights, lot.parent.rights if lot.parent else None) for lot in detail.lots] == [(10, 1000)]
    assert [(line.entry.section, line.event.kind if line.event else "") for line in detail.history] == [
        ("3(a)", ""),
        ("5(a)", "COUNTERSIGNED"),
        ("6(b)", "STOPPED"),
    ]


def test_a_certificate_of_another_agreement_looks_absent(plan: Plan) -> None:
    other = make_opening_plan("OTHER")
    with pytest.raises(RightsError) as foreign:
        certificate_detail(other.agreement, number=1, at=plan.at)
    with pytest.raises(RightsError) as absent:
        certificate_detail(plan.agreement, number=99, at=plan.at)
    assert foreign.value.code == absent.value.code == "CERTIFICATE_NOT_FOUND"


def test_holdings_are_those_of_the_instant_asked(plan: Plan) -> None:
    opened = plan.at
    lot = Lot.objects.get(certificate__number=1)
    plan.at += timedelta(days=1)
    plan.post(plan.transfer(lot, plan.holder("NEW")))
    before = {held.account: held.rights for held in holdings_as_of(plan.agreement, at=opened)}
    after = {held.account: held.rights for held in holdings_as_of(plan.agreement, at=plan.at)}
    assert (before["A00"], before.get("NEW")) == (10, None)
    assert (after.get("A00"), after["NEW"]) == (None, 10)
    oak = next(held for held in holdings_as_of(plan.agreement, at=plan.at) if held.account == "OAK")
    assert (oak.rights, oak.void_rights) == (880, 80)


def test_the_control_book_equals_the_register(plan: Plan) -> None:
    total = control_total(plan.agreement)
    assert (total.authorised, total.live, total.void, total.valid) == (1000, 1000, 80, 920)
    assert (total.certificates, total.holders, total.record_difference) == (14, 13, 0)
    assert total.head_number == 2


def test_the_status_of_a_number_is_found_through_the_index_of_ranges(plan: Plan) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM certificate_event"
            " WHERE int8range(first_number, last_number, '[]') @> 5::bigint"
        )
        told = "\n".join(line for (line,) in cursor.fetchall())
    assert "event_numbers" in told
