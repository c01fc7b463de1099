"""Certificates handed over to the Company, which mails them itself: the package and its receipt (§3(a))."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from certificates.models import HandOver, PrintRun
from certificates.selectors.numbers import told
from certificates.services import handover
from certificates.services.press_files import open_kept
from certificates.staff.forms import NUMBER_TOP, day_field, paper_field
from certificates.staff.post_forms import PostForm
from certificates.staff.runs import find_run
from registry import clock
from registry.models import Approval
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.agreements import local_day
from registry.selectors.notices import mailing_request
from registry.services.audit import append_audit
from registry.staff.access import EVERYBODY_IN_CONSOLE, READERS, STAFF, for_roles, signed_in
from registry.staff.acts import performed
from registry.staff.items import told_refusal
from registry.staff.uploads import paper_of


class HandOverReceiptForm(PostForm):
    """The Company's signed receipt of a package (§3(a))."""

    heading, button, section = "Record the Company's receipt", "Ask for approval of the receipt", "3(a)"
    received_by = forms.CharField(
        label="Signed for the Company by", help_text="Name and title.", max_length=200
    )
    received_on = day_field("Day on the receipt")
    certificate_count = forms.IntegerField(
        label="Certificates the receipt is for", min_value=1, max_value=NUMBER_TOP
    )
    document = paper_field("Receipt", "The sheet of the package, signed.")

    def clean_received_on(self) -> date:
        """A receipt is of a day that has come."""
        day: date = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day


def packages(run: PrintRun) -> list[HandOver]:
    """The packages of a run, the newest first."""
    found = HandOver.objects.filter(run=run).select_related("prepared_by", "receipt", "entry__approver")
    return list(found.order_by("-id"))


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_hand_over(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what of a run was handed over, and what the Company signed for."""
    return hand_over_page(request, find_run(request, code, number))


def hand_over_page(
    request: HttpRequest,
    run: PrintRun,
    *,
    answered: PostForm | None = None,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the hand-over; after an act that was refused, with its grounds and what was typed."""
    user, made = signed_in(request), packages(run)
    may_act = has_any_role(user, STAFF_ROLES)
    waiting = next((one for one in made if one.receipt_id is None), None)
    asked = _asked(waiting) if waiting else None
    today = local_day(run.agreement, at=clock.now())
    may_prepare = may_act and waiting is None and run.state in handover.ACCOUNTED_FOR
    seen, unseen = _foreseen(run) if may_prepare else (None, None)
    context: dict[str, Any] = {
        "agreement": run.agreement,
        "run": run,
        "packages": [(one, told(one.ranges)) for one in made],
        "request_to_mail": mailing_request(run.agreement),
        "asked": asked if has_any_role(user, READER_ROLES) else None,
        "may_take": has_any_role(user, READER_ROLES),
        "seen": seen,
        "seen_numbers": told(seen.ranges) if seen else "",
        "unseen": unseen,
        "form": (answered or HandOverReceiptForm(today=today)) if may_act and waiting and not asked else None,
        **told_refusal(refusal),
    }
    return render(request, "staff/certificates/hand_over.html", context, status=status)


def _foreseen(run: PrintRun) -> tuple[HandOver | None, RightsError | None]:
    """The package that would be made; or why none is."""
    try:
        return handover.preview_hand_over(run, at=clock.now()), None
    except RightsError as error:
        return None, error


def _asked(made: HandOver) -> Approval | None:
    """The request to record the receipt of a package that nobody decided."""
    return (
        Approval.objects.filter(
            kind=handover.HAND_OVER,
            request__hand_over=made.pk,
            approver__isnull=True,
            rejected_by__isnull=True,
        )
        .select_related("maker", "agreement")
        .first()
    )


@require_POST
@for_roles(*STAFF)
def prepare(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Make the package of a reconciled run for the Company."""
    run = find_run(request, code, number)

    def act() -> str:
        made = handover.prepare_hand_over(run, maker=signed_in(request), at=clock.now())
        return f"The package of {made.certificate_count:,} certificates is made. Print its sheet for signing."

    return performed(
        request, form=None, act=act, back=_address(run), page=partial(hand_over_page, request, run)
    )


@require_POST
@for_roles(*STAFF)
def received(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to record the Company's signed receipt."""
    run = find_run(request, code, number)
    made = next((one for one in packages(run) if one.receipt_id is None), None)
    if made is None:
        raise Http404
    form = HandOverReceiptForm(request.POST, request.FILES, today=local_day(run.agreement, at=clock.now()))

    def act() -> Approval:
        said = dict(form.cleaned_data)
        said.pop("document")
        at, title = clock.now(), f"The Company's receipt for certificates of print run {run.number}"
        day = said["received_on"]
        with paper_of(request, form, kind="HAND_OVER_RECEIPT", title=title, signed_on=day, at=at) as paper:
            return handover.request_receipt(made, **said, document=paper, maker=signed_in(request), at=at)

    return performed(
        request, form=form, act=act, back=_address(run), page=partial(hand_over_page, request, run)
    )


@require_safe
@for_roles(*READERS)
def take_sheet(request: HttpRequest, code: str, number: int, package: int) -> FileResponse:
    """Hand out the sheet of a package; who took it is recorded."""
    run = find_run(request, code, number)
    made = HandOver.objects.filter(run=run, pk=package).first()
    if made is None:
        raise Http404
    try:
        kept = open_kept(made.paper)
    except FileNotFoundError as gone:
        raise Http404 from gone
    name = f"{run.agreement.code}-run-{run.number}-hand-over-{made.pk}.pdf"
    append_audit(
        run.agreement,
        actor=signed_in(request),
        act="PRINT_FILE_TAKEN",
        subject=str(run),
        details={"file": name},
        at=clock.now(),
    )
    answer = FileResponse(kept, as_attachment=True, filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _address(run: PrintRun) -> str:
    return reverse("hand_over", args=[run.agreement.code, run.number])
