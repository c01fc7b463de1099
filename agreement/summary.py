"""The Summary of Rights: its twelve headings, and where its statements differ from the agreement.

The Summary never governs: nothing here changes a rule, it only tells the reader.

Agreement: Exhibit C.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from agreement.grounds import Ground
from agreement.refusals import ground

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "distribution": "Distribution and transfer of the Rights",
        "distribution_date": "Distribution Date",
        "preferred": "Preferred Stock purchasable",
        "flip_in": "Flip-in",
        "flip_over": "Flip-over",
        "exchange": "Exchange",
        "redemption": "Redemption",
        "expiration": "Expiration",
        "amendment": "Amendment",
        "voting": "Voting",
        "dilution": "Protection against dilution",
        "taxes": "Taxes",
    }
)

# What the agreement says where summaries are known to say something else, by the name of the statement.
GOVERNING: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "asset_sale": ("13(a)", "{threshold} or more"),
        "ends_by_merger": ("1(q)", "no"),
        "exchange_decided_by": ("24(a)", "Board of Directors"),
    }
)


def _same(words: str) -> str:
    """Words as they are compared: capitals and spaces make no difference."""
    return " ".join(words.split()).casefold()


def heading_grounds(present: Collection[str], *, summary: str) -> tuple[Ground, ...]:
    """A Summary of Rights speaks under each of the twelve headings.

    Agreement: Exhibit C.
    """
    missing = [words for name, words in HEADINGS.items() if name not in present]
    if not missing:
        return ()
    return (ground("SUMMARY_HEADING_MISSING", summary=summary, headings=", ".join(missing)),)


def difference_grounds(
    stated: Mapping[str, str], *, summary: str, asset_sale_threshold: str
) -> tuple[Ground, ...]:
    """One warning that lists each statement of a Summary in which the agreement says otherwise.

    `stated` gives the Summary's words by the name of the statement; what it does not state is no difference.
    `asset_sale_threshold` is the share of assets of section 13(a) as printed, such as 50%.

    Agreement: Exhibit C.
    """
    governing = {
        name: (clause, words.format(threshold=asset_sale_threshold))
        for name, (clause, words) in GOVERNING.items()
    }
    differing = [
        f"{name.replace('_', ' ')}: {stated[name]} instead of {words} (section {clause})"
        for name, (clause, words) in governing.items()
        if name in stated and _same(stated[name]) != _same(words)
    ]
    if not differing:
        return ()
    return (ground("SUMMARY_DIFFERS_FROM_AGREEMENT", summary=summary, statements=", ".join(differing)),)
