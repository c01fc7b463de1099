"""What is wrong with a schedule, refused or rejected line by line; nothing half written (6(a), 20(k))."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter

from agreement.errors import Conflict, InvalidRequest, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.schedule import PersonFound
from agreement.workflow.items import CompanyAnswer, ItemProposal, ItemState
from registry.models import BookEntry, Document, Item, RegisteredHolder, Schedule, ScheduleLine
from registry.selectors.schedules import rejected_lines, totals_of_schedule
from registry.services import items, schedules, transfers
from tests.registry.company_desk import codes
from tests.registry.scheduled import NomineeDesk, file_of, findings, line, make_nominee_desk, stays
from tests.registry.test_held_items import act_on, apply_for, unanswered

OAK = "Oak Partners"
HEAD = b"reference,rights,statement_1,statement_2,answered_by,registration_1,address_1,city,country\n"


@pytest.fixture
def desk(db: None) -> NomineeDesk:
    """A nominee's certificate of 1,000 Rights."""
    return make_nominee_desk()


def workbook(*rows: list[Any]) -> bytes:
    """An XLSX file of rows; a text that begins with = is a formula."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return held.getvalue()


def rules(schedule: Schedule) -> dict[str, list[str]]:
    """The rules that each rejected line breaks, by its place in the schedule."""
    found = schedule.lines.filter(state="MALFORMED")
    return {str(one.number): [reason["rule"] for reason in one.reasons] for one in found}


def test_a_file_that_cannot_be_believed_is_refused_whole_and_leaves_nothing(desk: NomineeDesk) -> None:
    columns = HEAD.decode().strip().split(",")
    good = b"A1,10,NO,NO,Clerk,Ann Ash,9 Cedar Road,Portland,US\n"
    hostile = {
        "LIST_FILE_EMPTY": [b"", HEAD],
        "LIST_FILE_NUL": [HEAD + b"A1,\x0010,NO,NO,C,N,A,C,US\n"],
        "LIST_FILE_ENCODING": [HEAD + "Müller".encode("latin-1") + good, HEAD + b"\xff\xfe" + good],
        "FILE_UNREADABLE": [HEAD + b'"A1,10,NO'],
        "LIST_FILE_TRUNCATED": [b"PK\x03\x04 no archive"],
        "LIST_COLUMN_UNKNOWN": [b"reference,shoe_size\nA1,9\n"],
        "LIST_COLUMN_TWICE": [HEAD.replace(b"city", b"rights") + good],
        "LIST_COLUMN_MISSING": [HEAD.replace(b"answered_by,", b"") + good],
        "LIST_FIELD_TOO_LONG": [HEAD + good.replace(b"Ann Ash", b"x" * 5_000)],
        "LIST_FILE_TOO_LARGE": [HEAD + good * 5_001],
        "LIST_CELL_FORMULA": [workbook(columns, ["A1", "=1+1", "NO", "NO", "C", "N", "A", "C", "US"])],
    }
    for code, contents in hostile.items():
        for content in contents:
            with pytest.raises(RightsError) as refused:
                desk.receive(content)
            assert refused.value.code == code, content[:80]
    assert not Item.objects.exists()
    assert not ScheduleLine.objects.exists()


@pytest.mark.row("R-6a-5", "R-6a-6")
def test_each_line_that_cannot_be_read_names_its_rule_and_leaves_the_others_alone(desk: NomineeDesk) -> None:
    lines = [
        line("A1", 10),
        line("A2", "1,000"),
        line("A3", "12.5"),
        line("A4", "-5"),
        line("A5", 0),
        line("A6", 10**14),
        line("A7", 1_001),
        line("A8", 5, statement_1="perhaps"),
        line("A9", 5, city="", country="XX"),
        line("D1", 5),
        line("D1", 6),
        line("", 5),
        line("B1", 5, registration_1="Ann\u202eAsh"),
        line("B2", 5, account="NOBODY"),
        line("B3", 5, stays_with_nominee="YES"),
        line("B4", 5, answered_by="x" * 121),
        stays("C1", 20),
    ]
    schedule = desk.receive(file_of(*lines))
    found = rules(schedule)
    assert found == {
        "2": ["WHOLE_RIGHTS"],
        "3": ["WHOLE_RIGHTS"],
        "4": ["WHOLE_RIGHTS"],
        "5": ["WHOLE_RIGHTS"],
        "6": ["WHOLE_RIGHTS"],
        "7": ["NO_MORE_THAN_PRESENTED"],
        "8": ["ANSWER"],
        "9": ["LIST_ADDRESS_MISSING", "LIST_COUNTRY_UNKNOWN"],
        "10": ["REFERENCE_ONCE"],
        "11": ["REFERENCE_ONCE"],
        "12": ["REFERENCE"],
        "13": ["LIST_CONTROL_CHARACTER"],
        "14": ["ACCOUNT_OF_THE_NAME"],
        "15": ["ONE_REGISTRATION"],
        "16": ["PRINTABLE_NAME"],
    }
    assert all(reason["cure"] for _, reason in _reasons(schedule))
    assert {reason["code"] for _, reason in _reasons(schedule)} == {"SCHEDULE_LINE_MALFORMED"}
    assert len(list(rejected_lines(schedule))) == 15
    entry = desk.post(schedule)
    assert [one.rights for one in entry.certificates.order_by("number")] == [10, 20, 970]
    assert findings() == []


def _reasons(schedule: Schedule) -> list[tuple[ScheduleLine, dict[str, str]]]:
    return [(one, reason) for one in schedule.lines.all() for reason in one.reasons]


def test_a_workbook_is_read_as_a_file_of_the_same_words(desk: NomineeDesk) -> None:
    columns = HEAD.decode().strip().split(",")
    row = ["A1", 10, "NO", "no", "Clerk", "Ann Ash", "9 Cedar Road", "London", "GB"]
    schedule = desk.receive(workbook([*columns, "postal_code"], [*row, "SW1A 1AA"]), name="schedule.xlsx")
    (only,) = schedule.lines.all()
    assert (only.reference, only.rights, only.state) == ("A1", 10, "CLEAN"), only.reasons


@pytest.mark.row("R-6a-5")
def test_rejected_lines_are_corrected_by_number_or_reference_once_and_before_the_posting(
    desk: NomineeDesk,
) -> None:
    schedule = desk.receive(file_of(line("A1", 10), line("A2", "x"), line("", 30), line("A4", "y")))
    later = [
        line("A2", 20),
        line("A3", 30, corrects_line="3"),
        line("A5", 5),
        line("A1", 40, corrects_line="4"),
    ]
    desk.correct(schedule, file_of(*later))
    assert dict(schedule.lines.values_list("number", "state")) == {
        1: "CLEAN", 2: "CORRECTED", 3: "CORRECTED", 4: "CORRECTED",
        5: "CLEAN", 6: "CLEAN", 7: "MALFORMED", 8: "MALFORMED",
    }  # fmt: skip
    assert rules(schedule) == {"7": ["CORRECTS_ONE_LINE"], "8": ["REFERENCE_ONCE"]}
    entry = desk.post(schedule)
    with pytest.raises(RightsError) as ended:
        desk.correct(schedule, file_of(line("A4", 1, corrects_line="8")))
    assert ended.value.code == "ITEM_MOVE_NOT_ALLOWED"

    desk.next_morning(entry)
    balance = entry.certificates.get(rights=940)
    second = desk.receive(file_of(line("A1", 7), line("A4", 9)), balance.number, name="second.csv")
    assert rules(second) == {"1": ["REFERENCE_ONCE"]}
    assert findings() == []


def test_the_same_file_is_not_taken_in_twice_and_its_item_is_no_plain_transfer(desk: NomineeDesk) -> None:
    content = file_of(line("A1", 10))
    schedule = desk.receive(content)
    entries = BookEntry.objects.count()
    with pytest.raises(Conflict) as twice:
        desk.receive(content, 1)
    assert twice.value.code == "SCHEDULE_TAKEN_IN_BEFORE"
    plan = desk.plan
    for act in (
        lambda: transfers.request_transfer(schedule.item, maker=plan.maker, at=plan.tick()),
        lambda: transfers.preview(schedule.item, at=plan.tick()),
    ):
        with pytest.raises(Conflict) as plain:
            act()
        assert plain.value.code == "ITEM_HAS_SCHEDULE"
    assert (Item.objects.count(), BookEntry.objects.count()) == (1, entries)


@pytest.mark.row("R-6a-5")
def test_lines_that_ask_too_much_or_nothing_are_posted_by_nobody(desk: NomineeDesk) -> None:
    much = desk.receive(file_of(line("A1", 600), line("A2", 401)))
    assert much.item.state == ItemState.DEFICIENT
    assert not totals_of_schedule(much).ties
    with pytest.raises(RefusedByGround) as refused:
        desk.ask(much)
    assert codes(refused) == ["RIGHTS_NOT_CONSERVED"]
    nothing = desk.receive(file_of(line("B1", "many")), 1, name="nothing.csv")
    with pytest.raises(RefusedByGround) as refused:
        desk.ask(nothing)
    assert codes(refused) == ["SCHEDULE_NOTHING_TO_POST"]
    assert not RegisteredHolder.objects.filter(account__startswith="T").exists()


@pytest.mark.row("R-7e-9", "R-6a-12")
def test_lines_cannot_take_void_rights_and_a_notice_between_asking_and_approving_stops_the_posting(
    desk: NomineeDesk,
) -> None:
    schedule = desk.receive(file_of(line("A1", 300), line("A2", 200, answered_by=OAK)))
    approval = desk.ask(schedule)
    nullity = desk.nullity()
    position = nullity.position(desk.counter.certificate(desk.number).holder, person_name=OAK, rights=750)
    notice = nullity.notified(position)
    entries = BookEntry.objects.count()
    with pytest.raises(RightsError):
        desk.counter.press.approve(approval)
    assert BookEntry.objects.count() == entries
    nullity.nullify(notice)
    facts = schedules.schedule_facts(Item.objects.get(), at=desk.plan.tick())
    found = [one.code for check in schedules.examine_schedule(facts) for one in check.grounds]
    assert found == ["MIXED_TAINT", "SCHEDULE_EXCEEDS_VALID_RIGHTS"]


def noticed(desk: NomineeDesk, number: int, rights: int) -> None:
    """A notice names OAK for so many Rights of the account of a certificate, and they are marked."""
    nullity = desk.nullity()
    position = nullity.position(desk.counter.certificate(number).holder, person_name=OAK, rights=rights)
    nullity.nullify(nullity.notified(position))


@pytest.mark.refusal("NAME_OF_A_PERSON_NAMED", "NO_NAME_TO_FIND_OUT")
@pytest.mark.row("R-7e-7", "R-7e-2")
def test_a_name_alone_makes_no_line_void_and_waits_for_who_it_is(desk: NomineeDesk) -> None:
    noticed(desk, desk.number, 100)
    schedule = desk.receive(
        file_of(line("A1", 10), line("A2", 20, registration_1=OAK), line("A3", 30, answered_by=OAK.upper()))
    )
    found = {one.reference: one for one in schedule.lines.all()}
    assert [found[name].state for name in ("A1", "A2", "A3")] == ["CLEAN", "HELD", "HELD"]
    assert [one["code"] for one in found["A2"].reasons] == ["NAME_OF_A_PERSON_NAMED"]
    with pytest.raises(RightsError) as nobody:
        desk.person(schedule, found["A1"].number, PersonFound.NAMED)
    assert nobody.value.code == "NO_NAME_TO_FIND_OUT"
    desk.person(schedule, found["A3"].number, PersonFound.ANOTHER)
    assert schedule.lines.get(reference="A3").state == "CLEAN"
    # Another notice of that name asks again who it is.
    noticed(desk, 1, 5)
    desk.person(schedule, found["A2"].number, PersonFound.ANOTHER)
    assert schedule.lines.get(reference="A3").state == "HELD"
    entry = desk.post(schedule)
    waiting = Item.objects.get(schedule_line__reference="A3")
    found_now = [one.code for one in grounds_of(items.examine(waiting, at=desk.plan.at))]
    assert found_now == ["NOT_COUNTERSIGNED", "EVIDENCE_OUTSTANDING"]
    assert "names a person of this name" in waiting.evidence_requests.get().reason
    assert sorted(one.rights for one in entry.certificates.all()) == [10, 20, 30, 100, 840]
    assert findings() == []


@pytest.mark.row("R-20k-1")
def test_of_a_schedule_with_a_line_that_affirms_nothing_but_refusal_is_proposed(desk: NomineeDesk) -> None:
    schedule = desk.receive(file_of(line("A1", 10, statement_1=""), line("A2", 20, statement_2="YES")))
    item = schedule.item
    assert item.state == ItemState.HELD_20K
    with pytest.raises(InvalidRequest) as refused:
        apply_for(desk.counter, item, ItemProposal.RETURN_FOR_COMPLETION)
    assert refused.value.code == "PROPOSAL_NOT_OPEN"
    assert "of a line of its schedule" in refused.value.message
    schedule.lines.filter(reference="A2").update(statement_2="BLANK")  # as if it had come so
    application = unanswered(desk.counter, apply_for(desk.counter, item, ItemProposal.RETURN_FOR_COMPLETION))
    asked = act_on(desk.counter, application)
    schedule.lines.filter(reference="A2").update(statement_2="YES")
    with pytest.raises(InvalidRequest) as since:
        desk.counter.press.approve(asked)
    assert since.value.code == "PROPOSAL_NOT_OPEN"
    item.refresh_from_db()
    assert (item.state, item.ended_at) == (ItemState.HELD_20K, None)


@pytest.mark.row("R-20k-1", "R-20k-2")
def test_a_schedule_without_a_clean_line_waits_whole_for_the_companys_answer(desk: NomineeDesk) -> None:
    schedule = desk.receive(file_of(line("A1", 10, statement_1=""), line("A2", 20, statement_2="YES")))
    item = schedule.item
    assert item.state == ItemState.HELD_20K
    with pytest.raises(RefusedByGround) as waits:
        desk.ask(schedule)
    assert codes(waits) == ["CONSULTATION_MISSING"]
    assert desk.answered(item).state == ItemState.EXAMINED
    entry = desk.post(schedule)
    assert [one.rights for one in entry.certificates.order_by("number")] == [10, 20, 970]
    assert findings() == []


@pytest.mark.row("R-20k-1")
def test_a_held_line_that_the_company_refuses_leaves_its_certificate_with_the_nominee(
    desk: NomineeDesk,
) -> None:
    entry = desk.post(desk.receive(file_of(line("A1", 10), line("A2", 20, statement_1="BOTH"))))
    waiting = Item.objects.get(schedule_line__reference="A2")
    assert waiting.state == ItemState.HELD_20K
    ended = desk.answered(waiting, CompanyAnswer.REFUSE)
    assert ended.state == ItemState.REFUSED
    (given,) = ended.certificates.all()
    assert given.returned_at is None, "it lies here until its return is recorded"
    assert given.certificate in entry.certificates.filter(rights=20, holder__account="NOM-1")
    assert findings() == []


def test_papers_received_later_put_the_reverse_right_and_every_line_is_decided_anew(
    desk: NomineeDesk,
) -> None:
    unsigned = {"certification": {"signed_name": "", "guarantor_kind": ""}}
    schedule = desk.receive(file_of(line("A1", 10)), form={"signed_name": ""})
    assert schedule.item.state == ItemState.DEFICIENT
    held = desk.receive(file_of(line("B1", 10)), 1, name="unsigned.csv", **unsigned)
    assert held.lines.get().state == "HELD"
    plan = desk.plan
    item = schedules.put_right(
        schedule,
        desk.counter.reverse(desk.number),
        document=_another_paper(desk),
        by=plan.maker,
        at=plan.tick(),
    )
    assert item.state == ItemState.EXAMINED
    assert schedule.lines.get().state == "CLEAN"


def _another_paper(desk: NomineeDesk) -> Any:
    paper = Document.objects.get(pk=desk.plan.document.pk)
    paper.pk = None
    paper.save(force_insert=True)
    return paper
