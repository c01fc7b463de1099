"""The parts of a notice of a Triggering Event or Section 13 Event, proposed or occurred (§13(a), §25)."""

from collections.abc import Mapping
from types import MappingProxyType

from agreement.event_notice import NoticedEvent
from agreement.flip_over import Section13EventKind
from registry.models import NoticeKind
from registry.services.company.part_shapes import Part, PartShape

OTHER_SIDES = WHOLLY_OWNED, ANOTHER = "WHOLLY_OWNED", "ANOTHER"
SHARES_AFTER = EXCHANGED, UNCHANGED = "EXCHANGED", "UNCHANGED"

_EVENT_KIND = Part("event_kind", "which event it is", PartShape.CHOICE, tuple(NoticedEvent))
EVENT = Part("event", "the event", PartShape.TEXT, may_name_people=True)
_TRANSACTION = (
    Part("transaction", "the transaction of a Section 13 Event", PartShape.CHOICE, tuple(Section13EventKind)),
    Part(
        "part_sold", "of a sale: the part of the assets or earning power sold, such as 0.5", PartShape.RATIO
    ),
    Part(
        "other_side", "whether the other side is wholly owned by the Company", PartShape.CHOICE, OTHER_SIDES
    ),
    Part(
        "common_shares",
        "of a merger into the Company: what becomes of its Common Shares",
        PartShape.CHOICE,
        SHARES_AFTER,
    ),
    Part("triggered_on", "the day of the Triggering Event", PartShape.DAY),
)

EVENT_PARTS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        NoticeKind.EVENT_PROPOSED: (
            _EVENT_KIND,
            EVENT,
            Part("proposed_for", "the day for which the event is proposed", PartShape.DAY),
            *_TRANSACTION,
        ),
        NoticeKind.EVENT_OCCURRED: (
            _EVENT_KIND,
            EVENT,
            Part("occurred_on", "the day on which the event occurred", PartShape.DAY),
            Part(
                "consequences",
                "the consequences for holders of Rights under 11(a)(ii) and 13",
                PartShape.TEXT,
                may_name_people=True,
            ),
            *_TRANSACTION,
        ),
    }
)
