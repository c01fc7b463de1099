"""The topics on a Section 13 Event: what a Right buys of the Principal Party, and who that is."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from agreement.arithmetic import as_text, exact, split_whole
from agreement.calculation import Calculation, money
from agreement.flip_over import (
    CASH,
    Consideration,
    FlipOver,
    after_later_transactions,
    flip_over,
)
from agreement.principal_party import (
    Merger,
    Party,
    Proposal,
    Recipient,
    RegisteredPeriod,
    propose_in_merger,
    propose_in_sale,
)
from agreement.topics.kinds import (
    COUNT,
    DAY,
    MONEY,
    NUMBER,
    PART,
    PRICE,
    TEXT,
    Field,
    choice_of,
    list_of,
    record_of,
    table_of,
)
from agreement.topics.topic import Topic

_MERGER, _SALE = "MERGER", "SALE"


def _flip_over(done: Calculation) -> None:
    facts = done.facts
    done.reading("rounding_mode")
    given: Fraction | None = facts["total_exercise_price"]
    price = exact(done.terms.total_exercise_price) if given is None else given
    prices: dict[str, Fraction] = facts["market_prices"]
    interests = facts["interests"] or ({next(iter(prices)): Fraction(1)} if len(prices) == 1 else {})
    found = flip_over(price, interests=interests, market_prices=prices, terms=done.terms)
    _tell_flip_over(done, found)
    package = {one.party: one.shares.value for one in found.shares}
    transactions = [
        Consideration(one["security"], one["date"], one["each"]) for one in facts["later_transactions"] or ()
    ]
    chain = after_later_transactions(package, transactions=transactions)
    for transaction, given_then in zip(sorted(transactions, key=lambda one: one.on), chain[1:], strict=True):
        for thing, amount in given_then.items():
            said = f"after the transaction of {transaction.on}: {thing}"
            done.step(said, amount, "13(a)(iii)(E)", formula="shares × what each became")
    done.result = {
        "total_exercise_price": money(price),
        "shares_per_right": {party: as_text(shares) for party, shares in package.items()},
        "price_paid": {one.party: money(one.price_paid) for one in found.shares},
        "per_right": _package(chain[-1]),
    }
    if facts["rights"]:
        done.result["for_rights"] = _for_rights(done, facts["rights"], chain[-1])


def _tell_flip_over(done: Calculation, found: FlipOver) -> None:
    said = "Total Exercise Price just before the event, without what Section 11(a)(ii) made of it"
    done.step(said, found.total_exercise_price, "13(a)(iii)(A);13(c)")
    part = as_text(found.discount)
    for one in found.shares:
        done.step(f"market price of {one.party} on the day of consummation", one.market_price, "1(j)")
        if one.interest != 1:
            done.step(f"part of the obligation of {one.party}", one.interest, "13(b)")
        formula = f"price × part of the obligation ÷ ({part} × market price)"
        done.rounded(f"shares of {one.party} for a Right", one.shares, "13(a)(iii)(A)", formula=formula)


def _package(package: Mapping[str, Fraction]) -> dict[str, str]:
    return {thing: money(amount) if thing == CASH else as_text(amount) for thing, amount in package.items()}


def _for_rights(done: Calculation, rights: int, package: Mapping[str, Fraction]) -> dict[str, object]:
    told: dict[str, object] = {}
    for thing, amount in package.items():
        due = rights * amount
        done.step(f"{thing} for {rights} Rights", due, "13(a)(iii)(A);14(c)", formula="Rights × for a Right")
        if thing == CASH:
            told[thing] = money(due)
        else:
            whole, fraction = split_whole(due)
            told[thing] = {"whole": whole, "fraction_paid_in_cash": as_text(fraction)}
    return told


def _principal_party(done: Calculation) -> None:
    facts = done.facts
    parties = {one["name"]: _party(one) for one in facts["parties"]}
    if facts["transaction"] == _MERGER:
        merger = Merger(
            issuers=tuple(facts["issuers"] or ()),
            surviving_others=tuple(facts["surviving_others"] or ()),
            survivor=facts["survivor"] or "",
            resulting=facts["resulting"] or "",
        )
        proposal = propose_in_merger(merger, on=facts["date"], parties=parties, terms=done.terms)
    else:
        recipients = [Recipient(one["name"], one["portion"]) for one in facts["recipients"] or ()]
        proposal = propose_in_sale(recipients, on=facts["date"], parties=parties, terms=done.terms)
    _tell_proposal(done, proposal)


def _tell_proposal(done: Calculation, proposal: Proposal) -> None:
    for section, said in proposal.branches:
        done.step("branch", said, section)
    for name, interest in proposal.interests.items():
        done.step(f"part of the obligation of {name}", interest, "13(b)")
    done.step("the Company's notice names the Principal Party", "proposal only", "13(b)")
    done.result = {
        "principal_parties": {name: as_text(part) for name, part in proposal.interests.items()},
        "is_determined": False,
    }


def _party(one: Mapping[str, Any]) -> Party:
    periods = one["registered"]
    return Party(
        name=one["name"],
        market_value=one["market_value"],
        registered=None
        if periods is None
        else tuple(RegisteredPeriod(period["since"], period["until"]) for period in periods),
        parents=tuple(one["parents"] or ()),
        ventures=tuple((venture["owner"], venture["interest"]) for venture in one["ventures"] or ()),
    )


_LATER = record_of(
    Field("security", TEXT, "what was exchanged", "13(a)(iii)(E)"),
    Field("date", DAY, "day of the transaction", "13(a)(iii)(E)"),
    Field(
        "each",
        table_of(NUMBER, keys=f"thing ({CASH} for cash)"),
        "what one share became",
        "13(a)(iii)(E)",
    ),
)
_PERIOD = record_of(
    Field("since", DAY, "registered since", "13(b)"),
    Field("until", DAY, "registered until", "13(b)", required=False, when_absent="still so"),
)
_VENTURE = record_of(
    Field("owner", TEXT, "the venturer", "13(b)"),
    Field("interest", PART, "its interest", "13(b)", "part of 1"),
)
_PARTY = record_of(
    Field("name", TEXT, "its name", "13(b)"),
    Field("market_value", MONEY, "of all its Common Shares outstanding", "13(b)", "dollars", required=False),
    Field(
        "registered",
        list_of(_PERIOD),
        "when its Common Shares were registered; an empty list: never",
        "13(b)",
        required=False,
        when_absent="not stated, and asked for",
    ),
    Field("parents", list_of(TEXT), "of whom it is a direct Subsidiary", "13(b)", required=False),
    Field("ventures", list_of(_VENTURE), "joint venturers that own it", "13(b)", required=False),
)
_RECIPIENT = record_of(
    Field("name", TEXT, "who receives", "13(b)(ii)"),
    Field(
        "portion",
        PART,
        "part of what is transferred",
        "13(b)(ii)",
        required=False,
        when_absent="it cannot be determined",
    ),
)

_FLIP_OVER = Topic(
    "flip-over",
    "the shares of the Principal Party that a Right buys after a Section 13 Event",
    "13(a);13(b);13(c)",
    (
        Field(
            "market_prices",
            table_of(PRICE, keys="Principal Party"),
            "Current Per Share Market Price of each Principal Party on the day of consummation",
            "13(a)(iii)(A)",
            unit="dollars",
        ),
        Field(
            "total_exercise_price",
            MONEY,
            "Total Exercise Price just before the event",
            "13(a)(iii)(A)",
            unit="dollars",
            required=False,
            when_absent="that of the terms",
        ),
        Field(
            "interests",
            table_of(PART, keys="Principal Party"),
            "part of the obligation that each bears",
            "13(b)",
            required=False,
            when_absent="the whole, where there is one",
        ),
        Field(
            "later_transactions",
            list_of(_LATER),
            "later transactions of a Principal Party",
            "13(a)(iii)(E)",
            required=False,
            when_absent="none",
        ),
        Field("rights", COUNT, "Rights presented together", "14(c)", "Rights", required=False),
    ),
    {
        "facts": {
            "market_prices": {"BigCo": "20.00"},
            "later_transactions": [
                {"security": "BigCo", "date": "2005-02-01", "each": {CASH: "18.00", "NewCo": "0.5"}}
            ],
            "rights": 30,
        }
    },
    _flip_over,
    readings=("rounding_mode",),
)
_PRINCIPAL_PARTY = Topic(
    "principal-party",
    "who is proposed as the Principal Party of a merger or a sale, by which branch",
    "13(b)",
    (
        Field(
            "transaction", choice_of(_MERGER, _SALE), "merger or consolidation, or sale of assets", "13(a)"
        ),
        Field("date", DAY, "day of the transaction", "13(b)"),
        Field("parties", list_of(_PARTY, at_least=1), "what is stated of each Person", "13(b)"),
        Field("issuers", list_of(TEXT), "who issues what Common Shares become", "13(b)(i)", required=False),
        Field(
            "surviving_others",
            list_of(TEXT),
            "other parties to the merger that survive",
            "13(b)(i)",
            required=False,
        ),
        Field("survivor", TEXT, "who survives if the other party does not", "13(b)(i)", required=False),
        Field("resulting", TEXT, "who results from a consolidation", "13(b)(i)", required=False),
        Field("recipients", list_of(_RECIPIENT), "who receives assets", "13(b)(ii)", required=False),
    ),
    {
        "facts": {
            "transaction": _MERGER,
            "date": "2004-03-31",
            "issuers": ["X", "SubCo"],
            "parties": [
                {"name": "X", "market_value": "2000000000", "registered": [{"since": "1999-01-04"}]},
                {
                    "name": "SubCo",
                    "market_value": "3000000000",
                    "registered": [],
                    "parents": ["Parent Inc."],
                },
                {
                    "name": "Parent Inc.",
                    "market_value": "5000000000",
                    "registered": [{"since": "1999-01-04"}],
                },
            ],
        }
    },
    _principal_party,
)
FLIP_OVER_TOPICS = (_FLIP_OVER, _PRINCIPAL_PARTY)
