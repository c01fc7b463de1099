"""The register as of a past instant, and the movement report between two (§5(b))."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from registry.models import Document, Lot
from registry.selectors.addresses import Address
from registry.selectors.movements import every_certificate, every_holding, live_rights, movements
from registry.services import approvals
from registry.services.addresses import draft_address_change, request_address_change
from tests.books.books import Plan, make_plan

pytestmark = pytest.mark.django_db

JUNE_30 = datetime(2003, 7, 1, 0, 0, tzinfo=UTC)  # 17:00 in San Francisco
JULY_2 = datetime(2003, 7, 2, 18, 0, tzinfo=UTC)


@pytest.fixture
def plan() -> Plan:
    """A certificate of 1,000 Rights of Alder, another of 250, and Alder's transferred on 2 July."""
    made = make_plan()
    made.separate()
    made.issue((made.holder("ALDER"), 1000), (made.holder("BEECH"), 250))
    made.at = JULY_2
    lot = Lot.objects.get(holder__account="ALDER")
    made.post(made.transfer(lot, made.holder("=DUNE")))
    return made


def held(plan: Plan, at: datetime) -> dict[str, int]:
    return {one.account: one.rights for one in every_holding(plan.agreement, at=at)}


@pytest.mark.row("R-5b-3")
def test_the_register_of_30_june_still_shows_what_was_transferred_on_2_july(plan: Plan) -> None:
    before = {one.number: one.rights for one in every_certificate(plan.agreement, at=JUNE_30)}
    after = {one.number: one.rights for one in every_certificate(plan.agreement, at=plan.at)}
    assert before == {1: 1000, 2: 250}
    assert after == {2: 250, 3: 1000}
    assert held(plan, JUNE_30) == {"ALDER": 1000, "BEECH": 250}
    assert held(plan, plan.at) == {"=DUNE": 1000, "BEECH": 250}


@pytest.mark.row("R-5b-3")
def test_credits_less_debits_explain_the_rights_outstanding_at_every_instant(plan: Plan) -> None:
    whole = movements(plan.agreement, since=JUNE_30 - timedelta(days=90), until=plan.at)
    assert (whole.before, whole.credits, whole.debits, whole.after) == (0, 2250, 1000, 1250)
    assert whole.is_balanced
    july = movements(plan.agreement, since=JUNE_30, until=plan.at)
    (entry,) = july.entries
    assert (entry.kind, entry.section, entry.document) == ("TRANSFER", "6(a)", plan.document)
    assert {entry.maker, entry.approver} == {plan.maker, plan.approver}
    assert (july.before, july.credits, july.debits, july.after) == (1250, 1000, 1000, 1250)
    assert july.is_balanced
    assert live_rights(plan.agreement, at=JUNE_30) == 1250


@pytest.mark.row("R-5b-3", "R-5b-5")
def test_a_change_of_address_is_a_dated_movement_with_user_and_cause(plan: Plan) -> None:
    holder = plan.holders[1]
    paper = Document.objects.create(
        agreement=plan.agreement, kind="LETTER", title="Letter", sha256="2" * 64, size_bytes=1,
        content_type="application/pdf", original_name="letter.pdf", stored_as="22/22",
        signed_on=date(2003, 7, 1), received_at=plan.at, received_by=plan.maker, recorded_at=plan.at,
    )  # fmt: skip
    change = draft_address_change(
        holder,
        registration=holder.registration,
        address=Address("5 Elm", "Reno", "NV", "89501", "US"),
        by=plan.maker,
        at=plan.tick(),
    )
    asked = request_address_change(
        change, document=paper, signed_by="Beech", capacity="ATTORNEY", maker=plan.maker, at=plan.tick()
    )
    approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    (moved,) = movements(plan.agreement, since=JUNE_30, until=plan.at).addresses
    assert (moved.holder, moved.document, moved.recorded_by, moved.city) == (
        holder,
        paper,
        plan.maker,
        "Reno",
    )


@pytest.mark.row("R-5b-3")
def test_the_command_writes_the_register_of_an_instant_and_what_moved_since(
    plan: Plan, tmp_path: Path
) -> None:
    def told(*words: str) -> dict[str, Any]:
        out = io.StringIO()
        call_command("register_as_of", plan.agreement.code, *words, "--json", stdout=out)
        return dict(json.loads(out.getvalue()))

    place = tmp_path / "register.csv"
    assert told("2003-07-02T12:00", "--csv", str(place))["accounts"] == 2
    with place.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["account", "registration", "rights", "void_rights"]
    assert ["'=DUNE", "Holder =DUNE / as trustee", "1000", "0"] in rows
    shown = told("2003-06-30T17:00", "--since", "2003-06-01T00:00")
    assert [one["account"] for one in shown["holdings"]] == ["ALDER", "BEECH"]
    by_number = told("2003-06-30T17:00", "--certificates")["certificates"]
    assert [(one["number"], one["account"], one["rights"]) for one in by_number] == [
        (1, "ALDER", 1000),
        (2, "BEECH", 250),
    ]
    assert told("2003-07-02T12:00", "--certificates", "--csv", str(place))["certificates"] == 2
    assert place.read_text(encoding="utf-8").splitlines()[0] == "number,account,registration,rights"
    assert shown["movements"]["is_balanced"]
    assert shown["movements"]["after"] == 1250
