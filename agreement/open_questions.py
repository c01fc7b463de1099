"""Every question that the text leaves open, by number: what it asks, how it is read, what carries that.

A question that a plan may answer otherwise is a reading of its agreement file (`readings`); the others are
answered by the rules, by a term, or told beside a figure under a ground of its own.

Agreement: 29.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question of the text: its number, sections, words, the reading in words, what carries or shows it.

    `reading` names the open question of an agreement file that decides it, `code` the ground under which it
    is told, `topic` the calculation that shows it; each is empty where there is none.

    Agreement: 29.
    """

    number: str
    sections: str
    question: str
    reading_in_words: str
    reading: str = ""
    code: str = ""
    topic: str = ""


def read_open_questions(text: str) -> tuple[TextQuestion, ...]:
    """The questions out of a file of tables by number, in its order.

    Agreement: 29.
    """
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return tuple(TextQuestion(number=number, **told) for number, told in tables.items())
