"""The address book for notices: whose, which, since when, by what; all that was ever stated (§26)."""

from datetime import datetime

from agreement.notice_addresses import AddressStated, in_force, stated_by_versions
from agreement.terms import NoticeAddress as AddressOfTerms
from registry.models import NoticeAddress, RightsAgreement
from registry.selectors.plan_known import read_terms

COMPANY, RIGHTS_AGENT = "COMPANY", "RIGHTS_AGENT"
PRINCIPAL, COPY = "PRINCIPAL", "COPY"


def addresses_stated(agreement: RightsAgreement) -> tuple[AddressStated, ...]:
    """Every address for notices of an agreement, those superseded too, in the order they became known."""
    versions = agreement.terms_versions.order_by("version").values_list("version", "known_from", "file_text")
    of_file = stated_by_versions(
        (known_from, f"agreement file, version {version}", read_terms(text).notice_addresses)
        for version, known_from, text in versions
    )
    filed = NoticeAddress.objects.filter(agreement=agreement).select_related("document")
    return tuple(sorted((*of_file, *map(_filed, filed)), key=lambda one: one.since))


def addresses_in_force(agreement: RightsAgreement, *, at: datetime) -> tuple[AddressStated, ...]:
    """The addresses to use at an instant, the Company's first, each before that of its copy."""
    found = in_force(addresses_stated(agreement), at=at)
    order = [(party, role) for party in (COMPANY, RIGHTS_AGENT) for role in (PRINCIPAL, COPY)]
    return tuple(found[place] for place in order if place in found)


def address_lines(
    agreement: RightsAgreement, *, party: str, role: str = PRINCIPAL, at: datetime
) -> tuple[str, ...]:
    """The lines of the address of a party in force at an instant, as a letter prints it; none if none is."""
    for one in addresses_in_force(agreement, at=at):
        if one.place == (party, role):
            return tuple(line for address in one.addresses for line in printed_lines(address))
    return ()


def agent_address(agreement: RightsAgreement, *, at: datetime) -> str:
    """The Rights Agent's address for notices in force at an instant, in one line for forms (§26)."""
    return ", ".join(address_lines(agreement, party=RIGHTS_AGENT, at=at))


def printed_lines(address: AddressOfTerms) -> tuple[str, ...]:
    """An address with its number for facsimile and for whose attention it is."""
    fax = (f"Facsimile {address.facsimile}",) if address.facsimile else ()
    attention = (f"Attention: {address.attention}",) if address.attention else ()
    return (*address.lines, *attention, *fax)


def _filed(row: NoticeAddress) -> AddressStated:
    lines = tuple(row.lines.split("\n"))
    address = AddressOfTerms(row.party, row.role, lines, row.facsimile, row.attention)
    return AddressStated(
        (row.party, row.role), (address,), row.in_force_from, f"filing: {row.document.title}"
    )
