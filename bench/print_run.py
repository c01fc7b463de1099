"""Print run: CPU per certificate of the product's writer, against Platypus and against hand-written bytes.

    python -m bench.print_run            about two minutes
    python -m bench.print_run --full     with the run of 1,000,000 certificates, and the jobs on a database

Every variant draws the same two pages from rows in memory, each in a process of its own, in turn inside each
round. Ratios are taken inside a round; the median is printed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.first_sheets import goals_of
from bench.print_variants import COUNTS, DRAW, ROOT, TITLES, draw_ours, sample, sample_rows

Goal = tuple[str, float, bool]


def resident_megabytes() -> float:
    """What the process occupies now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak_megabytes() -> float:
    """The most the process has occupied since its peak was reset."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure(variant: str, count: int) -> dict[str, float]:
    """Draw with one variant in this process: start-up (typefaces, plates, tables) is not part of the time."""
    import certificates.drawing.print_files  # noqa: F401 — the idle worker has it loaded
    from certificates.faces import number_in_words

    rows = sample_rows(min(count, 10_000))
    idle = resident_megabytes()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here, not from the imports
    for group in range(1_000):
        number_in_words(group)  # the table from which larger numbers are put together
    DRAW[variant](rows[:100] if variant != "platypus" else rows[:3])
    started, cpu = time.perf_counter(), time.process_time()
    size = 0
    for start in range(0, count, len(rows)):
        size += DRAW[variant](rows[: count - start])
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = peak_megabytes()
    return {
        "cpu": cpu / count,
        "wall": wall / count,
        "bytes": size / count,
        "memory": peak - idle,
        "peak": peak,
    }


def in_process_of_its_own(variant: str, count: int) -> dict[str, float]:
    """Measure a variant in a fresh interpreter."""
    measured: dict[str, float] = json.loads(told_by("--variant", variant, "--count", str(count)))
    return measured


def told_by(*words: str) -> str:
    """What this script prints when it is run afresh with these words."""
    command = [sys.executable, "-m", "bench.print_run", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


_shared_rows: list[Any] = []  # filled before the workers are forked, so that no row travels to them


def _draw_range(first: int, last: int) -> float:
    cpu = time.process_time()
    draw_ours(_shared_rows[first:last])
    return time.process_time() - cpu


def two_workers(count: int) -> tuple[float, float]:
    """How many times faster two processes draw the same run than one: by the clock, and by CPU spent.

    Each process has drawn before anything is timed; the one that draws alone then draws its half.
    """
    _shared_rows[:] = sample_rows(count)
    draw_ours(_shared_rows[:200])
    context, half = multiprocessing.get_context("fork"), count // 2
    with context.Pool(1) as left, context.Pool(1) as right:
        for worker in (left, right):
            worker.apply(_draw_range, (0, 2_000))
        started = time.perf_counter()
        one_cpu = left.apply(_draw_range, (0, count))
        one = time.perf_counter() - started
        started = time.perf_counter()
        halves = [left.apply_async(_draw_range, (0, half)), right.apply_async(_draw_range, (half, count))]
        spent = [share.get() for share in halves]
        return one / (time.perf_counter() - started), one_cpu / max(spent)


def one_alone(variant: str) -> float:
    """Median seconds of CPU for one certificate in a warm worker that draws in this way alone."""
    from bench.platypus_certificate import platypus_certificate
    from certificates.drawing.print_files import draw_certificate
    from certificates.faces import CertificateFace

    terms, form = sample()
    ways: dict[str, Callable[[Any], object]] = {
        "ours": lambda row: draw_certificate(CertificateFace(terms, *row), form),
        "platypus": lambda row: platypus_certificate(row, terms=terms, form=form),
    }
    draw, rows = ways[variant], sample_rows(30)
    draw(rows[0])
    spent = []
    for row in rows:
        started = time.process_time()
        draw(row)
        spent.append(time.process_time() - started)
    return statistics.median(spent)


def on_demand() -> tuple[float, float]:
    """One certificate on demand, ours and Platypus, each in a process of its own."""
    ours, platypus = (float(told_by("--alone", variant)) for variant in ("ours", "platypus"))
    return ours, platypus


def report(rounds: int, *, full: bool) -> int:
    """Run everything, print the table and the goals; 1 when a goal is missed."""
    found: dict[str, list[dict[str, float]]] = {variant: [] for variant in COUNTS}
    for _ in range(rounds):
        for variant, count in COUNTS.items():
            found[variant].append(in_process_of_its_own(variant, count))
    print(f"{'variant':<42}{'CPU ms':>9}{'wall ms':>9}{'× Platypus':>12}{'bytes':>9}{'MB above idle':>15}")
    for variant, measured in found.items():
        ratio = statistics.median(
            base["cpu"] / one["cpu"] for base, one in zip(found["platypus"], measured, strict=True)
        )
        middle = {key: statistics.median(one[key] for one in measured) for key in measured[0]}
        print(
            f"{TITLES[variant]:<42}{middle['cpu'] * 1000:>9.3f}{middle['wall'] * 1000:>9.3f}{ratio:>12.1f}"
            f"{middle['bytes']:>9,.0f}{middle['memory']:>15.1f}"
        )
    return judged(found, full=full)


def judged(found: dict[str, list[dict[str, float]]], *, full: bool) -> int:
    """Hold the figures against the goals."""
    goals = drawing_goals(found) + worker_goals()
    if full:
        goals += large_goals(found["ours"]) + job_goals()
    print()
    for title, value, is_met in goals:
        print(f"{'PASS' if is_met else 'FAIL'}  {title:<60}{value:>12,.3f}")
    return 0 if all(is_met for _, _, is_met in goals) else 1


def drawing_goals(found: dict[str, list[dict[str, float]]]) -> list[Goal]:
    """Speed, size and memory of the ways, and one certificate on demand."""

    def ratio(variant: str) -> float:
        pairs = zip(found["platypus"], found[variant], strict=True)
        return statistics.median(base["cpu"] / one["cpu"] for base, one in pairs)

    def middle(variant: str, key: str) -> float:
        return statistics.median(one[key] for one in found[variant])

    alone, platypus = on_demand()
    memory = middle("ours", "memory")
    return [
        ("canvas with shared Form XObjects at least 30 × Platypus", ratio("canvas"), ratio("canvas") >= 30),
        ("the writer at least 30 × Platypus, CPU", ratio("ours"), ratio("ours") >= 30),
        (
            "canvas: at most 2,048 bytes a certificate",
            middle("canvas", "bytes"),
            middle("canvas", "bytes") <= 2048,
        ),
        (
            "writer: at most 2,048 bytes a certificate",
            middle("ours", "bytes"),
            middle("ours", "bytes") <= 2048,
        ),
        ("10,000: at most 60 MB above the idle worker", memory, memory <= 60),
        ("one on demand at most 1/5 of Platypus", alone / platypus, alone <= platypus / 5),
    ]


def worker_goals() -> list[Goal]:
    """Two workers drawing alone."""
    speeds = [two_workers(20_000) for _ in range(3)]
    by_clock, by_cpu = (statistics.median(speed) for speed in zip(*speeds, strict=True))
    load = os.getloadavg()[0]
    return [
        (f"two workers at least 1.7 × one, drawing, load {load:.1f}", by_clock, by_clock >= 1.7),
        ("the same by CPU, for a machine that is shared", by_cpu, by_cpu >= 1.7),
    ]


def large_goals(small: list[dict[str, float]]) -> list[Goal]:
    """The run of 1,000,000: memory as at 10,000, both above idle and in all."""
    large = in_process_of_its_own("ours", 1_000_000)

    def change(key: str) -> float:
        return abs(large[key] / statistics.median(one[key] for one in small) - 1)

    return [
        ("1,000,000: at most 60 MB above the idle worker", large["memory"], large["memory"] <= 60),
        ("1,000,000: above idle, within 10 % of 10,000", change("memory"), change("memory") <= 0.10),
        ("1,000,000: peak of the process, within 10 % of 10,000", change("peak"), change("peak") <= 0.10),
        ("1,000,000: CPU ms a certificate", large["cpu"] * 1000, True),
        ("1,000,000: wall seconds, one worker", large["wall"] * 1_000_000, True),
    ]


def job_goals() -> list[Goal]:
    """The jobs on a database: the first sheets, and two workers end to end."""
    words = [sys.executable, "-m", "bench.first_sheets", "--json"]
    told = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return goals_of(json.loads(told.stdout.splitlines()[-1]))


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="also draw 1,000,000 certificates")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--variant", choices=sorted(DRAW))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--alone", choices=("ours", "platypus"))
    chosen = parser.parse_args()
    if chosen.alone:
        print(one_alone(chosen.alone))
        return 0
    if chosen.variant:
        print(json.dumps(measure(chosen.variant, chosen.count)))
        return 0
    return report(chosen.rounds, full=chosen.full)


if __name__ == "__main__":
    sys.exit(main())
