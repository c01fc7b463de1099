"""Every account of an opened list has its shares times the ratio, in whole Rights and fractions (14(a))."""

from collections.abc import Iterator
from math import lcm
from typing import NamedTuple

from registry.verifier.findings import Finding
from registry.verifier.reading import Reading

MILLION = 1_000_000


class Opened(NamedTuple):
    """An entry that issued Rights from a list, as it was approved; None where the request does not say."""

    entry: int
    holder_list: int | None
    numerator: int | None
    denominator: int | None


OPENINGS = """
    SELECT entry.id, posted.request ->> 'holder_list', posted.request ->> 'ratio_numerator',
           posted.request ->> 'ratio_denominator'
      FROM book_entry entry
      JOIN registry_approval posted ON posted.id = entry.approval_id AND posted.kind = 'OPEN_BOOKS'
     WHERE entry.agreement_id = %s ORDER BY entry.id
"""
# In parts of a Right, of which `parts` make a whole one. One pass over list, holders, lots and fractions.
ACCOUNTS = """
    WITH due AS (
        SELECT account, sum(shares_millionths * (%(weights)s::numeric[])[
                                array_position(%(lists)s::bigint[], holder_list_id)]) AS parts
          FROM holder_list_row WHERE holder_list_id = ANY (%(lists)s::bigint[]) GROUP BY account
    ), issued AS (
        SELECT holder_id, sum(rights) AS rights FROM lot
         WHERE opened_by_id = ANY (%(entries)s) GROUP BY holder_id
    ), cash AS (
        SELECT holder_id, max(id) AS id,
               sum(fraction_numerator::numeric * %(parts)s / fraction_denominator) AS parts
          FROM cash_in_lieu
         WHERE agreement_id = %(agreement)s AND superseded_by_id IS NULL
           -- Those of another number of Rights are held against its ratio (number_adjustments.py).
           AND entry_id NOT IN (SELECT id FROM book_entry
                                 WHERE agreement_id = %(agreement)s AND kind = 'ADJUST_NUMBER')
         GROUP BY holder_id
    )
    SELECT holder.id, cash.id, due.account
      FROM (SELECT id, account FROM registered_holder WHERE agreement_id = %(agreement)s) AS holder
      FULL JOIN due ON due.account = holder.account
      LEFT JOIN issued ON issued.holder_id = holder.id
      LEFT JOIN cash ON cash.holder_id = holder.id
     WHERE coalesce(issued.rights, 0) * %(parts)s + coalesce(cash.parts, 0) <> coalesce(due.parts, 0)
     ORDER BY holder.id
"""
SUPERSEDED = """
    SELECT cash.id FROM cash_in_lieu cash
      LEFT JOIN book_entry later
             ON later.id = cash.superseded_by_id AND later.agreement_id = cash.agreement_id
            AND later.id > cash.entry_id AND later.kind = 'ISSUE'
     WHERE cash.agreement_id = %s AND cash.superseded_by_id IS NOT NULL AND later.id IS NULL ORDER BY cash.id
"""


def check_accounts(reading: Reading, *, agreement: int) -> Iterator[Finding]:
    """Hold every account's Rights and fractions in force against the shares of the lists opened.

    Each opening is due for the shares its list adds to the one before, at the ratio it was approved with.
    Under one ratio all but the list opened last cancel out.
    """
    for (key,) in reading.stream(SUPERSEDED, [agreement]):
        yield Finding(
            "cash_in_lieu", str(key), "superseded_by_id", "names no later supplementary issue (14(a))"
        )
    openings = [Opened(row[0], *map(_number, row[1:])) for row in reading.rows_of(OPENINGS, [agreement])]
    if not openings or any(None in opened or opened.denominator == 0 for opened in openings):
        return
    common, weights = _weights(openings)
    parameters = {
        "agreement": agreement,
        "entries": [opened.entry for opened in openings],
        "lists": list(weights),
        "weights": list(weights.values()),
        "parts": common * MILLION,
    }
    for holder, cash, account in reading.stream(ACCOUNTS, parameters):
        told = "Rights and fractions are not the shares of the account times the ratio (14(a))"
        if cash is not None:
            yield Finding("cash_in_lieu", str(cash), "fraction_numerator", told)
        elif holder is not None:
            yield Finding("registered_holder", str(holder), "", told)
        else:
            yield Finding(
                "holder_list_row", str(account), "account", "is an account with no holder in the books"
            )


def _weights(openings: list[Opened]) -> tuple[int, dict[int | None, int]]:
    """The common denominator of the ratios, and how many parts a share of each list that counts is due."""
    common = lcm(*(opened.denominator or 1 for opened in openings))
    weights: dict[int | None, int] = {}
    for before, opened in zip([None, *openings], openings, strict=False):
        due = (opened.numerator or 0) * common // (opened.denominator or 1)
        weights[opened.holder_list] = weights.get(opened.holder_list, 0) + due
        if before is not None:
            weights[before.holder_list] -= due
    return common, {listed: weight for listed, weight in weights.items() if weight}


def _number(written: str | None) -> int | None:
    return int(written) if written is not None and written.isdecimal() else None
