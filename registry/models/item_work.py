"""The work on items: what is routine, when the clock rests, evidence asked for, instructions (§6(a), §20)."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models

from agreement.turnaround import PauseReason, RoutineExclusion
from agreement.workflow.items import TRACKED, AskedBy, Assessment, HeldClass, ReturnMeans, StandingAnswer


def _values(words: Iterable[StrEnum]) -> list[str]:
    return [word.value for word in words]


class RoutineFinding(models.Model):
    """Whether an item was found routine, and why not; the latest finding speaks (17 CFR 240.17Ad-1(i)).

    `exclusion` is empty for a routine item. `clock_from` is when the papers on which it was found were in
    hand: the receipt of the item, or of the paper that put it right. `codes` are the grounds that stood then.
    """

    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="routine_findings")
    exclusion = models.CharField(
        max_length=20, choices=[(one.value, one.words) for one in RoutineExclusion], blank=True
    )
    codes = models.JSONField(default=list)
    clock_from = models.DateTimeField()
    found_at = models.DateTimeField()
    found_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(exclusion__in=["", *_values(RoutineExclusion)]),
                name="routine_exclusion_known",
            ),
            models.CheckConstraint(
                condition=models.Q(clock_from__lte=models.F("found_at")), name="routine_clock_begun"
            ),
        ]

    def __str__(self) -> str:
        return self.get_exclusion_display() or "Routine"


class ItemPause(models.Model):
    """A rest of an item's clock with its reason from a list; while it lasts it has no end (17Ad-2)."""

    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=12, choices=[(one.value, one.words) for one in PauseReason])
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=_values(PauseReason)), name="pause_reason_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="pause_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(ended_at__isnull=True), name="one_pause_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class EvidenceRequest(models.Model):
    """Evidence of who the Beneficial Owner is or was, asked for by the agent or the Company (§6(a), §7(f)).

    It is assessed by whoever asked for it: the Company's assessment rests on a paper of the Company.
    """

    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="evidence_requests")
    asked_by = models.CharField(max_length=8, choices=[(one.value, one.words) for one in AskedBy])
    asked_at = models.DateTimeField()
    evidence = models.TextField()
    reason = models.TextField()
    request_document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    assessment = models.CharField(
        max_length=16, choices=[(one.value, one.words) for one in Assessment], blank=True
    )
    assessment_words = models.TextField(blank=True)
    assessment_document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessed_at = models.DateTimeField(null=True, blank=True)
    assessed_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked_by__in=_values(AskedBy)), name="evidence_asked_by_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(evidence="") & ~models.Q(reason=""), name="evidence_with_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(asked_by=AskedBy.AGENT.value) | models.Q(request_document__isnull=False),
                name="evidence_of_company_on_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(asked_at__lte=models.F("recorded_at")),
                name="evidence_asked_before_recorded",
            ),
            models.CheckConstraint(
                condition=models.Q(assessment="", assessed_at__isnull=True, assessed_by__isnull=True)
                | models.Q(
                    assessment__in=_values(Assessment),
                    assessed_at__isnull=False,
                    assessed_by__isnull=False,
                ),
                name="evidence_assessed_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.evidence


class EvidenceReply(models.Model):
    """A paper that came in answer to a request for evidence; a later one stands beside it (§6(a), §7(f)).

    Filed and never changed.
    """

    request = models.ForeignKey(EvidenceRequest, models.PROTECT, related_name="replies")
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence replies"
        constraints = [models.UniqueConstraint(fields=["request", "document"], name="evidence_reply_once")]

    def __str__(self) -> str:
        return f"Reply {self.pk} to evidence request {self.request_id}"


class ItemReturn(models.Model):
    """That the papers of an item which ended unposted went back: when, how, by whom (§6(a), §7(a)).

    A person states it from evidence; until then the papers lie at the office and their certificates with the
    item. Filed and never changed.
    """

    item = models.OneToOneField("registry.Item", models.PROTECT, related_name="papers_return")
    returned_at = models.DateTimeField()
    means = models.CharField(max_length=12, choices=[(one.value, one.words) for one in ReturnMeans])
    handed_over_by = models.TextField()
    tracking = models.CharField(max_length=60, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(means__in=_values(ReturnMeans)) & ~models.Q(handed_over_by=""),
                name="item_return_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(means__in=_values(TRACKED)) | ~models.Q(tracking=""),
                name="item_return_tracked",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_at__lte=models.F("recorded_at")),
                name="item_return_before_recorded",
            ),
            models.CheckConstraint(
                condition=~models.Q(means=ReturnMeans.KEPT.value) | models.Q(document__isnull=False),
                name="item_kept_in_writing",
            ),
        ]

    def __str__(self) -> str:
        return f"Return of the papers of item {self.item_id}"


class StandingInstruction(models.Model):
    """What the Company says in advance is to be done with a class of held items; each use cites it (§20(k)).

    It reaches items whose certification is not completed; what is answered affirmatively is always consulted
    about on its own. It binds once a second person has approved its record.
    """

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="standing_instructions"
    )
    held_class = models.CharField(max_length=20, choices=[(one.value, one.words) for one in HeldClass])
    signed_on = models.DateField()
    answer = models.CharField(max_length=8, choices=[(one.value, one.words) for one in StandingAnswer])
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)
    officer_name = models.TextField()
    officer_title = models.CharField(max_length=80)
    said = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    approval = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            # Never one for an affirmative answer: there is no class for it.
            models.CheckConstraint(
                condition=models.Q(held_class__in=_values(HeldClass), answer__in=_values(StandingAnswer)),
                name="standing_instruction_known",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_until__isnull=True)
                | models.Q(in_force_until__gte=models.F("in_force_from")),
                name="standing_instruction_days",
            ),
        ]

    def __str__(self) -> str:
        return f"Standing instruction {self.pk}"


class StandingInstructionEnd(models.Model):
    """That the Company took a standing instruction back before its last day; items are consulted about again.

    It stops the instruction as soon as it is filed, from the day it names. Filed and never changed.
    """

    instruction = models.OneToOneField(StandingInstruction, models.PROTECT, related_name="ending")
    ends_on = models.DateField()
    signed_on = models.DateField()
    officer_name = models.TextField()
    officer_title = models.CharField(max_length=80)
    said = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("signed_on")) & ~models.Q(said=""),
                name="standing_instruction_end_whole",
            )
        ]

    def __str__(self) -> str:
        return f"End of standing instruction {self.instruction_id}"


class SavedView(models.Model):
    """What a person looks for in the queue of items, kept under a name for that person alone (17Ad-2).

    `query` is the address's own, in its one order (selectors.work_queue.Sought).
    """

    user = models.ForeignKey("registry.User", models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1200)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(query=""), name="saved_view_named_and_narrowed"
            ),
        ]

    def __str__(self) -> str:
        return self.name
