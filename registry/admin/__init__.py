"""Model pages of the registration books: looking everywhere, changing only registers and people."""

from registry.admin import (
    agreements,
    books,
    cancellations,
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
    "agreements",
    "books",
    "cancellations",
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
