"""Transfers on the books: documents by reason, assignments on an instrument of their own (§6(a), §16(b))."""

from __future__ import annotations

from datetime import date

import pytest

from agreement.choices import Instrument, SignerCapacity, TransferReason
from agreement.transfer_documents import DocumentCame
from agreement.workflow.items import ItemState
from registry.models import ExecutedForm, ItemPaper
from registry.selectors.item_documents import documents_of
from registry.selectors.items import papers_of
from registry.services import transfers
from registry.services.transfers import LineReceived
from registry.verifier import verify
from tests.registry.presented import CEDAR, Counter
from tests.registry.test_items_transfer import codes, counter, second_paper

__all__ = ["counter"]
LINE = [LineReceived("Cedar Fund LP", CEDAR, 40)]
EXECUTOR = {"signed_name": "Eve Moss", "capacity": SignerCapacity.EXECUTOR}
APPOINTED = DocumentCame("APPOINTMENT", date(2003, 5, 12))


def test_the_documents_of_a_reason_may_come_later_and_each_paper_is_listed_once(counter: Counter) -> None:
    plan, signed = counter.plan, {"form": EXECUTOR, "certification": EXECUTOR}
    item = counter.receive(1, reason=TransferReason.DEATH, documents=(APPOINTED,), **signed)
    assert item.state == ItemState.DEFICIENT
    assert codes(item, counter) == ["DOCUMENT_OUTSTANDING"]
    later = transfers.put_right(
        item,
        counter.reverse(1, documents=(DocumentCame("DEATH_CERTIFICATE"),), **signed),
        lines=LINE,
        balance=60,
        document=second_paper(counter),
        by=plan.maker,
        at=plan.tick(),
    )
    assert later.state == ItemState.EXAMINED
    assert later.transfer_reason == TransferReason.DEATH
    assert documents_of(later) == [APPOINTED, DocumentCame("DEATH_CERTIFICATE")]
    assert papers_of(later).count() == 2
    assert ItemPaper.objects.filter(item=later).count() == 4
    counter.post(later)
    assert verify().findings == []


@pytest.mark.row("R-16b-1")
def test_an_assignment_on_an_instrument_of_its_own_is_posted_its_certification_is_not(
    counter: Counter,
) -> None:
    separate = {"instrument": Instrument.SEPARATE}
    both = counter.receive(1, form=separate, certification=separate)
    assert codes(both, counter) == ["CERTIFICATION_NOT_ON_CERTIFICATE"]
    assert both.state == ItemState.DEFICIENT
    item = counter.receive(2, form=separate)
    assert ExecutedForm.objects.get(item=item).instrument == Instrument.SEPARATE
    assert item.state == ItemState.EXAMINED
    counter.post(item)


@pytest.mark.refusal("ENDORSEMENT_MISSING", "NOT_REGISTERED_HOLDER")
@pytest.mark.row("R-16b-1")
def test_a_certificate_that_nobody_endorsed_is_told_so(counter: Counter) -> None:
    item = counter.receive(1, form={"signed_name": ""})
    assert codes(item, counter) == ["ENDORSEMENT_MISSING", "NOT_REGISTERED_HOLDER"]
    assert item.state == ItemState.DEFICIENT
