"""The letter to the Company when a certificate is presented that another one replaced (§6(b), §20(g))."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from agreement.grounds import Ground
from registry.models import Item, LetterKind, PaperDue, RightsCertificate, User
from registry.selectors.stops import replaced_by
from registry.services.letters.papers import Facts, ask_for_paper, company_addressed, item_told

REPLACED = "CERTIFICATE_REPLACED"


def tell_of_replaced(item: Item, grounds: Sequence[Ground], *, by: User, at: datetime) -> PaperDue | None:
    """Tell the Company once of the replaced certificates among those presented, when they are examined.

    The Company gave a new certificate upon indemnity, and decides about whoever presents the old one. Nothing
    is asked of the holder by it, whatever else stands against the item.

    Agreement: 6(b);20(g).
    """
    numbers = sorted({int(str(one.facts["number"])) for one in grounds if one.code == REPLACED})
    if not numbers or letters_of_replaced(item).exists():
        return None
    certificates = RightsCertificate.objects.filter(agreement=item.agreement, number__in=numbers)
    facts = {
        **item_told(item),
        "to": company_addressed(item.agreement, at=at),
        "presenter": item.presenter,
        "presenter_address": item.presenter_address,
        "replaced": [_line(one) for one in certificates.order_by("number")],
    }
    return ask_for_paper(
        item.agreement,
        kind=LetterKind.REPLACED_PRESENTED,
        facts=facts,
        section="6(b)",
        item=item,
        by=by,
        at=at,
    )


def letters_of_replaced(item: Item) -> QuerySet[PaperDue]:
    """The letters that told the Company of replaced certificates presented with an item."""
    return PaperDue.objects.filter(item=item, paper_kind=LetterKind.REPLACED_PRESENTED.value)


def _line(certificate: RightsCertificate) -> Facts:
    """A replaced certificate: what stands in its place, for which claim, under which stop."""
    claim = certificate.replacements.filter(item__entry__isnull=False).select_related("item__entry").first()
    entry = claim.item.entry if claim else None
    return {
        "number": certificate.number,
        "rights": certificate.rights,
        "replaced_by": replaced_by(certificate),
        "cause": claim.get_cause_display() if claim else "",
        "claim": claim.item.number if claim else None,
        "replaced_at": entry.effective_at.isoformat() if entry else "",
        "stop": str(claim.stop) if claim and claim.stop else "",
    }
