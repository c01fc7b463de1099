"""Agreements, terms, readings, forms, the calendar; a second person decides on forms and closures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from agreement.errors import RightsError
from registry import clock
from registry.admin.base import PAPERS, TWO_PEOPLE, Records, Why, page_of, person, told
from registry.models import (
    Approval,
    BankClosure,
    FormVersion,
    Installation,
    ReadingDecision,
    RightsAgreement,
    TermsVersion,
)
from registry.roles import STAFF, has_any_role
from registry.services.agreements import request_closure, request_form_approval
from registry.services.documents import paper_in_hand

ASKED = Why(
    "A closure or a form binds only when one person asked for it with its paper and another approved it."
    " What is recorded is not changed or removed here, by anybody.",
    section="5(b)",
    policy="policy of two people",
)


@admin.register(RightsAgreement)
class RightsAgreementPages(Records):
    """Agreements: taken on from their file, amended by another version of it (§27)."""

    why = Why(
        "An agreement is what its file and the papers of its amendments say. It is taken on and amended by"
        " a file with its paper, never by hand.",
        section="27",
    )
    agreement_path = "pk"
    list_display = (
        "code",
        "company_name",
        "agent_name",
        "agreement_date",
        "separation_state",
        "books_opened_at",
        "is_demo",
    )
    list_filter = ("separation_state", "is_demo")
    date_hierarchy = "agreement_date"
    search_fields = ("code", "company_name", "title")

    def console_address(self, row: RightsAgreement) -> str:
        return page_of("agreement", row.code)


@admin.register(TermsVersion)
class TermsVersionPages(Records):
    """Versions of the terms, each the whole file; the guarantors accepted are among them (§6(a))."""

    why = PAPERS
    list_display = ("__str__", "agreement", "effective_from", "known_from", "document")
    list_filter = ("agreement",)
    list_select_related = ("agreement", "document")
    date_hierarchy = "effective_from"
    search_fields = ("agreement__code", "sha256")

    def console_address(self, row: TermsVersion) -> str:
        return page_of("agreement", row.agreement.code)


@admin.register(ReadingDecision)
class ReadingDecisionPages(Records):
    """Which reading of an open question is in use, by which document, since when."""

    why = PAPERS
    list_display = ("name", "reading", "agreement", "decided_by", "since", "document")
    list_filter = ("agreement", "name")
    list_select_related = ("agreement", "document")
    date_hierarchy = "since"
    search_fields = ("name", "reading", "decided_by")

    def console_address(self, row: ReadingDecision) -> str:
        return page_of("agreement", row.agreement.code)


@admin.register(FormVersion)
class FormVersionPages(Records):
    """Forms of certificate, with the Company's approval and the agent's sign-off."""

    why = ASKED
    list_display = (
        "name",
        "agreement",
        "is_model",
        "company_approval",
        "company_approved_at",
        "agent_signed_off_by",
        "agent_signed_off_at",
    )
    list_filter = ("agreement", "is_model", ("agent_signed_off_at", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "company_approval", "agent_signed_off_by")
    date_hierarchy = "recorded_at"
    search_fields = ("name", "folder_hash")
    actions = ("export_rows", "ask_sign_off")

    def has_ask_permission(self, request: HttpRequest) -> bool:
        """Whether a person may ask."""
        return person(request).is_superuser or has_any_role(person(request), STAFF)

    @admin.action(
        description="Ask for the sign-off: marks and legends leave the agent's duties as they are",
        permissions=["ask"],
    )
    def ask_sign_off(self, request: HttpRequest, queryset: QuerySet[FormVersion]) -> None:
        """Ask a second person to sign off forms that the Company approved by an accepted notice."""
        for form in queryset[: self.list_per_page]:

            def act(form: FormVersion = form) -> None:
                request_form_approval(
                    form, document=None, sign_off="NO_EFFECT_ON_AGENT", maker=person(request), at=clock.now()
                )

            self.perform(request, act, said=f"{form}: another person decides it under Requests.")


class ClosureForm(forms.Form):
    """What a closure needs: the place, the day, and the order of it."""

    agreement = forms.ModelChoiceField(
        RightsAgreement.objects.none(), help_text="One whose calendar heeds the place."
    )
    place = forms.CharField(
        max_length=24, help_text="Such as CALIFORNIA, as the calendar of the agreement names it."
    )
    closed_on = forms.DateField(widget=AdminDateWidget, label="Closed on")
    name = forms.CharField(max_length=200, help_text="What the day is called.")
    source = forms.CharField(max_length=400, help_text="The order or statute.")
    order = forms.FileField(label="Paper of the order", help_text="It is filed with the request.")


@admin.register(BankClosure)
class BankClosurePages(Records):
    """The calendar: days on which the banks of a place may or must close (§1(e))."""

    why = ASKED
    agreement_path = ""
    list_display = ("closed_on", "place", "name", "source", "document", "recorded_at")
    list_filter = ("place",)
    list_select_related = ("document",)
    date_hierarchy = "closed_on"
    ordering = ("-closed_on", "place")
    search_fields = ("name", "source", "place")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for a closure; the row is written when a second person approves it."""
        if not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        form = ClosureForm(request.POST or None, request.FILES or None)
        choice = form.fields["agreement"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = self.admin_site._registry[RightsAgreement].get_queryset(request)
        if request.method == "POST" and form.is_valid():
            try:
                asked = self._ask(request, form, at=clock.now())
            except RightsError as refusal:
                form.add_error(None, told(refusal))
            else:
                self.message_user(request, "Asked for: another person decides it.", messages.SUCCESS)
                return HttpResponseRedirect(page_of("request", asked.request_hash))
        context = {
            **self.admin_site.each_context(request),
            "title": "Ask for a bank closure",
            "opts": self.opts,
            "form": form,
            "why": self.why,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/ask.html", context)

    def _ask(self, request: HttpRequest, form: ClosureForm, *, at: datetime) -> Approval:
        said = dict(form.cleaned_data)
        order = said.pop("order")
        with paper_in_hand(
            content=order,
            kind="ORDER",
            title=f"Order: {said['name']}",
            original_name=order.name,
            content_type=order.content_type,
            signed_on=None,
            received_at=at,
            received_by=person(request),
            at=at,
        ) as paper:
            return request_closure(
                said.pop("agreement"), **said, document=paper, maker=person(request), at=at
            )


@admin.register(Installation)
class InstallationPages(Records):
    """Whether this installation prints without DEMO, marked by two people, once."""

    why = TWO_PEOPLE
    agreement_path = ""
    list_display = ("__str__", "productive_since", "productive_approval")
    list_select_related = ("productive_approval",)
    date_hierarchy = "productive_since"
