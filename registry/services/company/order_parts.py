"""The parts of a notice about an order of the Board, and of redemption reinstated (§23, §24, §31)."""

from collections.abc import Mapping
from types import MappingProxyType

from agreement.board_orders import ExchangedFor, Extent
from registry.models import NoticeKind
from registry.services.company.part_shapes import Part, PartShape

PAID_IN = ("CASH", "COMMON_SHARES")
HALF_HELD = ("BY_NOBODY", "BY_A_PERSON")
END_REASONS = ("CONDITION_FAILED", "STATED_IN_ERROR", "OTHER_REASON")

_ORDERED_AT = Part("ordered_at", "the instant of the Board's action", PartShape.INSTANT)
_EXTENT = Part("extent", "how many of the Rights it takes", PartShape.CHOICE, tuple(Extent))
_CONDITIONS = Part("conditions", "the conditions that the Board set", PartShape.TEXT)
_ANNOUNCED_ON = Part("announced_on", "the day of the public notice", PartShape.DAY)

ORDER_PARTS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        NoticeKind.REDEMPTION_ORDERED: (
            _ORDERED_AT,
            _EXTENT,
            Part("redemption_date", "the Redemption Date", PartShape.DAY),
            Part("price", "the Redemption Price of a Right in US dollars", PartShape.PRICE),
            Part("paid_in", "what the Redemption Price is paid in", PartShape.CHOICE, PAID_IN),
            Part("method", "the method by which it will be paid", PartShape.TEXT),
            _CONDITIONS,
            Part("extended_to", "the later last day to redeem, if the Board set one", PartShape.DAY),
            Part("extension_announced_on", "the day on which that later day was announced", PartShape.DAY),
            _ANNOUNCED_ON,
        ),
        NoticeKind.EXCHANGE_ORDERED: (
            _ORDERED_AT,
            _EXTENT,
            Part("rights", "the number of Rights exchanged, if it is a part", PartShape.COUNT),
            Part("exchanged_for", "what they are exchanged for", PartShape.CHOICE, tuple(ExchangedFor)),
            Part("ratio", "the number given for each Right", PartShape.RATIO),
            Part("package", "what is given in the place of Common Shares", PartShape.TEXT),
            Part("method", "the method by which the exchange will be carried out", PartShape.TEXT),
            Part("triggered_on", "the day of the Triggering Event", PartShape.DAY),
            Part(
                "half_held", "whether a Person holds half of the Common Shares", PartShape.CHOICE, HALF_HELD
            ),
            Part("half_held_since", "the day since which a Person holds half of them", PartShape.DAY),
            Part("majority_vote_on", "the day of the vote of a majority of the Board", PartShape.DAY),
            _CONDITIONS,
            _ANNOUNCED_ON,
        ),
        NoticeKind.ORDER_ENDED: (
            Part("ends", "the number of the notice of the order", PartShape.COUNT),
            Part("reason", "why it has no effect any more", PartShape.CHOICE, END_REASONS),
            Part("statement", "what the Company says of it", PartShape.TEXT, may_name_people=True),
        ),
        NoticeKind.REDEMPTION_REINSTATED: (
            Part("holding", "what the court or authority held", PartShape.TEXT, may_name_people=True),
            Part("determination", "what the Board determined", PartShape.TEXT, may_name_people=True),
            Part("determined_on", "the day of the Board's determination", PartShape.DAY),
        ),
    }
)
# What a paper that says nothing of it says.
ORDER_SILENCE: Mapping[str, tuple[tuple[str, object], ...]] = MappingProxyType(
    {
        NoticeKind.REDEMPTION_ORDERED: (("extent", Extent.ALL.value),),
        NoticeKind.EXCHANGE_ORDERED: (("exchanged_for", ExchangedFor.COMMON_SHARES.value),),
    }
)
