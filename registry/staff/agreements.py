"""Agreements: which there are, and one with its terms, dates, people, readings and forms."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.errors import RightsError
from agreement.terms import Terms
from registry import clock
from registry.models import RightsAgreement
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import agreements as agreement_selectors
from registry.selectors import other_policies
from registry.selectors import register as register_selectors
from registry.selectors import shares as share_selectors
from registry.selectors import takeovers as takeover_selectors
from registry.selectors.company_relations import open_assurances
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    for_roles,
    signed_in,
    visible_agreement,
    visible_agreements,
)
from registry.staff.informal import told_addresses
from registry.staff.terms import Expiry, all_terms, final_expiry, key_terms


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_agreements(request: HttpRequest) -> HttpResponse:
    """Show the agreements this person may see."""
    return render(request, "staff/agreements.html", {"agreements": visible_agreements(signed_in(request))})


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_agreement(request: HttpRequest, code: str) -> HttpResponse:
    """Show one agreement whole: control book, dates happened and known, people, terms, readings, forms."""
    agreement = visible_agreement(signed_in(request), code)
    now = clock.now()
    terms = agreement_selectors.terms_in_force(agreement, known_at=now)
    expiry = _expiry(agreement, terms, at=now)
    context = {
        "agreement": agreement,
        "here": "agreement",
        "control": register_selectors.control_total(agreement),
        "dates": agreement_selectors.plan_dates(agreement, at=now),
        "expiry": expiry,
        "key_terms": key_terms(terms, expiry=expiry),
        "policies": other_policies.compare_policies(agreement, at=now),
        "terms": all_terms(terms),
        "readings": agreement_selectors.readings(agreement, at=now),
        "officers": agreement_selectors.officers(agreement),
        "countersigners": agreement_selectors.countersigners(agreement),
        "offices": agreement_selectors.offices(agreement, day=now.date()),
        "addresses": told_addresses(agreement, at=now),
        "may_act": has_any_role(signed_in(request), STAFF_ROLES),
        "needed": () if has_any_role(signed_in(request), READER_ROLES) else open_assurances(agreement),
        "forms": agreement_selectors.form_versions(agreement),
        "signatories": terms.signatories,
        "evidence": share_selectors.attached_by_evidence(agreement, at=now),
        "legends": share_selectors.share_legends(agreement),
        "legend_in_use": share_selectors.share_legend_on(agreement, day=_today(agreement, at=now)),
        "take_overs": takeover_selectors.take_overs(agreement),
        "inherited_papers": takeover_selectors.inherited_papers(agreement),
    }
    return render(request, "staff/agreement.html", context)


def _today(agreement: RightsAgreement, *, at: datetime) -> date:
    return at.astimezone(ZoneInfo(agreement.time_zone)).date()


def _expiry(agreement: RightsAgreement, terms: Terms, *, at: datetime) -> Expiry | None:
    """The computed end of the Rights; nothing where the closures of that year are not loaded."""
    try:
        return final_expiry(terms, calendar=agreement_selectors.calendar(agreement, at=at))
    except RightsError:
        return None
