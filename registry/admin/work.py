"""Requests, audit, jobs and what is due: looked at here, acted on by the services that the console calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from registry import clock
from registry.admin.base import BOOKS, TWO_PEOPLE, Records, Why, page_of, person
from registry.admin.columns import digest, figure
from registry.models import (
    Approval,
    AuditRecord,
    IdempotentCall,
    Job,
    JobChunk,
    NoticeDue,
    PaperDue,
    User,
)
from registry.roles import APPROVERS, STAFF, has_any_role, must_be_staff
from registry.services import approvals, jobs
from registry.staff.words import in_words

WORK = Why(
    "Jobs and what falls due are rows that the work itself writes. They are not added, changed or removed"
    " here, by anybody; a job is steered by the actions of its list.",
    section="5(b)",
)


class OfKind(admin.SimpleListFilter):
    """The kinds that may be asked for, from the settings: no look through every request there ever was."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds in words."""
        return [(kind, in_words(kind)) for kind in sorted(settings.APPROVAL_KINDS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The requests of the kind chosen."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Approval)
class ApprovalPages(Records):
    """Requests that wait for a second person, and what was decided."""

    why = TWO_PEOPLE
    is_big = True
    list_display = (
        "summary",
        "kind",
        "agreement",
        "maker",
        "requested_at",
        "approver",
        "approved_at",
        "rejected_by",
        "consumed_at",
    )
    list_filter = (
        "agreement",
        OfKind,
        ("approved_at", admin.EmptyFieldListFilter),
        ("rejected_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("agreement", "maker", "approver", "rejected_by")
    date_hierarchy = "requested_at"
    search_fields = ("request_hash",)
    search_help_text = "The hash of a request, whole"
    exact_paths = ("request_hash", "kind")
    actions = ("export_rows", "approve", "reject")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether a person may be the second one."""
        return person(request).is_superuser or has_any_role(person(request), APPROVERS)

    def console_address(self, row: Approval) -> str:
        return page_of("request", row.request_hash)

    @admin.action(description="Approve, as the second person", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Approval]) -> None:
        """Approve one request; what it asks for happens in the same transaction."""
        if queryset.count() != 1:
            self.message_user(
                request, "Approve one request at a time: each is read before it binds.", messages.ERROR
            )
            return
        asked = queryset.get()

        def act() -> None:
            approvals.approve_now(asked.request_hash, approver=person(request), now=clock.now)

        self.perform(request, act, said=f"Approved and done: {asked.summary}")

    @admin.action(description="Reject, with the reason", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Approval]) -> None:
        """Reject requests; nothing happens but the record of it."""
        reason = self.reason_given(request)
        for asked in queryset[: self.list_per_page] if reason else ():

            def act(asked: Approval = asked) -> None:
                approvals.reject(asked.request_hash, rejecter=person(request), reason=reason, at=clock.now())

            self.perform(request, act, said=f"Rejected: {asked.summary}")


@admin.register(AuditRecord)
class AuditRecordPages(Records):
    """Acts beside the entries of the books, chained like them."""

    why = BOOKS
    is_big = True
    list_display = ("act", "subject", "actor", "agreement", "happened_at", digest("record_hash"))
    list_filter = ("agreement",)
    list_select_related = ("actor", "agreement")
    date_hierarchy = "happened_at"
    search_fields = ("act",)
    search_help_text = "An act or a subject, whole"
    exact_paths = ("act", "subject", "actor__username")


class Steered(Records):
    """Rows whose work a member of staff steers."""

    why = WORK

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Whether a person may steer the work."""
        return person(request).is_superuser or has_any_role(person(request), STAFF)

    def steer(
        self, request: HttpRequest, rows: QuerySet[Any], act: Callable[..., object], *, said: str
    ) -> None:
        """Call a service for each of the rows chosen."""
        for row in rows[: self.list_per_page]:

            def once(row: Any = row) -> None:
                must_be_staff(person(request), act=said)
                act(row, by=person(request), at=clock.now())

            self.perform(request, once, said=f"{row}: {said}")


@admin.register(Job)
class JobPages(Steered):
    """Bulk work, by rows that are the truth of it."""

    list_display = ("__str__", "kind", "agreement", "state", "created_by", "created_at", "finished_at")
    list_filter = ("agreement", "kind", "state")
    list_select_related = ("agreement", "created_by")
    date_hierarchy = "created_at"
    search_fields = ("title", "kind")
    actions = ("export_rows", "start", "pause", "resume")

    def console_address(self, row: Job) -> str:
        return page_of("job", row.pk)

    @admin.action(description="Start", permissions=["steer"])
    def start(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Let the chunks be claimed."""
        self.steer(request, queryset, jobs.start, said="started")

    @admin.action(description="Pause", permissions=["steer"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Stop claiming; what is in hand finishes."""
        self.steer(request, queryset, jobs.pause, said="paused")

    @admin.action(description="Resume", permissions=["steer"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Claim again."""
        self.steer(request, queryset, jobs.resume, said="resumed")


@admin.register(JobChunk)
class JobChunkPages(Steered):
    """Chunks of bulk work; those set aside are tried again or left undone here."""

    agreement_path = "job__agreement"
    list_display = (
        "__str__",
        "job",
        "state",
        figure("first_item"),
        figure("last_item"),
        "attempt",
        "failures",
        "finished_at",
    )
    list_filter = ("job__agreement", "state", "job__kind")
    date_hierarchy = "first_started_at"
    list_select_related = ("job",)
    search_fields = ("job__title",)
    actions = ("export_rows", "retry", "skip")

    def console_address(self, row: JobChunk) -> str:
        return page_of("job", row.job_id)

    @admin.action(description="Try again", permissions=["steer"])
    def retry(self, request: HttpRequest, queryset: QuerySet[JobChunk]) -> None:
        """Try chunks that were set aside once more."""
        self.steer(request, queryset, jobs.retry, said="to be tried again")

    @admin.action(description="Leave undone, with the reason", permissions=["steer"])
    def skip(self, request: HttpRequest, queryset: QuerySet[JobChunk]) -> None:
        """Leave the items of chunks undone, on this person's word."""
        reason = self.reason_given(request)

        def act(chunk: JobChunk, *, by: User, at: datetime) -> None:
            jobs.skip(chunk, reason=reason, by=by, at=at)

        if reason:
            self.steer(request, queryset, act, said="left undone")


@admin.register(NoticeDue)
class NoticeDuePages(Records):
    """Mailings that have become due."""

    why = WORK
    list_display = ("__str__", "agreement", "addressees", "as_of", "due_by", "section", "entry")
    list_filter = ("agreement", "mailing_kind")
    list_select_related = ("agreement", "entry")
    date_hierarchy = "recorded_at"
    search_fields = ("mailing_kind", "section")


@admin.register(PaperDue)
class PaperDuePages(Records):
    """Papers that somebody asked for."""

    why = WORK
    list_display = ("paper_kind", "agreement", "section", "recorded_by", "recorded_at")
    list_filter = ("agreement", "paper_kind")
    list_select_related = ("agreement", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("paper_kind", "section")


@admin.register(IdempotentCall)
class IdempotentCallPages(Records):
    """Calls of programs and the status each was answered with; the answers themselves are not shown."""

    why = WORK
    agreement_path = ""
    hidden = frozenset({"body", "key"})
    list_display = ("method", "path", "user", "status", "called_at")
    list_filter = ("method", "status")
    list_select_related = ("user",)
    date_hierarchy = "called_at"
    search_fields = ("path", "user__username")
