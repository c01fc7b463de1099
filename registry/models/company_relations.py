"""What the agent has with the Company beside money: indemnity, assurances, delegates, counsel (§18, §20)."""

from django.db import models
from django.db.models import F, Q

from agreement.delegates import DelegateWork


class MatterKind(models.TextChoices):
    """What a matter of indemnity is."""

    LOSS = "LOSS", "Loss or liability"
    CLAIM = "CLAIM", "Claim or demand"
    DEFENCE = "DEFENCE", "Costs of defence"
    ENFORCEMENT = "ENFORCEMENT", "Costs of enforcing the indemnity"


class IndemnityMatter(models.Model):
    """A loss, a claim or costs for which the Company is to indemnify the agent: a log, no finding (§18(a)).

    Whether there was gross negligence, bad faith or wilful misconduct a court says. It stays readable when
    the agent has resigned.
    """

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="indemnity_matters"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=MatterKind.choices)
    logged_on = models.DateField()
    claimant = models.TextField(blank=True)
    about = models.TextField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="indemnity_matter_number_once"),
            models.CheckConstraint(condition=~Q(about=""), name="indemnity_matter_told"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="indemnity_amount_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"Claim C-{self.number}"


class MatterNote(models.Model):
    """What happened in a matter on a day: correspondence, a cost, a ruling, with its paper (§18(a))."""

    matter = models.ForeignKey(IndemnityMatter, models.PROTECT, related_name="notes")
    happened_on = models.DateField()
    said = models.TextField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["matter", "happened_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(said=""), name="matter_note_says_something")]

    def __str__(self) -> str:
        return f"{self.matter}, {self.happened_on}"


class AssuranceRequest(models.Model):
    """A request to the Company for a document or an act; open until what fulfils it is on file (§20(f))."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="assurance_requests"
    )
    number = models.PositiveIntegerField()
    what = models.TextField()
    why = models.TextField()
    asked_of = models.TextField()
    asked_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    fulfilled_on = models.DateField(null=True, blank=True)
    fulfilment = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    fulfilled_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    fulfilment_recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="assurance_request_number_once"),
            models.CheckConstraint(
                condition=Q(
                    fulfilled_on__isnull=True,
                    fulfilment__isnull=True,
                    fulfilled_by__isnull=True,
                    fulfilment_recorded_at__isnull=True,
                )
                | Q(
                    fulfilled_on__gte=F("asked_on"),
                    fulfilment__isnull=False,
                    fulfilled_by__isnull=False,
                    fulfilment_recorded_at__isnull=False,
                ),
                name="assurance_fulfilled_by_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.number}"

    @property
    def state(self) -> str:
        """OPEN until it is fulfilled."""
        return "OPEN" if self.fulfilled_on is None else "FULFILLED"


class Delegate(models.Model):
    """An attorney or agent of the Rights Agent: for which work, since when, what it may read (§20(i)).

    `works` are the works it is engaged for, `jobs` the numbers of the only jobs where it is engaged for some.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="delegates")
    number = models.PositiveIntegerField()
    name = models.TextField()
    works = models.JSONField()
    jobs = models.JSONField(default=list, blank=True)
    scope = models.TextField()
    may_read = models.TextField(blank=True)
    engaged_from = models.DateField()
    engaged_until = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="delegate_number_once"),
            models.CheckConstraint(condition=~Q(works=[]) & ~Q(scope=""), name="delegate_has_a_scope"),
            models.CheckConstraint(
                condition=Q(engaged_until__isnull=True) | Q(engaged_until__gte=F("engaged_from")),
                name="delegate_days_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DelegateReview(models.Model):
    """A review of whether a delegate is still the right one: what was found, when the next is due."""

    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField()
    found = models.TextField()
    next_review_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["delegate", "reviewed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_review_on__gt=F("reviewed_on")) & ~Q(found=""),
                name="delegate_review_looks_ahead",
            )
        ]

    def __str__(self) -> str:
        return f"Review of {self.delegate}, {self.reviewed_on}"


class DelegateAct(models.Model):
    """Work done by a delegate within its engagement: attributed to it, recorded by a person (§20(i))."""

    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="acts")
    work = models.CharField(max_length=12, choices=[(one.value, one.words) for one in DelegateWork])
    job = models.PositiveIntegerField(null=True, blank=True)
    done_on = models.DateField()
    what = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["delegate", "done_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(work__in=[one.value for one in DelegateWork]) & ~Q(what=""),
                name="delegate_act_told",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_work_display()} by {self.delegate}"


class CounselKind(models.TextChoices):
    """Whose counsel advised: any may."""

    AGENT = "AGENT", "Counsel to the Rights Agent"
    COMPANY = "COMPANY", "Counsel to the Company"
    EMPLOYEE = "EMPLOYEE", "An employee of the Rights Agent"


class CounselAdvice(models.Model):
    """Counsel's advice or opinion as authority COUNSEL for an item or for a decision of two people (§20(a)).

    It moves nothing by itself: where the Company is to be consulted, its word is still needed (§20(k)).
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="counsel_advice")
    number = models.PositiveIntegerField()
    counsel = models.TextField()
    counsel_kind = models.CharField(max_length=8, choices=CounselKind.choices)
    dated_on = models.DateField()
    about = models.TextField()
    item = models.ForeignKey(
        "registry.Item", models.PROTECT, null=True, blank=True, related_name="counsel_advice"
    )
    decision = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="counsel_advice"
    )
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "counsel advice"
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="counsel_advice_number_once"),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(decision__isnull=False),
                name="counsel_advice_about_an_act",
            ),
            models.CheckConstraint(
                condition=Q(counsel_kind__in=CounselKind.values) & ~Q(counsel=""), name="counsel_named"
            ),
        ]

    def __str__(self) -> str:
        return f"Advice of {self.counsel}, {self.dated_on}"
