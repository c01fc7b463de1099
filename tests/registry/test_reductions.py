"""The Company reduces the Exercise Price of its own accord, before the Distribution Date alone (§11(l))."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from registry.models import Notice, NoticeKind, NoticeState, RightsAgreement, TermsVersion
from registry.selectors.agreements import terms_in_force
from tests.registry.adjusted import CERTIFIED
from tests.registry.company_desk import Desk, make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def facts(desk: Desk, price: str) -> dict[str, Any]:
    since = (desk.at - timedelta(minutes=5)).isoformat()
    told = {"adjusted_under": "VOLUNTARY", "event": "A reduction", "effective_from": since}
    return CERTIFIED | told | {"price_of_unit": price}


def certified(desk: Desk, price: str) -> Notice:
    """The Company's certificate of a reduction, called back."""
    return desk.authenticate(desk.receive(NoticeKind.ADJUSTMENT, facts(desk, price)))


def asked(notice: Notice) -> list[str]:
    return [str(one["code"]) for one in notice.grounds]


@pytest.mark.row("R-11l-1")
@pytest.mark.refusal("NOT_A_REDUCTION", "AFTER_DISTRIBUTION")
def test_a_lower_price_is_accepted_before_the_separation_and_asked_back_about_after_it(desk: Desk) -> None:
    for price in ("250.00", "255.00"):
        raised = certified(desk, price)
        assert (raised.state, asked(raised)) == (NoticeState.QUERIED, ["NOT_A_REDUCTION"])
        Notice.objects.filter(pk=raised.pk).update(state=NoticeState.SUPERSEDED)
    lower = desk.apply(NoticeKind.ADJUSTMENT, facts(desk, "245.00"))
    assert lower.state == NoticeState.APPLIED
    desk.later(minutes=10)
    in_force = terms_in_force(desk.agreement, known_at=desk.at)
    assert (in_force.total_exercise_price, in_force.units_of_right) == (Decimal("245.00"), 1)
    versions = TermsVersion.objects.count()
    desk.separate()
    desk.agreement = RightsAgreement.objects.get(pk=desk.agreement.pk)
    late = certified(desk, "240.00")
    assert (late.state, asked(late)) == (NoticeState.QUERIED, ["AFTER_DISTRIBUTION"])
    assert TermsVersion.objects.count() == versions
    assert terms_in_force(desk.agreement, known_at=desk.at).total_exercise_price == Decimal("245.00")
