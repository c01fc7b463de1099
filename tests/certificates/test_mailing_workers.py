"""A mailing of 2,500 pieces by Celery workers that nobody sweeps for, and one with no queue at all (§26)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from certificates.models import Mailing, MailingState, PieceStep
from certificates.selectors import mailings as read
from certificates.staff.runs import local_day
from registry import clock
from registry.models import JobState
from registry.selectors.address_doubts import holders_in_doubt
from tests.certificates.post import approved, ask_receipt, fresh, frozen, receipt, request_to_mail
from tests.certificates.runs import SIGNED_ON, Press, make_press
from tests.certificates.test_mailing_receipts import back
from tests.jobs.conftest import PATIENCE_SECONDS, Workers, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]

PIECES = 2_500


@pytest.fixture
def post_workers(runtime_urls: dict[str, str], settings: Any) -> Iterator[Workers]:
    """Starts workers of the product itself, with small chunks; whatever still lives afterwards is killed."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 500, 250
    found = Workers({**runtime_urls, "PRINT_CHUNK_CERTIFICATES": "500", "PRINT_FILE_CERTIFICATES": "250"})
    found.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    yield found
    for process in found.started:
        found.kill(process)


def signed_press(pieces: int) -> Press:
    """Certificates that were countersigned by hand, and the Company's request to mail them."""
    press = make_press(certificates=pieces)
    signed = {
        "kind": "COUNTERSIGNED", "first": 1, "last": pieces, "happened_on": SIGNED_ON.isoformat(),
        "signatory": press.plan.signatory.pk, "manifest_hash": None, "reason": "",
    }  # fmt: skip
    press.plan.post(press.plan.entry("PAPER", "5(a)", events=[signed]))
    request_to_mail(press)
    return press


def is_prepared(mailing: Mailing) -> bool:
    return fresh(mailing).state == MailingState.PREPARED


def in_state(mailing: Mailing, state: PieceStep) -> list[tuple[int, int]]:
    return [(first, last) for first, last in read.piece_ranges(mailing, state)]


def assert_produced_once_each(mailing: Mailing, *, pieces: int) -> None:
    made = fresh(mailing)
    assert made.job is not None
    assert made.job.state == JobState.FINISHED
    counted = {
        state.value: found.pieces for state, found in read.totals_by_state(made).items() if found.pieces
    }
    assert counted == {"PRODUCED": pieces}
    held = [number for file in made.files.all() for number in range(file.first_piece, file.last_piece + 1)]
    assert sorted(held) == list(range(1, pieces + 1))


@pytest.mark.row("R-26-4", "R-3a-9")
def test_celery_workers_produce_2500_pieces_with_the_sweeper_off(post_workers: Workers) -> None:
    press = signed_press(PIECES)
    made = approved(press, frozen(press))
    for _ in range(2):
        post_workers.celery("--concurrency", "1")
    wait_until(lambda: is_prepared(made))
    assert_produced_once_each(made, pieces=PIECES)
    assert made.job is not None
    assert "" not in set(made.job.chunks.values_list("task_id", flat=True))
    # The workers read the true clock, so the receipt is of their day.
    press.plan.at = clock.now()
    day = local_day(press.agreement, at=press.plan.at)
    short = receipt(fresh(made), missing=(1_207,), mailed_on=day)
    assert short.piece_count == PIECES - 1
    press.approve(ask_receipt(press, fresh(made), short))
    assert read.given(made) == PIECES - 1
    assert in_state(made, PieceStep.PRODUCED) == [(1_207, 1_207)]


@pytest.mark.row("R-26-4", "R-26-5")
def test_with_no_queue_at_all_a_mailing_killed_at_piece_1200_goes_on_at_1201_and_12_of_2431_come_back(
    post_workers: Workers, settings: Any
) -> None:
    sizes = {"PRINT_CHUNK_CERTIFICATES": 1_200, "PRINT_FILE_CERTIFICATES": 1_200}
    for name, size in sizes.items():
        setattr(settings, name, size)
        post_workers.environment[name] = str(size)
    post_workers.environment |= {"REDIS_URL": "redis://127.0.0.1:1/0", "JOB_LEASE": "2"}
    press = signed_press(2_431)
    made = approved(press, frozen(press))
    killed = post_workers.run_jobs("--until-idle")
    wait_until(lambda: in_state(made, PieceStep.PRODUCED) != [])
    post_workers.kill(killed)
    # The second sheet file was begun; where this machine is slow to kill it may have ended too.
    assert in_state(made, PieceStep.PRODUCED) in ([(1, 1_200)], [(1, 2_400)])
    drawn = list(made.files.values_list("first_piece", "sha256"))
    assert post_workers.run_jobs("--until-idle").wait(PATIENCE_SECONDS) == 0
    assert_produced_once_each(made, pieces=2_431)
    assert set(drawn) < set(made.files.values_list("first_piece", "sha256"))
    press.plan.at = clock.now()
    day = local_day(press.agreement, at=press.plan.at)
    press.approve(ask_receipt(press, fresh(made), receipt(fresh(made), mailed_on=day)))
    for piece in range(7, 2_431, 208):
        back(press, made, piece, on=day)
    flagged = holders_in_doubt(press.agreement, at=press.plan.tick())
    assert (read.given(made), flagged.count()) == (2_431, 12)
