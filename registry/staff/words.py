"""Words and figures as the console shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from agreement.arithmetic import as_text
from agreement.clauses import UnknownClause, section
from registry import clock
from registry.models import Approval, Document
from registry.roles import READERS, has_any_role
from registry.selectors import requests
from registry.services.documents import may_be_handed_out

register = template.Library()

GOOD = {
    "ACCEPTED", "APPLIED", "APPROVED", "BOOKS_OPEN", "CLOSED", "COUNTERSIGNED", "DONE", "FINISHED", "ISSUED",
    "CERTIFIED", "COMPLETE", "DISPATCHED", "EXAMINED", "OPENED", "OUTSTANDING", "POSTED", "PROOFED", "PROVED",
    "RECONCILED", "CLEAN",
}  # fmt: skip
WAITING = {
    "ATTACHED", "AUTHENTICATED", "AWAITING_PAYMENT", "COUNTERSIGNING", "DATA_LOCKED", "DECLARED", "DEFICIENT",
    "DISPATCHING", "DIVIDED", "DRAFT", "EXECUTED", "HELD", "HELD_20K", "NOT_COUNTERSIGNED", "OPEN",
    "PAUSED", "PENDING", "PREPARED", "PREVIEWED", "PRINTED",
    "QUERIED", "READY", "RECEIVED", "RENDERED", "REQUESTED", "RUNNING", "SEPARATED_PENDING_LIST",
    "SNAPSHOT_LOCKED", "STAGED", "TEXT_APPROVED",
}  # fmt: skip
BAD = {
    "ABORTED", "CANCELLED", "FAILED", "PARTIAL", "QUARANTINED", "REJECTED", "REPLACED", "SPOILED", "STOPPED",
    "VOID", "MALFORMED", "NULLITY", "LAPSED", "REFUSED", "RETURNED", "WITHDRAWN",
}  # fmt: skip


@register.filter
def integer(value: int | None) -> str:
    """Write a whole number with thousands separators; a missing one as a dash."""
    return "–" if value is None else f"{value:,}"


@register.filter
def dollars_exact(value: Fraction) -> str:
    """Write a price in US dollars with every digit; one without end rounded here alone, with its ratio."""
    text = as_text(value)
    if "/" not in text:
        whole, _, cents = text.partition(".")
        return f"${int(whole):,}.{cents:0<2}"
    return f"${Decimal(value.numerator) / Decimal(value.denominator):,.6f}… ({text})"


@register.filter
def is_number(value: object) -> bool:
    """Whether a cell holds a whole number, which is set to the right."""
    return isinstance(value, int) and not isinstance(value, bool)


@register.filter
def figure(value: object) -> str:
    """Write a cell: whole numbers with separators, everything else as it is."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@register.simple_tag(takes_context=True)
def paper(context: template.Context, document: Document | None) -> SafeString | str:
    """A filed paper by its number and title, and for whoever may read it the way to a copy (§18(b))."""
    if document is None:
        return "–"
    request = context.get("request")
    if request is None or not has_any_role(request.user, READERS) or not may_be_handed_out(document):
        return str(document)
    return format_html('<a href="{}" download>{}</a>', reverse("document", args=[document.pk]), document)


@register.filter
def has_lapsed(approval: Approval) -> bool:
    """Whether nobody may approve the request any more."""
    return requests.has_lapsed(approval, at=clock.now())


@register.filter
def request_state(approval: Approval) -> str:
    """How a request stands now, as a code."""
    return requests.state_of(approval, at=clock.now())


@register.filter
def request_words(approval: Approval) -> str:
    """How a request stands now, in words."""
    return requests.STATE_WORDS[requests.state_of(approval, at=clock.now())]


@register.filter
def at_place(values: tuple[object, ...], place: int) -> object:
    """The value at a place, such as the head of a column; nothing where there is no such place."""
    return values[place] if values and place < len(values) else ""


@register.filter
def millionths(value: int | None) -> str:
    """Write a count kept in millionths as a decimal number without trailing zeros."""
    if value is None:
        return "–"
    whole, rest = divmod(int(value), 1_000_000)
    return f"{whole:,}" + (f".{rest:06d}".rstrip("0") if rest else "")


@register.filter
def certificate_number(value: int) -> str:
    """Write a certificate number as it is printed."""
    return f"R-{value:07d}"


@register.filter
def dollars(amount: Decimal | None) -> str:
    """Write money with thousands separators, to the cent."""
    return "–" if amount is None else f"${amount:,.2f}"


@register.filter
def as_dollars(amount: str | Decimal) -> str:
    """Write a fee as bound: all its digits, at least the cents."""
    places = max(2, len(str(amount).partition(".")[2].rstrip("0")))
    return f"${Decimal(amount):,.{places}f}"


@register.filter
def in_certificate_words(key: str) -> str:
    """For whom a new certificate is, by the key under which the rule issues it: line 2/, balance/, R-12/."""
    name = key.partition("/")[0]
    if name.startswith("R-"):
        return f"in the place of {certificate_number(int(name.removeprefix('R-')))}"
    if name.startswith("held "):
        return f"to the nominee, while line {name.removeprefix('held ')} is held"
    if name == "void":
        return "null and void, to the registered holder"
    if name.startswith("certificate "):
        return "to the registered holder"
    return "balance, to the registered holder" if name == "balance" else f"to the transferee of {name}"


@register.filter
def registration(words: str) -> SafeString:
    """The lines of a registration, broken as on the certificate where there is room."""
    return format_html_join(mark_safe(" <br>"), "{}", ((line,) for line in words.split("\n")))


@register.filter
def in_words(code: str) -> str:
    """A code such as ROLLED_FORWARD as words."""
    return code.replace("_", " ").capitalize()


@register.filter
def nullity_class(code: str) -> str:
    """A class of nullity by the sub-clause that names it, such as (iii)(A)."""
    roman, _, letter = str(code).partition("_")
    return f"({roman.lower()})({letter})" if letter else f"({roman.lower()})"


@register.simple_tag
def short_hash(value: str | bytes | memoryview | None) -> SafeString | str:
    """A long hash by its first digits, the whole of it one press away."""
    whole = value if isinstance(value, str) else hexadecimal(value)
    if not whole:
        return "–"
    return format_html(
        '<span class="hash-box"><code class="hash" title="{}">{}…</code>'
        '<button class="copy" type="button" data-copy="{}" title="Copy the whole hash">Copy</button></span>',
        whole,
        whole[:12],
        whole,
    )


@register.filter
def hexadecimal(value: bytes | memoryview | None) -> str:
    """Write a hash in hexadecimal digits."""
    return "" if value is None else bytes(value).hex()


@register.simple_tag
def instant(moment: datetime | None, zone: str = "UTC") -> SafeString | str:
    """Show an instant in the agreement's zone with the zone named, UTC beside it for machines (§1(f))."""
    if moment is None:
        return "–"
    local = moment.astimezone(ZoneInfo(zone))
    seconds = local.strftime(":%S") if local.second else ""
    words = f"{local:%a} {local.day} {local:%b %Y, %H:%M}{seconds} {local:%Z}"
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


@register.simple_tag
def stated_instant(value: str | None, zone: str = "UTC") -> SafeString | str:
    """Show an instant that a paper states, kept as ISO 8601; a dash where it states none."""
    return instant(datetime.fromisoformat(value) if value else None, zone)


@register.simple_tag
def moment(value: date | datetime | None, zone: str = "UTC") -> SafeString | str:
    """Show a date or an instant, whichever is known; a dash where nothing is."""
    return instant(value, zone) if isinstance(value, datetime) else day(value)


@register.filter
def day(value: date | None) -> str:
    """Write a date in words, such as 23 October 2000."""
    return "–" if value is None else f"{value.day} {value:%B %Y}"


@register.simple_tag
def clause(numbers: str) -> SafeString:
    """Chips that name one or more sections, divided by commas or semicolons, and open them."""
    parts = [part.strip() for part in numbers.replace(";", ",").split(",") if part.strip()]
    return format_html_join(" ", "{}", ((_chip(part),) for part in parts))


def _chip(number: str) -> SafeString:
    try:
        found = section(number)
    except UnknownClause:
        return format_html('<span class="clause">{}</span>', number)
    address = reverse("clause", args=[found.number])
    return format_html('<a class="clause" href="{}" title="{}">{}</a>', address, found.title, found.citation)


@register.simple_tag
def state_tag(code: str, words: str = "") -> SafeString:
    """A state as a word with a colour; the word always stands."""
    kind = "good" if code in GOOD else "bad" if code in BAD else "wait" if code in WAITING else "note"
    shown = words or code.replace("_", " ").capitalize()
    return format_html('<span class="tag tag-{}">{}</span>', kind, shown)


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of a result: a value, the parts it consists of, or a table of like records."""

    name: str
    value: str = ""
    parts: Mapping[str, object] | None = None
    columns: tuple[str, ...] = ()
    table: tuple[tuple[tuple[str, str], ...], ...] = ()


@register.filter
def told_lines(told: Mapping[str, object]) -> list[ToldLine]:
    """A result of a calculation, line by line, its names in words."""
    return [_told_line(name, value) for name, value in told.items()]


@register.filter
def told_flat(told: Mapping[str, object]) -> list[tuple[str, str]]:
    """What of a result is different, each part in one line of words."""
    return [(_named(name), _told_value(value)) for name, value in told.items()]


def _named(name: str) -> str:
    """A key as words; an account keeps its signs."""
    words = name.replace("_", " ")
    return in_words(name) if name.isupper() and "_" in name else words[:1].upper() + words[1:]


def _told_line(name: str, value: object) -> ToldLine:
    words = _named(name)
    if isinstance(value, Mapping) and value:
        return ToldLine(words, parts=value)
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        columns = tuple(dict.fromkeys(column for row in value for column in row))
        rows = tuple(tuple((in_words(one), _told_value(row.get(one))) for one in columns) for row in value)
        return ToldLine(words, columns=tuple(in_words(one) for one in columns), table=rows)
    return ToldLine(words, _told_value(value))


def _told_value(value: object) -> str:
    if value is None or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_told_value(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{_named(str(name))}: {_told_value(one)}" for name, one in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)
