"""A letter from its row: the head as of the instant at which it was written, the matter from its facts (§26).

What a letter says about its matter is never read again: it stands in the facts of the row.
"""

from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from agreement.errors import RightsError
from agreement.refusals import refuse
from certificates.drawing.letter import draw_letters
from certificates.faces import date_text
from certificates.letters import Letter
from certificates.services.face_terms import office_lines_on
from certificates.services.letter_matters import MATTERS
from certificates.services.letter_words import Facts, Matter, Told
from certificates.services.post_addresses import window_lines
from registry.models import LetterKind, PaperDue, RightsAgreement
from registry.selectors.agreements import is_productive, terms_in_force
from registry.selectors.notice_addresses import agent_address


def paper_bytes(papers: Iterable[PaperDue]) -> bytes:
    """Letters as one PDF, in the order given; one that cannot be printed is named by its number.

    Raises ADDRESS_NOT_SHOWN, GLYPH_NOT_IN_FONT, FIELD_OVERFLOW, PLACEHOLDER_UNKNOWN.

    Agreement: 26.
    """
    letters = [letter_of(paper) for paper in papers]
    try:
        return draw_letters(letters)
    except RightsError:
        if len(letters) > 1:
            for letter in letters:
                _must_be_printable(letter)
        raise


def letter_of(paper: PaperDue) -> Letter:
    """A letter as plain values; the same row gives the same letter, whatever happened since.

    Agreement: 26.
    """
    agreement, at = paper.agreement, paper.recorded_at
    terms = terms_in_force(agreement, known_at=at)
    told = Told(paper, ZoneInfo(agreement.time_zone), terms.certificate_number_prefix)
    day = at.astimezone(told.zone).date()
    kind = LetterKind(paper.paper_kind)
    matter: Matter = MATTERS[kind](told)
    office = office_lines_on(agreement, day)
    words, is_model = _words(kind)
    to = paper.facts["to"]
    values = {
        "company_name": terms.company.name,
        "agent_name": terms.rights_agent.name,
        "agreement_title": agreement.title,
        "agreement_date": date_text(agreement.agreement_date),
        "office": ", ".join(office) or agent_address(agreement, at=at) or terms.rights_agent.name,
        **matter.values,
    }
    return Letter(
        number=paper.pk,
        agreement_code=agreement.code,
        agent_name=terms.rights_agent.name,
        return_lines=tuple(office),
        address_lines=address_lines(to),
        date_text=date_text(day),
        facts=(*matter.facts, ("Our reference", f"Letter {paper.pk}, {agreement.code}")),
        words=words,
        values=values,
        tables=matter.tables,
        copies=tuple(to.get("copies", ())),
        notice_address=agent_address(agreement, at=at),
        is_demo=is_model or _is_trial(agreement),
    )


def address_lines(to: Facts) -> tuple[str, ...]:
    """The lines behind the window: those of the Company as filed, or a name with its registered address."""
    if "lines" in to:
        return tuple(to["lines"])
    return window_lines(to["name"], to["address"])


def _words(kind: LetterKind) -> tuple[str, bool]:
    """The words of a kind: the operator's own where there are some, else the shipped ones, a model."""
    shipped, *own = [Path(folder) / kind.value.lower() / "letter.txt" for folder in settings.LETTER_FOLDERS]
    for place in reversed(own):
        if place.is_file():
            return place.read_text(encoding="utf-8-sig"), False
    return shipped.read_text(encoding="utf-8-sig"), True


def _is_trial(agreement: RightsAgreement) -> bool:
    return agreement.is_demo or not is_productive()


def _must_be_printable(letter: Letter) -> None:
    """Among several, the one that cannot be printed is named."""
    try:
        draw_letters([letter])
    except RightsError as error:
        raise refuse(
            "LETTER_NOT_PRINTABLE", letter=letter.number, reason=str(error), code=error.code
        ) from error
