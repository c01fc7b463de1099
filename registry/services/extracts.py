"""Extracts of the register for a registered holder's own position, on a written request (§15(a)).

Rights of action lie between the holder and the Company; the agent states what its books showed, and no more.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from agreement.refusals import refuse
from registry.models import BookEntry, LetterKind, PaperDue, RegisteredHolder, User
from registry.roles import must_be_staff
from registry.selectors.holdings import Position, positions_as_of
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document
from registry.services.letters import ask_for_paper
from registry.services.letters.papers import Facts, holder_addressed


@dataclass(frozen=True, slots=True)
class ExtractAsked:
    """A request as it came: who signed it, when it came, and the instant whose books are asked for."""

    signed_name: str
    received_at: datetime
    as_of: datetime


@transaction.atomic(durable=True)
def issue_extract(
    holder: RegisteredHolder, asked: ExtractAsked, *, document: Evidence | None, by: User, at: datetime
) -> PaperDue:
    """Write the extract of a holder's own position as of an instant, with the hash of what it states.

    Raises NOT_REGISTERED_HOLDER for a request that somebody else signed, RECEIVED_AFTER_RECORDED for one that
    came, or an instant that lies, after now, NO_SUPPORTING_DOCUMENT.

    Agreement: 15(a).
    """
    must_be_staff(by, act="issuing an extract of the register")
    agreement = lock_books(holder.agreement)
    if _as_one_line(asked.signed_name) != _as_one_line(holder.registration):
        raise refuse("NOT_REGISTERED_HOLDER", form="request for an extract")
    for instant in (asked.received_at, asked.as_of):
        if instant > at:
            raise refuse("RECEIVED_AFTER_RECORDED", received=instant.isoformat(), recorded=at.isoformat())
    paper = require_document(agreement, document)
    states: Facts = {
        "holder": holder.registration,
        "account": holder.account,
        "as_of": asked.as_of.isoformat(),
        "positions": [_told(one) for one in positions_as_of(holder, at=asked.as_of)],
        "head": _head_as_of(holder, at=asked.as_of),
    }
    facts = {
        **states,
        "to": holder_addressed(holder, at=at),
        "requested_at": asked.received_at.isoformat(),
        "request": paper.pk,
        "digest": digest_of(states),
    }
    letter = ask_for_paper(agreement, kind=LetterKind.EXTRACT, facts=facts, section="15(a)", by=by, at=at)
    details = {"letter": letter.pk, "as_of": states["as_of"], "digest": facts["digest"]}
    append_audit(
        agreement, actor=by, act="EXTRACT_ISSUED", subject=f"account {holder.account}", details=details, at=at
    )
    return letter


def digest_of(states: Facts) -> str:
    """SHA-256, in hex, of what an extract states, as JSON with its names in order and no spaces."""
    told = json.dumps(states, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _told(one: Position) -> Facts:
    return {
        "certificate": one.number,
        "dated": one.dated.isoformat() if one.dated else None,
        "rights": one.rights,
        "void": one.void_rights,
    }


def _head_as_of(holder: RegisteredHolder, *, at: datetime) -> Facts | None:
    """The last entry recorded by an instant, which binds every one before it; None before the first."""
    last = (
        BookEntry.objects.filter(agreement=holder.agreement, recorded_at__lte=at).order_by("-number").first()
    )
    return {"entry": last.number, "hash": bytes(last.entry_hash).hex()} if last else None


def _as_one_line(words: str) -> str:
    return " ".join(words.split())
