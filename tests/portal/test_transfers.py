"""A holder prepares a transfer: who gets what, nothing left over, checked, printed; it changes no book."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from agreement.errors import RightsError
from registry import clock
from registry.models import BookEntry, Item
from registry.selectors.transfer_drafts import prepared_transfer, transfer_standing
from registry.services import transfer_drafts as drafts
from tests.portal.desk import Desk, spaced
from tests.portal.prepared import BIRCH, CEDAR, answer, answered, begun, page, pdf_of, reported, tell


@pytest.mark.row("R-6a-2", "R-6a-5", "R-6a-6")
def test_a_part_goes_to_two_people_and_the_rest_stays_question_by_question(desk: Desk) -> None:
    before = BookEntry.objects.count()
    item = begun(desk, 1)
    assert (item.number, item.state, item.prepared, len(item.cover_code or "")) == (None, "DRAFT", {}, 12)
    hub = page(desk, "portal_transfer_draft", item.cover_code)
    assert "takes effect only when the signed original and the certificate reach the designated office" in hub
    assert hub.count("Not started") == 7
    first = answer(desk, item, "certificates", certificates=[1])
    assert first["Location"] == reverse("portal_transfer_question", args=[item.cover_code, "transferees"])
    assert tell(desk, item, **CEDAR).status_code == 302
    assert tell(desk, item, **BIRCH).status_code == 302
    told = page(desk, "portal_transfer_question", item.cover_code, "transferees")
    assert "2 transferees" in told
    assert "Birch Family Trust" in told
    item = answered(desk, item, 1, to=(), kept=60, shares={"line1": 25, "line2": 15, "kept": 60})
    found = prepared_transfer(item, at=clock.now())
    assert (found.surrendered, found.assigned, found.kept, found.left_over) == (100, 40, 60, 0)
    checked = page(desk, "portal_transfer_check", item.cover_code)
    for words in ("25 Rights to Cedar Fund LP", "15 Rights to Birch Family Trust", "100 − 40 − 60 = 0"):
        assert words in checked
    assert "(1) are not; (2) did not" in checked
    confirmed = desk.holders["alder"].post(reverse("portal_transfer_confirmed", args=[item.cover_code]))
    assert confirmed.status_code == 302
    ready = page(desk, "portal_transfer_confirmed", item.cover_code)
    assert "Your papers are ready" in ready
    assert "at or before" in ready
    item.refresh_from_db()
    assert (item.number, item.state) == (None, "DRAFT")
    assert BookEntry.objects.count() == before
    assert pdf_of(desk, item, "portal_transfer_papers").startswith(b"%PDF")


def test_nothing_is_ticked_or_filled_in_before_the_holder_does_it(desk: Desk) -> None:
    item = begun(desk, 1)
    answer(desk, item, "certificates", certificates=[1])
    tell(desk, item, **CEDAR)
    for question in ("shares", "reason", "signer", "certification", "guarantee"):
        address = reverse("portal_transfer_question", args=[item.cover_code, question])
        shown = desk.holders["alder"].get(address)
        assert b" checked" not in shown.content, question
        assert b'data-share="" value=' not in shown.content, question
        empty = answer(desk, item, question)
        assert empty.status_code == 422, question
        assert "There is a problem" in spaced(empty)


@pytest.mark.row("R-6a-5")
@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ({"line1": 40, "kept": 59}, "1 Right left over"),
        ({"line1": 40, "kept": 61}, "1 Right too many"),
        ({"line1": 0, "kept": 100}, "give at least 1"),
        ({"line1": -5, "kept": 105}, "give at least 1"),
        ({"line1": "2.5", "kept": "97.5"}, "give a whole number"),
        ({"line1": "equally", "kept": "the rest"}, "words such as “equally” or “the rest” are not taken"),
        ({"line1": 100}, "You keep: give a whole number"),
        ({"line1": "9" * 40, "kept": 0}, "There is a problem"),
        ({"line1": "4\x000", "kept": 60}, "There is a problem"),
    ],
)
def test_a_balance_that_leaves_a_right_over_is_not_kept(
    desk: Desk, shares: dict[str, Any], told: str
) -> None:
    item = begun(desk, 1)
    answer(desk, item, "certificates", certificates=[1])
    tell(desk, item, **CEDAR)
    refused = answer(desk, item, "shares", **shares)
    assert refused.status_code == 422
    assert told in spaced(refused)
    item.refresh_from_db()
    assert (item.prepared["lines"][0]["rights"], item.prepared.get("kept")) == (None, None)
    checked = page(desk, "portal_transfer_check", item.cover_code)
    assert "make the papers" not in checked


def test_the_buttons_of_the_balance_count_on_the_server_too(desk: Desk) -> None:
    item = begun(desk, 1)
    answer(desk, item, "certificates", certificates=[1])
    for who in (CEDAR, BIRCH, {**CEDAR, "registration": "Rowan Lee"}):
        tell(desk, item, **who)
    rest = answer(desk, item, "shares", act="rest", line1="1,0", line2="15", line3="")
    assert rest.status_code == 200
    assert 'value="75"' in rest.content.decode()
    assert "0 Rights left over" in spaced(rest)
    evenly = answer(desk, item, "shares", act="evenly", kept="10")
    assert evenly.content.decode().count('value="30"') == 3
    uneven = answer(desk, item, "shares", act="evenly", kept="0")
    assert "1 Rights left over" in spaced(uneven)  # what does not divide is the holder's to give
    item.refresh_from_db()
    assert "kept" not in item.prepared


def test_who_is_added_or_taken_out_opens_the_balance_again(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1)
    assert prepared_transfer(item, at=clock.now()).missing == []
    tell(desk, item, **BIRCH)
    item.refresh_from_db()
    assert prepared_transfer(item, at=clock.now()).missing == ["shares"]
    client = desk.holders["alder"]
    client.post(reverse("portal_transferee_out", args=[item.cover_code, 1]))
    item.refresh_from_db()
    found = prepared_transfer(item, at=clock.now())
    assert [line.registration.splitlines()[0] for line in found.lines] == ["Birch Family Trust"]
    assert (found.left_over, found.missing) == (40, ["shares"])
    changed = {**BIRCH, "registration": "Birch Family Trust II", "country": "US"}
    client.post(reverse("portal_transferee", args=[item.cover_code, 1]), changed)
    item.refresh_from_db()
    assert item.prepared["lines"][0]["registration"] == "Birch Family Trust II"
    assert client.post(reverse("portal_transferee_out", args=[item.cover_code, 7])).status_code == 302
    assert client.get(reverse("portal_transferee", args=[item.cover_code, 7])).status_code == 302


def test_a_transferee_is_named_with_a_whole_address(desk: Desk) -> None:
    item = begun(desk, 1)
    answer(desk, item, "certificates", certificates=[1])
    short = tell(desk, item, registration="Cedar Fund LP", country="USA")
    assert short.status_code == 422
    for words in ("Give the street address", "Give the city", "two letters"):
        assert words.lower() in spaced(short).lower()
    strange = {**CEDAR, "registration": "Ἀθηνᾶ <b>Trust</b> 信託 {x} ____"}
    item = answered(desk, item, 1, to=((strange, 40),))
    checked = desk.holders["alder"].get(reverse("portal_transfer_check", args=[item.cover_code]))
    assert b"&lt;b&gt;Trust" in checked.content
    assert pdf_of(desk, item, "portal_transfer_papers").startswith(b"%PDF")  # no typeface stops a paper


@pytest.mark.row("R-20k-1", "R-XB-10")
@pytest.mark.parametrize(
    ("statement_1", "statement_2", "told"),
    [("YES", "NO", "(1) are; (2) did not"), ("NO", "BLANK", "(1) are not; (2) I leave both boxes blank")],
)
def test_each_answer_of_the_certification_is_told_what_it_brings_and_none_is_refused(
    desk: Desk, statement_1: str, statement_2: str, told: str
) -> None:
    item = begun(desk, 1)
    answer(desk, item, "certificates", certificates=[1])
    question = page(desk, "portal_transfer_question", item.cover_code, "certification")
    assert "sold, assigned or transferred by or for a Person who is or was an Acquiring Person" in question
    assert "“Are” or “did”: the Rights Agent must consult the Company before anything is done." in question
    assert "A box left blank" in question
    boxes = {"statement_1": statement_1, "statement_2": statement_2}
    item = answered(desk, item, 1, certification=boxes)
    checked = page(desk, "portal_transfer_check", item.cover_code)
    assert told in checked
    assert "must consult the Company first. This is not a refusal." in checked
    assert pdf_of(desk, item, "portal_transfer_papers").startswith(b"%PDF")


def test_documents_follow_the_reason_and_who_signs(desk: Desk) -> None:
    item = begun(desk, 1)
    answer(desk, item, "certificates", certificates=[1])
    reasons = page(desk, "portal_transfer_question", item.cover_code, "reason")
    assert "Death of the registered holder: certified copy of the death certificate" in reasons
    assert "Gift: nothing beside the signature and its guarantee" in reasons
    answer(desk, item, "reason", reason="DEATH")
    refused = answer(desk, item, "signer", signer="HOLDER")
    assert refused.status_code == 422
    item = answered(desk, item, 1, reason={"reason": "DEATH"}, signer={"signer": "EXECUTOR"})
    checked = page(desk, "portal_transfer_check", item.cover_code)
    assert "Certified copy of the death certificate" in checked
    assert "dated at most 60 days before it is presented" in checked
    answer(desk, item, "signer", signer="SURVIVOR")
    answer(desk, item, "reason", reason="NOT_STATED")
    assert "Reason not stated" in page(desk, "portal_transfer_check", item.cover_code)


@pytest.mark.row("R-6a-12")
@pytest.mark.refusal("CERTIFICATE_NOT_TRANSFERABLE")
def test_what_lies_with_an_item_is_stopped_or_void_is_not_offered_and_told_why(desk: Desk) -> None:
    client = desk.claimed(1)
    other = desk.counter.receive(1)
    item = begun(desk, 1)
    question = page(desk, "portal_transfer_question", item.cover_code, "certificates")
    assert f"It lies with transfer {other.number}" in question
    assert "None of your certificates can be sent in for a transfer now" in question
    assert answer(desk, item, "certificates", certificates=[1]).status_code == 422
    by = desk.access(1).user
    with pytest.raises(RightsError) as refused:
        drafts.keep_answer(item, question="certificates", told=[1], by=by, at=clock.now())
    assert refused.value.code == "CERTIFICATE_NOT_TRANSFERABLE"
    assert (
        client.get(reverse("portal_transfer_question", args=[item.cover_code, "shares"])).status_code == 302
    )


def test_a_certificate_stopped_after_printing_is_printed_no_more(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1)
    client = desk.holders["alder"]
    client.post(reverse("portal_transfer_confirmed", args=[item.cover_code]))
    reported(desk, 1)
    told = client.get(reverse("portal_transfer_papers", args=[item.cover_code]), follow=True)
    assert "which certificates is not answered" in spaced(told)
    question = page(desk, "portal_transfer_question", item.cover_code, "certificates")
    assert "A stop stands on it" in question


@pytest.mark.refusal("RIGHTS_NOT_CONSERVED", "FRACTIONAL_RIGHTS_NOT_ISSUED", "DRAFT_LINE_UNKNOWN")
def test_the_service_itself_keeps_no_balance_that_does_not_come_out(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1)
    by = desk.access(1).user
    for rights, kept, code in (
        ([40], 61, "RIGHTS_NOT_CONSERVED"),
        ([0], 100, "FRACTIONAL_RIGHTS_NOT_ISSUED"),
        ([40, 60], 0, "FRACTIONAL_RIGHTS_NOT_ISSUED"),
        ([101], -1, "FRACTIONAL_RIGHTS_NOT_ISSUED"),
    ):
        with pytest.raises(RightsError) as refused:
            drafts.keep_shares(item, rights=rights, kept=kept, by=by, at=clock.now())
        assert refused.value.code == code
    with pytest.raises(RightsError) as refused:
        drafts.drop_transferee(item, place=2, by=by, at=clock.now())
    assert refused.value.code == "DRAFT_LINE_UNKNOWN"


@pytest.mark.refusal("TRANSFEREES_TOO_MANY")
def test_one_form_takes_as_many_transferees_as_its_schedule(desk: Desk) -> None:
    item = begun(desk, 1)
    answer(desk, item, "certificates", certificates=[1])
    for _ in range(drafts.LINES_MOST):
        assert tell(desk, item, **CEDAR).status_code == 302
    told = page(desk, "portal_transfer_question", item.cover_code, "transferees")
    assert f"One form takes {drafts.LINES_MOST}" in told
    refused = tell(desk, item, **BIRCH)
    assert refused.status_code == 422
    assert "TRANSFEREES_TOO_MANY" in spaced(refused)


@pytest.mark.row("R-6a-1")
@pytest.mark.refusal("OUTSIDE_TRANSFER_WINDOW")
def test_at_the_close_of_business_a_transfer_is_still_prepared_and_an_instant_later_no_more(
    desk: Desk, settings: Any
) -> None:
    item = answered(desk, begun(desk, 1), 1)
    client = desk.holders["alder"]
    close = datetime(2010, 10, 26, 0, 0, 0, tzinfo=UTC)  # 17:00:00 in California
    assert transfer_standing(desk.holder(1), at=close).is_open
    assert not transfer_standing(desk.holder(1), at=close + timedelta(microseconds=1)).is_open
    settings.CLOCK_OFFSET = close + timedelta(minutes=1) - datetime.now(UTC)
    account = page(desk, "portal_account", desk.access(1).pk)
    assert "Prepare a transfer" not in account
    told = transfer_standing(desk.holder(1), at=clock.now()).grounds[0].message
    assert told in account
    begin = client.post(reverse("portal_transfer_begin", args=[desk.access(1).pk]), follow=True)
    assert told in spaced(begin)
    papers = client.get(reverse("portal_transfer_papers", args=[item.cover_code]), follow=True)
    assert papers["Content-Type"].startswith("text/html")
    printed = client.post(reverse("portal_transfer_confirmed", args=[item.cover_code]), follow=True)
    assert told in spaced(printed)
    item.refresh_from_db()
    assert "printed_at" not in item.prepared


def test_an_answer_changed_after_printing_asks_for_new_papers(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1)
    client = desk.holders["alder"]
    client.post(reverse("portal_transfer_confirmed", args=[item.cover_code]))
    item.refresh_from_db()
    assert "printed_at" in item.prepared
    answer(desk, item, "reason", reason="GIFT")
    item.refresh_from_db()
    assert "printed_at" not in item.prepared
    confirmed = client.get(reverse("portal_transfer_confirmed", args=[item.cover_code]))
    assert confirmed["Location"] == reverse("portal_transfer_check", args=[item.cover_code])


def test_a_form_is_withdrawn_by_one_press_and_its_cover_sheet_finds_nothing(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1)
    client = desk.holders["alder"]
    assert client.post(reverse("portal_transfer_withdraw", args=[item.cover_code])).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.number) == ("WITHDRAWN", None)
    assert client.get(reverse("portal_transfer_draft", args=[item.cover_code])).status_code == 404
    address = reverse("receive_transfer", args=[desk.agreement.code])
    assert "No item of this cover sheet" in spaced(desk.staff.get(address, {"cover": item.cover_code}))
    assert not Item.objects.filter(state="DRAFT").exists()
