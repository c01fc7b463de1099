"""The price of a Right for fractions: of which Trading Day the Company certifies it.

Agreement: 14(a).
"""

from datetime import date, timedelta

from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.refusals import ground


def trading_day_before(day: date, *, calendar: BusinessDayCalendar) -> date:
    """The last Trading Day before a date: Rights are listed on no exchange, so it is a Business Day.

    Agreement: 1(nn).
    """
    day -= timedelta(days=1)
    while not calendar.is_business_day(day):
        day -= timedelta(days=1)
    return day


def price_day_grounds(
    trading_day: date, *, issuable_on: date | None, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """What is asked back about a price: it is of another day than the one that the agreement names.

    That is the Trading Day immediately before the date on which the fractions would have been issued: the
    Distribution Date, as of which the Rights are issued. Before its notice (None) no day is known to compare.

    Agreement: 14(a).
    """
    if issuable_on is None:
        return (ground("RIGHTS_NOT_SEPARATED"),)
    wanted = trading_day_before(issuable_on, calendar=calendar)
    if trading_day == wanted:
        return ()
    return (ground("RIGHT_PRICE_OF_ANOTHER_DAY", stated=trading_day, issuable_on=issuable_on, wanted=wanted),)
