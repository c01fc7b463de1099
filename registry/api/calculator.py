"""The calculator for programs: its topics, schema and example of each, a calculation that keeps nothing.

A calculation stands on the terms of the plan in force; the Company's certificate governs (§12, §20(e)).
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agreement.calculator import TOPICS, schema_of, topic_named
from agreement.clauses import cite_all
from registry import clock
from registry.api.access import EVERYBODY
from registry.api.operations import Ask, Read, ReadPage
from registry.api.paging import Page
from registry.selectors.calculations import calculate_for


class TopicLine(serializers.Serializer):
    """A topic of the calculator."""

    name = serializers.CharField()
    version = serializers.IntegerField(help_text="A change of the names of its fields is a new one.")
    answers = serializers.CharField()
    section = serializers.CharField()
    readings = serializers.ListField(
        child=serializers.CharField(), help_text="The open questions that it may use, as in showTerms."
    )


class TopicWhole(TopicLine):
    """A topic with the JSON Schema of its input and an input that runs."""

    schema = serializers.DictField(help_text="JSON Schema (draft 2020-12) of facts, terms and readings.")
    example = serializers.DictField()


class ListTopics(ReadPage):
    """List the topics that the calculator has."""

    name, topic = "listTopics", "Calculator"
    roles, gives, key_kind = EVERYBODY, TopicLine, str

    def page(self, *, after: Any, size: int, asked: Any, **place: Any) -> Page:
        self.agreement(place["code"])
        names = sorted(name for name in TOPICS if after is None or name > after)
        cut_off = names[size - 1] if len(names) > size else None
        return Page([_told(name) for name in names[:size]], cut_off)


class ShowTopic(Read):
    """Show one topic with the JSON Schema of its input and an example that runs."""

    name, topic = "showTopic", "Calculator"
    roles, gives = EVERYBODY, TopicWhole

    def read(self, *, code: str, calculation: str) -> Any:
        self.agreement(code)
        found = topic_named(calculation)
        return _told(calculation) | {"schema": schema_of(found), "example": dict(found.example)}


class CalculationAsked(serializers.Serializer):
    """An input: facts of the topic, a part of an agreement file to take instead, readings to take instead."""

    facts = serializers.DictField(default=dict, help_text="By the schema of showTopic.")
    terms = serializers.DictField(default=dict, help_text="What is left out is as in the plan in force.")
    readings = serializers.DictField(child=serializers.CharField(), default=dict)


class StepComputed(serializers.Serializer):
    """One step: its formula, the exact value, the rounded one with its rounding, the section."""

    name = serializers.CharField()
    formula = serializers.CharField(allow_blank=True)
    exact = serializers.CharField()
    rounded = serializers.CharField(allow_null=True)
    section = serializers.CharField()
    rounding = serializers.DictField(child=serializers.CharField(), required=False)


class ReadingUsed(serializers.Serializer):
    """An open question met: the reading in use, by whose decision, what each other changes in the result."""

    name = serializers.CharField()
    question = serializers.CharField()
    in_use = serializers.CharField()
    decided_by = serializers.CharField()
    section = serializers.CharField()
    otherwise = serializers.DictField()


class GroundOfResult(serializers.Serializer):
    """What is set against the result, or to be seen beside it."""

    code = serializers.CharField()
    effect = serializers.CharField()
    message = serializers.CharField()
    section = serializers.CharField()
    cure = serializers.CharField(allow_blank=True)


class CalculationTold(serializers.Serializer):
    """A calculation, for information: result, steps, readings, grounds; the result empty where one stands."""

    topic = serializers.CharField()
    result = serializers.DictField(help_text="Exact numbers as text.")
    steps = StepComputed(many=True)
    readings_used = ReadingUsed(many=True)
    grounds = GroundOfResult(many=True)


class Calculate(Ask):
    """Compute a topic on an input, on the terms of the plan in force; nothing is kept."""

    name, topic = "calculate", "Calculator"
    roles, takes, gives = EVERYBODY, CalculationAsked, CalculationTold

    def ask(self, told: dict[str, Any], *, code: str, calculation: str) -> Any:
        agreement = self.agreement(code)
        given = {name: part for name, part in told.items() if part}
        return calculate_for(agreement, calculation, given, at=clock.now()).as_json()


def _told(name: str) -> dict[str, Any]:
    topic = TOPICS[name]
    return {
        "name": topic.name,
        "version": topic.version,
        "answers": topic.answers,
        "section": cite_all(*topic.section.split(";")),
        "readings": list(topic.readings),
    }
