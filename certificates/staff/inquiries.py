"""Status inquiries: what was asked in writing about an item, by when it is answered, the answer (17Ad-5)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.selectors import inquiries as reads
from certificates.services.inquiries import InquiryReceived, answer_inquiry, record_inquiry
from registry import clock
from registry.models import RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.addresses import Address
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, attempt, typed
from registry.staff.item_forms import InstantField, PartForm, day_picked
from registry.staff.uploads import paper_of

INQUIRIES_A_PAGE = 50


class InquiryForm(PartForm):
    """A written inquiry as it came."""

    received_at = InstantField(label="Received")
    asked_on = day_picked("The inquiry is dated")
    asked_by = forms.CharField(label="Who asks", max_length=300)
    item = forms.IntegerField(
        label="Item", help_text="Its number, if the records have one that fits.", required=False, min_value=1,
        max_value=999_999_999,
    )  # fmt: skip
    about = forms.CharField(
        label="What it asks about",
        help_text="As the inquiry puts it: a transfer, a name, a date.",
        max_length=300,
    )
    address = forms.CharField(
        label="Where the answer goes: street", max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    city = forms.CharField(label="City", max_length=120)
    region = forms.CharField(label="State or region", required=False, max_length=80)
    postal_code = forms.CharField(label="Postal code", required=False, max_length=20)
    country = forms.CharField(label="Country", help_text="Two letters.", max_length=2, initial="US")
    document = forms.FileField(label="The inquiry")

    @property
    def told(self) -> InquiryReceived:
        """The inquiry as filled in."""
        said = self.cleaned_data
        where = Address(said["address"], said["city"], said["region"], said["postal_code"], said["country"])
        return InquiryReceived(
            asked_by=said["asked_by"],
            address=where,
            asked_on=said["asked_on"],
            about=said["about"],
            received_at=said["received_at"],
            item=said["item"],
        )


@require_safe
@for_roles(*READERS)
def list_inquiries(request: HttpRequest, code: str) -> HttpResponse:
    """Show the inquiries that wait for their answer in the post, or all; those overdue are marked."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    shows_all = request.GET.get("show") == "all"
    found = reads.inquiries(agreement)
    page = Paginator(found if shows_all else reads.unanswered(found), INQUIRIES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "agreement": agreement,
        "page": page,
        "rows": reads.inquiries_shown(list(page), at=clock.now()),
        "shows_all": shows_all,
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/certificates/inquiries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Record a written inquiry; its day follows from its receipt."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = InquiryForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        told = form.told
        with paper_of(
            request, form, kind="INQUIRY", title="Status inquiry", received_at=told.received_at, at=at
        ) as paper:
            made = record_inquiry(agreement, told, document=paper, by=signed_in(request), at=at)
        return f"Recorded. It is to be answered by {made.due_on:%Y-%m-%d}, by {made.rule}."

    page = ActPage(
        heading="Record a status inquiry",
        section="",
        button="Record it",
        back=reverse("inquiries", args=[code]),
        crumbs=_crumbs(agreement),
        about="A written inquiry about an item is answered within the days of 17 CFR 240.17Ad-5.",
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_POST
@for_roles(*STAFF)
def answer(request: HttpRequest, code: str, inquiry_id: int) -> HttpResponse:
    """Write the letter that answers an inquiry from the records as they stand now."""
    agreement = visible_agreement(signed_in(request), code)
    asked = reads.inquiries(agreement).filter(pk=inquiry_id).first()
    if asked is None:
        raise Http404

    def act() -> str:
        letter = answer_inquiry(asked, by=signed_in(request), at=clock.now())
        return f"Letter {letter.pk} answers it. It waits for the post."

    back = reverse("inquiries", args=[code])
    answered, refusal = attempt(request, act, back=back)
    if answered is not None:
        return answered
    messages.error(request, str(refusal))
    return redirect(back)


def _crumbs(agreement: RightsAgreement) -> tuple[tuple[str, str], ...]:
    return (
        ("Letters", reverse("letters", args=[agreement.code])),
        ("Inquiries", reverse("inquiries", args=[agreement.code])),
    )
