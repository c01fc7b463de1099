"""Proofs of the books: on request as a job, and every day; the verifier's result is kept (§5(b))."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection, transaction

from registry.models import Job, RightsAgreement, User
from registry.services import audit, jobs
from registry.services.leases import Fence
from registry.verifier import Report, verify

KIND = "proof"
ACT = "PROVE_BOOKS"
FINDINGS_KEPT = 10


@transaction.atomic(durable=True)
def start_proof(agreement: RightsAgreement, *, by: User, at: datetime) -> Job:
    """Start a proof of the agreement's books as a job of one item.

    Agreement: 5(b).
    """
    job = jobs.create_job(
        agreement,
        kind=KIND,
        title=f"Proof of the books of {agreement.code}",
        parameters={},
        first_item=1,
        last_item=1,
        chunk_size=1,
        created_by=by,
        at=at,
    )
    return jobs.start(job, by=by, at=at)


def run_chunk(job: Job, first_item: int, last_item: int, *, fence: Fence) -> None:
    """Replay the books in a snapshot of their own and record the result; findings do not fail the job.

    Agreement: 5(b).
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        report = pool.submit(_verify_apart, job.agreement.code).result()
    fence()
    # The job before the audit, as whoever steers it does: each would wait for the other otherwise.
    Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    record_proof(job.agreement, report, by=job.created_by, at=fence.at)


def _verify_apart(code: str) -> Report:
    """Verify on a connection of this thread, so that the chunk's own transaction keeps its isolation."""
    try:
        return verify([code])
    finally:
        connection.close()


def prove_every_book(*, clock: Callable[[], datetime]) -> int:
    """Prove the books of every agreement that has entries, one after the other; returns how many were.

    Agreement: 5(b).
    """
    kept = RightsAgreement.objects.filter(entries__isnull=False).distinct().order_by("code")
    for agreement in kept:
        record_proof(agreement, verify([agreement.code]), by=None, at=clock())
    return len(kept)


def record_proof(agreement: RightsAgreement, report: Report, *, by: User | None, at: datetime) -> None:
    """Keep what a proof found: findings, head figure, rows and seconds; `by` nobody where the day asked."""
    totals = report.totals[0]
    details = {
        "findings": len(report.findings),
        "first_findings": [str(finding) for finding in report.findings[:FINDINGS_KEPT]],
        "head_number": totals.head_number,
        "head_hash": totals.head_hash,
        "rows": report.rows,
        "seconds": f"{report.seconds:.2f}",
    }
    audit.append_audit(agreement, actor=by, act=ACT, subject=agreement.code, details=details, at=at)
