"""The worksheet of beneficial ownership: who owns what with whom, and how that stands to the limits.

It proposes and never decides: the Company and its Board determine who is an Acquiring Person.

Agreement: 1(a);1(c);1(d);29.
"""

from agreement.ownership.aggregate import Ownership, OwnershipFile, beneficial_ownership
from agreement.ownership.holdings import (
    Arrangement,
    Component,
    CountedHolding,
    Holding,
    component_of,
    count_holding,
)
from agreement.ownership.limits import (
    FollowingRatchet,
    Limit,
    PartHeld,
    Ratchet,
    RatchetState,
    RatchetStep,
    group_of,
    limit_of,
)
from agreement.ownership.persons import (
    PersonFacts,
    PersonKind,
    Relation,
    RelationKind,
    Understanding,
    acting_together,
    circle_of,
    is_subsidiary,
    person_kind_grounds,
    relation_grounds,
    ultimate_parents,
)
from agreement.ownership.standing import (
    Cause,
    OwnershipEvent,
    Standing,
    StandingStep,
    part_shown,
    standing_over_time,
)
from agreement.ownership.worksheet import (
    Inadvertence,
    Indicator,
    Worksheet,
    determination_grounds,
    inadvertence_grounds,
    is_company_side_shown,
    ownership_worksheet,
)

__all__ = [
    "Arrangement",
    "Cause",
    "Component",
    "CountedHolding",
    "FollowingRatchet",
    "Holding",
    "Inadvertence",
    "Indicator",
    "Limit",
    "Ownership",
    "OwnershipEvent",
    "OwnershipFile",
    "PartHeld",
    "PersonFacts",
    "PersonKind",
    "Ratchet",
    "RatchetState",
    "RatchetStep",
    "Relation",
    "RelationKind",
    "Standing",
    "StandingStep",
    "Understanding",
    "Worksheet",
    "acting_together",
    "beneficial_ownership",
    "circle_of",
    "component_of",
    "count_holding",
    "determination_grounds",
    "group_of",
    "inadvertence_grounds",
    "is_company_side_shown",
    "is_subsidiary",
    "limit_of",
    "ownership_worksheet",
    "part_shown",
    "person_kind_grounds",
    "relation_grounds",
    "standing_over_time",
    "ultimate_parents",
]
