"""Notices of a Triggering Event or Section 13 Event (25(a), 25(b)), and of closed transfer books (10)."""

from django.db import migrations, models

NOTICE_KINDS = [
    ("ANNOUNCEMENT", "Public announcement from which the Distribution Date is projected"),
    ("RECORD_COUNT", "Common Shares outstanding on the Record Date"),
    ("SHARES_ISSUED", "Common Shares issued with Rights attached"),
    ("SHARES_EXCLUDED", "Board resolution withholding Rights from an issue"),
    ("SHARES_ACQUIRED", "Common Shares acquired by the Company"),
    ("DISTRIBUTION_DATE", "The Distribution Date has occurred"),
    ("LIST_CERTIFIED", "Certified list of record holders"),
    ("PRE_SEPARATION_NULLITY", "Persons whose Rights bear the §4(b) legend"),
    ("FORM_APPROVAL", "Approval of the form of Rights Certificate"),
    ("MAILING_REQUEST", "Who mails the certificates or the Summary of Rights"),
    ("RIGHT_PRICE", "Certificate of the price of a Right and of fractions"),
    ("ONE_DATE_APPROVAL", "Approval of one date for all certificates"),
    ("FACT_CERTIFIED", "Officer's certificate of a fact"),
    ("AGENT_REMOVED", "Removal of the Rights Agent"),
    ("AGENT_APPOINTED", "Appointment of a successor Rights Agent"),
    ("NULLITY", "Persons whose Rights are null and void"),
    ("NULLITY_ENDED", "Determination that Rights are not null and void"),
    ("LATER_SHARES", "Rights issued with later Common Shares"),
    ("ADJUSTMENT", "Certificate of adjustment"),
    ("NEW_FORM", "Order of a new form of Rights Certificate"),
    ("REDEMPTION_ORDERED", "The Board ordered the redemption of the Rights"),
    ("EXCHANGE_ORDERED", "The Board ordered the exchange of Rights"),
    ("ORDER_ENDED", "An order of redemption or exchange has no effect any more"),
    ("REGISTRATION_STATEMENT", "Registration statement: filed, effective, ended"),
    ("EXERCISE_SUSPENDED", "Exercise of the Rights is suspended"),
    ("SUSPENSION_ENDED", "A suspension of exercise is no longer in effect"),
    ("JURISDICTIONS", "Jurisdictions qualified, exempt or not cleared"),
    ("TRANSFER_BOOKS_CLOSED", "The Company's transfer books are closed"),
    ("VERIFICATION_PAGE", "The page on which certificates are verified"),
    ("EVENT_PROPOSED", "A Triggering Event or Section 13 Event is proposed"),
    ("EVENT_OCCURRED", "A Triggering Event or Section 13 Event has occurred"),
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0034_unreceived_transmittals")]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_kind_known"),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=NOTICE_KINDS, max_length=32),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in NOTICE_KINDS])),
                name="notice_kind_known",
            ),
        ),
    ]
