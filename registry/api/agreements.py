"""Agreements: which there are, one with its dates and control book, and its terms as known at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.adjustment import certified_lines
from agreement.agreement_file.words import describe
from registry import clock
from registry.api.access import EVERYBODY, agreements_of
from registry.api.operations import Read, ReadPage
from registry.api.paging import Page, cut
from registry.selectors import agreements as reads
from registry.selectors.notice_addresses import addresses_in_force, printed_lines
from registry.selectors.register import control_total


class AgreementLine(serializers.Serializer):
    """One agreement of a list."""

    code = serializers.CharField()
    title = serializers.CharField()
    company = serializers.CharField(source="company_name")
    rights_agent = serializers.CharField(source="agent_name")
    agreement_date = serializers.DateField()
    time_zone = serializers.CharField()
    separation_state = serializers.CharField()
    is_demo = serializers.BooleanField()


class ListAgreements(ReadPage):
    """List the agreements that the caller may see."""

    name, topic = "listAgreements", "Agreements"
    roles, gives, key_kind = EVERYBODY, AgreementLine, str

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(agreements_of(self.request), key="code", after=after, size=size)


class PlanDateLine(serializers.Serializer):
    """A date of the plan: when it happened, since when the Rights Agent knows it, on what ground."""

    name = serializers.CharField()
    happened = serializers.CharField(help_text="A date or an instant, ISO 8601.")
    known = serializers.DateTimeField(allow_null=True)
    section = serializers.CharField()
    source = serializers.CharField()
    is_projected = serializers.BooleanField()


class RetiredLine(serializers.Serializer):
    """Rights that left the books in one way."""

    retired_as = serializers.CharField()
    rights = serializers.IntegerField()


class ControlBook(serializers.Serializer):
    """The control book against the register: authorised = live + retired, else a record difference."""

    authorised = serializers.IntegerField()
    live = serializers.IntegerField()
    void = serializers.IntegerField()
    valid = serializers.IntegerField()
    retired = RetiredLine(many=True)
    certificates = serializers.IntegerField()
    holders = serializers.IntegerField()
    fractions = serializers.IntegerField()
    record_difference = serializers.IntegerField()
    head_number = serializers.IntegerField()
    head_hash = serializers.CharField(allow_blank=True)


class AgreementWhole(AgreementLine):
    """One agreement with its dates and its control book."""

    company_jurisdiction = serializers.CharField()
    distribution_effective_at = serializers.DateTimeField(allow_null=True)
    distribution_known_from = serializers.DateTimeField(allow_null=True)
    books_opened_at = serializers.DateTimeField(allow_null=True)
    dates = PlanDateLine(many=True)
    control_book = ControlBook()


class ShowAgreement(Read):
    """Show one agreement: parties, state, dates happened and known, control book."""

    name, topic = "showAgreement", "Agreements"
    roles, gives = EVERYBODY, AgreementWhole

    def read(self, *, code: str) -> Any:
        agreement = self.agreement(code)
        dates = reads.plan_dates(agreement, at=clock.now())
        # The serializer reads attributes; what is computed stands beside what is stored.
        whole: Any = agreement
        whole.dates = [
            {name: getattr(one, name) for name in ("name", "known", "section", "source", "is_projected")}
            | {"happened": one.happened.isoformat() if one.happened else ""}
            for one in dates
        ]
        whole.control_book = control_book(agreement)
        return whole


def control_book(agreement: Any) -> dict[str, Any]:
    """The control book as it is told."""
    total = control_total(agreement, at=clock.now())
    names = [name for name in ControlBook().fields if name != "retired"]
    retired = [{"retired_as": kind, "rights": rights} for kind, rights in total.retired_by_kind]
    return {**{name: getattr(total, name) for name in names}, "retired": retired}


class TermLine(serializers.Serializer):
    """One term in plain words; figures are exact text."""

    label = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    section = serializers.CharField(allow_blank=True)


class TermsVersionLine(serializers.Serializer):
    """One dated version of the terms."""

    version = serializers.IntegerField()
    effective_from = serializers.DateTimeField()
    known_from = serializers.DateTimeField()
    sha256 = serializers.CharField()
    figures = serializers.DictField(
        child=serializers.CharField(),
        help_text="Figures of certificates of adjustment in force with it (§12).",
    )
    certificate = serializers.SerializerMethodField(
        help_text="Number of the notice whose certificate made it; null where a file did."
    )

    def get_certificate(self, version: Any) -> int | None:
        """The notice's number."""
        return version.certificate.number if version.certificate else None


class ReadingLine(serializers.Serializer):
    """An open question of the agreement with the reading in use and the others."""

    name = serializers.CharField()
    section = serializers.CharField()
    question = serializers.CharField()
    in_use = serializers.CharField()
    others = serializers.ListField(child=serializers.CharField())
    decided_by = serializers.CharField(allow_blank=True)
    since = serializers.CharField(help_text="A date or an instant, ISO 8601.")


class NoticeAddressLine(serializers.Serializer):
    """An address for notices in force: whose, since when, by what (§26)."""

    party = serializers.CharField()
    role = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField())
    since = serializers.DateTimeField()
    source = serializers.CharField()


class TermsKnown(serializers.Serializer):
    """The terms in force as known at an instant."""

    known_at = serializers.DateTimeField()
    versions = TermsVersionLine(many=True)
    terms = TermLine(many=True)
    notice_addresses = NoticeAddressLine(many=True)
    readings = ReadingLine(many=True)


class TermsQuery(serializers.Serializer):
    """As known when."""

    known_at = serializers.DateTimeField(
        required=False, help_text="The instant as of which the terms were known; now when left out."
    )


class ShowTerms(Read):
    """Show the terms in force as known at an instant, with the readings of open questions."""

    name, topic = "showTerms", "Agreements"
    roles, query, gives = EVERYBODY, TermsQuery, TermsKnown

    def read(self, *, code: str) -> Any:
        agreement, known_at = self.agreement(code), self.asked().get("known_at") or clock.now()
        terms = reads.terms_in_force(agreement, known_at=known_at)
        questions = {reading.question for reading in terms.readings.values()}
        return {
            "known_at": known_at,
            "versions": agreement.terms_versions.filter(known_from__lte=known_at)
            .select_related("certificate")
            .order_by("version"),
            "terms": [
                {"label": label, "value": value, "section": section}
                for label, value, section in (*describe(terms), *certified_lines(terms))
                if label not in questions and not label.startswith("Notices to ")
            ],
            "notice_addresses": [
                {
                    "party": one.place[0],
                    "role": one.place[1],
                    "lines": [line for address in one.addresses for line in printed_lines(address)],
                    "since": one.since,
                    "source": one.source,
                }
                for one in addresses_in_force(agreement, at=known_at)
            ],
            "readings": [
                {
                    **{name: getattr(one, name) for name in ReadingLine().fields if name != "since"},
                    "since": one.since.isoformat(),
                }
                for one in reads.readings(agreement, at=known_at)
            ],
        }
