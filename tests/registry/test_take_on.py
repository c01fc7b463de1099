"""A predecessor's open books are taken on by one entry, tied to the total the Company states (21)."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import xlsxwriter

from agreement.errors import Conflict, InvalidRequest, RightsError
from registry.models import (
    Approval,
    AuthorisedCountersigner,
    BookEntry,
    CertificateEvent,
    FormVersion,
    HolderSearch,
    Lot,
    NumberCounter,
    RegisteredHolder,
    RightsCertificate,
    SeparationState,
    TakeOver,
)
from registry.services import approvals
from registry.services.form_folders import find_form_folder
from registry.services.take_on import TakenOn, read_detail, record_differences, request_take_on
from registry.services.takeovers import InheritedTotals, record_take_over, request_reconciliation
from registry.verifier import verify
from tests.books.books import Plan, make_plan
from tests.registry.company_desk import Desk, codes, make_desk
from tests.registry.test_company_commands import CODE, Shell, shell

__all__ = ["shell"]

HEAD = (
    "certificate,account,registration_1,address_1,city,region,postal_code,country,taxpayer_id,rights,dated,"
    "countersigned_on"
)
ADDRESS = "1 Market Street,San Francisco,CA,94105,US"
ROWS = (
    f"3000,A-1,Alder Fund LP,{ADDRESS},,600,2003-06-23,2003-06-24",
    f"3001,A-2,Birch & Sons,{ADDRESS},,400,2003-06-23,2003-06-24",
    f"3007,A-1,Alder Fund LP,{ADDRESS},,250,2003-07-01,2003-07-02",
)
SIGNER = "Former S. Signer"
TOLD = TakenOn(date(2003, 6, 16), SIGNER)


def csv(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *(rows or ROWS), "")).encode()


@pytest.fixture
def desk(db: None) -> Desk:
    """A plan taken over with its books open at the predecessor: form approved, its signatory listed."""
    desk = make_desk(at=datetime(2004, 2, 14, 18, tzinfo=UTC))
    folder = find_form_folder("model_2003")
    FormVersion.objects.update_or_create(
        agreement=desk.agreement,
        name=folder.name,
        defaults={
            "folder": folder.name,
            "folder_hash": folder.hash,
            "is_model": True,
            "company_approval": desk.paper(),
            "company_approved_at": desk.at,
            "agent_signed_off_by": desk.maker,
            "agent_signed_off_at": desk.at,
            "recorded_at": desk.at,
        },
    )
    AuthorisedCountersigner.objects.create(
        agreement=desk.agreement,
        name=SIGNER,
        title="Officer of the predecessor",
        authorised_from=date(2003, 1, 1),
        authorised_until=date(2004, 2, 13),
        recorded_at=desk.at,
    )
    return desk


def take_over(desk: Desk, *, inherited: int = 1_250, stated: int = 1_250) -> TakeOver:
    totals = InheritedTotals("Juniper Stock Transfer", date(2003, 1, 1), date(2004, 2, 13), inherited, stated)
    return record_take_over(
        desk.agreement, totals=totals, document=desk.paper(), by=desk.maker, at=desk.later()
    )


def sign_off(desk: Desk, taken: TakeOver, reason: str = "") -> None:
    desk.approve(request_reconciliation(taken, reason=reason, maker=desk.maker, at=desk.later()))


def ask(desk: Desk, content: bytes | None = None, told: TakenOn = TOLD) -> Approval:
    detail = read_detail(content or csv(), name="detail.csv", agreement=desk.agreement)
    return request_take_on(
        desk.agreement, detail, told=told, document=desk.paper(), maker=desk.maker, at=desk.later()
    )


def refused(desk: Desk, **parts: Any) -> RightsError:
    with pytest.raises(RightsError) as error:
        ask(desk, **parts)
    assert not BookEntry.objects.exists()
    assert not RegisteredHolder.objects.exists()
    return error.value


@pytest.mark.row("R-21-8", "R-0-4")
def test_certificates_keep_their_numbers_and_one_entry_opens_their_lots(desk: Desk) -> None:
    sign_off(desk, take_over(desk))
    entry = desk.approve(ask(desk))
    desk.agreement.refresh_from_db()
    assert (entry.kind, entry.rights_created, entry.rights_opened) == ("TAKE_ON", 1_250, 1_250)
    found = RightsCertificate.objects.order_by("number").values_list("number", "rights", "holder__account")
    assert list(found) == [(3000, 600, "A-1"), (3001, 400, "A-2"), (3007, 250, "A-1")]
    assert set(Lot.objects.values_list("parent", flat=True)) == {None}
    events = CertificateEvent.objects.order_by("id").values_list("first_number", "last_number", "happened_on")
    assert list(events) == [(3000, 3001, date(2003, 6, 24)), (3007, 3007, date(2003, 7, 2))]
    assert NumberCounter.objects.get(kind="CERTIFICATE").last_number == 3_007
    assert desk.agreement.separation_state == SeparationState.BOOKS_OPEN
    assert HolderSearch.objects.count() == RegisteredHolder.objects.count() == 2
    report = verify([desk.agreement.code])
    assert [found for found in report.findings if found.table != "database"] == []
    assert (report.totals[0].held, report.totals[0].certificates) == (1_250, 3)


@pytest.mark.row("R-5b-3")
def test_the_next_certificate_follows_the_highest_and_the_books_go_on(desk: Desk) -> None:
    sign_off(desk, take_over(desk))
    desk.approve(ask(desk))
    plan = Plan(
        desk.agreement, desk.maker, desk.approver, desk.paper(), FormVersion.objects.get(),
        AuthorisedCountersigner.objects.get(name=SIGNER), desk.later(),
    )  # fmt: skip
    birch = Lot.objects.get(holder__account="A-2")
    plan.post(plan.transfer(birch, plan.holder("A-9")))
    assert RightsCertificate.objects.latest("number").number == 3_008
    findings = verify([desk.agreement.code]).findings
    assert [found for found in findings if found.table != "database"] == []


@pytest.mark.row("R-0-4")
def test_a_record_difference_ages_and_nothing_is_taken_on_until_two_people_explained_it(desk: Desk) -> None:
    taken = take_over(desk, stated=1_300)
    desk.later(days=7)
    (found,) = record_differences(desk.agreement, at=desk.at)
    assert (found.rights, found.age_days, found.is_explained) == (50, 7, False)
    assert refused(desk).code == "TAKEOVER_NOT_RECONCILED"
    sign_off(desk, taken, reason="50 Rights exercised on the last day, to be entered by the Company's notice")
    desk.later(days=30)
    (found,) = record_differences(desk.agreement, at=desk.at)
    assert (found.age_days, found.is_explained) == (7, True)
    entry = desk.approve(ask(desk))
    assert "50 Rights exercised" in entry.memorandum


def test_equal_totals_too_are_signed_off_before_anything_is_taken_on(desk: Desk) -> None:
    assert refused(desk).code == "TAKE_OVER_MISSING"
    take_over(desk)
    assert refused(desk).code == "TAKEOVER_NOT_SIGNED_OFF"


def test_a_detail_that_is_not_the_one_taken_over_is_refused(desk: Desk) -> None:
    sign_off(desk, take_over(desk, inherited=1_251, stated=1_251))
    error = refused(desk)
    assert (error.code, error.facts["detail"], error.facts["inherited"]) == (
        "TAKE_ON_TOTAL_DIFFERS",
        1_250,
        1_251,
    )


def test_a_signatory_who_was_not_authorised_on_every_day_is_refused(desk: Desk) -> None:
    sign_off(desk, take_over(desk))
    late = csv(*ROWS[:2], ROWS[2].replace("2003-07-02", "2004-02-14"))
    assert refused(desk, content=late).code == "COUNTERSIGNER_NOT_LISTED"
    assert refused(desk, told=TakenOn(date(2003, 6, 16), "Somebody")).code == "COUNTERSIGNER_NOT_LISTED"


def test_a_distribution_date_to_come_is_refused(desk: Desk) -> None:
    sign_off(desk, take_over(desk))
    assert refused(desk, told=TakenOn(date(2004, 6, 16), SIGNER)).code == "DATE_ILL_FORMED"


def test_an_account_in_another_name_is_refused(desk: Desk) -> None:
    sign_off(desk, take_over(desk))
    RegisteredHolder.objects.create(
        agreement=desk.agreement, account="A-1", registration="Another", address="1", city="C", country="US"
    )
    with pytest.raises(Conflict) as error:
        ask(desk)
    assert error.value.code == "ACCOUNT_NAMED_OTHERWISE"
    assert not BookEntry.objects.exists()


def test_books_are_taken_on_once_and_by_another_person(desk: Desk) -> None:
    sign_off(desk, take_over(desk))
    asked = ask(desk)
    with pytest.raises(Conflict) as alone:
        approvals.approve(asked.request_hash, approver=desk.maker, at=desk.later())
    assert alone.value.code == "APPROVER_NOT_PERMITTED" or "NEEDS_ANOTHER" in alone.value.code
    desk.approve(asked)
    with pytest.raises(RightsError) as again:
        ask(desk)
    assert again.value.code == "ALREADY_OPENED"
    assert BookEntry.objects.count() == 1


def told_of(desk: Desk, content: bytes) -> list[str]:
    with pytest.raises(InvalidRequest) as error:
        read_detail(content, name="detail.csv", agreement=desk.agreement)
    assert error.value.code == "CERTIFICATE_DETAIL_INVALID"
    return [ground.message for ground in error.value.grounds]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            f"0,A-1,Alder,{ADDRESS},,600,2003-06-23,2003-06-24",
            "certificate 0 is not a whole number above nought",
        ),
        (
            f"1,A-1,Alder,{ADDRESS},,6.5,2003-06-23,2003-06-24",
            "rights 6.5 is not a whole number above nought",
        ),
        (
            f"1,A-1,Alder,{ADDRESS},,600,23.6.2003,2003-06-24",
            "dated 23.6.2003 is not a date written YYYY-MM-DD",
        ),
        (f"1,A-1,Alder,{ADDRESS},,600,2003-06-23,", "countersigned_on is not a date"),
        (f"1,A-1,,{ADDRESS},,600,2003-06-23,2003-06-24", "name"),
        ("1,A-1,Alder,1 Market Street,San Francisco,CA,94105,XX,,600,2003-06-23,2003-06-24", "XX"),
        ("1,A-1", "has another number of fields than the head"),
    ],
)
def test_each_wrong_row_is_told_with_its_line(desk: Desk, row: str, why: str) -> None:
    told = told_of(desk, csv(ROWS[0], row))
    assert any(why in one for one in told), told
    assert all("3" in one for one in told)


def test_a_number_twice_and_an_account_in_two_names_are_told(desk: Desk) -> None:
    told = told_of(desk, csv(*ROWS, ROWS[0], ROWS[1].replace("3001", "3002").replace("Birch", "Beech")))
    assert any("certificate 3000 stands on line" in one for one in told)
    assert any("account A-2 is named or addressed otherwise than on line 3" in one for one in told)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "LIST_FILE_EMPTY"),
        (csv(head=HEAD.replace("rights", "shares")), "LIST_COLUMN_UNKNOWN"),
        (csv(head=HEAD.replace(",dated", "")), "LIST_COLUMN_MISSING"),
        (csv(head=HEAD.replace("dated", "city")), "LIST_COLUMN_TWICE"),
        (csv() + b"\xff", "LIST_FILE_ENCODING"),
        (csv() + b"\0", "LIST_FILE_NUL"),
        (csv() + b'"open', "FILE_UNREADABLE"),
        (b"PK\x03\x04 no workbook", "LIST_FILE_TRUNCATED"),
    ],
)
def test_a_file_that_cannot_be_believed_is_refused_whole(desk: Desk, content: bytes, code: str) -> None:
    with pytest.raises(RightsError) as error:
        read_detail(content, name="detail.csv", agreement=desk.agreement)
    assert codes(error) == [code]


def test_a_workbook_is_read_like_the_same_csv(desk: Desk) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate((HEAD, *ROWS)):
            for column, cell in enumerate(line.split(",")):
                is_number = place and column in (0, 9)
                sheet.write_number(place, column, int(cell)) if is_number else sheet.write_string(
                    place, column, cell
                )
    read = read_detail(file.getvalue(), name="detail.xlsx", agreement=desk.agreement)
    same = read_detail(csv(), name="detail.csv", agreement=desk.agreement)
    assert read.rows == same.rows


def test_a_taxpayer_number_is_sealed_as_it_comes(desk: Desk) -> None:
    sign_off(desk, take_over(desk, inherited=600, stated=600))
    ask(desk, content=csv(ROWS[0].replace(",,600", ",123-45-6789,600")))
    holder = RegisteredHolder.objects.get()
    assert holder.taxpayer_id_last_four == "6789"
    assert b"123-45-6789" not in bytes(holder.taxpayer_id_encrypted)


def test_the_detail_is_shown_by_the_command_and_asked_for_with_what_it_lacks(shell: Shell) -> None:
    file = shell.file("detail.csv", csv().decode())
    shown = shell.run("take_on_books", CODE, file)
    assert (shown["certificates"], shown["rights"], shown["record_differences"]) == (3, 1_250, [])
    _, lacking = shell.refuse("take_on_books", CODE, file, "--request")
    assert lacking["code"] == "INSTRUCTION_PART_MISSING"
    _, missing = shell.refuse("take_on_books", CODE, file, "--request", "--distribution-date", "2003-06-16")
    assert missing["code"] == "TAKE_OVER_MISSING"
    assert not BookEntry.objects.exists()


@pytest.mark.parametrize("numbers", [(5, 4), (5, 5), (None, 5), (0, 5)])
def test_the_door_takes_old_numbers_in_ascending_order_alone(
    db: None, numbers: tuple[int | None, ...]
) -> None:
    plan = make_plan()
    holder = plan.holder("1")
    given = [plan.certificate(holder, 10, number=number) for number in numbers]
    opened = [
        {"parent": None, "rights": 10, "holder": holder.pk, "certificate": place}
        for place in range(len(given))
    ]
    with pytest.raises(RightsError) as error:
        plan.post(plan.entry("TAKE_ON", "21", rights_created=20, certificates=given, open=opened))
    assert error.value.code == "CERTIFICATE_NUMBER_NOT_NEXT"
    assert not BookEntry.objects.exists()
