"""What the acts of the account share: numbers, days, words that may not be empty."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Max

from agreement.refusals import refuse
from registry.models import Approval, RightsAgreement, User
from registry.selectors.agreements import local_day
from registry.selectors.requests import RequestState, in_state
from registry.services.audit import append_audit

Row = TypeVar("Row", bound=Any)


def next_number(model: Any, agreement: RightsAgreement) -> int:
    """The next number of a kind of record of an agreement; call it under the lock of its books."""
    last = model._default_manager.filter(agreement=agreement).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def must_not_wait(agreement: RightsAgreement, *, kind: str, at: datetime) -> None:
    """Raise ACCOUNT_REQUEST_WAITS while a second person is to decide about another request of the kind.

    Two that wait at once could list the same sums, and would take the same number. One that lapsed or was
    rejected stands in nobody's way. Call it under the lock of the books.

    Agreement: 18(a).
    """
    asked = Approval.objects.filter(agreement=agreement, kind=kind)
    waiting = in_state(asked, RequestState.WAITING, at=at).order_by("pk").first()
    if waiting is not None:
        day = local_day(agreement, at=waiting.requested_at)
        raise refuse("ACCOUNT_REQUEST_WAITS", date=day, summary=waiting.summary)


def words_given(words: str, *, name: str) -> str:
    """Words without the blanks around them. Raises ACCOUNT_PART_MISSING where there are none."""
    if not words.strip():
        raise refuse("ACCOUNT_PART_MISSING", missing=name)
    return words.strip()


def sum_given(amount: Decimal, *, name: str) -> Decimal:
    """A sum above zero in whole cents. Raises ACCOUNT_PART_MISSING."""
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise refuse("ACCOUNT_PART_MISSING", missing=f"{name} above zero, in whole cents,")
    return amount


def day_not_to_come(agreement: RightsAgreement, day: date, *, what: str, at: datetime) -> date:
    """A day that is here. Raises ACCOUNT_DAY_IMPOSSIBLE for one to come."""
    if day > local_day(agreement, at=at):
        raise refuse("ACCOUNT_DAY_IMPOSSIBLE", what=what, date=day, reason="that day is to come")
    return day


def money_text(amount: Decimal) -> str:
    """A sum as it is bound and printed: all its digits, at least two after the point."""
    exponent = amount.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:.{places}f}"


def noted(row: Row, agreement: RightsAgreement, *, act: str, by: User, at: datetime) -> Row:
    """The row, with its line in the record of acts."""
    append_audit(agreement, actor=by, act=act, subject=str(row), details={"key": row.pk}, at=at)
    return row
