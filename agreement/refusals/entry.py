"""One line of the catalogue of refusals."""

from dataclasses import dataclass

from agreement.errors import (
    Conflict,
    InvalidRequest,
    ListDoesNotReconcile,
    NotOnTheBooks,
    RefusedByGround,
    RightsError,
)
from agreement.grounds import Basis, Effect, citation_of

HOUSE_OFFICE = "the agent's supervisor, or an instruction of the Company"
COMPANY_OFFICER = "an authorised officer of the Company, in writing"
NOBODY = "nobody; the request must be made anew"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code of refusal: its error, its sentence, what it rests on, its effect, its cure and who may lift it.

    `message` names facts in braces. `clause` is one or more sections (separated by a semicolon) when the
    basis is AGREEMENT, else the rule, reading or policy by name.
    """

    code: str
    error: type[RightsError]
    basis: Basis
    clause: str
    effect: Effect
    message: str
    cure: str
    lifted_by: str

    def __post_init__(self) -> None:
        if self.basis is Basis.HOUSE and self.effect is Effect.REFUSE:
            raise ValueError(f"{self.code}: a policy of the agent's own may hold but never refuse.")
        if not self.citation:
            raise ValueError(f"{self.code} cites nothing.")

    @property
    def citation(self) -> str:
        """What it rests on, as shown."""
        return citation_of(self.basis, self.clause)

    @property
    def status(self) -> int:
        """The HTTP status of its error."""
        return self.error.status


def by_agreement(
    code: str,
    clause: str,
    effect: Effect,
    message: str,
    cure: str,
    lifted_by: str,
    *,
    error: type[RightsError] = RefusedByGround,
) -> CodeEntry:
    """An entry that rests on sections of the agreement."""
    return CodeEntry(code, error, Basis.AGREEMENT, clause, effect, message, cure, lifted_by)


def by_policy(
    code: str,
    policy: str,
    message: str,
    cure: str,
    *,
    error: type[RightsError] = RefusedByGround,
    effect: Effect = Effect.HOLD,
    lifted_by: str = HOUSE_OFFICE,
) -> CodeEntry:
    """An entry that rests on a named policy of the agent's own: it holds or asks for a cure."""
    return CodeEntry(code, error, Basis.HOUSE, policy, effect, message, cure, lifted_by)


__all__ = [
    "COMPANY_OFFICER",
    "HOUSE_OFFICE",
    "NOBODY",
    "CodeEntry",
    "Conflict",
    "InvalidRequest",
    "ListDoesNotReconcile",
    "NotOnTheBooks",
    "by_agreement",
    "by_policy",
]
