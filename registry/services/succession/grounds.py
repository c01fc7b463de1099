"""What keeps an event of the office from being recorded, and what is told and undoes nothing (§19, §21)."""

from dataclasses import replace
from datetime import datetime, timedelta

from agreement.errors import RefusedByGround
from agreement.grounds import Effect, Ground
from agreement.refusals import refuse
from agreement.succession import (
    BEGINNING,
    CONTINUING,
    NEEDS_QUALIFICATION,
    SuccessionKind,
    addressees_lacking,
    adoption_grounds,
    appointment_notice_alerts,
    eligibility_grounds,
    incapacity_grounds,
    mail_grounds,
    office_grounds,
    resignation_grounds,
)
from agreement.terms import Appointment
from registry.models import RightsAgreement
from registry.selectors.agreements import agent_in_office, appointments, terms_in_force
from registry.selectors.succession import certificates_standing, terms_of_office
from registry.services.succession.told import Succession

MOST_CERTIFICATES = 10_000


def examined(agreement: RightsAgreement, told: Succession, *, at: datetime) -> tuple[Ground, ...]:
    """Everything that is told about an event before it is recorded: what refuses it, then what does not.

    Agreement: 19(a);19(b);21.
    """
    told = with_office(agreement, told)
    return (*_against(agreement, told, at=at), *defects(agreement, told, at=at))


def defects(agreement: RightsAgreement, told: Succession, *, at: datetime) -> tuple[Ground, ...]:
    """What is amiss with notices and undoes nothing: kept with the record.

    Agreement: 21.
    """
    terms = terms_in_force(agreement, known_at=at)
    if told.kind is SuccessionKind.RESIGNATION:
        return mail_grounds(told.mailed_to, terms=terms) if told.memorandum else ()
    if told.kind in NEEDS_QUALIFICATION - CONTINUING:
        return appointment_notice_alerts(
            told.effective_on, filed_on=told.filed_on, mailed_on=told.told_holders_on
        )
    return ()


def with_office(agreement: RightsAgreement, told: Succession) -> Succession:
    """The predecessor is who is in office on the day before, whatever is said.

    Agreement: 21.
    """
    day = told.effective_on - timedelta(days=1)
    office = agent_in_office(agreement, day=day)
    earlier = appointments(agreement).filter(kind="PRINCIPAL", in_office_from__lte=day).last()
    named = office or earlier
    given = told.given_on or told.mailed_on or told.effective_on
    return replace(told, predecessor=named.agent_name if named else "", given_on=given)


def must_stand(agreement: RightsAgreement, told: Succession, *, at: datetime) -> None:
    """Refuse what lacks a part, and what any ground keeps from being recorded.

    Agreement: 19(a);21.
    """
    lacking = _lacking(told)
    if lacking:
        raise refuse("INSTRUCTION_PART_MISSING", kind=told.kind.words.lower(), missing=", ".join(lacking))
    found = [one for one in _against(agreement, told, at=at) if one.effect is not Effect.WARN]
    if found:
        raise RefusedByGround.by(found)


def _lacking(told: Succession) -> list[str]:
    """In words, which parts that the kind needs are not said."""
    lacking = []
    if told.kind in BEGINNING | {SuccessionKind.TAKING_UP} and not told.successor:
        lacking.append("the name of the successor")
    if told.kind is SuccessionKind.RESIGNATION:
        lacking += [] if told.mailed_on else ["the day of mailing"]
        lacking += [] if told.memorandum else addressees_lacking(told.mailed_to)
    if told.kind is SuccessionKind.ADOPTION and (told.mode is None or not told.first or not told.last):
        lacking.append("the certificates and how they are made valid")
    elif told.first and told.last and not 0 <= told.last - told.first < MOST_CERTIFICATES:
        lacking.append(f"a range of at most {MOST_CERTIFICATES:,} certificates")
    return lacking


def _against(agreement: RightsAgreement, told: Succession, *, at: datetime) -> tuple[Ground, ...]:
    """What keeps an event from being recorded, in the order of the checks."""
    terms = terms_in_force(agreement, known_at=at)
    match told.kind:
        case SuccessionKind.RESIGNATION:
            mailed_to = () if told.memorandum else told.mailed_to
            mailed_on = told.mailed_on or told.effective_on
            return resignation_grounds(
                mailed_on, effective_on=told.effective_on, mailed_to=mailed_to, terms=terms
            )
        case SuccessionKind.INCAPACITY:
            return incapacity_grounds(
                given_by_holder=told.given_by_holder, inspected_certificate=told.inspected_certificate
            )
        case SuccessionKind.ADOPTION:
            return _against_adoption(agreement, told)
        case SuccessionKind.TAKING_UP:
            return _against_taking_up(agreement, told)
    return beginning_grounds(agreement, told, at=at)


def beginning_grounds(agreement: RightsAgreement, told: Succession, *, at: datetime) -> tuple[Ground, ...]:
    """What keeps a term of office from beginning: the successor, or another who is still in office.

    Agreement: 19(a);21.
    """
    terms = terms_in_force(agreement, known_at=at)
    is_shown = told.kind not in NEEDS_QUALIFICATION
    unfit = () if is_shown else eligibility_grounds(told.successor, shown=told.qualification, terms=terms)
    offices = [] if told.kind in CONTINUING else _principals(agreement)
    return (*unfit, *office_grounds(told.successor, from_day=told.effective_on, principals=offices))


def _principals(agreement: RightsAgreement) -> list[Appointment]:
    return [
        Appointment(row.agent_name, row.kind, row.in_office_from, row.in_office_until)
        for row in appointments(agreement)
    ]


def _against_adoption(agreement: RightsAgreement, told: Succession) -> tuple[Ground, ...]:
    assert told.mode is not None
    offices = terms_of_office(agreement)
    for one in certificates_standing(agreement, first=told.first or 0, last=told.last or 0):
        found = adoption_grounds(
            one.number,
            mode=told.mode,
            signed_on=one.signed_on,
            is_delivered=one.is_delivered,
            on=told.effective_on,
            offices=offices,
        )
        if found:
            return found
    return ()


def _against_taking_up(agreement: RightsAgreement, told: Succession) -> tuple[Ground, ...]:
    """An installation acts for a successor that has a term of office on the day."""
    office = agent_in_office(agreement, day=told.effective_on)
    if office is None or office.agent_name != told.successor:
        raise refuse("NO_AGENT_IN_OFFICE", agent=told.successor, date=told.effective_on)
    return ()
