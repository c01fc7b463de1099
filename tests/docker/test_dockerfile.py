"""The Dockerfile's instructions, and what a build does not see."""

import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from tests.docker.reading import DOCKER, ROOT, exec_form, instructions, last_stage, shipped_environment
from tests.form.tree import APPLICATIONS

IGNORED = [
    line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")
]


def is_ignored(path: str) -> bool:
    """Tell whether a build does not see a path, by the patterns this project uses."""
    parts = Path(path).parts
    above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return any(
        fnmatch(name, pattern) or (pattern.startswith("**/") and fnmatch(Path(name).name, pattern[3:]))
        for pattern in IGNORED
        for name in above
    )


def test_there_are_two_stages_on_one_base_that_may_be_given() -> None:
    found = instructions()
    assert found[0].word == "ARG"
    assert found[0].rest.startswith("BASE=")
    stages = [instruction.rest for instruction in found if instruction.word == "FROM"]
    assert stages == ["${BASE} AS build", "${BASE}"]
    assert [instruction.rest for instruction in found if instruction.word == "ARG"] == [found[0].rest]


def test_the_base_is_named_without_a_host() -> None:
    base = instructions()[0].rest.removeprefix("BASE=")
    assert "/" not in base
    assert "://" not in (DOCKER / "Dockerfile").read_text()


def test_packages_come_by_the_lock_file_hash_by_hash_and_from_no_other_line() -> None:
    installing = [found.rest for found in instructions() if "pip install" in found.rest]
    (line,) = installing
    words = line.split("pip install", 1)[1].split("&&")[0].split()
    assert "--require-hashes" in words
    assert words[words.index("-r") + 1] == "/tmp/prod.txt"
    assert [word for word in words if not word.startswith("-")] == [":all:", "/tmp/prod.txt"]
    assert ("COPY", "requirements/prod.txt /tmp/prod.txt") in {
        (found.word, found.rest) for found in instructions()
    }
    assert not any(re.search(r"\b(apt|apt-get|curl|wget)\b", found.rest) for found in instructions())
    assert not any(found.word == "ADD" for found in instructions())


def test_a_borrowed_index_is_a_secret_of_one_line() -> None:
    borrowing = [found for found in instructions() if "pip.conf" in found.rest]
    (line,) = borrowing
    assert line.rest.count("--mount=type=secret") == 2
    assert not any("PIP_INDEX_URL" in found.rest or "index-url" in found.rest for found in instructions())


def test_it_runs_as_an_ordinary_user_with_a_fixed_number() -> None:
    users = [found.rest for found in last_stage() if found.word == "USER"]
    assert users == ["10001:10001"]
    (making,) = (found.rest for found in last_stage() if "useradd" in found.rest)
    assert "--uid 10001" in making
    assert "--shell /usr/sbin/nologin" in making
    after = [found.word for found in last_stage()]
    assert not {"RUN", "COPY"} & set(after[after.index("USER") :])


def test_entry_point_command_and_health_check_are_programs_not_shell_lines() -> None:
    assert exec_form("ENTRYPOINT") == ["/opt/rights/code/docker/entrypoint.sh"]
    assert exec_form("CMD") == ["web"]
    assert exec_form("HEALTHCHECK") == ["python", "/opt/rights/code/docker/healthcheck.py"]
    assert os.access(DOCKER / "entrypoint.sh", os.X_OK)


def test_the_shipped_stage_takes_only_what_was_built() -> None:
    copied = [found.rest for found in last_stage() if found.word == "COPY"]
    assert copied == ["--from=build /opt/rights /opt/rights"]


def test_every_application_is_copied_by_name_and_seen_by_the_build() -> None:
    sources = [
        source
        for found in instructions()
        if found.word == "COPY" and not found.rest.startswith("--from")
        for source in found.rest.split()[:-1]
    ]
    assert {*APPLICATIONS, "templates", "static", "manage.py"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not is_ignored(source), source


def test_a_build_sees_no_state_no_secret_and_no_history() -> None:
    for path in (
        "var/secrets.env",
        ".git/config",
        ".venv/bin/python",
        ".env",
        "docker/.env",
        "docker/product.env",
        "config/__pycache__/settings.pyc",
        "tests/conftest.py",
    ):
        assert is_ignored(path), path
    for path in (
        "config/settings.py",
        "registry/sql/posting.sql",
        "docker/entrypoint.sh",
        "config/environment.py",
    ):
        assert not is_ignored(path), path


def test_no_variable_of_the_image_is_a_secret_or_an_address() -> None:
    told = shipped_environment()
    assert told["STATIC_MANIFEST"] == "1"
    assert not [name for name in told if re.search("KEY|PASSWORD|SECRET|TOKEN|_URL$", name)]


def test_static_files_are_collected_without_servers_or_keys(tmp_path: Path) -> None:
    environment = {"PATH": "", "STATIC_ROOT": str(tmp_path / "static"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(DOCKER / "collect_static.py")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "static" / "staticfiles.json").read_text())
    assert (tmp_path / "static" / manifest["paths"]["css/console.css"]).is_file()
