"""After a Section 13 Event the Principal Party is the Company: its officers, its transfer agent (13(a))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from certificates.services.letter_papers import letter_of
from exercises.models import SecuritiesDue
from exercises.services import deliveries, elections
from exercises.services.arrangements import Signed
from registry.models import Item, NoticeState
from registry.selectors.agreements import local_day
from registry.services.agreements import Amendment, request_amendment
from tests.exercises.delivered import arrange, make_counter, pay, receive
from tests.registry.company_desk import Desk, codes, plan_file
from tests.registry.presented import Counter

BIGCO = "BigCo Holdings, Inc."
THEIRS = ("Priya N. Sorrel", "President")
THEIR_SHARES = "Common Stock of BigCo Holdings, Inc."
FLIPPED: dict[str, Any] = {
    "adjusted_under": "FLIP_OVER",
    "event": "The Company merged into BigCo Holdings, Inc., which survives",
    "statement_of_facts": "Consummated under the merger agreement; 30-day price $20.00",
    "calculations": "$250.00 ÷ (50% × $20.00)",
    "security": THEIR_SHARES,
    "units_per_right": "25",
    "price_of_unit": "10.00",
}


@pytest.fixture
def counter(db: None) -> Counter:
    return make_counter()


@pytest.fixture
def desk(counter: Counter) -> Desk:
    plan = counter.plan
    return Desk(counter.press.agreement, plan.maker, plan.approver, at=plan.at)


def supplement(desk: Desk) -> None:
    """The supplemental agreement: the Principal Party is the Company, its President in office from today."""
    today = desk.at.date().isoformat()
    text = plan_file().decode()
    text = text.replace('name = "Alder Harbor Systems, Inc."', f'name = "{BIGCO}"')
    former = text.index('name = "Rowan T. Ellery"')
    left = text.index('in_office_until = ""', former)
    text = text[:left] + f"in_office_until = {today}" + text[left + len('in_office_until = ""') :]
    theirs = (
        f'[[officers]]\nname = "{THEIRS[0]}"\ntitle = "{THEIRS[1]}"\nin_office_from = {today}\n'
        'in_office_until = ""\nsigns_certificates = true\n\n'
    )
    text = text.replace("[[officers]]\n", theirs + "[[officers]]\n", 1)
    amendment = Amendment(desk.paper("Supplemental agreement, 13(c)"), effective_from=desk.at)
    desk.approve(
        request_amendment(
            text.encode(), original_name="plan.toml", amendment=amendment, maker=desk.maker, at=desk.later()
        )
    )


@pytest.mark.row("R-1i-1", "R-13a-4", "R-13c-2")
@pytest.mark.refusal("NO_EFFECTIVE_REGISTRATION")
def test_once_registered_its_shares_are_requisitioned_of_its_transfer_agent(
    counter: Counter, desk: Desk
) -> None:
    supplement(desk)
    signs = {"officer_name": THEIRS[0]}
    desk.apply("ADJUSTMENT", FLIPPED | {"effective_from": desk.at.isoformat()}, **signs)
    plan = counter.plan
    plan.at = desk.later()
    item = receive(counter)
    pay(counter, item, elections.settlement(item, at=plan.at)["due"])
    with pytest.raises(RefusedByGround) as waits:
        elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert codes(waits) == ["NO_EFFECTIVE_REGISTRATION"]
    desk.at = plan.at
    for event in ("FILED", "EFFECTIVE"):
        told = {"event": event, "happened_on": local_day(desk.agreement, at=desk.at).isoformat()}
        desk.apply("REGISTRATION_STATEMENT", told | {"securities": THEIR_SHARES}, **signs)
    plan.at = desk.later()
    counter.press.approve(elections.request_exercise(item, maker=plan.maker, at=plan.tick()))
    due = SecuritiesDue.objects.get(item=item)
    assert (due.security, due.whole_units) == (THEIR_SHARES, 750)
    route = arrange(counter, security=THEIR_SHARES, signed=Signed(*THEIRS, desk.at.date()))
    one = deliveries.requisition(Item.objects.get(pk=item.pk), by=plan.maker, at=plan.tick())
    assert one.letter.facts["to"]["lines"][0] == route.name
    assert one.letter.facts["security"] == THEIR_SHARES
    assert letter_of(one.letter).values["company_name"] == BIGCO


@pytest.mark.row("R-13a-3", "R-1i-1")
@pytest.mark.refusal("OFFICER_NOT_AUTHORISED")
def test_notices_are_taken_from_officers_of_the_principal_party_alone(desk: Desk) -> None:
    price = {"fact_type": "MARKET_PRICE", "value": "10.00", "as_of": "2003-05-30"}
    assert desk.receive("FACT_CERTIFIED", price).state == NoticeState.RECEIVED  # of the President until then
    supplement(desk)
    desk.at += timedelta(days=1)
    later = price | {"as_of": "2003-06-02"}
    with pytest.raises(RefusedByGround) as refused:
        desk.receive("FACT_CERTIFIED", later)
    assert codes(refused) == ["OFFICER_NOT_AUTHORISED"]
    assert desk.apply("FACT_CERTIFIED", later, officer_name=THEIRS[0]).state == NoticeState.APPLIED
