"""What comes in over the counter, as bodies tell it: presentation, signatures, answers, lines (§6(a)).

Fields are those of the console's forms, and say the same: what stands on the paper. Nothing is preselected;
what is left out does not stand there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.certification import Answer
from agreement.choices import GuarantorKind, Instrument, SignerCapacity, TransferReason
from agreement.replacement import LossCause
from agreement.same_name import SAME_NAME_KINDS
from agreement.stops import CLAIMANTS
from agreement.transfer_documents import DocumentCame
from agreement.workflow.items import TaxStanding
from registry.api.paging import WholeNumber
from registry.api.taken import Day, Instant, PaperTaken, Part, Text
from registry.selectors.addresses import Address
from registry.services.presentations import Presentation, ReverseReceived, SignatureReceived
from registry.services.transfers import LineReceived
from registry.staff.item_forms import LINES_OFFERED
from registry.staff.same_name_forms import CERTIFICATES_MOST

HIGHEST_NUMBER = 999_999_999
MOST_RIGHTS = 10**12
PRESENTED_MOST = 200
ANSWERS = [answer.value for answer in Answer]
TAXES = [tax.value for tax in TaxStanding]
CAPACITIES = [capacity.value for capacity in SignerCapacity]


class SignatureTaken(Part):
    """A signature and its guarantee; empty is what is not there."""

    signed_name = Text(max_length=300, help_text="In every particular. Empty: not signed.")
    guarantor_kind = serializers.ChoiceField(
        choices=[*(kind.value for kind in GuarantorKind), "OTHER"], allow_blank=True, default=""
    )
    guarantor_name = Text(max_length=300, help_text="Empty: no guarantee.")
    medallion = Text(max_length=16, help_text="Prefix and number of the stamp.")
    instrument = serializers.ChoiceField(
        choices=[one.value for one in Instrument], default=Instrument.REVERSE.value
    )
    capacity = serializers.ChoiceField(
        choices=CAPACITIES,
        required=False,
        help_text="Left out: the registered holder; under the certification: as on the form.",
    )


class DocumentTaken(Part):
    """A document in the paper beside the signatures, and the day it bears where its age matters."""

    document = serializers.CharField(max_length=40, help_text="As in `DOCUMENT_OUTSTANDING`.")
    dated = Day(required=False)


class ReverseTaken(Part):
    """What is signed: the form, the boxes ticked under it with their signature, taxes, further documents."""

    form = SignatureTaken()
    statement_1 = serializers.ChoiceField(choices=ANSWERS)
    statement_2 = serializers.ChoiceField(choices=ANSWERS)
    certification = SignatureTaken()
    tax = serializers.ChoiceField(choices=TAXES, help_text="Whether a tax or charge was asked for.")
    documents = DocumentTaken(many=True, required=False, max_length=40)


class RequestTaken(ReverseTaken):
    """A written request of the holder; the certification where the terms ask it with the request."""

    statement_1 = serializers.ChoiceField(choices=ANSWERS, required=False)
    statement_2 = serializers.ChoiceField(choices=ANSWERS, required=False)
    certification = SignatureTaken(required=False)


class ClaimSignedTaken(Part):
    """Who signed the claim, and further documents; nobody need guarantee it."""

    signed_name = Text(max_length=300, help_text="In every particular. Empty: not signed.")
    capacity = serializers.ChoiceField(choices=CAPACITIES, default=SignerCapacity.HOLDER.value)
    documents = DocumentTaken(many=True, required=False, max_length=40)


class NamedTaken(Part):
    """Rights and the name and address to which they, or what they buy, go."""

    registration = Text(max_length=300, help_text="Name as it is to be registered, every line of it.")
    rights = WholeNumber(min_value=1, max_value=MOST_RIGHTS)
    address = Text(max_length=300)
    city = Text(max_length=100)
    region = Text(max_length=100)
    postal_code = Text(max_length=20)
    country = Text(max_length=2, help_text="Two letters.")


class LineTaken(NamedTaken):
    """One line of the assignment."""

    account = Text(max_length=40, help_text="If the transferee has one.")


class PresentationTaken(serializers.Serializer):
    """When it was in hand at a designated office, who presented it, which certificates, the papers."""

    received_at = Instant(help_text="In hand at the designated office.")
    office = Text(max_length=200, help_text="That office; empty for the eldest.")
    branch = Text(max_length=200, help_text="Where it was handed in first, if that was no designated office.")
    presenter = serializers.CharField(max_length=300, help_text="Who brought or sent it, and how.")
    presenter_address = Text(max_length=600, help_text="Where letters to that person go, line by line.")
    certificates = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=HIGHEST_NUMBER),
        allow_empty=False,
        max_length=PRESENTED_MOST,
        help_text="Numbers of the certificates surrendered.",
    )
    paper = PaperTaken(help_text="The scan: both sides of every certificate.")


class LinesTaken(serializers.Serializer):
    """To whom the Rights go, and why if it is stated."""

    lines = LineTaken(many=True, allow_empty=False, max_length=LINES_OFFERED)
    balance = WholeNumber(
        min_value=0,
        max_value=MOST_RIGHTS,
        default=0,
        help_text="Rights that the papers ask back for the registered holder; 0 where they ask none.",
    )
    reason = serializers.ChoiceField(
        choices=[one.value for one in TransferReason], allow_blank=True, default=""
    )
    reverse = ReverseTaken()


class TransferTaken(PresentationTaken, LinesTaken):
    """A transfer as presented; `cover_code` of what the holder prepared for it, if anything."""

    cover_code = Text(max_length=32)


class AskedTaken(serializers.Serializer):
    """What a written request asks for in the same name."""

    asked = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=MOST_RIGHTS),
        required=False,
        max_length=CERTIFICATES_MOST,
        help_text="Rights of each certificate asked for, on a split-up alone.",
    )
    request = RequestTaken()


class SameNameTaken(PresentationTaken, AskedTaken):
    """Certificates presented to be split up, combined or exchanged in the same name."""

    kind = serializers.ChoiceField(choices=sorted(SAME_NAME_KINDS))


class ClaimTaken(PresentationTaken):
    """The claim of a certificate lost or mutilated; `cover_code` of what the holder prepared, if anything."""

    cover_code = Text(max_length=32)
    cause = serializers.ChoiceField(choices=[cause.value for cause in LossCause])
    discovered_on = Day()
    circumstances = serializers.CharField(max_length=4000, help_text="As the claimant tells them.")
    capacity = serializers.ChoiceField(
        choices=[one.value for one in CLAIMANTS], help_text="Of the person who tells it at the counter."
    )
    is_surrendered = serializers.BooleanField(
        default=False, help_text="The mutilated certificate itself came with the request."
    )
    request = ClaimSignedTaken()


def presentation_of(told: Mapping[str, Any], reverse: ReverseReceived) -> Presentation:
    """The presentation of a body."""
    return Presentation(
        told["presenter"],
        told["received_at"],
        tuple(told["certificates"]),
        reverse=reverse,
        office=told["office"],
        branch=told["branch"],
        presenter_address=told["presenter_address"],
    )


def reverse_of(said: Mapping[str, Any]) -> ReverseReceived:
    """What is signed, as received; a certification that was not asked for is blank."""
    signed_as = said["form"].get("capacity", SignerCapacity.HOLDER.value)
    return ReverseReceived(
        form=_signature(said["form"], capacity=signed_as),
        statement_1=Answer(said.get("statement_1", Answer.BLANK.value)),
        statement_2=Answer(said.get("statement_2", Answer.BLANK.value)),
        certification=_signature(said.get("certification", {}), capacity=signed_as),
        tax=TaxStanding(said["tax"]),
        documents=_documents(said),
    )


def claim_signed(said: Mapping[str, Any]) -> ReverseReceived:
    """What is signed of a claim: a writing of the claimant's own, without a certification."""
    capacity = SignerCapacity(said["capacity"])
    return ReverseReceived(
        form=SignatureReceived(said["signed_name"], capacity=capacity),
        statement_1=Answer.BLANK,
        statement_2=Answer.BLANK,
        certification=SignatureReceived(capacity=capacity),
        tax=TaxStanding.NONE_ASKED,
        documents=_documents(said),
    )


def lines_of(told: Mapping[str, Any]) -> list[LineReceived]:
    """The lines of the assignment of a body."""
    return [
        LineReceived(
            line["registration"],
            Address(line["address"], line["city"], line["region"], line["postal_code"], line["country"]),
            line["rights"],
            line["account"],
        )
        for line in told["lines"]
    ]


def reason_of(told: Mapping[str, Any]) -> TransferReason | None:
    """The reason of a body, if it was stated."""
    return TransferReason(told["reason"]) if told["reason"] else None


def _signature(said: Mapping[str, Any], *, capacity: str) -> SignatureReceived:
    return SignatureReceived(
        said.get("signed_name", ""),
        None,
        said.get("guarantor_kind", ""),
        said.get("guarantor_name", ""),
        said.get("medallion", ""),
        Instrument(said.get("instrument", Instrument.REVERSE.value)),
        SignerCapacity(said.get("capacity", capacity)),
    )


def _documents(said: Mapping[str, Any]) -> tuple[DocumentCame, ...]:
    return tuple(DocumentCame(one["document"], one.get("dated")) for one in said.get("documents", ()))
