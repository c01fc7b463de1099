"""A print run from the shell, by two people, to its end; and what the shell says when it is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from certificates.models import PrintPiece, PrintRun, RunState
from registry.models import CertificateEvent
from tests.certificates.runs import SIGNATORY, Press


def told(command: str, *words: str, by: str = "maker") -> dict[str, Any]:
    """Run a command as a person and read its answer."""
    out = io.StringIO()
    call_command(command, *words, "--as", by, "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def approve(request: dict[str, Any]) -> None:
    told("approve", request["request"], by="approver")


@pytest.mark.row("R-5a-3", "R-5a-6", "R-XB-15")
def test_a_run_is_printed_signed_and_closed_by_commands(press: Press, tmp_path: Path) -> None:
    paper = tmp_path / "list.txt"
    paper.write_text("Signed batch list")
    code = press.agreement.code
    assert told("print_run", code)["state"] == "DATA_LOCKED"
    call_command("run_jobs", "--until-idle", stdout=io.StringIO())
    drawn = told("print_run", code, "status")
    assert (drawn["state"], drawn["drawn_certificates"]) == ("PROOFED", 25)
    told("print_run", code, "printed")
    told("spoil_certificate", code, "5", "--reason", "smudged")
    again = ("reprint", code, "5", "--reason", "smudged", "--output")
    for place, why in ((tmp_path / "lost" / "5.pdf", "cannot be written"), (paper, "exists already")):
        with pytest.raises(CommandError, match=why):
            told(*again, str(place))
    assert PrintPiece.objects.filter(certificate_number=5).count() == 1
    with pytest.raises(CommandError):
        told("reprint", code, "999", "--reason", "smudged", "--output", str(tmp_path / "999.pdf"))
    assert not (tmp_path / "999.pdf").exists()
    copy = told(*again, str(tmp_path / "5.pdf"))
    assert (copy["copy"], (tmp_path / "5.pdf").read_bytes()[:5]) == (2, b"%PDF-")
    signing = ("--signed-on", "2003-06-22", "--document", str(paper))
    approve(
        told(
            "print_run", code, "executed", "--signer", "Rowan T. Ellery", "--signer", "Maren K. Osgood",
            *signing,
        )
    )  # fmt: skip
    lost = told("spoil_certificate", code, "9", "--reason", "lost", "--lost", "--document", str(paper))
    approve(lost)
    paper.write_text("Signed batch list, second part")
    approve(
        told(
            "print_run", code, "executed", "--signer", "Rowan T. Ellery", "--signer", "Maren K. Osgood",
            *signing,
        )
    )  # fmt: skip
    signed = ("--signatory", SIGNATORY, *signing)
    approve(told("record_countersignature", code, "--except", "9=lost", *signed))
    assert told("reconcile", code, "--show")["open"] == 1
    with pytest.raises(CommandError, match="24 issued"):
        told("reconcile", code)
    issued = CertificateEvent.objects.filter(kind="SPOILED").latest("pk").entry.recorded_at
    today = issued.astimezone(ZoneInfo(press.agreement.time_zone)).date().isoformat()
    later = ("--signatory", SIGNATORY, "--signed-on", today, "--document", str(paper))
    approve(told("record_countersignature", code, "--first", "26", "--last", "26", *later))
    approve(told("reconcile", code, "--close"))
    run = PrintRun.objects.get()
    assert run.state == RunState.CLOSED
    assert run.reconciliation["equation"] == "25 issued + 1 spoiled + 0 unused = 26 numbers"


def test_a_refused_command_says_one_sentence_with_its_section(press: Press, tmp_path: Path) -> None:
    paper = tmp_path / "list.txt"
    paper.write_text("Signed batch list")
    with pytest.raises(CommandError) as refusal:
        told("print_run", press.agreement.code, "status")
    assert "Nothing has been printed" in str(refusal.value)
    run = press.printed()
    with pytest.raises(CommandError) as early:
        told(
            "record_countersignature", press.agreement.code, "--signatory", SIGNATORY,
            "--signed-on", "2003-06-22", "--document", str(paper),
        )  # fmt: skip
    assert "had not been executed" in str(early.value)
    assert "§5(a)" in str(early.value)
    run.refresh_from_db()
    assert run.state == RunState.PRINTED
