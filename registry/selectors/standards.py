"""Dated figures beside the agreement: limits of medallion stamps and documents by reason."""

from functools import lru_cache

from agreement.guarantee import MedallionLimit
from agreement.importer import shipped_documents, shipped_medallions
from agreement.transfer_documents import DocumentAsked


@lru_cache(maxsize=1)
def medallion_limits() -> tuple[MedallionLimit, ...]:
    """Up to which value a stamp of each prefix guarantees."""
    return shipped_medallions()


@lru_cache(maxsize=1)
def documents_asked() -> tuple[DocumentAsked, ...]:
    """The documents that reasons of transfers and capacities of who signed ask for."""
    return shipped_documents()
