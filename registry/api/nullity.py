"""Nullity for programs: the Company's notices, and what the lineage of the lots shows of each (§7(e)).

A preview is computed by the functions of the marking itself and keeps nothing; the Company alone names
persons, and two people mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from agreement.nullity import Trace
from agreement.refusals import refuse
from registry import clock
from registry.api.access import EVERYBODY
from registry.api.openings import RequestMade
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, cut
from registry.models import Notice, NoticeKind, RightsAgreement
from registry.roles import STAFF
from registry.selectors import nullity as reads
from registry.selectors import nullity_desk
from registry.selectors.notices import notice_numbered
from registry.services import nullity
from registry.services.calls import within_call


class NullityLine(serializers.Serializer):
    """A notice of nullity, and how far it has come."""

    notice = serializers.IntegerField(source="number")
    state = serializers.CharField()
    received_at = serializers.DateTimeField()
    event_at = serializers.CharField(source="facts.event_at", help_text="The Triggering Event.")
    void_from = serializers.SerializerMethodField(
        help_text="The instant from which the Rights are void by the terms: the event, or a later "
        "Distribution Date."
    )
    transferees = serializers.CharField(
        source="facts.transferees", help_text="ALL: every later transferee; NAMED: only who is named."
    )
    entries = serializers.SerializerMethodField(help_text="Numbers of the entries that marked or restored.")
    ended_by = serializers.SerializerMethodField(help_text="The notice that ended the nullity, or null.")

    def get_void_from(self, notice: Notice) -> datetime:
        """The instant."""
        return reads.void_from_of(notice)

    def get_entries(self, notice: Notice) -> list[int]:
        """The entries by it."""
        return list(reads.entries_of(notice).values_list("number", flat=True))

    def get_ended_by(self, notice: Notice) -> int | None:
        """The determination's number."""
        ending = reads.ending_of(notice)
        return ending.number if ending else None


class ClassTold(serializers.Serializer):
    """Open Rights of one class of holders under 7(e): marked, to be marked, shown by the lineage alone."""

    taint_class = serializers.CharField()
    marked = serializers.IntegerField()
    to_mark = serializers.IntegerField()
    proposed = serializers.IntegerField(help_text="The notice does not cover them: the Company is asked.")
    lots = serializers.IntegerField()


class PositionTold(serializers.Serializer):
    """A position that the notice names, and what the books show of it."""

    place = serializers.IntegerField(source="position.place")
    named_as = serializers.CharField(source="position.named_as")
    taint_class = serializers.CharField(source="position.taint")
    account = serializers.CharField(source="position.holder", allow_blank=True)
    certificate = serializers.IntegerField(source="position.certificate", allow_null=True)
    extent = serializers.CharField(source="position.extent")
    paths = serializers.IntegerField(
        source="lots_by_lineage", help_text="Lots that the lineage reaches from it."
    )
    rights = serializers.IntegerField(source="rights_open", help_text="Open Rights void in it.")


class NullityWhole(NullityLine):
    """What a notice makes void: by class, by position, as the marking would find it now."""

    classes = ClassTold(many=True)
    positions = PositionTold(many=True, help_text="Of positions that the books know.")
    lots_to_mark = serializers.IntegerField()
    lots_to_divide = serializers.IntegerField()
    rights_to_mark = serializers.IntegerField()
    request_hash = serializers.CharField(allow_null=True, help_text="Of the request that waits, or null.")


class VoidLotTold(serializers.Serializer):
    """An open lot with void Rights."""

    lot = serializers.IntegerField()
    certificate = serializers.IntegerField(allow_null=True)
    account = serializers.CharField()
    rights = serializers.IntegerField()
    void_rights = serializers.IntegerField()
    taint_class = serializers.CharField()
    position = serializers.IntegerField(allow_null=True, help_text="Null in the hands of those not named.")
    is_noticed = serializers.BooleanField(help_text="False: shown by the lineage alone.")
    is_marked = serializers.BooleanField()


class StepTold(serializers.Serializer):
    """One pair of hands on the way of a lot."""

    account = serializers.CharField(source="lot.holder")
    certificate = serializers.IntegerField(source="lot.certificate", allow_null=True)
    rights = serializers.IntegerField(source="lot.rights_count")
    entry = serializers.IntegerField(source="lot.order", help_text="The entry that opened the lot.")
    opened_at = serializers.DateTimeField(source="lot.opened_at")
    taint_class = serializers.CharField(source="taint", allow_null=True)
    position = serializers.IntegerField(allow_null=True)
    is_noticed = serializers.BooleanField()


class PathsTold(serializers.Serializer):
    """The ways by which void Rights came to a certificate, one for each of its lots."""

    certificate = serializers.IntegerField()
    paths = serializers.ListField(child=StepTold(many=True))


class ListNullities(ReadPage):
    """List the Company's notices of nullity, the latest first."""

    name, topic = "listNullities", "Nullity"
    roles, gives = EVERYBODY, NullityLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = reads.nullity_notices(self.agreement(place["code"]))
        return cut(found, key="-number", after=after, size=size)


class PreviewNullity(Read):
    """Preview what a notice makes void by the lineage, by class and position; nothing is kept."""

    name, topic = "previewNullity", "Nullity"
    roles, gives = EVERYBODY, NullityWhole

    def read(self, *, code: str, number: int) -> Any:
        notice: Any = nullity_of(self.agreement(code), number)
        totals, waiting = reads.nullity_totals(notice), reads.open_request(notice)
        notice.classes = nullity_desk.class_totals(notice)
        notice.positions = reads.positions_found(notice)
        notice.lots_to_mark, notice.lots_to_divide = totals.lots, totals.divided
        notice.rights_to_mark = totals.rights_count
        notice.request_hash = waiting.request_hash if waiting else None
        return notice


class ListVoidLots(ReadPage):
    """List the open lots with Rights that a notice makes void, or that the lineage alone shows."""

    name, topic = "listVoidLots", "Nullity"
    roles, gives = EVERYBODY, VoidLotTold

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        notice = nullity_of(self.agreement(place["code"]), place["number"])
        found = nullity_desk.void_lots(notice, after=after or 0, most=size + 1)
        return Page(found[:size], found[size - 1].lot if len(found) > size else None)


class ShowVoidPaths(Read):
    """Show the hands through which void Rights came to a certificate."""

    name, topic = "showVoidPaths", "Nullity"
    roles, gives = EVERYBODY, PathsTold

    def read(self, *, code: str, number: int, certificate: int) -> Any:
        notice = nullity_of(self.agreement(code), number)
        paths: list[tuple[Trace, ...]] = nullity_desk.paths_to(notice, number=certificate)
        return {"certificate": certificate, "paths": paths}


class RequestNullification(Act):
    """Ask a second person to mark what an applied notice makes void, with the exact totals."""

    name, topic = "requestNullification", "Nullity"
    roles, takes, gives, success = STAFF, Empty, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        notice = nullity_of(self.agreement(code), number)
        return within_call(nullity.request_nullification)(notice, maker=self.request.user, at=clock.now())


def nullity_of(agreement: RightsAgreement, number: int) -> Notice:
    """A notice of nullity by its number. Raises NOTICE_NOT_FOUND, also for a notice of another kind."""
    notice = notice_numbered(agreement, number)
    if notice.kind != NoticeKind.NULLITY:
        raise refuse("NOTICE_NOT_FOUND", number=number)
    return notice
