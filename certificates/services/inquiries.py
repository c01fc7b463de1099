"""Written inquiries about what became of an item: recorded with their day, answered by a letter (17Ad-5).

The letter says what the records showed when it was written. That it was mailed is recorded with the letter.
"""

from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db import transaction

from agreement.examination import grounds_of
from agreement.importer import shipped_figures
from agreement.refusals import refuse
from agreement.standards import standard_on
from agreement.workflow.items import ItemState
from certificates.models import StatusInquiry
from certificates.selectors.inquiries import agent_day, mailed_of_certificates
from registry.models import Item, LetterKind, PaperDue, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.addresses import Address, address_of
from registry.selectors.items import item_numbered
from registry.selectors.turnaround import agent_calendar
from registry.services import items
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document
from registry.services.letters import ask_for_paper
from registry.services.letters.papers import Facts, grounds_told

ANSWERS = {
    ItemState.RECEIVED: "Not yet: the papers are in hand and are being examined.",
    ItemState.DEFICIENT: "Not yet: something is to be put right first, as listed below.",
    ItemState.AWAITING_PAYMENT: "Not yet: the Exercise Price is not paid in full.",
    ItemState.HELD_20K: "Not yet: the Company is to be consulted about it first (Section 20(k)).",
    ItemState.HELD: "Not yet: it is held until what is listed below is settled.",
    ItemState.EXAMINED: "Not yet: the papers are in order, and two people of the Rights Agent enter it.",
    ItemState.COMPLETE: "Not yet: papers and payment are in order, and two people of the agent enter it.",
    ItemState.REFUSED: "No: it was refused.",
    ItemState.RETURNED: "No: it was returned to be completed, and was not refused.",
    ItemState.WITHDRAWN: "No: it was withdrawn.",
}


@dataclass(frozen=True, slots=True)
class InquiryReceived:
    """An inquiry as it came: who asks, where the answer goes, dated when, about what, about which item."""

    asked_by: str
    address: Address
    asked_on: date
    about: str
    received_at: datetime
    item: int | None = None


def record_inquiry(
    agreement: RightsAgreement,
    told: InquiryReceived,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> StatusInquiry:
    """Record a written inquiry; by when it is to be answered is counted in the agent's own business days.

    Raises LETTER_PART_MISSING, ITEM_NOT_FOUND, NO_SUPPORTING_DOCUMENT, RECEIVED_AFTER_RECORDED.

    Law: 17 CFR 240.17Ad-5(a).
    """
    must_be_staff(by, act="recording an inquiry")
    for name, said in (("name of who asks", told.asked_by), ("matter", told.about), *_address_parts(told)):
        if not said.strip():
            raise refuse("LETTER_PART_MISSING", missing=name)
    if told.received_at > at:
        raise refuse(
            "RECEIVED_AFTER_RECORDED", received=told.received_at.isoformat(), recorded=at.isoformat()
        )
    due_on, rule = due_day(told.received_at, at=at)
    with transaction.atomic(durable=True):
        locked = lock_books(agreement)
        item = item_numbered(locked, told.item) if told.item is not None else None
        inquiry = StatusInquiry.objects.create(
            agreement=locked,
            item=item,
            holder=item.holder if item else None,
            asked_by=told.asked_by.strip(),
            address=told.address.address.strip(),
            city=told.address.city.strip(),
            region=told.address.region.strip(),
            postal_code=told.address.postal_code.strip(),
            country=told.address.country.strip().upper(),
            asked_on=told.asked_on,
            about=told.about.strip(),
            received_at=told.received_at,
            due_on=due_on,
            rule=rule,
            document=require_document(locked, document),
            recorded_at=at,
            recorded_by=by,
        )
        details = {"due_on": due_on.isoformat(), "item": item.number if item else None}
        append_audit(
            locked, actor=by, act="INQUIRY_RECORDED", subject=f"inquiry {inquiry.pk}", details=details, at=at
        )
    return inquiry


def due_day(received_at: datetime, *, at: datetime) -> tuple[date, str]:
    """By which day an inquiry is answered, and by which rule: business days after the one of its receipt.

    Law: 17 CFR 240.17Ad-5(a).
    """
    calendar = agent_calendar(at=at)
    received_on = calendar.local_date(received_at)
    found = standard_on(received_on, name="status_inquiry", standards=shipped_figures("inquiries"))
    return calendar.add_business_days(received_on, found.figure), found.rule


@transaction.atomic(durable=True)
def answer_inquiry(inquiry: StatusInquiry, *, by: User, at: datetime) -> PaperDue:
    """Write the letter that answers an inquiry, from the records as they stand now.

    Raises INQUIRY_ANSWERED_ALREADY.

    Law: 17 CFR 240.17Ad-5(a).
    """
    must_be_staff(by, act="answering an inquiry")
    locked = lock_books(inquiry.agreement)
    asked = StatusInquiry.objects.select_for_update(of=("self",), no_key=True).get(pk=inquiry.pk)
    if asked.answer_id is not None:
        raise refuse("INQUIRY_ANSWERED_ALREADY", date=asked.received_at.date(), letter=asked.answer_id)
    item = item_numbered(locked, _number(asked.item)) if asked.item is not None else None
    facts = {
        "to": {"name": asked.asked_by, "address": list(astuple(address_of(asked)))},
        "asked_on": asked.asked_on.isoformat(),
        "received_on": asked.received_at.isoformat(),
        "about": asked.about,
        "standing_at": at.isoformat(),
        "answers": answers_about(item),
        "grounds": standing_about(item, at=at),
    }
    asked.answer = ask_for_paper(
        locked, kind=LetterKind.INQUIRY_REPLY, facts=facts, section="26", item=item, by=by, at=at
    )
    asked.save(update_fields=["answer"])
    details = {"letter": asked.answer.pk}
    append_audit(
        locked, actor=by, act="INQUIRY_ANSWERED", subject=f"inquiry {asked.pk}", details=details, at=at
    )
    return asked.answer


def answers_about(item: Item | None) -> list[Facts]:
    """What the records show of an item, question by question; that none is found is an answer too.

    Law: 17 CFR 240.17Ad-5(a).
    """
    if item is None:
        return [_answered("Was it received?", "No item that fits your inquiry is on our records.")]
    assert item.received_at is not None  # an item received has its instant
    day = agent_day(item.received_at)
    told = [
        _answered("Was it received?", f"Yes, on {day.isoformat()}, as {item.get_kind_display().lower()} "
                                      f"{item.number}."),
    ]  # fmt: skip
    if item.entry is None:
        return [
            *told,
            _answered("Was it entered in the books?", ANSWERS.get(ItemState(item.state), "Not yet.")),
        ]
    entered = agent_day(item.entry.recorded_at)
    told.append(
        _answered(
            "Was it entered in the books?", f"Yes, on {entered.isoformat()}, as entry {item.entry.number:,}."
        )
    )
    return [*told, *_issued(item)]


def standing_about(item: Item | None, *, at: datetime) -> list[Facts]:
    """What stands against an item that has not ended, each with its ground and its cure."""
    if item is None or item.ended_at is not None:
        return []
    return grounds_told(grounds_of(items.examine(item, at=at)))


def _issued(item: Item) -> list[Facts]:
    """The new certificates of an item, each with the day and the place to which it was mailed, if it was."""
    assert item.entry is not None
    issued = list(item.entry.certificates.order_by("number"))
    mailed = mailed_of_certificates(item.agreement, [one.number for one in issued])
    told = []
    for one in issued:
        record = mailed.get(one.number)
        where = f"mailed on {record[0].isoformat()} to {record[1]}" if record else "not mailed yet"
        name = " ".join(one.registration.split())
        answer = f"For {one.rights:,} Rights in the name of {name}: {where}."
        told.append(_answered(f"New certificate {one.number}", answer))
    return told or [_answered("Which certificates were issued?", "None: no Rights were left over.")]


def _answered(question: str, answer: str) -> Facts:
    return {"question": question, "answer": answer}


def _number(item: Item | None) -> int:
    assert item is not None
    assert item.number is not None
    return item.number


def _address_parts(told: InquiryReceived) -> tuple[tuple[str, str], ...]:
    where = told.address
    return (("street", where.address), ("city", where.city), ("country", where.country))
