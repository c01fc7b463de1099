"""Replacement of lost, stolen, destroyed and mutilated certificates: stopped, accepted, posted (6(b))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agreement.errors import Conflict, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.replacement import LossCause, ReplacementStep
from agreement.stops import ReporterCapacity, StopKind
from agreement.workflow.items import ItemKind, ItemState
from certificates.selectors.print_runs import entries_with_certificates
from registry.models import (
    BookEntry,
    CertificateEvent,
    CompanyOfficer,
    Item,
    ItemCertificate,
    Lot,
    PaperDue,
    Replacement,
    RightsAgreement,
    RightsCertificate,
    Stop,
)
from registry.selectors.register import certificate_detail
from registry.services import item_refusals, item_work, items, replacements, stops
from registry.services.replacement_steps import StepTaken, record_step
from registry.services.replacements import ClaimReceived
from registry.verifier import verify
from tests.books.test_door_refusals import marked_lot
from tests.certificates.runs import make_press
from tests.registry.company_desk import codes as refused_codes
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import counter_of, receive, totals, written
from tests.registry.test_items_transfer import second_paper
from tests.registry.test_stops import place

DAY = date(2003, 6, 22)
S = ReplacementStep
COMPANY, OFFICE = "Rowan T. Ellery", "President"
BOTH_ACCEPT = (
    S.EVIDENCE_RECEIVED,
    S.EVIDENCE_BY_COMPANY,
    S.EVIDENCE_BY_AGENT,
    S.INDEMNITY_RECEIVED,
    S.INDEMNITY_BY_COMPANY,
    S.INDEMNITY_BY_AGENT,
)


@pytest.fixture
def counter(db: None) -> Counter:
    return counter_of()


def claim(counter: Counter, number: int = 1, cause: LossCause = LossCause.LOST, **parts: Any) -> Item:
    """The claim of a certificate, signed by its registered holder."""
    told = {
        "discovered_on": DAY,
        "circumstances": "Not in the safe",
        "capacity": ReporterCapacity.REGISTERED_HOLDER,
    } | parts
    signed = told.pop("signed", None)
    return replacements.receive_claim(
        counter.press.agreement,
        counter.presentation(number, whole=written(counter, number, signed)),
        ClaimReceived(cause, **told),
        document=counter.plan.document,
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )


def take(counter: Counter, item: Item, *steps: ReplacementStep, **parts: Any) -> None:
    """Steps recorded, each by who may take it, on papers of their own."""
    plan = counter.plan
    for step in steps:
        by = plan.approver if step in (S.EVIDENCE_BY_AGENT, S.INDEMNITY_BY_AGENT) else plan.maker
        accepted = {"person": COMPANY, "title": OFFICE} if str(step).endswith("BY_COMPANY") else {}
        paper = None if step in (S.EVIDENCE_BY_AGENT, S.INDEMNITY_BY_AGENT) else second_paper(counter)
        told = {"document": paper, "by": by} | {k: v for k, v in parts.items() if k in ("document", "by")}
        more = {k: v for k, v in parts.items() if k not in ("document", "by")}
        taken = StepTaken(step, DAY, **accepted | more)
        record_step(item, taken, at=plan.tick(), **told)
    item.refresh_from_db()


def codes(item: Item, counter: Counter) -> list[str]:
    return [found.code for found in grounds_of(items.examine(item, at=counter.plan.at))]


def post(counter: Counter, item: Item) -> BookEntry:
    plan = counter.plan
    return counter.press.approve(replacements.request_replacement(item, maker=plan.maker, at=plan.tick()))


def replaced(counter: Counter) -> BookEntry:
    """Certificate 1 lost and replaced by 4."""
    item = claim(counter)
    take(counter, item, *BOTH_ACCEPT)
    return post(counter, item)


def status(counter: Counter, number: int) -> str:
    return certificate_detail(counter.press.agreement, number=number, at=counter.plan.at).status


@pytest.mark.row("R-6b-1", "R-6b-3", "R-6b-6")
def test_a_lost_certificate_is_stopped_at_once_and_replaced_once_both_accepted(counter: Counter) -> None:
    before, old = totals(counter), counter.certificate(1)
    item = claim(counter)
    assert (item.kind, item.state, Stop.objects.get().certificate) == ("REPLACE", ItemState.DEFICIENT, old)
    assert status(counter, 1) == "STOPPED"
    assert codes(item, counter) == ["LOSS_EVIDENCE_REQUIRED", "INDEMNITY_REQUIRED"]
    take(counter, item, *BOTH_ACCEPT)
    assert item.state == ItemState.EXAMINED
    entry = post(counter, item)
    new = entry.certificates.get()
    assert (entry.kind, entry.section) == ("REPLACE", "6(b)")
    tenor = (old.rights, old.registration, old.dated, old.holder, old.legend_class)
    assert (new.rights, new.registration, new.dated, new.holder, new.legend_class) == tenor
    events = CertificateEvent.objects.filter(entry=entry)
    assert list(events.values_list("kind", "first_number")) == [("REPLACED", 1)]
    assert [status(counter, 1), status(counter, new.number)] == ["REPLACED", "NOT_COUNTERSIGNED"]
    assert Lot.objects.get(certificate=new).parent.certificate == old  # type: ignore[union-attr]
    assert totals(counter) == before
    assert entry.number in {one.number for one in entries_with_certificates(counter.press.agreement)}
    assert verify().findings == []


@pytest.mark.refusal("MUTILATED_NOT_SURRENDERED")
@pytest.mark.row("R-6b-2")
def test_a_mutilated_certificate_is_surrendered_and_cancelled_without_indemnity(counter: Counter) -> None:
    item = claim(counter, 2, LossCause.MUTILATED)
    assert not Stop.objects.exists()
    assert codes(item, counter) == ["MUTILATED_NOT_SURRENDERED", "LOSS_EVIDENCE_REQUIRED"]
    plan = counter.plan
    item = replacements.receive_mutilated(item, document=second_paper(counter), by=plan.maker, at=plan.tick())
    take(counter, item, S.EVIDENCE_RECEIVED, S.EVIDENCE_BY_COMPANY, S.EVIDENCE_BY_AGENT)
    entry = post(counter, item)
    events = CertificateEvent.objects.filter(entry=entry).order_by("id").values_list("kind", flat=True)
    assert list(events) == ["SURRENDERED", "CANCELLED"]
    assert status(counter, 2) == "CANCELLED"
    assert verify().findings == []
    with pytest.raises(RightsError) as nothing_awaited:
        replacements.receive_mutilated(item, document=plan.document, by=plan.maker, at=plan.tick())
    assert nothing_awaited.value.code == "ITEM_MOVE_NOT_ALLOWED"


@pytest.mark.row("R-6b-3")
def test_one_acceptance_does_not_stand_in_for_the_other(counter: Counter) -> None:
    item = claim(counter)
    take(counter, item, *(step for step in BOTH_ACCEPT if step is not S.INDEMNITY_BY_COMPANY))
    [missing] = grounds_of(items.examine(item, at=counter.plan.at))
    assert missing.code == "APPROVAL_MISSING"
    assert missing.message == "Approval of the Company for the indemnity is missing"
    entries = BookEntry.objects.count()
    with pytest.raises(RefusedByGround) as refusal:
        replacements.request_replacement(item, maker=counter.plan.maker, at=counter.plan.tick())
    assert refused_codes(refusal) == ["APPROVAL_MISSING"]
    assert BookEntry.objects.count() == entries


@pytest.mark.row("R-6b-3")
def test_what_comes_in_anew_is_accepted_by_nobody_yet(counter: Counter) -> None:
    item = claim(counter)
    take(counter, item, *BOTH_ACCEPT)
    take(counter, item, S.INDEMNITY_RECEIVED)
    assert codes(item, counter) == ["APPROVAL_MISSING", "APPROVAL_MISSING"]
    take(counter, item, S.INDEMNITY_BY_COMPANY, S.INDEMNITY_BY_AGENT)
    assert post(counter, item).kind == "REPLACE"


@pytest.mark.refusal("NO_SUPPORTING_DOCUMENT")
@pytest.mark.row("R-6b-3")
def test_the_agent_accepts_by_an_approver_and_the_company_by_a_named_person_on_paper(
    counter: Counter,
) -> None:
    item = claim(counter)
    for step, parts, code in (
        (S.EVIDENCE_BY_AGENT, {"by": counter.plan.maker}, "AGENT_ACCEPTS_BY_APPROVER"),
        (S.EVIDENCE_BY_COMPANY, {"person": " "}, "REPLACEMENT_PART_MISSING"),
        (S.EVIDENCE_BY_COMPANY, {"title": " "}, "REPLACEMENT_PART_MISSING"),
        (S.EVIDENCE_BY_COMPANY, {"person": "Anybody"}, "OFFICER_NOT_AUTHORISED"),
        (S.INDEMNITY_BY_COMPANY, {"title": "Secretary"}, "OFFICER_NOT_AUTHORISED"),
        (S.EVIDENCE_BY_COMPANY, {"document": None}, "NO_SUPPORTING_DOCUMENT"),
        (S.EVIDENCE_RECEIVED, {"document": None}, "NO_SUPPORTING_DOCUMENT"),
        (S.EXPENSES_ASKED, {"amount": None}, "REPLACEMENT_PART_MISSING"),
        (S.EVIDENCE_RECEIVED, {"amount": Decimal(5)}, "REPLACEMENT_PART_MISSING"),
    ):
        with pytest.raises(RightsError) as refusal:
            take(counter, item, step, **parts)
        assert refused_codes(refusal) == [code]
    assert not Replacement.objects.get().records.exists()


@pytest.mark.row("R-6b-3")
def test_an_officer_who_had_left_by_the_day_of_the_acceptance_satisfies_nobody_at_the_posting(
    counter: Counter,
) -> None:
    item = claim(counter)
    take(counter, item, *BOTH_ACCEPT)
    plan = counter.plan
    asked = replacements.request_replacement(item, maker=plan.maker, at=plan.tick())
    CompanyOfficer.objects.filter(name=COMPANY).update(in_office_until=DAY - timedelta(days=1))
    with pytest.raises(RightsError) as left:
        counter.press.approve(asked)
    assert left.value.code == "OFFICER_NOT_AUTHORISED"
    assert status(counter, 1) == "STOPPED"


@pytest.mark.refusal("REIMBURSEMENT_REQUIRED")
@pytest.mark.row("R-6b-4")
def test_expenses_that_were_asked_are_reimbursed_before_it_is_posted(counter: Counter) -> None:
    item = claim(counter)
    take(counter, item, *BOTH_ACCEPT)
    take(counter, item, S.EXPENSES_ASKED, amount=Decimal("40.00"), person="The Rights Agent")
    [asked] = grounds_of(items.examine(item, at=counter.plan.at))
    assert (asked.code, asked.message) == (
        "REIMBURSEMENT_REQUIRED",
        "Expenses of $40.00 are to be reimbursed",
    )
    assert item.state == ItemState.HELD
    take(counter, item, S.EXPENSES_REIMBURSED, amount=Decimal("40.00"))
    assert post(counter, item).kind == "REPLACE"


@pytest.mark.row("R-6b-5")
def test_the_old_certificate_presented_later_is_refused_kept_and_cancelled(counter: Counter) -> None:
    new = replaced(counter).certificates.get()
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    found = grounds_of(items.examine(item, at=counter.plan.at))
    assert [one.code for one in found if one.code != "RIGHTS_NOT_CONSERVED"] == ["CERTIFICATE_REPLACED"]
    assert f"replaced by {new.number}" in found[0].message
    plan = counter.plan
    told = PaperDue.objects.get(item=item, paper_kind="REPLACED_PRESENTED")
    [line] = told.facts["replaced"]
    assert (line["number"], line["replaced_by"], line["claim"]) == (1, str(new.number), 1)
    assert "lines" in told.facts["to"]
    assert told.facts["presenter"] == item.presenter
    items.examine_again(item, by=plan.maker, at=plan.tick())
    assert PaperDue.objects.get(item=item, paper_kind="REPLACED_PRESENTED") == told, "told once"
    item.refresh_from_db()
    [cancellation] = replacements.request_cancellation(item, maker=plan.maker, at=plan.tick())
    assert counter.press.approve(cancellation).kind == "PAPER"
    assert status(counter, 1) == "CANCELLED"
    note = Stop.objects.get().records.get()
    assert (note.kind, note.reference) == ("PRESENTED", f"item {item.number}")
    counter.press.approve(
        item_refusals.request_refusal(item, reason="Replaced", maker=plan.maker, at=plan.tick())
    )
    item.refresh_from_db()
    assert item.state == ItemState.REFUSED
    assert ItemCertificate.objects.get(item=item).returned_at is None  # it is kept
    letter = PaperDue.objects.get(item=item, paper_kind="REFUSAL")
    kept = letter.facts["returned"][0]
    assert (kept["what"], kept["number"]) == ("CERTIFICATE_KEPT", 1)
    assert verify().findings == []


@pytest.mark.row("R-6b-5")
def test_the_stop_on_what_was_replaced_is_never_released(counter: Counter) -> None:
    replaced(counter)
    plan, stop = counter.plan, Stop.objects.get()
    with pytest.raises(Conflict) as refusal:
        stops.request_release(stop, reason="Found", document=plan.document, maker=plan.maker, at=plan.tick())
    assert refusal.value.code == "STOP_KEPT_FOR_EVER"


@pytest.mark.row("R-6b-5")
def test_what_is_found_before_is_withdrawn_and_its_stop_released(counter: Counter) -> None:
    item = claim(counter)
    plan = counter.plan
    counter.press.approve(
        item_work.request_withdrawal(item, document=second_paper(counter), maker=plan.maker, at=plan.tick())
    )
    counter.press.approve(
        stops.request_release(
            Stop.objects.get(), reason="Found", document=plan.document, maker=plan.maker, at=plan.tick()
        )
    )
    item.refresh_from_db()
    assert (item.state, status(counter, 1)) == (ItemState.WITHDRAWN, "OUTSTANDING")
    again = claim(counter)  # and lost again
    assert again.number == item.number + 1


def test_a_replacement_whose_stop_was_released_waits_for_another(counter: Counter) -> None:
    item = claim(counter)
    take(counter, item, *BOTH_ACCEPT)
    plan = counter.plan
    counter.press.approve(
        stops.request_release(
            Stop.objects.get(), reason="Found", document=plan.document, maker=plan.maker, at=plan.tick()
        )
    )
    assert codes(item, counter) == ["LOSS_NOT_STOPPED"]


@pytest.mark.row("R-6b-1")
def test_a_stolen_certificate_is_stopped_for_theft_and_one_stopped_already_stays_so(counter: Counter) -> None:
    claim(counter, 1, LossCause.STOLEN)
    assert Stop.objects.get().kind == "THEFT_REPORTED"
    told = place(counter, certificate=2)
    claim(counter, 2, LossCause.DESTROYED)
    assert Replacement.objects.latest("id").stop == told
    assert Stop.objects.count() == 2


@pytest.mark.row("R-6b-1", "R-15b-1")
def test_another_stop_holds_the_replacement_and_an_order_does(counter: Counter) -> None:
    item = claim(counter)
    take(counter, item, *BOTH_ACCEPT)
    place(counter, StopKind.COMPANY_INSTRUCTION)
    place(counter, StopKind.COURT_ORDER, dated_on=DAY)
    assert codes(item, counter) == ["RESTRAINED_BY_ORDER", "STOPPED_BY_COMPANY"]
    item.refresh_from_db()
    assert item.state == ItemState.HELD


REFUSED: dict[str, dict[str, Any]] = {
    "circumstances": {"circumstances": " "},
    "day of discovery that has come": {"discovered_on": date(2103, 1, 1)},
}


@pytest.mark.parametrize("missing", REFUSED)
def test_a_claim_that_is_not_whole_is_refused_and_leaves_nothing(counter: Counter, missing: str) -> None:
    with pytest.raises(RightsError, match=missing) as refusal:
        claim(counter, **REFUSED[missing])
    assert refusal.value.code == "REPLACEMENT_PART_MISSING"
    assert not Item.objects.exists()
    assert not Stop.objects.exists()


def test_a_certificate_is_claimed_once_and_what_was_replaced_no_more(counter: Counter) -> None:
    claim(counter)
    with pytest.raises(Conflict) as twice:
        claim(counter)
    assert twice.value.code == "REPLACEMENT_WAITS_ALREADY"
    take(counter, Item.objects.get(), *BOTH_ACCEPT)
    post(counter, Item.objects.get())
    with pytest.raises(RefusedByGround) as gone:
        claim(counter)
    assert refused_codes(gone) == ["CERTIFICATE_REPLACED"]
    plan = counter.plan
    with pytest.raises(RightsError) as nothing:
        replacements.request_cancellation(Item.objects.get(), maker=plan.maker, at=plan.tick())
    assert nothing.value.code == "REPLACEMENT_PART_MISSING"


def test_only_the_registered_holder_asks(counter: Counter) -> None:
    item = claim(counter, signed="Somebody Else")
    assert "SIGNATURE_NAME_MISMATCH" in codes(item, counter)


def test_what_is_not_countersigned_is_reprinted_and_not_replaced(db: None) -> None:
    press = make_press(certificates=1)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    counter = Counter(press)
    assert "NOT_COUNTERSIGNED" in codes(claim(counter), counter)
    assert RightsCertificate.objects.count() == 1


@pytest.mark.row("R-4b-2", "R-6b-1")
def test_marked_rights_keep_mark_and_legend_on_what_takes_their_place(counter: Counter) -> None:
    marked_lot(counter.plan, Lot.objects.get(certificate__number=1))
    new = replaced(counter).certificates.get()
    assert (new.legend_class, new.taint_class) == ("NULLITY", "I")
    assert verify().findings == []
