"""Consulting the Company by schedule, and its standing instructions (§20(k))."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.workflow.items import CompanyAnswer, ItemState
from registry import clock
from registry.models import Approval, Item, LetterKind, PaperDue, RightsAgreement, StandingInstruction
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.services import consultation_lists, standing_instructions
from registry.services.consultation_lists import LineAnswered
from registry.services.holds import AnswerReceived
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.decision_forms import ConsultationForm
from registry.staff.item_work_forms import InstructionEndForm, InstructionForm
from registry.staff.uploads import paper_of

NOT_YET = ""


class ScheduleForm(ConsultationForm):
    """What the Company answered to a schedule: who, when, on which paper, and line by line what follows."""

    answer = None  # type: ignore[assignment]  # each line has its own

    def __init__(self, *args: Any, lines: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].help_text = "Used for every line that has no words of its own."
        self.lines = lines
        for line in lines:
            number = line["item"]
            label = f"Item {number}: {line['kind'].lower()}, {line['holder']}".replace("\n", " ")
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=label,
                choices=[(NOT_YET, "Not answered yet, stays held")]
                + [(one.value, one.words) for one in CompanyAnswer],
                required=False,
                help_text=f"{line['held']}.",
                widget=forms.Select(attrs={"class": "long"}),
            )
            self.fields[f"words_{number}"] = forms.CharField(
                label=f"Words about item {number}, if any", max_length=2000, required=False
            )
        self.order_fields(["answered_by", "answered_by_title", "answered_at", "document", "said"])

    @property
    def told(self) -> AnswerReceived:
        """Who answered, when, in which words; what follows is told by each line."""
        said = self.cleaned_data
        return AnswerReceived(
            said["answered_by"],
            said["answered_by_title"],
            said["answered_at"],
            said["said"],
            CompanyAnswer.REFUSE,
        )

    @property
    def answered(self) -> list[LineAnswered]:
        """The lines that the Company answered."""
        said = self.cleaned_data
        numbers = [line["item"] for line in self.lines]
        return [
            LineAnswered(number, CompanyAnswer(said[f"answer_{number}"]), said[f"words_{number}"])
            for number in numbers
            if said[f"answer_{number}"]
        ]


def _schedules(agreement: RightsAgreement) -> Any:
    found = PaperDue.objects.filter(agreement=agreement, paper_kind=LetterKind.CONSULT.value)
    return found.filter(closed_at__isnull=True).order_by("-pk")


@require_safe
@for_roles(*READERS)
def list_consultations(request: HttpRequest, code: str) -> HttpResponse:
    """Show the schedules about which the Company is consulted, and its standing instructions."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    waiting = set(
        Item.objects.filter(agreement=agreement, state=ItemState.HELD_20K).values_list("number", flat=True)
    )
    instructions = StandingInstruction.objects.filter(agreement=agreement).select_related(
        "document", "approval__approver", "recorded_by", "ending__document"
    )
    context = {
        "agreement": agreement,
        "schedules": [
            (letter, [(line, line["item"] in waiting) for line in letter.facts["items"]])
            for letter in _schedules(agreement)
        ],
        "held": Item.objects.filter(agreement=agreement, state=ItemState.HELD_20K).count(),
        "instructions": instructions.order_by("-pk"),
        "today": clock.now(),
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/consultations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def answer_schedule(request: HttpRequest, code: str, letter_id: int) -> HttpResponse:
    """Read the Company's answer to a schedule back, line by line, for a second person."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    letter = _schedules(agreement).filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    held = Item.objects.filter(agreement=agreement, state=ItemState.HELD_20K)
    waiting = set(held.values_list("number", flat=True))
    lines = [line for line in letter.facts["items"] if line["item"] in waiting]
    form = ScheduleForm(*typed(request), agreement=agreement, now=at, lines=lines)
    page = ActPage(
        heading="The Company's answer to the schedule",
        section="20(k)",
        button="Ask for approval of the record",
        back=reverse("consultations", args=[code]),
        crumbs=(("Consultations", reverse("consultations", args=[code])),),
        about="A line that is not answered leaves its item held. One approval records all lines, or none.",
    )

    def act() -> Approval:
        told, title = form.told, f"The Company's answer to schedule {letter.pk}"
        with paper_of(request, form, kind="CONSULTATION", title=title, at=at) as paper:
            return consultation_lists.request_answers(
                letter, told, lines=form.answered, document=paper, maker=signed_in(request), at=at
            )

    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def end_instruction(request: HttpRequest, code: str, instruction_id: int) -> HttpResponse:
    """File the Company's paper that takes a standing instruction back."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    found = StandingInstruction.objects.filter(agreement=agreement, pk=instruction_id).first()
    if found is None:
        raise Http404
    form = InstructionEndForm(*typed(request), agreement=agreement, now=at)
    page = ActPage(
        heading=form.heading,
        section=form.section,
        button="File it",
        back=reverse("consultations", args=[code]),
        crumbs=(("Consultations", reverse("consultations", args=[code])),),
        about=f"{found}: {found.get_answer_display().lower()}. What was approved on it before stays.",
    )

    def act() -> str:
        with paper_of(request, form, kind="INSTRUCTION", title=f"End of {found}", at=at) as paper:
            standing_instructions.end_instruction(
                found, form.told, document=paper, by=signed_in(request), at=at
            )
        return "Filed. The instruction is used no more from the day named."

    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_instruction(request: HttpRequest, code: str) -> HttpResponse:
    """Record a standing instruction of the Company, for a second person."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = InstructionForm(*typed(request), agreement=agreement, now=at)
    page = ActPage(
        heading=form.heading,
        section=form.section,
        button="Ask for approval of the record",
        back=reverse("consultations", args=[code]),
        crumbs=(("Consultations", reverse("consultations", args=[code])),),
        about="It does nothing by itself: each use is asked for, approved, and cites it.",
    )

    def act() -> Approval:
        title = "Standing instruction of the Company"
        with paper_of(request, form, kind="INSTRUCTION", title=title, at=at) as paper:
            return standing_instructions.request_instruction(
                agreement, form.told, document=paper, maker=signed_in(request), at=at
            )

    return act_page(request, agreement, form, page=page, act=act)
