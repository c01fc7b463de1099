"""What stands on the papers of a prepared exercise, as plain values for the drawing (§7(a), §7(c))."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agreement.certification import Answer
from agreement.choices import GUARANTOR_WORDS
from agreement.exercise import TenderedMeans
from exercises.selectors.drafts import Prepared, statement_words
from registry.codes import shown_code
from registry.selectors.addresses import Address
from registry.selectors.agreements import is_productive, offices
from registry.selectors.notice_addresses import agent_address
from registry.staff.words import certificate_number


def cover_sheet_facts(told: Prepared, *, at: datetime) -> dict[str, Any]:
    """The papers of a draft whose every question is answered."""
    item, agreement = told.item, told.item.agreement
    holder = item.holder
    assert holder is not None  # a draft is prepared for an account
    local = at.astimezone(ZoneInfo(agreement.time_zone))
    office = offices(agreement, day=local.date()).first()
    words = statement_words(agreement, form=told.chosen[0].certificate.form_version)
    return {
        "agreement_code": agreement.code,
        "company_name": agreement.company_name,
        "agent_name": told.terms.rights_agent.name,
        "notice_address": agent_address(agreement, at=at),
        "office_lines": tuple(office.address.split("\n")) if office else (),
        "code": item.cover_code,
        "shown_code": shown_code(item.cover_code or ""),
        "account": holder.account,
        "registration": tuple(holder.registration.split("\n")),
        "printed_text": f"{local:%B} {local.day}, {local.year}, {local:%H:%M %Z}",
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
        "securities_to": _block(*told.securities),
        "balance_to": _block(*told.balance_to) if told.balance else (),
        "taxpayer_text": f"ends in {holder.taxpayer_id_last_four} on our books"
        if holder.taxpayer_id_last_four
        else "none is on our books",
        "certificate_head": words.head,
        "clauses": tuple(
            (clause, _box(told.answers["certification"][f"statement_{place}"]))
            for place, clause in enumerate(words.clauses[:2], 1)
        ),
        "must_consult": told.must_consult,
        "guarantor_text": guarantor_words(told.answers["guarantee"]),
        "guarantors": tuple(GUARANTOR_WORDS[kind] for kind in told.terms.signature_guarantee_kinds),
        "is_demo": agreement.is_demo or not is_productive(),
    }


def _block(registration: str, address: Address) -> tuple[str, ...]:
    place = " ".join(part for part in (address.city, address.region, address.postal_code) if part)
    lines = (*registration.split("\n"), *address.address.split("\n"), place, address.country)
    return tuple(line.strip() for line in lines if line.strip())


def _dollars(amount: Any) -> str:
    return f"${amount:,.2f}"


def _box(answer: str) -> int | None:
    """Which of the two boxes of a clause is marked: the one that affirms comes first on the form."""
    return {Answer.YES: 0, Answer.NO: 1}.get(Answer(answer))


def guarantor_words(kind: str) -> str:
    """A kind of guarantor in words; empty while it is not settled."""
    return next((words for known, words in GUARANTOR_WORDS.items() if known.value == kind), "")
