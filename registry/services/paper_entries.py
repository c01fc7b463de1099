"""Entries of the kind PAPER: what happened to the paper of numbers, as the books take it (§5(a))."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from agreement.refusals import refuse
from registry.models import EntryKind, PaperEvent, RightsAgreement
from registry.selectors.agreements import calendar
from registry.selectors.ranges import Range
from registry.services.documents import Evidence, require_document


def paper_entry(
    agreement: RightsAgreement, *, section: str, document: Evidence | None, at: datetime, **parts: Any
) -> dict[str, Any]:
    """The request of a PAPER entry; lots, certificates and events as parts, empty where not given.

    Asked for last: a paper in hand is filed by this. Raises NO_SUPPORTING_DOCUMENT.
    """
    paper = require_document(agreement, document)
    return {
        "agreement": agreement.code,
        "kind": EntryKind.PAPER.value,
        "section": section,
        "document": paper.pk,
        "item": None,
        "effective_at": at.isoformat(),
        "received_at": paper.received_at.isoformat(),
        "corrects": None,
        "memorandum": "",
        "close": [],
        "open": [],
        "certificates": [],
        "events": [],
        "rights_created": 0,
        **parts,
    }


def paper_events(
    kind: PaperEvent, *, ranges: Sequence[Range], day: date, **parts: Any
) -> list[dict[str, Any]]:
    """One event for each range of numbers; signatory, manifest hash and reason as parts."""
    return [
        {
            "kind": kind.value,
            "first": first,
            "last": last,
            "happened_on": day.isoformat(),
            "signatory": None,
            "manifest_hash": None,
            "reason": "",
            **parts,
        }
        for first, last in ranges
    ]


def must_have_happened(agreement: RightsAgreement, *, day: date, at: datetime) -> None:
    """What happened to the paper happened at the latest today, by the days of the agreement's zone.

    The books refuse it too, yet only when the second person approves. Raises EVENT_NOT_YET_HAPPENED.

    Agreement: 5(a).
    """
    today = calendar(agreement, at=at).local_date(at)
    if day > today:
        raise refuse("EVENT_NOT_YET_HAPPENED", today=today.isoformat())
