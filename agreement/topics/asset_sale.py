"""The topic on sales of assets that count as a Section 13 Event."""

from agreement.calculation import Calculation
from agreement.flip_over import is_asset_sale_a_section_13_event
from agreement.topics.kinds import PART, Field
from agreement.topics.topic import Topic


def _asset_sale(done: Calculation) -> None:
    sold, threshold = done.facts["part_sold"], done.terms.asset_sale_threshold
    done.step("part of assets or earning power whose sale counts", threshold, "13(a)(iii)")
    counts = is_asset_sale_a_section_13_event(sold, threshold=threshold)
    done.step("part sold, in one or more transactions", sold, "13(a)(iii)", formula="part sold ≥ threshold")
    done.result = {"is_section_13_event": counts}


ASSET_SALE_TOPICS = (
    Topic(
        "asset-sale",
        "whether a sale of assets or earning power is a Section 13 Event",
        "13(a)(iii)",
        (
            Field(
                "part_sold",
                PART,
                "part of the assets or earning power of the Company and its Subsidiaries that is sold",
                "13(a)(iii)",
                unit="part of 1",
            ),
        ),
        {"facts": {"part_sold": "0.5"}},
        _asset_sale,
    ),
)
