"""The catalogue of refusals and the errors it makes."""

import string

import pytest

from agreement.errors import (
    BooksOutOfBalance,
    Conflict,
    InvalidRequest,
    ListDoesNotReconcile,
    NotOnTheBooks,
    RefusedByGround,
    RightsError,
)
from agreement.grounds import Basis, Effect
from agreement.refusals import CODES, CodeEntry, effect_of, ground, refuse
from agreement.refusals.reference import refusals_reference

FACTS_MAY_LACK = True

NAMED_BY_THE_SPECIFICATION = [
    "AGREEMENT_INCOMPLETE",
    "RECORD_COUNT_MISSING",
    "ISSUE_AFTER_SEPARATION",
    "TAKEOVER_NOT_RECONCILED",
    "CALENDAR_YEAR_NOT_LOADED",
    "CALENDAR_ENTRY_UNSUPPORTED",
    "NAIVE_TIMESTAMP",
    "RIGHTS_NOT_SEPARATED",
    "RIGHTS_NOT_SEVERABLE",
    "OFFICER_NOT_AUTHORISED",
    "DATE_MISMATCH",
    "INITIAL_ISSUE_NOT_READY",
    "LIST_OUT_OF_BALANCE",
    "LIST_ROW_INVALID",
    "FRACTIONAL_RIGHTS_NOT_ISSUED",
    "NOT_COUNTERSIGNED",
    "MAILING_NOT_REQUESTED",
    "SEPARATION_TOTAL_MISMATCH",
    "RESOLUTION_AFTER_ISSUE",
    "LEGEND_ELEMENT_MISSING",
    "NOT_A_HOLDER",
    "REPURCHASE_DATE_INVALID",
    "RIGHTS_ALREADY_SEPARATE",
    "TEMPLATE_NOT_APPROVED",
    "LEGEND_AFFECTS_AGENT",
    "CERT_DATE_INVALID",
    "LEGEND_REQUIRED",
    "LEGEND_CANNOT_BE_DROPPED",
    "LEGEND_WITHOUT_NOTICE",
    "COMPANY_NOTICE_REQUIRED",
    "SIGNATURE_GROUP_MISSING",
    "SEAL_NOT_STATED",
    "COUNTERSIGNATURE_MUST_BE_MANUAL",
    "SIGNER_NOT_IN_OFFICE",
    "CERT_NUMBER_REUSED",
    "BOOKS_NOT_OPEN",
    "BOOK_ENTRY_INCOMPLETE",
    "BOOKS_IMMUTABLE",
    "ADDRESS_CHANGE_UNSIGNED",
    "NOT_DESIGNATED_OFFICE",
    "RIGHT_PRICE_MISSING",
    "FRACTION_CERTIFICATE_MISSING",
    "FUNDS_NOT_RECEIVED",
    "INSTRUCTIONS_CONFLICT",
    "APPLICATION_DATE_TOO_EARLY",
    "CONSENT_NOT_WRITTEN",
    "NO_AGENT_IN_OFFICE",
    "NO_SUPPORTING_DOCUMENT",
    "MAILING_NOT_APPROVED",
    "ADDRESS_MISSING",
    "FIELD_OVERFLOW",
    "LEGEND_VARIANT_CONFLICT",
    "HOLDER_NAME_MISSING",
    "BATCH_OUT_OF_BALANCE",
    "NO_GROUND_FOR_REISSUE",
    "ALREADY_CANCELLED",
    "PURCHASE_RESTRICTED",
    "TRANSMITTAL_INCOMPLETE",
    "ENDORSEMENT_MISSING",
    "ADVERSE_CLAIM_NOTED",
    "LIST_AS_OF_MISMATCH",
    "APPROVAL_NEEDS_ANOTHER_PERSON",
    "APPROVAL_ALREADY_USED",
    "REQUEST_CHANGED_AFTER_APPROVAL",
    "ALREADY_OPENED",
    "FORM_FOLDER_CHANGED",
    "GLYPH_NOT_IN_FONT",
    "LIST_FILE_ENCODING",
    "LIST_FILE_TRUNCATED",
    "LIST_FILE_TOO_LARGE",
    "LIST_COLUMN_MISSING",
    "LIST_CELL_FORMULA",
    "LIST_CELL_NUMBER_IN_TEXT",
    "LIST_DUPLICATE_ACCOUNT",
    "JOB_NOT_RUNNING",
    "PRINT_RUN_NOT_READY",
    "RUN_NOT_RECONCILED",
    "LIVE_CERTIFICATE_NUMBER_MISSING",
    "SUMMARY_VERSION_MISSING",
]


def test_every_code_of_the_specification_is_in_the_catalogue() -> None:
    assert [code for code in NAMED_BY_THE_SPECIFICATION if code not in CODES] == []


@pytest.mark.parametrize("entry", CODES.values(), ids=lambda entry: entry.code)
def test_each_refusal_is_one_sentence_with_what_ground_and_cure(entry: CodeEntry) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(entry.message + entry.cure) if name]
    error = refuse(entry.code, **{name: f"<{name}>" for name in names})
    told = str(error)
    assert isinstance(error, entry.error)
    assert all(f"<{name}>" in told for name in names)
    assert entry.citation in told
    assert "; to cure: " in told
    assert told.endswith(".")
    assert told.count(". ") == 0
    assert "{" not in told


def test_a_fact_that_is_not_given_does_not_break_the_refusal() -> None:
    assert "line (not stated)" in str(refuse("LIST_DUPLICATE_ACCOUNT", account="A-1", first_line=2)).lower()


def test_only_the_agreement_the_law_or_the_company_refuses_outright() -> None:
    assert [e.code for e in CODES.values() if e.basis is Basis.HOUSE and e.effect is Effect.REFUSE] == []


@pytest.mark.parametrize(
    "code",
    ["RESOLUTION_AFTER_ISSUE", "ISSUE_AFTER_SEPARATION", "POSTPONEMENT_LATE", "REPURCHASE_DATE_INVALID"],
)
def test_the_substance_of_a_company_instruction_is_queried_and_never_refused(code: str) -> None:
    assert effect_of(code) is Effect.QUERY


def test_an_unknown_code_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        refuse("NO_SUCH_CODE")


def test_a_nearer_section_may_replace_that_of_the_catalogue_if_it_exists() -> None:
    assert ground("OFFICER_NOT_AUTHORISED", clause="27").citation == "AGREEMENT §27"
    with pytest.raises(LookupError):
        ground("OFFICER_NOT_AUTHORISED", clause="27(x)")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidRequest, 400),
        (NotOnTheBooks, 404),
        (Conflict, 409),
        (RefusedByGround, 422),
        (ListDoesNotReconcile, 422),
    ],
)
def test_each_error_has_its_status(error: type[RightsError], status: int) -> None:
    assert error("CODE", "Something is so", clause="3(a)").status == status


def test_books_out_of_balance_is_an_assertion_that_no_handler_of_refusals_catches() -> None:
    error = BooksOutOfBalance("1 is not 2", closed=1)
    assert isinstance(error, AssertionError)
    assert not isinstance(error, RightsError)
    assert (error.status, error.facts["closed"]) == (500, 1)


def test_an_error_with_a_wrong_section_fails_where_it_is_written() -> None:
    with pytest.raises(LookupError):
        RightsError("CODE", "Something is so", clause="99")


def test_the_page_of_refusals_shows_each_code_once_with_its_ground_and_who_may_lift_it() -> None:
    rows = [line.split(" | ") for line in refusals_reference().splitlines() if line.startswith("| `")]
    assert [row[0].strip("|` ") for row in rows] == sorted(CODES)
    assert all(len(row) == 8 and all(cell.strip(" |") for cell in row) for row in rows)


def test_the_page_of_refusals_names_the_tests_that_meet_a_code() -> None:
    page = refusals_reference([CODES["RIGHTS_VOID"]], shown_by={"RIGHTS_VOID": ("books/test_posting.py",)})
    assert page.splitlines()[-1].endswith("| `books/test_posting.py` |")
