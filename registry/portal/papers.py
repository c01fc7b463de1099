"""What the papers of every prepared form say, as plain values for the drawing (§6(a), §7(a))."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agreement.certification import Answer
from registry.codes import shown_code
from registry.models import Item, RegisteredHolder, RightsAgreement
from registry.selectors.addresses import Address
from registry.selectors.agreements import is_productive, offices
from registry.selectors.notice_addresses import agent_address


def head_facts(item: Item, *, agent: str, at: datetime) -> dict[str, Any]:
    """What the papers of every prepared form say first: who to whom, under which code, on which day."""
    assert item.holder is not None  # a draft is prepared for an account
    return head_of(item.agreement, item.holder, code=item.cover_code or "", agent=agent, at=at)


def head_of(
    agreement: RightsAgreement, holder: RegisteredHolder, *, code: str, agent: str, at: datetime
) -> dict[str, Any]:
    """The same for an account; without a code where no draft lies under the papers."""
    local = at.astimezone(ZoneInfo(agreement.time_zone))
    office = offices(agreement, day=local.date()).first()
    return {
        "agreement_code": agreement.code,
        "company_name": agreement.company_name,
        "agent_name": agent,
        "notice_address": agent_address(agreement, at=at),
        "office_lines": tuple(office.address.split("\n")) if office else (),
        "code": code,
        "shown_code": shown_code(code) if code else "",
        "account": holder.account,
        "registration": tuple(holder.registration.split("\n")),
        "printed_text": instant_in(at, agreement=agreement),
        "is_demo": agreement.is_demo or not is_productive(),
    }


def instant_text(at: datetime, *, item: Item) -> str:
    """An instant in the zone of an item's agreement, in words."""
    return instant_in(at, agreement=item.agreement)


def instant_in(at: datetime, *, agreement: RightsAgreement) -> str:
    """An instant in the agreement's own zone, in words."""
    local = at.astimezone(ZoneInfo(agreement.time_zone))
    return f"{local:%B} {local.day}, {local.year}, {local:%H:%M %Z}"


def block_of(registration: str, address: Address) -> tuple[str, ...]:
    """A name with its address, line under line, as it stands on papers."""
    place = " ".join(part for part in (address.city, address.region, address.postal_code) if part)
    lines = (*registration.split("\n"), *address.address.split("\n"), place, address.country)
    return tuple(line.strip() for line in lines if line.strip())


def box_of(answer: str) -> int | None:
    """Which of the two boxes of a clause is marked: the one that affirms comes first on the form."""
    return {Answer.YES: 0, Answer.NO: 1}.get(Answer(answer))
