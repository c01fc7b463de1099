"""Rights issued with Common Shares that are issued after the Distribution Date: ground, bars, certificates.

In the cases of (a) the Company must issue them, in any other on a finding of the Board; in no case to the
extent that the Company reports a tax risk, or an adjustment made instead. The agent compares what the Company
states and supplies nothing that it left out. Nothing depends on when an option was granted or a security
was first issued: securities outstanding at the date of the agreement and later ones stand side by side.

Agreement: 22(a);22(b).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from agreement.arithmetic import as_text, split_whole
from agreement.board_orders import BoardOrder, issue_ended_grounds
from agreement.decisions import Approved, Held, Refused, decide_then
from agreement.examination import NamedVoid
from agreement.form import legend_of
from agreement.grounds import Ground
from agreement.posting import CertificateToIssue, EntryKind, LotOpened, Posting, TaintClass
from agreement.refusals import ground


class IssueCase(StrEnum):
    """On what the shares were issued: the cases of (a), and any other, which is that of (b).

    Agreement: 22(a);22(b).
    """

    STOCK_OPTIONS = "STOCK_OPTIONS"
    EMPLOYEE_PLAN = "EMPLOYEE_PLAN"
    SECURITIES_OUTSTANDING = "SECURITIES_OUTSTANDING"  # at the date of the agreement
    SECURITIES_ISSUED_LATER = "SECURITIES_ISSUED_LATER"
    OTHER = "OTHER"

    @property
    def section(self) -> str:
        """The clause under which Rights are issued in this case."""
        return "22(b)" if self is IssueCase.OTHER else "22(a)"


class TaxStatement(StrEnum):
    """What the Company states of tax: of itself, of whoever gets a certificate, of options and plans.

    Agreement: 22.
    """

    NO_SIGNIFICANT_RISK = "NO_SIGNIFICANT_RISK"
    RISK_REPORTED = "RISK_REPORTED"


class AdjustmentStatement(StrEnum):
    """Whether an appropriate adjustment was made in the place of an issue of Rights.

    Agreement: 22.
    """

    NONE_MADE = "NONE_MADE"
    MADE_INSTEAD = "MADE_INSTEAD"


class NamedCertificates(StrEnum):
    """Whether Rights of persons whom a notice names are issued on legended certificates, or on none.

    Agreement: 4(b).
    """

    LEGENDED = "LEGENDED"
    NOT_CERTIFICATED = "NOT_CERTIFICATED"


@dataclass(frozen=True, slots=True)
class Named:
    """A notice in force that names an account: its key, the class, how many more Rights it reaches.

    `rights_left` is None where the whole account is named.

    Agreement: 4(b).
    """

    notice: str
    taint: TaintClass
    rights_left: int | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """An account and the shares issued to it; the notices that name it, in the order of their receipt.

    `named` are notices in force, `waiting` those of nullity that two people have not accepted yet.
    """

    account: str
    shares: Fraction
    named: tuple[Named, ...] = ()
    waiting: tuple[NamedVoid, ...] = ()


@dataclass(frozen=True, slots=True)
class LaterIssue:
    """An issue of Common Shares as the Company told of it, with what the agreement holds it against.

    None is what the Company did not state. `separated_on` is the date of the noticed Distribution Date,
    `expires_on` the date on which the Rights are redeemed or expire; `dated` stands on the certificates.
    `orders` are those of the Board that stand, `at` is the instant at which the Rights would be created.
    """

    issued_on: date
    shares: Fraction
    recipients: tuple[Recipient, ...]
    rights_per_share: Fraction
    told_on: date
    separated_on: date | None
    expires_on: date
    dated: date
    at: datetime
    case: IssueCase | None = None
    tax: TaxStatement | None = None
    adjustment: AdjustmentStatement | None = None
    board_finding_on: date | None = None
    has_open_books: bool = True
    has_approved_form: bool = True
    named_certificates: NamedCertificates = NamedCertificates.LEGENDED
    orders: tuple[BoardOrder, ...] = ()


def later_issue_grounds(issue: LaterIssue) -> tuple[Ground, ...]:
    """Everything that is asked back about an issue, in the order of the examination.

    Window, orders of the Board, ground, bars, sums, numbers, accounts that an open notice names, form.

    Agreement: 22.
    """
    return (
        *_window_grounds(issue),
        *issue_ended_grounds(issue.orders, at=issue.at),
        *_case_grounds(issue),
        *_bar_grounds(issue),
        *_sum_grounds(issue),
        *(found for one in issue.recipients for found in _number_grounds(one, issue)),
        *(found for one in issue.recipients for found in _waiting_grounds(one)),
        *(() if issue.has_approved_form else (ground("TEMPLATE_NOT_APPROVED", form="in force"),)),
    )


def _window_grounds(issue: LaterIssue) -> Iterator[Ground]:
    """After the Distribution Date, and before the Rights are redeemed or expire; on neither day itself."""
    if not issue.has_open_books:
        yield ground("BOOKS_NOT_OPEN", missing="the certificates of earlier shares are issued first")
    is_after_separation = issue.separated_on is not None and issue.issued_on > issue.separated_on
    if not is_after_separation or issue.issued_on >= issue.expires_on:
        yield ground(
            "ISSUE_OUTSIDE_SECTION22",
            issued_on=issue.issued_on,
            separated_on=issue.separated_on or "no date noticed so far",
            expires_on=issue.expires_on,
        )
    if issue.issued_on > issue.told_on:
        yield ground("SHARES_NOT_ISSUED_YET", issued_on=issue.issued_on, told_on=issue.told_on)


def _case_grounds(issue: LaterIssue) -> Iterator[Ground]:
    """The ground is stated; outside the cases of (a) the Board found Rights necessary or appropriate."""
    if issue.case is None:
        yield ground("GROUND_22_REQUIRED")
    if issue.case is IssueCase.OTHER and not (
        issue.board_finding_on and issue.board_finding_on <= issue.told_on
    ):
        yield ground(
            "BOARD_DETERMINATION_REQUIRED",
            clause="22(b)",
            saying="In another case than those of (a) it is for the Board to find that Rights are necessary "
            "or appropriate; the notice states no such finding, made by its receipt",
            shares=as_text(issue.shares),
        )


def _bar_grounds(issue: LaterIssue) -> Iterator[Ground]:
    """Both bars: what is not stated is missing, and what is stated to stand bars the issue."""
    missing = [
        words
        for said, words in (
            (issue.tax, "that the issue brings no significant risk of adverse tax consequences"),
            (issue.adjustment, "that no appropriate adjustment was made instead"),
        )
        if said is None
    ]
    if missing:
        yield ground("SECTION22_STATEMENT_MISSING", missing=", and ".join(missing))
    reported = []
    if issue.tax is TaxStatement.RISK_REPORTED:
        reported.append("a tax bar")
    if issue.adjustment is AdjustmentStatement.MADE_INSTEAD:
        reported.append("an adjustment in lieu")
    if reported:
        yield ground("SECTION22_BAR", reported=" and ".join(reported))


def _sum_grounds(issue: LaterIssue) -> Iterator[Ground]:
    listed = sum((one.shares for one in issue.recipients), Fraction(0))
    if listed != issue.shares:
        yield ground("RECIPIENTS_DO_NOT_TIE", listed=as_text(listed), stated=as_text(issue.shares))


def _number_grounds(one: Recipient, issue: LaterIssue) -> Iterator[Ground]:
    """Only whole Rights are issued; how a fraction is settled is for the Company to state."""
    rights, fraction = split_whole(one.shares * issue.rights_per_share)
    if fraction or rights < 1:
        yield ground(
            "RIGHTS_PER_SHARE_NOT_WHOLE",
            shares=as_text(one.shares),
            rights_per_share=as_text(issue.rights_per_share),
            rights=as_text(one.shares * issue.rights_per_share),
            account=one.account,
        )


def _waiting_grounds(one: Recipient) -> Iterator[Ground]:
    """What is posted to an account that a notice on file names waits, as what is held there does.

    Whether its new Rights are void too is told by the notice once it is accepted: they are marked then.
    """
    for named in one.waiting:
        yield ground(
            "RIGHTS_NAMED_VOID",
            clause="4(b);7(e);20(g)" if named.is_queried else "4(b);7(e)",
            saying=f"Notice {named.notice} of the Company, received {named.received_on}, names account "
            f"{one.account} for Rights that are null and void, and is not accepted yet; no Rights are posted "
            "to the account before",
            curing="have two people accept that notice, or have the Company withdraw it",
            account=one.account,
            notice=named.notice,
            received=named.received_on,
        )


@dataclass(frozen=True, slots=True)
class Portion:
    """Rights of one account that go on one certificate: all clean, or all of one notice and class."""

    account: str
    rights_count: int
    named: Named | None = None


def portions_of(issue: LaterIssue) -> tuple[Portion, ...]:
    """The certificates of an issue by account: what is named by a notice apart from what is not.

    A notice that names a number of Rights reaches no more of them than are left of that number.

    Agreement: 4(b);22.
    """
    return tuple(portion for one in issue.recipients for portion in _portions(one, issue.rights_per_share))


def _portions(one: Recipient, rights_per_share: Fraction) -> Iterator[Portion]:
    rest, _ = split_whole(one.shares * rights_per_share)
    marked: list[Portion] = []
    for named in one.named:
        reached = rest if named.rights_left is None else min(rest, named.rights_left)
        if reached > 0:
            marked.append(Portion(one.account, reached, named))
            rest -= reached
    if rest:
        yield Portion(one.account, rest)
    yield from marked


def decide_later_issue(
    issue: LaterIssue, *, answered: Callable[[Ground], bool] = lambda found: False
) -> Approved[Posting] | Held | Refused:
    """The Rights of an issue on new certificates, dated at the issue of the shares; or what holds it.

    `answered` tells which grounds the Company has answered for good. The entry creates as many Rights as the
    shares carry at the number in force, and takes none from anybody.

    Agreement: 4(a);22(a);22(b).
    """
    standing = [found for found in later_issue_grounds(issue) if not answered(found)]
    return decide_then(standing, lambda: _posting(issue))


def _posting(issue: LaterIssue) -> Posting:
    assert issue.case is not None  # a ground that no answer lifts
    portions = tuple(enumerate(portions_of(issue), start=1))
    paper = {
        place: str(place)
        for place, portion in portions
        if portion.named is None or issue.named_certificates is NamedCertificates.LEGENDED
    }
    return Posting(
        EntryKind.ISSUE,
        issue.case.section,
        lots_opened=tuple(
            LotOpened(portion.rights_count, portion.account, paper.get(place), taint=_taint(portion))
            for place, portion in portions
        ),
        rights_created=sum(portion.rights_count for _, portion in portions),
        certificates=tuple(
            CertificateToIssue(
                paper[place],
                portion.account,
                portion.rights_count,
                issue.dated,
                legend_of(_taint(portion)),
                _taint(portion),
            )
            for place, portion in portions
            if place in paper
        ),
    )


def _taint(portion: Portion) -> TaintClass | None:
    return portion.named.taint if portion.named else None
