"""Another number of Rights by the Company's election: what the holders of record are given (11(h))."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from agreement.errors import Conflict, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.workflow.items import ENDED_STATES, ItemKind
from registry.models import (
    Approval,
    BookEntry,
    CashInLieu,
    CertificateEvent,
    Lot,
    LotTaint,
    Notice,
    NoticeKind,
    RightsCertificate,
)
from registry.selectors.number_adjustments import holders_of_record, number_desk
from registry.selectors.register import control_total
from registry.services import items, number_adjustments
from registry.services.refusals import told_as_errors
from tests.certificates.runs import Press
from tests.registry.adjusted import accepted, certified, make_may
from tests.registry.company_desk import codes
from tests.registry.console import open_console
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK, NullityDesk
from tests.registry.test_items_same_name import receive
from tests.registry.test_new_form_runs import stopped

ELECTED: dict[str, Any] = {
    "adjusted_under": "NUMBER_OF_UNITS", "price_of_unit": None, "event": "Number of Rights changed instead",
    "elected_on": "2004-05-03", "announced_on": "2004-05-03", "record_date": "2004-05-13",
    "distributed": "ADDITIONAL", "rights_per_right": "1.05263",
}  # fmt: skip
MAY_14 = datetime(2004, 5, 14, 17, 0, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_may()


def election(desk: NullityDesk, **changed: Any) -> Notice:
    """A price of $237.50 for $250.00, and the Company's election of more Rights, accepted by two people."""
    price = accepted(desk, certified(desk, price_of_unit="237.50"))
    return accepted(desk, certified(desk, **(ELECTED | {"changes_instead": price.number} | changed)))


def on_the_day_after(desk: NullityDesk) -> None:
    desk.plan.at = MAY_14


def ask(desk: NullityDesk, notice: Notice) -> Approval:
    return number_adjustments.request_number_adjustment(notice, maker=desk.plan.maker, at=desk.plan.tick())


def carry_out(desk: NullityDesk, notice: Notice) -> BookEntry:
    entry: BookEntry = desk.press.approve(ask(desk, notice))
    return entry


def given(entry: BookEntry) -> list[tuple[str, int, str]]:
    """Account, Rights and legend of each certificate that an entry issued, by number."""
    certificates = RightsCertificate.objects.filter(issued_by=entry).order_by("number")
    return list(certificates.values_list("holder__account", "rights", "legend_class"))


@pytest.mark.row("R-11h-4", "R-11h-2")
def test_every_holder_of_record_gets_a_certificate_for_the_whole_rights_and_cash_for_the_rest(
    desk: NullityDesk,
) -> None:
    notice = election(desk)
    on_the_day_after(desk)
    before = control_total(desk.agreement)
    old = {one.holder_id: one for one in RightsCertificate.objects.all()}
    entry = carry_out(desk, notice)
    assert (entry.kind, entry.section, entry.rights_created, entry.rights_opened, entry.rights_closed) == (
        "ADJUST_NUMBER", "11(h)", 20, 20, 0
    )  # fmt: skip
    new = list(RightsCertificate.objects.filter(issued_by=entry).order_by("number"))
    # 100 × 1.05263 = 105.263: five whole Rights more, and 0.263 of a Right in cash.
    assert [(one.number, one.rights, one.legend_class) for one in new] == [
        (5, 5, "GENERAL"), (6, 5, "GENERAL"), (7, 5, "GENERAL"), (8, 5, "GENERAL"),
    ]  # fmt: skip
    fractions = CashInLieu.objects.filter(entry=entry).order_by("holder__account")
    assert [Fraction(one.fraction_numerator, one.fraction_denominator) for one in fractions] == [
        Fraction(rights) * Fraction("1.05263") % 1 for rights in (100, 101, 102, 103)
    ]
    # In the names of the holders of record, and of the form in use; what was out stands as it was.
    for one in new:
        assert (one.holder, one.registration) == (old[one.holder_id].holder, old[one.holder_id].registration)
        assert one.dated == old[one.holder_id].dated
        assert Lot.objects.get(certificate=one).parent is None
    assert Lot.objects.filter(closed_by=entry).count() == 0
    after = control_total(desk.agreement)
    assert (after.authorised - before.authorised, after.live - before.live) == (20, 20)
    assert desk.findings() == []
    locked = Press(desk.plan, entry).lock()
    assert (locked.first_number, locked.last_number) == (5, 8)


@pytest.mark.row("R-11h-3", "R-11h-4")
def test_who_held_at_the_close_of_the_record_date_gets_them_whoever_holds_now(desk: NullityDesk) -> None:
    notice = election(desk)
    buyer = desk.plan.holder("77777")
    desk.plan.at = datetime(2004, 5, 13, 23, 59, tzinfo=UTC)  # a minute before the close in San Francisco
    desk.move(desk.lot(ELM), buyer)
    desk.plan.at = datetime(2004, 5, 14, 0, 1, tzinfo=UTC)
    desk.move(desk.lot(ALDER), buyer)
    seller, late_seller = desk.holder(ELM), desk.holder(ALDER)
    on_the_day_after(desk)
    got = dict.fromkeys((), 0) | {account: rights for account, rights, _ in given(carry_out(desk, notice))}
    assert seller.account not in got
    assert got[late_seller.account] == 5
    assert got[buyer.account] == 5  # of the 101 that it held then; not of the 102 that came after
    assert desk.findings() == []


@pytest.mark.row("R-7e-8", "R-4b-2")
def test_void_rights_get_nothing_and_what_bears_the_legend_passes_it_on(desk: NullityDesk) -> None:
    notice = election(desk)
    on_the_day_after(desk)
    # Found after the record date, void since an event before it: 60 of Oak's 100.
    desk.nullify(desk.notified(desk.position(desk.holder(OAK), rights=60)))
    # Void from an event after the record date: the Rights were valid then, and what they became is void too.
    desk.event_at = desk.plan.tick()
    desk.plan.tick()
    desk.nullify(desk.notified(desk.position(desk.holder(NOMINEE))))
    found = {
        one.account: one for one in holders_of_record(number_desk(notice, at=desk.plan.at)) if one.is_void
    }
    assert [(one.rights, one.additional, one.fraction) for one in found.values()] == [(60, 0, 0)]
    totals = number_desk(notice, at=desk.plan.at).totals
    assert (totals.of_record, totals.rights, totals.void_rights, totals.legended) == (4, 406, 60, 1)
    entry = carry_out(desk, notice)
    assert [(rights, legend) for _, rights, legend in given(entry)] == [
        (2, "GENERAL"), (5, "GENERAL"), (5, "GENERAL"), (5, "NULLITY"),
    ]  # fmt: skip
    [mark] = LotTaint.objects.filter(marked_by=entry)
    old = LotTaint.objects.get(lot__certificate__number=NOMINEE, ended_by__isnull=True)
    assert (mark.taint_class, mark.notice, mark.void_from) == (old.taint_class, old.notice, old.void_from)
    assert mark.lot.holder == desk.holder(NOMINEE)
    assert desk.findings() == []


@pytest.mark.refusal("NUMBER_ADJUSTMENT_CHANGED", "NUMBER_ADJUSTED")
def test_another_count_is_refused_and_so_is_a_second_time(desk: NullityDesk) -> None:
    notice = election(desk)
    on_the_day_after(desk)
    asked = ask(desk, notice)
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    books = BookEntry.objects.count()
    with pytest.raises(Conflict) as changed:
        desk.press.approve(asked)
    assert changed.value.code == "NUMBER_ADJUSTMENT_CHANGED"
    assert "15 additional Rights would go to 3 holders" in str(changed.value)
    assert BookEntry.objects.count() == books
    carry_out(desk, notice)
    with pytest.raises(RefusedByGround) as again:
        ask(desk, notice)
    assert codes(again) == ["NUMBER_ADJUSTED"]


@pytest.mark.refusal("NUMBER_ADJUSTMENT_NOT_POSSIBLE", "COMPANY_NOTICE_REQUIRED")
def test_nothing_is_given_before_the_record_date_without_a_ratio_or_against_the_option(
    desk: NullityDesk,
) -> None:
    notice = election(desk)
    assert told(desk, notice) == ["the record date has not closed"]
    on_the_day_after(desk)
    [unsaid, replaced] = [
        election(desk, rights_per_right=None, effective_from="2004-05-03T17:00:00+00:00"),
        election(desk, distributed="REPLACEMENT", effective_from="2004-05-03T18:00:00+00:00"),
    ]
    assert told(desk, unsaid) == [
        "the Company has not certified the number of Rights that each Right becomes"
    ]
    [why] = told(desk, replaced)
    assert why.endswith("only where the Company says that it requires no surrender of them")
    # Nor at the door itself.
    request = number_adjustments._request(number_desk(notice, at=desk.plan.at)) | {"notice_id": replaced.pk}
    assert refused_at_the_door(desk, request) == "COMPANY_NOTICE_REQUIRED"
    other = number_adjustments._request(number_desk(notice, at=desk.plan.at)) | {
        "numerator": 2,
        "denominator": 1,
    }
    assert refused_at_the_door(desk, other) == "COMPANY_NOTICE_REQUIRED"


def told(desk: NullityDesk, notice: Notice) -> list[str]:
    """Why nothing is given by an election now."""
    with pytest.raises(RefusedByGround) as refused:
        ask(desk, notice)
    assert set(codes(refused)) == {"NUMBER_ADJUSTMENT_NOT_POSSIBLE"}
    return [str(one.facts["reason"]) for one in number_desk(notice, at=desk.plan.at).grounds]


def refused_at_the_door(desk: NullityDesk, request: dict[str, Any]) -> str:
    """With which code the database refuses a request that two people approved."""
    approval = desk.plan.approved(request, "ADJUST_NUMBER")
    with (
        pytest.raises(RightsError) as refused,
        transaction.atomic(),
        told_as_errors(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT * FROM adjust_number(%s, %s, %s)", [approval, Jsonb(request), desk.plan.tick()]
        )
    return refused.value.code


@pytest.mark.row("R-14a-1")
def test_the_fractions_are_priced_as_of_the_trading_day_before_the_record_date(desk: NullityDesk) -> None:
    notice = election(desk)
    on_the_day_after(desk)
    entry = carry_out(desk, notice)
    stated = {"price": "0.85", "trading_day": "2004-05-13", "fractions_of": notice.number}
    wrong = desk.authenticate(desk.receive(NoticeKind.RIGHT_PRICE, stated))
    assert [one["code"] for one in wrong.grounds] == ["RIGHT_PRICE_OF_ANOTHER_DAY"]
    desk.apply(NoticeKind.RIGHT_PRICE, stated | {"trading_day": "2004-05-12", "supersedes": wrong.number})
    rows = CashInLieu.objects.filter(entry=entry).order_by("holder__account").values_list("amount", "state")
    # 0.263 × $0.85 = $0.22355; 0.31563, 0.36826, 0.42089 likewise.
    assert [(str(amount), state) for amount, state in rows] == [
        (amount, "CERTIFICATE_RECEIVED") for amount in ("0.22", "0.27", "0.31", "0.36")
    ]


def test_a_ratio_off_the_grid_is_asked_back_and_ours_stands_beside_it(desk: NullityDesk) -> None:
    price = accepted(desk, certified(desk, price_of_unit="237.50"))
    rough = certified(desk, **(ELECTED | {"changes_instead": price.number, "rights_per_right": "1.052631"}))
    assert [one["code"] for one in rough.grounds] == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert number_desk(rough, at=desk.plan.at).computed == Fraction("1.05263")


@pytest.mark.servers
@pytest.mark.row("R-11h-4")
def test_the_page_tells_what_it_comes_to_asks_for_it_and_shows_it_done(
    desk: NullityDesk, settings: Any
) -> None:
    notice = election(desk)
    on_the_day_after(desk)
    plan = desk.plan
    settings.DEMO = True
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)
    page = console.see("number_adjustment", notice.number)
    assert "1.05263" in page
    assert "0.263" in page
    assert "Ask for the additional Rights" in page
    console.done("number_adjustment_asked", notice.number)
    assert "Ask for the additional Rights" not in console.see("number_adjustment", notice.number)
    console.approve()
    page = console.see("number_adjustment", notice.number)
    assert "What was given" in page
    assert "4 wait for the Company" in page
    assert "Additional Rights" in console.see("adjustment", notice.number)
    assert "Certificates issued" in page


@pytest.mark.row("R-11h-4", "R-4b-2")
@pytest.mark.refusal("CERTIFICATE_OF_OLD_FORM")
def test_at_the_companys_option_all_rights_come_on_new_certificates_in_place_of_those_out(
    desk: NullityDesk,
) -> None:
    notice = election(desk, distributed="REPLACEMENT", surrender="NOT_REQUIRED")
    on_the_day_after(desk)
    desk.nullify(desk.notified(desk.position(desk.holder(OAK), rights=60)))
    stopped(desk, ALDER)
    before = control_total(desk.agreement)
    totals = number_desk(notice, at=desk.plan.at).totals
    assert (totals.replaced, totals.replaced_rights, totals.additional, totals.certificates) == (
        3,
        304,
        17,
        5,
    )
    entry = carry_out(desk, notice)
    assert (entry.rights_closed, entry.rights_created, entry.rights_opened) == (304, 17, 321)
    assert [(rights, legend) for _, rights, legend in given(entry)] == [
        (42, "GENERAL"),  # Oak's 40 that are valid, and 2 more
        (60, "NULLITY"),  # its void Rights: as many as before
        (106, "GENERAL"),
        (5, "GENERAL"),  # Alder's paper is stopped and stays: the additional Rights alone
        (108, "GENERAL"),
    ]  # fmt: skip
    assert desk.lot(ALDER).rights == 102
    ended = CertificateEvent.objects.filter(entry=entry).values_list("kind", "first_number", "last_number")
    assert sorted(ended) == [("REPLACED", 1, 2), ("REPLACED", 4, 4)]
    after = control_total(desk.agreement)
    assert (after.live - before.live, after.void - before.void) == (17, 0)
    assert desk.findings() == []
    item = receive(desk.counter(), ItemKind.EXCHANGE_CERTIFICATES, ELM)
    refusals = {one.code for one in grounds_of(items.examine(item, at=desk.plan.at))}
    assert "CERTIFICATE_OF_OLD_FORM" in refusals


def test_an_item_that_is_over_holds_no_certificate_back_as_the_rules_have_it(desk: NullityDesk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'lots_replaced_by_number'")
        (text,) = cursor.fetchone()
    assert f"ARRAY[{', '.join(repr(one.value) for one in ENDED_STATES)}]" in text
