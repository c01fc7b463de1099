"""Whose word counts: officers in office on the day of signing (§5(a), §20(b))."""

from datetime import date

from django.db.models import Q, QuerySet

from registry.models import CompanyOfficer, RightsAgreement


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
