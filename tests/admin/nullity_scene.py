"""A caught item for the walk over the model pages."""

from __future__ import annotations

from registry.models import CaughtItem, InstructionApplication, NoticeKind, RegisteredHolder
from tests.books.books import make_notice
from tests.certificates.runs import Press


def caught_in(press: Press) -> None:
    """A transfer of Rights that were void, as an application for instructions lists it."""
    plan = press.plan
    holder = RegisteredHolder.objects.filter(agreement=press.agreement).order_by("pk")[0]
    said = {
        "person_name": "Oak", "named_as": "ACQUIRING_PERSON", "taint_class": "I", "account": holder.account,
        "certificate": None, "extent": "ALL", "rights": None,
    }  # fmt: skip
    facts = {"persons": [said], "event_at": plan.at.isoformat(), "transferees": "ALL"}
    notice = make_notice(plan, NoticeKind.NULLITY, effective_at=plan.at, facts=facts)
    asked = InstructionApplication.objects.create(
        agreement=press.agreement,
        notice=notice,
        proposal="to wait",
        created_at=plan.at,
        created_by=plan.maker,
    )
    CaughtItem.objects.create(
        application=asked,
        notice=notice,
        place=1,
        kind="TRANSFER",
        source="lot 1",
        happened_at=plan.at,
        was_known=False,
        taint_class="I",
        holder=holder,
        rights=10,
        recorded_at=plan.at,
    )
