"""Combinations of terms that cannot be: each names the keys, the section and the cure."""

from collections.abc import Callable, Iterator

from agreement.agreement_file.problems import Problem
from agreement.arithmetic import as_text
from agreement.business_days import policy_named
from agreement.choices import Seal
from agreement.clauses import cite
from agreement.officers import is_title_among
from agreement.terms import Terms

_Check = Callable[[Terms], Iterator[Problem]]


def _problem(key: str, wrong: str, section: str, cure: str) -> Problem:
    return Problem(key, wrong, cite(section), cure)


def _dates(terms: Terms) -> Iterator[Problem]:
    if terms.record_date < terms.rights_dividend_declaration_date:
        yield _problem(
            "dates.record_date",
            "lies before the declaration of the dividend",
            "Recitals",
            "correct either date",
        )
    if terms.final_expiration_date <= terms.record_date:
        yield _problem(
            "dates.final_expiration_date", "does not lie after the Record Date", "1(r)", "correct either date"
        )
    original = terms.original_agreement_date
    if original is not None and original > terms.agreement_date:
        yield _problem(
            "agreement.original_agreement_date",
            "lies after the agreement's own date",
            "Recitals",
            "swap them",
        )


def _units(terms: Terms) -> Iterator[Problem]:
    if terms.units_per_right.denominator != 1:
        yield _problem(
            "rights.units_per_right",
            f"is {as_text(terms.units_per_right)}, and a certificate names whole units only",
            "Exhibit B face",
            "name a smaller unit by unit_denominator, with the Exercise Price of one of it",
        )


def _thresholds(terms: Terms) -> Iterator[Problem]:
    base = terms.acquiring_threshold
    if base >= 1:
        yield _problem(
            "thresholds.acquiring_threshold", "is not below 100%", "1(a)", "write 15% for 15 per cent"
        )
    if terms.passive_holder_threshold is not None and terms.passive_holder_threshold < base:
        yield _problem(
            "thresholds.passive_holder_threshold", "is below the threshold of everybody", "1(a)", "raise it"
        )
    for group in terms.special_groups:
        if group.threshold < base:
            yield _problem(
                "special_groups.threshold", f"of {group.name} is below everybody's", "1(a)", "raise it"
            )
        if (group.ratchet_armed_at is None) != (group.ratchet_threshold is None):
            yield _problem(
                "special_groups.ratchet_threshold",
                f"of {group.name} and ratchet_armed_at must stand together",
                "1(a)",
                "give both or neither",
            )
        if group.ratchet_margin is not None and group.ratchet_threshold is not None:
            yield _problem(
                "special_groups.ratchet_margin",
                f"of {group.name} and ratchet_threshold stand together",
                "1(a)",
                "its threshold falls once, or follows what it holds: give one of the two",
            )
    if terms.exchange_bar < base:
        yield _problem("exchange.exchange_bar", "lies below the threshold", "24(a)", "raise it")


def _periods(terms: Terms) -> Iterator[Problem]:
    if terms.substitution_days > terms.substitution_days_max:
        yield _problem(
            "periods.substitution_days",
            "exceeds substitution_days_max",
            "11(a)(iii)",
            "lower it, or raise that",
        )
    if terms.redemption_price >= terms.initial_exercise_price:
        yield _problem("redemption.redemption_price", "is not below the Exercise Price", "23(a)", "lower it")


def _business_days(terms: Terms) -> Iterator[Problem]:
    missing = set(terms.business_day_states) - set(policy_named(terms.business_day_policy).places)
    if missing:
        yield _problem(
            "business_days.business_day_policy",
            f"heeds no closures of {', '.join(sorted(missing))}",
            "1(e)",
            "join the policy of each place with a plus sign",
        )
    rolls = terms.readings["final_expiration_close"].in_use == "ROLLED_FORWARD"
    if rolls != terms.roll_close_of_business:
        yield _problem(
            "readings.final_expiration_close",
            "contradicts business_days.roll_close_of_business",
            "1(f)",
            "change one of the two",
        )


def _signers(terms: Terms) -> Iterator[Problem]:
    first, second = set(terms.signature_group_1), set(terms.signature_group_2)
    if first & second:
        yield _problem(
            "form.signature_group_2",
            f"shares {', '.join(sorted(first & second))} with the first group",
            "5(a)",
            "list each title in one group",
        )
    for officer in terms.officers:
        if officer.signs_certificates and not is_title_among(officer.title, titles=first | second):
            yield _problem(
                "officers.signs_certificates",
                f"is true for {officer.name}, whose title {officer.title} is in neither group",
                "5(a)",
                "correct the title or the groups",
            )
    if terms.seal is not Seal.NONE and not terms.seal_words:
        yield _problem("form.seal_words", "is empty although there is a seal", "5(a)", "give its words")


def _terms_of_office(terms: Terms) -> Iterator[Problem]:
    spans = [
        *(
            (f"officers.in_office_until of {o.name}", o.in_office_from, o.in_office_until)
            for o in terms.officers
        ),
        *(
            (f"countersigners.authorised_until of {c.name}", c.authorised_from, c.authorised_until)
            for c in terms.countersigners
        ),
        *(
            (f"offices.designated_until of {o.name}", o.designated_from, o.designated_until)
            for o in terms.offices
        ),
        *(
            (f"appointments.in_office_until of {a.agent}", a.in_office_from, a.in_office_until)
            for a in terms.appointments
        ),
    ]
    for key, start, end in spans:
        if end is not None and end < start:
            yield _problem(key, "lies before its first day", "2", "correct either date")
    if terms.agent_in_office(terms.agreement_date) != terms.rights_agent.name:
        yield _problem(
            "appointments.agent",
            "does not show the Rights Agent in office on the agreement's date",
            "2",
            "add its appointment from that date",
        )


def _names(terms: Terms) -> Iterator[Problem]:
    cusips = [c for c in (terms.rights_cusip, terms.common_cusip, terms.preferred_cusip) if c]
    if len(set(cusips)) != len(cusips):
        yield _problem(
            "securities.rights_cusip", "is the CUSIP of another security too", "1(g)", "correct it"
        )
    if {address.party for address in terms.notice_addresses} != {"COMPANY", "RIGHTS_AGENT"}:
        yield _problem("notice_addresses.party", "lacks one of the parties", "26", "give an address of each")
    if {signatory.party for signatory in terms.signatories} != {"COMPANY", "RIGHTS_AGENT"}:
        yield _problem("signatories.party", "lacks one of the parties", "Signature page", "give one of each")


_CHECKS: tuple[_Check, ...] = (
    _dates,
    _units,
    _thresholds,
    _periods,
    _business_days,
    _signers,
    _terms_of_office,
    _names,
)


def impossible_combinations(terms: Terms) -> tuple[Problem, ...]:
    """Every combination of terms that cannot be, in the order of the agreement file."""
    return tuple(problem for check in _CHECKS for problem in check(terms))
