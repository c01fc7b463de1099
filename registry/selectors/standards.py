"""Dated figures beside the agreement: limits of stamps, documents by reason, from which value is inquired."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from agreement.guarantee import MedallionLimit
from agreement.importer import shipped_documents, shipped_figures, shipped_medallions
from agreement.standards import Standard
from agreement.transfer_documents import DocumentAsked


@lru_cache(maxsize=1)
def medallion_limits() -> tuple[MedallionLimit, ...]:
    """Up to which value a stamp of each prefix guarantees."""
    return shipped_medallions()


@lru_cache(maxsize=1)
def documents_asked() -> tuple[DocumentAsked, ...]:
    """The documents that reasons of transfers and capacities of who signed ask for."""
    return shipped_documents()


@lru_cache(maxsize=1)
def _inquiry_values() -> tuple[Standard, ...]:
    return tuple(one for one in shipped_figures() if one.name == "inquiry_value")


def inquiry_value(day: date) -> Decimal | None:
    """Above which value in US dollars an inquiry is asked for on a day; None where no figure holds then."""
    held = [one for one in _inquiry_values() if one.holds_on(day)]
    return Decimal(max(held, key=lambda one: one.begins or date.min).figure) if held else None
