"""A refused command leaves rows, counters and files as they were, its paper too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from registry.models import (
    AddressChange,
    Document,
    FormVersion,
    InstructionApplication,
    NumberCounter,
    RegisteredHolder,
    TakeOver,
)
from registry.roles import Role
from tests.books.books import Plan
from tests.registry.company_desk import DATA, person
from tests.registry.opened import accept_list, listed, open_from
from tests.registry.test_company_commands import CODE, DISTRIBUTION, Shell, shell
from tests.traces import everything_left

__all__ = ["shell"]

TAKE_OVER = (
    "take_over", CODE, "--predecessor", "Juniper Stock Transfer Company", "--from", "2000-09-15",
    "--until", "2003-03-30", "--inherited", "100", "--stated", "90", "--document", "letter.txt",
)  # fmt: skip
COPY = ("copy_request", CODE, "--name", "Ada Quill", "--document", "letter.txt")
CLOSURE = (
    "add_closure", CODE, "--name", "Storm", "--date", "2030-06-10", "--place", "NEW_JERSEY",
    "--source", "Executive Order 1", "--document", "letter.txt",
)  # fmt: skip
AMENDED = (
    "load_agreement", "amended.toml", "--amendment", "letter.txt", "--certificate", "letter.txt",
    "--sign-off", "NO_EFFECT_ON_AGENT", "--effective", "2004-01-02",
)  # fmt: skip
FORM = ("approve_form", CODE, "model_2003", "--document", "letter.txt")
NO_EFFECT = ("--sign-off", "NO_EFFECT_ON_AGENT")
ANSWER = ("answer_information", CODE, "QUESTION", "--document", "letter.txt", "--answer", "None are")
OFFICER = ("--officer", "Rowan T. Ellery", "--title", "President", "--signed-on", "2003-06-12")
INSTRUCTION = ("application", CODE, "1", "--document", "letter.txt", "--answer", "It stands", *OFFICER)
SIGNED = ("--signed-by", "Cedar", "--signed-on", "2003-06-10")
NOTICE = ("receive_notice", CODE, "notice.toml")


def changed(words: tuple[str, ...], option: str, value: str) -> tuple[str, ...]:
    """A command with another value after one of its options."""
    place = words.index(option) + 1
    return (*words[:place], value, *words[place + 1 :])


def lay_out(shell: Shell) -> None:
    """The files that the commands name, a question that waits, and a notice that is queried."""
    text = (DATA / "alder_harbor_2003.toml").read_text()
    shell.file("amended.toml", text.replace("redemption_days = 5", "redemption_days = 6"))
    shell.file("formless.toml", text.replace('form_version = "model_2003"', 'form_version = "unknown"'))
    shell.file("foreign.toml", text.replace("AHS-2003", "AHS-2004"))
    shell.file("real.toml", text.replace("demo = true", "demo = false"))
    shell.file("empty.txt", "")
    shell.file("notice.toml", DISTRIBUTION)
    (shell.folder / "program.bin").write_bytes(b"\x7fELF\x00")
    shell.run("answer_information", CODE, "--ask", "Are shares held in escrow?")
    shell.run(
        "receive_notice", CODE, "--kind", "SHARES_EXCLUDED", "--officer", "Rowan T. Ellery", "--title",
        "President", "--channel", "FACSIMILE", "--signed", "2003-06-10", "--document", shell.letter,
        "--fact", "shares=100", "--fact", "issued_on=2002-05-01", "--fact", "resolution_on=2002-05-02",
    )  # fmt: skip
    shell.refuse("accept_notice", CODE, 1, "--note", "Called 415-555-0110")


def as_typed(shell: Shell, words: tuple[str, ...]) -> list[str]:
    """The words of a command with the files where they lie and the question by its number."""
    question = shell.run("answer_information", CODE)["open"][0]["request"]
    created = InstructionApplication.objects.get().created_at.isoformat()
    known = {"QUESTION": str(question), "CREATED": created}
    return [
        str(shell.folder / word) if word.endswith((".txt", ".toml", ".bin")) else known.get(word, word)
        for word in words
    ]


@pytest.mark.row("R-18b-1")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(
            (*TAKE_OVER, "--paper", "lost.txt"),
            "DOCUMENT_UNREADABLE",
            id="take-over, second paper lost",
        ),
        pytest.param(
            (*TAKE_OVER, "--paper", "amended.toml", "--paper", "program.bin"),
            "DOCUMENT_UNREADABLE",
            id="take-over, third paper no paper",
        ),
        pytest.param(
            (*TAKE_OVER, "--sign-off"),
            "TAKEOVER_NOT_RECONCILED",
            id="take-over, difference unexplained",
        ),
        pytest.param(
            changed(TAKE_OVER, "--predecessor", " "),
            "INSTRUCTION_PART_MISSING",
            id="take-over of nobody",
        ),
        pytest.param(
            changed(TAKE_OVER, "--until", "2000-01-01"),
            "INSTRUCTION_PART_MISSING",
            id="take-over, service of no day",
        ),
        pytest.param(
            changed(TAKE_OVER, "--stated", "-1"),
            "INSTRUCTION_PART_MISSING",
            id="take-over of less than none",
        ),
        pytest.param(TAKE_OVER[:-2], "NO_SUPPORTING_DOCUMENT", id="take-over without statement"),
        pytest.param(changed(COPY, "--name", " "), "INSTRUCTION_PART_MISSING", id="copy for nobody"),
        pytest.param(
            (*COPY, "--received", "2103-06-17T09:12"),
            "RECEIVED_AFTER_RECORDED",
            id="copy, from the future",
        ),
        pytest.param(changed(COPY, "--document", "empty.txt"), "DOCUMENT_UNREADABLE", id="copy, empty paper"),
        pytest.param(COPY[:-2], "NO_SUPPORTING_DOCUMENT", id="copy without paper"),
        pytest.param(changed(CLOSURE, "--place", "NOWHERE"), "NOT_FOUND", id="closure nowhere"),
        pytest.param(
            changed(CLOSURE, "--date", "2003-12-25"),
            "CLOSURE_ALREADY_RECORDED",
            id="closure known",
        ),
        pytest.param(
            changed(CLOSURE, "--source", " "),
            "CALENDAR_ENTRY_UNSUPPORTED",
            id="closure without source",
        ),
        pytest.param(
            changed(AMENDED, "load_agreement", "formless.toml"),
            "NOT_FOUND",
            id="amendment, unknown form",
        ),
        pytest.param(
            changed(AMENDED, "load_agreement", "foreign.toml"),
            "AGREEMENT_NOT_FOUND",
            id="amendment, unknown plan",
        ),
        pytest.param(
            changed(AMENDED, "load_agreement", "real.toml"),
            "CLOCK_MOVED",
            id="amendment, clock moved",
        ),
        pytest.param(
            changed(AMENDED, "load_agreement", str(DATA / "alder_harbor_2003.toml")),
            "AGREEMENT_ALREADY_LOADED",
            id="amendment that changes nothing",
        ),
        pytest.param(changed(AMENDED, "--amendment", "lost.txt"), "DOCUMENT_UNREADABLE", id="amendment lost"),
        pytest.param(AMENDED[:-2], "INSTRUCTION_PART_MISSING", id="amendment from no day"),
        pytest.param(
            (*FORM, "--sign-off", "AFFECTS_AGENT"),
            "LEGEND_AFFECTS_AGENT",
            id="form that affects the agent",
        ),
        pytest.param(FORM, "INSTRUCTION_PART_MISSING", id="form without statement"),
        pytest.param((*FORM, *NO_EFFECT, "--add"), "FORM_ALREADY_ON_FILE", id="form known"),
        pytest.param((*FORM[:-2], *NO_EFFECT), "TEMPLATE_NOT_APPROVED", id="form not approved"),
        pytest.param(changed(ANSWER, "--answer", " "), "INSTRUCTION_PART_MISSING", id="answer of no words"),
        pytest.param(
            (*changed(ANSWER, CODE, "999999"), "--ask", "What else?"),
            "NOT_FOUND",
            id="answer to nothing",
        ),
        pytest.param(INSTRUCTION, "INSTRUCTION_PART_MISSING", id="instruction, silent about the notice"),
        pytest.param(
            (*INSTRUCTION, "--confirmed"),
            "APPLICATION_MOVE_NOT_ALLOWED",
            id="instruction, not asked for",
        ),
        pytest.param(
            (*INSTRUCTION, "--sent", "CREATED"),
            "INSTRUCTION_PART_MISSING",
            id="instruction, sent and silent",
        ),
        pytest.param(
            (*INSTRUCTION[:3], *INSTRUCTION[5:], "--sent", "CREATED", "--confirmed"),
            "NO_SUPPORTING_DOCUMENT",
            id="instruction, sent, without paper",
        ),
        pytest.param((*NOTICE, "--title", "Treasurer"), "OFFICER_NOT_AUTHORISED", id="notice of a stranger"),
        pytest.param((*NOTICE, "--document", "program.bin"), "DOCUMENT_UNREADABLE", id="notice, no paper"),
    ],
)
def test_what_is_refused_leaves_neither_row_nor_file(
    shell: Shell, settings: Settings, words: tuple[str, ...], code: str
) -> None:
    lay_out(shell)
    typed = as_typed(shell, words)
    settings.CLOCK_OFFSET += timedelta(seconds=1)
    before = everything_left()
    state = InstructionApplication.objects.get().state
    told, problem = shell.refuse(*typed)
    assert (problem["code"], told[-1]) == (code, ".")
    assert everything_left() == before
    assert InstructionApplication.objects.get().state == state


@pytest.mark.parametrize(
    "words",
    [TAKE_OVER, COPY, CLOSURE, AMENDED, (*FORM, *NO_EFFECT), ANSWER, (*INSTRUCTION, "--confirmed"), NOTICE],
    ids=lambda words: words[0],
)
def test_who_only_reads_leaves_no_paper(shell: Shell, words: tuple[str, ...]) -> None:
    person("auditor", Role.AUDITOR)
    lay_out(shell)
    typed = as_typed(shell, words)
    before = everything_left()
    assert shell.refuse(*typed, acting="auditor")[1]["code"] == "MAKER_NOT_PERMITTED"
    assert everything_left() == before


def test_the_same_commands_file_each_paper_once(shell: Shell) -> None:
    lay_out(shell)
    before = Document.objects.count()
    shell.run(
        *as_typed(shell, (*TAKE_OVER, "--paper", "amended.toml", "--sign-off", "--reason", "Cancelled"))
    )
    assert set(TakeOver.objects.get().papers.values_list("kind", flat=True)) == {"INHERITED"}
    created = ("--sent", "CREATED", "--confirmed")
    for words in (COPY, CLOSURE, AMENDED, (*FORM, *NO_EFFECT), (*INSTRUCTION, *created), NOTICE, ANSWER):
        shell.run(*as_typed(shell, words))
    assert Document.objects.count() == before + 11  # the amended file is one of them
    assert FormVersion.objects.count() == 1
    kept = {stored.stored_as for stored in Document.objects.all()}
    _, files = everything_left()
    assert not [place for place in files if place.name.startswith(".")]
    assert all(any(str(place).endswith(name) for place in files) for name in kept)


def test_records_of_open_books_are_not_taken_over(shell_of_plan: Shell, plan: Plan) -> None:
    open_from(plan, accept_list(plan, [listed("CEDAR", 1000)]))
    words = (*changed(TAKE_OVER, "take_over", plan.agreement.code)[:-1], str(shell_of_plan.letter))
    before = everything_left()
    problem = shell_of_plan.refuse(*words, acting=plan.maker.username)[1]
    assert problem["code"] == "ALREADY_OPENED"
    assert everything_left() == before


@pytest.mark.row("R-5b-5")
@pytest.mark.parametrize(
    ("words", "acting", "code"),
    [
        (("--signed-by", "Cedar"), "", "ADDRESS_CHANGE_UNSIGNED"),
        ((*SIGNED, "--name", "Another"), "", "NAME_CHANGE_NEEDS_ITEM"),
        ((*SIGNED, "--received", "2103-01-01T10:00"), "", "RECEIVED_AFTER_RECORDED"),
        (("--signed-by", "Cedar", "--signed-on", "2103-06-10"), "", "SIGNED_AFTER_RECEIVED"),
        (SIGNED, "auditor", "MAKER_NOT_PERMITTED"),
        ((*SIGNED, "--document", "lost.txt"), "", "DOCUMENT_UNREADABLE"),
    ],
)
def test_a_refused_change_of_address_leaves_neither_draft_nor_paper(
    shell_of_plan: Shell, plan: Plan, words: tuple[str, ...], acting: str, code: str
) -> None:
    person("auditor", Role.AUDITOR)
    holder: RegisteredHolder = plan.holder("CEDAR", registration="Holder CEDAR")
    stated: list[Any] = ["change_address", plan.agreement.code, holder.account, "--name", holder.registration]
    stated += ["--address", "9 Cedar Lane", "--city", "Portland", "--document", shell_of_plan.letter]
    before = everything_left()
    counters = list(NumberCounter.objects.order_by("pk").values_list("kind", "last_number"))
    problem = shell_of_plan.refuse(*stated, *words, acting=acting or plan.maker.username)[1]
    assert problem["code"] == code
    assert everything_left() == before
    assert list(NumberCounter.objects.order_by("pk").values_list("kind", "last_number")) == counters
    assert not AddressChange.objects.exists()


@pytest.fixture
def shell_of_plan(plan: Plan, settings: Settings, tmp_path: Path) -> Shell:
    """The shell beside a plan with its own two people."""
    settings.DEMO, settings.STAFF_BY_OS_USER = False, {}
    return Shell(tmp_path)
