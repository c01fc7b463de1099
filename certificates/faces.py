"""What a Rights Certificate says, as plain values: no database, no drawing, no clock.

`FaceTerms` is what all certificates of one agreement share, `CertificateFace` what one certificate adds.
`FormVersion` is the words: a folder of text files, read by `certificates.drawing.forms.read_form_version`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import inflect

from agreement.posting import LegendClass as LegendClass
from agreement.posting import TaintClass as TaintClass

NUMBER_DIGITS = 8  # of a certificate number in both machine-readable marks
VERIFICATION_CODE_LENGTH = 24  # hexadecimal digits, lower case
REGISTRATION_LINES_MAX = 4
RIGHTS_MAX = 10**15 - 1


@dataclass(frozen=True, slots=True)
class OfficerSignature:
    """One officer's signature: printed as a facsimile from the name, or left open for the pen."""

    name: str
    title: str
    is_facsimile: bool = True


@dataclass(frozen=True, slots=True)
class FaceTerms:
    """What every certificate of one agreement prints alike. All texts are printed exactly as given.

    `chief_officer` is of the first group of officers in §5(a), `attesting_officer` of the second
    (such as the Secretary). `seal_text` is the wording around the seal; empty
    where the seal is affixed by hand, None where the Company has none. `guarantors` says who may guarantee.
    `is_demo` prints DEMO across both sides; a form version marked MODEL does so whatever this says.
    """

    agreement_code: str
    agreement_title: str
    agreement_date_text: str
    company_name: str
    company_description: str
    agent_name: str
    agent_description: str
    cusip: str
    exercise_price_text: str
    unit_denominator: int
    units_per_right: int
    security_name: str
    par_value_text: str
    close_of_business_text: str
    final_expiration_text: str
    redemption_price_text: str
    figures_as_of_text: str
    office_lines: tuple[str, ...]
    chief_officer: OfficerSignature
    attesting_officer: OfficerSignature
    seal_text: str | None
    guarantors: str
    is_demo: bool = True
    number_prefix: str = "R-"
    number_width: int = 7


@dataclass(frozen=True, slots=True)
class CertificateFace:
    """One Rights Certificate. `dated` is the date of §4(a), not of the print; Rights are whole."""

    terms: FaceTerms
    number: int
    rights: int
    registration: tuple[str, ...]
    dated: date
    verification_code: str
    legend_class: LegendClass = LegendClass.GENERAL
    taint_class: TaintClass | None = None
    is_specimen: bool = False

    @property
    def row(self) -> "PrintRow":
        """The certificate without its terms, as the bulk writer takes it."""
        return PrintRow(
            self.number,
            self.rights,
            self.registration,
            self.dated,
            self.verification_code,
            self.legend_class,
            self.taint_class,
        )


class PrintRow(NamedTuple):
    """One certificate of a bulk run; the terms are handed over once beside the rows.

    Any tuple of the same seven values will do.
    """

    number: int
    rights: int
    registration: tuple[str, ...]
    dated: date
    verification_code: str
    legend_class: str = LegendClass.GENERAL
    taint_class: str | None = None


@dataclass(frozen=True, slots=True)
class ReversePage:
    """What one page of the reverse is to hold: blocks in reading order, in columns, and its foot."""

    columns: int
    blocks: tuple[str, ...]
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FormVersion:
    """The words of one form of certificate. `hash` is SHA-256 over its sorted file names and bytes, in hex.

    `texts` maps a file's stem to its words; `head` and `body` name the blocks of the face in order, `nullity`
    the block each legend class prints, `statements` the block that makes each required statement.
    """

    folder: str
    name: str
    title: str
    mark: str
    hash: str
    head: tuple[str, ...]
    body: tuple[str, ...]
    witness: str
    validity: str
    columns: int
    reverse: tuple[ReversePage, ...]
    nullity: Mapping[str, str]
    statements: Mapping[str, str]
    labels: Mapping[str, str]
    texts: Mapping[str, str]

    def __post_init__(self) -> None:
        for name in ("nullity", "statements", "labels", "texts"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormVersion) and other.hash == self.hash

    @property
    def is_model(self) -> bool:
        """Whether the words are only a model, which prints nowhere without DEMO across it."""
        return self.mark == "MODEL"


def printed_number(terms: FaceTerms, *, number: int) -> str:
    """The certificate number as it stands on the paper: prefix and at least `number_width` digits."""
    return f"{terms.number_prefix}{number:0{terms.number_width}d}"


def qr_text(terms: FaceTerms, *, number: int, verification_code: str) -> str:
    """What the QR mark holds: agreement, number and code, of one length within an agreement."""
    return f"RC1:{terms.agreement_code}:{number:0{NUMBER_DIGITS}d}:{verification_code}"


def date_text(day: date) -> str:
    """A date as American certificates print it: October 23, 2000."""
    return f"{day:%B} {day.day}, {day.year}"


_ENGLISH = inflect.engine()
_SCALES = ("", " thousand", " million", " billion", " trillion")


def ordinal_in_words(number: int) -> str:
    """A place in words: fifth, tenth, forty-second."""
    return str(_ENGLISH.number_to_words(_ENGLISH.ordinal(str(number)), andword=""))


@lru_cache(maxsize=1000)
def _group_in_words(group: int) -> str:
    return str(_ENGLISH.number_to_words(str(group), andword=""))


@lru_cache(maxsize=8192)
def number_in_words(number: int) -> str:
    """A whole number in American words, without "and": one million, two hundred thirty-four thousand.

    Up to 999 trillion; anything else raises ValueError.
    """
    if not 0 <= number <= RIGHTS_MAX:
        raise ValueError(f"{number} cannot be put in words: 0 to {RIGHTS_MAX} can.")
    if number == 0:
        return _group_in_words(0)
    groups: list[str] = []
    remaining, last = number, number % 1000
    for scale in _SCALES:
        remaining, group = divmod(remaining, 1000)
        if group:
            groups.append(_group_in_words(group) + scale)
    if 0 < last < 100 and len(groups) > 1:  # one thousand five, but one thousand, one hundred five
        groups[0:2] = [f"{groups[1]} {groups[0]}"]
    return ", ".join(reversed(groups))


def unit_in_words(denominator: int) -> str:
    """One unit of the security in words: 1,000 gives one one-thousandth, 1 gives one."""
    if denominator == 1:
        return "one"
    ordinal = str(_ENGLISH.number_to_words(_ENGLISH.ordinal(str(denominator)), andword=""))
    return "one " + ordinal.replace(" ", "-")


def _plural_ordinal(denominator: int) -> str:
    return unit_in_words(denominator).removeprefix("one ") + "s"


def units_in_words(units: int, denominator: int) -> str:
    """Units of the security in words: 1 of 1,000 gives one one-thousandth, 2 of 1,000 two one-thousandths."""
    if units == 1:
        return unit_in_words(denominator)
    return f"{number_in_words(units)} {_plural_ordinal(denominator)}"


def words_of_terms(terms: FaceTerms) -> dict[str, str]:
    """What each placeholder of the terms prints. Units are named after the denominator of §4(a)."""
    unit = unit_in_words(terms.unit_denominator)
    units = units_in_words(terms.units_per_right, terms.unit_denominator)
    return {
        "agreement_title": terms.agreement_title,
        "agreement_date": terms.agreement_date_text,
        "company_name": terms.company_name,
        "company_description": terms.company_description,
        "agent_name": terms.agent_name,
        "agent_description": terms.agent_description,
        "cusip": terms.cusip,
        "exercise_price": terms.exercise_price_text,
        "units_words": units,
        "units_figures": f"{terms.units_per_right:,}/{terms.unit_denominator:,}",
        "one_unit_words": unit,
        "unit_name": unit.removeprefix("one "),
        "unit_plural": _plural_ordinal(terms.unit_denominator),
        "security_name": terms.security_name,
        "par_value": terms.par_value_text,
        "close_of_business": terms.close_of_business_text,
        "final_expiration": terms.final_expiration_text,
        "redemption_price": terms.redemption_price_text,
        "figures_as_of": terms.figures_as_of_text,
        "office": ", ".join(terms.office_lines),
        "and_seal": "" if terms.seal_text is None else " and its corporate seal",
        "guarantors": terms.guarantors,
    }
