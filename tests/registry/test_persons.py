"""Persons whom papers name: by kind, with successors; the register stays as it is (§1(t))."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agreement.errors import RefusedByGround, RightsError
from agreement.ownership import PersonKind
from registry.models import PersonRecord, RegisteredHolder
from registry.selectors.persons import persons, persons_not_on_file
from registry.services.persons import PersonTold, record_person
from tests.registry.company_desk import codes
from tests.registry.console import make_desk_console, paper
from tests.registry.nullity_scene import OAK, NullityDesk, make_nullity_desk


@pytest.fixture
def nullity(db: None) -> NullityDesk:
    return make_nullity_desk()


def recorded(desk: NullityDesk, name: str, kind: str, **more: Any) -> PersonRecord:
    plan = desk.plan
    told = PersonTold(name, kind, **more)
    return record_person(plan.agreement, told, document=plan.document, by=plan.maker, at=plan.tick())


def holder_called(like: RegisteredHolder, name: str) -> RegisteredHolder:
    """Another holder of the plan, at the address of one."""
    told = {field: getattr(like, field) for field in ("address", "city", "region", "postal_code", "country")}
    return RegisteredHolder.objects.create(
        agreement=like.agreement, account=name.replace(" ", "-").upper(), registration=name, **told
    )


@pytest.mark.row("R-1t-1")
@pytest.mark.refusal("PERSON_KIND_REQUIRED")
@pytest.mark.parametrize("kind", ["", "TRUST", "corporation"])
def test_a_person_without_a_kind_that_the_agreement_knows_is_refused(nullity: NullityDesk, kind: str) -> None:
    with pytest.raises(RefusedByGround) as refused:
        recorded(nullity, "Beech Trust", kind)
    assert codes(refused) == ["PERSON_KIND_REQUIRED"]
    assert refused.value.grounds[0].clause == "1(t)"
    assert "limited liability company" in refused.value.grounds[0].cure
    assert not PersonRecord.objects.exists()


@pytest.mark.row("R-1t-1")
def test_a_successor_is_linked_and_the_register_shows_the_holder_until_a_transfer(
    nullity: NullityDesk,
) -> None:
    desk = nullity
    given = RegisteredHolder.objects.order_by("pk")[0]
    beech, birch = holder_called(given, "Beech Trust"), holder_called(given, "Birch Trust")
    lot = desk.move(desk.agreement.lots.get(holder=given, closed_by__isnull=True), beech)
    old = recorded(desk, beech.registration, "OTHER_ENTITY")
    made = recorded(desk, "Birch Trust", "OTHER_ENTITY", predecessor=old.name, succeeded_on=date(2003, 6, 30))
    [first, second] = sorted(persons(desk.agreement), key=lambda one: one.pk)
    assert list(first.successors.all()) == [made]
    assert (second.predecessor, second.succeeded_on) == (old, date(2003, 6, 30))
    lot.refresh_from_db()
    assert (lot.holder, lot.closed_by) == (beech, None)
    moved = desk.move(lot, birch)
    assert moved.holder == birch
    assert not desk.agreement.lots.filter(holder=beech, closed_by__isnull=True).exists()
    assert desk.findings() == []


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"predecessor": "Beech Trust"}, "INSTRUCTION_PART_MISSING"),
        ({"succeeded_on": date(2003, 6, 30)}, "INSTRUCTION_PART_MISSING"),
        ({"predecessor": "Nobody", "succeeded_on": date(2003, 6, 30)}, "NOT_FOUND"),
    ],
)
def test_a_succession_states_its_day_and_a_person_on_file(
    nullity: NullityDesk, told: dict[str, Any], code: str
) -> None:
    recorded(nullity, "Beech Trust", PersonKind.OTHER_ENTITY.value)
    with pytest.raises(RightsError) as refused:
        recorded(nullity, "Birch Trust", "OTHER_ENTITY", **told)
    assert refused.value.code == code
    with pytest.raises(RightsError) as again:
        recorded(nullity, " Beech  Trust ", "FIRM")
    assert again.value.code == "REQUEST_ALREADY_DECIDED"
    assert PersonRecord.objects.count() == 1


def test_whom_a_notice_of_nullity_names_is_listed_until_recorded(nullity: NullityDesk) -> None:
    desk = nullity
    notice = desk.notified(desk.position(desk.holder(OAK)))
    [(name, numbers)] = persons_not_on_file(desk.agreement)
    assert (name, numbers) == (notice.facts["persons"][0]["person_name"], [notice.number])
    recorded(desk, name, "CORPORATION")
    assert persons_not_on_file(desk.agreement) == []


def test_a_clerk_records_a_person_from_its_paper_on_the_page(db: None, settings: Any) -> None:
    _, console = make_desk_console(settings)
    bare = {"name": "Beech Trust", "kind": "", "document": paper()}
    assert "PERSON_KIND_REQUIRED" in console.refused("record_person", **bare)
    console.done("record_person", name="Beech Trust", kind="OTHER_ENTITY", document=paper())
    told = {"predecessor": "Beech Trust", "succeeded_on": "2003-06-16"}
    console.done("record_person", name="Birch Trust", kind="OTHER_ENTITY", document=paper(), **told)
    page = console.see("persons")
    for words in ("Birch Trust, since 16 June 2003", "Beech Trust, since 16 June 2003", "Other entity"):
        assert words in page, words
    assert "Record a Person" not in console.see("persons", by="ines")
    assert console.get("record_person", by="ines").status_code == 403
    assert console.get("persons", by="rowan").status_code == 403
