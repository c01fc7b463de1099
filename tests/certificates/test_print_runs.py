"""A print run from the lock to the proof: what it needs, what it draws, what it tells."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agreement.errors import Conflict, ListDoesNotReconcile, RefusedByGround, RightsError
from certificates.models import PieceState, PrintFile, PrintPiece, PrintRun, RunState
from certificates.services import print_runs
from certificates.services.face_terms import snapshot_of
from certificates.services.print_runs import run_terms
from certificates.services.spoiling import single_copy
from registry.models import (
    AgentAppointment,
    CompanyOfficer,
    DesignatedOffice,
    FormVersion,
    InformationRequest,
    Installation,
    Job,
    JobState,
    RightsAgreement,
    RightsCertificate,
)
from registry.services import jobs
from registry.services.form_folders import find_form_folder
from tests.certificates.drawing.samples import pages_of
from tests.certificates.runs import AFTER, Press, make_press


def refused(press: Press) -> RefusedByGround:
    """What refuses the lock; and nothing is left of it."""
    with pytest.raises(RefusedByGround) as refusal:
        press.lock()
    assert PrintRun.objects.count() == 0
    assert Job.objects.filter(kind="print").count() == 0
    return refusal.value


def kept(settings: Any, stored_as: str) -> bytes:
    return (Path(settings.FILES_ROOT) / stored_as).read_bytes()


@pytest.mark.row("R-XB-15", "R-3a-9")
def test_a_run_draws_every_certificate_once_and_proves_it(press: Press, settings: Any) -> None:
    run = press.draw(press.lock())
    assert run.state == RunState.PROOFED
    assert (run.certificate_count, run.rights_total) == (25, sum(range(100, 125)))
    files = list(run.files.order_by("first_number"))
    assert [file.certificate_count for file in files] == [4, 4, 4, 2, 4, 4, 2, 1]
    for file in files:
        raw = kept(settings, file.stored_as)
        assert (hashlib.sha256(raw).hexdigest(), len(raw)) == (file.sha256, file.size_bytes)
    assert list(run.pieces.order_by("certificate_number").values_list("certificate_number", "copy")) == [
        (number, 1) for number in range(1, 26)
    ]
    assert run.proof["is_equal"] is True
    assert run.proof["printed"]["rights"] == run.proof["register"]["rights"] == run.rights_total
    job = run.job
    assert job is not None
    assert job.state == JobState.FINISHED


def test_the_manifest_lists_every_sheet_and_no_cell_begins_a_formula(press: Press, settings: Any) -> None:
    run = press.draw(press.lock())
    raw = kept(settings, run.manifest)
    assert hashlib.sha256(raw).hexdigest() == run.manifest_sha256
    rows = list(csv.DictReader(raw.decode().splitlines()))
    assert [int(row["number"]) for row in rows] == list(range(1, 26))
    assert sum(int(row["rights"]) for row in rows) == run.rights_total
    assert rows[1]["registration"] == "Beech & Sons (Nominees) Ltd / as trustees"
    assert rows[3]["registration"] == "'=Cedar + Co"
    assert {row["address_class"] for row in rows} == {"DOMESTIC"}
    pieces = {piece.certificate_number: piece for piece in run.pieces.all()}
    assert all(bytes(pieces[int(row["number"])].content_hash).hex() == row["content_hash"] for row in rows)
    assert [int(row["page"]) for row in rows[:5]] == [1, 3, 5, 7, 1]


def test_the_list_of_hashes_and_the_control_sheet_name_every_file(press: Press, settings: Any) -> None:
    run = press.draw(press.lock())
    listed = dict(reversed(line.split("  ")) for line in kept(settings, run.hash_list).decode().splitlines())
    assert {file.sha256 for file in run.files.all()} | {run.manifest_sha256} == set(listed.values())
    assert len(listed) == 9
    sheet = "".join("".join(pages_of(kept(settings, run.control_sheet))).split())
    head = press.agreement.entries.order_by("number").last()
    assert head is not None
    assert f"{head.number}:{bytes(head.entry_hash).hex()}" in sheet
    for file in run.files.all():
        assert file.sha256 in sheet


def test_the_spare_files_of_dead_workers_are_removed_and_young_ones_kept(press: Press, settings: Any) -> None:
    folder = Path(settings.FILES_ROOT) / "print_runs"
    folder.mkdir(parents=True)
    spare, young = folder / ".writing-dead", folder / ".writing-alive"
    for path in (spare, young):
        path.write_bytes(b"half a file")
    os.utime(spare, (0, 0))
    press.draw(press.lock())
    assert (spare.exists(), young.exists()) == (False, True)


@pytest.mark.row("R-XB-15")
def test_a_single_copy_equals_its_sheet_in_the_batch(press: Press) -> None:
    run = press.draw(press.lock())
    certificate = RightsCertificate.objects.get(number=7)
    pdf = single_copy(certificate, by=press.plan.maker, at=press.plan.tick())
    assert pdf == single_copy(certificate, by=press.plan.maker, at=press.plan.tick())
    assert "R-0000007" in "".join(pages_of(pdf))
    PrintPiece.objects.filter(run=run, certificate_number=7).update(content_hash=b"\0" * 32)
    with pytest.raises(Conflict) as refusal:
        single_copy(certificate, by=press.plan.maker, at=press.plan.tick())
    assert refusal.value.code == "CONTENT_HASH_DIFFERS"


def test_what_the_faces_take_is_frozen_when_the_run_is_locked(press: Press) -> None:
    run = press.lock()
    CompanyOfficer.objects.filter(agreement=press.agreement).update(in_office_until=date(2003, 6, 1))
    terms = run_terms(PrintRun.objects.get(pk=run.pk))
    assert snapshot_of(terms) == run.snapshot
    assert (terms.chief_officer.name, terms.attesting_officer.name) == ("Rowan T. Ellery", "Maren K. Osgood")
    assert press.draw(run).state == RunState.PROOFED


@pytest.mark.row("R-3a-5", "R-5a-1")
def test_a_run_needs_notice_list_answers_and_signatures_and_names_all_that_is_missing(db: None) -> None:
    press = make_press(certificates=3, has_list="")
    RightsAgreement.objects.update(distribution_known_from=None)
    InformationRequest.objects.create(
        agreement=press.agreement, question="Which accounts are nominees?", asked_at=AFTER,
        asked_by=press.plan.maker,
    )  # fmt: skip
    CompanyOfficer.objects.filter(agreement=press.agreement).update(signs_certificates=False)
    refusal = refused(press)
    assert refusal.code == "INITIAL_ISSUE_NOT_READY"
    for missing in ("notice of the Distribution Date", "list of record holders", "answers", "signatures"):
        assert missing in str(refusal)
    assert "SIGNATURE_GROUP_MISSING" in [ground.code for ground in refusal.grounds]


@pytest.mark.refusal("TEMPLATE_NOT_APPROVED")
@pytest.mark.row("R-4a-1", "R-XB-4")
def test_a_form_without_approval_is_not_printed(press: Press) -> None:
    FormVersion.objects.update(company_approval=None)
    assert refused(press).code == "TEMPLATE_NOT_APPROVED"


@pytest.mark.row("R-4a-1")
def test_words_that_changed_since_their_approval_are_not_printed(press: Press) -> None:
    FormVersion.objects.update(folder_hash="1" * 64)
    assert refused(press).code == "FORM_FOLDER_CHANGED"


@pytest.mark.refusal("SIGNATURE_GROUP_MISSING")
@pytest.mark.row("R-5a-1", "R-XB-6")
def test_a_run_needs_an_officer_of_each_group(press: Press) -> None:
    CompanyOfficer.objects.filter(title="Secretary").update(signs_certificates=False)
    refusal = refused(press)
    assert refusal.code == "SIGNATURE_GROUP_MISSING"
    assert "second group" in str(refusal)


@pytest.mark.row("R-5a-1", "R-XB-6")
def test_a_plan_whose_certificates_others_sign_is_printed(db: None) -> None:
    press = make_press(signature_group_2=["Treasurer", "Secretary"])
    CompanyOfficer.objects.filter(title="Secretary").update(signs_certificates=False)
    CompanyOfficer.objects.filter(title="Treasurer").update(signs_certificates=True)
    run = press.draw(press.lock())
    assert run.state == RunState.PROOFED
    assert run_terms(run).attesting_officer.title == "Treasurer"


@pytest.mark.row("R-5b-4")
def test_the_office_on_the_certificates_is_the_one_designated_by_the_register(press: Press) -> None:
    register = DesignatedOffice.objects.filter(agreement=press.agreement)
    former = register.order_by("designated_from", "id")[0]
    register.update(designated_until=date(2003, 6, 1))
    DesignatedOffice.objects.create(
        agreement=press.agreement, name="New office", address="Fifth Floor\n9 Quay Street\nBoston, MA 02110",
        designated_from=date(2003, 6, 2), recorded_at=AFTER,
    )  # fmt: skip
    lines = run_terms(press.lock()).office_lines
    assert lines == (press.agreement.agent_name, "Fifth Floor", "9 Quay Street", "Boston, MA 02110")
    assert former.address.splitlines()[0] not in lines


def test_nothing_is_printed_without_an_agent_in_office(press: Press) -> None:
    AgentAppointment.objects.filter(agreement=press.agreement).update(in_office_until=date(2003, 4, 1))
    assert refused(press).code == "NO_AGENT_IN_OFFICE"


@pytest.mark.row("R-XB-1")
def test_a_face_that_cannot_be_printed_keeps_the_run_from_being_locked(press: Press) -> None:
    odd = press.plan.holder("ODD", registration="王小明")
    press.entry = press.plan.issue((odd, 5))
    refusal = refused(press)
    assert "26" in str(refusal)
    assert refusal.facts["numbers"] == [26]


@pytest.mark.row("R-XB-1")
@pytest.mark.refusal("FIELD_OVERFLOW")
def test_a_name_of_more_lines_than_the_face_has_keeps_the_run_from_being_locked(press: Press) -> None:
    odd = press.plan.holder("ODD", registration="Ash\nBirch\nCedar\nElm\nFir")
    press.entry = press.plan.issue((odd, 5))
    assert refused(press).code == "FIELD_OVERFLOW"


@pytest.mark.row("R-XB-2")
@pytest.mark.refusal("LEGEND_VARIANT_CONFLICT")
def test_words_with_one_sentence_for_both_legends_are_not_taken_as_a_form(
    press: Press, settings: Any
) -> None:
    own = Path(settings.FORMS_ROOT) / "form-2"
    shutil.copytree(find_form_folder("model_2003").folder, own)
    words = (own / "form.toml").read_text(encoding="utf-8")
    (own / "form.toml").write_text(words.replace('"nullity_legend"', '"nullity_general"'), encoding="utf-8")
    settings.FORM_FOLDERS = (own.parent,)
    with pytest.raises(RightsError) as conflict:
        find_form_folder("form-2")
    assert conflict.value.code == "LEGEND_VARIANT_CONFLICT"


@pytest.mark.row("R-5a-6")
def test_the_certificates_of_an_entry_are_in_one_run_only(press: Press) -> None:
    run = press.lock()
    with pytest.raises(Conflict) as refusal:
        press.lock()
    assert refusal.value.code == "RUN_ALREADY_LOCKED"
    assert PrintRun.objects.get() == run


def test_a_second_start_of_a_drawn_run_writes_nothing(press: Press) -> None:
    run = press.draw(press.lock())
    before = list(PrintPiece.objects.order_by("certificate_number").values())
    assert run.job is not None
    jobs.start(run.job, by=press.plan.maker, at=press.plan.tick())
    assert jobs.run_available("press", clock=press.plan.tick) == 0
    assert list(PrintPiece.objects.order_by("certificate_number").values()) == before


@pytest.mark.row("R-5a-6")
def test_the_database_refuses_a_second_sheet_of_a_number_and_copy(press: Press) -> None:
    run = press.draw(press.lock())
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintPiece.objects.bulk_create(
            [
                PrintPiece(
                    agreement=press.agreement, certificate_number=3, copy=1, run=run, page=1,
                    content_hash=b"\0" * 32, state=PieceState.RENDERED, recorded_at=AFTER,
                )
            ]
        )  # fmt: skip


@pytest.mark.refusal("BATCH_OUT_OF_BALANCE")
@pytest.mark.row("R-XB-15")
def test_a_run_that_shows_other_rights_than_the_register_is_not_printed(press: Press) -> None:
    run = press.lock()
    while jobs.run_available("press", clock=press.plan.tick, limit=1):
        if run.job is not None and run.job.chunks.filter(state="READY").count() == 1:
            PrintFile.objects.filter(first_number=1).update(rights_total=1)
    drawn = PrintRun.objects.get()
    assert drawn.state == RunState.RENDERED
    assert drawn.proof["differences"] == ["rights"]
    with pytest.raises(ListDoesNotReconcile) as refusal:
        print_runs.record_printed(drawn, by=press.plan.maker, at=press.plan.tick())
    assert refusal.value.code == "BATCH_OUT_OF_BALANCE"
    assert str(drawn.rights_total) in refusal.value.message


def test_demo_stands_on_the_paper_until_words_and_installation_are_productive(press: Press) -> None:
    assert press.lock().snapshot["is_demo"] is True
    RightsAgreement.objects.update(is_demo=False)
    FormVersion.objects.update(is_model=False)
    press.agreement.refresh_from_db()
    PrintRun.objects.all().update(state=RunState.ABORTED)
    assert press.lock().snapshot["is_demo"] is True
    Installation.objects.create(productive_since=AFTER)
    PrintRun.objects.all().update(state=RunState.ABORTED)
    assert press.lock().snapshot["is_demo"] is False


def test_a_run_given_up_before_printing_frees_its_numbers(press: Press) -> None:
    run = press.draw(press.lock())
    print_runs.abort_run(run, reason="wrong paper", by=press.plan.maker, at=press.plan.tick())
    assert PrintPiece.objects.count() == 0
    second = press.draw(press.lock())
    assert (second.number, second.state, second.pieces.count()) == (2, RunState.PROOFED, 25)
    print_runs.record_printed(second, by=press.plan.maker, at=press.plan.tick())
    with pytest.raises(Conflict):
        print_runs.abort_run(second, reason="too late", by=press.plan.maker, at=press.plan.tick())


@pytest.mark.row("R-5a-2")
def test_a_company_without_a_seal_has_none_on_its_certificates(db: None) -> None:
    run = make_press(certificates=2, seal="NONE", seal_words="").lock()
    assert run.snapshot["seal_text"] is None


@pytest.mark.row("R-5a-2")
def test_a_seal_affixed_by_hand_is_not_taken_for_none(db: None) -> None:
    run = make_press(certificates=2, seal="AFFIXED").lock()
    assert run.snapshot["seal_text"] == ""


@pytest.mark.row("R-5a-2", "R-XB-6")
def test_the_seal_stands_on_every_face(press: Press, settings: Any) -> None:
    run = press.draw(press.lock())
    assert "Seal" in run.snapshot["seal_text"]
    file = run.files.order_by("first_number").first()
    assert file is not None
    faces = pages_of(kept(settings, file.stored_as))[::2]
    letters = "".join(run.snapshot["seal_text"].upper().split())[:8]
    assert all(set(letters) <= set(face.upper()) for face in faces)
    assert len(faces) == file.certificate_count


@pytest.mark.refusal("CERT_DATE_INVALID")
@pytest.mark.row("R-4a-3", "R-XB-5")
def test_a_certificate_of_another_date_is_not_printed(press: Press) -> None:
    lot = press.plan.holders[0].lots.get(closed_by=None)
    face = press.plan.certificate(press.plan.holders[1], lot.rights, dated="2003-06-20")
    entry = press.plan.post(press.plan.transfer(lot, press.plan.holders[1], certificates=[face]))
    with pytest.raises(RefusedByGround) as refused:
        print_runs.lock_run(press.agreement, entries=[entry], maker=press.plan.maker, at=press.plan.tick())
    assert [found.code for found in refused.value.grounds] == ["CERT_DATE_INVALID"]
    assert not PrintRun.objects.exists()
