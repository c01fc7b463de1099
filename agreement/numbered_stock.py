"""Control of numbered certificates: every number is accounted for; the print equals the register.

Agreement: 5(a).
"""

from collections.abc import Collection
from dataclasses import dataclass

from agreement.grounds import Ground
from agreement.refusals import ground


@dataclass(frozen=True, slots=True)
class RunCount:
    """The numbers of a run and what became of them."""

    run: int
    first_number: int
    last_number: int
    issued: int
    spoiled: int
    unused: int
    live_without_sheet: tuple[int, ...] = ()

    @property
    def numbers_count(self) -> int:
        """How many numbers the range has."""
        return self.last_number - self.first_number + 1


def run_grounds(count: RunCount) -> tuple[Ground, ...]:
    """Issued, spoiled and unused numbers make up the range, and each live certificate has its sheet.

    Agreement: 5(a).
    """
    found: list[Ground] = []
    if count.issued + count.spoiled + count.unused != count.numbers_count:
        found.append(
            ground(
                "RUN_NOT_RECONCILED",
                run=count.run,
                issued=count.issued,
                spoiled=count.spoiled,
                unused=count.unused,
                range=count.numbers_count,
            )
        )
    if count.live_without_sheet:
        told = ", ".join(map(str, count.live_without_sheet))
        found.append(ground("LIVE_CERTIFICATE_NUMBER_MISSING", numbers=told))
    return tuple(found)


def number_grounds(number: int, *, used: Collection[int]) -> tuple[Ground, ...]:
    """No number is used twice.

    Agreement: 5(a).
    """
    return (ground("CERT_NUMBER_REUSED", number=number),) if number in used else ()


def print_grounds(*, printed_rights: int, register_rights: int) -> tuple[Ground, ...]:
    """The Rights printed are those on the register.

    Agreement: Exhibit B.
    """
    if printed_rights == register_rights:
        return ()
    return (ground("BATCH_OUT_OF_BALANCE", printed=printed_rights, register=register_rights),)
