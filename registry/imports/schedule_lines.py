"""A nominee's schedule of transfers: a row for each line, CSV or XLSX, read whole; nothing in it is believed.

A file that cannot be read as a whole is refused. A row that cannot be read is a line with its problems: each
names the field, the rule, what is wrong and what cures it, and leaves the other rows as they are.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from agreement.certification import Answer
from agreement.choices import Worded
from agreement.exercise_price import TenderedMeans
from agreement.schedule import LineProblem
from agreement.workflow.items import ItemKind, ReturnMeans
from registry.imports.columns import ADDRESS, REGISTRATION
from registry.imports.coverage import Coverage
from registry.imports.examination import ACCOUNT, examine_row
from registry.imports.problems import FileRefused
from registry.imports.rules import ListRow, ListRules
from registry.imports.small_files import Rows, read_rows

PLACE: Final = ("city", "region", "postal_code", "country")
KNOWN: Final = (
    "reference",
    "rights",
    "statement_1",
    "statement_2",
    "answered_by",
    "stays_with_nominee",
    "account",
    "corrects_line",
    *REGISTRATION,
    *ADDRESS,
    *PLACE,
    # What the list of rejected lines says of each; sent back with it, it is not read.
    "wrong",
)
NEEDED: Final = ("reference", "rights", "statement_1", "statement_2", "answered_by", "registration_1")
# What a line of an exercise says beside: what is paid for it, by which means, how its shares are sent.
PAYMENT: Final = ("payment_amount", "payment_means", "delivery")
MOST_LINES: Final = 5_000
MOST_BYTES: Final = 8 * 1024 * 1024
FIELD_LENGTH: Final = 1_000
NAME_LENGTH: Final = 120
_WHOLE: Final = re.compile(r"[0-9]{1,12}")
_DECIMAL: Final = re.compile(r"[0-9]+\.[0-9]+")
_GROUPED: Final = re.compile(r"[0-9]{1,3}([, ][0-9]{3})+")
_ANY_DAY: Final = (date.min, date.max)
_ANSWERS: Final = {"": Answer.BLANK, **{one.value: one for one in Answer}}
_MEANS: Final = {one.value: one for one in TenderedMeans}
_SENT: Final = {one.value: one for one in ReturnMeans if one is not ReturnMeans.KEPT}
_MONEY: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
_TICKED: Final = {"": False, "NO": False, "YES": True}


@dataclass(frozen=True, slots=True)
class LineRead:
    """One line of a file: its place there, its texts as they came, and what could be read of them."""

    file_line: int
    said: Mapping[str, str]
    reference: str = ""
    rights: int | None = None
    statement_1: Answer = Answer.BLANK
    statement_2: Answer = Answer.BLANK
    answered_by: str = ""
    stays_with_nominee: bool = False
    registration: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    corrects_line: int | None = None
    payment_amount: Decimal | None = None
    payment_means: TenderedMeans | None = None
    delivery: ReturnMeans | None = None
    problems: tuple[LineProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleRead:
    """A whole file: its hash and its lines in their order."""

    sha256: str
    lines: tuple[LineRead, ...]


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns that the lines of a schedule may have, by what it was presented for.

    Shares are registered in books that are not these, so a line of an exercise names no account.

    Agreement: 6(a);7(a).
    """
    if kind != ItemKind.EXERCISE:
        return KNOWN
    return (*(name for name in KNOWN if name not in ("account", "wrong")), *PAYMENT, "wrong")


def read_schedule(
    content: bytes, *, agreement_code: str, coverage: Coverage, kind: str = ItemKind.TRANSFER
) -> ScheduleRead:
    """The lines of a CSV or XLSX file. FileRefused for a file that cannot be believed as a whole.

    Agreement: 6(a);7(a).
    """
    if not content:
        raise FileRefused("LIST_FILE_EMPTY")
    if len(content) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1024 // 1024} MB"
        raise FileRefused("LIST_FILE_TOO_LARGE", {"size": f"{len(content):,} bytes", "limit": limit})
    is_exercise = kind == ItemKind.EXERCISE
    needed = (*NEEDED, *PAYMENT[:2]) if is_exercise else NEEDED
    columns, rows = read_rows(content, known=columns_of(kind), required=needed)
    rules = _Rules(agreement_code, coverage)
    lines = [_line(line, fields, columns=columns, rules=rules) for line, fields in _counted(rows)]
    if not lines:
        raise FileRefused("LIST_FILE_EMPTY")
    return ScheduleRead(hashlib.sha256(content).hexdigest(), tuple(_without_doubles(lines)))


@dataclass(frozen=True, slots=True)
class _Rules:
    agreement_code: str
    coverage: Coverage


def _counted(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_LINES:
            raise FileRefused(
                "LIST_FILE_TOO_LARGE", {"size": f"more than {MOST_LINES:,} lines", "limit": f"{MOST_LINES:,}"}
            )
        yield row


def _line(line: int, fields: list[str], *, columns: tuple[str, ...], rules: _Rules) -> LineRead:
    for column, text in zip(columns, fields, strict=False):
        if len(text) > FIELD_LENGTH:
            raise FileRefused("LIST_FIELD_TOO_LONG", {"line": line, "column": column, "limit": FIELD_LENGTH})
    said = dict(zip(columns, fields, strict=False))
    if len(fields) != len(columns):
        reason = f"has {len(fields)} fields and the head has {len(columns)}"
        wrong = LineProblem("line", "FIELD_COUNT", reason, "give every field of the head, each once")
        return LineRead(line, said, problems=(wrong,))
    values = {name: said.get(name, "").strip() for name in (*KNOWN, *PAYMENT)}
    problems = [*_reference(values), *_rights(values), *_answers(values), *_signs(values, rules)]
    problems += _payment(values)
    stays = _TICKED.get(values["stays_with_nominee"].upper(), False)
    found, wrong_words = _transferee(values, line=line, stays=stays, rules=rules)
    problems += wrong_words
    number = values["corrects_line"]
    whole = int(values["rights"]) if _WHOLE.fullmatch(values["rights"]) else 0
    return LineRead(
        line,
        said,
        reference=values["reference"] if ACCOUNT.fullmatch(values["reference"]) else "",
        rights=whole or None,
        statement_1=_ANSWERS.get(values["statement_1"].upper(), Answer.BLANK),
        statement_2=_ANSWERS.get(values["statement_2"].upper(), Answer.BLANK),
        answered_by=values["answered_by"],
        stays_with_nominee=stays,
        registration=found.registration if found else "",
        address=_address(found),
        account=values["account"],
        corrects_line=int(number) if _WHOLE.fullmatch(number) else None,
        payment_amount=Decimal(values["payment_amount"])
        if _MONEY.fullmatch(values["payment_amount"])
        else None,
        payment_means=_MEANS.get(_word(values["payment_means"])),
        delivery=_SENT.get(_word(values["delivery"])),
        problems=tuple(problems),
    )


def _reference(values: Mapping[str, str]) -> Iterator[LineProblem]:
    said = values["reference"]
    if not ACCOUNT.fullmatch(said) or len(said) > 40 or _DECIMAL.fullmatch(said):
        reason = f"“{_shown(said)}” is no reference" if said else "is empty"
        cure = "give each line a reference of its own: letters, figures, full stops and dashes, as text"
        yield LineProblem("reference", "REFERENCE", reason, cure)


def _rights(values: Mapping[str, str]) -> Iterator[LineProblem]:
    said = values["rights"]
    if _WHOLE.fullmatch(said) and int(said) > 0:
        return
    if _DECIMAL.fullmatch(said):
        cure = "assign whole Rights only"
        yield LineProblem("rights", "WHOLE_RIGHTS", f"“{_shown(said)}” is not a whole number of Rights", cure)
        return
    cure = "write the number without separators" if _GROUPED.fullmatch(said) else "write a whole number"
    reason = f"“{_shown(said)}” is no number of Rights" if said else "is empty"
    yield LineProblem("rights", "WHOLE_RIGHTS", reason, cure)


def _answers(values: Mapping[str, str]) -> Iterator[LineProblem]:
    for name in ("statement_1", "statement_2"):
        if values[name].upper() not in _ANSWERS:
            reason = f"“{_shown(values[name])}” says of no box whether it is ticked"
            yield LineProblem(name, "ANSWER", reason, "write YES, NO, BOTH, or BLANK where no box is ticked")
    if values["stays_with_nominee"].upper() not in _TICKED:
        reason = f"“{_shown(values['stays_with_nominee'])}” is neither YES nor NO"
        yield LineProblem("stays_with_nominee", "YES_OR_NO", reason, "write YES, or NO")
    if values["corrects_line"] and not _WHOLE.fullmatch(values["corrects_line"]):
        reason = f"“{_shown(values['corrects_line'])}” is no number of a line"
        yield LineProblem("corrects_line", "LINE_NUMBER", reason, "name the line by its number")


def _payment(values: Mapping[str, str]) -> Iterator[LineProblem]:
    """What cannot be read of a payment; whether it is enough, and its means accepted, is decided later."""
    said = values["payment_amount"]
    if said and not _MONEY.fullmatch(said):
        reason, cure = (
            f"“{_shown(said)}” is no sum of dollars and cents",
            "write dollars and cents, as 2500.00",
        )
        yield LineProblem("payment_amount", "DOLLARS_AND_CENTS", reason, cure)
    words: tuple[tuple[str, str, Mapping[str, Worded]], ...] = (
        ("payment_means", "PAYMENT_MEANS", _MEANS),
        ("delivery", "DELIVERY_MEANS", _SENT),
    )
    for name, rule, known in words:
        if values[name] and _word(values[name]) not in known:
            reason, cure = f"“{_shown(values[name])}” is no means known", f"write one of {', '.join(known)}"
            yield LineProblem(name, rule, reason, cure)


def _word(said: str) -> str:
    """A word of a list however its letters and blanks are written."""
    return "_".join(said.upper().split())


def _signs(values: Mapping[str, str], rules: _Rules) -> Iterator[LineProblem]:
    who = values["answered_by"]
    if len(who) > NAME_LENGTH or not who.isprintable() or rules.coverage.first_missing(who):
        reason = f"“{_shown(who)}” is too long, or has signs that cannot be printed"
        yield LineProblem("answered_by", "PRINTABLE_NAME", reason, "write the name of who gave the answers")


def _transferee(
    values: Mapping[str, str], *, line: int, stays: bool, rules: _Rules
) -> tuple[ListRow | None, list[LineProblem]]:
    """Name and address as those of a list of holders are examined; Rights that stay need neither."""
    words = {name: values[name] for name in (*REGISTRATION, *ADDRESS, *PLACE)}
    if stays:
        if not any(words.values()) and not values["account"]:
            return None, []
        reason = "names somebody, and the Rights are to stay with the nominee"
        return None, [LineProblem("stays_with_nominee", "ONE_REGISTRATION", reason, "say one or the other")]
    # What a list of holders has beside name and address is not spoken of here.
    row = {
        **words,
        "account": values["account"] or "S",
        "common_shares": "1",
        "country": words["country"].upper(),
    }
    found = examine_row(row, line=line, rules=ListRules(rules.agreement_code, *_ANY_DAY, rules.coverage))
    if isinstance(found, ListRow):
        return found, []
    return None, [LineProblem(one.column, one.code, one.reason, one.cure) for one in found]


def _address(found: ListRow | None) -> dict[str, str]:
    if found is None:
        return {"address": "", **dict.fromkeys(PLACE, "")}
    return {"address": found.address, **{name: getattr(found, name) for name in PLACE}}


def _without_doubles(lines: list[LineRead]) -> Iterator[LineRead]:
    """Every line of a reference that stands more than once is rejected: nobody can tell which is meant."""
    places: dict[str, list[int]] = {}
    for one in lines:
        if one.reference:
            places.setdefault(one.reference, []).append(one.file_line)
    for one in lines:
        others = [place for place in places.get(one.reference, []) if place != one.file_line]
        if others:
            told = ", ".join(map(str, others[:5]))
            reason = f"{one.reference} stands on line {told} too"
            double = LineProblem(
                "reference", "REFERENCE_ONCE", reason, "give each line a reference of its own"
            )
            yield replace(one, problems=(*one.problems, double))
        else:
            yield one


def _shown(text: str) -> str:
    """A text from outside, short and with its invisible signs spelt out."""
    return "".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in text[:40])
