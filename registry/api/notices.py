"""What the Company said in writing (§3(a), §20(b), §26)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from registry.api.access import EVERYBODY
from registry.api.operations import Read, ReadPage
from registry.api.paging import Page, cut
from registry.selectors.notices import certified_fact, informal_notices, notice_numbered, notices


class NoticeLine(serializers.Serializer):
    """One notice of a list: effective, received, recorded."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.CharField()
    officer_name = serializers.CharField()
    officer_title = serializers.CharField()
    channel = serializers.CharField()
    signed_on = serializers.DateField()
    effective_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()


class NamedPersonLine(serializers.Serializer):
    """A person whom the notice names; `rights` is null when the whole account is meant."""

    person_name = serializers.CharField()
    account = serializers.CharField()
    taint_class = serializers.CharField()
    rights = serializers.IntegerField(allow_null=True)
    void_from = serializers.DateTimeField(allow_null=True)


class NoticeWhole(NoticeLine):
    """One notice with what it says, what stands against it and its paper."""

    facts = serializers.DictField(help_text="What the notice says, by its kind.")
    grounds = serializers.ListField(child=serializers.DictField(), help_text="Why it is queried or rejected.")
    document_sha256 = serializers.CharField(source="document.sha256")
    document_title = serializers.CharField(source="document.title")
    accepted_at = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    named_persons = NamedPersonLine(many=True)


class FactQuery(serializers.Serializer):
    """Of which day."""

    day = serializers.DateField(help_text="The date as of which the fact is wanted; no other one counts.")


class FactTold(serializers.Serializer):
    """A fact that an officer certified: conclusive as of its date (§20(b))."""

    fact_type = serializers.CharField()
    value = serializers.CharField()
    as_of = serializers.DateField()
    notice = serializers.IntegerField(help_text="Number of the notice that certifies it.")
    officer = serializers.CharField()


class ShowFact(Read):
    """Show what an officer's accepted certificate says of a fact as of a day; there is no other proof."""

    name, topic = "showFact", "Notices"
    roles, query, gives = EVERYBODY, FactQuery, FactTold

    def read(self, *, code: str, fact_type: str) -> Any:
        agreement, day = self.agreement(code), self.asked()["day"]
        found = certified_fact(agreement, fact_type, day=day)
        if found is None:
            raise refuse("NOT_FOUND", what=f"A certificate of {fact_type} as of {day}")
        return found


class InformalLine(serializers.Serializer):
    """What was said by a channel that gives no notice: it has no effect; the notice that followed, if any."""

    number = serializers.IntegerField()
    channel = serializers.CharField()
    sender = serializers.CharField()
    said = serializers.CharField()
    received_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    followed_by = serializers.SerializerMethodField(help_text="Number of the notice; null when none did.")

    def get_followed_by(self, logged: Any) -> int | None:
        """The notice's number."""
        return logged.followed_by.number if logged.followed_by else None


class ListInformalNotices(ReadPage):
    """List what came by no formal channel, in the order logged; nothing of it has any effect (§26)."""

    name, topic = "listInformalNotices", "Notices"
    roles, gives = EVERYBODY, InformalLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(informal_notices(self.agreement(place["code"])), key="number", after=after, size=size)


class ListNotices(ReadPage):
    """List the notices of an agreement in the order of their numbers."""

    name, topic = "listNotices", "Notices"
    roles, gives = EVERYBODY, NoticeLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(notices(self.agreement(place["code"])), key="number", after=after, size=size)


class ShowNotice(Read):
    """Show one notice: what it says, who said it, its three instants, its paper."""

    name, topic = "showNotice", "Notices"
    roles, gives = EVERYBODY, NoticeWhole

    def read(self, *, code: str, number: int) -> Any:
        return notice_numbered(self.agreement(code), number)
