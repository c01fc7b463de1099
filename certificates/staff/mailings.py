"""The post room's pages: mailings, the preview of one to come, one with pieces, files and receipts (§26)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.errors import RefusedByGround, RightsError
from certificates.models import MailClass, Mailing, MailingKind, MailingState, MailReturn, PieceStep
from certificates.selectors import mailings as read
from certificates.selectors.numbers import told
from certificates.services.mailing_examination import section_of
from certificates.services.mailing_papers import aside_words, sheet_file_name
from certificates.services.mailings import preview_mailing
from certificates.services.post_receipts import totals_told
from certificates.staff.post_forms import (
    CancelForm,
    PostForm,
    PreviewForm,
    ReceiptForm,
    ReturnForm,
    form_for,
)
from certificates.staff.runs import Step
from registry import clock
from registry.models import Approval, RightsAgreement
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import jobs as job_selectors
from registry.selectors.agreements import local_day
from registry.selectors.notices import mailing_request
from registry.staff.access import EVERYBODY_IN_CONSOLE, READERS, for_roles, signed_in, visible_agreement

SHOWN = 100
STEPS = (
    (MailingState.SNAPSHOT_LOCKED, "Addresses locked"),
    (MailingState.TEXT_APPROVED, "Approved"),
    (MailingState.PREPARED, "Produced"),
    (MailingState.DISPATCHING, "Partly mailed"),
    (MailingState.DISPATCHED, "Mailed"),
    (MailingState.CERTIFIED, "Certified"),
)
BEFORE_THE_POST = (MailingState.SNAPSHOT_LOCKED, MailingState.TEXT_APPROVED, MailingState.PREPARED)
AT_THE_POST = (MailingState.PREPARED, MailingState.DISPATCHING)
TAKEN = (MailingState.DISPATCHING, MailingState.DISPATCHED, MailingState.CERTIFIED)


def find_mailing(request: HttpRequest, code: str, number: int) -> Mailing:
    """A mailing of an agreement that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = read.mailings(agreement).select_related("certification").filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_mailings(request: HttpRequest, code: str) -> HttpResponse:
    """Show the mailings of an agreement, what is due, and who mails."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    context = {
        "agreement": agreement,
        "mailings": [(found, _pieces(found)) for found in read.mailings(agreement)[:SHOWN]],
        "inherited": read.inherited_mailings(agreement)[:SHOWN],
        "due": read.mailings_due(agreement),
        "request_to_mail": mailing_request(agreement),
        "may_act": has_any_role(user, STAFF_ROLES),
        "form": PreviewForm(),
    }
    return render(request, "staff/certificates/mailings.html", context)


@require_safe
@for_roles(*READERS)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a mailing would hold before anything is written."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    form = PreviewForm(request.GET)
    if not form.is_valid():
        return preview_page(request, agreement, form=form, status=422)
    try:
        seen = preview_mailing(
            agreement,
            kind=MailingKind(form.cleaned_data["kind"]),
            text_name=form.cleaned_data["words"],
            mail_class=MailClass(form.cleaned_data["mail_class"]),
            at=clock.now(),
        )
    except RightsError as error:
        return preview_page(request, agreement, form=form, refusal=error, status=error.status)
    return preview_page(request, agreement, form=form, seen=seen)


def preview_page(
    request: HttpRequest,
    agreement: RightsAgreement,
    *,
    form: PreviewForm,
    seen: Any = None,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page before a mailing is frozen, with its refusal if it was refused."""
    context = {
        "agreement": agreement,
        "form": form,
        "seen": seen,
        "refusal": refusal,
        "grounds": grounds_of(refusal),
        "may_act": has_any_role(signed_in(request), STAFF_ROLES),
    }
    return render(request, "staff/certificates/mailing_preview.html", context, status=status)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_mailing(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one mailing whole."""
    return mailing_page(request, find_mailing(request, code, number))


def mailing_page(
    request: HttpRequest,
    mailing: Mailing,
    *,
    answered: PostForm | None = None,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a mailing; after an act that was refused, with its grounds and what was typed."""
    user = signed_in(request)
    may_act, may_take = has_any_role(user, STAFF_ROLES), has_any_role(user, READER_ROLES)
    counted = read.totals_by_state(mailing)
    waiting = read.piece_ranges(mailing, PieceStep.PRODUCED)
    context: dict[str, Any] = {
        "agreement": mailing.agreement,
        "mailing": mailing,
        "section": section_of(mailing.kind),
        "steps": steps_of(mailing),
        "moves": mailing.state == MailingState.TEXT_APPROVED,
        "progress": job_selectors.progress(mailing.job) if mailing.job else None,
        "mailed": read.given(mailing),
        "produced": counted[PieceStep.PRODUCED].pieces,
        "queued": counted[PieceStep.QUEUED].pieces,
        "aside_count": counted[PieceStep.EXCLUDED].pieces,
        "came_back": counted[PieceStep.RETURNED].pieces,
        "remailed": counted[PieceStep.REMAILED].pieces,
        "pieces": sum(found.pieces for found in counted.values()),
        "certificates": sum(found.certificates for found in counted.values()),
        "rights": sum(found.rights for found in counted.values()),
        "equation": totals_told(mailing),
        "waiting": told(waiting, most=8),
        "files": _files(mailing),
        "files_total": mailing.files.count(),
        "destinations": read.totals_by_destination(mailing),
        "receipts": mailing.receipts.select_related("document", "approval__maker", "approval__approver"),
        "aside": _aside(mailing) if may_take else [],
        "aside_by_code": [(aside_words(code), n) for code, n in read.aside_by_code(mailing)],
        "returns": _returns(mailing) if may_take else [],
        "requests": open_requests(mailing) if may_take else [],
        "may_act": may_act,
        "may_take": may_take,
        "forms": forms_of(mailing, answered=answered) if may_act else [],
        "answered": answered,
        "refusal": refusal,
        "grounds": grounds_of(refusal),
    }
    return render(request, "staff/certificates/mailing.html", context, status=status)


def forms_of(mailing: Mailing, *, answered: PostForm | None) -> list[tuple[str, PostForm]]:
    """The forms that the state of a mailing allows, with the address each goes to."""
    allowed: list[tuple[str, type[PostForm]]] = []
    if mailing.state in AT_THE_POST:
        allowed.append(("mailing_receipted", ReceiptForm))
    if mailing.state in TAKEN:
        allowed.append(("mailing_returned", ReturnForm))
    if mailing.state in BEFORE_THE_POST:
        allowed.append(("mailing_cancelled", CancelForm))
    today = local_day(mailing.agreement, at=clock.now())
    return [
        (name, answered if isinstance(answered, made) else form_for(made, mailing, today=today))
        for name, made in allowed
    ]


def steps_of(mailing: Mailing) -> list[Step]:
    """The stations of a mailing in their order; one that went whole at once was never partly mailed."""
    known = [step for step in STEPS if step[0] != MailingState.DISPATCHING or mailing.state == step[0]]
    states = [state for state, _ in known]
    here = states.index(MailingState(mailing.state)) if mailing.state in states else -1
    place = {-1: "behind", 0: "here", 1: "ahead"}
    return [Step(name, place[(at > here) - (at < here)]) for at, (_, name) in enumerate(known)]


def open_requests(mailing: Mailing) -> list[Approval]:
    """Requests about the mailing that nobody decided, and its own where it was rejected."""
    waiting = Approval.objects.filter(
        agreement=mailing.agreement, approver__isnull=True, rejected_by__isnull=True
    )
    found = list(waiting.filter(request__mailing=mailing.pk).select_related("maker", "agreement"))
    if mailing.state == MailingState.SNAPSHOT_LOCKED and mailing.approval and mailing.approval.rejected_at:
        found.append(mailing.approval)
    return found


def grounds_of(refusal: RightsError | None) -> list[Any]:
    """Every ground of a refusal, or the refusal itself where it carries none."""
    grounds = list(refusal.grounds) if isinstance(refusal, RefusedByGround) else []
    return grounds or ([refusal] if refusal else [])


def _pieces(mailing: Mailing) -> dict[str, int]:
    counted = read.totals_by_state(mailing)
    return {
        "all": sum(found.pieces for found in counted.values()),
        "mailed": read.given(mailing),
        "aside": counted[PieceStep.EXCLUDED].pieces,
    }


def _files(mailing: Mailing) -> list[tuple[Any, str, read.Totals]]:
    held = read.totals_by_file(mailing)
    return [
        (
            file,
            sheet_file_name(mailing, first=file.first_piece, last=file.last_piece),
            held.get(file.pk, read.Totals()),
        )
        for file in mailing.files.all()[:SHOWN]
    ]


def _aside(mailing: Mailing) -> list[Any]:
    return list(read.set_aside(mailing).select_related("holder")[:SHOWN])


def _returns(mailing: Mailing) -> list[MailReturn]:
    back = MailReturn.objects.filter(piece__mailing=mailing).select_related(
        "piece", "document", "recorded_by"
    )
    return list(back.order_by("-id")[:SHOWN])
