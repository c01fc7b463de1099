"""Who mails: without the Company's written request the run is handed over, on its signed receipt (§3(a))."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from agreement.errors import Conflict, RefusedByGround, RightsError
from certificates.models import HandOver, PrintRun
from certificates.selectors.mailings import certificates_to_mail
from certificates.services import handover, print_runs
from registry.models import (
    Approval,
    CertificateEvent,
    Document,
    Item,
    ItemCertificate,
    Notice,
    PaperEvent,
    RightsCertificate,
)
from registry.selectors.register import certificate_detail
from tests.books.books import make_notice
from tests.certificates.drawing.samples import pages_of
from tests.certificates.runs import Press

RECEIVED_ON = date(2003, 6, 22)


def reconciled(press: Press) -> PrintRun:
    """A run whose certificates are all countersigned and accounted for."""
    run = press.executed()
    press.approve(press.request_countersignature(run, 1, 25))
    print_runs.reconcile(run, by=press.plan.maker, at=press.plan.tick())
    return fresh(run)


def fresh(run: PrintRun) -> PrintRun:
    return PrintRun.objects.select_related("agreement").get(pk=run.pk)


def request_to_mail(press: Press, mailer: str = "AGENT") -> Notice:
    notice = make_notice(press.plan, "MAILING_REQUEST", effective_at=press.plan.tick())
    notice.facts = {"mailer": mailer}
    notice.save()
    return notice


def receipt(press: Press, *, signed_on: date | None = RECEIVED_ON) -> Document:
    return Document.objects.create(
        agreement=press.agreement, kind="HAND_OVER_RECEIPT", title="Receipt", sha256="3" * 64, size_bytes=1,
        content_type="application/pdf", original_name="receipt.pdf", stored_as="33/33", signed_on=signed_on,
        received_at=press.plan.at, received_by=press.plan.maker, recorded_at=press.plan.at,
    )  # fmt: skip


def prepare(press: Press, run: PrintRun, **parts: Any) -> HandOver:
    return handover.prepare_hand_over(run, maker=press.plan.maker, at=press.plan.tick(), **parts)


def ask(press: Press, made: HandOver, **changed: Any) -> Approval:
    parts: dict[str, Any] = {
        "received_by": "Maren K. Osgood, Secretary",
        "received_on": RECEIVED_ON,
        "certificate_count": made.certificate_count,
        "document": ...,
        "maker": press.plan.maker,
    } | changed
    if parts["document"] is ...:
        parts["document"] = receipt(press)
    return handover.request_receipt(made, at=press.plan.tick(), **parts)


@pytest.mark.row("R-3a-10", "R-3a-5")
def test_the_agent_mails_only_on_the_companys_written_request(press: Press) -> None:
    with pytest.raises(RefusedByGround) as refused:
        handover.must_mail_on_request(press.agreement)
    assert refused.value.code == "MAILING_NOT_REQUESTED"
    assert "hand the run over" in str(refused.value)
    request_to_mail(press)
    handover.must_mail_on_request(press.agreement)
    request_to_mail(press, "COMPANY")
    with pytest.raises(RefusedByGround):
        handover.must_mail_on_request(press.agreement)


@pytest.mark.row("R-3a-9", "R-5a-3")
def test_a_certificate_without_countersignature_is_neither_mailed_nor_handed_over(press: Press) -> None:
    run = press.executed()
    press.approve(press.request_countersignature(run, 1, 24))
    request_to_mail(press)
    with pytest.raises(RefusedByGround) as mailed:
        handover.must_mail_on_request(press.agreement, numbers=[(1, 25)])
    assert mailed.value.code == "NOT_COUNTERSIGNED"
    request_to_mail(press, "COMPANY")
    with pytest.raises(RefusedByGround) as handed:
        prepare(press, fresh(run), numbers=[(20, 25)])
    assert handed.value.code == "NOT_COUNTERSIGNED"
    assert "25" in str(handed.value)
    assert not HandOver.objects.exists()


@pytest.mark.row("R-3a-10", "R-3a-9")
def test_a_reconciled_run_is_handed_over_with_a_package_and_its_receipt(press: Press) -> None:
    run = reconciled(press)
    made = prepare(press, run)
    assert (made.ranges, made.certificate_count) == ([[1, 25]], 25)
    assert made.rights_total == run.rights_total
    paper = " ".join(pages_of((Path(configured.FILES_ROOT) / made.paper).read_bytes()))
    for file in run.files.all():
        assert file.sha256 in paper
    assert run.manifest_sha256 in paper
    approval = ask(press, made)
    assert not CertificateEvent.objects.filter(kind=PaperEvent.ISSUED).exists()
    press.approve(approval)
    event = CertificateEvent.objects.get(kind=PaperEvent.ISSUED)
    assert (event.first_number, event.last_number, event.happened_on) == (1, 25, RECEIVED_ON)
    assert (event.entry.kind, event.entry.section) == ("PAPER", "3(a)")
    made.refresh_from_db()
    assert (made.entry, made.received_by) == (event.entry, "Maren K. Osgood, Secretary")
    with pytest.raises(Conflict) as again:
        ask(press, made)
    assert again.value.code == "REQUEST_ALREADY_DECIDED"


@pytest.mark.row("R-3a-10")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"certificate_count": 24}, "HAND_OVER_COUNT_DIFFERS"),
        ({"received_by": " "}, "INSTRUCTION_PART_MISSING"),
        ({"document": None}, "NO_SUPPORTING_DOCUMENT"),
    ],
)
def test_a_receipt_that_is_not_whole_is_refused(press: Press, changed: dict[str, Any], code: str) -> None:
    made = prepare(press, reconciled(press))
    with pytest.raises(RightsError) as refused:
        ask(press, made, **changed)
    assert refused.value.code == code
    with pytest.raises(RightsError) as unsigned:
        ask(press, made, document=receipt(press, signed_on=None))
    assert unsigned.value.code == "INSTRUCTION_PART_MISSING"
    assert not Approval.objects.filter(kind="HAND_OVER").exists()


@pytest.mark.row("R-3a-10")
def test_a_run_that_the_agent_mails_or_that_is_not_reconciled_is_not_handed_over(press: Press) -> None:
    with pytest.raises(RefusedByGround) as early:
        prepare(press, press.printed())
    assert early.value.code == "PRINT_RUN_NOT_READY"
    request_to_mail(press)
    with pytest.raises(RefusedByGround) as asked:
        prepare(press, PrintRun.objects.get())
    assert asked.value.code == "MAILING_REQUESTED"


def record_of(press: Press, kind: str, number: int) -> None:
    """A stop on a certificate, or its release, as an entry of the books."""
    event = {
        "kind": kind, "first": number, "last": number, "happened_on": "2003-06-22", "signatory": None,
        "manifest_hash": None, "reason": "legend not feasible",
    }  # fmt: skip
    press.plan.post(press.plan.entry("PAPER", "4(b)", events=[event]))


@pytest.mark.row("R-4b-3", "R-3a-10")
def test_a_stopped_certificate_is_set_aside_as_by_a_mailing_and_named_on_the_paper(press: Press) -> None:
    run = reconciled(press)
    record_of(press, "STOPPED", 3)
    made = prepare(press, run)
    assert (made.ranges, made.certificate_count) == ([[1, 2], [4, 25]], 24)
    paper = " ".join(pages_of((Path(configured.FILES_ROOT) / made.paper).read_bytes()))
    assert "a stop stands on 3" in " ".join(paper.split())
    with pytest.raises(RightsError) as kept:
        prepare(press, run, numbers=[(2, 3)])
    assert (kept.value.code, kept.value.facts["number"]) == ("STOP_KEEPS_FROM_MAIL", "3")
    press.approve(ask(press, made))
    with pytest.raises(RightsError) as last:
        prepare(press, run)
    assert last.value.code == "STOP_KEEPS_FROM_MAIL"
    assert set(certificates_to_mail(press.agreement).stopped) == {(3, 3)}, "a mailing does the same"
    record_of(press, "RELEASED", 3)
    assert prepare(press, run).ranges == [[3, 3]]


def test_a_certificate_that_lies_with_an_item_goes_nowhere_until_the_item_has_ended(press: Press) -> None:
    run, plan = reconciled(press), press.plan
    kept = RightsCertificate.objects.get(agreement=press.agreement, number=3)
    item = Item.objects.create(
        agreement=press.agreement,
        number=1,
        kind="TRANSFER",
        state="HELD_20K",
        holder=kept.holder,
        received_at=plan.at,
        recorded_at=plan.at,
        recorded_by=plan.maker,
    )
    ItemCertificate.objects.create(item=item, certificate=kept, surrendered_at=plan.at)
    assert certificates_to_mail(press.agreement).numbers == ((1, 2), (4, 25))
    assert prepare(press, run).ranges == [[1, 2], [4, 25]]
    Item.objects.update(state="REFUSED", ended_at=plan.tick())
    assert certificates_to_mail(press.agreement).numbers == ((1, 25),)


@pytest.mark.row("R-4b-3")
def test_a_stop_that_came_after_the_package_stands_after_its_receipt(press: Press) -> None:
    run = reconciled(press)
    made = prepare(press, run)
    record_of(press, "STOPPED", 3)
    press.approve(ask(press, made))
    assert certificate_detail(press.agreement, number=3, at=press.plan.at).status == "STOPPED"
    assert certificate_detail(press.agreement, number=4, at=press.plan.at).status == "OUTSTANDING"


@pytest.mark.row("R-3a-10")
def test_the_hand_over_is_made_and_receipted_by_commands(press: Press, tmp_path: Path) -> None:
    def told(*words: str, by: str = "maker") -> dict[str, Any]:
        out = io.StringIO()
        call_command(*words, "--as", by, "--json", stdout=out)
        return dict(json.loads(out.getvalue()))

    reconciled(press)
    paper = tmp_path / "receipt.txt"
    paper.write_text("Received 25 certificates. M. Osgood")
    code = press.agreement.code
    made = told("hand_over", code)
    assert Path(made["paper"]).is_file()
    before = Document.objects.count()
    with pytest.raises(CommandError, match="24"):
        told(
            "hand_over", code, "--receipt", str(paper), "--signer", "Maren K. Osgood, Secretary",
            "--received-on", RECEIVED_ON.isoformat(), "--count", "24",
        )  # fmt: skip
    assert Document.objects.count() == before
    asked = told(
        "hand_over", code, "--receipt", str(paper), "--signer", "Maren K. Osgood, Secretary",
        "--received-on", "2003-06-22", "--count", "25",
    )  # fmt: skip
    told("approve", asked["request"], by="approver")
    assert HandOver.objects.get().received_on == RECEIVED_ON
