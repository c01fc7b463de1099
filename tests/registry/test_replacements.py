"""A notice that replaces another: what goes with the earlier one, what no notice undoes (§4(b), §14, §18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from registry.models import (
    BookEntry,
    CashInLieu,
    FormVersion,
    HolderList,
    ListState,
    Notice,
    NoticeKind,
    NoticeState,
    RegisteredHolder,
)
from registry.selectors.agreements import distribution_facts, projected_distribution, terms_in_force
from registry.selectors.openings import separation_of
from registry.services.agreements import request_form_approval
from tests.registry.company_desk import DISTRIBUTION, MORNING, Desk, codes

OAK = {"person_name": "Oak Partners", "account": "10", "taint_class": "I"}
ELM = {"person_name": "Elm Partners", "account": "12", "taint_class": "I"}
FRIDAY = {"price": "0.85", "trading_day": "2003-06-13"}  # the Trading Day before Monday, 16 June
CLOSE = datetime(2003, 6, 17, tzinfo=UTC)  # 17:00 in San Francisco on 16 June


def kept(notice: Notice) -> list[str]:
    """The codes of the grounds that stand beside a notice."""
    return [one["code"] for one in notice.grounds]


@pytest.fixture
def separated(desk: Desk) -> Desk:
    """A plan with its Rights attached, then separated."""
    desk.apply_record_count()
    desk.separate()
    desk.agreement.refresh_from_db()
    return desk


@pytest.fixture
def owe(separated: Desk) -> Callable[[str, int, int], CashInLieu]:
    """Note a fraction of a Right that an account is owed."""
    entry = BookEntry.objects.get()

    def note(account: str, numerator: int, denominator: int) -> CashInLieu:
        holder = RegisteredHolder.objects.create(
            agreement=separated.agreement,
            account=account,
            registration="Cedar",
            address="1 Quay",
            city="Alder",
            country="US",
        )
        return CashInLieu.objects.create(
            agreement=separated.agreement,
            holder=holder,
            entry=entry,
            fraction_numerator=numerator,
            fraction_denominator=denominator,
        )

    return note


@pytest.mark.row("R-4b-1", "R-4b-3")
def test_a_corrected_list_of_persons_takes_the_place_of_the_first(separated: Desk) -> None:
    first = separated.apply(NoticeKind.PRE_SEPARATION_NULLITY, {"persons": [OAK]})
    second = separated.apply(
        NoticeKind.PRE_SEPARATION_NULLITY, {"persons": [ELM], "supersedes": first.number}
    )
    first.refresh_from_db()
    assert (first.state, second.state) == (NoticeState.SUPERSEDED, NoticeState.APPLIED)
    listed = HolderList(agreement=separated.agreement)
    legended = separation_of(listed, terms=terms_in_force(separated.agreement, known_at=separated.at))
    assert legended.notices == (second.pk,)


@pytest.mark.row("R-18b-2")
def test_a_corrected_announcement_moves_the_projection_from_its_receipt_on(desk: Desk) -> None:
    first = desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-05-30"})
    before = desk.at
    desk.later(hours=1)
    facts = {"limb": "TENDER_OFFER", "announced_on": "2003-06-02", "supersedes": first.number}
    desk.apply(NoticeKind.ANNOUNCEMENT, facts)
    known = distribution_facts(desk.agreement, known_at=desk.at)
    assert known.offer_published_on == date(2003, 6, 2)
    assert distribution_facts(desk.agreement, known_at=before).offer_published_on == date(2003, 5, 30)
    projected = projected_distribution(desk.agreement, known_at=desk.at)
    assert projected is not None
    assert projected.at == CLOSE


@pytest.mark.row("R-14a-1", "R-3a-8")
def test_a_corrected_price_fixes_the_amounts_anew_that_are_not_funded(
    separated: Desk, owe: Callable[[str, int, int], CashInLieu]
) -> None:
    half, third, funded = owe("1", 1, 2), owe("2", 1, 3), owe("3", 1, 2)
    first = separated.apply(NoticeKind.RIGHT_PRICE, FRIDAY)
    CashInLieu.objects.filter(pk=funded.pk).update(state="FUNDED")
    corrected = {**FRIDAY, "price": "0.95", "supersedes": first.number}
    second = separated.apply(NoticeKind.RIGHT_PRICE, corrected)
    first.refresh_from_db()
    assert first.state == NoticeState.SUPERSEDED
    amounts = dict(CashInLieu.objects.values_list("pk", "amount"))
    assert amounts == {half.pk: Decimal("0.48"), third.pk: Decimal("0.32"), funded.pk: Decimal("0.43")}
    assert kept(second) == ["FRACTIONS_ALREADY_FUNDED"]


@pytest.mark.row("R-14a-1", "R-3a-8")
@pytest.mark.parametrize("day", ["2003-06-12", "2003-06-16", "2003-06-14"])
def test_a_price_of_another_day_is_asked_back_and_fixes_nothing(
    separated: Desk, owe: Callable[[str, int, int], CashInLieu], day: str
) -> None:
    owe("1", 1, 2)
    notice = separated.authenticate(separated.receive(NoticeKind.RIGHT_PRICE, {**FRIDAY, "trading_day": day}))
    assert notice.state == NoticeState.QUERIED
    assert kept(notice) == ["RIGHT_PRICE_OF_ANOTHER_DAY"]
    assert "2003-06-13" in notice.grounds[0]["message"]
    assert notice.applications.get().state == "DRAFT"
    with pytest.raises(RefusedByGround):
        separated.request(notice)
    assert CashInLieu.objects.get().amount is None
    separated.apply(NoticeKind.RIGHT_PRICE, {**FRIDAY, "price": "0.9", "supersedes": notice.number})
    notice.refresh_from_db()
    assert notice.state == NoticeState.SUPERSEDED
    assert notice.applications.get().state == "WITHDRAWN"


def test_a_price_before_the_notice_of_the_distribution_date_waits_for_it(desk: Desk) -> None:
    price = desk.authenticate(desk.receive(NoticeKind.RIGHT_PRICE, FRIDAY))
    assert kept(price) == ["RIGHTS_NOT_SEPARATED"]
    desk.apply_record_count()
    desk.separate()
    applied = desk.approve(desk.request(price))
    assert applied.state == NoticeState.APPLIED
    assert applied.applications.get().state == "WITHDRAWN"


@pytest.mark.row("R-3a-3")
def test_a_corrected_distribution_date_moves_it_while_the_books_are_closed(separated: Desk) -> None:
    first = Notice.objects.get(kind=NoticeKind.DISTRIBUTION_DATE)
    facts = {**DISTRIBUTION, "distribution_date": "2003-06-13"}
    second = separated.authenticate(separated.receive(NoticeKind.DISTRIBUTION_DATE, facts))
    assert set(kept(second)) == {"INSTRUCTION_OUTSIDE_AGREEMENT", "INSTRUCTIONS_CONFLICT"}
    third = separated.apply(
        NoticeKind.DISTRIBUTION_DATE,
        {**facts, "supersedes": first.number},
    )
    separated.agreement.refresh_from_db()
    assert separated.agreement.separation_state == "SEPARATED_PENDING_LIST"
    assert separated.agreement.distribution_effective_at == third.effective_at
    assert separated.agreement.distribution_known_from == third.received_at > MORNING


@pytest.mark.row("R-18b-1")
def test_what_is_posted_no_notice_undoes_and_no_answer_either(desk: Desk) -> None:
    first = desk.apply_record_count()
    facts = {"shares": "38400000", "as_of": "2000-10-23", "source": "report", "supersedes": first.number}
    notice = desk.authenticate(desk.receive(NoticeKind.RECORD_COUNT, facts))
    assert "NOTICE_EFFECT_STANDS" in kept(notice)
    assert "Entry 1 rests on notice 1" in notice.grounds[-1]["message"]
    desk.let_stand(notice)
    with pytest.raises(RefusedByGround) as barred:
        desk.request(notice)
    assert "NOTICE_EFFECT_STANDS" in codes(barred)
    assert BookEntry.objects.count() == 1


def test_a_form_signed_off_is_not_undone_and_before_that_the_approval_goes(desk: Desk) -> None:
    form = FormVersion.objects.get(agreement=desk.agreement)
    words = {"form_version": form.name, "folder_hash": form.folder_hash}
    first = desk.apply(NoticeKind.FORM_APPROVAL, words)
    second = desk.apply(NoticeKind.FORM_APPROVAL, {**words, "supersedes": first.number})
    form.refresh_from_db()
    assert form.company_approval == second.document
    desk.approve(
        request_form_approval(
            form, document=None, sign_off="NO_EFFECT_ON_AGENT", maker=desk.maker, at=desk.later()
        )
    )
    third = desk.authenticate(desk.receive(NoticeKind.FORM_APPROVAL, {**words, "supersedes": second.number}))
    assert kept(third) == ["NOTICE_EFFECT_STANDS"]


def test_a_list_falls_with_the_certificate_it_was_read_against(separated: Desk) -> None:
    as_of = CLOSE.isoformat()
    first = separated.apply(NoticeKind.LIST_CERTIFIED, {"as_of": as_of, "shares": "10", "holders": "2"})
    listed = separated.read_list(first, as_of=CLOSE)
    separated.apply(
        NoticeKind.LIST_CERTIFIED,
        {"as_of": as_of, "shares": "11", "holders": "2", "supersedes": first.number},
    )
    listed.refresh_from_db()
    assert listed.state == ListState.SUPERSEDED


@pytest.mark.row("R-20g-1")
@pytest.mark.parametrize(
    ("number", "told"), [(9, "not on file"), (1, "about another matter"), (2, "was replaced already")]
)
def test_a_replacement_that_names_what_it_cannot_replace_is_asked_back(
    desk: Desk, number: int, told: str
) -> None:
    desk.apply_record_count()
    told_first: dict[str, Any] = {"limb": "TENDER_OFFER", "announced_on": "2003-05-30"}
    desk.apply(NoticeKind.ANNOUNCEMENT, told_first)
    desk.apply(NoticeKind.ANNOUNCEMENT, {**told_first, "announced_on": "2003-06-02", "supersedes": 2})
    facts = {**told_first, "announced_on": "2003-06-03", "supersedes": number}
    notice = desk.authenticate(desk.receive(NoticeKind.ANNOUNCEMENT, facts))
    assert notice.state == NoticeState.QUERIED
    assert kept(notice) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert told in notice.grounds[0]["message"]


@pytest.mark.row("R-18b-1", "R-20g-1")
def test_an_answer_lets_a_notice_stand_and_puts_nothing_of_another_matter_out_of_force(desk: Desk) -> None:
    count = desk.apply_record_count()
    facts = {"limb": "TENDER_OFFER", "announced_on": "2003-05-30", "supersedes": count.number}
    notice = desk.authenticate(desk.receive(NoticeKind.ANNOUNCEMENT, facts))
    assert notice.state == NoticeState.QUERIED
    desk.let_stand(notice)
    assert desk.approve(desk.request(notice)).state == NoticeState.APPLIED
    count.refresh_from_db()
    assert count.state == NoticeState.APPLIED


@pytest.mark.row("R-20g-1")
def test_an_answer_settles_what_was_asked_and_nothing_that_came_up_since(desk: Desk) -> None:
    desk.apply_record_count()
    issue = {"shares": "100", "issued_on": "2002-05-01", "issue": "options"}
    first = desk.authenticate(desk.receive(NoticeKind.SHARES_ISSUED, issue))
    second = desk.authenticate(desk.receive(NoticeKind.SHARES_ISSUED, {**issue, "supersedes": 99}))
    desk.let_stand(second)
    desk.approve(desk.request(first))
    with pytest.raises(RefusedByGround) as twice:
        desk.request(second)
    assert "would count twice" in str(twice.value)
    assert BookEntry.objects.filter(kind="ATTACH").count() == 2
