"""From when Rights of an Acquiring Person are void, and what waits until they are marked.

Plans differ in the event: in some the Rights are void from the Triggering Event, in others from the
Distribution Date, if that comes later. Which class a transferee is of follows the Triggering Event in all.

Agreement: 7(e).
"""

from collections.abc import Mapping
from datetime import datetime

from agreement.choices import RightsVoidFrom
from agreement.examination import PresentationFacts
from agreement.grounds import Ground
from agreement.refusals import ground


def rights_void_at(
    event_at: datetime, *, void_from: RightsVoidFrom, distributed_at: datetime | None
) -> datetime:
    """The instant from which Rights are void: of the Triggering Event, or of a later Distribution Date.

    `distributed_at` is None while no Distribution Date has been noticed; then no Right stands on the books
    that could be void, and the event is what is known.

    Agreement: 7(e).
    """
    if void_from is RightsVoidFrom.TRIGGERING_EVENT or distributed_at is None:
        return event_at
    return max(event_at, distributed_at)


def void_too_early_grounds(
    stated: Mapping[str, datetime], *, void_from: RightsVoidFrom, distributed_at: datetime | None
) -> tuple[Ground, ...]:
    """What is asked back about persons named before the separation as void, by the accounts named.

    Where a plan makes Rights void from the Distribution Date, an instant before it, or any while the Date is
    not noticed, is not one from which they can be void. For the legend alone no instant is stated.

    Agreement: 4(b);7(e).
    """
    if void_from is RightsVoidFrom.TRIGGERING_EVENT:
        return ()
    known = "is not noticed yet" if distributed_at is None else "came later than that"
    return tuple(
        ground(
            "INSTRUCTION_OUTSIDE_AGREEMENT",
            reason=f"it says that Rights of account {account} are void from {at.isoformat()}; under this "
            f"agreement they are void from {void_from.words}, which {known}; for the legend alone no instant "
            "is stated",
        )
        for account, at in stated.items()
        if distributed_at is None or at < distributed_at
    )


def named_void_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """Rights that a notice on file names as void wait from its receipt until they are marked, or it ends.

    Void by the agreement without any further action, they are marked by people: until then nothing is done
    with them and nothing refused.

    Agreement: 7(e).
    """
    return tuple(
        ground(
            "RIGHTS_NAMED_VOID",
            clause="7(e);20(g)" if named.is_queried else "7(e)",
            number=one.number,
            notice=named.notice,
            received=named.received_on,
        )
        for one in facts.certificates
        for named in one.named_void
    )
