"""The work on an item: evidence asked for, an application for instructions, a withdrawal (§6(a), §20(g))."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agreement.errors import RightsError
from agreement.workflow.items import Assessment, ItemProposal
from registry import clock
from registry.models import Approval, EvidenceRequest, Item, StandingInstruction
from registry.selectors.items import evidence_asked
from registry.selectors.schedules import open_proposals
from registry.services import (
    evidence,
    holds,
    item_applications,
    item_work,
    paper_returns,
    standing_instructions,
)
from registry.staff.access import STAFF, for_roles, signed_in
from registry.staff.decision_forms import ConsultationForm, ContraryAnswerForm
from registry.staff.item_work_forms import (
    AssessmentForm,
    EvidenceForm,
    ProposalForm,
    ReplyForm,
    ReturnForm,
    WithdrawalForm,
)
from registry.staff.items import asked_of_another, find_item, item_page, one_form, page_of, told_refusal
from registry.staff.uploads import paper_if_any, paper_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def consult(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record what the Company answered about a held item, for a second person; a contrary answer holds."""
    item = find_item(request, code, number)
    is_contrary = holds.proceeding_answer(item) is not None

    def act(form: ConsultationForm) -> Approval | str:
        told, at, title = form.told, clock.now(), f"The Company's answer about item {number}"
        with paper_of(request, form, kind="CONSULTATION", title=title, at=at) as paper:
            if is_contrary:
                holds.file_contrary_answer(item, told, document=paper, by=signed_in(request), at=at)
                return "Filed. The item is held until the Company settles what its officers said."
            return holds.request_consultation(item, told, document=paper, maker=signed_in(request), at=at)

    if is_contrary:
        return one_form(request, item, ContraryAnswerForm, act=act, button="File it and hold the item")
    return one_form(request, item, ConsultationForm, act=act, button="Ask for approval of the record")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def ask_evidence(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that evidence about a Beneficial Owner is asked for; it holds the item."""
    item = find_item(request, code, number)

    def act(form: EvidenceForm) -> str:
        at = clock.now()
        with paper_if_any(
            request, form, kind="EVIDENCE", title=f"Request for evidence, item {number}", at=at
        ) as paper:
            evidence.request_evidence(item, form.told, document=paper, by=signed_in(request), at=at)
        return "Recorded. The item is held until the evidence came and satisfies."

    return one_form(request, item, EvidenceForm, act=act, button="Record the request")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def file_evidence(request: HttpRequest, code: str, number: int, request_id: int) -> HttpResponse:
    """File what came in answer to a request for evidence."""
    item, asked = _asked(request, code, number, request_id)

    def act(form: ReplyForm) -> str:
        at, received_at = clock.now(), form.cleaned_data["received_at"]
        told: dict[str, Any] = {"title": f"Evidence, item {number}", "received_at": received_at, "at": at}
        with paper_of(request, form, kind="EVIDENCE", **told) as paper:
            evidence.receive_evidence(asked, document=paper, by=signed_in(request), at=at)
        return "Filed. Whoever asked assesses it; until then the item stays held."

    return one_form(request, item, ReplyForm, act=act, button="File it")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def assess_evidence(request: HttpRequest, code: str, number: int, request_id: int) -> HttpResponse:
    """Record whether what came satisfies whoever asked."""
    item, asked = _asked(request, code, number, request_id)

    def act(form: AssessmentForm) -> str:
        at, said = clock.now(), form.cleaned_data
        with paper_if_any(
            request, form, kind="EVIDENCE", title=f"Assessment of evidence, item {number}", at=at
        ) as paper:
            evidence.assess_evidence(
                asked,
                Assessment(said["assessment"]),
                words=said["words"],
                document=paper,
                by=signed_in(request),
                at=at,
            )
        return "Recorded, and the item examined anew."

    return one_form(request, item, AssessmentForm, act=act, button="Record the finding")


def _asked(request: HttpRequest, code: str, number: int, request_id: int) -> tuple[Item, EvidenceRequest]:
    item = find_item(request, code, number)
    asked = evidence_asked(item).filter(pk=request_id).first()
    if asked is None:
        raise Http404
    asked.item = item
    return item, asked


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def apply_for_instructions(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Draft an application about a held item, with what is proposed."""
    item, at = find_item(request, code, number), clock.now()
    may = open_proposals(item)
    told = request.POST if request.method == "POST" else None
    form = ProposalForm(told, agreement=item.agreement, now=at, open_proposals=may)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            proposed = ItemProposal(form.cleaned_data["proposed"])
            try:
                item_applications.apply_about_item(item, proposed, by=signed_in(request), at=at)
            except RightsError as error:
                refusal, status = error, error.status
            else:
                messages.success(request, "Drafted. Send it, and record when an officer received it.")
                return redirect("item_application", code=code, number=number)
    context = {
        "agreement": item.agreement,
        "item": item,
        "item_page": page_of(item),
        "form": form,
        "button": "Draft the application",
        **told_refusal(refusal),
    }
    return render(request, "staff/item_act.html", context, status=status)


@require_POST
@for_roles(*STAFF)
def use_instruction(request: HttpRequest, code: str, number: int, instruction_id: int) -> HttpResponse:
    """Ask a second person to let a standing instruction decide about a held item."""
    item = find_item(request, code, number)
    found = StandingInstruction.objects.filter(agreement=item.agreement, pk=instruction_id).first()
    if found is None:
        raise Http404
    try:
        approval = standing_instructions.request_use(item, found, maker=signed_in(request), at=clock.now())
    except RightsError as error:
        return _back(request, item, error)
    return asked_of_another(request, approval)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to end an item that its holder takes back; one held under 20(k) stays held."""
    item = find_item(request, code, number)
    waits, by = item_work.waits_for_company(item), signed_in(request)

    def act(form: WithdrawalForm) -> Approval | str:
        at = clock.now()
        with paper_of(request, form, kind="ITEM_PAPER", title=f"Withdrawal of item {number}", at=at) as paper:
            if not waits:
                return item_work.request_withdrawal(item, document=paper, maker=by, at=at)
            item_work.note_withdrawal(item, document=paper, by=by, at=at)
        return "Filed. The Company is told; the papers stay here until it was consulted (20(k))."

    button = "File it and tell the Company" if waits else "Ask for approval"
    return one_form(request, item, WithdrawalForm, act=act, button=button)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_return(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the papers of an item that ended unposted went back."""
    item = find_item(request, code, number)

    def act(form: ReturnForm) -> str:
        at = clock.now()
        with paper_if_any(request, form, kind="ITEM_PAPER", title=f"Return of item {number}", at=at) as paper:
            paper_returns.record_return(item, form.told, document=paper, by=signed_in(request), at=at)
        return "Recorded. The certificates may be presented again."

    return one_form(request, item, ReturnForm, act=act, button="Record the return")


def _back(request: HttpRequest, item: Item, error: RightsError) -> HttpResponse:
    """The page of the item with the refusal; another page's item is led there with it as a message."""
    if page_of(item) == reverse("item", args=[item.agreement.code, item.number]):
        return item_page(request, item, refusal=error, status=error.status)
    messages.error(request, str(error))
    return redirect(page_of(item))
