"""Stops: listed, shown with what people did, placed at once, released by two people (§6(b), §15(b))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from agreement.stops import ReporterCapacity, StopKind, StopReach
from registry import clock
from registry.api.access import READING
from registry.api.openings import RequestMade
from registry.api.operations import Read, ReadPage
from registry.api.paging import Page, PageQuery, WholeNumber, cut
from registry.api.taken import Day, Instant, PaperAct, PaperTaken, Part, Text
from registry.models import RightsAgreement, Stop
from registry.roles import STAFF
from registry.selectors import stops as reads
from registry.selectors.agreements import local_day
from registry.services import stops
from registry.services.calls import within_call
from registry.services.stops import StopAsked

HIGHEST_NUMBER = 999_999_999


class StopQuery(PageQuery):
    """Which stops."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in StopKind], required=False, default="")


class StopLine(serializers.Serializer):
    """A stop: why, on what, since when, its last day if it has one, and whether it is in force today."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    reach = serializers.CharField()
    certificate = serializers.IntegerField(
        source="certificate.number", allow_null=True, help_text="Null on an account or a lot."
    )
    account = serializers.CharField(
        source="holder.account", allow_null=True, help_text="Null on a certificate or a lot."
    )
    reason = serializers.CharField()
    reported_at = serializers.DateTimeField()
    placed_at = serializers.DateTimeField()
    expires_on = serializers.DateField(
        allow_null=True, help_text="The last day of a demand, once both were told of a presentation."
    )
    released_at = serializers.DateTimeField(
        source="release.released_at", allow_null=True, help_text="Null while two people have not released it."
    )
    is_in_force = serializers.SerializerMethodField()

    def get_is_in_force(self, stop: Stop) -> bool:
        """Whether it holds today."""
        day = local_day(stop.agreement, at=clock.now())
        return reads.is_in_force(stop, day=day)


class StopRecordTold(serializers.Serializer):
    """What a person did or noted about a stop; nothing moves by it."""

    kind = serializers.CharField()
    happened_on = serializers.DateField()
    reference = serializers.CharField(allow_blank=True)
    said = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(source="recorded_by.username")


class StopWhole(StopLine):
    """A stop with who reported it, its papers, its records, and the request for its release if one waits."""

    stands_on = serializers.SerializerMethodField(help_text="In words that name nobody.")
    reported_by = serializers.CharField()
    capacity = serializers.CharField()
    dated_on = serializers.DateField(allow_null=True, help_text="The day of an order.")
    paper = serializers.CharField(
        source="document.sha256", allow_null=True, help_text="SHA-256 of the paper it rests on."
    )
    placed_by = serializers.CharField(source="placed_by.username")
    expires_under = serializers.CharField(allow_blank=True)
    release_reason = serializers.CharField(source="release.reason", allow_null=True)
    release_paper = serializers.CharField(
        source="release.document.sha256", allow_null=True, help_text="SHA-256 of the paper that ended it."
    )
    release_request = serializers.SerializerMethodField(help_text="Hash of the request that waits, or null.")
    records = StopRecordTold(many=True)

    def get_stands_on(self, stop: Stop) -> str:
        """What it stands on."""
        return reads.what_it_stands_on(stop)

    def get_release_request(self, stop: Stop) -> str | None:
        """The hash that a second person approves."""
        waiting = reads.release_waiting(stop)
        return waiting.request_hash if waiting else None


class ListStops(ReadPage):
    """List the stops of an agreement, the latest first, those that have ended as well."""

    name, topic = "listStops", "Stops"
    roles, query, gives = READING, StopQuery, StopLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = reads.stops_of(self.agreement(place["code"]))
        narrowed = found.filter(kind=asked["kind"]) if asked["kind"] else found
        return cut(narrowed, key="-number", after=after, size=size)


class ShowStop(Read):
    """Show one stop: what it stands on and why, what was done about it, how it ends."""

    name, topic = "showStop", "Stops"
    roles, gives = READING, StopWhole

    def read(self, *, code: str, number: int) -> Any:
        return reads.stop_numbered(self.agreement(code), number)


class LotTaken(Part):
    """A lot by its certificate and its place there, counted from one in the order of the books."""

    certificate = WholeNumber(min_value=1, max_value=HIGHEST_NUMBER)
    place = WholeNumber(min_value=1, max_value=999_999)


class StopTaken(serializers.Serializer):
    """A stop as it is reported or ordered, on one certificate, account or lot; an order may name none."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in StopKind if kind != StopKind.NULLITY])
    certificate = WholeNumber(min_value=1, max_value=HIGHEST_NUMBER, required=False)
    account = Text(max_length=40)
    lot = LotTaken(required=False)
    reported_by = serializers.CharField(max_length=300, help_text="Who reported or ordered it.")
    capacity = serializers.ChoiceField(choices=[one.value for one in ReporterCapacity])
    reporter_address = Text(max_length=600, help_text="A demand not to register must say it.")
    reported_at = Instant(help_text="When it reached the Rights Agent.")
    reason = serializers.CharField(
        max_length=2000, help_text="What was reported, or the order by its court and number."
    )
    dated_on = Day(required=False, help_text="The day of an order.")
    reach = serializers.ChoiceField(
        choices=[reach.value for reach in StopReach],
        default=StopReach.EVERYTHING.value,
        help_text="Only an order holds what it names; a demand not to register holds registration alone.",
    )
    paper = PaperTaken(required=False, help_text="An order, a demand and an instruction come in writing.")


class PlaceStop(PaperAct):
    """Place a stop; it stands at once, and its release needs a second person."""

    name, topic = "placeStop", "Stops"
    roles, takes, gives, success = STAFF, StopTaken, StopWhole, 201
    paper_kind = "STOP_PAPER"

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        agreement = self.agreement(code)
        asked, paper = stop_asked(agreement, told), self.evidence(told, agreement)
        place = within_call(stops.place_stop)
        stop = place(agreement, asked, document=paper, by=self.request.user, at=clock.now())
        return reads.stop_numbered(agreement, stop.number)


class ReleaseTaken(serializers.Serializer):
    """Why a stop ends, and the paper that ends it."""

    reason = serializers.CharField(max_length=2000)
    paper = PaperTaken()


class ReleaseStop(PaperAct):
    """Ask a second person to release a stop on the paper that ends it; it stands until then."""

    name, topic = "releaseStop", "Stops"
    roles, takes, gives, success = STAFF, ReleaseTaken, RequestMade, 202
    paper_kind = "STOP_PAPER"

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        stop = reads.stop_numbered(self.agreement(code), number)
        return within_call(stops.request_release)(
            stop,
            reason=told["reason"],
            document=self.evidence(told, stop.agreement),
            maker=self.request.user,
            at=clock.now(),
        )


def stop_asked(agreement: RightsAgreement, told: Mapping[str, Any]) -> StopAsked:
    """The stop of a body. Raises STOP_TARGET_UNKNOWN for a lot that is not on the books."""
    lot = None
    if "lot" in told:
        found = reads.lot_at(agreement, **told["lot"])
        if found is None:
            raise refuse("STOP_TARGET_UNKNOWN", what="That lot", agreement=agreement.code)
        lot = found.pk
    return StopAsked(
        StopKind(told["kind"]),
        told["reason"],
        told["reported_by"],
        told["reported_at"],
        ReporterCapacity(told["capacity"]),
        certificate=told.get("certificate"),
        account=told["account"],
        lot=lot,
        reach=StopReach(told["reach"]),
        reporter_address=told["reporter_address"],
        dated_on=told.get("dated_on"),
    )
