"""What all sheets of a mailing print alike, frozen when it is asked for: words, figures, address (26)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from agreement.arithmetic import as_text
from agreement.choices import DaysKind, RedemptionWindow
from agreement.errors import RightsError
from agreement.grounds import Ground
from agreement.refusals import refuse
from agreement.summary import difference_grounds
from agreement.terms import Terms
from certificates.drawing.forms import filled
from certificates.drawing.mailing_texts import OUTLINE, read_mailing_text
from certificates.faces import date_text, ordinal_in_words, units_in_words
from certificates.models import MailClass, Mailing, MailingKind
from certificates.post import MailingText, SheetTerms
from certificates.services.face_terms import close_of_business_text, money_text, office_lines_on, whole_units
from registry.models import Notice, RightsAgreement
from registry.selectors.agreements import is_productive, terms_in_force
from registry.selectors.event_notices import event_day, event_words
from registry.selectors.items import expiration_at
from registry.selectors.notice_addresses import agent_address


def texts_of(kind: MailingKind) -> list[MailingText]:
    """The words on hand for a kind of mailing, by name; a folder that cannot be read is left out."""
    found: dict[str, MailingText] = {}
    for folder in _folders():
        try:
            text = read_mailing_text(folder)
        except RightsError:
            continue
        if text.kind == kind:
            found.setdefault(text.name, text)
    return sorted(found.values(), key=lambda text: text.name)


def text_named(name: str, *, kind: MailingKind) -> MailingText:
    """The words of a name for a kind of mailing.

    Raises SUMMARY_VERSION_MISSING where no Summary of Rights of the name is on hand, NOT_FOUND for other
    words, and what the reading of the words refuses.

    Agreement: 3(b).
    """
    for folder in _folders():
        if folder.name == name:
            text = read_mailing_text(folder)
            if text.kind == kind:
                return text
    if kind == MailingKind.SUMMARY_OF_RIGHTS:
        raise refuse("SUMMARY_VERSION_MISSING")
    raise refuse("NOT_FOUND", what=f"The words {name or 'of the mailing'}")


def text_of_mailing(mailing: Mailing) -> MailingText:
    """The words of a mailing as they were approved. Raises MAILING_NOT_APPROVED when they have changed since.

    Agreement: 26.
    """
    text = text_named(mailing.text_name, kind=MailingKind(mailing.kind))
    if text.hash != mailing.text_hash:
        raise refuse(
            "MAILING_NOT_APPROVED",
            saying=f"The words {mailing.text_name} of mailing {mailing.number} are no longer those approved",
            curing="restore the approved files, or ask for another mailing with the new words",
        )
    return text


def differences(text: MailingText, *, terms: Terms) -> tuple[Ground, ...]:
    """The statements of a Summary of Rights in which the agreement says otherwise, as one warning.

    Agreement: Exhibit C.
    """
    threshold = percent_text(terms.asset_sale_threshold)
    stated = {name: filled(words, {"asset_sale": threshold}) for name, words in text.statements.items()}
    return difference_grounds(stated, summary=text.name, asset_sale_threshold=threshold)


def sheet_terms(
    agreement: RightsAgreement,
    *,
    number: int,
    text: MailingText,
    mail_class: MailClass,
    event: Notice | None = None,
    at: datetime,
) -> SheetTerms:
    """Everything the sheets take from the agreement, and from a notice of an event, as of an instant.

    Raises OFFICE_NOT_DESIGNATED where no designated office of the agent is on file: the envelopes would bear
    no address to which the post returns them.

    Agreement: 26.
    """
    terms = terms_in_force(agreement, known_at=at)
    day = at.astimezone(ZoneInfo(agreement.time_zone)).date()
    agent, office = agreement.agent_name, office_lines_on(agreement, day)
    if not office:
        raise refuse("OFFICE_NOT_DESIGNATED", date=day)
    return SheetTerms(
        agreement_code=agreement.code,
        company_name=terms.company.name,
        agent_name=agent,
        mailing_number=number,
        mail_class_words=str(mail_class.label),
        return_address=(agent, *office),
        values={
            **_values(terms, agent=agent, office=", ".join(office)),
            **_event(event),
            "last_day": date_text(_last_day(agreement, terms, kind=text.kind, at=at)),
        },
        number_prefix=terms.certificate_number_prefix,
        is_demo=agreement.is_demo or text.is_model or not is_productive(),
        notice_address=agent_address(agreement, at=at),
    )


def _last_day(agreement: RightsAgreement, terms: Terms, *, kind: str, at: datetime) -> date:
    """The last day of exercise: of a reminder as the calendar in use has it, else as the terms state it."""
    if kind != MailingKind.EXPIRY_REMINDER:
        return terms.final_expiration_date
    ends_at = expiration_at(agreement, terms=terms, at=at)
    return ends_at.astimezone(ZoneInfo(agreement.time_zone)).date()


def _event(notice: Notice | None) -> dict[str, str]:
    """What the Company's notice of an event says, in its own words."""
    if notice is None:
        return {}
    said = {name: " ".join(notice.facts.get(name, "").split()) for name in ("event", "consequences")}
    return {**said, "event_kind": event_words(notice), "event_day": date_text(event_day(notice))}


def snapshot_of(terms: SheetTerms) -> dict[str, Any]:
    """The terms of a mailing as plain JSON."""
    return asdict(terms)


def terms_of(snapshot: Mapping[str, Any]) -> SheetTerms:
    """The terms of a mailing from its snapshot, as they were frozen."""
    return SheetTerms(**{**snapshot, "return_address": tuple(snapshot["return_address"])})


def percent_text(share: Fraction) -> str:
    """A share as a percentage: 15%, 4.9%."""
    return f"{as_text(share * 100)}%"


def _folders() -> list[Path]:
    return [
        folder
        for root in map(Path, settings.LETTER_FOLDERS)
        if root.is_dir()
        for folder in sorted(root.iterdir())
        if (folder / OUTLINE).is_file()
    ]


def _values(terms: Terms, *, agent: str, office: str) -> dict[str, str]:
    return {
        "company_name": terms.company.name,
        "agent_name": agent,
        "agreement_title": terms.title,
        "agreement_date": date_text(terms.agreement_date),
        "common_name": terms.common_name.partition(",")[0],
        "security_name": terms.preferred_name,
        "units_words": units_in_words(whole_units(terms.units_per_right), terms.unit_denominator),
        "exercise_price": money_text(terms.initial_exercise_price),
        "rights_per_share": _many(terms.rights_per_share, "Right"),
        "threshold": percent_text(terms.acquiring_threshold),
        "distribution_days": ordinal_in_words(terms.distribution_business_days),
        "flip_in_worth": _worth(terms.flip_in_discount),
        "flip_over_worth": _worth(terms.flip_over_discount),
        "asset_sale": percent_text(terms.asset_sale_threshold),
        "exchange_ratio": _many(terms.exchange_ratio, "share"),
        "exchange_bar": percent_text(terms.exchange_bar),
        "redemption_price": money_text(terms.redemption_price),
        "redemption_days": ordinal_in_words(terms.redemption_days),
        "redemption_until": _redemption_until(terms),
        "final_expiration": date_text(terms.final_expiration_date),
        "close_of_business": close_of_business_text(terms),
        "filed_on": _filed_on(terms.form_8a_date),
        "office": office,
        "price_now": money_text(terms.total_exercise_price),
        "security_now": terms.security_bought,
    }


def _redemption_until(terms: Terms) -> str:
    """Until when the Rights may be redeemed: days after an announcement, or until the event itself."""
    owner = f"somebody owns {percent_text(terms.acquiring_threshold)} or more of the "
    owner += terms.common_name.partition(",")[0]
    if terms.redemption_window is RedemptionWindow.UNTIL_ACQUIRING_PERSON:
        return f"until {owner}"
    day = "day" if terms.redemption_days_kind is DaysKind.CALENDAR else "Business Day"
    return (
        f"until the {ordinal_in_words(terms.redemption_days)} {day} after it is announced to the public that "
        f"{owner}, or until a later day that the Board of Directors chooses"
    )


def _filed_on(day: date | None) -> str:
    return f" dated {date_text(day)}" if day else ""


def _many(ratio: Fraction, what: str) -> str:
    if ratio == 1:
        return f"one {what}"
    return f"{as_text(ratio)} of a {what}" if ratio < 1 else f"{as_text(ratio)} {what}s"


def _worth(part_paid: Fraction) -> str:
    """How much the Exercise Price buys, where a part of the market price is paid: twice for one half."""
    worth = 1 / part_paid
    return {Fraction(1): "exactly", Fraction(2): "twice"}.get(worth, f"{as_text(worth)} times")
