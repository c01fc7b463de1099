"""Exercises: received, examined, complete with the payment, asked for, posted with a second person (§7, §10).

Posting retires the Rights and opens the balance. With it the securities are taken from those that
the Company reserved; they are requisitioned, and the money is forwarded to the Company, after it.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from agreement.arithmetic import as_text
from agreement.decisions import approved_or_raise
from agreement.examination import CheckMade, grounds_of, stands_in_order
from agreement.exercise import decide_exercise, examine_exercise
from agreement.exercise_schedule import examine_exercise_schedule
from agreement.posting import Posting, RetiredAs
from agreement.refusals import refuse
from agreement.workflow.items import ItemKind, ItemState
from exercises.models import Election
from exercises.selectors.deferrals import given_by
from exercises.selectors.elections import (
    election_of,
    exercise_facts,
    exercise_schedule_facts,
    of_record_on,
    settlement,
    words_of_election,
)
from exercises.services.deliveries import must_be_in_reserve, take_from_reserve
from registry.imports.taxpayer_numbers import is_taxpayer_id_usable
from registry.models import Approval, BookEntry, Item, RightsAgreement, User
from registry.selectors.addresses import Address
from registry.selectors.items import surrendered
from registry.selectors.schedules import schedule_of
from registry.services import items
from registry.services.commitments import commit_words
from registry.services.documents import Evidence
from registry.services.item_entries import entry_of
from registry.services.presentations import Presentation, ReverseReceived
from registry.services.schedule_lines import decide_again
from registry.services.taxpayer_ids import encrypt, masked

POST_EXERCISE = "POST_EXERCISE"
SECURITIES, BALANCE = "securities", "balance"
BLOCK_WORDS = {SECURITIES: "share certificate", BALANCE: "balance certificate"}
_UNSTATED = {"securities_taxpayer_id_encrypted": None, "securities_taxpayer_id_last_four": ""}


@dataclass(frozen=True, slots=True)
class ElectionReceived:
    """The election as it stands on the reverse: how many Rights, in whose name the securities are asked.

    The identifying numbers are those stated for the securities and for the balance certificate; an empty one
    is not stated, or on later papers not stated anew. The name for the balance is empty where none is asked.
    """

    rights_exercised: int
    securities_registration: str
    address: Address
    securities_number: str = ""
    balance_number: str = ""
    balance_registration: str = ""

    def as_row(self) -> dict[str, Any]:
        """The columns of a row."""
        return {
            "rights_exercised": self.rights_exercised,
            "securities_registration": self.securities_registration.strip(),
            "balance_registration": self.balance_registration.strip(),
            "address": self.address.address.strip(),
            "city": self.address.city.strip(),
            "region": self.address.region.strip(),
            "postal_code": self.address.postal_code.strip(),
            "country": self.address.country.strip().upper(),
        }


@transaction.atomic(durable=True)
def receive_exercise(
    agreement: RightsAgreement,
    presentation: Presentation,
    *,
    election: ElectionReceived,
    document: Evidence | None,
    by: User,
    at: datetime,
    draft: Item | None = None,
) -> Item:
    """Take in an exercise and examine it; before the money is there it awaits payment.

    Raises as `items.take_in`, and IDENTIFYING_NUMBER_UNUSABLE.

    Agreement: 7(a);20(k).
    """
    item = items.take_in(
        agreement, presentation, kind=ItemKind.EXERCISE, document=document, by=by, at=at, draft=draft
    )
    Election.objects.create(item=item, **election.as_row(), **sealed(item, election))
    return settle(item, by=by, at=at)


@transaction.atomic(durable=True)
def put_right(
    item: Item,
    reverse: ReverseReceived,
    *,
    election: ElectionReceived,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Item:
    """Record what stands on the papers received since, and examine the exercise anew; its receipt stays.

    A number that was stated stays until another is, or until the securities are asked for in another name.
    Raises as `items.put_right`, and IDENTIFYING_NUMBER_UNUSABLE.

    Agreement: 7(a).
    """
    must_have_no_schedule(item)
    held = items.put_right(item, reverse, document=document, by=by, at=at)
    row = election.as_row() | sealed(held, election)
    if row["securities_registration"] != election_of(held).securities_registration:
        row = _UNSTATED | row
    Election.objects.filter(item=held, completed_at__isnull=True).update(**row)
    return settle(held, by=by, at=at)


def sealed(item: Item, election: ElectionReceived) -> dict[str, Any]:
    """The columns of the numbers stated: encrypted, bound to the item and to what each is for.

    Agreement: Exhibit B reverse.
    """
    holder = item.holder
    assert holder is not None  # an item received has one
    stated = (
        (SECURITIES, election.securities_number.strip(), election.address.country.strip().upper()),
        (BALANCE, election.balance_number.strip(), holder.country),  # the balance goes to the holder itself
    )
    row: dict[str, Any] = {}
    for block, number, country in stated:
        if not number:
            continue
        if not is_taxpayer_id_usable(number, country=country):
            raise refuse("IDENTIFYING_NUMBER_UNUSABLE", block=BLOCK_WORDS[block])
        sealed = encrypt(number, agreement_code=item.agreement.code, account=bound_to(item, block))
        row[f"{block}_taxpayer_id_encrypted"] = sealed.encrypted
        row[f"{block}_taxpayer_id_last_four"] = sealed.last_four
    return row


def identifying_numbers(item: Item) -> list[tuple[str, str]]:
    """For what the election of an item states a number, and its last four signs; it is never shown whole.

    Agreement: Exhibit B reverse.
    """
    election = election_of(item)
    return [
        (BLOCK_WORDS[block], masked(getattr(election, f"{block}_taxpayer_id_last_four")))
        for block in (SECURITIES, BALANCE)
        if getattr(election, f"{block}_taxpayer_id_encrypted") is not None
    ]


def bound_to(item: Item, block: str) -> str:
    """What a number of an election is bound to when it is sealed: the item and the block.

    Agreement: Exhibit B reverse.
    """
    return f"item {item.number} {block}"


def settle(item: Item, *, by: User, at: datetime) -> Item:
    """Examine an exercise and let it stand where the checks put it; complete, its figures are fixed.

    Agreement: 7(a);10.
    """
    schedule = schedule_of(item)
    if schedule is not None:
        decide_again(schedule, at=at)
        return items.settle(item, by=by, at=at)
    settled = items.settle(item, by=by, at=at)
    if settled.state == ItemState.COMPLETE:
        _fix(settled, at=at)
    return settled


def examine(item: Item, *, at: datetime) -> tuple[CheckMade, ...]:
    """Every check of an exercise in its order, on the books as they stand.

    Agreement: 7(a).
    """
    if schedule_of(item) is not None:
        return examine_exercise_schedule(exercise_schedule_facts(item, at=at))
    return examine_exercise(exercise_facts(item, at=at))


def must_have_no_schedule(item: Item) -> None:
    """Raise ITEM_HAS_SCHEDULE for an exercise that came with one: its lines are decided there, each alone.

    Agreement: 7(a).
    """
    if schedule_of(item) is not None:
        raise refuse("ITEM_HAS_SCHEDULE", item=item.number)


def preview(item: Item, *, at: datetime) -> Posting | None:
    """What posting the exercise would do, or None while something stands against it; writes nothing.

    Agreement: 7(d).
    """
    must_have_no_schedule(item)
    facts = exercise_facts(item, at=at)
    if not stands_in_order(grounds_of(examine_exercise(facts))):
        return None
    return approved_or_raise(decide_exercise(facts)).posting


@transaction.atomic(durable=True)
def request_exercise(item: Item, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to post an exercise that is complete.

    Raises CONSULTATION_MISSING for one held under 20(k), ITEM_ALREADY_ASKED, RefusedByGround with every
    ground that stands against it, RESERVED_SHARES_TAKEN.

    Agreement: 7(a);7(d);9(a);20(k).
    """
    must_have_no_schedule(item)
    held = items.held_in_order(item, at=at)
    _fix(held, at=at)
    must_be_in_reserve(held, at=at)
    election = election_of(held)
    request = _request(held, at=at, asked_at=at)
    void = f", {request['facts']['void']:,} null and void apart" if "void" in request["facts"] else ""
    summary = (
        f"Item {held.number}: exercise {election.rights_exercised:,} Rights of certificate "
        f"{request['facts']['certificates']} for ${election.amount_due:,.2f}, "
        f"balance {request['facts']['balance']:,}{void}{_told_deferred(request)}"
    )
    return items.request_post(held, request, summary=summary, maker=maker, at=at)


def perform_exercise(approval: Approval, *, at: datetime) -> BookEntry:
    """Post the exercise as approved, decided again on the books as they stand now; it takes its securities.

    Raises RESERVED_SHARES_TAKEN where they are more than is left of those reserved.

    Agreement: 7(d);8;9(a);10.
    """
    entry = items.perform_posting(approval, _request, at=at)
    posted = Item.objects.select_related("agreement", "holder").get(pk=approval.request["item"])
    take_from_reserve(posted, at=at)
    return entry


def _told_deferred(request: dict[str, Any]) -> str:
    """What the second person is told of an election to defer (§11(k))."""
    units = request["facts"].get("units_deferred")
    if units is None:
        return ""
    by = request["facts"]["deferred_by_notice"]
    return f"; {as_text(Fraction(units))} units are deferred by notice {by}"


def _fix(item: Item, *, at: datetime) -> None:
    """Write price, amount, completion and record date of a complete exercise, once for all.

    A closure of the transfer books that was told since then alone moves the record date (§10).
    """
    figures = settlement(item, at=at)
    Election.objects.filter(item=item, completed_at__isnull=True).update(
        price_per_right=figures["price_per_right"],
        amount_due=figures["due"],
        completed_at=figures["completed_at"],
        record_date=figures["record_date"],
    )
    election = election_of(item)
    if election.record_date is not None:
        day = of_record_on(item.agreement, election.record_date, at=at)
        Election.objects.filter(item=item).update(record_date=day)


def _request(item: Item, *, at: datetime, asked_at: datetime) -> dict[str, Any]:
    """The request that the second person approves: the figures as fixed, the very entry, as it was asked."""
    election, facts = election_of(item), exercise_facts(item, at=at)
    posting = approved_or_raise(decide_exercise(facts)).posting
    held, given = surrendered(item), given_by(election, at=at)
    assert election.record_date is not None  # fixed when it was asked
    return {
        "act": POST_EXERCISE,
        "item": item.pk,
        "facts": {
            "certificates": ", ".join(str(one.certificate.number) for one in held),
            "rights_exercised": election.rights_exercised,
            "price_per_right": f"{election.price_per_right:f}",
            "amount_due": str(election.amount_due),
            "record_date": election.record_date.isoformat(),
            "balance": facts.balance,
            **({"void": facts.void_rights} if facts.void_rights else {}),
            **(
                {"units_deferred": str(given.deferred), "deferred_by_notice": given.deferral.notice.number}
                if given.deferral
                else {}
            ),
        },
        "committed": {
            "securities": commit_words(words_of_election(election), bound_to=f"election {election.pk}")
        },
        "entry": entry_of(item, posting, held=held, retired_as=RetiredAs.EXERCISED.value, at=asked_at),
    }
