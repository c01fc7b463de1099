"""The Company's desk at the shell: each step, who takes it, and what is refused out of order."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from registry.management.doors import Refused
from registry.models import (
    Approval,
    BookEntry,
    Document,
    FormVersion,
    Notice,
    RightsAgreement,
    SeparationState,
    TermsVersion,
    User,
)
from registry.roles import Role
from registry.selectors.agreements import approved_form
from tests.registry.company_desk import DATA, person

CODE = "AHS-2003"
COUNT = """
kind = "RECORD_COUNT"
officer_name = "Rowan T. Ellery"
officer_title = "President"
channel = "FACSIMILE"
signed_on = 2003-06-10
received_at = 2003-06-10T10:00:00
document = "letter.txt"
[facts]
shares = "38500000"
as_of = 2000-10-23
source = "report of the share transfer agent"
"""
DISTRIBUTION = """
kind = "DISTRIBUTION_DATE"
officer_name = "Rowan T. Ellery"
officer_title = "President"
channel = "FACSIMILE"
signed_on = 2003-06-17
received_at = 2003-06-17T09:12:00
document = "letter.txt"
[facts]
distribution_date = 2003-06-16
limb = "TENDER_OFFER"
"""


class Shell:
    """Commands run as one person or another, with their answers as JSON."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "letter.txt").write_text("Letter of the Company")

    def run(self, *words: object, acting: str = "maker") -> dict[str, Any]:
        out = io.StringIO()
        call_command(*(str(word) for word in words), "--json", "--as", acting, stdout=out)
        return dict(json.loads(out.getvalue()))

    def refuse(self, *words: object, acting: str = "maker") -> tuple[str, dict[str, Any]]:
        out = io.StringIO()
        with pytest.raises(Refused) as refused:
            call_command(*(str(word) for word in words), "--json", "--as", acting, stdout=out)
        told = str(refused.value)
        assert "\n" not in told
        assert refused.value.returncode == 1
        return told, dict(json.loads(out.getvalue()))

    def file(self, name: str, words: str) -> Path:
        place = self.folder / name
        place.write_text(words)
        return place

    @property
    def letter(self) -> Path:
        return self.folder / "letter.txt"


@pytest.fixture
def shell(db: None, settings: Settings, tmp_path: Path) -> Shell:
    """A maker and an approver at the shell of an installation where nobody is tied yet."""
    settings.DEMO, settings.STAFF_BY_OS_USER = False, {}
    person("maker", Role.MAKER)
    person("approver", Role.APPROVER)
    shell = Shell(tmp_path)
    shell.run("load_agreement", DATA / "alder_harbor_2003.toml")
    return shell


def stored_files() -> list[Path]:
    return sorted(Path(configured.FILES_ROOT).rglob("*"))


@pytest.mark.row("R-3a-3", "R-3a-4", "R-0-2")
def test_from_the_file_to_the_separated_plan_by_two_people(shell: Shell) -> None:
    for number, words in enumerate((COUNT, DISTRIBUTION), start=1):
        received = shell.run("receive_notice", CODE, shell.file("notice.toml", words))
        assert (received["notice"], received["state"]) == (number, "RECEIVED")
        asked = shell.run("accept_notice", CODE, number, "--note", "Called 415-555-0110")
        before = SeparationState.DECLARED if number == 1 else SeparationState.ATTACHED
        assert RightsAgreement.objects.get().separation_state == before
        assert [one["request"] for one in shell.run("list_requests", CODE)["requests"]] == [asked["request"]]
        done = shell.run("approve", asked["request"], acting="approver")
        assert (done["maker"], done["approver"]) == ("maker", "approver")
    assert BookEntry.objects.get().rights_created == 38_500_000
    plan = RightsAgreement.objects.get()
    assert plan.separation_state == SeparationState.SEPARATED_PENDING_LIST
    assert plan.distribution_known_from is not None
    assert plan.distribution_known_from.isoformat() == "2003-06-17T16:12:00+00:00"
    assert shell.run("list_requests")["requests"] == []


def test_a_lapsed_request_is_shown_as_lapsed_and_waits_for_nobody(shell: Shell, settings: Settings) -> None:
    shell.run("receive_notice", CODE, shell.file("notice.toml", COUNT))
    asked = shell.run("accept_notice", CODE, 1, "--note", "Called 415-555-0110")["request"]
    approver = Client()
    approver.force_login(User.objects.get(username="approver"))
    page = reverse("request", args=[asked])
    (waiting,) = shell.run("list_requests", CODE)["requests"]
    assert waiting["state"] == "WAITING"
    assert waiting["until"] == Approval.objects.get().lapses_at.isoformat()
    assert "Approve and do it" in approver.get(page).content.decode()
    assert "Decide: " in approver.get(reverse("home")).content.decode()

    settings.CLOCK_OFFSET += timedelta(days=settings.APPROVAL_DAYS, seconds=1)
    assert [one["state"] for one in shell.run("list_requests", CODE)["requests"]] == ["LAPSED"]
    shown = approver.get(page).content.decode()
    assert "Lapsed" in shown
    assert "Approve and do it" not in shown
    assert "Lapsed" in approver.get(reverse("requests")).content.decode()
    assert "Decide: " not in approver.get(reverse("home")).content.decode()
    assert shell.refuse("approve", asked, acting="approver")[1]["code"] == "REQUEST_LAPSED"
    assert "if it has lapsed" in shell.refuse("accept_notice", CODE, 1)[1]["cure"]
    shell.run("reject", asked, "--reason", "Lapsed", acting="approver")
    assert shell.run("accept_notice", CODE, 1)["request"]


def test_the_terms_are_told_with_their_sections(shell: Shell) -> None:
    out = io.StringIO()
    call_command("load_agreement", str(DATA / "northfold_2004.toml"), "--as", "maker", stdout=out)
    told = out.getvalue()
    assert "NFM-2004" in told
    assert "§1(l)" in told
    assert "bank closures added to the calendar" in told


def test_loading_again_or_changed_without_its_amendment_is_refused(shell: Shell) -> None:
    before = stored_files()
    told, problem = shell.refuse("load_agreement", DATA / "alder_harbor_2003.toml")
    assert problem["code"] == "AGREEMENT_ALREADY_LOADED"
    words = (
        (DATA / "alder_harbor_2003.toml").read_text().replace("redemption_days = 5", "redemption_days = 6")
    )
    changed = shell.file("changed.toml", words)
    told, problem = shell.refuse("load_agreement", changed)
    assert (problem["code"], problem["clause"]) == ("AMENDMENT_REQUIRED", "27")
    assert "§27" in told
    told, problem = shell.refuse("load_agreement", changed, "--amendment", shell.letter)
    assert "--effective" in told
    assert stored_files() == before
    amended = ("load_agreement", changed, "--amendment", shell.letter, "--effective", "2004-01-02")
    told, problem = shell.refuse(*amended)
    assert problem["code"] == "COMPLIANCE_CERTIFICATE_MISSING"
    told, problem = shell.refuse(*amended, "--certificate", shell.letter)
    assert problem["code"] == "AGENT_CONSENT_NEEDED"
    asked = shell.run(*amended, "--certificate", shell.letter, "--consent", shell.letter)
    assert asked["kind"] == "AMEND_AGREEMENT"
    assert [change.split(":")[0] for change in asked["changes"]] == ["no longer", "from then on"]
    assert all("§23" in change for change in asked["changes"])
    assert TermsVersion.objects.get().version == 1  # nothing changes before the second person
    approver = Client()
    approver.force_login(User.objects.get(username="approver"))
    assert "no longer" in approver.get(reverse("request", args=[asked["request"]])).content.decode()
    assert shell.refuse("approve", asked["request"])[1]["code"] == "APPROVAL_NEEDS_ANOTHER_PERSON"
    shell.run("approve", asked["request"], acting="approver")
    assert TermsVersion.objects.latest("version").version == 2


@pytest.mark.row("R-20b-2", "R-18b-1")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("President", "Treasurer"), "OFFICER_NOT_AUTHORISED"),
        (("FACSIMILE", "EMAIL"), "CHANNEL_NOT_FORMAL"),
        (('limb = "TENDER_OFFER"', ""), "INSTRUCTION_PART_MISSING"),
        (('document = "letter.txt"', ""), "NO_SUPPORTING_DOCUMENT"),
        (('document = "letter.txt"', 'document = "lost.txt"'), "DOCUMENT_UNREADABLE"),
        (('kind = "DISTRIBUTION_DATE"', 'kind = "RUMOUR"'), "INSTRUCTION_PART_MISSING"),
        (("signed_on = 2003-06-17", 'signed_on = "yesterday"'), "DATE_ILL_FORMED"),
        (("2003-06-17T09:12:00", "2003-06-17"), "NAIVE_TIMESTAMP"),
        (("2003-06-17T09:12:00", "2103-06-17T09:12:00"), "RECEIVED_AFTER_RECORDED"),
        (("[facts]", "colour = 1\n[facts]"), "DOCUMENT_UNREADABLE"),
        (("[facts]", "[facts"), "DOCUMENT_UNREADABLE"),
    ],
)
def test_a_notice_refused_in_form_leaves_nothing_behind(
    shell: Shell, change: tuple[str, str], code: str
) -> None:
    before = (stored_files(), Document.objects.count())
    told, problem = shell.refuse(
        "receive_notice", CODE, shell.file("notice.toml", DISTRIBUTION.replace(*change))
    )
    assert problem["code"] == code
    assert told.endswith(".")
    assert not Notice.objects.exists()
    assert (stored_files(), Document.objects.count()) == before


def test_steps_out_of_order_are_refused_with_their_ground(shell: Shell) -> None:
    assert shell.refuse("accept_notice", CODE, 1)[1]["code"] == "NOTICE_NOT_FOUND"
    assert shell.refuse("accept_notice", "NO-2003", 1)[1]["code"] == "AGREEMENT_NOT_FOUND"
    assert shell.refuse("approve", "f" * 64, acting="approver")[1]["code"] == "APPROVAL_NOT_FOUND"
    assert shell.refuse("open_books", CODE, "--request")[1]["code"] == "RIGHTS_NOT_SEPARATED"
    shell.run("receive_notice", CODE, shell.file("notice.toml", COUNT))
    assert shell.refuse("open_books", CODE, "--request")[1]["code"] == "RIGHTS_NOT_SEPARATED"
    assert shell.refuse("accept_notice", CODE, 1)[1]["code"] == "CALL_BACK_NOT_RECORDED"
    asked = shell.run("accept_notice", CODE, 1, "--note", "Called 415-555-0110")
    assert shell.refuse("accept_notice", CODE, 1)[1]["code"] == "ALREADY_REQUESTED"
    problem = shell.refuse("approve", asked["request"])[1]
    assert (problem["code"], problem["basis"]) == ("APPROVAL_NEEDS_ANOTHER_PERSON", "HOUSE")
    shell.run("reject", asked["request"], "--reason", "the letter is unsigned", acting="approver")
    assert shell.refuse("approve", asked["request"], acting="approver")[1]["code"] == "APPROVAL_REJECTED"
    assert RightsAgreement.objects.get().separation_state == SeparationState.DECLARED


@pytest.mark.row("R-20g-2", "R-3c-1")
def test_a_queried_notice_shows_its_letter_and_waits_for_the_answer(shell: Shell) -> None:
    facts = ["shares=100", "issued_on=2002-05-01", "resolution_on=2002-05-02"]
    words = [part for fact in facts for part in ("--fact", fact)]
    shell.run(
        "receive_notice", CODE, "--kind", "SHARES_EXCLUDED", "--officer", "Rowan T. Ellery",
        "--title", "President", "--channel", "FACSIMILE", "--signed", "2003-06-10",
        "--document", shell.letter, *words,
    )  # fmt: skip
    problem = shell.refuse("accept_notice", CODE, 1, "--note", "Called 415-555-0110")[1]
    assert [one["code"] for one in problem["grounds"]] == ["NOTICE_QUERIED", "RESOLUTION_AFTER_ISSUE"]
    assert Notice.objects.get().state == "QUERIED"
    early = ["application", CODE, 1, "--answer", "It stands", "--confirmed", "--document", shell.letter]
    early += ["--officer", "Rowan T. Ellery", "--title", "President", "--signed-on", "2003-06-12"]
    before = stored_files()
    assert shell.refuse(*early)[1]["code"] == "APPLICATION_MOVE_NOT_ALLOWED"
    assert stored_files() == before
    created = Notice.objects.get().applications.get().created_at.isoformat()
    assert shell.run("application", CODE, 1, "--sent", created)["state"] == "SENT"
    assert shell.run(*early)["state"] == "ANSWERED"
    asked = shell.run("accept_notice", CODE, 1)
    shell.run("approve", asked["request"], acting="approver")
    assert Notice.objects.get().state == "APPLIED"


@pytest.mark.row("R-20g-2", "R-20g-3")
def test_an_application_is_dated_by_consent_and_attested_or_given_up_at_the_shell(shell: Shell) -> None:
    facts = ["shares=100", "issued_on=2002-05-01", "resolution_on=2002-05-02"]
    words = [part for fact in facts for part in ("--fact", fact)]
    for number in (1, 2):
        shell.run(
            "receive_notice", CODE, "--kind", "SHARES_EXCLUDED", "--officer", "Rowan T. Ellery",
            "--title", "President", "--channel", "FACSIMILE", "--signed", "2003-06-10",
            "--document", shell.letter, *words,
        )  # fmt: skip
        shell.refuse("accept_notice", CODE, number, "--note", "Called 415-555-0110")
        created = Notice.objects.get(number=number).applications.get().created_at.isoformat()
        follow = ["application", CODE, number]
        shell.run(*follow, "--sent", created, "--receipt", created, "--officer", "R. Ellery, President")
    assert shell.run(*follow, "--give-up")["state"] == "WITHDRAWN"
    consent = ["application", CODE, 1, "--consent", "2003-06-20", "--document", shell.letter]
    before = stored_files()
    assert shell.refuse(*consent)[1]["code"] == "CONSENT_NOT_WRITTEN"
    assert stored_files() == before
    consent += ["--officer", "Rowan T. Ellery", "--title", "President", "--signed-on", "2003-06-18"]
    assert shell.run(*consent)["stated_date"] == "2003-06-20"
    assert shell.refuse("application", CODE, 2, "--unanswered")[1]["code"] == "APPLICATION_DATE_NOT_STATED"
    assert shell.run("application", CODE, 1, "--unanswered")["state"] == "DEEMED_AUTHORISED"


@pytest.mark.row("R-5b-1")
def test_questions_are_asked_listed_and_answered_on_paper(shell: Shell) -> None:
    asked = shell.run("answer_information", CODE, "--ask", "Are shares held in escrow?")
    (waiting,) = asked["open"]
    bare = ["answer_information", CODE, waiting["request"], "--answer", "None"]
    assert shell.refuse(*bare)[1]["code"] == "NO_SUPPORTING_DOCUMENT"
    assert shell.run(*bare, "--document", shell.letter)["open"] == []
    assert shell.refuse(*bare)[1]["code"] == "INFORMATION_ALREADY_ANSWERED"


@pytest.mark.row("R-4a-1", "R-4a-2")
def test_a_form_is_signed_off_by_the_second_person(shell: Shell) -> None:
    before = stored_files()
    words = ["approve_form", CODE, "model_2003", "--document", shell.letter, "--sign-off"]
    assert shell.refuse(*words, "AFFECTS_AGENT")[1]["code"] == "LEGEND_AFFECTS_AGENT"
    assert shell.refuse("approve_form", CODE, "other", "--document", shell.letter)[1]["code"] == "NOT_FOUND"
    assert stored_files() == before
    bare = ["approve_form", CODE, "model_2003", "--sign-off", "NO_EFFECT_ON_AGENT"]
    assert shell.refuse(*bare)[1]["code"] == "TEMPLATE_NOT_APPROVED"
    asked = shell.run(*words, "NO_EFFECT_ON_AGENT")
    assert asked["folder_hash"] == FormVersion.objects.get().folder_hash
    shell.run("approve", asked["request"], acting="approver")
    assert approved_form(RightsAgreement.objects.get()) is not None


@pytest.mark.row("R-1e-2")
def test_a_closure_is_recorded_with_its_order_by_two_people(shell: Shell) -> None:
    words = ["add_closure", CODE, "--place", "NEW_JERSEY", "--date", "2030-06-10", "--name", "Storm"]
    assert shell.refuse(*words)[1]["code"] == "CALENDAR_ENTRY_UNSUPPORTED"
    words += ["--source", "Executive Order 1"]
    assert shell.refuse(*words)[1]["code"] == "CALENDAR_ENTRY_UNSUPPORTED"
    asked = shell.run(*words, "--document", shell.letter)
    done = shell.run("approve", asked["request"], acting="approver")
    assert done["outcome"] == "NEW_JERSEY closed on 2030-06-10"
    assert done["clocks"] == []


def test_marking_productive_waits_for_a_second_person_too(shell: Shell, desk_is_real: None) -> None:
    assert shell.refuse("mark_productive")[1]["code"] == "TEMPLATE_NOT_APPROVED"
    assert not Approval.objects.exists()


@pytest.fixture
def desk_is_real(shell: Shell) -> None:
    """The plan is not a demo."""
    RightsAgreement.objects.update(is_demo=False)


def test_a_person_without_a_role_is_refused_whatever_the_step(shell: Shell) -> None:
    person("auditor", Role.AUDITOR)
    problem = shell.refuse("mark_productive", acting="nobody")[1]
    assert problem["code"] == "STAFF_UNKNOWN"
    shell.run("receive_notice", CODE, shell.file("notice.toml", DISTRIBUTION))
    _told, problem = shell.refuse("accept_notice", CODE, 1, "--note", "Called 415-555-0110", acting="auditor")
    assert problem["code"] == "MAKER_NOT_PERMITTED"
    assert Notice.objects.get().state == "RECEIVED"
