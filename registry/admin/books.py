"""The registration books as they stand: entries, certificates, lots, marks, events, control book (§5(b))."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from registry import clock
from registry.admin.base import BOOKS, Records, page_of, person
from registry.admin.columns import figure, numbered
from registry.models import (
    BookEntry,
    CertificateEvent,
    ControlAccount,
    Lot,
    LotTaint,
    NumberCounter,
    RightsCertificate,
)
from registry.roles import READERS, has_any_role
from registry.selectors.lineage import Lineage, lineage_of
from registry.selectors.register import CertificateDetail, certificate_detail

LOTS_SHOWN = 50


class BookRecords(Records):
    """Rows of the books."""

    why = BOOKS
    is_big = True
    list_filter: ClassVar[Any] = ("agreement",)
    search_fields: ClassVar[Any] = ()


@admin.register(BookEntry)
class BookEntryPages(BookRecords):
    """Entries with the document that is their authority."""

    change_form_template = "admin/registry/bookentry/change_form.html"

    list_display = (
        figure("number", told="Entry"),
        "kind",
        "section",
        "document",
        "effective_at",
        "recorded_at",
        "maker",
        "approver",
        figure("rights_opened"),
        figure("rights_closed"),
        figure("rights_retired"),
    )
    list_filter = ("agreement", "kind")
    list_select_related = ("document", "maker", "approver", "agreement")
    date_hierarchy = "recorded_at"
    search_fields = ("number",)
    search_help_text = "Number of an entry, or the request hash of its approval"
    number_paths = ("number",)
    exact_paths = ("approval__request_hash",)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> Any:
        """The entry with the first of what it opened, closed, issued, marked and told of the paper."""
        entry: BookEntry | None = more.get("obj")
        if entry is not None:
            opened = entry.lots_opened.select_related("holder", "certificate").order_by("pk")
            closed = entry.lots_closed.select_related("holder", "certificate").order_by("pk")
            context |= {
                "opened": opened[:LOTS_SHOWN],
                "closed": closed[:LOTS_SHOWN],
                "events": entry.paper_events.select_related("signatory").order_by("pk")[:LOTS_SHOWN],
                "lots_shown": LOTS_SHOWN,
            }
        return super().render_change_form(request, context, *args, **more)


@admin.register(RightsCertificate)
class RightsCertificatePages(BookRecords):
    """Certificates with their lots, lineage, history and pictures."""

    change_form_template = "admin/registry/rightscertificate/change_form.html"

    list_display = (
        numbered(),
        "registration",
        figure("rights"),
        "dated",
        "legend_class",
        "taint_class",
        "issued_by",
        "form_version",
    )
    list_filter = ("agreement", "legend_class", "taint_class")
    date_hierarchy = "dated"
    list_select_related = ("issued_by", "form_version")
    search_fields = ("number", "registration")
    search_help_text = "Number, account, or words of the registration, the city or the postal code"
    number_paths = ("number",)
    exact_paths = ("holder__account",)
    holder_path = "holder"

    def console_address(self, row: RightsCertificate) -> str:
        return page_of("certificate", row.agreement.code, row.number)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> Any:
        """The certificate as the console shows it: lots with parents and children, history, pictures."""
        certificate: RightsCertificate | None = more.get("obj")
        if certificate is not None:
            context |= {"detail": self._detail(certificate), "pictures": self._pictures(request, certificate)}
        return super().render_change_form(request, context, *args, **more)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What happened to it, by the entries, each with its section."""
        certificate = self.get_object(request, object_id)
        detail = self._detail(certificate) if certificate is not None else None
        return super().history_view(request, object_id, {**(extra_context or {}), "detail": detail})

    def _detail(self, certificate: RightsCertificate) -> CertificateDetail:
        return certificate_detail(certificate.agreement, number=certificate.number, at=clock.now())

    def _pictures(self, request: HttpRequest, certificate: RightsCertificate) -> list[str]:
        """The addresses of its pictures, for whom the console would show them."""
        if not has_any_role(person(request), READERS):
            return []
        pictures: list[str] = import_string(settings.CERTIFICATE_PICTURES)(certificate)
        return pictures


@admin.register(Lot)
class LotPages(BookRecords):
    """Lots with where their Rights came from and went."""

    change_form_template = "admin/registry/lot/change_form.html"

    list_display = (
        "__str__",
        figure("rights"),
        "holder",
        numbered("certificate.number"),
        "opened_by",
        "closed_by",
        "retired_as",
        "is_attached",
    )
    list_filter = ("agreement", "retired_as", ("closed_by", admin.EmptyFieldListFilter))
    list_select_related = ("holder", "certificate", "opened_by", "closed_by")
    search_fields = ("certificate__number",)
    search_help_text = "Number of a certificate, an account, or words of the registration"
    number_paths = ("certificate__number",)
    exact_paths = ("holder__account",)
    holder_path = "holder"

    @admin.display(description="Attached", boolean=True)
    def is_attached(self, row: Lot) -> bool:
        """Whether the Rights are attached to Common Shares."""
        return row.holder_id is None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> Any:
        """The lot between the lots it came from and those its Rights went to."""
        lot: Lot | None = more.get("obj")
        if lot is not None:
            lineage: Lineage = lineage_of(lot)
            context |= {"lineage": lineage}
        return super().render_change_form(request, context, *args, **more)


@admin.register(LotTaint)
class LotTaintPages(BookRecords):
    """Marks of nullity, each with the notice it rests on."""

    list_display = ("lot", "taint_class", "notice", "effective_from", "void_from", "marked_by", "ended_by")
    list_filter = ("agreement", "taint_class", ("ended_by", admin.EmptyFieldListFilter))
    list_select_related = ("lot", "notice", "marked_by", "ended_by")
    date_hierarchy = "effective_from"
    search_fields = ("lot__certificate__number",)
    number_paths = ("lot__certificate__number",)
    holder_path = "lot__holder"


@admin.register(CertificateEvent)
class CertificateEventPages(BookRecords):
    """What happened to paper, each with the section of its entry."""

    list_display = (
        "kind",
        numbered("first_number", told="First"),
        numbered("last_number", told="Last"),
        "happened_on",
        "section",
        "signatory",
        "entry",
        "reason",
    )
    list_filter = ("agreement", "kind")
    list_select_related = ("signatory", "entry")
    date_hierarchy = "happened_on"
    search_fields = ("first_number", "reason")
    search_help_text = "A number within the range"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Events whose range holds a number."""
        digits = search_term.strip().upper().removeprefix("R-")
        if not digits:
            return queryset, False
        if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
            return queryset.none(), False
        number = int(digits)
        return queryset.filter(first_number__lte=number, last_number__gte=number), False

    @admin.display(description="Section")
    def section(self, row: CertificateEvent) -> str:
        """The section under which its entry acts."""
        return f"§{row.entry.section}"


@admin.register(ControlAccount)
class ControlAccountPages(BookRecords):
    """The control book: what was authorised after each entry that changed it."""

    list_display = ("entry", figure("change"), figure("total"), "agreement")
    list_select_related = ("entry", "agreement")
    search_fields = ("entry__number",)
    number_paths = ("entry__number",)


@admin.register(NumberCounter)
class NumberCounterPages(BookRecords):
    """The last number given of each kind."""

    list_display = ("kind", figure("last_number"), "agreement")
    list_select_related = ("agreement",)
    search_fields = ("kind",)
    exact_paths = ("kind", "agreement__code")
