"""Proof of the books: past proofs, and a proof now as a job (§5(b))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from registry import clock
from registry.api.access import EVERYBODY, STARTING
from registry.api.jobs import JobLine
from registry.api.operations import Act, Empty, ReadPage
from registry.api.paging import Page, cut
from registry.models import AuditRecord
from registry.services import proofs
from registry.services.calls import within_call


class ProofLine(serializers.Serializer):
    """One proof: how many findings, and the figure of the books' head that was proved."""

    happened_at = serializers.DateTimeField()
    actor = serializers.SerializerMethodField()
    findings = serializers.IntegerField(source="details.findings")
    first_findings = serializers.ListField(child=serializers.CharField(), source="details.first_findings")
    head_number = serializers.IntegerField(source="details.head_number")
    head_hash = serializers.CharField(source="details.head_hash", allow_blank=True)
    rows = serializers.IntegerField(source="details.rows")

    def get_actor(self, record: AuditRecord) -> str:
        """Who asked for it."""
        return record.actor.username if record.actor else ""


class ListProofs(ReadPage):
    """List the proofs of the books, the latest first."""

    name, topic = "listProofs", "Proof of the books"
    roles, gives = EVERYBODY, ProofLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        agreement = self.agreement(place["code"])
        found = AuditRecord.objects.filter(agreement=agreement, act=proofs.ACT).select_related("actor")
        return cut(found, key="-id", after=after, size=size)


class StartProof(Act):
    """Start a proof of the books: a job replays every entry, recomputes every hash, compares the totals."""

    name, topic = "startProof", "Proof of the books"
    roles, takes, gives, success = STARTING, Empty, JobLine, 202

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        return within_call(proofs.start_proof)(self.agreement(code), by=self.request.user, at=clock.now())
