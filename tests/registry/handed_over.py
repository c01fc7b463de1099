"""Books with a little of everything, and the package made of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from registry.models import BooksExport, BooksPackage, Document, Lot
from registry.services import approvals
from registry.services.books_packages import layout
from registry.services.books_packages.exports import export_books, request_export
from tests.books.books import Plan, make_notice, make_plan

LETTER = b"Letter of the Company: instruct."
SUCCESSOR = "Juniper Stock Transfer Company"


def keep_papers(plan: Plan) -> None:
    """Put the files that the plan's papers name into the store."""
    for stored_as in Document.objects.filter(agreement=plan.agreement).values_list("stored_as", flat=True):
        place = Path(settings.FILES_ROOT) / stored_as
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.write_bytes(LETTER)


def lively_books(code: str = "DTHK") -> Plan:
    """Rights attached, issued, transferred, marked and countersigned, under names that are hard to carry."""
    plan = make_plan(code)
    keep_papers(plan)
    plan.attach(5_000)
    plan.separate()
    alder = plan.holder("1", registration='=SUM(A1)\n"Łucja", as trustee')
    birch, cedar = plan.holder("2", registration="'Birch"), plan.holder("3", registration="-Cedar\r\n\tLLC")
    plan.issue((alder, 600), (birch, 400))
    lot = Lot.objects.get(holder=birch)
    plan.post(plan.transfer(lot, cedar, memorandum="+1 of the Company, é\n'quoted'"))
    sheet = {"kind": "COUNTERSIGNED", "first": 1, "last": 3, "happened_on": "2003-06-22"}
    plan.post(
        plan.entry(
            "PAPER",
            "5(a)",
            events=[{**sheet, "signatory": plan.signatory.pk, "manifest_hash": None, "reason": ""}],
        )
    )
    notice = make_notice(plan, "PRE_SEPARATION_NULLITY", effective_at=plan.at)
    mark = {
        "class": "I",
        "notice": notice.pk,
        "effective_from": plan.at.isoformat(),
        "void_from": plan.at.isoformat(),
    }
    held = Lot.objects.get(holder=cedar, closed_by=None)
    plan.post(plan.entry("NULLIFY", "7(e)", marks=[{"lot": held.pk, **mark}]))
    return plan


def leave_for(plan: Plan) -> BooksExport:
    """Leave of two people to hand the books over."""
    asked = request_export(
        plan.agreement,
        recipient=SUCCESSOR,
        reason="Successor from 14 February 2004",
        maker=plan.maker,
        at=plan.tick(),
    )
    leave = approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    assert isinstance(leave, BooksExport)
    return leave


def handed_over(plan: Plan, folder: Path) -> BooksPackage:
    """The package of the books in a folder."""
    return export_books(leave_for(plan), folder=folder, by=plan.maker, at=plan.tick())


def forge(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest of a package and make every hash in it, and the sums, fit again."""
    manifest = json.loads((folder / layout.MANIFEST).read_bytes())
    change(manifest)
    sums: dict[str, str] = {layout.README: layout.sha256_of(folder / layout.README)}
    for part in manifest["tables"]:
        if not (folder / part["file"]).exists():
            continue
        hashes = layout.LineHashes()
        content = (folder / part["file"]).read_bytes()
        (folder / part["lines_file"]).write_bytes(hashes.feed(content) + hashes.end())
        part["sha256"] = hashlib.sha256(content).hexdigest()
        part["lines_sha256"] = layout.sha256_of(folder / part["lines_file"])
        sums |= {part["file"]: part["sha256"], part["lines_file"]: part["lines_sha256"]}
    sums |= {part["file"]: part["sha256"] for part in manifest["files"]}
    (folder / layout.MANIFEST).write_bytes(layout.manifest_bytes(manifest))
    sums[layout.MANIFEST] = layout.sha256_of(folder / layout.MANIFEST)
    (folder / layout.SUMS).write_bytes(layout.sums_of(sums))
