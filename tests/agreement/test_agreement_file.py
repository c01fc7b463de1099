"""Agreement files: read whole or refused whole, every problem named with key, section and cure."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from agreement.agreement_file import (
    AgreementFileError,
    agreement_file_reference,
    describe,
    read_agreement_file,
)
from agreement.agreement_file.keys import KEYS, WHEN_KEPT_WITHOUT
from agreement.agreement_file.values import cusip_check_digit
from agreement.choices import RightsForm
from agreement.errors import RightsError
from agreement.importer import SHIPPED_AGREEMENTS, shipped_agreement, shipped_agreement_text
from agreement.readings import QUESTIONS
from agreement.terms import Terms, TermsVersion, terms_in_force

TEXT = shipped_agreement_text("alder_harbor_2003")
DOCUMENT = Path(__file__).parents[2] / "docs" / "agreement-file.md"


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(AgreementFileError) as refused:
        read_agreement_file(text)
    assert refused.value.status == 400
    assert all(problem.citation and problem.cure for problem in refused.value.problems)
    return [problem.key for problem in refused.value.problems]


def without(line_start: str) -> str:
    lines = TEXT.splitlines()
    (place,) = [n for n, line in enumerate(lines) if line.startswith(line_start)]
    return "\n".join(lines[:place] + lines[place + 1 :])


def changed(before: str, after: str) -> str:
    assert TEXT.count(before) == 1, before
    return TEXT.replace(before, after)


@pytest.mark.row("R-0-1")
def test_the_three_plans_that_ship_are_read_and_told_in_plain_words() -> None:
    for name in SHIPPED_AGREEMENTS:
        terms = shipped_agreement(name)
        lines = describe(terms)
        assert all(label and value and section for label, value, section in lines)
        assert len(lines) > len(KEYS) + len(QUESTIONS)
    told = {label: value for label, value, _ in describe(shipped_agreement("digitalthink_2003"))}
    assert told["Rights for each Common Share"] == "1"
    assert "Mellon" in told["Rights Agent"]


def test_a_file_that_was_kept_before_a_key_came_is_read_as_it_was_meant() -> None:
    text = TEXT
    for name in WHEN_KEPT_WITHOUT:
        text = re.sub(rf"^{name} = .*\n", "", text, flags=re.MULTILINE)
    text = text.replace('ratchet_margin = ""\n', "")
    assert read_agreement_file(text, is_kept=True) == read_agreement_file(TEXT)
    later = {key.dotted for key in KEYS if key.name in WHEN_KEPT_WITHOUT}
    assert set(problems(text)) == later | {"special_groups[1].ratchet_margin"}


def test_the_first_plan_has_the_figures_of_the_agreement(terms: Terms) -> None:
    assert terms.acquiring_threshold == Fraction(15, 100)
    assert (terms.special_groups[0].threshold, terms.special_groups[0].ratchet_threshold) == (
        Fraction(20, 100),
        Fraction(15, 100),
    )
    assert (str(terms.initial_exercise_price), str(terms.redemption_price)) == ("250.00", "0.001")
    assert (terms.record_date, terms.final_expiration_date) == (date(2000, 10, 23), date(2010, 10, 23))
    assert terms.rounding_preferred == Fraction(1, 100_000)


def test_the_third_plan_differs_in_every_term_that_can_differ(terms: Terms, other_terms: Terms) -> None:
    same = {key.name for key in KEYS if getattr(terms, key.name) == getattr(other_terms, key.name)}
    assert same == {"currency", "close_of_business_time", "fraction_allocation", "form_version"}
    assert other_terms.rights_form is RightsForm.BOOK_ENTRY_ALLOWED
    assert all(terms.reading(name) != other_terms.reading(name) for name in QUESTIONS)


@pytest.mark.row("R-0-1", "R-20b-2")
@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.dotted)
def test_each_missing_key_is_named_with_its_section(key: object) -> None:
    lines, table, kept, skipping = TEXT.splitlines(), "", [], False
    for line in lines:
        if line.startswith("["):
            table, skipping = line.strip("[]"), False
        if table == key.table and line.startswith(f"{key.name} = "):  # type: ignore[attr-defined]
            skipping = line.endswith("[")
            continue
        if skipping:
            skipping = not line.startswith("]")
            continue
        kept.append(line)
    assert problems("\n".join(kept)) == [key.dotted]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("[company]\n", '[company]\nsport = "golf"\n', "company.sport"),
        ("[dates]\n", "[dates]\nrecord_dat = 2000-10-23\n", "dates.record_dat"),
        ("record_date = 2000-10-23", 'record_date = "2000-10-23"', "dates.record_date"),
        (
            'initial_exercise_price = "250.00"',
            "initial_exercise_price = 250.00",
            "rights.initial_exercise_price",
        ),
        ('acquiring_threshold = "15%"', 'acquiring_threshold = "fifteen"', "thresholds.acquiring_threshold"),
        ("unit_denominator = 1000", "unit_denominator = 0", "rights.unit_denominator"),
        ("unit_denominator = 1000", "unit_denominator = true", "rights.unit_denominator"),
        ("demo = true", 'demo = "yes"', "agreement.demo"),
        ('time_zone = "America/Los_Angeles"', 'time_zone = "Mars/Base"', "business_days.time_zone"),
        ('"CA_OR_NJ_STRICT"', '"CA_OR_MARS"', "business_days.business_day_policy"),
        ('rights_form = "CERTIFICATED"', 'rights_form = "PAPER"', "rights.rights_form"),
        ('common_cusip = "', 'common_cusip = "X', "securities.common_cusip"),
        ('payment_payee = "COMPANY"', "payment_payee = []", "exercise.payment_payee"),
        ("[readings.lot_selection]", "[readings.lot_select]", "readings.lot_selection"),
        ('in_use = "LOWEST_OPENING_NUMBER"', 'in_use = "ANY"', "readings.lot_selection.in_use"),
        ('redemption_price = "0.001"', 'redemption_price = "NaN"', "redemption.redemption_price"),
    ],
)
def test_an_unknown_key_and_a_wrong_value_are_named(before: str, after: str, key: str) -> None:
    assert key in problems(changed(before, after))


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('code = "AHS-2003"', 'code = "acme rights / 2003 plan"', "agreement.code"),
        ('code = "AHS-2003"', 'code = "AHS/2003"', "agreement.code"),
        ('code = "AHS-2003"', 'code = "ahs-2003"', "agreement.code"),
        ('code = "AHS-2003"', 'code = "-AHS2003"', "agreement.code"),
        ('code = "AHS-2003"', 'code = "AHS-2003\\n"', "agreement.code"),
        ('code = "AHS-2003"', 'code = "AHS-2003-LONG"', "agreement.code"),
        ('predecessor_code = "AHS-2000"', 'predecessor_code = "AHS 2000"', "agreement.predecessor_code"),
        ('form_version = "model_2003"', f'form_version = "{"m" * 65}"', "form.form_version"),
        ('title = "Secretary"', f'title = "{"S" * 81}"', "officers[2].title"),
        ('in_use = "LOWEST_OPENING_NUMBER"', f'in_use = "{"A" * 65}"', "readings.lot_selection.in_use"),
        ('exhibit_a = "2000-09-15"', 'exhibit_a = "2000\\u0000"', "agreement.exhibit_a"),
        (
            'initial_exercise_price = "250.00"',
            'initial_exercise_price = "1e99"',
            "rights.initial_exercise_price",
        ),
        (
            'initial_exercise_price = "250.00"',
            'initial_exercise_price = "250.000000001"',
            "rights.initial_exercise_price",
        ),
        (
            'acquiring_threshold = "15%"',
            'acquiring_threshold = "1e999999999"',
            "thresholds.acquiring_threshold",
        ),
        ("unit_denominator = 1000", "unit_denominator = 1000000000001", "rights.unit_denominator"),
    ],
)
def test_what_the_record_cannot_hold_is_named_before_anything_is_kept(
    before: str, after: str, key: str
) -> None:
    assert problems(changed(before, after)) == [key]


def test_the_longest_code_and_titles_that_the_record_holds_are_read() -> None:
    text = changed('code = "AHS-2003"', 'code = "AHS-2003-N12"').replace(
        "[[officers]]",
        f'[[officers]]\nname = "P"\ntitle = "{"P" * 80}"\nin_office_from = 2003-03-31\n'
        'in_office_until = ""\nsigns_certificates = false\n\n[[officers]]',
        1,
    )
    terms = read_agreement_file(text)
    assert terms.code == "AHS-2003-N12"
    assert max(len(officer.title) for officer in terms.officers) == 80


@pytest.mark.row("R-0-1")
def test_units_that_are_no_whole_number_are_refused_with_their_section() -> None:
    with pytest.raises(AgreementFileError) as refused:
        read_agreement_file(changed('units_per_right = "1"', 'units_per_right = "3/2"'))
    (problem,) = refused.value.problems
    assert (problem.key, problem.citation) == ("rights.units_per_right", "Exhibit B face")
    assert "1.5" in problem.wrong
    assert "unit_denominator" in problem.cure


def test_all_problems_are_told_at_once() -> None:
    text = changed("demo = true", "demo = 1").replace('rights_per_share = "1"', 'rights_per_share = "0"')
    assert problems(text.replace("[windows]", "[doors]")) == [
        "doors",
        "agreement.demo",
        "rights.rights_per_share",
        "windows",
    ]


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("record_date = 2000-10-23", "record_date = 2000-09-14", "dates.record_date"),
        (
            "final_expiration_date = 2010-10-23",
            "final_expiration_date = 2000-10-23",
            "dates.final_expiration_date",
        ),
        ("substitution_days_max = 90", "substitution_days_max = 20", "periods.substitution_days"),
        (
            'passive_holder_threshold = ""',
            'passive_holder_threshold = "5%"',
            "thresholds.passive_holder_threshold",
        ),
        ('exchange_bar = "50%"', 'exchange_bar = "5%"', "exchange.exchange_bar"),
        (
            '"Secretary", "Assistant Secretary"]\nseal',
            '"Secretary", "President"]\nseal',
            "form.signature_group_2",
        ),
        ('title = "Secretary"', 'title = "Treasurer"', "officers.signs_certificates"),
        (
            "roll_close_of_business = true",
            "roll_close_of_business = false",
            "readings.final_expiration_close",
        ),
        ('["CALIFORNIA", "NEW_JERSEY"]', '["CALIFORNIA", "NEW_YORK"]', "business_days.business_day_policy"),
        ('ratchet_armed_at = "15%"', 'ratchet_armed_at = ""', "special_groups.ratchet_threshold"),
        ('seal_words = "', 'seal_words = "" # "', "form.seal_words"),
        (
            "authorised_until = 2003-12-31",
            "authorised_until = 2003-01-31",
            "countersigners.authorised_until of",
        ),
        ("in_office_until = 2003-03-30", "in_office_until = 2003-03-31", "appointments.agent"),
        ('redemption_price = "0.001"', 'redemption_price = "300"', "redemption.redemption_price"),
    ],
)
def test_an_impossible_combination_is_named(before: str, after: str, key: str) -> None:
    found = problems(changed(before, after))
    assert any(name.startswith(key) for name in found), found


@pytest.mark.parametrize(
    "contents", [b"\xff\xfe", "this is not TOML", b"a = 1\n" * 200_000, "", "code = ["], ids=range(5)
)
def test_what_is_no_agreement_file_is_refused(contents: bytes | str) -> None:
    assert problems(contents)


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert read_agreement_file(b"\xef\xbb\xbf" + TEXT.encode()).code == "AHS-2003"


def test_a_plan_may_add_readings_of_its_own() -> None:
    own = """
[readings.tea_time]
question = "When is tea?"
possible = ["FOUR", "FIVE"]
section = "29"
in_use = "FOUR"
decided_by = "the Board"
since = 2003-06-02
"""
    assert read_agreement_file(TEXT + own).reading("tea_time") == "FOUR"
    assert "readings.tea_time.section" in problems(TEXT + own.replace('"29"', '"99"'))
    assert "readings.tea_time.question" in problems(TEXT + own.replace("question", "query"))
    assert problems(TEXT + own.replace("tea_time", "t" * 65))[0].startswith("readings.'ttt")


def test_the_reference_of_the_file_is_the_one_in_the_documents() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == agreement_file_reference()


@pytest.mark.parametrize("cusip", ["037833100", "594918104", "38259P508", "17275R102"])
def test_the_check_digit_of_a_cusip(cusip: str) -> None:
    assert cusip_check_digit(cusip[:8]) == int(cusip[8])


def test_the_terms_in_force_are_the_last_ones_in_effect_and_known(terms: Terms, other_terms: Terms) -> None:
    start = datetime(2003, 3, 31, tzinfo=UTC)
    later = start + timedelta(days=30)
    versions = [
        TermsVersion(other_terms, effective_from=start + timedelta(days=10), known_from=later),
        TermsVersion(terms, effective_from=start, known_from=start),
    ]
    in_force: Callable[[datetime], Terms] = lambda at: terms_in_force(versions, at=at)  # noqa: E731
    assert in_force(start) is terms
    assert in_force(later - timedelta(microseconds=1)) is terms
    assert in_force(later) is other_terms
    with pytest.raises(RightsError) as refused:
        in_force(start - timedelta(microseconds=1))
    assert refused.value.code == "TERMS_NOT_IN_FORCE"
