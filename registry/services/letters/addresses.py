"""The letter about a changed address: to the one before and to the new one, so that it is never unseen."""

from datetime import datetime, timedelta

from django.conf import settings

from registry.models import HolderAddress, LetterKind, PaperDue, User
from registry.selectors.addresses import Address, address_of
from registry.services.letters.papers import addressee, ask_for_paper


def tell_address_change(
    version: HolderAddress, *, before: Address, by: User, at: datetime
) -> tuple[PaperDue, PaperDue]:
    """Write to the address before and to the new one, inside the transaction that files the change.

    Agreement: 5(b).
    """
    holder, change = version.holder, version.change
    assert change is not None  # a version of its own has none, and is no change
    assert version.in_force_from is not None
    assert version.document is not None
    signed_on = version.document.signed_on
    facts = {
        "holder": holder.registration,
        "account": holder.account,
        "about": str(change),
        "before": before.words,
        "new": address_of(version).words,
        "in_force_from": version.in_force_from.isoformat(),
        "signed_by": change.signed_by,
        "capacity": change.get_capacity_display(),
        "signed_on": signed_on.isoformat() if signed_on else "",
        "waits_until": (at + timedelta(days=settings.ADDRESS_HOLD_DAYS)).isoformat(),
    }

    def written(place: str, to: Address) -> PaperDue:
        return ask_for_paper(
            holder.agreement,
            kind=LetterKind.ADDRESS_CHANGED,
            facts={**facts, "to": addressee(holder, to), "goes_to": place},
            section="5(b)",
            by=by,
            at=at,
        )

    return written("before", before), written("new", address_of(version))
