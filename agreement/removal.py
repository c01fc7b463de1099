"""The removal of the Rights Agent: when it may take effect, and the last day in office.

Agreement: 21.
"""

from datetime import date, timedelta

from agreement.terms import Terms


def earliest_removal(mailed_on: date, *, terms: Terms) -> date:
    """The first day on which a removal mailed on a day may take effect: so many calendar days after it.

    Agreement: 21.
    """
    return mailed_on + timedelta(days=terms.removal_days)


def last_day_in_office(effective_on: date) -> date:
    """The last day of a Rights Agent removed from a day on: whoever succeeds is in office from that day.

    Agreement: 21.
    """
    return effective_on - timedelta(days=1)
