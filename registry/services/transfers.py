"""Transfers: received, examined, asked for, and posted as one entry with a second person (§6(a), §8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any

from django.db import transaction

from agreement.choices import TransferReason
from agreement.decisions import approved_or_raise
from agreement.examination import CheckMade, grounds_of, stands_in_order
from agreement.posting import Posting
from agreement.refusals import refuse
from agreement.schedule import examine_schedule
from agreement.transfer import decide_transfer, examine_transfer
from agreement.workflow.items import ItemKind
from registry.models import (
    Approval,
    BookEntry,
    Item,
    RegisteredHolder,
    RightsAgreement,
    TransferLine,
    User,
)
from registry.selectors.addresses import Address
from registry.selectors.items import lines_of, surrendered
from registry.selectors.requests import words_of_line
from registry.selectors.schedules import schedule_facts, schedule_of
from registry.selectors.transfers import transfer_facts
from registry.services import items
from registry.services.commitments import commit_words
from registry.services.documents import Evidence
from registry.services.holder_search import index_holder
from registry.services.item_entries import entry_of
from registry.services.presentations import Presentation, ReverseReceived
from registry.services.severance import must_be_severable

POST_TRANSFER = "POST_TRANSFER"


@dataclass(frozen=True, slots=True)
class LineReceived:
    """One line of the assignment as received: to whom, where, how many Rights, the account if any."""

    registration: str
    address: Address
    rights: int
    account: str = ""


@transaction.atomic(durable=True)
def receive_transfer(
    agreement: RightsAgreement,
    presentation: Presentation,
    *,
    lines: Sequence[LineReceived],
    document: Evidence | None,
    by: User,
    at: datetime,
    draft: Item | None = None,
    reason: TransferReason | None = None,
    balance: int = 0,
) -> Item:
    """Take in a transfer and examine it; what is wrong with it is told by its checks, not refused here.

    `balance` are the Rights that the papers ask back for the registered holder; none where they ask none.
    Before the separation there is nothing to take in: Rights move with their shares alone. Raises
    RIGHTS_NOT_SEVERABLE then, else as `items.take_in`, and TRANSFEREE_ACCOUNT_UNKNOWN.

    Agreement: 6(a);16(a);20(k).
    """
    must_be_severable(agreement, at=at)
    holders = [_account(agreement, line, place=place) for place, line in enumerate(lines, 1)]
    item = items.take_in(
        agreement, presentation, kind=ItemKind.TRANSFER, document=document, by=by, at=at, draft=draft
    )
    _note_lines(item, lines, holders=holders)
    _note_what_is_asked(item, reason=reason, balance=balance)
    return items.settle(item, by=by, at=at)


@transaction.atomic(durable=True)
def put_right(
    item: Item,
    reverse: ReverseReceived,
    *,
    lines: Sequence[LineReceived],
    document: Evidence | None,
    by: User,
    at: datetime,
    reason: TransferReason | None = None,
    balance: int = 0,
) -> Item:
    """Record what stands on the papers received since, and examine the transfer anew; its receipt stays.

    Raises as `items.put_right`, TRANSFEREE_ACCOUNT_UNKNOWN, and ITEM_HAS_SCHEDULE.

    Agreement: 6(a).
    """
    _must_have_no_schedule(item)
    holders = [_account(item.agreement, line, place=place) for place, line in enumerate(lines, 1)]
    held = items.put_right(item, reverse, document=document, by=by, at=at)
    held.lines.all().delete()
    _note_lines(held, lines, holders=holders)
    _note_what_is_asked(held, reason=reason, balance=balance)
    return items.settle(held, by=by, at=at)


def examine(item: Item, *, at: datetime) -> tuple[CheckMade, ...]:
    """Every check of a transfer in its order, on the books as they stand.

    Agreement: 6(a).
    """
    if schedule_of(item) is not None:
        return examine_schedule(schedule_facts(item, at=at))
    return examine_transfer(transfer_facts(item, at=at))


def preview(item: Item, *, at: datetime) -> Posting | None:
    """What posting the transfer would do, or None while something stands against it; writes nothing.

    Raises ITEM_HAS_SCHEDULE, whose preview is that of its schedule.

    Agreement: 6(a).
    """
    _must_have_no_schedule(item)
    facts = transfer_facts(item, at=at)
    if not stands_in_order(grounds_of(examine_transfer(facts))):
        return None
    return approved_or_raise(decide_transfer(facts)).posting


@transaction.atomic(durable=True)
def request_transfer(item: Item, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to post a transfer; transferees without an account get one.

    Raises CONSULTATION_MISSING for one held under 20(k), ITEM_ALREADY_ASKED, ITEM_HAS_SCHEDULE,
    RefusedByGround with every ground that stands against it.

    Agreement: 6(a);20(k).
    """
    _must_have_no_schedule(item)
    held = items.held_in_order(item, at=at)
    open_accounts(held)
    facts = transfer_facts(held, at=at)
    numbers = ", ".join(str(one.certificate.number) for one in surrendered(held))
    lines = "one line" if len(facts.lines) == 1 else f"{len(facts.lines)} lines"
    balance = f", balance {facts.balance:,}" if facts.balance else ""
    summary = (
        f"Item {held.number}: transfer {facts.assigned:,} of the {facts.surrendered:,} Rights of "
        f"certificate {numbers} in {lines}{balance}"
    )
    return items.request_post(held, _request(held, at=at, asked_at=at), summary=summary, maker=maker, at=at)


def perform_transfer(approval: Approval, *, at: datetime) -> BookEntry:
    """Post the transfer as approved, decided again on the books as they stand now.

    Agreement: 6(a);8.
    """
    return items.perform_posting(approval, _request, at=at)


def _request(item: Item, *, at: datetime, asked_at: datetime) -> dict[str, Any]:
    """The request that the second person approves: the very entry, and what binds the words of the lines.

    Decided on the books as they stand at `at`; the entry is effective from when it was asked.
    """
    posting = approved_or_raise(decide_transfer(transfer_facts(item, at=at))).posting
    return request_with_lines(POST_TRANSFER, item, posting, asked_at=asked_at)


def request_with_lines(act: str, item: Item, posting: Posting, *, asked_at: datetime) -> dict[str, Any]:
    """A request of the entry that posts an item, and what binds the words of the lines of its assignment.

    Agreement: 6(a).
    """
    return {
        "act": act,
        "item": item.pk,
        "committed": {
            f"line {line.place}": commit_words(words_of_line(line), bound_to=f"transfer line {line.pk}")
            for line in lines_of(item)
        },
        "entry": entry_of(item, posting, held=surrendered(item), at=asked_at),
    }


def _must_have_no_schedule(item: Item) -> None:
    """Raise ITEM_HAS_SCHEDULE for an item that came with one: its lines are decided there, each alone."""
    if schedule_of(item) is not None:
        raise refuse("ITEM_HAS_SCHEDULE", item=item.number)


def _account(agreement: RightsAgreement, line: LineReceived, *, place: int) -> RegisteredHolder | None:
    """The account a line names, which must stand in the transferee's name."""
    if not line.account.strip():
        return None
    found = RegisteredHolder.objects.filter(agreement=agreement, account=line.account.strip()).first()
    if found is None or " ".join(found.registration.split()) != " ".join(line.registration.split()):
        raise refuse("TRANSFEREE_ACCOUNT_UNKNOWN", line=place)
    return found


def _note_what_is_asked(item: Item, *, reason: TransferReason | None, balance: int) -> None:
    """The balance asked for, and the reason as stated last; papers that state no reason leave it."""
    item.balance_asked = balance
    if reason is not None:
        item.transfer_reason = reason.value
    item.save(update_fields=["balance_asked", "transfer_reason"])


def _note_lines(
    item: Item, lines: Sequence[LineReceived], *, holders: Sequence[RegisteredHolder | None]
) -> None:
    TransferLine.objects.bulk_create(
        TransferLine(
            item=item,
            place=place,
            rights=line.rights,
            registration=_lines_of(line.registration),
            address=_lines_of(line.address.address),
            city=line.address.city.strip(),
            region=line.address.region.strip(),
            postal_code=line.address.postal_code.strip(),
            country=line.address.country.strip().upper(),
            holder=holder,
        )
        for place, (line, holder) in enumerate(zip(lines, holders, strict=True), 1)
    )


def open_accounts(item: Item) -> None:
    """Open an account for each transferee that has none, in the words of the assignment.

    Agreement: 5(b).
    """
    for line in item.lines.filter(holder__isnull=True):
        line.holder = RegisteredHolder.objects.create(
            agreement=item.agreement,
            account=_free_account(item, place=line.place),
            registration=line.registration,
            address=line.address,
            city=line.city,
            region=line.region,
            postal_code=line.postal_code,
            country=line.country,
        )
        line.save(update_fields=["holder"])
        index_holder(line.holder)


def _free_account(item: Item, *, place: int) -> str:
    """The account of a line's transferee; one opened for words that were put right since stays as it is."""
    name = f"T{item.number:06d}-{place}"
    taken = RegisteredHolder.objects.filter(agreement=item.agreement, account__startswith=name)
    accounts = set(taken.values_list("account", flat=True))
    further = (f"{name}.{again}" for again in count(2))
    return next(one for one in chain([name], further) if one not in accounts)


def _lines_of(words: str) -> str:
    return "\n".join(" ".join(line.split()) for line in words.splitlines() if line.strip())
