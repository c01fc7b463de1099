"""Refusals about the end of the Rights on the Final Expiration Date."""

from agreement.grounds import Effect
from agreement.refusals.entry import NOBODY, CodeEntry, Conflict, by_agreement

_REFUSE, _HOLD = Effect.REFUSE, Effect.HOLD

EXPIRY_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "RIGHTS_NOT_EXPIRED",
        "1(q);1(r)",
        _REFUSE,
        "The Rights expire at {end}; none is retired before",
        "ask again after that instant",
        NOBODY,
        error=Conflict,
    ),
    by_agreement(
        "ITEMS_IN_TIME_OPEN",
        "6(a);7(a)",
        _HOLD,
        "{count} received before the Rights expired and not ended, by the number of the item: {items}",
        "post each or end it with its reason; the Rights that are left are retired after them",
        "whoever ends the items",
        error=Conflict,
    ),
    by_agreement(
        "ORDER_ENDS_THE_RIGHTS",
        "1(q);23(b);24(b)",
        _HOLD,
        "The order of the Board in notice {notice} stands; what it gives is settled before anything expires",
        "carry the order out, or file the Company's notice that it has no effect any more",
        "the Company's written notice that the order has no effect any more",
        error=Conflict,
    ),
    by_agreement(
        "NO_RIGHTS_STAND",
        "1(q)",
        _REFUSE,
        "No Rights stand on the books; none is left to retire",
        "nothing needs to be done",
        NOBODY,
        error=Conflict,
    ),
    by_agreement(
        "STANDING_RIGHTS_CHANGED",
        "1(q)",
        _REFUSE,
        "{rights} Rights stand where {approved} were approved to be retired",
        "look at the preview as it is now, and ask again",
        NOBODY,
        error=Conflict,
    ),
)
