"""Items taken in from their papers, put right, refused and withdrawn by programs of staff (§6(a), §6(b)).

Whoever calls has the papers in hand: their bytes come with the call, and are kept as those of the console.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from agreement.replacement import LossCause, ReplacementStep
from agreement.same_name import SAME_NAME_KINDS, is_certified
from agreement.stops import ReporterCapacity
from agreement.workflow.items import ItemKind, RefusalBasis
from registry import clock
from registry.api.items import ItemWhole, whole_item
from registry.api.openings import RequestMade
from registry.api.presented import (
    AskedTaken,
    ClaimTaken,
    LinesTaken,
    SameNameTaken,
    TransferTaken,
    claim_signed,
    lines_of,
    presentation_of,
    reason_of,
    reverse_of,
)
from registry.api.taken import Day, Instant, PaperAct, PaperTaken, Text
from registry.codes import plain_code
from registry.models import Item, RightsAgreement
from registry.roles import STAFF
from registry.selectors import items as reads
from registry.selectors.agreements import terms_in_force
from registry.services import item_refusals, item_work, replacements, same_name, transfers
from registry.services.calls import within_call
from registry.services.drafts import must_be_of_account
from registry.services.replacement_steps import StepTaken, record_step
from registry.services.replacements import ClaimReceived


class ReceiveTransfer(PaperAct):
    """Take in a transfer from its papers; what is wrong with it is told by its checks."""

    name, topic = "receiveTransfer", "Intake"
    roles, takes, gives, success = STAFF, TransferTaken, ItemWhole, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        agreement = self.agreement(code)
        draft = reads.draft_of_cover(agreement, plain_code(told["cover_code"]))
        must_be_of_account(draft, told["certificates"])
        item = within_call(transfers.receive_transfer)(
            agreement,
            presentation_of(told, reverse_of(told["reverse"])),
            lines=lines_of(told),
            reason=reason_of(told),
            balance=told["balance"],
            document=self.evidence(told, agreement),
            by=self.request.user,
            at=clock.now(),
            draft=draft,
        )
        return whole_item(agreement, item.number)


class ReceiveSameName(PaperAct):
    """Take in a split-up, a combination or an exchange of certificates from its papers."""

    name, topic = "receiveSameName", "Intake"
    roles, takes, gives, success = STAFF, SameNameTaken, ItemWhole, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        agreement, kind = self.agreement(code), ItemKind(told["kind"])
        must_fit(agreement, kind, told)
        item = within_call(same_name.receive)(
            agreement,
            presentation_of(told, reverse_of(told["request"])),
            kind=kind,
            asked=told.get("asked", ()),
            document=self.evidence(told, agreement),
            by=self.request.user,
            at=clock.now(),
        )
        return whole_item(agreement, item.number)


class ReceiveClaim(PaperAct):
    """Take in the claim of a certificate lost, stolen, destroyed or mutilated; it is stopped with it."""

    name, topic = "receiveClaim", "Intake"
    roles, takes, gives, success = STAFF, ClaimTaken, ItemWhole, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        agreement, cause = self.agreement(code), LossCause(told["cause"])
        claim = ClaimReceived(
            cause,
            told["discovered_on"],
            told["circumstances"],
            ReporterCapacity(told["capacity"]),
            told["is_surrendered"],
        )
        draft = reads.draft_of_cover(agreement, plain_code(told["cover_code"]))
        must_be_of_account(draft, told["certificates"])
        item = within_call(replacements.receive_claim)(
            agreement,
            presentation_of(told, claim_signed(told["request"])),
            claim,
            document=self.evidence(told, agreement),
            by=self.request.user,
            at=clock.now(),
            draft=draft,
        )
        return whole_item(agreement, item.number)


class LaterPaperTaken(serializers.Serializer):
    """Papers received since; the receipt of the item itself stays."""

    received_at = Instant(help_text="In hand at the designated office.")
    paper = PaperTaken()


class TransferRightTaken(LaterPaperTaken, LinesTaken):
    """What stands on the papers received since for a transfer, whole."""


class PutTransferRight(PaperAct):
    """Record what stands on the papers received since for a transfer; it is examined anew."""

    name, topic = "putTransferRight", "Intake"
    roles, takes, gives = STAFF, TransferRightTaken, ItemWhole

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = item_of_kinds(self.agreement(code), number, {ItemKind.TRANSFER})
        within_call(transfers.put_right)(
            item,
            reverse_of(told["reverse"]),
            lines=lines_of(told),
            reason=reason_of(told),
            balance=told["balance"],
            document=self.evidence(told, item.agreement),
            by=self.request.user,
            at=clock.now(),
        )
        return whole_item(item.agreement, number)


class SameNameRightTaken(LaterPaperTaken, AskedTaken):
    """What stands on the papers received since for an item in the same name, whole."""


class PutSameNameRight(PaperAct):
    """Record what stands on the papers received since for an item in the same name; it is examined anew."""

    name, topic = "putSameNameRight", "Intake"
    roles, takes, gives = STAFF, SameNameRightTaken, ItemWhole

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = item_of_kinds(self.agreement(code), number, SAME_NAME_KINDS)
        must_fit(item.agreement, ItemKind(item.kind), told)
        within_call(same_name.put_right)(
            item,
            reverse_of(told["request"]),
            asked=told.get("asked", ()),
            document=self.evidence(told, item.agreement),
            by=self.request.user,
            at=clock.now(),
        )
        return whole_item(item.agreement, number)


class StepRecorded(serializers.Serializer):
    """One step of a replacement: what was received, accepted, asked or paid."""

    kind = serializers.ChoiceField(choices=[step.value for step in ReplacementStep])
    happened_on = Day()
    person = Text(max_length=300, help_text="At the Company, or who asked or paid.")
    title = Text(max_length=80, help_text="Of who accepted for the Company: an office that may instruct us.")
    amount = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="In dollars, of expenses only.",
    )
    said = Text(max_length=2000)
    paper = PaperTaken(required=False, help_text="What was received, or the Company's acceptance.")


class RecordReplacementStep(PaperAct):
    """Record one step of a replacement; the Rights Agent accepts by an approver, the Company in writing."""

    name, topic = "recordReplacementStep", "Intake"
    roles, takes, gives, success = STAFF, StepRecorded, ItemWhole, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = item_of_kinds(self.agreement(code), number, {ItemKind.REPLACE})
        kind = ReplacementStep(told["kind"])
        words = (told["person"], told["said"], told.get("amount"), told["title"])
        step = StepTaken(kind, told["happened_on"], *words)
        record, paper = within_call(record_step), self.evidence(told, item.agreement)
        record(item, step, document=paper, by=self.request.user, at=clock.now())
        return whole_item(item.agreement, number)


class MutilatedTaken(serializers.Serializer):
    """The mutilated certificate itself, come in later."""

    paper = PaperTaken(help_text="Its scan, both sides.")


class ReceiveMutilated(PaperAct):
    """Record that the mutilated certificate itself came in; the replacement is examined anew."""

    name, topic = "receiveMutilated", "Intake"
    roles, takes, gives = STAFF, MutilatedTaken, ItemWhole

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = item_of_kinds(self.agreement(code), number, {ItemKind.REPLACE})
        receive, paper = within_call(replacements.receive_mutilated), self.evidence(told, item.agreement)
        receive(item, document=paper, by=self.request.user, at=clock.now())
        return whole_item(item.agreement, number)


class RefusalTaken(serializers.Serializer):
    """Why the item is refused, and on what; a paper where the Company or a court decided it."""

    reason = serializers.CharField(max_length=1000)
    refused_on = serializers.ChoiceField(
        choices=[one.value for one in RefusalBasis], default=RefusalBasis.GROUND.value
    )
    paper = PaperTaken(required=False)


class RefuseItem(PaperAct):
    """Ask a second person to refuse an item, or to return it uncured; its papers go back."""

    name, topic = "refuseItem", "Items"
    roles, takes, gives, success = STAFF, RefusalTaken, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        ask, basis = within_call(item_refusals.request_refusal), RefusalBasis(told["refused_on"])
        paper = self.evidence(told, item.agreement)
        said: dict[str, Any] = {"reason": told["reason"], "basis": basis, "document": paper}
        return ask(item, **said, maker=self.request.user, at=clock.now())


class WithdrawalTaken(serializers.Serializer):
    """The writing by which the holder takes the item back."""

    paper = PaperTaken()


class WithdrawItem(PaperAct):
    """Ask a second person to end an item that its holder takes back in writing; the papers go back."""

    name, topic = "withdrawItem", "Items"
    roles, takes, gives, success = STAFF, WithdrawalTaken, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        ask, paper = within_call(item_work.request_withdrawal), self.evidence(told, item.agreement)
        return ask(item, document=paper, maker=self.request.user, at=clock.now())


def item_of_kinds(agreement: RightsAgreement, number: int, kinds: Collection[str]) -> Item:
    """An item of some kinds. Raises ITEM_NOT_FOUND, also for one of another kind."""
    item = reads.item_numbered(agreement, number)
    if item.kind not in kinds:
        raise refuse("ITEM_NOT_FOUND", number=number, agreement=agreement.code)
    return item


def must_fit(agreement: RightsAgreement, kind: ItemKind, told: Mapping[str, Any]) -> None:
    """Raise ValidationError where a kind asks for what the body leaves out, or not for what it tells."""
    wrong = {}
    if kind is ItemKind.SPLIT_UP and not told.get("asked"):
        wrong["asked"] = ["A split-up names the Rights of each certificate asked for."]
    if kind is not ItemKind.SPLIT_UP and told.get("asked"):
        wrong["asked"] = ["Only a split-up names the Rights of certificates asked for."]
    if is_certified(kind, terms=terms_in_force(agreement, known_at=clock.now())):
        for name in ("statement_1", "statement_2", "certification"):
            if name not in told["request"]:
                wrong[f"request.{name}"] = ["The terms ask the certification for this kind of item."]
    if wrong:
        raise serializers.ValidationError(wrong)
