"""Reads of losses that holders reported: the certificate, its stop, the answers for the papers (§6(b))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from agreement.replacement import LossCause
from agreement.workflow.items import ItemKind, ItemState
from registry.models import (
    HolderAccess,
    Item,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
    Stop,
    StopRecord,
    StopRecordKind,
)
from registry.roles import Role
from registry.selectors.addresses import Address, address_as_of
from registry.selectors.holder_access import HeldCertificate, certificates_of
from registry.selectors.replacements import loss_stop

QUESTIONS = ("story", "ownership", "security")
# A mutilated certificate itself is the evidence: nobody swears, and no indemnity is asked.
OF_MUTILATED = ("story",)


def reported_for(certificate: RightsCertificate) -> Item | None:
    """The report of a certificate whose papers have not come in, if there is one."""
    return Item.objects.filter(
        agreement_id=certificate.agreement_id,
        holder_id=certificate.holder_id,
        kind=ItemKind.REPLACE.value,
        number__isnull=True,
        state=ItemState.DRAFT.value,
        prepared__certificate=certificate.number,
    ).first()


def reportable(holder: RegisteredHolder, *, at: datetime) -> list[HeldCertificate]:
    """The certificates of an account that may be missing: what lies with the Rights Agent is not."""
    return [one for one in certificates_of(holder, at=at) if one.is_live and one.item is None]


@dataclass(frozen=True, slots=True)
class PreparedClaim:
    """A loss reported by its holder: what, which certificate, the stop on it, the answers for the papers."""

    item: Item
    answers: Mapping[str, Any]
    certificate: RightsCertificate
    stop: Stop | None
    at: datetime

    @property
    def cause(self) -> LossCause:
        """What befell the certificate."""
        return LossCause(self.answers["cause"])

    @property
    def is_mutilated(self) -> bool:
        """Whether the certificate is there, and is surrendered."""
        return self.cause is LossCause.MUTILATED

    @property
    def discovered_on(self) -> date | None:
        """The day on which it was discovered, once that is told."""
        told = self.answers.get("story", {}).get("discovered_on")
        return date.fromisoformat(told) if told else None

    @property
    def circumstances(self) -> str:
        """What happened, in the holder's words."""
        return str(self.answers.get("story", {}).get("circumstances", ""))

    @property
    def new_to(self) -> tuple[str, Address]:
        """In whose name, and to which address, the new certificate comes: the registered ones."""
        holder = self.item.holder
        assert holder is not None  # a report is made for an account
        return holder.registration, address_as_of(holder, self.at)

    @property
    def asked(self) -> Sequence[str]:
        """The questions that apply."""
        return OF_MUTILATED if self.is_mutilated else QUESTIONS

    @property
    def missing(self) -> list[str]:
        """The questions that are not answered."""
        return [name for name in self.asked if name not in self.answers]

    @property
    def is_printed(self) -> bool:
        """Whether the papers of the very answers were printed."""
        return bool(self.answers.get("printed_at"))


def prepared_claim(item: Item, *, at: datetime) -> PreparedClaim:
    """A report with what the books say of its certificate now (§6(b))."""
    found = RightsCertificate.objects.select_related("agreement", "holder", "form_version")
    certificate = found.get(agreement=item.agreement, number=item.prepared["certificate"])
    return PreparedClaim(item, item.prepared, certificate, loss_stop(certificate), at)


def stop_of_account(access: HolderAccess, number: int) -> Stop | None:
    """The stop for the loss of a certificate of an account; None for a foreign one, too."""
    found = RightsCertificate.objects.filter(
        agreement_id=access.holder.agreement_id, holder_id=access.holder_id, number=number
    ).first()
    return loss_stop(found) if found else None


def found_said(stop: Stop | None) -> StopRecord | None:
    """What the holder said about finding the certificate, while nothing was recorded at the stop since."""
    last = stop.records.select_related("stop__certificate").order_by("-id").first() if stop else None
    return last if last is not None and last.kind == StopRecordKind.FOUND else None


def found_to_look_at(agreements: QuerySet[RightsAgreement]) -> QuerySet[Stop]:
    """Stops that stand though the holder said last that the certificate is found again (§6(b))."""
    last = StopRecord.objects.filter(stop=OuterRef("pk")).order_by("-id").values("kind")[:1]
    return (
        Stop.objects.filter(agreement__in=agreements, release__isnull=True, certificate__isnull=False)
        .annotate(last_kind=Subquery(last))
        .filter(last_kind=StopRecordKind.FOUND)
        .select_related("agreement", "certificate")
        .order_by("id")
    )


def reports_to_look_at(agreements: QuerySet[RightsAgreement]) -> QuerySet[Stop]:
    """Stops that a holder's own report placed, of which staff noted nothing and no claim came in (§6(b))."""
    claimed = Q(certificate__replacements__item__ended_at__isnull=True) & Q(
        certificate__replacements__isnull=False
    )
    return (
        Stop.objects.filter(agreement__in=agreements, release__isnull=True, records__isnull=True)
        .filter(placed_by__groups__name=Role.HOLDER.value, certificate__isnull=False)
        .exclude(claimed)
        .select_related("agreement", "certificate")
        .order_by("id")
    )
