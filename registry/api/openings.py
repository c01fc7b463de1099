"""Openings of the books: dry run, preview to be asked for, request that waits for a second person (§3(a))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from rest_framework import serializers

from agreement.refusals import refuse
from registry import clock
from registry.api.access import EVERYBODY, READING
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, WholeNumber, cut
from registry.models import HolderList, Opening, RightsAgreement
from registry.roles import READERS, STAFF
from registry.selectors.requests import state_of
from registry.services import openings
from registry.services.calls import within_call


class ListLine(serializers.Serializer):
    """A certified list of record holders; shares as exact text."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    purpose = serializers.CharField(help_text="DISTRIBUTION_DATE, or RECORD_DATE: no opening takes that one.")
    as_of = serializers.DateTimeField()
    notice = serializers.IntegerField(source="notice.number")
    file_sha256 = serializers.CharField()
    content_hash = serializers.CharField(allow_blank=True)
    row_count = serializers.IntegerField()
    reject_count = serializers.IntegerField()
    account_count = serializers.IntegerField()
    certified_holders = serializers.IntegerField()
    received_at = serializers.DateTimeField()


class ListHolderLists(ReadPage):
    """List the certified lists of record holders, the latest first."""

    name, topic = "listHolderLists", "Openings"
    roles, gives = READING, ListLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        lists = HolderList.objects.filter(agreement=self.agreement(place["code"])).select_related("notice")
        return cut(lists, key="-id", after=after, size=size)


class OpeningLine(serializers.Serializer):
    """One opening or supplementary issue of a list."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    holder_list = serializers.IntegerField(source="holder_list_id")
    is_supplementary = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    request_hash = serializers.SerializerMethodField(help_text="Of the request; null before it was made.")
    request_state = serializers.SerializerMethodField(help_text="How its request stands, as in showRequest.")
    entry = serializers.SerializerMethodField(help_text="Number of the entry; null before it was posted.")

    def get_request_hash(self, opening: Opening) -> str | None:
        """The hash that the second person approves."""
        return opening.approval.request_hash if opening.approval else None

    def get_request_state(self, opening: Opening) -> str | None:
        """How the request stands now."""
        return state_of(opening.approval, at=clock.now()) if opening.approval else None

    def get_entry(self, opening: Opening) -> int | None:
        """The entry's number."""
        return opening.entry.number if opening.entry else None


class OpeningWhole(OpeningLine):
    """One opening with its preview and the request that its approval binds."""

    preview = serializers.DictField(help_text="Totals, dates, classes, samples; fractions as text.")
    request = serializers.DictField(help_text="What the second person approves, whole.")


class ListOpenings(ReadPage):
    """List the openings and supplementary issues of an agreement, the latest first."""

    name, topic = "listOpenings", "Openings"
    roles, gives = EVERYBODY, OpeningLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(openings_of(self.agreement(place["code"])), key="-id", after=after, size=size)


class ShowOpening(Read):
    """Show one opening with its preview and what its approval binds."""

    name, topic = "showOpening", "Openings"
    roles, gives = EVERYBODY, OpeningWhole

    def read(self, *, code: str, opening: int) -> Any:
        return opening_of(self.agreement(code), opening)


class DryRunQuery(serializers.Serializer):
    """Which list."""

    holder_list = WholeNumber(min_value=1, max_value=2**63 - 1, help_text="Of listHolderLists.")


class DryRun(serializers.Serializer):
    """What an opening would issue, and the request that would be made; nothing of it is kept."""

    holder_list = serializers.IntegerField(source="holder_list_id")
    is_supplementary = serializers.BooleanField()
    preview = serializers.DictField()
    request = serializers.DictField()


class TryOpening(Read):
    """Try what opening the books from a list would issue: the very preview, and nothing is kept."""

    name, topic = "tryOpening", "Openings"
    roles, query, gives = READERS, DryRunQuery, DryRun

    def read(self, *, code: str) -> Any:
        listed = list_of(self.agreement(code), self.asked()["holder_list"])
        preview = within_call(openings.preview_opening)
        with transaction.atomic(durable=True):
            opening = preview(listed, maker=self.request.user, at=clock.now())
            transaction.set_rollback(True)
        return opening


class PreviewTaken(serializers.Serializer):
    """Which list is to be opened."""

    holder_list = WholeNumber(min_value=1, max_value=2**63 - 1)


class PreviewOpening(Act):
    """Make and keep the preview of an opening, so that it can be asked for; nothing is posted."""

    name, topic = "previewOpening", "Openings"
    roles, takes, gives, success = STAFF, PreviewTaken, OpeningWhole, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        listed = list_of(self.agreement(code), told["holder_list"])
        return within_call(openings.preview_opening)(listed, maker=self.request.user, at=clock.now())


class RequestMade(serializers.Serializer):
    """A request that waits for a second person, by the hash of everything it binds."""

    request_hash = serializers.CharField()
    kind = serializers.CharField()
    summary = serializers.CharField()
    requested_at = serializers.DateTimeField()


class RequestOpening(Act):
    """Ask a second person to approve a preview, whole as it stands; nothing is posted before that."""

    name, topic = "requestOpening", "Openings"
    roles, takes, gives, success = STAFF, Empty, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str, opening: int) -> Any:
        asked = opening_of(self.agreement(code), opening)
        return within_call(openings.request_opening)(asked, maker=self.request.user, at=clock.now())


def openings_of(agreement: RightsAgreement) -> Any:
    """The openings of an agreement with their requests and entries."""
    return Opening.objects.filter(agreement=agreement).select_related("approval", "entry", "holder_list")


def opening_of(agreement: RightsAgreement, key: int) -> Opening:
    """An opening of an agreement. Raises OPENING_NOT_FOUND."""
    found: Opening | None = openings_of(agreement).filter(pk=key).first()
    if found is None:
        raise refuse("OPENING_NOT_FOUND", opening=key)
    return found


def list_of(agreement: RightsAgreement, key: int) -> HolderList:
    """A list of an agreement. Raises LIST_NOT_FOUND."""
    found = HolderList.objects.filter(agreement=agreement, pk=key).first()
    if found is None:
        raise refuse("LIST_NOT_FOUND", list=key)
    return found
