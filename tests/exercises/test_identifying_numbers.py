"""The identifying numbers of an election: asked for what is issued, kept encrypted, never shown whole."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.errors import BooksOutOfBalance, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.grounds import Effect
from agreement.workflow.items import ItemState
from exercises.models import Election
from exercises.services import elections
from exercises.services.elections import bound_to, identifying_numbers
from registry.models import AuditRecord, Item, PaperDue, RightsAgreement
from registry.services.taxpayer_ids import vault
from tests.certificates.runs import make_press
from tests.exercises.delivered import pay
from tests.exercises.test_elections import PRICE, state
from tests.registry.presented import Counter, countersigned, elected
from tests.registry.test_items_transfer import second_paper

SSN = "123-45-6789"


@pytest.fixture
def counter(db: None) -> Counter:
    """Four certificates of 100 to 103 Rights, countersigned; the books open."""
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def receive(counter: Counter, *, rights: int = 30, is_paid: bool = True, **numbers: str) -> Item:
    """An exercise taken in with the numbers told, and paid in full unless told otherwise."""
    plan = counter.plan
    item = elections.receive_exercise(
        counter.press.agreement,
        counter.presentation(1),
        election=elected(rights, counter.certificate(1).registration, **numbers),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    if is_paid:
        pay(counter, item, rights * PRICE)
    return Item.objects.get(pk=item.pk)


def put_right(counter: Counter, item: Item, *, name: str = "", **numbers: str) -> None:
    """Papers received since, with the numbers told."""
    plan = counter.plan
    elections.put_right(
        item,
        counter.reverse(1),
        election=elected(30, name or counter.certificate(1).registration, **numbers),
        document=second_paper(counter),
        by=plan.maker,
        at=plan.tick(),
    )


def blocks_missing(counter: Counter, item: Item) -> list[object]:
    """For which blocks a number is missing; nothing else stands against the exercise."""
    found = grounds_of(elections.examine(Item.objects.get(pk=item.pk), at=counter.plan.at))
    assert {(one.code, one.effect) for one in found} <= {("TAX_NUMBER_MISSING", Effect.CURE)}
    return [one.facts["block"] for one in found]


@pytest.mark.row("R-XB-11")
@pytest.mark.refusal("TAX_NUMBER_MISSING")
def test_a_number_is_asked_for_each_block_that_is_issued(counter: Counter) -> None:
    item = receive(counter, securities_number="", balance_number="")
    assert item.state == ItemState.DEFICIENT
    assert blocks_missing(counter, item) == ["share certificate", "balance certificate"]
    with pytest.raises(RefusedByGround):
        elections.request_exercise(item, maker=counter.plan.maker, at=counter.plan.tick())
    (letter,) = PaperDue.objects.filter(item=item, closed_at=None)
    told = [one["message"] for one in letter.facts["grounds"]]
    assert told == [
        "Identifying number is required for the share certificate",
        "Identifying number is required for the balance certificate",
    ]

    put_right(counter, item, securities_number=SSN, balance_number="")
    assert blocks_missing(counter, item) == ["balance certificate"]
    put_right(counter, item, securities_number="", balance_number=SSN)  # the other was stated before
    assert blocks_missing(counter, item) == []
    assert state(item) == ItemState.COMPLETE


def test_where_all_rights_are_exercised_there_is_no_balance_to_number(counter: Counter) -> None:
    item = receive(counter, rights=100, balance_number="")
    assert (item.state, blocks_missing(counter, item)) == (ItemState.COMPLETE, [])


def test_a_number_is_that_of_the_name_it_was_stated_for(counter: Counter) -> None:
    item = receive(counter, is_paid=False, securities_number=SSN)
    put_right(counter, item, name="Ada Moss", securities_number="", balance_number="")
    found = grounds_of(elections.examine(Item.objects.get(pk=item.pk), at=counter.plan.at))
    assert [one.code for one in found] == ["PAYMENT_SHORT", "TAX_STATUS_OPEN", "TAX_NUMBER_MISSING"]
    assert found[2].facts["block"] == "share certificate"


@pytest.mark.row("R-XB-11")
def test_a_number_is_kept_encrypted_and_shown_by_its_last_four_signs(counter: Counter) -> None:
    item = receive(counter, securities_number=SSN)
    row = Election.objects.get(item=item)
    kept = bytes(row.securities_taxpayer_id_encrypted or b"")
    assert b"6789" not in kept
    assert identifying_numbers(item)[0] == ("share certificate", "•••••6789")
    code = item.agreement.code
    place = bound_to(item, "securities")
    assert vault().decrypt(kept, agreement_code=code, account=place) == SSN
    with pytest.raises(BooksOutOfBalance):  # moved to the other block it is nobody's
        vault().decrypt(kept, agreement_code=code, account=bound_to(item, "balance"))
    approval = elections.request_exercise(item, maker=counter.plan.maker, at=counter.plan.tick())
    told: list[Any] = [approval.request, approval.summary]
    told += AuditRecord.objects.values_list("details", flat=True)
    told += PaperDue.objects.values_list("facts", flat=True)
    assert not [one for one in told if "6789" in str(one)]


@pytest.mark.refusal("IDENTIFYING_NUMBER_UNUSABLE")
@pytest.mark.parametrize("numbers", [{"securities_number": "000-00-0000"}, {"balance_number": "none"}])
def test_what_can_be_nobodys_number_is_not_taken(counter: Counter, numbers: dict[str, str]) -> None:
    with pytest.raises(RightsError) as refused:
        receive(counter, **numbers)
    assert refused.value.code == "IDENTIFYING_NUMBER_UNUSABLE"
    assert "000" not in str(refused.value)
    assert not Item.objects.exists()
