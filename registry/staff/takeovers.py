"""Records taken over from a predecessor: recorded with their papers, signed off by two people (Recitals)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from registry import clock
from registry.models import Approval, TakeOver
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.takeovers import inherited_papers, take_overs, undecided_sign_offs
from registry.services.takeovers import InheritedTotals, record_take_over, request_reconciliation
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.uploads import paper_of, papers_of

RIGHTS_TOP = 10**15


class SeveralFilesInput(forms.ClearableFileInput):
    """A field of files that takes several."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files, each checked as one is."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Every file chosen; none is allowed where the field is not required."""
        several: list[UploadedFile] = [one for one in data or [] if one]
        if not several:
            super().clean(None, initial)
        return [super(SeveralFilesField, self).clean(one, initial) for one in several]


class TakeOverForm(PartForm):
    """What a predecessor handed over, beside what the Company states."""

    predecessor = forms.CharField(label="Who served as Rights Agent before", max_length=300)
    served_from = day_picked("First day of its service")
    served_until = day_picked("Last day of its service")
    inherited = forms.IntegerField(label="Total handed over, in Rights", min_value=0, max_value=RIGHTS_TOP)
    stated = forms.IntegerField(
        label="Total the Company states, in Rights", min_value=0, max_value=RIGHTS_TOP
    )
    legended = forms.IntegerField(
        label="Of these under the legend of nullity, in Rights",
        help_text="Where the Company states it; the certificate detail is held against it.",
        required=False,
        min_value=0,
        max_value=RIGHTS_TOP,
    )
    stopped = forms.IntegerField(
        label="Of these under a stop, in Rights",
        help_text="Where the Company states it.",
        required=False,
        min_value=0,
        max_value=RIGHTS_TOP,
    )
    document = forms.FileField(label="The Company's statement")
    papers = SeveralFilesField(
        label="Letters and notices inherited",
        help_text="Several files may be chosen; they stay marked as inherited.",
        required=False,
    )

    @property
    def totals(self) -> InheritedTotals:
        """The totals as stated."""
        parts = ("predecessor", "served_from", "served_until", "inherited", "stated", "legended", "stopped")
        return InheritedTotals(*(self.cleaned_data[name] for name in parts))


class SignOffForm(PartForm):
    """Why the totals differ, if they do."""

    reason = forms.CharField(
        label="Reason of the difference",
        help_text="Empty where the totals are equal.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@for_roles(*READERS)
def list_take_overs(request: HttpRequest, code: str) -> HttpResponse:
    """Show the take-overs of an agreement with their differences and papers."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    asked = undecided_sign_offs(agreement)
    context = {
        "agreement": agreement,
        "rows": [(taken, asked.get(taken.pk)) for taken in take_overs(agreement)],
        "papers": inherited_papers(agreement),
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/take_overs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Record what a predecessor handed over; posting closes until two people signed it off."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = TakeOverForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        title = f"Statement of the Company about {form.totals.predecessor}"
        inherited = f"Inherited from {form.totals.predecessor}"
        with (
            paper_of(request, form, kind="STATEMENT", title=title, at=at) as statement,
            papers_of(request, form, field="papers", kind="INHERITED", title=inherited, at=at) as papers,
        ):
            taken = record_take_over(
                agreement,
                totals=form.totals,
                document=statement,
                papers=papers,
                by=signed_in(request),
                at=at,
            )
        return f"Recorded with a difference of {taken.difference:,}. Nothing is posted before the sign-off."

    page = _page(code, heading="Record a take-over", button="Record it")
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def sign_off(request: HttpRequest, code: str, take_over_id: int) -> HttpResponse:
    """Ask a second person to sign the totals off; a difference needs its reason."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    taken: TakeOver | None = take_overs(agreement).filter(pk=take_over_id).first()
    if taken is None:
        raise Http404
    form = SignOffForm(*typed(request), agreement=agreement, now=at)

    def act() -> Approval:
        reason = form.cleaned_data["reason"]
        return request_reconciliation(taken, reason=reason, maker=signed_in(request), at=at)

    about = (
        f"{taken.predecessor} handed over {taken.inherited_total:,} Rights; the Company states "
        f"{taken.company_total:,}. The difference is {taken.difference:+,}."
    )
    page = _page(code, heading="Sign off a take-over", button="Ask for the sign-off", about=about)
    return act_page(request, agreement, form, page=page, act=act)


def _page(code: str, *, heading: str, button: str, about: str = "") -> ActPage:
    listed = reverse("take_overs", args=[code])
    crumbs = (("Records taken over", listed),)
    return ActPage(
        heading=heading, section="Recitals", button=button, back=listed, crumbs=crumbs, about=about
    )
