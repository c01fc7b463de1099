"""The matter of letters about money to the Company: invoices for services, demands for expenses (§18(a))."""

from decimal import Decimal

from certificates.letters import Column, LetterTable
from certificates.services.letter_words import Matter, Told, with_days_in_words


def fee_invoice(told: Told) -> Matter:
    """Every line as counted, with the records its count stands in, and the sum (§18(a))."""
    facts = told.facts
    first, last = told.day(facts["first_day"]), told.day(facts["last_day"])
    lines = facts["lines"]
    return Matter(
        facts=[
            ("Invoice", str(facts["number"])),
            ("Services", f"{first} to {last}"),
            ("Sum", _money(facts["total"])),
        ],
        values={
            "invoice": str(facts["number"]),
            "first": first,
            "last": last,
            "schedule": f"number {facts['schedule']}, in force from {told.day(facts['in_force_from'])}",
            "total": f"The sum of this invoice is {_money(facts['total'])}, in US dollars.",
        },
        tables={
            "lines": LetterTable(
                (
                    Column("Service, and the records it was counted from", 52),
                    Column("Count", 12, is_figures=True),
                    Column("Fee", 16, is_figures=True),
                    Column("Amount", 20, is_figures=True),
                ),
                tuple(
                    (
                        f"{line['words']}\n{with_days_in_words(line['source'])}",
                        f"{line['count']:,}",
                        _money(line["fee"]),
                        _money(line["amount"]),
                    )
                    for line in lines
                ),
            )
        },
    )


def expense_demand(told: Told) -> Matter:
    """Every expense with the number of its voucher, and the sum (§18(a))."""
    facts = told.facts
    return Matter(
        facts=[
            ("Demand", str(facts["number"])),
            ("Of", told.day(facts["demanded_on"])),
            ("Sum", _money(facts["total"])),
        ],
        values={
            "demand": str(facts["number"]),
            "total": f"The sum of this demand is {_money(facts['total'])}, in US dollars.",
        },
        tables={
            "lines": LetterTable(
                (
                    Column("Expense", 46),
                    Column("Day", 20),
                    Column("Voucher", 14),
                    Column("Amount", 20, is_figures=True),
                ),
                tuple(
                    (
                        f"{line['kind']}\n{line['what']}",
                        told.day(line["incurred_on"]),
                        f"DOC-{line['voucher']}",
                        _money(line["amount"]),
                    )
                    for line in facts["lines"]
                ),
            )
        },
    )


def _money(amount: str) -> str:
    """A sum in figures, with all its digits and the thousands divided."""
    places = max(2, len(amount.partition(".")[2]))
    return f"${Decimal(amount):,.{places}f}"
