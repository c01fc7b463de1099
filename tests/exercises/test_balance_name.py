"""The balance goes to the registered holder; in another name it needs a completed assignment (7(d))."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agreement.errors import RightsError
from agreement.workflow.items import ItemState
from exercises.models import Election
from exercises.services import elections
from registry.models import RightsCertificate
from tests.exercises.delivered import make_counter, pay
from tests.registry.presented import Counter, elected
from tests.registry.test_items_transfer import second_paper


@pytest.fixture
def counter(db: None) -> Counter:
    """Four certificates of 100 Rights and up, countersigned."""
    return make_counter()


def receive(counter: Counter, rights: int, balance: str) -> Any:
    """An exercise whose election names somebody for the balance."""
    return elections.receive_exercise(
        counter.press.agreement,
        counter.presentation(1),
        election=elected(rights, counter.certificate(1).registration, balance_registration=balance),
        document=counter.plan.document,
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )


@pytest.mark.row("R-7d-1", "R-6a-3")
@pytest.mark.refusal("ASSIGN_NOT_AUTHORISED")
def test_a_balance_asked_in_another_name_waits_until_it_is_asked_in_the_registered_one(
    counter: Counter,
) -> None:
    item, plan = receive(counter, 30, "Cedar Fund LP"), counter.plan
    pay(counter, item, Decimal("7500.00"))
    item.refresh_from_db()
    assert item.state == ItemState.DEFICIENT
    with pytest.raises(RightsError) as refused:
        elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert refused.value.code == "ASSIGN_NOT_AUTHORISED"
    assert "70 Rights" in str(refused.value)
    assert "Cedar Fund LP" in str(refused.value)
    name = counter.certificate(1).registration
    elections.put_right(
        item,
        counter.presentation(1).reverse,
        election=elected(30, name, balance_registration=f" {name} "),
        document=second_paper(counter),
        by=plan.maker,
        at=plan.tick(),
    )
    item.refresh_from_db()
    assert item.state == ItemState.COMPLETE
    entry = counter.press.approve(elections.request_exercise(item, maker=plan.maker, at=plan.tick()))
    assert RightsCertificate.objects.get(issued_by=entry).registration == name


@pytest.mark.row("R-7d-1")
def test_where_nothing_is_left_over_a_name_for_it_holds_nothing(counter: Counter) -> None:
    item = receive(counter, 100, "Cedar Fund LP")
    pay(counter, item, Decimal("25000.00"))
    item.refresh_from_db()
    assert (item.state, Election.objects.get(item=item).balance_registration) == ("COMPLETE", "Cedar Fund LP")
