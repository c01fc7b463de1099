"""Due bills for what the Company deferred: issued to the holder, fulfilled when the event occurred (§11(k)).

Whether the event occurred is the Company's to certify; nothing here concludes it.
"""

from datetime import datetime
from fractions import Fraction

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import ground, refuse
from agreement.requisition import SecuritiesBought
from exercises.models import DueBill, SecuritiesDue
from exercises.selectors.deferrals import bill_of, deferred
from exercises.services.deliveries import requisition_due, take_units
from registry.models import Document, Item, LetterKind, PaperDue, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import next_number
from registry.services.documents import Evidence, require_document
from registry.services.letters.papers import Facts, ask_for_paper, holder_addressed, item_told


@transaction.atomic(durable=True)
def issue_due_bill(item: Item, *, by: User, at: datetime) -> DueBill:
    """Write the due bill for what is deferred of a posted exercise; it is a paper of the post room.

    Raises MAKER_NOT_PERMITTED, DUE_BILL_ISSUED, and RefusedByGround with DEFERRAL_NOT_ELECTED.

    Agreement: 11(k).
    """
    must_be_staff(by, act="issuing a due bill")
    bill = _to_be_issued(item)
    number = next_number(DueBill, bill.agreement)
    letter = ask_for_paper(
        bill.agreement,
        kind=LetterKind.DUE_BILL,
        facts=_letter_facts(bill, number=number, at=at),
        section="11(k)",
        item=bill.item,
        by=by,
        at=at,
    )
    return _issued(bill, number=number, letter=letter, document=None, by=by, at=at)


@transaction.atomic(durable=True)
def record_due_bill(item: Item, *, document: Evidence | None, by: User, at: datetime) -> DueBill:
    """Record the Company's own instrument for what is deferred, by a copy of it.

    Raises MAKER_NOT_PERMITTED, DUE_BILL_ISSUED, NO_SUPPORTING_DOCUMENT, and RefusedByGround with
    DEFERRAL_NOT_ELECTED.

    Agreement: 11(k).
    """
    must_be_staff(by, act="recording a due bill")
    bill = _to_be_issued(item)
    paper = require_document(bill.agreement, document)
    number = next_number(DueBill, bill.agreement)
    return _issued(bill, number=number, letter=None, document=paper, by=by, at=at)


@transaction.atomic(durable=True)
def fulfil_due_bill(item: Item, *, by: User, at: datetime) -> SecuritiesDue:
    """Take what was deferred from the reserve once the event occurred; its whole units are requisitioned.

    A part of a unit that is left is paid in cash like any other. Raises MAKER_NOT_PERMITTED,
    DEFERRED_EVENT_AWAITED, RESERVED_SHARES_TAKEN, RefusedByGround with DEFERRAL_NOT_ELECTED or
    DUE_BILL_MISSING, and as `requisition`.

    Agreement: 11(k);14(b).
    """
    must_be_staff(by, act="delivering what was deferred")
    bill = _deferred_of(item)
    if bill.number is None:
        raise RefusedByGround.by([ground("DUE_BILL_MISSING")])
    (standing,) = deferred([bill], at=at)
    if standing.due is not None:
        raise refuse("DEFERRED_EVENT_AWAITED", item=item.number, reason="it was taken up already")
    if not standing.has_occurred:
        awaited = f"the event is awaited: {standing.event}"
        reason = "the event will not occur" if standing.has_lapsed else awaited
        raise refuse("DEFERRED_EVENT_AWAITED", item=item.number, reason=reason)
    exercise = bill.item
    bought = SecuritiesBought(bill.security, Fraction(bill.units), bill.unit_denominator)
    due = take_units(exercise, bought, due_bill=bill, at=at)
    if due.whole_units:
        requisition_due(due, exercise, by=by, at=at)
    _noted(bill, act="DUE_BILL_FULFILLED", by=by, at=at)
    return due


def _deferred_of(item: Item) -> DueBill:
    """What is deferred of an exercise, under the lock of its agreement."""
    agreement = lock_books(RightsAgreement(pk=item.agreement_id))
    bill = bill_of(item)
    if bill is None:
        raise RefusedByGround.by([ground("DEFERRAL_NOT_ELECTED")])
    bill.agreement = bill.item.agreement = agreement
    return bill


def _to_be_issued(item: Item) -> DueBill:
    bill = _deferred_of(item)
    if bill.number is not None:
        raise refuse("DUE_BILL_ISSUED", number=bill.number, item=bill.item.number)
    return bill


def _issued(
    bill: DueBill, *, number: int, letter: PaperDue | None, document: Document | None, by: User, at: datetime
) -> DueBill:
    bill.number, bill.letter, bill.document = number, letter, document
    bill.issued_at, bill.issued_by = at, by
    bill.save(update_fields=["number", "letter", "document", "issued_at", "issued_by"])
    _noted(bill, act="DUE_BILL_ISSUED", by=by, at=at)
    return bill


def _letter_facts(bill: DueBill, *, number: int, at: datetime) -> Facts:
    """What a due bill states, frozen: to whom, how much of what, until which event, by which election."""
    holder, elected = bill.item.holder, bill.deferral
    assert holder is not None  # it is posted
    return {
        **item_told(bill.item),
        "to": holder_addressed(holder, at=at),
        "about": f"Due bill {number}",
        "due_bill": number,
        "security": bill.security,
        "units": bill.units,
        "unit_denominator": bill.unit_denominator,
        "event": elected.facts["event"],
        "record_date": elected.facts["record_date"],
        "elected": f"{elected.officer_title}, {elected.signed_on.isoformat()}",
    }


def _noted(bill: DueBill, *, act: str, by: User, at: datetime) -> None:
    details = {"item": bill.item.number, "units": bill.units, "deferral": bill.deferral.number}
    append_audit(bill.agreement, actor=by, act=act, subject=str(bill), details=details, at=at)
