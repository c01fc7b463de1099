"""The holder's certification about Acquiring Persons: what the boxes say, and when the agent must not act.

Agreement: 20(k).
"""

from dataclasses import dataclass
from enum import StrEnum

from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.workflow.items import HeldClass, ItemProposal


class Answer(StrEnum):
    """Which boxes of a statement are ticked on the paper.

    YES affirms that an Acquiring Person has to do with the Rights, NO denies it.

    Agreement: Exhibit B reverse.
    """

    YES = "YES"
    NO = "NO"
    BLANK = "BLANK"
    BOTH = "BOTH"


@dataclass(frozen=True, slots=True)
class CertificationFacts:
    """The certification as received: both statements, and whether it is signed."""

    statement_1: Answer
    statement_2: Answer
    is_signed: bool


@dataclass(frozen=True, slots=True)
class TwoAnswers:
    """Two answers of officers of the Company about one item that conflict: who gave which, in their order."""

    first: str
    second: str


_TOLD = {
    Answer.YES: "is answered affirmatively",
    Answer.BLANK: "has no box ticked",
    Answer.BOTH: "has both boxes ticked",
}


def is_clean(facts: CertificationFacts) -> bool:
    """Whether both statements are denied, each by its one box, over a signature: one pair out of sixteen.

    Agreement: 20(k).
    """
    return facts.is_signed and facts.statement_1 is Answer.NO and facts.statement_2 is Answer.NO


def defects(facts: CertificationFacts) -> tuple[str, ...]:
    """What keeps a certification from being clean, statement by statement, in words.

    Agreement: 20(k).
    """
    statements = (facts.statement_1, facts.statement_2)
    found = [
        f"statement {place} {_TOLD[answer]}"
        for place, answer in enumerate(statements, 1)
        if answer is not Answer.NO
    ]
    return tuple(found if facts.is_signed else [*found, "it is not signed"])


def certification_grounds(facts: CertificationFacts | None, *, clause: str) -> tuple[Ground, ...]:
    """What stands against acting on a certification: nothing for the clean pair, else a hold.

    A paper without any certification is one that is not completed. `clause` is the section that asks for it,
    6(a) or 7(f)(i), and is cited beside the hold where it is incomplete.

    Agreement: 20(k).
    """
    if facts is not None and is_clean(facts):
        return ()
    told = "the certification is missing" if facts is None else "; ".join(defects(facts))
    held = ground("HELD_20K", defects=told)
    if _is_incomplete(facts):
        return (held, ground("CERTIFICATION_INCOMPLETE", clause=clause, defects=told))
    return (held,)


def conflict_grounds(contrary: TwoAnswers | None) -> tuple[Ground, ...]:
    """Answers of officers that conflict hold the item until the Company settles it, whatever was answered.

    Agreement: 20(g).
    """
    if contrary is None:
        return ()
    return (ground("INSTRUCTIONS_CONFLICT", first=contrary.first, second=contrary.second),)


def held_class(facts: CertificationFacts | None) -> HeldClass | None:
    """The class of a held certification that a standing instruction may reach; None for every other.

    One with an affirmative box ticked, alone or beside the other, is consulted about on its own, always. So
    is one that is blank and unsigned: a paper that bears no certification at all.

    Agreement: 20(k).
    """
    if facts is None or is_affirmative(facts) or is_clean(facts):
        return None
    is_blank = Answer.BLANK in {facts.statement_1, facts.statement_2}
    if is_blank:
        return HeldClass.BLANK if facts.is_signed else None
    return HeldClass.UNSIGNED


def is_affirmative(facts: CertificationFacts) -> bool:
    """Whether a box that affirms is ticked in either statement, the other box ticked as well or not.

    Agreement: 20(k).
    """
    return bool({Answer.YES, Answer.BOTH} & {facts.statement_1, facts.statement_2})


def proposals_for(facts: CertificationFacts | None) -> tuple[ItemProposal, ...]:
    """What an application for instructions may propose about an item held for its certification.

    Papers that are not completed may go back for completion or be refused; with an affirmative answer the
    item may only be refused and its papers returned. None proposes to proceed.

    Agreement: 20(g);20(k).
    """
    if facts is not None and is_affirmative(facts):
        return (ItemProposal.REFUSE_AND_RETURN,)
    return (ItemProposal.RETURN_FOR_COMPLETION, ItemProposal.REFUSE_AND_RETURN)


def _is_incomplete(facts: CertificationFacts | None) -> bool:
    return (
        facts is None
        or not facts.is_signed
        or not {facts.statement_1, facts.statement_2} <= {Answer.YES, Answer.NO}
    )
