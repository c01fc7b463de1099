"""The pre-flight: what stands against printing a certificate, found before anything is numbered."""

import re
import unicodedata

from agreement.errors import RightsError
from agreement.form import LegendFacts, legend_grounds
from agreement.grounds import Ground
from agreement.refusals import ground
from certificates.drawing.fields import DoesNotFit, place
from certificates.drawing.plates import plate
from certificates.drawing.typefaces import NAMES_FACE, SCRIPT, TITLE, is_printable, missing_characters
from certificates.faces import (
    NUMBER_DIGITS,
    REGISTRATION_LINES_MAX,
    RIGHTS_MAX,
    VERIFICATION_CODE_LENGTH,
    CertificateFace,
    FaceTerms,
    FormVersion,
    LegendClass,
    TaintClass,
)

_CODE = re.compile(rf"[0-9a-f]{{{VERIFICATION_CODE_LENGTH}}}\Z")
_AGREEMENT_CODE = re.compile(r"[A-Z0-9-]{1,24}\Z")


def check_face(face: CertificateFace, form: FormVersion) -> list[Ground]:
    """Everything that stands against printing this certificate; empty when it can be printed.

    All checks are made even after the first that fails. Nothing here raises.
    Agreement: 4(a); 4(b); 5(a).
    """
    found = [
        *check_terms(face.terms, form),
        *_check_numbers(face),
        *_check_registration(face),
        *_check_legend(face),
    ]
    return found or _check_fit(face, form)


def check_terms(terms: FaceTerms, form: FormVersion) -> list[Ground]:
    """What in the agreement's own terms stands against printing any certificate of it.

    Agreement: 4(a); 5(a).
    """
    found = []
    for name, text, typeface_name in (
        ("company_name", terms.company_name.upper(), TITLE),
        ("company_name", terms.company_name, NAMES_FACE),
        ("agent_name", terms.agent_name, NAMES_FACE),
        ("chief_officer", terms.chief_officer.name, SCRIPT),
        ("attesting_officer", terms.attesting_officer.name, SCRIPT),
        ("seal_text", (terms.seal_text or "").upper(), TITLE),
    ):
        missing = missing_characters(text, name=typeface_name)
        if missing:
            found.append(_glyph(name, missing))
    if not _AGREEMENT_CODE.match(terms.agreement_code):
        found.append(
            _held(
                "AGREEMENT_CODE_UNPRINTABLE",
                f"The agreement code {terms.agreement_code!r} cannot stand in the mark",
            )
        )
    return found


def _check_numbers(face: CertificateFace) -> list[Ground]:
    found = []
    if not 0 < face.rights <= RIGHTS_MAX:
        found.append(
            _held(
                "RIGHTS_COUNT_INVALID", f"A certificate evidences at least one Right; this one {face.rights}"
            )
        )
    if not 0 < face.number < 10**NUMBER_DIGITS:
        found.append(
            _held("CERT_NUMBER_INVALID", f"Certificate number {face.number} has more than 8 digits or none")
        )
    if not _CODE.match(face.verification_code):
        found.append(_held("VERIFICATION_CODE_INVALID", "The verification code is not 24 hexadecimal digits"))
    return found


def _check_registration(face: CertificateFace) -> list[Ground]:
    lines = face.registration
    if not lines or not all(line.strip() for line in lines):
        return [_held("HOLDER_NAME_MISSING", "The holder's name is blank in the books")]
    if len(lines) > REGISTRATION_LINES_MAX:
        what = f"Field registration does not fit; the certificate is set aside: {len(lines)} lines, at most 4"
        return [_held("FIELD_OVERFLOW", what)]
    text = "".join(lines)
    missing = missing_characters(text, name=NAMES_FACE)
    if missing:
        return [_glyph("registration", missing)]
    return []


def _check_legend(face: CertificateFace) -> tuple[Ground, ...]:
    """The rule of 4(b) on this face; a class stands on a certificate only where a notice gave it."""
    known = face.legend_class in tuple(LegendClass)
    sentences = (LegendClass(face.legend_class),) if known else ()
    taint = TaintClass(face.taint_class) if face.taint_class else None
    return legend_grounds(LegendFacts(sentences, taint, notice="the mark in the books" if taint else None))


def _check_fit(face: CertificateFace, form: FormVersion) -> list[Ground]:
    try:
        place(plate(form, face.terms, face.legend_class), face.row, face.terms)
    except DoesNotFit as overflow:
        return [_held("FIELD_OVERFLOW", f"Field {overflow.field} does not fit; the certificate is set aside")]
    except RightsError as refusal:
        return [_held(refusal.code, refusal.message)]
    return []


def _glyph(field: str, missing: str) -> Ground:
    named = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, 'without a name')}" for c in missing[:5])
    plain = (
        "no control, mark or right-to-left character can be"
        if any(not is_printable(c) for c in missing)
        else ""
    )
    return ground(
        "GLYPH_NOT_IN_FONT",
        saying=f"Field {field} cannot be printed: {named}{f'; {plain}' if plain else ''}",
        curing="ask the holder for a registration in characters of templates/certificates/coverage.txt",
        field=field,
        characters=missing,
    )


def _held(code: str, message: str) -> Ground:
    return ground(code, saying=message, curing="correct the register and run the pre-flight again")
