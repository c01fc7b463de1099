"""The fields of a calculation, made from its JSON Schema: shown with what was given, and read back as JSON.

A field is named by its path, such as `facts.holders.0.account`; a table keeps its keys and values beside each
other. What no field can hold is told as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Said = Mapping[str, str]
MOST_ROWS = 40
BLANK_ROWS = 2
_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field as it is shown: path, words, unit, section, kind, what it holds.

    `kind` is one of text, whole, date, instant, choice, truth, lines, json, group, rows and table. A group
    has `parts`, rows and tables have `rows` of cells under `columns`.
    """

    path: str
    label: str
    meaning: str
    unit: str
    section: str
    is_needed: bool
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()
    parts: tuple[FieldShown, ...] = ()
    columns: tuple[FieldShown, ...] = ()
    rows: tuple[tuple[FieldShown, ...], ...] = ()

    @property
    def id(self) -> str:
        """The identifier on the page."""
        return f"id_{self.path.replace('.', '-')}"


def kind_of(schema: Schema) -> str:
    """Which kind of field holds values of a schema."""
    if "enum" in schema:
        return "choice"
    if any(one.get("type") in ("object", "array") for one in schema.get("anyOf", ())):
        return "json"
    kind = schema.get("type")
    if kind == "array":
        items = schema["items"]
        if items.get("type") == "object" and "properties" in items:
            return "rows"
        return "lines" if kind_of(items) in ("text", "date") else "json"
    if kind == "object":
        return "group" if "properties" in schema else "table"
    if kind == "string":
        return {"date": "date", "date-time": "instant"}.get(str(schema.get("format")), "text")
    return {"boolean": "truth", "integer": "whole"}.get(str(kind), "text")


def fields_shown(
    schema: Schema, given: object, *, path: str, blank: int = BLANK_ROWS
) -> tuple[FieldShown, ...]:
    """The fields of an object with what is given for each; lists end with so many blank rows."""
    told = given if isinstance(given, Mapping) else {}
    needed = schema.get("required", ())
    return tuple(
        _field(name, part, told.get(name), path=f"{path}.{name}", is_needed=name in needed, blank=blank)
        for name, part in schema["properties"].items()
    )


def _field(name: str, schema: Schema, given: object, *, path: str, is_needed: bool, blank: int) -> FieldShown:
    kind, value = kind_of(schema), ""
    parts: tuple[FieldShown, ...] = ()
    columns: tuple[FieldShown, ...] = ()
    rows: tuple[tuple[FieldShown, ...], ...] = ()
    if not _fits(kind, given):
        kind = "json"
    if kind == "group":
        parts = fields_shown(schema, given, path=path, blank=blank)
    elif kind == "rows":
        columns = _cells(schema["items"], {}, path=path)
        records = list(given) if isinstance(given, list) else []
        rows = tuple(
            _cells(schema["items"], record, path=f"{path}.{place}")
            for place, record in enumerate([*records, *({} for _ in range(blank))])
        )
    elif kind == "table":
        columns = (_cell("key", "", path), _cell("value", "", path))
        pairs = list(given.items()) if isinstance(given, Mapping) else []
        rows = tuple(
            (_cell(f"key.{place}", key, path), _cell(f"value.{place}", _text(one), path))
            for place, (key, one) in enumerate([*pairs, *[("", None)] * blank])
        )
    else:
        value = _written(kind, given)
    return FieldShown(
        path=path,
        label=name.replace("_", " ").capitalize(),
        meaning=str(schema.get("description", "")),
        unit=str(schema.get("x-unit", "")),
        section=str(schema.get("x-section", "")),
        is_needed=is_needed,
        kind=kind,
        value=value,
        choices=tuple(str(one) for one in schema.get("enum", ())),
        parts=parts,
        columns=columns,
        rows=rows,
    )


def _fits(kind: str, given: object) -> bool:
    """Whether fields of the kind can hold what is given; else it is told as JSON."""
    if given is None:
        return True
    if kind == "rows":
        return (
            isinstance(given, list)
            and len(given) <= MOST_ROWS
            and all(isinstance(one, dict) for one in given)
        )
    if kind == "table":
        return isinstance(given, dict) and len(given) <= MOST_ROWS and all(map(_is_plain, given.values()))
    if kind == "group":
        return isinstance(given, dict)
    if kind == "lines":
        return isinstance(given, list) and all(isinstance(one, str) for one in given)
    return kind == "json" or _is_plain(given)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int)


def _cells(schema: Schema, record: Mapping[str, Any], *, path: str) -> tuple[FieldShown, ...]:
    """The cells of a row; what nests further stands in its cell as JSON."""
    cells = []
    for cell in fields_shown(schema, record, path=path, blank=0):
        nested = cell.kind in ("group", "rows", "table", "lines")
        name = cell.path.rpartition(".")[2]
        value = _written("json", record.get(name)) if nested else cell.value
        cells.append(
            FieldShown(
                cell.path, cell.label, cell.meaning, cell.unit, cell.section, cell.is_needed,
                "json" if nested else cell.kind, value, cell.choices,
            )
        )  # fmt: skip
    return tuple(cells)


def _cell(name: str, value: str, path: str) -> FieldShown:
    return FieldShown(f"{path}.{name}", name.partition(".")[0].capitalize(), "", "", "", False, "text", value)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _written(kind: str, given: object) -> str:
    if given is None:
        return ""
    if kind == "json":
        return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    if kind == "lines" and isinstance(given, list):
        return "\n".join(given)
    if kind == "truth":
        return "true" if given is True else "false" if given is False else str(given)
    return str(given)


def values_said(schema: Schema, said: Said, *, path: str) -> dict[str, Any]:
    """The object that the fields of a schema say; what is left empty is left out."""
    found = {name: _said(part, said, path=f"{path}.{name}") for name, part in schema["properties"].items()}
    return {name: value for name, value in found.items() if value is not None}


def _said(schema: Schema, said: Said, *, path: str) -> Any:
    kind = kind_of(schema)
    if kind in ("group", "rows", "table") and not said.get(path, "").strip():
        return {"group": _group_said, "rows": _rows_said, "table": _table_said}[kind](schema, said, path)
    text = said.get(path, "").strip()
    if not text:
        return None
    if kind != "text" and text[0] in "[{":
        return _json_or_text(text)
    if kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if kind == "truth":
        return {"true": True, "false": False}.get(text, text)
    if kind == "whole":
        plain = text.replace(",", "")
        return int(plain) if _WHOLE.fullmatch(plain) else text
    is_number = kind == "text" and ("pattern" in schema or "anyOf" in schema)
    return text.removeprefix("$").replace(",", "") if is_number else text


def _group_said(schema: Schema, said: Said, path: str) -> dict[str, Any] | None:
    return values_said(schema, said, path=path) or None


def _rows_said(schema: Schema, said: Said, path: str) -> list[dict[str, Any]] | None:
    rows = [values_said(schema["items"], said, path=f"{path}.{place}") for place in _places(said, f"{path}.")]
    return [row for row in rows if row] or None


def _table_said(schema: Schema, said: Said, path: str) -> dict[str, Any] | None:
    kind, found = kind_of(schema["additionalProperties"]), {}
    for place in _places(said, f"{path}.key."):
        key, value = (said.get(f"{path}.{part}.{place}", "").strip() for part in ("key", "value"))
        if key or value:
            is_whole = kind == "whole" and _WHOLE.fullmatch(value.replace(",", ""))
            found[key] = int(value.replace(",", "")) if is_whole else value
    return found or None


def _places(said: Said, prefix: str) -> Sequence[int]:
    """The numbers of the rows that were sent, in their order."""
    found = {
        int(place)
        for name in said
        if name.startswith(prefix) and (place := name[len(prefix) :].partition(".")[0]).isdecimal()
    }
    return sorted(found)


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
