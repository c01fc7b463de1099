"""Print run: CPU per certificate of the product's writer, against Platypus and against hand-written bytes.

    python -m bench.print_run            about two minutes
    python -m bench.print_run --full     with the run of 1,000,000 certificates

Every variant draws the same two pages (the model form, embedded typefaces, Code 128 and QR) from rows in
memory, each in a process of its own, in turn inside each round. Ratios are taken inside a round; the median
is printed.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILE_SIZE = 1_000
COUNTS = {"platypus": 60, "canvas": 2_000, "ours": 10_000, "limit": 10_000}
TITLES = {
    "platypus": "Platypus, one file each",
    "canvas": "ReportLab canvas, shared Form XObjects",
    "ours": "the product's writer",
    "limit": "hand-written bytes (limit)",
}


class Counter(io.RawIOBase):
    """A sink that only counts."""

    total = 0

    def write(self, chunk: Any) -> int:
        self.total += len(chunk)
        return len(chunk)


def sample_rows(count: int) -> list[Any]:
    """Rows of a run: names of one to four lines, a few beyond ASCII, one in a hundred legended."""
    from certificates.faces import PrintRow

    names = (
        ("Alder Fund LP",),
        ("Jonathan Q. Cedar &", "Mary T. Cedar JT TEN"),
        ("Beech Brothers (Nominees) Inc.",),
        ("Ruth Vale TTEE", "The Vale Family Trust", "u/a dtd June 3, 1998"),
        ("María Núñez Østergård",),
    )
    return [
        PrintRow(
            number,
            number * 37 % 90_000 + 1,
            names[number % 5],
            date(2000, 10, 23),
            f"{number * 2654435761 % 2**96:024x}",
            "NULLITY" if number % 100 == 0 else "GENERAL",
            "I" if number % 100 == 0 else None,
        )
        for number in range(1, count + 1)
    ]


def sample() -> tuple[Any, Any]:
    """The agreement's terms and the form."""
    from certificates.drawing.forms import read_form_version
    from certificates.faces import FaceTerms, OfficerSignature

    terms = FaceTerms(
        agreement_code="NRTH-2003",
        agreement_title="Preferred Stock Rights Agreement",
        agreement_date_text="March 31, 2003",
        company_name="Northwind Instruments, Inc.",
        company_description="a Delaware corporation",
        agent_name="Harbor Registrar LLC",
        agent_description="a New Jersey limited liability company",
        cusip="66715N 11 4",
        exercise_price_text="$250.00",
        unit_denominator=1000,
        units_per_right=1,
        security_name="Series A Participating Preferred Stock",
        par_value_text="par value $0.001 per share",
        close_of_business_text="5:00 p.m., California time,",
        final_expiration_text="October 23, 2010",
        redemption_price_text="$0.001",
        figures_as_of_text="October 23, 2000",
        office_lines=("Harbor Registrar LLC", "12 Quay Street"),
        chief_officer=OfficerSignature("Eleanor M. Whitcombe", "President"),
        attesting_officer=OfficerSignature("Thomas J. Abernathy", "Secretary"),
        seal_text="Northwind Instruments, Inc. · Delaware ·",
    )
    return terms, read_form_version(ROOT / "templates" / "certificates" / "model_2003")


def draw_ours(rows: list[Any]) -> int:
    """Files of 1,000 by the product's writer; gives the bytes written."""
    from certificates.drawing.print_files import write_print_rows

    terms, form = sample()
    total = 0
    for start in range(0, len(rows), FILE_SIZE):
        sink = Counter()
        write_print_rows(rows[start : start + FILE_SIZE], terms=terms, form=form, sink=sink)
        total += sink.total
    return total


def draw_canvas(rows: list[Any]) -> int:
    """The same through ReportLab's canvas with shared Form XObjects; gives the bytes written."""
    from certificates.drawing.canvas import draw_through_canvas
    from certificates.drawing.fields import mark_operators, place
    from certificates.drawing.plates import plate

    terms, form = sample()

    def pages(row: Any) -> list[Any]:
        ready = plate(form, terms, row.legend_class)
        texts = place(ready, row, terms)
        marks = mark_operators(row, terms.agreement_code)
        return [
            (page.name.decode(), page.operators, [t[1:] for t in texts if t.page == n], b"" if n else marks)
            for n, page in enumerate(ready.pages)
        ]

    total = 0
    for start in range(0, len(rows), FILE_SIZE):
        sink = io.BytesIO()
        draw_through_canvas(map(pages, rows[start : start + FILE_SIZE]), sink)
        total += len(sink.getvalue())
    return total


def draw_limit(rows: list[Any]) -> int:
    """As little as can be: a template filled in, compressed, concatenated. No checks, no hashes."""
    from certificates.drawing.fields import rights_in_words
    from certificates.drawing.marks import code128_path, qr_tables
    from certificates.drawing.plates import plate
    from certificates.drawing.typefaces import font_objects

    terms, form = sample()
    tables = qr_tables(terms.agreement_code)
    face = (
        b"/P0 Do\n0 g\nBT\n/F4+0 14.5 Tf 1 0 0 1 86 696 Tm (R-%07d) Tj\n1 0 0 1 470 696 Tm (%s) Tj\n"
        b"/F4+0 16 Tf 1 0 0 1 250 520 Tm (%s) Tj\n/F4+0 12.5 Tf 1 0 0 1 200 470 Tm (%s) Tj\n"
        b"/F4+0 8.8 Tf 1 0 0 1 440 221 Tm (October 23, 2000) Tj\nET\n%sf\n"
        b"q 49.5 0 0 49.5 493 77 cm\nBI/W %d/H %d/IM true/D[1 0]/F/AHx ID\n%0*X>\nEI Q\n"
    )
    digits = tables.row_bytes * 2 * tables.side
    total = 0
    for start in range(0, len(rows), FILE_SIZE):
        ready = plate(form, terms, "GENERAL")
        chunks = [page.form_object for page in ready.pages]
        chunks += [body for font in ready.fonts for _, body in font_objects(*font)]
        offsets, position, number = [], sum(map(len, chunks)), 300
        for row in rows[start : start + FILE_SIZE]:
            words = rights_in_words(row[1]).encode()
            name = "/".join(row[2]).encode("latin-1", "replace")
            bitmap = tables.bitmap(row[0], row[4])
            figures = b"%d" % row[1]
            stream = face % (
                row[0], figures, name, words, code128_path(row[0]), tables.side, tables.side, digits, bitmap
            )  # fmt: skip
            packed = zlib.compress(stream, 1)
            chunk = (
                b"%d 0 obj\n<</Type/Page/Parent 2 0 R/Contents %d 0 R>>\nendobj\n%d 0 obj\n<<"
                b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
                b"%d 0 obj\n<</Type/Page/Parent 2 0 R/Contents %d 0 R>>\nendobj\n"
                b"%d 0 obj\n<</Length 60>>\nstream\n/P1 Do\n0 g\nBT\n/F4+0 8.2 Tf 1 0 0 1 86 34 Tm "
                b"(R-%07d) Tj\nET\nendstream\nendobj\n"
                % (
                    number,
                    number + 1,
                    number + 1,
                    len(packed),
                    packed,
                    number + 2,
                    number + 3,
                    number + 3,
                    row[0],
                )
            )
            chunks.append(chunk)
            offsets.append(position)
            position += len(chunk)
            number += 4
        total += len(b"".join(chunks)) + 20 * 4 * len(offsets)
    return total


def draw_platypus(rows: list[Any]) -> int:
    """The ordinary way: paragraphs and widgets, a document for each certificate; gives the bytes written.

    Its border is 200 curves a page, far fewer than the product's own, so that the ratio owes nothing to it.
    """
    from bench.platypus_certificate import platypus_certificate

    terms, form = sample()
    return sum(len(platypus_certificate(row, terms=terms, form=form)) for row in rows)


DRAW: dict[str, Callable[[list[Any]], int]] = {
    "platypus": draw_platypus,
    "canvas": draw_canvas,
    "ours": draw_ours,
    "limit": draw_limit,
}


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

    rows = sample_rows(min(count, 10_000))
    idle = resident_megabytes()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here, not from the imports
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
    words = [sys.executable, "-m", "bench.print_run", "--variant", variant, "--count", str(count)]
    answer = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def _draw_share(share: list[Any]) -> float:
    cpu = time.process_time()
    draw_ours(share)
    return time.process_time() - cpu


def two_workers(count: int) -> tuple[float, float]:
    """How many times faster two processes draw the same run than one: by the clock, and by CPU spent."""
    rows = sample_rows(count)
    draw_ours(rows[:200])
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        pool.map(_draw_share, [rows[:100], rows[100:200]], chunksize=1)
        started = time.perf_counter()
        one_cpu = pool.map(_draw_share, [rows], chunksize=1)[0]
        one = time.perf_counter() - started
        started = time.perf_counter()
        shares = pool.map(_draw_share, [rows[: count // 2], rows[count // 2 :]], chunksize=1)
        return one / (time.perf_counter() - started), one_cpu / max(shares)


def on_demand() -> tuple[float, float]:
    """Median seconds of CPU for one certificate in a warm worker: ours, Platypus."""
    from bench.platypus_certificate import platypus_certificate
    from certificates.drawing.print_files import draw_certificate
    from certificates.faces import CertificateFace

    terms, form = sample()
    rows = sample_rows(60)

    def median(draw: Callable[[Any], object], taken: list[Any]) -> float:
        draw(taken[0])
        spent = []
        for row in taken:
            started = time.process_time()
            draw(row)
            spent.append(time.process_time() - started)
        return statistics.median(spent)

    ours = median(lambda row: draw_certificate(CertificateFace(terms, *row), form), rows[:50])
    return ours, median(lambda row: platypus_certificate(row, terms=terms, form=form), rows[:15])


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
    ours = found["ours"]

    def ratio(variant: str) -> float:
        pairs = zip(found["platypus"], found[variant], strict=True)
        return statistics.median(base["cpu"] / one["cpu"] for base, one in pairs)

    memory = statistics.median(one["memory"] for one in ours)
    alone, platypus = on_demand()
    goals = [
        ("writer at least 30 × Platypus, CPU", ratio("ours"), ratio("ours") >= 30),
        ("canvas with Form XObjects at least 30 × Platypus", ratio("canvas"), ratio("canvas") >= 30),
        ("at most 2,048 bytes a certificate", ours[0]["bytes"], ours[0]["bytes"] <= 2048),
        ("at most 60 MB above the idle worker", memory, memory <= 60),
        ("one on demand at most 1/5 of Platypus", alone / platypus, alone <= platypus / 5),
    ]
    speeds = [two_workers(10_000) for _ in range(3)]
    by_clock, by_cpu = (statistics.median(speed) for speed in zip(*speeds, strict=True))
    goals.append(
        (f"two workers at least 1.7 × one, load {os.getloadavg()[0]:.1f}", by_clock, by_clock >= 1.7)
    )
    goals.append(("the same by CPU, for a machine that is shared", by_cpu, by_cpu >= 1.7))
    if full:
        large = in_process_of_its_own("ours", 1_000_000)
        goals.append(("1,000,000: at most 60 MB above idle", large["memory"], large["memory"] <= 60))
        change = abs(large["peak"] / statistics.median(one["peak"] for one in ours) - 1)
        goals.append(("1,000,000: peak within 10 % of that at 10,000", change, change <= 0.10))
        goals.append(("1,000,000: CPU ms a certificate", large["cpu"] * 1000, True))
        goals.append(("1,000,000: wall seconds, one worker", large["wall"] * 1_000_000, True))
    print()
    for title, value, is_met in goals:
        print(f"{'PASS' if is_met else 'FAIL'}  {title:<52}{value:>12,.3f}")
    return 0 if all(is_met for _, _, is_met in goals) else 1


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="also draw 1,000,000 certificates")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--variant", choices=sorted(DRAW))
    parser.add_argument("--count", type=int, default=1000)
    chosen = parser.parse_args()
    if chosen.variant:
        print(json.dumps(measure(chosen.variant, chosen.count)))
        return 0
    return report(chosen.rounds, full=chosen.full)


if __name__ == "__main__":
    sys.exit(main())
