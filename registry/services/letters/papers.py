"""The row of a letter: written once, closed once; and the facts that all letters freeze alike (§26)."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from agreement.grounds import Effect, Ground
from agreement.workflow.items import ItemKind
from registry.models import Item, LetterKind, PaperDue, RegisteredHolder, RightsAgreement, User
from registry.selectors.addresses import Address, address_as_of
from registry.selectors.items import surrendered
from registry.selectors.notice_addresses import COMPANY, COPY, addresses_in_force

Facts = dict[str, Any]


def ask_for_paper(
    agreement: RightsAgreement,
    *,
    kind: LetterKind | str,
    facts: Facts,
    section: str,
    item: Item | None = None,
    instead_of: Iterable[PaperDue] = (),
    by: User,
    at: datetime,
) -> PaperDue:
    """Write a paper with the facts it states, inside the caller's transaction; it closes those it replaces.

    `facts` are plain values as JSON takes them: whoever draws the paper reads nothing else about the matter.

    Agreement: 6(a);20(k).
    """
    replaced = [one.pk for one in instead_of]  # read before the new one is among them
    paper = PaperDue.objects.create(
        agreement=agreement,
        paper_kind=LetterKind(kind).value,
        facts=facts,
        section=section,
        item=item,
        recorded_at=at,
        recorded_by=by,
    )
    if replaced:
        close_papers(PaperDue.objects.filter(pk__in=replaced), superseded_by=paper, at=at)
    return paper


def close_papers(papers: QuerySet[PaperDue], *, superseded_by: PaperDue | None = None, at: datetime) -> None:
    """Close papers that are not to go out any more; one that went out all the same stays recorded so.

    Agreement: 6(a).
    """
    papers.filter(closed_at__isnull=True).update(closed_at=at, superseded_by=superseded_by)


def open_letters(item: Item, *kinds: LetterKind) -> QuerySet[PaperDue]:
    """The letters of some kinds about an item that nothing has closed, the latest first."""
    found = PaperDue.objects.filter(item=item, paper_kind__in=[kind.value for kind in kinds])
    return found.filter(closed_at__isnull=True).order_by("-pk")


def holder_addressed(holder: RegisteredHolder, *, at: datetime) -> Facts:
    """A registered holder with the address in force, as an addressee (§5(b))."""
    return addressee(holder, address_as_of(holder, at))


def addressee(holder: RegisteredHolder, address: Address) -> Facts:
    """A registered holder at an address, as an addressee (§5(b))."""
    return {"name": holder.registration, "address": list(astuple(address))}


def company_addressed(agreement: RightsAgreement, *, at: datetime) -> Facts:
    """The Company at its address for notices in force, and to whom a copy goes (§26)."""
    found = {one.place: one.addresses for one in addresses_in_force(agreement, at=at)}
    principal, copied = found.get((COMPANY, "PRINCIPAL"), ()), found.get((COMPANY, COPY), ())
    lines = [*(principal[0].lines if principal else (agreement.company_name,))]
    if principal and principal[0].attention:
        lines.append(f"Attention: {principal[0].attention}")
    return {"lines": lines, "copies": [", ".join(one.lines) for one in copied]}


def item_told(item: Item) -> Facts:
    """What every letter says of an item: number, kind, receipt, holder, certificates."""
    holder, received_at = item.holder, item.received_at
    assert holder is not None  # an item received has one
    assert received_at is not None
    return {
        "item": item.number,
        "kind": ItemKind(item.kind).words,
        "received_at": received_at.isoformat(),
        "holder": holder.registration,
        "account": holder.account,
        "certificates": [
            {"number": one.certificate.number, "rights": one.certificate.rights} for one in surrendered(item)
        ],
    }


def grounds_told(grounds: Sequence[Ground]) -> list[Facts]:
    """What stands against an item, as kept on a letter; warnings are for staff alone."""
    return [
        {
            "code": one.code,
            "message": one.message,
            "basis": str(one.basis),
            "clause": one.clause,
            "citation": one.citation,
            "cure": one.cure,
            "effect": str(one.effect),
        }
        for one in grounds
        if one.effect is not Effect.WARN
    ]
