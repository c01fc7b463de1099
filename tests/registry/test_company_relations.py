"""Indemnity, assurances, delegates and counsel's advice by service and on the pages (§18(a), §20)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agreement.delegates import DelegateWork
from agreement.errors import RightsError
from agreement.workflow.items import ItemState
from registry.models import Approval, CounselKind, MatterKind, RightsAgreement
from registry.selectors import company_relations as reads
from registry.services import company_relations as relations
from registry.services import delegates
from tests.certificates.runs import Press, make_press
from tests.registry.console import Console, open_console
from tests.registry.presented import Answer, Counter, countersigned

pytestmark = pytest.mark.servers
TODAY = datetime(2003, 8, 1, 17, 0, tzinfo=UTC)


@pytest.fixture
def press(db: None) -> Press:
    """A plan on the first of August; two certificates are out."""
    press = make_press(certificates=2)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    press.plan.at = TODAY
    return press


def by(press: Press, **told: Any) -> dict[str, Any]:
    return {"document": press.plan.document, "by": press.plan.maker, "at": press.plan.tick(), **told}


def refused(call: Any, *args: Any, **told: Any) -> str:
    """The code with which a call is refused."""
    with pytest.raises(RightsError) as refusal:
        call(*args, **told)
    return refusal.value.code


@pytest.fixture
def console(press: Press, settings: Any) -> Console:
    """The console of the plan, an hour later."""
    settings.DEMO, settings.CLOCK_OFFSET = True, TODAY + timedelta(hours=1) - datetime.now(UTC)
    return open_console(
        press.agreement, maker=press.plan.maker, approver=press.plan.approver, at=press.plan.at
    )


@pytest.mark.row("R-18a-3")
def test_a_claim_is_logged_noted_and_readable_after_the_agent_resigned(
    press: Press, console: Console
) -> None:
    told = relations.MatterTold(
        MatterKind.CLAIM, date(2003, 8, 1), "Delay of a transfer", "Cedar Fund LP", Decimal("25000.00")
    )
    matter = relations.log_matter(press.agreement, told, **by(press))
    assert str(matter) == "Claim C-1"
    noted = relations.NoteTold(date(2003, 8, 1), "Counsel was retained", Decimal("1500.00"))
    relations.note_matter(matter, noted, **by(press, document=None))
    press.agreement.appointments.update(in_office_until=date(2003, 7, 31))
    page = console.see("account_tab", "matters", by="ines")
    for words in ("Claim C-1", "1 August 2003", "Cedar Fund LP", "$25,000.00", "Counsel was retained"):
        assert words in page
    assert refused(relations.note_matter, matter, relations.NoteTold(date(2003, 8, 3), "x"), **by(press)) == (
        "ACCOUNT_DAY_IMPOSSIBLE"
    )
    assert refused(relations.note_matter, matter, relations.NoteTold(date(2003, 8, 1), " "), **by(press)) == (
        "ACCOUNT_PART_MISSING"
    )


@pytest.mark.row("R-20f-1")
def test_a_request_to_the_company_is_open_until_its_document_is_on_file(
    press: Press, console: Console
) -> None:
    asked = relations.AssuranceAsked(
        "Specimen signatures", "To compare executions", "The Secretary, by letter", date(2003, 6, 10)
    )
    request = relations.request_assurance(press.agreement, asked, by=press.plan.maker, at=press.plan.tick())
    assert request.state == "OPEN"
    assert "What is needed from you" in console.see("agreement", by="rowan")
    assert "Specimen signatures" in console.see("account", by="rowan")
    before = by(press, fulfilled_on=date(2003, 6, 9))
    assert refused(relations.fulfil_assurance, request, **before) == "ACCOUNT_DAY_IMPOSSIBLE"
    without = by(press, fulfilled_on=date(2003, 6, 12), document=None)
    assert refused(relations.fulfil_assurance, request, **without) == "NO_SUPPORTING_DOCUMENT"
    done = relations.fulfil_assurance(request, **by(press, fulfilled_on=date(2003, 6, 12)))
    assert (done.state, done.fulfilled_on, done.fulfilment) == (
        "FULFILLED",
        date(2003, 6, 12),
        press.plan.document,
    )
    again = by(press, fulfilled_on=date(2003, 6, 13))
    assert refused(relations.fulfil_assurance, request, **again) == "ASSURANCE_FULFILLED"
    assert "Specimen signatures" not in console.see("account", by="rowan")


@pytest.mark.refusal("DELEGATE_OUT_OF_SCOPE")
@pytest.mark.row("R-20i-1")
def test_a_delegate_works_within_its_scope_and_its_work_is_its_own(press: Press, console: Console) -> None:
    engaged = delegates.DelegateEngaged(
        "Quay Mailing Inc.",
        (DelegateWork.MAILING,),
        "Mails the pieces of one mailing",
        date(2003, 6, 1),
        date(2003, 7, 1),
        jobs=(3,),
        may_read="The mailing pieces of job 3",
    )
    house = delegates.engage_delegate(press.agreement, engaged, **by(press))
    work = delegates.WorkDone(DelegateWork.MAILING, date(2003, 6, 27), "Handed 2 pieces over", job=3)
    act = delegates.record_work_of_delegate(house, work, **by(press))
    assert (act.delegate, act.job) == (house, 3)
    for other in (
        delegates.WorkDone(DelegateWork.MAILING, date(2003, 6, 27), "Another", job=4),
        delegates.WorkDone(DelegateWork.PRINTING, date(2003, 6, 27), "Other work", job=3),
    ):
        assert (
            refused(delegates.record_work_of_delegate, house, other, **by(press)) == "DELEGATE_OUT_OF_SCOPE"
        )
    page = console.see("account_tab", "delegates")
    for words in ("Quay Mailing Inc.", "The mailing pieces of job 3", "Review overdue", "Delegate</span>"):
        assert words in page
    told = {"by": press.plan.maker, "at": press.plan.tick()}
    delegates.review_delegate(
        house, reviewed_on=date(2003, 8, 1), found="Well", next_review_on=date(2004, 8, 1), **told
    )
    assert "Review overdue" not in console.see("account_tab", "delegates")
    delegates.end_engagement(house, until=date(2003, 7, 31), **told)
    assert refused(delegates.end_engagement, house, until=date(2003, 8, 1), **told) == "DELEGATE_ENDED"
    late = delegates.WorkDone(DelegateWork.MAILING, date(2003, 8, 1), "After the end", job=3)
    assert refused(delegates.record_work_of_delegate, house, late, **by(press)) == "DELEGATE_OUT_OF_SCOPE"


@pytest.mark.row("R-20a-1")
def test_advice_of_counsel_stands_on_the_page_as_authority_and_frees_nothing(
    press: Press, console: Console
) -> None:
    item = Counter(press).receive(1, rights=1, first=Answer.YES)
    assert item.state == ItemState.HELD_20K
    given = relations.AdviceGiven(
        "Tern & Vale LLP", CounselKind.COMPANY, date(2003, 7, 20), "The transferee is no Associate"
    )
    relations.record_advice(press.agreement, given, item=item, **by(press))
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K  # the Company's word is still needed
    page = console.see("item", item.number)
    for words in ("COUNSEL", "Tern &amp; Vale LLP", "20 July 2003", "Counsel to the Company"):
        assert words in page
    assert f"DOC-{press.plan.document.pk}" in page
    decision = Approval.objects.filter(agreement=press.agreement).latest("pk")
    relations.record_advice(press.agreement, given, decision=decision, **by(press))
    assert "Tern &amp; Vale LLP" in console.see_request(decision)
    assert reads.advice(press.agreement).count() == 2
    assert refused(relations.record_advice, press.agreement, given, **by(press)) == "ACCOUNT_PART_MISSING"
