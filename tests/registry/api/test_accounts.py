"""What a holder's program reads is what the holder's pages show, and nothing of anybody else (§7, §30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry import clock
from registry.models import CashInLieu, Lot, RegisteredHolder
from registry.services import holder_access
from tests.books.test_door_refusals import marked_lot
from tests.portal.desk import Desk, make_desk, spaced
from tests.registry.api.callers import ROOT

Counting = Callable[..., Any]
OF_ACCOUNT = ("accounts", "account-certificates", "account-items")


@pytest.fixture
def desk(db: None, settings: Settings) -> Desk:
    """Four certificates of three holders; nobody has claimed an account yet."""
    settings.DEMO = True
    return make_desk()


def address(desk: Desk, number: int, *, of: str = "accounts") -> str:
    """The account of the holder of a certificate, or a list of what it has."""
    return f"{ROOT}{of}/{desk.agreement.code}/{desk.holder(number).account}"


def told(client: Client, path: str, **query: Any) -> Any:
    """What somebody reads."""
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.row("R-30-1")
def test_an_account_absent_foreign_or_no_longer_seen_is_one_and_the_same_404(desk: Desk) -> None:
    own, thief = desk.claimed(1), desk.claimed(2, "beech")
    account, plan = desk.holder(1).account, desk.agreement.code
    for of in OF_ACCOUNT:
        told(own, address(desk, 1, of=of))
        foreign = thief.get(address(desk, 1, of=of))
        assert (foreign.status_code, foreign.json()["code"]) == (404, "HOLDER_NOT_FOUND")
        for code, other in ((plan, "NO-SUCH-ACCOUNT"), ("NO-SUCH", account)):
            absent = thief.get(f"{ROOT}{of}/{code}/{other}")
            assert absent.content.decode().replace(other, account) == foreign.content.decode()
    maker = desk.counter.plan.maker
    holder_access.end_holder_access(desk.access(1), reason="Ended.", by=maker, at=clock.now())
    for of in OF_ACCOUNT:
        ended = own.get(address(desk, 1, of=of))
        assert ended.content == thief.get(address(desk, 1, of=of)).content
    assert told(own, f"{ROOT}accounts") == {"items": [], "next_cursor": None}
    assert [one["account"] for one in told(thief, f"{ROOT}accounts")["items"]] == [desk.holder(2).account]


def test_without_a_second_factor_no_account_opens_to_a_program_either(desk: Desk) -> None:
    client = desk.claimed(1)
    Authenticator.objects.filter(user__username="alder").delete()
    assert client.get(reverse("portal"))["Location"] == reverse("portal_second_factor")
    for path in (f"{ROOT}accounts", *(address(desk, 1, of=of) for of in OF_ACCOUNT)):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "SECOND_FACTOR_MISSING"), path


def test_a_holder_asks_and_never_posts(desk: Desk) -> None:
    client = desk.claimed(1)
    for path in (f"{ROOT}accounts", *(address(desk, 1, of=of) for of in OF_ACCOUNT)):
        answer = client.post(path, {}, content_type="application/json")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), path


def test_accounts_are_listed_page_by_page_as_they_were_claimed(desk: Desk) -> None:
    client = desk.claimed(2)
    desk.claimed(1)
    whole = told(client, f"{ROOT}accounts")
    assert whole["next_cursor"] is None
    assert [one["account"] for one in whole["items"]] == [desk.holder(2).account, desk.holder(1).account]
    first = told(client, f"{ROOT}accounts", limit=1)
    second = told(client, f"{ROOT}accounts", limit=1, cursor=first["next_cursor"])
    assert first["items"] + second["items"] == whole["items"]
    line = whole["items"][0]
    assert line["registration"] == desk.holder(2).registration.split("\n")
    assert (line["agreement"], line["company"]) == (desk.agreement.code, desk.agreement.company_name)


def test_one_account_is_told_as_on_its_page_with_the_section_of_each_figure(desk: Desk) -> None:
    client = desk.claimed(1)
    RegisteredHolder.objects.filter(pk=desk.holder(1).pk).update(taxpayer_id_last_four="6789")
    shown = told(client, address(desk, 1))
    page = spaced(client.get(reverse("portal_account", args=[desk.access(1).pk])))
    assert f"{shown['rights']:,} Rights" in page
    assert "ends in 6789" in page
    assert shown["taxpayer_number"] == "•••••6789"
    for words in (*shown["registration"], *shown["address"]["lines"], shown["address"]["city"]):
        assert words in page
    exercise, sections = shown["exercise"], shown["sections"]
    assert exercise["is_open"] is (
        ">Open<" in client.get(f"/portal/accounts/{desk.access(1).pk}/").content.decode()
    )
    assert exercise["exercise_price"] == "250.00"
    assert "$250.00 a Right" in page
    assert exercise["right_buys"] in page
    assert exercise["window"]["start_inclusive"] is False
    for name in ("address", "window", "exercise_price", "fractions"):
        assert sections[name] in page, name
    for ground in (*exercise["grounds"], *exercise["stops"]):
        assert ground["message"] in page
    assert not {"taxpayer_id_encrypted", "taxpayer_id_index", "email", "address_in_doubt"} & set(shown)


def test_a_shut_window_is_told_with_its_ground_and_section(desk: Desk) -> None:
    client = desk.claimed(1)
    type(desk.agreement).objects.update(distribution_effective_at=None)
    shown = told(client, address(desk, 1))
    assert shown["exercise"]["is_open"] is False
    assert shown["exercise"]["window"] is None
    assert shown["sections"]["window"] == "3(a)"
    (ground,) = shown["exercise"]["grounds"]
    assert (ground["code"], ground["basis"]) == ("RIGHTS_NOT_SEPARATED", "AGREEMENT")
    assert ground["message"] in spaced(client.get(reverse("portal_account", args=[desk.access(1).pk])))


def test_certificates_tell_what_stands_on_them_and_the_item_they_lie_with(desk: Desk) -> None:
    client = desk.claimed(1)
    certificates = address(desk, 1, of="account-certificates")
    (line,) = [one for one in told(client, certificates)["items"] if one["number"] == 1]
    assert (line["status"], line["rights"], line["void_rights"]) == ("OUTSTANDING", 100, 0)
    assert line["item"] is None
    received = desk.counter.receive(1)
    (line,) = [one for one in told(client, certificates)["items"] if one["number"] == 1]
    assert line["item"] == {"number": received.number, "kind": "TRANSFER"}
    desk.counter.post(received)
    lines = told(client, certificates)["items"]
    ended = next(one for one in lines if one["number"] == 1)
    assert (ended["rights"], ended["rights_printed"], ended["item"]) == (0, 100, None)
    whole = told(client, address(desk, 1))
    assert sum(one["rights"] for one in lines) == whole["rights"]
    assert sum(one["rights"] > 0 for one in lines) == whole["certificates"]
    first = told(client, certificates, limit=1)
    second = told(client, certificates, limit=200, cursor=first["next_cursor"])
    assert first["items"] + second["items"] == lines


def test_items_tell_what_was_prepared_and_presented_and_no_draft_that_was_withdrawn(desk: Desk) -> None:
    draft = desk.answered(desk.begun(1), 1)
    client, items = desk.holders["alder"], address(desk, 1, of="account-items")
    received = desk.counter.receive(1)
    lines = told(client, items)["items"]
    assert [(one["number"], one["kind"], one["state"]) for one in lines] == [
        (received.number, "TRANSFER", "EXAMINED"),
        (None, "EXERCISE", "DRAFT"),
    ]
    assert lines[1]["reference"].replace("-", "") == draft.cover_code
    assert lines[0]["reference"] == ""
    assert lines[0]["told"] in spaced(client.get(reverse("portal_account", args=[desk.access(1).pk])))
    assert set(lines[0]) == {
        "number", "kind", "state", "told", "reference", "prepared_at", "received_at",
    }  # fmt: skip
    client.post(reverse("portal_exercise_withdraw", args=[draft.cover_code]))
    assert [one["number"] for one in told(client, items)["items"]] == [received.number]


def test_no_list_of_a_holder_asks_more_than_ten_times(
    desk: Desk, django_assert_num_queries: Counting
) -> None:
    client = desk.claimed(1)
    desk.counter.receive(1)
    lists = (f"{ROOT}accounts", *(address(desk, 1, of=of) for of in OF_ACCOUNT[1:]))
    own = address(desk, 1)
    for path in lists:
        with django_assert_num_queries(10, exact=False):
            told(client, path)
    # One account asks for the terms, the closures and the notices of its window and its gates besides.
    with django_assert_num_queries(17, exact=False):
        told(client, own)


def test_void_rights_of_an_account_are_told_as_on_its_page(desk: Desk) -> None:
    client = desk.claimed(1)
    marked_lot(desk.counter.plan, Lot.objects.get(certificate__number=1), void_from="2003-06-20T12:00:00Z")
    shown = told(client, address(desk, 1))
    (line,) = [
        one
        for one in told(client, address(desk, 1, of="account-certificates"))["items"]
        if one["number"] == 1
    ]
    assert (line["status"], line["rights"], line["void_rights"]) == ("VOID", 100, 100)
    assert (shown["void_rights"], shown["sections"]["void_rights"]) == (100, "7(e)")
    page = spaced(client.get(reverse("portal_account", args=[desk.access(1).pk])))
    assert f"{shown['rights']:,} Rights, of them 100 null and void" in page


def test_a_fraction_of_an_account_is_told_exactly_and_its_amount_as_text(desk: Desk) -> None:
    client, agreement = desk.claimed(1), desk.agreement
    opening = agreement.entries.earliest("number")
    CashInLieu.objects.create(
        agreement=agreement,
        holder=desk.holder(1),
        entry=opening,
        fraction_numerator=1,
        fraction_denominator=3,
    )
    assert told(client, address(desk, 1))["fractions"] == [
        {"fraction": "1/3", "amount": None, "state": "COMPUTED"}
    ]
