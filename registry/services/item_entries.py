"""The entry of an item: a posting of the rules as the door of the books takes it (§6(a), §7(d), §8).

A request is kept for ever and holds no words about people: certificates name whose words they bear, and the
names and addresses of an assignment are bound by a commitment beside which they are shown.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from agreement.posting import CertificateToIssue, Posting
from agreement.refusals import refuse
from registry.models import Item, ItemCertificate, ItemPaper, LotTaint, PaperEvent, RegisteredHolder
from registry.selectors.agreements import approved_form, local_day
from registry.selectors.item_reading import carried_by
from registry.selectors.items import lines_of
from registry.services.commitments import commit_registration


def entry_of(
    item: Item,
    posting: Posting,
    *,
    held: Sequence[ItemCertificate],
    retired_as: str = "",
    at: datetime,
) -> dict[str, Any]:
    """The entry that posts an item: its lots, its new certificates, the surrendered ones cancelled.

    Its authority is the paper that came with the item first. Raises TEMPLATE_NOT_APPROVED where no form is.

    Agreement: 6(a);8.
    """
    assert item.received_at is not None  # an item is posted once it was received
    places = {certificate.key: place for place, certificate in enumerate(posting.certificates)}
    marks = _marks(posting)
    return {
        "agreement": item.agreement.code,
        "kind": posting.kind.value,
        "section": posting.section,
        "document": _first_paper(item),
        "item": item.number,
        "effective_at": at.isoformat(),
        "received_at": item.received_at.isoformat(),
        "corrects": None,
        "memorandum": "",
        "close": _closings(posting, retired_as=retired_as),
        "open": [
            {
                "parent": int(lot.parent_lot or 0),
                "rights": lot.rights_count,
                "holder": int(lot.holder or 0),
                "certificate": places[lot.certificate or ""],
                "taint": marks.get(int(lot.parent_lot or 0)),
            }
            for lot in posting.lots_opened
        ],
        "certificates": _certificates(item, posting.certificates, held=held),
        "events": _events(item, held=held, day=local_day(item.agreement, at=at)),
        "rights_created": 0,
    }


def _closings(posting: Posting, *, retired_as: str) -> list[dict[str, Any]]:
    """Each lot closed; what of it is not passed on to children leaves the books as `retired_as`."""
    passed: dict[str | None, int] = {}
    for lot in posting.lots_opened:
        passed[lot.parent_lot] = passed.get(lot.parent_lot, 0) + lot.rights_count
    return [
        {
            "lot": int(lot.lot),
            "retired_as": "" if passed.get(lot.lot, 0) == lot.rights_count else retired_as,
        }
        for lot in posting.lots_closed
    ]


def _certificates(
    item: Item, issued: Sequence[CertificateToIssue], *, held: Sequence[ItemCertificate]
) -> list[dict[str, Any]]:
    """The certificates to issue; one for the registered holder bears the words of the one surrendered."""
    form = _form_version(item)
    if issued and form is None:
        raise refuse("TEMPLATE_NOT_APPROVED", form="of this agreement")
    known = [line.holder for line in lines_of(item)] + [one.certificate.holder for one in held]
    holders = {holder.pk: holder for holder in known if holder is not None}
    holders |= RegisteredHolder.objects.in_bulk({int(one.holder) for one in issued} - holders.keys())
    return [
        {
            "number": None,
            "holder": int(one.holder),
            "rights": one.rights_count,
            "dated": one.dated.isoformat(),
            "form_version": form,
            "legend_class": one.legend.value,
            "taint_class": one.taint.value if one.taint else "",
            **_words_of(holders[int(one.holder)], held=held),
        }
        for one in issued
    ]


def _words_of(holder: RegisteredHolder, *, held: Sequence[ItemCertificate]) -> Mapping[str, Any]:
    """Whose words a certificate bears: those of a surrendered one, or those its holder is registered in."""
    for one in held:
        if one.certificate.holder_id == holder.pk:
            return {"registration_of": one.certificate.number}
    return {
        "registration_of_holder": True,
        "registration_commitment": commit_registration(holder.registration).hex(),
    }


def _first_paper(item: Item) -> int:
    """The key of the document that came with an item first: what it rests on."""
    carried = carried_by(item)
    if carried is not None:
        return int(carried.reading.papers[0].document_id)
    return int(ItemPaper.objects.filter(item=item).order_by("id").values_list("document_id", flat=True)[0])


def _form_version(item: Item) -> int | None:
    """The key of the form version of which new certificates are made; None while none is approved."""
    carried = carried_by(item)
    if carried is not None:
        return carried.reading.form_version
    form = approved_form(item.agreement)
    return form.pk if form else None


def _events(item: Item, *, held: Sequence[ItemCertificate], day: date) -> list[dict[str, Any]]:
    """Every certificate surrendered is cancelled with its item."""
    assert item.received_at is not None
    received = local_day(item.agreement, at=item.received_at)
    happened = ((PaperEvent.SURRENDERED, received), (PaperEvent.CANCELLED, day))
    return [
        {
            "kind": kind.value,
            "first": one.certificate.number,
            "last": one.certificate.number,
            "happened_on": on.isoformat(),
            "signatory": None,
            "manifest_hash": None,
            "reason": f"item {item.number}",
        }
        for kind, on in happened
        for one in held
    ]


def _marks(posting: Posting) -> dict[int, dict[str, Any]]:
    """The marks in force on the lots closed: what is opened out of them bears the same."""
    if not any(lot.taint for lot in posting.lots_opened):
        return {}
    closed = [int(lot.lot) for lot in posting.lots_closed]
    return {
        mark.lot_id: {
            "class": mark.taint_class,
            "notice": mark.notice_id,
            "effective_from": mark.effective_from.isoformat(),
            "void_from": mark.void_from.isoformat() if mark.void_from else None,
        }
        for mark in LotTaint.objects.filter(lot__in=closed, ended_by__isnull=True)
    }
