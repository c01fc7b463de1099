"""What a holder prepared beforehand, found by its cover sheet: offered beside the paper (§6(a), §6(b)).

Numbers, names and addresses are filled in from it. Boxes, signatures and guarantees never are: nobody fills
them in but from the paper.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from agreement.choices import TransferReason
from agreement.errors import RightsError
from agreement.workflow.items import ItemKind
from registry.codes import plain_code, shown_code
from registry.models import Item, RightsAgreement
from registry.portal.loss_questions import SECURITY_WORDS, sworn
from registry.portal.questions import certified_words, guarantor_words
from registry.selectors.items import draft_of_cover
from registry.selectors.loss_drafts import prepared_claim
from registry.selectors.transfer_drafts import prepared_transfer
from registry.staff.words import certificate_number

_OF_A_LINE = ("registration", "rights", "address", "city", "region", "postal_code", "country", "account")


def draft_by_cover(request: HttpRequest, agreement: RightsAgreement, *, kind: ItemKind) -> Item | None:
    """The draft of a kind whose cover sheet was scanned or typed; a code of none is told."""
    typed = request.POST.get("paper-cover_code") or request.GET.get("cover") or ""
    try:
        draft = draft_of_cover(agreement, plain_code(typed.replace("\x00", "")))
    except RightsError as error:
        if request.method != "POST":  # else the act itself tells it
            messages.error(request, str(error))
        return None
    return draft if draft is not None and draft.kind == kind and draft.holder is not None else None


def paper_offered(draft: Item) -> dict[str, Any]:
    """What the receipt begins with: who presents it by the cover sheet, and the certificates it lists."""
    assert draft.holder is not None  # a draft is prepared for an account
    shown, holder = shown_code(draft.cover_code or ""), " ".join(draft.holder.registration.split())
    numbers = (draft.prepared or {}).get("certificates", ())
    return {
        "cover_code": shown,
        "presenter": f"{holder}, under cover sheet {shown}",
        "certificates": ", ".join(certificate_number(number) for number in numbers),
    }


def transfer_offered(draft: Item) -> dict[str, dict[str, Any]]:
    """What the fields of a transfer begin with; staff correct it against the paper."""
    told = draft.prepared or {}
    lines = {
        f"line{place}": {name: line.get(name, "") for name in _OF_A_LINE}
        for place, line in enumerate(told.get("lines", ()), 1)
    }
    reason = told.get("reason", "")
    cause = {"reason": reason if reason in TransferReason.__members__ else ""}
    balance = {"rights": told.get("kept") or None}
    return {"paper": paper_offered(draft), **lines, "balance": balance, "cause": cause}


def transfer_told(draft: Item | None, *, at: datetime) -> dict[str, Any]:
    """What the page of a transfer shows of it, marked as prepared by the holder."""
    found = {"prepared_template": "portal/prepared_transfer.html"}
    if draft is None:
        return found
    told = prepared_transfer(draft, at=at)
    return {
        **found,
        "prepared": told,
        "reference": shown_code(draft.cover_code or ""),
        "documents": told.documents,
        "signer": told.signer.words if "signer" in told.answers else "",
        "guarantor": guarantor_words(told.answers.get("guarantee", "")),
        "certified": certified_words(told.answers.get("certification")),
    }


def claim_offered(draft: Item) -> dict[str, dict[str, Any]]:
    """What the fields of a claim begin with; what befell it and since when staff read from the papers."""
    told = draft.prepared or {}
    story = told.get("story", {})
    paper = {**paper_offered(draft), "certificates": certificate_number(told["certificate"])}
    claim = {name: story.get(name, "") for name in ("discovered_on", "circumstances")}
    return {"paper": paper, "claim": claim}


def claim_told(draft: Item | None, *, at: datetime) -> dict[str, Any]:
    """What the page of a claim shows of the report, marked as prepared by the holder."""
    found = {"prepared_template": "portal/prepared_claim.html"}
    if draft is None:
        return found
    told = prepared_claim(draft, at=at)
    return {
        **found,
        "prepared": told,
        "reference": shown_code(draft.cover_code or ""),
        "sworn": sworn(told),
        "security": SECURITY_WORDS.get(told.answers.get("security", ""), ""),
    }
