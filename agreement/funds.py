"""Money of the Company for one purpose: what is paid out of it never exceeds what was collected for it.

Agreement: 20(j).
"""

from decimal import Decimal

from agreement.choices import Worded
from agreement.errors import RightsError
from agreement.refusals import refuse


class FundsPurpose(Worded):
    """For what the Company gives money to the Rights Agent.

    Agreement: 11(a)(iii);14(e);23(a);24(c);24(d).
    """

    REDEMPTION = "REDEMPTION", "Redemption Price"
    EXCHANGE = "EXCHANGE", "Cash of an exchange"
    FRACTIONS = "FRACTIONS", "Cash in the place of fractions"
    SUBSTITUTE = "SUBSTITUTE", "Cash in substitution"


# The section under which money of a purpose is paid.
SECTIONS = {
    FundsPurpose.REDEMPTION: "23(a)",
    FundsPurpose.EXCHANGE: "24(d)",
    FundsPurpose.FRACTIONS: "14(e)",
    FundsPurpose.SUBSTITUTE: "11(a)(iii)",
}
# What exercises are paid out of: money that belongs to no order of the Board.
OF_EXERCISES = (FundsPurpose.FRACTIONS, FundsPurpose.SUBSTITUTE)


def payout_refusal(
    *, purpose: FundsPurpose, collected: Decimal, paid: Decimal, amount: Decimal
) -> RightsError | None:
    """Why so much more cannot be paid out of what the Company gave for a purpose; None where it can.

    The Rights Agent expends and risks no funds of its own.

    Agreement: 20(j).
    """
    if paid + amount <= collected:
        return None
    return refuse(
        "OWN_FUNDS_RISK",
        purpose=purpose.words,
        amount=f"{amount:,.2f}",
        left=f"{collected - paid:,.2f}",
        collected=f"{collected:,.2f}",
    )
