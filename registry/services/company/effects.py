"""What an accepted notice changes beside the books: the plan, the names for the legend, prices, forms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from types import MappingProxyType

from django.db import connection
from django.db.models import QuerySet

from agreement.arithmetic import Rounding
from agreement.fractional import cash_for_fraction
from agreement.workflow import SEPARATION, CashInLieuStatus, move
from registry.models import (
    CashInLieu,
    FormVersion,
    NamedPerson,
    Notice,
    NoticeKind,
    ReadingDecision,
    RightsAgreement,
    SeparationState,
)
from registry.selectors.agreements import terms_in_force
from registry.selectors.board_orders import ORDER_KINDS
from registry.selectors.number_adjustments import fractions_priced, price_in_force
from registry.services.company.adjustments import apply_adjustment
from registry.services.company.appointment import appoint_successor
from registry.services.company.board_orders import let_notice_become_due, let_notice_fall
from registry.services.company.co_agents import appoint_co_agent
from registry.services.company.events import let_event_notice_become_due
from registry.services.company.new_forms import change_form
from registry.services.company.nullity import must_be_on_the_books
from registry.services.company.removal import end_office

FRACTIONS_AT_ONCE = 5_000
COMPUTED = (CashInLieuStatus.COMPUTED,)
NOT_FUNDED = (CashInLieuStatus.COMPUTED, CashInLieuStatus.CERTIFICATE_RECEIVED)


def apply_effect(notice: Notice, *, at: datetime) -> None:
    """Carry out what a notice does beside its entry; kinds without such an effect are facts for others.

    Agreement: 3(a);20(b).
    """
    effect = _EFFECTS.get(notice.kind)
    if effect is not None:
        effect(notice, at)


def _attach_dividend(notice: Notice, at: datetime) -> None:
    """The count is certified and its Rights are attached: they travel with the shares from now on (Recitals).

    A count for a plan that has one is refused here, whatever was answered about it.
    """
    agreement = notice.agreement
    agreement.separation_state = move(SEPARATION, agreement.separation_state, "record_date_count_certified")
    agreement.save(update_fields=["separation_state"])


def _separate(notice: Notice, at: datetime) -> None:
    """The Rights separate: effective when the notice says, known from its receipt (§3(a), §18(b)).

    A notice that corrects the date moves it; the Rights had separated by the one it replaces.
    """
    agreement = notice.agreement
    if agreement.separation_state != SeparationState.SEPARATED_PENDING_LIST:
        agreement.separation_state = move(
            SEPARATION, agreement.separation_state, "distribution_date_notice_applied"
        )
    agreement.distribution_effective_at = notice.effective_at
    agreement.distribution_known_from = notice.received_at
    agreement.save(update_fields=["separation_state", "distribution_effective_at", "distribution_known_from"])


def _name_persons(notice: Notice, at: datetime) -> None:
    """The list kept before separation: whose certificates bear the legend, for how many Rights (§4(b))."""
    NamedPerson.objects.bulk_create(
        NamedPerson(
            notice=notice,
            person_name=person["person_name"],
            account=person["account"],
            taint_class=person["taint_class"],
            rights=person["rights"],
            void_from=person["void_from"],
            legend_feasible=not person["not_feasible_reason"],
            not_feasible_reason=person["not_feasible_reason"],
        )
        for person in notice.facts["persons"]
    )


def _approve_form(notice: Notice, at: datetime) -> None:
    """The Company's approval of a form is on file; the agent's own sign-off is another act (§4(a))."""
    FormVersion.objects.filter(agreement=notice.agreement, name=notice.facts["form_version"]).update(
        company_approval=notice.document, company_approved_at=notice.received_at
    )


def _price(notice: Notice, at: datetime) -> None:
    """The certified price fixes the cash for the fractions on the books, if there are any (§14(e)).

    An amount that an earlier price fixed is fixed anew until funds are collected for it.
    """
    priced = fractions_priced(notice.agreement, election=notice.facts.get("fractions_of"))
    rounding = terms_in_force(notice.agreement, known_at=at).fraction_cash_rounding
    _fix_amounts(priced, price=Decimal(notice.facts["price"]), among=NOT_FUNDED, rounding=rounding)


def _one_date(notice: Notice, at: datetime) -> None:
    """The Company approved the Record Date for all certificates: the reading changes by its paper (§4(a))."""
    ReadingDecision.objects.create(
        agreement=notice.agreement,
        name="one_certificate_date",
        reading="RECORD_DATE_FOR_ALL",
        decided_by=f"notice {notice.number} of {notice.officer_title} {notice.officer_name}",
        document=notice.document,
        since=notice.received_at,
        recorded_at=at,
    )


def _remove_agent(notice: Notice, at: datetime) -> None:
    """The term of office of the Rights Agent ends the day before the removal (§21)."""
    end_office(notice, at=at)


def _appoint_agent(notice: Notice, at: datetime) -> None:
    """The successor's term of office begins on its day (§21)."""
    appoint_successor(notice, at=at)


def _appoint_co_agent(notice: Notice, at: datetime) -> None:
    """A co-Rights Agent's term of office begins on its day, beside that of the Rights Agent (§2)."""
    appoint_co_agent(notice, at=at)


def _name_positions(notice: Notice, at: datetime) -> None:
    """The marking is an entry of its own; what the books do not know no answer can make them mark (§7(e))."""
    must_be_on_the_books(notice)


def _adjust(notice: Notice, at: datetime) -> None:
    """The figures the Company certifies are in force from their instant, known from the receipt (§12)."""
    apply_adjustment(notice, at=at)


def _change_form(notice: Notice, at: datetime) -> None:
    """New certificates are of the form ordered, with the figures certified by now (§22)."""
    change_form(notice, at=at)


def _end_exercise(notice: Notice, at: datetime) -> None:
    """Exercise stopped when it was filed; once it is accepted the holders are to be told (§23(b), §24(b))."""
    let_notice_become_due(notice, at=at)


def _end_order(notice: Notice, at: datetime) -> None:
    """What the order stopped goes on; the holders need not be told of it any more (§23(a))."""
    order = Notice.objects.filter(agreement_id=notice.agreement_id, number=notice.facts["ends"]).first()
    if order is not None and order.kind in ORDER_KINDS:
        let_notice_fall(order)


def _tell_holders(notice: Notice, at: datetime) -> None:
    """The holders are to be told of the event: before it, or as soon as practicable after it (§25)."""
    let_event_notice_become_due(notice, at=at)


def price_fractions(agreement: RightsAgreement, *, at: datetime, election: int | None = None) -> int:
    """Fix the cash for fractions that came on the books after their price was certified; returns how many.

    Those of the openings, or of another number of Rights by the election in a notice: each has its own
    Trading Day. Nothing is fixed without the Company's certificate; a fixed amount waits for collected funds.

    Agreement: 14(a);14(e).
    """
    certificate = price_in_force(agreement, election=election)
    if certificate is None:
        return 0
    priced = fractions_priced(agreement, election=election)
    rounding = terms_in_force(agreement, known_at=at).fraction_cash_rounding
    return _fix_amounts(priced, price=Decimal(certificate.facts["price"]), among=COMPUTED, rounding=rounding)


def _fix_amounts(
    priced: QuerySet[CashInLieu],
    *,
    price: Decimal,
    among: Sequence[CashInLieuStatus],
    rounding: Rounding,
) -> int:
    """Each distinct fraction is rounded once by the rule; its amount is then written to all its rows."""
    waiting = priced.filter(state__in=among)
    entries = list(waiting.values_list("entry_id", flat=True).distinct().order_by())
    distinct = waiting.values_list("fraction_numerator", "fraction_denominator").distinct().order_by()
    fractions, fixed = distinct.iterator(chunk_size=FRACTIONS_AT_ONCE), 0
    while several := list(islice(fractions, FRACTIONS_AT_ONCE)):
        amounts = [
            (top, bottom, cash_for_fraction(Fraction(top, bottom), price=price, rounding=rounding).amount)
            for top, bottom in several
        ]
        fixed += _write_amounts(entries, amounts=amounts, among=among)
    return fixed


def _write_amounts(
    entries: Sequence[int],
    *,
    amounts: Iterable[tuple[int, int, Decimal]],
    among: Sequence[CashInLieuStatus],
) -> int:
    tops, bottoms, cents = (list(column) for column in zip(*amounts, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE cash_in_lieu SET amount = priced.amount, state = 'CERTIFICATE_RECEIVED'
              FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS priced (top, bottom, amount)
             WHERE cash_in_lieu.entry_id = ANY (%s) AND cash_in_lieu.state = ANY (%s)
               AND cash_in_lieu.superseded_by_id IS NULL
               AND cash_in_lieu.fraction_numerator = priced.top
               AND cash_in_lieu.fraction_denominator = priced.bottom
            """,
            [tops, bottoms, cents, list(entries), [str(state) for state in among]],
        )
        return int(cursor.rowcount)


_EFFECTS: Mapping[str, Callable[[Notice, datetime], None]] = MappingProxyType(
    {
        NoticeKind.RECORD_COUNT: _attach_dividend,
        NoticeKind.DISTRIBUTION_DATE: _separate,
        NoticeKind.PRE_SEPARATION_NULLITY: _name_persons,
        NoticeKind.FORM_APPROVAL: _approve_form,
        NoticeKind.RIGHT_PRICE: _price,
        NoticeKind.ONE_DATE_APPROVAL: _one_date,
        NoticeKind.AGENT_REMOVED: _remove_agent,
        NoticeKind.AGENT_APPOINTED: _appoint_agent,
        NoticeKind.CO_AGENT_APPOINTED: _appoint_co_agent,
        NoticeKind.NULLITY: _name_positions,
        NoticeKind.ADJUSTMENT: _adjust,
        NoticeKind.NEW_FORM: _change_form,
        NoticeKind.REDEMPTION_ORDERED: _end_exercise,
        NoticeKind.EXCHANGE_ORDERED: _end_exercise,
        NoticeKind.ORDER_ENDED: _end_order,
        NoticeKind.EVENT_PROPOSED: _tell_holders,
        NoticeKind.EVENT_OCCURRED: _tell_holders,
    }
)
