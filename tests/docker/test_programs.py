"""Programs of the image and of its building: entry point, health check, borrowed index, what is missing."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from celery.bin.beat import beat
from celery.bin.worker import worker
from gunicorn.config import Config

from config.embedded.image_containers import children_of, user_of
from config.embedded.image_index import lend_index, lent_places, merge_settings, write_configuration
from config.embedded.processes import free_port, wait_until
from tests.docker.reading import DOCKER, ROOT

# Stands where gunicorn, celery and python would: tells its number, its words, and one variable.
TELLING = '#!/bin/sh\necho "$$"\necho "${0##*/} $*"\necho "${DATABASE_POOL:-none}"\n'


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Give a folder of programs that tell how they were called."""
    for name in ("gunicorn", "celery", "python"):
        (tmp_path / name).write_text(TELLING)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def called(programs: Path, *words: str, **told: str) -> tuple[bool, list[str], str]:
    """Call the entry point; tell whether the program took the shell's place, its words, and its pool."""
    process = subprocess.Popen(
        ["/bin/sh", str(DOCKER / "entrypoint.sh"), *words],
        env={"PATH": str(programs), **told},
        stdout=subprocess.PIPE,
        text=True,
    )
    number, line, pool = process.communicate()[0].splitlines()
    return int(number) == process.pid, line.split(), pool


def test_the_web_server_keeps_to_the_loopback_unless_told_otherwise(programs: Path) -> None:
    is_itself, words, pool = called(programs)
    assert is_itself
    assert words[:4] == ["gunicorn", "config.wsgi", "--bind", "127.0.0.1:8000"]
    assert pool == "4"
    _, words, pool = called(programs, "web", BIND="0.0.0.0", PORT="8080", DATABASE_POOL="9")
    assert words[3] == "0.0.0.0:8080"
    assert pool == "9"


def test_the_words_for_gunicorn_and_celery_are_ones_they_know(programs: Path) -> None:
    _, words, _ = called(programs, "web")
    read = Config().parser().parse_args(words[1:])
    assert (read.workers, read.threads, read.worker_class) == (2, 4, "gthread")
    _, words, _ = called(programs, "worker", WORKER_PROCESSES="3")
    assert words[:4] == ["celery", "-A", "config", "worker"]
    assert (
        worker.make_parser(worker.make_context("worker", [], resilient_parsing=True)).parse_args(words[4:])[
            0
        ]["concurrency"]
        == "3"
    )
    _, words, _ = called(programs, "beat")
    assert words[:4] == ["celery", "-A", "config", "beat"]
    assert (
        beat.make_parser(beat.make_context("beat", [], resilient_parsing=True)).parse_args(words[4:])[0][
            "schedule"
        ]
        == "/tmp/beat"
    )


@pytest.mark.parametrize(
    "words, expected",
    [
        (["migrate", "-v0"], "python manage.py migrate --noinput -v0"),
        (["verify_books", "AHS-2003", "--json"], "python manage.py verify_books AHS-2003 --json"),
    ],
)
def test_any_other_word_is_one_of_manage_py(programs: Path, words: list[str], expected: str) -> None:
    is_itself, line, pool = called(programs, *words)
    assert is_itself
    assert " ".join(line) == expected
    assert pool == "none"


@contextmanager
def web_server(*, status: int, name: str) -> Iterator[int]:
    """Serve `/healthz` with a status to whoever asks by the right name, else 400; give the port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_right = self.headers["Host"] == name and self.path == "/healthz"
            self.send_response(status if is_right else 400)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def health(**told: str) -> int:
    """Run the health check; return its status."""
    command = [sys.executable, str(DOCKER / "healthcheck.py")]
    return subprocess.run(command, env=told, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    "allowed, name",
    [
        ("", "localhost"),
        ("*", "localhost"),
        (".rights.example", "rights.example"),
        ("a.example, b", "a.example"),
    ],
)
def test_the_health_check_asks_by_a_name_the_server_accepts(allowed: str, name: str) -> None:
    with web_server(status=200, name=name) as port:
        assert health(PORT=str(port), ALLOWED_HOSTS=allowed, BIND="0.0.0.0") == 0


def test_the_health_check_fails_when_the_server_is_not_well_or_not_there() -> None:
    with web_server(status=503, name="localhost") as port:
        assert health(PORT=str(port)) == 1
    assert health(PORT=str(free_port())) == 1


def test_pip_s_environment_wins_over_its_files() -> None:
    told = (
        "global.index-url='https://a.example/simple'\n:env:.index-url='https://b.example/simple'\nx.y='z'\n"
    )
    assert merge_settings(told) == {"index-url": "https://b.example/simple"}


def test_folders_of_this_machine_are_not_lent_to_a_build() -> None:
    settings = {
        "index-url": "https://a.example/simple",
        "extra-index-url": "file:///opt/wheels https://c.example/simple",
        "find-links": "/opt/wheels",
        "default-timeout": "180",
        "cert": "/etc/authorities.pem",
        "target": "/somewhere",
    }
    assert write_configuration(settings, has_authorities=True) == (
        "[global]\nindex-url = https://a.example/simple\nextra-index-url = https://c.example/simple\n"
        "timeout = 180\ncert = /run/secrets/authorities.pem\n"
    )
    assert lent_places(settings) == ["https://a.example/simple", "https://c.example/simple"]


def test_what_is_lent_can_be_read_by_nobody_else_and_is_gone_afterwards() -> None:
    with lend_index() as words:
        path = Path(words[0].partition("src=")[2])
        assert path.read_text().startswith("[global]\n")
        assert path.stat().st_mode & 0o077 == 0
    assert not path.exists()


@pytest.mark.parametrize("words", [[], ["--install"]])
def test_missing_programs_are_named_with_their_cure(tmp_path: Path, words: list[str]) -> None:
    environment = {"PATH": str(tmp_path), "RIGHTS_VAR": str(tmp_path / "var")}
    done = subprocess.run(
        [sys.executable, "-m", "config.embedded.image", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "missing here: buildah, mmdebstrap" in done.stderr
    assert "apt-get install --yes --no-install-recommends buildah mmdebstrap" in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Linux only")
def test_the_processes_below_one_are_found_with_their_user() -> None:
    parent = subprocess.Popen(["/bin/sh", "-c", "sleep 60 & wait"], start_new_session=True)
    try:
        assert wait_until(lambda: len(list(children_of(parent.pid))) == 1, seconds=10)
        (child,) = children_of(parent.pid)
        assert user_of(child) == os.geteuid()
    finally:
        os.killpg(parent.pid, 15)
        parent.wait()
