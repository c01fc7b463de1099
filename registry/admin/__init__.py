"""Model pages of the registration books: looking everywhere, changing only registers and people."""

from registry.admin import (
    adjustments,
    agreements,
    books,
    cancellations,
    company_account,
    holders,
    item_work,
    items,
    nullity,
    papers,
    people,
    reference,
    schedules,
    stops,
    succession,
    work,
)

__all__ = [
    "adjustments",
    "agreements",
    "books",
    "cancellations",
    "company_account",
    "holders",
    "item_work",
    "items",
    "nullity",
    "papers",
    "people",
    "reference",
    "schedules",
    "stops",
    "succession",
    "work",
]
