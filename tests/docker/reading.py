"""How the tests read what an engine would: Dockerfile, compose file, ignore file, and the settings' names."""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
DOCKER = ROOT / "docker"
PRODUCT = ("migrate", "web", "worker", "beat")
SERVERS = ("postgres", "valkey")
# ${NAME:-default}, ${NAME:?} and $$, as Compose has them.
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<mark>:[-?])(?P<rest>[^}]*))?\})")


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile, on one line."""

    word: str
    rest: str

    def form(self) -> list[str]:
        """Return the words of an instruction in exec form."""
        return list(json.loads(self.rest[self.rest.index("[") :]))


def instructions() -> list[Instruction]:
    """Return the instructions of the Dockerfile."""
    lines = [line for line in (DOCKER / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [Instruction(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def last_stage() -> list[Instruction]:
    """Return the instructions of the stage that is shipped."""
    found = instructions()
    begins = max(at for at, instruction in enumerate(found) if instruction.word == "FROM")
    return found[begins:]


def shipped_environment() -> dict[str, str]:
    """Return the variables the image sets."""
    told = " ".join(instruction.rest for instruction in last_stage() if instruction.word == "ENV")
    return dict(pair.split("=", 1) for pair in told.split())


def exec_form(word: str) -> list[str]:
    """Return the words of the one instruction of this kind in the shipped stage."""
    (instruction,) = (found for found in last_stage() if found.word == word)
    return instruction.form()


def asked_variables(text: str) -> dict[str, str | None]:
    """Return the variables a compose file asks for; None: it must be given."""
    found = (match for match in VARIABLE.finditer(text) if match["name"])
    return {match["name"]: match["rest"] if match["mark"] == ":-" else None for match in found}


def interpolate(value: Any, *, values: dict[str, str]) -> Any:
    """Put values in, as Compose does once the file is parsed."""
    if isinstance(value, dict):
        return {key: interpolate(part, values=values) for key, part in value.items()}
    if isinstance(value, list):
        return [interpolate(part, values=values) for part in value]
    if not isinstance(value, str):
        return value

    def one(match: re.Match[str]) -> str:
        if not match["name"]:
            return "$"
        default = match["rest"] if match["mark"] == ":-" else None
        found = values.get(match["name"]) or default
        assert found is not None, f"{match['name']} is not given"
        return found

    return VARIABLE.sub(one, value)


def compose(values: dict[str, str]) -> dict[str, Any]:
    """Return the compose file with the values of docker/.env put in."""
    parsed = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    return dict(interpolate(parsed, values=values))


def entry_words() -> set[str]:
    """Return the words the entry point knows by itself."""
    return set(re.findall(r"^    (\w+)\)", (DOCKER / "entrypoint.sh").read_text(), re.MULTILINE))


def entry_variables() -> set[str]:
    """Return the variables the entry point and the health check heed."""
    text = (DOCKER / "entrypoint.sh").read_text()
    asked = set(re.findall(r"os\.environ\.get\(\"(\w+)\"", (DOCKER / "healthcheck.py").read_text()))
    return asked | set(re.findall(r"\$\{(\w+):-", text))


def settings_variables() -> set[str]:
    """Return the variables the settings read."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_environment"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
