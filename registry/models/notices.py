"""What the Company says in writing, and what the Rights Agent asks back (§3(a), §20(b), §20(g), §26)."""

from django.db import models

from agreement.workflow.items import ItemProposal


class NoticeKind(models.TextChoices):
    """Company notices, certificates and instructions taken in so far."""

    ANNOUNCEMENT = "ANNOUNCEMENT", "Public announcement from which the Distribution Date is projected"
    RECORD_COUNT = "RECORD_COUNT", "Common Shares outstanding on the Record Date"
    SHARES_ISSUED = "SHARES_ISSUED", "Common Shares issued with Rights attached"
    SHARES_EXCLUDED = "SHARES_EXCLUDED", "Board resolution withholding Rights from an issue"
    SHARES_ACQUIRED = "SHARES_ACQUIRED", "Common Shares acquired by the Company"
    DISTRIBUTION_DATE = "DISTRIBUTION_DATE", "The Distribution Date has occurred"
    LIST_CERTIFIED = "LIST_CERTIFIED", "Certified list of record holders"
    PRE_SEPARATION_NULLITY = "PRE_SEPARATION_NULLITY", "Persons whose Rights bear the §4(b) legend"
    FORM_APPROVAL = "FORM_APPROVAL", "Approval of the form of Rights Certificate"
    MAILING_REQUEST = "MAILING_REQUEST", "Who mails the certificates or the Summary of Rights"
    RIGHT_PRICE = "RIGHT_PRICE", "Certificate of the price of a Right and of fractions"
    ONE_DATE_APPROVAL = "ONE_DATE_APPROVAL", "Approval of one date for all certificates"
    FACT_CERTIFIED = "FACT_CERTIFIED", "Officer's certificate of a fact"
    AGENT_REMOVED = "AGENT_REMOVED", "Removal of the Rights Agent"
    AGENT_APPOINTED = "AGENT_APPOINTED", "Appointment of a successor Rights Agent"
    NULLITY = "NULLITY", "Persons whose Rights are null and void"
    NULLITY_ENDED = "NULLITY_ENDED", "Determination that Rights are not null and void"
    LATER_SHARES = "LATER_SHARES", "Rights issued with later Common Shares"
    ADJUSTMENT = "ADJUSTMENT", "Certificate of adjustment"
    NEW_FORM = "NEW_FORM", "Order of a new form of Rights Certificate"
    REDEMPTION_ORDERED = "REDEMPTION_ORDERED", "The Board ordered the redemption of the Rights"
    EXCHANGE_ORDERED = "EXCHANGE_ORDERED", "The Board ordered the exchange of Rights"
    ORDER_ENDED = "ORDER_ENDED", "An order of redemption or exchange has no effect any more"
    REDEMPTION_REINSTATED = "REDEMPTION_REINSTATED", "The right to redeem the Rights is reinstated"
    REGISTRATION_STATEMENT = "REGISTRATION_STATEMENT", "Registration statement: filed, effective, ended"
    EXERCISE_SUSPENDED = "EXERCISE_SUSPENDED", "Exercise of the Rights is suspended"
    SUSPENSION_ENDED = "SUSPENSION_ENDED", "A suspension of exercise is no longer in effect"
    JURISDICTIONS = "JURISDICTIONS", "Jurisdictions qualified, exempt or not cleared"
    TRANSFER_BOOKS_CLOSED = "TRANSFER_BOOKS_CLOSED", "The Company's transfer books are closed"
    VERIFICATION_PAGE = "VERIFICATION_PAGE", "The page on which certificates are verified"
    EVENT_PROPOSED = "EVENT_PROPOSED", "A Triggering Event or Section 13 Event is proposed"
    EVENT_OCCURRED = "EVENT_OCCURRED", "A Triggering Event or Section 13 Event has occurred"
    CO_AGENT_APPOINTED = "CO_AGENT_APPOINTED", "Appointment of a co-Rights Agent"
    ISSUE_DEFERRED = "ISSUE_DEFERRED", "Additional units of exercises are deferred until an event"
    DEFERRED_EVENT = "DEFERRED_EVENT", "What became of the event of a deferral"


class NoticeState(models.TextChoices):
    """RECEIVED → AUTHENTICATED → ACCEPTED → APPLIED; or QUERIED, REJECTED, SUPERSEDED."""

    RECEIVED = "RECEIVED", "Received"
    AUTHENTICATED = "AUTHENTICATED", "Authenticated"
    ACCEPTED = "ACCEPTED", "Accepted"
    APPLIED = "APPLIED", "Applied"
    QUERIED = "QUERIED", "Held with an application for instructions"
    REJECTED = "REJECTED", "Rejected in form"
    SUPERSEDED = "SUPERSEDED", "Superseded"


class Notice(models.Model):
    """A written notice of the Company: officer, channel, three instants, paper, and what became of it."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=32, choices=NoticeKind.choices)
    state = models.CharField(max_length=16, choices=NoticeState.choices, default=NoticeState.RECEIVED)
    officer_name = models.TextField()
    officer_title = models.CharField(max_length=80)
    channel = models.CharField(max_length=32)
    signed_on = models.DateField()
    effective_at = models.DateTimeField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="notices")
    facts = models.JSONField(default=dict)
    grounds = models.JSONField(default=list, blank=True)
    authenticated_by = models.ForeignKey(
        "registry.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    authenticated_at = models.DateTimeField(null=True, blank=True)
    authentication_note = models.TextField(blank=True)
    acceptance = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="notice_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=NoticeState.values), name="notice_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="notice_received_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice {self.number} {self.get_kind_display()}"


class InformalNotice(models.Model):
    """What the Company said by a channel that gives no notice: logged, and of no effect whatever (§26).

    `followed_by` is the formal notice of the same matter, if one came. `document` is the paper that an
    officer laid in on the Company's page.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="informal_notices")
    number = models.PositiveIntegerField()
    channel = models.CharField(max_length=32)
    sender = models.TextField()
    said = models.TextField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    followed_by = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="said_before")

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="informal_notice_number_once"),
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="informal_notice_received_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Informal message {self.number}"


class NoticeAddress(models.Model):
    """An address for notices to the Company or to the Rights Agent, filed in writing (§26).

    It is in force from the receipt of the filing until another of its party and role is. The first ones are
    those of the agreement file. Filed rows are never changed.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="notice_addresses")
    party = models.CharField(
        max_length=16, choices=[("COMPANY", "The Company"), ("RIGHTS_AGENT", "The Rights Agent")]
    )
    role = models.CharField(max_length=16, choices=[("PRINCIPAL", "The address"), ("COPY", "For a copy")])
    lines = models.TextField()
    facsimile = models.CharField(max_length=40, blank=True)
    attention = models.TextField(blank=True)
    in_force_from = models.DateTimeField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    approval = models.ForeignKey("registry.Approval", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "party", "role", "in_force_from", "id"]
        verbose_name_plural = "notice addresses"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party__in=["COMPANY", "RIGHTS_AGENT"], role__in=["PRINCIPAL", "COPY"]),
                name="notice_address_party_known",
            ),
            models.CheckConstraint(condition=~models.Q(lines=""), name="notice_address_given"),
            models.CheckConstraint(
                condition=models.Q(in_force_from__lte=models.F("recorded_at")),
                name="notice_address_known_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}, {self.get_role_display().lower()}"


class NamedPerson(models.Model):
    """A person whom a notice names, tied to an account with a number of Rights (§4(b), §7(e)).

    `rights` is null when the whole account is meant; a nominee's account is marked by quantity.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="named_persons")
    person_name = models.TextField()
    account = models.CharField(max_length=40)
    taint_class = models.CharField(max_length=8)
    rights = models.BigIntegerField(null=True, blank=True)
    void_from = models.DateTimeField(null=True, blank=True)
    legend_feasible = models.BooleanField(default=True)
    not_feasible_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taint_class__in=["I", "II", "III_A", "III_B", "IV"]),
                name="named_class_known",
            ),
            models.CheckConstraint(
                condition=models.Q(rights__isnull=True) | models.Q(rights__gt=0), name="named_rights_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}, account {self.account}"


class InformationRequest(models.Model):
    """Something the Rights Agent asked of the Company before opening the books (§3(a), §5(b))."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="information_requests"
    )
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.question


class InstructionApplication(models.Model):
    """The Rights Agent's written application for instructions with its proposed action and date (§20(g)).

    It is about a notice that is queried or an item that is held; `proposed` says what is proposed to be done
    with the item, and `act` is the request by which that was done.

    States: DRAFT, SENT, RECEIVED_BY_OFFICER, ANSWERED, DEEMED_AUTHORISED, WITHDRAWN. `letter` is the wording
    as drafted; `earliest_date` follows from the day an officer actually received it, and then from the day an
    officer received the letter that states `stated_date` (`date_received_at`). `answered_at` is when the
    answer came, `board_determined_on` the day of a determination of the Board that it states.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="applications")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="applications")
    item = models.ForeignKey(
        "registry.Item", models.PROTECT, null=True, blank=True, related_name="applications"
    )
    proposed = models.CharField(
        max_length=24, choices=[(one.value, one.words) for one in ItemProposal], blank=True
    )
    act = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.TextField(blank=True)
    proposal = models.TextField()
    grounds = models.JSONField(default=list)
    state = models.CharField(max_length=24, default="DRAFT")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    received_by_officer_at = models.DateTimeField(null=True, blank=True)
    received_by_officer = models.TextField(blank=True)
    earliest_date = models.DateField(null=True, blank=True)
    stated_date = models.DateField(null=True, blank=True)
    date_received_at = models.DateTimeField(null=True, blank=True)
    date_received_by = models.TextField(blank=True)
    consent_document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.TextField(blank=True)
    answered_by_title = models.TextField(blank=True)
    answer_confirms = models.BooleanField(null=True, blank=True)
    board_determined_on = models.DateField(null=True, blank=True)
    answer_document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "DRAFT",
                        "SENT",
                        "RECEIVED_BY_OFFICER",
                        "ANSWERED",
                        "DEEMED_AUTHORISED",
                        "WITHDRAWN",
                    ]
                ),
                name="application_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(notice__isnull=False, item__isnull=True, proposed="")
                | models.Q(
                    notice__isnull=True,
                    item__isnull=False,
                    proposed__in=[one.value for one in ItemProposal],
                ),
                name="application_about_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.pk} for instructions"
