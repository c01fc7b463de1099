"""The trial of the image: migrate, serve, and do one print job, all in containers of it, on running servers.

PostgreSQL and Valkey are the machine's own or those of the wheels (EMBEDDED_PG_BIN and EMBEDDED_VALKEY name
others). Roles and database are made by docker/roles.sql, as the compose file has them made. The demonstration
is told in the web container; its certificates must have been drawn by the worker's, which its name proves.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg

from config.embedded.image import Buildah, Tally
from config.embedded.image_containers import Container, user_of
from config.embedded.postgres import SUPERUSER, Postgres, read_pair
from config.embedded.processes import free_port, wait_until
from config.embedded.roles import DATABASE, RolePair
from config.embedded.surroundings import ROOT, ensure_demo_clock, ensure_secrets
from config.embedded.valkey import Valkey

USER = 10001
HOLDERS = 250
HEALTHY_WITHIN_SECONDS = 180
STYLESHEET = re.compile(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"')
PRINTED = """
    SELECT job.state, chunk.state, chunk.worker, chunk.last_item - chunk.first_item + 1
      FROM registry_jobchunk chunk JOIN registry_job job ON job.id = chunk.job_id
     WHERE job.kind = 'print' ORDER BY chunk.id
"""


def make_roles(postgres: Postgres, pair: RolePair) -> None:
    """Run docker/roles.sql as the administrator, by the server's own psql."""
    psql = postgres.binaries / "psql"
    program = str(psql) if psql.exists() else shutil.which("psql")
    if program is None:
        raise SystemExit("No psql was found beside the server or on PATH; on Debian: postgresql-client.")
    secrets = {
        "PGPASSWORD": postgres.password(SUPERUSER),
        "RIGHTS_OWNER_PASSWORD": pair.owner.password,
        "RIGHTS_APP_PASSWORD": pair.runtime.password,
    }
    server = ("-h", "127.0.0.1", "-p", str(postgres.port), "-U", SUPERUSER, "-d", "postgres")
    command = [program, "-X", "-q", *server, "-f", str(ROOT / "docker" / "roles.sql")]
    if subprocess.run(command, env={**os.environ, **secrets}, check=False).returncode:
        raise SystemExit("docker/roles.sql failed: the lines above say why.")


class Trial:
    """Servers, containers and figures of one trial."""

    def __init__(self, buildah: Buildah, *, image: str, tally: Tally) -> None:
        self.buildah, self.image, self.tally = buildah, image, tally
        self.folder = Path(tempfile.mkdtemp(prefix="rights-image-"))
        self.folder.chmod(0o755)
        self.files = self.folder / "files"
        self.files.mkdir(mode=0o750)
        os.chown(self.files, USER, USER)
        self.postgres = Postgres(self.folder / "postgres")
        self.valkey = Valkey(self.folder / "valkey")
        self.port = free_port()
        self.containers: list[Container] = []
        self.began_at = time.time()

    def start_servers(self) -> None:
        """Start the servers, and have the roles made."""
        self.postgres.start()
        self.valkey.start()
        self.pair = read_pair(self.postgres.state)
        make_roles(self.postgres, self.pair)
        self.tally.note(
            "servers", f"PostgreSQL {self.postgres.version()} and a broker, roles by docker/roles.sql"
        )

    def environment(self) -> dict[str, str]:
        """Return what every process of the product is told."""
        secrets = self.folder / "secrets"
        secrets.mkdir(exist_ok=True)
        return {
            **ensure_secrets(secrets),
            "CLOCK_OFFSET": ensure_demo_clock(secrets),
            "DATABASE_URL": self.postgres.address(self.pair.runtime, database=DATABASE),
            "REDIS_URL": self.valkey.address(),
            "DEMO": "1",
            "DEMO_HOLDERS": str(HOLDERS),
            "PORT": str(self.port),
            "WORKER_PROCESSES": "1",
        }

    def container(self, **more: str) -> Container:
        """Make a container of the image."""
        made = Container(self.buildah, self.image, {**self.environment(), **more}, self.files)
        self.containers.append(made)
        return made

    def migrate(self) -> None:
        """Migrate as the owner, whose address no other container is told."""
        owner = self.postgres.address(self.pair.owner, database=DATABASE)
        container = self.container(DATABASE_OWNER_URL=owner)
        with self.tally.timed("migrations in the image"):
            container.run(container.entry("migrate", "-v0"))

    def serve(self) -> tuple[Container, Container]:
        """Start web and worker, and wait until the web server is well."""
        web, worker = self.container(), self.container()
        with self.tally.timed("web and worker, until /healthz answers 200"):
            web.start("web", log=self.folder / "web.log")
            worker.start("worker", log=self.folder / "worker.log")
            if not wait_until(lambda: bool(self.fetch("/healthz")), seconds=HEALTHY_WITHIN_SECONDS):
                raise SystemExit(f"The web server of the image is not well:\n{web.last_words()}")
        self.tally.note("health check of the image", web.check_health())
        return web, worker

    def fetch(self, path: str) -> str:
        """Return what the web server answers with 200, else nothing."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return str(answer.read().decode()) if answer.status == 200 else ""
        except (urllib.error.HTTPError, OSError):
            return ""

    def look_at_page(self) -> None:
        """The sign-in page comes with its style sheet, collected when the image was built."""
        found = STYLESHEET.search(self.fetch("/accounts/login/"))
        if not found or not self.fetch(found[1]):
            raise SystemExit("The sign-in page came without its collected style sheet.")
        self.tally.note("sign-in page", f"200, with {found[1]}")

    def print_certificates(self, web: Container, worker: Container) -> None:
        """Tell the demonstration in the web container; the worker's process must have drawn the run."""
        ping = worker.run(worker.words("sh", "-c", 'celery -A config inspect ping -d "celery@$(hostname)"'))
        self.tally.note("health check of the worker", ping.splitlines()[-1].strip())
        with self.tally.timed(f"demonstration of {HOLDERS} holders in the image"):
            web.run(web.entry("demo"))
        owner = self.postgres.address(self.pair.owner, database=DATABASE)
        with psycopg.connect(owner) as connection:
            chunks = connection.execute(PRINTED).fetchall()
        host = worker.run(worker.words("hostname"))
        names = {f"{host}:{number}" for number in worker.processes()}
        for job, chunk, name, items in chunks:
            if (job, chunk) != ("FINISHED", "DONE") or name not in names:
                raise SystemExit(f"The print job is {job}, a chunk {chunk} by {name}; the worker is {names}.")
            self.tally.note(
                "print job", f"{job}, {items} certificates drawn by {name}, the worker's container"
            )
        if not chunks:
            raise SystemExit("The demonstration left no print job.")

    def look_at_processes(self, *containers: Container) -> None:
        """Every process acts as the image's user, and none wrote anywhere but to the volume and /tmp."""
        for container in containers:
            users = {user_of(number) for number in container.processes()}
            written = container.changed_files(since=self.began_at)
            if users != {USER} or written:
                raise SystemExit(f"Users {users}; written outside the volume: {written}")
        self.tally.note("user of every process", f"{USER}; nothing written but to the volume and /tmp")

    def stop_services(self, **containers: Container) -> None:
        """Ask web and worker to end, as an engine does."""
        for name, container in containers.items():
            began = time.monotonic()
            code = container.stop()
            self.tally.note(
                f"{name} asked to end", f"exit code {code} after {time.monotonic() - began:.1f} s"
            )
            if code != 0:
                raise SystemExit(f"It did not end cleanly:\n{container.last_words()}")

    def clean_up(self) -> None:
        """Remove containers, servers and files."""
        for container in self.containers:
            container.remove()
        self.valkey.stop()
        self.postgres.destroy()
        shutil.rmtree(self.folder, ignore_errors=True)


def run_trial(buildah: Buildah, *, image: str, tally: Tally) -> None:
    """Try the image; ends with one sentence when something is not as it should be."""
    trial = Trial(buildah, image=image, tally=tally)
    try:
        trial.start_servers()
        trial.migrate()
        web, worker = trial.serve()
        trial.look_at_page()
        trial.print_certificates(web, worker)
        trial.look_at_processes(web, worker)
        trial.stop_services(web=web, worker=worker)
    finally:
        trial.clean_up()
