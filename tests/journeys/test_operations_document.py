"""The steps of docs/operations.md carry the job out as they stand there, from agreement to receipt."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from certificates.models import HandOver
from registry.models import RightsAgreement, RightsCertificate
from registry.roles import Role
from tests.certificates.runs import staff

ROOT = Path(__file__).resolve().parents[2]
PRESENT = datetime(2003, 6, 26, 18, 0, tzinfo=UTC)
HOLDERS = 60
NOTICE = """
kind = "{kind}"
officer_name = "{officer}"
officer_title = "{title}"
channel = "FIRST_CLASS_MAIL"
signed_on = {signed_on}
document = "{kind}.txt"

[facts]
{facts}
"""
NOTICES = {
    "record_count.toml": ("RECORD_COUNT", 'shares = 6000\nas_of = 2000-10-23\nsource = "share register"'),
    "distribution_date.toml": (
        "DISTRIBUTION_DATE",
        'distribution_date = 2003-06-16\nlimb = "TENDER_OFFER"',
    ),
    "list_certified.toml": (
        "LIST_CERTIFIED",
        f"as_of = 2003-06-16T17:00:00-07:00\nshares = 6000\nholders = {HOLDERS}",
    ),
}
PAPERS = ("approval", "letter", "answer", "executed", "batch", "second_batch", "receipt")


def written_steps() -> Iterator[list[str]]:
    """The words of each command of section 3, from the agreement to the hand-over."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = text[text.index("## 3 The job") : text.index("**Keep the books.**")]
    for block in re.findall(r"```console\n(.*?)```", section, flags=re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            yield shlex.split(line.partition(" # ")[0].removeprefix("$ manage.py "))


def lay_out(folder: Path) -> None:
    """The papers and files that the document names."""
    (folder / "agreement").symlink_to(ROOT / "agreement")
    for name in PAPERS:
        (folder / f"{name}.pdf").write_bytes(f"%PDF-1.4 {name}".encode())
    for name, (kind, facts) in NOTICES.items():
        officer, title = ("Rowan T. Ellery", "President")
        told = NOTICE.format(kind=kind, officer=officer, title=title, signed_on="2003-06-17", facts=facts)
        (folder / name).write_text(told)
        (folder / f"{kind}.txt").write_text(f"Paper of {kind}")
    head = "account,registration_1,address_1,city,region,postal_code,country,common_shares"
    rows = [f"C-{place},Holder {place},{place} Pier,Oakland,CA,94607,US,100" for place in range(HOLDERS)]
    (folder / "holders.csv").write_text("\n".join([head, *rows, ""]))


@pytest.mark.row("R-3a-5", "R-5a-6", "R-3a-10")
def test_the_job_of_the_document_is_carried_out_step_by_step(
    db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLOCK_OFFSET = PRESENT - datetime.now(UTC)
    settings.PRINT_CHUNK_CERTIFICATES = 20
    staff("mara", Role.MAKER)
    staff("abel", Role.APPROVER)
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    asked, head, done = "", "", []
    for command, *words in written_steps():
        said = [{"HASH": asked, "HEAD": head}.get(word, word) for word in words]
        out = io.StringIO()
        call_command(command, *said, "--json", stdout=out)
        done.append(command)
        if (found := re.search(r'"request": "([0-9a-f]{64})"', out.getvalue())) and command != "approve":
            asked = found[1]
        if command == "verify_books" and not head:
            told = json.loads(out.getvalue())["agreements"][0]
            head = f"{told['head_number']}:{told['head_hash']}"
    assert (done[0], done[-1]) == ("load_agreement", "approve")
    assert {"open_books", "print_run", "record_countersignature", "reconcile", "hand_over"} <= set(done)
    assert RightsAgreement.objects.get().code == "AHS-2003"
    assert RightsCertificate.objects.count() == HOLDERS
    received = HandOver.objects.get()
    assert (received.certificate_count, received.received_on.isoformat()) == (HOLDERS, "2003-06-26")
