"""Whose word counts: officers in office on the day of signing (§5(a), §20(b))."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from agreement.errors import RefusedByGround
from agreement.notice import Purpose, instructing_grounds, signing_grounds
from agreement.workflow import ApplicationStatus
from registry.models import CompanyOfficer, Notice, RightsAgreement
from registry.selectors.agreements import terms_in_force


def officers_on(agreement: RightsAgreement, *, day: date) -> QuerySet[CompanyOfficer]:
    """The officers in office on a day, their last day included.

    Agreement: 5(a).
    """
    return CompanyOfficer.objects.filter(
        Q(in_office_until__isnull=True) | Q(in_office_until__gte=day),
        agreement=agreement,
        in_office_from__lte=day,
    )


def was_in_office(agreement: RightsAgreement, *, name: str, title: str, day: date) -> bool:
    """Whether a person held a title on a day, by the register of officers.

    Agreement: 5(a).
    """
    officers = officers_on(agreement, day=day)
    return officers.filter(name__iexact=name.strip(), title__iexact=title.strip()).exists()


def must_instruct(
    agreement: RightsAgreement, *, name: str, title: str, day: date, words: str, at: datetime
) -> None:
    """See that a person held, on a day, a title whose holder may instruct the Rights Agent.

    Raises OFFICER_NOT_AUTHORISED; `words` say what that person gave.

    Agreement: 20(g).
    """
    held = was_in_office(agreement, name=name, title=title, day=day)
    terms = terms_in_force(agreement, known_at=at)
    grounds = instructing_grounds(name, title, day=day, held_title=held, words=words, terms=terms)
    if grounds:
        raise RefusedByGround.by(grounds)


def must_certify(
    agreement: RightsAgreement, *, name: str, title: str, day: date, words: str, at: datetime
) -> None:
    """See that a person held, on a day, a title whose holder may certify facts to the Rights Agent.

    Raises OFFICER_NOT_AUTHORISED; `words` say what that person certified.

    Agreement: 20(b).
    """
    held = was_in_office(agreement, name=name, title=title, day=day)
    terms = terms_in_force(agreement, known_at=at)
    grounds = signing_grounds(
        name, title, purpose=Purpose.FACTS, day=day, held_title=held, words=words, terms=terms
    )
    if grounds:
        raise RefusedByGround.by(grounds)


def must_have_answered(notice: Notice, *, at: datetime) -> None:
    """See again that each answer that lets a notice stand is one of an officer who could give it.

    The register may have been put right since the answer was filed. Raises OFFICER_NOT_AUTHORISED.

    Agreement: 20(g).
    """
    answers = notice.applications.filter(state=ApplicationStatus.ANSWERED, answer_confirms=True)
    for one in answers.select_related("answer_document").order_by("id"):
        signed_on = one.answer_document.signed_on if one.answer_document else None
        if signed_on is not None:
            name, title = one.answered_by, one.answered_by_title
            must_instruct(notice.agreement, name=name, title=title, day=signed_on, words="an answer", at=at)
