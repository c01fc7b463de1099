"""What the verification page says of a Rights Certificate: one word about the paper, none about its owner.

The page is no part of the agreement. The Company opens and closes it by an instruction (§20(g)); what it says
follows from the books (§5(b)) and is never a statement on who owns the Rights (§16(c)).

Agreement: 5(a);5(b);16(c);20(g).
"""

import re
from dataclasses import dataclass
from hmac import compare_digest

from agreement.choices import Worded

MARK = re.compile(r"RC1:(?P<agreement>[A-Za-z0-9-]{1,40}):(?P<number>\d{1,12}):(?P<code>[0-9a-f]{24})")
HIDDEN = "•••"
# The same length as a code of the books, so that an unknown number is compared like a known one.
_NO_CODE = "-" * 24


class Answer(Worded):
    """The one word in which a certificate is answered."""

    NOT_COUNTERSIGNED = "NOT_COUNTERSIGNED", "Not countersigned"
    OUTSTANDING = "OUTSTANDING", "Outstanding"
    PART_VOID = "PART_VOID", "Outstanding, in part null and void"
    PART_EXCHANGED = "PART_EXCHANGED", "Outstanding, in part exchanged"
    VOID = "VOID", "Null and void by the Company's notice"
    STOPPED = "STOPPED", "Stopped: ask the Rights Agent"
    CANCELLED = "CANCELLED", "Cancelled"
    REPLACED = "REPLACED", "Replaced"
    EXERCISED = "EXERCISED", "Exercised"
    REDEEMED = "REDEEMED", "Redeemed"
    EXCHANGED = "EXCHANGED", "Exchanged"
    EXPIRED = "EXPIRED", "Expired"
    NOT_FOUND = "NOT_FOUND", "Not found"


# What stands in the books under another word.
_ENDED = {
    "SPOILED": Answer.CANCELLED,
    "SURRENDERED": Answer.CANCELLED,
    "DELIVERED_TO_COMPANY": Answer.CANCELLED,
    "KEPT_FOR_COMPANY": Answer.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate as the books have it: its code, how it stands, Rights open, void of them, on its face."""

    code: str
    status: str
    rights_open: int
    rights_void: int
    rights_on_face: int = 0

    @property
    def rights_exchanged(self) -> int:
        """Rights on its face that a part took, of a certificate that still stands for some.

        Agreement: 24(b).
        """
        return max(self.rights_on_face - self.rights_open, 0) if self.rights_open else 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What the QR mark of a certificate holds."""

    agreement: str
    number: int
    code: str


def read_mark(text: str) -> Mark | None:
    """The mark of a certificate as a scanner types it, or None when it is none.

    Agreement: 5(a).
    """
    found = MARK.fullmatch(text.strip())
    return Mark(found["agreement"], int(found["number"]), found["code"]) if found else None


def answer(certificate: CertificateFacts | None, *, code: str) -> Answer:
    """The word for a number and a code: an unknown number and a wrong code are answered alike.

    Agreement: 5(a);7(e);8;24(b).
    """
    kept = certificate.code if certificate else _NO_CODE
    is_its_code = compare_digest(kept.encode(), code.strip().lower().encode())
    if certificate is None or not is_its_code:
        return Answer.NOT_FOUND
    if certificate.status == "SURRENDERED" and certificate.rights_open:
        return Answer.STOPPED
    if certificate.status == "OUTSTANDING" and certificate.rights_void:
        return Answer.PART_VOID
    if certificate.status == "OUTSTANDING" and certificate.rights_exchanged:
        return Answer.PART_EXCHANGED
    return _ENDED.get(certificate.status) or Answer(certificate.status)


def masked(registration: str) -> str:
    """The first line of a registration with the first sign of each word alone, whatever its length.

    Agreement: 5(b).
    """
    words = registration.split("\n", 1)[0].split()
    return " ".join(f"{word[0]}{HIDDEN}" for word in words)
