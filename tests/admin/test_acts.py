"""Acts from the lists call the services: two people, roles, and refusals told with code, section and cure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry import clock
from registry.models import Approval, AuditRecord, ChunkState, Job, JobChunk, JobState, User
from registry.services import approvals, jobs
from tests.admin.scene import make_people
from tests.books.books import Plan, make_plan


@pytest.fixture
def plan(db: None) -> Plan:
    return make_plan()


@pytest.fixture
def people(plan: Plan) -> dict[str, User]:
    return make_people()


def act(user: User, name: str, row: Any, **more: str) -> str:
    """Choose an action for a row; returns the list as it is then shown."""
    client = Client()
    client.force_login(user)
    place = reverse(f"admin:registry_{row._meta.model_name}_changelist")
    sent = {"action": name, "_selected_action": str(row.pk), "index": "0", **more}
    answer = client.post(place, sent, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(plan: Plan, summary: str = "Attach") -> Approval:
    """An entry that waits for its second person."""
    entry = plan.entry(
        "ATTACH",
        "Recitals",
        rights_created=7,
        memorandum=summary,
        open=[{"parent": None, "rights": 7, "holder": None, "certificate": None}],
    )
    return approvals.request_approval(
        plan.agreement,
        kind="POST_ENTRY",
        request=entry,
        summary=summary,
        maker=plan.maker,
        at=clock.now() - timedelta(minutes=1),
    )


def test_a_request_is_approved_by_another_person_alone(plan: Plan, people: dict[str, User]) -> None:
    waiting = asked(plan)
    told = act(plan.approver, "reject", waiting)
    assert "Give the reason" in told
    act(people["maker"], "approve", waiting)  # the action is not offered
    act(people["auditor"], "approve", waiting)
    told = act(people["superuser"], "approve", waiting)
    assert "APPROVER_NOT_PERMITTED" in told
    assert "policy of two people" in told
    assert "to cure" in told
    waiting.refresh_from_db()
    assert waiting.approved_at is None
    told = act(plan.approver, "approve", waiting)
    assert "Approved and done" in told
    waiting.refresh_from_db()
    assert waiting.consumed_at is not None
    assert plan.agreement.entries.count() == 1
    assert "ALREADY_APPROVED" in act(plan.approver, "approve", waiting)


def test_requests_are_approved_one_at_a_time_and_rejected_with_a_reason(
    plan: Plan, people: dict[str, User]
) -> None:
    first, second = asked(plan, "One"), asked(plan, "Two")
    told = act(plan.approver, "approve", first, select_across="1")
    assert "one request at a time" in told
    assert not plan.agreement.entries.exists()
    act(plan.approver, "reject", second, reason="The wrong number")
    second.refresh_from_db()
    assert second.rejection_reason == "The wrong number"


def job_of(plan: Plan) -> Job:
    return jobs.create_job(
        plan.agreement,
        kind="search_index",
        title="Words",
        parameters={},
        first_item=1,
        last_item=2,
        chunk_size=1,
        created_by=plan.maker,
        at=clock.now(),
    )


def test_jobs_are_steered_by_staff(plan: Plan, people: dict[str, User]) -> None:
    job = job_of(plan)

    def state() -> str:
        return Job.objects.get(pk=job.pk).state

    assert "409" not in act(people["maker"], "resume", job)
    assert state() == JobState.DRAFT
    act(people["auditor"], "start", job)
    assert state() == JobState.DRAFT
    for name, after in (
        ("start", JobState.RUNNING),
        ("pause", JobState.PAUSED),
        ("resume", JobState.RUNNING),
    ):
        act(people["maker"], name, job)
        assert state() == after
    noted = AuditRecord.objects.filter(subject=str(job)).order_by("id")
    assert list(noted.values_list("act", "actor__username")) == [
        (f"JOB_{done}", "the_maker") for done in ("STARTED", "PAUSED", "RESUMED")
    ]


def test_chunks_set_aside_are_left_undone_with_a_reason(plan: Plan, people: dict[str, User]) -> None:
    job = jobs.start(job_of(plan), by=plan.maker, at=clock.now())
    JobChunk.objects.filter(job=job).update(state=ChunkState.QUARANTINED)
    first, second = JobChunk.objects.filter(job=job).order_by("pk")
    act(people["maker"], "retry", first)
    assert "Give the reason" in act(people["maker"], "skip", second)
    act(people["maker"], "skip", second, reason="The holder is twice on the list")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == ChunkState.READY
    assert (second.state, second.skip_reason) == (ChunkState.SKIPPED, "The holder is twice on the list")
    assert second.skipped_by == people["maker"]


def test_the_history_of_changes_cannot_be_changed_by_the_product(plan: Plan) -> None:
    from django.contrib.admin.models import LogEntry
    from django.contrib.contenttypes.models import ContentType
    from django.db import ProgrammingError, transaction

    kept = LogEntry.objects.create(
        user=plan.maker,
        content_type=ContentType.objects.get_for_model(Job),
        object_id="1",
        object_repr="Job",
        action_flag=2,
        change_message="Reason: true",
    )
    for forge in (
        lambda: LogEntry.objects.filter(pk=kept.pk).update(change_message="Reason: false"),
        lambda: LogEntry.objects.filter(pk=kept.pk).delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            forge()
