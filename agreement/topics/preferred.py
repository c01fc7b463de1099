"""The topics on the series of Preferred Shares: its dividend, and its other rights."""

from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.calculation import Calculation, money
from agreement.designation import (
    CommonDividend,
    CommonDividendKind,
    SeriesDividend,
    accrual_start,
    after_common_change,
    declaration_grounds,
    earliest_record_date,
    liquidation_amount,
    merger_consideration,
    of_position,
    quarterly_dividend,
    record_date_grounds,
    shared_payment,
    votes,
)
from agreement.topics.kinds import (
    ABOVE_ZERO,
    DAY,
    MONEY,
    NUMBER,
    TEXT,
    Field,
    choice_of,
    list_of,
    record_of,
    table_of,
)
from agreement.topics.topic import Topic


def _dividend(done: Calculation) -> None:
    facts, terms = done.facts, done.terms
    done.reading("rounding_mode")
    payable, first = facts["payable_on"], facts["first_issued_on"]
    dividends = [
        CommonDividend(
            one["declared_on"], CommonDividendKind(one["kind"]), one["each"], one["thing"] or "US dollars"
        )
        for one in facts["common_dividends"]
    ]
    record_dates = {payable: facts["record_date"]} if facts["record_date"] else {}
    for day in record_dates.values():
        done.add(record_date_grounds(day, payable_on=payable, terms=terms))
    if facts["series_declared_on"] is not None:
        done.add(declaration_grounds(dividends, series_declared_on=facts["series_declared_on"], on=payable))
    found = quarterly_dividend(payable, first_issued_on=first, dividends=dividends, terms=terms)
    done.result = _tell_dividend(done, found)
    earliest = earliest_record_date(payable, terms=terms)
    done.step("earliest record date of the payment", earliest, "Exhibit A 3(c)")
    done.result["earliest_record_date"] = earliest.isoformat()
    if facts["issued_on"] is not None:
        start = accrual_start(
            facts["issued_on"], first_issued_on=first, record_dates=record_dates, terms=terms
        )
        done.step(f"dividends on shares issued {facts['issued_on']} accrue from", start, "Exhibit A 3(c)")
        done.result["accrues_from"] = start.isoformat()
    _tell_payment(done, found.cash.value)


def _tell_dividend(done: Calculation, found: SeriesDividend) -> dict[str, object]:
    done.step("Common dividends count from", found.counts_from, "Exhibit A 3(a)")
    for one in found.counted:
        done.step(f"declared {one.declared_on}, {one.thing} a Common Share", one.each, "Exhibit A 3(a)")
    multiple = done.terms.series_dividend_multiple
    formula = f"{multiple} × sum of the cash dividends on a Common Share"
    done.rounded("dividend of a share", found.cash, "Exhibit A 3(a)", formula=formula, is_money=True)
    for thing, amount in found.in_kind.items():
        done.step(f"{thing} of a share", amount, "Exhibit A 3(a)", formula=f"{multiple} × for a Common Share")
    return {
        "payable_on": found.payable_on.isoformat(),
        "dividend_per_share": money(found.cash.value),
        "in_kind_per_share": {thing: as_text(amount) for thing, amount in found.in_kind.items()},
    }


def _tell_payment(done: Calculation, due: Fraction) -> None:
    facts, each = done.facts, due
    if facts["paid_in_all"] is not None and facts["series_outstanding"] is not None:
        shares = facts["series_outstanding"]
        paid = shared_payment(due, paid_in_all=facts["paid_in_all"], shares=shares)
        each = paid.paid_each
        formula = "sum paid ÷ shares outstanding, at most what is due"
        done.step("paid of a share", each, "Exhibit A 3(c)", formula=formula)
        done.result |= {
            "paid_per_share": money(each),
            "unpaid_per_share": money(paid.unpaid_each),
            "is_in_arrears": paid.is_in_arrears,
        }
    payments = {}
    for account, shares in (facts["positions"] or {}).items():
        amount = of_position(each, shares=shares, terms=done.terms)
        said = f"{account}: {as_text(shares)} share"
        done.rounded(said, amount, "Exhibit A 12", formula="paid of a share × shares", is_money=True)
        payments[account] = money(amount.value)
    done.result["payments"] = payments


def _rights(done: Calculation) -> None:
    facts, terms, shares = done.facts, done.terms, done.facts["series_shares"]
    done.reading("rounding_mode")
    found = votes(common_shares=facts["common_shares"] or Fraction(0), series_shares=shares, terms=terms)
    formula = f"Common Shares + {terms.series_votes} × shares of the series"
    done.step("votes", found, "Exhibit A 4(a);Exhibit A 4(b)", formula=formula)
    done.result = {"votes": as_text(found)}
    multiple = terms.series_liquidation_multiple
    if facts["liquidation_of_common"] is not None:
        accrued = facts["accrued_dividends"] or Fraction(0)
        each = liquidation_amount(common_amount=facts["liquidation_of_common"], accrued=accrued, terms=terms)
        formula = f"{multiple} × for a Common Share + accrued"
        done.step("liquidation of a share", each, "Exhibit A 7", formula=formula)
        amount = of_position(each, shares=shares, terms=terms)
        done.rounded("liquidation of the position", amount, "Exhibit A 12", formula="× shares", is_money=True)
        done.result |= {"liquidation_per_share": money(each), "liquidation": money(amount.value)}
    if facts["merger_consideration"] is not None:
        each_thing = merger_consideration(facts["merger_consideration"], terms=terms)
        for thing, amount_each in each_thing.items():
            done.step(
                f"{thing} of a share", amount_each, "Exhibit A 8", formula=f"{multiple} × of a Common Share"
            )
        done.result["merger"] = {thing: as_text(one * shares) for thing, one in each_thing.items()}
    if facts["common_ratio"] is not None:
        after = after_common_change(shares, ratio=facts["common_ratio"], terms=terms)
        done.rounded("position after the change", after, "Exhibit A 2", formula="shares × ratio")
        done.result["series_shares_after"] = as_text(after.value)


_COMMON_DIVIDEND = record_of(
    Field("declared_on", DAY, "day of the declaration", "Exhibit A 3(a)"),
    Field("kind", choice_of(*CommonDividendKind), "what it is paid in", "Exhibit A 3(a)"),
    Field("each", NUMBER, "for each Common Share", "Exhibit A 3(a)"),
    Field("thing", TEXT, "what is given in kind", "Exhibit A 3(a)", required=False, when_absent="US dollars"),
)
_DIVIDEND = Topic(
    "preferred-dividend",
    "the quarterly dividend of the series, what positions are paid, from when it accrues",
    "Exhibit A 3;Exhibit A 12",
    (
        Field("payable_on", DAY, "the Quarterly Dividend Payment Date", "Exhibit A 3(a)"),
        Field("first_issued_on", DAY, "first issue of a share of the series", "Exhibit A 3(a)"),
        Field(
            "common_dividends", list_of(_COMMON_DIVIDEND), "dividends on the Common Shares", "Exhibit A 3(a)"
        ),
        Field(
            "positions",
            table_of(NUMBER, keys="account"),
            "shares of the series by holder",
            "Exhibit A 12",
            unit="shares",
            required=False,
            when_absent="no position is paid",
        ),
        Field("issued_on", DAY, "issue of shares whose accrual is asked", "Exhibit A 3(c)", required=False),
        Field("record_date", DAY, "record date fixed for the payment", "Exhibit A 3(c)", required=False),
        Field(
            "series_declared_on",
            list_of(DAY),
            "declarations on the series",
            "Exhibit A 3(b)",
            required=False,
            when_absent="nothing is compared",
        ),
        Field("paid_in_all", MONEY, "what is paid in all", "Exhibit A 3(c)", "dollars", required=False),
        Field(
            "series_outstanding", ABOVE_ZERO, "shares outstanding", "Exhibit A 3(c)", "shares", required=False
        ),
    ),
    {
        "facts": {
            "payable_on": "2004-05-31",
            "first_issued_on": "2003-07-09",
            "common_dividends": [
                {"declared_on": "2004-03-15", "kind": "CASH", "each": "0.0100"},
                {"declared_on": "2004-05-03", "kind": "CASH", "each": "0.0025"},
            ],
            "positions": {"A-1": "0.030"},
            "issued_on": "2004-04-10",
        }
    },
    _dividend,
    readings=("rounding_mode",),
)
_RIGHTS = Topic(
    "preferred-rights",
    "votes, liquidation, merger and adjustment of a position in the series",
    "Exhibit A 2;Exhibit A 4;Exhibit A 7;Exhibit A 8",
    (
        Field("series_shares", NUMBER, "the position", "Exhibit A 12", "shares"),
        Field("common_shares", NUMBER, "Common Shares of the same holder", "Exhibit A 4(b)", required=False),
        Field("liquidation_of_common", MONEY, "for a Common Share", "Exhibit A 7", "dollars", required=False),
        Field("accrued_dividends", MONEY, "accrued of a share", "Exhibit A 7", "dollars", required=False),
        Field(
            "merger_consideration",
            table_of(NUMBER, keys="thing"),
            "what a Common Share becomes",
            "Exhibit A 8",
            required=False,
        ),
        Field("common_ratio", ABOVE_ZERO, "Common Shares that one becomes", "Exhibit A 2", required=False),
    ),
    {
        "facts": {
            "series_shares": "0.030",
            "common_shares": "1215",
            "liquidation_of_common": "2.00",
            "accrued_dividends": "12.50",
            "merger_consideration": {"US dollars": "18.00", "NewCo": "0.5"},
            "common_ratio": "2",
        }
    },
    _rights,
    readings=("rounding_mode",),
)
PREFERRED_TOPICS = (_DIVIDEND, _RIGHTS)
