"""One row: everything that can be wrong with it, told with line, column, value, code, reason and cure."""

from __future__ import annotations

import pytest

from registry.imports.examination import examine_row
from registry.imports.problems import Problem
from registry.imports.rules import ListRow
from tests.registry.imports.list_files import GOOD
from tests.registry.imports.readers import rules

WRONG: dict[str, tuple[dict[str, str], str, str]] = {
    "no account": ({"account": ""}, "account", "LIST_ACCOUNT_INVALID"),
    "an account like a formula": ({"account": "=1+1"}, "account", "LIST_ACCOUNT_INVALID"),
    "an account too long": ({"account": "A" * 41}, "account", "LIST_FIELD_TOO_LONG"),
    "no name": ({"registration_1": ""}, "registration_1", "HOLDER_NAME_MISSING"),
    "a name of blanks": ({"registration_1": "   "}, "registration_1", "HOLDER_NAME_MISSING"),
    "a name on the second line alone": (
        {"registration_1": "", "registration_2": "Alder"},
        "registration_1",
        "HOLDER_NAME_MISSING",
    ),
    "a name too long": ({"registration_1": "A" * 61}, "registration_1", "LIST_FIELD_TOO_LONG"),
    "a name beyond the typefaces": ({"registration_1": "山田太郎"}, "registration_1", "GLYPH_NOT_IN_FONT"),
    "a picture in a name": ({"registration_2": "Alder \U0001f332"}, "registration_2", "GLYPH_NOT_IN_FONT"),
    "a tab in a name": ({"registration_1": "Alder\tFund"}, "registration_1", "LIST_CONTROL_CHARACTER"),
    "a line feed in a name": ({"registration_1": "Alder\nFund"}, "registration_1", "LIST_CONTROL_CHARACTER"),
    "a zero byte": ({"city": "San\0Francisco"}, "city", "LIST_CONTROL_CHARACTER"),
    "a reversed name": ({"registration_1": "Alder \u202edLoG"}, "registration_1", "LIST_CONTROL_CHARACTER"),
    "an isolated name": (
        {"registration_1": "Alder\u2066x\u2069"},
        "registration_1",
        "LIST_CONTROL_CHARACTER",
    ),
    "a hidden join": ({"registration_1": "Al\u200dder"}, "registration_1", "LIST_CONTROL_CHARACTER"),
    "a private sign": ({"city": "\ue000"}, "city", "LIST_CONTROL_CHARACTER"),
    "no address": ({"address_1": ""}, "address_1", "LIST_ADDRESS_MISSING"),
    "no city": ({"city": ""}, "city", "LIST_ADDRESS_MISSING"),
    "no region in the United States": ({"region": ""}, "region", "LIST_ADDRESS_MISSING"),
    "another country's region": ({"region": "ON"}, "region", "LIST_ADDRESS_MISSING"),
    "no postal code": ({"postal_code": ""}, "postal_code", "LIST_ADDRESS_MISSING"),
    "a postal code that lost its zero": ({"postal_code": "2139"}, "postal_code", "LIST_ADDRESS_MISSING"),
    "a country by name": ({"country": "USA"}, "country", "LIST_COUNTRY_UNKNOWN"),
    "a country that is none": ({"country": "ZZ"}, "country", "LIST_COUNTRY_UNKNOWN"),
    "small letters": ({"country": "us"}, "country", "LIST_COUNTRY_UNKNOWN"),
    "no country": ({"country": ""}, "country", "LIST_COUNTRY_UNKNOWN"),
    "an e-mail address without a sign": ({"email": "alder.example.com"}, "email", "LIST_EMAIL_INVALID"),
    "two e-mail addresses": ({"email": "a@example.com, b@example.com"}, "email", "LIST_EMAIL_INVALID"),
    "a number nobody has": ({"taxpayer_id": "000-12-3456"}, "taxpayer_id", "LIST_TAXPAYER_ID_INVALID"),
    "an advertised number": ({"taxpayer_id": "078-05-1120"}, "taxpayer_id", "LIST_TAXPAYER_ID_INVALID"),
    "a short number": ({"taxpayer_id": "12-345"}, "taxpayer_id", "LIST_TAXPAYER_ID_INVALID"),
    "another alphabet's digits": ({"taxpayer_id": "١٢٣-٤٥-٦٧٨٩"}, "taxpayer_id", "LIST_TAXPAYER_ID_INVALID"),
    "another order of the date": (
        {"shares_issued_on": "06/16/2003"},
        "shares_issued_on",
        "LIST_DATE_INVALID",
    ),
    "a day that never was": ({"shares_issued_on": "2003-02-29"}, "shares_issued_on", "LIST_DATE_INVALID"),
    "a week date": ({"shares_issued_on": "2003-W05-1"}, "shares_issued_on", "LIST_DATE_INVALID"),
    "before the Record Date": (
        {"shares_issued_on": "2000-10-22"},
        "shares_issued_on",
        "LIST_DATE_INVALID",
    ),
    "after the Distribution Date": (
        {"shares_issued_on": "2003-06-17"},
        "shares_issued_on",
        "LIST_DATE_INVALID",
    ),
    "no shares": ({"common_shares": ""}, "common_shares", "LIST_SHARES_INVALID"),
    "zero shares": ({"common_shares": "0.000000"}, "common_shares", "LIST_SHARES_INVALID"),
    "negative shares": ({"common_shares": "-5"}, "common_shares", "LIST_SHARES_INVALID"),
    "seven decimals": ({"common_shares": "1.0000001"}, "common_shares", "LIST_SHARES_INVALID"),
    "enormous shares": ({"common_shares": "1000000000001"}, "common_shares", "LIST_SHARES_INVALID"),
    "endless shares": ({"common_shares": "9" * 5000}, "common_shares", "LIST_SHARES_INVALID"),
    "a power of ten": ({"common_shares": "1e400"}, "common_shares", "LIST_SHARES_INVALID"),
    "no number": ({"common_shares": "NaN"}, "common_shares", "LIST_SHARES_INVALID"),
    "thousands apart": ({"common_shares": "1,500"}, "common_shares", "LIST_SHARES_INVALID"),
    "Arabic digits": ({"common_shares": "٢٥٠"}, "common_shares", "LIST_SHARES_INVALID"),
    "a fraction stroke": ({"common_shares": "1/3"}, "common_shares", "LIST_SHARES_INVALID"),
}


@pytest.mark.row("R-3a-6", "R-5b-2", "R-XB-3")
@pytest.mark.parametrize(("change", "column", "code"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_by_line_column_and_code(
    change: dict[str, str], column: str, code: str
) -> None:
    found = examine_row({**GOOD, **change}, line=7, rules=rules())
    assert isinstance(found, list)
    told = [each for each in found if (each.column, each.code) == (column, code)]
    assert told, found
    assert told[0].line == 7
    assert told[0].reason
    assert told[0].cure


@pytest.mark.row("R-3a-6")
def test_every_problem_of_a_row_is_told_at_once_in_the_order_of_the_columns() -> None:
    found = examine_row(
        {**GOOD, "common_shares": "x", "city": "", "account": "", "country": "Q"}, line=2, rules=rules()
    )
    assert isinstance(found, list)
    assert [each.column for each in found] == ["account", "city", "country", "common_shares"]


RIGHT: dict[str, dict[str, str]] = {
    "the Record Date": {"shares_issued_on": "2000-10-23"},
    "the Distribution Date": {"shares_issued_on": "2003-06-16"},
    "an EIN": {"taxpayer_id": "12-3456789"},
    "an ITIN": {"taxpayer_id": "912-70-1234"},
    "nine digits": {"taxpayer_id": "512348765"},
    "a foreign number abroad": {"country": "DE", "region": "", "taxpayer_id": "DE 811/907.980"},
    "no number": {"taxpayer_id": ""},
    "Ireland, which has regions of its own": {"country": "IE", "region": "Co. Cork", "postal_code": ""},
    "Canada": {"country": "CA", "region": "ON", "postal_code": "K1A 0B1"},
    "a long postal code": {"postal_code": "94105-1804"},
    "Greek": {"registration_1": "Νίκος Παπαδόπουλος"},
    "Cyrillic": {"registration_1": "Лев Толстых"},
    "quotation marks": {"registration_1": 'Robert "Bob" O\'Neil, Jr.'},
    "a backslash": {"address_1": "12\\14 Mill Lane"},
    "a trillion": {"common_shares": "1000000000000"},
    "leading zeros": {"common_shares": "0000000000000000000000250"},
}


@pytest.mark.parametrize("change", RIGHT.values(), ids=RIGHT)
def test_what_is_unusual_but_right_passes(change: dict[str, str]) -> None:
    assert isinstance(examine_row({**GOOD, **change}, line=2, rules=rules()), ListRow)


@pytest.mark.row("R-XB-3")
def test_a_name_is_put_into_normal_form_and_otherwise_left_alone() -> None:
    row = examine_row({**GOOD, "registration_1": "  Jose\u0301 A.  Pen\u0303a "}, line=2, rules=rules())
    assert isinstance(row, ListRow)
    assert row.registration == "José A.  Peña"


def test_a_taxpayer_number_is_masked_in_what_is_told_also_where_it_strayed() -> None:
    change = {"taxpayer_id": "512-34-87651", "city": "512-34-8765\t"}
    found = examine_row({**GOOD, **change}, line=2, rules=rules())
    assert isinstance(found, list)
    told = " ".join(" ".join(map(str, each)) for each in found)
    assert "512-34" not in told
    assert "51234" not in told


def test_what_is_told_is_short_and_shows_hidden_signs() -> None:
    found = examine_row({**GOOD, "registration_1": "A\u202e" + "x" * 50_000}, line=2, rules=rules())
    assert isinstance(found, list)
    assert all(isinstance(each, Problem) and len(each.value) <= 80 for each in found)
    assert "⟨U+202E⟩" in found[0].value
