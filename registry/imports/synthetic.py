"""Lists of holders who do not exist: for the demo, for tests and for benchmarks.

Every name, street, town and number is put together from the word lists below by a seeded draw, so that the
same arguments give the same file. The totals are exact: what is asked for is what the list adds up to.
"""

import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from registry.imports.columns import COLUMNS, MILLIONTHS

GIVEN: Final = [
    "Ada",
    "Albert",
    "Alma",
    "Anton",
    "Beatrice",
    "Bruno",
    "Carla",
    "Cedric",
    "Clara",
    "Conrad",
    "Dora",
    "Edgar",
    "Edith",
    "Elsa",
    "Emil",
    "Erna",
    "Felix",
    "Flora",
    "Gerda",
    "Gustav",
    "Hazel",
    "Hector",
    "Ida",
    "Irma",
    "Ivor",
    "Jonas",
    "Julia",
    "Karl",
    "Laura",
    "Leo",
    "Lydia",
    "Magnus",
    "Marta",
    "Milo",
    "Nadia",
    "Nora",
    "Oscar",
    "Otto",
    "Paula",
    "Quentin",
    "Rosa",
    "Rufus",
    "Selma",
    "Silas",
    "Thea",
    "Tobias",
    "Ursula",
    "Victor",
    "Wanda",
    "Xenia",
    "Yara",
    "Zeno",
]
FAMILY: Final = [
    "Ashgrove",
    "Bellweather",
    "Birchall",
    "Brackenbury",
    "Calderwood",
    "Coppersmith",
    "Dalrymple",
    "Elmhurst",
    "Fairbairn",
    "Fenwick",
    "Goldacre",
    "Greenhalgh",
    "Hartwell",
    "Hollowell",
    "Ironside",
    "Kestrel",
    "Kingsmill",
    "Larkspur",
    "Loxley",
    "Marchbanks",
    "Merriweather",
    "Netherby",
    "Oakhurst",
    "Pemberley",
    "Quillfeather",
    "Ravenscroft",
    "Redfern",
    "Sallowfield",
    "Silverthorne",
    "Tanglewood",
    "Thistledown",
    "Underhill",
    "Vantongeren",
    "Wetherby",
    "Whitlock",
    "Winterbourne",
    "Yarrow",
    "Zellerbaum",
]
ABROAD: Final = (
    ("Åse Nørregård", "Blåbærstien 4", "Strandvik", "NO", "5643"),
    ("Jürgen Müßiggang", "Lindenstraße 12", "Neustadt an der Quelle", "DE", "98765"),
    ("Élodie Beauséjour", "8 rue des Érables", "Saint-Aubin-des-Prés", "FR", "61999"),
    ("José Peñarrubia Ibáñez", "Calle del Olmo 31", "Villanueva de la Vega", "ES", "49999"),
    ("Zoë O'Hanrahan", "3 Quay Lane", "Ballynowhere", "IE", ""),
    ("João Conceição", "Rua das Oliveiras 77", "São Brás do Vale", "PT", "8999-001"),
    ("Zdeněk Čáp", "Na Příkopě 5", "Horní Lhota", "CZ", "798 99"),
    ("Łukasz Wąsik", "ul. Brzozowa 9", "Nowa Wieś", "PL", "99-999"),
    ("Ingibjörg Ægisdóttir", "Hólmgata 2", "Norðurvík", "IS", "999"),
    ("Margaret Tremblay", "14 Sugar Maple Crescent", "Port Maple", "CA", "K1A 9Z9"),
)
STREETS: Final = [
    "Acorn",
    "Alder",
    "Beacon",
    "Birch",
    "Canal",
    "Cedar",
    "Clover",
    "Copper",
    "Dogwood",
    "Fern",
    "Foundry",
    "Garnet",
    "Harbor",
    "Heron",
    "Juniper",
    "Lantern",
    "Linden",
    "Maple",
    "Meadow",
    "Mill",
    "Orchard",
    "Pebble",
    "Quarry",
    "Rowan",
    "Saddle",
    "Sorrel",
    "Spruce",
    "Tannery",
    "Willow",
    "Wren",
]
WAYS: Final = ("Street", "Avenue", "Lane", "Road", "Drive", "Court", "Place")
TOWNS: Final = (
    ("Alderbrook", "CA", "949"),
    ("Brightwater", "NJ", "089"),
    ("Cedar Hollow", "OH", "459"),
    ("Dunmore Falls", "NY", "149"),
    ("Eastmere", "MA", "027"),
    ("Foxglove", "TX", "799"),
    ("Granite Ferry", "WA", "994"),
    ("Harrowgate", "IL", "629"),
    ("Indigo Springs", "FL", "349"),
    ("Juniper Flat", "CO", "816"),
)
TRADES: Final = [
    "Bramble Capital",
    "Copperfield",
    "Harborlight",
    "Larch Hill",
    "Millrace",
    "Northgate",
    "Pinnace",
    "Stonecrop",
]
NOMINEES: Final = ("CEDARBANK & CO", "HARBOR & CO", "PELICAN NOMINEES & CO", "QUAYSIDE & CO", "TALLOW & CO")
HEAD: Final = ",".join(COLUMNS) + "\r\n"
LATER_EVERY, TWICE_EVERY = 40, 200
FRACTIONS: Final = (250_000, 500_000, 333_333, 125_000, 1)


@dataclass(frozen=True)
class SyntheticList:
    """What to make: `holders` accounts with `total_shares` in all, the first of them the nominees given.

    `fractional_per_thousand` accounts in a thousand hold a fraction of a share. Shares issued after the
    Record Date carry one of `later_dates`; with dates given, some accounts stand on two lines.
    """

    holders: int
    seed: int = 1
    total_shares: Decimal = Decimal(40_000_000)
    nominees: Sequence[int] = (3_000_000,)
    fractional_per_thousand: int = 20
    later_dates: Sequence[date] = ()
    taxpayer_ids: int = 90  # accounts in a hundred that have given their number

    def lines(self) -> Iterator[str]:
        """The head and the lines of the list, each ended by carriage return and line feed."""
        draw = random.Random(self.seed)  # noqa: S311 - repeatable, guards nothing
        yield HEAD
        for number, millionths in enumerate(self._shares(draw)):
            yield from self._lines_of(number, millionths=millionths, draw=draw)

    def _shares(self, draw: random.Random) -> "array[int]":
        """Millionths for each account: many small holders, few large, adding up to the total exactly."""
        total = int(self.total_shares * MILLIONTHS)
        given = [shares * MILLIONTHS for shares in self.nominees][: self.holders]
        count, rest = self.holders - len(given), total - sum(given)
        if rest < count * MILLIONTHS or (not count and rest):
            raise ValueError("The total gives each holder less than one share, or leaves shares to nobody.")
        sizes = array("q", (int(10 * draw.paretovariate(1.2)) % 100_000 + 1 for _ in range(count)))
        spread, whole = sum(sizes) or 1, rest // MILLIONTHS - count
        shares = array("q", given)
        shares.extend((1 + size * whole // spread) * MILLIONTHS for size in sizes)
        if count:
            shares[-1] += total - sum(shares)
        self._break_shares(shares, first=len(given))
        return shares

    def _break_shares(self, shares: "array[int]", *, first: int) -> None:
        """Move fractions from one account to the next, so that both hold one and the total stays."""
        if not self.fractional_per_thousand:
            return
        step = max(2, 2000 // self.fractional_per_thousand)
        for turn, number in enumerate(range(first, len(shares) - 1, step)):
            fraction = FRACTIONS[turn % len(FRACTIONS)]
            shares[number] += fraction
            shares[number + 1] -= fraction

    def _lines_of(self, number: int, *, millionths: int, draw: random.Random) -> Iterator[str]:
        particulars = self._particulars(number, draw=draw)
        if not self.later_dates or number < len(self.nominees):
            yield _line(number, particulars, issued_on="", millionths=millionths)
            return
        later = self.later_dates[number // LATER_EVERY % len(self.later_dates)].isoformat()
        if number % TWICE_EVERY == 7 and millionths > 2 * MILLIONTHS:
            half = millionths // 2 // MILLIONTHS * MILLIONTHS
            yield _line(number, particulars, issued_on="", millionths=millionths - half)
            yield _line(number, particulars, issued_on=later, millionths=half)
            return
        is_later = number % LATER_EVERY == 3
        yield _line(number, particulars, issued_on=later if is_later else "", millionths=millionths)

    def _particulars(self, number: int, *, draw: random.Random) -> tuple[str, str]:
        """The columns from the registration to the account type, less the issue date, in two parts."""
        if number < len(self.nominees):
            return _nominee(number)
        chance = int(draw.random() * 1000)
        if chance < 40:
            return _holder_abroad(number, chance=chance)
        given, second = GIVEN[chance % len(GIVEN)], GIVEN[number % len(GIVEN)]
        family = FAMILY[(number // 7 + chance) % len(FAMILY)]
        names, kind = _registered(number, chance=chance, given=given, second=second, family=family)
        address = _address(number, chance=chance)
        taxpayer_id = ""
        if chance % 100 < self.taxpayer_ids:
            bits = draw.getrandbits(40)
            taxpayer_id = _taxpayer_id(bits, kind=kind)
        email = f"{given}.{family}.{number}@example.com".lower() if chance % 5 == 0 else ""
        return names + address, f"{taxpayer_id},{email},{kind}"


def _line(number: int, particulars: tuple[str, str], *, issued_on: str, millionths: int) -> str:
    whole, fraction = divmod(millionths, MILLIONTHS)
    shares = f"{whole}.{fraction:06d}".rstrip("0") if fraction else str(whole)
    return f"A{number + 1:09d},{particulars[0]},{particulars[1]},{issued_on},{shares}\r\n"


def _nominee(number: int) -> tuple[str, str]:
    name = NOMINEES[number % len(NOMINEES)]
    if number >= len(NOMINEES):
        name = f"{name} {number // len(NOMINEES) + 1}"
    where = f"{name},,,,PO Box {1000 + number},Depository Station,,Dunmore Falls,NY,14901,US"
    return where, f"13-{4_000_000 + number:07d},,NOMINEE"


def _holder_abroad(number: int, *, chance: int) -> tuple[str, str]:
    name, street, town, country, postal_code = ABROAD[chance % len(ABROAD)]
    region = "ON" if country == "CA" else ""
    foreign = f"{country}-{number:07d}-{chance:02d}" if chance % 2 else ""
    return f"{name},,,,{street},,,{town},{region},{postal_code},{country}", f"{foreign},,INDIVIDUAL"


def _registered(number: int, *, chance: int, given: str, second: str, family: str) -> tuple[str, str]:
    if chance < 640:
        return f"{given} {chr(65 + number % 26)} {family},,,,", "INDIVIDUAL"
    if chance < 800:
        return f"{given} {family} &,{second} {family},JT TEN WROS,,", "JOINT"
    if chance < 870:
        return (
            f"{given} {family} CUST,{second} {family},UNDER THE UNIFORM TRANSFERS TO MINORS ACT,,",
            "CUSTODIAN",
        )
    if chance < 940:
        trustees, trust = f"{given} {family} & {second} {family}, Trustees", f"{family} Family Trust"
        return f'"{trustees}","{trust}, U/A dtd 03/01/1998",,,', "TRUST"
    if chance < 990:
        return f'"{TRADES[chance % len(TRADES)]} {family} Partners, L.P.",,,,', "PARTNERSHIP"
    long_name = f"{given} Theodora Wilhelmina Montgomery-{family}"
    return f"{long_name},as Executrix of the Estate of {second} {family},deceased,,", "ESTATE"


def _address(number: int, *, chance: int) -> str:
    town, state, prefix = TOWNS[(number + chance) % len(TOWNS)]
    street = f"{chance * 7 + 1} {STREETS[number % len(STREETS)]} {WAYS[chance % len(WAYS)]}"
    second = f"Apt {number % 97 + 1}" if chance % 6 == 0 else ""
    return f"{street},{second},,{town},{state},{prefix}{number % 90 + 10},US"


def _taxpayer_id(bits: int, *, kind: str) -> str:
    serial = bits // 1000 % 9999 + 1
    if kind == "PARTNERSHIP":
        return f"20-{bits % 9_000_000 + 1_000_000}"
    return f"{bits % 660 + 1:03d}-{bits // 7 % 99 + 1:02d}-{serial:04d}"


def synthetic_list(
    holders: int,
    *,
    seed: int = 1,
    total_shares: Decimal | int = 40_000_000,
    nominees: Sequence[int] = (3_000_000,),
    fractional_per_thousand: int = 20,
    later_dates: Sequence[date] = (),
) -> Iterator[str]:
    """The lines of a list of `holders` accounts with exactly `total_shares` Common Shares, head first."""
    return SyntheticList(
        holders=holders,
        seed=seed,
        total_shares=Decimal(total_shares),
        nominees=nominees,
        fractional_per_thousand=fractional_per_thousand,
        later_dates=later_dates,
    ).lines()
