"""Cash that a substitution gives an exercise: paid once, by two, out of money of the Company (§11(a)(iii)).

What it comes to was fixed with the posting, by the Company's certificate then in force.
"""

from datetime import datetime

from django.db import transaction

from agreement.funds import FundsPurpose
from agreement.refusals import refuse
from exercises.selectors.deliveries import due_of
from exercises.selectors.fractions import payout_standing
from exercises.services.deliveries import must_not_be_restrained
from exercises.services.funds import PayoutTold, ask_for_payout
from registry.models import Approval, Item, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.books import lock_books


@transaction.atomic(durable=True)
def request_substitute_payment(item: Item, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to pay the cash in substitution of a posted exercise to its registered holder.

    Raises MAKER_NOT_PERMITTED, NO_SUBSTITUTE_DUE, SUBSTITUTE_ASKED_OR_PAID, OWN_FUNDS_RISK, and
    RefusedByGround with RESTRAINED_BY_ORDER.

    Agreement: 7(c);11(a)(iii);20(j).
    """
    must_be_staff(maker, act="paying cash in substitution")
    agreement = lock_books(RightsAgreement(pk=item.agreement_id))
    due = due_of(item)
    if due is None or not due.cash:
        raise refuse("NO_SUBSTITUTE_DUE", item=item.number)
    standing = payout_standing(due)
    if standing is not None:
        payout, words = standing
        raise refuse("SUBSTITUTE_ASKED_OR_PAID", payment=payout.number, item=item.number, stands=words)
    must_not_be_restrained(due.item, at=at)
    holder = due.item.holder
    assert holder is not None  # it is posted
    told = PayoutTold(
        FundsPurpose.SUBSTITUTE,
        None,
        payee=" ".join(holder.registration.split()),
        amount=due.cash,
        about=f"Cash in substitution, item {item.number}",
    )
    return ask_for_payout(agreement, told, substitute=due, maker=maker, at=at)
