"""Grounds: why something is held or refused, with its basis, its section, the facts used and the cure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from agreement.clauses import section


class Basis(StrEnum):
    """Who says so."""

    AGREEMENT = "AGREEMENT"  # a section of the Rights Agreement
    LAW = "LAW"  # a statute or a rule of a regulator
    COMPANY = "COMPANY"  # an instruction of the Company on file
    HOUSE = "HOUSE"  # a policy of the agent's own, named


class Effect(StrEnum):
    """What a ground does to the matter at hand."""

    CURE = "CURE"  # papers are kept and the presentor is told how to complete them
    HOLD = "HOLD"  # nothing moves until a named document releases it
    QUERY = "QUERY"  # a Company instruction waits with an application for instructions
    REFUSE = "REFUSE"  # the request ends, papers and money go back
    WARN = "WARN"  # shown to staff, stops nothing


def citation_of(basis: Basis, clause: str) -> str:
    """How a ground's authority is shown: `AGREEMENT §3(a)`, or `HOUSE` with the name of the policy.

    Several sections are separated by a semicolon. A section the agreement does not have raises UnknownClause.
    """
    if basis is not Basis.AGREEMENT:
        return f"{basis} {clause}".strip()
    return f"{basis} " + "; ".join(section(number).citation for number in clause.split(";"))


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason: code, the section or rule it rests on, the sentence, the facts, the cure, the effect.

    `clause` is a section number (basis AGREEMENT), a rule of law, an instruction or a policy by name.
    A HOUSE ground may hold but never refuse: the agent's own policy yields to the agreement.
    """

    code: str
    clause: str
    basis: Basis = Basis.AGREEMENT
    message: str = ""
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)
    cure: str = ""
    effect: Effect = Effect.REFUSE

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        if self.basis is Basis.HOUSE and self.effect is Effect.REFUSE:
            raise ValueError(f"{self.code}: a policy of the agent's own may hold but never refuse.")
        if self.basis is Basis.AGREEMENT:
            for number in self.clause.split(";"):
                section(number)

    @property
    def citation(self) -> str:
        """The basis and the section, as shown to a reader."""
        return citation_of(self.basis, self.clause)

    def __str__(self) -> str:
        return sentence(self.message or self.code, self.citation, self.cure)


def sentence(message: str, citation: str, cure: str) -> str:
    """What happened, on what ground and what cures it, as one sentence."""
    told = message.rstrip(". ")
    remedy = f"; to cure: {cure.rstrip('. ')}" if cure else ""
    return f"{told} ({citation}){remedy}." if citation else f"{told}{remedy}."
