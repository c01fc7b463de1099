"""What stands on the papers of a prepared transfer, as plain values for the drawing (§6(a), §16(b))."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agreement.choices import GUARANTOR_WORDS
from registry.portal.papers import block_of, box_of, head_facts, instant_text
from registry.portal.questions import guarantor_words
from registry.selectors.transfer_drafts import PreparedTransfer, transfer_standing
from registry.services.form_words import ASSIGNMENT, statement_words
from registry.staff.words import certificate_number


def transfer_sheet_facts(told: PreparedTransfer, *, at: datetime) -> dict[str, Any]:
    """The papers of a draft whose every question is answered."""
    item = told.item
    words = statement_words(told.chosen[0].certificate.form_version, statement=ASSIGNMENT)
    return {
        **head_facts(item, agent=told.terms.rights_agent.name, at=at),
        "certificates": tuple(
            (certificate_number(one.number), one.rights, assigned) for one, assigned in told.shares_out
        ),
        "lines": tuple(
            (block_of(line.registration, line.address), line.rights or 0, line.account, line.delivery)
            for line in told.lines
        ),
        "assigned": told.assigned,
        "kept": told.kept or 0,
        "kept_by": block_of(*told.kept_by) if told.kept else (),
        "until_text": _until(told, at=at),
        "reason_text": told.reason.words if told.reason else "not stated",
        "signer_text": told.signer.words,
        "documents": tuple((one.words, one.rule, one.days) for one in told.documents),
        "certificate_head": words.head,
        "clauses": tuple(
            (clause, box_of(told.answers["certification"][f"statement_{place}"]))
            for place, clause in enumerate(words.clauses[:2], 1)
        ),
        "must_consult": told.must_consult,
        "guarantor_text": guarantor_words(told.answers["guarantee"]),
        "guarantors": tuple(GUARANTOR_WORDS[kind] for kind in told.terms.signature_guarantee_kinds),
    }


def _until(told: PreparedTransfer, *, at: datetime) -> str:
    """Until when the papers must be there: at or prior to the end of the window, or before it."""
    assert told.item.holder is not None  # a draft is prepared for an account
    window = transfer_standing(told.item.holder, at=at).window
    if window is None or window.end is None:
        return "as soon as you can"
    return (
        f"{'at or before' if window.end_inclusive else 'before'} {instant_text(window.end, item=told.item)}"
    )
