"""The Company's desk: what is needed from it, its Rights, its reserve, papers laid in (§9(a), §20, §26)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from agreement.certification import Answer
from agreement.errors import RightsError
from config.home.chart import HEIGHT, WIDTH, draw_panel
from config.home.company import needed_of
from registry.models import BookEntry, InformalNotice, Notice, NoticeKind
from registry.selectors.agreements import local_day
from registry.selectors.rights_over_time import rights_over_time
from registry.services import company
from registry.verifier import verify
from tests.exercises.delivered import make_counter, pay, posted, receive, reserve
from tests.exercises.order_desk import make_order_desk
from tests.registry.console import Console, open_console, paper
from tests.registry.nullity_scene import OAK, NullityDesk, make_nullity_desk
from tests.registry.presented import Counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    """Certificates of 100 to 103 Rights, countersigned; the books open."""
    return make_counter()


def opened(at: Any, settings: Settings) -> Console:
    """The console, its clock an hour on."""
    plan = at.plan
    settings.DEMO, settings.CLOCK_OFFSET = True, plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def needed(counter: Counter) -> list[tuple[str, str]]:
    """What is needed, each with its section."""
    plan = counter.plan
    return [(one.words, one.section) for one in needed_of(plan.agreement, at=plan.at)]


@pytest.mark.row("R-9a-1", "R-14e-2")
def test_what_the_company_owes_is_listed_and_goes_once_it_came(counter: Counter, settings: Settings) -> None:
    words = dict(needed(counter))
    assert words[
        "Certify how many shares of Series A Participating Preferred Stock are reserved for exercises"
    ] == ("9(a)")
    reserve(counter, "0.050")
    posted(counter)
    [short] = [one for one in needed(counter) if "reserved" in one[0].lower() or one[1] == "9(a)"]
    assert short[1] == "9(a)"
    reserve(counter, "6000")
    assert not [one for one in needed(counter) if one[1] == "9(a)"]
    page = opened(counter, settings).see("company_desk", by="rowan")
    assert "What is needed from you" in page
    assert "Used by posted exercises" in page
    assert "0.03 (0 %)" in page


@pytest.mark.row("R-20g-1", "R-20k-2")
def test_a_held_item_is_asked_of_the_company_and_leads_an_officer_to_its_paper(
    counter: Counter, settings: Settings
) -> None:
    held = receive(counter, 1, first=Answer.YES)
    assert held.state == "HELD_20K"
    console = opened(counter, settings)
    asked = f"Answer in writing whether item {held.number}"
    page = console.see("company_desk", by="rowan")
    assert asked in page
    assert reverse("company_paper", args=[console.code]) in page
    assert asked in console.home(by="rowan")
    for name in ("maker", "ines"):
        seen = console.see("company_desk", by=name)
        assert asked in seen
        assert reverse("company_paper", args=[console.code]) not in seen


def test_a_paper_laid_in_is_kept_shown_to_staff_and_moves_nothing(
    counter: Counter, settings: Settings
) -> None:
    console = opened(counter, settings)
    form = console.see("company_paper", by="rowan", kind="REDEMPTION_ORDERED")
    assert "What it must state" in form
    entries, notices = BookEntry.objects.count(), Notice.objects.count()
    told = {"about": "REDEMPTION_ORDERED", "said": "The Board acted this morning", "document": paper()}
    console.done("company_paper", by="rowan", **told)
    laid = InformalNotice.objects.get()
    assert (laid.channel, laid.document is not None, laid.followed_by) == ("PORTAL_MESSAGE", True, None)
    assert laid.recorded_by.username == "rowan"
    assert (BookEntry.objects.count(), Notice.objects.count()) == (entries, notices)
    assert "Look at what the Company laid in" in console.home()
    assert f"DOC-{laid.document_id}" in console.see("notices")
    assert "Without effect yet" in console.see("company_desk", by="rowan")
    for name in ("maker", "approver", "ines"):
        assert console.post("company_paper", by=name, **told).status_code == 403
    empty = console.refused("company_paper", by="rowan", about="", document=paper())
    assert "Something is missing" in empty
    assert InformalNotice.objects.count() == 1
    assert verify().findings == []


@pytest.mark.refusal("INSTRUCTION_PART_MISSING", "NO_SUPPORTING_DOCUMENT")
def test_only_an_officer_of_the_plan_lays_in_and_only_a_paper(counter: Counter, settings: Settings) -> None:
    rowan = opened(counter, settings).people["rowan"]
    plan = counter.plan

    def refused(**changed: Any) -> str:
        told = {"about": "An answer", "said": "", "document": plan.document, "by": rowan, "at": plan.at}
        with pytest.raises(RightsError) as found:
            company.lay_in(plan.agreement, **{**told, **changed})
        return found.value.code

    assert refused(by=plan.maker) == "MAKER_NOT_PERMITTED"
    assert refused(about=" ") == "INSTRUCTION_PART_MISSING"
    assert refused(document=None) == "NO_SUPPORTING_DOCUMENT"
    rowan.issuer_access.update(ended_at=plan.at)
    assert refused() == "MAKER_NOT_PERMITTED"
    assert InformalNotice.objects.count() == 0


def last(desk: Any) -> tuple[int, int, int, int]:
    """Outstanding, void, exercised, gone otherwise by the last entry."""
    one = rights_over_time(desk.plan.agreement)[-1]
    return one.outstanding, one.void, one.exercised, one.otherwise


@pytest.mark.row("R-7e-8", "R-5b-1")
def test_void_rights_are_told_apart_and_come_back_by_a_restoration() -> None:
    desk: NullityDesk = make_nullity_desk()
    outstanding, void, exercised, otherwise = last(desk)
    notice = desk.notified(desk.position(desk.holder(OAK)))
    desk.nullify(notice)
    assert last(desk) == (outstanding - 100, void + 100, exercised, otherwise)
    desk.restore(desk.ended(notice))
    assert last(desk) == (outstanding, void, exercised, otherwise)


@pytest.mark.row("R-7d-1")
def test_exercised_rights_are_counted(counter: Counter) -> None:
    before = last(counter)
    posted(counter)
    assert last(counter) == (before[0] - 30, 0, 30, before[3])


def test_a_redemption_ends_all_that_is_outstanding() -> None:
    desk = make_order_desk(redemption_price="0.125")
    desk.carried_out(desk.listed(desk.redeemed()))
    outstanding, void, _, otherwise = last(desk.desk)
    assert (outstanding, void) == (0, 0)
    assert otherwise >= 406


def test_a_drawing_keeps_a_value_until_the_next_and_its_scale_holds_the_highest() -> None:
    first = date(2003, 6, 1)
    panel = draw_panel(
        "Exercised",
        section="7(d)",
        values=[(first, 0), (first + timedelta(days=5), 100), (first + timedelta(days=10), 50)],
        until=first + timedelta(days=10),
    )
    assert panel is not None
    assert (panel.last, panel.highest, panel.first_day) == (50, 100, first)
    assert panel.line == "M0 64H150V8H300V36H300"
    assert panel.area.endswith("V64H0Z")
    assert (WIDTH, HEIGHT) == (300, 72)
    assert draw_panel("Void", section="7(e)", values=[], until=first) is None
    nothing = draw_panel("Void", section="7(e)", values=[(first, 0)], until=first)
    assert nothing is not None
    assert nothing.line == "M0 64H300"


def test_money_of_an_ended_exercise_waits_on_todays_page_until_it_is_gone(
    counter: Counter, settings: Settings
) -> None:
    item = posted(counter, over="100.00")
    console = opened(counter, settings)
    assert f"Money of $7,600.00 is still held for item {item.number}" in console.home()
    open_item = receive(counter, 2)
    pay(counter, open_item, Decimal("10.00"))
    assert f"still held for item {open_item.number}" not in console.home()
    payment = item.payments.get()
    day = local_day(counter.plan.agreement, at=counter.plan.at).isoformat()
    for way, amount in (("forward", "7500.00"), ("return", "100.00")):
        told = {"amount": amount, "moved_on": day, "given_to": "By courier", "document": paper()}
        console.done("payment_moved", payment.pk, way, **told)
    assert "is still held" not in console.home()


def test_the_kinds_of_instruction_lead_an_officer_on(counter: Counter, settings: Settings) -> None:
    page = opened(counter, settings).see("company_desk", by="rowan")
    assert f"?kind={NoticeKind.MAILING_REQUEST}" in page
