"""The page that records a mailing inherited from before the records were taken over (§3(b), Recitals)."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from certificates.models import MailClass, MailingKind
from certificates.services.inherited_mailings import InheritedPost, request_inherited_mailing
from certificates.staff.forms import NUMBER_TOP, day_field, paper_field
from registry import clock
from registry.models import Approval
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm
from registry.staff.uploads import paper_of


class InheritedMailingForm(PartForm):
    """What the paper says of the mailing; class and pieces only where it states them."""

    kind = forms.ChoiceField(
        label="What was mailed", choices=MailingKind.choices, initial=MailingKind.SUMMARY_OF_RIGHTS
    )
    mailed_by = forms.CharField(
        label="Who mailed it", help_text="The Company or the predecessor.", max_length=300
    )
    mailed_on = day_field("Mailed on")
    mail_class = forms.ChoiceField(
        label="Class of mail, if stated", choices=[("", "Not stated"), *MailClass.choices], required=False
    )
    piece_count = forms.IntegerField(
        label="Number of pieces, if stated", min_value=1, max_value=NUMBER_TOP, required=False
    )
    document = paper_field("The paper that shows it", "It stays marked as inherited.")

    @property
    def said(self) -> InheritedPost:
        """What the paper says."""
        told = self.cleaned_data
        mailed_on: date = told["mailed_on"]
        return InheritedPost(
            kind=MailingKind(told["kind"]),
            mailed_by=told["mailed_by"],
            mailed_on=mailed_on,
            mail_class=MailClass(told["mail_class"]) if told["mail_class"] else None,
            piece_count=told["piece_count"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a second person to record an inherited mailing."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = InheritedMailingForm(*typed(request), agreement=agreement, now=at)

    def act() -> Approval:
        said = form.said
        title = f"Evidence of the mailing of {said.mailed_on.isoformat()}"
        with paper_of(request, form, kind="INHERITED", title=title, at=at) as paper:
            return request_inherited_mailing(agreement, said, document=paper, maker=signed_in(request), at=at)

    listed = reverse("mailings", args=[code])
    page = ActPage(
        heading="Record an inherited mailing",
        section="3(b)",
        button="Ask for its recording",
        back=listed,
        crumbs=(("Mailings", listed),),
        about="A mailing that others made before this agreement was kept here is recorded as evidence. "
        "Nothing is produced or dispatched by it.",
    )
    return act_page(request, agreement, form, page=page, act=act)
