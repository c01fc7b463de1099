"""Exercise of Rights: the price due, the checks in their order, the record date, and the posting.

Agreement: 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from agreement.board_orders import exercise_ended_grounds
from agreement.decisions import Approved, Ground, Held, Refused, decide_then
from agreement.examination import (
    CheckMade,
    PresentationFacts,
    agent_grounds,
    answered_grounds,
    authority_grounds,
    certificate_grounds,
    evidence_grounds,
    grounds_of,
    instrument_grounds,
    nullity_grounds,
    order_grounds,
    separation_grounds,
    signature_grounds,
    tax_grounds,
)
from agreement.exercise_gates import (
    PermissionFacts,
    balance_grounds,
    first_permitted,
    jurisdiction_grounds,
    registration_grounds,
    suspension_grounds,
)
from agreement.exercise_price import PaymentFacts, PriceFacts, TenderedMeans, amount_due, is_well_drawn
from agreement.portions import Portion, SurrenderedLot, Wanted, shared_apart
from agreement.posting import EntryKind, LotClosed, Posting, RetiredAs
from agreement.refusals import ground
from agreement.transfer import BALANCE, issued, opened, void_grounds
from agreement.transfer_books import closure_grounds
from agreement.voidness import named_void_grounds
from agreement.windows import Window, exercise_window_grounds
from agreement.workflow.items import EXERCISE_CHECKS, ItemKind, TaxStanding

EXERCISED = "exercised"
ORDERS_NOTE = (
    "Orders of redemption and exchange and notices that wait for the Company's answer were looked at."
)


@dataclass(frozen=True, slots=True)
class ExerciseFacts:
    """An exercise as presented: what every item is examined on, window, lots, election, price, payments.

    `permission` is what exercise waits for. `stops` are the numbers of notices that hold exercises until the
    Company answers. Securities are asked for in another name where the election names anybody but the
    registered holder. `has_…` tells whether the election states the identifying numbers for the securities
    and for the balance certificate. `void_lots` are the keys of the lots that are null and void.
    `balance_asked_for` is the name in which the balance is asked, `registered_as` that of the holder.
    `due_by_lines` is what the lines of a nominee's schedule owe together, each rounded by itself.
    """

    presentation: PresentationFacts
    window: Window | None
    lots: Sequence[SurrenderedLot]
    rights_exercised: int
    price: PriceFacts
    payments: Sequence[PaymentFacts]
    stops: Sequence[int]
    permission: PermissionFacts
    dated: date
    is_in_another_name: bool = False
    has_securities_number: bool = True
    has_balance_number: bool = True
    void_lots: frozenset[str] = frozenset()
    due_by_lines: Decimal | None = None
    balance_asked_for: str = ""
    registered_as: str = ""

    @property
    def due(self) -> Decimal:
        """The price due, to the cent: that of the lines of a schedule together, else of the Rights."""
        if self.due_by_lines is not None:
            return self.due_by_lines
        return amount_due(self.rights_exercised, price=self.price)

    @property
    def surrendered(self) -> int:
        """Rights on the certificates surrendered."""
        return sum(lot.rights_count for lot in self.lots)

    @property
    def void_rights(self) -> int:
        """Rights surrendered that are null and void: none is exercised, they come back apart."""
        return sum(lot.rights_count for lot in self.lots if lot.key in self.void_lots)

    @property
    def balance(self) -> int:
        """Good Rights that go back to the registered holder."""
        return max(0, self.surrendered - self.void_rights - self.rights_exercised)


def accepted_payments(facts: ExerciseFacts) -> tuple[PaymentFacts, ...]:
    """The payments that count: by accepted means, to the order of the one the agreement names.

    Agreement: 7(c).
    """
    return tuple(
        payment
        for payment in facts.payments
        if payment.means.value in set(facts.price.accepted) and is_well_drawn(payment, price=facts.price)
    )


def amount_received(facts: ExerciseFacts) -> Decimal:
    """The sum of the payments that count.

    Agreement: 7(c).
    """
    return sum((payment.amount for payment in accepted_payments(facts)), Decimal("0.00"))


def paid_in_full_at(facts: ExerciseFacts) -> datetime | None:
    """The instant of the payment that made up the price due; None while it is short.

    Where a reduced price leaves nothing to pay it is the instant of the presentation.

    Agreement: 7(c);10.
    """
    due = facts.due - facts.price.tolerance
    if not facts.price.price_per_right:
        return facts.presentation.instant
    so_far = Decimal("0.00")
    for payment in sorted(accepted_payments(facts), key=lambda one: one.received_at):
        so_far += payment.amount
        if so_far >= due:
            return payment.received_at
    return None


def completed_at(facts: ExerciseFacts) -> datetime | None:
    """The instant of the complete presentation; None while money is short, for then there is none.

    Agreement: 7(a).
    """
    return None if paid_in_full_at(facts) is None else facts.presentation.instant


def permitted_on(facts: ExerciseFacts) -> date | None:
    """The first day, from that of the complete presentation on, on which exercise was permitted.

    None while money is short, and while exercise is not permitted yet.

    Agreement: 9(c);10.
    """
    done, asked = completed_at(facts), facts.permission
    if done is None:
        return None
    since = done.astimezone(asked.zone).date()
    return first_permitted(
        asked.gates,
        securities=asked.securities,
        place=asked.place,
        since=since,
        until=max(since, asked.on),
    )


def exercised_at(facts: ExerciseFacts) -> datetime | None:
    """The instant from which Rights count as exercised: complete, and permitted then or later.

    What came while exercise was not permitted counts from the first day on which it was.

    Agreement: 7(a);9(c).
    """
    done, day = completed_at(facts), permitted_on(facts)
    if done is None or day is None:
        return None
    return max(done, datetime.combine(day, time.min, tzinfo=facts.permission.zone))


def _counts_from(facts: ExerciseFacts) -> date | None:
    instant = exercised_at(facts)
    return None if instant is None else instant.astimezone(facts.permission.zone).date()


def _asked_of_window(facts: ExerciseFacts) -> datetime:
    """The instant the window is asked about: while exercise waits to be permitted, the present one."""
    if completed_at(facts) is None:
        return facts.presentation.instant
    return exercised_at(facts) or facts.presentation.at


def exercised_void_grounds(facts: ExerciseFacts) -> tuple[Ground, ...]:
    """The good Rights of a certificate are exercised, and the void ones beside them come back apart.

    An election of more than the good ones would exercise void ones, and is refused.

    Agreement: 7(e);4(b).
    """
    if facts.rights_exercised <= facts.surrendered - facts.void_rights:
        return void_grounds(facts.presentation)
    return nullity_grounds(facts.presentation, curing="elect no more Rights than those that are good")


def payment_grounds(facts: ExerciseFacts) -> tuple[Ground, ...]:
    """The price is paid in full by accepted means; short is told to the cent.

    An instrument that pays nothing is told of while the price is short; afterwards it only goes back.

    Agreement: 7(a);7(c).
    """
    if paid_in_full_at(facts) is not None:
        return ()
    found: list[Ground] = []
    words = ", ".join(TenderedMeans(means).words.lower() for means in facts.price.accepted)
    for payment in facts.payments:
        if payment.means.value not in set(facts.price.accepted):
            told = payment.means.words.lower()
            found.append(
                ground("PAYMENT_MEANS_NOT_ACCEPTED", payment=payment.number, means=told, accepted=words)
            )
        if not is_well_drawn(payment, price=facts.price):
            found.append(ground("PAYEE_WRONG", payment=payment.number, payee=facts.price.payee_name))
    due, received = facts.due, amount_received(facts)
    short = {"due": f"{due:,.2f}", "received": f"{received:,.2f}", "short": f"{due - received:,.2f}"}
    return (*found, ground("PAYMENT_SHORT", **short))


def number_grounds(facts: ExerciseFacts) -> tuple[Ground, ...]:
    """Any whole number of Rights from one to those on the certificates may be exercised.

    Agreement: 7(a).
    """
    if facts.rights_exercised < 1:
        return (ground("FRACTIONAL_RIGHTS_NOT_ISSUED"),)
    if facts.lots and facts.rights_exercised > facts.surrendered:
        return (ground("NUMBER_EXCEEDS_CERTIFICATE", asked=facts.rights_exercised, rights=facts.surrendered),)
    return ()


def identifying_grounds(facts: ExerciseFacts) -> tuple[Ground, ...]:
    """The election states an identifying number for each block that is issued: securities, and any balance.

    Agreement: Exhibit B reverse.
    """
    stated = {
        "share certificate": facts.has_securities_number,
        "balance certificate": facts.has_balance_number or facts.surrendered <= facts.rights_exercised,
    }
    return tuple(
        ground("TAX_NUMBER_MISSING", block=block) for block, is_stated in stated.items() if not is_stated
    )


def examine_exercise(facts: ExerciseFacts) -> tuple[CheckMade, ...]:
    """Every check of an exercise in its order; none is left out because an earlier one failed.

    Agreement: 7(a).
    """
    presented, asked = facts.presentation, facts.permission
    made = {
        "agent": agent_grounds(presented),
        "separation": separation_grounds(presented),
        "window": exercise_window_grounds(facts.window, at=_asked_of_window(facts)),
        "orders": (
            *exercise_ended_grounds(presented.board_orders, completed_at=exercised_at(facts)),
            *(ground("EXERCISE_STOPPED_BY_NOTICE", notice=number) for number in facts.stops),
        ),
        "order": order_grounds(presented),
        "certificate": certificate_grounds(presented),
        "nullity": (
            *exercised_void_grounds(facts),
            # What its application for instructions stops is told there already.
            *(one for one in named_void_grounds(presented) if one.facts["notice"] not in facts.stops),
        ),
        "signature": (
            *instrument_grounds(presented, kind=ItemKind.EXERCISE),
            *signature_grounds(presented),
            *authority_grounds(presented),
            *balance_grounds(
                balance=facts.balance, asked_for=facts.balance_asked_for, registered=facts.registered_as
            ),
        ),
        "certification": answered_grounds(presented, clause="7(f)(i)"),
        "evidence": evidence_grounds(presented, clause="7(f)(ii)"),
        "suspension": suspension_grounds(asked.gates, on=asked.on),
        "registration": registration_grounds(asked.gates, securities=asked.securities, on=asked.on),
        "jurisdiction": jurisdiction_grounds(asked.gates, place=asked.place, on=asked.on),
        "payment": payment_grounds(facts),
        "taxes": (*tax_grounds(presented, clause="9(e)"), *other_name_grounds(facts)),
        "numbers": number_grounds(facts),
        "identified": identifying_grounds(facts),
        "books": closure_grounds(_counts_from(facts), closed=asked.gates.books_closed),
    }
    notes = {"orders": ORDERS_NOTE}
    return tuple(CheckMade(step, made[step.key], notes.get(step.key, "")) for step in EXERCISE_CHECKS)


def other_name_grounds(facts: ExerciseFacts) -> tuple[Ground, ...]:
    """In another name nothing is delivered before a transfer tax is paid or established not to be due.

    Agreement: 9(e).
    """
    if facts.is_in_another_name and facts.presentation.tax is TaxStanding.NONE_ASKED:
        return (ground("TAX_STATUS_OPEN"),)
    return ()


def record_date(surrendered_on: date, *, paid_on: date, permitted: date | None = None) -> date:
    """The date from which the exerciser is the shareholder: the later of surrender and full payment.

    What came while exercise was not permitted has the first date on which it was.

    Agreement: 9(c);10.
    """
    return max(surrendered_on, paid_on, permitted or surrendered_on)


def decide_exercise(facts: ExerciseFacts) -> Approved[Posting] | Held | Refused:
    """The posting of an exercise that nothing stands against, else all grounds in the order of the checks.

    Agreement: 7(a);7(d).
    """
    return decide_then(grounds_of(examine_exercise(facts)), lambda: exercise_posting(facts))


def exercise_posting(facts: ExerciseFacts) -> Posting:
    """All lots closed, the Rights exercised retired, the rest opened on a balance certificate of the holder.

    The oldest lots are exercised first; void Rights come back on a certificate of their own.

    Agreement: 4(b);7(d);8.
    """
    holder = facts.presentation.certificates[0].holder
    wanted = [Wanted(EXERCISED, holder, facts.rights_exercised)]
    if facts.balance:
        wanted.append(Wanted(BALANCE, holder, facts.balance))
    return posting_of(facts, shared_apart(facts.lots, void=facts.void_lots, holder=holder, wanted=wanted))


def posting_of(facts: ExerciseFacts, shared: Sequence[Portion]) -> Posting:
    """The entry of an exercise whose lots are shared out: what is exercised retired, the rest opened again.

    Agreement: 7(d);8.
    """
    kept: tuple[Portion, ...] = tuple(one for one in shared if one.wanted.key != EXERCISED)
    return Posting(
        EntryKind.EXERCISE,
        "7(d)" if kept else "7(a)",
        lots_closed=tuple(LotClosed(lot.key, lot.rights_count) for lot in facts.lots),
        lots_opened=opened(kept),
        rights_retired={RetiredAs.EXERCISED: facts.rights_exercised},
        certificates=issued(kept, dated=facts.dated),
    )
