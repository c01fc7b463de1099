"""What persons recorded of letters, and inquiries about what became of an item (§26)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from certificates.models import LetterMailing, StatusInquiry
from registry.admin.base import Records, Why, page_of

LETTERS = Why(
    "A letter is written at its event and recorded as mailed by a person in the console; a wrong record is"
    " taken back by another. Nothing is added, changed or removed here, by anybody.",
    section="26",
)


@admin.register(LetterMailing)
class LetterMailingPages(Records):
    """Records of letters handed to the post, and of such records taken back."""

    why = LETTERS
    agreement_path = "paper__agreement"
    hidden = frozenset({"stored_as"})
    list_display = ("__str__", "paper", "mailed_on", "mail_class", "mailed_by", "recorded_by", "recorded_at")
    list_filter: ClassVar[Any] = ("paper__agreement", "mail_class")
    list_select_related = ("paper", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("mailed_by", "sha256")

    def console_address(self, row: LetterMailing) -> str:
        return page_of("letters", row.paper.agreement.code)


@admin.register(StatusInquiry)
class StatusInquiryPages(Records):
    """Written inquiries about what became of an item, and by when they are answered."""

    why = LETTERS
    list_display = ("__str__", "agreement", "asked_by", "received_at", "due_on", "answer")
    list_filter = ("agreement",)
    list_select_related = ("agreement", "answer")
    date_hierarchy = "received_at"
    search_fields = ("asked_by", "about")

    def console_address(self, row: StatusInquiry) -> str:
        return page_of("inquiries", row.agreement.code)
