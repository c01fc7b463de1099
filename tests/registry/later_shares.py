"""The Company issues Common Shares in September 2003, with certificates out and an Acquiring Person about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from registry.models import BookEntry, Notice, NoticeKind, RightsCertificate
from tests.registry.nullity_scene import NullityDesk, make_nullity_desk

ADDRESS = {
    "address": "7 Quay Street",
    "city": "Astoria",
    "region": "OR",
    "postal_code": "97103",
    "country": "US",
}
EMPLOYEE = {"account": "E00001", "registration": "Petra Ålund", **ADDRESS, "shares": "6000"}
KNOWN = {"account": "A00001", "shares": "4000"}
OPTIONS: dict[str, Any] = {
    "shares": "10,000",
    "issued_on": "2003-09-01",
    "issue": "exercise of stock options",
    "case": "STOCK_OPTIONS",
    "tax": "NO_SIGNIFICANT_RISK",
    "adjustment": "NONE_MADE",
    "recipients": [EMPLOYEE, KNOWN],
}
PLACEMENT: dict[str, Any] = OPTIONS | {
    "shares": "500000",
    "issue": "private placement",
    "case": "OTHER",
    "recipients": [EMPLOYEE | {"shares": "500000"}],
}
FINDING = {"board_finding": "Rights are necessary and appropriate", "board_finding_on": "2003-08-28"}


def make_september() -> NullityDesk:
    """Four certificates out since June; the present is 3 September 2003."""
    desk = make_nullity_desk()
    desk.plan.at = datetime(2003, 9, 3, 17, 0, tzinfo=UTC)
    return desk


def told(desk: NullityDesk, facts: dict[str, Any] = OPTIONS, **changed: Any) -> Notice:
    """The Company's notice, called back; parts changed to None are left out."""
    facts = {name: value for name, value in (facts | changed).items() if value is not None}
    return desk.authenticate(desk.receive(NoticeKind.LATER_SHARES, facts))


def issued(notice: Notice) -> tuple[BookEntry, list[RightsCertificate]]:
    """The entry of an applied notice and its certificates."""
    entry = BookEntry.objects.get(approval=notice.acceptance)
    return entry, list(entry.certificates.select_related("holder").order_by("number"))
