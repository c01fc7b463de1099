"""Reads of print runs: a run, its numbers, what became of each number and of each sheet (§5(a))."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet, Sum

from agreement.refusals import refuse
from certificates.models import PieceState, PrintPiece, PrintRun, RunState
from certificates.selectors.numbers import Range, count, event_ranges, joined, told, without
from registry.models import BookEntry, EntryKind, PaperEvent, RightsAgreement, RightsCertificate

# A number moved on (PAPER) is drawn with the move itself; every other new certificate waits for a print run.
ISSUING = (
    EntryKind.OPEN,
    EntryKind.ISSUE,
    EntryKind.TRANSFER,
    EntryKind.SPLIT_UP,
    EntryKind.COMBINE,
    EntryKind.EXCHANGE_CERTIFICATES,
    EntryKind.REPLACE,
    EntryKind.EXERCISE,
    EntryKind.ADJUST_NUMBER,
)


def print_runs(agreement: RightsAgreement) -> QuerySet[PrintRun]:
    """The print runs of an agreement, newest first."""
    return (
        PrintRun.objects.filter(agreement=agreement)
        .select_related("agreement", "form_version", "job", "created_by")
        .prefetch_related(Prefetch("entries", BookEntry.objects.order_by("number")))
        .order_by("-number")
    )


def run_numbered(agreement: RightsAgreement, number: int) -> PrintRun:
    """A run of an agreement by its number. Raises PRINT_RUN_NOT_FOUND."""
    found = print_runs(agreement).filter(number=number).first()
    if found is None:
        raise refuse("PRINT_RUN_NOT_FOUND", run=number, agreement=agreement.code)
    return found


def entries_with_certificates(agreement: RightsAgreement) -> QuerySet[BookEntry]:
    """Entries that issued certificates to print; fractions of Rights alone make none (§5(a), §14(a))."""
    certificates = RightsCertificate.objects.filter(issued_by=OuterRef("pk"))
    issuing = BookEntry.objects.filter(agreement=agreement, kind__in=ISSUING)
    return issuing.filter(Exists(certificates)).order_by("number")


def entries_to_print(agreement: RightsAgreement) -> QuerySet[BookEntry]:
    """Entries whose certificates no standing run prints: what the next run takes (§5(a))."""
    standing = PrintRun.objects.filter(agreement=agreement).exclude(state=RunState.ABORTED)
    taken = PrintRun.entries.through.objects.filter(printrun__in=standing).values("bookentry")
    return entries_with_certificates(agreement).exclude(pk__in=taken)


def waiting_for_print(agreement: RightsAgreement) -> dict[str, int]:
    """How many entries, certificates and Rights wait to be printed; all zero while none does."""
    waiting = entries_to_print(agreement)
    counted = waiting.order_by().aggregate(entries=Count("id"), rights=Sum("rights_opened", default=0))
    issued = RightsCertificate.objects.filter(issued_by__in=waiting.order_by().values("pk"))
    return {**counted, "certificates": issued.count() if counted["entries"] else 0}


def chosen_to_print(agreement: RightsAgreement, *, numbers: Collection[int]) -> list[BookEntry]:
    """The entries named by number, else every entry that waits to be printed.

    Raises ENTRY_NOT_FOUND for a number without an entry to print from; where none is named and none waits
    NOTHING_TO_PRINT, and BOOKS_NOT_OPEN while no entry has issued certificates at all.
    """
    if not numbers:
        waiting = list(entries_to_print(agreement))
        if not waiting and not entries_with_certificates(agreement).exists():
            raise refuse("BOOKS_NOT_OPEN", missing="no entry has issued certificates")
        if not waiting:
            raise refuse("NOTHING_TO_PRINT", agreement=agreement.code)
        return waiting
    # The number that a lost sheet's Rights moved to is of the run that lost it: its entry has none to print.
    entries = BookEntry.objects.filter(agreement=agreement, number__in=numbers).exclude(kind="PAPER")
    found = list(entries.order_by("number"))
    absent = sorted(set(numbers) - {entry.number for entry in found})
    if absent:
        raise refuse("ENTRY_NOT_FOUND", entry=absent[0])
    return found


def run_of_number(agreement: RightsAgreement, number: int) -> PrintRun:
    """The run a certificate number was printed in. Raises CERTIFICATE_NOT_FOUND."""
    piece = latest_piece(agreement, number)
    if piece is None:
        raise refuse("CERTIFICATE_NOT_FOUND", number=number, agreement=agreement.code)
    return run_numbered(agreement, piece.run.number)


def latest_piece(agreement: RightsAgreement, number: int) -> PrintPiece | None:
    """The latest sheet of a certificate number, be it good or spoiled."""
    return (
        PrintPiece.objects.filter(agreement=agreement, certificate_number=number)
        .select_related("run", "file")
        .order_by("-copy")
        .first()
    )


def pieces_of(agreement: RightsAgreement, number: int) -> QuerySet[PrintPiece]:
    """Every sheet of a certificate number in the order it was printed, with who spoiled it and why."""
    return (
        PrintPiece.objects.filter(agreement=agreement, certificate_number=number)
        .select_related("run", "file", "recorded_by")
        .order_by("copy")
    )


def stretches_of(run: PrintRun) -> list[Range]:
    """The numbers that a run locked, as ranges in order."""
    return [(first, last) for first, last in run.stretches]


def numbers_of(run: PrintRun) -> list[Range]:
    """The numbers of a run: those it locked, and those to which its lost ones moved.

    A number moved on is given by the counter, so it lies beyond every number that was given at the lock.
    """
    beyond = PrintPiece.objects.filter(run=run, certificate_number__gt=run.last_number)
    moved = beyond.values_list("certificate_number", flat=True).distinct()
    return joined([*stretches_of(run), *((number, number) for number in moved)])


def register_of(run: PrintRun) -> QuerySet[RightsCertificate]:
    """The certificates of the run's entries as the books have them, in the order of their numbers."""
    entries = PrintRun.entries.through.objects.filter(printrun=run).values("bookentry")
    return RightsCertificate.objects.filter(
        agreement_id=run.agreement_id,
        number__range=(run.first_number, run.last_number),
        issued_by__in=entries,
    ).order_by("number")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every number of a run and every sheet, as an equation: issued + spoiled + unused = range (R-5a-6).

    `open_numbers` are those that are none of the three yet: executed or printed, not countersigned.
    """

    numbers: tuple[Range, ...]
    issued: tuple[Range, ...]
    spoiled: tuple[Range, ...]
    unused: tuple[Range, ...]
    open_numbers: tuple[Range, ...]
    live_without_sheet: tuple[int, ...]
    sheets_by_state: Mapping[str, int]
    reprints: int

    @property
    def equation(self) -> str:
        """The equation as shown."""
        return (
            f"{count(self.issued)} issued + {count(self.spoiled)} spoiled + {count(self.unused)} unused"
            f" {'=' if self.is_balanced else '≠'} {count(self.numbers)} numbers"
        )

    @property
    def is_balanced(self) -> bool:
        """Whether every number is accounted for."""
        return count(self.issued) + count(self.spoiled) + count(self.unused) == count(self.numbers)

    def as_json(self) -> dict[str, object]:
        """Plain JSON, as kept with the run."""
        return {
            "equation": self.equation,
            "numbers": count(self.numbers),
            "issued": count(self.issued),
            "spoiled": count(self.spoiled),
            "unused": count(self.unused),
            "open": count(self.open_numbers),
            "open_numbers": told(self.open_numbers),
            "spoiled_numbers": told(self.spoiled),
            "live_without_sheet": list(self.live_without_sheet),
            "sheets": dict(self.sheets_by_state),
            "reprints": self.reprints,
        }


def reconciliation(run: PrintRun) -> Reconciliation:
    """What became of every number and sheet of a run, counted from events in the books and from pieces."""
    agreement, numbers = run.agreement, numbers_of(run)
    issued = event_ranges(agreement, PaperEvent.COUNTERSIGNED, within=numbers)
    spoiled = event_ranges(agreement, PaperEvent.SPOILED, within=numbers)
    unused = _never_on_the_books(run)
    sheets = dict(
        PrintPiece.objects.filter(run=run)
        .order_by()
        .values_list("state")
        .annotate(how_many=Count("certificate_number"))
    )
    return Reconciliation(
        tuple(numbers),
        tuple(issued),
        tuple(spoiled),
        tuple(unused),
        tuple(without(numbers, [*issued, *spoiled, *unused])),
        tuple(without_good_sheet(run, numbers=without(numbers, spoiled))),
        {state: sheets.get(state, 0) for state in PieceState.values},
        PrintPiece.objects.filter(run=run, copy__gt=1).count(),
    )


def without_good_sheet(run: PrintRun, *, numbers: list[Range], most: int = 20) -> list[int]:
    """Numbers, of those asked for, whose certificate has no good sheet; the first twenty."""
    found: list[int] = []
    for first, last in numbers:
        pieces = PrintPiece.objects.filter(
            agreement_id=run.agreement_id, certificate_number__range=(first, last), state=PieceState.RENDERED
        )
        if pieces.count() == last - first + 1:
            continue
        certificates = RightsCertificate.objects.filter(
            agreement_id=run.agreement_id, number__range=(first, last)
        ).exclude(number__in=pieces.values("certificate_number"))
        found += certificates.order_by("number").values_list("number", flat=True)[: most - len(found)]
        if len(found) >= most:
            break
    return found


def printed_totals(run: PrintRun) -> dict[str, int]:
    """What the files of a run hold: certificates, Rights, files."""
    told_by_files = run.files.aggregate(
        certificates=Sum("certificate_count", default=0), rights=Sum("rights_total", default=0)
    )
    return {**told_by_files, "files": run.files.count(), "pieces": run.pieces.filter(copy=1).count()}


def next_run_number(agreement: RightsAgreement) -> int:
    """The number of the next run of an agreement; asked under its lock."""
    highest: int | None = PrintRun.objects.filter(agreement=agreement).aggregate(top=Max("number"))["top"]
    return (highest or 0) + 1


def _never_on_the_books(run: PrintRun) -> list[Range]:
    """Numbers that the run locked and no certificate bears."""
    register, locked = register_of(run), stretches_of(run)
    if register.count() == count(locked):
        return []
    borne = ((number, number) for number in register.values_list("number", flat=True).iterator())
    return without(locked, joined(borne))
