"""An account is claimed by the code of a letter, once; whatever else is typed is answered alike."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from agreement.errors import Conflict, RefusedByGround, RightsError
from registry import clock
from registry.models import (
    AuditRecord,
    ClaimCode,
    HolderAccess,
    RegisteredHolder,
    RightsAgreement,
    User,
)
from registry.roles import Role, has_role
from registry.services import holder_access
from registry.verifier import verify
from tests.certificates.drawing.samples import pages_of
from tests.portal.desk import PASSWORD, Desk, spaced

MARKS = ("2222", "3333")
REFUSED = "No account is claimed with this account number and this code."


def guess_at(code: str) -> str:
    """A wrong code that names the letter of a right one."""
    return code.split("-")[0] + "-1111-1111-1111"


def another_mark(code: str) -> str:
    """A mark that the letter of a code does not bear."""
    return next(mark for mark in MARKS if not code.startswith(mark))


def in_another_plan(holder: RegisteredHolder) -> RegisteredHolder:
    """A holder whose account in another plan has the very number."""
    plan = RightsAgreement.objects.get(pk=holder.agreement_id)
    plan.pk, plan.code = None, "TWIN-2003"
    plan.save(force_insert=True)
    twin = RegisteredHolder.objects.get(pk=holder.pk)
    twin.pk, twin.agreement = None, plan
    twin.save(force_insert=True)
    return twin


@pytest.mark.row("R-30-1")
def test_a_letter_opens_the_account_to_a_sign_in_of_its_own_with_a_second_factor(desk: Desk) -> None:
    client = Client()
    claim, code = desk.letter(1)
    answer = desk.typed(client, 1, f" {code.lower().replace('-', ' ')} ")
    assert answer["Location"] == reverse("portal_sign_in")
    assert not HolderAccess.objects.exists()
    told = {"username": "alder", "email": "alder@example.com", "password": PASSWORD, "again": PASSWORD}
    answer = client.post(reverse("portal_sign_in"), told)
    assert answer["Location"] == reverse("portal_second_factor")
    user = User.objects.get(username="alder")
    assert has_role(user, Role.HOLDER)
    access = HolderAccess.objects.get()
    assert (access.user, access.holder, access.claim) == (user, desk.holder(1), claim)
    # Before the second factor is there, every page leads to it, which allauth's own page sets up.
    page = reverse("portal_account", args=[access.pk])
    assert client.get(page)["Location"] == reverse("portal_second_factor")
    assert client.get(reverse("portal_second_factor")).status_code == 200
    set_up = client.get(reverse("mfa_activate_totp"))  # asks for the password once more
    client.post(set_up["Location"], {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    acts = list(AuditRecord.objects.order_by("id").values_list("act", flat=True))
    assert acts[-2:] == ["CLAIM_CODE_MADE", "ACCOUNT_CLAIMED"]
    assert verify().findings == []


def test_the_code_stands_on_the_letter_and_nowhere_else(desk: Desk, settings: Settings) -> None:
    holder = desk.holder(1)
    address = reverse("claim_letter_made", args=[desk.agreement.code, holder.account])
    answer = desk.staff.post(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    words = pages_of(answer.content)[0]
    claim = ClaimCode.objects.get()
    code = next(word for word in words.split() if word.count("-") == 3 and len(word) == 19)
    plain = code.replace("-", "")
    assert holder_access.hash_of(plain, holder=holder) == bytes(claim.code_hash)
    assert {holder.account, "/portal/claim/"} <= {
        word if word == holder.account else "/" + word.partition("/portal")[1].strip("/") + "/claim/"
        for word in words.split()
        if word == holder.account or "/portal/claim/" in word
    }
    assert all(line in words for line in holder.registration.split("\n"))
    assert plain not in str(list(AuditRecord.objects.values_list("details", "subject", "act")))
    assert claim.expires_at - claim.made_at == timedelta(days=settings.CLAIM_CODE_DAYS)
    page = spaced(desk.staff.get(reverse("claim_letter", args=[desk.agreement.code, holder.account])))
    assert code not in page
    assert "good until" in page


def test_wrong_foreign_absent_used_void_and_expired_are_answered_alike(desk: Desk) -> None:
    claim, code = desk.letter(1)
    wrong = "0000-0000-0000-0000"
    answers: list[Any] = [
        desk.typed(Client(), 1, wrong),
        desk.typed(Client(), 1, code, account=desk.holder(2).account),  # another's account
        desk.typed(Client(), 1, code, account="NO-SUCH-ACCOUNT"),
        desk.typed(Client(), 1, "' OR 1=1 --"),
    ]
    desk.letter(1)  # a new letter makes the code of the earlier void
    answers.append(desk.typed(Client(), 1, code))
    ClaimCode.objects.filter(holder=desk.holder(1), void_at__isnull=True).delete()
    expired, late = desk.letter(1)
    ClaimCode.objects.filter(pk=expired.pk).update(
        made_at=expired.made_at - timedelta(days=90), expires_at=clock.now() - timedelta(seconds=1)
    )
    answers.append(desk.typed(Client(), 1, late))
    pages = {spaced(answer).replace(claim.holder.account, "") for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert all(REFUSED in page for page in pages)
    assert not HolderAccess.objects.exists()


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_sign_in_made_in_a_demonstration_is_good_there_alone(
    desk: Desk, settings: Settings, is_demonstration: bool
) -> None:
    settings.DEMO = is_demonstration
    client = desk.claimed(1)
    assert User.objects.get(username="alder").is_demo is is_demonstration
    account = reverse("portal_account", args=[desk.access(1).pk])
    assert client.get(account).status_code == 200
    settings.DEMO = False
    assert client.get(account).status_code == (302 if is_demonstration else 200)


def test_a_used_code_opens_nothing_more(desk: Desk) -> None:
    client, other = Client(), Client()
    _, code = desk.letter(1)
    for browser in (client, other):  # both typed it before either made a sign-in
        assert desk.typed(browser, 1, code).status_code == 302
    told = {"username": "alder", "email": "alder@example.com", "password": PASSWORD, "again": PASSWORD}
    assert client.post(reverse("portal_sign_in"), told).status_code == 302
    late = other.post(reverse("portal_sign_in"), {**told, "username": "thief", "email": "thief@example.com"})
    assert late.status_code == 422
    assert REFUSED in spaced(late)
    assert not User.objects.filter(username="thief").exists()
    assert HolderAccess.objects.count() == 1


def test_a_code_that_is_guessed_at_is_void_and_the_guessing_is_on_the_record(
    desk: Desk, settings: Settings
) -> None:
    settings.CLAIM_CODE_TRIES = 3
    _, code = desk.letter(1)
    for _ in range(3):
        assert desk.typed(Client(), 1, guess_at(code)).status_code == 422
    assert REFUSED in spaced(desk.typed(Client(), 1, code))
    claim = ClaimCode.objects.get()
    assert (claim.attempts, claim.void_at is None) == (3, False)
    assert AuditRecord.objects.latest("id").act == "CLAIM_CODE_TRIED_OUT"


def test_a_stranger_who_knows_an_account_number_alone_voids_no_letter(desk: Desk, settings: Settings) -> None:
    claim, code = desk.letter(1)
    account, at = desk.holder(1).account, clock.now()
    for sign in "0123456789"[: settings.CLAIM_CODE_TRIES + 2]:
        with pytest.raises(RefusedByGround):
            holder_access.examine_claim(account=account, code=another_mark(code) + sign * 12, at=at)
    claim.refresh_from_db()
    assert (claim.attempts, claim.void_at) == (0, None)
    assert desk.typed(Client(), 1, code).status_code == 302


def test_a_wrong_code_counts_against_the_one_letter_it_names_in_one_plan(
    desk: Desk, settings: Settings
) -> None:
    settings.CLAIM_CODE_TRIES = 3
    claim, code = desk.letter(1)
    twin = in_another_plan(desk.holder(1))
    theirs, their_code = holder_access.make_claim_code(twin, by=desk.counter.plan.maker, at=clock.now())
    assert theirs.letter_mark != claim.letter_mark
    for _ in range(3):
        desk.typed(Client(), 1, guess_at(code))
    claim.refresh_from_db()
    theirs.refresh_from_db()
    assert (claim.attempts, claim.void_at is None) == (3, False)
    assert (theirs.attempts, theirs.void_at) == (0, None)
    found = holder_access.examine_claim(account=twin.account, code=their_code, at=clock.now())
    assert found.holder == twin


def test_no_two_open_letters_of_an_account_number_bear_one_mark(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, _ = desk.letter(1)
    drawn = iter(claim.letter_mark + "0" * 12 + claim.letter_mark + "1" * 12 + "ZZZZ" + "2" * 12)
    monkeypatch.setattr(secrets, "choice", lambda signs: next(drawn))
    twin = in_another_plan(desk.holder(1))
    theirs, _ = holder_access.make_claim_code(twin, by=desk.counter.plan.maker, at=clock.now())
    assert theirs.letter_mark == "ZZZZ"


def test_who_tries_too_often_waits(desk: Desk) -> None:
    desk.letter(1)
    statuses = [
        desk.typed(Client(), 1, "2222-2222-2222-2222", account=f"A{at}").status_code for at in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2


@pytest.mark.parametrize("told", [{"account": "A\x00"}, {"code": "1\x002"}, {"account": "", "code": ""}])
def test_signs_that_no_letter_has_are_told_beside_the_field(desk: Desk, told: dict[str, str]) -> None:
    whole = {"account": desk.holder(1).account, "code": "3333-3333-3333-3333", **told}
    answer = Client().post(reverse("portal_claim"), whole)
    assert answer.status_code == 422
    assert "There is a problem" in spaced(answer)


def test_a_holder_claims_a_further_account_with_the_same_sign_in(desk: Desk) -> None:
    client = desk.claimed(1)
    _, code = desk.letter(2)
    assert desk.typed(client, 2, code)["Location"] == reverse("portal_account", args=[desk.access(2).pk])
    accounts = spaced(client.get(reverse("portal")))
    assert all(desk.holder(number).account in accounts for number in (1, 2))
    _, again = desk.letter(2)
    assert desk.typed(client, 2, again).status_code == 409  # it sees the account already


def test_staff_claim_no_account_with_their_own_sign_in(desk: Desk) -> None:
    _, code = desk.letter(1)
    assert desk.typed(desk.staff, 1, code).status_code == 409
    with pytest.raises(Conflict):
        holder_access.must_be_holder(desk.counter.plan.maker)
    assert not HolderAccess.objects.exists()


def test_a_weak_password_and_a_known_address_are_refused_beside_their_fields(desk: Desk) -> None:
    desk.claimed(1)
    client = Client()
    _, code = desk.letter(2)
    desk.typed(client, 2, code)
    told = {"username": "alder", "email": "alder@example.com", "password": "password", "again": "passwort"}
    answer = client.post(reverse("portal_sign_in"), told)
    page = spaced(answer)
    assert answer.status_code == 422
    assert "too common" in page
    assert "differ" in page
    assert "cannot be used" in page
    assert User.objects.filter(username="alder").count() == 1


@pytest.mark.row("R-30-1")
def test_an_access_that_staff_end_is_ended_at_once(desk: Desk) -> None:
    client = desk.claimed(1)
    access = desk.access(1)
    page = reverse("portal_account", args=[access.pk])
    assert client.get(page).status_code == 200
    address = reverse("holder_access_ended", args=[desk.agreement.code, desk.holder(1).account])
    desk.staff.post(address, {"access": access.pk, "reason": ""})
    assert client.get(page).status_code == 200  # not without a reason
    desk.staff.post(address, {"access": access.pk, "reason": "The holder has died."})
    assert client.get(page).status_code == 404
    assert AuditRecord.objects.latest("id").act == "HOLDER_ACCESS_ENDED"
    with pytest.raises(RightsError):
        holder_access.end_holder_access(access, reason="again", by=desk.counter.plan.maker, at=clock.now())


def test_a_letter_needs_staff_and_a_whole_address(desk: Desk) -> None:
    client = desk.claimed(1)
    holder = desk.holder(2)
    address = reverse("claim_letter_made", args=[desk.agreement.code, holder.account])
    assert client.post(address).status_code == 403
    assert Client().post(address)["Location"].startswith(reverse("account_login"))
    with pytest.raises(RightsError) as refused:
        holder_access.make_claim_code(holder, by=User.objects.get(username="alder"), at=clock.now())
    assert refused.value.code == "MAKER_NOT_PERMITTED"
    type(holder).objects.filter(pk=holder.pk).update(city="")
    holder.refresh_from_db()
    with pytest.raises(RefusedByGround, match="no whole address"):
        holder_access.make_claim_code(holder, by=desk.counter.plan.maker, at=clock.now())
    assert not ClaimCode.objects.filter(holder=holder).exists()
