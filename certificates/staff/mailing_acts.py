"""Acts of the post room: freeze a mailing, record receipts and returns, certify, take files (§26)."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from certificates.models import MailClass, Mailing, MailingFile, MailingKind, ReturnReason
from certificates.services import mailings, post_receipts
from certificates.services.mailing_certificate import certificate_of
from certificates.services.mailing_drawing import draw_samples
from certificates.services.mailing_papers import mailing_name, sheet_file_name
from certificates.services.press_files import open_kept
from certificates.services.returned_mail import record_return
from certificates.staff.mailings import find_mailing, mailing_page, preview_page
from certificates.staff.post_forms import CancelForm, PostForm, PreviewForm, ReceiptForm, ReturnForm
from registry import clock
from registry.models import Approval
from registry.selectors.agreements import local_day
from registry.services.audit import append_audit
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import Outcome, performed
from registry.staff.uploads import paper_of

PAPERS = {
    "manifest.csv": ("manifest", "manifest.csv", "text/csv; charset=utf-8"),
    "listing.pdf": ("listing", "listing.pdf", "application/pdf"),
}
Act = Callable[[HttpRequest, Mailing, Any, datetime], Outcome]


@require_POST
@for_roles(*STAFF)
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Freeze what was previewed and ask a second person."""
    agreement = visible_agreement(signed_in(request), code)
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return preview_page(request, agreement, form=form, status=422)
    try:
        made = mailings.request_mailing(
            agreement,
            kind=MailingKind(form.cleaned_data["kind"]),
            text_name=form.cleaned_data["words"],
            mail_class=MailClass(form.cleaned_data["mail_class"]),
            maker=signed_in(request),
            at=clock.now(),
        )
    except RightsError as error:
        return preview_page(request, agreement, form=form, refusal=error, status=error.status)
    messages.success(request, f"Mailing {made.number} is frozen. Another person approves it.")
    return redirect("mailing", code=code, number=made.number)


def perform(
    request: HttpRequest, code: str, number: int, *, form_class: type[PostForm] | None, act: Act
) -> HttpResponse:
    """Read the form, do the act, lead to its request; a refusal comes back with what was typed."""
    mailing = find_mailing(request, code, number)
    form = None
    if form_class is not None:
        today = local_day(mailing.agreement, at=clock.now())
        form = form_class(request.POST, request.FILES, today=today)
    return performed(
        request,
        form=form,
        act=lambda: act(request, mailing, form, clock.now()),
        back=reverse("mailing", args=[code, number]),
        page=partial(mailing_page, request, mailing),
    )


@require_POST
@for_roles(*STAFF)
def receipted(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for approval of a receipt of the post."""

    def act(request: HttpRequest, mailing: Mailing, form: ReceiptForm, at: datetime) -> Approval:
        said = form.cleaned_data
        receipt = post_receipts.PostReceipt(
            mailed_on=said["mailed_on"],
            place=said["place"],
            mail_class=MailClass(said["mail_class"]),
            piece_count=said["piece_count"],
            signer=said["signer"],
            ranges=post_receipts.pieces_taken(mailing, missing=said["missing"]),
        )
        title, day = f"Receipt of the post for mailing {mailing.number}", receipt.mailed_on
        with paper_of(request, form, kind="POST_RECEIPT", title=title, signed_on=day, at=at) as paper:
            return post_receipts.request_receipt(
                mailing, receipt, document=paper, maker=signed_in(request), at=at
            )

    return perform(request, code, number, form_class=ReceiptForm, act=act)


@require_POST
@for_roles(*STAFF)
def returned(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record a piece that came back."""

    def act(request: HttpRequest, mailing: Mailing, form: ReturnForm, at: datetime) -> str:
        said = form.cleaned_data
        title = f"Piece {said['piece']} of mailing {mailing.number}, as it came back"
        with ExitStack() as read:
            scan = None
            if said["document"]:
                scan = read.enter_context(paper_of(request, form, kind="RETURNED_MAIL", title=title, at=at))
            record_return(
                mailing,
                piece=said["piece"],
                returned_on=said["returned_on"],
                reason=ReturnReason(said["reason"]),
                note=said["note"],
                document=scan,
                by=signed_in(request),
                at=at,
            )
        return f"Piece {said['piece']} came back. It stays given; mail again once the address has changed."

    return perform(request, code, number, form_class=ReturnForm, act=act)


@require_POST
@for_roles(*STAFF)
def certified(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for approval of the certification that everything is mailed."""

    def act(request: HttpRequest, mailing: Mailing, form: None, at: datetime) -> Approval:
        return post_receipts.request_certification(mailing, maker=signed_in(request), at=at)

    return perform(request, code, number, form_class=None, act=act)


@require_POST
@for_roles(*STAFF)
def cancelled(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give a mailing up before the post took any piece."""

    def act(request: HttpRequest, mailing: Mailing, form: CancelForm, at: datetime) -> str:
        reason = form.cleaned_data["reason"]
        mailings.cancel_mailing(mailing, reason=reason, by=signed_in(request), at=at)
        return "The mailing is cancelled; its papers may go into another."

    return perform(request, code, number, form_class=CancelForm, act=act)


@require_safe
@for_roles(*READERS)
def take_sheets(request: HttpRequest, code: str, number: int, first: int) -> FileResponse:
    """Hand out one file of address sheets as an attachment."""
    mailing = find_mailing(request, code, number)
    file = MailingFile.objects.filter(mailing=mailing, first_piece=first).first()
    if file is None:
        raise Http404
    name = sheet_file_name(mailing, first=file.first_piece, last=file.last_piece)
    content = _kept(file.stored_as)
    return _handed_out(request, mailing, content=content, name=name, content_type="application/pdf")


@require_safe
@for_roles(*READERS)
def take_paper(request: HttpRequest, code: str, number: int, paper: str) -> FileResponse:
    """Hand out manifest, listing, samples, or the certificate of a certified mailing as an attachment."""
    mailing = find_mailing(request, code, number)
    drawn = None
    if paper == "samples.pdf":
        drawn = draw_samples(mailing)
    elif paper == "certificate.pdf" and mailing.certified_at is not None:
        drawn = certificate_of(mailing)
    if drawn is not None:
        name, content = f"{mailing_name(mailing)}-{paper}", io.BytesIO(drawn)
        return _handed_out(request, mailing, content=content, name=name, content_type="application/pdf")
    field, ending, content_type = PAPERS.get(paper, ("", "", ""))
    stored_as = getattr(mailing, field) if field else ""
    if not stored_as:
        raise Http404
    name = f"{mailing_name(mailing)}-{ending}"
    return _handed_out(request, mailing, content=_kept(stored_as), name=name, content_type=content_type)


def _kept(stored_as: str) -> BinaryIO:
    try:
        return open_kept(stored_as)
    except FileNotFoundError as gone:
        raise Http404 from gone


def _handed_out(
    request: HttpRequest, mailing: Mailing, *, content: BinaryIO, name: str, content_type: str
) -> FileResponse:
    append_audit(
        mailing.agreement,
        actor=signed_in(request),
        act="MAILING_FILE_TAKEN",
        subject=str(mailing),
        details={"file": name},
        at=clock.now(),
    )
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer
