"""What the Rights Agent asked of the Company before opening the books, and the answers (§3(a), §5(b)(ii))."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreement.errors import RightsError
from registry import clock
from registry.models import InformationRequest
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.notices import information_requests
from registry.services import information
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, attempt, typed
from registry.staff.item_forms import PartForm
from registry.staff.items import told_refusal
from registry.staff.uploads import paper_of


class QuestionForm(PartForm):
    """A question to the Company."""

    question = forms.CharField(
        label="Question to the Company", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(PartForm):
    """What the Company answered, with its paper."""

    answer = forms.CharField(
        label="The Company's answer", max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    document = forms.FileField(label="Paper of the answer")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def list_questions(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was asked and answered; a posted question is recorded."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    may_act = has_any_role(signed_in(request), STAFF_ROLES)
    form = QuestionForm(*typed(request), agreement=agreement, now=at)
    refusal: RightsError | None = None
    status = 200
    if request.method == "POST":
        if not may_act:
            raise PermissionDenied
        status = 422
        if form.is_valid():

            def act() -> str:
                question = form.cleaned_data["question"]
                information.ask(agreement, question=question, by=signed_in(request), at=at)
                return "The question is recorded. The books do not open before the Company has answered it."

            answer, refusal = attempt(request, act, back=reverse("questions", args=[code]))
            if answer is not None:
                return answer
            status = refusal.status if refusal else status
    asked = list(information_requests(agreement))
    context = {
        "agreement": agreement,
        "waiting": [one for one in asked if one.answered_at is None],
        "settled": [one for one in asked if one.answered_at is not None],
        "may_act": may_act,
        "form": form,
        **told_refusal(refusal),
    }
    return render(request, "staff/questions.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def answer_question(request: HttpRequest, code: str, question_id: int) -> HttpResponse:
    """Record the Company's answer to a question, with its paper."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    asked = InformationRequest.objects.filter(agreement=agreement, pk=question_id).first()
    if asked is None:
        raise Http404
    form = AnswerForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        with paper_of(request, form, kind="INFORMATION", title="The Company's answer", at=at) as paper:
            answer = form.cleaned_data["answer"]
            information.answer(asked, answer=answer, document=paper, by=signed_in(request), at=at)
        return "The answer is filed."

    listed = reverse("questions", args=[code])
    page = ActPage(
        heading="Record the Company's answer",
        section="5(b)(ii)",
        button="File the answer",
        back=listed,
        crumbs=(("Questions", listed),),
        about=asked.question,
    )
    return act_page(request, agreement, form, page=page, act=act)
