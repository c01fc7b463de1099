"""What stands on the papers of a prepared exercise, as plain values for the drawing (§7(a), §7(c))."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agreement.choices import GUARANTOR_WORDS
from agreement.exercise_price import TenderedMeans
from exercises.selectors.drafts import Prepared
from registry.portal.papers import block_of, box_of, head_facts
from registry.portal.questions import guarantor_words
from registry.services.form_words import ELECTION, statement_words
from registry.staff.words import certificate_number


def cover_sheet_facts(told: Prepared, *, at: datetime) -> dict[str, Any]:
    """The papers of a draft whose every question is answered."""
    item, agreement = told.item, told.item.agreement
    holder = item.holder
    assert holder is not None  # a draft is prepared for an account
    words = statement_words(told.chosen[0].certificate.form_version, statement=ELECTION)
    return {
        **head_facts(item, agent=told.terms.rights_agent.name, at=at),
        "certificates": tuple(
            (certificate_number(one.number), one.rights, exercised) for one, exercised in told.shares_out
        ),
        "rights": told.rights,
        "balance": told.balance,
        "securities_text": told.buys,
        "price_text": _dollars(told.price_per_right),
        "amount_text": _dollars(told.due),
        "means_text": TenderedMeans(told.answers["payment"]).words,
        "payee": agreement.company_name,
        "securities_to": block_of(*told.securities),
        "balance_to": block_of(*told.balance_to) if told.balance else (),
        "taxpayer_text": f"ends in {holder.taxpayer_id_last_four} on our books"
        if holder.taxpayer_id_last_four
        else "none is on our books",
        "certificate_head": words.head,
        "clauses": tuple(
            (clause, box_of(told.answers["certification"][f"statement_{place}"]))
            for place, clause in enumerate(words.clauses[:2], 1)
        ),
        "must_consult": told.must_consult,
        "guarantor_text": guarantor_words(told.answers["guarantee"]),
        "guarantors": tuple(GUARANTOR_WORDS[kind] for kind in told.terms.signature_guarantee_kinds),
    }


def _dollars(amount: Any) -> str:
    return f"${amount:,.2f}"
