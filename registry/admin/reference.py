"""Registers kept by hand: officers, countersigners, offices, terms of office; each change with its reason."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from agreement.errors import RightsError
from registry import clock
from registry.admin.base import Records, Why, person, told
from registry.models import AgentAppointment, AuthorisedCountersigner, CompanyOfficer, DesignatedOffice
from registry.services import registers

ENDED = Why(
    "A row is known by who and from when; only its end is changed here, with a reason that stays on record."
    " No row is removed, because history may name it: end it with a date. One entered by mistake ends on"
    " the day before its first.",
    section="5(b)",
    policy="policy on registers",
)


class ReasonForm(forms.ModelForm):
    """A change with the reason for it."""

    reason = forms.CharField(
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Why, and by which paper; it stays in the history and on the record of acts.",
    )


class RegisterForm(ReasonForm):
    """A row of a register: entered whole, or ended; what the rules refuse is told beside the form."""

    def _post_clean(self) -> None:
        """Ask the rules once the row is made."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.errors:
            return
        try:
            if self.instance.pk is None:
                registers.must_be_enterable(self.instance)
            else:
                registers.must_be_endable(self.instance, until=self.until)
        except RightsError as refusal:
            self.add_error(None, told(refusal))

    @property
    def until(self) -> date | None:
        """The end as given in the form."""
        last: date | None = self.cleaned_data.get(registers.REGISTERS[type(self.instance)].end)
        return last


class Changed(Records):
    """Pages that change something, each time with a reason in the history."""

    form: type[forms.ModelForm] = ReasonForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What changed, from what to what, and why."""
        changed = [] if add else [name for name in form.changed_data if name != "reason"]
        parts = [
            f"{form.fields[name].label or name}: {_in_words(form.initial.get(name))}"
            f" → {_in_words(form.cleaned_data.get(name))}"
            for name in changed
        ]
        did = "Entered." if add else f"{'; '.join(parts)}." if parts else "Nothing changed."
        return f"{did} Reason: {form.cleaned_data['reason'].strip()}"


def _in_words(value: object) -> str:
    if isinstance(value, list | tuple) or (hasattr(value, "__iter__") and not isinstance(value, str)):
        return ", ".join(sorted(str(one) for one in value)) or "–"
    return "–" if value in (None, "") else str(value)


class RegisterPages(Changed):
    """A register: rows are added, and ended with a date."""

    why = ENDED
    form = RegisterForm
    autocomplete_fields = ("agreement",)
    list_filter: ClassVar[Any] = ("agreement",)
    list_select_related = ("agreement",)

    @property
    def register(self) -> registers.Register:
        """What a row of this register is known by."""
        return registers.REGISTERS[self.model]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Recorded by the product, the rest by a person; the reason where something can be changed."""
        columns = [name for name in super().get_fields(request, obj) if name != "recorded_at"]
        if obj is None:
            return [*columns, "reason"]
        return [*columns, "recorded_at", *(["reason"] if self.has_change_permission(request, obj) else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once entered, everything but the end."""
        if obj is None:
            return ()
        free = (self.register.end, "reason") if self.has_change_permission(request, obj) else ()
        return [name for name in self.get_fields(request, obj) if name not in free]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the service, which keeps the record of it."""
        how = {"reason": form.cleaned_data["reason"], "by": person(request), "at": clock.now()}
        if change:
            registers.end(obj, until=form.until, **how)
        else:
            registers.enter(obj, **how)


@admin.register(CompanyOfficer)
class CompanyOfficerPages(RegisterPages):
    """Officers of the Company with their terms of office."""

    list_display = ("name", "title", "agreement", "in_office_from", "in_office_until", "signs_certificates")
    list_filter = ("agreement", "signs_certificates", ("in_office_until", admin.EmptyFieldListFilter))
    date_hierarchy = "in_office_from"
    search_fields = ("name", "title")


@admin.register(AuthorisedCountersigner)
class AuthorisedCountersignerPages(RegisterPages):
    """Signatories of the Rights Agent who countersign by hand."""

    list_display = ("name", "title", "agreement", "authorised_from", "authorised_until")
    list_filter = ("agreement", ("authorised_until", admin.EmptyFieldListFilter))
    date_hierarchy = "authorised_from"
    search_fields = ("name", "title")


@admin.register(AgentAppointment)
class AgentAppointmentPages(RegisterPages):
    """Terms of office of the Rights Agent and of co-Rights Agents."""

    list_display = ("agent_name", "kind", "agreement", "in_office_from", "in_office_until")
    list_filter = ("agreement", "kind")
    date_hierarchy = "in_office_from"
    search_fields = ("agent_name",)


@admin.register(DesignatedOffice)
class DesignatedOfficePages(RegisterPages):
    """Offices designated for registration, transfer and surrender."""

    list_display = ("name", "address", "agreement", "designated_from", "designated_until")
    date_hierarchy = "designated_from"
    search_fields = ("name", "address")
