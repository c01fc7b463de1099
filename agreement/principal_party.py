"""The Principal Party as it is proposed, by the branches of the definition; the Company's notice decides.

A market value that is needed and not stated is asked for; a tie that the agreement does not settle is left
open and told.

Agreement: 13(b).
"""

import calendar as days_of_months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.refusals import refuse
from agreement.terms import Terms


@dataclass(frozen=True, slots=True)
class RegisteredPeriod:
    """When the Common Shares of a Person were registered under section 12; an empty end is open.

    Agreement: 13(b).
    """

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A Person who may be the Principal Party.

    `market_value` is the aggregate market value of its Common Shares outstanding, in US dollars. `registered`
    is None where nobody stated it, empty where it never was. `parents` are those of whom it is a direct
    Subsidiary. `ventures` are owners of a joint venture that owns it, unrelated to each other, each with its
    interest.

    Agreement: 13(b).
    """

    name: str
    market_value: Fraction | None = None
    registered: tuple[RegisteredPeriod, ...] | None = None
    parents: tuple[str, ...] = ()
    ventures: tuple[tuple[str, Fraction], ...] = ()


Parties = Mapping[str, Party]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """A merger or consolidation: who issues securities for the Common Shares, who is the other side.

    `survivor` is who survives a merger where the other party does not; `resulting` whoever results from a
    consolidation.

    Agreement: 13(b)(i).
    """

    issuers: tuple[str, ...] = ()
    surviving_others: tuple[str, ...] = ()
    survivor: str = ""
    resulting: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives assets or earning power, and which part of what is transferred; None: undeterminable.

    Agreement: 13(b)(ii).
    """

    name: str
    portion: Fraction | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The Principal Party proposed, or several with the part of the obligation each bears, and why.

    Agreement: 13(b).
    """

    interests: Mapping[str, Fraction]
    branches: tuple[tuple[str, str], ...]


def months_before(day: date, *, months: int) -> date:
    """The same day of the month so many months earlier, the last of that month where it has no such day.

    Agreement: 13(b).
    """
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    last = days_of_months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def is_registered(party: Party, *, on: date, terms: Terms) -> bool:
    """Whether its Common Shares are registered on a day, and were without a break over the months before.

    Raises REGISTRATION_HISTORY_MISSING where nobody stated it.

    Agreement: 13(b).
    """
    if party.registered is None:
        raise refuse("REGISTRATION_HISTORY_MISSING", party=party.name)
    months = terms.registration_months_principal_party
    reached = months_before(on, months=months)
    for period in sorted(party.registered, key=lambda one: one.since):
        if period.since > reached:
            return False
        if period.until is None or period.until >= on:
            return True
        reached = max(reached, period.until)
    return False


def propose_in_merger(merger: Merger, *, on: date, parties: Parties, terms: Terms) -> Proposal:
    """The Principal Party of a merger or consolidation.

    The issuer of what the Common Shares become, of several the one with the greatest market value; if nothing
    is issued the other party that survives, else whoever does survive, or results from the consolidation.
    Raises MARKET_VALUE_MISSING, REGISTRATION_HISTORY_MISSING and PRINCIPAL_PARTY_OPEN.

    Agreement: 13(b)(i).
    """
    section = "13(b)(i)"
    if merger.issuers:
        name = _greatest(merger.issuers, parties=parties)
        said = "issuer of the securities into which the Common Shares are converted"
    elif merger.surviving_others:
        name = _greatest(merger.surviving_others, parties=parties)
        said = "nothing is issued; the other party to the merger survives it"
    elif merger.survivor:
        name = merger.survivor
        said = "nothing is issued; the other party does not survive, this Person does"
    elif merger.resulting:
        name = merger.resulting
        said = "nothing is issued; the Person resulting from the consolidation"
    else:
        raise refuse("PRINCIPAL_PARTY_OPEN", reason="neither issuer nor survivor is stated")
    several = len(merger.issuers or merger.surviving_others) > 1
    told = f"{said}, of several the one with the greatest market value" if several else said
    return _after_proviso(name, branch=(section, f"{name}: {told}"), on=on, parties=parties, terms=terms)


def propose_in_sale(recipients: Sequence[Recipient], *, on: date, parties: Parties, terms: Terms) -> Proposal:
    """The Principal Party of a sale: who receives the greatest portion.

    Among equals, or where that cannot be determined, the one with the greatest market value.
    Raises MARKET_VALUE_MISSING, REGISTRATION_HISTORY_MISSING and PRINCIPAL_PARTY_OPEN.

    Agreement: 13(b)(ii).
    """
    if not recipients:
        raise refuse("PRINCIPAL_PARTY_OPEN", reason="no recipient is stated")
    stated = [one for one in recipients if one.portion is not None]
    if len(stated) < len(recipients):
        names, said = [one.name for one in recipients], "the greatest portion cannot be determined"
    else:
        most = max(one.portion or Fraction(0) for one in stated)
        names, said = [one.name for one in stated if one.portion == most], "receives the greatest portion"
    if len(names) > 1:
        said += "; of these the one with the greatest market value"
    name = _greatest(names, parties=parties)
    branch = ("13(b)(ii)", f"{name}: {said}")
    return _after_proviso(name, branch=branch, on=on, parties=parties, terms=terms)


def _party(name: str, parties: Parties) -> Party:
    return parties.get(name, Party(name=name))


def _greatest(names: Sequence[str], *, parties: Parties) -> str:
    """The one whose Common Shares outstanding have the greatest market value."""
    if len(set(names)) == 1:
        return names[0]
    missing = [name for name in names if _party(name, parties).market_value is None]
    if missing:
        raise refuse("MARKET_VALUE_MISSING", parties=", ".join(missing))
    values = {name: _party(name, parties).market_value or Fraction(0) for name in names}
    most = [name for name, value in values.items() if value == max(values.values())]
    if len(most) > 1:
        reason = f"the market values of {', '.join(most)} are equal, and nothing settles that"
        raise refuse("PRINCIPAL_PARTY_OPEN", reason=reason)
    return most[0]


def _after_proviso(
    name: str, *, branch: tuple[str, str], on: date, parties: Parties, terms: Terms
) -> Proposal:
    party = _party(name, parties)
    if is_registered(party, on=on, terms=terms):
        return Proposal({name: Fraction(1)}, (branch,))
    if party.ventures:
        return _of_venture(party, branch=branch, on=on, parties=parties, terms=terms)
    found, said = _registered_above(party, on=on, parties=parties, terms=terms)
    return Proposal({found: Fraction(1)}, (branch, ("13(b)(ii)", said)))


def _registered_above(party: Party, *, on: date, parties: Parties, terms: Terms) -> tuple[str, str]:
    """The registered Person of whom an unregistered one is a Subsidiary; itself where there is none."""
    above = _ancestors(party, parties=parties)
    registered = [name for name in above if is_registered(_party(name, parties), on=on, terms=terms)]
    if not registered:
        return party.name, f"{party.name}: not registered, and a Subsidiary of nobody who is"
    found = _greatest(registered, parties=parties)
    several = "the one with the greatest market value of the registered" if len(registered) > 1 else "the"
    return found, f"{found}: {several} Person of whom {party.name}, not registered, is a Subsidiary"


def _ancestors(party: Party, *, parties: Parties) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = list(party.parents)
    while waiting:
        name = waiting.pop(0)
        if name not in found and name != party.name:
            found[name] = None
            waiting += _party(name, parties).parents
    return tuple(found)


def _of_venture(
    party: Party, *, branch: tuple[str, str], on: date, parties: Parties, terms: Terms
) -> Proposal:
    """Each venturer, or who is registered above it, in the ratio of the interests.

    Raises INTERESTS_NOT_100.
    """
    total = sum((interest for _, interest in party.ventures), Fraction(0))
    if total != 1:
        raise refuse("INTERESTS_NOT_100", total=as_text(total * 100))
    interests: dict[str, Fraction] = {}
    branches = [branch]
    for owner, interest in party.ventures:
        found = owner
        if not is_registered(_party(owner, parties), on=on, terms=terms):
            found, _ = _registered_above(_party(owner, parties), on=on, parties=parties, terms=terms)
        interests[found] = interests.get(found, Fraction(0)) + interest
        branches.append(("13(b)(ii)", f"{found}: for the interest of {owner} in {party.name}"))
    return Proposal(interests, tuple(branches))
