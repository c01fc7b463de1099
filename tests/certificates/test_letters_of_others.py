"""Letters that other work makes due: applications, exercises refused with their money (§7(c), §20(g))."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from agreement.exercise_price import Payee, TenderedMeans
from agreement.workflow.items import ItemState, RefusalBasis
from certificates.services.letters import letter_bytes
from exercises.services import elections
from exercises.services.payments import PaymentReceived, receive_payment
from registry.models import (
    Document,
    InstructionApplication,
    LetterKind,
    NoticeKind,
    PaperDue,
    RightsAgreement,
)
from registry.services import company, item_refusals
from registry.services.letters import date_letters, letter_of_application
from tests.certificates.runs import make_press
from tests.registry.company_desk import SHARES, make_desk
from tests.registry.presented import Counter, countersigned, elected

pytestmark = pytest.mark.django_db


def words_of(paper: PaperDue) -> str:
    """What a letter says, over all its pages."""
    reader = PdfReader(io.BytesIO(letter_bytes(paper)))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.row("R-20g-2", "R-26-1")
def test_a_notice_asked_back_makes_a_letter_to_the_company_at_its_address_for_notices() -> None:
    desk = make_desk()
    facts = {**SHARES, "issued_on": "2002-05-01", "issue": "options", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    application = InstructionApplication.objects.get(notice=notice)
    paper = letter_of_application(application)
    assert paper is not None
    assert paper.paper_kind == LetterKind.APPLICATION
    words = words_of(paper)
    assert f"your notice {notice.number}" in words
    assert "May 2, 2002" in words
    assert application.proposal in words
    assert "no earlier than 5 Business Days after" in words
    assert paper.facts["to"]["lines"][0] in words
    assert all(f"Copy to: {copy}" in words for copy in paper.facts["to"]["copies"])
    assert letter_of_application(InstructionApplication(pk=0, agreement=desk.agreement)) is None


@pytest.mark.row("R-20g-2")
def test_the_date_of_a_proposal_is_stated_to_the_company_in_the_application_or_by_a_letter() -> None:
    desk = make_desk()
    facts = {**SHARES, "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    application = InstructionApplication.objects.get(notice=notice)
    company.state_date(application, day=date(2003, 6, 25), by=desk.maker, at=desk.later())
    printed = letter_of_application(application)
    assert printed is not None
    assert "on or after June 25, 2003: no earlier than 5 Business Days" in words_of(printed)
    sent = desk.send(application)
    company.record_receipt(sent, officer="R. Ellery", received_at=desk.at, by=desk.maker, at=desk.later())
    company.state_date(sent, day=date(2003, 6, 27), by=desk.maker, at=desk.later())
    letter = date_letters(sent).get()
    words = words_of(letter)
    assert "We propose to act on or after June 27, 2003" in words
    assert application.proposal in words
    assert letter.facts["to"]["lines"][0] in words


@pytest.mark.row("R-7a-1", "R-7c-11")
def test_an_exercise_that_is_refused_goes_back_with_its_certificate_its_papers_and_its_money(
    settings: Any,
) -> None:
    press = make_press(certificates=2)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    counter, plan = Counter(press), press.plan
    item = elections.receive_exercise(
        press.agreement,
        counter.presentation(1),
        election=elected(30, "Beech Trust"),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    deficiency = PaperDue.objects.get(item=item)
    assert "Pay the rest to the order of the Company." in words_of(deficiency)
    check = PaymentReceived(
        TenderedMeans.CASHIERS_CHECK, Decimal("7500.00"), "Harbor Bank", "4711", Payee.COMPANY, plan.at
    )
    receive_payment(item, check, document=Document.objects.latest("pk"), by=plan.maker, at=plan.tick())
    deficiency.refresh_from_db()
    assert deficiency.closed_at is not None  # paid in full, it says nothing that still stands
    asked = item_refusals.request_refusal(
        item,
        reason="The Company's instruction",
        basis=RefusalBasis.COMPANY,
        document=plan.document,
        maker=plan.maker,
        at=plan.tick(),
    )
    press.approve(asked)
    item.refresh_from_db()
    assert item.state == ItemState.REFUSED
    refusal = PaperDue.objects.get(item=item, paper_kind=LetterKind.REFUSAL)
    words = words_of(refusal)
    assert "Rights Certificate R-0000001 for 100 Rights, the original" in words
    assert "No. 4711 drawn on Harbor Bank, $7,500.00" in words
    assert "The exercise asked for with the certificates named above is refused" in words
