"""A holder prepares an exercise: one question a page, checked, printed, withdrawn; it changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from agreement.errors import RightsError
from exercises.selectors.drafts import prepared
from exercises.services.drafts import begin_draft, keep_answer
from registry import clock
from registry.models import AuditRecord, BookEntry, Item, RightsAgreement, User
from registry.selectors.agreements import local_day
from registry.selectors.holder_access import exercise_standing
from registry.services import drafts, holder_access
from tests.books.books import make_notice
from tests.portal.desk import Desk, spaced


def page(desk: Desk, name: str, *args: Any) -> str:
    """The words of a page that the holder may open."""
    answer = desk.holders["alder"].get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return spaced(answer)


@pytest.mark.row("R-7a-6", "R-XB-11", "R-17-1", "R-14d-1")
@pytest.mark.refusal("PORTAL_DRAFT_ONLY")
def test_an_exercise_of_part_is_prepared_question_by_question(desk: Desk) -> None:
    before = BookEntry.objects.count()
    item = desk.begun(1)
    assert (item.number, item.state, item.prepared, len(item.cover_code or "")) == (None, "DRAFT", {}, 12)
    hub = page(desk, "portal_exercise_draft", item.cover_code)
    assert "takes effect only when the signed original, the certificate and the payment" in hub
    assert hub.count("Not started") == 7
    first = desk.answer(item, "certificates", certificates=[1])
    assert first["Location"] == reverse("portal_exercise_question", args=[item.cover_code, "rights"])
    question = page(desk, "portal_exercise_question", item.cover_code, "rights")
    assert "from 1 to 100" in question
    desk.answered(item, 1)
    told = prepared(item, at=clock.now())
    assert (told.rights, told.balance, told.due, told.missing) == (30, 70, Decimal("7500.00"), [])
    checked = page(desk, "portal_exercise_check", item.cover_code)
    for words in ("30 × $250.00 = $7,500.00", "70 Rights, on a new certificate", "(1) are not; (2) did not"):
        assert words in checked
    assert checked.count("Change") == 7
    account = page(desk, "portal_account", desk.access(1).pk)
    assert "No fraction of a Right and no fraction of a share is issued" in account
    assert "no vote, no dividend" in account
    confirmed = desk.holders["alder"].post(reverse("portal_exercise_confirmed", args=[item.cover_code]))
    assert confirmed.status_code == 302
    assert "Your papers are ready" in page(desk, "portal_exercise_confirmed", item.cover_code)
    item.refresh_from_db()
    assert (item.number, item.state) == (None, "DRAFT")
    assert BookEntry.objects.count() == before


def test_nothing_is_ticked_before_the_holder_ticks_it(desk: Desk) -> None:
    item = desk.begun(1)
    for question in ("certificates", "securities", "certification", "payment", "guarantee"):
        if question != "certificates":
            desk.answer(item, "certificates", certificates=[1])
        shown = desk.holders["alder"].get(
            reverse("portal_exercise_question", args=[item.cover_code, question])
        )
        assert b" checked" not in shown.content, question
        empty = desk.answer(item, question)
        assert empty.status_code == 422, question
        assert "There is a problem" in spaced(empty)


@pytest.mark.row("R-20k-1", "R-XB-12")
def test_an_affirming_or_blank_box_is_explained_and_not_refused(desk: Desk) -> None:
    item = desk.begun(1)
    desk.answer(item, "certificates", certificates=[1])
    question = page(desk, "portal_exercise_question", item.cover_code, "certification")
    assert "being exercised by or for a Person who is or was an Acquiring Person" in question
    assert "must consult the Company before anything is done. This is not a refusal" in question
    desk.answered(item, 1, certification={"statement_1": "YES", "statement_2": "BLANK"})
    checked = page(desk, "portal_exercise_check", item.cover_code)
    assert "(1) are; (2) I leave both boxes blank" in checked
    assert "must consult the Company first" in checked
    assert desk.papers(item).startswith(b"%PDF")


@pytest.mark.row("R-7a-4")
@pytest.mark.parametrize("rights", ["101", "0", "-1", "2.5", "", "1e3", "9" * 40, "3\x000"])
def test_more_rights_than_the_certificate_or_no_whole_number_is_refused(desk: Desk, rights: str) -> None:
    item = desk.begun(1)
    desk.answer(item, "certificates", certificates=[1])
    answer = desk.answer(item, "rights", rights=rights)
    assert answer.status_code == 422
    assert "There is a problem" in spaced(answer)
    item.refresh_from_db()
    assert "rights" not in item.prepared


def test_the_service_itself_refuses_more_rights_than_are_evidenced(desk: Desk) -> None:
    item = desk.begun(1)
    desk.answer(item, "certificates", certificates=[1])
    item.refresh_from_db()
    with pytest.raises(RightsError) as refused:
        keep_answer(item, question="rights", told=101, by=desk.counter.plan.maker, at=clock.now())
    assert refused.value.code == "NUMBER_EXCEEDS_CERTIFICATE"


def test_a_certificate_in_another_open_item_is_shown_with_it(desk: Desk) -> None:
    desk.claimed(1)
    other = desk.counter.receive(1)
    item = desk.begun(1)
    question = page(desk, "portal_exercise_question", item.cover_code, "certificates")
    assert f"R-0000001: 100 Rights; lies with transfer {other.number}" in question
    assert desk.answer(item, "certificates", certificates=[1]).status_code == 302
    assert f"with transfer {other.number}" in page(desk, "portal_account", desk.access(1).pk)


def test_a_certificate_of_another_holder_is_no_choice(desk: Desk) -> None:
    item = desk.begun(1)
    for number in (2, 999, "x"):
        answer = desk.answer(item, "certificates", certificates=[number])
        assert (answer.status_code, "Choose certificates of this account" in spaced(answer)) == (422, True)


def test_another_name_comes_with_its_whole_address_and_is_kept_as_typed(desk: Desk) -> None:
    item = desk.begun(1)
    desk.answer(item, "certificates", certificates=[1])
    short = desk.answer(item, "securities", whose="other", registration="Beech Trust")
    assert (short.status_code, "City: this is missing" in spaced(short)) == (422, True)
    where = {"address": "1 Pier {x} ____", "city": "Oakland", "region": "CA", "postal_code": "94607"}
    whole = {"whose": "other", "registration": "Ἀθηνᾶ <b>Trust</b> 信託", "country": "us", **where}
    desk.answered(item, 1, securities=whole)
    checked = (
        desk.holders["alder"].get(reverse("portal_exercise_check", args=[item.cover_code])).content.decode()
    )
    assert "<b>Trust" not in checked
    assert "&lt;b&gt;Trust" in checked
    assert item.prepared["securities"]["country"] == "US"
    assert desk.papers(item).startswith(b"%PDF")  # what no typeface has stops no paper


def test_an_answer_changed_after_printing_asks_for_new_papers(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1)
    desk.holders["alder"].post(reverse("portal_exercise_confirmed", args=[item.cover_code]))
    item.refresh_from_db()
    assert "printed_at" in item.prepared
    desk.answer(item, "rights", rights=100, back="check")
    item.refresh_from_db()
    assert "printed_at" not in item.prepared
    assert prepared(item, at=clock.now()).balance == 0
    assert "Balance in the name of" not in page(desk, "portal_exercise_check", item.cover_code)
    confirmed = desk.holders["alder"].get(reverse("portal_exercise_confirmed", args=[item.cover_code]))
    assert confirmed["Location"] == reverse("portal_exercise_check", args=[item.cover_code])


def test_papers_of_open_questions_are_not_printed(desk: Desk) -> None:
    item = desk.begun(1)
    client = desk.holders["alder"]
    answer = client.get(reverse("portal_exercise_papers", args=[item.cover_code]), follow=True)
    assert "is not answered" in spaced(answer)
    client.post(reverse("portal_exercise_confirmed", args=[item.cover_code]))
    item.refresh_from_db()
    assert item.prepared == {}


def test_a_draft_is_withdrawn_by_one_press_and_its_cover_sheet_finds_nothing(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1)
    client = desk.holders["alder"]
    assert client.post(reverse("portal_exercise_withdraw", args=[item.cover_code])).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.number) == ("WITHDRAWN", None)
    assert client.get(reverse("portal_exercise_draft", args=[item.cover_code])).status_code == 404
    address = reverse("receive_exercise", args=[desk.agreement.code])
    assert "No item of this cover sheet" in spaced(desk.staff.get(address, {"cover": item.cover_code}))
    told = AuditRecord.objects.latest("id")
    assert (told.act, told.actor) == ("DRAFT_WITHDRAWN", User.objects.get(username="alder"))
    assert told.details == {"draft": item.pk}
    with pytest.raises(RightsError) as refused:
        drafts.withdraw_draft(item, by=desk.access(1).user, at=clock.now())
    assert refused.value.code == "DRAFT_NOT_OPEN"
    assert AuditRecord.objects.filter(act="DRAFT_WITHDRAWN").count() == 1


@pytest.mark.row("R-16b-1", "R-7a-1")
def test_before_the_distribution_date_nothing_is_prepared_and_the_reason_is_told(desk: Desk) -> None:
    client = desk.claimed(1)
    RightsAgreement.objects.update(
        separation_state="ATTACHED", distribution_effective_at=None, distribution_known_from=None
    )
    account = page(desk, "portal_account", desk.access(1).pk)
    assert "The Rights still travel with the Common Shares" in account
    assert "§3(a)" in account
    assert "Prepare an exercise" not in account
    assert "ransfer" not in account.replace("transfer agent", "")
    answer = client.post(reverse("portal_exercise_begin", args=[desk.access(1).pk]), follow=True)
    assert "still travel" in spaced(answer)
    assert not Item.objects.exists()


@pytest.mark.row("R-7a-1")
def test_after_the_window_nothing_is_prepared(desk: Desk, settings: Any) -> None:
    client = desk.claimed(1)
    settings.CLOCK_OFFSET = datetime(2010, 10, 26, tzinfo=UTC) - datetime.now(UTC)
    account = page(desk, "portal_account", desk.access(1).pk)
    assert "Not open" in account
    client.post(reverse("portal_exercise_begin", args=[desk.access(1).pk]))
    assert not Item.objects.exists()


@pytest.mark.row("R-7a-1")
@pytest.mark.refusal("EXERCISE_SUSPENDED")
def test_what_exercise_waits_for_is_told_and_papers_are_prepared_all_the_same(desk: Desk) -> None:
    plan, client = desk.counter.plan, desk.claimed(1)
    account = reverse("portal_account", args=[desk.access(1).pk])
    assert "What is presented is held" not in spaced(client.get(account))
    today = local_day(plan.agreement, at=clock.now()).isoformat()
    facts = {"basis": "SECTION_9C", "starts_on": today, "limit_from": today}
    make_notice(plan, "EXERCISE_SUSPENDED", effective_at=plan.at, state="RECEIVED", facts=facts)
    told = spaced(client.get(account))
    assert f"Exercise is temporarily suspended since {today} under §9(c)" in told
    assert "You may prepare the papers now. What is presented is held" in told
    item = desk.begun(1)
    for page in ("portal_exercise_draft", "portal_exercise_check"):
        shown = spaced(client.get(reverse(page, args=[item.cover_code])))
        assert "What is presented is held until it is lifted" in shown


def test_after_the_window_a_form_prepared_within_it_is_not_printed(desk: Desk, settings: Any) -> None:
    item = desk.answered(desk.begun(1), 1)
    client = desk.holders["alder"]
    settings.CLOCK_OFFSET = datetime(2010, 10, 26, tzinfo=UTC) - datetime.now(UTC)
    refused = exercise_standing(desk.holder(1), at=clock.now()).grounds[0].message
    checked = page(desk, "portal_exercise_check", item.cover_code)
    assert refused in checked
    assert "make the papers" not in checked
    printed = client.post(reverse("portal_exercise_confirmed", args=[item.cover_code]), follow=True)
    assert refused in spaced(printed)
    papers = client.get(reverse("portal_exercise_papers", args=[item.cover_code]), follow=True)
    assert papers["Content-Type"].startswith("text/html")
    assert refused in spaced(papers)
    item.refresh_from_db()
    assert "printed_at" not in item.prepared


def test_who_lost_the_access_a_moment_ago_begins_nothing(desk: Desk) -> None:
    desk.claimed(1)
    read_before = desk.access(1)
    by, at = desk.counter.plan.maker, clock.now()
    holder_access.end_holder_access(desk.access(1), reason="Ended.", by=by, at=at)
    assert read_before.until is None
    with pytest.raises(RightsError) as refused:
        begin_draft(read_before, by=read_before.user, at=at)
    assert refused.value.code == "HOLDER_ACCESS_ENDED"
    assert not Item.objects.exists()


def test_drafts_have_a_number_that_one_holder_can_survey(desk: Desk) -> None:
    for _ in range(drafts.DRAFTS_MOST):
        desk.begun(1)
    answer = desk.holders["alder"].post(
        reverse("portal_exercise_begin", args=[desk.access(1).pk]), follow=True
    )
    assert "10 forms are prepared" in spaced(answer)
    assert Item.objects.count() == drafts.DRAFTS_MOST


def test_the_account_asks_few_queries_however_much_is_on_it(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    client = desk.claimed(1)
    for _ in range(3):
        desk.begun(1)
    with django_assert_max_num_queries(28):
        client.get(reverse("portal_account", args=[desk.access(1).pk]))
