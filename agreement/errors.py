"""The one hierarchy of errors. Every refusal names what, on which basis and section, and what cures it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from agreement.grounds import Basis, Effect, Ground, citation_of, sentence

__all__ = [
    "Basis",
    "BooksOutOfBalance",
    "Conflict",
    "InvalidRequest",
    "ListDoesNotReconcile",
    "MediaNotRead",
    "NotOffered",
    "NotOnTheBooks",
    "NotPermitted",
    "NotSignedIn",
    "RefusedByGround",
    "RightsError",
    "TooManyCalls",
]


class RightsError(Exception):
    """A request that the rules do not let through.

    `clause` is a section number when the basis is AGREEMENT, else the rule, instruction or policy by name.
    `str()` is one sentence for people; `code` is for machines; `status` is the HTTP status.
    """

    status: ClassVar[int] = 422

    def __init__(
        self,
        code: str,
        message: str,
        *,
        basis: Basis = Basis.AGREEMENT,
        clause: str | None = None,
        facts: Mapping[str, object] | None = None,
        cure: str = "",
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.basis = basis
        self.clause = clause
        self.facts: Mapping[str, object] = MappingProxyType(dict(facts or {}))
        self.cure = cure
        # Cited now, so that a wrong section number fails where it is written and not where it is shown.
        self.citation = citation_of(basis, clause) if clause else ""

    def __str__(self) -> str:
        return sentence(self.message, self.citation, self.cure)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.message!r}, clause={self.clause!r})"


class InvalidRequest(RightsError):
    """Malformed; nothing legal about it. `grounds` holds one for each field that cannot be."""

    status = 400
    grounds: tuple[Ground, ...] = ()


class NotSignedIn(RightsError):
    """A program calls and nobody is signed in."""

    status = 401


class NotPermitted(RightsError):
    """Whoever is signed in has no role for it."""

    status = 403


class NotOffered(RightsError):
    """The address is known and is not called in this way."""

    status = 405


class MediaNotRead(RightsError):
    """The body is of a type that is not read."""

    status = 415


class TooManyCalls(RightsError):
    """More calls than are answered."""

    status = 429


class NotOnTheBooks(RightsError):
    """Absent from the books, or of another agreement: both look the same."""

    status = 404


class Conflict(RightsError):
    """The books changed first, or it was done already."""

    status = 409


class RefusedByGround(RightsError):
    """One or more grounds refuse it. `grounds` holds all of them, in the order of the checks."""

    status = 422

    def __init__(
        self,
        code: str,
        message: str,
        *,
        basis: Basis = Basis.AGREEMENT,
        clause: str | None = None,
        facts: Mapping[str, object] | None = None,
        cure: str = "",
        grounds: Sequence[Ground] = (),
    ) -> None:
        super().__init__(code, message, basis=basis, clause=clause, facts=facts, cure=cure)
        self.grounds: tuple[Ground, ...] = tuple(grounds)

    @classmethod
    def by(cls, grounds: Sequence[Ground]) -> "RefusedByGround":
        """The error for a list of grounds; the first that refuses decides the message."""
        if not grounds:
            raise ValueError("A refusal needs at least one ground.")
        first = next((ground for ground in grounds if ground.effect is Effect.REFUSE), grounds[0])
        return cls(
            first.code,
            first.message,
            basis=first.basis,
            clause=first.clause,
            facts=first.facts,
            cure=first.cure,
            grounds=grounds,
        )


class ListDoesNotReconcile(RightsError):
    """The inputs disagree with the certified total."""

    status = 422


class BooksOutOfBalance(AssertionError):
    """An invariant of the books broke: stop and alert. Never caught."""

    status: ClassVar[int] = 500

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.code = "BOOKS_OUT_OF_BALANCE"
        self.facts: Mapping[str, object] = MappingProxyType(facts)
