"""The environment is read with types, and everything wrong with it is named at once."""

import ast
import base64
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment, is_process_alive, parse_database_address, read_env_file

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = base64.b64encode(bytes(32)).decode()


def read_by_the_settings() -> set[str]:
    """The names of the variables that the settings read."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") == "_environment"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_each_variable_is_explained_once_in_the_document_of_operations() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    explained = re.findall(
        r"^\| `([A-Z_]+)` \|", text[text.index("## 13 The variables") :], flags=re.MULTILINE
    )
    started = (ROOT / "docker" / "entrypoint.sh").read_text(encoding="utf-8")
    of_the_image = set(re.findall(r"\$\{([A-Z_]+)", started))
    assert {"BIND", "WORKER_PROCESSES"} < of_the_image
    assert len(explained) == len(set(explained))
    assert set(explained) == read_by_the_settings() | of_the_image


def test_the_example_to_be_copied_names_every_variable_that_the_settings_read() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^#?([A-Z_]+)=", text, flags=re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) == read_by_the_settings() | {"BIND", "PORT"}
    assert "STAFF_BY_OS_USER" in named


def test_every_missing_or_ill_formed_variable_is_named_at_once() -> None:
    environment = Environment({"WORKERS": "many", "OFFSET": "yesterday", "DATABASE_URL": "mysql://h/d"})
    environment.text("SECRET_KEY")
    environment.integer("WORKERS")
    environment.duration("OFFSET")
    environment.database("DATABASE_URL")
    environment.key("COMMITMENT_KEY")
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.finish()
    for name in ("SECRET_KEY", "WORKERS", "OFFSET", "DATABASE_URL", "COMMITMENT_KEY"):
        assert name in str(caught.value)
    assert "many" not in str(caught.value)


def test_a_complete_environment_passes() -> None:
    environment = Environment(
        {
            "A": " word ",
            "B": "2",
            "C": "yes",
            "D": "x, y",
            "E": "-P1DT1H",
            "F": "-90",
            "G": KEY,
            "H": f"1:{KEY}",
        }
    )
    assert environment.text("A") == "word"
    assert environment.integer("B") == 2
    assert environment.flag("C")
    assert environment.words("D") == ["x", "y"]
    assert environment.duration("E") == -timedelta(days=1, hours=1)
    assert environment.duration("F") == -timedelta(seconds=90)
    assert environment.key("G") == bytes(32)
    assert environment.key_ring("H") == {"1": bytes(32)}
    assert environment.flag("ABSENT") is False
    environment.finish()


@pytest.mark.parametrize(
    "text",
    ["1", f"1:{KEY},1:{KEY}", "1:short", f":{KEY}", ","],
)
def test_a_key_ring_that_is_none_is_refused(text: str) -> None:
    environment = Environment({"RING": text})
    environment.key_ring("RING")
    with pytest.raises(ImproperlyConfigured, match="RING"):
        environment.finish()


def test_an_address_of_the_database_is_taken_apart() -> None:
    address = parse_database_address("postgresql://us%40er:p%2Fw@db:5433/books?sslmode=require")
    assert (address.user, address.password, address.host, address.port) == ("us@er", "p/w", "db", "5433")
    assert address.options == {"sslmode": "require"}
    with pytest.raises(ValueError, match="names no database"):
        parse_database_address("postgresql://user@db")


def test_a_file_of_variables_is_read_with_comments_and_quotes(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# comment\nA=1\nB = 'two words'\n\nnonsense\n")
    assert read_env_file(path) == {"A": "1", "B": "two words"}
    assert read_env_file(tmp_path / "absent") == {}


def test_addresses_of_a_runner_that_is_gone_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    monkeypatch.setenv("RIGHTS_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "embedded.env").write_text(f"DATABASE_URL=postgresql://h/d\nRUNNER_PID={gone.pid}\n")
    assert "DATABASE_URL" not in Environment.gather(tmp_path).values
    (tmp_path / "embedded.env").write_text(f"DATABASE_URL=postgresql://h/d\nRUNNER_PID={os.getpid()}\n")
    assert Environment.gather(tmp_path).values["DATABASE_URL"] == "postgresql://h/d"
    assert not is_process_alive("none")


def test_a_command_without_an_environment_says_in_words_what_is_missing(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "RIGHTS_VAR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    if not (ROOT / ".env").exists():
        assert "DATABASE_URL is not set" in told.stderr
        assert "COMMITMENT_KEY is not set" in told.stderr
    assert "Traceback" not in told.stderr
