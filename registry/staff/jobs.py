"""Jobs: list, page with live progress, pause, resume, retry, skip (design: jobs)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from registry import clock
from registry.models import Job, JobChunk, JobState
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import jobs as job_selectors
from registry.services import jobs
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreements

CHUNKS_SHOWN = 60
IDLE_SECONDS = 30


def _find(request: HttpRequest, job_id: int) -> Job:
    job = (
        Job.objects.filter(agreement__in=visible_agreements(signed_in(request)), pk=job_id)
        .select_related("agreement", "created_by")
        .first()
    )
    if job is None:
        raise Http404
    return job


def _waits_long() -> bool:
    """Whether work lies ready and no worker takes it up."""
    return (job_selectors.oldest_ready_seconds() or 0) > IDLE_SECONDS


@require_safe
@for_roles(*READERS)
def list_jobs(request: HttpRequest) -> HttpResponse:
    """Show the jobs, newest first, with how far each is."""
    found = Job.objects.filter(agreement__in=visible_agreements(signed_in(request))).select_related(
        "agreement"
    )
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    rows = [(job, job_selectors.progress(job)) for job in page]
    return render(request, "staff/jobs.html", {"page": page, "rows": rows})


@require_safe
@for_roles(*READERS)
def show_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show one job; asked by htmx, only the part that moves."""
    job = _find(request, job_id)
    progress = job_selectors.progress(job)
    context = {
        "job": job,
        "progress": progress,
        "chunks": job_selectors.chunks(job)[:CHUNKS_SHOWN],
        "chunks_shown": CHUNKS_SHOWN,
        "moves": job.state == JobState.RUNNING or bool(progress.running_chunks),
        "is_idle": job.state == JobState.RUNNING and not progress.running_chunks and _waits_long(),
        "may_act": has_any_role(signed_in(request), STAFF_ROLES),
    }
    template = "staff/job_progress.html" if request.headers.get("HX-Request") else "staff/job.html"
    return render(request, template, context)


@require_POST
@for_roles(*STAFF)
def steer_job(request: HttpRequest, job_id: int, act: str) -> HttpResponse:
    """Start, pause or resume a job."""
    job = _find(request, job_id)
    acts = {"start": jobs.start, "pause": jobs.pause, "resume": jobs.resume}
    acts[act](job, by=signed_in(request), at=clock.now())
    return redirect("job", job_id=job_id)


@require_POST
@for_roles(*STAFF)
def settle_chunk(request: HttpRequest, job_id: int, chunk_id: int, act: str) -> HttpResponse:
    """Retry a quarantined chunk, or skip it with a reason."""
    job = _find(request, job_id)
    chunk = JobChunk.objects.filter(job=job, pk=chunk_id).first()
    if chunk is None:
        raise Http404
    if act == "retry":
        jobs.retry(chunk, by=signed_in(request), at=clock.now())
        messages.success(request, f"Items {chunk.first_item} to {chunk.last_item} are tried again.")
        return redirect("job", job_id=job_id)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "Give the reason for skipping; it stays on the job.")
        return redirect("job", job_id=job_id)
    jobs.skip(chunk, reason=reason, by=signed_in(request), at=clock.now())
    messages.success(request, f"Items {chunk.first_item} to {chunk.last_item} are left undone: {reason}")
    return redirect("job", job_id=job_id)
