"""What a holder prepared, found by its cover sheet: offered to staff beside the paper, which governs (§7(a)).

Numbers, names and addresses are filled in from it. Boxes, signatures and guarantees never are: nobody fills
them in but from the paper.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from agreement.exercise_price import TenderedMeans
from agreement.workflow.items import ItemKind
from exercises.selectors.drafts import Prepared, prepared
from registry.codes import shown_code
from registry.models import RightsAgreement
from registry.portal.questions import certified_words, guarantor_words
from registry.staff.prepared import draft_by_cover, paper_offered
from registry.staff.words import certificate_number


def found_by_cover(request: HttpRequest, agreement: RightsAgreement, *, at: datetime) -> Prepared | None:
    """The form of a cover sheet that was scanned or typed, as it stands now; a code of none is told."""
    draft = draft_by_cover(request, agreement, kind=ItemKind.EXERCISE)
    return None if draft is None else prepared(draft, at=at)


def offered(found: Prepared) -> dict[str, dict[str, Any]]:
    """What the fields begin with; staff correct it against the paper."""
    numbers = [one.number for one in found.chosen]
    paper = {
        **paper_offered(found.item),
        "certificates": ", ".join(certificate_number(number) for number in numbers),
    }
    election: dict[str, Any] = {"rights_exercised": found.rights or None}
    if "securities" in found.answers:
        registration, address = found.securities
        election |= {
            "securities_registration": registration,
            "address": address.address,
            "city": address.city,
            "region": address.region,
            "postal_code": address.postal_code,
            "country": address.country,
        }
    if told_of(found)["asks_other_balance"]:
        election["balance_registration"] = found.balance_to[0]
    return {"paper": paper, "election": election}


def told_of(found: Prepared | None) -> dict[str, Any]:
    """What the page shows of it, marked as prepared by the holder."""
    if found is None:
        return {}
    answers = found.answers
    return {
        "prepared": found,
        "reference": shown_code(found.item.cover_code or ""),
        "means": TenderedMeans(answers["payment"]).words if "payment" in answers else "",
        "guarantor": guarantor_words(answers.get("guarantee", "")),
        "certified": certified_words(answers.get("certification")),
        "asks_other_balance": bool(found.balance) and not answers.get("balance", {}).get("same", True),
    }
