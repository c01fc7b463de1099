"""The checks of an order in the console: approved, made, told to the bank in files, reconciled (§20(j))."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.workflow.checks import CheckEvent
from exercises.bank.check_files import REGISTER, check_file
from exercises.models import OrderList, PaymentRun
from exercises.selectors.checks import check_lines, checks_out, checks_standing
from exercises.selectors.order_lists import lists_of
from exercises.services import checks, payment_runs
from exercises.staff.funds import find_order
from registry import clock
from registry.models import JobState, Notice, User
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.agreements import local_day
from registry.services.jobs import wake
from registry.staff.access import STAFF, for_roles, signed_in
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.uploads import paper_of

_ANEW = "ANEW"
_EVENTS = (CheckEvent.STOPPED, CheckEvent.STALE, CheckEvent.UNCLAIMED)
BANK_FILE_MOST = 4 * 1024 * 1024


class RunForm(PartForm):
    """How the checks are written."""

    section = "23(a)"
    bank_account = forms.CharField(label="Bank account", help_text="As the bank knows it.", max_length=40)
    first_number = forms.IntegerField(label="First number", min_value=1)
    dated = day_picked("Date of the checks")


class EventForm(PartForm):
    """What became of one check."""

    section = "23(a)"
    number = forms.IntegerField(label="Number of the check", min_value=1)
    event = forms.ChoiceField(
        label="What became of it",
        choices=[("", "Choose"), *((one.value, one.words) for one in _EVENTS), (_ANEW, "Issue another")],
    )
    happened_on = day_picked("On")
    reason = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class BankForm(PartForm):
    """The bank's file of checks paid."""

    section = "20(j)"
    document = forms.FileField(
        label="The bank's file", help_text="CSV with the columns number, paid_on (2003-06-24) and amount."
    )


def checks_of(made: OrderList | None, *, at: datetime, user: User) -> dict[str, Any]:
    """What the page of an order shows of its checks."""
    if made is None or made.entry_id is None:
        return {"run": None, "may_pay": False}
    run = PaymentRun.objects.filter(order_list=made).select_related("job", "started_by").first()
    payout = payment_runs.approved_payout(made)
    may_act = has_any_role(user, STAFF_ROLES) and made.payment_count > 0
    told: dict[str, Any] = {
        "run": run,
        "payout": payout,
        "may_pay": may_act and payout is None,
        "may_run": may_act and payout is not None and run is None,
        "may_record": False,
    }
    if run is not None:
        is_made = run.job.state == JobState.FINISHED
        today = local_day(made.agreement, at=at)
        told |= {
            "may_record": may_act and is_made,
            "run_is_made": is_made,
            "standing_checks": checks_standing(run),
            "checks_out": checks_out(run, today=today),
            "doubtful": run.job.state == JobState.PARTIAL,
        }
    return told


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def start(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Have a job make the checks."""
    order, at = find_order(request, code, number), clock.now()
    made = latest_list(order)
    form = RunForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        said = form.cleaned_data
        told = payment_runs.ChecksTold(said["bank_account"], said["first_number"], said["dated"])
        run = payment_runs.start_run(made, told, by=signed_in(request), at=at)
        wake(run.job_id)
        return f"{made.payment_count:,} checks are being made."

    page = frame_of(order, heading="Make the checks", button="Make the checks", section="23(a)")
    return act_page(request, order.agreement, form, page=page, act=act)


@require_safe
@for_roles(*STAFF)
def hand_out(request: HttpRequest, code: str, number: int, kind: str) -> StreamingHttpResponse:
    """The register of the checks, or the file of checks issued in the layout of the bank."""
    run = run_of(find_order(request, code, number))
    layouts = {"register": REGISTER, "check-issue": settings.CHECK_ISSUE_LAYOUT}
    if kind not in layouts or run.job.state != JobState.FINISHED:
        raise Http404
    lines = check_file(check_lines(run), layout=layouts[kind])
    name = f"{code}-order-{number}-{kind}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record what became of one check, or issue another in its place."""
    order, at = find_order(request, code, number), clock.now()
    run = run_of(order)
    form = EventForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        said, by = form.cleaned_data, signed_in(request)
        more = {"reason": said["reason"], "by": by, "at": at}
        if said["event"] == _ANEW:
            made = checks.reissue(run, said["number"], dated=said["happened_on"], **more)
            return f"{made} stands in the place of check {said['number']}."
        event = CheckEvent(said["event"])
        checks.record_check_event(run, said["number"], event, happened_on=said["happened_on"], **more)
        return f"Check {said['number']} is recorded: {event.words.lower()}."

    page = frame_of(order, heading="What became of a check", button="Record it", section="23(a)")
    return act_page(request, order.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def reconcile(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take in the bank's file of checks paid."""
    order, at = find_order(request, code, number), clock.now()
    run = run_of(order)
    form = BankForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        upload = form.cleaned_data["document"]
        text = upload.read(BANK_FILE_MOST).decode("utf-8-sig", "replace")
        upload.seek(0)
        with paper_of(request, form, kind="BANK_FILE", title="Checks paid, by the bank", at=at) as paper:
            found = checks.reconcile(run, text, document=paper, by=signed_in(request), at=at)
        return _told(found)

    page = frame_of(order, heading="Reconcile with the bank", button="Take it in", section="20(j)")
    return act_page(request, order.agreement, form, page=page, act=act)


def _told(found: checks.Reconciled) -> str:
    told = [f"{len(found.matched):,} checks agree and are recorded as paid."]
    told += [f"Check {one.number}, ${one.amount:,.2f}: {why}." for one, why in found.doubtful[:20]]
    told += [f"Line {one.line}: {one.reason}." for one in found.unread[:20]]
    left = len(found.doubtful) + len(found.unread)
    return " ".join([*told, f"{left:,} lines are for a person to look at." if left else ""]).strip()


def latest_list(order: Notice) -> OrderList:
    """The list of an order made last; none is a 404."""
    made = lists_of(order).first()
    if made is None:
        raise Http404
    return made


def run_of(order: Notice) -> PaymentRun:
    """The run of checks of an order; none is a 404."""
    found = PaymentRun.objects.filter(order_list__order=order)
    run = found.select_related("job", "order_list__agreement").first()
    if run is None:
        raise Http404
    return run


def _desk(order: Notice) -> str:
    return reverse("order_carried", args=[order.agreement.code, order.number])


def frame_of(order: Notice, *, heading: str, button: str, section: str, about: str = "") -> ActPage:
    """The frame of an act about an order that is carried out, with the way back to its desk."""
    code = order.agreement.code
    crumbs = (
        ("Redemption and exchange", reverse("orders", args=[code])),
        (f"Notice {order.number}", reverse("order", args=[code, order.number])),
        ("Carrying out", _desk(order)),
    )
    return ActPage(
        heading=heading, section=section, button=button, back=_desk(order), crumbs=crumbs, about=about
    )
