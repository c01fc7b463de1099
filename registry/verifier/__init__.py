"""The independent verifier: replays the books with its own SQL and its own canonical bytes.

It imports nothing from the services and calls none of the functions that write the books.
"""

import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from registry.verifier.audit import check_audit
from registry.verifier.entries import check_approvals
from registry.verifier.findings import Finding, Report, Totals
from registry.verifier.guards import all_shortcomings
from registry.verifier.reading import Reading
from registry.verifier.replay import Figure, read_figure, replay_agreement
from registry.verifier.rules import check_orphans

__all__ = ["Finding", "Report", "Totals", "UnknownAgreement", "read_figure", "verify"]

MOST_FINDINGS = 1_000


class UnknownAgreement(LookupError):
    """There is no agreement of this code to verify."""


def verify(
    codes: Sequence[str] | None = None, *, expected: Figure | None = None, using: str = DEFAULT_DB_ALIAS
) -> Report:
    """Verify the books of the agreements named, or of all: one snapshot, read only.

    `expected` is a figure from paper (read_figure) and needs exactly one agreement. Findings end at a
    thousand. Raises UnknownAgreement.
    """
    report = Report()
    began = time.perf_counter()
    connection = connections[using]
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(using=using):
        reading = Reading(connection)
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for finding in _findings(reading, codes, expected, report):
            report.findings.append(finding)
            if len(report.findings) >= MOST_FINDINGS:
                break
    report.rows = reading.rows
    report.seconds = time.perf_counter() - began
    return report


def _findings(
    reading: Reading, codes: Sequence[str] | None, expected: Figure | None, report: Report
) -> Iterator[Finding]:
    """Guards, then each agreement, then what belongs to none."""
    with reading.connection.cursor() as cursor:
        for told in all_shortcomings(cursor, role=settings.DATABASE_RUNTIME_ROLE):
            yield Finding("database", "", "", told)
    for key, code in _agreements(reading, codes):
        totals = Totals(code)
        report.totals.append(totals)
        yield from replay_agreement(
            reading,
            agreement=key,
            totals=totals,
            commitment_key=settings.COMMITMENT_KEY,
            expected=expected,
        )
    yield from check_orphans(reading)
    yield from check_approvals(reading)
    yield from check_audit(reading)


def _agreements(reading: Reading, codes: Sequence[str] | None) -> list[tuple[int, str]]:
    """Key and code of the agreements to verify, in the order of their codes."""
    found = reading.rows_of("SELECT id, code FROM registry_rightsagreement ORDER BY code")
    if codes is None:
        return [(key, code) for key, code in found]
    missing = set(codes) - {code for _, code in found}
    if missing:
        known = ", ".join(code for _, code in found) or "none"
        unknown = ", ".join(sorted(missing))
        raise UnknownAgreement(f"There is no agreement {unknown}; name one on file ({known}), or --all.")
    return [(key, code) for key, code in found if code in set(codes)]
