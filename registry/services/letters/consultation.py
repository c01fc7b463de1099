"""Letters by which the Company is consulted: one letter and one schedule for all items held on the same
ground on one day (§20(k)).
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from agreement.certification import Answer
from agreement.workflow.items import ItemState
from registry.models import Certification, Item, LetterKind, PaperDue, User
from registry.selectors.agreements import local_day
from registry.selectors.item_documents import withdrawal_asked
from registry.selectors.items import latest_certification, papers_of
from registry.selectors.schedules import affirms_on_a_line
from registry.services.letters.papers import Facts, ask_for_paper, close_papers, company_addressed, item_told

AFFIRMATIVE, INCOMPLETE, CONFLICT = "AFFIRMATIVE", "INCOMPLETE", "CONFLICT"
_TOLD_OF_HOLD = ("INSTRUCTIONS_CONFLICT", "HELD_20K")
_AFFIRMS = {Answer.YES.value, Answer.BOTH.value}


def write_consult(item: Item, standing: list[Facts], *, by: User, at: datetime) -> PaperDue | None:
    """Write the letter of the day and its schedule anew with one more item; the one it replaces is closed.

    An item that stands on an open letter as it is now is not written about twice.

    Agreement: 20(k).
    """
    agreement = item.agreement
    line = _line(item, standing)
    if any(line in letter.facts["items"] for letter in consults_about(item).filter(closed_at__isnull=True)):
        return None
    day = at.astimezone(ZoneInfo(agreement.time_zone)).date().isoformat()
    of_the_day = PaperDue.objects.filter(
        agreement=agreement,
        paper_kind=LetterKind.CONSULT.value,
        closed_at__isnull=True,
        facts__day=day,
        facts__ground=line["ground"],
    )
    replaced = list(of_the_day.order_by("pk"))
    lines = [*_still_held(replaced, but=item), line]
    facts = {
        "to": company_addressed(agreement, at=at),
        "day": day,
        "ground": line["ground"],
        "items": lines,
        "instead_of": [one.pk for one in replaced],
    }
    return ask_for_paper(
        agreement,
        kind=LetterKind.CONSULT,
        facts=facts,
        section="20(k)",
        instead_of=replaced,
        by=by,
        at=at,
    )


def consults_about(item: Item) -> QuerySet[PaperDue]:
    """The letters to the Company on whose schedule an item stands."""
    return PaperDue.objects.filter(
        agreement=item.agreement,
        paper_kind=LetterKind.CONSULT.value,
        facts__contains={"items": [{"item": item.number}]},
    )


def close_answered_consults(item: Item, *, at: datetime) -> None:
    """Close the open letters of which no item waits for the Company any more, now that this one does not.

    Agreement: 20(k).
    """
    for letter in consults_about(item).filter(closed_at__isnull=True):
        numbers = [line["item"] for line in letter.facts["items"]]
        waiting = Item.objects.filter(
            agreement=item.agreement, number__in=numbers, state=ItemState.HELD_20K.value
        )
        if not waiting.exclude(pk=item.pk).exists():
            close_papers(PaperDue.objects.filter(pk=letter.pk), at=at)


def _still_held(letters: list[PaperDue], *, but: Item) -> list[Facts]:
    """The lines of earlier letters of the day whose items still wait for the Company, in their order."""
    lines: dict[int, Facts] = {line["item"]: line for letter in letters for line in letter.facts["items"]}
    held = Item.objects.filter(
        Q(agreement=but.agreement, number__in=lines, state=ItemState.HELD_20K.value) & ~Q(pk=but.pk)
    )
    numbers = set(held.values_list("number", flat=True))
    return [line for number, line in lines.items() if number in numbers]


def _line(item: Item, standing: list[Facts]) -> Facts:
    """An item on the schedule: what was presented, which boxes are ticked, what holds it."""
    row = latest_certification(item)
    held = [one for one in standing if one["code"] in _TOLD_OF_HOLD]
    is_contradicted = any(one["code"] == "INSTRUCTIONS_CONFLICT" for one in held)
    return {
        **item_told(item),
        "ground": CONFLICT if is_contradicted else _ground(row, item),
        "statement_1": _boxes(row, "statement_1"),
        "statement_2": _boxes(row, "statement_2"),
        "signed_by": row.signed_as if row else "",
        "held": "; ".join(one["message"] for one in held),
        "asked_back": _asked_back(item),
        "papers": [
            f"DOC-{document.pk} {document.title}"
            for document in (paper.document for paper in papers_of(item))
        ],
    }


def _ground(row: Certification | None, item: Item) -> str:
    """Whether an affirmation holds the item or a line of its schedule, or nothing is completed."""
    is_affirmed = row is not None and bool(_AFFIRMS & {row.statement_1, row.statement_2})
    return AFFIRMATIVE if is_affirmed or affirms_on_a_line(item) else INCOMPLETE


def _asked_back(item: Item) -> str:
    """The day on which the holder asked for the item back, if it did."""
    asked = withdrawal_asked(item)
    return local_day(item.agreement, at=asked.document.received_at).isoformat() if asked else ""


def _boxes(row: Certification | None, statement: str) -> str:
    told: Any = getattr(row, f"get_{statement}_display", None)
    return str(told()) if told else "No certification"
