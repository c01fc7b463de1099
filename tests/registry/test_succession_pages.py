"""The office of the Rights Agent on the console: its terms, its events, the books handed over (19, 21)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from registry.models import (
    AgentAppointment,
    BooksExport,
    NoticeDue,
    NoticeKind,
    NoticeState,
    SuccessionRecord,
)
from registry.selectors.agreements import agent_in_office, local_day
from registry.services.books_packages.exports import export_books
from tests.registry.company_desk import Desk
from tests.registry.console import Console, make_desk_console, paper

RESIGNATION = {
    "effective_on": "2003-07-20", "mailed_on": "2003-06-17", "company_channel": "CERTIFIED_MAIL",
    "transfer_agents": "Quill Transfer\nPreferred Transfer\n", "agents_channel": "REGISTERED_MAIL",
    "holders_channel": "FIRST_CLASS_MAIL",
}  # fmt: skip


@pytest.fixture
def at_desk(db: None, settings: Any) -> tuple[Desk, Console]:
    return make_desk_console(settings)


@pytest.mark.row("R-21-1", "R-21-4")
def test_a_resignation_is_asked_for_approved_and_stands_on_the_page_with_the_companys_days(
    at_desk: tuple[Desk, Console],
) -> None:
    _, console = at_desk
    assert "Nothing was recorded" in console.see("office")
    told = console.refused(
        "record_succession",
        "resignation",
        **RESIGNATION | {"effective_on": "2003-07-16", "document": paper()},
    )
    assert "takes effect on 2003-07-17 at the earliest" in told
    console.done("record_succession", "resignation", **RESIGNATION, document=paper())
    assert not SuccessionRecord.objects.exists()
    console.approve()
    page = console.see("office", by="ines")
    assert "The Rights Agent resigns" in page
    assert "A successor is awaited" in page
    assert "17 July 2003" in page  # thirty days from the mailing
    assert "File the receipt" not in page
    assert "Record as mailed or filed: Quill Transfer" in console.home()
    due = NoticeDue.objects.get(addressees__contains="Quill")
    assert f"To {due.addressees}." in console.see("office_mailed", due.pk)
    console.done("office_mailed", due.pk, channel="REGISTERED_MAIL", mailed_on="2003-06-17", document=paper())
    assert "17 June 2003, registered mail" in console.see("office")
    assert "Record as mailed or filed: Quill Transfer" not in console.home()
    assert console.get("office_mailed", due.pk).status_code == 404
    assert "Due: certificates to Quill" not in console.see("mailings")


@pytest.mark.row("R-19b-1")
def test_a_change_of_name_shows_the_name_in_which_the_installation_acts(
    at_desk: tuple[Desk, Console],
) -> None:
    _, console = at_desk
    console.done(
        "record_succession",
        "change-of-name",
        effective_on="2003-06-17",
        successor="Meridian Trust",
        document=paper(),
    )
    console.approve()
    page = console.see("office")
    assert "This installation acts as <strong>Meridian Trust</strong>" in page
    assert "The Rights Agent changes its name" in page


@pytest.mark.row("R-19a-1")
def test_a_merger_without_evidence_comes_back_with_what_is_missing(at_desk: tuple[Desk, Console]) -> None:
    _, console = at_desk
    told = console.refused(
        "record_succession", "merger", effective_on="2003-06-17", successor="NewAgent", document=paper()
    )
    assert "is not shown to be able to succeed" in told
    assert "evidence of good standing" in told


@pytest.mark.row("R-21-8")
def test_leave_is_asked_for_on_the_page_and_the_receipt_filed_there(
    at_desk: tuple[Desk, Console], tmp_path: Path
) -> None:
    desk, console = at_desk
    console.done("hand_over_books", recipient="Larkspur Trust", reason="Successor")
    console.approve()
    assert "Not made yet" in console.see("office")
    leave = BooksExport.objects.get()
    package = export_books(leave, folder=tmp_path / "books", by=desk.maker, at=leave.approval.approved_at)
    assert package.manifest_sha256 in console.see("books_receipted", 1)
    console.done("books_receipted", 1, received_on=package.made_at.date().isoformat(), document=paper())
    page = console.see("office")
    assert "File the receipt" not in page
    assert "Larkspur Trust" in page
    assert console.get("books_receipted", 2).status_code == 404


def test_an_event_that_is_not_recorded_here_is_not_found(at_desk: tuple[Desk, Console]) -> None:
    _, console = at_desk
    assert console.get("record_succession", "appointment").status_code == 404
    assert console.get("office", by="rowan").status_code == 403
    assert console.get("record_succession", "merger", by="ines").status_code == 403


CO_AGENT = {"co_agent": "Harbor Registrars", "scope": "transfers presented in New York"}


@pytest.mark.row("R-2-2")
@pytest.mark.refusal("COAGENT_NOTICE_SHORT")
def test_a_co_agent_is_in_office_beside_the_agent_ten_days_after_the_notice(
    at_desk: tuple[Desk, Console],
) -> None:
    desk, console = at_desk
    assert "None is appointed" in console.see("office")
    received = local_day(desk.agreement, at=desk.at)

    def facts(days: int) -> dict[str, Any]:
        return CO_AGENT | {"effective_on": str(received + timedelta(days=days))}

    short = desk.authenticate(desk.receive(NoticeKind.CO_AGENT_APPOINTED, facts(9)))
    assert short.state == NoticeState.QUERIED
    assert [one["code"] for one in short.grounds] == ["COAGENT_NOTICE_SHORT"]
    assert str(received + timedelta(days=10)) in short.grounds[0]["message"]
    assert not AgentAppointment.objects.filter(kind="CO_AGENT").exists()
    principal = agent_in_office(desk.agreement, day=received + timedelta(days=10))
    first = desk.apply(NoticeKind.CO_AGENT_APPOINTED, facts(10))
    page = console.see("office", by="ines")
    for words in ("Harbor Registrars", "transfers presented in New York", f"Notice {first.number}"):
        assert words in page, words
    assert agent_in_office(desk.agreement, day=received + timedelta(days=10)) == principal
    desk.apply(NoticeKind.CO_AGENT_APPOINTED, facts(20) | {"supersedes": first.number})
    (row,) = AgentAppointment.objects.filter(kind="CO_AGENT")
    assert row.in_office_from == received + timedelta(days=20)
