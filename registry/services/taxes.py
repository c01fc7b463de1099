"""Taxes and charges on an item: asked on the Company's demand, which holds it until satisfied (§6(a))."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from agreement.refusals import refuse
from agreement.workflow.items import ItemKind, TaxStanding
from registry.models import Item, LetterKind, PaperDue, User
from registry.roles import must_be_staff
from registry.services import items
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document
from registry.services.letters.papers import (
    ask_for_paper,
    holder_addressed,
    item_told,
    open_letters,
)


@dataclass(frozen=True, slots=True)
class TaxAsked:
    """What the Company requires: the tax by name, the sum in US dollars, to whose order, dated when."""

    tax: str
    amount: Decimal
    payable_to: str
    demanded_on: date


@transaction.atomic(durable=True)
def demand_tax(item: Item, asked: TaxAsked, *, document: Evidence | None, by: User, at: datetime) -> PaperDue:
    """Record the Company's demand, hold the item for it, and write the letter that asks for the sum.

    Another demand supersedes the open letter of the one before. Raises CONSULTATION_MISSING while the Company
    is to be consulted, ITEM_ALREADY_ASKED, ITEM_PART_MISSING, NO_SUPPORTING_DOCUMENT, and TAX_NOT_CHARGEABLE
    for an exercise in the registered holder's own name.

    Agreement: 6(a);9(e).
    """
    must_be_staff(by, act="asking for a tax or charge")
    held = items.held_item(item)
    items.must_be_free(held)
    _must_be_chargeable(held)
    if not asked.tax.strip():
        raise refuse("ITEM_PART_MISSING", missing="name of the tax or charge")
    if asked.amount <= 0:
        raise refuse("ITEM_PART_MISSING", missing="sum that is asked for")
    paper = require_document(held.agreement, document)
    held.tax_standing = TaxStanding.ASKED.value
    held.save(update_fields=["tax_standing"])
    holder = held.holder
    assert holder is not None  # an item received has one
    facts = {
        **item_told(held),
        "to": holder_addressed(holder, at=at),
        "tax": asked.tax.strip(),
        "amount": f"{asked.amount:,.2f}",
        "payable_to": asked.payable_to.strip(),
        "demanded_on": asked.demanded_on.isoformat(),
        "document": paper.pk,
    }
    written = ask_for_paper(
        held.agreement,
        kind=LetterKind.TAX_DEMAND,
        facts=facts,
        section="9(e)" if held.kind == ItemKind.EXERCISE else "6(a)",
        item=held,
        instead_of=open_letters(held, LetterKind.TAX_DEMAND),
        by=by,
        at=at,
    )
    append_audit(
        held.agreement,
        actor=by,
        act="TAX_DEMANDED",
        subject=f"item {held.number}",
        details={"letter": written.pk, "document": paper.pk, "amount": str(asked.amount)},
        at=at,
    )
    items.settle(held, by=by, at=at)
    return written


def _must_be_chargeable(item: Item) -> None:
    """What is issued to the registered holder on an exercise is taxed at the Company's cost (§9(e))."""
    asks = settings.ITEM_OTHER_NAMES.get(item.kind)
    if asks and not import_string(asks)(item):
        raise refuse("TAX_NOT_CHARGEABLE")
