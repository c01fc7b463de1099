"""A holder's bank account for payments in the console: what stands, new instructions on paper (§26)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.refusals.deposits import DEPOSIT_POLICY
from exercises.selectors.deposits import (
    bank_account_words,
    instruction_as_of,
    instructions_of,
    others_naming,
)
from exercises.services.deposits import BankAccount, request_instruction
from registry import clock
from registry.models import Approval
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.requests import STATE_WORDS, state_of
from registry.staff.access import READERS, STAFF, for_roles, signed_in
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.holders import find_holder
from registry.staff.item_forms import InstantField, PartForm, day_picked
from registry.staff.uploads import paper_of

_TO, _CHECK = ("CHECKING", "SAVINGS"), "CHECK"
_WAYS = (("", "Choose"), ("CHECKING", "To a checking account"), ("SAVINGS", "To a savings account"),
         (_CHECK, "By check again"))  # fmt: skip


class InstructionForm(PartForm):
    """The signed instruction, as it stands on the paper."""

    way = forms.ChoiceField(label="Payments go", choices=_WAYS)
    name = forms.CharField(
        label="In whose name the bank account stands",
        help_text="As the paper says it; another than the registered holder is not taken.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    routing = forms.CharField(label="Routing number", help_text="Nine digits.", max_length=20, required=False)
    account = forms.CharField(
        label="Account number",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    again = forms.CharField(
        label="Account number, once more",
        help_text="Read from the paper again, not copied.",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    signed_by = forms.CharField(label="Signed by", help_text="Every registered holder.", max_length=300)
    signed_on = day_picked("Signed on")
    received_at = InstantField(label="Received")
    document = forms.FileField(label="The paper")

    def clean(self) -> dict[str, Any]:
        """Two readings of the account number agree."""
        said = super().clean() or {}
        if said.get("account") != said.get("again"):
            self.add_error("again", "The two readings of the account number differ.")
        return said

    @property
    def told(self) -> BankAccount | None:
        """The bank account as stated, or none for checks."""
        said = self.cleaned_data
        if said["way"] not in _TO:
            return None
        return BankAccount(said["routing"], said["account"], said["name"], said["way"] == "SAVINGS")


@require_safe
@for_roles(*READERS)
def show_instructions(request: HttpRequest, code: str, holder_id: int) -> HttpResponse:
    """Show where a holder's payments go now, and every instruction with its paper and its two people."""
    holder, at = find_holder(request, code, holder_id), clock.now()
    current = instruction_as_of(holder, at)
    by_deposit = current is not None and bool(current.routing)
    context = {
        "agreement": holder.agreement,
        "holder": holder,
        "current": current if by_deposit else None,
        "current_words": bank_account_words(current) if current else "",
        "is_held": by_deposit and current is not None and current.pays_from > at,  # type: ignore[operator]
        "rows": [
            {
                "made": made,
                "words": bank_account_words(made),
                "others": others_naming(made),
                "approval": approval,
                "state": state_of(approval, at=at) if approval else "",
                "state_words": STATE_WORDS[state_of(approval, at=at)] if approval else "",
            }
            for made, approval in instructions_of(holder)
        ],
        "hold_days": settings.DEPOSIT_HOLD_DAYS,
        "policy": DEPOSIT_POLICY,
        "may_act": has_any_role(signed_in(request), STAFF_ROLES),
    }
    return render(request, "staff/deposit_instructions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_instruction(request: HttpRequest, code: str, holder_id: int) -> HttpResponse:
    """Take in a signed instruction; a second person is asked to put it into force."""
    holder, at = find_holder(request, code, holder_id), clock.now()
    form = InstructionForm(*typed(request), agreement=holder.agreement, now=at)

    def act() -> Approval:
        said = form.cleaned_data
        told: dict[str, Any] = {"signed_on": said["signed_on"], "received_at": said["received_at"], "at": at}
        with paper_of(request, form, kind="DEPOSIT", title="Instruction for deposits", **told) as paper:
            return request_instruction(
                holder,
                form.told,
                signed_by=said["signed_by"],
                document=paper,
                maker=signed_in(request),
                at=at,
            )

    back = reverse("deposit_instructions", args=[code, holder.pk])
    page = ActPage(
        heading="Bank account for payments",
        section="",
        button="Ask for approval",
        back=back,
        crumbs=(
            ("Holders", reverse("holders", args=[code])),
            (holder.account, reverse("holder", args=[code, holder.pk])),
            ("Bank account for payments", back),
        ),
        about="Only on paper that every registered holder signed. A letter goes to the address of record; "
        f"for {settings.DEPOSIT_HOLD_DAYS} days payments still go by check.",
    )
    answer = act_page(request, holder.agreement, form, page=page, act=act)
    answer["Cache-Control"] = "private, no-store"
    return answer
