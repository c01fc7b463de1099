"""Changes of registered addresses: drafted, asked for on the signed request, withdrawn (§5(b))."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.models import AddressChange, AddressChangeState, Approval, RequesterCapacity
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import holders as reads
from registry.selectors.addresses import address_of
from registry.services.addresses import (
    draft_address_change,
    examine_address_change,
    request_address_change,
    withdraw_address_change,
)
from registry.services.documents import check_instants
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, Outcome, act_page, performed, typed
from registry.staff.holders import find_holder
from registry.staff.item_forms import AddressForm, InstantField, PartForm, day_picked
from registry.staff.items import told_refusal
from registry.staff.uploads import paper_of

CHANGES_A_PAGE = 50
UNDECIDED = (AddressChangeState.DRAFT, AddressChangeState.REQUESTED)


class SignedForm(PartForm):
    """The signed request, or the evidence of a succession."""

    heading, button = "The signed request", "Ask for approval of the change"
    received_at = InstantField(label="Received")
    signed_by = forms.CharField(label="Signed by", max_length=300)
    capacity = forms.ChoiceField(
        label="In which capacity", choices=[("", "Choose"), *RequesterCapacity.choices]
    )
    signed_on = day_picked("Signed on", help_text="Evidence of succession needs no day.", is_required=False)
    document = forms.FileField(label="The paper")

    @property
    def signature(self) -> dict[str, Any]:
        """Who signed, and in which capacity."""
        return {name: self.cleaned_data[name] for name in ("signed_by", "capacity")}


class ChangeForm(AddressForm, SignedForm):
    """A new address as the holder states it; with the signed paper, or as a draft without."""

    registration = forms.CharField(
        label="Name as the request states it",
        help_text="Another name is no change of address: that takes a transfer.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = (
        "registration", "address", "city", "region", "postal_code", "country",
        "signed_by", "capacity", "signed_on", "received_at", "document",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("document", "signed_by", "capacity"):
            self.fields[name].required = False  # a draft has none; the service asks for them with the paper
        self.fields["document"].help_text = "Without the signed paper a draft is kept, which changes nothing."

    @property
    def stated(self) -> dict[str, Any]:
        """The name and the address as stated."""
        return {"registration": self.cleaned_data["registration"], "address": self.told_address}


class WithdrawalForm(PartForm):
    """Why a change is given up."""

    heading, button = "Withdraw the change", "Withdraw it"
    reason = forms.CharField(label="Reason", help_text="No names.", max_length=300)


@require_safe
@for_roles(*READERS)
def list_changes(request: HttpRequest, code: str) -> HttpResponse:
    """Show the changes of address that wait, or all."""
    agreement = visible_agreement(signed_in(request), code)
    found = reads.address_changes(agreement)
    shows_all = request.GET.get("show") == "all"
    if not shows_all:
        found = found.filter(state__in=UNDECIDED)
    page = Paginator(found, CHANGES_A_PAGE).get_page(request.GET.get("page"))
    context = {"agreement": agreement, "page": page, "shows_all": shows_all}
    return render(request, "staff/address_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def change_address(request: HttpRequest, code: str, holder_id: int) -> HttpResponse:
    """Take in a new address: on its signed paper a second person is asked; without, a draft is kept."""
    holder, at = find_holder(request, code, holder_id), clock.now()
    initial = {"registration": holder.registration}
    form = ChangeForm(*typed(request), agreement=holder.agreement, now=at, initial=initial)

    def act() -> Outcome:
        said, by = form.cleaned_data, signed_in(request)
        if not said["document"]:
            change = draft_address_change(holder, **form.stated, by=by, at=at)
            return f"Draft {change.pk} is kept. Nothing changes before the signed request is received."
        # All that may be refused is asked before the draft is written: a refused act leaves no row.
        check_instants(signed_on=said["signed_on"], received_at=said["received_at"], at=at)
        examine_address_change(holder, **form.stated, **form.signature, signed_on=said["signed_on"])
        with _paper(request, form) as paper:
            change = draft_address_change(holder, **form.stated, by=by, at=at)
            return request_address_change(change, document=paper, **form.signature, maker=by, at=at)

    back = reverse("holder", args=[code, holder.pk])
    page = ActPage(
        heading="Change of address",
        section="5(b)",
        button="Take it in",
        back=back,
        crumbs=(("Holders", reverse("holders", args=[code])), (holder.account, back)),
        about=f"Now: {address_of(holder).words}. A new address is in force from the receipt of the paper.",
    )
    return act_page(request, holder.agreement, form, page=page, act=act)


def _paper(request: HttpRequest, form: SignedForm) -> Any:
    said = form.cleaned_data
    return paper_of(
        request,
        form,
        kind="CHANGE_OF_ADDRESS",
        title="Request for a change of address",
        signed_on=said["signed_on"],
        received_at=said["received_at"],
        at=clock.now(),
    )


def find_change(request: HttpRequest, code: str, change_id: int) -> AddressChange:
    """A change of address of an agreement that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    change = reads.address_changes(agreement).filter(pk=change_id).first()
    if change is None:
        raise Http404
    return change


@require_safe
@for_roles(*READERS)
def show_change(request: HttpRequest, code: str, change_id: int) -> HttpResponse:
    """Show one change: the address now, the address wanted, the paper, what may be done."""
    return change_page(request, find_change(request, code, change_id))


def change_page(
    request: HttpRequest,
    change: AddressChange,
    *,
    answered: PartForm | None = None,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a change; after an act that was refused, with its grounds and what was typed."""
    agreement, at = change.holder.agreement, clock.now()
    may_act = has_any_role(signed_in(request), STAFF_ROLES) and change.state in UNDECIDED
    offered = [("address_signed", SignedForm)] if change.state == AddressChangeState.DRAFT else []
    offered.append(("address_withdrawn", WithdrawalForm))  # type: ignore[arg-type]
    context = {
        "agreement": agreement,
        "change": change,
        "now": address_of(change.holder),
        "wanted": address_of(change),
        "forms": [
            (name, answered if isinstance(answered, made) else made(agreement=agreement, now=at))
            for name, made in offered
        ]
        if may_act
        else [],
        "answered": answered,
        **told_refusal(refusal),
    }
    return render(request, "staff/address_change.html", context, status=status)


def _perform(request: HttpRequest, change: AddressChange, form: PartForm, act: Any) -> HttpResponse:
    """Do an act about a change, or show its page with the refusal and what was typed."""
    code = change.holder.agreement.code

    def page(*, answered: PartForm, refusal: RightsError | None, status: int) -> HttpResponse:
        fresh = find_change(request, code, change.pk)
        return change_page(request, fresh, answered=answered, refusal=refusal, status=status)

    back = reverse("address_change", args=[code, change.pk])
    return performed(request, form=form, act=act, back=back, page=page)


@require_POST
@for_roles(*STAFF)
def ask_change(request: HttpRequest, code: str, change_id: int) -> HttpResponse:
    """Ask a second person to put a drafted address into the books, on its signed paper."""
    change, at = find_change(request, code, change_id), clock.now()
    form = SignedForm(request.POST, request.FILES, agreement=change.holder.agreement, now=at)

    def act() -> Approval:
        with _paper(request, form) as paper:
            return request_address_change(
                change, document=paper, **form.signature, maker=signed_in(request), at=at
            )

    return _perform(request, change, form, act)


@require_POST
@for_roles(*STAFF)
def withdraw_change(request: HttpRequest, code: str, change_id: int) -> HttpResponse:
    """Give up a draft, or a request that nobody decided."""
    change, at = find_change(request, code, change_id), clock.now()
    form = WithdrawalForm(request.POST, agreement=change.holder.agreement, now=at)

    def act() -> str:
        reason, by = form.cleaned_data["reason"], signed_in(request)
        withdraw_address_change(change, reason=reason, by=by, at=at)
        return "Withdrawn. The address stays as it is."

    return _perform(request, change, form, act)
