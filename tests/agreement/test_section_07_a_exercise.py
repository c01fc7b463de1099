"""What is due on exercise, which payments count, and which Rights leave."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from agreement.arithmetic import Rounding
from agreement.certification import Answer, CertificationFacts
from agreement.choices import GuarantorKind, PaymentMeans
from agreement.decisions import Approved, Held, Refused
from agreement.examination import CertificateFacts, PresentationFacts, SignatureFacts
from agreement.exercise import (
    ExerciseFacts,
    decide_exercise,
    paid_in_full_at,
    payment_grounds,
    record_date,
)
from agreement.exercise_gates import (
    Clearance,
    ClearanceTold,
    ExerciseGates,
    PermissionFacts,
    StatementEvent,
    StatementTold,
)
from agreement.exercise_price import Payee, PaymentFacts, PriceFacts, TenderedMeans, amount_due
from agreement.portions import SurrenderedLot
from agreement.posting import RetiredAs, TaintClass
from agreement.terms import Appointment
from agreement.windows import Window
from agreement.workflow.items import TaxStanding

CLOSE = datetime(2010, 10, 26, 0, 0, 0, tzinfo=UTC)  # 17:00:00 in San Francisco
SEPARATED = datetime(2003, 6, 17, 0, 0, 0, tzinfo=UTC)
ON_TIME = datetime(2010, 10, 25, 23, 59, 59, tzinfo=UTC)
CENTS = Rounding("amount due on exercise", Fraction(1, 100), "7(c)")
ACCEPTED = (
    PaymentMeans.CASH,
    PaymentMeans.CERTIFIED_BANK_CHECK,
    PaymentMeans.CASHIERS_CHECK,
    PaymentMeans.BANK_DRAFT,
)

PERMITTED = ExerciseGates(
    statements=[StatementTold(1, "Series A Preferred", StatementEvent.EFFECTIVE, date(2003, 6, 17), True)],
    clearances=[ClearanceTold(2, date(2003, 6, 17), {}, Clearance.EXEMPT, True)],
)


def price(each: str = "250.00") -> PriceFacts:
    return PriceFacts(Decimal(each), CENTS, Decimal("0.00"), ACCEPTED, "COMPANY", "Alder Harbor")


def paid(
    amount: str,
    *,
    means: TenderedMeans = TenderedMeans.CASHIERS_CHECK,
    payee: Payee = Payee.COMPANY,
    at: datetime = ON_TIME,
) -> PaymentFacts:
    return PaymentFacts(1, means, payee, Decimal(amount), at)


def exercise(
    *payments: PaymentFacts,
    rights: int = 30,
    instant: datetime = ON_TIME,
    lots: tuple[SurrenderedLot, ...] = (),
) -> ExerciseFacts:
    signature = SignatureFacts("form of election to purchase", "Beech Trust", "NASD_MEMBER", "A Member")
    certificate = CertificateFacts(12, "7", "Beech Trust", 250, is_in_hand=True, is_countersigned=True)
    presented = PresentationFacts(
        instant=instant,
        at=instant,
        day=instant.date(),
        agent="Harbor Agent",
        appointments=[Appointment("Harbor Agent", "PRINCIPAL", date(2003, 1, 1), None)],
        distribution_close=SEPARATED,
        books_are_open=True,
        certificates=[certificate],
        signatures=[signature],
        certification=CertificationFacts(Answer.NO, Answer.NO, is_signed=True),
        is_released=False,
        tax=TaxStanding.NONE_ASKED,
        guarantors=[GuarantorKind.NASD_MEMBER],
    )
    return ExerciseFacts(
        presentation=presented,
        window=Window(SEPARATED, CLOSE, start_inclusive=False, end_inclusive=False),
        lots=lots or (SurrenderedLot("1", 250, 4),),
        rights_exercised=rights,
        price=price(),
        payments=payments,
        stops=(),
        permission=PermissionFacts(PERMITTED, "Series A Preferred", "US-CA", instant.date(), UTC),
        dated=date(2000, 10, 23),
    )


@pytest.mark.row("R-7c-1")
def test_7c_the_price_is_rounded_once_to_the_cent() -> None:
    assert amount_due(30, price=price()) == Decimal("7500.00")
    assert amount_due(30, price=price("248.92010000")) == Decimal("7467.60")


@pytest.mark.row("R-7a-3")
def test_7a_a_cent_short_is_told_to_the_cent_and_holds() -> None:
    decided = decide_exercise(exercise(paid("7499.99")))
    assert isinstance(decided, Held)
    assert [found.code for found in decided.grounds] == ["PAYMENT_SHORT"]
    assert decided.grounds[0].message == "Due $7,500.00, received $7,499.99, short $0.01"


@pytest.mark.row("R-7c-2")
@pytest.mark.parametrize(
    ("payment", "code"),
    [
        (paid("7500.00", means=TenderedMeans.PERSONAL_CHECK), "PAYMENT_MEANS_NOT_ACCEPTED"),
        (paid("7500.00", means=TenderedMeans.MONEY_ORDER), "PAYMENT_MEANS_NOT_ACCEPTED"),
        (paid("7500.00", payee=Payee.AGENT), "PAYEE_WRONG"),
    ],
)
def test_7c_what_is_no_accepted_payment_to_the_company_does_not_count(
    payment: PaymentFacts, code: str
) -> None:
    codes = [found.code for found in payment_grounds(exercise(payment))]
    assert codes == [code, "PAYMENT_SHORT"]
    cured = exercise(payment, paid("7500.00"))
    assert payment_grounds(cured) == ()
    assert isinstance(decide_exercise(cured), Approved)


@pytest.mark.row("R-7a-4", "R-7d-1")
def test_7d_the_oldest_rights_leave_first_and_the_balance_stays_with_the_holder() -> None:
    lots = (SurrenderedLot("9", 20, 2), SurrenderedLot("3", 230, 6))
    decided = decide_exercise(exercise(paid("7500.00"), lots=lots))
    assert isinstance(decided, Approved)
    posting = decided.posting
    assert posting.rights_retired == {RetiredAs.EXERCISED: 30}
    assert [(lot.parent_lot, lot.rights_count) for lot in posting.lots_opened] == [("3", 220)]
    assert [(one.holder, one.rights_count) for one in posting.certificates] == [("7", 220)]


def test_4b_a_balance_of_marked_and_unmarked_rights_is_two_certificates() -> None:
    lots = (SurrenderedLot("1", 100, 2), SurrenderedLot("2", 150, 3, TaintClass.II))
    decided = decide_exercise(exercise(paid("7500.00"), lots=lots))
    assert isinstance(decided, Approved)
    assert [(one.rights_count, one.taint) for one in decided.posting.certificates] == [
        (70, None),
        (150, TaintClass.II),
    ]


@pytest.mark.row("R-7a-1")
def test_7a_the_close_of_business_itself_is_too_late() -> None:
    assert isinstance(decide_exercise(exercise(paid("7500.00"))), Approved)
    late = decide_exercise(exercise(paid("7500.00", at=CLOSE), instant=CLOSE))
    assert isinstance(late, Refused)
    assert late.grounds[0].code == "EXERCISE_WINDOW_CLOSED"


@pytest.mark.row("R-10-1")
def test_10_the_record_date_is_the_later_of_surrender_and_full_payment() -> None:
    first, last = datetime(2003, 7, 1, 20, tzinfo=UTC), datetime(2003, 7, 3, 20, tzinfo=UTC)
    facts = exercise(paid("7000.00", at=first), paid("500.00", at=last))
    assert paid_in_full_at(facts) == last
    assert record_date(first.date(), paid_on=last.date()) == date(2003, 7, 3)


@pytest.mark.row("R-7a-4")
def test_7a_more_rights_than_the_certificate_evidences_cannot_be_exercised() -> None:
    decided = decide_exercise(exercise(paid("62750.00"), rights=251))
    assert isinstance(decided, Held)
    assert [found.code for found in decided.grounds] == ["NUMBER_EXCEEDS_CERTIFICATE"]
