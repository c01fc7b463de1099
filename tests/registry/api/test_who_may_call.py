"""Every operation called as everybody, against a table written by hand: deny by default (9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from config.api.schema import description
from registry.models import Approval, HolderList, Job, Opening, RegisteredHolder
from tests.journeys.stage import MARA, NELL
from tests.registry.api import posted
from tests.registry.api.callers import CODE, EVERYBODY, OTHER_MACHINE, PLAN, ROOT, Callers


@dataclass(frozen=True)
class Called:
    """One operation, and the status for each of EVERYBODY in their order."""

    name: str
    statuses: str
    path: str
    body: dict[str, Any] | None = None
    query: dict[str, Any] = field(default_factory=dict)


ALL = "401 200 200 200 200 200 403 200 200"
OF_THE_PLAN = "401 200 200 200 200 404 403 200 404"
OF_READERS = "401 200 200 200 403 403 403 200 404"
NOT_THERE = "401 404 404 404 404 404 403 404 404"
MAILING = {"kind": "CERTIFICATES", "text_name": "certificates_2003"}
OF_PEOPLE_READING = "401 422 422 422 403 403 403 403 403"
ACT_ON_NOTHING = "401 404 404 403 403 403 403 403 403"
NOTHING_FOR_READERS = "401 404 404 404 403 403 403 404 404"
OF_ITS_HOLDER = "401 403 403 403 403 403 200 403 403"
NO_CERTIFICATE = 999_999


def the_table(opened: Callers) -> list[Called]:
    """Every operation on things that are there; those that act are refused by how things stand."""
    agreement = opened.stage.agreement
    holder = RegisteredHolder.objects.filter(agreement=agreement).order_by("account")[0]
    own = f"{ROOT}accounts/{CODE}/{opened.claim(holder).holder.account}"
    listed = HolderList.objects.get(agreement=agreement)
    opening = Opening.objects.get(agreement=agreement)
    done = Approval.objects.get(kind="OPEN_BOOKS").request_hash
    job = Job.objects.get(agreement=agreement, kind="print")
    chunk = f"{PLAN}jobs/{job.pk}/chunks/{job.chunks.get().pk}"
    return [
        Called("listAgreements", ALL, f"{ROOT}agreements"),
        Called("showAgreement", OF_THE_PLAN, f"{ROOT}agreements/{CODE}"),
        Called("showTerms", OF_THE_PLAN, f"{PLAN}terms"),
        *of_the_calculator(),
        Called("listNotices", OF_THE_PLAN, f"{PLAN}notices"),
        Called("showNotice", OF_THE_PLAN, f"{PLAN}notices/1"),
        Called("listInformalNotices", OF_THE_PLAN, f"{PLAN}informal-notices"),
        Called(
            "showFact",
            NOT_THERE,
            f"{PLAN}facts/MARKET_PRICE",
            query={"day": "2003-05-30"},
        ),
        Called("listAdjustments", OF_THE_PLAN, f"{PLAN}adjustments"),
        Called("showForms", OF_THE_PLAN, f"{PLAN}forms"),
        Called("listHolders", OF_THE_PLAN, f"{PLAN}holders"),
        Called("showHolder", OF_THE_PLAN, f"{PLAN}holders/{holder.account}"),
        Called("listCertificates", OF_THE_PLAN, f"{PLAN}certificates"),
        Called("showCertificate", OF_THE_PLAN, f"{PLAN}certificates/1"),
        Called("listHolderLists", OF_READERS, f"{PLAN}holder-lists"),
        Called("listOpenings", OF_THE_PLAN, f"{PLAN}openings"),
        Called("showOpening", OF_THE_PLAN, f"{PLAN}openings/{opening.pk}"),
        Called(
            "tryOpening",
            OF_PEOPLE_READING,
            f"{PLAN}openings/dry-run",
            query={"holder_list": listed.pk},
        ),
        Called(
            "previewOpening",
            "401 422 422 403 403 403 403 403 403",
            f"{PLAN}openings",
            {"holder_list": listed.pk},
        ),
        Called(
            "requestOpening",
            "401 409 409 403 403 403 403 403 403",
            f"{PLAN}openings/{opening.pk}/request",
            {},
        ),
        Called("listRequests", OF_READERS, f"{PLAN}requests"),
        Called("showRequest", OF_READERS, f"{PLAN}requests/{done}"),
        Called(
            "approveRequest", "401 403 409 403 403 403 403 403 403", f"{PLAN}requests/{done}/approval", {}
        ),
        Called(
            "rejectRequest",
            "401 409 409 403 403 403 403 403 403",
            f"{PLAN}requests/{done}/rejection",
            {"reason": "too late"},
        ),
        Called("listItems", OF_READERS, f"{PLAN}items"),
        Called("showItem", "401 404 404 404 403 403 403 404 404", f"{PLAN}items/1"),
        Called("tryItem", "401 404 404 404 403 403 403 403 403", f"{PLAN}items/1/dry-run"),
        Called("showItemClock", "401 404 404 404 403 403 403 404 404", f"{PLAN}items/1/clock"),
        Called("takeUpItem", ACT_ON_NOTHING, f"{PLAN}items/1/taken-up", {}),
        *at_the_counter(),
        *work_beside_it(),
        *what_leaves(),
        Called("listHolds", OF_READERS, f"{PLAN}holds"),
        Called("showTurnaround", OF_READERS, f"{PLAN}turnaround", query={"first": "2003-06-01"}),
        Called("examineItem", "401 404 404 403 403 403 403 403 403", f"{PLAN}items/1/examination", {}),
        Called("requestItem", "401 404 404 403 403 403 403 403 403", f"{PLAN}items/1/request", {}),
        Called("listJobs", OF_READERS, f"{PLAN}jobs"),
        Called("showJob", OF_READERS, f"{PLAN}jobs/{job.pk}"),
        Called("pauseJob", "401 409 409 403 403 403 403 403 403", f"{PLAN}jobs/{job.pk}/pause", {}),
        Called("resumeJob", "401 409 409 403 403 403 403 403 403", f"{PLAN}jobs/{job.pk}/resume", {}),
        Called("listChunks", OF_READERS, f"{PLAN}jobs/{job.pk}/chunks"),
        Called("retryChunk", "401 409 409 403 403 403 403 403 403", f"{chunk}/retry", {}),
        Called("skipChunk", "401 409 409 403 403 403 403 403 403", f"{chunk}/skip", {"reason": "no"}),
        Called("listProofs", OF_THE_PLAN, f"{PLAN}proofs"),
        Called("startProof", "401 202 202 403 403 403 403 202 404", f"{PLAN}proofs", {}),
        Called("listPrintRuns", OF_THE_PLAN, f"{PLAN}print-runs"),
        Called("showPrintRun", OF_THE_PLAN, f"{PLAN}print-runs/1"),
        Called("listPrintFiles", OF_THE_PLAN, f"{PLAN}print-runs/1/files"),
        Called("lockPrintRun", "401 422 422 403 403 403 403 403 403", f"{PLAN}print-runs", {"entries": [1]}),
        Called("listMailings", OF_THE_PLAN, f"{PLAN}mailings"),
        Called("showMailing", NOT_THERE, f"{PLAN}mailings/1"),
        Called("listPieces", "401 404 404 404 403 403 403 404 404", f"{PLAN}mailings/1/pieces"),
        Called("tryMailing", "401 422 422 422 403 403 403 422 404", f"{PLAN}mailings/dry-run", query=MAILING),
        Called("requestMailing", "401 422 422 403 403 403 403 403 403", f"{PLAN}mailings", MAILING),
        Called("listAccounts", OF_ITS_HOLDER, f"{ROOT}accounts"),
        Called("showAccount", OF_ITS_HOLDER, own),
        Called("listAccountCertificates", OF_ITS_HOLDER, own.replace("/accounts/", "/account-certificates/")),
        Called("listAccountItems", OF_ITS_HOLDER, own.replace("/accounts/", "/account-items/")),
    ]


def of_the_calculator() -> list[Called]:
    """What can be computed, and a calculation: everybody of the plan may, for nothing is kept."""
    topic, facts = f"{PLAN}calculations/business-day", {"facts": {"date": "2003-06-02"}}
    return [
        Called("listTopics", OF_THE_PLAN, f"{PLAN}calculations"),
        Called("showTopic", OF_THE_PLAN, topic),
        Called("calculate", OF_THE_PLAN, topic, facts),
    ]


def at_the_counter() -> list[Called]:
    """Items taken in, put right and ended: of certificates and items that are not there."""
    nobody, paper = posted.reverse("Nobody"), {"paper": posted.paper()}
    item, taken_in = f"{PLAN}items/1", f"{PLAN}items"
    transfer = posted.transfer(NO_CERTIFICATE, "Nobody")
    split = posted.presented(NO_CERTIFICATE, kind="SPLIT_UP", asked=[1], request=nobody)
    claim = posted.claim(NO_CERTIFICATE, "Nobody")
    right = posted.later(lines=[posted.line()], reverse=nobody)
    step = {"kind": "EVIDENCE_RECEIVED", "happened_on": "2003-06-22", **paper}
    return [
        Called("receiveTransfer", ACT_ON_NOTHING, f"{taken_in}/transfers", transfer),
        Called("receiveSameName", ACT_ON_NOTHING, f"{taken_in}/same-name", split),
        Called("receiveClaim", ACT_ON_NOTHING, f"{taken_in}/claims", claim),
        Called("putTransferRight", ACT_ON_NOTHING, f"{item}/transfer-papers", right),
        Called("putSameNameRight", ACT_ON_NOTHING, f"{item}/same-name-papers", posted.later(request=nobody)),
        Called("recordReplacementStep", ACT_ON_NOTHING, f"{item}/replacement-steps", step),
        Called("receiveMutilated", ACT_ON_NOTHING, f"{item}/mutilated-certificate", paper),
        Called("refuseItem", ACT_ON_NOTHING, f"{item}/refusal", {"reason": "no"}),
        Called("withdrawItem", ACT_ON_NOTHING, f"{item}/withdrawal", paper),
        Called("listConsultations", NOTHING_FOR_READERS, f"{item}/consultations"),
        Called("noteWithdrawal", ACT_ON_NOTHING, f"{item}/withdrawal-asked", paper),
        Called("recordConsultation", ACT_ON_NOTHING, f"{item}/consultations", posted.answered()),
        Called("fileContraryAnswer", ACT_ON_NOTHING, f"{item}/contrary-answers", posted.contrary()),
        Called("recordInquiry", ACT_ON_NOTHING, f"{item}/inquiries", posted.inquired()),
        Called("recordDirection", ACT_ON_NOTHING, f"{item}/directions", posted.directed()),
    ]


def work_beside_it() -> list[Called]:
    """Schedules, stops, nullity and hand-overs: none is there."""
    rows, nobody = [posted.row("A-1", 1)], posted.reverse("Nobody")
    schedule, stop, nullity = f"{PLAN}schedules/1", f"{PLAN}stops/1", f"{PLAN}nullities/1"
    presented = posted.schedule(NO_CERTIFICATE, "Nobody", *rows)
    file = {"received_at": posted.later()["received_at"], "file": {"rows": rows}}
    ends = {"reason": "Found", "paper": posted.paper()}
    leave = {"recipient": "Juniper Stock Transfer Company", "reason": "Successor"}
    return [
        Called("listSchedules", OF_READERS, f"{PLAN}schedules"),
        Called("receiveSchedule", ACT_ON_NOTHING, f"{PLAN}schedules", presented),
        Called("showSchedule", NOTHING_FOR_READERS, schedule),
        Called("listScheduleLines", NOTHING_FOR_READERS, f"{schedule}/lines"),
        Called("correctSchedule", ACT_ON_NOTHING, f"{schedule}/files", file),
        Called("putScheduleRight", ACT_ON_NOTHING, f"{schedule}/papers", posted.later(reverse=nobody)),
        Called("recordPersonOfLine", ACT_ON_NOTHING, f"{schedule}/persons", posted.person_of_line()),
        Called("trySchedule", "401 404 404 404 403 403 403 403 403", f"{schedule}/dry-run"),
        Called("requestSchedule", ACT_ON_NOTHING, f"{schedule}/request", {}),
        Called("listStops", OF_READERS, f"{PLAN}stops"),
        Called("placeStop", ACT_ON_NOTHING, f"{PLAN}stops", posted.reported(NO_CERTIFICATE)),
        Called("showStop", NOTHING_FOR_READERS, stop),
        Called("releaseStop", ACT_ON_NOTHING, f"{stop}/release", ends),
        Called("showExerciseGates", OF_THE_PLAN, f"{PLAN}exercise-gates"),
        Called("listOrders", OF_THE_PLAN, f"{PLAN}orders"),
        Called("showOrder", NOT_THERE, f"{PLAN}orders/1"),
        Called("listNullities", OF_THE_PLAN, f"{PLAN}nullities"),
        Called("previewNullity", NOT_THERE, f"{nullity}/preview"),
        Called("listVoidLots", NOT_THERE, f"{nullity}/lots"),
        Called("showVoidPaths", NOT_THERE, f"{nullity}/paths/1"),
        Called("requestNullification", ACT_ON_NOTHING, f"{nullity}/request", {}),
        Called("listHandOvers", OF_READERS, f"{PLAN}hand-overs"),
        Called("showHandOver", NOTHING_FOR_READERS, f"{PLAN}hand-overs/1"),
        Called("requestHandOver", "401 202 409 403 403 403 403 403 403", f"{PLAN}hand-overs", leave),
    ]


def what_leaves() -> list[Called]:
    """Exercises with their money and shares, orders carried out: none is there."""
    nobody, item, order = posted.reverse("Nobody"), f"{PLAN}items/1", f"{PLAN}orders/1"
    requisition, day, paper = f"{PLAN}requisitions/1", "2003-06-22", {"paper": posted.paper()}
    right = posted.later(election=posted.election("Nobody"), reverse=nobody)
    moved = posted.forwarded("1.00", on=day)
    gone = {"delivered_on": day, "means": "FIRST_CLASS", **paper}
    taken_in = posted.exercise(NO_CERTIFICATE, "Nobody")
    return [
        Called("receiveExercise", ACT_ON_NOTHING, f"{PLAN}items/exercises", taken_in),
        Called(
            "receiveExerciseSchedule",
            ACT_ON_NOTHING,
            f"{PLAN}items/exercise-schedules",
            posted.exercise_schedule(NO_CERTIFICATE, "Nobody"),
        ),
        Called("putExerciseRight", ACT_ON_NOTHING, f"{item}/exercise-papers", right),
        Called("showElection", NOTHING_FOR_READERS, f"{item}/election"),
        Called("receivePayment", ACT_ON_NOTHING, f"{item}/payments", posted.payment("1.00")),
        Called("listPayments", OF_READERS, f"{PLAN}payments"),
        Called("recordPaymentMovement", ACT_ON_NOTHING, f"{PLAN}payments/1/movements", moved),
        Called("showCashDesk", OF_READERS, f"{PLAN}cash-desk"),
        Called("listDeliveries", OF_READERS, f"{PLAN}deliveries"),
        Called("requisitionSecurities", ACT_ON_NOTHING, f"{item}/requisition", {}),
        Called("showRequisition", NOTHING_FOR_READERS, requisition),
        Called(
            "recordSecuritiesReceived",
            ACT_ON_NOTHING,
            f"{requisition}/receipt",
            {"received_on": day, **paper},
        ),
        Called("recordSecuritiesDelivered", ACT_ON_NOTHING, f"{requisition}/delivery", gone),
        Called("listRequisitionFiles", OF_READERS, f"{PLAN}requisition-files"),
        Called(
            "writeRequisitionFile",
            "401 409 409 403 403 403 403 403 403",
            f"{PLAN}requisition-files",
            {},
        ),
        Called("showReserves", OF_THE_PLAN, f"{PLAN}reserves"),
        Called("showCarryingOut", NOT_THERE, f"{order}/carrying-out"),
        Called("listOrderLists", NOT_THERE, f"{order}/lists"),
        Called("makeOrderList", ACT_ON_NOTHING, f"{order}/lists", {"paid_in": "CASH"}),
        Called("showOrderList", NOT_THERE, f"{order}/lists/1"),
        Called("listOrderLines", NOTHING_FOR_READERS, f"{order}/lists/1/lines"),
        Called("requestCarryingOut", ACT_ON_NOTHING, f"{order}/lists/1/request", {}),
        Called("verifyCertificate", OF_THE_PLAN, f"{PLAN}certificates/1/verification", {"code": "0" * 24}),
    ]


def statuses(callers: Callers, called: Called) -> str:
    """What everybody gets."""
    answers = [
        callers.get(name, called.path, **called.query)
        if called.body is None
        else callers.post(name, called.path, called.body)
        for name in EVERYBODY
    ]
    for answer in answers:
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert {"code", "basis", "clause", "cure", "grounds"} <= set(answer.json())
        assert answer["Cache-Control"] == "no-store"
    return " ".join(str(answer.status_code) for answer in answers)


@pytest.mark.row("R-3a-11")
def test_every_operation_answers_everybody_as_the_table_says(opened: Callers) -> None:
    table = the_table(opened)
    described = {
        operation["operationId"]
        for methods in description()["paths"].values()
        for operation in methods.values()
    }
    assert {called.name for called in table} == described, "an operation is missing in the table, or gone"
    told = []
    for called in table:
        answers = statuses(opened, called)
        if answers != called.statuses:
            told.append(f"{called.name}: expected {called.statuses}, was {answers}")
    assert not told, "\n".join(told)
    foreign_and_absent_look_the_same(opened, table)


def foreign_and_absent_look_the_same(opened: Callers, table: list[Called]) -> None:
    """Whoever may not see a plan gets for it the very answer that a plan that does not exist gets."""
    for called in table:
        if "404" not in called.statuses or called.path == f"{ROOT}agreements":
            continue
        for name in (NELL, OTHER_MACHINE):
            absent = called.path.replace(CODE, "NO-SUCH")
            if called.body is None:
                pair = [opened.get(name, path, **called.query) for path in (called.path, absent)]
            else:
                pair = [opened.post(name, path, called.body) for path in (called.path, absent)]
            foreign, missing = (answer.content.decode() for answer in pair)
            assert foreign.replace(CODE, "NO-SUCH") == missing, called.name


def test_an_officer_and_a_machine_client_list_their_own_agreements_alone(callers: Callers) -> None:
    def listed(name: str) -> list[str]:
        return [line["code"] for line in callers.get(name, "agreements").json()["items"]]

    assert listed(NELL) == ["NFM-2004"]
    assert listed(OTHER_MACHINE) == ["NFM-2004"]
    assert listed("rowan") == listed("ledger") == [CODE]
    assert listed(MARA) == [CODE, "NFM-2004"]


def test_what_does_not_exist_and_what_is_not_offered_are_told_as_problems(callers: Callers) -> None:
    nothing = callers.get(MARA, "no-such-thing")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "OPERATION_NOT_FOUND")
    assert callers.get("", "no-such-thing").status_code == 401
    client = callers.client(MARA)
    for method in ("post", "put", "patch", "delete", "options", "trace"):
        answer = getattr(client, method)(f"{ROOT}agreements")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), method
        assert answer.json()["code"] == "METHOD_NOT_OFFERED"
    assert client.head(f"{ROOT}agreements").status_code == 200
