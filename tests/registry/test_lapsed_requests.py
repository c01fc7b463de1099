"""A request that lapsed is told as such on the pages of lists and openings, and may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from agreement.errors import Conflict
from registry.models import Approval, Opening
from registry.selectors.requests import RequestState, in_state, state_of
from registry.services import approvals, holder_lists, openings
from tests.books.books import Plan
from tests.registry.opened import accept_list, listed, stage_list

pytestmark = pytest.mark.django_db
LAPSED = "Lapsed: to be rejected and asked again"


@pytest.fixture
def desk(plan: Plan, settings: Settings, client: Client) -> Client:
    """The maker's browser, at the time of the plan."""
    settings.CLOCK_OFFSET = plan.at - datetime.now(UTC) + timedelta(hours=1)
    client.force_login(plan.maker)
    return client


def let_lapse(settings: Settings) -> None:
    settings.CLOCK_OFFSET += timedelta(days=settings.APPROVAL_DAYS, hours=1)


def test_how_a_request_stands_is_one_rule_for_one_and_for_many(plan: Plan) -> None:
    holder_list = stage_list(plan, [listed("A", 1000)])
    asked = holder_lists.request_acceptance(holder_list, maker=plan.maker, at=plan.tick())
    last = asked.lapses_at
    assert last is not None

    def stands(at: datetime) -> str:
        state = state_of(asked, at=at)
        found = [name for name in RequestState if in_state(Approval.objects.filter(pk=asked.pk), name, at=at)]
        assert found == [state]
        return state

    assert [stands(last), stands(last + timedelta(microseconds=1))] == ["WAITING", "LAPSED"]
    approvals.reject(asked.request_hash, rejecter=plan.maker, reason="Asked too early", at=plan.tick())
    asked.refresh_from_db()
    assert stands(last + timedelta(days=1)) == "REJECTED"
    again = holder_lists.request_acceptance(holder_list, maker=plan.maker, at=plan.tick())
    approvals.approve(again.request_hash, approver=plan.approver, at=plan.tick())
    asked = Approval.objects.get(pk=again.pk)
    assert stands(last + timedelta(days=30)) == "APPROVED"


def test_a_list_whose_acceptance_lapsed_is_asked_for_again_after_the_rejection(
    desk: Client, plan: Plan, settings: Settings
) -> None:
    holder_list = stage_list(plan, [listed("A", 1000)])
    asked = holder_lists.request_acceptance(holder_list, maker=plan.maker, at=plan.tick())
    address = reverse("list", args=[plan.agreement.code, holder_list.pk])
    assert "Waits for a second person" in desk.get(address).content.decode()
    let_lapse(settings)
    page = desk.get(address).content.decode()
    assert LAPSED in page
    assert "Ask for acceptance" not in page
    desk.post(reverse("reject_request", args=[asked.request_hash]), {"reason": "Lapsed"})
    assert "Ask for acceptance" in desk.get(address).content.decode()
    assert "Ask for acceptance of list.csv" in desk.get(reverse("home")).content.decode()
    desk.post(reverse("request_list", args=[plan.agreement.code, holder_list.pk]))
    assert "Waits for a second person" in desk.get(address).content.decode()


def test_an_opening_whose_request_lapsed_is_given_up_and_previewed_again(
    desk: Client, plan: Plan, settings: Settings
) -> None:
    holder_list = accept_list(plan, [listed("A", 1000)])
    opening = openings.preview_opening(holder_list, maker=plan.maker, at=plan.tick())
    asked = openings.request_opening(opening, maker=plan.maker, at=plan.tick())
    code = plan.agreement.code
    address = reverse("opening", args=[code, opening.pk])
    assert "Waits for a second person" in desk.get(address).content.decode()
    let_lapse(settings)
    page = desk.get(address).content.decode()
    assert LAPSED in page
    assert "Give up this preview" not in page
    with pytest.raises(Conflict, match="waits for approval already"):
        openings.cancel_opening(opening, at=plan.tick())
    desk.post(reverse("reject_request", args=[asked.request_hash]), {"reason": "Lapsed"})
    page = desk.get(address).content.decode()
    assert "Rejected" in page
    assert "Give up this preview" in page
    answer = desk.post(reverse("cancel_opening", args=[code, opening.pk]))
    assert answer.headers["Location"] == reverse("list", args=[code, holder_list.pk])
    assert Opening.objects.get().state == "CANCELLED"
    desk.post(reverse("preview_opening", args=[code, holder_list.pk]))
    again = Opening.objects.order_by("pk").last()
    assert again is not None
    desk.post(reverse("request_opening", args=[code, again.pk]))
    assert "Waits for a second person" in desk.get(reverse("opening", args=[code, again.pk])).content.decode()
