"""Adjustments for programs: the Company's certificates and what each changed from when (§11, §12, §22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from registry.api.access import EVERYBODY
from registry.api.operations import Read, ReadPage
from registry.api.paging import Page, cut
from registry.models import Notice
from registry.selectors import adjustments as reads
from registry.selectors.agreements import approved_form
from registry.selectors.new_forms import outstanding_by_form


class AdjustmentLine(serializers.Serializer):
    """A certificate of adjustment: effective when, known when, what it fixes, when its summary went."""

    notice = serializers.IntegerField(source="number")
    state = serializers.CharField()
    effective_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    event = serializers.CharField(source="facts.event")
    figures = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField(help_text="Numbers of the versions of the terms it made.")
    summary_mailed_on = serializers.SerializerMethodField(help_text="A date; null while it is not mailed.")

    def get_figures(self, notice: Notice) -> list[dict[str, str]]:
        """What it fixes; nothing for an event alone."""
        told = reads.stated_in_words(notice)
        return [{"words": words, "figure": figure, "section": section} for words, figure, section in told]

    def get_versions(self, notice: Notice) -> list[int]:
        """The versions by it."""
        return list(notice.terms_versions.order_by("version").values_list("version", flat=True))

    def get_summary_mailed_on(self, notice: Notice) -> str | None:
        """The day of the mailing."""
        mailed = getattr(reads.summary_due(notice), "mailed", None)
        return mailed.mailed_on.isoformat() if mailed else None


class ListAdjustments(ReadPage):
    """List the Company's certificates of adjustment in the order of their notices (§12)."""

    name, topic = "listAdjustments", "Notices"
    roles, gives = EVERYBODY, AdjustmentLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = reads.certificates_of_adjustment(self.agreement(place["code"])).order_by("number")
        return cut(found, key="number", after=after, size=size)


class FormOut(serializers.Serializer):
    """The certificates outstanding of one form."""

    name = serializers.CharField()
    certificates = serializers.IntegerField()
    rights = serializers.IntegerField()


class FormOrder(serializers.Serializer):
    """A new form that the Company ordered, and the figures its certificates show."""

    form = serializers.CharField(source="form_version.name")
    notice = serializers.IntegerField(source="notice.number")
    manner = serializers.CharField()
    figures = serializers.DictField(child=serializers.CharField())
    since = serializers.DateTimeField(source="recorded_at")


class FormsTold(serializers.Serializer):
    """The form of new certificates, the certificates out by form, the orders of new forms."""

    in_use = serializers.CharField(allow_null=True)
    outstanding = FormOut(many=True)
    orders = FormOrder(many=True)


class ShowForms(Read):
    """Show the forms of certificate in use and outstanding, and the orders of new forms (§22)."""

    name, topic = "showForms", "Certificates"
    roles, gives = EVERYBODY, FormsTold

    def read(self, *, code: str) -> Any:
        agreement = self.agreement(code)
        form = approved_form(agreement)
        return {
            "in_use": form.name if form else None,
            "outstanding": outstanding_by_form(agreement),
            "orders": reads.form_changes(agreement),
        }
