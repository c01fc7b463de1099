"""What is looked at beside the loss before a certificate is replaced: nullity and other stops (6(b))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from agreement.stops import StopKind
from registry.models import BookEntry, Lot, NoticeKind, Stop
from registry.selectors.register import certificate_detail
from registry.services import company, replacements
from tests.certificates.test_handover import record_of
from tests.registry.company_desk import codes as refused_codes
from tests.registry.nullity_scene import ELM, OAK, NullityDesk, make_nullity_desk
from tests.registry.test_replaced_certificates import BOTH_ACCEPT, claim, codes, post, take
from tests.registry.test_stops import place


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; the Triggering Event has just happened."""
    return make_nullity_desk()


def accepted_claim(desk: NullityDesk, number: int = OAK) -> Any:
    """The claim of a lost certificate that both are satisfied with."""
    item = claim(desk.counter(), number)
    take(desk.counter(), item, *BOTH_ACCEPT)
    return item


@pytest.mark.row("R-4b-2", "R-6b-1")
def test_what_is_void_is_replaced_on_paper_with_the_legend_though_the_old_lay_stopped(
    desk: NullityDesk,
) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    old = certificate_detail(desk.agreement, number=OAK, at=desk.plan.at)
    assert old.status == "VOID"
    item = accepted_claim(desk)
    assert codes(item, desk.counter()) == []
    new = post(desk.counter(), item).certificates.get()
    assert (new.rights, new.legend_class, new.taint_class) == (100, "NULLITY", "I")
    assert desk.marked() == {Lot.objects.get(certificate=new).pk: ("I", 100)}
    assert certificate_detail(desk.agreement, number=new.number, at=desk.plan.at).status == "VOID"
    assert desk.findings() == []


@pytest.mark.row("R-4b-2", "R-6b-1")
def test_what_is_void_in_part_comes_back_on_two_certificates_of_which_one_bears_the_legend(
    desk: NullityDesk,
) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK), rights=40)))
    entry = post(desk.counter(), accepted_claim(desk))
    issued = entry.certificates.order_by("rights")
    assert [(one.rights, one.legend_class, one.taint_class) for one in issued] == [
        (40, "NULLITY", "I"),
        (60, "GENERAL", ""),
    ]
    assert desk.findings() == []


@pytest.mark.row("R-7e-1", "R-7e-7")
def test_what_a_notice_names_is_not_replaced_before_it_is_marked_even_when_two_were_about_to(
    desk: NullityDesk,
) -> None:
    item, free = accepted_claim(desk), accepted_claim(desk, ELM)
    plan = desk.plan
    asked = replacements.request_replacement(item, maker=plan.maker, at=plan.tick())
    facts = {
        "persons": [desk.position(desk.holder(OAK))],
        "event_at": desk.event_at.isoformat(),
        "transferees": "ALL",
    }
    notice = desk.authenticate(desk.receive(NoticeKind.NULLITY, facts))
    before = BookEntry.objects.count()
    with pytest.raises(RefusedByGround) as held:
        desk.press.approve(asked)
    assert (refused_codes(held), BookEntry.objects.count()) == (["RIGHTS_NAMED_VOID"], before)
    assert codes(free, desk.counter()) == []
    approval = company.request_acceptance(notice, maker=plan.maker, at=plan.tick())
    desk.nullify(desk.press.approve(approval))
    assert codes(item, desk.counter()) == []


@pytest.mark.row("R-15b-1", "R-16c-1")
@pytest.mark.parametrize(
    ("kind", "told", "code"),
    [
        (StopKind.COURT_ORDER, {"dated_on": "yesterday"}, "RESTRAINED_BY_ORDER"),
        (StopKind.COURT_ORDER, {"dated_on": "yesterday", "certificate": None}, "RESTRAINED_BY_ORDER"),
        (StopKind.DEMAND_NOT_TO_REGISTER, {"reporter_address": "1 Market Street"}, "DEMAND_NOT_TO_REGISTER"),
        (StopKind.NULLITY, {}, "CERTIFICATE_STOPPED"),
    ],
)
def test_another_stop_than_that_of_the_loss_holds_what_two_are_about_to_post(
    desk: NullityDesk, kind: StopKind, told: dict[str, Any], code: str
) -> None:
    counter, plan = desk.counter(), desk.plan
    item = accepted_claim(desk)
    asked = replacements.request_replacement(item, maker=plan.maker, at=plan.tick())
    if "dated_on" in told:
        told = told | {"dated_on": plan.at.date() - timedelta(days=2)}
    stop = place(counter, kind, **told)
    before = BookEntry.objects.count()
    with pytest.raises(RefusedByGround) as held:
        desk.press.approve(asked)
    assert (refused_codes(held), BookEntry.objects.count()) == ([code], before)
    assert Stop.objects.exclude(pk=stop.pk).get().kind == "LOSS_REPORTED"
    assert code in codes(item, counter)


def test_a_claim_noted_without_effect_warns_and_holds_nothing(desk: NullityDesk) -> None:
    item = accepted_claim(desk)
    place(desk.counter(), StopKind.ADVERSE_CLAIM)
    assert codes(item, desk.counter()) == ["ADVERSE_CLAIM_NOTED"]
    assert post(desk.counter(), item).kind == "REPLACE"


def test_a_stop_that_the_books_carry_on_the_paper_itself_holds_until_it_is_released(
    desk: NullityDesk,
) -> None:
    item = accepted_claim(desk)
    record_of(desk.press, "STOPPED", OAK)
    assert codes(item, desk.counter()) == ["CERTIFICATE_STOPPED"]
    record_of(desk.press, "RELEASED", OAK)
    assert post(desk.counter(), item).kind == "REPLACE"
