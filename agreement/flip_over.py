"""When a sale of assets is a Section 13 Event (Section 13(a)(iii)).

The agreement says "or more": a sale of exactly the part named counts. A Summary of Rights that says "more
than" changes nothing (Exhibit C).
"""

from fractions import Fraction

from agreement.refusals import refuse


def is_asset_sale_a_section_13_event(part_sold: Fraction, *, threshold: Fraction) -> bool:
    """Whether a sale of assets or earning power reaches the part that makes it a Section 13 Event.

    `part_sold` is the part of the assets or earning power of the Company and its Subsidiaries, taken as a
    whole, sold in one or more transactions, as an exact fraction from 0 to 1; `threshold` is the part of the
    terms. Raises FACT_MALFORMED for a part that is none.

    Agreement: 13(a)(iii).
    """
    if not 0 <= part_sold <= 1:
        raise refuse("FACT_MALFORMED", name="part_sold", value=part_sold, wanted="a part from 0 to 1")
    return part_sold >= threshold
