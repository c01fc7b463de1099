"""The Company's notices: taken in, previewed, called back, accepted by two people (§3(a), §20(b), §26)."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.choices import CHANNEL_WORDS, Channel
from agreement.errors import RightsError
from agreement.notice import NOTICE_FORMS, titles_for
from agreement.notice import NoticeKind as RuleKind
from registry import clock
from registry.models import Approval, Notice, NoticeKind, NoticeState, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import notices as notice_selectors
from registry.selectors.agreements import terms_in_force
from registry.selectors.later_shares import certificates_issued
from registry.services import company
from registry.services.items import is_undecided
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, performed, typed
from registry.staff.event_notices import told_of_event
from registry.staff.informal import told_informally
from registry.staff.item_forms import PartForm, Parts, filled_in
from registry.staff.items import told_refusal
from registry.staff.matters import in_words
from registry.staff.notice_forms import PERSONS_MOST, PERSONS_OFFERED, notice_parts, written_notice
from registry.staff.uploads import paper_of

ISSUED_SHOWN = 200
BEFORE_ACCEPTANCE = (NoticeState.RECEIVED, NoticeState.AUTHENTICATED, NoticeState.QUERIED)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_notices(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the Company has said in writing, in the order of receipt."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    context = {
        "agreement": agreement,
        "notices": notice_selectors.notices(agreement),
        "informal": told_informally(agreement),
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/notices.html", context)


@require_safe
@for_roles(*STAFF)
def choose_kind(request: HttpRequest, code: str) -> HttpResponse:
    """Show the kinds of notices: what each says, under which section, whose signature it takes."""
    agreement = visible_agreement(signed_in(request), code)
    terms = terms_in_force(agreement, known_at=clock.now())
    rows = [
        (kind, NOTICE_FORMS[RuleKind(kind)], titles_for(NOTICE_FORMS[RuleKind(kind)].purpose, terms=terms))
        for kind in NoticeKind
    ]
    return render(request, "staff/notice_kinds.html", {"agreement": agreement, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Take in a notice as it stands on its paper: previewed as often as wanted, recorded once."""
    agreement = visible_agreement(signed_in(request), code)
    if kind not in NoticeKind.values:
        raise Http404
    at = clock.now()
    parts = filled_in(request, agreement, notice_parts(kind, persons=_persons(request)), now=at)
    seen: company.NoticePreview | None = None
    refusal: RightsError | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if parts.is_valid():
            try:
                written = written_notice(agreement, kind=kind, parts=parts, at=at)
                if "preview" not in request.POST:
                    return _recorded(request, _record(request, agreement, written, parts))
                seen, status = company.preview_notice(agreement, notice=written, at=at), 200
            except RightsError as error:
                refusal, status = error, error.status
    context = {
        "agreement": agreement,
        "kind": NoticeKind(kind),
        "rule": NOTICE_FORMS[RuleKind(kind)],
        "parts": parts,
        "authority": parts.forms["authority"],
        "has_persons": "person1" in parts.forms,
        "more_persons": [count for count in (20, 50, PERSONS_MOST) if count > _persons(request)],
        "seen": seen,
        **told_refusal(refusal),
    }
    return render(request, "staff/notice_intake.html", context, status=status)


def _persons(request: HttpRequest) -> int:
    """How many persons there is room for."""
    said = request.GET.get("persons", "")
    wanted = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else PERSONS_OFFERED
    return min(max(wanted, PERSONS_OFFERED), PERSONS_MOST)


def _record(
    request: HttpRequest, agreement: RightsAgreement, written: company.WrittenNotice, parts: Parts
) -> Notice:
    at = clock.now()
    with paper_of(
        request,
        parts.forms["paper"],
        kind=written.kind,
        title=f"Notice of the Company: {written.kind.label}",
        signed_on=written.signed_on,
        received_at=written.received_at,
        at=at,
    ) as paper:
        return company.receive_notice(agreement, written, document=paper, by=signed_in(request), at=at)


def _recorded(request: HttpRequest, notice: Notice) -> HttpResponse:
    effect = "It has no effect before the call-back and two people."
    if NOTICE_FORMS[RuleKind(notice.kind)].stops_on_filing:
        effect = "What it stops stops now; the rest waits for the call-back and two people."
    words = f"Notice {notice.number} is recorded. {effect}"
    messages.success(request, words)
    return redirect("notice", code=notice.agreement.code, number=notice.number)


def find_notice(request: HttpRequest, code: str, number: int) -> Notice:
    """A notice of an agreement that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    notice = notice_selectors.notices(agreement).filter(number=number).first()
    if notice is None:
        raise Http404
    return notice


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_notice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one notice: what it says, who said it, its three instants, its paper, what accepting it does."""
    return notice_page(request, find_notice(request, code, number))


def notice_page(
    request: HttpRequest, notice: Notice, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    """The page of a notice; after an act that was refused, with its grounds."""
    agreement, at = notice.agreement, clock.now()
    is_asked = notice.acceptance is not None and is_undecided(notice.acceptance)
    may_act = has_any_role(signed_in(request), STAFF_ROLES) and not is_asked
    seen, unseen = _foreseen(notice) if notice.state in BEFORE_ACCEPTANCE else (None, None)
    may_accept = notice.state in (NoticeState.AUTHENTICATED, NoticeState.QUERIED)
    applications = notice_selectors.applications(agreement).filter(notice=notice)
    context = {
        "agreement": agreement,
        "notice": notice,
        "facts": _facts(notice),
        "channel": channel_words(notice.channel),
        "named": notice.facts.get("persons", []),
        "recipients": _recipients(notice),
        "issued": certificates_issued(notice)[:ISSUED_SHOWN],
        "applications": applications,
        "seen": seen,
        "unseen": unseen,
        "is_asked": is_asked,
        "may_call_back": may_act and notice.state == NoticeState.RECEIVED,
        "may_ask": may_act and may_accept and seen is not None and not seen.queried,
        "at": at,
        **told_of_event(notice, at=at),
        "may_tell": has_any_role(signed_in(request), STAFF_ROLES),
        **told_refusal(refusal),
    }
    return render(request, "staff/notice.html", context, status=status)


def _facts(notice: Notice) -> list[tuple[str, str]]:
    """What a notice says; the persons and accounts it names stand in a table of their own."""
    listed = ("persons", "recipients")
    told = {name: value for name, value in notice.facts.items() if name not in listed}
    return in_words(notice.kind, told, zone=notice.agreement.time_zone)


def _recipients(notice: Notice) -> list[dict[str, str]]:
    """The accounts of a notice of later shares, their shares with separators."""
    listed: list[dict[str, str]] = notice.facts.get("recipients", [])
    return [said | {"shares": f"{Decimal(said['shares']):,f}"} for said in listed]


def channel_words(channel: str) -> str:
    """How a notice came, in words."""
    return CHANNEL_WORDS[Channel(channel)] if channel in set(Channel) else channel


def _foreseen(notice: Notice) -> tuple[company.NoticePreview | None, RightsError | None]:
    """What accepting it would do; or why that cannot be told, such as a calendar that is not loaded."""
    try:
        return company.preview_acceptance(notice, at=clock.now()), None
    except RightsError as error:
        return None, error


class CallBackForm(PartForm):
    """The call-back."""

    note = forms.CharField(
        label="The call-back",
        help_text="Whom you called, on which number of record, when, and what the officer confirmed.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def call_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the officer was called back; what looks outside the agreement is then queried."""
    notice = find_notice(request, code, number)
    at = clock.now()
    form = CallBackForm(*typed(request), agreement=notice.agreement, now=at)

    def act() -> str:
        note, by = form.cleaned_data["note"], signed_in(request)
        found = company.authenticate_notice(notice, by=by, at=at, note=note)
        if found.state == NoticeState.QUERIED:
            return "Authenticated, and held: an application for instructions is drafted. A person sends it."
        return "Authenticated. Ask a second person to accept it next."

    page = ActPage(
        heading="Record the call-back",
        section="20(g)",
        button="Record it as authenticated",
        back=_address(notice),
        crumbs=_crumbs(notice),
        about=f"{notice}: signed by {notice.officer_name}, {notice.officer_title}. Call on a number of "
        "record, never on one that stands on the paper.",
    )
    return act_page(request, notice.agreement, form, page=page, act=act)


@require_POST
@for_roles(*STAFF)
def ask_acceptance(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to accept an authenticated notice."""
    notice = find_notice(request, code, number)

    def act() -> Approval:
        return company.request_acceptance(notice, maker=signed_in(request), at=clock.now())

    def page(*, answered: None, refusal: RightsError | None, status: int) -> HttpResponse:
        fresh = find_notice(request, code, number)
        return notice_page(request, fresh, refusal=refusal, status=status)

    return performed(request, form=None, act=act, back=_address(notice), page=page)


def _address(notice: Notice) -> str:
    return reverse("notice", args=[notice.agreement.code, notice.number])


def _crumbs(notice: Notice) -> tuple[tuple[str, str], ...]:
    """The way to a notice."""
    listed = reverse("notices", args=[notice.agreement.code])
    return (("Notices", listed), (f"Notice {notice.number}", _address(notice)))
