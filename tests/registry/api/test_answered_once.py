"""An act is answered once: its key gives the very answer again; a crash leaves neither (8)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from certificates.models import Mailing, MailingKind
from config.demo import post, story
from config.screens import counter, desk
from registry import clock
from registry.models import IdempotentCall, Job, JobChunk, NoticeKind, Opening, User
from registry.services.calls import Answer, Call, answer_once
from tests.journeys.stage import MARA, SOLOMON, work
from tests.registry.api.callers import MACHINE, PLAN, Callers
from tests.registry.api.leaving import act_on_what_leaves
from tests.registry.api.twice import act_at_the_counter, act_beside_it, counted, twice

KEY = "5f0c2a52-0e5c-4c9f-8d8f-000000000001"


@pytest.mark.row("R-5b-1")
def test_every_operation_that_acts_does_it_once_however_often_it_is_sent(callers: Callers) -> None:
    stage = callers.stage
    listed = make_list(callers)
    tried = callers.get(MARA, f"{PLAN}openings/dry-run", holder_list=listed)
    assert tried.status_code == 200, tried.content
    assert Opening.objects.count() == 0, "a dry run keeps nothing"

    kept = twice(callers, MARA, f"{PLAN}openings", {"holder_list": listed}, status=201, key="opening-1")
    assert kept["preview"] == tried.json()["preview"], "the dry run is what the preview shows"
    opening = f"{PLAN}openings/{kept['id']}"
    asked = twice(callers, MARA, f"{opening}/request", {}, status=202, key="request-1")
    request = f"{PLAN}requests/{asked['request_hash']}"
    own = twice(
        callers, SOLOMON, f"{request}/rejection", {"reason": "first look"}, status=200, key="reject-1"
    )
    assert own["state"] == "REJECTED"

    again = twice(callers, MARA, f"{PLAN}openings", {"holder_list": listed}, status=201, key="opening-2")
    asked = twice(callers, MARA, f"{PLAN}openings/{again['id']}/request", {}, status=202, key="request-2")
    request = f"{PLAN}requests/{asked['request_hash']}"
    done = twice(callers, SOLOMON, f"{request}/approval", {}, status=200, key="approve-1")
    assert (done["state"], done["entry"]) == ("APPROVED", stage.head()[0])
    work()
    act_on_mail(callers)
    entry = act_on_an_item(callers, opening=done["entry"])
    act_at_the_counter(callers)
    act_beside_it(callers)
    act_on_jobs_and_paper(callers, entry=entry)
    act_on_what_leaves(callers)
    assert operations_among(callers, callers.replayed) == operations_that_act(callers)


def operations_that_act(callers: Callers) -> set[str]:
    """The names of all operations of the description that do something."""
    paths = description(callers)
    posted = [said["post"] for said in paths.values() if "post" in said]
    return {one["operationId"] for one in posted if any(part["in"] == "header" for part in one["parameters"])}


def operations_among(callers: Callers, sent: set[str]) -> set[str]:
    """The names of the operations to which some addresses belong."""
    found = set()
    for template, said in description(callers).items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        if "post" in said and any(re.fullmatch(pattern, path) for path in sent):
            found.add(said["post"]["operationId"])
    return found


def description(callers: Callers) -> dict[str, Any]:
    """The addresses of the description as it is handed out."""
    paths: dict[str, Any] = callers.get(MARA, "openapi.json").json()["paths"]
    return paths


def act_on_mail(callers: Callers) -> None:
    """The Company asked that the Summary of Rights be mailed; the mailing is frozen."""
    facts = {"mailer": "AGENT", "papers": MailingKind.SUMMARY_OF_RIGHTS.value}
    story.say(callers.stage.agreement, NoticeKind.MAILING_REQUEST, facts, received_at=clock.now())
    asked = {"kind": facts["papers"], "text_name": post.WORDS}
    kept = twice(callers, MARA, f"{PLAN}mailings", asked, status=202, key="mailing-1")
    assert Mailing.objects.get().number == kept["number"]


def act_on_an_item(callers: Callers, *, opening: int) -> int:
    """A transfer is examined again, asked for, and approved; returns the number of its entry."""
    agreement = callers.stage.agreement
    callers.stage.certify_price()
    desk.bring_run(agreement, agreement.entries.get(number=opening), work=lambda job: work())
    [certificate] = counter.certificates_of_some_rights(agreement, most=1)
    item = f"{PLAN}items/{counter.receive_transfer(certificate, rights=20).number}"
    examined = twice(callers, MARA, f"{item}/examination", {}, status=200, key="examine-1")
    assert examined["state"] == "EXAMINED"
    assert twice(callers, MARA, f"{item}/taken-up", {}, status=200, key="take-up-1")["state"] == "EXAMINED"
    asked = twice(callers, MARA, f"{item}/request", {}, status=202, key="item-request-1")
    approval = f"{PLAN}requests/{asked['request_hash']}/approval"
    done = twice(callers, SOLOMON, approval, {}, status=200, key="approve-2")
    assert done["entry"] == callers.stage.head()[0]
    return int(done["entry"])


def act_on_jobs_and_paper(callers: Callers, *, entry: int) -> None:
    """The other acts: a run locked, its job steered, a chunk retried and skipped, a proof started."""
    run = twice(callers, MARA, f"{PLAN}print-runs", {"entries": [entry]}, status=201, key="run-lock-1")
    job = f"{PLAN}jobs/{run['job']}"
    assert twice(callers, MARA, f"{job}/pause", {}, status=200, key="pause-01")["state"] == "PAUSED"
    assert twice(callers, MARA, f"{job}/resume", {}, status=200, key="resume-1")["state"] == "RUNNING"
    chunk = JobChunk.objects.get(job_id=run["job"])
    JobChunk.objects.filter(pk=chunk.pk).update(state="QUARANTINED")
    place = f"{job}/chunks/{chunk.pk}"
    assert twice(callers, MARA, f"{place}/retry", {}, status=200, key="retry-01")["state"] == "READY"
    JobChunk.objects.filter(pk=chunk.pk).update(state="QUARANTINED")
    left = twice(callers, MARA, f"{place}/skip", {"reason": "torn sheet"}, status=200, key="skip-001")
    assert (left["state"], left["skip_reason"]) == ("SKIPPED", "torn sheet")
    proof = twice(callers, MACHINE, f"{PLAN}proofs", {}, status=202, key="proof-01")
    work()
    told = callers.get(MACHINE, f"{PLAN}proofs").json()["items"]
    assert (told[0]["findings"], told[0]["head_number"]) == (0, entry)
    assert callers.get(MACHINE, f"{PLAN}jobs/{proof['id']}").json()["state"] == "FINISHED"


def make_list(callers: Callers) -> int:
    """Everything up to the accepted list, told by the story of the demonstration."""
    stage = callers.stage
    stage.attach_and_approve_form()
    stage.separate()
    notice = stage.certify()
    stage.list_text()
    listed = story.read_list(stage.agreement, stage.folder / "list.csv", notice=notice, at=clock.now())
    return int(listed.pk)


def test_a_key_is_needed_and_is_one(callers: Callers) -> None:
    client = callers.client(MARA)

    def code(**headers: str) -> tuple[int, str]:
        path = f"{PLAN}proofs"
        answer = client.post(path, {}, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()["code"]

    assert code() == (400, "CALL_KEY_MISSING")
    for key in ("short", "x" * 129, "has space", "naïve-key-1", "' OR 1=1 --"):
        assert code(**{"idempotency-key": key}) == (400, "CALL_KEY_ILL_FORMED"), key
    assert Job.objects.count() == 0


def test_another_person_may_use_the_same_key(callers: Callers) -> None:
    first = callers.post(MARA, f"{PLAN}proofs", key=KEY)
    second = callers.post(SOLOMON, f"{PLAN}proofs", key=KEY)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] != second.json()["id"]


def test_a_refusal_is_an_answer_too_and_leaves_nothing_of_what_was_refused(callers: Callers) -> None:
    before = counted()
    first = callers.post(MARA, f"{PLAN}print-runs", {"entries": [1]}, key=KEY)
    assert (first.status_code, first.json()["code"]) == (404, "ENTRY_NOT_FOUND")
    callers.stage.attach_and_approve_form()
    again = callers.post(MARA, f"{PLAN}print-runs", {"entries": [1]}, key=KEY)
    assert (again.status_code, again.content) == (404, first.content)
    fresh = callers.post(MARA, f"{PLAN}print-runs", {"entries": [1]})
    assert fresh.status_code == 422
    assert counted()[0] == before[0]


@pytest.fixture
def call(transactional_db: None) -> Call:
    """A call of somebody."""
    user = User.objects.create_user("somebody")
    return Call(user, KEY, "POST", "/api/v1/x", {"a": 1})


def as_answer(error: Exception) -> Answer:
    return Answer(422, str(error))


def test_a_crash_leaves_neither_the_act_nor_its_answer(call: Call) -> None:
    at = datetime(2003, 6, 17, tzinfo=UTC)

    def crash() -> Answer:
        User.objects.create_user("made-in-the-act")
        raise SystemError("the server died")

    with pytest.raises(SystemError):
        answer_once(call, act=crash, tell_refusal=as_answer, at=at)
    assert not User.objects.filter(username="made-in-the-act").exists()
    assert not IdempotentCall.objects.exists()
    answer = answer_once(call, act=lambda: Answer(200, "done"), tell_refusal=as_answer, at=at)
    assert (answer.status, answer.body, answer.is_replay) == (200, "done", False)


def in_threads(how_many: int, act: Callable[[], Any]) -> list[Any]:
    """Do something in several threads at once, each with a connection of its own."""
    found: list[Any] = []
    gate = threading.Barrier(how_many)

    def one() -> None:
        gate.wait()
        try:
            found.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_eight_calls_at_once_under_one_key_one_acts_and_all_get_its_answer(call: Call) -> None:
    at = datetime(2003, 6, 17, tzinfo=UTC)
    acted: list[int] = []

    def act() -> Answer:
        acted.append(1)
        made = User.objects.create_user(f"made-{len(acted)}")
        return Answer(201, made.username)

    answers = in_threads(8, lambda: answer_once(call, act=act, tell_refusal=as_answer, at=at))
    assert len(acted) == 1
    assert {answer.body for answer in answers} == {"made-1"}
    assert sorted(answer.is_replay for answer in answers) == [False] + [True] * 7
    assert User.objects.filter(username__startswith="made-").count() == 1
