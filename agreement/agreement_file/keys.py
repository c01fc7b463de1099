"""Every key of an agreement file, once: table, name, kind, section, plain words. All are required."""

from dataclasses import dataclass

from agreement.agreement_file import values as v
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
from agreement.clauses import cite_all
from agreement.clauses import section as section_of

HOUSE = "HOUSE"  # no section: a matter of the agent's own


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its table, its name (the same in `Terms`), its kind, its section and what it means."""

    table: str
    name: str
    kind: v.Kind
    section: str
    meaning: str

    def __post_init__(self) -> None:
        if self.section != HOUSE:
            for number in self.section.split(";"):
                section_of(number)

    @property
    def dotted(self) -> str:
        """The key as it is named in a message."""
        return f"{self.table}.{self.name}"

    @property
    def citation(self) -> str:
        """Where the agreement says it, as shown; a policy of the agent's own says so."""
        if self.section == HOUSE:
            return "house policy"
        return cite_all(*self.section.split(";"))


_STATES = v.TEXTS
_POSITIONS = "titles of officers, as they sign"

# table: (name, kind, section, meaning)
_TABLES: dict[str, tuple[tuple[str, v.Kind, str, str], ...]] = {
    "agreement": (
        ("code", v.CODE, HOUSE, "short name of the plan in this system"),
        ("title", v.TEXT, "Recitals", "title of the agreement"),
        ("demo", v.TRUTH, HOUSE, "an invented plan for show; a clock that is set forward needs it"),
        ("agreement_date", v.DATE, "Recitals", "date of the agreement in force"),
        ("original_agreement_date", v.DATE_OR_NONE, "Recitals", "date of the agreement it replaced"),
        ("predecessor_code", v.CODE_OR_EMPTY, HOUSE, "code of the agreement it replaced"),
        ("exhibit_a", v.TEXT, "Exhibit A", "version of the certificate of designation"),
        ("exhibit_b", v.TEXT, "Exhibit B", "version of the form of Rights Certificate"),
        ("exhibit_c", v.TEXT, "Exhibit C", "version of the Summary of Rights"),
    ),
    "dates": (
        (
            "rights_dividend_declaration_date",
            v.DATE,
            "Recitals",
            "day the Board declared the dividend of Rights",
        ),
        ("record_date", v.DATE, "Recitals", "holders at its Close of Business got the dividend"),
        ("final_expiration_date", v.DATE, "1(r)", "the Rights end at its Close of Business at the latest"),
        ("grandfather_date", v.DATE, "1(a)(ii)", "holders above the threshold on this day are left out"),
        ("affiliate_rule_as_of", v.DATE, "1(c)", "the rule on Affiliates is read as of this day"),
        ("form_8a_date", v.DATE_OR_NONE, "Exhibit C", "date of the registration statement on Form 8-A"),
    ),
    "securities": (
        ("common_name", v.TEXT, "1(g)", "the Common Shares by name"),
        ("preferred_name", v.TEXT, "1(v)", "the Preferred Shares by name"),
        ("par_common", v.MONEY, "1(g)", "par value of a Common Share"),
        ("par_preferred", v.MONEY, "1(v)", "par value of a Preferred Share"),
        ("preferred_authorised", v.COUNT, "Exhibit A 1", "Preferred Shares of the series"),
        ("currency", v.choice_of(("USD",)), "7(b)", "money of the plan"),
        ("rights_cusip", v.CUSIP, HOUSE, "CUSIP of the Rights"),
        ("common_cusip", v.CUSIP, HOUSE, "CUSIP of the Common Shares"),
        ("preferred_cusip", v.CUSIP, HOUSE, "CUSIP of the Preferred Shares"),
        ("agent_number", v.TEXT_OR_EMPTY, HOUSE, "the agent's number at the depository"),
    ),
    "business_days": (
        ("business_day_states", _STATES, "1(e)", "places whose bank closures the agreement names"),
        ("business_day_policy", v.POLICY, "1(e)", "policy by which closures are read"),
        ("close_of_business_time", v.TIME, "1(f)", "hour of the Close of Business"),
        ("time_zone", v.ZONE, "1(f)", "zone of that hour"),
        ("roll_close_of_business", v.TRUTH, "1(f)", "whether it moves to the next Business Day"),
    ),
    "thresholds": (
        ("acquiring_threshold", v.RATIO, "1(a)", "part of the Common Shares that makes an Acquiring Person"),
        ("passive_holder_threshold", v.RATIO_OR_NONE, "1(a)", "threshold of passive holders, if another"),
        ("exempt_persons", v.TEXTS_OR_NONE, "1(a)", "Persons named as never Acquiring Persons"),
        ("tender_offer_exempt_parties", v.choices_of(OwnerKind), "1(l)(ii)", "whose offers start no clock"),
        ("asset_sale_threshold", v.RATIO, "13(a)(iii)", "part of assets or earning power whose sale counts"),
    ),
    "rights": (
        ("rights_form", v.choice_of(RightsForm), "3(a)", "on certificates only, or also as book entries"),
        ("rights_per_share", v.RATIO, "3(a)", "Rights for each Common Share"),
        ("initial_exercise_price", v.PRICE, "7(b)", "Exercise Price of one unit at signing"),
        ("units_per_right", v.RATIO, "Recitals", "units of a Preferred Share that a Right buys"),
        ("unit_denominator", v.COUNT, "Recitals", "a unit is one of so many parts of a Preferred Share"),
        ("preferred_price_multiple", v.COUNT, "1(j)", "price of a Preferred Share in Common Shares"),
        (
            "fraction_allocation",
            v.choice_of(("LARGEST_REMAINDER",)),
            "14(a)",
            "how whole Rights fall to dates",
        ),
        (
            "rights_void_from",
            v.choice_of(RightsVoidFrom),
            "7(e)",
            "event from which Rights of an Acquiring Person are void",
        ),
    ),
    "periods": (
        (
            "distribution_business_days",
            v.COUNT,
            "1(l)",
            "days to the Distribution Date",
        ),
        ("distribution_days_kind", v.choice_of(DaysKind), "1(l)", "which days lead to the Distribution Date"),
        ("coagent_notice_days", v.COUNT, "2", "days of notice before a co-Rights Agent"),
        ("price_days_default", v.COUNT, "1(j)", "Trading Days of an average price"),
        ("price_days_11a3", v.COUNT, "1(j)", "Trading Days of the average for a substitution"),
        ("suspension_days_9c", v.COUNT, "9(c)", "longest suspension for registration, in days"),
        ("substitution_days", v.COUNT, "11(a)(iii)", "Substitution Period in days"),
        ("substitution_days_max", v.COUNT, "11(a)(iii)", "Substitution Period when extended"),
        ("suspension_days_24c", v.COUNT, "24(c)", "longest suspension for an exchange, in days"),
        ("rights_issue_max_days", v.COUNT, "11(b)", "days within which offered rights end"),
        ("rights_record_date_notice_days", v.COUNT, "11(h)", "days between announcement and record date"),
        (
            "registration_months_principal_party",
            v.COUNT,
            "13(b)",
            "months of registration asked of a Principal Party",
        ),
        ("earning_power_years", v.COUNT, "13(a)(iii)(F)", "fiscal years behind the earning power"),
        ("instruction_business_days", v.COUNT, "20(g)", "Business Days before an application may act"),
        ("resignation_days", v.COUNT, "21", "days of notice of resignation"),
        ("removal_days", v.COUNT, "21", "days of notice of removal"),
        ("appointment_days", v.COUNT, "21", "days to appoint a successor"),
        ("event_notice_days", v.COUNT, "25(a)", "days of notice before an event"),
        ("reinstated_redemption_days", v.COUNT, "31", "days of redemption after a severance"),
    ),
    "windows": (
        ("transfer_window_end_inclusive", v.TRUTH, "6(a)", "the last instant still allows a transfer"),
        ("exercise_window_end_inclusive", v.TRUTH, "7(a)", "the last instant still allows an exercise"),
    ),
    "form": (
        ("certificate_number_prefix", v.TEXT, "Exhibit B face", "letters before a certificate number"),
        ("certificate_as_of_date", v.DATE, "Exhibit B face", "date of the figures printed on the face"),
        ("form_version", v.NAME, "4(a)", "form version used at first"),
        ("countersignature_mode", v.choice_of(CountersignatureMode), "5(a)", "how the agent countersigns"),
        ("signature_group_1", v.TEXTS, "5(a)", f"first group of signers: {_POSITIONS}"),
        ("signature_group_2", v.TEXTS, "5(a)", f"second group of signers: {_POSITIONS}"),
        ("seal", v.choice_of(Seal), "5(a)", "the Company's seal, or that it has none"),
        ("seal_words", v.TEXT_OR_EMPTY, "5(a)", "words round the seal"),
        ("common_legend_elements", v.choices_of(LegendElement), "3(c)", "what the share legend must say"),
    ),
    "instructions": (
        ("officer_titles_facts", v.TEXTS, "20(b)", f"who may certify facts: {_POSITIONS}"),
        ("officer_titles_instructions", v.TEXTS, "20(g)", f"who may instruct: {_POSITIONS}"),
        ("officer_titles_amendment", v.TEXTS, "27", f"who may certify an amendment: {_POSITIONS}"),
        ("notice_channels", v.choices_of(Channel), "26", "channels of formal notices"),
        ("change_of_agent_channels", v.choices_of(Channel), "21", "channels of resignation and removal"),
    ),
    "exercise": (
        (
            "certification_required_for",
            v.choices_of(CertifiedAct),
            "6(a);7(f)",
            "acts that need the certification",
        ),
        ("payment_means", v.choices_of(PaymentMeans), "7(c)", "means of payment accepted"),
        ("payment_payee", v.choice_of(("COMPANY", "RIGHTS_AGENT")), "7(c)", "to whose order payment is made"),
        ("payment_shortfall_tolerance", v.MONEY, HOUSE, "shortfall that is let pass"),
        (
            "signature_guarantee_kinds",
            v.choices_of(GuarantorKind),
            "Exhibit B reverse",
            "accepted guarantors",
        ),
    ),
    "adjustment": (
        ("flip_in_discount", v.RATIO, "11(a)(ii)", "part of the market price paid after a Triggering Event"),
        (
            "flip_over_discount",
            v.RATIO,
            "13(a)(iii)(A)",
            "part of the market price paid after a Section 13 Event",
        ),
        ("adjustment_threshold", v.RATIO, "11(d)", "smallest change of price that is made"),
        ("carry_forward_years", v.COUNT, "11(d)", "years after which a small change is made"),
        ("carry_forward_method", v.choice_of(CarryForward), "11(d)", "how small changes are carried"),
        (
            "common_split_convention",
            v.choice_of(CommonSplit),
            "11(n)",
            "what a split of Common Shares changes",
        ),
        ("rounding_money", v.RATIO, "11(d)", "grid of money"),
        ("rounding_common", v.RATIO, "11(d)", "grid of Common Shares"),
        ("rounding_preferred", v.RATIO, "11(d)", "grid of Preferred Shares"),
        ("rounding_rights", v.RATIO, "11(h)", "grid of Rights"),
        ("preferred_fraction_value_factor", v.RATIO, "14(b)", "price of a Preferred Share in Common prices"),
    ),
    "redemption": (
        ("redemption_price", v.PRICE, "23(a)", "price of redemption of a Right"),
        ("redemption_window", v.choice_of(RedemptionWindow), "23(a)(i)", "until when redemption is ordered"),
        ("redemption_days", v.COUNT, "23(a)(i)", "days after the Shares Acquisition Date, if those count"),
        ("redemption_days_kind", v.choice_of(DaysKind), "23(a)(i)", "which days those are"),
        ("redemption_notice_days", v.COUNT, "23(b)", "days within which redemption is noticed"),
    ),
    "exchange": (
        ("exchange_ratio", v.RATIO, "24(a)", "Common Shares for a Right"),
        ("exchange_bar", v.RATIO, "24(a)", "ownership above which no exchange is possible"),
    ),
    "series": (
        (
            "series_dividend_multiple",
            v.COUNT,
            "Exhibit A 3(a)",
            "dividends of the series in Common dividends",
        ),
        ("series_votes", v.COUNT, "Exhibit A 4(a)", "votes of a share of the series"),
        ("series_liquidation_multiple", v.COUNT, "Exhibit A 7", "liquidation amount in Common amounts"),
        ("quarterly_dates", v.TEXTS, "Exhibit A 3(a)", "months on whose last day dividends are paid"),
        ("dividend_record_days", v.COUNT, "Exhibit A 3(c)", "longest time from record to payment"),
    ),
    "service": (
        ("successor_capital", v.MONEY, "21(i)", "capital and surplus asked of a successor agent"),
        ("service_target_business_days", v.COUNT, HOUSE, "the agent's own target for an item"),
        ("deficiency_days", v.COUNT, HOUSE, "days after which an uncured item is returned"),
    ),
}

# What a file says by its silence that was kept before these keys existed: all such files say it alike.
WHEN_KEPT_WITHOUT: dict[str, object] = {
    "carry_forward_method": CarryForward.PRODUCT.value,
    "common_split_convention": CommonSplit.PRICE_ONLY.value,
    "distribution_days_kind": DaysKind.BUSINESS.value,
    "redemption_days_kind": DaysKind.CALENDAR.value,
    "redemption_window": RedemptionWindow.DAYS_AFTER_ANNOUNCEMENT.value,
    "rights_void_from": RightsVoidFrom.TRIGGERING_EVENT.value,
}
# The same of the records of a table.
WHEN_RECORD_KEPT_WITHOUT: dict[str, dict[str, object]] = {"special_groups": {"ratchet_margin": ""}}

KEYS: tuple[Key, ...] = tuple(Key(table, *row) for table, rows in _TABLES.items() for row in rows)
