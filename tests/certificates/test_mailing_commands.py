"""The post room at the shell: previewed, frozen, approved, produced without a queue, receipted, returned."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from certificates.models import Mailing, MailReturn
from registry.models import Document
from registry.services import jobs
from tests.certificates.post import MAILED_ON, ready_to_mail, request_to_mail
from tests.certificates.runs import Press


def told(*words: str, by: str = "maker") -> dict[str, Any]:
    out = io.StringIO()
    call_command(*words, "--as", by, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.mark.row("R-3a-10", "R-26-4", "R-26-5")
def test_a_mailing_goes_its_way_by_commands_and_is_refused_out_of_order(press: Press, tmp_path: Path) -> None:
    ready_to_mail(press)
    code, day = press.agreement.code, MAILED_ON.isoformat()
    seen = told("prepare_mailing", code)
    assert (seen["pieces"], seen["certificates"], Mailing.objects.count()) == (25, 25, 0)
    made = told("prepare_mailing", code, "--freeze")
    paper = tmp_path / "receipt.txt"
    paper.write_text("25 pieces received. P. Clerk")
    receipt = (
        "record_mailing_receipt", code, "--mailing", "1", "--receipt", str(paper), "--mailed-on", day,
        "--place", "San Francisco", "--signer", "P. Clerk",
    )  # fmt: skip
    before = Document.objects.count()
    with pytest.raises(CommandError, match="policy on mailings"):
        told(*receipt, "--count", "25")
    with pytest.raises(CommandError, match="policy on mailings"):
        told("record_returned_mail", code, "--mailing", "1", "--piece", "3", "--returned-on", day,
             "--reason", "MOVED")  # fmt: skip
    told("approve", made["request"], by="approver")
    jobs.run_available("shell", clock=press.plan.tick)
    with pytest.raises(CommandError, match="24"):
        told(*receipt, "--count", "24")
    assert Document.objects.count() == before
    short = told(*receipt, "--count", "24", "--missing", "7")
    told("approve", short["request"], by="approver")
    assert told("prepare_mailing", code, "--show", "1")["PRODUCED"] == 1
    told("approve", told(*receipt, "--count", "1")["request"], by="approver")
    told(
        "record_returned_mail",
        code,
        "--mailing",
        "1",
        "--piece",
        "3",
        "--returned-on",
        day,
        "--reason",
        "MOVED",
        "--document",
        str(paper),
    )
    returned = MailReturn.objects.get()
    assert (returned.piece.number, returned.document and returned.document.kind) == (3, "RETURNED_MAIL")
    certified = told("record_mailing_receipt", code, "--mailing", "1", "--certify")
    told("approve", certified["request"], by="approver")
    assert told("prepare_mailing", code, "--show", "1")["state"] == "CERTIFIED"
    with pytest.raises(CommandError, match="policy on mailings"):
        told("prepare_mailing", code, "--cancel", "1", "--reason", "too late")


@pytest.mark.row("R-3b-1")
def test_the_summary_is_previewed_by_its_version_alone(press: Press) -> None:
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    asked = ("prepare_mailing", press.agreement.code, "--kind", "SUMMARY_OF_RIGHTS")
    with pytest.raises(CommandError, match="§3\\(b\\)"):
        told(*asked)
    assert told(*asked, "--words", "summary_2003")["pieces"] == 25
