"""The statements on the reverse of a certificate, in the words of its own form version (§6(a), §7(f))."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from registry.models import FormVersion
from registry.services.form_folders import place_of

ASSIGNMENT, ELECTION = "assignment_certificate", "election_certificate"
_CLAUSE = re.compile(r"^\((\d)\)\s*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StatementWords:
    """The certificate under a form of the reverse, in the words of a form version: its head, its clauses."""

    head: str
    clauses: tuple[str, ...]
    form_name: str


def statement_words(form: FormVersion, *, statement: str) -> StatementWords:
    """The statements marked on the reverse, as a form version has them. Raises NOT_FOUND.

    Agreement: 6(a);7(f).
    """
    read = import_string(settings.FORM_EXAMINER)(place_of(form))
    words = str(read.texts[read.statements[statement]])
    parts = _CLAUSE.split(words)
    head = re.sub(r"^#+ .*$", "", parts[0], flags=re.MULTILINE)
    clauses = [_plain(text) for text in parts[2::2]]
    return StatementWords(_plain(head), tuple(clauses), form.name)


def _plain(words: str) -> str:
    """Words without their directives for the printer, on one line."""
    return " ".join(re.sub(r"\{[^{}]*\}", "", words).split()).removesuffix("; and").removesuffix(";").strip()
