"""A topic of the calculator: what it answers, its input, an example that runs, the function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from agreement.calculation import Calculation
from agreement.readings import QUESTIONS
from agreement.topics.kinds import Field


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its name, one line of what it answers, its sections, its fields, an example, the function.

    `example` is a whole input (`terms`, `facts`, `readings`, what is not needed left out). `readings` names
    the open questions that it may use. A change of the fields' names is a new `version`.
    """

    name: str
    answers: str
    section: str
    fields: tuple[Field, ...]
    example: Mapping[str, object]
    calculate: Callable[[Calculation], None]
    readings: tuple[str, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        for name in self.readings:
            if name not in QUESTIONS:
                raise ValueError(f"{self.name} uses {name}, which is no open question.")
        object.__setattr__(self, "example", MappingProxyType(dict(self.example)))

    @property
    def facts(self) -> Mapping[str, str]:
        """The fields by name, each with the words of its kind."""
        return {
            field.name: field.kind.words if field.required else f"{field.kind.words}, optional"
            for field in self.fields
        }
