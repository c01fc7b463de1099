"""Who signs for the registered holder: the documents of the capacity instead of the name (§6(a), §7(a))."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agreement.choices import SignerCapacity, TransferReason
from agreement.errors import InvalidRequest
from agreement.grounds import Basis
from agreement.transfer_documents import DocumentCame
from agreement.workflow.items import ItemKind, ItemState
from registry.models import Certification, ExecutedForm, Item
from registry.selectors.agreements import local_day
from registry.services import items, transfers
from registry.services.transfers import LineReceived
from registry.verifier import verify
from tests.certificates import runs
from tests.registry.presented import CEDAR, Counter
from tests.registry.test_items_same_name import post, receive, written
from tests.registry.test_items_transfer import codes, second_paper
from tests.registry.test_items_transfer import counter as an_open_counter

__all__ = ["an_open_counter"]
APPOINTED = DocumentCame("APPOINTMENT", date(2003, 6, 2))


@pytest.fixture
def counter(an_open_counter: Counter) -> Counter:
    """The counter, its papers received on the day they come in."""
    plan = an_open_counter.plan
    plan.document = second_paper(an_open_counter, received_at=plan.at, recorded_at=plan.at)
    return an_open_counter


def signed(name: str, capacity: SignerCapacity) -> dict[str, Any]:
    """Both signatures of a reverse by one person in a capacity."""
    both = {"signed_name": name, "capacity": capacity}
    return {"form": both, "certification": both}


@pytest.mark.row("R-6a-2", "R-XB-14")
@pytest.mark.parametrize(
    ("capacity", "document"),
    [
        (SignerCapacity.EXECUTOR, APPOINTED),
        (SignerCapacity.TRUSTEE, DocumentCame("TRUST_EVIDENCE")),
        (SignerCapacity.GUARDIAN, DocumentCame("GUARDIAN_EVIDENCE", date(2003, 6, 2))),
        (SignerCapacity.CUSTODIAN, DocumentCame("GUARDIAN_EVIDENCE")),
        (SignerCapacity.ATTORNEY, DocumentCame("POWER_OF_ATTORNEY")),
        (SignerCapacity.OFFICER, DocumentCame("OFFICER_AUTHORITY")),
    ],
)
def test_a_transfer_signed_for_the_holder_is_posted_with_the_document_of_the_capacity(
    counter: Counter, capacity: SignerCapacity, document: DocumentCame
) -> None:
    by = signed("Eve Moss", capacity)
    bare = counter.receive(1, **by)
    assert bare.state == ItemState.DEFICIENT
    assert codes(bare, counter) == ["DOCUMENT_OUTSTANDING"]
    item = counter.receive(2, documents=(document,), **by)
    assert item.state == ItemState.EXAMINED
    form = ExecutedForm.objects.get(item=item)
    assert form.signed_as == f"Eve Moss{capacity.after_name}"
    counter.post(item)
    assert verify().findings == []


@pytest.fixture
def joint_counter(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Counter:
    """The counter, certificate 1 registered for two joint tenants and certificate 2 for tenants in common."""
    faces = ("Ada Moss &\nBen Rowan\nJT TEN", "Carl Moss and Eve Rowan TEN COM", "Eve Moss", "Ada Moss")
    monkeypatch.setattr(runs, "NAMES", faces)
    found: Counter = request.getfixturevalue("counter")
    return found


@pytest.mark.row("R-XB-14")
@pytest.mark.refusal("SURVIVOR_NOT_ON_FACE")
def test_a_surviving_joint_tenant_signs_with_the_whole_name_on_the_face(joint_counter: Counter) -> None:
    death = DocumentCame("DEATH_CERTIFICATE")

    def presented(number: int, name: str) -> Item:
        return joint_counter.receive(number, documents=(death,), **signed(name, SignerCapacity.SURVIVOR))

    item = presented(1, "Ada Rowan")  # the words of two names are no name
    assert (item.state, codes(item, joint_counter)) == (ItemState.DEFICIENT, ["SURVIVOR_NOT_ON_FACE"] * 2)
    assert codes(presented(2, "Carl Moss"), joint_counter) == ["SURVIVOR_NOT_ON_FACE"] * 2
    assert codes(presented(3, "Eve Moss"), joint_counter) == ["SURVIVOR_NOT_ON_FACE"] * 2
    reverse = joint_counter.reverse(1, documents=(death,), **signed("Ben Rowan", SignerCapacity.SURVIVOR))
    put_right = transfers.put_right(
        item,
        reverse,
        lines=[LineReceived("Cedar Fund LP", CEDAR, 40)],
        balance=60,
        document=second_paper(joint_counter),
        by=joint_counter.plan.maker,
        at=joint_counter.plan.tick(),
    )
    assert put_right.state == ItemState.EXAMINED
    joint_counter.post(put_right)
    assert verify().findings == []


def test_the_guarantee_is_asked_for_whoever_signs(counter: Counter) -> None:
    told = {"signed_name": "Eve Moss", "capacity": SignerCapacity.EXECUTOR, "guarantor_kind": ""}
    item = counter.receive(1, documents=(APPOINTED,), form=told, certification=told)
    assert codes(item, counter) == ["GUARANTEE_MISSING"] * 2


def test_the_dead_sign_nothing(counter: Counter) -> None:
    item = counter.receive(1, reason=TransferReason.DEATH, documents=(DocumentCame("DEATH_CERTIFICATE"),))
    assert item.state == ItemState.DEFICIENT
    assert codes(item, counter) == ["HOLDER_DIED_BEFORE_SIGNING"]


def test_a_courts_certificate_is_measured_on_the_day_of_receipt_in_the_zone_of_the_agreement(
    counter: Counter,
) -> None:
    # It is still the day before in California.
    by, day = (
        signed("Eve Moss", SignerCapacity.EXECUTOR),
        local_day(counter.press.agreement, at=counter.plan.at),
    )
    assert day < counter.plan.at.date()
    old = DocumentCame("APPOINTMENT", date.fromordinal(day.toordinal() - 61))
    item = counter.receive(1, documents=(old,), **by)
    assert codes(item, counter) == ["DOCUMENT_TOO_OLD"]
    assert item.state == ItemState.DEFICIENT
    young = DocumentCame("APPOINTMENT", date.fromordinal(day.toordinal() - 60))
    assert counter.receive(2, documents=(young,), **by).state == ItemState.EXAMINED


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (DocumentCame("APPOINTMENT"), "DOCUMENT_UNDATED"),
        (DocumentCame("APPOINTMENT", date(2009, 1, 2)), "DOCUMENT_DATED_LATER"),
        (DocumentCame("HOROSCOPE"), "ITEM_PART_MISSING"),
    ],
)
def test_a_document_with_no_day_or_an_impossible_one_is_refused_and_nothing_is_taken_in(
    counter: Counter, document: DocumentCame, code: str
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        counter.receive(1, documents=(document,), **signed("Eve Moss", SignerCapacity.EXECUTOR))
    assert refusal.value.code == code
    assert not Item.objects.exists()


@pytest.mark.row("R-6a-7")
def test_a_split_up_asked_for_by_an_attorney_needs_the_power_by_the_agents_policy(counter: Counter) -> None:
    told = written(counter, 1, "Eve Moss")
    told = type(told)(
        form=type(told.form)("Eve Moss", capacity=SignerCapacity.ATTORNEY),
        statement_1=told.statement_1,
        statement_2=told.statement_2,
        certification=told.certification,
        tax=told.tax,
    )
    item = receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60), whole=told)
    grounds = [found for check in items.examine(item, at=counter.plan.at) for found in check.grounds]
    assert [(one.code, one.basis) for one in grounds] == [("AUTHORITY_NOT_SHOWN", Basis.HOUSE)]
    assert Certification.objects.get(item=item).capacity == SignerCapacity.HOLDER
    power = DocumentCame("POWER_OF_ATTORNEY")
    with_power = type(told)(
        told.form, told.statement_1, told.statement_2, told.certification, told.tax, (power,)
    )
    second = receive(counter, ItemKind.SPLIT_UP, 2, asked=(40, 61), whole=with_power)
    assert second.state == ItemState.EXAMINED
    post(counter, second)
