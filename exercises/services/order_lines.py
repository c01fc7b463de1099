"""The lines of a list of an order: written in one statement, counted, held against the rule (§23(a), §24(b)).

Whole numbers throughout: what a Right gives is a ratio of integers, so that a division leaves nothing unsaid.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection

from agreement.arithmetic import RoundingMode, exact, to_decimal
from agreement.carrying_out import Given, entitlement
from agreement.errors import BooksOutOfBalance
from agreement.exchange import partial_exchange
from agreement.terms import Terms
from exercises.models import OrderLine, OrderList

PURE_AT_MOST = 20_000  # holders among whom a part is also shared out by the rule, one by one
_WIDE = 2**61  # below it, whole numbers are kept in 64 bits
# What every holder has, and what the order takes of it; of a part as the door of the books shares it out.
_ALL_TAKEN = """
    taking AS (
        SELECT held.*, held.valid AS taken FROM (
            SELECT stands.holder_id,
                   coalesce(sum(stands.rights) FILTER (WHERE stands.void_from <= %(at)s IS NOT TRUE),
                            0)::bigint AS valid,
                   coalesce(sum(stands.rights) FILTER (WHERE stands.void_from <= %(at)s), 0)::bigint AS void
              FROM open_lot stands
             WHERE stands.agreement_id = %(agreement)s AND stands.holder_id IS NOT NULL
             GROUP BY stands.holder_id) AS held)
"""
_VOID_TAKEN = _ALL_TAKEN.replace(
    "held.valid AS taken", "held.valid + held.void AS taken"
)  # by a reading alone
_PART_TAKEN = "taking AS (SELECT * FROM shared_out(%(agreement)s, %(at)s, %(ordered)s))"
_WRITE = """
    WITH {taking}, giving AS (
        SELECT taking.*, {shares} AS shares, {fraction} AS fraction FROM taking),
    paying AS (SELECT giving.*, {cash} AS cash FROM giving)
    INSERT INTO order_line (order_list_id, line, holder_id, account, valid, void, taken, shares, fraction,
                            cash, payment)
    SELECT %(list)s, row_number() OVER listed, paying.holder_id, holder.account, paying.valid, paying.void,
           paying.taken, paying.shares, paying.fraction, paying.cash,
           CASE WHEN paying.cash > 0 THEN count(*) FILTER (WHERE paying.cash > 0) OVER listed END
      FROM paying JOIN registered_holder holder ON holder.id = paying.holder_id
    WINDOW listed AS (ORDER BY holder.account COLLATE "C" ROWS UNBOUNDED PRECEDING)
"""
# The lines of each number of Rights taken, added up: all must give what the rule gives for that number.
_ALIKE = """
    SELECT taken, count(*), sum(valid)::bigint, sum(void)::bigint, count(payment), min(shares), max(shares),
           min(fraction), max(fraction), min(cash), max(cash)
      FROM order_line WHERE order_list_id = %s GROUP BY taken
"""
# What every holder has, as standing_hash counts it on the books (registry/sql/class_endings.sql).
_HELD = """
    SELECT encode(sha256(convert_to(coalesce(string_agg(
               concat_ws(':', holder_id, valid, void), E'\\n' ORDER BY holder_id), ''), 'UTF8')), 'hex')
      FROM order_line WHERE order_list_id = %s
"""
# Whether each holder gave its share rounded down or one Right more, those one more by the larger remainders.
_PARTED = """
    SELECT count(*) FILTER (WHERE raised NOT IN (0, 1)), min(rest) FILTER (WHERE raised = 1),
           max(rest) FILTER (WHERE raised = 0)
      FROM (SELECT taken - div(valid::numeric * %(ordered)s, %(all)s) AS raised,
                   mod(valid::numeric * %(ordered)s, %(all)s) AS rest
              FROM (SELECT DISTINCT valid, taken FROM order_line
                     WHERE order_list_id = %(list)s) AS alike) AS parted
"""


@dataclass(slots=True)
class ListCounted:
    """What the lines of a list come to; `exact_cash` before any rounding, `fraction` in whole shares."""

    lines: int = 0
    valid: int = 0
    void: int = 0
    taken: int = 0
    shares: int = 0
    fraction: Fraction = Fraction(0)
    cash: Fraction = Fraction(0)
    exact_cash: Fraction = Fraction(0)
    payments: int = 0
    payees: int = 0
    nothing: int = 0
    fractions: int = 0

    @property
    def drift(self) -> Fraction:
        """What the roundings add to the exact sum of cash; below zero where they take from it (§23(a))."""
        return self.cash - self.exact_cash


def write_lines(
    made: OrderList,
    *,
    at: datetime,
    given: Given,
    rights_count: int,
    ordered: int | None,
    takes_void: bool = False,
    terms: Terms,
) -> None:
    """Write what every holder gets; `ordered` is the number of Rights of a part, None where all are taken.

    Void Rights are taken where a reading pays for them, else they get nothing.

    Agreement: 7(e);23(a);24(b).
    """
    arithmetic = _Arithmetic(given, rights_count=rights_count, terms=terms)
    query = _WRITE.format(
        taking=_PART_TAKEN if ordered is not None else _VOID_TAKEN if takes_void else _ALL_TAKEN,
        shares=arithmetic.shares(),
        fraction=arithmetic.fraction(),
        cash=arithmetic.cash(),
    )
    values: dict[str, Any] = {
        "agreement": made.agreement_id,
        "list": made.pk,
        "at": at,
        "ordered": ordered,
    }
    with connection.cursor() as cursor:
        # How many rows each step leaves is not known beforehand; row by row would be the slowest for many,
        # and groups of a lot or two are sooner sorted than hashed.
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_hashagg = off")
        cursor.execute(query, values)
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT; SET LOCAL enable_hashagg = DEFAULT")


class _Arithmetic:
    """The rule of one holder as SQL over whole numbers, in 64 bits where no product can be longer."""

    def __init__(self, given: Given, *, rights_count: int, terms: Terms) -> None:
        self._shares, self._cash = given.shares_each, given.cash_each
        self._close = given.close or Fraction(0)
        self._grid, self._mode = terms.rounding_money, terms.rounding_mode
        each = (self._shares, self._cash / self._grid, self._close / self._grid)
        largest = max(max(one.numerator, one.denominator) for one in each)
        bound = 4 * max(rights_count, self._shares.denominator, 1) * largest * self._shares.denominator
        self._kind = "bigint" if bound < _WIDE else "numeric"

    def shares(self) -> str:
        """Whole Common Shares of all Rights of a holder together."""
        times, per = self._shares.numerator, self._shares.denominator
        return self._number(times) + " * taking.taken" if per == 1 else self._whole(self._due(), per)

    def fraction(self) -> str:
        """What is left, counted in parts of a share."""
        per = self._shares.denominator
        return "0" if per == 1 else f"mod({self._due()}, {self._number(per)})"

    def cash(self) -> str:
        """Cash for the Rights and cash for the fraction, each rounded once."""
        rights, close = self._cash / self._grid, self._close / self._grid / self._shares.denominator
        parts = [self._rounded("giving.taken", rights)] if rights else []
        if close and self._shares.denominator > 1:
            parts.append(self._rounded("giving.fraction", close))
        grid = to_decimal(self._grid, places=2)
        return f"({' + '.join(parts)}) * {grid}::numeric" if parts else "0"

    def _due(self) -> str:
        return f"taking.taken * {self._number(self._shares.numerator)}"

    def _rounded(self, count: str, each: Fraction) -> str:
        above, below = f"{count}::{self._kind} * {self._number(each.numerator)}", each.denominator
        if self._mode is RoundingMode.DOWN:
            return self._whole(above, below)
        if self._mode is RoundingMode.UP:
            return self._whole(f"({above} + {self._number(below - 1)})", below)
        twice = f"(2 * {above} + {self._number(below)})"
        half_up = self._whole(twice, 2 * below)
        if self._mode is RoundingMode.HALF_UP:
            return half_up
        in_the_middle = f"mod({twice}, {self._number(2 * below)}) = 0"
        return f"({half_up} - CASE WHEN {in_the_middle} THEN mod({half_up}, 2) ELSE 0 END)"

    def _whole(self, above: str, below: int) -> str:
        return (
            f"div({above}, {below}::numeric)" if self._kind == "numeric" else f"(({above}) / {below}::bigint)"
        )

    def _number(self, value: int) -> str:
        return f"{value}::{self._kind}"


def count_lines(made: OrderList, *, given: Given, terms: Terms) -> ListCounted:
    """What the lines come to, every different number of Rights taken held against the rule.

    Raises BooksOutOfBalance: the statement that wrote the lines and the rule do not say the same, or other
    lines are paid than those with cash.

    Agreement: 23(a);24(b);24(d).
    """
    counted, parts = ListCounted(), given.shares_each.denominator
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [made.pk])
        while rows := cursor.fetchmany(10_000):
            for taken, lines, valid, void, payments, *found in rows:
                due = entitlement(taken, given=given, terms=terms)
                shares, fraction, cash = due.shares.whole, due.shares.fraction * parts, due.cash_total
                is_so = [exact(one) for one in found] == [shares, shares, fraction, fraction, cash, cash]
                if not is_so or payments != (lines if cash else 0):
                    raise BooksOutOfBalance("A line of the list is not what the rule gives.", rights=taken)
                counted.lines += lines
                counted.valid += valid
                counted.void += void
                counted.taken += taken * lines
                counted.shares += shares * lines
                counted.fraction += due.shares.fraction * lines
                counted.cash += cash * lines
                counted.payments += payments
                counted.payees += lines if taken else 0
                counted.nothing += lines if taken and not shares and not cash else 0
                counted.fractions += lines if fraction else 0
    counted.exact_cash = counted.taken * given.cash_each + counted.fraction * (given.close or Fraction(0))
    return counted


def hash_held(made: OrderList) -> str:
    """The hash of what every holder has, read from the lines: that of the books when they were written."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [made.pk])
        (found,) = cursor.fetchone()
    return str(found)


def prove_part(made: OrderList, counted: ListCounted, *, ordered: int) -> None:
    """Hold a part against the shares of the holders, each rounded down or one Right more.

    Raises BooksOutOfBalance.

    Agreement: 24(b).
    """
    if counted.lines <= PURE_AT_MOST:
        held = {one.account: one for one in OrderLine.objects.filter(order_list=made)}
        shared = partial_exchange({name: one.valid for name, one in held.items()}, rights_count=ordered)
        if any(held[one.account].taken != one.exchanged for one in shared):
            raise BooksOutOfBalance("A part is not shared out as the rule does.", list=made.number)
        return
    with connection.cursor() as cursor:
        cursor.execute(_PARTED, {"ordered": ordered, "all": counted.valid, "list": made.pk})
        strange, least_raised, most_left = cursor.fetchone()
    if strange or (least_raised is not None and most_left is not None and least_raised < most_left):
        raise BooksOutOfBalance("A part is not shared out by the largest remainders.", list=made.number)
