"""What the faces of a run take from the agreement, frozen: words for figures, and who signs (§4(a), §5(a)).

The snapshot is plain JSON; a reprint years later is drawn from it and equals the first print.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from agreement.choices import GUARANTOR_WORDS, GuarantorKind, Seal
from agreement.officers import is_title_among
from agreement.terms import Party, Terms
from certificates.faces import FaceTerms, OfficerSignature, date_text
from certificates.selectors.authority import certificate_officers
from registry.models import RightsAgreement
from registry.selectors.agreements import offices

_ZONES = {
    "America/Los_Angeles": "California time",
    "America/New_York": "New York City time",
    "America/Chicago": "Chicago time",
    "America/Denver": "Denver time",
}
_AN = frozenset("AEIO")


def freeze_terms(
    agreement: RightsAgreement, *, terms: Terms, is_demo_print: str, day: date
) -> FaceTerms | None:
    """The words and figures of every face, as of a day; None where an officer of each group is missing.

    `is_demo_print` is the reason why DEMO stands across the paper, empty when it does not.

    Agreement: 4(a);5(a).
    """
    officers = certificate_officers(agreement, day=day)
    chief = _first_of(officers, terms.signature_group_1)
    attesting = _first_of(officers, terms.signature_group_2)
    if chief is None or attesting is None:
        return None
    return FaceTerms(
        agreement_code=agreement.code,
        agreement_title=terms.title,
        agreement_date_text=date_text(terms.agreement_date),
        company_name=terms.company.name,
        company_description=_described(terms.company),
        agent_name=agreement.agent_name,
        agent_description=_described(terms.rights_agent),
        cusip=terms.rights_cusip,
        exercise_price_text=money_text(terms.initial_exercise_price),
        unit_denominator=terms.unit_denominator,
        units_per_right=whole_units(terms.units_per_right),
        security_name=terms.preferred_name,
        par_value_text=f"par value {money_text(terms.par_preferred)} per share",
        close_of_business_text=close_of_business_text(terms),
        final_expiration_text=date_text(terms.final_expiration_date),
        redemption_price_text=money_text(terms.redemption_price),
        figures_as_of_text=date_text(terms.certificate_as_of_date),
        office_lines=(agreement.agent_name, *office_lines_on(agreement, day)),
        chief_officer=chief,
        attesting_officer=attesting,
        seal_text={Seal.FACSIMILE: terms.seal_words, Seal.AFFIXED: "", Seal.NONE: None}[terms.seal],
        guarantors="; ".join(map(_within_sentence, terms.signature_guarantee_kinds)),
        is_demo=bool(is_demo_print),
        number_prefix=terms.certificate_number_prefix,
    )


def snapshot_of(terms: FaceTerms) -> dict[str, Any]:
    """The terms of a run as plain JSON."""
    return asdict(terms)


def terms_of(snapshot: Mapping[str, Any]) -> FaceTerms:
    """The terms of a run from its snapshot, as they were frozen."""
    frozen = dict(snapshot)
    return FaceTerms(
        **{
            **frozen,
            "office_lines": tuple(frozen["office_lines"]),
            "chief_officer": OfficerSignature(**frozen["chief_officer"]),
            "attesting_officer": OfficerSignature(**frozen["attesting_officer"]),
        }
    )


def money_text(amount: Decimal) -> str:
    """A price as printed: at least two decimals, and every further one that it has."""
    plain = amount.normalize()
    decimals = max(2, -int(plain.as_tuple().exponent))
    return f"${plain:,.{decimals}f}"


def close_of_business_text(terms: Terms) -> str:
    """The Close of Business in words: 5:00 p.m., California time,."""
    moment: datetime = datetime.combine(terms.agreement_date, terms.close_of_business_time)
    half = "a.m." if moment.hour < 12 else "p.m."
    zone = _ZONES.get(terms.time_zone.key, terms.time_zone.key.rpartition("/")[2].replace("_", " ") + " time")
    return f"{(moment.hour - 1) % 12 + 1}:{moment:%M} {half}, {zone},"


def _described(party: Party) -> str:
    article = "an" if party.jurisdiction[:1] in _AN else "a"
    return f"{article} {party.jurisdiction} {party.entity_kind}"


def _within_sentence(kind: GuarantorKind) -> str:
    words = GUARANTOR_WORDS[kind]
    return words[0].lower() + words[1:]


def whole_units(units: Fraction) -> int:
    """The units of the security that a Right buys, a whole number. Raises ValueError."""
    if units.denominator != 1:
        raise ValueError(f"A Right for {units} units cannot be printed on this form.")
    return units.numerator


def office_lines_on(agreement: RightsAgreement, day: date) -> tuple[str, ...]:
    """The first of the agent's offices designated on a day, by the register of offices, as it is printed.

    Agreement: 5(b).
    """
    office = offices(agreement, day=day).first()
    return tuple(office.address.splitlines()) if office else ()


def _first_of(officers: Sequence[Any], titles: Sequence[str]) -> OfficerSignature | None:
    for officer in officers:
        if is_title_among(officer.title, titles=titles):
            return OfficerSignature(officer.name, officer.title)
    return None
