"""What comes in over the counter, as it stands on the papers: signatures, answers, certificates (§6(a)).

Nothing here is corrected or filled in: what is missing on the paper is empty.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreement.certification import Answer
from agreement.choices import Instrument, SignerCapacity
from agreement.transfer_documents import DocumentCame
from agreement.workflow.items import TaxStanding


@dataclass(frozen=True, slots=True)
class SignatureReceived:
    """A signature and its guarantee as they stand on the paper; empty is what is not there."""

    signed_name: str = ""
    signed_on: date | None = None
    guarantor_kind: str = ""
    guarantor_name: str = ""
    medallion: str = ""
    instrument: Instrument = Instrument.REVERSE
    capacity: SignerCapacity = SignerCapacity.HOLDER

    def as_row(self) -> dict[str, Any]:
        """The columns of a row."""
        return {
            "signed_name": self.signed_name.strip(),
            "signed_on": self.signed_on,
            "guarantor_kind": self.guarantor_kind,
            "guarantor_name": self.guarantor_name.strip(),
            "medallion": self.medallion.strip().upper(),
            "instrument": self.instrument.value,
            "capacity": self.capacity.value,
        }


@dataclass(frozen=True, slots=True)
class ReverseReceived:
    """The reverse of the certificate as received: the form executed, and the certification under it.

    `statement_1` and `statement_2` say which boxes are ticked; nobody fills them in but from the paper.
    `documents` are those that came beside it, such as what shows that somebody may sign for the holder.
    """

    form: SignatureReceived
    statement_1: Answer
    statement_2: Answer
    certification: SignatureReceived
    tax: TaxStanding
    documents: tuple[DocumentCame, ...] = ()

    @property
    def capacities(self) -> frozenset[SignerCapacity]:
        """The capacities in which the form and the certification are signed."""
        return frozenset({self.form.capacity, self.certification.capacity})


@dataclass(frozen=True, slots=True)
class Presentation:
    """What came in: who presented it, when it was in hand at a designated office, which certificates.

    `presenter_address` is where letters to the presenter go, line by line, if it was told.

    `office` is that office, empty for the eldest; `branch` is where it was handed in first, if elsewhere.
    """

    presenter: str
    received_at: datetime
    certificates: tuple[int, ...]
    reverse: ReverseReceived
    office: str = ""
    branch: str = ""
    handed_in_at: datetime | None = None
    presenter_address: str = ""
