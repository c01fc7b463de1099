"""XLSX lists: small, without formulas, with text where a list has text."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.errors import InvalidRequest
from registry.imports.columns import COLUMNS
from registry.imports.problems import FileRefused
from registry.imports.workbook import exact_text, letters, read_workbook
from registry.imports.workbook_parts import ROWS, column_number
from tests.registry.imports.conftest import ListPlan
from tests.registry.imports.list_files import GOOD
from tests.registry.imports.readers import check_documented
from tests.registry.imports.workbooks import Sheet, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
SHARES, ISSUED, ACCOUNT = (COLUMNS.index(name) for name in ("common_shares", "shares_issued_on", "account"))


def row(**changes: object) -> list[object]:
    return [{**GOOD, **changes}[column] for column in COLUMNS]


def refusal_of(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read_workbook(io.BytesIO(content))
    return refused.value


@pytest.mark.django_db
@pytest.mark.row("R-3a-6")
def test_a_workbook_is_read_as_the_same_list_in_csv_would_be(list_plan: ListPlan) -> None:
    def dated(sheet: Sheet, book: Any) -> None:
        sheet.write_datetime(2, ISSUED, date(2002, 2, 4), book.add_format({"num_format": "yyyy-mm-dd"}))

    content = workbook([row(common_shares=249.5), row(account="00123", common_shares="0.5")], alter=dated)
    listed = list_plan.take(list_plan.write(content, name="list.xlsx"), holders=2)
    assert (listed.state, listed.row_count) == ("STAGED", 2)
    first, second = listed.rows.order_by("line")
    assert (first.line, first.shares_millionths) == (2, 249_500_000)
    assert (second.account, second.shares_issued_on) == ("00123", date(2002, 2, 4))
    assert listed.document.content_type.endswith("spreadsheetml.sheet")


@pytest.mark.django_db
def test_a_bad_row_of_a_workbook_is_told_by_its_row_number(list_plan: ListPlan) -> None:
    blank: list[object] = [""] * len(COLUMNS)
    listed = list_plan.take(
        list_plan.write(workbook([row(), blank, row(account="A2", city="")]), name="l.xlsx")
    )
    assert [(each.line, each.column) for each in listed.rejects.all()] == [(4, "city")]


@pytest.mark.row("R-3a-6")
def test_a_number_in_a_text_column_is_refused_by_its_cell() -> None:
    refused = refusal_of(workbook([row(account=123)]))
    assert (refused.code, refused.facts) == ("LIST_CELL_NUMBER_IN_TEXT", {"cell": "A2", "column": "account"})


@pytest.mark.parametrize("cell", [True, 12.5, 39000])
def test_a_date_column_takes_dates_and_texts_alone(cell: object) -> None:
    assert refusal_of(workbook([row(shares_issued_on=cell)])).facts["cell"] == "P2"


@pytest.mark.row("R-3a-6")
def test_a_formula_is_refused_by_its_cell_wherever_it_stands() -> None:
    def sum_up(sheet: Sheet, book: Any) -> None:
        sheet.write_formula(1, SHARES, "=100+150", None, 250)

    assert refusal_of(workbook([row(common_shares="")], alter=sum_up)).facts == {"cell": "Q2"}

    def hidden(sheet: Sheet, book: Any) -> None:
        other = book.add_worksheet()
        other.write_formula(4, 3, "=1+1")
        other.hide()

    assert refusal_of(workbook([row()], alter=hidden)).code == "LIST_CELL_FORMULA"


def test_two_sheets_with_contents_are_refused() -> None:
    def second(sheet: Sheet, book: Any) -> None:
        book.add_worksheet().write(0, 0, "account")

    assert "more than one" in str(refusal_of(workbook([row()], alter=second)).facts["reason"])


def test_an_empty_sheet_beside_the_list_does_no_harm() -> None:
    columns, rows = read_workbook(io.BytesIO(workbook([row()], alter=lambda _, book: book.add_worksheet())))
    assert columns == COLUMNS
    assert len(list(rows)) == 1


def test_a_workbook_without_cells_is_empty() -> None:
    assert refusal_of(workbook([], columns=[])).code == "LIST_FILE_EMPTY"


def test_a_cell_far_outside_is_refused_before_anything_is_laid_out() -> None:
    far = re.compile(rb'r="A2"')
    for place in (b'r="XFD2"', b'r="A1048576"'):
        content = with_part(workbook([row()]), SHEET, lambda part, place=place: far.sub(place, part))
        assert refusal_of(content).code in {"FILE_UNREADABLE", "LIST_FILE_TOO_LARGE"}


def test_more_rows_than_the_limit_are_refused() -> None:
    content = with_part(
        workbook([row()]), SHEET, lambda part: part.replace(b'<row r="2"', f'<row r="{ROWS + 2}"'.encode())
    )
    refused = refusal_of(content)
    assert (refused.code, refused.facts["limit"]) == ("LIST_FILE_TOO_LARGE", "50,000 rows")


def test_a_document_type_is_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = with_part(
        workbook([row()]), SHEET, lambda part: part.replace(b"<worksheet", laughs + b"<worksheet")
    )
    assert "document type" in str(refusal_of(content).facts["reason"])


def test_a_cell_beyond_the_head_is_refused() -> None:
    assert "R2" in str(refusal_of(workbook([[*row(), "note"]])).facts["reason"])


def test_an_unknown_column_is_refused_by_name() -> None:
    assert refusal_of(workbook([], columns=[*COLUMNS, "shoe_size"])).facts == {"columns": "shoe_size"}


@pytest.mark.django_db
def test_a_workbook_that_is_no_workbook_inside_is_refused(list_plan: ListPlan) -> None:
    content = with_part(workbook([row()]), "xl/workbook.xml", lambda _: b"<workbook/>")
    with pytest.raises(InvalidRequest):
        list_plan.take(list_plan.write(content, name="list.xlsx"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_gives_rows_or_the_documented_refusal_and_nothing_else(
    data: st.DataObject,
) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        columns, rows = read_workbook(io.BytesIO(bytes(content)))
    except FileRefused as refusal:
        check_documented(refusal)
    else:
        assert all(len(fields) == len(columns) for _, fields in rows)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"]))
def test_a_replaced_part_gives_rows_or_the_documented_refusal_and_nothing_else(
    part: bytes, name: str
) -> None:
    try:
        read_workbook(io.BytesIO(with_part(WHOLE, name, lambda old: old[: len(old) // 2] + part)))
    except FileRefused as refusal:
        check_documented(refusal)


WHOLE = workbook([row(), row(account="A2")])


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (250.0, "250"),
        (0.1, "0.1"),
        (1234567.123456, "1234567.123456"),
        (1e-6, "0.000001"),
        (1e15, "1000000000000000"),
    ],
)
def test_a_number_is_what_was_typed(number: float, text: str) -> None:
    assert exact_text(number) == text


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_columns_are_named_as_spreadsheets_do(number: int, name: str) -> None:
    assert letters(number) == name
    assert column_number(name) == number
