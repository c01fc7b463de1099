"""The listing of a mailing: totals by destination and by file, what is set aside, room for the receipt."""

import io
from collections.abc import Sequence

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, repertoire, text_width
from certificates.post import Listing, ListingRow

LEFT, RIGHT = 48.0, WIDTH - 48.0
ROW_HEIGHT = 21.0
LOWEST = 190.0  # the receipt stands below on the last page
_EDGES = (("Pieces", 380.0), ("Certificates", 470.0), ("Rights", RIGHT))


def draw_post_listing(listing: Listing) -> bytes:
    """The listing as a PDF of as many pages as its files need; refused when its totals do not add up.

    Agreement: 26.
    """
    _require_balance(listing)
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(f"{listing.title} {listing.agreement_code}")
    pen = Pen(canvas)
    rest: Sequence[ListingRow] = listing.files
    page = 1
    while True:
        if listing.is_demo:
            draw_demo(pen)
        y = _draw_head(pen, listing) if page == 1 else HEIGHT - 60
        y = _draw_columns(pen, "File", y)
        taken = max(int((y - LOWEST) // ROW_HEIGHT), 1)
        for row in rest[:taken]:
            _draw_row(pen, row, y)
            y -= ROW_HEIGHT
        rest = rest[taken:]
        text = f"{listing.agreement_code}, {listing.title.lower()}, page {page}"
        pen.text(LEFT, 36, shown(text), face=ITALIC, size=8, colour=GREY)
        if not rest:
            _draw_receipt(pen, listing)
        canvas.showPage()
        if not rest:
            break
        page += 1
    canvas.save()
    return sink.getvalue()


def _require_balance(listing: Listing) -> None:
    for rows in (listing.files, listing.destinations):
        pieces, rights = sum(row.pieces for row in rows), sum(row.rights for row in rows)
        if pieces != listing.pieces or rights != listing.rights:
            raise refuse(
                "BATCH_OUT_OF_BALANCE",
                saying=f"The rows hold {pieces} pieces with {rights} Rights, the mailing {listing.pieces} "
                f"with {listing.rights}",
                printed=rights,
                register=listing.rights,
            )


def _draw_head(pen: Pen, listing: Listing) -> float:
    y = HEIGHT - 66
    pen.text(LEFT, y, shown(listing.title).upper(), face=TITLE, size=15, colour=INK, spacing=1.6)
    parties = shown(f"{listing.agent_name} for {listing.company_name}")
    pen.text(LEFT, y - 17, parties, face=ITALIC, size=10, colour=GREY)
    pen.rule(LEFT, y - 26, RIGHT - LEFT, weight=0.8, colour=INK)
    y -= 46
    facts = (
        ("Agreement", listing.agreement_code),
        ("Prepared", listing.prepared_text),
        ("Papers", listing.papers_words),
        ("Class of mail", listing.mail_class_words),
        ("Pieces", f"{listing.pieces:,}"),
        *((("Certificates", f"{listing.certificates:,}"),) if listing.certificates else ()),
        *((("Rights", f"{listing.rights:,}"),) if listing.rights else ()),
        *((f"Set aside: {why}", f"{pieces:,}") for why, pieces in listing.set_aside),
        *listing.facts,
    )
    for label, value in facts:
        draw_fact(pen, label, value, y)
        y -= 15
    y = _draw_columns(pen, "Destination", y - 8)
    for row in listing.destinations:
        _draw_row(pen, row, y)
        y -= 15
    return y - 8


def draw_fact(pen: Pen, label: str, value: str, y: float) -> None:
    """One line of a paper of the post: what, and the figure or the words; words too long are set smaller."""
    pen.text(LEFT, y, shown(label), face=ITALIC, size=9.4, colour=GREY)
    face = BOLD if value.replace(",", "").isdigit() else ROMAN
    room = RIGHT - LEFT - 168
    width = text_width(shown(value), name=face, size=9.6)
    pen.text(LEFT + 168, y, shown(value), face=face, size=9.6 * min(1.0, room / max(width, 1)))


def _draw_columns(pen: Pen, first: str, y: float) -> float:
    pen.text(LEFT, y, first, face=BOLD, size=8.4, colour=INK)
    for label, edge in _EDGES:
        pen.text(edge - text_width(label, name=BOLD, size=8.4), y, label, face=BOLD, size=8.4, colour=INK)
    pen.rule(LEFT, y - 4, RIGHT - LEFT, weight=0.5, colour=INK)
    return y - 16


def _draw_row(pen: Pen, row: ListingRow, y: float) -> None:
    pen.text(LEFT, y, shown(row.name), face=ROMAN, size=9)
    for (_, edge), figure in zip(_EDGES, (row.pieces, row.certificates, row.rights), strict=True):
        told = f"{figure:,}"
        pen.text(edge - text_width(told, name=ROMAN, size=9), y, told, face=ROMAN, size=9)
    if row.detail:
        pen.text(LEFT + 8, y - 8.5, shown(row.detail), face=ROMAN, size=7, colour=GREY)


def _draw_receipt(pen: Pen, listing: Listing) -> None:
    words = f"Received for mailing by {listing.mail_class_words.lower()}: ____________ pieces"
    pen.text(LEFT, 158, shown(words), face=ROMAN, size=10)
    pen.text(LEFT, 142, "Not received, by the number on the address sheet:", face=ROMAN, size=10)
    pen.rule(LEFT + 226, 140, RIGHT - LEFT - 226, weight=0.4)
    width = (RIGHT - LEFT - 60) / 4
    for place, label in enumerate(("Signature", "Name", "Place of mailing", "Date")):
        x = LEFT + place * (width + 20)
        pen.rule(x, 82, width, weight=0.4)
        pen.text(x, 72, label, face=ITALIC, size=8, colour=GREY)


def shown(text: str) -> str:
    """A text whose unprintable characters show as a box: the paper must always come out."""
    known = frozenset(repertoire(ROMAN))
    return "".join(c if c in known else "□" for c in text)
