"""A demo plan with certificates on its books; and a run brought as far as a test needs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from certificates.models import PrintRun
from certificates.services import countersignature, execution, print_runs
from registry.models import (
    Approval,
    AuthorisedCountersigner,
    BookEntry,
    CompanyOfficer,
    Document,
    FormVersion,
    HolderList,
    ListState,
    Notice,
    RightsAgreement,
    User,
)
from registry.roles import give_role
from registry.services import approvals, jobs
from registry.services.agreements import load_agreement
from registry.services.form_folders import find_form_folder
from tests.books.books import AFTER, BEFORE, Plan

DATA = Path(__file__).resolve().parents[2] / "agreement" / "data"
SIGNED_ON = date(2003, 6, 22)  # in San Francisco, where it is not yet the 23rd
SIGNATORY = "Adaeze N. Brook"
NAMES = ("Alder Fund LP", "Beech & Sons (Nominees) Ltd\nas trustees", "Łucja Wójcik-Nuñez", "=Cedar + Co")


@dataclass
class Press:
    """A plan, the entry that issued its certificates, and the acts of its two people."""

    plan: Plan
    entry: BookEntry

    @property
    def agreement(self) -> RightsAgreement:
        return self.plan.agreement

    def lock(self) -> PrintRun:
        """Lock the certificates into a run."""
        return print_runs.lock_run(
            self.agreement, entries=[self.entry], maker=self.plan.maker, at=self.plan.tick()
        )

    def draw(self, run: PrintRun) -> PrintRun:
        """Let the job of a run be done."""
        jobs.run_available("press", clock=self.plan.tick)
        return PrintRun.objects.select_related("agreement").get(pk=run.pk)

    def printed(self) -> PrintRun:
        """A run that is drawn and printed."""
        run = self.draw(self.lock())
        return print_runs.record_printed(run, by=self.plan.maker, at=self.plan.tick())

    def executed(self) -> PrintRun:
        """A run that the Company executed."""
        return self.approve(self.request_execution(self.printed()))

    def request_execution(self, run: PrintRun, *names: str, signed_on: date = SIGNED_ON) -> Approval:
        """Ask to record the Company's signatures: President and Secretary unless named otherwise."""
        officers = CompanyOfficer.objects.filter(
            agreement=self.agreement, name__in=names or ("Rowan T. Ellery", "Maren K. Osgood")
        )
        return execution.record_executed(
            run,
            signers=list(officers),
            signed_on=signed_on,
            document=self.plan.document,
            maker=self.plan.maker,
            at=self.plan.tick(),
        )

    def request_countersignature(self, run: PrintRun, first: int, last: int, **parts: Any) -> Approval:
        """Ask to record a signing by hand."""
        return countersignature.record_countersignature(
            run,
            **{
                "first": first,
                "last": last,
                "exceptions": {},
                "signatory": SIGNATORY,
                "signed_on": SIGNED_ON,
                "document": self.plan.document,
                "maker": self.plan.maker,
                "at": self.plan.tick(),
                **parts,
            },
        )

    def approve(self, approval: Approval) -> Any:
        """Have the second person approve."""
        return approvals.approve(approval.request_hash, approver=self.plan.approver, at=self.plan.tick())


def staff(name: str, role: str) -> User:
    """A member of staff in a role."""
    user = User.objects.create_user(name)
    give_role(user, role)
    return user


def make_press(*, certificates: int = 25, has_list: str = "ACCEPTED", **replaced: str | list[str]) -> Press:
    """The demo plan after separation, with certificates 1 to `certificates` on its books, form approved.

    `has_list` is empty where no list of record holders is to be on file; `replaced` are parameters of the
    agreement file, or readings in use, with other values.
    """
    administrator = staff("keeper", "administrator")
    text = (DATA / "alder_harbor_2003.toml").read_text(encoding="utf-8")
    for name, value in replaced.items():
        place = rf"^{name} = |^\[readings\.{name}\]\nin_use = "
        told = json.dumps(value)
        text = re.sub(rf"({place}).*$", rf"\g<1>{told}", text, count=1, flags=re.MULTILINE)
    contents = text.encode()
    load_agreement(contents, original_name="alder_harbor_2003.toml", by=administrator, at=BEFORE)
    agreement = RightsAgreement.objects.get()
    document = Document.objects.create(
        agreement=agreement, kind="INSTRUCTION", title="Instruction", sha256="0" * 64, size_bytes=1,
        content_type="application/pdf", original_name="instruction.pdf", stored_as="00/00",
        received_at=BEFORE, received_by=administrator, recorded_at=BEFORE,
    )  # fmt: skip
    form = approved_form(agreement, document, administrator)
    plan = Plan(
        agreement, staff("maker", "maker"), staff("approver", "approver"), document, form,
        AuthorisedCountersigner.objects.filter(agreement=agreement, name=SIGNATORY).get(), BEFORE,
    )  # fmt: skip
    plan.attach(5_000_000)
    notice = plan.separate()
    RightsAgreement.objects.update(distribution_known_from=AFTER, distribution_effective_at=AFTER)
    agreement.refresh_from_db()
    holders = [
        plan.holder(f"A{place:05d}", registration=NAMES[place % len(NAMES)]) for place in range(certificates)
    ]
    entry = plan.issue(*((holder, 100 + place) for place, holder in enumerate(holders)))
    if has_list:
        accepted_list(plan, notice)
    return Press(plan, entry)


def approved_form(agreement: RightsAgreement, document: Document, keeper: User) -> FormVersion:
    """The shipped form, approved by the Company and signed off."""
    folder = find_form_folder("model_2003")
    form, _ = FormVersion.objects.update_or_create(
        agreement=agreement,
        name=folder.name,
        defaults={
            "folder": folder.name, "folder_hash": folder.hash, "is_model": folder.is_model,
            "company_approval": document, "company_approved_at": BEFORE, "agent_signed_off_by": keeper,
            "agent_signed_off_at": BEFORE, "recorded_at": BEFORE,
        },
    )  # fmt: skip
    return form


def accepted_list(plan: Plan, notice: Notice) -> HolderList:
    """An accepted list of record holders on file."""
    acceptance = Approval.objects.get(pk=plan.approved({"list": 1}, kind="ACCEPT_LIST"))
    listed = HolderList.objects.create(
        agreement=plan.agreement, notice=notice, as_of=AFTER, certified_shares_millionths=1,
        certified_holders=1, file_name="list.csv", file_sha256="0" * 64, state=ListState.STAGED,
        imported_by=plan.maker, received_at=AFTER, recorded_at=AFTER,
    )  # fmt: skip
    listed.document, listed.shares_millionths, listed.account_count = plan.document, Decimal(1), 1
    listed.save()
    listed.acceptance, listed.content_hash, listed.state = acceptance, "0" * 64, ListState.ACCEPTED
    listed.save()
    return listed
