"""The Company changes the number of Rights instead of what each buys: its election held against §11(h)."""

from datetime import date
from fractions import Fraction

from agreement.adjusting.number import earliest_record_date, election_grounds, record_date_grounds
from agreement.adjusting.number_run import ratio_grounds
from agreement.adjustment import AdjustingSection
from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation.fraction_price import price_day_grounds
from agreement.terms import Terms
from registry.models import Notice, NoticeKind, NoticeState, RightsCertificate
from registry.selectors.number_adjustments import is_number_election

_DAYS = {
    "elected_on": "the day of the election",
    "announced_on": "the day of the public announcement",
    "record_date": "the record date",
}


def number_election_grounds(
    notice: Notice, terms: Terms, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """What is asked back about a certificate under 11(h): its adjustment, its days, what is distributed.

    With Rights Certificates issued, the record date lies at least the days of the section after the public
    announcement; without, on the day of the adjustment or later. Other certificates are not asked.

    Agreement: 11(h);20(g).
    """
    said = notice.facts
    if said["adjusted_under"] != AdjustingSection.NUMBER_OF_UNITS:
        return ()
    missing = [words for name, words in _DAYS.items() if not said.get(name)]
    if missing:
        return (_outside(f"an election under 11(h) states {', '.join(missing)}"),)
    price = Notice.objects.filter(
        agreement_id=notice.agreement_id,
        kind=NoticeKind.ADJUSTMENT,
        state=NoticeState.APPLIED,
        number=said.get("changes_instead"),
    ).first()
    if price is None:
        return (_outside("it names no certificate in force that adjusts the Exercise Price"),)
    elected, announced, record = (date.fromisoformat(said[name]) for name in _DAYS)
    adjusted_on = calendar.local_date(price.effective_at)
    is_issued = RightsCertificate.objects.filter(agreement_id=notice.agreement_id).exists()
    earliest = earliest_record_date(
        adjusted_on=adjusted_on,
        announced_on=announced,
        certificates_issued=is_issued,
        notice_days=terms.rights_record_date_notice_days,
    )
    return (
        *election_grounds(
            adjusted_under=AdjustingSection(price.facts["adjusted_under"]).words,
            adjusted_on=adjusted_on,
            elected_on=elected,
            option=said.get("distributed") if is_issued else "none to distribute",
        ),
        *record_date_grounds(record, earliest=earliest),
        *ratio_grounds(
            Fraction(said["rights_per_right"]) if said.get("rights_per_right") else None,
            grid=terms.rounding_rights,
        ),
    )


def number_price_grounds(price: Notice, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a price of fractions left by another number of Rights: of which, which day.

    The fractions would have been issued as of the record date of the election, so that the price is of the
    Trading Day before it.

    Agreement: 11(h);14(a).
    """
    election = Notice.objects.filter(
        agreement_id=price.agreement_id,
        kind=NoticeKind.ADJUSTMENT,
        state=NoticeState.APPLIED,
        number=price.facts["fractions_of"],
    ).first()
    if election is None or not is_number_election(election):
        return (_outside("it names no election of another number of Rights that is in force"),)
    return price_day_grounds(
        date.fromisoformat(price.facts["trading_day"]),
        issuable_on=date.fromisoformat(election.facts["record_date"]),
        calendar=calendar,
    )


def _outside(reason: str) -> Ground:
    return ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason)
