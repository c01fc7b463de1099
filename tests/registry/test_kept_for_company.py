"""Who keeps cancelled paper: by the box that the Company ticked; what is kept goes to it later (8)."""

from __future__ import annotations

import pytest

from agreement.cancellation import Keeper
from agreement.errors import Conflict
from registry.models import CertificateEvent
from registry.selectors import transmittals as reads
from registry.selectors.cancelled import cancelled_counts
from registry.services import transmittals
from registry.verifier import verify
from tests.registry.cancelled import ask_receipt, deliver, make, receive, send, vault_of
from tests.registry.company_desk import codes
from tests.registry.presented import Counter
from tests.registry.test_cancellations import status, written


@pytest.fixture
def counter(db: None) -> Counter:
    return vault_of()


@pytest.mark.refusal("PAPER_KEPT_ALREADY")
@pytest.mark.row("R-8-4")
def test_paper_kept_for_the_company_goes_to_it_by_a_later_list(counter: Counter) -> None:
    deliver(counter, 2, 3, 4)
    first, agreement = make(counter, 2, 3, why="4 is asked for"), counter.plan.agreement
    send(counter, first, keeper=Keeper.AGENT, means="")
    receive(counter, first, 1, not_received=(3,))
    assert reads.numbers_waiting(agreement) == [3, 4]  # what is kept waits for nothing
    second = make(counter, 2, 4, why="3 is looked for")
    assert reads.left_off(first) == [2, 3]
    assert [one.number for one in reads.papers_on(second)] == [2, 4]
    with pytest.raises(Conflict) as twice:
        make(counter, 2, why="again")
    assert codes(twice) == ["ON_A_TRANSMITTAL"]
    before = written()
    with pytest.raises(Conflict) as stays:
        send(counter, second, keeper=Keeper.AGENT, means="")
    assert codes(stays) == ["PAPER_KEPT_ALREADY"]
    plan = counter.plan
    transmittals.withdraw_transmittal(second, reason="Asked for alone", by=plan.maker, at=plan.tick())
    kept = reads.keeper_of(agreement, 2)
    assert kept is not None
    assert kept.keeper is Keeper.AGENT  # as the Company signed before
    assert cancelled_counts(agreement).kept == 1
    third = make(counter, 2, why="3 and 4 follow")
    send(counter, third)
    with pytest.raises(Conflict) as again:
        ask_receipt(counter, third, 1, keeper=Keeper.AGENT)
    assert codes(again) == ["PAPER_KEPT_ALREADY"]
    assert written()[:3] == before[:3]
    receipt = receive(counter, third, 1)
    event = CertificateEvent.objects.get(entry=receipt.entry)
    assert (event.kind, event.first_number) == ("DELIVERED_TO_COMPANY", 2)
    assert status(counter, 2) == "DELIVERED_TO_COMPANY"
    counts = cancelled_counts(agreement)
    assert (counts.delivered, counts.kept, counts.on_none) == (1, 0, 2)
    assert verify().findings == []


@pytest.mark.row("R-8-4")
@pytest.mark.parametrize(
    ("sent", "ticked", "event", "told"),
    [
        (Keeper.COMPANY, Keeper.AGENT, "KEPT_FOR_COMPANY", "the Company keeps the paper"),
        (Keeper.AGENT, Keeper.COMPANY, "DELIVERED_TO_COMPANY", "the Rights Agent keeps the paper"),
    ],
)
def test_the_box_that_the_company_ticked_counts_and_the_second_person_sees_a_difference(
    counter: Counter, sent: Keeper, ticked: Keeper, event: str, told: str
) -> None:
    deliver(counter, 2)
    made = make(counter)
    send(counter, made, keeper=sent)
    asked = ask_receipt(counter, made, 1, keeper=ticked)
    assert f"when the list left it was recorded otherwise: {told}" in asked.summary
    receipt = counter.press.approve(asked)
    assert receipt.keeper == ticked.value
    assert CertificateEvent.objects.get(entry=receipt.entry).kind == event == status(counter, 2)
    kept = reads.keeper_of(counter.plan.agreement, 2)
    assert kept is not None
    assert kept.keeper is ticked
    assert reads.kept_by(reads.transmittal_numbered(counter.plan.agreement, 1)) is ticked
    assert verify().findings == []
