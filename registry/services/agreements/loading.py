"""Taking on an agreement from its file: the record, its first terms, and every register it states (Recitals).

A file once loaded is not loaded again; a changed one becomes a new version of the terms only as an amendment,
by two people and the Company's paper (§27).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction

from agreement.adjustment import figures_left
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
from registry.selectors.agreements import version_in_force
from registry.selectors.demonstrations import active_demo_users
from registry.services.agreements.closures import load_closures
from registry.services.agreements.registers import write_registers
from registry.services.document_files import StoredFile, received_file
from registry.services.documents import record_document
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
class TermsFile:
    """The agreement file: its text, its hash, the paper that gives it effect, from when, since when known."""

    text: str
    sha256: str
    authority: Document
    since: datetime
    known_from: datetime


@dataclass(frozen=True, slots=True)
class AgreementLoaded:
    """What loading a file did: the agreement, its terms, the version made, closures added to the calendar."""

    agreement: RightsAgreement
    terms: Terms
    version: int
    closures_added: int
    form: FormVersion


def load_agreement(contents: bytes, *, original_name: str, by: User, at: datetime) -> AgreementLoaded:
    """Load a new agreement from its file: validated whole, then the record with every register it states.

    One member of staff does this: nothing binds by it. Every notice, form, list and entry that follows needs
    two people, who see the terms and the registers as loaded; from then on only an amendment changes them.
    Raises AgreementFileError with every problem, AGREEMENT_INCOMPLETE, AGREEMENT_ALREADY_LOADED for the same
    file, AMENDMENT_REQUIRED for a changed one, CLOCK_MOVED for a real plan beside a moved clock,
    DEMO_USERS_ACTIVE for one beside demo users, and what the form's folder refuses.

    Agreement: Recitals;27.
    """
    must_be_staff(by, act="loading an agreement")
    terms = read_terms(contents)
    form = must_be_loadable(terms)
    known = RightsAgreement.objects.filter(code=terms.code).first()
    if known is not None:
        must_differ(known, contents=contents)
        raise refuse("AMENDMENT_REQUIRED", agreement=known.code)
    with received_file(contents, original_name=original_name) as file, transaction.atomic(durable=True):
        agreement = _take_on(terms, at=at)
        document = record_file(agreement, stored=file.stored, original_name=original_name, by=by, at=at)
        # The first terms are the agent's own contract: known from its signing.
        signed = min(start_of(terms.agreement_date, terms=terms), at)
        stated = TermsFile(text_of(contents), file.stored.sha256, document, signed, signed)
        loaded = write_version(agreement, terms=terms, file=stated, form=form, at=at)
        file.keep()
    return loaded


def text_of(contents: bytes) -> str:
    """The text of an agreement file, without the mark that some editors put before it."""
    return contents.decode("utf-8-sig")


def read_terms(contents: bytes, *, is_kept: bool = False) -> Terms:
    """The terms that a file states, read whole; of one that `is_kept`, keys that came since may be missing.

    Raises AgreementFileError, AGREEMENT_INCOMPLETE.

    Agreement: Recitals.
    """
    try:
        return read_agreement_file(contents, is_kept=is_kept)
    except AgreementFileError as error:
        missing = [
            name
            for key, name in _ESSENTIAL.items()
            if any(problem.key == key and "missing" in problem.wrong for problem in error.problems)
        ]
        if missing:
            raise refuse("AGREEMENT_INCOMPLETE", missing=", ".join(missing)) from error
        raise


def must_be_loadable(terms: Terms) -> FormFolder:
    """The folder of the form that the terms name, if terms of this plan may stand in this installation.

    Raises CLOCK_MOVED, DEMO_USERS_ACTIVE, and what the form's folder refuses.

    Agreement: Recitals.
    """
    if settings.CLOCK_OFFSET and not terms.demo:
        raise refuse("CLOCK_MOVED", offset=settings.CLOCK_OFFSET)
    if not terms.demo and (demo_users := active_demo_users()):
        raise refuse("DEMO_USERS_ACTIVE", people=", ".join(demo_users))
    return find_form_folder(terms.form_version)


def must_differ(agreement: RightsAgreement, *, contents: bytes) -> None:
    """Refuse a file that is on file already, in any version.

    Agreement: 27.
    """
    if agreement.terms_versions.filter(file_text=text_of(contents)).exists():
        raise refuse("AGREEMENT_ALREADY_LOADED", agreement=agreement.code)


def _take_on(terms: Terms, *, at: datetime) -> RightsAgreement:
    """The record of the agreement; whoever loads it at the same time and comes second is refused."""
    try:
        with transaction.atomic():
            return _make(terms, at=at)
    except IntegrityError as error:
        raise refuse("AGREEMENT_ALREADY_LOADED", agreement=terms.code) from error


def _make(terms: Terms, *, at: datetime) -> RightsAgreement:
    return RightsAgreement.objects.create(
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


def record_file(
    agreement: RightsAgreement, *, stored: StoredFile, original_name: str, by: User, at: datetime
) -> Document:
    """File the agreement file itself, as it was received.

    Agreement: 18(b).
    """
    return record_document(
        agreement,
        stored=stored,
        kind="AGREEMENT_FILE",
        title=f"Agreement file of {agreement.code}",
        original_name=original_name,
        signed_on=None,
        received_at=at,
        received_by=by,
        at=at,
    )


def write_version(
    agreement: RightsAgreement, *, terms: Terms, file: TermsFile, form: FormFolder, at: datetime
) -> AgreementLoaded:
    """The next version of the terms, with the registers, readings, closures and form that it states.

    The caller holds the lock of the agreement, or has just made it.

    Agreement: 27.
    """
    version = next_version(agreement)
    figures, _ = certified_figures(agreement, terms=terms, since=file.since)
    TermsVersion.objects.create(
        agreement=agreement,
        version=version,
        effective_from=file.since,
        known_from=file.known_from,
        recorded_at=at,
        file_text=file.text,
        sha256=file.sha256,
        document=file.authority,
        figures=figures,
    )
    write_registers(agreement, terms=terms, at=at)
    _write_readings(agreement, terms=terms, document=file.authority, at=at)
    added = load_closures(terms.business_day_policy, at=at)
    return AgreementLoaded(agreement, terms, version, added, _form_row(agreement, form=form, at=at))


def certified_figures(
    agreement: RightsAgreement, *, terms: Terms, since: datetime
) -> tuple[dict[str, str], dict[str, str]]:
    """The figures of certificates that stand under amended terms from an instant, and those that fall.

    One falls where the amended file itself states another value of what it departs from.

    Agreement: 12;27.
    """
    versions = list(agreement.terms_versions.order_by("version"))
    if not versions:
        return {}, {}
    stood = version_in_force(versions, at=since)
    before = read_terms(stood.file_text.encode(), is_kept=True)
    left = figures_left(stood.figures, before=before, after=terms)
    return left, {name: value for name, value in stood.figures.items() if name not in left}


def last_file(agreement: RightsAgreement) -> TermsVersion:
    """The version of the terms that the last agreement file made.

    Agreement: 27.
    """
    return agreement.terms_versions.filter(certificate=None).latest("version")


def next_version(agreement: RightsAgreement) -> int:
    """The number that the next version of the terms has."""
    return agreement.terms_versions.count() + 1


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
