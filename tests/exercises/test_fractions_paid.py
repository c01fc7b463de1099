"""Cash for the part of a unit: on the Company's certificate and its funds, paid once by two (§14(e))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from agreement.errors import RightsError
from exercises.models import FractionCertified, Payout, SecuritiesDue
from exercises.selectors.fractions import payout_standing
from exercises.services import deliveries, fractions
from exercises.services.arrangements import Signed
from registry.models import Approval, Item, NoticeKind
from tests.books.books import make_notice
from tests.exercises.delivered import arrange, certify, collect, make_counter, posted
from tests.registry.nullity_scene import NullityDesk
from tests.registry.presented import Counter

COMMON = "Common Stock"


@pytest.fixture
def counter(db: None) -> Counter:
    return make_counter()


def refused_code(act: Any) -> str:
    with pytest.raises(RightsError) as refused:
        act()
    return refused.value.code


def adjusted(counter: Counter, **figures: str) -> None:
    """A certificate of adjustment of the Company, in force."""
    desk = NullityDesk(counter.press, counter.plan.at)
    told = {
        "adjusted_under": "TRIGGERING_EVENT" if "security" in figures else "COMMON_SHARES_CHANGED",
        "event": "An event of June 2003",
        "effective_from": counter.plan.tick().isoformat(),
        "statement_of_facts": "As the Company states",
        "calculations": "As the Company computes",
        **figures,
    }
    desk.apply(NoticeKind.ADJUSTMENT, told)
    if "security" in figures:
        since = counter.plan.at - timedelta(days=1)
        day = since.date().isoformat()
        facts = {"event": "NOT_NEEDED", "happened_on": day, "securities": figures["security"]}
        make_notice(counter.plan, "REGISTRATION_STATEMENT", effective_at=since, facts=facts)


def pay(counter: Counter, item: Item) -> Approval:
    plan = counter.plan
    return fractions.request_fraction_payment(item, maker=plan.maker, at=plan.tick())


@pytest.mark.row("R-7c-5", "R-7c-7", "R-14b-1", "R-14e-1", "R-14e-2")
@pytest.mark.refusal("FRACTION_CERTIFICATE_MISSING", "FUNDS_NOT_RECEIVED", "FRACTION_ASKED_OR_PAID")
def test_nine_tenths_of_a_unit_are_paid_on_certificate_and_collected_funds_once(counter: Counter) -> None:
    adjusted(counter, units_per_right="1.03", price_of_unit="241.67")
    item = posted(counter)
    due = SecuritiesDue.objects.get(item=item)
    assert (due.units, due.whole_units) == ("309/10", 30)
    assert refused_code(lambda: pay(counter, item)) == "FRACTION_CERTIFICATE_MISSING"
    certified = certify(counter, item, "9.00")
    assert (certified.amount, certified.computed) == (Decimal("9.00"), Decimal("9.00"))
    collect(counter, "8.99")
    assert refused_code(lambda: pay(counter, item)) == "FUNDS_NOT_RECEIVED"
    collect(counter, "0.01")
    approval = pay(counter, item)
    assert refused_code(lambda: pay(counter, item)) == "FRACTION_ASKED_OR_PAID"
    counter.press.approve(approval)
    paid = Payout.objects.get(approved_at__isnull=False)
    assert (paid.amount, paid.fraction, paid.payee) == (
        Decimal("9.00"),
        certified,
        counter.certificate(1).registration,
    )
    standing = payout_standing(certified)
    assert standing is not None
    assert standing[1] == "is paid"
    assert refused_code(lambda: pay(counter, item)) == "FRACTION_ASKED_OR_PAID"


@pytest.mark.row("R-14e-1")
@pytest.mark.refusal("FRACTION_CERTIFIED_ALREADY", "OFFICER_NOT_AUTHORISED")
def test_the_certificate_is_relied_on_where_ours_differs_and_is_one(counter: Counter) -> None:
    adjusted(counter, units_per_right="1.03", price_of_unit="241.67")
    item = posted(counter)
    treasurer = Signed("Jonas W. Pike", "Treasurer", date(2003, 6, 20))
    assert refused_code(lambda: certify(counter, item, "9.00", signed=treasurer)) == "OFFICER_NOT_AUTHORISED"
    certified = certify(counter, item, "9.05")
    assert (certified.amount, certified.computed) == (Decimal("9.05"), Decimal("9.00"))
    assert refused_code(lambda: certify(counter, item, "9.00")) == "FRACTION_CERTIFIED_ALREADY"
    collect(counter, "9.05")
    counter.press.approve(pay(counter, item))
    assert Payout.objects.get().amount == Decimal("9.05")


@pytest.mark.refusal("NO_FRACTION_DUE")
def test_whole_units_leave_nothing_to_pay(counter: Counter) -> None:
    item = posted(counter)
    assert refused_code(lambda: certify(counter, item, "9.00")) == "NO_FRACTION_DUE"
    assert refused_code(lambda: pay(counter, item)) == "NO_FRACTION_DUE"
    assert not FractionCertified.objects.exists()


@pytest.mark.row("R-7c-9", "R-14c-1")
@pytest.mark.refusal("ENTITLEMENT_NOT_ARRANGED")
def test_after_a_flip_in_common_shares_go_out_once_the_company_said_how_and_their_fraction_is_paid(
    counter: Counter,
) -> None:
    adjusted(counter, security=COMMON, units_per_right="18.618", price_of_unit="13.44")
    item = posted(counter, rights=31)
    due, plan = SecuritiesDue.objects.get(item=item), counter.plan
    assert (due.security, due.whole_units, due.unit_denominator) == (COMMON, 577, 1)

    def ask() -> Any:
        return deliveries.requisition(item, by=plan.maker, at=plan.tick())

    assert refused_code(ask) == "ENTITLEMENT_NOT_ARRANGED"
    arrange(counter, security=COMMON)
    assert ask().letter.facts["shares"] == "577"
    certified = certify(counter, item, "1.90", close="12.00")
    assert certified.computed == Decimal("1.90")  # 0.158 × $12.00 = $1.896


def test_the_database_pays_a_fraction_as_certified_alone(counter: Counter) -> None:
    adjusted(counter, units_per_right="1.03", price_of_unit="241.67")
    certified = certify(counter, posted(counter), "9.00")
    with pytest.raises(DatabaseError, match="FRACTION_CERTIFICATE_MISSING"), transaction.atomic():
        Payout.objects.create(
            agreement=counter.press.agreement,
            number=9,
            purpose="FRACTIONS",
            payee="x",
            about="x",
            amount=Decimal("9.01"),
            fraction=certified,
            recorded_at=counter.plan.at,
        )
