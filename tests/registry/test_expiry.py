"""The end of the Rights on the Final Expiration Date: what is finished first, one entry for the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from agreement.errors import RightsError
from registry.models import (
    Approval,
    BookEntry,
    Lot,
    NoticeKind,
    RightsCertificate,
    TermsVersion,
)
from registry.selectors.expiry import expiry_of
from registry.selectors.holdings import holdings_as_of
from registry.selectors.register import RegisterFilters, control_total, register_page
from registry.services import expiry, item_work
from registry.services.refusals import told_as_errors
from registry.verifier import verify
from tests.registry.console import open_console
from tests.registry.nullity_scene import ELM, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.servers
# The Close of Business on Monday 25 October 2010 in California; the 23rd is a Saturday.
END = datetime(2010, 10, 26, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
STANDING = 5_000_406  # on four certificates, and attached


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; the file of the agreement is on file."""
    desk = make_nullity_desk()
    kept = TermsVersion.objects.get(agreement=desk.agreement)
    kept.pk, kept.version, kept.document = None, 2, desk.plan.document
    kept.save(force_insert=True)
    return desk


def ask(desk: NullityDesk, *, at: datetime) -> Approval:
    return expiry.request_expiry(desk.agreement, maker=desk.plan.maker, at=at)


def retire(desk: NullityDesk) -> BookEntry:
    """All that is left, retired by two people after the end."""
    desk.plan.at = max(desk.plan.at, END)
    return desk.press.approve(ask(desk, at=desk.plan.tick()))


def refused(desk: NullityDesk, act: Any) -> list[str]:
    """The codes with which an act is refused; nothing is posted."""
    before = BookEntry.objects.count()
    with pytest.raises(RightsError) as found:
        act()
    assert BookEntry.objects.count() == before
    return [one.code for one in getattr(found.value, "grounds", ())] or [found.value.code]


@pytest.mark.row("R-1r-1")
@pytest.mark.refusal("RIGHTS_NOT_EXPIRED")
def test_nothing_is_retired_before_the_close_of_business_after_a_saturday(desk: NullityDesk) -> None:
    assert expiry_of(desk.agreement, at=desk.plan.tick()).expires_at == END
    assert refused(desk, lambda: ask(desk, at=END - INSTANT)) == ["RIGHTS_NOT_EXPIRED"]
    desk.plan.at = END
    assert ask(desk, at=END).request["effective_at"].startswith("2010-10-25T17:00:00-07:00")


def test_one_entry_retires_all_that_is_left_and_touches_no_lot(desk: NullityDesk) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    lots = Lot.objects.order_by("pk")
    before = list(lots.values_list("pk", "closed_by", "retired_as"))
    standing = control_total(desk.agreement).live
    entry = retire(desk)
    assert (entry.kind, entry.section, entry.ended_class) == ("EXPIRE", "1(q)", "ALL")
    assert (entry.rights_closed, entry.rights_retired, entry.effective_at) == (standing, standing, END)
    assert list(lots.values_list("pk", "closed_by", "retired_as")) == before
    total = control_total(desk.agreement)
    assert (total.live, total.void) == (0, 0)
    left_as = {"EXPIRED": standing - 100, "VOID": 100}
    assert dict(total.retired_by_kind) == left_as, "void Rights leave as void"
    assert list(holdings_as_of(desk.agreement, at=desk.plan.at)) == []
    assert verify([desk.agreement.code]).findings == []
    assert verify([desk.agreement.code]).totals[0].retired == left_as


def test_certificates_are_told_as_expired_and_found_so(desk: NullityDesk) -> None:
    retire(desk)
    page = register_page(desk.agreement, filters=RegisterFilters(status="EXPIRED"), at=desk.plan.at)
    assert [one.status for one in page.rows] == ["EXPIRED"] * RightsCertificate.objects.count()


@pytest.mark.refusal("NO_RIGHTS_STAND")
def test_rights_expire_once(desk: NullityDesk) -> None:
    retire(desk)
    assert refused(desk, lambda: retire(desk)) == ["NO_RIGHTS_STAND"]


@pytest.mark.refusal("ITEMS_IN_TIME_OPEN")
def test_what_was_received_in_time_is_finished_first(desk: NullityDesk) -> None:
    desk.plan.at = END - timedelta(seconds=10)
    item = desk.counter().receive(ELM, rights=40)
    desk.plan.at = END
    assert refused(desk, lambda: ask(desk, at=desk.plan.tick())) == ["ITEMS_IN_TIME_OPEN"]
    assert list(expiry_of(desk.agreement, at=desk.plan.at).open_items) == [item]
    desk.press.approve(
        item_work.request_withdrawal(
            item, document=desk.plan.document, maker=desk.plan.maker, at=desk.plan.tick()
        )
    )
    assert retire(desk).rights_retired == STANDING


def test_what_came_too_late_keeps_nothing_waiting(desk: NullityDesk) -> None:
    desk.plan.at = END + INSTANT
    late = desk.counter().receive(ELM, rights=40)
    assert late.state != "EXAMINED"
    assert retire(desk).rights_retired == STANDING


@pytest.mark.refusal("ORDER_ENDS_THE_RIGHTS")
def test_an_order_of_the_board_that_stands_is_carried_out_first(desk: NullityDesk) -> None:
    told = {"ordered_at": desk.plan.at.isoformat(), "paid_in": "CASH", "method": "Check by first-class mail"}
    desk.receive(NoticeKind.REDEMPTION_ORDERED, told)
    desk.plan.at = END
    assert refused(desk, lambda: ask(desk, at=desk.plan.tick())) == ["ORDER_ENDS_THE_RIGHTS"]


@pytest.mark.refusal("STANDING_RIGHTS_CHANGED")
def test_other_rights_than_approved_are_refused_by_the_service_and_by_the_database(desk: NullityDesk) -> None:
    desk.plan.at = END
    approval = ask(desk, at=desk.plan.tick())
    late = desk.plan.entry("CANCEL", "8", close=[{"lot": desk.lot(ELM).pk, "retired_as": "CANCELLED"}])
    desk.plan.post(late)
    assert refused(desk, lambda: desk.press.approve(approval)) == ["STANDING_RIGHTS_CHANGED"]
    anew = approval.request | {"received_at": desk.plan.at.isoformat()}
    key = desk.plan.approved(anew, kind="EXPIRE_RIGHTS")

    def post() -> None:
        with transaction.atomic(), told_as_errors(), connection.cursor() as cursor:
            asked = [key, Jsonb(anew), desk.plan.tick()]
            cursor.execute("SELECT * FROM end_rights(%s, %s, %s)", asked)

    assert refused(desk, post) == ["STANDING_RIGHTS_CHANGED"]


def test_nothing_moves_after_the_end_whatever_was_asked_before(desk: NullityDesk) -> None:
    lot, elm = desk.lot(ELM), desk.holder(OAK)
    retire(desk)
    asked = desk.plan.transfer(lot, elm, effective_at=desk.plan.at.isoformat())
    assert refused(desk, lambda: desk.plan.post(asked)) == ["LOT_ALREADY_CLOSED"]


def test_the_desk_of_expiry_shows_what_is_left_and_two_people_retire_it(
    desk: NullityDesk, settings: Any
) -> None:
    settings.DEMO = True
    settings.CLOCK_OFFSET = END + timedelta(hours=1) - datetime.now(UTC)
    plan = desk.plan
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)
    page = console.see("expiry")
    assert "Ask to retire what is left" in page
    assert "5,000,406" in page
    console.done("expiry_asked")
    assert "Ask to retire what is left" not in console.see("expiry")
    console.approve()
    page = console.see("expiry")
    assert "No Rights stand on the books" in page
    assert "made by" in page
