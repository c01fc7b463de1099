"""Beside the Company's certificates: worksheets for comparison, new forms of certificate (§12, §22)."""

from django.db import models
from django.db.models import Q

from agreement.new_form import Manner


class AdjustmentWorksheet(models.Model):
    """Figures the Rights Agent came to, for comparison alone: they never take effect (§11, §20(e)).

    `figures` by their names, in exact text; `certificate` is the notice they stand beside, once a person laid
    them there. Nothing else of a worksheet ever changes. `carried_since` is the date of the transaction whose
    change is too small to be made alone and is carried forward (§11(d)).
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="worksheets")
    number = models.PositiveIntegerField()
    section = models.CharField(max_length=40)
    event = models.TextField()
    working = models.TextField()
    figures = models.JSONField()
    carried_since = models.DateField(null=True, blank=True)
    certificate = models.ForeignKey(
        "registry.Notice", models.PROTECT, null=True, blank=True, related_name="worksheets"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="worksheet_number_once"),
            models.CheckConstraint(condition=~Q(event="") & ~Q(working=""), name="worksheet_told"),
            models.CheckConstraint(condition=~Q(figures={}), name="worksheet_has_figures"),
        ]

    def __str__(self) -> str:
        return f"Worksheet {self.number}"


class FormChange(models.Model):
    """A new form that the Company ordered, with the figures its certificates show (§22).

    From then on new certificates are of the form. `figures` is what was certified by then, frozen: a reprint
    years later shows the same.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="form_changes")
    form_version = models.OneToOneField("registry.FormVersion", models.PROTECT, related_name="change")
    notice = models.OneToOneField("registry.Notice", models.PROTECT, related_name="form_change")
    manner = models.CharField(max_length=16, choices=[(one.value, one.words) for one in Manner])
    figures = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(manner__in=[one.value for one in Manner]), name="form_change_manner_known"
            )
        ]

    def __str__(self) -> str:
        return f"New form {self.form_version}"
