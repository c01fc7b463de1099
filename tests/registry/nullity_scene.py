"""A plan with certificates out, an Acquiring Person among the holders, and the Company's notice about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from registry.models import (
    BookEntry,
    Lot,
    LotTaint,
    Notice,
    NoticeKind,
    RegisteredHolder,
    RightsAgreement,
)
from registry.services import approvals, company, nullity
from registry.verifier import verify
from tests.books.books import Plan
from tests.certificates.runs import Press, make_press
from tests.registry.presented import Counter, countersigned

OAK, ELM, ALDER, NOMINEE = 1, 2, 3, 4  # the certificates of the scene, 100 to 103 Rights


@dataclass
class NullityDesk:
    """The desk of nullity: entries between holders, notices from receipt to effect, marking by two people."""

    press: Press
    event_at: datetime

    @property
    def plan(self) -> Plan:
        return self.press.plan

    @property
    def agreement(self) -> RightsAgreement:
        return self.press.agreement

    def counter(self) -> Counter:
        """The counter at which items are presented."""
        return Counter(self.press)

    def lot(self, number: int) -> Lot:
        """The one open lot of a certificate."""
        return Lot.objects.get(certificate__number=number, closed_by__isnull=True)

    def holder(self, number: int) -> RegisteredHolder:
        """Whose certificate it was."""
        return self.lot_ever(number).holder

    def lot_ever(self, number: int) -> Lot:
        """The first lot of a certificate, open or not."""
        return Lot.objects.filter(certificate__number=number).order_by("pk")[0]

    def move(self, lot: Lot, to: RegisteredHolder) -> Lot:
        """The whole lot goes to another holder, on a certificate of its own; the lot that was opened."""
        entry = self.plan.post(self.plan.transfer(lot, to, effective_at=self.plan.at.isoformat()))
        return Lot.objects.get(opened_by=entry)

    def combine(self, *lots: Lot) -> list[Lot]:
        """Lots of one holder on one new certificate."""
        holder = lots[0].holder
        request = self.plan.entry(
            "COMBINE",
            "6(a)",
            close=[{"lot": lot.pk, "retired_as": ""} for lot in lots],
            certificates=[self.plan.certificate(holder, sum(lot.rights for lot in lots))],
            open=[
                {"parent": lot.pk, "rights": lot.rights, "holder": holder.pk, "certificate": 0}
                for lot in lots
            ],
        )
        entry = self.plan.post(request)
        return list(Lot.objects.filter(opened_by=entry).order_by("pk"))

    def position(self, holder: RegisteredHolder, taint: str = "I", **more: Any) -> dict[str, Any]:
        """A position as the paper names it: an account of the person named, unless told otherwise."""
        return {
            "person_name": " ".join(holder.registration.split()),
            "named_as": "ACQUIRING_PERSON" if taint == "I" else "TRANSFEREE",
            "taint_class": taint,
            "account": holder.account,
            **more,
        }

    def receive(self, kind: NoticeKind, facts: dict[str, Any], **more: Any) -> Notice:
        """A notice as it comes in now."""
        at = self.plan.tick()
        effective = company.default_effective_at(self.agreement, kind=kind, facts=facts, at=at) or at
        written = company.WrittenNotice(
            kind=kind,
            officer_name="Rowan T. Ellery",
            officer_title="President",
            channel="FACSIMILE",
            signed_on=at.date() - timedelta(days=1),
            effective_at=effective,
            received_at=at,
            facts=facts,
            **more,
        )
        return company.receive_notice(
            self.agreement, written, document=self.plan.document, by=self.plan.maker, at=at
        )

    def authenticate(self, notice: Notice) -> Notice:
        """The call-back."""
        return company.authenticate_notice(
            notice, by=self.plan.maker, at=self.plan.tick(), note="Called the office, confirmed"
        )

    def apply(self, kind: NoticeKind, facts: dict[str, Any]) -> Notice:
        """A notice from receipt to effect."""
        notice = self.authenticate(self.receive(kind, facts))
        approval = company.request_acceptance(notice, maker=self.plan.maker, at=self.plan.tick())
        return self.press.approve(approval)

    def notified(self, *positions: dict[str, Any], **facts: Any) -> Notice:
        """The Company's notice of nullity, applied."""
        told = {"persons": list(positions), "event_at": self.event_at.isoformat(), "transferees": "ALL"}
        return self.apply(NoticeKind.NULLITY, told | facts)

    def nullify(self, notice: Notice) -> BookEntry:
        """Two people mark what the notice makes void."""
        approval = nullity.request_nullification(notice, maker=self.plan.maker, at=self.plan.tick())
        return self.press.approve(approval)

    def ended(self, notice: Notice, **facts: Any) -> Notice:
        """The Company's determination that ends a nullity, applied."""
        told = {
            "ends": notice.number,
            "cause": "INADVERTENCE",
            "determination": "The Board found that the threshold was crossed inadvertently",
            "determined_on": "2003-06-24",
            "divested_on": "2003-06-24",
        }
        return self.apply(NoticeKind.NULLITY_ENDED, told | facts)

    def restore(self, determination: Notice) -> BookEntry:
        """Two people end the marks."""
        approval = nullity.request_restoration(determination, maker=self.plan.maker, at=self.plan.tick())
        return approvals.approve(approval.request_hash, approver=self.plan.approver, at=self.plan.tick())

    def marked(self) -> dict[int, tuple[str, int]]:
        """Class and Rights of every open lot that is void, by its lot."""
        marks = LotTaint.objects.filter(
            ended_by__isnull=True, lot__closed_by__isnull=True, void_from__isnull=False
        )
        return {mark.lot_id: (mark.taint_class, mark.lot.rights) for mark in marks.select_related("lot")}

    def findings(self) -> list[str]:
        """What the verifier finds, in words."""
        return [str(found) for found in verify().findings]


def make_nullity_desk(*, certificates: int = 4, **replaced: str | list[str]) -> NullityDesk:
    """Certificates of 100 Rights and more, countersigned; the Triggering Event is now."""
    press = make_press(certificates=certificates, **replaced)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    event_at = press.plan.tick()
    press.plan.tick()
    return NullityDesk(press, event_at)
