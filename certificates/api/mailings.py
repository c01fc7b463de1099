"""Mailings: list, one with its pieces, what one would hold, and the request for one (§3(a), §3(b), §26).

What the post took is recorded by people from its receipt, in the console.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from certificates.models import MailClass, Mailing, MailingKind, MailingPiece, PieceStep
from certificates.selectors.mailings import mailing_numbered, mailings, totals_by_state
from certificates.services.mailings import preview_mailing, request_mailing
from registry import clock
from registry.api.access import EVERYBODY, READING
from registry.api.operations import Act, Read, ReadPage
from registry.api.paging import Page, PageQuery, cut
from registry.roles import STAFF
from registry.selectors.requests import state_of
from registry.services.calls import within_call


class MailingLine(serializers.Serializer):
    """One mailing of a list."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.CharField()
    notice = serializers.IntegerField(source="request.number", help_text="The Company's written request.")
    mail_class = serializers.CharField()
    text_name = serializers.CharField()
    snapshot_hash = serializers.CharField(allow_blank=True)
    request_hash = serializers.SerializerMethodField(help_text="What the second person approves.")
    request_state = serializers.SerializerMethodField(help_text="How that request stands, as in showRequest.")
    manifest_sha256 = serializers.CharField(allow_blank=True)
    job = serializers.IntegerField(source="job_id", allow_null=True)
    created_by = serializers.CharField(source="created_by.username")
    created_at = serializers.DateTimeField()
    prepared_at = serializers.DateTimeField(allow_null=True)
    dispatched_at = serializers.DateTimeField(allow_null=True)
    certified_at = serializers.DateTimeField(allow_null=True)

    def get_request_hash(self, mailing: Mailing) -> str | None:
        """The hash of its request."""
        return mailing.approval.request_hash if mailing.approval else None

    def get_request_state(self, mailing: Mailing) -> str | None:
        """How its request stands now."""
        return state_of(mailing.approval, at=clock.now()) if mailing.approval else None


class PiecesTold(serializers.Serializer):
    """Pieces in one state with the certificates and Rights in them."""

    state = serializers.CharField()
    pieces = serializers.IntegerField()
    certificates = serializers.IntegerField()
    rights = serializers.IntegerField()


class MailingWhole(MailingLine):
    """One mailing with its pieces by state, counted from the pieces themselves."""

    pieces = PiecesTold(source="pieces_told", many=True)


class PieceLine(serializers.Serializer):
    """One envelope: whose, which certificates, where it stands, why it is set aside."""

    number = serializers.IntegerField()
    account = serializers.CharField()
    first_certificate = serializers.IntegerField(allow_null=True)
    last_certificate = serializers.IntegerField(allow_null=True)
    rights = serializers.IntegerField()
    mark = serializers.IntegerField(help_text="The number in the matching mark of its sheet.")
    state = serializers.CharField()
    ground = serializers.DictField(help_text="Why it is set aside; empty when it is not.")
    receipt = serializers.SerializerMethodField(help_text="Number of the post's receipt; null before it.")

    def get_receipt(self, piece: MailingPiece) -> int | None:
        """The receipt's number."""
        return piece.receipt.number if piece.receipt else None


class ListMailings(ReadPage):
    """List the mailings of an agreement, the latest first."""

    name, topic = "listMailings", "Mailings"
    roles, gives = EVERYBODY, MailingLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(mailings(self.agreement(place["code"])), key="-number", after=after, size=size)


class ShowMailing(Read):
    """Show one mailing with its pieces by state."""

    name, topic = "showMailing", "Mailings"
    roles, gives = EVERYBODY, MailingWhole

    def read(self, *, code: str, number: int) -> Any:
        mailing: Any = mailing_numbered(self.agreement(code), number)
        mailing.pieces_told = [
            {
                "state": state.value,
                "pieces": told.pieces,
                "certificates": told.certificates,
                "rights": told.rights,
            }
            for state, told in totals_by_state(mailing).items()
        ]
        return mailing


class PieceQuery(PageQuery):
    """Which pieces."""

    state = serializers.ChoiceField(choices=PieceStep.values, required=False, default="")


class ListPieces(ReadPage):
    """List the pieces of a mailing; `state=PRODUCED` gives those the post did not take."""

    name, topic = "listPieces", "Mailings"
    roles, query, gives = READING, PieceQuery, PieceLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        mailing = mailing_numbered(self.agreement(place["code"]), place["number"])
        found = MailingPiece.objects.filter(mailing=mailing).select_related("receipt")
        if asked["state"]:
            found = found.filter(state=asked["state"])
        return cut(found, key="number", after=after, size=size)


class MailingAsked(serializers.Serializer):
    """Which papers, in which words, how they go."""

    kind = serializers.ChoiceField(choices=MailingKind.values)
    text_name = serializers.RegexField(
        r"^[A-Za-z0-9_-]{1,64}$", help_text="Name of the version of the words, such as certificates_2003."
    )
    mail_class = serializers.ChoiceField(
        choices=MailClass.values, required=False, default=MailClass.FIRST_CLASS.value
    )


class Destination(serializers.Serializer):
    """Pieces by where they go."""

    place = serializers.CharField()
    pieces = serializers.IntegerField()


class MailingTried(serializers.Serializer):
    """What a mailing would hold; nothing of it is kept."""

    pieces = serializers.IntegerField()
    certificates = serializers.IntegerField()
    rights = serializers.IntegerField()
    pages_of_a_piece = serializers.IntegerField()
    set_aside = serializers.IntegerField()
    destinations = Destination(many=True)


class TryMailing(Read):
    """Try what a mailing would hold, by the reading that freezes it; nothing is kept."""

    name, topic = "tryMailing", "Mailings"
    roles, query, gives = READING, MailingAsked, MailingTried

    def read(self, *, code: str) -> Any:
        found = preview_mailing(self.agreement(code), **meant(self.asked()), at=clock.now())
        names = ("pieces", "certificates", "rights", "pages_of_a_piece", "set_aside")
        places = [{"place": place, "pieces": pieces} for place, pieces in found.destinations]
        return {**{name: getattr(found, name) for name in names}, "destinations": places}


class RequestMailing(Act):
    """Freeze a mailing with its pieces and addresses, and ask a second person to approve it."""

    name, topic = "requestMailing", "Mailings"
    roles, takes, gives, success = STAFF, MailingAsked, MailingLine, 202

    def act(self, told: dict[str, Any], *, code: str) -> Mailing:
        ask = within_call(request_mailing)
        return ask(self.agreement(code), **meant(told), maker=self.request.user, at=clock.now())


def meant(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, as the services take it."""
    return {
        "kind": MailingKind(told["kind"]),
        "text_name": told["text_name"],
        "mail_class": MailClass(told["mail_class"]),
    }
