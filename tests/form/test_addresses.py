"""The repository names no host it depends on, no place on one machine, and no secret."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.form.tree import APPLICATIONS, ROOT, files, files_named, text_of

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TEXT = {".py", ".sh", ".md", ".toml", ".txt", ".html", ".css", ".js", ".in", ".sql", ".example", ""}
# Built from parts, so that this file does not find itself.
MACHINE_PATH = re.compile(
    "(?<![\\w.])/(?:" + "|".join(("ho" + "me", "Us" + "ers", "wo" + "rk", "ro" + "ot")) + ")/\\w"
)
ADDRESS = re.compile(
    r"""(?:src|href|action|url\(|@import|from|fetch\()\s*[=(]?\s*["'(]?\s*(?:https?:)?//[\w.-]+"""
)
NAMESPACE_HOSTS = ("www.w3.org",)
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_pins_by_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "file:" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    packages = re.findall(r"^[a-z0-9][a-z0-9._-]*(?:\[[^]]+])?(==\S+)?", text, re.MULTILINE)
    assert packages
    assert all(packages)
    assert text.count("--hash=sha256:") >= len(packages)


def test_there_is_a_lock_for_every_wish() -> None:
    assert {path.stem for path in LOCKS} == {path.stem for path in (ROOT / "requirements").glob("*.in")}
    assert {path.stem for path in LOCKS} == {"boot", "prod", "embedded", "dev"}


def test_the_project_and_the_lock_ask_for_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def wishes(name: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
        return {line.strip() for line in lines if line.strip() and not line.startswith(("#", "-r"))}

    extras = project["optional-dependencies"]
    assert set(project["dependencies"]) == wishes("prod")
    assert set(extras["embedded"]) == wishes("embedded")
    assert {line for line in extras["dev"] if not line.startswith("rights-agent")} == wishes("dev")


def test_no_file_names_a_place_on_one_machine() -> None:
    for path in files():
        if path.suffix in TEXT and not path.is_relative_to("docs/specification"):
            found = MACHINE_PATH.search((ROOT / path).read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{path}: {found and found[0]}"


def test_pages_load_nothing_from_other_hosts() -> None:
    for path in files_named(".html", ".css", ".js", ".svg", under=("templates", "static", *APPLICATIONS)):
        found = [
            hit for hit in ADDRESS.findall(text_of(path)) if not any(host in hit for host in NAMESPACE_HOSTS)
        ]
        assert not found, f"{path}: {found}"


def test_pages_hold_no_script_or_style_of_their_own() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']", re.IGNORECASE)
    for path in files_named(".html", under=("templates",)):
        found = inline.search(text_of(path))
        assert not found, f"{path}: {found and found[0]} is stopped by the content security policy"


def test_no_file_holds_a_secret() -> None:
    for path in files():
        if path.suffix in TEXT:
            assert not SECRET.search((ROOT / path).read_text(encoding="utf-8", errors="replace")), path


def test_no_migration_asks_for_what_the_oldest_or_smallest_server_lacks() -> None:
    lacking = re.compile(
        r"pgcrypto|uuid-ossp|uuidv7\(|WITHOUT OVERLAPS|RETURNING\s+(?:new|old)\.", re.IGNORECASE
    )
    for path in files_named(".py", ".sql", under=("registry", "certificates", "exercises")):
        if "migrations" in path.parts or path.suffix == ".sql":
            assert not lacking.search(text_of(path)), path
