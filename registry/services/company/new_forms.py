"""The Company's order of a new form: held against its approvals, made a change of form (§4(a), §22)."""

from datetime import datetime

from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.new_form import FormOrdered, Manner, OldPaper, form_order_grounds
from agreement.terms import Terms
from registry.models import FormChange, FormVersion, Notice, RightsCertificate, TermsVersion
from registry.selectors.agreements import approved_form
from registry.selectors.new_forms import outstanding_by_form


def new_form_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about an order: its form has no approval, or its name stands for other figures.

    Agreement: 4(a);22.
    """
    return form_order_grounds(_ordered(notice, terms))


def change_form(notice: Notice, *, at: datetime) -> FormChange:
    """From now on new certificates are of the form, with the figures certified by now.

    Agreement: 11(i);22.
    """
    agreement = notice.agreement
    form = FormVersion.objects.get(agreement=agreement, name=notice.facts["form_version"])
    known = TermsVersion.objects.filter(agreement=agreement, known_from__lte=at, effective_from__lte=at)
    in_force = known.order_by("effective_from", "known_from", "version").last()
    return FormChange.objects.create(
        agreement=agreement,
        form_version=form,
        notice=notice,
        manner=Manner(notice.facts["manner"]).value,
        figures=in_force.figures if in_force else {},
        recorded_at=at,
    )


def _ordered(notice: Notice, terms: Terms) -> FormOrdered:
    name = notice.facts["form_version"]
    form = FormVersion.objects.filter(agreement_id=notice.agreement_id, name=name).first()
    changed = FormChange.objects.filter(form_version=form) if form else FormChange.objects.none()
    return FormOrdered(
        name=name,
        is_on_file=form is not None,
        has_company_approval=form is not None and form.company_approval_id is not None,
        is_signed_off=form is not None and form.agent_signed_off_at is not None,
        is_signed_off_last=form is not None and approved_form(notice.agreement) == form,
        is_ordered_already=changed.exists(),
        issued=RightsCertificate.objects.filter(form_version=form).count() if form else 0,
        units_of_right=terms.units_of_right,
        manner=Manner(notice.facts["manner"]),
        others=sum(one.certificates for one in outstanding_by_form(notice.agreement) if one.name != name),
        old_paper=OldPaper(notice.facts["old_paper"]) if notice.facts.get("old_paper") else None,
    )
