"""Addresses for notices: those the agreement states, and those filed in writing since; the latest speaks.

Agreement: 26.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import NoticeAddress

Place = tuple[str, str]  # party and role


@dataclass(frozen=True, slots=True)
class AddressStated:
    """The addresses of one party and role as something stated them, known from an instant on.

    `source` says what: a version of the agreement file, or a paper. Empty addresses end what was before.
    """

    place: Place
    addresses: tuple[NoticeAddress, ...]
    since: datetime
    source: str


def stated_by_versions(
    versions: Iterable[tuple[datetime, str, Sequence[NoticeAddress]]],
) -> tuple[AddressStated, ...]:
    """What versions of an agreement file, in their order, state anew about addresses.

    A version that repeats the address of the one before states nothing: an amendment of something else does
    not take back what was filed in between.

    Agreement: 26;27.
    """
    before: dict[Place, tuple[NoticeAddress, ...]] = {}
    found: list[AddressStated] = []
    for since, source, addresses in versions:
        now: dict[Place, tuple[NoticeAddress, ...]] = {}
        for address in addresses:
            place = (address.party, address.role)
            now[place] = (*now.get(place, ()), address)
        for place in {**before, **now}:
            if before.get(place) != now.get(place):
                found.append(AddressStated(place, now.get(place, ()), since, source))
        before = now
    return tuple(found)


def in_force(stated: Iterable[AddressStated], *, at: datetime) -> Mapping[Place, AddressStated]:
    """For each party and role what was stated last by an instant; a change is used from its receipt on.

    Agreement: 26.
    """
    chosen: dict[Place, AddressStated] = {}
    for one in sorted(stated, key=lambda one: one.since):
        if one.since <= at:
            chosen[one.place] = one
    return {place: one for place, one in chosen.items() if one.addresses}


def filing_grounds(*, signed: bool, lines: Sequence[str]) -> tuple[Ground, ...]:
    """An address changes only by a signed writing that states it.

    Agreement: 26.
    """
    if signed and any(line.strip() for line in lines):
        return ()
    return (ground("ADDRESS_CHANGE_NOT_WRITTEN"),)
