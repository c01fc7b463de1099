"""The work on items: findings, rests, evidence asked for, standing instructions (§6(a), §20(k), 17Ad-2)."""

from __future__ import annotations

from django.contrib import admin

from registry.admin.base import PAPERS, Records, page_of
from registry.admin.items import PartOfItem
from registry.models import (
    CertificateInquiry,
    DeliveryDirection,
    EvidenceReply,
    EvidenceRequest,
    ItemPause,
    ItemReturn,
    RoutineFinding,
    SavedView,
    StandingInstruction,
    StandingInstructionEnd,
)


@admin.register(RoutineFinding)
class RoutineFindingPages(PartOfItem):
    """Whether items were found routine, and why not."""

    list_display = ("item", "exclusion", "clock_from", "found_at", "found_by")
    list_filter = ("item__agreement", "exclusion")
    list_select_related = ("item", "found_by")
    date_hierarchy = "found_at"


@admin.register(ItemPause)
class ItemPausePages(PartOfItem):
    """Rests of the clocks of items, each with its reason."""

    list_display = ("item", "reason", "began_at", "ended_at")
    list_filter = ("item__agreement", "reason", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("item",)
    date_hierarchy = "began_at"


@admin.register(EvidenceRequest)
class EvidenceRequestPages(PartOfItem):
    """Evidence about Beneficial Owners that was asked for."""

    list_display = ("item", "asked_by", "asked_at", "evidence", "assessment", "assessed_at")
    list_filter = ("item__agreement", "asked_by", "assessment")
    list_select_related = ("item",)
    date_hierarchy = "asked_at"


@admin.register(EvidenceReply)
class EvidenceReplyPages(Records):
    """What came in answer to requests for evidence, each paper beside the others."""

    why = PAPERS
    agreement_path = "request__item__agreement"
    list_display = ("request", "document", "recorded_at", "recorded_by")
    list_filter = ("request__item__agreement",)
    list_select_related = ("request__item__agreement", "document", "recorded_by")
    search_fields = ("request__item__number",)
    number_paths = ("request__item__number",)
    date_hierarchy = "recorded_at"

    def console_address(self, row: EvidenceReply) -> str:
        item = row.request.item
        return page_of("item", item.agreement.code, item.number) if item.number else ""


@admin.register(ItemReturn)
class ItemReturnPages(PartOfItem):
    """Papers of items that ended unposted and went back."""

    list_display = ("item", "returned_at", "means", "tracking", "handed_over_by", "recorded_by")
    list_filter = ("item__agreement", "means")
    list_select_related = ("item", "recorded_by")
    date_hierarchy = "returned_at"


@admin.register(CertificateInquiry)
class CertificateInquiryPages(PartOfItem):
    """What was answered about certificates presented (17 CFR 240.17f-1)."""

    list_display = ("item", "certificate", "result", "answered_at", "confirmation", "inquired_by", "stop")
    list_filter = ("item__agreement", "result")
    list_select_related = ("item", "certificate", "stop")
    search_fields = ("confirmation",)
    date_hierarchy = "answered_at"


@admin.register(DeliveryDirection)
class DeliveryDirectionPages(PartOfItem):
    """Where papers beside the assignment send new certificates."""

    list_display = ("item", "place", "source", "deliver_to", "city", "recorded_at", "recorded_by")
    list_filter = ("item__agreement", "source")
    list_select_related = ("item", "recorded_by")
    date_hierarchy = "recorded_at"


@admin.register(StandingInstructionEnd)
class StandingInstructionEndPages(Records):
    """Standing instructions that the Company took back."""

    why = PAPERS
    agreement_path = "instruction__agreement"
    list_display = ("instruction", "ends_on", "officer_name", "officer_title", "signed_on", "document")
    list_filter = ("instruction__agreement",)
    list_select_related = ("instruction__agreement", "document")
    search_fields = ("said", "officer_name")
    date_hierarchy = "recorded_at"

    def console_address(self, row: StandingInstructionEnd) -> str:
        return page_of("consultations", row.instruction.agreement.code)


@admin.register(StandingInstruction)
class StandingInstructionPages(Records):
    """What the Company said in advance about classes of held items."""

    why = PAPERS
    list_display = ("__str__", "agreement", "held_class", "answer", "in_force_from", "in_force_until")
    list_filter = ("agreement", "held_class", "answer")
    list_select_related = ("agreement",)
    date_hierarchy = "recorded_at"
    search_fields = ("said", "officer_name")

    def console_address(self, row: StandingInstruction) -> str:
        return page_of("consultations", row.agreement.code)


@admin.register(SavedView)
class SavedViewPages(Records):
    """Views of the queue that people saved for themselves; each deletes only its own."""

    agreement_path = ""
    list_display = ("name", "user", "query", "saved_at")
    list_filter = ("user",)
    list_select_related = ("user",)
    date_hierarchy = "saved_at"
    search_fields = ("name",)
