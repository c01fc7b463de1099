"""Which standing instruction of the Company reaches which held item, and why not (§20(g), §20(k))."""

from datetime import date, datetime

from agreement.certification import held_class
from agreement.refusals import refuse
from registry.models import Item, StandingInstruction, StandingInstructionEnd
from registry.selectors.agreements import local_day
from registry.selectors.items import certification_facts


def must_reach(instruction: StandingInstruction, item: Item, *, at: datetime) -> None:
    """Raise STANDING_INSTRUCTION_NOT_APPLICABLE for an item that an instruction does not reach.

    Agreement: 20(k).
    """
    because = why_not(instruction, item, at=at)
    if because:
        raise refuse(
            "STANDING_INSTRUCTION_NOT_APPLICABLE",
            item=item.number,
            instruction=instruction.pk,
            because=because,
        )


def why_not(instruction: StandingInstruction, item: Item, *, at: datetime) -> str:
    """Why a standing instruction does not reach a held item, in words; empty if it does.

    Agreement: 20(k).
    """
    today = local_day(item.agreement, at=at)
    if instruction.applied_at is None:
        return "no second person has approved its record"
    if not instruction.in_force_from <= today <= (instruction.in_force_until or today):
        return "it is not in force today"
    if is_ended(instruction, today=today):
        return "the Company has ended it (20(g))"
    if _rivals(instruction, today=today):
        return "another instruction in force says otherwise about this class (20(g))"
    found = None if hasattr(item, "schedule") else held_class(certification_facts(item))
    if found is None:
        return "what is answered affirmatively, or not at all, or line by line, is consulted about on its own"
    if found != instruction.held_class:
        return f"it is for another class than this one: {found.words.lower()}"
    return ""


def is_ended(instruction: StandingInstruction, *, today: date) -> bool:
    """Whether the Company took an instruction back, from a day that has come."""
    return StandingInstructionEnd.objects.filter(instruction=instruction, ends_on__lte=today).exists()


def _rivals(instruction: StandingInstruction, *, today: date) -> bool:
    """Whether another instruction in force about the same class says otherwise; the Company is asked."""
    others = StandingInstruction.objects.filter(
        agreement=instruction.agreement_id,
        held_class=instruction.held_class,
        applied_at__isnull=False,
        in_force_from__lte=today,
    )
    others = others.exclude(answer=instruction.answer).exclude(ending__ends_on__lte=today)
    return any(one.in_force_until is None or today <= one.in_force_until for one in others)
