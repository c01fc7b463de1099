"""The desk of stops in the console: placed from a certificate or an account, released by two, exported."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.stops import StopKind
from certificates.services.letter_papers import letter_of
from registry.models import AuditRecord, PaperDue, Stop, StopRelease
from tests.registry.console import Console, just_now, open_console, paper
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import counter_of
from tests.registry.test_stops import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(settings: Any) -> Counter:
    settings.DEMO = True
    return counter_of()


@pytest.fixture
def console(counter: Counter) -> Console:
    plan = counter.plan
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())


def told(**changed: Any) -> dict[str, Any]:
    """A loss of certificate 1, as typed."""
    return {
        "kind": "LOSS_REPORTED",
        "certificate": "R-0000001",
        "account": "",
        "lot": "",
        "reported_by": "Alder Fund, by telephone",
        "capacity": "REGISTERED_HOLDER",
        "reported_at": just_now(),
        "reason": "Not in the safe",
        "reach": "EVERYTHING",
        **changed,
    }


@pytest.mark.row("R-6b-1", "R-6b-5")
def test_a_stop_is_placed_from_the_certificate_and_released_by_another_person(console: Console) -> None:
    assert "?certificate=1" in console.see("certificate", 1)
    assert 'value="1"' in console.see("place_stop", certificate="1")
    console.done("place_stop", **told())
    assert "Stop 1" in console.see("stops")
    assert "Stopped" in console.see("register")
    page = console.see("stop", 1)
    assert "Report of theft or loss" in page
    assert "17 CFR 240.17f-1(c)" in page
    console.done("stop_release", 1, reason="Found in the safe", document=paper())
    assert "Release stop 1" in console.see("stop", 1)
    assert not StopRelease.objects.exists()
    console.approve()
    assert StopRelease.objects.get().stop.number == 1
    assert "Found in the safe" in console.see("stop", 1)
    assert "Released" in console.see("certificate", 1)


def test_a_lot_is_named_by_its_certificate_and_place(console: Console) -> None:
    console.done("place_stop", **told(kind="HOUSE", certificate="", lot="2/1"))
    stop = Stop.objects.get()
    assert stop.lot is not None
    assert stop.lot.certificate is not None
    assert stop.lot.certificate.number == 2
    for wrong in ("2/9", "99/1", "x"):
        assert "is no lot on the books" in console.refused("place_stop", **told(certificate="", lot=wrong))


ASKED = {
    "LOSS_REPORTED": ("6(b)", ("affidavit", "indemnity", "reimburse"), True),
    "COMPANY_INSTRUCTION": ("20(g)", ("Turn to the Company",), False),
    "HOUSE": ("policy on stops", ("removes the doubt",), False),
    "DEMAND_NOT_TO_REGISTER": ("UCC 8-403", ("indemnity bond within the period",), False),
    "COURT_ORDER": ("15(b)", ("any later order",), False),
}


@pytest.mark.row("R-6b-1")
def test_the_acknowledgement_asks_what_the_kind_of_stop_calls_for(console: Console) -> None:
    for kind, (section, asked, is_loss) in ASKED.items():
        parts: dict[str, Any] = {
            "kind": kind,
            "reporter_address": "1 Market Street",
            "dated_on": "2003-06-20",
        }
        console.done("place_stop", **told(**parts, document=paper()))
        letter = PaperDue.objects.latest("pk")
        assert (letter.section, letter.facts["stop_kind"]) == (section, kind)
        values = letter_of(letter).values
        for words in asked:
            assert words in values["next_steps"], kind
        assert ("affidavit" in values["next_steps"]) == is_loss
        assert ("is found, do not present it" in values["if_found"]) == is_loss
    page = console.see("stop", 4)
    assert "None yet" in page
    assert "Transfers, new certificates and replacements" in page


def test_what_is_refused_comes_back_with_its_ground_and_what_was_typed(console: Console) -> None:
    page = console.refused("place_stop", **told(kind="COURT_ORDER", dated_on="2003-06-20"))
    assert "rests on a writing" in page
    assert "Not in the safe" in page
    page = console.refused(
        "place_stop", **told(kind="DEMAND_NOT_TO_REGISTER", capacity="OTHER", document=paper())
    )
    assert "UCC 8-403" in page
    assert not Stop.objects.exists()


def test_the_desk_narrows_searches_and_exports_what_it_shows(counter: Counter, console: Console) -> None:
    place(counter)
    place(counter, StopKind.ADVERSE_CLAIM, certificate=2, reason="=A broker says so")
    account = counter.certificate(3).holder.account
    place(counter, StopKind.HOUSE, account=account)
    for asked, shown in (
        ({"standing": "in-force"}, {1, 3}),
        ({"kind": "ADVERSE_CLAIM"}, {2}),
        ({"words": "R-0000002"}, {2}),
        ({"words": account}, {3}),
        ({"standing": "ended"}, set()),
    ):
        page = console.see("stops", **asked)
        assert {number for number in (1, 2, 3) if f"/stops/{number}/" in page} == shown, asked
    answer = console.get("stops_export", kind="ADVERSE_CLAIM")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "'=A broker says so" in lines[1]
    assert AuditRecord.objects.filter(act="EXPORT_STOPS").count() == 1


def test_officer_and_auditor_read_and_act_on_nothing(counter: Counter, console: Console) -> None:
    place(counter)
    for name in ("ines", "rowan"):
        for page in (console.see("stops", by=name), console.see("stop", 1, by=name)):
            assert "Place a stop" not in page
            assert ">Release<" not in page
        for view, args in (("place_stop", ()), ("stop_release", (1,)), ("stop_recorded", (1,))):
            assert console.get(view, *args, by=name).status_code == 403
    assert console.get("stops_export", by="rowan").status_code == 403


def test_what_was_done_stands_in_the_history(counter: Counter, console: Console) -> None:
    place(counter)
    done = {"kind": "LOSS_FILED", "happened_on": "2003-06-22", "reference": "SIC 4711", "said": ""}
    console.done("stop_recorded", 1, **done)
    page = console.see("stop", 1)
    assert "SIC 4711" in page
    assert "Reported" in page
    assert "has come" in console.refused("stop_recorded", 1, **done | {"happened_on": "2103-06-22"})
