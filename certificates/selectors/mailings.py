"""Reads of mailings: the list, one mailing with its totals counted from its pieces, who is set aside (26)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, Value, When

from agreement.refusals import refuse
from certificates.models import InheritedMailing, Mailing, MailingPiece, PieceStep, PrintRun, RunState
from certificates.selectors.numbers import (
    Range,
    common,
    event_ranges,
    joined,
    ranges_with_items,
    stopped_ranges,
    without,
)
from certificates.selectors.print_runs import numbers_of
from registry.models import (
    OF_THE_OFFICE,
    HolderList,
    ListPurpose,
    ListState,
    NoticeDue,
    PaperEvent,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
)
from registry.selectors.adjustments import SUMMARY_OF_ADJUSTMENT
from registry.selectors.board_orders import MAILED_AS

MAILED = (PieceStep.DISPATCHED, PieceStep.RETURNED, PieceStep.REMAILED)
IN_THE_POST = (PieceStep.PRODUCED, *MAILED)
ACCOUNTED_FOR = (RunState.RECONCILED, RunState.CLOSED, RunState.ABORTED)
INITIAL_CERTIFICATES = "M-02"
_STRETCHES = """
    SELECT min(number), max(number)
      FROM (SELECT number, number - row_number() OVER (ORDER BY number) AS stretch
              FROM mailing_piece WHERE mailing_id = %s AND state = ANY (%s)) AS standing
     GROUP BY stretch ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a number of pieces comes to."""

    pieces: int = 0
    certificates: int = 0
    rights: int = 0


def mailings(agreement: RightsAgreement) -> QuerySet[Mailing]:
    """The mailings of an agreement, newest first."""
    return (
        Mailing.objects.filter(agreement=agreement)
        .select_related("agreement", "request__document", "approval", "job", "created_by", "holder_list")
        .order_by("-number")
    )


def inherited_mailings(agreement: RightsAgreement) -> QuerySet[InheritedMailing]:
    """The mailings of which only evidence was inherited, the latest day first (§3(b))."""
    found = InheritedMailing.objects.filter(agreement=agreement)
    return found.select_related("document", "approval__maker", "approval__approver").order_by(
        "-mailed_on", "-id"
    )


def mailing_numbered(agreement: RightsAgreement, number: int) -> Mailing:
    """A mailing of an agreement by its number. Raises MAILING_NOT_FOUND."""
    found = mailings(agreement).filter(number=number).first()
    if found is None:
        raise refuse("MAILING_NOT_FOUND", mailing=number, agreement=agreement.code)
    return found


def next_mailing_number(agreement: RightsAgreement) -> int:
    """The number of the next mailing of an agreement; asked under its lock."""
    highest: int | None = Mailing.objects.filter(agreement=agreement).aggregate(top=Max("number"))["top"]
    return (highest or 0) + 1


def pieces_of_holder(holder: RegisteredHolder) -> QuerySet[MailingPiece]:
    """The pieces of mail of a holder, the newest first, with mailing, receipt and what came back (§26)."""
    found = MailingPiece.objects.filter(holder=holder).select_related("mailing", "receipt", "came_back")
    return found.order_by("-mailing__number", "number")


def totals_by_state(mailing: Mailing) -> Mapping[PieceStep, Totals]:
    """Pieces, certificates and Rights in each state, counted from the pieces themselves."""
    rows = _summed(MailingPiece.objects.filter(mailing=mailing).order_by().values("state"))
    found = {PieceStep(row["state"]): _totals(row) for row in rows}
    return {state: found.get(state, Totals()) for state in PieceStep}


def given(mailing: Mailing) -> int:
    """How many pieces the post took: what was mailed is given, whether or not it came back (§26)."""
    return sum(totals_by_state(mailing)[state].pieces for state in MAILED)


def totals_by_destination(mailing: Mailing) -> Sequence[tuple[str, Totals]]:
    """Produced pieces by where they go: at home and abroad."""
    where = Case(When(country="US", then=Value("United States")), default=Value("Other countries"))
    produced = MailingPiece.objects.filter(mailing=mailing, state__in=IN_THE_POST).order_by()
    rows = {row["where"]: _totals(row) for row in _summed(produced.annotate(where=where).values("where"))}
    return sorted(rows.items(), key=lambda row: row[0], reverse=True)


def totals_by_file(mailing: Mailing) -> Mapping[int, Totals]:
    """Pieces, certificates and Rights by the key of the file that holds their sheets."""
    held = MailingPiece.objects.filter(mailing=mailing, file__isnull=False).order_by().values("file_id")
    return {row["file_id"]: _totals(row) for row in _summed(held)}


def set_aside(mailing: Mailing) -> QuerySet[MailingPiece]:
    """The pieces that are not mailed, each with its ground."""
    return MailingPiece.objects.filter(mailing=mailing, state=PieceStep.EXCLUDED).order_by("number")


def aside_by_code(mailing: Mailing) -> Sequence[tuple[str, int]]:
    """How many pieces are set aside on each ground."""
    rows = set_aside(mailing).order_by().values_list("ground__code").annotate(pieces=Count("id"))
    return sorted((str(code), pieces) for code, pieces in rows)


def piece_ranges(mailing: Mailing, *states: PieceStep) -> list[Range]:
    """The numbers of the pieces in some states, as ranges."""
    with connection.cursor() as cursor:
        cursor.execute(_STRETCHES, [mailing.pk, [state.value for state in states]])
        return [(first, last) for first, last in cursor.fetchall()]


def certificates_in(mailing: Mailing, *, pieces: Sequence[Range]) -> list[Range]:
    """The certificate numbers in pieces of a mailing, as ranges."""
    found: list[Range] = []
    for one in pieces:
        held = MailingPiece.objects.filter(
            mailing=mailing, number__range=one, first_certificate__isnull=False
        ).values_list("first_certificate", "last_certificate")
        found += [(first, last) for first, last in held if first is not None and last is not None]
    return joined(found)


@dataclass(frozen=True, slots=True)
class ToMail:
    """Certificate numbers that may go to the post, those a stop keeps, and runs not yet accounted for."""

    numbers: tuple[Range, ...]
    stopped: tuple[Range, ...]
    open_runs: tuple[int, ...]


def certificates_to_mail(agreement: RightsAgreement) -> ToMail:
    """Countersigned certificates not out, in no envelope, and of runs that are accounted for (§3(a)).

    A certificate that came back is among them once the address of its holder has changed.
    """
    top = RightsCertificate.objects.filter(agreement=agreement).aggregate(top=Max("number"))["top"]
    if not top:
        return ToMail((), (), ())
    all_numbers = [(1, int(top))]
    signed = event_ranges(agreement, PaperEvent.COUNTERSIGNED, within=all_numbers)
    gone = [
        *event_ranges(agreement, PaperEvent.ISSUED, within=all_numbers),
        *event_ranges(agreement, PaperEvent.SPOILED, within=all_numbers),
    ]
    open_runs = list(PrintRun.objects.filter(agreement=agreement).exclude(state__in=ACCOUNTED_FOR))
    awaited = [one for run in open_runs for one in numbers_of(run)]
    may_go = joined([*without(signed, gone), *_to_mail_again(agreement)])
    free = without(may_go, _in_envelopes(agreement))
    ready = without(free, [*awaited, *ranges_with_items(agreement, within=free)])
    stopped = stopped_ranges(agreement, within=ready)
    waiting = [run.number for run in open_runs if common(free, numbers_of(run))]
    return ToMail(tuple(without(ready, stopped)), tuple(stopped), tuple(waiting))


def envelopes_waiting(agreement: RightsAgreement) -> list[str]:
    """In words, each mailing with certificates in envelopes that the post has not taken yet (§3(a), §26)."""
    held = MailingPiece.objects.filter(
        agreement=agreement,
        state__in=(PieceStep.QUEUED, PieceStep.PRODUCED),
        first_certificate__isnull=False,
    )
    numbers = held.order_by("mailing__number").values_list("mailing__number", flat=True).distinct()
    return [f"mailing {number} holds certificates that have not gone to the post" for number in numbers]


def share_list(agreement: RightsAgreement) -> HolderList | None:
    """The share registry's list for the Summary of Rights: that of the Record Date, accepted (§3(b)).

    Once the Rights have separated and no such list is on file, that of the Distribution Date takes its place.
    """
    standing = HolderList.objects.filter(
        agreement=agreement, state__in=(ListState.ACCEPTED, ListState.OPENED)
    ).order_by("received_at", "id")
    of_record_date = standing.filter(purpose=ListPurpose.RECORD_DATE).last()
    return of_record_date or standing.filter(purpose=ListPurpose.DISTRIBUTION_DATE).last()


def mailings_due(agreement: RightsAgreement) -> QuerySet[NoticeDue]:
    """What the books say is to be mailed and no standing mailing takes up."""
    taken = Mailing.objects.filter(agreement=agreement, due__isnull=False).exclude(state="CANCELLED")
    due = NoticeDue.objects.filter(agreement=agreement).exclude(pk__in=taken.values("due_id"))
    # Those of a change of agent, of an adjustment and of an order of the Board have pages of their own.
    due = due.exclude(mailing_kind__in=(*OF_THE_OFFICE, SUMMARY_OF_ADJUSTMENT, *MAILED_AS.values()))
    return due.filter(mailed__isnull=True).select_related("entry", "agreement").order_by("id")


def _in_envelopes(agreement: RightsAgreement) -> list[Range]:
    held = MailingPiece.objects.filter(
        agreement=agreement,
        state__in=(PieceStep.QUEUED, PieceStep.PRODUCED),
        first_certificate__isnull=False,
    ).values_list("first_certificate", "last_certificate")
    return joined((first, last) for first, last in held if first is not None and last is not None)


def _to_mail_again(agreement: RightsAgreement) -> list[Range]:
    """Numbers of pieces that came back, whose holders have had another address in force since."""
    again = MailingPiece.objects.filter(
        agreement=agreement,
        state=PieceStep.RETURNED,
        first_certificate__isnull=False,
        holder__address_versions__recorded_at__gt=F("came_back__recorded_at"),
    ).values_list("first_certificate", "last_certificate")
    return joined((first, last) for first, last in again if first is not None and last is not None)


def _summed(rows: QuerySet[Any, Any]) -> QuerySet[Any, dict[str, Any]]:
    held = Q(first_certificate__isnull=False)
    return rows.annotate(
        pieces=Count("id"),
        certificates=Sum(F("last_certificate") - F("first_certificate") + 1, filter=held, default=0),
        rights_in_all=Sum("rights", default=0),
    )


def _totals(row: Mapping[str, Any]) -> Totals:
    return Totals(row["pieces"], int(row["certificates"]), int(row["rights_in_all"]))
