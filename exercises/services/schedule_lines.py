"""Lines of an exercise's schedule after the posting: each goes on as an item of its own (§7(c), §20(k))."""

from datetime import datetime
from decimal import Decimal

from agreement.custody import MovedTo
from agreement.exercise_price import PriceFacts, amount_due
from agreement.schedule import LineState
from agreement.workflow.items import ItemKind, ItemState
from exercises.models import Election, Payment, PaymentMovement
from exercises.selectors.custody import standings_of
from exercises.selectors.elections import election_of
from exercises.services.deliveries import take_from_reserve
from registry.models import Item, ItemPaper, ScheduleLine, User
from registry.selectors.addresses import address_as_of, address_of
from registry.selectors.agreements import local_day
from registry.services.company_account.common import next_number
from registry.services.items import next_item_number


def follow(line: ScheduleLine, *, of: Item, price: PriceFacts, at: datetime) -> Item:
    """A line that was exercised, as an item of its own posted with the entry of the whole; it has its shares.

    It has price, completion and record date of the whole, and rests on the file of its schedule. Inside the
    transaction of the posting. Raises RESERVED_SHARES_TAKEN.

    Agreement: 7(c);9(a);10.
    """
    whole = election_of(of)
    item = Item.objects.create(
        agreement=of.agreement,
        number=next_item_number(of.agreement),
        kind=ItemKind.EXERCISE.value,
        state=ItemState.POSTED.value,
        holder=of.holder,
        presenter=of.presenter,
        presenter_address=of.presenter_address,
        received_at=of.received_at,
        office=of.office,
        recorded_at=of.recorded_at,
        recorded_by=of.recorded_by,
        tax_standing=of.tax_standing,
        entry=of.entry,
        ended_at=at,
    )
    ItemPaper.objects.create(item=item, document_id=line.file.document_id)
    Election.objects.create(
        **_asked(line, of=of, item=item, at=at),
        price_per_right=price.price_per_right,
        amount_due=amount_due(line.rights or 0, price=price),
        completed_at=whole.completed_at,
        record_date=whole.record_date,
    )
    line.item, line.state, line.decided_at = item, LineState.POSTED.value, at
    line.save(update_fields=["item", "state", "decided_at"])
    take_from_reserve(item, at=at)
    return item


def note_election(
    line: ScheduleLine, item: Item, *, of: Item, price: PriceFacts, by: User, at: datetime
) -> None:
    """What a held line asks for, on the item as which it waits, with the money that was sent for it.

    Agreement: 7(a);20(k).
    """
    Election.objects.create(**_asked(line, of=of, item=item, at=at))
    part_money(line, item, of=of, due=amount_due(line.rights or 0, price=price), by=by, at=at)


def part_money(
    line: ScheduleLine, item: Item, *, of: Item, due: Decimal, by: User, at: datetime
) -> list[Payment]:
    """Allot the price of a held line out of what came with the schedule; it counts as received then.

    What is due for the lines exercised stays. Inside the transaction of the posting.

    Agreement: 7(c);20(k).
    """
    made, missing = [], due
    for one in standings_of(of):
        free = min(one.to.to_return, missing) if one.held.counts else Decimal("0.00")
        if not free:
            continue
        paid = one.payment
        made.append(
            Payment.objects.create(
                agreement=paid.agreement,
                item=item,
                means=paid.means,
                amount=free,
                drawer_bank=paid.drawer_bank,
                instrument_number=paid.instrument_number,
                payee=paid.payee,
                document=paid.document,
                received_at=paid.received_at,
                recorded_at=at,
                recorded_by=by,
                part_of=paid,
            )
        )
        PaymentMovement.objects.create(
            agreement=paid.agreement,
            number=next_number(PaymentMovement, paid.agreement),
            payment=paid,
            kind=MovedTo.ALLOTTED.value,
            amount=free,
            moved_on=local_day(paid.agreement, at=at),
            given_to=f"Item {item.number}, line {line.number} of the schedule",
            document=paid.document,
            recorded_at=at,
            recorded_by=by,
        )
        missing -= free
    return made


def _asked(line: ScheduleLine, *, of: Item, item: Item, at: datetime) -> dict[str, object]:
    """The columns of an election as a line makes it: Rights, in whose name the shares are asked, where."""
    nominee = of.holder
    assert nominee is not None  # an item received has a holder
    words = address_as_of(nominee, at) if line.stays_with_nominee else address_of(line)
    return {
        "item": item,
        "rights_exercised": line.rights,
        "securities_registration": nominee.registration if line.stays_with_nominee else line.registration,
        "address": words.address,
        "city": words.city,
        "region": words.region,
        "postal_code": words.postal_code,
        "country": words.country,
    }
