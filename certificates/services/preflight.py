"""The pre-flight of a run: every face can be printed, or the run is not locked (§4(a), §5(a)).

Most registrations are plain: few lines, of letters that the fonts have, shorter than the widest that fits.
What is plain needs no trial of its own once the widest plain face of each legend passed; every other face is
tried.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.fields import BooleanField

from agreement.grounds import Ground
from certificates.drawing.preflight import check_face
from certificates.faces import CertificateFace, FaceTerms, FormVersion, LegendClass, TaintClass
from registry.models import RightsCertificate

PLAIN_LINE = 40
PLAIN_RIGHTS = 999_999_999
PLAIN = r"^[!-~][ -~]{0,39}(\n[!-~][ -~]{0,39}){0,3}$"
WORDIEST_RIGHTS = (777_777_777, 373_373_373, 888_888_888)
TOLD_MOST = 20


@dataclass(frozen=True, slots=True)
class UnprintableFace:
    """A certificate that cannot be printed, with what stands against it."""

    number: int
    grounds: tuple[Ground, ...]


def find_unprintable(
    certificates: QuerySet[RightsCertificate], *, terms: FaceTerms, form: FormVersion
) -> list[UnprintableFace]:
    """The certificates that cannot be printed, the first twenty of them; empty when all can.

    Agreement: 4(a).
    """
    found: list[UnprintableFace] = []
    for face in _to_try(certificates, terms, form):
        grounds = check_face(face, form)
        if grounds:
            found.append(UnprintableFace(face.number, tuple(grounds)))
            if len(found) == TOLD_MOST:
                break
    return found


def face_of(certificate: RightsCertificate, *, terms: FaceTerms) -> CertificateFace:
    """A certificate of the books as a face."""
    return CertificateFace(
        terms,
        certificate.number,
        certificate.rights,
        tuple(certificate.registration.split("\n")),
        certificate.dated,
        certificate.verification_code,
        LegendClass(certificate.legend_class),
        TaintClass(certificate.taint_class) if certificate.taint_class else None,
    )


def _to_try(
    certificates: QuerySet[RightsCertificate], terms: FaceTerms, form: FormVersion
) -> Iterator[CertificateFace]:
    """The faces that need a trial of their own, the first certificate always among them."""
    used = certificates.order_by().values_list("legend_class", flat=True).distinct()
    plain_classes = [name for name in used if _widest_plain_fits(terms, form, LegendClass(name))]
    is_plain = Func(
        F("registration"),
        Value(PLAIN),
        template="(%(expressions)s)",
        arg_joiner=' COLLATE "C" ~ ',
        output_field=BooleanField(),
    )
    tried = certificates.annotate(is_plain=is_plain).filter(
        Q(is_plain=False) | Q(rights__gt=PLAIN_RIGHTS) | ~Q(legend_class__in=plain_classes)
    )
    first = certificates.order_by("number").first()
    if first is None:
        return
    yield face_of(first, terms=terms)
    rows: Iterable[RightsCertificate] = (
        tried.exclude(pk=first.pk).order_by("number").iterator(chunk_size=1000)
    )
    for row in rows:
        yield face_of(row, terms=terms)


def _widest_plain_fits(terms: FaceTerms, form: FormVersion, legend_class: LegendClass) -> bool:
    signs = "".join(chr(code) for code in range(0x21, 0x7F))
    samples: list[tuple[str, ...]] = [("W" * PLAIN_LINE,) * 4]
    samples += [tuple(signs[start : start + PLAIN_LINE] for start in range(0, len(signs), PLAIN_LINE))]
    taint_class = TaintClass.III_A if legend_class is LegendClass.NULLITY else None
    return not any(
        check_face(
            CertificateFace(
                terms, 99_999_999, rights, lines, date(2000, 9, 30), "0" * 24, legend_class, taint_class
            ),
            form,
        )
        for lines in samples
        for rights in WORDIEST_RIGHTS
    )
