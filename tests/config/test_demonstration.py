"""`manage.py demo`: the main job done once; a mailing waits for its receipt, a letter opens an account."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from certificates.models import Mailing, MailingState, PieceStep
from certificates.selectors.mailings import totals_by_state
from registry.models import RegisteredHolder, RightsAgreement, RightsCertificate
from registry.selectors.register import control_total
from registry.services.holder_access import examine_claim
from tests.certificates.drawing.samples import pages_of
from tests.jobs.conftest import Workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]

HOLDERS = 60
MORNING = datetime(2003, 6, 17, 16, 12, tzinfo=UTC)
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


@dataclass(frozen=True)
class Demonstration:
    """A demonstration that was prepared: its folder, what was told meanwhile and in the box."""

    var: Path
    told: str
    box: str


@pytest.fixture
def demonstration(runtime_urls: dict[str, str], tmp_path: Path) -> Iterator[Demonstration]:
    """Prepare the demonstration as `make run` does, with a worker beside it."""
    offset = int((MORNING - datetime.now(UTC)).total_seconds())
    environment = {
        **runtime_urls,
        "DEMO": "1",
        "DEMO_HOLDERS": str(HOLDERS),
        "CLOCK_OFFSET": str(offset),
        "RIGHTS_VAR": str(tmp_path),
        "ADDRESS": "http://127.0.0.1:8123",
    }

    def manage(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env=environment,
            cwd=settings.BASE_DIR,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    workers = Workers(environment)
    workers.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    worker = workers.run_jobs()
    yield Demonstration(tmp_path, manage("demo"), manage("demo", "--box"))
    workers.kill(worker)


@pytest.mark.row("R-3a-9", "R-26-4")
def test_it_ends_with_the_mailing_waiting_for_its_receipt_and_a_letter_whose_code_claims_the_account(
    demonstration: Demonstration,
) -> None:
    agreement = RightsAgreement.objects.get(code="AHS-2003")
    assert RegisteredHolder.objects.filter(agreement=agreement).count() == HOLDERS
    made = Mailing.objects.get(agreement=agreement)
    pieces = {step: found.pieces for step, found in totals_by_state(made).items() if found.pieces}
    assert (made.state, pieces) == (MailingState.PREPARED, {PieceStep.PRODUCED: HOLDERS})
    total = control_total(agreement)
    assert (total.authorised, total.record_difference) == (40_000_000, 0)
    certificates = RightsCertificate.objects.filter(agreement=agreement).count()
    assert f"{certificates:,} certificates" in demonstration.told
    assert f"{HOLDERS:,} pieces wait for the post's receipt" in demonstration.told

    (letter,) = demonstration.var.rglob("*letter*.pdf")
    text = " ".join(pages_of(letter.read_bytes()))
    account = next(one for one in RegisteredHolder.objects.all() if one.account in text)
    (code,) = CODE.findall(text)
    claim = examine_claim(account=account.account, code=code, at=MORNING)
    assert claim.holder == account

    doors = {"Console": "/", "Portal": "/portal/", "Records": "/admin/", "API": "/api/v1/docs/"}
    for name, path in doors.items():
        (line,) = [line for line in demonstration.box.splitlines() if line.startswith(f"│ {name} ")]
        assert f"http://127.0.0.1:8123{path}" in line
    assert str(letter) in demonstration.box
    for person in ("mara", "solomon", "ines", "rowan"):
        assert f"│   {person} " in demonstration.box
