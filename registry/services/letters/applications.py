"""An application for instructions as a letter to the Company: what is asked, what is proposed (§20(g))."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from agreement.grounds import Ground
from registry.models import InstructionApplication, Item, LetterKind, PaperDue, RightsAgreement, User
from registry.services.letters.papers import Facts, ask_for_paper, company_addressed, grounds_told


def write_application(
    agreement: RightsAgreement,
    application: InstructionApplication,
    *,
    about: str,
    grounds: Sequence[Ground],
    business_days: int,
    item: Item | None = None,
    by: User,
    at: datetime,
) -> PaperDue:
    """Write the letter of an application as it was drafted; that it was sent is recorded on the application.

    `about` says in words what it is about, such as a notice with its number and kind, or an item.

    Agreement: 20(g).
    """
    facts: Facts = {
        "to": company_addressed(agreement, at=at),
        "application": application.pk,
        "about": about,
        "proposal": application.proposal,
        "business_days": business_days,
        "date": "",
        "grounds": grounds_told(grounds),
    }
    return ask_for_paper(
        agreement, kind=LetterKind.APPLICATION, facts=facts, section="20(g)", item=item, by=by, at=at
    )


def write_again_with_date(
    application: InstructionApplication, *, day: date, by: User, at: datetime
) -> PaperDue | None:
    """Write the letter of a draft anew, with the date of the proposal in it; None where no letter was kept.

    Agreement: 20(g).
    """
    former = letter_of_application(application)
    if former is None:
        return None
    return ask_for_paper(
        application.agreement,
        kind=LetterKind.APPLICATION,
        facts=former.facts | {"date": day.isoformat()},
        section="20(g)",
        item=application.item,
        instead_of=[former],
        by=by,
        at=at,
    )


def write_date(
    application: InstructionApplication, *, business_days: int, by: User, at: datetime
) -> PaperDue:
    """Write the letter that states the date of a proposal sent before; it takes the place of an earlier one.

    It is mailed as letters are; that an officer received it is recorded on the application.

    Agreement: 20(g).
    """
    sent, day, notice, item = (
        application.sent_at,
        application.stated_date,
        application.notice,
        application.item,
    )
    assert sent is not None  # one not sent has the date in its own letter
    assert day is not None
    about = f"your notice {notice.number}" if notice else f"item {item and item.number}"
    facts: Facts = {
        "to": company_addressed(application.agreement, at=at),
        "application": application.pk,
        "about": about,
        "sent_at": sent.isoformat(),
        "proposal": application.proposal,
        "business_days": business_days,
        "date": day.isoformat(),
    }
    return ask_for_paper(
        application.agreement,
        kind=LetterKind.APPLICATION_DATE,
        facts=facts,
        section="20(g)",
        item=item,
        instead_of=date_letters(application).filter(closed_at__isnull=True),
        by=by,
        at=at,
    )


def date_letters(application: InstructionApplication) -> QuerySet[PaperDue]:
    """The letters that stated a date of an application after it was sent, the latest last.

    Agreement: 20(g).
    """
    return PaperDue.objects.filter(
        agreement=application.agreement,
        paper_kind=LetterKind.APPLICATION_DATE.value,
        facts__application=application.pk,
    ).order_by("pk")


def letter_of_application(application: InstructionApplication) -> PaperDue | None:
    """The letter of an application, or None for one that was drafted before letters were kept.

    Agreement: 20(g).
    """
    return (
        PaperDue.objects.filter(
            agreement=application.agreement,
            paper_kind=LetterKind.APPLICATION.value,
            facts__application=application.pk,
        )
        .order_by("pk")
        .last()
    )
