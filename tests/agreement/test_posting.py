"""A posting balances or is never made."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.errors import BooksOutOfBalance
from agreement.posting import (
    CertificateToIssue,
    EntryKind,
    LotClosed,
    LotOpened,
    Posting,
    RetiredAs,
)

RIGHTS = st.integers(min_value=1, max_value=10**9)


@given(
    closed=st.lists(RIGHTS, max_size=4), opened=st.lists(RIGHTS, max_size=4), created=st.integers(0, 10**9)
)
def test_closed_and_created_must_equal_opened_and_retired(
    closed: list[int], opened: list[int], created: int
) -> None:
    retired = sum(closed) + created - sum(opened)
    lots = tuple(LotClosed(str(i), n) for i, n in enumerate(closed))
    new = tuple(LotOpened(n) for n in opened)
    arguments = {"lots_closed": lots, "lots_opened": new, "rights_created": created}
    if retired < 0:
        with pytest.raises(BooksOutOfBalance):
            Posting(EntryKind.CORRECT, "5(b)", **arguments, rights_retired={RetiredAs.CANCELLED: retired})
        return
    gone = {RetiredAs.CANCELLED: retired}
    assert Posting(EntryKind.CORRECT, "5(b)", **arguments, rights_retired=gone).retired == retired
    with pytest.raises(BooksOutOfBalance):
        Posting(EntryKind.CORRECT, "5(b)", **arguments, rights_retired={RetiredAs.CANCELLED: retired + 1})


def test_an_empty_lot_is_refused() -> None:
    with pytest.raises(BooksOutOfBalance, match="at least one Right"):
        Posting(EntryKind.OPEN, "5(b)", lots_opened=(LotOpened(0),))


def test_a_certificate_says_what_its_lots_say() -> None:
    lot = LotOpened(250, holder="A-1", certificate="new-1")
    paper = CertificateToIssue("new-1", "A-1", 250, date(2000, 10, 23))
    posting = Posting(EntryKind.ISSUE, "3(a)", lots_opened=(lot,), rights_created=250, certificates=(paper,))
    assert posting.opened == 250
    wrong = CertificateToIssue("new-1", "A-1", 249, date(2000, 10, 23))
    with pytest.raises(BooksOutOfBalance, match="249"):
        Posting(EntryKind.ISSUE, "3(a)", lots_opened=(lot,), rights_created=250, certificates=(wrong,))


def test_a_posting_names_a_section_that_exists() -> None:
    with pytest.raises(LookupError):
        Posting(EntryKind.OPEN, "5(z)")
