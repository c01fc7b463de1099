"""Pages of console and API over 250,000 lots: p50, p99, queries of each, the last page beside the first.

    python -m bench.pages                  # 250,000 holders
    python -m bench.pages --rows 20000

Each page is asked many times, with other names, numbers and accounts each time, through the whole product
(middleware, sign-in, views, templates) without a network between. Beside the pages stand a page that reads
almost nothing (what any page costs), and the rival of reading a list by key: the same last page by OFFSET.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.opened_books import FAMILY, GIVEN, durable_database, open_books, peak_megabytes, stage_list

QUERIES_GOAL = 10
LAST_GOAL = 1.2
PAGE_ROWS = 50
WARM = 5
SEED = 2003


@dataclass(frozen=True)
class PageAsked:
    """One kind of page; `address` makes another address each time it is called."""

    name: str
    address: Callable[[], str]
    headers: tuple[tuple[str, str], ...] = ()
    is_bounded: bool = True


@dataclass(frozen=True)
class Measured:
    """Milliseconds of each call, and the most queries of one."""

    milliseconds: tuple[float, ...]
    queries: int

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.milliseconds)

    @property
    def p99(self) -> float:
        """What one call in a hundred exceeds."""
        return statistics.quantiles(self.milliseconds, n=100)[98]


def pages_of(code: str, *, rows: int, job_id: int, draw: random.Random) -> list[PageAsked]:
    """What is asked; every narrowing is one that staff use."""
    from registry.api.paging import write_cursor

    place, api = f"/agreements/{code}", f"/api/v1/agreements/{code}"
    typed = (("HX-Request", "true"),)

    def last(operation: str, after: int | str) -> str:
        return write_cursor(operation, after) or ""

    def certificate() -> int:
        return draw.randint(1, rows)

    def name() -> str:
        return f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"

    return [
        PageAsked("a page that reads almost nothing", lambda: "/clauses/5(a)/", is_bounded=False),
        PageAsked("register, first page", lambda: f"{place}/register/"),
        PageAsked("register, last page", lambda: f"{place}/register/?after={rows - PAGE_ROWS}"),
        PageAsked("register, a whole name", lambda: f"{place}/register/?words={name()}", typed),
        PageAsked("register, three letters", lambda: f"{place}/register/?words={name()[:3]}", typed),
        PageAsked("register, one in 250,000", lambda: f"{place}/register/?words={certificate():07d}x", typed),
        PageAsked("register, by number", lambda: f"{place}/register/?words=R-{certificate():07d}", typed),
        PageAsked("register, a state that is rare", lambda: f"{place}/register/?status=STOPPED", typed),
        PageAsked("certificate", lambda: f"{place}/certificates/{certificate()}/"),
        PageAsked("job", lambda: f"/jobs/{job_id}/"),
        PageAsked("API certificates, first page", lambda: f"{api}/certificates"),
        PageAsked(
            "API certificates, last page",
            lambda: f"{api}/certificates?cursor={last('listCertificates', rows - PAGE_ROWS)}",
        ),
        PageAsked("API certificate", lambda: f"{api}/certificates/{certificate()}"),
        PageAsked("API holders, first page", lambda: f"{api}/holders"),
        PageAsked(
            "API holders, last page", lambda: f"{api}/holders?cursor={last('listHolders', _late(code))}"
        ),
    ]


def _late(code: str) -> str:
    """The account after which the last page of holders begins."""
    from registry.models import RegisteredHolder

    found = RegisteredHolder.objects.filter(agreement__code=code).order_by("-account")
    return str(found.values_list("account", flat=True)[PAGE_ROWS])


def ask_in_turn(client: Any, pages: Sequence[PageAsked], *, times: int) -> list[tuple[PageAsked, Measured]]:
    """Ask every page once a round, so that what else the machine does falls on all of them alike."""
    queries = {page.name: queries_of(client, page) for page in pages}
    taken: dict[str, list[float]] = {page.name: [] for page in pages}
    for _ in range(times):
        for page in pages:
            address, headers = page.address(), dict(page.headers)
            began = time.perf_counter()
            answer = client.get(address, headers=headers)
            taken[page.name].append((time.perf_counter() - began) * 1000)
            must_be_given(answer, page)
    return [(page, Measured(tuple(taken[page.name]), queries[page.name])) for page in pages]


def queries_of(client: Any, page: PageAsked) -> int:
    """The most queries that one of the calls makes which warm the page, and are not timed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    most = 0
    for _ in range(WARM):
        with CaptureQueriesContext(connection) as caught:
            must_be_given(client.get(page.address(), headers=dict(page.headers)), page)
        most = max(most, len(caught))
    return most


def must_be_given(answer: Any, page: PageAsked) -> None:
    """End the benchmark where a page is not given: a refusal is quick and proves nothing."""
    if answer.status_code != 200:
        raise SystemExit(f"{page.name}: {answer.status_code} {answer.content[:300]!r}")


def by_offset(code: str, *, rows: int, times: int) -> tuple[float, float]:
    """Milliseconds of the bare query of the last page: by key as the product does, and by OFFSET."""
    from registry.models import RightsCertificate

    known = RightsCertificate.objects.filter(agreement__code=code).select_related("holder").order_by("number")
    key, offset = [], []
    for _ in range(times):
        began = time.perf_counter()
        list(known.filter(number__gt=rows - PAGE_ROWS)[:PAGE_ROWS])
        key.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        list(known[rows - PAGE_ROWS : rows])
        offset.append((time.perf_counter() - began) * 1000)
    return statistics.median(key), statistics.median(offset)


@contextmanager
def reader_of(rows: int) -> Iterator[tuple[Any, str, int, int]]:
    """Books of so many holders, their words indexed; a reader who has signed in, and the job of the index."""
    with durable_database():
        from django.conf import settings
        from django.test import Client

        from registry import clock
        from registry.models import Job, RightsCertificate, User
        from registry.roles import Role, give_role
        from registry.services import jobs

        plan, holder_list = stage_list("FIRST", rows=rows, fractions=True)
        open_books(plan, holder_list)
        jobs.run_available(jobs.this_worker(), clock=clock.now)
        job = Job.objects.get(agreement=plan.agreement, kind="search_index")
        user = User.objects.create_user("reader", password=None)
        give_role(user, Role.AUDITOR)
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        settings.API_RATE = "1000000/second"  # what is measured is the page, not how often it may be asked
        client = Client()
        client.force_login(user)
        last = RightsCertificate.objects.filter(agreement=plan.agreement).count()
        yield client, plan.agreement.code, last, job.pk


def verdicts(measured: Sequence[tuple[PageAsked, Measured]]) -> list[tuple[bool, str]]:
    """The goals: queries of a page, and the last page beside the first."""
    by_name = {page.name: found for page, found in measured}
    most = max((found.queries, page.name) for page, found in measured if page.is_bounded)
    told = [(most[0] <= QUERIES_GOAL, f"at most {most[0]} queries ({most[1]}), {QUERIES_GOAL} allowed")]
    for what in ("register", "API certificates", "API holders"):
        ratio = by_name[f"{what}, last page"].p50 / by_name[f"{what}, first page"].p50
        told.append((ratio <= LAST_GOAL, f"{what}: last page {ratio:.2f} x the first, {LAST_GOAL} allowed"))
    return told


def main() -> int:
    """Run the benchmark; 1 when a goal is missed."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--rows", type=int, default=250_000, help="holders on the list")
    parser.add_argument("--times", type=int, default=200, help="calls of each page")
    options = parser.parse_args()
    console, draw = Console(width=110), random.Random(SEED)
    with reader_of(options.rows) as (client, code, rows, job_id):
        pages = pages_of(code, rows=rows, job_id=job_id, draw=draw)
        measured = ask_in_turn(client, pages, times=options.times)
        key, offset = by_offset(code, rows=rows, times=20)
        memory = peak_megabytes()
    bare = measured[0][1].p50
    table = Table("Page", "p50 ms", "p99 ms", "of the bare page", "queries", title=f"{rows:,} certificates")
    for page, found in measured:
        cells = (f"{found.p50:.1f}", f"{found.p99:.1f}", f"{found.p50 / bare:.1f} x", str(found.queries))
        table.add_row(page.name, *cells)
    console.print(table)
    console.print(
        f"the query of the last page: by key {key:.2f} ms, by OFFSET {offset:.1f} ms ({offset / key:.0f} x)"
    )
    console.print(f"{memory:.0f} MB of memory")
    told = verdicts(measured)
    for is_met, words in told:
        console.print(f"{'PASS' if is_met else 'FAIL'}: {words}")
    return 0 if all(is_met for is_met, _ in told) else 1


if __name__ == "__main__":
    sys.exit(main())
