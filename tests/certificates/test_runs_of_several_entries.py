"""The daily run: every certificate that waits, of issues, transfers and exercises, whatever its number."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agreement.errors import Conflict, NotOnTheBooks, RightsError
from agreement.exercise_price import Payee, TenderedMeans
from certificates.models import PrintPiece, PrintRun, RunState
from certificates.selectors.numbers import event_ranges
from certificates.selectors.print_runs import chosen_to_print, entries_to_print, reconciliation
from certificates.services import print_runs, spoiling
from exercises.services import elections
from exercises.services.payments import PaymentReceived, receive_payment
from registry.models import BookEntry, FormVersion, PaperEvent, RightsAgreement, RightsCertificate
from registry.selectors.jobs import progress
from registry.verifier import verify
from tests.certificates.runs import Press, make_press
from tests.registry.presented import Counter, elected, exercise_permitted, of_little_value


@pytest.fixture
def counter(db: None, settings: Any) -> Counter:
    """Run 1 of four certificates executed, numbers 1 to 3 of it countersigned; the books open."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    exercise_permitted(press.plan)
    press.agreement.refresh_from_db()
    press.approve(press.request_countersignature(press.executed(), 1, 3))
    of_little_value(press)
    return Counter(press)


def exercised(counter: Counter, number: int, *, rights: int) -> BookEntry:
    """A certificate exercised in part: paid to the cent, asked for, approved."""
    plan = counter.plan
    item = elections.receive_exercise(
        counter.press.agreement,
        counter.presentation(number),
        election=elected(rights, counter.certificate(number).registration),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    received = PaymentReceived(
        means=TenderedMeans.CASHIERS_CHECK,
        amount=rights * Decimal("250.00"),
        drawer_bank="Harbor Bank",
        instrument_number=str(number),
        payee=Payee.COMPANY,
        received_at=plan.at,
    )
    receive_payment(item, received, document=plan.document, by=plan.maker, at=plan.tick())
    item.refresh_from_db()
    entry: BookEntry = counter.press.approve(
        elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    )
    return entry


def lost(counter: Counter, number: int) -> None:
    """A sheet of run 1 is lost; an entry moves its Rights to the next number."""
    plan = counter.plan
    asked = spoiling.move_number(
        counter.press.agreement, number=number, reason="sheet lost", document=plan.document,
        maker=plan.maker, at=plan.tick(),
    )  # fmt: skip
    counter.press.approve(asked)


def lock_all(press: Press) -> PrintRun:
    """Everything that waits, in one run."""
    entries = chosen_to_print(press.agreement, numbers=[])
    return print_runs.lock_run(press.agreement, entries=entries, maker=press.plan.maker, at=press.plan.tick())


@pytest.fixture
def waiting(counter: Counter) -> list[BookEntry]:
    """A transfer (5 and 6), a number of run 1 moved on (7), an exercise with its balance (8)."""
    transfer = counter.post(counter.receive(1))
    lost(counter, 4)
    exercise = exercised(counter, 2, rights=30)
    return [transfer, exercise]


@pytest.mark.row("R-5a-6", "R-6a-13", "R-7d-1")
def test_one_run_takes_the_certificates_of_a_transfer_and_the_balance_of_an_exercise(
    counter: Counter, waiting: list[BookEntry], settings: Any
) -> None:
    press = counter.press
    assert list(entries_to_print(press.agreement)) == waiting
    run = lock_all(press)
    assert (run.stretches, run.certificate_count) == ([[5, 6], [8, 8]], 3)
    assert list(run.entries.order_by("number")) == waiting
    assert run.job is not None
    assert progress(run.job).total == 3
    run = press.draw(run)
    assert (run.state, run.proof["is_equal"]) == (RunState.PROOFED, True)
    assert [(file.first_number, file.last_number) for file in run.files.order_by("first_number")] == [
        (5, 6),
        (8, 8),
    ]
    raw = (Path(settings.FILES_ROOT) / run.manifest).read_bytes()
    assert [row["number"] for row in csv.DictReader(raw.decode().splitlines())] == ["5", "6", "8"]
    assert sum(RightsCertificate.objects.filter(number__in=[5, 6, 8]).values_list("rights", flat=True)) == (
        run.rights_total
    )
    assert PrintPiece.objects.get(certificate_number=7).run.number == 1
    with pytest.raises(NotOnTheBooks) as nothing:
        lock_all(press)
    assert nothing.value.code == "NOTHING_TO_PRINT"


@pytest.mark.row("R-5a-3", "R-5a-6", "R-3a-9")
def test_a_signing_over_a_gap_signs_the_numbers_of_its_own_run_alone(
    counter: Counter, waiting: list[BookEntry]
) -> None:
    press = counter.press
    drawn = press.draw(lock_all(press))
    run = print_runs.record_printed(drawn, by=press.plan.maker, at=press.plan.tick())
    run = press.approve(press.request_execution(run))
    with pytest.raises(RightsError) as outside:
        press.request_countersignature(run, 5, 7)
    assert outside.value.code == "CERTIFICATE_NOT_IN_RUN"
    asked = press.request_countersignature(run, 5, 8)
    assert "3 certificates" in asked.summary
    press.approve(asked)
    signed = event_ranges(press.agreement, PaperEvent.COUNTERSIGNED, within=[(1, 8)])
    assert signed == [(1, 3), (5, 6), (8, 8)]
    found = print_runs.reconcile(PrintRun.objects.get(pk=run.pk), by=press.plan.maker, at=press.plan.tick())
    assert found.equation == "3 issued + 0 spoiled + 0 unused = 3 numbers"
    first = reconciliation(PrintRun.objects.get(number=1))
    assert (first.spoiled, first.open_numbers) == (((4, 4),), ((7, 7),))
    assert verify().findings == []


def test_the_entries_chosen_are_taken_and_the_others_wait_on(
    counter: Counter, waiting: list[BookEntry]
) -> None:
    press, (transfer, exercise) = counter.press, waiting
    chosen = chosen_to_print(press.agreement, numbers=[exercise.number])
    run = print_runs.lock_run(press.agreement, entries=chosen, maker=press.plan.maker, at=press.plan.tick())
    assert run.stretches == [[8, 8]]
    assert list(entries_to_print(press.agreement)) == [transfer]
    with pytest.raises(Conflict) as twice:
        print_runs.lock_run(press.agreement, entries=waiting, maker=press.plan.maker, at=press.plan.tick())
    assert twice.value.code == "RUN_ALREADY_LOCKED"
    assert str(exercise.number) in twice.value.message
    print_runs.abort_run(run, reason="the wrong day", by=press.plan.maker, at=press.plan.tick())
    assert list(entries_to_print(press.agreement)) == waiting
    with pytest.raises(NotOnTheBooks):
        chosen_to_print(press.agreement, numbers=[exercise.number, 999])


@pytest.mark.row("R-4a-1")
def test_certificates_of_two_forms_make_two_runs_and_the_refusal_names_the_entries(
    counter: Counter, waiting: list[BookEntry]
) -> None:
    press, plan = counter.press, counter.plan
    other = FormVersion.objects.get()
    other.pk, other.name = None, "own_2004"
    other.save(force_insert=True)
    plan.form, shipped = other, plan.form
    issued = plan.issue((plan.holders[0], 7))
    plan.form = shipped
    with pytest.raises(RightsError) as refused:
        lock_all(press)
    assert refused.value.code == "PRINT_RUN_NOT_READY"
    assert f"own_2004: for entry {issued.number}" in str(refused.value)
    assert not PrintRun.objects.exclude(number=1).exists()
