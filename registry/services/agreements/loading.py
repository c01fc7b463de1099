"""Taking on an agreement from its file: the record, its first terms, and every register it states (Recitals).

A file once loaded is not loaded again; a changed one becomes a new version of the terms only with the paper
of the amendment (§27).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import transaction

from agreement.agreement_file import AgreementFileError, read_agreement_file
from agreement.refusals import refuse
from agreement.terms import Terms
from registry.models import (
    Document,
    FormVersion,
    ReadingDecision,
    RightsAgreement,
    TermsVersion,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.demonstrations import active_demo_users
from registry.services.agreements.closures import load_closures
from registry.services.agreements.registers import write_registers
from registry.services.books import lock_books
from registry.services.document_files import StoredFile, received_file
from registry.services.documents import Evidence, record_document, require_document
from registry.services.form_folders import FormFolder, find_form_folder

# What an agreement cannot be without, by the keys of its file (Recitals, exhibits).
_ESSENTIAL = {
    "company": "a Company",
    "rights_agent": "a Rights Agent",
    "agreement.agreement_date": "a date",
    "agreement.exhibit_a": "Exhibit A",
    "agreement.exhibit_b": "Exhibit B",
    "agreement.exhibit_c": "Exhibit C",
}


@dataclass(frozen=True, slots=True)
class Amendment:
    """The paper that changes the terms, and from when they apply (§27)."""

    document: Evidence
    effective_from: datetime


@dataclass(frozen=True, slots=True)
class _TermsFile:
    """The agreement file itself: its text, and what keeping it makes of it."""

    text: str
    stored: StoredFile
    original_name: str


@dataclass(frozen=True, slots=True)
class AgreementLoaded:
    """What loading a file did: the agreement, its terms, the version made, closures added to the calendar."""

    agreement: RightsAgreement
    terms: Terms
    version: int
    closures_added: int
    form: FormVersion


def load_agreement(
    contents: bytes,
    *,
    original_name: str,
    by: User,
    at: datetime,
    amendment: Amendment | None = None,
) -> AgreementLoaded:
    """Load an agreement file: validated whole, then the record with every register it states.

    Raises AgreementFileError with every problem, AGREEMENT_INCOMPLETE, AGREEMENT_ALREADY_LOADED for the same
    file, AMENDMENT_REQUIRED for a changed one without its amendment, CLOCK_MOVED for a real plan beside a
    moved clock, DEMO_USERS_ACTIVE for one beside demo users, and what the form's folder refuses.

    Agreement: Recitals;27.
    """
    must_be_staff(by, act="loading an agreement")
    terms = _read(contents)
    if settings.CLOCK_OFFSET and not terms.demo:
        raise refuse("CLOCK_MOVED", offset=settings.CLOCK_OFFSET)
    if not terms.demo and (demo_users := active_demo_users()):
        raise refuse("DEMO_USERS_ACTIVE", people=", ".join(demo_users))
    form = find_form_folder(terms.form_version)
    known = RightsAgreement.objects.filter(code=terms.code).first()
    if known is not None:
        _must_be_amended(known, contents=contents, amendment=amendment)
    with received_file(contents, original_name=original_name) as file, transaction.atomic(durable=True):
        new = _TermsFile(contents.decode("utf-8-sig"), file.stored, original_name)
        if known is not None and amendment is not None:
            loaded = _amend(known, terms=terms, file=new, form=form, amendment=amendment, by=by, at=at)
        else:
            loaded = _take_on(terms, file=new, form=form, by=by, at=at)
        file.keep()
    return loaded


def _read(contents: bytes) -> Terms:
    try:
        return read_agreement_file(contents)
    except AgreementFileError as error:
        missing = [
            name
            for key, name in _ESSENTIAL.items()
            if any(problem.key == key and "missing" in problem.wrong for problem in error.problems)
        ]
        if missing:
            raise refuse("AGREEMENT_INCOMPLETE", missing=", ".join(missing)) from error
        raise


def _must_be_amended(agreement: RightsAgreement, *, contents: bytes, amendment: Amendment | None) -> None:
    """Refuse a file that is on file, in any version, and a changed one without the paper that changes it."""
    if agreement.terms_versions.filter(file_text=contents.decode("utf-8-sig")).exists():
        raise refuse("AGREEMENT_ALREADY_LOADED", agreement=agreement.code)
    if amendment is None:
        raise refuse("AMENDMENT_REQUIRED", agreement=agreement.code)


def _take_on(terms: Terms, *, file: _TermsFile, form: FormFolder, by: User, at: datetime) -> AgreementLoaded:
    agreement = RightsAgreement.objects.create(
        code=terms.code,
        title=terms.title,
        company_name=terms.company.name,
        company_jurisdiction=f"{terms.company.jurisdiction} {terms.company.entity_kind}",
        agent_name=terms.rights_agent.name,
        agent_jurisdiction=f"{terms.rights_agent.jurisdiction} {terms.rights_agent.entity_kind}",
        agreement_date=terms.agreement_date,
        predecessor_code=terms.predecessor_code,
        predecessor_date=terms.original_agreement_date,
        time_zone=str(terms.time_zone),
        is_demo=terms.demo,
        created_at=at,
    )
    document = _record_file(agreement, file=file, by=by, at=at)
    signed = min(start_of(terms.agreement_date, terms=terms), at)
    return _write(agreement, terms=terms, file=file, form=form, document=document, since=signed, at=at)


def _record_file(agreement: RightsAgreement, *, file: _TermsFile, by: User, at: datetime) -> Document:
    return record_document(
        agreement,
        stored=file.stored,
        kind="AGREEMENT_FILE",
        title=f"Agreement file of {agreement.code}",
        original_name=file.original_name,
        signed_on=None,
        received_at=at,
        received_by=by,
        at=at,
    )


def _amend(
    known: RightsAgreement,
    *,
    terms: Terms,
    file: _TermsFile,
    form: FormFolder,
    amendment: Amendment,
    by: User,
    at: datetime,
) -> AgreementLoaded:
    """A new version of the terms: in effect as the amendment says, known from its receipt (§27, §18(b)).

    The paper of the amendment is its authority; the file that states the terms is filed beside it.
    """
    agreement = lock_books(known)
    _record_file(agreement, file=file, by=by, at=at)
    return _write(
        agreement,
        terms=terms,
        file=file,
        form=form,
        document=require_document(agreement, amendment.document),
        since=amendment.effective_from,
        at=at,
    )


def _write(
    agreement: RightsAgreement,
    *,
    terms: Terms,
    file: _TermsFile,
    form: FormFolder,
    document: Document,
    since: datetime,
    at: datetime,
) -> AgreementLoaded:
    version = agreement.terms_versions.count() + 1
    TermsVersion.objects.create(
        agreement=agreement,
        version=version,
        effective_from=since,
        # The first terms are the agent's own contract: known from its signing.
        known_from=since if version == 1 else document.received_at,
        recorded_at=at,
        file_text=file.text,
        sha256=file.stored.sha256,
        document=document,
    )
    write_registers(agreement, terms=terms, at=at)
    _write_readings(agreement, terms=terms, document=document, at=at)
    added = load_closures(terms.business_day_policy, at=at)
    return AgreementLoaded(agreement, terms, version, added, _form_row(agreement, form=form, at=at))


def _form_row(agreement: RightsAgreement, *, form: FormFolder, at: datetime) -> FormVersion:
    row, _ = FormVersion.objects.get_or_create(
        agreement=agreement,
        name=form.name,
        defaults={
            "folder": form.folder.name,
            "folder_hash": form.hash,
            "is_model": form.is_model,
            "recorded_at": at,
        },
    )
    return row


def _write_readings(agreement: RightsAgreement, *, terms: Terms, document: Document, at: datetime) -> None:
    """Each reading of the file is a decision, unless the last decision on the question says the same."""
    standing = {
        decision.name: decision.reading
        for decision in ReadingDecision.objects.filter(agreement=agreement).order_by("since", "id")
    }
    ReadingDecision.objects.bulk_create(
        ReadingDecision(
            agreement=agreement,
            name=reading.name,
            reading=reading.in_use,
            decided_by=reading.decided_by,
            document=document,
            since=min(start_of(reading.since, terms=terms), at),
            recorded_at=at,
        )
        for reading in terms.readings.values()
        if standing.get(reading.name) != reading.in_use
    )


def start_of(day: date, *, terms: Terms) -> datetime:
    """The first instant of a day in the zone of the agreement."""
    return datetime.combine(day, time(), tzinfo=terms.time_zone).astimezone(UTC)
