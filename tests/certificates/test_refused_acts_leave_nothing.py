"""A refused act on paper and post leaves rows and files as they were, at the shell and in the console."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.test import Client
from django.urls import reverse

from certificates.models import PrintRun
from certificates.services import handover
from registry.models import CompanyOfficer, Document, User
from tests.certificates.post import MAILED_ON, produced, ready_to_mail, reconciled
from tests.certificates.runs import SIGNATORY, Press, staff
from tests.certificates.test_run_commands import approve, told
from tests.traces import everything_left

PAPER = ("--document", "paper.txt")
SIGNED = ("--signed-on", "2003-06-22")
BOTH = ("--signer", "Rowan T. Ellery", "--signer", "Maren K. Osgood")
EXECUTION = ("print_run", "PLAN", "executed", *SIGNED, *PAPER)
SIGNING = ("record_countersignature", "PLAN", "--signatory", SIGNATORY, *SIGNED, *PAPER)
LOST = ("spoil_certificate", "PLAN", "5", "--lost", *PAPER)
HANDED_OVER = ("hand_over", "PLAN", "--receipt", "paper.txt", "--received-on", "2003-06-22")
MAILED = (
    "record_mailing_receipt", "PLAN", "--mailing", "1", "--receipt", "paper.txt", "--place", "San Francisco",
    "--mailed-on", MAILED_ON.isoformat(),
)  # fmt: skip


def typed(press: Press, folder: Path, words: tuple[str, ...]) -> list[str]:
    """The words of a command with the code of the plan and its paper where it lies."""
    (folder / "paper.txt").write_text("Signed by hand")
    known = {"PLAN": press.agreement.code} | {name: str(folder / name) for name in ("paper.txt", "lost.txt")}
    return [known.get(word, word) for word in words]


def refuse(press: Press, folder: Path, words: tuple[str, ...], *, by: str = "maker") -> str:
    """The code with which a command is refused, having left nothing."""
    ready = typed(press, folder, words)
    before = everything_left()
    with pytest.raises(CommandError) as refused:
        told(*ready, by=by)
    assert everything_left() == before
    return str(getattr(refused.value.__cause__, "code", ""))


def with_lost_paper(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same command with a paper that is not there."""
    return tuple("lost.txt" if word == "paper.txt" else word for word in words)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param((*EXECUTION, *BOTH[:2]), "SIGNATURE_GROUP_MISSING", id="one officer"),
        pytest.param(
            (*EXECUTION, *BOTH, "--signed-on", "2103-06-22"), "EVENT_NOT_YET_HAPPENED", id="executed some day"
        ),
        pytest.param(SIGNING, "NOT_EXECUTED", id="signed before execution"),
        pytest.param((*SIGNING, "--last", "99"), "CERTIFICATE_NOT_IN_RUN", id="signed outside the run"),
        pytest.param(LOST, "SPOIL_REASON_MISSING", id="lost for no reason"),
        pytest.param(
            ("spoil_certificate", "PLAN", "99", *LOST[3:], "--reason", "lost"), "NOT_FOUND", id="unknown"
        ),
        pytest.param(with_lost_paper((*EXECUTION, *BOTH)), "DOCUMENT_UNREADABLE", id="no paper of execution"),
        pytest.param(
            with_lost_paper((*LOST, "--reason", "lost")), "DOCUMENT_UNREADABLE", id="no paper of loss"
        ),
    ],
)
def test_a_refused_act_on_a_run_leaves_nothing(
    press: Press, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    press.printed()
    assert code in refuse(press, tmp_path, words)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param((*HANDED_OVER, "--count", "25"), "INSTRUCTION_PART_MISSING", id="nobody signed"),
        pytest.param(
            (*HANDED_OVER, "--signer", "M. Osgood", "--count", "24"), "HAND_OVER_COUNT_DIFFERS", id="count"
        ),
        pytest.param(
            with_lost_paper((*HANDED_OVER, "--signer", "M. Osgood")), "DOCUMENT_UNREADABLE", id="no paper"
        ),
    ],
)
def test_a_refused_receipt_of_the_company_leaves_nothing(
    press: Press, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    reconciled(press)
    handover.prepare_hand_over(PrintRun.objects.get(), maker=press.plan.maker, at=press.plan.tick())
    assert refuse(press, tmp_path, words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param((*MAILED, "--count", "25"), "INSTRUCTION_PART_MISSING", id="nobody signed"),
        pytest.param((*MAILED, "--signer", "P. Clerk", "--count", "24"), "MAILING_COUNT_DIFFERS", id="count"),
        pytest.param(
            with_lost_paper((*MAILED, "--signer", "P. Clerk", "--count", "25")),
            "DOCUMENT_UNREADABLE",
            id="no paper",
        ),
    ],
)
def test_a_refused_receipt_of_the_post_leaves_nothing(
    press: Press, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    ready_to_mail(press)
    produced(press)
    assert refuse(press, tmp_path, words) == code


def test_who_only_reads_leaves_no_paper_at_the_shell_or_in_the_console(press: Press, tmp_path: Path) -> None:
    staff("ines", "auditor")
    press.printed()
    for words in ((*EXECUTION, *BOTH), SIGNING, (*LOST, "--reason", "lost"), HANDED_OVER, MAILED):
        assert refuse(press, tmp_path, words, by="ines") == "MAKER_NOT_PERMITTED"
    before = everything_left()
    for view in ("run_executed", "run_countersigned", "run_lost"):
        assert hand_in(press, view, by="ines").status_code == 403
    assert everything_left() == before


def hand_in(press: Press, view: str, by: str = "maker", **told: Any) -> Any:
    """The answer to a form of the run's page with a paper."""
    names = {
        "run_executed": "executionform",
        "run_countersigned": "countersignatureform",
        "run_lost": "lostnumberform",
    }
    paper = SimpleUploadedFile("paper.txt", b"Signed by hand, in the console", content_type="text/plain")
    client = Client()
    client.force_login(User.objects.get(username=by))
    sent = {f"{names[view]}-{name}": value for name, value in {"document": paper, **told}.items()}
    return client.post(reverse(view, args=(press.agreement.code, 1)), sent)


def test_a_refused_form_leaves_nothing_and_the_same_form_put_right_files_its_paper_once(press: Press) -> None:
    press.printed()
    officers = [CompanyOfficer.objects.get(name=name).pk for name in ("Rowan T. Ellery", "Maren K. Osgood")]
    before = everything_left()
    day = {"signed_on": "2003-06-22"}
    one = hand_in(press, "run_executed", signers=officers[:1], **day)
    assert (one.status_code, "SIGNATURE_GROUP_MISSING" in one.content.decode()) == (422, True)
    early = hand_in(press, "run_countersigned", first="1", last="25", signatory=SIGNATORY, **day)
    assert (early.status_code, "NOT_EXECUTED" in early.content.decode()) == (422, True)
    assert hand_in(press, "run_lost", number="99", reason="lost").status_code == 404
    assert everything_left() == before
    assert hand_in(press, "run_executed", signers=officers, **day).status_code == 302
    assert Document.objects.get(kind="EXECUTION").original_name == "paper.txt"


def test_the_same_commands_put_right_file_their_papers(press: Press, tmp_path: Path) -> None:
    press.printed()
    approve(told(*typed(press, tmp_path, (*EXECUTION, *BOTH))))
    told(*typed(press, tmp_path, (*LOST, "--reason", "lost")))
    told(*typed(press, tmp_path, (*SIGNING, "--last", "4")))
    assert set(Document.objects.values_list("kind", flat=True)) >= {
        "EXECUTION",
        "LOST_SHEET",
        "COUNTERSIGNATURE",
    }
