"""The Rights Agreement as data: parties, dated terms, forms, officers, offices, closures."""

from django.db import models


class SeparationState(models.TextChoices):
    """Region SEPARATION of the plan: where the Rights stand (Recitals, §3(a), §5(b)).

    Declared until the certified count of the Record Date attaches the Rights of the dividend.
    """

    DECLARED = "DECLARED", "Declared, awaiting the count of the Record Date"
    ATTACHED = "ATTACHED", "Attached to the Common Shares"
    SEPARATED_PENDING_LIST = "SEPARATED_PENDING_LIST", "Separated, awaiting the certified list"
    BOOKS_OPEN = "BOOKS_OPEN", "Registration books open"


BEFORE_SEPARATION = (SeparationState.DECLARED, SeparationState.ATTACHED)


class RightsAgreement(models.Model):
    """The root of every parameter, notice, book, certificate and mailing of one plan (Recitals).

    `lock_version` is the one column a writer updates when it takes the agreement's lock.
    """

    code = models.CharField(max_length=12, unique=True)
    title = models.TextField()
    company_name = models.TextField()
    company_jurisdiction = models.TextField()
    agent_name = models.TextField()
    agent_jurisdiction = models.TextField()
    agreement_date = models.DateField()
    predecessor_code = models.CharField(max_length=12, blank=True)
    predecessor_date = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64)
    is_demo = models.BooleanField(default=False)
    separation_state = models.CharField(
        max_length=24, choices=SeparationState.choices, default=SeparationState.DECLARED
    )
    distribution_effective_at = models.DateTimeField(null=True, blank=True)
    distribution_known_from = models.DateTimeField(null=True, blank=True)
    books_opened_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    lock_version = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(separation_state__in=SeparationState.values), name="separation_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.company_name}"


class TermsVersion(models.Model):
    """The terms as one dated version: the whole agreement file, validated, with its source (§12, §27).

    `figures` are those that certificates of adjustment have fixed, by their names in exact text;
    `certificate` is the notice that made the version, where a certificate did and no file.
    """

    agreement = models.ForeignKey(RightsAgreement, models.PROTECT, related_name="terms_versions")
    version = models.PositiveIntegerField()
    effective_from = models.DateTimeField()
    known_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    file_text = models.TextField()
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    figures = models.JSONField(default=dict, blank=True)
    certificate = models.ForeignKey(
        "registry.Notice", models.PROTECT, null=True, blank=True, related_name="terms_versions"
    )

    class Meta:
        ordering = ["agreement", "version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="terms_version_once"),
            models.CheckConstraint(
                condition=models.Q(known_from__lte=models.F("recorded_at")),
                name="terms_known_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Terms, version {self.version}"


class ReadingDecision(models.Model):
    """Which reading of an open question of the agreement is in use, decided by which document, since when."""

    agreement = models.ForeignKey(RightsAgreement, models.PROTECT, related_name="reading_decisions")
    name = models.CharField(max_length=64)
    reading = models.CharField(max_length=64)
    decided_by = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "name", "since"]

    def __str__(self) -> str:
        return f"{self.name}: {self.reading}"


class FormVersion(models.Model):
    """One approved wording of the Rights Certificate: a folder of text files, fixed by its hash (§4(a))."""

    agreement = models.ForeignKey(RightsAgreement, models.PROTECT, related_name="form_versions")
    name = models.CharField(max_length=64)
    folder = models.TextField()
    folder_hash = models.CharField(max_length=64)
    is_model = models.BooleanField()
    company_approval = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    company_approved_at = models.DateTimeField(null=True, blank=True)
    agent_signed_off_by = models.ForeignKey(
        "registry.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    agent_signed_off_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "name"], name="form_version_name_once")]

    def __str__(self) -> str:
        return self.name


class CompanyOfficer(models.Model):
    """An officer of the Company with a title and a term of office (§5(a), §20(b), §20(g))."""

    agreement = models.ForeignKey(RightsAgreement, models.PROTECT, related_name="officers")
    name = models.TextField()
    title = models.CharField(max_length=80)
    in_office_from = models.DateField()
    in_office_until = models.DateField(null=True, blank=True)
    signs_certificates = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


class AuthorisedCountersigner(models.Model):
    """A signatory of the Rights Agent who may countersign certificates by hand (§5(a))."""

    agreement = models.ForeignKey(RightsAgreement, models.PROTECT, related_name="countersigners")
    name = models.TextField()
    title = models.CharField(max_length=80)
    authorised_from = models.DateField()
    authorised_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


class AgentAppointment(models.Model):
    """A term of office of the Rights Agent or a co-Rights Agent; every act falls inside one (§2, §21)."""

    agreement = models.ForeignKey(RightsAgreement, models.PROTECT, related_name="appointments")
    agent_name = models.TextField()
    kind = models.CharField(
        max_length=16, choices=[("PRINCIPAL", "Rights Agent"), ("CO_AGENT", "Co-Rights Agent")]
    )
    in_office_from = models.DateField()
    in_office_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.agent_name}, {self.get_kind_display()}"


class DesignatedOffice(models.Model):
    """An office of the Rights Agent designated for registration, transfer and surrender (§5(b), §6(a))."""

    agreement = models.ForeignKey(RightsAgreement, models.PROTECT, related_name="offices")
    name = models.TextField()
    address = models.TextField()
    designated_from = models.DateField()
    designated_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class BankClosure(models.Model):
    """A date on which banks of a place may or must close, with the authority for it (§1(e))."""

    place = models.CharField(max_length=24)
    closed_on = models.DateField()
    name = models.TextField()
    source = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["closed_on", "place"]
        constraints = [models.UniqueConstraint(fields=["place", "closed_on"], name="closure_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.closed_on} {self.name}"


class Installation(models.Model):
    """Whether this installation may print without DEMO: marked productive by two people, once."""

    singleton = models.BooleanField(default=True, unique=True)
    productive_approval = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    productive_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(singleton=True), name="one_installation")]

    def __str__(self) -> str:
        return "This installation"
