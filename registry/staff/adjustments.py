"""The desk of adjustments: the Company's certificates, worksheets beside them, what follows (§11, §12)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.adjustment import AdjustingSection, changes, difference_grounds, figures_stated
from agreement.errors import RightsError
from registry import clock
from registry.models import AdjustmentWorksheet, Notice, NoticeState, RightsAgreement
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import adjustments as reads
from registry.selectors.agreements import local_day, terms_in_force
from registry.services import worksheets
from registry.services.adjustment_caught import PROPOSAL, apply_about_elections
from registry.services.adjustment_differences import tell_difference
from registry.services.adjustment_drafts import draft_of_worksheet
from registry.services.adjustment_summaries import record_summary_mailed
from registry.services.audit import append_audit
from registry.services.company import preview_acceptance
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    STAFF,
    for_roles,
    signed_in,
    visible_agreement,
)
from registry.staff.acts import ActPage, act_page, performed, typed
from registry.staff.adjustment_forms import BesideForm, ComputedForm, SummaryMailedForm, WorksheetForm
from registry.staff.items import told_refusal
from registry.staff.papers import drawn_paper
from registry.staff.uploads import paper_of

UNDECIDED = (NoticeState.RECEIVED, NoticeState.AUTHENTICATED, NoticeState.QUERIED)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_adjustments(request: HttpRequest, code: str) -> HttpResponse:
    """Show the figures of a Right in force, the certificates that fixed them, and worksheets beside them."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    terms = terms_in_force(agreement, known_at=at)
    context = {
        "agreement": agreement,
        "figures": [(one.words, one.after, one.section) for one in changes(terms, terms)],
        "versions": reads.versions_by_certificate(agreement),
        "certificates": [
            (one, reads.stated_in_words(one), reads.summary_due(one))
            for one in reads.certificates_of_adjustment(agreement)
        ],
        "carried": reads.carried_changes(agreement, terms=terms, on=local_day(agreement, at=at)),
        "worksheets": [(one, reads.worksheet_in_words(one)) for one in reads.worksheets(agreement)],
        "may_act": has_any_role(user, STAFF_ROLES),
        "is_of_agent": not _is_officer(request),
    }
    return render(request, "staff/adjustments.html", context)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one certificate: what changes from when, what stands beside it, whom it caught, its summary."""
    return _page(request, _certificate(request, code, number))


def _page(
    request: HttpRequest, notice: Notice, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    at, is_of_agent = clock.now(), not _is_officer(request)
    may_act = has_any_role(signed_in(request), STAFF_ROLES)
    caught = reads.caught_by_certificate(notice, at=at)
    is_listed = notice.applications.filter(proposal=PROPOSAL).exists()
    due = reads.summary_due(notice)
    context: dict[str, Any] = {
        "agreement": notice.agreement,
        "notice": notice,
        "under": AdjustingSection(notice.facts["adjusted_under"]).words,
        "stated": reads.stated_in_words(notice),
        "seen": preview_acceptance(notice, at=at) if notice.state in UNDECIDED else None,
        "made": [
            (one, reads.in_figures(one.figures))
            for one in notice.terms_versions.order_by("effective_from", "version")
        ],
        "compared": _compared(notice) if is_of_agent else (),
        "caught": caught,
        "is_listed": is_listed,
        "may_list": may_act and bool(caught) and not is_listed and notice.state == NoticeState.APPLIED,
        "due": due,
        "mailed": getattr(due, "mailed", None),
        "may_act": may_act,
        **told_refusal(refusal),
    }
    return render(request, "staff/adjustment.html", context, status=status)


def _compared(notice: Notice) -> list[tuple[AdjustmentWorksheet, list[tuple[str, str, str]], Any]]:
    """The worksheets beside a certificate, each with its figures and where it differs."""
    certified = figures_stated(notice.facts)
    return [
        (
            one,
            reads.worksheet_in_words(one),
            difference_grounds(certified, one.figures, number=one.number),
        )
        for one in notice.worksheets.order_by("number")
    ]


@require_POST
@for_roles(*STAFF)
def list_caught(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Draft the application for instructions about elections complete at the former price."""
    notice = _certificate(request, code, number)
    try:
        apply_about_elections(notice, by=signed_in(request), at=clock.now())
    except RightsError as error:
        return _page(request, notice, refusal=error, status=error.status)
    return redirect("application", code=code, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def mailed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record from its evidence that the summary went to the holders."""
    notice, at = _certificate(request, code, number), clock.now()
    due = reads.summary_due(notice)
    if due is None:
        raise Http404
    form = SummaryMailedForm(*typed(request), agreement=notice.agreement, now=at)

    def act() -> str:
        said = form.cleaned_data
        with paper_of(
            request, form, kind="MAILING_RECEIPT", title=f"Evidence: {due.addressees}", at=at
        ) as paper:
            record_summary_mailed(
                due,
                mailed_on=said["mailed_on"],
                defect=said["defect"],
                document=paper,
                by=signed_in(request),
                at=at,
            )
        return "Recorded. A defect of the mailing undoes nothing: the adjustment stands."

    page = ActPage(
        heading="Record the summary as mailed",
        section="12;26",
        button="Record it",
        back=reverse("adjustment", args=[code, number]),
        crumbs=(("Adjustments", reverse("adjustments", args=[code])), *_crumb(notice)),
        about="The Company mails a brief summary to each registered holder at its address in the register.",
    )
    return act_page(request, notice.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_worksheet(request: HttpRequest, code: str) -> HttpResponse:
    """Keep figures of the Rights Agent, for comparison."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = WorksheetForm(*typed(request), agreement=agreement, now=at)
    listed = reverse("adjustments", args=[code])

    def act() -> str:
        made = worksheets.record_worksheet(agreement, form.told, by=signed_in(request), at=at)
        return f"{made} is kept, for comparison. Nothing follows from it."

    page = ActPage(
        heading="Record a worksheet",
        section="20(e)",
        button="Keep it, for comparison",
        back=listed,
        crumbs=(("Adjustments", listed),),
        about="The Rights Agent need not compute anything. What it does compute stands beside the Company's "
        "certificate and never takes effect.",
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def compute_worksheet(request: HttpRequest, code: str) -> HttpResponse:
    """Compute our own figures from the facts of an event, and lay them beside the certificate."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    asked = {"certificate": request.GET.get("certificate", "")}
    form = ComputedForm(*typed(request), agreement=agreement, now=at, initial=asked)
    listed = reverse("adjustments", args=[code])

    def act() -> str:
        said = form.cleaned_data
        number = said["certificate"]
        computed = worksheets.WorksheetComputed(
            said["topic"],
            said["document"],
            said["event"],
            reads.certificate_numbered(agreement, int(number)) if number else None,
        )
        made = worksheets.record_computed(agreement, computed, by=signed_in(request), at=at)
        return f"{made} is kept with every step, for comparison. Nothing follows from it."

    page = ActPage(
        heading="Compute our own figures",
        section="20(e)",
        button="Compute, for comparison",
        back=listed,
        crumbs=(("Adjustments", listed),),
        about="From the facts of the event, on the terms known before the certificate came in. A difference "
        "is told to everybody who decides; nothing waits for it.",
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_safe
@for_roles(*READERS)
def show_worksheet(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a worksheet, for comparison."""
    return _worksheet_page(request, _worksheet(request, code, number))


@require_safe
@for_roles(*READERS)
def take_draft(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out the draft of the Company's certificate by a worksheet; who took it is recorded."""
    worksheet, at = _worksheet(request, code, number), clock.now()
    try:
        drawn = drawn_paper(
            "adjustment_draft", draft_of_worksheet(worksheet, at=at), name=f"{code}-draft-{number}.pdf"
        )
    except RightsError as error:
        return _worksheet_page(request, worksheet, refusal=error, status=error.status)
    append_audit(
        worksheet.agreement,
        actor=signed_in(request),
        act="CERTIFICATE_DRAFT_TAKEN",
        subject=str(worksheet),
        details={},
        at=at,
    )
    return drawn


@require_POST
@for_roles(*STAFF)
def write_difference(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write to the Company where our figures differ from its certificate."""
    worksheet = _worksheet(request, code, number)
    try:
        tell_difference(worksheet, by=signed_in(request), at=clock.now())
    except RightsError as error:
        return _worksheet_page(request, worksheet, refusal=error, status=error.status)
    return redirect("worksheet", code=code, number=number)


@require_POST
@for_roles(*STAFF)
def make_effective(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Tell why figures of a worksheet do not take effect."""
    worksheet = _worksheet(request, code, number)
    try:
        worksheets.make_effective(worksheet, by=signed_in(request), at=clock.now())
    except RightsError as error:
        return _worksheet_page(request, worksheet, refusal=error, status=error.status)


@require_POST
@for_roles(*STAFF)
def lay_beside(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Lay a worksheet beside the Company's certificate."""
    worksheet, at = _worksheet(request, code, number), clock.now()
    form = BesideForm(*typed(request), agreement=worksheet.agreement, now=at)

    def act() -> str:
        beside = reads.certificate_numbered(worksheet.agreement, int(form.cleaned_data["certificate"]))
        worksheets.lay_beside(worksheet, beside, by=signed_in(request), at=at)
        return f"{worksheet} stands beside notice {beside.number}."

    def page(*, answered: Any, refusal: RightsError | None, status: int) -> HttpResponse:
        return _worksheet_page(request, worksheet, answered=answered, refusal=refusal, status=status)

    back = reverse("worksheet", args=[code, number])
    return performed(request, form=form, act=act, back=back, page=page)


def _worksheet_page(
    request: HttpRequest,
    worksheet: AdjustmentWorksheet,
    *,
    answered: BesideForm | None = None,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    agreement, at = worksheet.agreement, clock.now()
    beside = worksheet.certificate
    may_act = has_any_role(signed_in(request), STAFF_ROLES)
    form = None
    if may_act and beside is None and reads.certificates_of_adjustment(agreement).exists():
        form = answered or BesideForm(agreement=agreement, now=at)
    context = {
        "agreement": agreement,
        "worksheet": worksheet,
        "figures": reads.worksheet_in_words(worksheet),
        "beside": beside,
        "differences": difference_grounds(
            figures_stated(beside.facts), worksheet.figures, number=worksheet.number
        )
        if beside
        else (),
        "letter": reads.letter_of_difference(worksheet),
        "form": form,
        "may_act": may_act,
        **told_refusal(refusal),
    }
    return render(request, "staff/worksheet.html", context, status=status)


def _certificate(request: HttpRequest, code: str, number: int) -> Notice:
    """A certificate of adjustment that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = reads.certificates_of_adjustment(agreement).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _worksheet(request: HttpRequest, code: str, number: int) -> AdjustmentWorksheet:
    agreement: RightsAgreement = visible_agreement(signed_in(request), code)
    found = reads.worksheets(agreement).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _is_officer(request: HttpRequest) -> bool:
    """Whether the person is the Company's: worksheets of the agent are not for it."""
    return not has_any_role(signed_in(request), READER_ROLES)


def _crumb(notice: Notice) -> tuple[tuple[str, str], ...]:
    address = reverse("adjustment", args=[notice.agreement.code, notice.number])
    return ((f"Certificate in notice {notice.number}", address),)
