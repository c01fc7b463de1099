"""An officer's certificate of a fact: conclusive as of its date once two people accepted it (§20(b))."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from agreement.errors import RefusedByGround
from registry.models import Notice, NoticeKind, NoticeState
from registry.selectors.notices import certified_fact
from tests.registry.company_desk import FINANCE, Desk

PRICE = {"fact_type": "MARKET_PRICE", "value": "10.00", "as_of": "2003-05-30"}
DAY = date(2003, 5, 30)
BY_FINANCE = {"officer_name": FINANCE[0], "officer_title": FINANCE[1]}


@pytest.mark.row("R-20b-1", "R-20b-2")
def test_one_officers_certificate_of_the_market_price_is_usable(desk: Desk) -> None:
    notice = desk.authenticate(desk.receive(NoticeKind.FACT_CERTIFIED, PRICE, **BY_FINANCE))
    assert certified_fact(desk.agreement, "MARKET_PRICE", day=DAY) is None
    desk.approve(desk.request(notice))
    fact = certified_fact(desk.agreement, "MARKET_PRICE", day=DAY)
    assert fact is not None
    assert (fact.value, fact.as_of, fact.notice) == ("10.00", DAY, notice.number)
    assert fact.officer == "Chief Financial Officer Idris P. Vale"


@pytest.mark.row("R-20b-1")
def test_a_program_asks_what_is_certified_of_a_day_and_of_no_other(desk: Desk) -> None:
    notice = desk.apply(NoticeKind.FACT_CERTIFIED, PRICE, **BY_FINANCE)
    client = Client()
    client.force_login(desk.maker)
    address = f"/api/v1/agreements/{desk.agreement.code}/facts/MARKET_PRICE"
    told = client.get(address, {"day": "2003-05-30"}).json()
    assert (told["value"], told["as_of"], told["notice"]) == ("10.00", "2003-05-30", notice.number)
    other = client.get(address, {"day": "2003-05-31"})
    assert (other.status_code, other.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.row("R-20b-1")
def test_who_is_an_acquiring_person_is_certified_in_the_same_way(desk: Desk) -> None:
    stated = {"fact_type": "acquiring person", "value": "Oak Partners", "as_of": "2003-05-30"}
    desk.apply(NoticeKind.FACT_CERTIFIED, stated)
    fact = certified_fact(desk.agreement, "ACQUIRING_PERSON", day=DAY)
    assert fact is not None
    assert fact.value == "Oak Partners"


@pytest.mark.row("R-20b-1")
def test_a_certificate_proves_nothing_of_another_day_or_another_fact(desk: Desk) -> None:
    desk.apply(NoticeKind.FACT_CERTIFIED, PRICE, **BY_FINANCE)
    assert certified_fact(desk.agreement, "MARKET_PRICE", day=date(2003, 6, 2)) is None
    assert certified_fact(desk.agreement, "ACQUIRING_PERSON", day=DAY) is None


@pytest.mark.refusal("OFFICER_NOT_AUTHORISED")
@pytest.mark.row("R-20b-1", "R-20b-2")
def test_the_treasurer_certifies_no_fact(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(
            NoticeKind.FACT_CERTIFIED, PRICE, officer_name="Jonas W. Pike", officer_title="Treasurer"
        )
    assert refused.value.code == "OFFICER_NOT_AUTHORISED"
    assert "Treasurer" in str(refused.value)
    assert not Notice.objects.exists()


@pytest.mark.row("R-20b-1")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"value": ""}, "what is certified"),
        ({"as_of": "soon"}, "'soon'"),
        ({"fact_type": "DISTRIBUTION_DATE"}, "'DISTRIBUTION_DATE'"),
    ],
)
def test_a_certificate_without_fact_or_date_or_of_what_has_its_own_notice_is_refused(
    desk: Desk, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.FACT_CERTIFIED, {**PRICE, **changed})
    assert refused.value.code == "INSTRUCTION_PART_MISSING"
    assert told in str(refused.value)


@pytest.mark.refusal("INSTRUCTIONS_CONFLICT")
@pytest.mark.row("R-20b-1")
def test_two_certificates_that_differ_are_asked_back(desk: Desk) -> None:
    desk.apply(NoticeKind.FACT_CERTIFIED, PRICE, **BY_FINANCE)
    other = desk.authenticate(desk.receive(NoticeKind.FACT_CERTIFIED, {**PRICE, "value": "10.50"}))
    assert (other.state, other.grounds[0]["code"]) == (NoticeState.QUERIED, "INSTRUCTIONS_CONFLICT")
    fact = certified_fact(desk.agreement, "MARKET_PRICE", day=DAY)
    assert fact is not None
    assert fact.value == "10.00"
