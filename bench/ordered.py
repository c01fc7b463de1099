"""Books with an accepted order of the Board: what bench.redemption and bench.exchange begin with."""

from __future__ import annotations

from typing import Any

from bench.opened_books import open_books, stage_list


def ordered_books(rows: int, *, kind: str, facts: dict[str, Any]) -> tuple[Any, Any]:
    """A plan whose books are open for so many holders, and the notice of an order whose day is over."""
    from datetime import timedelta

    from registry.models import Notice, RightsAgreement
    from registry.services.agreements import load_closures
    from tests.books.books import make_notice

    plan, holder_list = stage_list("FIRST", rows=rows, fractions=False)
    open_books(plan, holder_list)
    load_closures("CA_OR_NJ_STRICT", at=plan.at)
    plan.agreement = RightsAgreement.objects.get(pk=plan.agreement.pk)
    ordered_at = plan.tick()
    told = {"ordered_at": ordered_at.isoformat(), **facts}
    if kind == "REDEMPTION_ORDERED":
        told["redemption_date"] = ordered_at.date().isoformat()
    notice = make_notice(plan, kind, effective_at=ordered_at, facts=told)
    plan.at += timedelta(days=6)
    analyse()
    return plan, Notice.objects.select_related("agreement", "document").get(pk=notice.pk)


def analyse() -> None:
    """Let the server know how large the tables have become, as its own cleaning does in time."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE lot, lot_taint, registered_holder, book_entry")


def backend() -> int:
    """The process of the server that works for this one."""
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)
