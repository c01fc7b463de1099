"""Exercises: received, examined, complete with the payment, asked for, posted with a second person (§7, §10).

Posting retires the Rights and opens the balance. The securities are requisitioned, and the money is forwarded
to the Company, after it and by hand.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.decisions import approved_or_raise
from agreement.examination import CheckMade, grounds_of, stands_in_order
from agreement.exercise import decide_exercise, examine_exercise
from agreement.posting import Posting, RetiredAs
from agreement.workflow.items import ItemKind, ItemState
from exercises.models import Election
from exercises.selectors.elections import election_of, exercise_facts, settlement, words_of_election
from registry.models import Approval, BookEntry, Item, RightsAgreement, User
from registry.selectors.addresses import Address
from registry.selectors.items import surrendered
from registry.services import items
from registry.services.commitments import commit_words
from registry.services.documents import Evidence
from registry.services.item_entries import entry_of
from registry.services.presentations import Presentation, ReverseReceived

POST_EXERCISE = "POST_EXERCISE"


@dataclass(frozen=True, slots=True)
class ElectionReceived:
    """The election as it stands on the reverse: how many Rights, in whose name the securities are asked."""

    rights_exercised: int
    securities_registration: str
    address: Address

    def as_row(self) -> dict[str, Any]:
        """The columns of a row."""
        return {
            "rights_exercised": self.rights_exercised,
            "securities_registration": self.securities_registration.strip(),
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

    Raises as `items.take_in`.

    Agreement: 7(a);20(k).
    """
    item = items.take_in(
        agreement, presentation, kind=ItemKind.EXERCISE, document=document, by=by, at=at, draft=draft
    )
    Election.objects.create(item=item, **election.as_row())
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

    Raises as `items.put_right`.

    Agreement: 7(a).
    """
    held = items.put_right(item, reverse, document=document, by=by, at=at)
    Election.objects.filter(item=held, completed_at__isnull=True).update(**election.as_row())
    return settle(held, by=by, at=at)


def settle(item: Item, *, by: User, at: datetime) -> Item:
    """Examine an exercise and let it stand where the checks put it; complete, its figures are fixed.

    Agreement: 7(a);10.
    """
    settled = items.settle(item, by=by, at=at)
    if settled.state == ItemState.COMPLETE:
        _fix(settled, at=at)
    return settled


def examine(item: Item, *, at: datetime) -> tuple[CheckMade, ...]:
    """Every check of an exercise in its order, on the books as they stand.

    Agreement: 7(a).
    """
    return examine_exercise(exercise_facts(item, at=at))


def preview(item: Item, *, at: datetime) -> Posting | None:
    """What posting the exercise would do, or None while something stands against it; writes nothing.

    Agreement: 7(d).
    """
    facts = exercise_facts(item, at=at)
    if not stands_in_order(grounds_of(examine_exercise(facts))):
        return None
    return approved_or_raise(decide_exercise(facts)).posting


@transaction.atomic(durable=True)
def request_exercise(item: Item, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to post an exercise that is complete.

    Raises CONSULTATION_MISSING for one held under 20(k), ITEM_ALREADY_ASKED, RefusedByGround with every
    ground that stands against it.

    Agreement: 7(a);7(d);20(k).
    """
    held = items.held_in_order(item, at=at)
    _fix(held, at=at)
    election = election_of(held)
    request = _request(held, at=at, asked_at=at)
    balance = request["facts"]["balance"]
    summary = (
        f"Item {held.number}: exercise {election.rights_exercised:,} Rights of certificate "
        f"{request['facts']['certificates']} for ${election.amount_due:,.2f}, balance {balance:,}"
    )
    return items.request_post(held, request, summary=summary, maker=maker, at=at)


def perform_exercise(approval: Approval, *, at: datetime) -> BookEntry:
    """Post the exercise as approved, decided again on the books as they stand now.

    Agreement: 7(d);8;10.
    """
    return items.perform_posting(approval, _request, at=at)


def _fix(item: Item, *, at: datetime) -> None:
    """Write price, amount, completion and record date of a complete exercise, once for all."""
    figures = settlement(item, at=at)
    Election.objects.filter(item=item, completed_at__isnull=True).update(
        price_per_right=figures["price_per_right"],
        amount_due=figures["due"],
        completed_at=figures["completed_at"],
        record_date=figures["record_date"],
    )


def _request(item: Item, *, at: datetime, asked_at: datetime) -> dict[str, Any]:
    """The request that the second person approves: the figures as fixed, the very entry, as it was asked."""
    election, facts = election_of(item), exercise_facts(item, at=at)
    posting = approved_or_raise(decide_exercise(facts)).posting
    held = surrendered(item)
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
            "balance": facts.surrendered - election.rights_exercised,
        },
        "committed": {
            "securities": commit_words(words_of_election(election), bound_to=f"election {election.pk}")
        },
        "entry": entry_of(item, posting, held=held, retired_as=RetiredAs.EXERCISED.value, at=asked_at),
    }
