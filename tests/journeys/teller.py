"""Who does what in a story told through the pages: one asks, another approves, paper is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from certificates.models import Mailing, MailingPiece, PrintRun
from registry import clock
from registry.models import Approval, BookEntry, Item, Notice, RegisteredHolder, RightsCertificate
from registry.selectors.agreements import local_day
from registry.selectors.register import ControlTotal, control_total
from tests.journeys.stage import MARA, SOLOMON, Stage, work
from tests.registry.console import just_now, paper

CODE = "AHS-2003"
PRESIDENT_SIGNS = ("Rowan T. Ellery", "President")
PRESIDENT = {"answered_by": "Rowan T. Ellery", "answered_by_title": "President"}


@dataclass
class Teller:
    """The clerk, the supervisor and the others before their pages, and the clock of the story."""

    stage: Stage
    settings: Any

    def later(self, **step: float) -> None:
        """The clock goes on; whatever a job finds to do is done."""
        self.settings.CLOCK_OFFSET += timedelta(**step)
        work()

    @property
    def today(self) -> str:
        """The day in the zone of the agreement."""
        return local_day(self.stage.agreement, at=clock.now()).isoformat()

    def page(self, view: str, *args: Any, by: str = MARA) -> str:
        """A page of the agreement as a person reads it."""
        return self.stage.page(by, view, CODE, *args)

    def done(self, view: str, /, *args: Any, by: str = MARA, **told: Any) -> None:
        """A form that is taken."""
        answer = self.stage.post(by, view, CODE, *args, **told)
        assert answer.status_code == 302, (view, answer.status_code, answer.content.decode())

    def refused(self, view: str, /, *args: Any, by: str = MARA, **told: Any) -> str:
        """The page with which a form comes back; the books stay as they are."""
        before = self.stage.head()
        answer = self.stage.post(by, view, CODE, *args, **told)
        assert answer.status_code in (400, 409, 422), (view, answer.status_code)
        assert self.stage.head() == before
        return str(answer.content.decode())

    def approved(self) -> Approval:
        """The supervisor reads the one request that waits, and approves it."""
        asked = Approval.objects.get(
            agreement=self.stage.agreement, approver__isnull=True, rejected_by__isnull=True
        )
        assert asked.summary.split(":")[0] in self.stage.page(SOLOMON, "request", asked.request_hash)
        answer = self.stage.client(SOLOMON).post(
            reverse("approve_request", args=[asked.request_hash]), follow=True
        )
        asked.refresh_from_db()
        assert asked.approved_at, answer.content.decode()
        return asked

    def asked_and_approved(self, view: str, /, *args: Any, **told: Any) -> None:
        """A form that asks, and the second person's approval."""
        self.done(view, *args, **told)
        self.approved()

    def said(
        self, kind: str, *persons: dict[str, str], officer: tuple[str, str] | None = None, **facts: str
    ) -> Notice:
        """A notice of the Company as typed from its paper, and the call-back; the President's unless told."""
        named = {
            f"person{place}-{name}": value
            for place, one in enumerate(persons, 1)
            for name, value in one.items()
        }
        self.done(
            "receive_notice",
            kind,
            **authority(self.today, officer or PRESIDENT_SIGNS),
            **{f"facts-{name}": value for name, value in facts.items()},
            **named,
        )
        notice = Notice.objects.filter(agreement=self.stage.agreement, kind=kind).latest("number")
        self.done("notice_called_back", notice.number, note="Called the President, who confirmed it")
        notice.refresh_from_db()
        return notice

    def accepted(self, notice: Notice) -> None:
        """Two people accept a notice."""
        self.asked_and_approved("notice_acceptance", notice.number)

    def item(self) -> Item:
        """The item taken in last."""
        return Item.objects.filter(agreement=self.stage.agreement, number__isnull=False).latest("number")

    def transfer(
        self, certificate: RightsCertificate, to: RegisteredHolder | str, rights: int, **told: Any
    ) -> Item:
        """A transfer taken in at the counter."""
        asked = {"line1-rights": rights, "balance-rights": certificate.rights - rights}
        papers = {**presented(certificate), **line(to), **asked, **told}
        self.done("receive_transfer", **papers)
        return self.item()

    def transferred(self, certificate: RightsCertificate, to: RegisteredHolder | str) -> RightsCertificate:
        """All Rights of a certificate transferred by two people; the new certificate, put out."""
        item = self.transfer(certificate, to, certificate.rights)
        self.asked_and_approved("item_asked", item.number)
        (issued,) = self.put_out(item)
        return issued

    def in_same_name(self, slug: str, *certificates: RightsCertificate, **told: Any) -> Item:
        """A written request for certificates in the same name, taken in at the counter."""
        holder = certificates[0].registration
        numbers = ", ".join(f"R-{one.number:07d}" for one in certificates)
        request = {**receipt(numbers), "form-signed_name": holder, "tax-tax": "NONE_ASKED", **told}
        self.done("receive_same_name", slug, **request)
        return self.item()

    def put_out(self, posted: Item | BookEntry) -> list[RightsCertificate]:
        """What an entry issued is drawn, executed by the Company, countersigned, accounted for."""
        entry = posted.entry if isinstance(posted, Item) else posted
        if isinstance(posted, Item):
            posted.refresh_from_db()
            entry = posted.entry
        assert entry is not None
        self.done("lock_run", entry=entry.number)
        work()
        run = PrintRun.objects.filter(agreement=self.stage.agreement).latest("number")
        self.done("run_printed", run.number)
        officers = self.stage.agreement.officers.filter(name__in=["Rowan T. Ellery", "Maren K. Osgood"])
        both = {"signers": [officer.pk for officer in officers], "signed_on": self.today}
        self.asked_and_approved("run_executed", run.number, **_filled("executionform", both))
        signing = {
            "first": run.first_number,
            "last": run.last_number,
            "signatory": "Adaeze N. Brook",
            "signed_on": self.today,
        }
        self.asked_and_approved("run_countersigned", run.number, **_filled("countersignatureform", signing))
        self.done("run_reconciled", run.number)
        self.asked_and_approved("run_closed", run.number)
        return list(RightsCertificate.objects.filter(issued_by=entry).order_by("number"))

    def mailed(self) -> int:
        """Everything that lies ready goes to the post, which signs for it; the number of the mailing."""
        words = {"kind": "CERTIFICATES", "words": "certificates_2003", "mail_class": "FIRST_CLASS"}
        self.asked_and_approved("freeze_mailing", **words)
        work()
        mailing = Mailing.objects.filter(agreement=self.stage.agreement).latest("number")
        took = {
            "mailed_on": self.today,
            "place": "San Francisco",
            "mail_class": "FIRST_CLASS",
            "piece_count": MailingPiece.objects.filter(mailing=mailing).count(),
            "missing": "",
            "signer": "P. Clerk",
        }
        self.asked_and_approved("mailing_receipted", mailing.number, **_filled("receiptform", took))
        return int(mailing.number)

    def totals(self) -> ControlTotal:
        """The control book."""
        return control_total(self.stage.agreement)


def authority(today: str, officer: tuple[str, str]) -> dict[str, Any]:
    """Who signed a notice, and how it came an instant ago."""
    told = {
        "officer_name": officer[0],
        "officer_title": officer[1],
        "channel": "FACSIMILE",
        "signed_on": today,
        "received_at": just_now(),
    }
    return {**{f"authority-{name}": value for name, value in told.items()}, "paper-document": paper()}


def _filled(form: str, told: dict[str, Any]) -> dict[str, Any]:
    """A form as its page names the fields, with its paper."""
    return {**{f"{form}-{name}": value for name, value in told.items()}, f"{form}-document": paper()}


def receipt(numbers: str) -> dict[str, Any]:
    """Papers received an instant ago."""
    return {
        "paper-received_at": just_now(),
        "paper-presenter": "By mail from the registered holder",
        "paper-certificates": numbers,
        "paper-document": paper(),
    }


def presented(certificate: RightsCertificate) -> dict[str, Any]:
    """A certificate with its reverse signed, guaranteed, and both statements denied."""
    signed = {
        f"{form}-{name}": value
        for form in ("form", "certification")
        for name, value in {
            "signed_name": certificate.registration,
            "guarantor_kind": "BANK_OR_TRUST_COMPANY",
            "guarantor_name": "Harbor Bank",
        }.items()
    }
    return {
        **receipt(f"R-{certificate.number:07d}"),
        **signed,
        "answers-statement_1": "NO",
        "answers-statement_2": "NO",
        "tax-tax": "NONE_ASKED",
    }


def line(to: RegisteredHolder | str) -> dict[str, Any]:
    """The transferee of an assignment: one with an account, or a name that is new to the books."""
    if isinstance(to, str):
        new = {"registration": to, "address": "4 Juniper Way", "city": "Salem", "region": "OR"}
        told = {**new, "postal_code": "97301", "country": "US"}
    else:
        names = ("registration", "address", "city", "region", "postal_code", "country", "account")
        told = {name: getattr(to, name) for name in names}
    return {f"line1-{name}": value for name, value in told.items()}
