"""An application for instructions as a letter to the Company: what is asked, what is proposed (§20(g))."""

from collections.abc import Sequence
from datetime import datetime

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
        "grounds": grounds_told(grounds),
    }
    return ask_for_paper(
        agreement, kind=LetterKind.APPLICATION, facts=facts, section="20(g)", item=item, by=by, at=at
    )


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
