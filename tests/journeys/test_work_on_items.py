"""The desk of items: who takes up what, the clock, evidence, schedules, instructions, proposals, the tray."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from registry.models import (
    Approval,
    EvidenceRequest,
    InstructionApplication,
    Item,
    PaperDue,
    SavedView,
    StandingInstruction,
)
from tests.journeys.stage import INES, MARA, ROWAN, SOLOMON, Stage, paper
from tests.journeys.test_thin_thread import (
    CODE,
    clean_certificates,
    local_now,
    open_hash,
    opened,
    presented,
    transferee,
)

pytestmark = pytest.mark.django_db
__all__ = ["opened"]


def receive(stage: Stage, place: int, **told: Any) -> Item:
    """A transfer of 40 Rights taken in at the counter."""
    certificate = clean_certificates(stage)[place]
    answer = stage.post(
        MARA, "receive_transfer", CODE, **{**presented(certificate, **transferee(40)), **told}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Item.objects.latest("number")


def looked_for(stage: Stage, **query: str) -> str:
    answer = stage.client(MARA).get(reverse("items", args=[CODE]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_queue_is_narrowed_by_clock_person_state_and_words(opened: Stage) -> None:
    receive(opened, 0)
    receive(opened, 1, **{"answers-statement_1": "BLANK"})
    queue = opened.page(MARA, "items", CODE)
    assert "Transfer 1" in queue
    assert "Waits for the Company" in queue
    assert "Transfer 2" not in looked_for(opened, clock="routine")
    assert "Transfer 1" not in looked_for(opened, clock="rests")
    assert "Nothing found" in looked_for(opened, person="mine")
    assert opened.post(MARA, "item_assigned", CODE, 1, to=MARA).status_code == 302
    assert "Transfer 1" in looked_for(opened, person="mine")
    assert "Transfer 1" not in looked_for(opened, person="nobodys")
    assert "Transfer 2" not in looked_for(opened, state="EXAMINED")
    certificate = clean_certificates(opened)[1]
    found = looked_for(opened, words=f"R-{certificate.number:07d}")
    assert "Transfer 2" in found
    assert "Transfer 1" not in found
    assert opened.post(MARA, "item_assigned", CODE, 1, to=ROWAN).status_code == 302
    assert Item.objects.get(number=1).assigned_to.username == MARA, "an officer is not of the staff"
    assert opened.post(MARA, "item_assigned", CODE, 1, to="").status_code == 302
    assert Item.objects.get(number=1).assigned_to is None
    for odd in ("9999-12", "0001-01", "now"):
        shown = opened.client(INES).get(reverse("turnaround", args=[CODE]), {"month": odd})
        assert shown.status_code == 200, odd
    assert "Nothing found" in looked_for(opened, words="\x00none")
    shown = opened.page(INES, "turnaround", CODE)
    assert "17 CFR 240.17Ad-2(a)" in shown
    assert "binds nobody" in shown
    lines = b"".join(opened.client(INES).get(reverse("turnaround_export", args=[CODE])).streaming_content)
    assert lines.decode().count("TRANSFER") == 2


def test_a_view_of_the_queue_is_saved_beside_the_fixed_ones_and_deleted_by_its_owner(opened: Stage) -> None:
    receive(opened, 0)
    narrowed = {"kind": "TRANSFER", "words": "Transfer"}
    assert "Save this view" in looked_for(opened, **narrowed)
    assert "Save this view" not in looked_for(opened, clock="late"), "a fixed view needs no saving"
    sent = {"query": "words=Transfer&kind=TRANSFER&colour=red", "called": "  Transfers\u202e of mine "}
    assert (
        opened.post(MARA, "view_saved", CODE, **sent)
        .headers["Location"]
        .endswith("?kind=TRANSFER&words=Transfer")
    )
    view = SavedView.objects.get()
    assert (view.user.username, view.name, view.query) == (
        MARA,
        "Transfers of mine",
        "kind=TRANSFER&words=Transfer",
    )
    shown = looked_for(opened, **narrowed)
    assert "Delete the view Transfers of mine" in shown
    assert f'?{view.query.replace("&", "&amp;")}" aria-current="true">Transfers of mine' in shown
    other = opened.client(INES).get(reverse("items", args=[CODE])).content.decode()
    assert "Transfers of mine" not in other, "nobody sees another's"
    assert opened.post(INES, "view_deleted", CODE, view.pk).status_code == 404
    assert (
        opened.post(MARA, "view_saved", CODE, query="kind=EXERCISE", called="Transfers of mine").status_code
        == 302
    )
    assert SavedView.objects.get().query == "kind=EXERCISE", "a name in use is used anew"
    for unnamed in ({"query": "", "called": "All"}, {"query": "kind=EXERCISE", "called": " \x00 "}, {}):
        assert opened.post(MARA, "view_saved", CODE, **unnamed).status_code == 302
    for place in range(15):
        opened.post(MARA, "view_saved", CODE, query="clock=late", called=f"View {place}")
    assert SavedView.objects.count() == 12
    assert opened.post(MARA, "view_deleted", CODE, SavedView.objects.get(name="View 3").pk).status_code == 302
    assert not SavedView.objects.filter(name="View 3").exists()


@pytest.mark.refusal("EVIDENCE_OUTSTANDING")
@pytest.mark.row("R-6a-4")
def test_evidence_is_asked_for_filed_and_assessed_on_the_page_of_the_item(opened: Stage) -> None:
    item = receive(opened, 0)
    assert "None was asked for" in opened.page(MARA, "item", CODE, 1)
    empty = opened.post(MARA, "item_evidence", CODE, 1, asked_by="AGENT")
    assert empty.status_code == 422
    asked = {
        "asked_by": "AGENT",
        "asked_at": local_now(),
        "evidence": "Who holds the beneficial interest",
        "reason": "The name is a nominee's",
    }
    assert opened.post(MARA, "item_evidence", CODE, 1, **asked).status_code == 302
    shown = opened.page(INES, "item", CODE, 1)
    assert "EVIDENCE_OUTSTANDING" in shown
    assert "Waits for evidence" in shown
    assert "Ask for approval of the posting" not in shown
    request = EvidenceRequest.objects.get(item=item)
    early = opened.post(
        MARA,
        "item_evidence_assessed",
        CODE,
        1,
        request.pk,
        assessment="SATISFIED",
        words="It names the owner",
    )
    assert early.status_code == 409
    assert "Nothing came yet" in early.content.decode()
    came = {"received_at": local_now(), "document": paper("evidence.txt", "A statement")}
    assert opened.post(MARA, "item_evidence_filed", CODE, 1, request.pk, **came).status_code == 302
    told = {"assessment": "SATISFIED", "words": "It names the owner"}
    assert opened.post(MARA, "item_evidence_assessed", CODE, 1, request.pk, **told).status_code == 302
    assert "Ask for approval of the posting" in opened.page(MARA, "item", CODE, 1)


@pytest.mark.row("R-20k-2")
def test_the_company_answers_a_schedule_and_a_standing_instruction_is_used(opened: Stage) -> None:
    blank = {"answers-statement_1": "BLANK"}
    for place in (0, 1, 2):
        receive(opened, place, **blank)
    page = opened.page(MARA, "consultations", CODE)
    assert "3 items wait for its answer" in page
    letter = PaperDue.objects.get(paper_kind="CONSULT", closed_at__isnull=True)
    told = {
        "answered_by": "Rowan T. Ellery",
        "answered_by_title": "President",
        "answered_at": local_now(),
        "said": "As listed.",
        "document": paper("answers.txt", "Our answers"),
        "answer_1": "PROCEED",
        "answer_2": "REFUSE",
        "words_2": "Not this holder",
    }
    answered = opened.post(MARA, "answer_schedule", CODE, letter.pk, **told)
    assert answered.status_code == 302, answered.content.decode()
    assert "Not this holder" in opened.page(SOLOMON, "request", open_hash(opened))
    assert opened.post(SOLOMON, "approve_request", open_hash(opened)).status_code == 302
    states = Item.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["EXAMINED", "REFUSED", "HELD_20K"]

    instruction = {
        "held_class": "BLANK",
        "answer": "PROCEED",
        "said": "Go on where a statement is blank.",
        "officer_name": "Rowan T. Ellery",
        "officer_title": "President",
        "signed_on": local_now()[:10],
        "in_force_from": local_now()[:10],
        "document": paper("standing.txt", "Standing instruction"),
    }
    recorded = opened.post(MARA, "record_instruction", CODE, **instruction)
    assert recorded.status_code == 302, recorded.content.decode()
    assert opened.post(SOLOMON, "approve_request", open_hash(opened)).status_code == 302
    made = StandingInstruction.objects.get()
    assert "reaches this item" in opened.page(MARA, "item", CODE, 3)
    assert opened.post(MARA, "item_instruction_used", CODE, 3, made.pk).status_code == 302
    assert opened.post(SOLOMON, "approve_request", open_hash(opened)).status_code == 302
    assert Item.objects.get(number=3).state == "EXAMINED"
    ending = {
        **{name: instruction[name] for name in ("officer_name", "officer_title", "signed_on")},
        "said": "From today no more.",
        "ends_on": local_now()[:10],
        "document": paper("ended.txt", "No more"),
    }
    assert opened.post(MARA, "instruction_ended", CODE, made.pk, **ending).status_code == 302
    assert "From today no more." in opened.page(MARA, "consultations", CODE)
    again = opened.post(MARA, "item_instruction_used", CODE, 3, made.pk)
    assert again.status_code == 409
    assert "ITEM_NOT_HELD" in again.content.decode()


@pytest.mark.row("R-20g-2")
def test_an_application_about_an_affirmative_answer_may_only_propose_to_refuse(opened: Stage) -> None:
    receive(opened, 0, **{"answers-statement_1": "YES"})
    form = opened.page(MARA, "item_apply", CODE, 1)
    assert "Refuse the item and return its papers" in form
    assert "Return the papers for completion" not in form
    assert opened.post(MARA, "item_apply", CODE, 1, proposed="RETURN_FOR_COMPLETION").status_code == 422
    assert opened.post(MARA, "item_apply", CODE, 1, proposed="REFUSE_AND_RETURN").status_code == 302
    sent = {"sent-sent_at": local_now()}
    assert opened.post(MARA, "item_application_step", CODE, 1, "sent", **sent).status_code == 302
    received = {"received_by_officer-officer": "Rowan", "received_by_officer-received_at": local_now()}
    told = opened.post(MARA, "item_application_step", CODE, 1, "received_by_officer", **received)
    assert told.status_code == 302
    application = InstructionApplication.objects.get()
    assert application.earliest_date is not None
    early = opened.post(MARA, "item_proposal_taken", CODE, 1)
    assert early.status_code == 422
    assert "PROPOSAL_NOT_AUTHORISED" in early.content.decode()
    assert Item.objects.get(number=1).state == "HELD_20K"
    assert "refuse the item" in opened.page(INES, "item_application", CODE, 1)


def test_a_tray_is_approved_at_once_each_by_its_own_hash_and_one_refused_leaves_the_others(
    opened: Stage,
) -> None:
    items = [receive(opened, place) for place in range(3)]
    for item in items:
        assert opened.post(MARA, "item_asked", CODE, item.number).status_code == 302
    hashes = list(
        Approval.objects.filter(kind="POST_TRANSFER").order_by("pk").values_list("request_hash", flat=True)
    )
    page = opened.page(SOLOMON, "tray")
    assert all(one in page for one in hashes)
    assert "The tray is empty" not in page
    blocked = EvidenceRequest.objects.count()
    asked = {
        "asked_by": "AGENT",
        "asked_at": local_now(),
        "evidence": "Who holds the beneficial interest",
        "reason": "The name is a nominee's",
    }
    assert opened.post(MARA, "item_evidence", CODE, 2, **asked).status_code == 302
    assert EvidenceRequest.objects.count() == blocked + 1
    answer = opened.client(SOLOMON).post(reverse("tray"), {"take": hashes})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "Approved and done: 2 of 3." in told
    assert "EVIDENCE_OUTSTANDING" in told or "Evidence asked for" in told
    states = Item.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["POSTED", "HELD", "POSTED"]
    nothing = opened.client(SOLOMON).post(reverse("tray"), {})
    assert nothing.status_code == 422
    assert "Nothing was taken" in nothing.content.decode()


def test_an_item_that_its_holder_takes_back_ends_by_two_people_and_its_papers_go_back(opened: Stage) -> None:
    item = receive(opened, 0)
    asked = opened.post(MARA, "item_withdrawal", CODE, 1, document=paper("back.txt", "I take it back"))
    assert asked.status_code == 302
    item.refresh_from_db()
    assert item.state == "EXAMINED"
    assert opened.post(SOLOMON, "approve_request", open_hash(opened)).status_code == 302
    item.refresh_from_db()
    assert item.state == "WITHDRAWN"
    assert item.certificates.get().returned_at is None, "nobody mailed anything"
    assert opened.post(MARA, "item_asked", CODE, 1).status_code == 409
    told = {"returned_at": local_now(), "means": "REGISTERED", "handed_over_by": "P. Clerk"}
    untracked = opened.post(MARA, "item_return", CODE, 1, **told)
    assert untracked.status_code == 400
    assert "number under which the papers travel" in untracked.content.decode()
    assert opened.post(MARA, "item_return", CODE, 1, **told, tracking="RR 123 456 785 US").status_code == 302
    assert item.certificates.get().returned_at is not None
    assert "RR 123 456 785 US" in opened.page(MARA, "item", CODE, 1)


def test_a_held_item_asked_back_stays_with_the_agent_and_the_company_is_told(opened: Stage) -> None:
    item = receive(opened, 0, **{"answers-statement_1": "YES"})
    assert "The holder asks for it back" in opened.page(MARA, "item", CODE, 1)
    assert "File it and tell the Company" in opened.page(MARA, "item_withdrawal", CODE, 1)
    back = opened.post(MARA, "item_withdrawal", CODE, 1, document=paper("back.txt", "I take it back"))
    assert back.status_code == 302
    item.refresh_from_db()
    assert item.state == "HELD_20K"
    assert not Approval.objects.filter(kind="WITHDRAW_ITEM").exists()
    assert "The registered holder asked for it back on" in opened.page(MARA, "item", CODE, 1)
    told = PaperDue.objects.filter(paper_kind="CONSULT").latest("pk")
    assert told.facts["items"][0]["asked_back"]
