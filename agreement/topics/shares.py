"""Topics on the Rights of a holder and on cash for fractions of Rights."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.calculation import Calculation
from agreement.decisions import Approved
from agreement.fractional import FractionBatch, cash_for_fraction, decide_payment, total_of
from agreement.separation import rights_of_holder
from agreement.topics.kinds import (
    ABOVE_ZERO,
    AMOUNT,
    FRACTION_OF_ONE,
    NUMBER,
    Field,
    Kind,
    either_of,
    malformed,
    table_of,
)
from agreement.topics.topic import Topic


def _separation(done: Calculation) -> None:
    stated, terms = done.facts["shares"], done.terms
    shares: dict[date | None, Fraction] = stated if isinstance(stated, dict) else {None: stated}
    ratio = done.facts["rights_per_share"] or terms.rights_per_share
    total = sum(shares.values(), Fraction(0))
    done.step("Rights for each Common Share", ratio, "3(a)")
    done.step("Common Shares of the holder", total, "3(a)")
    done.step("Rights before rounding", total * ratio, "3(a)", formula="Common Shares × Rights for each")
    rights = rights_of_holder(shares, rights_per_share=ratio)
    for day, count in rights.whole_by_date.items():
        done.step(f"whole Rights on a certificate dated {day or terms.record_date}", count, "4(a)")
    done.step("fraction paid in cash", rights.fraction, "14(a)", formula="Rights − whole Rights")
    done.result = {
        "whole": rights.whole,
        "fraction": as_text(rights.fraction),
        "by_date": {(day or terms.record_date).isoformat(): n for day, n in rights.whole_by_date.items()},
    }


def _by_issue_date() -> Kind:
    table = table_of(NUMBER, keys="issue date (empty: Record Date)")

    def read(value: object, path: str) -> dict[date | None, Fraction]:
        read_day: dict[date | None, Fraction] = {}
        for key, number in table.read(value, path).items():
            try:
                read_day[date.fromisoformat(key) if key else None] = number
            except ValueError:
                raise malformed(f"{path}.{key}", key, "a date such as 2003-06-16 as the key") from None
        return read_day

    return Kind(table.words, table.schema, read)


def _fraction_cash(done: Calculation) -> None:
    fraction, price = done.facts["fraction"], done.facts["price"]
    done.reading("rounding_mode")
    cash = cash_for_fraction(fraction, price=price, rounding=done.terms.fraction_cash_rounding)
    done.step("price of a whole Right, by the Company's certificate", price, "14(e)(i)")
    done.step("fraction of a Right", fraction, "14(a)")
    done.rounded("amount", cash.rounded, "14(a)", formula="fraction × price", is_money=True)
    done.result = {"amount": str(cash.amount), "raw": as_text(cash.rounded.raw)}


def _fraction_payment(done: Calculation) -> None:
    payments = done.facts["payments"]
    total = total_of(payments)
    done.step(f"{len(payments)} payments, each rounded for itself", total, "14(a)", formula="sum")
    certified, collected = done.facts["certified_total"], done.facts["collected_funds"]
    done.step("total by the Company's certificate", "none" if certified is None else certified, "14(e)(i)")
    done.step("funds collected in full", collected or 0, "14(e)(ii)")
    decision = decide_payment(FractionBatch("given", total, certified, collected or Decimal(0)))
    is_approved = isinstance(decision, Approved)
    done.add(decision.warnings if isinstance(decision, Approved) else decision.grounds)
    done.result = {
        "computed_total": str(total),
        "may_be_paid": is_approved,
        "amount": str(decision.posting) if isinstance(decision, Approved) else None,
    }


SHARE_TOPICS = (
    Topic(
        "separation",
        "the whole Rights and the fraction of one holder",
        "3(a);14(a)",
        (
            Field(
                "shares",
                either_of(_by_issue_date(), NUMBER, is_first=lambda value: isinstance(value, Mapping)),
                "the holder's Common Shares, in all or by the date of their issue",
                "3(a)",
                unit="Common Shares",
            ),
            Field(
                "rights_per_share",
                ABOVE_ZERO,
                "Rights for each Common Share",
                "3(a)",
                unit="Rights",
                required=False,
                when_absent="that of the terms",
            ),
        ),
        {"facts": {"shares": "250", "rights_per_share": "1.05263"}},
        _separation,
    ),
    Topic(
        "fraction-cash",
        "the cash for a fraction of a Right",
        "14(a)",
        (
            Field("fraction", FRACTION_OF_ONE, "the fraction of a Right", "14(a)", unit="Rights"),
            Field(
                "price",
                AMOUNT,
                "price of a whole Right that the Company certified",
                "14(e)(i)",
                unit="dollars",
                required=False,
                when_absent="nothing is computed",
            ),
        ),
        {"facts": {"fraction": "0.1575", "price": "0.85"}},
        _fraction_cash,
        readings=("rounding_mode",),
    ),
    Topic(
        "fraction-payment",
        "whether payments for fractions may go, and how much",
        "14(e)",
        (
            Field(
                "payments",
                table_of(AMOUNT, keys="account"),
                "the payments, each rounded for itself",
                "14(a)",
                unit="dollars",
            ),
            Field(
                "certified_total",
                AMOUNT,
                "total that the Company certified",
                "14(e)(i)",
                unit="dollars",
                required=False,
            ),
            Field("collected_funds", AMOUNT, "funds collected in full", "14(e)(ii)", "dollars", False),
        ),
        {
            "facts": {
                "payments": {"A-1": "0.54", "A-2": "60.88"},
                "certified_total": "61.42",
                "collected_funds": "61.42",
            }
        },
        _fraction_payment,
    ),
)
