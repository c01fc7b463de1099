"""Two thousand made-up calls, sound and broken: no fault of ours, the books unchanged (8)."""

from __future__ import annotations

import logging
import os
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from registry import clock
from registry.models import Approval, HolderList, Item, Job, Opening, RegisteredHolder, User
from registry.verifier import verify
from tests.journeys.stage import INES, MARA, ROWAN, SOLOMON
from tests.journeys.test_thin_thread import clean_certificates, presented, transferee
from tests.portal.desk import countersign_all
from tests.registry.api.callers import CODE, HOLDER, MACHINE, ROOT, Callers

MOSTLY = st.sampled_from([True, True, True, False])
CASES = int(os.environ.get("FUZZ_CASES", "2600"))
# What an operation answers about a thing that is there.
CAME_FAR = {200, 201, 202, 409, 422}
PLAN_OF_ANY = f"{ROOT}agreements/{{code}}"
# Item 1 is a transfer.
OF_OTHER_KINDS = (
    *("/same-name-papers", "/replacement-steps", "/mutilated-certificate"),
    *("/exercise-papers", "/election", "/items/{number}/payments", "/items/{number}/requisition"),
)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def person(name: str) -> dict[str, dict[str, str]]:
    """The cookies and headers of a person who is signed in."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.get("/", follow=True)
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    return {"cookies": cookies, "headers": {"X-CSRFToken": cookies[settings.CSRF_COOKIE_NAME]}}


def things_there(opened: Callers) -> dict[str, Any]:
    """Parts of addresses that lead to something, so that made-up calls come far."""
    agreement = opened.stage.agreement
    job = Job.objects.get(agreement=agreement, kind="print")
    return {
        "code": CODE,
        "number": 1,
        "fact_type": "MARKET_PRICE",
        "account": RegisteredHolder.objects.filter(agreement=agreement)[0].account,
        "opening": Opening.objects.get(agreement=agreement).pk,
        "request_hash": Approval.objects.get(kind="OPEN_BOOKS").request_hash,
        "job": job.pk,
        "chunk": job.chunks.get().pk,
        "holder_list": HolderList.objects.get(agreement=agreement).pk,
        "certificate": 1,
        "payment": 1,
        "listed": 1,
        "calculation": "business-day",
    }


def as_on_paper(said: Any, *, sha256: str) -> Any:
    """A body with papers that are on file and with days that calendars have, so that it comes far."""
    if isinstance(said, list):
        return [as_on_paper(part, sha256=sha256) for part in said]
    if not isinstance(said, dict):
        return said
    told = {"paper": {"sha256": sha256}, "received_at": clock.now().isoformat(), "dated": "2003-06-01"}
    told |= {"answered_at": told["received_at"], "happened_on": told["dated"]}
    return {name: told.get(name, as_on_paper(part, sha256=sha256)) for name, part in said.items()}


def receive_a_transfer(opened: Callers) -> None:
    """A transfer of part of a certificate, countersigned, comes in over the counter in good order: item 1."""
    countersign_all(opened.stage)
    part = presented(clean_certificates(opened.stage)[0], **transferee(40))
    answer = opened.stage.post(MARA, "receive_transfer", CODE, **part)
    assert answer.status_code == 302, answer.content
    item = Item.objects.get(agreement=opened.stage.agreement)
    assert (item.number, item.state) == (1, "EXAMINED")


def operations_of(callers: Callers) -> list[Any]:
    """Every operation that the interface declares."""
    headers = {"authorization": f"Bearer {callers.tokens[MACHINE]}"}
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", application, headers=headers)
    return [found.ok() for found in schema.get_all_operations()]


def made_up_calls(operation: Any) -> st.SearchStrategy[Any]:
    """Calls of an operation, half by what it declares and half against it."""
    return st.one_of(operation.as_strategy(generation_mode=mode) for mode in MODES)


def is_about_an_item(label: str) -> bool:
    """Whether an operation is about an item, of any kind or of that of item 1."""
    return "/items/{number}" in label and not label.endswith(OF_OTHER_KINDS)


@dataclass(frozen=True)
class Calls:
    """How made-up calls are made: by whom, and what each must answer to."""

    call: Callable[[Any, dict[str, dict[str, str]], bool], None]
    ways: list[dict[str, dict[str, str]]]

    def run(self, count: int, *, calls: st.SearchStrategy[Any], leads: st.SearchStrategy[bool]) -> None:
        """Make so many calls, the same ones each time."""
        each = given(calls, st.sampled_from(self.ways), leads)(self.call)
        runs(
            max_examples=count,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )(each)()


def figure() -> list[tuple[object, ...]]:
    """What the independent verifier says of all books: no finding, and the hash of each head."""
    report = verify()
    assert report.findings == []
    return [(totals.head_number, totals.head_hash) for totals in report.totals]


@pytest.mark.fuzz
def test_no_made_up_call_meets_a_fault_of_ours_or_moves_the_books(opened: Callers) -> None:
    logging.getLogger("django.request").setLevel(logging.ERROR)
    receive_a_transfer(opened)
    there = things_there(opened)
    opened.claim(RegisteredHolder.objects.get(agreement=opened.stage.agreement, account=there["account"]))
    on_file = Item.objects.get().papers.get().document.sha256
    before = figure()
    of_holder = person(HOLDER)
    ways = [
        *(person(name) for name in (MARA, SOLOMON, INES, ROWAN)),
        of_holder,
        {"cookies": {}, "headers": {"Authorization": f"Bearer {opened.tokens[MACHINE]}"}},
        {"cookies": {}, "headers": {}},
    ]
    met: Counter[int] = Counter()
    reached: defaultdict[str, set[int]] = defaultdict(set)

    def call(case: Any, way: dict[str, dict[str, str]], leads_somewhere: bool) -> None:
        if leads_somewhere:
            case.path_parameters = {name: there[name] for name in case.path_parameters or {}}
            case.body = as_on_paper(case.body, sha256=on_file)
            # Everybody else is refused there before anything is looked up.
            way = of_holder if f"{ROOT}account" in case.operation.label else way
            way = ways[0] if case.operation.label.startswith(f"POST {PLAN_OF_ANY}/items/") else way
        headers = {**(case.headers or {}), **way["headers"]}
        case.headers = {
            name: said
            for name, said in headers.items()
            if name in way["headers"] or name == "Idempotency-Key"
        }
        response = case.call(cookies=way["cookies"])
        met[response.status_code] += 1
        reached[case.operation.label].add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    operations = operations_of(opened)
    made_up = Calls(call, ways)
    # An equal share for each: drawn from all of them together, some were hardly ever called.
    for operation in operations:
        made_up.run(-(-CASES // len(operations)), calls=made_up_calls(operation), leads=MOSTLY)
        # Whatever a deep body stumbled over: some sound ones of it come far.
        if is_about_an_item(operation.label) and not reached[operation.label] & CAME_FAR:
            sound = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
            made_up.run(CASES // 10, calls=sound, leads=st.just(True))
    assert sum(met.values()) >= CASES
    assert {200, 400, 401, 403, 404, 409} <= set(met), met
    about_items = {label: statuses for label, statuses in reached.items() if is_about_an_item(label)}
    for label in [one for one in reached if one.endswith(OF_OTHER_KINDS)]:
        assert reached[label] & {404, 409}, label
    far = {label: statuses & CAME_FAR for label, statuses in about_items.items()}
    assert far
    assert [(label, reached[label]) for label, came in far.items() if not came] == []
    of_holders = {label: statuses for label, statuses in reached.items() if f"{ROOT}account" in label}
    assert len(of_holders) == 4
    assert all(200 in statuses for statuses in of_holders.values()), of_holders
    assert figure() == before
