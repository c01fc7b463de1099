"""What is said by e-mail has no effect; an address for notices changes by a signed writing (§26)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from agreement.errors import Conflict, NotOnTheBooks, RefusedByGround, RightsError
from agreement.notice_addresses import in_force, stated_by_versions
from agreement.terms import NoticeAddress as AddressOfTerms
from registry import clock
from registry.models import InformalNotice, Job, Notice, NoticeAddress, NoticeKind, NoticeState
from registry.selectors.notice_addresses import (
    COMPANY,
    COPY,
    RIGHTS_AGENT,
    address_lines,
    addresses_in_force,
    addresses_stated,
)
from registry.selectors.notices import informal_notices
from registry.services import company
from tests.registry.company_desk import DISTRIBUTION, SHARES, Desk, codes, make_desk

WHARF = ("Alder Harbor Systems, Inc.", "400 Example Wharf", "San Francisco, CA 94199")
QUAY = ("Alder Harbor Systems, Inc.", "9 Example Quay", "Oakland, CA 94699")


def log(desk: Desk, **changed: Any) -> InformalNotice:
    """An e-mail that tells of the Distribution Date."""
    told: dict[str, Any] = {
        "channel": "EMAIL",
        "sender": "R. Ellery, for the Company",
        "said": "The Distribution Date was yesterday.",
        "received_at": desk.at,
    } | changed
    return company.log_informal(desk.agreement, **told, by=desk.maker, at=desk.at)


@pytest.mark.row("R-26-3", "R-3a-3")
def test_an_email_of_the_distribution_date_opens_nothing_a_fax_of_the_same_hour_does(desk: Desk) -> None:
    desk.apply_record_count()
    logged = log(desk)
    desk.agreement.refresh_from_db()
    assert (logged.number, desk.agreement.distribution_known_from) == (1, None)
    assert desk.agreement.separation_state == "ATTACHED"
    assert not Notice.objects.filter(kind=NoticeKind.DISTRIBUTION_DATE).exists()
    notice = desk.apply(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION)
    desk.agreement.refresh_from_db()
    assert notice.state == NoticeState.APPLIED
    assert desk.agreement.distribution_known_from == notice.received_at
    tied = company.tie_to_notice(logged, notice=notice, by=desk.maker, at=desk.later())
    assert tied.followed_by == notice
    with pytest.raises(Conflict) as again:
        company.tie_to_notice(logged, notice=notice, by=desk.maker, at=desk.later())
    assert again.value.code == "REQUEST_ALREADY_DECIDED"
    assert not Job.objects.filter(kind="print").exists()


@pytest.mark.row("R-26-3")
def test_what_came_by_a_formal_channel_is_no_informal_message(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as formal:
        log(desk, channel="FACSIMILE")
    assert (formal.value.code, formal.value.clause) == ("CHANNEL_IS_FORMAL", "26")
    for lacks in ({"channel": "carrier pigeon"}, {"sender": " "}, {"said": ""}):
        with pytest.raises(RightsError) as refused:
            log(desk, **lacks)
        assert refused.value.code == "INSTRUCTION_PART_MISSING"
    with pytest.raises(RightsError) as early:
        log(desk, received_at=desk.at + timedelta(minutes=1))
    assert early.value.code == "RECEIVED_AFTER_RECORDED"
    assert not InformalNotice.objects.exists()
    assert [log(desk, channel=one).number for one in ("TELEPHONE", "PORTAL_MESSAGE")] == [1, 2]


def test_a_message_is_not_tied_to_a_notice_of_another_agreement(desk: Desk) -> None:
    logged = log(desk)
    other = make_desk("northfold_2004", suffix="-2")
    foreign = Notice(agreement=other.agreement, number=1)
    with pytest.raises(NotOnTheBooks):
        company.tie_to_notice(logged, notice=foreign, by=desk.maker, at=desk.at)
    assert informal_notices(other.agreement).count() == 0


@pytest.mark.row("R-26-3")
def test_the_list_of_notices_shows_it_without_effect_and_how_a_formal_one_is_given(
    desk: Desk, settings: Any
) -> None:
    settings.CLOCK_OFFSET = desk.at - (clock.now() - settings.CLOCK_OFFSET)
    client = Client()
    client.force_login(desk.maker)
    code = desk.agreement.code
    form = client.get(f"/agreements/{code}/notices/informal/").content.decode()
    assert 'value="EMAIL"' in form
    assert 'value="FACSIMILE"' not in form
    said = {"channel": "TELEPHONE", "sender": "The Secretary", "said": "Mail them.",
            "received_at": "2003-06-17T09:00"}  # fmt: skip
    assert client.post(f"/agreements/{code}/notices/informal/", said).status_code == 302
    page = client.get(f"/agreements/{code}/notices/").content.decode()
    assert "Telephone is not a channel for formal notices: what came by it has no effect" in page
    assert "To cure: send it by" in page
    notice = desk.receive(NoticeKind.MAILING_REQUEST, {"mailer": "AGENT"})
    assert notice.get_kind_display() == "Who mails the certificates or the Summary of Rights"
    path = f"/agreements/{code}/notices/informal/1/"
    assert client.post(path, {"notice": str(notice.number)}).status_code == 302
    assert f"notice {notice.number}</a>" in client.get(f"/agreements/{code}/notices/").content.decode()
    api = client.get(f"/api/v1/agreements/{code}/informal-notices").json()["items"]
    assert [(one["number"], one["followed_by"]) for one in api] == [(1, notice.number)]


def file(desk: Desk, *lines: str, party: str = COMPANY, signed: bool = True, **changed: Any) -> Any:
    """Another address, on a letter signed and received today."""
    paper = desk.paper(signed_on=desk.at.date() if signed else None)
    told: dict[str, Any] = {"role": "PRINCIPAL", "facsimile": "415-555-0199", "attention": ""} | changed
    return company.request_address_filing(
        desk.agreement,
        party=party,
        lines=lines,
        **{"document": paper, **told},
        maker=desk.maker,
        at=desk.later(),
    )


@pytest.mark.row("R-26-1")
def test_the_companys_address_changes_by_a_signed_writing_and_is_used_from_its_receipt(desk: Desk) -> None:
    before = address_lines(desk.agreement, party=COMPANY, at=desk.at)
    assert before[:3] == WHARF
    desk.later(days=1)
    received = desk.at
    filed = desk.approve(file(desk, *QUAY))
    assert isinstance(filed, NoticeAddress)
    assert filed.in_force_from == received
    just_before = received - timedelta(seconds=1)
    assert address_lines(desk.agreement, party=COMPANY, at=just_before) == before
    assert address_lines(desk.agreement, party=COMPANY, at=received) == (*QUAY, "Facsimile 415-555-0199")
    assert address_lines(desk.agreement, party=COMPANY, role=COPY, at=desk.at)[0] == "Cedar & Lark LLP"
    told = [one for one in addresses_stated(desk.agreement) if one.place == (COMPANY, "PRINCIPAL")]
    assert [(one.addresses[0].lines, one.source) for one in told] == [
        (WHARF, "agreement file, version 1"),
        (QUAY, "filing: Letter of the Company"),
    ]


@pytest.mark.row("R-26-2", "R-26-1")
def test_an_application_for_instructions_bears_the_addresses_in_force(desk: Desk) -> None:
    desk.apply_record_count()
    desk.approve(file(desk, *QUAY))
    desk.approve(file(desk, "Meridian Transfer & Trust LLC", "1 New Street", party=RIGHTS_AGENT))
    desk.later(days=1)
    desk.separate()
    facts = {"acquired_on": "2003-06-17", **SHARES}
    queried = desk.authenticate(desk.receive(NoticeKind.SHARES_ACQUIRED, facts))
    letter = queried.applications.get().letter
    assert letter.startswith("Meridian Transfer & Trust LLC\n1 New Street\nFacsimile 415-555-0199\n")
    assert f"To {QUAY[0]}\n{QUAY[1]}\n{QUAY[2]}\n" in letter
    assert "Copy to: Cedar & Lark LLP" in letter


@pytest.mark.refusal("ADDRESS_CHANGE_NOT_WRITTEN")
@pytest.mark.row("R-26-1", "R-26-2")
def test_an_address_is_not_changed_by_word_of_mouth_nor_by_one_person(desk: Desk) -> None:
    for changed in ({"document": None}, {"signed": False}):
        with pytest.raises(RefusedByGround) as refused:
            file(desk, *QUAY, **changed)
        assert codes(refused) == ["ADDRESS_CHANGE_NOT_WRITTEN"]
    with pytest.raises(RefusedByGround):
        file(desk, " ")
    with pytest.raises(RightsError):
        file(desk, *QUAY, party="COUNSEL")
    asked = file(desk, *QUAY)
    desk.approver = desk.maker
    with pytest.raises(Conflict):
        desk.approve(asked)
    assert not NoticeAddress.objects.exists()
    assert len(addresses_in_force(desk.agreement, at=desk.at)) == 4


def test_a_filed_address_is_never_changed(desk: Desk) -> None:
    desk.approve(file(desk, *QUAY))
    for change in ("UPDATE registry_noticeaddress SET lines = 'x'", "DELETE FROM registry_noticeaddress"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert NoticeAddress.objects.get().lines == "\n".join(QUAY)


def test_an_amendment_of_something_else_takes_no_filed_address_back() -> None:
    def at(day: int) -> Any:
        return clock.now().replace(year=2003, month=6, day=day)

    def stated(street: str) -> AddressOfTerms:
        return AddressOfTerms(COMPANY, "PRINCIPAL", (street,), "", "")

    old, new = stated("1 Old Street"), stated("2 New Street")
    same = stated_by_versions([(at(1), "v1", [old]), (at(10), "v2", [old])])
    assert [one.source for one in same] == ["v1"]
    moved = stated_by_versions([(at(1), "v1", [old]), (at(10), "v2", [new]), (at(20), "v3", [])])
    assert in_force(moved, at=at(9))[COMPANY, "PRINCIPAL"].addresses == (old,)
    assert in_force(moved, at=at(10))[COMPANY, "PRINCIPAL"].addresses == (new,)
    assert in_force(moved, at=at(20)) == {}
