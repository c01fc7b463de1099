"""The topics of the calculator, one module a family.

How a topic is added:

1. The rule stands in a module of `agreement/` (exact fractions, named roundings, its section in the
   docstring) and knows nothing of the calculator.
2. A module here tells it: a function of one `Calculation` reads `done.facts` (a mapping of each field's name
   to the value read, None where it was left out), `done.terms` and `done.calendar`, calls the rule, notes its
   steps with `done.step` and `done.rounded`, sets `done.result` (exact numbers by `as_text`, dollars by
   `money`) and adds grounds with `done.add`. A reading is asked for with `done.reading(name)`, which notes it
   as used; the calculator then computes the topic again under each other reading and tells what differs. A
   rule that raises RefusedByGround becomes a ground of an answer without a result.
3. A `Topic` names it: one line of what it answers, its section, a `Field` for each fact (kind, meaning, unit,
   section), an example that runs, the readings it may use. `FAMILIES` below lists the modules' tuples of
   topics, one a line.
4. A change of the fields' names is a new `version` of the topic. `python -m agreement --reference` writes
   `docs/calculator.md` from the topics, and a test runs every example.
"""

from collections.abc import Mapping
from types import MappingProxyType

from agreement.topics.adjust_common import COMMON_TOPICS
from agreement.topics.adjust_number_fields import NUMBER_TOPICS
from agreement.topics.adjust_price_fields import PRICE_TOPICS
from agreement.topics.amendment import AMENDMENT_TOPICS
from agreement.topics.asset_sale import ASSET_SALE_TOPICS
from agreement.topics.dates import DATE_TOPICS
from agreement.topics.endings_fields import ENDING_TOPICS
from agreement.topics.event_notice import EVENT_NOTICE_TOPICS
from agreement.topics.flip_in_fields import FLIP_IN_TOPICS
from agreement.topics.flip_over import FLIP_OVER_TOPICS
from agreement.topics.ownership import OWNERSHIP_TOPICS
from agreement.topics.preferred import PREFERRED_TOPICS
from agreement.topics.prices import MARKET_PRICE_TOPICS
from agreement.topics.shares import SHARE_TOPICS
from agreement.topics.topic import Topic

__all__ = ["TOPICS", "Topic"]

FAMILIES: tuple[tuple[Topic, ...], ...] = (
    DATE_TOPICS,
    EVENT_NOTICE_TOPICS,
    SHARE_TOPICS,
    ASSET_SALE_TOPICS,
    PRICE_TOPICS,
    NUMBER_TOPICS,
    COMMON_TOPICS,
    FLIP_IN_TOPICS,
    MARKET_PRICE_TOPICS,
    OWNERSHIP_TOPICS,
    FLIP_OVER_TOPICS,
    ENDING_TOPICS,
    AMENDMENT_TOPICS,
    PREFERRED_TOPICS,
)

TOPICS: Mapping[str, Topic] = MappingProxyType({topic.name: topic for family in FAMILIES for topic in family})
