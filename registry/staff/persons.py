"""Persons whom papers name: listed with their kinds and successors, recorded from the paper (§1(t))."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.ownership import PersonKind
from registry import clock
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.persons import persons, persons_not_on_file
from registry.services.persons import PersonTold, record_person
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.uploads import paper_of


class PersonRecordForm(PartForm):
    """A Person as its paper names it."""

    section = "1(t)"
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(
        label="Kind of Person",
        required=False,
        choices=[("", "Choose the kind"), *((one.value, one.words.capitalize()) for one in PersonKind)],
    )
    predecessor = forms.ChoiceField(label="Successor of", required=False)
    succeeded_on = day_picked("Since", is_required=False)
    document = forms.FileField(label="The paper that says so")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.name, one.name) for one in persons(self.agreement)]
        self.fields["predecessor"].choices = [("", "Nobody"), *known]  # type: ignore[attr-defined]
        self.fields["predecessor"].help_text = "By merger or otherwise. The register stays as it is."

    @property
    def told(self) -> PersonTold:
        """The Person as stated."""
        said = self.cleaned_data
        return PersonTold(said["name"], said["kind"], said["predecessor"], said["succeeded_on"])


@require_safe
@for_roles(*READERS)
def list_persons(request: HttpRequest, code: str) -> HttpResponse:
    """Show the Persons on file, and whom notices of nullity name beside them."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    context = {
        "agreement": agreement,
        "persons": persons(agreement),
        "unrecorded": persons_not_on_file(agreement),
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/persons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Record a Person from its paper."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = PersonRecordForm(*typed(request), agreement=agreement, now=at)
    if request.method != "POST":
        form.initial["name"] = request.GET.get("name", "")
    listed = reverse("persons", args=[code])

    def act() -> str:
        with paper_of(request, form, kind="PERSON", title="Paper that names a Person", at=at) as paper:
            made = record_person(agreement, form.told, document=paper, by=signed_in(request), at=at)
        return f"{made} is on file. The register stays as it is until a transfer is presented."

    page = ActPage(
        heading="Record a Person",
        section="1(t)",
        button="Record it",
        back=listed,
        crumbs=(("Persons", listed),),
        about="A Person is an individual, firm, corporation, limited liability company or other entity, and "
        "any successor of such an entity. A successor is a Person of its own, with whom it succeeded.",
    )
    return act_page(request, agreement, form, page=page, act=act)
