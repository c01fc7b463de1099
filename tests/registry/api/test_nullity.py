"""Nullity by API: the notices, what each makes void by the lineage, the request for two people (§7(e))."""

from __future__ import annotations

from typing import Any

import pytest

from registry import clock
from registry.models import Approval, LotTaint
from registry.services import approvals
from tests.registry.api.posted import act, read
from tests.registry.nullity_scene import ALDER, ELM, OAK, NullityDesk, make_nullity_desk


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates; the Triggering Event is over."""
    return make_nullity_desk()


def told(desk: NullityDesk, *place: object, **query: Any) -> Any:
    return read(desk.plan.maker, desk.agreement, "nullities", *place, **query).json()


@pytest.mark.row("R-7e-3", "R-7e-7")
def test_a_preview_follows_the_lineage_and_keeps_nothing_and_two_people_mark(desk: NullityDesk) -> None:
    received = desk.move(desk.lot(OAK), desk.holder(ELM))
    notice = desk.notified(desk.position(desk.holder(OAK)), desk.position(desk.holder(ALDER)))
    [listed] = told(desk)["items"]
    assert (listed["notice"], listed["state"], listed["entries"]) == (notice.number, "APPLIED", [])
    whole = told(desk, notice.number, "preview")
    classes = {one["taint_class"]: (one["to_mark"], one["lots"]) for one in whole["classes"]}
    assert classes == {"I": (desk.lot(ALDER).rights, 1), "II": (100, 1)}
    assert (whole["lots_to_mark"], whole["lots_to_divide"], whole["request_hash"]) == (2, 0, None)
    assert [(one["place"], one["paths"]) for one in whole["positions"]] == [(1, 1), (2, 1)]
    lots = told(desk, notice.number, "lots", limit=1)
    assert (len(lots["items"]), lots["next_cursor"] is not None) == (1, True)
    rest = told(desk, notice.number, "lots", cursor=lots["next_cursor"])["items"]
    certificates = {one["certificate"]: one["taint_class"] for one in [*lots["items"], *rest]}
    assert certificates == {received.certificate.number: "II", ALDER: "I"}
    [path] = told(desk, notice.number, "paths", received.certificate.number)["paths"]
    assert [step["taint_class"] for step in path] == ["I", "II"]
    assert not LotTaint.objects.exists()
    asked = act(desk.plan.maker, desk.agreement, "nullities", notice.number, "request")
    assert asked.status_code == 202, asked.content
    assert told(desk, notice.number, "preview")["request_hash"] == asked.json()["request_hash"]
    approval = Approval.objects.get(kind="NULLIFY")
    approvals.approve(approval.request_hash, approver=desk.plan.approver, at=clock.now())
    assert told(desk, notice.number, "preview")["rights_to_mark"] == 0
    assert desk.findings() == []


def test_another_notice_is_no_nullity(desk: NullityDesk) -> None:
    absent = read(desk.plan.maker, desk.agreement, "nullities", 77, "preview")
    assert (absent.status_code, absent.json()["code"]) == (404, "NOTICE_NOT_FOUND")
