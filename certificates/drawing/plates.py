"""Plates: everything that stands the same on every certificate of one agreement, form and legend.

A plate is drawn once by ReportLab, captured as Form XObjects and kept; its name is its own digest, so that a
certificate's variable streams, which name it, vouch for the words behind them too.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from certificates.drawing.canvas import Pen, capture
from certificates.drawing.face import draw_face, lay_out_face
from certificates.drawing.overlays import draw_demo, draw_specimen
from certificates.drawing.page import Field
from certificates.drawing.reverse import draw_reverse, lay_out_reverse
from certificates.drawing.typefaces import BOLD, codes, fonts_in_use
from certificates.drawing.writer import form_object
from certificates.faces import FaceTerms, FormVersion


@dataclass(frozen=True, slots=True)
class PlatePage:
    """One static page: its name, its operators, and the finished Form XObject."""

    name: bytes
    operators: bytes
    form_object: bytes


@dataclass(frozen=True, slots=True)
class Plate:
    """The static pages of a certificate, the typefaces they use, and where the variable values go."""

    pages: tuple[PlatePage, ...]
    fonts: frozenset[tuple[int, int]]
    fields: tuple[Field, ...]


@lru_cache(maxsize=32)
def plate(form: FormVersion, terms: FaceTerms, legend_class: str) -> Plate:
    """The plate of a form, an agreement's terms and a legend class. DEMO is part of it where it must stand.

    Agreement: 4(a); 4(b).
    """
    layout = lay_out_face(form, terms, legend_class=legend_class)
    reverses = lay_out_reverse(form, terms)
    is_demo = terms.is_demo or form.is_model
    fields: list[Field] = []

    def face(pen: Pen) -> None:
        if is_demo:
            draw_demo(pen)
        fields.extend(draw_face(pen, form, terms, layout=layout, legend_class=legend_class))

    streams = [capture(face)]
    for place, reverse in enumerate(reverses, start=1):

        def back(pen: Pen) -> None:
            if is_demo:
                draw_demo(pen)
            fields.extend(
                draw_reverse(pen, form, terms, layout=reverse, page=place, page_count=len(reverses) + 1)  # noqa: B023
            )

        streams.append(capture(back))
    used = fonts_in_use(b"".join(streams))
    used.add((codes(BOLD).index, 0))
    return Plate(tuple(_page(stream) for stream in streams), frozenset(used), tuple(fields))


@lru_cache(maxsize=1)
def specimen_page() -> PlatePage:
    """The word SPECIMEN across a sheet, laid over a certificate that is not countersigned."""
    return _page(capture(draw_specimen))


@lru_cache(maxsize=1)
def specimen_fonts() -> frozenset[tuple[int, int]]:
    """The typefaces of the word SPECIMEN."""
    return frozenset(fonts_in_use(specimen_page().operators))


def _page(operators: bytes) -> PlatePage:
    name = b"P" + hashlib.sha256(operators).hexdigest()[:32].encode()
    return PlatePage(name, operators, form_object(operators))
