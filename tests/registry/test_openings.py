"""Opening the registration books: what is issued, what is refused, and that a refusal leaves no trace."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from agreement.errors import Conflict, RightsError
from registry.models import (
    Approval,
    BookEntry,
    CashInLieu,
    CertificateEvent,
    InformationRequest,
    Job,
    Lot,
    LotTaint,
    NoticeDue,
    RightsCertificate,
)
from registry.selectors.register import control_total
from registry.services import approvals, holder_lists, openings
from registry.verifier import verify
from tests.books.books import SEPARATION, Plan
from tests.registry.opened import (
    RECORD_DATE,
    accept_list,
    codes,
    listed,
    make_opening_plan,
    name_persons,
    open_from,
    refused,
    separate,
    stage_list,
    traces,
)

pytestmark = pytest.mark.django_db

LATER = date(2002, 5, 1)


@pytest.mark.row("R-3a-7", "R-3a-11", "R-5b-1")
def test_opening_turns_attached_rights_into_certificates_of_record_holders(plan: Plan) -> None:
    holder_list = accept_list(plan, [listed("A", 600), listed("B", 400)])
    posted = open_from(plan, holder_list)

    assert posted.state == "POSTED"
    assert posted.entry is not None
    assert (posted.entry.kind, posted.entry.section, posted.entry.effective_at) == (
        "OPEN",
        "3(a)",
        SEPARATION,
    )
    assert sorted(RightsCertificate.objects.values_list("number", "holder__account", "rights")) == [
        (1, "A", 600),
        (2, "B", 400),
    ]
    assert control_total(plan.agreement).record_difference == 0
    assert control_total(plan.agreement).live == 1000
    plan.agreement.refresh_from_db()
    holder_list.refresh_from_db()
    assert (plan.agreement.separation_state, holder_list.state) == ("BOOKS_OPEN", "OPENED")
    assert plan.agreement.books_opened_at is not None
    assert not Lot.objects.filter(holder=None, closed_by=None).exists()


@pytest.mark.row("R-3a-11")
def test_every_lot_stems_from_attached_rights_even_across_the_end_of_an_attached_lot(plan: Plan) -> None:
    open_from(plan, accept_list(plan, [listed("A", 600), listed("B", 400)]))
    parts = Lot.objects.filter(holder__isnull=False).order_by("holder__account", "parent_id")
    assert list(parts.values_list("holder__account", "rights", "parent__rights")) == [
        ("A", 600, 700),
        ("B", 100, 700),
        ("B", 300, 300),
    ]


@pytest.mark.row("R-3a-8", "R-14a-1")
def test_fractions_are_paid_in_cash_and_leave_the_books_with_the_opening() -> None:
    plan = make_opening_plan(ratio="105263/100000")
    plan.attach(526)
    separate(plan)
    open_from(plan, accept_list(plan, [listed("A", "250"), listed("B", "249.7"), listed("C", "0.3")]))

    whole = dict(RightsCertificate.objects.values_list("holder__account", "rights"))
    assert whole == {"A": 263, "B": 262}
    fractions = {
        cash.holder.account: Fraction(cash.fraction_numerator, cash.fraction_denominator)
        for cash in CashInLieu.objects.select_related("holder")
    }
    assert fractions["A"] == Fraction("0.1575")
    assert sum(whole.values()) + sum(fractions.values()) == 500 * Fraction("1.05263")
    total = control_total(plan.agreement)
    assert (total.live, total.retired_by_kind, total.record_difference) == (525, (("FRACTION_CASHED", 1),), 0)


@pytest.mark.row("R-4a-3")
def test_shares_of_a_later_issue_get_a_certificate_of_their_own_date(plan: Plan) -> None:
    open_from(plan, accept_list(plan, [listed("A", 200), listed("A", 50, LATER), listed("B", 750)]))
    assert list(
        RightsCertificate.objects.order_by("number").values_list("holder__account", "dated", "rights")
    ) == [
        ("A", RECORD_DATE, 200),
        ("A", LATER, 50),
        ("B", RECORD_DATE, 750),
    ]


@pytest.mark.row("R-4a-3")
def test_one_date_serves_all_certificates_where_the_company_approved_it() -> None:
    plan = make_opening_plan(readings={"one_certificate_date": "RECORD_DATE_FOR_ALL"})
    plan.attach(250)
    separate(plan)
    open_from(plan, accept_list(plan, [listed("A", 200), listed("A", 50, LATER)]))
    assert list(RightsCertificate.objects.values_list("dated", "rights")) == [(RECORD_DATE, 250)]


@pytest.mark.row("R-4b-1", "R-7e-9")
def test_named_rights_stand_on_certificates_of_their_own_by_quantity(plan: Plan) -> None:
    void_from = SEPARATION
    name_persons(
        plan,
        {"account": "OAK", "taint_class": "I", "void_from": void_from},
        {"account": "NOMINEE", "taint_class": "I", "rights": 240},
    )
    open_from(plan, accept_list(plan, [listed("NOMINEE", 300), listed("OAK", 640), listed("Z", 60)]))

    found = RightsCertificate.objects.order_by("number")
    assert list(found.values_list("holder__account", "rights", "legend_class", "taint_class")) == [
        ("NOMINEE", 60, "GENERAL", ""),
        ("NOMINEE", 240, "NULLITY", "I"),
        ("OAK", 640, "NULLITY", "I"),
        ("Z", 60, "GENERAL", ""),
    ]
    marks = LotTaint.objects.order_by("lot__certificate__number", "lot_id")
    assert Counter(marks.values_list("lot__certificate__number", "void_from")) == {
        (2, None): 1,
        (3, void_from): 2,  # the account reaches over the end of the first attached lot
    }


@pytest.mark.row("R-4b-3")
def test_where_the_legend_is_not_feasible_a_stop_with_the_reason_stands_instead(plan: Plan) -> None:
    name_persons(
        plan,
        {
            "account": "OAK",
            "taint_class": "I",
            "legend_feasible": False,
            "not_feasible_reason": "stock printed before the notice",
        },
    )
    open_from(plan, accept_list(plan, [listed("OAK", 600), listed("Z", 400)]))
    oak = RightsCertificate.objects.get(holder__account="OAK")
    stop = CertificateEvent.objects.get()
    assert (oak.legend_class, oak.taint_class) == ("GENERAL", "")
    assert (stop.kind, stop.first_number, stop.reason) == (
        "STOPPED",
        oak.number,
        "stock printed before the notice",
    )
    assert LotTaint.objects.filter(lot__certificate=oak).exists()


@pytest.mark.row("R-4b-1")
def test_a_plan_that_certificates_none_keeps_the_rights_on_the_books_without_paper() -> None:
    plan = make_opening_plan(readings={"restricted_rights_at_issue": "NOT_CERTIFICATED"})
    plan.attach(1000)
    separate(plan)
    name_persons(plan, {"account": "OAK", "taint_class": "I"})
    open_from(plan, accept_list(plan, [listed("OAK", 600), listed("Z", 400)]))
    assert list(RightsCertificate.objects.values_list("holder__account", "number")) == [("Z", 1)]
    lot = Lot.objects.get(holder__account="OAK")
    assert (lot.rights, lot.certificate, lot.taints.get().taint_class) == (600, None, "I")
    assert control_total(plan.agreement).live == 1000


@pytest.mark.row("R-4b-1")
def test_named_rights_without_paper_are_marked_once_each_whatever_their_dates_and_classes() -> None:
    plan = make_opening_plan(readings={"restricted_rights_at_issue": "NOT_CERTIFICATED"})
    plan.attach(350)
    plan.attach(650)
    separate(plan)
    name_persons(
        plan,
        {"account": "OAK", "taint_class": "I", "rights": 320},
        {"account": "OAK", "taint_class": "III_A"},
    )
    name_persons(plan, {"account": "ASH", "taint_class": "I"})
    rows = [listed("ASH", 100), listed("ASH", 100, LATER), listed("OAK", 300), listed("OAK", 100, LATER)]
    open_from(plan, accept_list(plan, [*rows, listed("Z", 400)]))
    marked = Lot.objects.filter(holder__account__in=["ASH", "OAK"])
    assert [lot.taints.count() for lot in marked] == [1] * marked.count()
    held = marked.values_list("holder__account", "taints__taint_class").annotate(rights=Sum("rights"))
    assert sorted(held.order_by()) == [("ASH", "I", 200), ("OAK", "I", 320), ("OAK", "III_A", 80)]
    assert control_total(plan.agreement).record_difference == 0
    assert verify([plan.agreement.code]).findings == []


def test_certificates_are_numbered_in_the_order_of_mailing(plan: Plan) -> None:
    rows = [
        listed("1", 100, postal_code="9", country="US"),
        listed("2", 200, postal_code="10", country="US"),
        listed("3", 300, postal_code="", country="DE"),
        listed("4", 150, postal_code="10", country="US"),
        listed("5", 250, postal_code="1", country="US"),
    ]
    open_from(plan, accept_list(plan, rows))
    assert list(RightsCertificate.objects.order_by("number").values_list("holder__account", flat=True)) == [
        "3",
        "5",
        "2",
        "4",
        "1",
    ]


def test_every_certificate_has_a_code_of_24_hexadecimal_digits_of_its_own(plan: Plan) -> None:
    open_from(plan, accept_list(plan, [listed(f"{n:03}", 10) for n in range(100)]))
    found = set(RightsCertificate.objects.values_list("verification_code", flat=True))
    assert len(found) == 100
    assert all(len(code) == 24 and set(code) <= set("0123456789abcdef") for code in found)


@pytest.mark.row("R-3a-1", "R-3a-4")
def test_nothing_is_issued_before_the_notice_whatever_the_clock_says() -> None:
    plan = make_opening_plan()
    plan.attach(1000)
    plan.at = SEPARATION.replace(year=2004)
    holder_list = accept_list(plan, [listed("A", 1000)])
    error = refused(plan, holder_list)
    assert codes(error) == ["RIGHTS_NOT_SEPARATED"]
    assert error.clause == "3(a)"
    assert error.cure


@pytest.mark.row("R-5b-1", "R-3a-5", "R-3a-6")
def test_all_that_is_missing_is_told_at_once(plan: Plan) -> None:
    holder_list = stage_list(plan, [listed("A", 1000)])
    InformationRequest.objects.create(
        agreement=plan.agreement, question="Which class?", asked_at=plan.at, asked_by=plan.maker
    )
    plan.form.agent_signed_off_at = None
    plan.form.save()
    error = refused(plan, holder_list)
    assert codes(error) == ["LIST_NOT_ACCEPTED", "INFORMATION_OUTSTANDING", "TEMPLATE_NOT_APPROVED"]


@pytest.mark.row("R-3a-11")
def test_a_list_that_makes_other_rights_than_are_attached_is_refused(plan: Plan) -> None:
    error = refused(plan, accept_list(plan, [listed("A", 999)]))
    assert codes(error) == ["ATTACHED_TOTAL_MISMATCH"]


@pytest.mark.row("R-5b-1")
@pytest.mark.parametrize("acceptance", ["of nothing", "of another list", "of other rows", "not used"])
def test_a_list_that_is_only_called_accepted_opens_nothing(plan: Plan, acceptance: str) -> None:
    holder_list = stage_list(plan, [listed("A", 1000)])
    real = holder_lists.request_acceptance(holder_list, maker=plan.maker, at=plan.tick())
    holder_list.refresh_from_db()
    changed = {
        "of nothing": {"act": "ACCEPT_LIST"},
        "of another list": {**real.request, "holder_list": holder_list.pk + 1},
        "of other rows": {**real.request, "content_hash": "0" * 64},
        "not used": {**real.request, "rows": 2},
    }[acceptance]
    false = Approval.objects.get(pk=plan.approved(changed, kind="ACCEPT_LIST"))
    if acceptance != "not used":
        approvals.consume(false, at=plan.tick())
    holder_list.acceptance, holder_list.state = false, "ACCEPTED"
    holder_list.save()
    opening = openings.preview_opening(holder_list, maker=plan.maker, at=plan.tick())
    approval = openings.request_opening(opening, maker=plan.maker, at=plan.tick())
    before = traces()
    with pytest.raises(RightsError) as error:
        approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    assert error.value.code == "LIST_NOT_ACCEPTED"
    assert traces() == before


def test_a_queried_notice_about_the_rights_stops_the_opening(plan: Plan) -> None:
    name_persons(plan, {"account": "A", "taint_class": "I"}, state="QUERIED")
    assert codes(refused(plan, accept_list(plan, [listed("A", 1000)]))) == ["NOTICE_QUERIED"]


@pytest.mark.row("R-7e-9", "R-4b-1")
def test_marks_that_do_not_fit_the_list_are_refused(plan: Plan) -> None:
    name_persons(
        plan,
        {"account": "A", "taint_class": "I", "rights": 1001},
        {"account": "GONE", "taint_class": "I"},
    )
    error = refused(plan, accept_list(plan, [listed("A", 1000)]))
    assert codes(error) == ["NAMED_RIGHTS_EXCEED_HOLDING", "NAMED_ACCOUNT_NOT_LISTED"]


@pytest.mark.row("R-3a-6")
def test_a_second_opening_is_refused(plan: Plan) -> None:
    open_from(plan, accept_list(plan, [listed("A", 1000)]))
    error = refused(plan, accept_list(plan, [listed("A", 1000)]))
    assert "ALREADY_OPENED" in codes(error)


def test_what_changed_since_the_preview_is_refused_and_leaves_no_trace(plan: Plan) -> None:
    holder_list = accept_list(plan, [listed("A", 1000)])
    opening = openings.preview_opening(holder_list, maker=plan.maker, at=plan.tick())
    approval = openings.request_opening(opening, maker=plan.maker, at=plan.tick())
    name_persons(plan, {"account": "A", "taint_class": "I"})
    before = traces()
    with pytest.raises(Conflict) as error:
        approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    assert error.value.code == "PREVIEW_CHANGED"
    assert traces() == before
    approval.refresh_from_db()
    assert approval.approved_at is None


def test_the_maker_of_a_preview_does_not_approve_it(plan: Plan) -> None:
    opening = openings.preview_opening(
        accept_list(plan, [listed("A", 1000)]), maker=plan.maker, at=plan.tick()
    )
    approval = openings.request_opening(opening, maker=plan.maker, at=plan.tick())
    before = traces()
    with pytest.raises(Conflict, match="cannot approve"):
        approvals.approve(approval.request_hash, approver=plan.maker, at=plan.tick())
    assert traces() == before


def test_the_preview_shows_what_is_posted(plan: Plan) -> None:
    name_persons(plan, {"account": "B", "taint_class": "III_A", "rights": 100})
    rows = [listed("A", 200), listed("A", 50, LATER), listed("B", 750, name="A very long name\nas trustee")]
    opening = openings.preview_opening(accept_list(plan, rows), maker=plan.maker, at=plan.tick())
    shown = opening.preview
    assert (shown["accounts"], shown["certificates"], shown["whole_rights"]) == (2, 4, 1000)
    assert (shown["first_certificate"], shown["last_certificate"], shown["difference"]) == (1, 4, "0")
    assert shown["by_date"] == [
        {"dated": "2000-10-23", "certificates": 3, "rights": 950},
        {"dated": "2002-05-01", "certificates": 1, "rights": 50},
    ]
    assert [(line["legend_class"], line["taint_class"], line["rights"]) for line in shown["by_class"]] == [
        ("GENERAL", "", 900),
        ("NULLITY", "III_A", 100),
    ]
    samples = {sample["why"]: sample for sample in shown["samples"]}
    assert samples["first"]["account"] == "A"
    assert samples["largest holding"]["rights"] == 650
    assert samples["longest name"]["registration"] == ["A very long name", "as trustee"]
    assert samples["named in a notice"]["legend_class"] == "NULLITY"


def test_opening_makes_the_certificates_due_for_mailing_and_names_searchable(plan: Plan) -> None:
    posted = open_from(plan, accept_list(plan, [listed("A", 1000)]))
    due = NoticeDue.objects.get()
    assert (due.mailing_kind, due.section, due.entry, due.as_of) == ("M-02", "3(a)", posted.entry, SEPARATION)
    job = Job.objects.get(kind="search_index")
    assert job.state == "RUNNING"
    assert job.chunks.count() == 1


def test_the_command_shows_the_preview_and_the_hash_that_the_second_person_approves(plan: Plan) -> None:
    accept_list(plan, [listed("A", 1000)])
    told = run("open_books", "ALDER", "--request", "--as", plan.maker.username, "--json")
    approval = Approval.objects.get(kind="OPEN_BOOKS")
    assert told["request"]["request"] == approval.request_hash
    assert (told["certificates"], told["whole_rights"], told["difference"]) == (1, 1000, "0")
    assert not BookEntry.objects.filter(kind="OPEN").exists()


def test_the_command_refuses_in_one_sentence_with_section_and_cure(plan: Plan) -> None:
    stage_list(plan, [listed("A", 1000)])
    before = traces()
    with pytest.raises(CommandError) as error:
        run("open_books", "ALDER", "--as", plan.maker.username)
    assert "§3(a)" in str(error.value)
    assert "to cure" in str(error.value)
    assert traces() == before


def run(*words: str) -> dict[str, Any]:
    """Run a command; what it printed as JSON, if it was asked to."""
    out = StringIO()
    call_command(*words, stdout=out)
    return dict(json.loads(out.getvalue())) if "--json" in words else {}
