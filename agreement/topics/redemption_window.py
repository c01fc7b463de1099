"""Until when the Board may redeem, as topics ask and tell it: the facts, the window, what is asked back."""

from datetime import datetime, time

from agreement.amendment import reinstated_redemption_window
from agreement.board_orders import Extent, RedemptionFacts, redemption_query_grounds, redemption_window_end
from agreement.calculation import Calculation
from agreement.grounds import Ground
from agreement.topics.kinds import DAY, INSTANT, Field
from agreement.windows import Window, final_close_of_business, in_utc

REDEMPTION_FIELDS = (
    Field(
        "shares_acquisition_date",
        DAY,
        "the Shares Acquisition Date",
        "23(a)",
        required=False,
        when_absent="there is none",
    ),
    Field(
        "acquiring_person_since",
        INSTANT,
        "the first instant at which there was an Acquiring Person, where the plan ends redemption then",
        "1(oo);23(a)",
        required=False,
        when_absent="none is known but by the Shares Acquisition Date",
    ),
    Field("redemption_extended_to", DAY, "the later day set by the Board", "23(a)", required=False),
    Field("extension_announced_on", DAY, "when that was announced", "23(a)", required=False),
    Field(
        "redemption_reinstated_on",
        DAY,
        "the day of the Board's determination that reinstates the right to redeem",
        "31",
        required=False,
        when_absent="it is not reinstated",
    ),
)


def redemption_window_asked(done: Calculation) -> Window:
    """The right to redeem by the facts of a topic; its end does not belong to it.

    Agreement: 23(a).
    """
    end = redeemable_until(done)
    done.step(f"redemption is open {done.terms.redemption_window.words}", end.isoformat(), "23(a)")
    return Window(None, end, start_inclusive=False, end_inclusive=False)


def reinstated_window_asked(done: Calculation) -> Window | None:
    """The window in which the right to redeem is reinstated, if the facts state a determination.

    Agreement: 31.
    """
    window = _reinstated(done)
    if window is not None:
        assert window.end is not None  # so many days, or the Final Expiration Date
        done.step("redemption is reinstated until", window.end.isoformat(), "31")
    return window


def redeemable_until(done: Calculation) -> datetime:
    """The end of the right to redeem before it is reinstated, which does not belong to it.

    Agreement: 23(a).
    """
    terms, calendar = done.terms, done.calendar
    return redemption_window_end(
        _facts(done, ordered_at=_final(done)), final_close=_final(done), terms=terms, calendar=calendar
    )


def redeemable_until_at(done: Calculation, *, at: datetime) -> datetime:
    """The end of the right to redeem as it stands at an instant, reinstated or not.

    Agreement: 23(a);31.
    """
    end, window = redeemable_until(done), _reinstated(done)
    if window is None or window.end is None or window.is_before(at):
        return end
    return max(end, window.end, key=in_utc)


def order_grounds(done: Calculation, *, ordered_at: datetime) -> tuple[Ground, ...]:
    """What is asked back about an order of redemption of an instant.

    Agreement: 20(g);23(a).
    """
    facts = _facts(done, ordered_at=ordered_at)
    return redemption_query_grounds(facts, final_close=_final(done), terms=done.terms, calendar=done.calendar)


def _reinstated(done: Calculation) -> Window | None:
    day, calendar = done.facts["redemption_reinstated_on"], done.calendar
    if day is None:
        return None
    begins = datetime.combine(day, time.min, tzinfo=calendar.time_zone)
    return reinstated_redemption_window(day, determined_at=begins, terms=done.terms, calendar=calendar)


def _final(done: Calculation) -> datetime:
    return final_close_of_business(done.terms.final_expiration_date, calendar=done.calendar)


def _facts(done: Calculation, *, ordered_at: datetime) -> RedemptionFacts:
    facts, reinstated = done.facts, _reinstated(done)
    return RedemptionFacts(
        ordered_at=ordered_at,
        received_at=ordered_at,
        extent=Extent.ALL,
        price=None,
        redemption_date=None,
        shares_acquired_on=facts["shares_acquisition_date"],
        extended_to=facts["redemption_extended_to"],
        extension_announced_on=facts["extension_announced_on"],
        acquiring_person_since=facts["acquiring_person_since"],
        reinstated=() if reinstated is None else (reinstated,),
    )
