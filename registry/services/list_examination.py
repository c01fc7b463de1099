"""What stands against a staged list as a whole: accounts named twice, and totals that differ (3(a), 5(b)).

Works set-wise in the database; no row passes through Python.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.db import connection

from agreement.arithmetic import as_text
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation.entitlement import ListTotals, list_grounds
from registry.imports.columns import MILLIONTHS
from registry.models import HolderList

SUSPECTS_SHOWN: Final = 20
SUSPECT_CODES: Final = ("LIST_SHARES_INVALID", "FRACTIONAL_SHARES_REFUSED", "LIST_DUPLICATE_ACCOUNT")

# One pass over the rows gives the totals and the accounts that stand on several lines. Of those the first
# line is believed; a later one is reported when it names the same issue date again, or another registration
# or address. An empty issue date means the Record Date. Lines and shares are taken off; no account is lost.
_ACCOUNTS = """
    WITH held AS MATERIALIZED (
        SELECT account, count(*) AS lines
          FROM holder_list_row WHERE holder_list_id = %(list)s GROUP BY account
    ), marked AS (
        SELECT line, account, shares_millionths, min(line) OVER account AS first_line,
               min(line) OVER dated AS first_of_date,
               (registration, address, city, region, postal_code, country)
                   IS DISTINCT FROM first_value((registration, address, city, region, postal_code, country))
                   OVER account AS differs
          FROM holder_list_row
          JOIN (SELECT account FROM held WHERE lines > 1) AS several USING (account)
         WHERE holder_list_id = %(list)s
        WINDOW account AS (PARTITION BY account ORDER BY line),
               dated AS (PARTITION BY account, coalesce(shares_issued_on, %(record_date)s) ORDER BY line)
    ), found AS (
        SELECT line, account, shares_millionths, first_of_date AS first_line, %(twice)s AS code,
               %(twice_reason)s AS reason, %(twice_cure)s AS cure
          FROM marked WHERE line > first_of_date
        UNION ALL
        SELECT line, account, shares_millionths, first_line, %(differs)s, %(differs_reason)s, %(differs_cure)s
          FROM marked WHERE differs AND line = first_of_date
    ), removed AS (
        DELETE FROM holder_list_row WHERE holder_list_id = %(list)s AND line IN (SELECT line FROM found)
    ), reported AS (
        INSERT INTO holder_list_reject (holder_list_id, line, "column", value, code, reason, cure)
        SELECT %(list)s, line, 'account', account, code, format(reason, line, account, first_line), cure
          FROM found
    )
    SELECT * FROM (SELECT coalesce(sum(lines), 0), count(*) FROM held) AS accounts,
           (SELECT coalesce(sum(shares_millionths), 0)
              FROM holder_list_row WHERE holder_list_id = %(list)s) AS staged,
           (SELECT count(*), coalesce(sum(shares_millionths), 0) FROM found) AS taken
"""

_SUSPECTS = """
    SELECT line, account, shares_millionths::text, %(why)s
      FROM holder_list_row
     WHERE holder_list_id = %(list)s AND shares_millionths = %(shares)s ORDER BY line LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class StagedTotals:
    """What the staged rows add up to, exactly, and how many rows were rejected for their account."""

    rows: int
    accounts: int
    shares_millionths: int
    rejected: int


def examine_accounts(list_id: int, *, record_date: date) -> StagedTotals:
    """Move lines that name an account again to the rejects; returns what is left, and how many there were.

    An account may stand on several lines only with different issue dates and one registration and address.

    Agreement: 5(b).
    """
    places = {"line": "%1$s", "account": "%2$s", "first_line": "%3$s"}
    twice, differs = ground("LIST_DUPLICATE_ACCOUNT", **places), ground("LIST_ACCOUNT_DIFFERS", **places)
    facts: dict[str, int | str | date] = {"list": list_id, "record_date": record_date}
    for name, each in (("twice", twice), ("differs", differs)):
        facts |= {name: each.code, f"{name}_reason": each.message, f"{name}_cure": each.cure}
    with connection.cursor() as cursor:
        # Fresh rows have no statistics yet, and a nested loop over a million of them would take minutes.
        cursor.execute(
            "SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '128MB', true)"
        )
        cursor.execute(_ACCOUNTS, facts)
        ((rows, accounts, shares, rejected, rejected_shares),) = cursor.fetchall()
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
    return StagedTotals(int(rows) - rejected, accounts, int(shares - rejected_shares), rejected)


def grounds_against(holder_list: HolderList) -> list[dict[str, Any]]:
    """Every ground against a list: its rejected rows, then totals that differ from the certified ones.

    Agreement: 3(a); 5(b)(ii).
    """
    found: list[Ground] = []
    first = holder_list.rejects.order_by("line", "id").first()
    if first is not None:
        found.append(ground("LIST_ROW_INVALID", row=first.line, reason=first.reason, code=first.code))
        found.append(ground("LIST_HAS_REJECTS", count=holder_list.reject_count))
    differences = list_grounds(
        ListTotals(
            listed_shares=Fraction(int(holder_list.shares_millionths), MILLIONTHS),
            certified_shares=Fraction(int(holder_list.certified_shares_millionths), MILLIONTHS),
            listed_holders=holder_list.account_count,
            certified_holders=holder_list.certified_holders,
        )
    )
    told = [as_record(each) for each in (*found, *differences)]
    for each in told:
        if each["facts"].get("unit") == "Common Shares":
            each["facts"]["suspects"] = suspects(holder_list)
    return told


def as_record(each: Ground) -> dict[str, Any]:
    """A ground as it is kept beside the list."""
    return {
        "code": each.code,
        "message": each.message,
        "basis": each.basis.value,
        "clause": each.clause,
        "citation": each.citation,
        "facts": {name: _plain(value) for name, value in each.facts.items()},
        "cure": each.cure,
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | list) else str(value)


def suspects(holder_list: HolderList) -> list[Mapping[str, Any]]:
    """Lines that may explain a difference in shares: those rejected, and those whose shares equal it.

    A list that is short may have lost a digit on one line (a ninth of the difference stands there), one that
    is over may have gained one (ten ninths).
    """
    rejected = holder_list.rejects.filter(code__in=SUSPECT_CODES).order_by("line", "id")[:SUSPECTS_SHOWN]
    found: list[Mapping[str, Any]] = [
        {"line": each.line, "account": "", "shares": each.value, "why": each.reason} for each in rejected
    ]
    difference = int(holder_list.shares_millionths) - int(holder_list.certified_shares_millionths)
    for shares, why in _telling_numbers(difference):
        found += _lines_with(shares, why=why, holder_list=holder_list)
    return found[:SUSPECTS_SHOWN]


def _telling_numbers(difference: int) -> Sequence[tuple[int, str]]:
    size = abs(difference)
    if difference > 0:
        doubled = [(size, "its shares are the difference: it may be one line too many")]
        return doubled + ([(size // 9 * 10, "it may have a digit too many")] if size % 9 == 0 else [])
    return [(size // 9, "it may lack a digit")] if size % 9 == 0 else []


def _lines_with(shares: int, *, why: str, holder_list: HolderList) -> list[Mapping[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _SUSPECTS, {"list": holder_list.pk, "shares": shares, "why": why, "limit": SUSPECTS_SHOWN}
        )
        return [
            {
                "line": line,
                "account": account,
                "shares": as_text(Fraction(int(held), MILLIONTHS)),
                "why": told,
            }
            for line, account, held, told in cursor.fetchall()
        ]
