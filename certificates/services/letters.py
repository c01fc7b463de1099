"""Letters in the post room: printed alone or together, recorded as mailed by a person, taken back (§26).

No job and no clock records that a letter was mailed. What was mailed is kept as a file, drawn once more from
the frozen facts and named by its SHA-256 in the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from agreement.refusals import refuse
from certificates.models import LetterMailing, MailClass
from certificates.selectors.letters import TO_THE_HOLDER, letters, letters_numbered, standing_mailings
from certificates.services.copies_by_mail import tell_of_letters
from certificates.services.letter_papers import paper_bytes
from certificates.services.press_files import KeptFile, keep_file, open_kept
from registry.models import LetterKind, PaperDue, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class Handed:
    """What a person states of the post: the day, the class of mail, who handed the letters over."""

    mailed_on: date
    mail_class: MailClass
    mailed_by: str


def letter_bytes(paper: PaperDue) -> bytes:
    """A letter as a PDF: the very file that was mailed, or drawn from its facts while none was.

    Raises as `letter_papers.paper_bytes`.

    Agreement: 26.
    """
    mailed = standing_mailings().filter(paper=paper).first()
    if mailed is None:
        return paper_bytes([paper])
    with open_kept(mailed.stored_as) as kept:
        return kept.read()


def record_mailed(
    agreement: RightsAgreement,
    numbers: Sequence[int],
    handed: Handed,
    *,
    document: Evidence | None = None,
    by: User,
    at: datetime,
) -> list[LetterMailing]:
    """A person states that letters were handed to the post, from evidence; all of them or none.

    A closed letter that went out all the same is recorded too. Raises LETTER_NOT_FOUND, LETTER_SENT_ELSEWHERE
    for an application, LETTER_MAILED_ALREADY, LETTER_DAY_IMPOSSIBLE, LETTER_PART_MISSING, and what drawing
    refuses.

    Agreement: 26.
    """
    must_be_staff(by, act="recording letters as mailed")
    if not handed.mailed_by.strip():
        raise refuse("LETTER_PART_MISSING", missing="person who handed the letter to the post")
    found = _numbered(agreement, numbers)
    for paper in found:
        _must_be_mailable(paper, handed, at=at)
    kept = {paper.pk: _kept(paper) for paper in found}
    with transaction.atomic(durable=True):
        locked = lock_books(agreement)
        _must_not_be_mailed(found)
        evidence = require_document(locked, document) if document is not None else None
        records = [
            LetterMailing.objects.create(
                paper=paper,
                mailed_on=handed.mailed_on,
                mail_class=handed.mail_class.value,
                mailed_by=handed.mailed_by.strip(),
                document=evidence,
                sha256=kept[paper.pk].sha256,
                stored_as=kept[paper.pk].stored_as,
                recorded_at=at,
                recorded_by=by,
            )
            for paper in found
        ]
        for paper in found:
            details = {"mailed_on": handed.mailed_on.isoformat(), "sha256": kept[paper.pk].sha256}
            _note(locked, paper, act="LETTER_MAILED", details=details, by=by, at=at)
        transaction.on_commit(partial(_tell_holders, found, mailed_on=handed.mailed_on))
    return records


def _tell_holders(papers: Sequence[PaperDue], *, mailed_on: date) -> None:
    """Who consented to copies by mail is told of letters that stand at the account."""
    tell_of_letters(
        (one for one in papers if one.item_id and one.paper_kind in TO_THE_HOLDER), mailed_on=mailed_on
    )


@transaction.atomic(durable=True)
def take_back(paper: PaperDue, *, reason: str, by: User, at: datetime) -> LetterMailing:
    """Take a wrong record back by another that names it; the letter waits for the post again.

    Raises LETTER_NOT_MAILED, LETTER_PART_MISSING without a reason.

    Agreement: 26.
    """
    must_be_staff(by, act="taking back the record of a letter")
    if not reason.strip():
        raise refuse("LETTER_PART_MISSING", missing="reason")
    locked = lock_books(paper.agreement)
    wrong = standing_mailings().filter(paper=paper).first()
    if wrong is None:
        raise refuse("LETTER_NOT_MAILED", letter=paper.pk)
    record = LetterMailing.objects.create(
        paper=paper, reverses=wrong, reason=reason.strip(), recorded_at=at, recorded_by=by
    )
    _note(locked, paper, act="LETTER_RECORD_TAKEN_BACK", details={"record": wrong.pk}, by=by, at=at)
    return record


def _numbered(agreement: RightsAgreement, numbers: Iterable[int]) -> list[PaperDue]:
    asked = sorted(set(numbers))
    if not asked:
        raise refuse("LETTER_PART_MISSING", missing="letter")
    found = list(letters_numbered(agreement, asked))
    missing = [number for number in asked if number not in {paper.pk for paper in found}]
    if missing:
        raise refuse("LETTER_NOT_FOUND", letter=missing[0], agreement=agreement.code)
    return found


def _must_be_mailable(paper: PaperDue, handed: Handed, *, at: datetime) -> None:
    if paper.paper_kind == LetterKind.APPLICATION:
        raise refuse("LETTER_SENT_ELSEWHERE", letter=paper.pk)
    zone = ZoneInfo(paper.agreement.time_zone)
    written, today = paper.recorded_at.astimezone(zone).date(), at.astimezone(zone).date()
    if not written <= handed.mailed_on <= today:
        raise refuse("LETTER_DAY_IMPOSSIBLE", letter=paper.pk, written=written, date=handed.mailed_on)


def _must_not_be_mailed(found: Sequence[PaperDue]) -> None:
    mailed = standing_mailings().filter(paper__in=[paper.pk for paper in found]).order_by("paper").first()
    if mailed is not None:
        raise refuse("LETTER_MAILED_ALREADY", letter=mailed.paper_id, date=mailed.mailed_on)


def _kept(paper: PaperDue) -> KeptFile[int]:
    """The letter as a file in the store; the same letter again is the same file."""
    drawn = paper_bytes([paper])
    return keep_file(lambda sink: sink.write(drawn), suffix=".pdf")


def _note(
    agreement: RightsAgreement,
    paper: PaperDue,
    *,
    act: str,
    details: Mapping[str, object],
    by: User,
    at: datetime,
) -> None:
    append_audit(agreement, actor=by, act=act, subject=f"letter {paper.pk}", details=dict(details), at=at)


def letters_bytes(agreement: RightsAgreement, numbers: Iterable[int]) -> bytes:
    """Several letters as one PDF, in the order of their numbers.

    Raises LETTER_NOT_FOUND, LETTER_NOT_PRINTABLE with the number of the one that cannot be printed.

    Agreement: 26.
    """
    return paper_bytes(_numbered(agreement, numbers))


def letter_numbered(agreement: RightsAgreement, number: int) -> PaperDue:
    """One letter of an agreement by its number. Raises LETTER_NOT_FOUND, also for another agreement's.

    Agreement: 26.
    """
    found = letters(agreement).filter(pk=number).first()
    if found is None:
        raise refuse("LETTER_NOT_FOUND", letter=number, agreement=agreement.code)
    return found
