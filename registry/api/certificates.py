"""Rights Certificates by agreement and number, with lots and history (§5(b))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from registry import clock
from registry.api.access import EVERYBODY
from registry.api.operations import Read, ReadPage
from registry.api.paging import Page, PageQuery
from registry.models import LegendClass, Lot
from registry.selectors.register import STATUSES, RegisterFilters, certificate_detail, register_page


class CertificateQuery(PageQuery):
    """Which certificates."""

    words = serializers.CharField(
        max_length=120, required=False, default="", help_text="Words of the registration or account."
    )
    account = serializers.CharField(max_length=40, required=False, default="")
    status = serializers.ChoiceField(choices=STATUSES, required=False, default="")
    legend_class = serializers.ChoiceField(choices=LegendClass.values, required=False, default="")


class CertificateLine(serializers.Serializer):
    """One certificate of the register."""

    number = serializers.IntegerField()
    status = serializers.CharField()
    rights = serializers.IntegerField()
    account = serializers.CharField(source="holder.account")
    registration = serializers.SerializerMethodField()
    dated = serializers.DateField()
    legend_class = serializers.CharField()
    taint_class = serializers.CharField(allow_blank=True)

    def get_registration(self, certificate: Any) -> list[str]:
        """The lines as printed."""
        lines: list[str] = certificate.registration.split("\n")
        return lines


class TaintLine(serializers.Serializer):
    """A mark on a lot: its class and notice, and from when its Rights are void, if so (§7(e))."""

    taint_class = serializers.CharField()
    notice = serializers.IntegerField(source="notice.number")
    effective_from = serializers.DateTimeField()
    void_from = serializers.DateTimeField(allow_null=True)
    is_in_force = serializers.SerializerMethodField()

    def get_is_in_force(self, taint: Any) -> bool:
        """Whether no entry ended it."""
        return taint.ended_by_id is None


class LotLine(serializers.Serializer):
    """A lot of the certificate: its Rights, its origin, the entries that opened and closed it."""

    rights = serializers.IntegerField()
    opened_by = serializers.IntegerField(source="opened_by.number", help_text="Number of the entry.")
    closed_by = serializers.SerializerMethodField(help_text="Number of the entry; null while open.")
    retired_as = serializers.CharField(allow_blank=True)
    parent_certificate = serializers.SerializerMethodField(
        help_text="Number of the certificate it came from; null when it came from none."
    )
    passed_to = serializers.SerializerMethodField(help_text="Numbers of the certificates it went to.")
    taints = TaintLine(many=True)

    def get_closed_by(self, lot: Lot) -> int | None:
        """The entry's number."""
        return lot.closed_by.number if lot.closed_by else None

    def get_parent_certificate(self, lot: Lot) -> int | None:
        """The parent's certificate."""
        parent = lot.parent.certificate if lot.parent else None
        return parent.number if parent else None

    def get_passed_to(self, lot: Lot) -> list[int]:
        """The children's certificates, each once."""
        return sorted({child.certificate.number for child in lot.children.all() if child.certificate})


class HistoryEvent(serializers.Serializer):
    """What happened to the certificate: the entry with its section and paper, the event of the paper."""

    entry = serializers.IntegerField(source="entry.number")
    kind = serializers.CharField(source="entry.kind")
    section = serializers.CharField(source="entry.section")
    document_sha256 = serializers.CharField(source="entry.document.sha256")
    effective_at = serializers.DateTimeField(source="entry.effective_at")
    received_at = serializers.DateTimeField(source="entry.received_at")
    recorded_at = serializers.DateTimeField(source="entry.recorded_at")
    event = serializers.SerializerMethodField(help_text="What happened to the paper; empty when nothing did.")
    happened_on = serializers.SerializerMethodField()

    def get_event(self, line: Any) -> str:
        """Its kind."""
        return line.event.kind if line.event else ""

    def get_happened_on(self, line: Any) -> str | None:
        """Its day, ISO 8601."""
        return line.event.happened_on.isoformat() if line.event else None


class CertificateWhole(CertificateLine):
    """One certificate with its lots and its history."""

    form_version = serializers.CharField(source="form_version.name")
    issued_by = serializers.IntegerField(source="issued_by.number", help_text="Number of the entry.")
    lots = LotLine(source="lots_told", many=True)
    history = HistoryEvent(many=True)


class ListCertificates(ReadPage):
    """List the register of certificates in the order of their numbers, narrowed as asked."""

    name, topic = "listCertificates", "Certificates"
    roles, query, gives = EVERYBODY, CertificateQuery, CertificateLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        agreement, filters = self.agreement(place["code"]), RegisterFilters(**asked)
        found = register_page(agreement, at=clock.now(), filters=filters, after=after, size=size)
        return Page(found.rows, found.next_after)


class ShowCertificate(Read):
    """Show one certificate by its number: status, lots with their origin, history with sections."""

    name, topic = "showCertificate", "Certificates"
    roles, gives = EVERYBODY, CertificateWhole

    def read(self, *, code: str, number: int) -> Any:
        detail = certificate_detail(self.agreement(code), number=number, at=clock.now())
        certificate: Any = detail.certificate
        certificate.lots_told, certificate.history = detail.lots, detail.history
        return certificate
