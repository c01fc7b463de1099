"""Orders of redemption and exchange: what stops from their filing on, what is asked back, what ends one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from agreement.errors import RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.grounds import Effect
from agreement.workflow.items import ItemKind, ItemState
from certificates.selectors.mailings import mailings_due
from exercises.selectors.board_orders import done_afterwards, stopped_exercises
from exercises.services import elections
from registry.models import Approval, BookEntry, InstructionApplication, Item, Notice, NoticeDue, NoticeState
from registry.models import NoticeKind as Kind
from registry.selectors.board_orders import board_orders, notices_to_mail, rights_reached
from registry.selectors.holder_access import exercise_standing
from registry.services import company, items, same_name
from registry.services.item_refusals import request_refusal
from registry.services.order_notices import record_order_notice_mailed
from tests.exercises.delivered import pay, receive
from tests.exercises.test_elections import PRICE, state
from tests.registry.company_desk import company_reply, signed_paper
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK, NullityDesk, make_nullity_desk
from tests.registry.presented import Counter


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; the Triggering Event has just happened."""
    return make_nullity_desk()


def ordered(desk: NullityDesk, kind: Kind = Kind.REDEMPTION_ORDERED, **facts: Any) -> dict[str, Any]:
    """What the evidence says: the Board acts now, in order but for what is told otherwise."""
    acted = desk.plan.tick()
    told: dict[str, Any] = {
        "ordered_at": acted.isoformat(),
        "method": "by check",
        "announced_on": acted.date().isoformat(),
    }
    if kind == Kind.EXCHANGE_ORDERED:
        told |= {
            "extent": "ALL",
            "ratio": "1",
            "half_held": "BY_NOBODY",
            "triggered_on": desk.event_at.date().isoformat(),
        }
    return told | facts


def filed(desk: NullityDesk, kind: Kind = Kind.REDEMPTION_ORDERED, **facts: Any) -> Notice:
    """The evidence is filed, an hour after the Board acted; nobody has called back yet."""
    told = ordered(desk, kind, **facts)
    desk.plan.at += timedelta(hours=1)
    return desk.receive(kind, told)


def complete(counter: Counter, number: int, *, check: str) -> Item:
    """An exercise of 30 Rights of a certificate, paid in full now."""
    item = receive(counter, number)
    pay(counter, item, 30 * PRICE, number=check)
    return item


def posting(desk: NullityDesk, item: Item) -> Approval:
    return elections.request_exercise(item, maker=desk.plan.maker, at=desk.plan.tick())


def refused_codes(act: Any) -> list[str]:
    with pytest.raises(RefusedByGround) as refused:
        act()
    return [one.code for one in refused.value.grounds]


@pytest.mark.row("R-7a-5", "R-23b-1", "R-23a-4")
@pytest.mark.refusal("EXERCISE_ENDED_REDEMPTION")
def test_from_the_filing_no_exercise_is_posted_and_one_that_comes_is_refused_by_two(
    desk: NullityDesk,
) -> None:
    counter = desk.counter()
    waiting = complete(counter, OAK, check="1")
    assert state(waiting) == ItemState.COMPLETE
    filed(desk, ordered_at=(desk.plan.at - timedelta(minutes=9)).isoformat())
    assert refused_codes(lambda: posting(desk, waiting)) == ["EXERCISE_ENDED_REDEMPTION"]
    late = complete(counter, ELM, check="2")
    assert state(late) == ItemState.DEFICIENT
    refusal = request_refusal(
        late, reason="The Rights are redeemed", maker=desk.plan.maker, at=desk.plan.tick()
    )
    assert desk.press.approve(refusal).state == ItemState.REFUSED
    standing = exercise_standing(desk.holder(ALDER), at=desk.plan.tick())
    assert [one.code for one in standing.grounds] == ["EXERCISE_ENDED_REDEMPTION"]
    assert not standing.is_open


@pytest.mark.row("R-7a-5")
@pytest.mark.refusal("EXERCISE_ENDED_REDEMPTION")
def test_what_two_people_are_about_to_post_is_stopped_by_the_filing_between(desk: NullityDesk) -> None:
    item = complete(desk.counter(), OAK, check="1")
    acted = (desk.plan.at - timedelta(seconds=30)).isoformat()
    approval = posting(desk, item)
    filed(desk, ordered_at=acted)
    with pytest.raises(RefusedByGround, match="only the Redemption Price remains"):
        desk.press.approve(approval)


@pytest.mark.row("R-7a-5")
def test_what_was_complete_before_the_board_acted_is_posted_after(desk: NullityDesk) -> None:
    item = complete(desk.counter(), OAK, check="1")
    filed(desk)
    assert desk.press.approve(posting(desk, item)).kind == "EXERCISE"


@pytest.mark.row("R-7a-5", "R-23b-1")
def test_what_was_posted_between_the_action_and_its_filing_is_listed_and_stands(desk: NullityDesk) -> None:
    counter, told = desk.counter(), ordered(desk)
    posted = complete(counter, OAK, check="1")
    entry = desk.press.approve(posting(desk, posted))
    short, unposted = receive(counter, ELM), complete(counter, ALDER, check="3")
    notice = desk.receive(Kind.REDEMPTION_ORDERED, told)
    (found,) = done_afterwards(notice)
    assert (found.item, found.entry, found.rights, found.was_filed) == (posted, entry, 30, False)
    assert found.money == 30 * PRICE
    assert found.shares.startswith("30/1,000 of a share")
    assert [(one.item, one.money) for one in stopped_exercises(notice)] == [
        (short, 0),
        (unposted, 30 * PRICE),
    ]
    assert BookEntry.objects.get(pk=entry.pk).kind == "EXERCISE"
    assert desk.findings() == []


@pytest.mark.row("R-6a-12", "R-24b-1", "R-7a-5")
@pytest.mark.refusal("RIGHTS_EXCHANGED", "EXERCISE_ENDED_EXCHANGE", "EXCHANGE_DAY_TRANSFER")
def test_a_transfer_of_rights_ordered_exchanged_is_refused_and_on_the_day_it_waits(desk: NullityDesk) -> None:
    counter = desk.counter()
    before = counter.receive(OAK)
    filed(desk, Kind.EXCHANGE_ORDERED)
    on_the_day = counter.receive(ELM)
    assert (state(before), state(on_the_day)) == (ItemState.EXAMINED, ItemState.HELD)
    for item in (before, on_the_day):
        assert refused_codes(lambda item=item: counter.post(item)) == ["EXCHANGE_DAY_TRANSFER"]
    desk.plan.at += timedelta(days=1)
    after = counter.receive(ALDER)
    assert state(after) == ItemState.DEFICIENT
    assert refused_codes(lambda: counter.post(after)) == ["RIGHTS_EXCHANGED"]
    exercise = complete(counter, NOMINEE, check="4")
    assert refused_codes(lambda: posting(desk, exercise)) == ["EXERCISE_ENDED_EXCHANGE"]


@pytest.mark.row("R-24b-5")
@pytest.mark.refusal("EXCHANGE_NOT_SHARED_OUT")
def test_a_part_holds_all_until_it_is_shared_out(desk: NullityDesk) -> None:
    filed(desk, Kind.EXCHANGE_ORDERED, extent="PART", rights="200")
    counter = desk.counter()
    desk.plan.at += timedelta(days=1)
    exercise, transfer = complete(counter, OAK, check="1"), counter.receive(ELM)
    assert (state(exercise), state(transfer)) == (ItemState.HELD, ItemState.HELD)
    assert refused_codes(lambda: posting(desk, exercise)) == ["EXCHANGE_NOT_SHARED_OUT"]


def test_void_rights_take_no_part_and_are_refused_as_void_alone(desk: NullityDesk) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    filed(desk, Kind.EXCHANGE_ORDERED)
    desk.plan.at += timedelta(days=1)
    told = refused_codes(lambda: desk.counter().post(desk.counter().receive(OAK)))
    assert "RIGHTS_VOID" in told
    assert "RIGHTS_EXCHANGED" not in told
    reached = rights_reached(desk.agreement, at=desk.plan.at)
    of_holders = reached.valid - reached.attached
    assert (of_holders, reached.void, reached.holders, reached.certificates) == (306, 100, 3, 3)


@pytest.mark.row("R-23b-4")
@pytest.mark.refusal("RIGHTS_REDEEMED")
def test_transfers_go_on_until_the_close_of_the_redemption_date(desk: NullityDesk) -> None:
    today = desk.plan.at.date()
    desk.apply(Kind.REDEMPTION_ORDERED, ordered(desk, redemption_date=today.isoformat()))
    counter = desk.counter()
    item = counter.receive(OAK)
    assert item.routine_findings.get().exclusion == "LAPSE", "the noticed Redemption Date is near"
    assert counter.post(item).kind == "TRANSFER"
    desk.plan.at += timedelta(days=4)
    late = counter.receive(ELM)
    assert refused_codes(lambda: counter.post(late)) == ["RIGHTS_REDEEMED"]


@pytest.mark.row("R-23a-1", "R-20g-2")
@pytest.mark.refusal("REDEMPTION_WINDOW_CLOSED")
def test_outside_its_window_it_is_asked_back_and_stops_all_the_same(desk: NullityDesk) -> None:
    desk.apply(Kind.ANNOUNCEMENT, {"limb": "SHARES_ACQUISITION", "announced_on": "2003-06-02"})
    item = complete(desk.counter(), OAK, check="1")
    acted = desk.plan.at - timedelta(minutes=5)
    notice = desk.authenticate(filed(desk, ordered_at=acted.isoformat()))
    assert notice.state == NoticeState.QUERIED
    assert [one["code"] for one in notice.grounds] == ["REDEMPTION_WINDOW_CLOSED"]
    codes = refused_codes(
        lambda: company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    )
    assert codes[0] == "NOTICE_QUERIED"
    assert refused_codes(lambda: posting(desk, item)) == ["EXERCISE_ENDED_REDEMPTION"]
    _answered(desk, notice, "WITHDRAWN")
    assert board_orders(desk.agreement, at=desk.plan.at) == ()
    assert desk.press.approve(posting(desk, item)).kind == "EXERCISE"


def _answered(desk: NullityDesk, notice: Notice, confirms: str) -> None:
    plan = desk.plan
    application = InstructionApplication.objects.get(notice=notice)
    company.send_application(application, sent_at=plan.at, by=plan.maker, at=plan.tick())
    company.answer_application(
        application,
        company_reply("In the words of the Company", confirms, at=plan.at),
        document=signed_paper(plan),
        by=plan.maker,
        at=plan.tick(),
    )


@pytest.mark.row("R-24a-1", "R-24a-2", "R-24e-1")
@pytest.mark.refusal("NO_TRIGGERING_EVENT", "EXCHANGE_BARRED_50", "AP_EXISTS", "BOARD_MAJORITY_MISSING")
def test_what_looks_outside_an_exchange_is_asked_back(desk: NullityDesk) -> None:
    kind = Kind.EXCHANGE_ORDERED
    early = desk.authenticate(filed(desk, kind, triggered_on="", half_held="BY_A_PERSON"))
    assert [one["code"] for one in early.grounds] == ["NO_TRIGGERING_EVENT", "EXCHANGE_BARRED_50"]
    late = desk.authenticate(filed(desk, kind, exchanged_for="EQUIVALENT_RIGHTS", supersedes=early.number))
    assert [one["code"] for one in late.grounds] == ["AP_EXISTS", "BOARD_MAJORITY_MISSING"]
    another = desk.authenticate(filed(desk))
    assert "INSTRUCTIONS_CONFLICT" in [one["code"] for one in another.grounds]


@pytest.mark.row("R-23b-2", "R-24b-2", "R-29-3")
@pytest.mark.refusal("PUBLIC_NOTICE_MISSING")
@pytest.mark.parametrize("kind", [Kind.REDEMPTION_ORDERED, Kind.EXCHANGE_ORDERED])
def test_a_public_notice_that_is_missing_is_told_and_the_order_stands(desk: NullityDesk, kind: Kind) -> None:
    silent = desk.authenticate(filed(desk, kind, announced_on=""))
    assert silent.state == NoticeState.AUTHENTICATED  # nobody asks whether the Board acted in good faith
    (told,) = company.preview_acceptance(silent, at=desk.plan.tick()).warned
    section = "23(b)" if kind == Kind.REDEMPTION_ORDERED else "24(b)"
    assert (told.code, told.clause, told.effect) == ("PUBLIC_NOTICE_MISSING", section, Effect.WARN)
    approval = company.request_acceptance(silent, maker=desk.plan.maker, at=desk.plan.tick())
    desk.press.approve(approval)
    silent.refresh_from_db()
    assert silent.state == NoticeState.APPLIED
    assert [one.notice for one in board_orders(desk.agreement, at=desk.plan.tick())] == [silent.number]
    announced = desk.authenticate(filed(desk, kind, supersedes=silent.number))
    assert company.preview_acceptance(announced, at=desk.plan.tick()).warned == ()


@pytest.mark.refusal("PAYMENT_METHOD_MISSING", "EXCHANGE_METHOD_MISSING")
def test_a_method_that_is_not_stated_is_told_and_the_order_stands(desk: NullityDesk) -> None:
    for kind, code in (
        (Kind.EXCHANGE_ORDERED, "EXCHANGE_METHOD_MISSING"),
        (Kind.REDEMPTION_ORDERED, "PAYMENT_METHOD_MISSING"),
    ):
        told = {"extent": "PART", "rights": "7"} if kind == Kind.EXCHANGE_ORDERED else {}
        silent = desk.authenticate(filed(desk, kind, method="", **told))
        assert silent.state == NoticeState.AUTHENTICATED
        warned = company.preview_acceptance(silent, at=desk.plan.tick()).warned
        assert [one.code for one in warned] == [code]


@pytest.mark.refusal("REDEMPTION_EVIDENCE_MISSING")
def test_without_evidence_of_the_board_s_action_nothing_is_on_file(desk: NullityDesk) -> None:
    facts, plan = ordered(desk), desk.plan
    told = company.WrittenNotice(
        kind=Kind.REDEMPTION_ORDERED,
        officer_name="Rowan T. Ellery",
        officer_title="President",
        channel="FACSIMILE",
        signed_on=plan.at.date() - timedelta(days=1),
        effective_at=plan.at,
        received_at=plan.at,
        facts=facts,
    )
    with pytest.raises(RightsError) as refused:
        company.receive_notice(desk.agreement, told, document=None, by=plan.maker, at=plan.tick())
    assert refused.value.code == "REDEMPTION_EVIDENCE_MISSING"
    assert board_orders(desk.agreement, at=plan.tick()) == ()


@pytest.mark.refusal("EXERCISE_ENDED_REDEMPTION")
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(
            {"extent": "PART"}, "PARTIAL_REDEMPTION", marks=pytest.mark.refusal("PARTIAL_REDEMPTION")
        ),
        pytest.param(
            {"extended_to": "2003-07-30"},
            "EXTENSION_NOT_ANNOUNCED",
            marks=pytest.mark.refusal("EXTENSION_NOT_ANNOUNCED"),
        ),
    ],
)
def test_a_redemption_that_is_asked_back_about_has_stopped_exercise(
    desk: NullityDesk, facts: dict[str, str], code: str
) -> None:
    queried = desk.authenticate(filed(desk, **facts))
    assert queried.state == NoticeState.QUERIED
    assert code in [one["code"] for one in queried.grounds]
    item = complete(desk.counter(), OAK, check="1")
    assert refused_codes(lambda: posting(desk, item)) == ["EXERCISE_ENDED_REDEMPTION"]


@pytest.mark.row("R-23b-3", "R-24b-3")
@pytest.mark.refusal("REDEMPTION_NOTICE_LATE")
def test_once_accepted_the_notice_to_the_holders_is_due(desk: NullityDesk) -> None:
    part = ordered(desk, Kind.EXCHANGE_ORDERED, extent="PART", rights="7")
    exchange = desk.apply(Kind.EXCHANGE_ORDERED, part)
    redemption = desk.apply(Kind.REDEMPTION_ORDERED, ordered(desk))
    assert (redemption.state, exchange.state) == (NoticeState.APPLIED, NoticeState.APPLIED)
    second, first = NoticeDue.objects.filter(mailing_kind__in=["M-06", "M-07"]).order_by("id")
    assert (first.mailing_kind, first.section) == ("M-06", "23(b)")
    assert first.due_by == date(2003, 7, 2)  # the tenth day after June 22 in California
    assert (second.mailing_kind, second.section, second.due_by) == ("M-07", "24(b)", None)
    assert list(mailings_due(desk.agreement)) == []  # it carries no certificates
    assert [number for _, number in notices_to_mail(desk.agreement)] == [exchange.number, redemption.number]
    plan = desk.plan

    def mail(due: NoticeDue, *, day: date) -> Any:
        return record_order_notice_mailed(
            due, mailed_on=day, defect="", document=plan.document, by=plan.maker, at=plan.tick()
        )

    with pytest.raises(RightsError, match="a day that has come"):
        mail(first, day=date(2003, 7, 2))
    assert mail(second, day=plan.at.date() - timedelta(days=1)).grounds == []
    plan.at += timedelta(days=12)
    late = mail(first, day=date(2003, 7, 3))
    assert [one["code"] for one in late.grounds] == ["REDEMPTION_NOTICE_LATE"]
    with pytest.raises(RightsError) as twice:
        mail(first, day=date(2003, 7, 3))
    assert twice.value.code == "REQUEST_ALREADY_DECIDED"
    assert notices_to_mail(desk.agreement) == []


def test_the_notice_of_an_order_that_ended_or_was_replaced_is_due_no_more(desk: NullityDesk) -> None:
    order = desk.apply(Kind.REDEMPTION_ORDERED, ordered(desk, conditions="The merger closes"))
    again = desk.apply(
        Kind.REDEMPTION_ORDERED, ordered(desk, conditions="It closes", supersedes=order.number)
    )
    assert [number for _, number in notices_to_mail(desk.agreement)] == [again.number]
    desk.apply(Kind.ORDER_ENDED, {"ends": again.number, "reason": "CONDITION_FAILED"})
    assert notices_to_mail(desk.agreement) == []


@pytest.mark.row("R-23a-4")
def test_a_condition_that_failed_opens_exercise_again_once_two_accept_it(desk: NullityDesk) -> None:
    item = complete(desk.counter(), OAK, check="1")
    acted = (desk.plan.at - timedelta(minutes=5)).isoformat()
    facts = ordered(desk, ordered_at=acted, conditions="The merger closes by June 30")
    order = desk.apply(Kind.REDEMPTION_ORDERED, facts)
    ending = desk.authenticate(
        desk.receive(Kind.ORDER_ENDED, {"ends": order.number, "reason": "CONDITION_FAILED"})
    )
    assert refused_codes(lambda: posting(desk, item)) == ["EXERCISE_ENDED_REDEMPTION"]
    desk.press.approve(company.request_acceptance(ending, maker=desk.plan.maker, at=desk.plan.tick()))
    assert desk.press.approve(posting(desk, item)).kind == "EXERCISE"


def test_an_end_that_names_no_order_or_no_condition_is_asked_back(desk: NullityDesk) -> None:
    order = filed(desk)
    for number, reason in ((99, "CONDITION_FAILED"), (order.number, "CONDITION_FAILED")):
        facts = {"ends": number, "reason": reason}
        ending = desk.authenticate(desk.receive(Kind.ORDER_ENDED, facts))
        assert [one["code"] for one in ending.grounds] == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert board_orders(desk.agreement, at=desk.plan.at) != ()


def test_an_item_in_the_same_name_waits_with_the_transfers(desk: NullityDesk) -> None:
    filed(desk, Kind.EXCHANGE_ORDERED)
    desk.plan.at += timedelta(days=1)
    counter, plan = desk.counter(), desk.plan
    item = same_name.receive(
        desk.agreement,
        counter.presentation(OAK),
        kind=ItemKind.EXCHANGE_CERTIFICATES,
        asked=[],
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    assert "RIGHTS_EXCHANGED" in [one.code for one in grounds_of(items.examine(item, at=plan.at))]
