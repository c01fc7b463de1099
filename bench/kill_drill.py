"""The kill drill: workers killed with -9, the queue stopped and wiped, while a large run is drawn.

    python -m bench.kill_drill                       # 100,000 certificates, 20 kills: a quarter of an hour
    python -m bench.kill_drill --certificates 5000 --kills 5 --stops 1

Chunks and files of 500 certificates and a lease of 2 s are settings of the drill, not the product's. A Celery
worker with two processes and its scheduler run as one group each; the whole group of the worker is killed at
a random instant. Afterwards every number, sheet and byte is counted: nothing lost, doubled or half-written,
and the books are proven. Exit 0 when all of that holds.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.opened_books import durable_database, open_books, stage_list

CHUNK, LEASE_SECONDS, SWEEP_SECONDS = 500, 2, 2
QUIET_SECONDS = 120
console = Console()


@contextmanager
def drill_servers() -> Iterator[Any]:
    """A queue of its own and a migrated database, with the settings of the drill; yields the queue."""
    from config.embedded.valkey import Valkey

    folder = Path(tempfile.mkdtemp(prefix="rights-drill-"))
    folder.chmod(0o755)
    queue = Valkey(folder / "valkey").start()
    os.environ.update(
        {
            "REDIS_URL": queue.address(),
            "RIGHTS_VAR": str(folder / "var"),
            "JOB_LEASE": str(LEASE_SECONDS),
            "JOB_SWEEP_INTERVAL": str(SWEEP_SECONDS),
            "PRINT_CHUNK_CERTIFICATES": str(CHUNK),
            "PRINT_FILE_CERTIFICATES": str(CHUNK),
            "LOG_LEVEL": "ERROR",
        }
    )
    try:
        with durable_database():
            yield queue
    finally:
        queue.stop()
        shutil.rmtree(folder, ignore_errors=True)


def lock_large_run(certificates: int) -> Any:
    """Books opened for so many holders, and their certificates locked into a run."""
    from certificates.services.print_runs import lock_run
    from registry.models import CompanyOfficer, Opening
    from registry.services.form_folders import find_form_folder

    plan, holder_list = stage_list("DRILL", rows=certificates, fractions=False)
    for name, title in (("Rowan T. Ellery", "President"), ("Maren K. Osgood", "Secretary")):
        CompanyOfficer.objects.create(
            agreement=plan.agreement,
            name=name,
            title=title,
            in_office_from=date(2001, 1, 1),
            signs_certificates=True,
            recorded_at=plan.at,
        )
    folder = find_form_folder("model_2003")
    plan.form.folder, plan.form.folder_hash = folder.name, folder.hash
    plan.form.save()
    _, posting = open_books(plan, holder_list)
    console.print(f"books opened for {certificates:,} holders: {posting}")
    began = time.perf_counter()
    entries = [Opening.objects.get().entry]
    run = lock_run(plan.agreement, entries=entries, maker=plan.maker, at=plan.tick())
    console.print(f"run locked, every face examined: {time.perf_counter() - began:.1f} s")
    return run


class Workforce:
    """A worker and a scheduler, each the leader of its own process group."""

    def __init__(self) -> None:
        self.worker = self._start("worker", "--concurrency", "2", "--pool", "prefork")
        self.scheduler = self._start("beat", "--schedule", str(Path(os.environ["RIGHTS_VAR"]) / "beat"))

    def _start(self, role: str, *arguments: str) -> subprocess.Popen[bytes]:
        Path(os.environ["RIGHTS_VAR"]).mkdir(parents=True, exist_ok=True)
        with (Path(os.environ["RIGHTS_VAR"]) / f"{role}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", role, "-l", "ERROR", *arguments],
                start_new_session=True,
                stdout=log,
                stderr=log,
            )

    def kill_worker(self) -> None:
        """Kill the worker's whole group at once, and start another."""
        self._kill(self.worker)
        self.worker = self._start("worker", "--concurrency", "2", "--pool", "prefork")

    def keep_scheduler(self) -> None:
        """Start the scheduler again if the loss of the queue ended it."""
        if self.scheduler.poll() is not None:
            self.scheduler = self._start("beat", "--schedule", str(Path(os.environ["RIGHTS_VAR"]) / "beat"))

    def end(self) -> None:
        """Kill both."""
        self._kill(self.worker)
        self._kill(self.scheduler)

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def disturb(job: Any, queue: Any, *, kills: int, stops: int, wipes: int, seed: int) -> dict[str, int]:
    """Kill, stop and wipe at random instants, spread over the run; return what was done."""
    chance = random.Random(seed)
    deeds = ["kill"] * kills + ["stop"] * stops + ["wipe"] * wipes
    chance.shuffle(deeds)
    total = done_items(job)[1]
    marks = sorted(chance.uniform(0.01, 0.97) * total for _ in deeds)
    done = {"kill": 0, "stop": 0, "wipe": 0}
    workforce = Workforce()
    moved_at, last = time.monotonic(), -1
    try:
        while not has_ended(job):
            finished, _ = done_items(job)
            if finished != last:
                last, moved_at = finished, time.monotonic()
            if time.monotonic() - moved_at > QUIET_SECONDS:
                raise SystemExit(f"The run stands still at {finished} certificates.")
            if marks and finished >= marks[0]:
                marks.pop(0)
                deed = deeds.pop(0)
                time.sleep(chance.uniform(0, LEASE_SECONDS))
                do(deed, workforce, queue)
                done[deed] += 1
                console.print(f"  {finished:>9,} done: {deed}")
            workforce.keep_scheduler()
            time.sleep(0.1)
    finally:
        workforce.end()
    return done


def do(deed: str, workforce: Workforce, queue: Any) -> None:
    """Do one deed: the worker's group killed, the queue stopped for three seconds, or wiped."""
    import redis

    if deed == "kill":
        workforce.kill_worker()
    elif deed == "stop":
        queue.stop()
        time.sleep(3)
        queue.start()
    else:
        redis.Redis.from_url(queue.address()).flushall()


def done_items(job: Any) -> tuple[int, int]:
    """Items done and items in all."""
    from registry.selectors.jobs import progress

    found = progress(job)
    return found.done, found.total


def has_ended(job: Any) -> bool:
    """Whether the job has come to an end."""
    job.refresh_from_db()
    return job.state not in ("RUNNING", "PAUSED")


def count_everything(run: Any) -> list[tuple[str, object, object]]:
    """What must be, and what is: numbers, sheets, Rights, files, bytes, manifest."""
    from django.conf import settings
    from django.db.models import Count, Sum

    from certificates.models import PrintPiece

    run.refresh_from_db()
    root = Path(settings.FILES_ROOT)
    numbers = list(PrintPiece.objects.filter(run=run).values_list("certificate_number", flat=True))
    files = run.files.aggregate(
        rights=Sum("rights_total"),
        certificates=Sum("certificate_count"),
        names=Count("sha256", distinct=True),
    )
    broken = sum(
        hashlib.sha256((root / file.stored_as).read_bytes()).hexdigest() != file.sha256
        for file in run.files.all()
    )
    with (root / run.manifest).open(encoding="utf-8", newline="") as manifest:
        listed = [int(row["number"]) for row in csv.DictReader(manifest)]
    expected = run.certificate_count
    kept = list((root / "print_runs").glob("*/*.pdf"))
    half_written = sum(hashlib.sha256(path.read_bytes()).hexdigest() != path.stem for path in kept)
    spare = len(list((root / "print_runs").glob(".writing-*")))
    console.print(f"{len(kept)} files kept, {spare} temporary files of killed workers, which no row names")
    return [
        ("state of the run", "PROOFED", run.state),
        ("certificates lost", 0, expected - len(set(numbers))),
        ("sheets doubled", 0, len(numbers) - len(set(numbers))),
        ("certificates in files", expected, files["certificates"]),
        ("Rights in files", run.rights_total, files["rights"]),
        ("files whose bytes differ from their hash", 0, broken),
        ("half-written files under a final name", 0, half_written),
        ("lines of the manifest", expected, len(set(listed))),
        ("lines doubled in the manifest", 0, len(listed) - len(set(listed))),
        ("chunks divided or set aside with items undone", 0, undone(run.job)),
    ]


def undone(job: Any) -> int:
    """Items of a job that are neither done nor divided further."""
    from registry.selectors.jobs import progress

    found = progress(job)
    return found.total - found.done


def prove_books() -> int:
    """The exit status of verify_books on everything."""
    command = [sys.executable, "manage.py", "verify_books", "--all"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    if told.returncode:
        console.print(told.stdout + told.stderr, markup=False)
    return told.returncode


def main() -> int:
    """Run the drill; 1 when anything was lost, doubled or half-written."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--certificates", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--stops", type=int, default=2, help="how often the queue is stopped")
    parser.add_argument("--wipes", type=int, default=1, help="how often the queue is wiped")
    parser.add_argument("--seed", type=int, default=2003)
    options = parser.parse_args()
    with drill_servers() as queue:
        run = lock_large_run(options.certificates)
        began = time.perf_counter()
        done = disturb(
            run.job, queue, kills=options.kills, stops=options.stops, wipes=options.wipes, seed=options.seed
        )
        console.print(f"drawn in {time.perf_counter() - began:.0f} s through {done} (seed {options.seed})")
        counted = [*count_everything(run), ("verify_books", 0, prove_books())]
        show_chunks(run.job)
        return show(counted)


def show_chunks(job: Any) -> None:
    """Say what the chunks went through."""
    chunks = list(job.chunks.all())
    attempts = max(chunk.attempt for chunk in chunks)
    lost = sum(chunk.lost_leases for chunk in chunks)
    console.print(f"{len(chunks)} chunks, {lost} leases lost, at most {attempts} attempts")


def show(counted: list[tuple[str, object, object]]) -> int:
    """Print the count and the verdict."""
    table = Table("What", "must be", "is", "")
    for what, expected, found in counted:
        table.add_row(what, str(expected), str(found), "ok" if expected == found else "WRONG")
    console.print(table)
    return 0 if all(expected == found for _, expected, found in counted) else 1


if __name__ == "__main__":
    sys.exit(main())
