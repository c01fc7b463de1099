"""What a run would print: examined before the books are locked, compared again under the lock (4(a), 5(a)).

The certificates of an entry are a range of numbers whose rows never change; what may change between the two
looks is everything else: officers, form, terms, notices.
"""

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
from certificates.services.face_terms import freeze_terms
from certificates.services.preflight import find_unprintable
from certificates.services.run_grounds import grounds_against_dates, grounds_against_run, must_stand
from registry.models import BookEntry, FormVersion, RightsAgreement, RightsCertificate
from registry.selectors.agreements import is_productive, terms_in_force
from registry.services.form_folders import place_of

REGISTER_HASH = """
    SELECT encode(sha256(coalesce(string_agg(leaf_hash, ''::bytea ORDER BY number), ''::bytea)), 'hex')
      FROM rights_certificate WHERE agreement_id = %s AND number BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class Examined:
    """The certificates of an entry by range, count and Rights; the words and terms of their faces."""

    form: FormVersion
    form_hash: str
    terms: FaceTerms
    first_number: int
    last_number: int
    certificate_count: int
    rights_total: int


def examine_run(agreement: RightsAgreement, *, entry: BookEntry, at: datetime) -> Examined:
    """What a run of an entry would print, if nothing stands against it; cheap, whatever its size.

    Raises RUN_ALREADY_LOCKED for a second run of an entry, RefusedByGround with every ground against it.

    Agreement: 3(a);4(a);5(a).
    """
    standing = PrintRun.objects.filter(entry=entry).exclude(state=RunState.ABORTED).first()
    if standing is not None:
        raise refuse("RUN_ALREADY_LOCKED", entry=entry.number, run=standing.number)
    form = _form_of(_register_of(agreement, entry), entry)
    terms = terms_in_force(agreement, known_at=at)
    must_stand(grounds_against_run(agreement, terms=terms, form=form, at=at))
    face_terms = freeze_terms(
        agreement,
        terms=terms,
        is_demo_print=_why_demo(agreement, form),
        day=at.astimezone(ZoneInfo(agreement.time_zone)).date(),
    )
    if face_terms is None:  # a ground before
        raise refuse("PRINT_RUN_NOT_READY", run="for this entry", missing="the Company's signatures")
    totals = _register_of(agreement, entry).aggregate(
        first_number=Min("number"),
        last_number=Max("number"),
        certificate_count=Count("id"),
        rights_total=Sum("rights"),
    )
    return Examined(form=form, form_hash=form.folder_hash, terms=face_terms, **totals)


def try_every_face(agreement: RightsAgreement, *, entry: BookEntry, examined: Examined, at: datetime) -> None:
    """Raise RefusedByGround, with the numbers, when a face of the run cannot be printed; or a date is wrong.

    Agreement: 4(a).
    """
    register, terms = _register_of(agreement, entry), terms_in_force(agreement, known_at=at)
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


def hash_of_register(agreement_id: int, *, first_number: int, last_number: int) -> str:
    """SHA-256 over the leaf hashes of certificates in the order of their numbers, in hex."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTER_HASH, [agreement_id, first_number, last_number])
        return str(cursor.fetchone()[0])


def _register_of(agreement: RightsAgreement, entry: BookEntry) -> QuerySet[RightsCertificate]:
    return RightsCertificate.objects.filter(agreement=agreement, issued_by=entry)


def _form_of(register: QuerySet[RightsCertificate], entry: BookEntry) -> FormVersion:
    """The one form version the certificates of an entry were issued on."""
    forms = list(register.order_by().values_list("form_version", flat=True).distinct())
    if len(forms) != 1:
        raise refuse(
            "PRINT_RUN_NOT_READY",
            run=f"for entry {entry.number}",
            missing="certificates of one form version" if forms else "it issued no certificate to print",
        )
    return FormVersion.objects.get(pk=forms[0])


def _why_demo(agreement: RightsAgreement, form: FormVersion) -> str:
    """Why DEMO stands across both sides; empty on a productive installation with the Company's own words."""
    if agreement.is_demo:
        return "the agreement is a demo"
    if form.is_model:
        return "the words are a model"
    return "" if is_productive() else "the installation is not marked productive"
