"""Nullity in the scene of the screens: a chain marked and what was caught, and a nullity that is ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agreement.nullity import NamedAs
from config.demo.people import MAKER, user_of
from config.demo.story import PACIFIC, approve, say
from config.screens import counter
from config.screens.counter import today
from registry import clock
from registry.models import BookEntry, Notice, NoticeKind, RegisteredHolder, RightsCertificate
from registry.services import nullity, nullity_caught

EVENT_AT = datetime(2003, 6, 2, 9, 30, tzinfo=PACIFIC)


def find_void(first: RegisteredHolder, *, entry: BookEntry) -> Notice:
    """The Company names a holder whose Rights were transferred, and transferred again: marked by two people.

    What was done with them before the notice came is listed to the Company.
    """
    (passed_on,) = entry.certificates.exclude(holder=first)
    counter.post_transfer(counter.receive_transfer(passed_on, rights=10, to="Birch Hollow Trust"))
    notice = _named(first, "Alder Gate Partners")
    nullity_caught.apply_for_instruction(notice, by=user_of(MAKER), at=clock.now())
    return notice


def end_nullity(certificate: RightsCertificate) -> Notice:
    """A holder is named and marked, then found by the Company to have crossed the threshold inadvertently."""
    ended = _named(certificate.holder, "Quay Street Fund", rights=certificate.rights // 2)
    day = today(certificate.agreement)
    told = {
        "ends": ended.number,
        "cause": "INADVERTENCE",
        "determination": "The Board found that the threshold was crossed inadvertently",
        "determined_on": day,
        "divested_on": day,
    }
    found = say(certificate.agreement, NoticeKind.NULLITY_ENDED, told, received_at=clock.now())
    nullity.request_restoration(found, maker=user_of(MAKER), at=clock.now())
    return found


def _named(holder: RegisteredHolder, person: str, **more: Any) -> Notice:
    position = {
        "person_name": person,
        "named_as": NamedAs.ACQUIRING_PERSON.value,
        "taint_class": "I",
        "account": holder.account,
        "extent": "" if "rights" in more else "ALL",
        **more,
    }
    told = {"persons": [position], "event_at": EVENT_AT, "transferees": "ALL"}
    notice = say(holder.agreement, NoticeKind.NULLITY, told, received_at=clock.now())
    approve(nullity.request_nullification(notice, maker=user_of(MAKER), at=clock.now()), at=clock.now())
    return notice
