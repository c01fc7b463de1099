"""What a run would print: examined before the books are locked, compared again under the lock (4(a), 5(a)).

The certificates of an entry are a stretch of numbers whose rows never change; what may change between the two
looks is everything else: officers, form, terms, notices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Max, Min, QuerySet, Sum

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from certificates.drawing.forms import read_form_version
from certificates.faces import FaceTerms
from certificates.models import PrintRun, RunState
from certificates.selectors.numbers import Range, joined, told
from certificates.services.face_terms import freeze_terms
from certificates.services.preflight import find_unprintable
from certificates.services.run_grounds import grounds_against_dates, grounds_against_run, must_stand
from registry.models import BookEntry, FormVersion, RightsAgreement, RightsCertificate
from registry.selectors.adjustments import terms_on_form
from registry.selectors.agreements import is_productive, terms_in_force
from registry.services.form_folders import place_of

REGISTER_HASH = """
    SELECT encode(sha256(coalesce(string_agg(leaf_hash, ''::bytea ORDER BY number), ''::bytea)), 'hex')
      FROM rights_certificate
     WHERE agreement_id = %s AND number BETWEEN %s AND %s AND issued_by_id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class Examined:
    """The certificates of some entries by numbers, count and Rights; the words and terms of their faces."""

    form: FormVersion
    form_hash: str
    terms: FaceTerms
    stretches: tuple[Range, ...]
    certificate_count: int
    rights_total: int

    @property
    def first_number(self) -> int:
        """The lowest number of the run."""
        return self.stretches[0][0]

    @property
    def last_number(self) -> int:
        """The highest number of the run."""
        return self.stretches[-1][1]


def examine_run(agreement: RightsAgreement, *, entries: Sequence[BookEntry], at: datetime) -> Examined:
    """What a run of some entries would print, if nothing stands against it; cheap, whatever its size.

    Raises RUN_ALREADY_LOCKED for a second run of an entry, RefusedByGround with every ground against it.

    Agreement: 3(a);4(a);5(a).
    """
    _must_be_in_no_run(entries)
    register = _register_of(agreement, entries)
    form = _form_of(register, entries)
    terms = terms_in_force(agreement, known_at=at)
    must_stand(grounds_against_run(agreement, terms=terms, form=form, at=at))
    face_terms = freeze_terms(
        agreement,
        terms=terms_on_form(form, terms=terms),
        is_demo_print=_why_demo(agreement, form),
        day=at.astimezone(ZoneInfo(agreement.time_zone)).date(),
    )
    if face_terms is None:  # a ground before
        raise refuse("PRINT_RUN_NOT_READY", run=_told(entries), missing="the Company's signatures")
    issued = list(
        register.order_by()
        .values("issued_by")
        .annotate(first=Min("number"), last=Max("number"), how_many=Count("id"), total=Sum("rights"))
    )
    return Examined(
        form=form,
        form_hash=form.folder_hash,
        terms=face_terms,
        stretches=tuple(joined((one["first"], one["last"]) for one in issued)),
        certificate_count=sum(one["how_many"] for one in issued),
        rights_total=sum(one["total"] for one in issued),
    )


def try_every_face(
    agreement: RightsAgreement, *, entries: Sequence[BookEntry], examined: Examined, at: datetime
) -> None:
    """Raise RefusedByGround, with the numbers, when a face of the run cannot be printed; or a date is wrong.

    Agreement: 4(a).
    """
    register, terms = _register_of(agreement, entries), terms_in_force(agreement, known_at=at)
    must_stand(grounds_against_dates(register, terms=terms))
    form = read_form_version(place_of(examined.form))
    unprintable = find_unprintable(register, terms=examined.terms, form=form)
    if unprintable:
        first = unprintable[0].grounds[0]
        numbers = ", ".join(str(face.number) for face in unprintable)
        raise RefusedByGround(
            first.code,
            f"Certificate {unprintable[0].number}: {first.message}; set aside: {numbers}",
            basis=first.basis,
            clause=first.clause,
            facts={**first.facts, "numbers": [face.number for face in unprintable]},
            cure=first.cure,
            grounds=[found for face in unprintable for found in face.grounds],
        )


def hash_of_register(
    agreement_id: int, *, first_number: int, last_number: int, entries: Sequence[int]
) -> str:
    """SHA-256 over the leaf hashes of the entries' certificates in the order of their numbers, in hex."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTER_HASH, [agreement_id, first_number, last_number, list(entries)])
        return str(cursor.fetchone()[0])


def _must_be_in_no_run(entries: Sequence[BookEntry]) -> None:
    runs = PrintRun.objects.filter(entries__in=[entry.pk for entry in entries])
    standing = runs.exclude(state=RunState.ABORTED).order_by("number").first()
    if standing is not None:
        taken = standing.entries.filter(pk__in=[entry.pk for entry in entries]).order_by("number")
        numbers = taken.values_list("number", flat=True)[:1]
        raise refuse("RUN_ALREADY_LOCKED", entry=numbers[0], run=standing.number)


def _register_of(agreement: RightsAgreement, entries: Sequence[BookEntry]) -> QuerySet[RightsCertificate]:
    issued = RightsCertificate.objects.filter(agreement=agreement)
    return issued.filter(issued_by__in=[entry.pk for entry in entries])


def _form_of(register: QuerySet[RightsCertificate], entries: Sequence[BookEntry]) -> FormVersion:
    """The one form version on which every entry issued its certificates; a run has the words of one form."""
    used = list(register.order_by().values_list("issued_by", "form_version").distinct())
    issuing = {entry for entry, _ in used}
    empty = [entry for entry in entries if entry.pk not in issuing]
    if empty:
        raise refuse("PRINT_RUN_NOT_READY", run=_told(empty), missing="it issued no certificate to print")
    forms = FormVersion.objects.in_bulk({form for _, form in used})
    if len(forms) != 1:
        by_form = [
            f"{form.name}: {_told([entry for entry in entries if (entry.pk, form.pk) in used])}"
            for form in sorted(forms.values(), key=lambda form: form.pk)
        ]
        missing = f"certificates of one form version ({'; '.join(by_form)})" if by_form else "an entry"
        raise refuse("PRINT_RUN_NOT_READY", run=_told(entries), missing=missing)
    return next(iter(forms.values()))


def _told(entries: Sequence[BookEntry]) -> str:
    """Entries by their numbers, as a refusal names them."""
    return f"for entry {told(joined((entry.number, entry.number) for entry in entries))}"


def _why_demo(agreement: RightsAgreement, form: FormVersion) -> str:
    """Why DEMO stands across both sides; empty on a productive installation with the Company's own words."""
    if agreement.is_demo:
        return "the agreement is a demo"
    if form.is_model:
        return "the words are a model"
    return "" if is_productive() else "the installation is not marked productive"
