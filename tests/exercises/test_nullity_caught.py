"""What was done with void Rights before the agent knew: found, told to the Company, not reversed (7(e))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection

from agreement.errors import RightsError
from exercises.services import elections
from registry.models import BookEntry, NoticeKind
from registry.selectors.nullity_caught import caught_by
from registry.services import company, nullity_caught
from tests.exercises.test_elections import PRICE, pay, receive
from tests.registry.nullity_scene import ALDER, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(db: None, settings: Any) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; the Triggering Event has just happened."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    return make_nullity_desk()


@pytest.mark.row("R-7e-10")
def test_a_transfer_an_exercise_and_its_payment_are_caught_with_persons_and_amounts(
    desk: NullityDesk,
) -> None:
    counter = desk.counter()
    item = receive(counter, OAK)
    pay(counter, item, 30 * PRICE)
    desk.press.approve(elections.request_exercise(item, maker=desk.plan.maker, at=desk.plan.tick()))
    balance = desk.lot_ever(OAK).children.get()
    dune = desk.plan.holder("Dune", registration="Dune Trading")
    desk.move(balance, dune)
    before = BookEntry.objects.count()
    notice = desk.notified(desk.position(desk.lot_ever(OAK).holder))
    desk.nullify(notice)
    application = nullity_caught.apply_for_instruction(notice, by=desk.plan.maker, at=desk.plan.tick())
    told = [
        (one.kind, one.rights, one.amount, one.transferee, one.was_known)
        for one in application.caught_items.all()
    ]
    assert told == [
        ("PAYMENT", None, Decimal(30 * PRICE), None, False),
        ("EXERCISE", 30, None, None, False),
        ("TRANSFER", 70, None, dune, False),
    ]
    assert "Dune Trading (account Dune)" in application.letter
    assert "first knew of it, at" in application.letter
    assert "on or after a date that we shall state to you" in application.letter
    day = date(2004, 6, 1)
    dated = company.state_date(application, day=day, by=desk.plan.maker, at=desk.plan.tick())
    assert f"propose {nullity_caught.PROPOSAL}, on or after June 1, 2004: no earlier" in dated.letter
    assert BookEntry.objects.count() == before + 1  # the marking alone
    with pytest.raises(RightsError) as refused:
        nullity_caught.apply_for_instruction(notice, by=desk.plan.maker, at=desk.plan.tick())
    assert refused.value.code == "NOTHING_CAUGHT"
    assert desk.findings() == []


@pytest.mark.row("R-7e-10")
def test_what_was_done_after_the_notice_was_received_is_told_apart(desk: NullityDesk) -> None:
    facts = {
        "persons": [desk.position(desk.holder(OAK))],
        "event_at": desk.event_at.isoformat(),
        "transferees": "ALL",
    }
    notice = desk.receive(NoticeKind.NULLITY, facts)
    desk.move(desk.lot(OAK), desk.holder(ALDER))
    (one,) = caught_by(notice)
    assert (one.kind, one.was_known, one.rights) == ("TRANSFER", True, 100)


def test_what_was_done_before_the_event_is_not_caught(desk: NullityDesk) -> None:
    desk.move(desk.lot(OAK), desk.holder(ALDER))
    later = desk.plan.tick() + timedelta(seconds=1)
    desk.plan.at = later
    notice = desk.notified(desk.position(desk.lot_ever(OAK).holder), event_at=later.isoformat())
    assert caught_by(notice) == []


def test_no_application_about_another_notice(desk: NullityDesk) -> None:
    other = desk.apply(NoticeKind.MAILING_REQUEST, {})
    with pytest.raises(RightsError) as refused:
        nullity_caught.apply_for_instruction(other, by=desk.plan.maker, at=desk.plan.tick())
    assert refused.value.code == "COMPANY_NOTICE_REQUIRED"


def test_what_was_told_to_the_company_is_never_changed(desk: NullityDesk) -> None:
    desk.move(desk.lot(OAK), desk.holder(ALDER))
    notice = desk.notified(desk.position(desk.lot_ever(OAK).holder))
    nullity_caught.apply_for_instruction(notice, by=desk.plan.maker, at=desk.plan.tick())
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE registry_caughtitem SET rights = 1")
