"""The Company's notices in the console: taken in, previewed, called back, accepted, asked back (§20, §26)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from registry.models import (
    Approval,
    AuditRecord,
    InformationRequest,
    InstructionApplication,
    Lot,
    NamedPerson,
    Notice,
    NoticeKind,
)
from registry.services.company.parts import PARTS
from registry.services.company.previews import EFFECT_WORDS
from registry.staff.notice_forms import LISTED
from tests.registry.company_desk import Desk
from tests.registry.console import NOW, Console, just_now, local, make_desk_console, paper, papers_kept

pytestmark = pytest.mark.django_db

COUNT = {
    "facts-shares": "38,500,000",
    "facts-as_of": "2000-10-23",
    "facts-source": "report of the share transfer agent",
}
NOTE = "Called the President on 415-555-0110, the number of record, who confirmed it."


@pytest.fixture
def place(settings: Any) -> tuple[Desk, Console]:
    return make_desk_console(settings)


@pytest.fixture
def desk(place: tuple[Desk, Console]) -> Desk:
    return place[0]


@pytest.fixture
def console(place: tuple[Desk, Console]) -> Console:
    return place[1]


def notice_form(**changed: Any) -> dict[str, Any]:
    """A notice signed by the President, as typed from its paper."""
    return {
        "authority-officer_name": "Rowan T. Ellery",
        "authority-officer_title": "President",
        "authority-channel": "FACSIMILE",
        "authority-signed_on": "2003-06-17",
        "authority-received_at": just_now(),
        "authority-effective_at": "",
        "paper-document": paper(),
    } | changed


@pytest.mark.row("R-20b-1", "R-18b-1")
def test_a_notice_is_previewed_recorded_called_back_and_accepted_by_two_people(console: Console) -> None:
    kept = papers_kept()
    assert NoticeKind.RECORD_COUNT.label in console.see("notice_kinds")
    seen = console.post("receive_notice", "RECORD_COUNT", **notice_form(**COUNT), preview="yes")
    shown = seen.content.decode()
    assert seen.status_code == 200
    assert "38,500,000" in shown  # both what was typed and what would be posted
    assert "Rights created" in shown
    assert "report of the share transfer agent" in shown
    assert (Notice.objects.count(), papers_kept()) == (0, kept)

    console.done("receive_notice", "RECORD_COUNT", **notice_form(**COUNT))
    notice = Notice.objects.get()
    assert (notice.state, notice.facts["shares"]) == ("RECEIVED", "38500000")
    assert papers_kept() == (kept[0] + 1, kept[1] + 1)
    assert "Authenticate: Notice 1" in console.home()
    assert "Rights created" in console.see("notice", 1)
    assert "NOTICE_NOT_AUTHENTICATED" in console.refused("notice_acceptance", 1)
    console.done("notice_called_back", 1, note=NOTE)
    page = console.see("notice", 1)
    assert NOTE in page
    assert "Ask for acceptance" in page
    assert not Lot.objects.exists()
    console.done("notice_acceptance", 1)
    assert "Ask for acceptance" not in console.see("notice", 1)
    assert (
        console.client("maker").post(f"/requests/{Approval.objects.get().request_hash}/approve/").status_code
        == 403
    )
    console.approve()
    assert sum(lot.rights for lot in Lot.objects.all()) == 38_500_000
    page = console.see("notice", 1, by="rowan")
    for words in ("Applied", "Source of the count", "facsimile transmission"):
        assert words in page, words


@pytest.mark.row("R-20b-2")
def test_a_notice_refused_in_form_names_every_ground_keeps_what_was_typed_and_leaves_nothing(
    console: Console,
) -> None:
    kept = papers_kept()
    told = notice_form(**COUNT) | {
        "authority-officer_name": "Quill B. Stranger",
        "authority-channel": "TELEPHONE",
        "facts-source": "",
    }
    page = console.refused("receive_notice", "RECORD_COUNT", **told)
    for words in ("OFFICER_NOT_AUTHORISED", "CHANNEL_NOT_FORMAL", "INSTRUCTION_PART_MISSING", "To cure:"):
        assert words in page, words
    assert "Quill B. Stranger" in page
    assert "38,500,000" in page
    assert (Notice.objects.count(), papers_kept()) == (0, kept)
    preview = {name: value for name, value in told.items() if name != "paper-document"}
    assert "CHANNEL_NOT_FORMAL" in console.refused("receive_notice", "RECORD_COUNT", **preview, preview="yes")
    unpapered = {name: value for name, value in notice_form(**COUNT).items() if name != "paper-document"}
    assert "is missing or not clear" in console.refused("receive_notice", "RECORD_COUNT", **unpapered)
    early = notice_form(**COUNT) | {
        "authority-received_at": local(NOW + timedelta(days=1)),
        "paper-document": paper(),
    }
    assert "RECEIVED_AFTER_RECORDED" in console.refused("receive_notice", "RECORD_COUNT", **early)
    assert (Notice.objects.count(), papers_kept()) == (0, kept)


def test_the_form_of_each_kind_asks_for_the_parts_that_the_service_reads(console: Console) -> None:
    assert set(EFFECT_WORDS) == set(NoticeKind)
    for kind in NoticeKind:
        page = console.see("receive_notice", kind)
        for part in PARTS[kind]:
            named = part.shape in LISTED
            asked = "person1-account" if named else f"facts-{part.name}"
            assert f'name="{asked}"' in page, (kind, part.name)
        assert 'name="facts-supersedes"' in page
    assert console.get("receive_notice", "NO_SUCH_KIND").status_code == 404


def test_persons_named_are_taken_in_with_their_accounts_and_numbers(desk: Desk, console: Console) -> None:
    desk.apply_record_count()
    first = {"person1-person_name": "Oakline Partners, L.P.", "person1-account": "A000000002"}
    told = notice_form() | first
    assert "A person named has this." in console.refused("receive_notice", "PRE_SEPARATION_NULLITY", **told)
    second = {
        "person2-person_name": "Oakline Offshore Ltd.",
        "person2-account": "A000000001",
        "person2-taint_class": "I",
        "person2-rights": "2,400,000",
    }
    told = notice_form() | first | second | {"person1-taint_class": "I"}
    console.done("receive_notice", "PRE_SEPARATION_NULLITY", **told)
    number = Notice.objects.latest("number").number
    console.done("notice_called_back", number, note=NOTE)
    console.done("notice_acceptance", number)
    console.approve()
    assert list(NamedPerson.objects.order_by("id").values_list("account", "rights")) == [
        ("A000000002", None),
        ("A000000001", 2_400_000),
    ]
    assert 'name="person20-account"' in console.see("receive_notice", "PRE_SEPARATION_NULLITY", persons="20")


def queried(console: Console) -> Notice:
    """A Distribution Date that had not come when the notice was received."""
    ahead = {"facts-distribution_date": "2003-06-20", "facts-limb": "TENDER_OFFER"}
    seen = console.post("receive_notice", "DISTRIBUTION_DATE", **notice_form(**ahead), preview="yes")
    assert "INSTRUCTION_OUTSIDE_AGREEMENT" in seen.content.decode()
    assert "held with an application" in seen.content.decode()
    console.done("receive_notice", "DISTRIBUTION_DATE", **notice_form(**ahead))
    notice = Notice.objects.latest("number")
    console.done("notice_called_back", notice.number, note=NOTE)
    notice.refresh_from_db()
    assert notice.state == "QUERIED"
    return notice


@pytest.mark.row("R-20g-1", "R-20g-2", "R-20g-3")
def test_20g_a_queried_notice_waits_until_its_application_is_answered(desk: Desk, console: Console) -> None:
    desk.apply_record_count()
    number = queried(console).number
    page = console.see("notice", number)
    assert "Ask for acceptance" not in page
    assert "NOTICE_QUERIED" in console.refused("notice_acceptance", number)
    assert "we propose" in console.see("application", number).lower()
    console.done("application_step", number, "sent", **{"sent-sent_at": just_now()})
    officer = {
        "received_by_officer-officer": "Maren K. Osgood",
        "received_by_officer-received_at": just_now(),
    }
    console.done("application_step", number, "received_by_officer", **officer)
    application = InstructionApplication.objects.get()
    assert application.earliest_date is not None
    early = {"dated-day": (application.earliest_date - timedelta(days=1)).isoformat()}
    page = console.refused("application_step", number, "dated", **early)
    assert "APPLICATION_DATE_TOO_EARLY" in page
    assert early["dated-day"] in page
    console.done("application_step", number, "dated", **{"dated-day": application.earliest_date.isoformat()})
    assert "APPLICATION_DATE_NOT_RECEIVED" in console.refused("application_step", number, "found_unanswered")
    assert "no officer is known to have received" in console.see("application", number)
    came = {"date_received-officer": "Maren K. Osgood", "date_received-received_at": just_now()}
    console.done("application_step", number, "date_received", **came)
    assert "APPLICATION_DATE_NOT_COME" in console.refused("application_step", number, "found_unanswered")
    kept = papers_kept()
    answer = {
        "answered-answer": "The date is confirmed.", "answered-confirms": "CONFIRMED",
        "answered-officer_name": "Quill B. Stranger", "answered-officer_title": "President",
        "answered-signed_on": "2003-06-17", "answered-received_at": just_now(),
    }  # fmt: skip
    assert "missing or not clear" in console.refused("application_step", number, "answered", **answer)
    stranger = {
        "consented-day": "2003-06-18", "consented-officer_name": "Quill B. Stranger",
        "consented-officer_title": "President", "consented-signed_on": "2003-06-17",
        "consented-document": paper(),
    }  # fmt: skip
    assert "CONSENT_NOT_WRITTEN" in console.refused("application_step", number, "consented", **stranger)
    by_nobody = {**answer, "answered-document": paper()}
    assert "OFFICER_NOT_AUTHORISED" in console.refused("application_step", number, "answered", **by_nobody)
    assert papers_kept() == kept
    answer["answered-officer_name"] = "Rowan T. Ellery"
    console.done("application_step", number, "answered", **answer, **{"answered-document": paper()})
    assert papers_kept() == (kept[0] + 1, kept[1] + 1)
    steps = AuditRecord.objects.filter(act__startswith="APPLICATION_")
    assert [step.actor for step in steps] == [desk.maker] * 5
    page = console.see("application", number, by="ines")
    assert "The notice stands" in page
    assert "Signed by Rowan T. Ellery, President" in page
    assert "Ask for acceptance" in console.see("notice", number)
    assert f"Ask for acceptance of: Notice {number}" in console.home()


def test_a_withdrawn_notice_is_superseded_by_the_answer(desk: Desk, console: Console) -> None:
    desk.apply_record_count()
    number = queried(console).number
    console.done("application_step", number, "sent", **{"sent-sent_at": just_now()})
    answer = {
        "answered-answer": "We withdraw it.",
        "answered-confirms": "WITHDRAWN",
        "answered-officer_name": "Rowan T. Ellery",
        "answered-officer_title": "President",
        "answered-signed_on": "2003-06-17",
        "answered-received_at": just_now(),
        "answered-document": paper(),
    }
    console.done("application_step", number, "answered", **answer)
    assert "Superseded" in console.see("notice", number)


@pytest.mark.row("R-5b-1")
def test_a_question_to_the_company_is_asked_and_answered_on_its_paper(console: Console) -> None:
    assert "Nothing is open" in console.see("questions")
    assert console.post("questions", question="").status_code == 422
    console.done("questions", question="Which transfers came in after the list was closed?")
    asked = InformationRequest.objects.get()
    assert "Which transfers" in console.home()
    assert "missing or not clear" in console.refused("question_answered", asked.pk, answer="None.")
    console.done("question_answered", asked.pk, answer="None.", document=paper())
    asked.refresh_from_db()
    assert asked.document is not None
    kept = papers_kept()
    again = console.refused("question_answered", asked.pk, answer="Some.", document=paper())
    assert "INFORMATION_ALREADY_ANSWERED" in again
    assert papers_kept() == kept


def test_a_preview_says_which_notice_is_superseded(desk: Desk, console: Console) -> None:
    announced = {"limb": "TENDER_OFFER", "announced_on": "2003-06-02"}
    first = desk.apply(NoticeKind.ANNOUNCEMENT, announced).number
    told = notice_form() | {"facts-limb": "TENDER_OFFER", "facts-announced_on": "2003-06-03"}
    told |= {"facts-supersedes": str(first), "preview": "yes"}
    assert "which is superseded" in console.post("receive_notice", "ANNOUNCEMENT", **told).content.decode()


def test_auditor_and_officer_read_and_see_no_buttons(desk: Desk, console: Console) -> None:
    desk.receive(NoticeKind.RECORD_COUNT, {"shares": "1", "as_of": "2000-10-23", "source": "x"})
    for name in ("ines", "rowan"):
        page = console.see("notices", by=name) + console.see("notice", 1, by=name)
        assert "Take in a notice" not in page
        assert "Record the call-back" not in page
        assert console.post("notice_called_back", 1, by=name, note=NOTE).status_code == 403
        assert console.get("receive_notice", "RECORD_COUNT", by=name).status_code == 403
    assert "Ask something" not in console.see("questions", by="ines")
    assert console.get("questions", by="rowan").status_code == 403
    assert "No notice yet" not in console.see("notices")
