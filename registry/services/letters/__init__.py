"""Letters about what was presented: written at the event, with the facts as they stood then (§6(a), §20(k)).

A letter is a row that is never computed anew. Whether it went out is recorded by a person, in the post room.
"""

from registry.services.letters.applications import (
    date_letters,
    letter_of_application,
    write_again_with_date,
    write_application,
    write_date,
)
from registry.services.letters.examination import write_after_examination
from registry.services.letters.outcome import LetterToWrite, confirmation, write_refusal
from registry.services.letters.papers import ask_for_paper
from registry.services.letters.stops import StopPlaced, acknowledge_stop

__all__ = [
    "LetterToWrite",
    "StopPlaced",
    "acknowledge_stop",
    "ask_for_paper",
    "confirmation",
    "date_letters",
    "letter_of_application",
    "write_after_examination",
    "write_again_with_date",
    "write_application",
    "write_date",
    "write_refusal",
]
