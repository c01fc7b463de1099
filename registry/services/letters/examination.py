"""What an examination makes due: a deficiency letter with every ground, or the letter by which the Company is
consulted (§6(a), §7(a), §20(k)).
"""

from collections.abc import Sequence
from datetime import datetime

from agreement.grounds import Ground
from agreement.inquiry import INQUIRED
from agreement.workflow.items import ItemState
from registry.models import Item, LetterKind, PaperDue, User
from registry.services.letters.consultation import close_answered_consults, write_consult
from registry.services.letters.demands import tell_of_demands
from registry.services.letters.papers import (
    Facts,
    ask_for_paper,
    close_papers,
    grounds_told,
    holder_addressed,
    item_told,
    open_letters,
)
from registry.services.letters.replaced import tell_of_replaced


def write_after_examination(
    item: Item, grounds: Sequence[Ground], *, by: User | None, at: datetime
) -> PaperDue | None:
    """Write the letter that an examination makes due; one that found nothing new writes nothing.

    Held under 20(k), the Company is consulted and nobody else is written to: no further action is taken.
    Otherwise the registered holder is told everything at once but what the agent asks the inquiry system;
    what stood in an open letter and is found differently now is said anew, an open letter about an item in
    order is closed. Who made a demand not to register and who presented are told of it whatever else stands,
    and the Company of a certificate that was replaced before it was presented.

    Agreement: 6(a);7(a);20(k).
    """
    told = [one for one in grounds if one.code not in INQUIRED]
    writer, standing = by or item.recorded_by, grounds_told(told)
    assert writer is not None  # an item received was recorded by somebody
    tell_of_demands(item, grounds, by=writer, at=at)
    tell_of_replaced(item, grounds, by=writer, at=at)
    earlier = open_letters(item, LetterKind.DEFICIENCY)
    if item.state == ItemState.HELD_20K:
        close_papers(earlier, at=at)
        return write_consult(item, standing, by=writer, at=at)
    close_answered_consults(item, at=at)
    if not standing:
        close_papers(earlier, at=at)
        return None
    return _write_deficiency(item, standing, earlier=list(earlier), by=writer, at=at)


def _write_deficiency(
    item: Item, standing: list[Facts], *, earlier: Sequence[PaperDue], by: User, at: datetime
) -> PaperDue | None:
    if earlier and _said(earlier[0].facts["grounds"]) == _said(standing):
        return None
    holder = item.holder
    assert holder is not None  # an item received has one
    facts = {
        **item_told(item),
        "to": holder_addressed(holder, at=at),
        "state": item.state,
        "grounds": standing,
    }
    return ask_for_paper(
        item.agreement,
        kind=LetterKind.DEFICIENCY,
        facts=facts,
        section="7(a)" if item.kind == "EXERCISE" else "6(a)",
        item=item,
        instead_of=earlier,
        by=by,
        at=at,
    )


def _said(grounds: Sequence[Facts]) -> list[tuple[str, str]]:
    return [(one["code"], one["message"]) for one in grounds]
