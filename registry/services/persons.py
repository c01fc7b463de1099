"""Persons whom papers name: recorded with their kind, and with whom they succeeded (§1(t))."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.ownership import person_kind_grounds
from agreement.refusals import refuse
from registry.models import PersonRecord, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class PersonTold:
    """What a paper says of a Person. `predecessor` is the name of a Person on file, or empty."""

    name: str
    kind: str
    predecessor: str = ""
    succeeded_on: date | None = None


@transaction.atomic(durable=True)
def record_person(
    agreement: RightsAgreement, told: PersonTold, *, document: Evidence | None, by: User, at: datetime
) -> PersonRecord:
    """Keep a Person by its kind, once; a successor with the day and the Person whom it succeeded.

    The register is left as it is. Raises PERSON_KIND_REQUIRED, INSTRUCTION_PART_MISSING for a name or a day
    of succession that is missing, NOT_FOUND for a predecessor that is not on file, REQUEST_ALREADY_DECIDED
    for a Person on file, NO_SUPPORTING_DOCUMENT.

    Agreement: 1(t).
    """
    must_be_staff(by, act="recording a Person")
    grounds = person_kind_grounds(told.kind)
    if grounds:
        raise RefusedByGround.by(grounds)
    name, succeeds = " ".join(told.name.split()), bool(told.predecessor)
    if not name or succeeds is (told.succeeded_on is None):
        missing = "the day of the succession, with whom it succeeded" if name else "the name"
        raise refuse("INSTRUCTION_PART_MISSING", kind="Person", missing=missing)
    locked = lock_books(agreement)
    known = PersonRecord.objects.filter(agreement=locked)
    if known.filter(name=name).exists():
        raise refuse("REQUEST_ALREADY_DECIDED", what=f"Person {name}", state="on file")
    predecessor = known.filter(name=told.predecessor).first() if succeeds else None
    if succeeds and predecessor is None:
        raise refuse("NOT_FOUND", what=f"A Person called {told.predecessor}")
    made = PersonRecord.objects.create(
        agreement=locked,
        name=name,
        kind=told.kind,
        predecessor=predecessor,
        succeeded_on=told.succeeded_on,
        document=require_document(locked, document),
        recorded_at=at,
        recorded_by=by,
    )
    append_audit(
        locked,
        actor=by,
        act="PERSON_RECORDED",
        subject=f"Person {made.pk}",
        details={"kind": made.kind, "predecessor": predecessor.pk if predecessor else None},
        at=at,
    )
    return made
