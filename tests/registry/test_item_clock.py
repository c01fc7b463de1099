"""The clock of items on the books: findings, rests, the day done, a month; evidence that holds an item."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.errors import Conflict, InvalidRequest, RightsError
from agreement.workflow.items import AskedBy, Assessment, ItemState, RefusalBasis, ReturnMeans, TaxStanding
from registry.models import AuditRecord, EvidenceReply, EvidenceRequest, Item, ItemPause, RoutineFinding
from registry.selectors.turnaround import clock_of, month_of_work
from registry.services import evidence, item_refusals, items, transfers
from registry.services.evidence import EvidenceAsked
from registry.services.paper_returns import ReturnTold, record_return
from registry.services.transfers import LineReceived
from tests.registry.presented import CEDAR, Counter
from tests.registry.test_items_transfer import codes, counter, second_paper

__all__ = ["counter"]


def asked(counter: Counter, item: Item, **parts: Any) -> EvidenceRequest:
    told = {
        "asked_by": AskedBy.AGENT,
        "asked_at": counter.plan.tick(),
        "evidence": "Statement of who holds the beneficial interest",
        "reason": "The name is a nominee's",
        **parts,
    }
    document = told.pop("document", None)
    return evidence.request_evidence(
        item, EvidenceAsked(**told), document=document, by=counter.plan.maker, at=counter.plan.tick()
    )


def replied(counter: Counter, request: EvidenceRequest) -> EvidenceReply:
    return evidence.receive_evidence(
        request, document=second_paper(counter), by=counter.plan.maker, at=counter.plan.tick()
    )


def assessed(
    counter: Counter, request: EvidenceRequest, found: Assessment = Assessment.SATISFIED, **parts: Any
) -> EvidenceRequest:
    told = {"words": "The statement names the owner", "document": None, **parts}
    return evidence.assess_evidence(request, found, by=counter.plan.maker, at=counter.plan.tick(), **told)


def test_a_clean_transfer_is_routine_and_its_clock_runs_until_its_certificates_are_out(
    counter: Counter,
) -> None:
    item = counter.receive(1)
    clock = clock_of(item, at=counter.plan.at)
    assert clock.is_routine
    assert clock.rests is None
    assert clock.done_on is None
    assert [due.standard.business_days for due in clock.dues] == [3, 1]
    counter.post(item)
    item.refresh_from_db()
    assert clock_of(item, at=counter.plan.at).done_on is None, "posted, but nothing is in the post yet"


def test_a_deficient_item_rests_with_its_reason_and_counts_from_the_papers_that_put_it_right(
    counter: Counter,
) -> None:
    item = counter.receive(1, form={"guarantor_kind": ""})
    finding = RoutineFinding.objects.get(item=item)
    assert (finding.exclusion, finding.codes) == ("FURTHER_DOCUMENTS", ["GUARANTEE_MISSING"])
    assert ItemPause.objects.get(item=item).reason == "PRESENTOR"
    assert not clock_of(item, at=counter.plan.at).is_routine
    items.examine_again(item, by=counter.plan.maker, at=counter.plan.tick())
    assert RoutineFinding.objects.filter(item=item).count() == 1, "the same finding is not written twice"
    assert ItemPause.objects.filter(item=item).count() == 1
    plan = counter.plan
    later = transfers.put_right(
        item,
        counter.reverse(1),
        lines=[LineReceived("Cedar Fund LP", CEDAR, 40)],
        balance=60,
        document=second_paper(counter),
        by=plan.maker,
        at=plan.tick(),
    )
    assert later.state == ItemState.EXAMINED
    clock = clock_of(later, at=plan.at)
    assert clock.is_routine
    assert clock.rests is None
    assert ItemPause.objects.get(item=item).ended_at == plan.at


def test_a_rest_ends_with_the_item_and_one_item_rests_once_at_a_time(counter: Counter) -> None:
    item = counter.receive(1, tax=TaxStanding.ASKED)
    assert ItemPause.objects.get(item=item).reason == "TAX"
    plan = counter.plan
    approval = item_refusals.request_refusal(
        item,
        reason="the tax was not paid",
        basis=RefusalBasis.COMPANY,
        document=plan.document,
        maker=plan.maker,
        at=plan.tick(),
    )
    counter.press.approve(approval)
    assert not ItemPause.objects.filter(item=item, ended_at__isnull=True).exists()
    item.refresh_from_db()
    assert clock_of(item, at=plan.at).done_on is None, "the papers are still here"
    told = ReturnTold(plan.tick(), ReturnMeans.HAND, "P. Clerk")
    record_return(item, told, by=plan.maker, at=plan.tick())
    assert clock_of(item, at=plan.at).done_on is not None, "the papers went back"


def test_a_month_of_work_counts_the_routine_items_by_each_standard(counter: Counter) -> None:
    for number in (1, 2):
        counter.receive(number)
    counter.receive(3, form={"guarantor_kind": ""})
    first = counter.plan.at.date().replace(day=1)
    month = month_of_work(counter.press.agreement, first=first, at=counter.plan.at)
    assert (month.received, month.routine) == (3, 2)
    assert month.excluded == {"Documents beyond those presented are needed": 1}
    law, proposal = month.measured
    assert (law.in_time, law.late, law.running, law.share, law.is_met) == (0, 0, 2, None, None)
    late = month_of_work(counter.press.agreement, first=first, at=counter.plan.at + timedelta(days=10))
    assert [(one.late, one.is_met) for one in late.measured] == [(2, False), (2, False)]
    assert proposal.standard.status == "proposed"


@pytest.mark.row("R-6a-4")
def test_evidence_asked_for_holds_the_item_until_whoever_asked_finds_it_to_satisfy(counter: Counter) -> None:
    item = counter.receive(1)
    request = asked(counter, item)
    item.refresh_from_db()
    assert item.state == ItemState.HELD
    assert codes(item, counter) == ["EVIDENCE_OUTSTANDING"]
    assert ItemPause.objects.get(item=item, ended_at__isnull=True).reason == "EVIDENCE"
    replied(counter, request)
    assert codes(item, counter) == ["EVIDENCE_OUTSTANDING"]
    assessed(counter, request, Assessment.NOT_SATISFIED)
    assert codes(item, counter) == ["EVIDENCE_OUTSTANDING"]
    replied(counter, request)
    assert request.replies.count() == 2, "the later paper stands beside the earlier one"
    assessed(counter, request)
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    assert codes(item, counter) == []
    acts = AuditRecord.objects.filter(act__startswith="EVIDENCE").order_by("id").values_list("act", flat=True)
    assert list(acts)[:2] == ["EVIDENCE_ASKED", "EVIDENCE_RECEIVED"]
    counter.post(item)


@pytest.mark.row("R-6a-4")
def test_evidence_asked_after_posting_was_asked_for_stops_the_posting(counter: Counter) -> None:
    item, plan = counter.receive(1), counter.plan
    approval = transfers.request_transfer(item, maker=plan.maker, at=plan.tick())
    asked(counter, item, asked_by=AskedBy.COMPANY, document=plan.document)
    with pytest.raises(RightsError) as refused:
        counter.press.approve(approval)
    assert refused.value.code == "EVIDENCE_OUTSTANDING"
    item.refresh_from_db()
    assert item.entry is None


def test_what_the_company_asks_and_finds_rests_on_its_papers(counter: Counter) -> None:
    item = counter.receive(1)
    with pytest.raises(RightsError) as missing:
        asked(counter, item, asked_by=AskedBy.COMPANY)
    assert missing.value.code == "NO_SUPPORTING_DOCUMENT"
    request = asked(counter, item, asked_by=AskedBy.COMPANY, document=counter.plan.document)
    replied(counter, request)
    with pytest.raises(RightsError) as missing:
        assessed(counter, request)
    assert missing.value.code == "NO_SUPPORTING_DOCUMENT"
    assessed(counter, request, document=counter.plan.document)
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED


def test_evidence_is_asked_with_a_reason_after_the_receipt_and_assessed_once_it_came(
    counter: Counter,
) -> None:
    item = counter.receive(1)
    with pytest.raises(InvalidRequest) as blank:
        asked(counter, item, reason=" ")
    assert blank.value.code == "ITEM_PART_MISSING"
    with pytest.raises(InvalidRequest) as early:
        asked(counter, item, asked_at=counter.plan.at - timedelta(days=30))
    assert early.value.code == "ASKED_BEFORE_RECEIPT"
    assert not EvidenceRequest.objects.exists()
    request = asked(counter, item)
    with pytest.raises(Conflict) as empty:
        assessed(counter, request)
    assert empty.value.code == "EVIDENCE_NOT_RECEIVED"
    replied(counter, request)
    assessed(counter, request)
    with pytest.raises(Conflict) as again:
        assessed(counter, request)
    assert again.value.code == "EVIDENCE_ALREADY_ASSESSED"


def test_evidence_about_an_item_that_waits_for_the_company_moves_it_nowhere(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    assert item.state == ItemState.HELD_20K
    request = asked(counter, item)
    replied(counter, request)
    assessed(counter, request)
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K
