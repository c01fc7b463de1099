"""An extract of the register, given to the registered holder on a written request (§15(a))."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry import clock
from registry.models import RegisteredHolder
from registry.services.extracts import ExtractAsked, issue_extract
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import InstantField, PartForm
from registry.staff.uploads import paper_of


class ExtractForm(PartForm):
    """A written request of a registered holder for an extract of its own position."""

    received_at = InstantField(label="Received")
    as_of = InstantField(
        label="As of", help_text="The instant whose books are asked for; entries recorded later do not count."
    )
    signed_name = forms.CharField(label="Who signed the request", help_text="As signed.", max_length=300)
    document = forms.FileField(label="The written request")

    @property
    def told(self) -> ExtractAsked:
        """The request as filled in."""
        said = self.cleaned_data
        return ExtractAsked(said["signed_name"], said["received_at"], said["as_of"])


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def issue(request: HttpRequest, code: str, holder_id: int) -> HttpResponse:
    """Write the extract; it waits for the post with the other letters."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    holder = get_object_or_404(RegisteredHolder, agreement=agreement, pk=holder_id)
    form = ExtractForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        told = form.told
        with paper_of(
            request, form, kind="INQUIRY", title="Request for an extract", received_at=told.received_at, at=at
        ) as paper:
            letter = issue_extract(holder, told, document=paper, by=signed_in(request), at=at)
        return f"Letter {letter.pk} is the extract. It waits for the post."

    back = reverse("holder", args=[code, holder.pk])
    page = ActPage(
        heading="Extract of the register",
        section="15(a)",
        button="Write the extract",
        back=back,
        crumbs=((f"Account {holder.account}", back),),
        about="Given to the registered holder alone, for its own position: what the books showed at an "
        "instant, with the hash of what is stated.",
    )
    return act_page(request, agreement, form, page=page, act=act)
