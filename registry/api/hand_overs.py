"""Hand-overs of the whole books: leave asked for, packages made by it with their manifests (§21).

A package is made by a command, where the files lie; programs read what it holds by its hashes and totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from registry import clock
from registry.api.access import READING
from registry.api.openings import RequestMade
from registry.api.operations import Act, Read, ReadPage
from registry.api.paging import Page, cut
from registry.roles import STAFF
from registry.selectors.succession import hand_overs
from registry.services.books_packages.exports import request_export
from registry.services.calls import within_call


class HandOverLine(serializers.Serializer):
    """Leave of two people to hand the whole books to a recipient, and the package made by it, if one was."""

    number = serializers.IntegerField()
    recipient = serializers.CharField()
    reason = serializers.CharField()
    recorded_at = serializers.DateTimeField(help_text="When leave was given.")
    request_hash = serializers.CharField(source="approval.request_hash")
    made_at = serializers.DateTimeField(
        source="package.made_at", allow_null=True, help_text="Null before a package was made."
    )
    manifest_sha256 = serializers.CharField(source="package.manifest_sha256", allow_null=True)
    received_on = serializers.DateField(
        source="package.received_on", allow_null=True, help_text="By the recipient's signed receipt."
    )


class HandOverWhole(HandOverLine):
    """A leave with the totals of its package; null before it was made."""

    made_by = serializers.CharField(source="package.made_by.username", allow_null=True)
    head_number = serializers.IntegerField(source="package.head_number", allow_null=True)
    head_hash = serializers.CharField(source="package.head_hash", allow_null=True, allow_blank=True)
    totals = serializers.DictField(
        source="package.totals", allow_null=True, help_text="Of the books, as they stand in the manifest."
    )
    rows = serializers.IntegerField(source="package.row_count", allow_null=True)
    files = serializers.IntegerField(source="package.file_count", allow_null=True)
    bytes = serializers.IntegerField(source="package.size_bytes", allow_null=True)
    receipt_sha256 = serializers.CharField(source="package.receipt.sha256", allow_null=True)


class ListHandOvers(ReadPage):
    """List the leaves to hand the whole books over, the latest first, each with its package."""

    name, topic = "listHandOvers", "Hand-over"
    roles, gives = READING, HandOverLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(hand_overs(self.agreement(place["code"])), key="-number", after=after, size=size)


class ShowHandOver(Read):
    """Show one leave with its package: the hash of the manifest, the head and totals of the books."""

    name, topic = "showHandOver", "Hand-over"
    roles, gives = READING, HandOverWhole

    def read(self, *, code: str, number: int) -> Any:
        agreement = self.agreement(code)
        found = hand_overs(agreement).filter(number=number).first()
        if found is None:
            raise refuse("PACKAGE_NOT_FOUND", number=number, agreement=agreement.code)
        return found


class HandOverTaken(serializers.Serializer):
    """To whom the books go, and why."""

    recipient = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=1000)


class RequestHandOver(Act):
    """Ask a second person for leave to hand the whole books over; the package is then made by a command."""

    name, topic = "requestHandOver", "Hand-over"
    roles, takes, gives, success = STAFF, HandOverTaken, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        ask = within_call(request_export)
        return ask(self.agreement(code), **told, maker=self.request.user, at=clock.now())
