"""Supplementary issues: only the differences of an amended list, fractions put together, marks carried on."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from agreement.errors import RightsError
from certificates.services import print_runs
from registry.models import (
    Approval,
    CashInLieu,
    Job,
    LotTaint,
    NoticeDue,
    NumberCounter,
    RegisteredHolder,
    RightsCertificate,
    TermsVersion,
)
from registry.selectors.register import control_total
from registry.services import books, openings
from registry.verifier import verify
from tests.books.books import Plan
from tests.conftest import owner_rights
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
)

pytestmark = pytest.mark.django_db

LATER = date(2002, 5, 1)


@pytest.mark.row("R-3a-6")
def test_a_supplementary_issue_posts_only_the_differences(plan: Plan) -> None:
    first = accept_list(plan, [listed("A", 600), listed("B", 400)])
    open_from(plan, first)
    amended = accept_list(
        plan, [listed("A", 600), listed("B", 450), listed("B", 10, LATER), listed("C", 30)], amends=first
    )
    posted = open_from(plan, amended)
    assert posted.entry is not None
    assert (posted.entry.kind, posted.entry.rights_created, posted.is_supplementary) == ("ISSUE", 90, True)
    assert list(
        RightsCertificate.objects.filter(issued_by=posted.entry)
        .order_by("number")
        .values_list("number", "holder__account", "rights", "dated")
    ) == [(3, "B", 50, RECORD_DATE), (4, "B", 10, LATER), (5, "C", 30, RECORD_DATE)]
    assert RegisteredHolder.objects.count() == 3
    total = control_total(plan.agreement)
    assert (total.authorised, total.live, total.record_difference) == (1090, 1090, 0)


def fractions_in_force(plan: Plan) -> dict[str, Fraction]:
    """What waits for money, by account."""
    waiting = CashInLieu.objects.filter(agreement=plan.agreement, superseded_by=None).select_related("holder")
    return {
        cash.holder.account: Fraction(cash.fraction_numerator, cash.fraction_denominator) for cash in waiting
    }


@pytest.mark.row("R-14a-1", "R-3a-8")
def test_14a_what_the_earlier_shares_left_over_makes_whole_rights_with_the_later_ones() -> None:
    plan = make_opening_plan(ratio="1/2")
    plan.attach(505)
    separate(plan)
    first = accept_list(plan, [listed("A", 401), listed("B", 301), listed("C", "308")])
    open_from(plan, first)
    assert fractions_in_force(plan) == {"A": Fraction(1, 2), "B": Fraction(1, 2)}
    before = list(CashInLieu.objects.order_by("pk").values_list("pk", flat=True))

    amended = accept_list(
        plan, [listed("A", 402), listed("B", "301.5"), listed("C", "308"), listed("D", "3")], amends=first
    )
    opening = openings.preview_opening(amended, maker=plan.maker, at=plan.tick())
    assert (opening.preview["whole_rights"], opening.preview["fraction_sum"]) == (2, "1.25")
    assert opening.preview["fraction_sum_carried"] == "1"
    posted = open_from(plan, amended)
    assert list(
        RightsCertificate.objects.filter(issued_by=posted.entry).values_list("holder__account", "rights")
    ) == [("A", 1), ("D", 1)]
    assert fractions_in_force(plan) == {"B": Fraction(3, 4), "D": Fraction(1, 2)}
    superseded = CashInLieu.objects.filter(superseded_by=posted.entry).order_by("pk")
    assert list(superseded.values_list("pk", flat=True)) == before
    whole = sum(RightsCertificate.objects.values_list("rights", flat=True))
    assert whole + sum(fractions_in_force(plan).values()) == Fraction("1014.5") / 2
    assert control_total(plan.agreement).fractions == 2
    assert verify().findings == []


def numbers_given(plan: Plan) -> dict[str, int]:
    """The last number of each kind that the plan gave."""
    return dict(NumberCounter.objects.filter(agreement=plan.agreement).values_list("kind", "last_number"))


@pytest.mark.row("R-3a-8")
def test_14a_a_supplement_of_fractions_alone_is_posted_and_moves_no_right() -> None:
    plan = make_opening_plan(ratio="1/2")
    plan.attach(351)
    separate(plan)
    first = accept_list(plan, [listed("A", 401), listed("B", 301)])
    open_from(plan, first)
    before, given, due = control_total(plan.agreement), numbers_given(plan), NoticeDue.objects.count()

    amended = accept_list(plan, [listed("A", "401.5"), listed("B", 301), listed("D", "0.5")], amends=first)
    opening = openings.preview_opening(amended, maker=plan.maker, at=plan.tick())
    shown = opening.preview
    assert (shown["whole_rights"], shown["certificates"], shown["accounts"]) == (0, 0, 2)
    assert (shown["first_certificate"], shown["last_certificate"]) == (None, None)
    assert (shown["fractions"], shown["fraction_sum"], shown["fraction_sum_carried"]) == (2, "1", "0.5")
    assert (shown["by_date"], shown["by_class"]) == ([], [])
    assert "3/4" in [sample["fraction"] for sample in shown["samples"]]

    posted = open_from(plan, amended)
    assert posted.entry is not None
    assert posted.approval is not None
    assert "no certificate, fractions of 2 accounts, together 1 Rights, in cash" in posted.approval.summary
    assert (posted.entry.kind, posted.entry.rights_created, posted.entry.rights_opened) == ("ISSUE", 0, 0)
    assert fractions_in_force(plan) == {"A": Fraction(3, 4), "B": Fraction(1, 2), "D": Fraction(1, 4)}
    after = control_total(plan.agreement)
    assert (after.authorised, after.live, after.retired_by_kind) == (
        before.authorised,
        before.live,
        before.retired_by_kind,
    )
    assert (before.authorised, before.live, before.retired_by_kind) == (351, 350, (("FRACTION_CASHED", 1),))
    assert numbers_given(plan)["CERTIFICATE"] == given["CERTIFICATE"] == 2
    assert NoticeDue.objects.count() == due
    index = Job.objects.filter(kind="search_index").latest("pk")
    assert index.chunks.latest("pk").last_item == RegisteredHolder.objects.get(account="D").pk
    with pytest.raises(RightsError) as refusal:
        print_runs.lock_run(plan.agreement, entries=[posted.entry], maker=plan.maker, at=plan.tick())
    assert refusal.value.code == "PRINT_RUN_NOT_READY"
    assert "it issued no certificate to print" in str(refusal.value)
    assert verify().findings == []

    # The next quarter of a Right makes a whole one of it, under the next number.
    third = [listed("A", 402), listed("B", 301), listed("D", "0.5")]
    made = open_from(plan, accept_list(plan, third, amends=amended))
    issued = RightsCertificate.objects.filter(issued_by=made.entry)
    assert list(issued.values_list("number", "holder__account", "rights")) == [(3, "A", 1)]
    assert fractions_in_force(plan) == {"B": Fraction(1, 2), "D": Fraction(1, 4)}
    assert verify().findings == []


def test_a_supplement_of_fractions_alone_is_shown_without_numbers(client: Client) -> None:
    plan = make_opening_plan(ratio="1/2")
    plan.attach(1)
    separate(plan)
    first = accept_list(plan, [listed("A", 2)])
    open_from(plan, first)
    amended = accept_list(plan, [listed("A", "2.5")], amends=first)
    opening = openings.preview_opening(amended, maker=plan.maker, at=plan.tick())
    client.force_login(plan.maker)
    page = client.get(reverse("opening", args=[plan.agreement.code, opening.pk])).content.decode()
    assert "accounts with a fraction, paid in cash" in page
    assert "<dt>First number</dt><dd>no certificate</dd>" in page
    assert "Rights attached until now" not in page
    assert "Certificates by the date they bear" not in page
    open_from(plan, amended)
    runs = client.get(reverse("print_runs", args=[plan.agreement.code])).content.decode()
    assert "<li>Entry 2, " in runs
    assert "Entry 3" not in runs


def test_books_open_from_a_list_that_makes_fractions_alone() -> None:
    plan = make_opening_plan(ratio="1/2")
    plan.attach(1)
    separate(plan)
    first = accept_list(plan, [listed("A", 1), listed("B", 1)])
    posted = open_from(plan, first)
    assert posted.entry is not None
    assert (posted.entry.kind, posted.entry.rights_closed, posted.entry.rights_opened) == ("OPEN", 1, 0)
    assert fractions_in_force(plan) == {"A": Fraction(1, 2), "B": Fraction(1, 2)}
    assert control_total(plan.agreement).retired_by_kind == (("FRACTION_CASHED", 1),)
    assert verify().findings == []


def change_ratio(plan: Plan, ratio: str) -> None:
    """Terms with another number of Rights for a share, known from now on."""
    earlier = TermsVersion.objects.filter(agreement=plan.agreement).order_by("version").last()
    assert earlier is not None
    text = re.sub(r'rights_per_share = "[^"]*"', f'rights_per_share = "{ratio}"', earlier.file_text)
    TermsVersion.objects.create(
        agreement=plan.agreement,
        version=earlier.version + 1,
        effective_from=plan.tick(),
        known_from=plan.at,
        recorded_at=plan.at,
        file_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


@pytest.mark.row("R-3a-8")
def test_14a_a_fraction_left_under_another_ratio_makes_whole_rights_too() -> None:
    plan = make_opening_plan(ratio="1/2")
    plan.attach(351)
    separate(plan)
    first = accept_list(plan, [listed("A", 401), listed("B", 301)])
    open_from(plan, first)
    change_ratio(plan, "1/3")
    second = accept_list(plan, [listed("A", 403), listed("B", 302)], amends=first)
    posted = open_from(plan, second)
    issued = RightsCertificate.objects.filter(issued_by=posted.entry)
    assert list(issued.values_list("holder__account", "rights")) == [("A", 1)]  # 1/2 + 2/3
    assert fractions_in_force(plan) == {"A": Fraction(1, 6), "B": Fraction(5, 6)}
    assert verify().findings == []
    posted = open_from(plan, accept_list(plan, [listed("A", 403), listed("B", "302.5")], amends=second))
    assert fractions_in_force(plan) == {"A": Fraction(1, 6)}
    assert verify().findings == []
    # What is due of several ratios is counted by the verifier as well.
    with owner_rights(connection) as cursor:
        cursor.execute(
            "UPDATE cash_in_lieu SET fraction_numerator = fraction_numerator + 1 WHERE id ="
            " (SELECT max(id) FROM cash_in_lieu WHERE superseded_by_id IS NULL)"
        )
    assert [finding.column for finding in verify().findings] == ["fraction_numerator"]


def test_fractions_too_fine_to_be_counted_together_are_refused() -> None:
    plan = make_opening_plan(ratio="1/999983")
    plan.attach(1)
    separate(plan)
    first = accept_list(plan, [listed("A", 1), listed("B", 999_982)])
    open_from(plan, first)
    change_ratio(plan, "1/999979")
    second = accept_list(plan, [listed("A", 2), listed("B", 999_982)], amends=first)
    open_from(plan, second)
    change_ratio(plan, "1/999961")
    error = refused(plan, accept_list(plan, [listed("A", 3), listed("B", 999_982)], amends=second))
    assert codes(error) == ["RATIO_TOO_FINE"]


@pytest.mark.row("R-14a-1")
def test_14a_a_fraction_that_was_funded_is_settled_and_makes_no_whole_right() -> None:
    plan = make_opening_plan(ratio="1/2")
    plan.attach(201)
    separate(plan)
    first = accept_list(plan, [listed("A", 401), listed("B", 1)])
    open_from(plan, first)
    CashInLieu.objects.filter(holder__account="A").update(state="FUNDED")
    open_from(plan, accept_list(plan, [listed("A", 402), listed("B", 2)], amends=first))
    issued = RightsCertificate.objects.order_by("number").values_list("holder__account", "rights")
    assert list(issued) == [("A", 200), ("B", 1)]
    halves = CashInLieu.objects.filter(superseded_by=None).values_list("holder__account", "state")
    assert sorted(halves) == [("A", "COMPUTED"), ("A", "FUNDED")]
    assert verify().findings == []


@pytest.mark.row("R-7e-9", "R-4b-1")
def test_later_rights_of_a_whole_account_are_marked_and_those_named_by_number_up_to_it(plan: Plan) -> None:
    name_persons(
        plan,
        {"account": "NOMINEE", "taint_class": "I", "rights": 240},
        {"account": "OAK", "taint_class": "I"},
    )
    first = accept_list(plan, [listed("NOMINEE", 300), listed("OAK", 600), listed("Z", 100)])
    open_from(plan, first)
    # Since then the Company has named 50 Rights of Z, and 30 more of the nominee, of another class.
    name_persons(
        plan,
        {"account": "NOMINEE", "taint_class": "III_A", "rights": 30},
        {"account": "Z", "taint_class": "I", "rights": 50},
    )
    rows = [listed("NOMINEE", 320), listed("OAK", 640), listed("Z", 160)]
    second = accept_list(plan, rows, amends=first)
    open_from(plan, second)
    marked = LotTaint.objects.values_list("lot__holder__account", "taint_class").annotate(
        rights=Sum("lot__rights")
    )
    assert sorted(marked.order_by()) == [
        ("NOMINEE", "I", 240),  # as named, and not more
        ("NOMINEE", "III_A", 20),  # all that was added, towards the 30
        ("OAK", "I", 640),  # the whole account, for good
        ("Z", "I", 50),
    ]
    rows = [listed("NOMINEE", 350), listed("OAK", 641), listed("Z", 170)]
    open_from(plan, accept_list(plan, rows, amends=second))
    assert sorted(marked.order_by()) == [
        ("NOMINEE", "I", 240),
        ("NOMINEE", "III_A", 30),
        ("OAK", "I", 641),
        ("Z", "I", 50),
    ]
    assert verify().findings == []


@pytest.mark.row("R-3a-6")
def test_a_supplement_that_takes_rights_away_or_renames_is_refused(plan: Plan) -> None:
    first = accept_list(plan, [listed("A", 600), listed("B", 400)])
    open_from(plan, first)
    amended = accept_list(plan, [listed("A", 700, name="Somebody else"), listed("C", 300)], amends=first)
    error = refused(plan, amended)
    assert codes(error) == ["SUPPLEMENT_REDUCES_HOLDING", "SUPPLEMENT_CHANGES_REGISTRATION"]
    assert "account B 0 Rights dated" in str(error)
    assert "formerly 400" in str(error)


def test_shares_that_an_amended_list_moves_to_another_date_are_told_by_that_date(plan: Plan) -> None:
    first = accept_list(plan, [listed("A", 600), listed("B", 400)])
    open_from(plan, first)
    rows = [listed("A", 500), listed("A", 100, date(2001, 3, 1)), listed("B", 400)]
    error = refused(plan, accept_list(plan, rows, amends=first))
    assert codes(error) == ["SUPPLEMENT_REDUCES_HOLDING"]
    assert f"account A 500 Rights dated {RECORD_DATE}, formerly 600" in str(error)


@pytest.mark.row("R-3a-6")
def test_the_door_itself_refuses_a_supplement_for_an_account_of_another_name(plan: Plan) -> None:
    first = accept_list(plan, [listed("A", 1000)])
    open_from(plan, first)
    shown = openings.preview_opening(
        accept_list(plan, [listed("A", 1100)], amends=first), maker=plan.maker, at=plan.tick()
    )
    renaming = accept_list(plan, [listed("A", 1100, name="Somebody else")], amends=first)
    request = shown.request | {
        "holder_list": renaming.pk,
        "content_hash": renaming.content_hash,
        "document": renaming.document_id,
    }
    approval = Approval.objects.get(pk=plan.approved(request, kind="OPEN_BOOKS"))
    with pytest.raises(RightsError) as refusal:
        books.open_books(approval, request, at=plan.tick())
    assert refusal.value.code == "SUPPLEMENT_CHANGES_REGISTRATION"


def test_a_supplement_must_amend_the_list_opened_last_and_add_something(plan: Plan) -> None:
    other = accept_list(plan, [listed("A", 1000)])
    assert codes(refused(plan, accept_list(plan, [listed("A", 1001)], amends=other))) == ["BOOKS_NOT_OPEN"]
    first = accept_list(plan, [listed("A", 1000)])
    open_from(plan, first)
    assert codes(refused(plan, accept_list(plan, [listed("A", 1001)], amends=other))) == [
        "LIST_AMENDS_ANOTHER"
    ]
    assert codes(refused(plan, accept_list(plan, [listed("A", 1000)], amends=first))) == ["NOTHING_TO_ISSUE"]
