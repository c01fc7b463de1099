"""What must stand before a mailing is frozen, and what it would hold (3(a), 3(b), 26)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agreement.errors import RefusedByGround
from agreement.expiry import reminder_grounds
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from certificates.drawing.address_sheet import check_words
from certificates.models import AddressSource, MailClass, MailingKind
from certificates.post import MailingText, SheetTerms
from certificates.selectors.mailings import (
    ToMail,
    certificates_to_mail,
    mailings_due,
    next_mailing_number,
    share_list,
)
from certificates.selectors.numbers import Range, stopped_ranges, told
from certificates.services.handover import must_mail_on_request
from certificates.services.mailing_pieces import (
    FrozenPiece,
    certificate_pieces,
    reminder_pieces,
    summary_pieces,
)
from certificates.services.mailing_words import differences, sheet_terms, text_named
from registry.models import HolderList, Notice, NoticeDue, RightsAgreement, SeparationState
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.board_orders import standing_orders
from registry.selectors.event_notices import EVENT_KINDS, notice_of_due
from registry.selectors.items import expiration_at
from registry.selectors.notices import mailing_request, standing_stops
from registry.services.event_notices import short_notice

ASIDE_SHOWN = 200
SECTIONS = {
    MailingKind.CERTIFICATES: "3(a)",
    MailingKind.SUMMARY_OF_RIGHTS: "3(b)",
    MailingKind.EXPIRY_REMINDER: "7(a)",
    MailingKind.EVENT_PROPOSED: "25(a)",
    MailingKind.EVENT_OCCURRED: "25(b)",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A mailing that may be frozen: its ground, its words, where its addresses come from, its warnings."""

    agreement: RightsAgreement
    kind: MailingKind
    request: Notice
    mail_class: MailClass
    text: MailingText
    terms: SheetTerms
    source: AddressSource
    holder_list: HolderList | None
    to_mail: ToMail | None
    due: NoticeDue | None
    warnings: tuple[Ground, ...]

    @property
    def section(self) -> str:
        """The section under which its papers go to the holders."""
        return section_of(self.kind)

    def pieces(self, *, at: datetime) -> Iterator[FrozenPiece]:
        """The envelopes, streamed in their order."""
        if self.kind == MailingKind.EXPIRY_REMINDER:
            return reminder_pieces(self.agreement, at=at)
        if self.to_mail is None:
            return summary_pieces(self.agreement, holder_list=self.holder_list, at=at)
        return certificate_pieces(
            self.agreement, numbers=self.to_mail.numbers, stopped=self.to_mail.stopped, at=at
        )


@dataclass(frozen=True, slots=True)
class MailingPreview:
    """What a mailing would come to. `aside` are the first holders set aside, with their grounds."""

    examined: Examined
    pieces: int
    certificates: int
    rights: int
    pages_of_a_piece: int
    destinations: tuple[tuple[str, int], ...]
    set_aside: int
    aside: tuple[tuple[str, Ground], ...]


def section_of(kind: MailingKind | str) -> str:
    """The section under which papers of a kind go to the holders.

    Agreement: 3(a);3(b);7(a);25.
    """
    return SECTIONS[MailingKind(kind)]


def examine_mailing(
    agreement: RightsAgreement, *, kind: MailingKind, text_name: str, mail_class: MailClass, at: datetime
) -> Examined:
    """What a mailing rests on, or a refusal; cheap, whatever its size. Raises as `request_mailing`.

    Agreement: 3(a);3(b);26.
    """
    must_mail_on_request(agreement, papers=kind.value)
    request = mailing_request(agreement, papers=kind.value)
    assert request is not None  # the gate before
    must_not_be_stopped(agreement)
    if kind == MailingKind.EXPIRY_REMINDER:
        must_be_in_time(agreement, at=at)
    event_due = event_to_mail(agreement, kind=kind) if kind.value in EVENT_KINDS else None
    text = text_named(text_name, kind=kind)
    to_mail = _to_mail(agreement) if kind == MailingKind.CERTIFICATES else None
    source, holder_list = source_of(agreement)
    terms = sheet_terms(
        agreement,
        number=next_mailing_number(agreement),
        text=text,
        mail_class=mail_class,
        event=notice_of_due(event_due) if event_due else None,
        at=at,
    )
    return Examined(
        agreement=agreement,
        kind=kind,
        request=request,
        mail_class=mail_class,
        text=text,
        terms=terms,
        source=source,
        holder_list=holder_list,
        to_mail=to_mail,
        due=mailings_due(agreement).filter(entry__isnull=False).first() if to_mail else event_due,
        warnings=(
            *differences(text, terms=terms_in_force(agreement, known_at=at)),
            *_late(agreement, event_due, at=at),
        ),
    )


def previewed(examined: Examined, *, at: datetime) -> MailingPreview:
    """Count what a mailing would hold; holders set aside are told by account and ground.

    Agreement: 26.
    """
    pieces = certificates = rights = set_aside = 0
    countries: Counter[str] = Counter()
    aside: list[tuple[str, Ground]] = []
    for piece in examined.pieces(at=at):
        if piece.aside is not None:
            set_aside += 1
            if len(aside) < ASIDE_SHOWN:
                aside.append((piece.account, piece.aside))
            continue
        pieces += 1
        certificates += piece.certificate_count
        rights += piece.rights
        countries["United States" if piece.country == "US" else "Other countries"] += 1
    return MailingPreview(
        examined=examined,
        pieces=pieces,
        certificates=certificates,
        rights=rights,
        pages_of_a_piece=check_words(examined.text, terms=examined.terms),
        destinations=tuple(sorted(countries.items(), reverse=True)),
        set_aside=set_aside,
        aside=tuple(aside),
    )


def must_be_in_time(agreement: RightsAgreement, *, at: datetime) -> None:
    """Refuse to remind holders of an expiry that has come, or while an order of the Board ends the Rights.

    Raises RefusedByGround with RIGHTS_EXPIRED, ORDER_ENDS_THE_RIGHTS; NOTHING_TO_MAIL before the books are
    open, for until then nobody holds a Right that may be exercised.

    Agreement: 1(q);7(a).
    """
    if agreement.separation_state != SeparationState.BOOKS_OPEN:
        raise refuse("NOTHING_TO_MAIL", reason="the Rights have not separated from the shares")
    ends_at = expiration_at(agreement, terms=terms_in_force(agreement, known_at=at), at=at)
    orders = [one.number for one in standing_orders(agreement)]
    grounds = reminder_grounds(expires_at=ends_at, orders=orders, at=at)
    if grounds:
        raise RefusedByGround.by(grounds)


def event_to_mail(agreement: RightsAgreement, *, kind: MailingKind) -> NoticeDue:
    """The notice of an event that the holders have not had yet and no mailing carries, the earliest first.

    Before the books are open nobody holds a Rights Certificate, to whose holders alone one after the event
    goes. Raises RefusedByGround with NOTHING_TO_MAIL.

    Agreement: 25(a);25(b).
    """
    if kind == MailingKind.EVENT_OCCURRED and source_of(agreement)[0] != AddressSource.BOOKS:
        raise refuse("NOTHING_TO_MAIL", reason="no Rights Certificates are outstanding")
    found = mailings_due(agreement).filter(mailing_kind=kind).first()
    if found is None:
        raise refuse("NOTHING_TO_MAIL", reason="no accepted notice of such an event waits to be mailed")
    return found


def _late(agreement: RightsAgreement, due: NoticeDue | None, *, at: datetime) -> tuple[Ground, ...]:
    """That a notice of a proposed event mailed today would be shorter than the agreement asks (25(a))."""
    if due is None or due.due_by is None:
        return ()
    return short_notice(notice_of_due(due), mailed_on=local_day(agreement, at=at))


def _to_mail(agreement: RightsAgreement) -> ToMail:
    """The certificates that may go; refused where none may, with the run that is waited for."""
    found = certificates_to_mail(agreement)
    if found.numbers or found.stopped:
        return found
    if found.open_runs:
        raise refuse("PRINT_RUN_NOT_READY", run=found.open_runs[0], missing="it is not reconciled")
    raise refuse("NOTHING_TO_MAIL", reason="every countersigned certificate is out or in an envelope")


def source_of(agreement: RightsAgreement) -> tuple[AddressSource, HolderList | None]:
    """The registry of the addresses: the agent's books once open, before that the share list (26)."""
    if agreement.separation_state == SeparationState.BOOKS_OPEN or _has_certificates(agreement):
        return AddressSource.BOOKS, None
    listed = share_list(agreement)
    if listed is None:
        raise refuse(
            "NOTHING_TO_MAIL",
            reason="no accepted list of record holders is on file",
            curing="read the Company's certified list of the Record Date and have it accepted",
        )
    return AddressSource.SHARE_LIST, listed


def _has_certificates(agreement: RightsAgreement) -> bool:
    return agreement.holders.exists()


def must_not_be_stopped(agreement: RightsAgreement, *, held: Sequence[Range] = ()) -> None:
    """Refuse while a queried notice stops the post, or a stop stands on a certificate already in an envelope.

    Raises INSTRUCTION_OUTSIDE_AGREEMENT and STOP_KEEPS_FROM_MAIL, each stop as a ground of its own.

    Agreement: 3(a);20(g).
    """
    stops = [
        ground(
            "INSTRUCTION_OUTSIDE_AGREEMENT",
            reason=f"notice {stop.notice} stops the post until the Company has answered",
        )
        for stop in standing_stops(agreement, act="MAIL")
    ]
    stops += [
        ground(
            "STOP_KEEPS_FROM_MAIL",
            saying=f"A stop stands on certificate {told([one])}, which is in an envelope of this mailing",
            curing="release the stop, or cancel the mailing and freeze it anew: it is set aside then",
            number=told([one]),
        )
        for one in stopped_ranges(agreement, within=held)
    ]
    if stops:
        raise RefusedByGround.by(stops)
