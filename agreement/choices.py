"""The words an agreement file may choose from."""

from enum import StrEnum


class Worded(StrEnum):
    """A word of the programs with the words for people."""

    words: str

    def __new__(cls, value: str, words: str = "") -> "Worded":
        """A member of its value; looked up by the value alone."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.words = words
        return made


class RightsForm(StrEnum):
    """How Rights may be held after separation."""

    CERTIFICATED = "CERTIFICATED"
    BOOK_ENTRY_ALLOWED = "BOOK_ENTRY_ALLOWED"


class CountersignatureMode(StrEnum):
    """How the agent countersigns.

    Agreement: 5(a).
    """

    MANUAL = "MANUAL"
    MANUAL_OR_FACSIMILE = "MANUAL_OR_FACSIMILE"


class Channel(StrEnum):
    """How a paper may reach the agent or leave it.

    Agreement: 26.
    """

    FIRST_CLASS_MAIL = "FIRST_CLASS_MAIL"
    FACSIMILE = "FACSIMILE"
    REGISTERED_MAIL = "REGISTERED_MAIL"
    CERTIFIED_MAIL = "CERTIFIED_MAIL"
    OVERNIGHT_COURIER = "OVERNIGHT_COURIER"
    HAND = "HAND"
    EMAIL = "EMAIL"
    TELEPHONE = "TELEPHONE"
    PORTAL_MESSAGE = "PORTAL_MESSAGE"


CHANNEL_WORDS = {
    Channel.FIRST_CLASS_MAIL: "first-class mail, postage prepaid",
    Channel.FACSIMILE: "facsimile transmission",
    Channel.REGISTERED_MAIL: "registered mail",
    Channel.CERTIFIED_MAIL: "certified mail",
    Channel.OVERNIGHT_COURIER: "overnight courier",
    Channel.HAND: "delivery by hand",
    Channel.EMAIL: "email",
    Channel.TELEPHONE: "telephone",
    Channel.PORTAL_MESSAGE: "a message in the portal",
}


class PaymentMeans(StrEnum):
    """How the Exercise Price may be paid.

    Agreement: 7(c).
    """

    CASH = "CASH"
    CERTIFIED_BANK_CHECK = "CERTIFIED_BANK_CHECK"
    CASHIERS_CHECK = "CASHIERS_CHECK"
    BANK_DRAFT = "BANK_DRAFT"
    WIRE = "WIRE"


class GuarantorKind(StrEnum):
    """Who may guarantee a signature.

    Agreement: Exhibit B reverse.
    """

    EXCHANGE_MEMBER_FIRM = "EXCHANGE_MEMBER_FIRM"
    NASD_MEMBER = "NASD_MEMBER"
    BANK_OR_TRUST_COMPANY = "BANK_OR_TRUST_COMPANY"
    MEDALLION_PROGRAMME = "MEDALLION_PROGRAMME"


GUARANTOR_WORDS = {
    GuarantorKind.EXCHANGE_MEMBER_FIRM: "Member firm of a registered national securities exchange",
    GuarantorKind.NASD_MEMBER: "Member of the NASD",
    GuarantorKind.BANK_OR_TRUST_COMPANY: (
        "Commercial bank or trust company with a United States office or correspondent"
    ),
    GuarantorKind.MEDALLION_PROGRAMME: "Participant in a medallion programme",
}


class Instrument(Worded):
    """Where a form stands that was executed.

    Agreement: 6(a);16(b).
    """

    REVERSE = "REVERSE", "On the reverse of the certificate"
    SEPARATE = "SEPARATE", "On a separate instrument"


class SignerCapacity(Worded):
    """In which capacity somebody signed; whoever is not the registered holder shows that he may sign for it.

    A fiduciary whom the face names as such is the registered holder.

    Law: Uniform Commercial Code 8-107.
    """

    HOLDER = "HOLDER", "Registered holder"
    EXECUTOR = "EXECUTOR", "Executor or administrator"
    TRUSTEE = "TRUSTEE", "Trustee"
    GUARDIAN = "GUARDIAN", "Guardian"
    CUSTODIAN = "CUSTODIAN", "Custodian for a minor"
    ATTORNEY = "ATTORNEY", "Attorney-in-fact"
    OFFICER = "OFFICER", "Officer of the registered holder"
    SURVIVOR = "SURVIVOR", "Surviving joint tenant"

    @property
    def after_name(self) -> str:
        """The words that follow the name of who signed; none for the registered holder itself."""
        return "" if self is SignerCapacity.HOLDER else f" as {self.words[0].lower()}{self.words[1:]}"


class TransferReason(Worded):
    """Why Rights are transferred, as far as further documents hang on it.

    Law: Uniform Commercial Code 8-402.
    """

    SALE = "SALE", "Sale"
    GIFT = "GIFT", "Gift"
    DEATH = "DEATH", "Death of the registered holder"
    TRUST = "TRUST", "Trust or trustee"
    MINOR = "MINOR", "Minor or custodian"
    ATTORNEY = "ATTORNEY", "Signed by an attorney-in-fact"


class CertifiedAct(StrEnum):
    """Acts for which the holder's certification may be required.

    Agreement: 6(a).
    """

    TRANSFER = "TRANSFER"
    EXERCISE = "EXERCISE"
    SPLIT_UP = "SPLIT_UP"
    COMBINATION = "COMBINATION"
    EXCHANGE_OF_CERTIFICATES = "EXCHANGE_OF_CERTIFICATES"


class LegendElement(StrEnum):
    """What the legend on share certificates must say.

    Agreement: 3(c).
    """

    ENTITLES_HOLDER = "ENTITLES_HOLDER"
    PARTIES_AND_AGENT = "PARTIES_AND_AGENT"
    INCORPORATION_AND_PLACE_OF_COPY = "INCORPORATION_AND_PLACE_OF_COPY"
    SEPARATE_EVIDENCE = "SEPARATE_EVIDENCE"
    FREE_COPY = "FREE_COPY"
    NULLITY = "NULLITY"


class CommonSplit(Worded):
    """What a plan changes when Common Shares are split or combined, so that a share keeps its Rights' worth.

    Agreement: 11(n).
    """

    PRICE_ONLY = "PRICE_ONLY", "The price of a unit; Rights of a share and units of a Right stay"
    UNITS_ONLY = "UNITS_ONLY", "The units of a Right; the price of a unit and the Rights of a share stay"
    NUMBER_OF_RIGHTS = "NUMBER_OF_RIGHTS", "The Rights of a share; the Rights, their price and units stay"
    EXPANSION_FACTOR = (
        "EXPANSION_FACTOR",
        "Price and number of Rights by the same factor; a share keeps its Rights, a Right its units",
    )


class DaysKind(Worded):
    """Which days a plan counts: Business Days, or every day of the calendar.

    Agreement: 1(e);1(l);23(a).
    """

    BUSINESS = "BUSINESS", "Business Days"
    CALENDAR = "CALENDAR", "days of the calendar"


class RightsVoidFrom(Worded):
    """The event from which Rights of an Acquiring Person are void.

    None is void before the Triggering Event; in a plan of the second kind none before both have come.

    Agreement: 7(e).
    """

    TRIGGERING_EVENT = "TRIGGERING_EVENT", "the Triggering Event"
    DISTRIBUTION_DATE = "DISTRIBUTION_DATE", "the Distribution Date"


class RedemptionWindow(Worded):
    """Until when the Board may order redemption; the Final Expiration Date ends both.

    Agreement: 23(a)(i).
    """

    DAYS_AFTER_ANNOUNCEMENT = "DAYS_AFTER_ANNOUNCEMENT", "so many days after the Shares Acquisition Date"
    UNTIL_ACQUIRING_PERSON = "UNTIL_ACQUIRING_PERSON", "until there is an Acquiring Person"


class CarryForward(Worded):
    """How changes too small to be made are carried into the next one.

    Agreement: 11(d).
    """

    PRODUCT = "PRODUCT", "Their factors are multiplied"
    SUM = "SUM", "Their changes of the price are added"


class Seal(StrEnum):
    """Whether the Company has a seal, and how it stands on a certificate.

    Agreement: 5(a).
    """

    FACSIMILE = "FACSIMILE"
    AFFIXED = "AFFIXED"
    NONE = "NONE"


class OwnerKind(StrEnum):
    """Parties whose offers start no clock and who never become Acquiring Persons.

    Agreement: 1(l)(ii).
    """

    COMPANY = "COMPANY"
    SUBSIDIARY = "SUBSIDIARY"
    EMPLOYEE_PLAN = "EMPLOYEE_PLAN"
    PLAN_ENTITY = "PLAN_ENTITY"
