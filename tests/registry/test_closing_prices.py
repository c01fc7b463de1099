"""The price history: files of closing prices with their errors by line, corrections kept beside (1(j))."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction

from agreement.closing_price import PriceSource
from agreement.errors import RefusedByGround, RightsError
from agreement.market_price import PriceEvent, PriceEventKind
from registry.models import ClosingQuotation, NoticeKind
from registry.selectors.agreements import calendar_under, terms_in_force
from registry.selectors.prices import market_price, priced_days, standing_quotations
from registry.services.closing_prices import PricesPreview, preview_prices, record_prices
from registry.services.refusals import told_as_errors
from tests.books.books import make_notice
from tests.registry.adjusted import make_may
from tests.registry.company_desk import codes
from tests.registry.console import open_console
from tests.registry.nullity_scene import NullityDesk

HEAD = "date,source,listing,last_sale,bid,asked,value,notice\n"
COMMON = "Common Shares"
VALUED_ON = date(2004, 5, 3)


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_may()


def file_of(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode()


def keep(desk: NullityDesk, *lines: str, reason: str = "") -> PricesPreview:
    plan = desk.plan
    return record_prices(
        plan.agreement,
        file_of(*lines),
        security=COMMON,
        reason=reason,
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )


def thirty_days(desk: NullityDesk) -> list[date]:
    """The thirty Business Days before the day of valuation, the first first."""
    keep(desk, "2004-03-01,3,NONE,1.00,,,,")
    with pytest.raises(RightsError) as missing:
        market_price(desk.agreement, COMMON, valued_on=VALUED_ON, section="11(b)", at=desk.plan.at)
    assert missing.value.code == "PRICE_HISTORY_INCOMPLETE"
    terms = terms_in_force(desk.agreement, known_at=desk.plan.at)
    known = calendar_under(desk.agreement, terms, at=desk.plan.at)
    back = (VALUED_ON - timedelta(days=count) for count in range(1, 90))
    return sorted(islice(filter(known.is_business_day, back), 30))


@pytest.mark.row("R-1j-1")
def test_the_market_price_follows_from_the_history_day_by_day(desk: NullityDesk) -> None:
    days = thirty_days(desk)
    keep(desk, *(f"{day},3,NONE,{'9.80' if place < 15 else '10.20'},,,," for place, day in enumerate(days)))
    keep(desk, f"{VALUED_ON},3,NONE,50.00,,,,")
    found = market_price(desk.agreement, COMMON, valued_on=VALUED_ON, section="11(b)", at=desk.plan.at)
    assert (found.mean, len(found.days)) == (Fraction(10), 30)
    assert [one.close.day for one in found.days] == days


@pytest.mark.row("R-1j-2", "R-1j-3")
def test_ten_days_under_substitution_and_a_split_inside_them(desk: NullityDesk) -> None:
    days = thirty_days(desk)[-10:]
    keep(desk, *(f"{day},3,NONE,{'20' if place < 5 else '10'},,,," for place, day in enumerate(days)))
    split = PriceEvent(PriceEventKind.SUBDIVISION, days[0], days[5], Fraction(2))
    asked: dict[str, Any] = {"valued_on": VALUED_ON, "section": "11(a)(iii)", "at": desk.plan.at}
    found = market_price(desk.agreement, COMMON, events=[split], **asked)
    assert (found.mean, found.raw_mean, len(found.days)) == (Fraction(10), Fraction(15), 10)


@pytest.mark.row("R-1j-4", "R-1j-5")
@pytest.mark.refusal("BOARD_VALUE_UNSIGNED")
def test_the_first_source_that_gives_a_price_counts_and_the_board_needs_its_statement(
    desk: NullityDesk,
) -> None:
    plan = desk.plan
    facts = {"fact_type": "MARKET_PRICE", "value": "9.75 by Harbor Bank", "as_of": "2004-04-30"}
    notice = make_notice(plan, NoticeKind.FACT_CERTIFIED, effective_at=plan.at, facts=facts)
    unsigned = preview_prices(
        plan.agreement,
        file_of("2004-04-30,4,NONE,,9.70,9.80,,", "2004-04-29,5,NONE,,,,9.00,999"),
        security=COMMON,
        at=plan.at,
    )
    assert [(line, one.code) for line, one in unsigned.wrong] == [
        (2, "BOARD_VALUE_UNSIGNED"),
        (3, "BOARD_VALUE_UNSIGNED"),
    ]
    assert not unsigned.may_be_kept
    keep(desk, f"2004-04-30,4,NONE,,9.70,9.80,,{notice.number}", "2004-04-30,3,NONE,,9.90,10.10,,")
    [day] = priced_days(list(standing_quotations(plan.agreement, COMMON)))
    assert day.close is not None
    assert (day.close.price, day.close.source) == (Fraction(10), PriceSource.OVER_THE_COUNTER)


@pytest.mark.row("R-1j-4")
@pytest.mark.refusal("PRICE_LINE_UNREADABLE", "NOTHING_NEW_PRICED")
def test_a_file_is_kept_whole_or_refused_with_every_wrong_line(desk: NullityDesk) -> None:
    lines = (
        "2004-04-30,3,NONE,9.80,,,,",
        "2004-04-31,3,NONE,9.80,,,,",
        "2004-04-29,7,NASDAQ,9.80,,,,",
        "2004-04-28,3,NONE,,9.80,,,",
        "2004-04-27,3,NONE,-1,,,,",
        "2004-04-30,OVER_THE_COUNTER,NONE,9.90,,,,",
        "2005-01-03,3,NONE,9.80,,,,",
        "2004-04-26,3",
    )
    with pytest.raises(RefusedByGround) as refused:
        keep(desk, *lines)
    assert set(codes(refused)) == {"PRICE_LINE_UNREADABLE"}
    told = " ".join(one.message for one in refused.value.grounds)
    for words in (
        "Line 3 ", "source 7 is none of 1 to 5; listing NASDAQ", "Line 5 ", "it gives no price",
        "last_sale -1 is no price", "stand on line 2 already", "date 2005-01-03 has not come",
        "it has 2 fields",
    ):  # fmt: skip
        assert words in told, words
    assert not ClosingQuotation.objects.exists()
    keep(desk, lines[0])
    with pytest.raises(RightsError) as again:
        keep(desk, lines[0])
    assert again.value.code == "NOTHING_NEW_PRICED"


@pytest.mark.row("R-1j-4")
@pytest.mark.refusal("PRICE_CORRECTS_ANOTHER")
def test_a_correction_stands_beside_what_it_corrects_with_why(desk: NullityDesk) -> None:
    keep(desk, "2004-04-30,3,NONE,9.80,,,,", "2004-04-29,3,NONE,9.70,,,,")
    with pytest.raises(RightsError) as unexplained:
        keep(desk, "2004-04-30,3,NONE,9.90,,,,")
    assert unexplained.value.code == "REASON_MISSING"
    seen = keep(desk, "2004-04-30,3,NONE,9.90,,,,", "2004-04-29,3,NONE,9.70,,,,", reason="Exchange's notice")
    assert (seen.added, seen.same, len(seen.corrections)) == (0, 1, 1)
    first, second = ClosingQuotation.objects.filter(day=date(2004, 4, 30)).order_by("pk")
    assert (first.last_sale, second.last_sale, second.corrects, second.reason) == (
        Decimal("9.80"), Decimal("9.90"), first, "Exchange's notice",
    )  # fmt: skip
    standing = standing_quotations(desk.agreement, COMMON)
    assert [one.last_sale for one in standing.order_by("-day")] == [Decimal("9.90"), Decimal("9.70")]
    # No row is changed or corrected twice, and none corrects a price of another day.
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_closingquotation SET last_sale = 1")
    other = ClosingQuotation.objects.get(day=date(2004, 4, 29))
    told = {"agreement": desk.agreement, "security": COMMON, "source": "3", "listing": "NONE", "line": 2}
    told |= {"document": desk.plan.document, "recorded_at": desk.plan.at, "recorded_by": desk.plan.maker}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingQuotation.objects.create(**told, day=first.day, last_sale=1, corrects=first, reason="Twice")
    with pytest.raises(RightsError) as foreign, transaction.atomic(), told_as_errors():
        ClosingQuotation.objects.create(**told, day=first.day, last_sale=1, corrects=other, reason="Other")
    assert foreign.value.code == "PRICE_CORRECTS_ANOTHER"


@pytest.mark.servers
def test_the_page_previews_a_file_keeps_it_and_works_out_the_price(desk: NullityDesk, settings: Any) -> None:
    days = thirty_days(desk)
    plan = desk.plan
    settings.DEMO = True
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)
    assert "No source" not in console.see("closing_prices")

    def sent(*lines: str) -> SimpleUploadedFile:
        return SimpleUploadedFile("prices.csv", file_of(*lines), content_type="text/csv")

    wrong = console.refused(
        "import_closing_prices", security=COMMON, document=sent("2004-04-31,3,NONE,1,,,,")
    )
    assert "date 2004-04-31 is not of the form" in wrong
    lines = [f"{day},3,NONE,10,,,," for day in days]
    seen = console.post("import_closing_prices", security=COMMON, document=sent(*lines))
    assert seen.status_code == 200
    assert "Keep the prices" in seen.content.decode()
    assert ClosingQuotation.objects.count() == 1
    console.done("import_closing_prices", security=COMMON, keep="yes", reason="", document=sent(*lines))
    page = console.see("closing_prices", valued_on=VALUED_ON.isoformat(), under="11(b)", security=COMMON)
    assert "mean of 30 Trading Days" in page
    assert "$10.00" in page
    assert console.get("closing_prices", by="rowan").status_code == 403
