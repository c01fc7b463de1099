"""22: Rights issued with Common Shares that are issued after the Distribution Date."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from agreement.board_orders import BoardOrder, ExchangedFor, Extent, OrderKind
from agreement.decisions import Approved, Held, Refused
from agreement.examination import NamedVoid
from agreement.later_shares import (
    AdjustmentStatement,
    IssueCase,
    LaterIssue,
    Named,
    NamedCertificates,
    Recipient,
    TaxStatement,
    decide_later_issue,
    later_issue_grounds,
)
from agreement.posting import CertificateToIssue, EntryKind, LegendClass, LotOpened, Posting, TaintClass

PRESENT = datetime(2003, 9, 3, 17, 0, tzinfo=UTC)
OPTIONS = LaterIssue(
    issued_on=date(2003, 9, 1),
    shares=Fraction(10_000),
    recipients=(Recipient("A1", Fraction(6_000)), Recipient("A2", Fraction(4_000))),
    rights_per_share=Fraction(1),
    told_on=date(2003, 9, 3),
    separated_on=date(2003, 6, 16),
    expires_on=date(2010, 9, 15),
    dated=date(2003, 9, 1),
    at=PRESENT,
    case=IssueCase.STOCK_OPTIONS,
    tax=TaxStatement.NO_SIGNIFICANT_RISK,
    adjustment=AdjustmentStatement.NONE_MADE,
)
PLACEMENT = replace(
    OPTIONS,
    shares=Fraction(500_000),
    recipients=(Recipient("P1", Fraction(500_000)),),
    case=IssueCase.OTHER,
    board_finding_on=date(2003, 8, 28),
)


def posting_of(issue: LaterIssue) -> Posting:
    decision = decide_later_issue(issue)
    assert isinstance(decision, Approved)
    return decision.posting


def codes(issue: LaterIssue) -> list[str]:
    decision = decide_later_issue(issue)
    assert isinstance(decision, Held)
    assert {found.effect for found in decision.grounds} <= {"QUERY", "HOLD"}
    return [found.code for found in decision.grounds]


@pytest.mark.row("R-22-2", "R-4a-3")
def test_option_shares_bring_as_many_rights_on_certificates_dated_at_their_issue() -> None:
    posting = posting_of(OPTIONS)
    assert (posting.kind, posting.section, posting.rights_created) == (EntryKind.ISSUE, "22(a)", 10_000)
    assert posting.lots_opened == (LotOpened(6_000, "A1", "1"), LotOpened(4_000, "A2", "2"))
    assert posting.certificates == (
        CertificateToIssue("1", "A1", 6_000, date(2003, 9, 1)),
        CertificateToIssue("2", "A2", 4_000, date(2003, 9, 1)),
    )
    assert (posting.closed, posting.retired) == (0, 0)


@pytest.mark.row("R-22-2")
@pytest.mark.parametrize("case", [case for case in IssueCase if case is not IssueCase.OTHER])
def test_the_cases_of_a_need_no_finding_whenever_the_securities_were_issued(case: IssueCase) -> None:
    assert posting_of(replace(OPTIONS, case=case)).section == "22(a)"


@pytest.mark.row("R-22-2")
def test_an_issue_without_a_stated_ground_is_held() -> None:
    assert codes(replace(OPTIONS, case=None)) == ["GROUND_22_REQUIRED"]


@pytest.mark.row("R-22-3")
def test_a_private_placement_brings_rights_on_the_finding_of_the_board_alone() -> None:
    assert (posting_of(PLACEMENT).section, posting_of(PLACEMENT).rights_created) == ("22(b)", 500_000)
    assert codes(replace(PLACEMENT, board_finding_on=None)) == ["BOARD_DETERMINATION_REQUIRED"]
    assert codes(replace(PLACEMENT, board_finding_on=date(2003, 9, 4))) == ["BOARD_DETERMINATION_REQUIRED"]
    (asked,) = later_issue_grounds(replace(PLACEMENT, board_finding_on=None))
    assert (asked.clause, asked.facts["shares"]) == ("22(b)", "500000")


@pytest.mark.row("R-22-4")
@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ({"tax": None}, "tax consequences"),
        ({"adjustment": None}, "no appropriate adjustment was made instead"),
        ({"tax": None, "adjustment": None}, ", and that no appropriate adjustment"),
    ],
)
def test_what_the_company_did_not_state_holds_the_issue(left_out: dict[str, None], told: str) -> None:
    issue = replace(OPTIONS, **left_out)
    assert codes(issue) == ["SECTION22_STATEMENT_MISSING"]
    assert told in later_issue_grounds(issue)[0].message


@pytest.mark.row("R-22-4")
@pytest.mark.parametrize(
    ("reported", "told"),
    [
        ({"tax": TaxStatement.RISK_REPORTED}, "a tax bar"),
        ({"adjustment": AdjustmentStatement.MADE_INSTEAD}, "an adjustment in lieu"),
    ],
)
def test_a_bar_that_the_company_reports_holds_the_issue(reported: dict[str, object], told: str) -> None:
    issue = replace(OPTIONS, **reported)  # type: ignore[arg-type]
    assert codes(issue) == ["SECTION22_BAR"]
    assert told in later_issue_grounds(issue)[0].message


@pytest.mark.row("R-22-2")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issued_on": date(2003, 6, 16)}, "ISSUE_OUTSIDE_SECTION22"),
        ({"separated_on": None}, "ISSUE_OUTSIDE_SECTION22"),
        ({"issued_on": date(2010, 9, 15), "told_on": date(2010, 9, 16)}, "ISSUE_OUTSIDE_SECTION22"),
        ({"issued_on": date(2003, 9, 4)}, "SHARES_NOT_ISSUED_YET"),
        ({"has_open_books": False}, "BOOKS_NOT_OPEN"),
        ({"has_approved_form": False}, "TEMPLATE_NOT_APPROVED"),
        ({"shares": Fraction(10_001)}, "RECIPIENTS_DO_NOT_TIE"),
    ],
)
def test_an_issue_outside_its_window_or_its_sums_is_held(change: dict[str, object], code: str) -> None:
    assert codes(replace(OPTIONS, **change)) == [code]  # type: ignore[arg-type]


def test_the_days_next_to_both_ends_of_the_window_are_inside() -> None:
    first, last = date(2003, 6, 17), date(2010, 9, 14)
    assert posting_of(replace(OPTIONS, issued_on=first)).rights_created == 10_000
    assert posting_of(replace(OPTIONS, issued_on=last, told_on=last)).rights_created == 10_000


@pytest.mark.row("R-22-2")
def test_the_number_is_that_in_force_and_whole_for_every_account() -> None:
    half = replace(OPTIONS, rights_per_share=Fraction(3, 2))
    assert [one.rights_count for one in posting_of(half).certificates] == [9_000, 6_000]
    odd = (Recipient("A1", Fraction(5_999)), Recipient("A2", Fraction(4_001)))
    asked = later_issue_grounds(replace(half, recipients=odd))
    assert [(found.code, found.facts["account"], found.facts["rights"]) for found in asked] == [
        ("RIGHTS_PER_SHARE_NOT_WHOLE", "A1", "8998.5"),
        ("RIGHTS_PER_SHARE_NOT_WHOLE", "A2", "6001.5"),
    ]


@pytest.mark.row("R-4b-1")
def test_rights_of_an_account_that_a_notice_names_go_on_a_legended_certificate_of_their_own() -> None:
    whole = Recipient("A1", Fraction(6_000), (Named("7", TaintClass.I),))
    part = Recipient("A2", Fraction(4_000), (Named("7", TaintClass.II, 0), Named("8", TaintClass.III_A, 500)))
    posting = posting_of(replace(OPTIONS, recipients=(whole, part)))
    assert [(one.holder, one.rights_count, one.legend, one.taint) for one in posting.certificates] == [
        ("A1", 6_000, LegendClass.NULLITY, TaintClass.I),
        ("A2", 3_500, LegendClass.GENERAL, None),
        ("A2", 500, LegendClass.NULLITY, TaintClass.III_A),
    ]
    assert [lot.taint for lot in posting.lots_opened] == [TaintClass.I, None, TaintClass.III_A]


@pytest.mark.row("R-4b-1")
def test_where_the_plan_certificates_named_rights_for_nobody_they_stand_without_paper() -> None:
    named = replace(
        OPTIONS,
        recipients=(Recipient("A1", Fraction(10_000), (Named("7", TaintClass.I, 4_000),)),),
        named_certificates=NamedCertificates.NOT_CERTIFICATED,
    )
    posting = posting_of(named)
    assert [(lot.rights_count, lot.certificate) for lot in posting.lots_opened] == [
        (6_000, "1"),
        (4_000, None),
    ]
    assert [one.rights_count for one in posting.certificates] == [6_000]


def test_what_the_company_answered_holds_no_longer_and_stays_a_ground() -> None:
    late = replace(OPTIONS, issued_on=date(2003, 6, 16))
    decision = decide_later_issue(late, answered=lambda found: found.code == "ISSUE_OUTSIDE_SECTION22")
    assert isinstance(decision, Approved)
    assert [found.code for found in later_issue_grounds(late)] == ["ISSUE_OUTSIDE_SECTION22"]


def order_of(kind: OrderKind, *, end: datetime | None = None, **told: object) -> BoardOrder:
    """An order of the Board of the day before the present."""
    acted = PRESENT - timedelta(days=1)
    return BoardOrder(9, kind, acted, acted, acted, transfers_end_at=end, **told)  # type: ignore[arg-type]


def answered_all(issue: LaterIssue) -> Approved[Posting] | Held | Refused:
    """The decision where the Company has answered whatever a plain answer can lift."""
    return decide_later_issue(issue, answered=lambda found: found.code == "ISSUE_UNDER_ORDER")


def test_after_the_redemption_date_no_rights_come_into_being_whatever_is_answered() -> None:
    end = PRESENT - timedelta(minutes=1)
    issue = replace(OPTIONS, orders=(order_of(OrderKind.REDEMPTION, end=end),))
    (found,) = later_issue_grounds(issue)
    assert (found.code, found.clause) == ("RIGHTS_REDEEMED", "1(q);22;23(a)")
    assert "no Rights come into being" in found.message
    assert isinstance(answered_all(issue), Refused)
    on_the_instant = replace(issue, at=end)  # transfers go on up to the Close of Business itself
    assert [one.code for one in later_issue_grounds(on_the_instant)] == ["ISSUE_UNDER_ORDER"]


@pytest.mark.parametrize(
    ("exchanged_for", "section"),
    [(ExchangedFor.COMMON_SHARES, "24(b)"), (ExchangedFor.EQUIVALENT_RIGHTS, "24(f)")],
)
def test_an_exchange_of_all_rights_ends_them_with_the_boards_action(
    exchanged_for: ExchangedFor, section: str
) -> None:
    issue = replace(OPTIONS, orders=(order_of(OrderKind.EXCHANGE, exchanged_for=exchanged_for),))
    (found,) = later_issue_grounds(issue)
    assert (found.code, found.clause) == ("RIGHTS_EXCHANGED", f"1(q);22;{section}")
    assert isinstance(answered_all(issue), Refused)


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (order_of(OrderKind.REDEMPTION), "redemption of the Rights)"),
        (order_of(OrderKind.REDEMPTION, end=PRESENT + timedelta(days=9)), "redemption of the Rights)"),
        (order_of(OrderKind.EXCHANGE, extent=Extent.PART, rights_count=7), "exchange of Rights, a part)"),
    ],
)
def test_an_order_that_has_not_ended_all_rights_is_asked_about_and_yields_to_the_answer(
    order: BoardOrder, told: str
) -> None:
    issue = replace(OPTIONS, orders=(order,))
    assert codes(issue) == ["ISSUE_UNDER_ORDER"]
    assert told in later_issue_grounds(issue)[0].message
    assert isinstance(answered_all(issue), Approved)


def test_an_account_that_an_open_notice_names_gets_nothing_before_it_is_accepted() -> None:
    received = date(2003, 9, 2)
    named, queried = NamedVoid(7, received), NamedVoid(8, received, is_queried=True)
    waiting = Recipient("A2", Fraction(4_000), waiting=(named, queried))
    issue = replace(OPTIONS, recipients=(OPTIONS.recipients[0], waiting))
    assert codes(issue) == ["RIGHTS_NAMED_VOID", "RIGHTS_NAMED_VOID"]
    assert [
        (one.clause, one.facts["account"], one.facts["notice"]) for one in later_issue_grounds(issue)
    ] == [
        ("4(b);7(e)", "A2", 7),
        ("4(b);7(e);20(g)", "A2", 8),
    ]
