"""A Distribution Date that moves: prices and lists of another date fall, entries stand (§3(a), §14(a))."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from registry.models import (
    AuditRecord,
    BookEntry,
    HolderList,
    ListState,
    Notice,
    NoticeKind,
    NoticeState,
)
from registry.selectors.notices import latest_in_force
from registry.services import books
from tests.registry.company_desk import DISTRIBUTION, Desk, codes

FRIDAY = {**DISTRIBUTION, "distribution_date": "2003-06-13"}  # three days before the date noticed first
PRICE = {"price": "0.85", "trading_day": "2003-06-13"}  # the Trading Day before Monday, 16 June
CLOSE = datetime(2003, 6, 17, tzinfo=UTC)  # 17:00 in San Francisco on 16 June


@pytest.fixture
def separated(desk: Desk) -> Desk:
    """A plan that separated on Monday, 16 June 2003."""
    desk.apply_record_count()
    desk.separate()
    desk.agreement.refresh_from_db()
    return desk


def kept(notice: Notice) -> list[str]:
    """The codes of the grounds that stand beside a notice."""
    return [one["code"] for one in notice.grounds]


def correction(desk: Desk, facts: dict[str, Any]) -> Notice:
    """A notice in the place of the Distribution Date in force, called back."""
    in_force = latest_in_force(desk.agreement, NoticeKind.DISTRIBUTION_DATE)
    assert in_force is not None
    told = {**facts, "supersedes": in_force.number}
    return desk.authenticate(desk.receive(NoticeKind.DISTRIBUTION_DATE, told))


def staged_list(desk: Desk) -> HolderList:
    """A list of record holders as of 16 June, read and not accepted."""
    facts = {"as_of": CLOSE.isoformat(), "shares": "10", "holders": "2"}
    return desk.read_list(desk.apply(NoticeKind.LIST_CERTIFIED, facts), as_of=CLOSE)


@pytest.mark.row("R-14a-1", "R-3a-3")
def test_14a_a_price_falls_with_the_date_before_which_it_was_the_trading_day(separated: Desk) -> None:
    price = separated.apply(NoticeKind.RIGHT_PRICE, PRICE)
    moved = correction(separated, FRIDAY)
    assert (moved.state, kept(moved)) == (NoticeState.AUTHENTICATED, ["FALLS_WITH_DATE"])
    asked = separated.request(moved)
    assert f"The price of notice {price.number} (Trading Day 2003-06-13)" in asked.summary
    separated.approve(asked)
    price.refresh_from_db()
    assert (price.state, kept(price)) == (NoticeState.SUPERSEDED, ["RIGHT_PRICE_OF_ANOTHER_DAY"])
    assert "2003-06-12" in price.grounds[0]["message"]
    assert latest_in_force(separated.agreement, NoticeKind.RIGHT_PRICE) is None
    fell = AuditRecord.objects.get(act="NOTICE_SUPERSEDED")
    assert (fell.actor, fell.details) == (separated.approver, {"by_notice": moved.number})
    anew = separated.apply(NoticeKind.RIGHT_PRICE, {**PRICE, "trading_day": "2003-06-12"})
    assert anew.state == NoticeState.APPLIED


@pytest.mark.row("R-14a-1", "R-20g-1")
def test_14a_a_price_that_an_answer_settled_stands_until_the_date_itself_moves(separated: Desk) -> None:
    price = separated.authenticate(
        separated.receive(NoticeKind.RIGHT_PRICE, {**PRICE, "trading_day": "2003-06-11"})
    )
    separated.let_stand(price)
    separated.approve(separated.request(price))
    listed = staged_list(separated)
    separated.approve(
        separated.request(correction(separated, {**DISTRIBUTION, "limb": "SHARES_ACQUISITION"}))
    )
    price.refresh_from_db()
    listed.refresh_from_db()
    assert (price.state, listed.state) == (NoticeState.APPLIED, ListState.STAGED)
    separated.approve(separated.request(correction(separated, FRIDAY)))
    price.refresh_from_db()
    assert price.state == NoticeState.SUPERSEDED


@pytest.mark.row("R-3a-3", "R-3a-8")
def test_3a_a_list_as_of_the_old_date_falls_with_it(separated: Desk) -> None:
    listed = staged_list(separated)
    separated.approve(separated.request(correction(separated, FRIDAY)))
    listed.refresh_from_db()
    assert listed.state == ListState.SUPERSEDED
    fell = AuditRecord.objects.get(act="LIST_SUPERSEDED")
    assert (fell.actor, fell.subject) == (separated.approver, f"holder list {listed.pk}")


@pytest.mark.row("R-3c-1", "R-3d-1", "R-18b-1")
@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (NoticeKind.SHARES_ISSUED, {"shares": "100", "issued_on": "2003-06-14", "issue": "options"}),
        (NoticeKind.SHARES_ACQUIRED, {"shares": "100", "acquired_on": "2003-06-14"}),
    ],
)
def test_a_date_that_an_entry_on_the_books_does_not_fit_is_asked_back(
    desk: Desk, kind: NoticeKind, facts: dict[str, str]
) -> None:
    desk.apply_record_count()
    desk.apply(kind, facts)
    desk.separate()
    desk.agreement.refresh_from_db()
    effective = desk.agreement.distribution_effective_at
    moved = correction(desk, FRIDAY)
    assert (moved.state, kept(moved)) == (NoticeState.QUERIED, ["NOTICE_EFFECT_STANDS"])
    assert "Entry 2 (shares of 2003-06-14) rests on notice 3" in moved.grounds[0]["message"]
    desk.let_stand(moved)
    with pytest.raises(RefusedByGround) as barred:  # an answer undoes no entry
        desk.request(moved)
    assert codes(barred) == ["NOTICE_QUERIED", "NOTICE_EFFECT_STANDS"]
    desk.agreement.refresh_from_db()
    assert desk.agreement.distribution_effective_at == effective


@pytest.mark.row("R-3c-1", "R-3a-3")
def test_the_date_moves_once_the_entry_is_corrected_and_a_later_date_asks_nothing(desk: Desk) -> None:
    desk.apply_record_count()
    desk.apply(NoticeKind.SHARES_ISSUED, {"shares": "100", "issued_on": "2003-06-14", "issue": "options"})
    desk.separate()
    desk.agreement.refresh_from_db()
    desk.later(days=1)
    later = correction(desk, {**DISTRIBUTION, "distribution_date": "2003-06-17"})
    assert later.state == NoticeState.AUTHENTICATED
    desk.approve(desk.request(later))
    desk.agreement.refresh_from_db()
    moved = correction(desk, FRIDAY)
    assert kept(moved) == ["NOTICE_EFFECT_STANDS"]
    entry = BookEntry.objects.get(number=2)
    correct(desk, entry)
    assert desk.approve(desk.request(moved)).state == NoticeState.APPLIED


def correct(desk: Desk, entry: BookEntry) -> None:
    """The Rights of an entry leave the books by an entry that corrects it."""
    lot = entry.lots_opened.get()
    request = {
        "agreement": desk.agreement.code,
        "kind": "CORRECT",
        "section": "3(c)",
        "document": entry.document_id,
        "item": None,
        "effective_at": entry.effective_at.isoformat(),
        "received_at": desk.at.isoformat(),
        "corrects": entry.pk,
        "memorandum": "These shares were issued after the separation.",
        "close": [{"lot": lot.pk, "retired_as": "CANCELLED"}],
        "open": [],
        "certificates": [],
        "events": [],
        "rights_created": 0,
    }
    desk.approve(
        books.request_entry(
            desk.agreement, entry=request, summary="Correct entry", maker=desk.maker, at=desk.later()
        )
    )
