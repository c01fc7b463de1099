"""What goes into an envelope, as plain values: the words of a mailing, a sheet with its address, a listing.

No database, no drawing, no clock. Texts are printed exactly as given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, eq=False)
class MailingText:
    """The words of a mailing: a letter, and for a Summary of Rights the blocks under its headings.

    `hash` is SHA-256 over the sorted file names and bytes of the folder, in hex. `texts` maps a file's stem
    to its words, `statements` the name of a statement to what the text says there.
    """

    name: str
    title: str
    kind: str
    mark: str
    hash: str
    texts: Mapping[str, str]
    statements: Mapping[str, str]

    def __post_init__(self) -> None:
        for name in ("texts", "statements"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def is_model(self) -> bool:
        """Whether the words are only a model, which prints nowhere without DEMO across it."""
        return self.mark == "MODEL"


@dataclass(frozen=True, slots=True)
class SheetTerms:
    """What all sheets of one mailing share. `values` fill the placeholders of the words.

    `notice_address` is where notices to the Rights Agent go (26), in one line; empty where none is stated.
    """

    agreement_code: str
    company_name: str
    agent_name: str
    mailing_number: int
    mail_class_words: str
    return_address: tuple[str, ...]
    values: Mapping[str, str]
    number_prefix: str = "R-"
    is_demo: bool = True
    notice_address: str = ""


@dataclass(frozen=True, slots=True)
class EnvelopeSheet:
    """One piece: its number, the lines in the window, the certificates inside and the mark they share.

    `mark` is the number of the Code 128. `first_certificate` is None for an envelope without certificates.
    """

    piece: int
    lines: tuple[str, ...]
    mark: int
    first_certificate: int | None = None
    last_certificate: int | None = None
    rights: int = 0

    @property
    def certificate_count(self) -> int:
        """How many certificates the envelope holds."""
        if self.first_certificate is None or self.last_certificate is None:
            return 0
        return self.last_certificate - self.first_certificate + 1


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One line of totals: a file or a destination, with its pieces, certificates and Rights."""

    name: str
    pieces: int
    certificates: int
    rights: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The listing that goes with the pieces to the post: totals that must add up, and place for its receipt.

    `set_aside` are lines for the pieces that are not mailed: how many, and why.
    """

    title: str
    agreement_code: str
    company_name: str
    agent_name: str
    prepared_text: str
    mail_class_words: str
    papers_words: str
    pieces: int
    certificates: int
    rights: int
    destinations: tuple[ListingRow, ...]
    files: tuple[ListingRow, ...]
    set_aside: tuple[tuple[str, int], ...]
    facts: tuple[tuple[str, str], ...] = ()
    is_demo: bool = True


@dataclass(frozen=True, slots=True)
class MailingCertificate:
    """The page that certifies a mailing: facts by label, a line for each receipt, the statement."""

    title: str
    agreement_code: str
    company_name: str
    agent_name: str
    facts: tuple[tuple[str, str], ...]
    receipts: tuple[str, ...]
    statement: str
    is_demo: bool = True
