"""Transfers posted a second: through the service, by pgbench calling the same function, by rows of the ORM.

    python -m bench.posting                                # 50 transfers a client, three rounds
    python -m bench.posting --transfers 10 --rounds 1

Each transfer assigns part of a certificate to a new account; the balance goes back. Timed, per transfer:

service   the approval by a second person, to COMMIT: the lock, the facts read again and the transfer decided
          again under it, the entry posted with its hashes, the request used, item ended, letter written
pgbench   post_item alone, the function that the service calls to post: the entry, the item's end, the letter;
          for requests that are decided, asked and approved before, in a prepared statement
rows      the rows that a posting leaves, decided before, each saved by itself through the ORM in one
          transaction a transfer: in copies of the tables with their indexes, checks and foreign keys, without
          triggers, and without hashes to make
batch     a hundred approvals taken from a tray together

Clients are processes, all on the books of one agreement: one lock. Every client posts one transfer before it
is timed. Wall time depends on what else the machine does; CPU time stands beside it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bench.opened_books import durable_database, server_seconds
from bench.posting_rows import bare_tables, save_transfer

OF_ROWS, OF_CALLS, OF_SINGLE = 5, 0.5, 6
CLIENTS, BATCH = (1, 2), 100
BACKEND = "SELECT pg_backend_pid()"
CALL = r"""
\set turn :turn + 1
\set place :first + (:turn - 1) * :clients + :client_id
SELECT entry_id FROM prepared_entry,
       post_item(approval_id, request, at, item, 'POSTED', 'CONFIRMATION', letter, '6(a)', writer)
 WHERE place = :place;
"""


@dataclass
class Rate:
    """Transfers a second, with CPU milliseconds a transfer of the clients and of the server."""

    transfers: int
    seconds: float
    cpu: float
    server_cpu: float

    @property
    def a_second(self) -> float:
        """Transfers a second by the clock."""
        return self.transfers / self.seconds

    def __str__(self) -> str:
        client, server = (1000 * cpu / self.transfers for cpu in (self.cpu, self.server_cpu))
        return f"{self.a_second:,.0f} a second, CPU {client:.1f} ms client, {server:.1f} ms server"


class Desk:
    """The plan, and the transfers asked for that wait for their second person."""

    def __init__(self, transfers: int) -> None:
        from registry.models import RightsAgreement
        from tests.certificates.runs import make_press
        from tests.registry.presented import Counter, countersigned

        press = make_press(certificates=transfers)
        RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
        press.agreement.refresh_from_db()
        countersigned(press)
        self.counter, self.plan = Counter(press), press.plan
        self.waiting = iter([self._ask(number) for number in range(1, transfers + 1)])
        # One instant for all: with several clients, whoever has the lock first posts first.
        self.at = self.plan.tick()

    def _ask(self, number: int) -> str:
        from registry.services.transfers import request_transfer

        item = self.counter.receive(number, rights=40)
        return request_transfer(item, maker=self.plan.maker, at=self.plan.tick()).request_hash

    def take(self, count: int) -> list[str]:
        """The requests of the next transfers."""
        return [request for request, _ in zip(self.waiting, range(count), strict=False)]

    def approve(self, requests: Sequence[str]) -> None:
        """Approve each by itself, as the page does."""
        from registry.services.approvals import approve

        for request in requests:
            approve(request, approver=self.plan.approver, at=self.at)

    def approve_together(self, requests: Sequence[str]) -> None:
        """Approve a tray of them."""
        from registry.models import Approval
        from registry.services.trays import approve_each

        found = list(Approval.objects.filter(request_hash__in=requests).order_by("id"))
        refused = [
            one.refusal
            for one in approve_each(found, approver=self.plan.approver, now=lambda: self.at)
            if one.refusal
        ]
        if refused:
            raise refused[0]

    def save_rows(self, requests: Sequence[str]) -> None:
        """Save the rows of each by themselves."""
        for request in requests:
            save_transfer(request, approver=self.plan.approver, at=self.at)


def by_clients(work: Callable[[Sequence[str]], None], requests: Sequence[str], *, clients: int) -> Rate:
    """The work shared out among processes that begin together, each on a connection that is warm."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, told = context.Barrier(clients), context.Queue()

    def client(share: Sequence[str]) -> None:
        warm, timed = share[:1], share[1:]
        work(warm)
        backend = _backend()
        barrier.wait()
        server, cpu, began = server_seconds(backend), time.process_time(), time.perf_counter()
        work(timed)
        ended, cpu = time.perf_counter(), time.process_time() - cpu
        barrier.wait()
        told.put((began, ended, cpu, server_seconds(backend) - server, len(timed)))
        connections.close_all()

    shares = [requests[place::clients] for place in range(clients)]
    processes = [context.Process(target=client, args=(share,)) for share in shares]
    for process in processes:
        process.start()
    figures = [told.get(timeout=600) for _ in processes]
    for process in processes:
        process.join()
    began, ended, cpu, server, counts = zip(*figures, strict=True)
    return Rate(sum(counts), max(ended) - min(began), sum(cpu), max(server))


def by_pgbench(desk: Desk, requests: Sequence[str], *, clients: int) -> Rate:
    """The entries of requests, approved and laid out before, posted by pgbench."""
    from django.db import connections

    from config.embedded.postgres import postgres_installations

    first = _lay_out(desk, requests)
    program = next(folder / "pgbench" for folder in postgres_installations() if (folder / "pgbench").exists())
    backend = _backend()
    with tempfile.TemporaryDirectory(prefix="rights-bench-") as folder:
        script = Path(folder) / "post.sql"
        script.write_text(CALL)
        told = ["-D", "turn=0", "-D", f"first={first}", "-D", f"clients={clients}"]
        command = [program, "-n", "-M", "prepared", "-c", str(clients), "-j", str(clients), *told]
        command += ["-t", str(len(requests) // clients), "-f", script, os.environ["DATABASE_URL"]]
        server, cpu = server_seconds(backend), os.times()
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        server, after = server_seconds(backend) - server, os.times()
    connections.close_all()
    done = int(re.search(r"actually processed: (\d+)", ran.stdout)[1])  # type: ignore[index]
    if done != len(requests):
        raise RuntimeError(ran.stdout + ran.stderr)
    tps = float(re.search(r"tps = ([\d.]+)", ran.stdout)[1])  # type: ignore[index]
    spent = after.children_user + after.children_system - cpu.children_user - cpu.children_system
    return Rate(done, done / tps, spent, server)


def _backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BACKEND)
        return int(cursor.fetchone()[0])


def _lay_out(desk: Desk, requests: Sequence[str]) -> int:
    """Approve the requests and put them where pgbench finds them; returns the place of the first."""
    from django.db import connections

    runtime, owner = connections["default"].cursor(), connections["owner"].cursor()
    for request in requests:
        runtime.execute(
            "SELECT approve_request(id, request_hash, %s, %s) FROM registry_approval WHERE request_hash = %s",
            [desk.plan.approver.pk, desk.at, request],
        )
    owner.execute(
        "CREATE TABLE IF NOT EXISTS prepared_entry (place bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
        " approval_id bigint, request jsonb, at timestamptz, item bigint, letter jsonb, writer bigint)"
    )
    owner.execute("GRANT SELECT ON prepared_entry TO PUBLIC")
    owner.executemany(
        "INSERT INTO prepared_entry (approval_id, request, at, item, letter, writer)"
        " SELECT id, request, %s, (request ->> 'item')::bigint, %s, %s"
        " FROM registry_approval WHERE request_hash = %s",
        [[desk.at, letter, desk.plan.approver.pk, request] for request, letter in _letters(desk, requests)],
    )
    owner.execute("SELECT place FROM prepared_entry ORDER BY place DESC LIMIT %s", [len(requests)])
    first = min(place for (place,) in owner.fetchall())
    owner.execute("ANALYZE prepared_entry")
    return int(first)


def _letters(desk: Desk, requests: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each request with the facts of the confirmation that its posting writes."""
    from registry.models import Item
    from registry.services.letters import confirmation

    for item in Item.objects.filter(posting__request_hash__in=requests).select_related("posting", "holder"):
        assert item.posting is not None
        yield item.posting.request_hash, json.dumps(confirmation(item, at=desk.at).facts)


def measure(desk: Desk, *, transfers: int) -> Iterator[tuple[str, Rate]]:
    """Every variant once, in turn."""
    for clients in CLIENTS:
        count = transfers * clients
        with bare_tables():
            yield f"rows {clients}", by_clients(desk.save_rows, desk.take(count + clients), clients=clients)
        yield f"service {clients}", by_clients(desk.approve, desk.take(count + clients), clients=clients)
        yield f"pgbench {clients}", by_pgbench(desk, desk.take(count), clients=clients)
    yield "batch 1", by_clients(desk.approve_together, desk.take(BATCH + 1), clients=1)


def verdicts(rounds: Sequence[Mapping[str, Rate]]) -> Iterator[tuple[str, bool]]:
    """Each goal with its measure, the median of the ratios inside the rounds, and whether it is met."""

    def ratio(one: str, other: str) -> float:
        return statistics.median(rates[one].a_second / rates[other].a_second for rates in rounds)

    for clients in CLIENTS:
        told = f"{clients} client" + ("s" if clients > 1 else "")
        of_rows, of_calls = (
            ratio(f"service {clients}", f"{other} {clients}") for other in ("rows", "pgbench")
        )
        yield f"{told}: {of_rows:.2f} × rows of the ORM, at least {OF_ROWS}", of_rows >= OF_ROWS
        yield f"{told}: {of_calls:.0%} of pgbench, at least {OF_CALLS:.0%}", of_calls >= OF_CALLS
    of_single = ratio("batch 1", "service 1")
    yield f"batches of {BATCH}: {of_single:.2f} × single ones, at least {OF_SINGLE}", of_single >= OF_SINGLE


def main() -> int:
    """Run the benchmark; 1 when a goal is missed."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--transfers", type=int, default=50, help="for each client and variant")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    console = Console(width=110)
    rounds: list[dict[str, Rate]] = []
    with durable_database():
        desk = Desk(options.rounds * (9 * options.transfers + BATCH + 7))
        for place in range(options.rounds):
            console.print(f"round {place + 1}, load {os.getloadavg()[0]:.1f}")
            rounds.append({})
            for named, rate in measure(desk, transfers=options.transfers):
                rounds[-1][named] = rate
                console.print(f"  {named} client{'' if named.endswith('1') else 's'}: {rate}")
        is_proven = _is_proven()
    met = [*verdicts(rounds), ("the books are proven", is_proven)]
    for told, is_met in met:
        console.print(f"{'PASS' if is_met else 'FAIL'}: {told}")
    return 0 if all(is_met for _, is_met in met) else 1


def _is_proven() -> bool:
    from registry.verifier import verify

    return not verify().findings


if __name__ == "__main__":
    sys.exit(main())
