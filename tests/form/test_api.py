"""The description of the API is current, says all, and its reference needs nothing from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from config.api.schema import FILE, description, written_description
from tests.form.tree import ROOT


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_file_of_the_description_is_current() -> None:
    if (ROOT / FILE).read_text(encoding="utf-8") != written_description():
        pytest.fail(f"{FILE} is stale: manage.py write_openapi writes it again")


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does_and_who_may_call_it() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names)) > 30
    for _, _, operation in operations():
        assert operation["summary"].endswith("."), operation["operationId"]
        assert operation["description"].startswith("Open to: "), operation["operationId"]
        assert operation["description"] != "Open to: .", operation["operationId"]


ASKING = {"calculate", "verifyCertificate"}  # answer what is in its body and keeps nothing


def test_every_act_needs_a_key_and_nothing_else_does() -> None:
    for path, method, operation in operations():
        acts = method == "post" and operation["operationId"] not in ASKING
        headers = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"]
        assert headers == (["Idempotency-Key"] if acts else []), path


def test_every_refusal_is_described_as_a_problem() -> None:
    for path, _, operation in operations():
        for status, answer in operation["responses"].items():
            kinds = list(answer["content"])
            expected = "application/json" if status < "400" else "application/problem+json"
            assert kinds == [expected], (path, status)


def test_nothing_with_a_fraction_is_a_number() -> None:
    for name, schema in description()["components"]["schemas"].items():
        for field, kind in schema.get("properties", {}).items():
            assert kind.get("type") != "number", f"{name}.{field} loses figures: give it as text"
