"""Acts sent twice under one key, and the acts on items, schedules, stops, nullity, hand-overs (8)."""

from __future__ import annotations

import uuid
from typing import Any

from agreement.nullity import NamedAs
from certificates.models import Mailing, PrintRun
from config.demo import story
from config.screens import counter
from exercises.models import DeliveryStep, OrderList, Payment, PaymentMovement, Requisition, RequisitionFile
from registry import clock
from registry.models import (
    Approval,
    CertificateInquiry,
    DeliveryDirection,
    Document,
    Item,
    Job,
    JobChunk,
    NoticeKind,
    Opening,
    RightsCertificate,
    ScheduleLine,
    Stop,
)
from tests.journeys.stage import MARA
from tests.registry.api import posted
from tests.registry.api.callers import PLAN, ROOT, Callers

OTHER_CODE = "NFM-2004"


def counted() -> tuple[int, ...]:
    """How many of everything that the operations make there are."""
    made = (
        *(Opening, Approval, Job, JobChunk, Mailing, PrintRun, Document, Item, Stop, ScheduleLine),
        *(CertificateInquiry, DeliveryDirection, Payment, PaymentMovement, Requisition, RequisitionFile),
        *(DeliveryStep, OrderList),
    )
    return tuple(kind.objects.count() for kind in made)  # type: ignore[attr-defined]


def twice(callers: Callers, name: str, path: str, body: dict[str, Any], *, status: int, key: str) -> Any:
    """Call an operation, then again: the very answer, and nothing more done; return what it gave."""
    first = callers.post(name, path, body, key=key)
    assert first.status_code == status, (path, first.content)
    assert "Idempotency-Replayed" not in first
    done, head = counted(), callers.stage.head()
    again = callers.post(name, path, body, key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content), path
    assert again["Idempotency-Replayed"] == "true"
    assert again["Content-Type"] == first["Content-Type"]
    assert (counted(), callers.stage.head()) == (done, head), path
    callers.replayed.add(path)
    other = callers.post(name, f"{ROOT}agreements/{OTHER_CODE}/proofs", {}, key=key)
    assert (other.status_code, other.json()["code"]) == (409, "CALL_KEY_REUSED")
    return first.json()


def act_at_the_counter(callers: Callers) -> None:
    """Items are taken in from their papers, put right, refused, withdrawn, answered about."""
    one, two, three, four = certificates(callers)[:4]
    bare = posted.reverse(one.registration, form={})
    item = taken_in(callers, "transfers", posted.transfer(one.number, one.registration, reverse=bare))
    right = posted.later(
        lines=[posted.line()], balance=one.rights - 40, reverse=posted.reverse(one.registration)
    )
    send(callers, f"{item}/transfer-papers", right)
    asked_about = send(callers, f"{item}/inquiries", posted.inquired(), status=201)
    assert asked_about["state"] == "EXAMINED"
    assert send(callers, f"{item}/directions", posted.directed(), status=201)["state"] == "HELD"
    told = {"reason": "Not to be registered", "refused_on": "COMPANY", "paper": posted.paper()}
    send(callers, f"{item}/refusal", told, status=202)

    reverse = posted.reverse(two.registration)
    asked = [20, two.rights - 20]
    body = posted.presented(two.number, kind="SPLIT_UP", asked=asked, request=reverse)
    item = taken_in(callers, "same-name", body)
    send(callers, f"{item}/same-name-papers", posted.later(request=reverse, asked=asked[::-1]))
    send(callers, f"{item}/withdrawal", {"paper": posted.paper()}, status=202)

    item = taken_in(callers, "claims", posted.claim(three.number, three.registration))
    step = {"kind": "EVIDENCE_RECEIVED", "happened_on": "2003-06-03", "paper": posted.paper()}
    send(callers, f"{item}/replacement-steps", step, status=201)
    send(callers, f"{item}/mutilated-certificate", {"paper": posted.paper()}, status=400)

    blank = posted.reverse(four.registration, statement_2="BLANK")
    item = taken_in(callers, "transfers", posted.transfer(four.number, four.registration, reverse=blank))
    noted = send(callers, f"{item}/withdrawal-asked", {"paper": posted.paper()}, status=201)
    assert noted["state"] == "HELD_20K"
    send(callers, f"{item}/consultations", posted.answered(), status=202)
    against = send(callers, f"{item}/contrary-answers", posted.contrary(), status=201)
    assert against["state"] == "HELD_20K"


def act_beside_it(callers: Callers) -> None:
    """A schedule, a stop, a nullification and a hand-over, each as far as one person brings it."""
    five, six, seven = certificates(callers)[4:7]
    rows = [posted.row("A-1", 10), posted.row("B-1", "some")]
    body = posted.schedule(five.number, five.registration, *rows)
    made = send(callers, f"{PLAN}schedules", body, status=201)
    schedule = f"{PLAN}schedules/{made['number']}"
    later = posted.later(reverse=posted.reverse(five.registration))
    send(callers, f"{schedule}/papers", later)
    file = {"received_at": later["received_at"], "file": {"rows": [posted.row("B-1", 5)]}}
    send(callers, f"{schedule}/files", file)
    send(callers, f"{schedule}/persons", posted.person_of_line(), status=409)
    send(callers, f"{schedule}/request", {}, status=202)

    stop = send(callers, f"{PLAN}stops", posted.reported(six.number), status=201)
    ends = {"reason": "Found", "paper": posted.paper()}
    send(callers, f"{PLAN}stops/{stop['number']}/release", ends, status=202)

    named = {
        "person_name": seven.registration,
        "named_as": NamedAs.ACQUIRING_PERSON.value,
        "taint_class": "I",
        "account": seven.holder.account,
    }
    facts = {"persons": [named], "event_at": clock.now().isoformat(), "transferees": "ALL"}
    notice = story.say(callers.stage.agreement, NoticeKind.NULLITY, facts, received_at=clock.now())
    send(callers, f"{PLAN}nullities/{notice.number}/request", {}, status=202)
    send(callers, f"{PLAN}hand-overs", {"recipient": "Juniper", "reason": "Successor"}, status=202)


def certificates(callers: Callers) -> list[RightsCertificate]:
    """Clean certificates beside the one that was transferred."""
    return list(counter.certificates_of_some_rights(callers.stage.agreement, most=8))[1:]


def taken_in(callers: Callers, kind: str, body: dict[str, Any]) -> str:
    """The address of an item that was taken in."""
    return f"{PLAN}items/{send(callers, f'{PLAN}items/{kind}', body, status=201)['number']}"


def send(callers: Callers, path: str, body: dict[str, Any], *, status: int = 200) -> Any:
    """An act of the maker, sent twice under a key of its own."""
    return twice(callers, MARA, path, body, status=status, key=str(uuid.uuid4()))
