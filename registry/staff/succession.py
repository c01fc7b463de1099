"""The office of the Rights Agent: its terms, what happened to it, and the books handed over (§19, §21)."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.succession import SuccessionKind
from registry import clock
from registry.models import Approval, BooksPackage
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.agreements import local_day
from registry.selectors.succession import (
    acting_name,
    co_agents,
    hand_overs,
    office_mailings,
    successions,
    terms_of_office,
    vacancy,
)
from registry.services.books_packages.exports import record_receipt, request_export
from registry.services.succession import record_mailed, request_succession
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.succession_forms import FORMS, HandOverForm, MailedForm, ReceiptForm
from registry.staff.uploads import paper_of

_SECTIONS = {
    SuccessionKind.MERGER: "19(a)",
    SuccessionKind.ADOPTION: "19(a)",
    SuccessionKind.CHANGE_OF_NAME: "19(b)",
}

_WHY = {
    "AGENT_RESIGNED": "Resignation",
    "AGENT_REMOVED": "Removal",
    "AGENT_APPOINTED": "Appointment",
    "AGENT_DEPOSITORY": "Depositories are told",
}


@require_safe
@for_roles(*READERS)
def show_office(request: HttpRequest, code: str) -> HttpResponse:
    """Show the terms of office as a time line, what is overdue, what was recorded, and the hand-overs."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    today = local_day(agreement, at=at)
    terms = terms_of_office(agreement)
    context = {
        "agreement": agreement,
        "today": today,
        "acting": acting_name(agreement, day=today),
        "terms": [(term, _standing(term.since, term.until, today)) for term in terms],
        "vacancy": vacancy(agreement, at=at),
        "co_agents": co_agents(agreement),
        "records": successions(agreement),
        "mailings": [(due, _WHY[due.mailing_kind]) for due in office_mailings(agreement)],
        "hand_overs": hand_overs(agreement),
        "kinds": [(kind.value.lower().replace("_", "-"), kind.words) for kind in FORMS],
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/succession.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Ask a second person to record an event of the office."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    kind = {kind.value.lower().replace("_", "-"): kind for kind in FORMS}.get(slug)
    if kind is None:
        raise Http404
    form = FORMS[kind](*typed(request), agreement=agreement, now=at)

    def act() -> Approval:
        told = form.told(kind)
        with paper_of(request, form, kind="SUCCESSION", title=kind.words, at=at) as paper:
            return request_succession(agreement, told, document=paper, maker=signed_in(request), at=at)

    page = _page(code, heading=kind.words, button="Ask for its recording", section=_SECTIONS.get(kind, "21"))
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def mailed(request: HttpRequest, code: str, due_id: int) -> HttpResponse:
    """Record from its evidence how and when a notice of a change of agent went."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    due = office_mailings(agreement).filter(pk=due_id, mailed__isnull=True).first()
    if due is None:
        raise Http404
    form = MailedForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        said = form.cleaned_data
        title = f"Evidence of mailing to {due.addressees}"
        with paper_of(request, form, kind="MAILING_RECEIPT", title=title, at=at) as paper:
            made = record_mailed(
                due,
                channel=said["channel"],
                mailed_on=said["mailed_on"],
                document=paper,
                by=signed_in(request),
                at=at,
            )
        told = " ".join(f"{one['message']}." for one in made.grounds)
        return f"Recorded. {told}".strip()

    page = _page(code, heading="Record a notice as mailed", button="Record it", about=f"To {due.addressees}.")
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for leave to hand the whole books over; the package is then made by a command."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = HandOverForm(*typed(request), agreement=agreement, now=at)

    def act() -> Approval:
        said = form.cleaned_data
        return request_export(
            agreement, recipient=said["recipient"], reason=said["reason"], maker=signed_in(request), at=at
        )

    about = (
        "The package holds every entry, name, address and paper. Leave makes one package, by "
        "manage.py export_books; who takes it stands on the record."
    )
    page = _page(code, heading="Hand the books over", button="Ask for leave", about=about)
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receipt(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """File the recipient's receipt beside its package."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    made = hand_overs(agreement).filter(number=number, package__isnull=False).first()
    if made is None:
        raise Http404
    package: BooksPackage = made.package
    form = ReceiptForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        title = f"Receipt of {made.recipient} for the books"
        with paper_of(request, form, kind="RECEIPT", title=title, at=at) as paper:
            day = form.cleaned_data["received_on"]
            record_receipt(package, document=paper, received_on=day, by=signed_in(request), at=at)
        return f"The receipt of {made.recipient} is on file."

    about = f"The manifest of the package has the hash {package.manifest_sha256}."
    page = _page(code, heading="File the receipt", button="File it", about=about)
    return act_page(request, agreement, form, page=page, act=act)


def _standing(since: date, until: date | None, today: date) -> str:
    """Whether a term is to come, is over, or is the present one."""
    if since > today:
        return "to come"
    return "over" if until is not None and until < today else "in office"


def _page(code: str, *, heading: str, button: str, section: str = "21", about: str = "") -> ActPage:
    office = reverse("office", args=[code])
    crumbs = (("Office of the Rights Agent", office),)
    return ActPage(heading=heading, section=section, button=button, back=office, crumbs=crumbs, about=about)
