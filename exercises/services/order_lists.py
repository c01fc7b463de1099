"""The list by which an order of the Board is carried out: made whole from the books, kept, bound by its hash.

Nothing binds by it: two people carry the order out by a list (carrying_out). The same facts make the same
list, and a second run writes nothing.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from agreement.arithmetic import as_text, to_decimal
from agreement.board_orders import OrderKind
from agreement.carrying_out import Given, figures_grounds, given_by
from agreement.errors import RefusedByGround
from agreement.grounds import Ground
from agreement.redemption import PAID
from agreement.refusals import ground
from exercises.models import OrderList
from exercises.selectors.order_lists import (
    Carrying,
    carrying_of,
    figures_stated,
    kind_of,
    lists_of,
    order_figures,
    standing_hash,
    terms_of_order,
)
from exercises.services.order_files import keep_file
from exercises.services.order_lines import (
    ListCounted,
    count_lines,
    hash_held,
    prove_part,
    write_lines,
)
from registry.models import Notice, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import next_number
from registry.services.documents import Evidence, require_document
from registry.services.refusals import told_as_errors

# What a person states beside the notice, from the Company's certificate: text, absent where not stated.
STATED = ("paid_in", "market_price", "close", "close_on", "available", "package_shares", "package_cash")
# Every holder at once is sorted and joined in memory, by plans that are not worth compiling.
_ROOM = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"


@dataclass(frozen=True, slots=True)
class ListPapers:
    """Papers of the Company beside the order: its certificate of prices, its report on conditions."""

    certificate: Evidence | None = None
    conditions_met: Evidence | None = None


@transaction.atomic(durable=True)
def make_list(
    notice: Notice, stated: dict[str, str], papers: ListPapers, *, by: User, at: datetime
) -> OrderList:
    """Make the list of what every registered holder gets by an order; the one that stands if nothing changed.

    `stated` are figures of the Company's certificate by the names of STATED. Raises MAKER_NOT_PERMITTED and
    RefusedByGround with every ground that stands against it.

    Agreement: 7(e);14(e)(i);23(a);24(b);24(c).
    """
    must_be_staff(by, act="making the list of an order")
    agreement = lock_books(notice.agreement)
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
    order = Notice.objects.get(pk=notice.pk)
    order.agreement = agreement
    carrying = carrying_of(order, conditions_reported=papers.conditions_met is not None, at=at)
    terms, kind = terms_of_order(order), kind_of(order)
    told = figures_stated(order, terms=terms) | {name: stated[name] for name in STATED if stated.get(name)}
    figures = order_figures(kind, told, certified=papers.certificate is not None)
    taken = carrying.order.rights_count if not carrying.order.takes_all else carrying.standing.valid
    found = (*carrying.grounds, *figures_grounds(figures, rights_count=taken or 0, terms=terms))
    if found:
        raise RefusedByGround.by(found)
    assert carrying.takes_effect_at is not None  # else it was not due
    effect_at = carrying.takes_effect_at
    former = lists_of(order).first()
    if former is not None and _is_the_same(former, carrying, told):
        return former
    made = OrderList(
        pk=_next_key(),
        agreement=agreement,
        number=next_number(OrderList, agreement),
        order=order,
        takes_effect_at=effect_at,
        figures=told,
        standing=asdict(carrying.standing),
        made_at=at,
        made_by=by,
    )
    _fill(made, carrying, given_by(figures))
    made.certificate = require_document(agreement, papers.certificate) if papers.certificate else None
    made.conditions_met = (
        require_document(agreement, papers.conditions_met) if papers.conditions_met else None
    )
    with told_as_errors():
        made.save(force_insert=True)
    details = {"order": order.number, "sha256": made.sha256, "lines": made.line_count}
    append_audit(agreement, actor=by, act="ORDER_LIST_MADE", subject=str(made), details=details, at=at)
    return made


def _is_the_same(former: OrderList, carrying: Carrying, told: dict[str, Any]) -> bool:
    """Whether a list was made of the very facts: what it gives, when it takes effect, what holders have."""
    facts = (former.figures, former.standing, former.takes_effect_at)
    if facts != (told, asdict(carrying.standing), carrying.takes_effect_at):
        return False
    return hash_held(former) == standing_hash(former.agreement, at=former.takes_effect_at)


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('exercises_orderlist', 'id'))")
        (key,) = cursor.fetchone()
    return int(key)


def _fill(made: OrderList, carrying: Carrying, given: Given) -> None:
    """Lines, totals and file; what the lines come to is held against the books and against the rule."""
    terms, order = terms_of_order(made.order), carrying.order
    ordered = None if order.takes_all else order.rights_count
    pays_void = order.kind is OrderKind.REDEMPTION and terms.reading("void_rights_on_redemption") == PAID
    rights = carrying.standing.rights if pays_void else carrying.standing.valid
    write_lines(
        made,
        at=made.takes_effect_at,
        given=given,
        rights_count=rights,
        ordered=ordered,
        takes_void=pays_void,
        terms=terms,
    )
    counted = count_lines(made, given=given, terms=terms)
    differing = _total_grounds(counted, carrying, expected=ordered if ordered is not None else rights)
    if differing:
        raise RefusedByGround.by(differing)
    if ordered is not None:
        prove_part(made, counted, ordered=ordered)
    made.cash = to_decimal(counted.cash, places=2)
    made.line_count, made.payment_count = counted.lines, counted.payments
    made.totals = totals_told(counted)
    kept = keep_file(made, given=given)
    made.sha256, made.stored_as, made.size_bytes = kept.sha256, kept.stored_as, kept.size_bytes


def _total_grounds(counted: ListCounted, carrying: Carrying, *, expected: int) -> tuple[Ground, ...]:
    """What stands against a list: its Rights are not those in the books, or not those ordered.

    Agreement: 23(a);24(b).
    """
    standing = carrying.standing
    is_whole = (counted.valid, counted.void) == (standing.valid, standing.void)
    if counted.taken == expected and is_whole:
        return ()
    if not carrying.order.takes_all:
        return (ground("PRO_RATA_TOTAL_MISMATCH", allotted=counted.taken, ordered=expected),)
    differing = ground(
        "REDEMPTION_TOTAL_MISMATCH",
        clause="24(b)" if carrying.order.kind is OrderKind.EXCHANGE else None,
        paid=counted.taken,
        void=counted.void,
        outstanding=standing.rights,
    )
    return (differing,)


def totals_told(counted: ListCounted) -> dict[str, Any]:
    """What a list comes to, as it is kept and shown: counts, and sums as text.

    Agreement: 23(a);24(b).
    """
    return {
        "lines": counted.lines,
        "valid": counted.valid,
        "void": counted.void,
        "taken": counted.taken,
        "payees": counted.payees,
        "payments": counted.payments,
        "nothing": counted.nothing,
        "shares": counted.shares,
        "fractions": counted.fractions,
        "fraction_sum": as_text(counted.fraction),
        "cash": f"{to_decimal(counted.cash, places=2):f}",
        "exact_cash": as_text(counted.exact_cash),
        "drift": as_text(counted.drift),
    }


def given_of(made: OrderList) -> Given:
    """What a Right gives by a list that stands."""
    return given_by(order_figures(kind_of(made.order), made.figures, certified=True))
