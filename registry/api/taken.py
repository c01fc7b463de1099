"""What acts take beyond plain fields: parts of a body, instants, days, and papers with their bytes (§18(b)).

A paper is read before the act begins and filed by its service, in the act's own transaction or not at all.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.timezone import is_naive
from rest_framework import serializers

from agreement.refusals import refuse
from registry import clock
from registry.api.operations import Act
from registry.api.places import PATTERNS
from registry.models import Document, RightsAgreement
from registry.services.document_files import ALLOWED, CSV, JPEG, PDF, PNG, TEXT, TIFF, XLSX
from registry.services.documents import Evidence, PaperInHand, may_be_handed_out, paper_in_hand

YEARS = range(1900, 2200)
MEDIA_TYPES = (PDF, PNG, JPEG, TIFF, XLSX, CSV, TEXT)


class Part(serializers.Serializer):
    """A part of a body: like the body itself it has no other fields than those declared."""

    def to_internal_value(self, said: Any) -> Any:
        """What was said. Raises ValidationError with each field that is not declared."""
        declared = self.fields
        if isinstance(said, Mapping) and not set(said) <= set(declared):
            has = f"It is not declared; there are {', '.join(declared)}."
            raise serializers.ValidationError({name: [has] for name in said if name not in declared})
        return super().to_internal_value(said)


class Instant(serializers.DateTimeField):
    """An instant with its offset from UTC, in years that calendars of the product cover."""

    default_error_messages: ClassVar[dict[str, str]] = {
        "naive": "Say the offset from UTC, such as Z or -05:00.",
        "year": f"Name an instant of the years {YEARS[0]} to {YEARS[-1]}.",
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """The instant in universal time."""
        if is_naive(value):
            self.fail("naive")
        if value.year not in YEARS:
            self.fail("year")
        instant: datetime = super().enforce_timezone(value)
        return instant


class Day(serializers.DateField):
    """A day, in years that calendars of the product cover."""

    default_error_messages: ClassVar[dict[str, str]] = {
        "year": f"Name a day of the years {YEARS[0]} to {YEARS[-1]}.",
    }

    def to_internal_value(self, said: Any) -> date:
        """The day."""
        day: date = super().to_internal_value(said)
        if day.year not in YEARS:
            self.fail("year")
        return day


class Text(serializers.CharField):
    """Text as it stands on the paper; left out, nothing stands there."""

    def __init__(self, *, max_length: int, **more: Any) -> None:
        super().__init__(max_length=max_length, allow_blank=True, default="", **more)


class Bytes(serializers.CharField):
    """Bytes in base64."""

    def to_internal_value(self, said: Any) -> bytes:
        """The bytes."""
        try:
            return base64.b64decode(super().to_internal_value(said), validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError("Write the bytes in base64.") from None


class PaperTaken(Part):
    """A paper: its bytes with title and media type, or the hash of one that is on file already."""

    title = serializers.CharField(max_length=200, required=False, help_text="Needed with `content`.")
    media_type = serializers.ChoiceField(
        choices=MEDIA_TYPES, required=False, help_text="Needed with `content`; the bytes must bear it out."
    )
    file_name = serializers.CharField(max_length=200, required=False, default="paper")
    content = Bytes(required=False, help_text=f"Base64 of {ALLOWED}.")
    sha256 = serializers.RegexField(
        f"^{PATTERNS['request_hash']}$",
        required=False,
        help_text="In place of `content`: of a document on file of this agreement.",
    )

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """Either new, with what it is, or on file."""
        if ("content" in said) is ("sha256" in said):
            raise serializers.ValidationError("Give the content of the paper, or the sha256 of one on file.")
        missing = [name for name in ("title", "media_type") if "content" in said and name not in said]
        if missing:
            raise serializers.ValidationError({name: ["It is needed with the content."] for name in missing})
        return said


class PaperAct(Act):
    """An act that a paper comes with, in the field `paper` or in those of `papers`; one left out is None."""

    paper_kind: ClassVar[str] = "ITEM_PAPER"
    papers: ClassVar[tuple[str, ...]] = ("paper",)

    @contextmanager
    def in_hand(self, told: dict[str, Any]) -> Iterator[None]:
        """Read the papers of the body; nothing of them is left unless the service files them."""
        with ExitStack() as read:
            for name in self.papers:
                said = told.setdefault(name, None)
                if said is not None and "content" in said:
                    told[name] = read.enter_context(
                        self.read_paper(**said, received_at=told.get("received_at"))
                    )
            yield

    @contextmanager
    def read_paper(
        self, *, title: str, media_type: str, file_name: str, content: bytes, received_at: datetime | None
    ) -> Iterator[PaperInHand]:
        """A paper in hand, received by the caller, now unless said. Raises DOCUMENT_UNREADABLE."""
        at = clock.now()
        with paper_in_hand(
            content=content,
            kind=self.paper_kind,
            title=title,
            original_name=file_name,
            content_type=media_type,
            signed_on=None,
            received_at=received_at or at,
            received_by=self.request.user,
            at=at,
        ) as paper:
            yield paper

    def evidence(
        self, told: Mapping[str, Any], agreement: RightsAgreement, *, name: str = "paper"
    ) -> Evidence | None:
        """The paper in hand, or the one on file that the body names. Raises NOT_FOUND."""
        said = told[name]
        if said is None or isinstance(said, PaperInHand):
            return said
        named = Document.objects.filter(agreement=agreement, sha256=said["sha256"])
        found: Document | None = named.order_by("pk").last()
        if found is None or not may_be_handed_out(found):
            raise refuse("NOT_FOUND", what=f"A document with the SHA-256 {said['sha256']}")
        return found
