"""First sheets: how soon after approval the first certificates can be signed, and what a second worker adds.

    python -m bench.first_sheets                 # 2,500 certificates; then 21,000 by one worker and by two
    python -m bench.first_sheets --certificates 100000 --load 0     # the first sheets of a larger run alone

A durable database and a queue of its own, and a Celery worker that waits before anything is timed, with the
product's own sizes of chunk and file. Ready to sign is a print file that another session sees: its bytes
forced to disk under their hash, its row and the rows of its sheets committed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench.opened_books import durable_database, open_books, stage_list

SHEETS = 500
FIRST_SECONDS = 10
END_TO_END_TIMES = 1.3
PATIENCE_SECONDS = 900
PINGS = 120


@contextmanager
def print_servers() -> Iterator[None]:
    """A queue of its own that rings, and a migrated database on a durable server."""
    from config.embedded.valkey import Valkey

    folder = Path(tempfile.mkdtemp(prefix="rights-sheets-"))
    folder.chmod(0o755)
    queue = Valkey(folder / "valkey").start()
    os.environ.update({"REDIS_URL": queue.address(), "RIGHTS_VAR": str(folder / "var"), "LOG_LEVEL": "ERROR"})
    try:
        with durable_database():
            from celery import current_app

            current_app.conf.broker_url = queue.address()  # here the workers are to be woken
            yield
    finally:
        queue.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def workers(count: int) -> Iterator[None]:
    """A Celery worker with so many processes, ready; its group is ended afterwards."""
    from celery import current_app

    words = [sys.executable, "-m", "celery", "-A", "config", "worker", "-l", "ERROR", "-c", str(count)]
    log = Path(os.environ["RIGHTS_VAR"]) / "worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as told:
        worker = subprocess.Popen(words, start_new_session=True, stdout=told, stderr=told)
    try:
        if not any(current_app.control.ping(timeout=0.5) for _ in range(PINGS)):
            raise SystemExit(f"The worker did not start:\n{log.read_text()[-2000:]}")
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=120)


def approved_books(code: str, certificates: int) -> Any:
    """A plan whose books a second person's approval has just opened."""
    from registry.models import CompanyOfficer
    from registry.services.form_folders import find_form_folder

    plan, holder_list = stage_list(code, rows=certificates, fractions=False)
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
    open_books(plan, holder_list)
    return plan


def lock(plan: Any) -> Any:
    """Lock the certificates of a plan into a run; its job rings at once."""
    from certificates.services.print_runs import lock_run
    from registry.models import Opening

    entry = Opening.objects.get(agreement=plan.agreement).entry
    assert entry is not None  # the opening is posted
    return lock_run(plan.agreement, entries=[entry], maker=plan.maker, at=plan.tick())


def first_sheets(certificates: int) -> dict[str, float]:
    """Seconds from the committed approval to the locked run, to the first sheets, to the proofed run."""
    from django.db.models import Sum

    with workers(2):
        plan = approved_books("SHEETS", certificates)
        began = time.perf_counter()
        run = lock(plan)
        locked = time.perf_counter() - began
        while (run.files.aggregate(drawn=Sum("certificate_count"))["drawn"] or 0) < min(SHEETS, certificates):
            _patient(began, run)
        first = time.perf_counter() - began
        wait_until_drawn(run, began)
        return {"locked": locked, "first": first, "proofed": time.perf_counter() - began}


def _patient(began: float, run: Any) -> None:
    if time.perf_counter() - began > PATIENCE_SECONDS:
        raise SystemExit(f"Run {run.number} stands still.")
    time.sleep(0.02)


def wait_until_drawn(run: Any, began: float) -> None:
    """Wait until a run is drawn and proofed."""
    while run.state == "DATA_LOCKED":
        _patient(began, run)
        run.refresh_from_db()
    if run.state != "PROOFED":
        raise SystemExit(f"Run {run.number} is {run.state}.")


def end_to_end(certificates: int, *, rounds: int) -> list[dict[str, float]]:
    """Seconds in which one worker and two draw the same register, from the first claim to the last commit.

    A drawn run is given up before the next is locked, so each draws the very same certificates.
    """
    from django.db.models import Max, Min

    from certificates.services.print_runs import abort_run

    plan, measured = approved_books("WORKERS", certificates), []
    for _ in range(rounds):
        took = {}
        for count in (1, 2):
            with workers(count):
                began = time.perf_counter()
                run = lock(plan)
                wait_until_drawn(run, began)
                chunks = run.job.chunks.aggregate(began=Min("started_at"), ended=Max("finished_at"))
                took[str(count)] = (chunks["ended"] - chunks["began"]).total_seconds()
            abort_run(run, reason="Drawn to be measured.", by=plan.maker, at=plan.tick())
        measured.append(took)
    return measured


def measure(certificates: int, *, load: int, rounds: int) -> dict[str, Any]:
    """Everything measured here; nothing of the workers where `load` is 0."""
    with print_servers():
        told: dict[str, Any] = {"certificates": certificates, **first_sheets(certificates)}
        if load:
            told["rounds"] = end_to_end(load, rounds=rounds)
        return told


def goals_of(told: dict[str, Any]) -> list[tuple[str, float, bool]]:
    """What was measured, held against the goals."""
    title = f"first {SHEETS} of {told['certificates']:,} ready to sign, seconds"
    goals = [(title, told["first"], told["first"] <= FIRST_SECONDS)]
    if "rounds" in told:
        times = statistics.median(took["1"] / took["2"] for took in told["rounds"])
        title = f"two workers at least 1.3 × one, end to end, load {os.getloadavg()[0]:.1f}"
        goals.append((title, times, times >= END_TO_END_TIMES))
    return goals


def main() -> int:
    """Read the command line, measure, print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--certificates", type=int, default=2_500)
    parser.add_argument(
        "--load", type=int, default=21_000, help="certificates drawn by one and by two; 0: none"
    )
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="the figures alone")
    options = parser.parse_args()
    told = measure(options.certificates, load=options.load, rounds=options.rounds)
    if options.json:
        print(json.dumps(told))
        return 0
    print(f"locked, every face examined: {told['locked']:.2f} s; drawn and proofed: {told['proofed']:.2f} s")
    for took in told.get("rounds", ()):
        print(f"{options.load:,} drawn by one worker in {took['1']:.2f} s, by two in {took['2']:.2f} s")
    goals = goals_of(told)
    for title, value, is_met in goals:
        print(f"{'PASS' if is_met else 'FAIL'}  {title:<60}{value:>10,.3f}")
    return 0 if all(is_met for _, _, is_met in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
