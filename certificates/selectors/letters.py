"""Reads of letters: what waits for the post, what a person recorded as mailed, what is closed (§26)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from certificates.models import LetterMailing
from registry.models import Item, LetterKind, PaperDue, RightsAgreement

# What goes to the registered holder; a reply goes to who asked, a consultation to the Company.
TO_THE_HOLDER = (
    LetterKind.DEFICIENCY.value,
    LetterKind.REFUSAL.value,
    LetterKind.CONFIRMATION.value,
    LetterKind.TAX_DEMAND.value,
    LetterKind.DUE_BILL.value,
)


class LetterStanding(StrEnum):
    """How far a letter has come: nothing but a person's record makes it mailed."""

    WAITING = "WAITING"
    MAILED = "MAILED"
    CLOSED = "CLOSED"

    @property
    def words(self) -> str:
        """As the pages have it."""
        return {"WAITING": "Not mailed", "MAILED": "Mailed", "CLOSED": "Not to be sent"}[self.value]


def standing_mailings() -> QuerySet[LetterMailing]:
    """The records of letters mailed that nobody took back."""
    return LetterMailing.objects.filter(reverses__isnull=True, reversed_by__isnull=True)


def letters(agreement: RightsAgreement) -> QuerySet[PaperDue]:
    """The letters of an agreement, the newest first, each with what is on record of its mailing."""
    record = standing_mailings().select_related("recorded_by", "document").order_by("id")
    return (
        PaperDue.objects.filter(agreement=agreement, paper_kind__in=LetterKind.values)
        .select_related("agreement", "item", "recorded_by", "superseded_by")
        .prefetch_related(Prefetch("mailings", queryset=record, to_attr="standing"))
        .order_by("-pk")
    )


def letters_standing(found: QuerySet[PaperDue], *, standing: LetterStanding) -> QuerySet[PaperDue]:
    """Those of some letters that stand so. An application is sent on its own page, and waits for no post."""
    is_mailed = Exists(standing_mailings().filter(paper=OuterRef("pk")))
    if standing is LetterStanding.MAILED:
        return found.filter(is_mailed)
    unsent = found.filter(~is_mailed)
    if standing is LetterStanding.CLOSED:
        return unsent.filter(closed_at__isnull=False)
    return unsent.filter(closed_at__isnull=True).exclude(paper_kind=LetterKind.APPLICATION.value)


def letters_about(item: Item) -> QuerySet[PaperDue]:
    """The letters about an item, those to the Company on whose schedule it stands among them."""
    on_schedule = Q(paper_kind=LetterKind.CONSULT.value, facts__contains={"items": [{"item": item.number}]})
    return letters(item.agreement).filter(Q(item=item) | on_schedule)


def letters_numbered(agreement: RightsAgreement, numbers: Iterable[int]) -> QuerySet[PaperDue]:
    """Letters by their numbers, in their order."""
    return letters(agreement).filter(pk__in=list(numbers)).order_by("pk")


def standing_of(paper: Any) -> LetterStanding:
    """How far a letter has come, read by `letters`."""
    if paper.standing:
        return LetterStanding.MAILED
    return LetterStanding.CLOSED if paper.closed_at else LetterStanding.WAITING


def addressee(paper: PaperDue) -> str:
    """To whom a letter goes, in one line."""
    to = paper.facts["to"]
    return " ".join(str(to["lines"][0] if "lines" in to else to["name"]).split())


def subject(paper: PaperDue) -> str:
    """What a letter is about, in one line."""
    facts = paper.facts
    if "items" in facts:
        lines = facts["items"]
        return f"Item{'' if len(lines) == 1 else 's'} " + ", ".join(str(line["item"]) for line in lines)
    if "item" in facts:
        return f"{facts['kind']} {facts['item']}"
    if "about" in facts:
        return str(facts["about"])
    numbers = [f"R-{one['number']:07d}" for one in facts.get("certificates", ())]
    return f"Certificate{'' if len(numbers) == 1 else 's'} " + ", ".join(numbers)
