"""Records taken over from a predecessor: posting stays closed until two people signed them off (Recitals)."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from agreement.errors import Conflict, RefusedByGround
from registry.models import BookEntry, IssuerAccess, NoticeKind, TakeOver, User
from registry.roles import Role, give_role
from registry.selectors.control import attached_rights
from registry.services import openings
from registry.services.takeovers import InheritedTotals, record_take_over, request_reconciliation
from tests.registry.company_desk import Desk
from tests.registry.opened import accept_list, listed, make_opening_plan, separate

SERVED = ("Juniper Stock Transfer Company", date(2000, 9, 15), date(2003, 3, 30))
COUNT = {"shares": "38500000", "as_of": "2000-10-23", "source": "report"}


@pytest.fixture(autouse=True)
def nobody_is_tied(settings: Any) -> None:
    settings.DEMO, settings.STAFF_BY_OS_USER = False, {}


def take_over(desk: Desk, inherited: int = 40_000_000, stated: int = 39_999_900, **parts: Any) -> TakeOver:
    return record_take_over(
        desk.agreement,
        **{
            "totals": InheritedTotals(*SERVED, inherited, stated),
            "document": desk.paper(),
            "by": desk.maker,
            "at": desk.later(),
            **parts,
        },
    )


@pytest.mark.row("R-0-4")
def test_a_difference_is_shown_and_posting_is_closed_until_its_reason_is_filed(desk: Desk) -> None:
    taken = take_over(desk)
    assert taken.difference == -100
    notice = desk.authenticate(desk.receive(NoticeKind.RECORD_COUNT, COUNT))
    with pytest.raises(RefusedByGround) as refused:
        desk.request(notice)
    assert refused.value.code == "TAKEOVER_NOT_RECONCILED"
    assert "-100" in str(refused.value)
    with pytest.raises(RefusedByGround) as unexplained:
        request_reconciliation(taken, reason=" ", maker=desk.maker, at=desk.later())
    assert unexplained.value.code == "TAKEOVER_NOT_RECONCILED"
    asked = request_reconciliation(
        taken, reason="Shares cancelled in February", maker=desk.maker, at=desk.later()
    )
    assert "-100: Shares cancelled in February" in asked.summary
    with pytest.raises(RefusedByGround):
        desk.request(notice)
    desk.approve(asked)
    desk.approve(desk.request(notice))
    assert attached_rights(desk.agreement) == 38_500_000
    taken.refresh_from_db()
    assert (taken.reason, taken.reconciliation) == ("Shares cancelled in February", asked)


@pytest.mark.row("R-0-4")
def test_a_posting_approved_after_the_take_over_came_to_light_is_refused(desk: Desk) -> None:
    waiting = desk.request(desk.authenticate(desk.receive(NoticeKind.RECORD_COUNT, COUNT)))
    take_over(desk)
    with pytest.raises(RefusedByGround) as refused:
        desk.approve(waiting)
    assert refused.value.code == "TAKEOVER_NOT_RECONCILED"
    assert not BookEntry.objects.exists()


@pytest.mark.row("R-0-4")
def test_equal_totals_are_signed_off_by_two_people_too(desk: Desk) -> None:
    taken = take_over(desk, stated=40_000_000)
    notice = desk.authenticate(desk.receive(NoticeKind.RECORD_COUNT, COUNT))
    with pytest.raises(RefusedByGround) as refused:
        desk.request(notice)
    assert refused.value.code == "TAKEOVER_NOT_SIGNED_OFF"
    asked = request_reconciliation(taken, reason="", maker=desk.maker, at=desk.later())
    desk.approve(asked)
    assert desk.request(notice).pk
    with pytest.raises(Conflict) as again:
        request_reconciliation(taken, reason="", maker=desk.maker, at=desk.later())
    assert again.value.code == "REQUEST_ALREADY_DECIDED"


@pytest.mark.row("R-0-4")
def test_a_notice_that_posts_nothing_is_still_accepted(desk: Desk) -> None:
    take_over(desk)
    assert desk.apply(NoticeKind.MAILING_REQUEST, {}).state == "APPLIED"


@pytest.mark.row("R-0-4")
def test_the_predecessors_letters_are_shown_as_inherited(desk: Desk) -> None:
    letter, own = desk.paper(), desk.paper()
    take_over(desk, papers=[letter])
    out = io.StringIO()
    call_command("take_over", desk.agreement.code, "--as", desk.maker.username, "--json", stdout=out)
    (shown,) = json.loads(out.getvalue())["inherited_papers"]
    assert (shown["paper"], shown["sha256"]) == (str(letter), letter.sha256)
    page = page_of(desk, desk.approver)
    assert "Inherited papers" in page
    assert f'<a href="{reverse("document", args=[letter.pk])}" download>{letter}</a>' in page
    assert str(own) not in page
    officer = User.objects.create_user("officer")
    give_role(officer, Role.ISSUER_OFFICER)
    IssuerAccess.objects.create(user=officer, agreement=desk.agreement, granted_at=desk.at)
    assert "Inherited papers" not in page_of(desk, officer)


def page_of(desk: Desk, person: User) -> str:
    """The page of the agreement as somebody sees it."""
    client = Client()
    client.force_login(person)
    return client.get(reverse("agreement", args=[desk.agreement.code])).content.decode()


@pytest.mark.row("R-0-4")
@pytest.mark.parametrize(
    ("totals", "code"),
    [
        (InheritedTotals("", SERVED[1], SERVED[2], 1, 1), "INSTRUCTION_PART_MISSING"),
        (InheritedTotals("Juniper", SERVED[2], SERVED[1], 1, 1), "INSTRUCTION_PART_MISSING"),
        (InheritedTotals("Juniper", SERVED[1], SERVED[2], -1, 1), "INSTRUCTION_PART_MISSING"),
    ],
)
def test_a_take_over_without_name_service_or_totals_is_refused(
    desk: Desk, totals: InheritedTotals, code: str
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        take_over(desk, totals=totals)
    assert refused.value.code == code
    with pytest.raises(RefusedByGround) as unsupported:
        take_over(desk, document=None)
    assert unsupported.value.code == "NO_SUPPORTING_DOCUMENT"
    assert not TakeOver.objects.exists()


@pytest.mark.row("R-0-4", "R-5b-1")
@pytest.mark.django_db
def test_the_books_do_not_open_on_totals_that_are_not_signed_off() -> None:
    plan = make_opening_plan()
    plan.attach(100)
    separate(plan)
    accepted = accept_list(plan, [listed("A1", 100)])
    record_take_over(
        plan.agreement,
        totals=InheritedTotals(*SERVED, 100, 90),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    with pytest.raises(RefusedByGround) as refused:
        openings.preview_opening(accepted, maker=plan.maker, at=plan.tick())
    assert [found.code for found in refused.value.grounds] == ["TAKEOVER_NOT_RECONCILED"]
