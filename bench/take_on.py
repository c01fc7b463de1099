"""A predecessor's open books taken on from its certificate detail, and what each step takes.

    python -m bench.take_on                     # 100,000 certificates
    python -m bench.take_on --rows 1000000      # the campaign
    python -m bench.take_on --apart             # every certificate signed on another day than the next

Timed: the request (every row examined, sealed, staged and added up, the file filed) and the posting that a
second person's approval calls (holders, certificates, lots, events, stops, every hash, index and key), both
to COMMIT, on a durable server of its own. A third of the accounts has two certificates, five thousand
certificates were signed on a day, one in a thousand bears the legend and one in a thousand is stopped.
Nothing is compared with it: the limits of reading and of posting are in `bench.import` and `bench.opening`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from bench.opened_books import FAMILY, GIVEN, Timed, durable_database, peak_megabytes, timed


def write_detail(place: Path, *, rows: int, together: int = 5_000) -> int:
    """Write a certificate detail of so many rows; returns its Rights.

    `together` are the certificates in a row that were signed on one day: each run of them is an event.
    """
    from tests.registry.taken_on import MARKED_HEAD

    total = 0
    with place.open("w") as file:
        file.write(f"{MARKED_HEAD}\n")
        for number in range(1, rows + 1):
            account, rights = number * 2 // 3, number * 7 % 4096 + 1
            total += rights
            name = f"{GIVEN[account % 11]} {FAMILY[account % 8]} {account:07d}"
            marks = ",,,,,"
            if number % 1000 == 0:
                marks = ",NULLITY,IV,,,"
            elif number % 1000 == 500:
                marks = ",,,2004-01-05,LOSS_REPORTED,Reported lost"
            address = f"{account % 9999} Sample Street,San Francisco,CA,94105,US"
            taxpayer, day = (
                f"{100 + account % 500}-45-{1000 + account % 8999}",
                f"2003-06-{24 + number // together % 4}",
            )
            file.write(
                f"{number + 3000},A-{account},{name},{address},{taxpayer},{rights},2003-06-23,{day},{marks}\n"
            )
    return total


def take_on(rows: int, *, together: int) -> int:
    """Stage, request and post; tells what each took, and the verifier; how much it finds."""
    from django.db import connection

    from tests.registry.taken_on import make_taking_desk

    with tempfile.TemporaryDirectory(prefix="rights-bench-") as folder:
        desk: Any = make_taking_desk(Path(folder))
        place = Path(folder) / "detail.csv"
        total = write_detail(place, rows=rows, together=together)
        desk.sign_off(desk.take_over(total, total))
        connection.ensure_connection()
        backend = connection.connection.info.backend_pid
        asking, posting, verifying = Timed(), Timed(), Timed()
        with timed(asking, backend=backend):
            approval = _ask(desk, place)
        with timed(posting, backend=backend):
            desk.approve(approval)
        print(f"{rows:,} certificates: request {asking}; posting {posting}", flush=True)
        with timed(verifying, backend=backend):
            found = len(desk.findings())
        print(f"verifier {verifying}", flush=True)
        return found


def _ask(desk: Any, place: Path) -> Any:
    from registry.services.take_on import request_take_on
    from tests.registry.taken_on import TOLD

    return request_take_on(desk.agreement, place, told=TOLD, maker=desk.maker, at=desk.later())


def main() -> int:
    """Run the benchmark; 1 when the verifier finds anything in the books."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000, help="certificates of the detail")
    parser.add_argument("--apart", action="store_true", help="no two neighbours signed on one day")
    options = parser.parse_args()
    with durable_database():
        findings = take_on(options.rows, together=1 if options.apart else 5_000)
    print(f"{peak_megabytes():.0f} MB at most in this process; the verifier finds {findings}")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
