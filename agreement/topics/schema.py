"""The JSON Schema (draft 2020-12) of a topic's input, from its fields and the agreement file's keys."""

from agreement.agreement_file import values as v
from agreement.agreement_file.keys import KEYS, Key
from agreement.agreement_file.records import RECORD_TABLES, RecordTable
from agreement.readings import QUESTIONS
from agreement.topics.kinds import record_schema
from agreement.topics.topic import Topic

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: dict[v.Kind, dict[str, object]] = {
    v.TRUTH: {"type": "boolean"},
    v.COUNT: {"type": "integer", "minimum": 1},
    v.DATE: {"type": "string", "format": "date"},
    v.TIME: {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"},
}


def schema_of(topic: Topic) -> dict[str, object]:
    """The schema of a topic's input: facts of the topic, any part of an agreement file, readings it uses."""
    has_needs = any(field.required for field in topic.fields)
    return {
        "$schema": DIALECT,
        "$id": f"urn:rights-agent:calculator:{topic.name}:{topic.version}",
        "title": topic.name,
        "description": f"{topic.answers[0].upper()}{topic.answers[1:]}.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "terms": {
                "description": "Any part of an agreement file; what is left out is as in the agreement.",
                **terms_schema(),
            },
            "facts": record_schema(topic.fields),
            "readings": _readings_schema(topic),
        },
        "required": ["facts"] if has_needs else [],
        "examples": [dict(topic.example)],
    }


def _readings_schema(topic: Topic) -> dict[str, object]:
    return {
        "type": "object",
        "description": "Readings of open questions to use instead of those in use.",
        "additionalProperties": False,
        "properties": {
            name: {
                "enum": list(QUESTIONS[name].possible),
                "description": QUESTIONS[name].question,
                "x-section": QUESTIONS[name].section,
            }
            for name in topic.readings
        },
    }


def terms_schema() -> dict[str, object]:
    """The schema of a part of an agreement file: its tables, none of them needed."""
    tables: dict[str, object] = {}
    for name in dict.fromkeys(key.table for key in KEYS):
        tables[name] = _table_schema([key for key in KEYS if key.table == name], needed=False)
    for table in RECORD_TABLES:
        tables[table.name] = _record_table_schema(table)
    return {"type": "object", "additionalProperties": False, "properties": tables}


def _record_table_schema(table: RecordTable) -> dict[str, object]:
    record = _table_schema(list(table.keys), needed=True)
    if table.is_single:
        return record | {"description": table.meaning}
    return {"type": "array", "description": table.meaning, "minItems": table.at_least, "items": record}


def _table_schema(keys: list[Key], *, needed: bool) -> dict[str, object]:
    schema: dict[str, object] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key.name: {
                **_type_of(key.kind),
                "description": f"{key.meaning[0].upper()}{key.meaning[1:]} ({key.kind.words}).",
                "x-section": key.citation,
            }
            for key in keys
        },
    }
    return schema | ({"required": [key.name for key in keys]} if needed else {})


def _type_of(kind: v.Kind) -> dict[str, object]:
    if kind.words.startswith("list"):
        return {"type": "array", "items": {"type": "string"}}
    return _TYPES.get(kind, {"type": "string"})
