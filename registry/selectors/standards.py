"""Dated figures beside the agreement: limits of medallion stamps, documents by reason, value of Rights."""

from decimal import Decimal
from functools import lru_cache

from agreement.guarantee import MedallionLimit
from agreement.importer import shipped_documents, shipped_medallions
from agreement.transfer_documents import DocumentAsked
from registry.models import NoticeKind, RightsAgreement
from registry.selectors.notices import latest_in_force


@lru_cache(maxsize=1)
def medallion_limits() -> tuple[MedallionLimit, ...]:
    """Up to which value a stamp of each prefix guarantees."""
    return shipped_medallions()


@lru_cache(maxsize=1)
def documents_asked() -> tuple[DocumentAsked, ...]:
    """The documents that reasons of transfers and capacities of who signed ask for."""
    return shipped_documents()


def value_of_rights(agreement: RightsAgreement, *, rights: int) -> Decimal | None:
    """What Rights are worth by the price of a Right that the Company certified; None if it certified none."""
    certificate = latest_in_force(agreement, NoticeKind.RIGHT_PRICE)
    return None if certificate is None else rights * Decimal(certificate.facts["price"])
