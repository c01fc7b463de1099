"""Applications for instructions: the letter, and what became of it, each step from evidence (§20(g))."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from agreement.workflow import APPLICATION, ApplicationStatus, events_from
from agreement.workflow.items import ItemState
from registry import clock
from registry.models import Approval, InstructionApplication
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import notices as notice_selectors
from registry.services import company, item_applications
from registry.services.items import is_undecided
from registry.services.letters import date_letters, letter_of_application
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    STAFF,
    for_roles,
    signed_in,
    visible_agreement,
)
from registry.staff.acts import performed
from registry.staff.item_forms import InstantField, PartForm, day_picked
from registry.staff.items import page_of, told_refusal
from registry.staff.uploads import paper_of

ASKED = (ApplicationStatus.DRAFT, ApplicationStatus.SENT, ApplicationStatus.RECEIVED_BY_OFFICER)


class SentForm(PartForm):
    """When it was sent."""

    heading, button = "Record that it was sent", "Record that it was sent"
    sent_at = InstantField(label="Sent")


class OfficerForm(PartForm):
    """Which officer received it, and when."""

    heading, button = "Record that an officer received it", "Record the receipt"
    officer = forms.CharField(label="Officer who received it", max_length=200)
    received_at = InstantField(label="Actually received")


class DateForm(PartForm):
    """The date of the proposed action."""

    heading, button = "State the date of the proposed action", "State the date"
    day = day_picked(
        "Date",
        help_text="The letter states it. Leave time for that letter: the Business Days count from the day an "
        "officer actually received it, unless an officer consents to an earlier date.",
    )


class DateReceivedForm(PartForm):
    """Which officer received the letter that states the date, and when."""

    heading, button = "Record that an officer received the date", "Record the receipt of the date"
    officer = forms.CharField(label="Officer who received the letter with the date", max_length=200)
    received_at = InstantField(label="Actually received")


class ConsentForm(PartForm):
    """An officer's written consent to an earlier date."""

    heading, button = "File an officer's consent to an earlier date", "File the consent"
    day = day_picked("The earlier date")
    officer_name = forms.CharField(label="Officer who consents", max_length=200)
    officer_title = forms.CharField(label="Title of that officer", max_length=80)
    signed_on = day_picked("Signed on")
    document = forms.FileField(label="The consent, signed")


class AnswerForm(PartForm):
    """What the Company answered."""

    heading, button = "File the Company's answer", "File the answer"
    answer = forms.CharField(
        label="The answer, in its own words", max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    confirms = forms.ChoiceField(
        label="What follows for the notice",
        choices=[("CONFIRMED", "It stands and may be accepted"), ("WITHDRAWN", "It is withdrawn")],
        widget=forms.RadioSelect,
    )
    officer_name = forms.CharField(label="Officer who answers", max_length=200)
    officer_title = forms.CharField(label="Title of that officer", max_length=80)
    signed_on = day_picked("Signed on")
    received_at = InstantField(label="Received")
    board_determined_on = day_picked(
        "Day of the Board's determination",
        is_required=False,
        help_text="Needed where the question is one for the Board (§29).",
    )
    document = forms.FileField(
        label="Paper, signed", help_text="Officer's certificate, instruction, or determination of the Board."
    )


class UnansweredForm(PartForm):
    """Nobody answered by the date stated."""

    heading, button = "Attest that the stated date came without an answer", "Attest it"


class WithdrawalForm(PartForm):
    """The question is asked no more."""

    heading, button = "Withdraw the application", "Withdraw it"


Act = Callable[[HttpRequest, InstructionApplication, Any, datetime], str]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its form, and the act that takes what was filled in."""

    form: type[PartForm]
    act: Act


def _sent(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    company.send_application(found, sent_at=form.cleaned_data["sent_at"], by=signed_in(request), at=at)
    return "Recorded as sent."


def _received(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    said, by = form.cleaned_data, signed_in(request)
    company.record_receipt(found, officer=said["officer"], received_at=said["received_at"], by=by, at=at)
    return "Recorded as received. The earliest date of an action follows from it."


def _dated(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    company.state_date(found, day=form.cleaned_data["day"], by=signed_in(request), at=at)
    if found.state == ApplicationStatus.DRAFT:
        return "The date is stated: the letter has it now. It does nothing by itself."
    return "The date is stated by a letter, which waits to be mailed. It does nothing by itself."


def _date_received(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    said, by = form.cleaned_data, signed_in(request)
    company.record_date_receipt(found, officer=said["officer"], received_at=said["received_at"], by=by, at=at)
    return "The date is recorded as received. The earliest date of an action counts from then."


def _consented(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    said, title = form.cleaned_data, f"Consent to an earlier date, {about_words(found)}"
    with paper_of(request, form, kind="CONSENT", title=title, signed_on=said["signed_on"], at=at) as paper:
        company.consent_to_date(
            found,
            day=said["day"],
            document=paper,
            officer_name=said["officer_name"],
            officer_title=said["officer_title"],
            by=signed_in(request),
            at=at,
        )
    return "The consent is filed; its date is the earliest one now."


def _answered(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    said, by = form.cleaned_data, signed_in(request)
    title = f"The Company's answer about {about_words(found)}"
    reply = company.CompanyReply(
        words=said["answer"],
        **{name: said[name] for name in ("confirms", "officer_name", "officer_title", "received_at")},
        board_determined_on=said["board_determined_on"],
    )
    dated = {"signed_on": said["signed_on"], "received_at": reply.received_at}
    with paper_of(request, form, kind="INSTRUCTION", title=title, at=at, **dated) as paper:
        company.answer_application(found, reply, document=paper, by=by, at=at)
    if said["confirms"] == "CONFIRMED":
        return "The answer is filed. The notice stands; ask a second person to accept it."
    return "The answer is filed. The notice is superseded."


def _unanswered(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    company.attest_unanswered(found, by=signed_in(request), at=at)
    return "Attested. The proposal is authorised; nothing is posted by it."


def _withdrawn(request: HttpRequest, found: InstructionApplication, form: Any, at: datetime) -> str:
    company.withdraw_application(found, by=signed_in(request), at=at)
    return f"The application is withdrawn; {about_words(found)} stays as it is."


# By the event of the table of moves; three that move nothing stand beside them.
STEPS = {
    "sent": Step(SentForm, _sent),
    "received_by_officer": Step(OfficerForm, _received),
    "answered": Step(AnswerForm, _answered),
    "dated": Step(DateForm, _dated),
    "date_received": Step(DateReceivedForm, _date_received),
    "consented": Step(ConsentForm, _consented),
    "found_unanswered": Step(UnansweredForm, _unanswered),
    "withdrawn": Step(WithdrawalForm, _withdrawn),
}


def steps_open(found: InstructionApplication) -> list[str]:
    """The steps that the state of an application allows, in the order of the day."""
    allowed = set(events_from(APPLICATION, found.state))
    if found.state in ASKED and found.state != ApplicationStatus.DRAFT:
        allowed |= {"dated", "consented"} if found.received_by_officer_at else {"consented"}
    if found.state == ApplicationStatus.DRAFT:
        allowed.add("dated")
    if (
        found.state == ApplicationStatus.RECEIVED_BY_OFFICER
        and found.stated_date
        and not found.date_received_at
    ):
        allowed.add("date_received")
    if found.stated_date is None:
        allowed.discard("found_unanswered")
    if found.item is not None:
        allowed.discard("answered")  # the Company's answer about an item is a consultation, on its page
    return [name for name in STEPS if name in allowed]


def find_application(request: HttpRequest, code: str, number: int) -> InstructionApplication:
    """The latest application on a notice that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    of_notice = notice_selectors.applications(agreement).select_related("notice__agreement")
    found = of_notice.filter(notice__number=number).first()
    if found is None:
        raise Http404
    return found


def find_about_item(request: HttpRequest, code: str, number: int) -> InstructionApplication:
    """The latest application about an item that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    about_items = notice_selectors.applications(agreement).select_related("item__agreement")
    found = about_items.filter(item__number=number).first()
    if found is None:
        raise Http404
    return found


def about_words(found: InstructionApplication) -> str:
    """What an application is about, by its number."""
    return f"notice {found.notice.number}" if found.notice else f"item {found.item and found.item.number}"


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_application(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show an application: its letter, its dates, and what may be recorded next."""
    return application_page(request, find_application(request, code, number))


@require_safe
@for_roles(*READERS)
def show_about_item(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show an application about a held item."""
    return application_page(request, find_about_item(request, code, number))


def application_page(
    request: HttpRequest,
    found: InstructionApplication,
    *,
    answered: tuple[str, PartForm] | None = None,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an application; after a step that was refused, with its grounds and what was typed."""
    at, name_answered = clock.now(), answered[0] if answered else ""
    may_act = has_any_role(signed_in(request), STAFF_ROLES)
    step_page = "item_application_step" if found.item else "application_step"
    about = found.item or found.notice
    open_forms = [
        (
            name,
            answered[1] if answered and name == name_answered else _form(name, found, at=at),
            reverse(step_page, args=[found.agreement.code, about and about.number, name]),
        )
        for name in steps_open(found)
    ]
    agreement, notice, item = found.agreement, found.notice, found.item
    context = {
        "agreement": agreement,
        "application": found,
        "drafted": letter_of_application(found),
        "dating": date_letters(found).last(),
        "notice": notice,
        "item": item,
        "item_page": page_of(item) if item else "",
        "may_act_on_it": may_act and _may_be_acted_on(found),
        "state_words": ApplicationStatus(found.state).replace("_", " ").capitalize(),
        "steps": open_forms if may_act else [],
        "answered": name_answered,
        "has_errors": bool(answered and answered[1].errors),
        **told_refusal(refusal),
    }
    return render(request, "staff/application.html", context, status=status)


def _may_be_acted_on(found: InstructionApplication) -> bool:
    """Whether what was proposed about an item may be asked for: authorised, still held, not asked for yet."""
    is_asked = found.act is not None and is_undecided(found.act)
    is_held = found.item is not None and found.item.state == ItemState.HELD_20K
    return found.state == ApplicationStatus.DEEMED_AUTHORISED and is_held and not is_asked


def _form(name: str, found: InstructionApplication, *, at: datetime, told: Any = (None, None)) -> PartForm:
    return STEPS[name].form(*told, prefix=name, agreement=found.agreement, now=at)


@require_POST
@for_roles(*STAFF)
def take_step(request: HttpRequest, code: str, number: int, step: str) -> HttpResponse:
    """Record a step of an application about a notice."""
    find = partial(find_application, request, code, number)
    return _step(request, step, find=find, page_name="application")


@require_POST
@for_roles(*STAFF)
def take_step_about_item(request: HttpRequest, code: str, number: int, step: str) -> HttpResponse:
    """Record a step of an application about a held item."""
    find = partial(find_about_item, request, code, number)
    return _step(request, step, find=find, page_name="item_application")


@require_POST
@for_roles(*STAFF)
def act_on_proposal(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to do what was proposed about an item and nobody answered."""
    find = partial(find_about_item, request, code, number)
    found, back = find(), reverse("item_application", args=[code, number])

    def page(*, answered: PartForm | None, refusal: RightsError | None, status: int) -> HttpResponse:
        return application_page(request, find(), refusal=refusal, status=status)

    def act() -> Approval:
        return item_applications.request_proposed_act(found, maker=signed_in(request), at=clock.now())

    return performed(request, form=None, act=act, back=back, page=page)


def _step(
    request: HttpRequest, step: str, *, find: Callable[[], InstructionApplication], page_name: str
) -> HttpResponse:
    found, at = find(), clock.now()
    if step not in STEPS:
        raise Http404
    form = _form(step, found, at=at, told=(request.POST, request.FILES))
    about = found.notice or found.item
    back = reverse(page_name, args=[found.agreement.code, about and about.number])

    def page(*, answered: PartForm, refusal: RightsError | None, status: int) -> HttpResponse:
        fresh = find()
        return application_page(request, fresh, answered=(step, answered), refusal=refusal, status=status)

    def act() -> str:
        return STEPS[step].act(request, found, form, at)

    return performed(request, form=form, act=act, back=back, page=page)
