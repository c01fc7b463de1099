"""What is to be mailed and filed when the Rights Agent changes: to whom, by which mail, by when (§21)."""

from datetime import date, datetime

from django.db import transaction

from agreement.choices import CHANNEL_WORDS, Channel
from agreement.grounds import Ground
from agreement.refusals import refuse
from agreement.succession import (
    BEGINNING,
    CONTINUING,
    DEPOSITORY_RULE,
    ENDING,
    NEEDS_QUALIFICATION,
    AddresseeRole,
    MailedTo,
    SuccessionKind,
    appointment_notice_alerts,
    depository_notice_due,
    mail_grounds,
)
from registry.models import OF_THE_OFFICE, NoticeDue, OfficeMailing, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day, terms_in_force
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document
from registry.services.succession.told import Succession


def mailings_of(agreement: RightsAgreement, told: Succession, *, at: datetime) -> list[NoticeDue]:
    """What is to be mailed and filed, by which class of mail and by when; a depository hears of it too.

    Agreement: 21.
    """
    due: list[tuple[str, str, date]] = []
    if told.kind is SuccessionKind.RESIGNATION:
        assert told.mailed_on is not None
        due = [("AGENT_RESIGNED", _addressed(one), told.mailed_on) for one in told.mailed_to]
    elif told.kind in NEEDS_QUALIFICATION - CONTINUING:
        due = [
            ("AGENT_APPOINTED", "the predecessor and each transfer agent, filed", told.effective_on),
            ("AGENT_APPOINTED", "the registered holders, mailed", told.effective_on),
        ]
    made = [_due(agreement, kind, addressees, by, at=at) for kind, addressees, by in due]
    if told.kind in BEGINNING | ENDING:
        made.append(_to_depositories(agreement, told.effective_on, at=at))
    return made


def removal_mailings(
    agreement: RightsAgreement, *, mailed_on: date, effective_on: date, at: datetime
) -> list[NoticeDue]:
    """What the Company mails beside its notice of removal, each by its class; depositories hear of it too.

    Law: 17 CFR 240.17Ad-16.

    Agreement: 21.
    """
    terms = terms_in_force(agreement, known_at=at)
    classes = " or ".join(CHANNEL_WORDS[channel] for channel in terms.change_of_agent_channels)
    told = (
        f"each transfer agent, by the Company, by {classes}",
        f"the registered holders, by the Company, by {CHANNEL_WORDS[Channel.FIRST_CLASS_MAIL]}",
    )
    made = [_due(agreement, "AGENT_REMOVED", addressees, mailed_on, at=at) for addressees in told]
    return [*made, _to_depositories(agreement, effective_on, at=at)]


def _to_depositories(agreement: RightsAgreement, effective_on: date, *, at: datetime) -> NoticeDue:
    """The notice to depositories that the office of the Rights Agent ends or begins.

    Law: 17 CFR 240.17Ad-16(a).
    """
    by = depository_notice_due(effective_on, learned_on=local_day(agreement, at=at))
    addressees = "each registered securities depository"
    return _due(agreement, "AGENT_DEPOSITORY", addressees, by, section=DEPOSITORY_RULE, at=at)


def _addressed(one: MailedTo) -> str:
    channel = CHANNEL_WORDS[Channel(one.channel)] if one.channel in Channel.__members__ else one.channel
    return f"{one.name or one.role.words}, by {channel}"


def _due(
    agreement: RightsAgreement, kind: str, addressees: str, by: date, *, section: str = "21", at: datetime
) -> NoticeDue:
    return NoticeDue(
        agreement=agreement,
        mailing_kind=kind,
        addressees=addressees,
        as_of=at,
        due_by=by,
        section=section,
        recorded_at=at,
    )


def record_mailed(
    due: NoticeDue, *, channel: str, mailed_on: date, document: Evidence | None, by: User, at: datetime
) -> OfficeMailing:
    """A person records from its evidence how and when a notice of a change of agent went, once.

    Another class of mail, or a late day, is told and kept with it; it undoes nothing. Raises
    REQUEST_ALREADY_DECIDED, INSTRUCTION_PART_MISSING, NO_SUPPORTING_DOCUMENT, NOT_FOUND.

    Agreement: 21;26.
    """
    must_be_staff(by, act="recording a mailing")
    if due.mailing_kind not in OF_THE_OFFICE:
        raise refuse("NOT_FOUND", what=f"A notice of a change of agent under {due.pk}")
    with transaction.atomic(durable=True):
        agreement = lock_books(due.agreement)
        if OfficeMailing.objects.filter(due=due).exists():
            raise refuse("REQUEST_ALREADY_DECIDED", what="notice", state="recorded as mailed")
        if channel not in Channel.__members__ or mailed_on > local_day(agreement, at=at):
            missing = "how it went, on a day that has come"
            raise refuse("INSTRUCTION_PART_MISSING", kind="mailing", missing=missing)
        made = OfficeMailing.objects.create(
            due=due,
            channel=channel,
            mailed_on=mailed_on,
            document=require_document(agreement, document),
            grounds=[told_ground(one) for one in _amiss(agreement, due, channel, mailed_on, at=at)],
            recorded_by=by,
            recorded_at=at,
        )
        append_audit(
            agreement,
            actor=by,
            act="OFFICE_NOTICE_MAILED",
            subject=due.addressees,
            details={"due": due.pk, "channel": channel, "mailed_on": mailed_on.isoformat()},
            at=at,
        )
    return made


def told_ground(one: Ground) -> dict[str, str]:
    """A ground as a record keeps it: its code, its sentence, where it stands, what cures it.

    Agreement: 21.
    """
    return {"code": one.code, "message": one.message, "citation": one.citation, "cure": one.cure}


def _amiss(
    agreement: RightsAgreement, due: NoticeDue, channel: str, mailed_on: date, *, at: datetime
) -> tuple[Ground, ...]:
    """The class of mail of the section, and the day of an appointment's notice."""
    found: tuple[Ground, ...] = ()
    is_filed = due.mailing_kind == "AGENT_DEPOSITORY" or "filed" in due.addressees
    if not is_filed:
        to_holders = "registered holders" in due.addressees
        role = AddresseeRole.HOLDERS if to_holders else AddresseeRole.TRANSFER_AGENT
        addressed = MailedTo(role, due.addressees.partition(",")[0], channel)
        found = mail_grounds([addressed], terms=terms_in_force(agreement, known_at=at))
    if due.mailing_kind != "AGENT_APPOINTED" or due.due_by is None:
        return found
    return (*found, *appointment_notice_alerts(due.due_by, filed_on=mailed_on, mailed_on=mailed_on))
