"""The terms of one plan in force at a time: every parameter of the agreement, typed and frozen.

Agreement: 27.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from agreement.arithmetic import Rounding, RoundingMode, exact, round_to, to_decimal
from agreement.business_days import BusinessDayCalendar, Closure, policy_named
from agreement.certified_figures import AT_SIGNING, CertifiedFigures
from agreement.choices import (
    CarryForward,
    CertifiedAct,
    Channel,
    CommonSplit,
    CountersignatureMode,
    DaysKind,
    GuarantorKind,
    LegendElement,
    OwnerKind,
    PaymentMeans,
    RedemptionWindow,
    RightsForm,
    RightsVoidFrom,
    Seal,
)
from agreement.parties import (
    Appointment,
    Countersigner,
    NoticeAddress,
    Office,
    Officer,
    Party,
    Signatory,
    SpecialGroup,
    agent_on,
    is_in_office,
)
from agreement.readings import Reading
from agreement.refusals import refuse
from agreement.windows import End, in_utc

__all__ = [
    "Appointment",
    "Countersigner",
    "NoticeAddress",
    "Office",
    "Officer",
    "Party",
    "Signatory",
    "SpecialGroup",
    "Terms",
    "TermsVersion",
    "agent_on",
    "is_in_office",
    "terms_in_force",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Every parameter of the agreement. Names are those of the specification; units stand last in a name.

    `certified` are the figures of certificates of adjustment: what a Right costs and buys follows from them,
    while certificates may go on to show the figures of the signing (11(i)).

    Agreement: 27.
    """

    code: str
    title: str
    demo: bool
    agreement_date: date
    original_agreement_date: date | None
    predecessor_code: str
    exhibit_a: str
    exhibit_b: str
    exhibit_c: str
    company: Party
    rights_agent: Party
    notice_addresses: tuple[NoticeAddress, ...]
    officers: tuple[Officer, ...]
    countersigners: tuple[Countersigner, ...]
    offices: tuple[Office, ...]
    appointments: tuple[Appointment, ...]
    signatories: tuple[Signatory, ...]
    rights_dividend_declaration_date: date
    record_date: date
    final_expiration_date: date
    grandfather_date: date
    affiliate_rule_as_of: date
    form_8a_date: date | None
    common_name: str
    preferred_name: str
    par_common: Decimal
    par_preferred: Decimal
    preferred_authorised: int
    currency: str
    rights_cusip: str
    common_cusip: str
    preferred_cusip: str
    agent_number: str
    rights_form: RightsForm
    business_day_states: tuple[str, ...]
    business_day_policy: str
    close_of_business_time: time
    time_zone: ZoneInfo
    roll_close_of_business: bool
    acquiring_threshold: Fraction
    passive_holder_threshold: Fraction | None
    exempt_persons: tuple[str, ...]
    special_groups: tuple[SpecialGroup, ...]
    tender_offer_exempt_parties: tuple[OwnerKind, ...]
    asset_sale_threshold: Fraction
    rights_per_share: Fraction
    initial_exercise_price: Decimal
    units_per_right: Fraction
    unit_denominator: int
    preferred_price_multiple: int
    fraction_allocation: str
    rights_void_from: RightsVoidFrom
    distribution_business_days: int
    distribution_days_kind: DaysKind
    coagent_notice_days: int
    price_days_default: int
    price_days_11a3: int
    suspension_days_9c: int
    substitution_days: int
    substitution_days_max: int
    suspension_days_24c: int
    rights_issue_max_days: int
    rights_record_date_notice_days: int
    registration_months_principal_party: int
    earning_power_years: int
    instruction_business_days: int
    resignation_days: int
    removal_days: int
    appointment_days: int
    event_notice_days: int
    reinstated_redemption_days: int
    service_target_business_days: int
    deficiency_days: int
    transfer_window_end_inclusive: bool
    exercise_window_end_inclusive: bool
    certificate_number_prefix: str
    certificate_as_of_date: date
    form_version: str
    countersignature_mode: CountersignatureMode
    signature_group_1: tuple[str, ...]
    signature_group_2: tuple[str, ...]
    seal: Seal
    seal_words: str
    common_legend_elements: tuple[LegendElement, ...]
    officer_titles_facts: tuple[str, ...]
    officer_titles_instructions: tuple[str, ...]
    officer_titles_amendment: tuple[str, ...]
    notice_channels: tuple[Channel, ...]
    change_of_agent_channels: tuple[Channel, ...]
    certification_required_for: tuple[CertifiedAct, ...]
    payment_means: tuple[PaymentMeans, ...]
    payment_payee: str
    payment_shortfall_tolerance: Decimal
    signature_guarantee_kinds: tuple[GuarantorKind, ...]
    flip_in_discount: Fraction
    flip_over_discount: Fraction
    adjustment_threshold: Fraction
    carry_forward_years: int
    carry_forward_method: CarryForward
    common_split_convention: CommonSplit
    rounding_money: Fraction
    rounding_common: Fraction
    rounding_preferred: Fraction
    rounding_rights: Fraction
    preferred_fraction_value_factor: Fraction
    successor_capital: Decimal
    redemption_window: RedemptionWindow
    redemption_days: int
    redemption_days_kind: DaysKind
    redemption_price: Decimal
    redemption_notice_days: int
    exchange_ratio: Fraction
    exchange_bar: Fraction
    series_dividend_multiple: int
    series_votes: int
    series_liquidation_multiple: int
    quarterly_dates: tuple[str, ...]
    dividend_record_days: int
    readings: Mapping[str, Reading]
    certified: CertifiedFigures = AT_SIGNING

    @property
    def transfer_window_end(self) -> End:
        """Whether the last instant still allows a transfer.

        Agreement: 6(a).
        """
        return End.INSIDE if self.transfer_window_end_inclusive else End.OUTSIDE

    @property
    def exercise_window_end(self) -> End:
        """Whether the last instant still allows an exercise.

        Agreement: 7(a).
        """
        return End.INSIDE if self.exercise_window_end_inclusive else End.OUTSIDE

    def reading(self, name: str) -> str:
        """The reading in use of an open question. Raises KeyError for a question the plan does not have."""
        return self.readings[name].in_use

    def calendar(self, closures: Iterable[Closure]) -> BusinessDayCalendar:
        """The Business Days of the plan over the closures handed in.

        Agreement: 1(e).
        """
        return BusinessDayCalendar(
            policy_named(self.business_day_policy),
            closures,
            self.time_zone,
            self.close_of_business_time,
            self.roll_close_of_business,
        )

    @property
    def rounding_mode(self) -> RoundingMode:
        """How middles are rounded, by the reading in use.

        Agreement: 11(d).
        """
        return RoundingMode(self.reading("rounding_mode"))

    @property
    def fraction_cash_rounding(self) -> Rounding:
        """The rounding of cash for a fraction of a Right.

        Agreement: 14(a).
        """
        return Rounding("cash for a fraction of a Right", self.rounding_money, "14(a)", self.rounding_mode)

    @property
    def price_of_unit(self) -> Decimal:
        """The Exercise Price of one unit: as certified last, else as at signing.

        Agreement: 7(b);12.
        """
        certified = self.certified.price_of_unit
        return self.initial_exercise_price if certified is None else certified

    @property
    def units_of_right(self) -> Fraction:
        """The units that a Right buys: as certified last, else as at signing.

        Agreement: 11;12.
        """
        return self.certified.units_per_right or self.units_per_right

    @property
    def security_bought(self) -> str:
        """What a unit is a part of, by name: as certified last, else the Preferred Shares.

        Agreement: 11(f);12.
        """
        return self.certified.security or self.preferred_name

    @property
    def cash_of_right(self) -> Decimal:
        """The cash that a Right gives beside its securities, as a certificate of a substitution fixed it.

        Agreement: 11(a)(iii);12.
        """
        return self.certified.cash_per_right or Decimal(0)

    @property
    def total_exercise_price(self) -> Decimal:
        """The price of all units of one Right, in money.

        Agreement: 1(mm).
        """
        rounding = Rounding("Total Exercise Price", self.rounding_money, "1(mm)", self.rounding_mode)
        total = round_to(exact(self.price_of_unit) * self.units_of_right, rounding)
        return to_decimal(total.value, places=2)

    @property
    def unit_words(self) -> str:
        """The unit as a ratio of a Preferred Share, such as `1/1,000`.

        Agreement: Recitals.
        """
        return f"1/{self.unit_denominator:,}"

    def agent_in_office(self, day: date) -> str | None:
        """The principal Rights Agent in office on a date, or None.

        Agreement: 1(bb).
        """
        return agent_on(day, appointments=self.appointments)


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """Terms with the instants from which they take effect and from which the agent knows them."""

    terms: Terms
    effective_from: datetime
    known_from: datetime


def terms_in_force(versions: Iterable[TermsVersion], *, at: datetime) -> Terms:
    """The terms known and in effect at an instant: of those, the one in effect last.

    Raises TERMS_NOT_IN_FORCE when none is.

    Agreement: 27.
    """
    moment = in_utc(at)
    known = [
        version
        for version in versions
        if in_utc(version.known_from) <= moment and in_utc(version.effective_from) <= moment
    ]
    if not known:
        raise refuse("TERMS_NOT_IN_FORCE", at=at.isoformat())
    return max(reversed(known), key=lambda one: (in_utc(one.effective_from), in_utc(one.known_from))).terms
