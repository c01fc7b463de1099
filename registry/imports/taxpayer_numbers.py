"""What a taxpayer number may look like: one of the United States, or a foreign one for a foreign address."""

import re
from typing import Final

from stdnum.us import ein, itin, ptin, ssn

FOREIGN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ./-]{2,28})[A-Za-z0-9]")
SHAPES: Final = re.compile(r"[0-9]{9}|[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{2}-[0-9]{7}|P-?[0-9]{8}")
# stdnum's own test of an ATIN takes any nine digits; the Internal Revenue Service numbers them so.
ATIN: Final = re.compile(r"9[0-9]{2}-?93-?[0-9]{4}")

# The two commonest numbers in their commonest spelling, for the examination that has no time to explain.
_EIN_PREFIXES: Final = "|".join(
    prefix for prefix in (f"{number:02d}" for number in range(100)) if ein.is_valid(f"{prefix}-0000001")
)
PLAIN_TAXPAYER_ID: Final = (
    r"(?!000|666|9|078-05-1120|219-09-9999|457-55-5462)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}"
    rf"|(?:{_EIN_PREFIXES})-[0-9]{{7}}"
)
_WITHOUT_SEPARATORS: Final = str.maketrans("", "", " ./-")


def compact(taxpayer_id: str) -> str:
    """The number without separators, in capitals: the form in which two are compared."""
    signs = taxpayer_id.replace("-", "")
    return signs if signs.isdecimal() else signs.translate(_WITHOUT_SEPARATORS).upper()


def is_taxpayer_id_usable(taxpayer_id: str, *, country: str) -> bool:
    """Whether the text can be a taxpayer number: SSN, ITIN, ATIN, EIN or PTIN, or foreign text abroad."""
    if SHAPES.fullmatch(taxpayer_id) and _is_of_the_united_states(taxpayer_id):
        return True
    return country != "US" and FOREIGN.fullmatch(taxpayer_id) is not None


def _is_of_the_united_states(taxpayer_id: str) -> bool:
    if ATIN.fullmatch(taxpayer_id):
        return True
    return any(kind.is_valid(taxpayer_id) for kind in (ssn, itin, ein, ptin))
