"""The control totals of books to be handed over: as replayed, compared with what stands (§21)."""

from typing import Any

from django.db import connection

from agreement.refusals import refuse
from registry.models import RightsAgreement
from registry.verifier import Totals, verify

DEFAULT = "default"
_STANDING = """
    SELECT coalesce((SELECT total FROM control_account WHERE agreement_id = %(agreement)s
                      ORDER BY id DESC LIMIT 1), 0)::bigint,
           coalesce((SELECT sum(rights) FROM open_lot WHERE agreement_id = %(agreement)s), 0)::bigint
"""
# What waits, stands or is owed at the instant, by state: the list that goes with the package.
_LISTED = {
    "notices": "SELECT state, count(*) FROM registry_notice WHERE agreement_id = %s GROUP BY 1",
    "items": "SELECT state, count(*) FROM registry_item WHERE agreement_id = %s GROUP BY 1",
    "cash_in_lieu": "SELECT state, count(*) FROM cash_in_lieu WHERE agreement_id = %s GROUP BY 1",
    "marks_in_force": "SELECT taint_class, count(*) FROM lot_taint"
    " WHERE agreement_id = %s AND ended_by_id IS NULL GROUP BY 1",
    "paper_events": "SELECT kind, count(*) FROM certificate_event WHERE agreement_id = %s GROUP BY 1",
    "documents": "SELECT kind, count(*) FROM registry_document WHERE agreement_id = %s GROUP BY 1",
    "payments": "SELECT 'USD', sum(amount)::text FROM exercises_payment"
    " WHERE agreement_id = %s HAVING count(*) > 0",
}


def proven_books(agreement: RightsAgreement) -> dict[str, Any]:
    """The totals of books whose replay finds nothing wrong, and what goes along by kind and state.

    Raises BOOKS_NOT_PROVEN with the first finding, HANDOVER_OUT_OF_BALANCE where what stands is not what the
    replay comes to.

    Agreement: 21.
    """
    totals = proven_totals(agreement.code, using=DEFAULT)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"agreement": agreement.pk})
        authorised, live = cursor.fetchone()
        listed = {}
        for name, query in _LISTED.items():
            cursor.execute(query, [agreement.pk])
            listed[name] = {str(state): count for state, count in sorted(cursor.fetchall())}
    must_balance("Rights authorised", package=authorised, books=totals.authorised)
    must_balance("live Rights", package=live, books=totals.live)
    return totals_told(totals) | {"list": listed}


def proven_totals(code: str, *, using: str) -> Totals:
    """The totals as the verifier replays them. Raises BOOKS_NOT_PROVEN with the first finding."""
    report = verify([code], using=using)
    for finding in report.findings:
        if finding.table != "database" or using != DEFAULT:  # guards are the installation's, not the books'
            raise refuse("BOOKS_NOT_PROVEN", finding=finding)
    return report.totals[0]


def must_balance(what: str, *, package: object, books: object) -> None:
    """Raise HANDOVER_OUT_OF_BALANCE where two totals differ.

    Agreement: 21.
    """
    if package != books:
        raise refuse("HANDOVER_OUT_OF_BALANCE", what=what, package=package, books=books)


def totals_told(totals: Totals) -> dict[str, Any]:
    """Totals as plain values."""
    return {
        "head_number": totals.head_number,
        "head_hash": totals.head_hash,
        "certificates": totals.certificates,
        "authorised": totals.authorised,
        "attached": totals.attached,
        "held": totals.held,
        "retired": dict(sorted(totals.retired.items())),
    }
