"""Opening the registration books: what must be on file, and what the opening posts.

Agreement: 5(b).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from agreement.arithmetic import as_text, split_whole
from agreement.decisions import Approved, Held, Refused, decide_from
from agreement.errors import BooksOutOfBalance
from agreement.grounds import Ground
from agreement.posting import RetiredAs, must_balance
from agreement.refusals import ground
from agreement.separation.distribution import issue_gate
from agreement.separation.entitlement import must_reconcile
from agreement.windows import in_utc


@dataclass(frozen=True, slots=True)
class OpeningTotals:
    """The totals of an opening: shares listed, ratio, Rights attached, whole Rights and fractions."""

    shares: Fraction
    rights_per_share: Fraction
    attached_rights: int
    whole_rights: int
    fractions: Fraction
    certificate_count: int
    holder_count: int

    @property
    def rights_cashed(self) -> int:
        """Attached Rights that become no whole Right of any holder: they leave the books as cash."""
        return self.attached_rights - self.whole_rights


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What is on file when somebody asks to open the books.

    `agent` is the Rights Agent that acts, `list_as_of` the instant of the accepted list, `distribution_close`
    the Close of Business on the noticed Distribution Date, `opened_by_entry` the entry that opened the books.
    """

    at: datetime
    notice_received_at: datetime | None
    distribution_close: datetime | None
    list_as_of: datetime | None
    list_is_accepted: bool
    open_information_requests: int
    approved_form: str | None
    agent: str
    agent_in_office: str | None
    totals: OpeningTotals | None
    opened_by_entry: int | None = None


def opening_grounds(facts: OpeningFacts) -> tuple[Ground, ...]:
    """Everything that stands against opening the books, in the order of the checks.

    Agreement: 5(b).
    """
    return tuple(
        found
        for check in (
            _agent,
            _notice,
            _already_opened,
            _list,
            _information,
            _form,
            _attached_total,
        )
        for found in check(facts)
    )


def _agent(facts: OpeningFacts) -> Iterable[Ground]:
    if facts.agent_in_office != facts.agent:
        yield ground("NO_AGENT_IN_OFFICE", agent=facts.agent, date=facts.at.date())


def _notice(facts: OpeningFacts) -> Iterable[Ground]:
    yield from issue_gate(notice_received_at=facts.notice_received_at, at=facts.at)


def _already_opened(facts: OpeningFacts) -> Iterable[Ground]:
    if facts.opened_by_entry is not None:
        yield ground("ALREADY_OPENED", entry=facts.opened_by_entry)


def _list(facts: OpeningFacts) -> Iterable[Ground]:
    if not facts.list_is_accepted or facts.list_as_of is None:
        yield ground("LIST_NOT_ACCEPTED")
    elif facts.distribution_close is not None:
        yield from list_instant_grounds(facts.list_as_of, distribution_close=facts.distribution_close)


def list_instant_grounds(list_as_of: datetime, *, distribution_close: datetime) -> tuple[Ground, ...]:
    """The list must show the record holders at the Close of Business on the noticed Distribution Date.

    Agreement: 3(a).
    """
    if in_utc(list_as_of) == in_utc(distribution_close):
        return ()
    return (
        ground(
            "LIST_AS_OF_MISMATCH",
            as_of=list_as_of.isoformat(sep=" "),
            distribution_date=distribution_close.isoformat(sep=" "),
        ),
    )


def _information(facts: OpeningFacts) -> Iterable[Ground]:
    if facts.open_information_requests:
        yield ground("INFORMATION_OUTSTANDING", open_requests=facts.open_information_requests)


def _form(facts: OpeningFacts) -> Iterable[Ground]:
    if facts.approved_form is None:
        yield ground("TEMPLATE_NOT_APPROVED", form="in force")


def _attached_total(facts: OpeningFacts) -> Iterable[Ground]:
    totals = facts.totals
    if totals is None:
        return
    expected, _ = split_whole(totals.shares * totals.rights_per_share)
    if totals.attached_rights != expected:
        yield ground(
            "ATTACHED_TOTAL_MISMATCH",
            attached=totals.attached_rights,
            expected=as_text(totals.shares * totals.rights_per_share),
        )


@dataclass(frozen=True, slots=True)
class OpeningPosting:
    """What an opening posts, set-wise: attached Rights closed, whole Rights opened, the rest cashed.

    Raises BooksOutOfBalance when these do not add up.

    Agreement: 3(a).
    """

    attached_closed: int
    whole_opened: int
    rights_retired: int
    fractions: Fraction
    certificate_count: int
    holder_count: int
    retired_as: RetiredAs = RetiredAs.FRACTION_CASHED

    def __post_init__(self) -> None:
        if self.rights_retired < 0:
            raise BooksOutOfBalance("An opening cannot open more Rights than are attached.")
        must_balance(
            closed=self.attached_closed, created=0, opened=self.whole_opened, retired=self.rights_retired
        )


def decide_opening(facts: OpeningFacts) -> Approved[OpeningPosting | None] | Held | Refused:
    """Whether the books may be opened, with every ground, and the totals that the opening posts.

    Without totals the decision is about the file alone. Raises SEPARATION_TOTAL_MISMATCH when whole Rights
    and fractions are not the shares times the ratio.

    Agreement: 5(b).
    """
    totals = facts.totals
    grounds = opening_grounds(facts)
    if totals is None or grounds:
        return decide_from(grounds, None)
    must_reconcile(
        shares=totals.shares,
        rights_per_share=totals.rights_per_share,
        whole=totals.whole_rights,
        fractions=totals.fractions,
    )
    posting = OpeningPosting(
        attached_closed=totals.attached_rights,
        whole_opened=totals.whole_rights,
        rights_retired=totals.rights_cashed,
        fractions=totals.fractions,
        certificate_count=totals.certificate_count,
        holder_count=totals.holder_count,
    )
    return Approved(posting, warnings=grounds)
