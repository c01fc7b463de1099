"""The last courses through the pages: shares of the Principal Party (§13), the end of the Rights (§7(a))."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config.demo.story import AGREEMENTS
from exercises.models import SecuritiesDue
from registry import clock
from registry.models import BookEntry
from registry.verifier import verify
from tests.journeys.exercising import (
    PIER,
    adjusted,
    certificates_out,
    delivered,
    exercised,
    forwarded,
    needs_no_statement,
    paid,
    posted,
)
from tests.journeys.stage import MARA, SOLOMON, Stage
from tests.journeys.teller import CODE, PRESIDENT_SIGNS, Teller, authority
from tests.registry.console import paper

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
BIGCO, THEIRS = "BigCo Holdings, Inc.", ("Priya N. Sorrel", "President")
THEIR_SHARES = "Common Stock of BigCo Holdings, Inc."
FLIPPED = {"security": THEIR_SHARES, "units_per_right": "25", "price_of_unit": "10.00"}
# The Close of Business on Monday 25 October 2010 in California; the 23rd is a Saturday.
END = datetime(2010, 10, 26, 0, tzinfo=UTC)


@pytest.fixture
def teller(stage: Stage, settings: Any) -> Teller:
    """Who tells the story, on the morning of the notice."""
    return Teller(stage, settings)


def supplement(teller: Teller, folder: Path) -> None:
    """The supplemental agreement: its file is read at the office, and a second person approves it."""
    text = (AGREEMENTS / "alder_harbor_2003.toml").read_text(encoding="utf-8")
    text = text.replace('name = "Alder Harbor Systems, Inc."', f'name = "{BIGCO}"', 1)
    left = text.index('in_office_until = ""', text.index(f'name = "{PRESIDENT_SIGNS[0]}"'))
    text = text[:left] + f"in_office_until = {teller.today}" + text[left + len('in_office_until = ""') :]
    theirs = f'name = "{THEIRS[0]}"\ntitle = "{THEIRS[1]}"\nin_office_from = {teller.today}\n'
    theirs += 'in_office_until = ""\nsigns_certificates = true\n'
    text = text.replace("[[officers]]\n", f"[[officers]]\n{theirs}\n[[officers]]\n", 1)
    file, signed_paper = folder / "alder_harbor_2003.toml", folder / "supplement.txt"
    file.write_text(text, encoding="utf-8")
    signed_paper.write_text("The supplemental agreement of §13(c), executed.", encoding="utf-8")
    asked = {"amendment": str(signed_paper), "effective": teller.today, "acting_as": MARA}
    call_command("load_agreement", str(file), **asked)
    teller.approved()


@pytest.mark.row("R-13a-2", "R-13a-3", "R-1i-1")
@pytest.mark.refusal("OFFICER_NOT_AUTHORISED", "NO_EFFECTIVE_REGISTRATION", "ENTITLEMENT_NOT_ARRANGED")
def test_after_a_flip_over_the_shares_of_the_principal_party_go_out(teller: Teller, tmp_path: Path) -> None:
    certificate = certificates_out(teller)[0]
    supplement(teller, tmp_path)
    teller.later(days=1)
    price = {"fact_type": "MARKET_PRICE", "value": "20.00", "as_of": "2003-06-16"}
    told = authority(teller.today, PRESIDENT_SIGNS) | {f"facts-{name}": said for name, said in price.items()}
    assert "OFFICER_NOT_AUTHORISED" in teller.refused("receive_notice", "FACT_CERTIFIED", **told)
    adjusted(teller, under="FLIP_OVER", officer=THEIRS, **FLIPPED)
    item = exercised(teller, certificate, 30)
    cents = paid(teller, item)
    assert cents == 30 * 250_00
    assert "NO_EFFECTIVE_REGISTRATION" in teller.refused("exercise_asked", item.number)
    needs_no_statement(teller, officer=THEIRS)
    posted(teller, item)
    due = SecuritiesDue.objects.get(item=item)
    assert (due.security, due.whole_units) == (THEIR_SHARES, 750)
    assert "ENTITLEMENT_NOT_ARRANGED" in teller.refused("exercise_requisitioned", item.number)
    by = {"officer_name": THEIRS[0], "officer_title": THEIRS[1], "signed_on": teller.today}
    teller.done("delivery_route", **PIER, **by, document=paper())
    one = delivered(teller, item)
    assert one.letter.facts["security"] == THEIR_SHARES
    forwarded(teller, item, cents)
    assert verify().findings == []


@pytest.mark.refusal("RIGHTS_NOT_EXPIRED", "ITEMS_IN_TIME_OPEN", "EXERCISE_WINDOW_CLOSED")
def test_at_the_end_an_exercise_in_time_is_finished_and_the_rest_retired(teller: Teller) -> None:
    first, second = certificates_out(teller)[:2]
    teller.later(seconds=(END - timedelta(minutes=5) - clock.now()).total_seconds())
    assert "RIGHTS_NOT_EXPIRED" in teller.refused("expiry_asked")
    in_time = exercised(teller, first, 30)
    cents = paid(teller, in_time)
    teller.later(minutes=10)
    late = exercised(teller, second, 30)
    paid(teller, late)
    assert f"Exercise {in_time.number}<" in teller.page("expiry")
    assert "ITEMS_IN_TIME_OPEN" in teller.refused("expiry_asked")
    assert "EXERCISE_WINDOW_CLOSED" in teller.refused("exercise_asked", late.number)
    teller.asked_and_approved("item_refusal", late.number, basis="GROUND", reason="The Rights have expired")
    posted(teller, in_time)
    delivered(teller, in_time)
    forwarded(teller, in_time, cents)
    left = teller.totals().live
    teller.asked_and_approved("expiry_asked")
    ended = BookEntry.objects.filter(agreement=teller.stage.agreement).latest("number")
    assert (ended.kind, ended.rights_retired, teller.totals().live) == ("EXPIRE", left, 0)
    assert "Expired" in teller.page("certificate", second.number, by=SOLOMON)
    assert CODE in teller.page("expiry")
    assert verify().findings == []
