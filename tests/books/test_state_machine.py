"""Random histories: the books and a naive auditor with plain dictionaries agree after every step."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agreement.errors import RightsError
from registry.models import BookEntry, Lot, RightsCertificate
from registry.verifier import verify
from tests.books.books import Plan, make_plan
from tests.books.test_door_refusals import marked_lot

pytestmark = pytest.mark.servers
# A campaign asks for more: BOOKS_HISTORIES=500 pytest tests/books/test_state_machine.py
STEPS, HISTORIES = 12, int(os.environ.get("BOOKS_HISTORIES", "5"))


@dataclass
class Auditor:
    """What a person with a notebook would know."""

    authorised: int = 0
    attached: int = 0
    held: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    retired: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    entries: int = 0
    certificates: int = 0
    marked: set[int] = field(default_factory=set)


class BooksAgainstAuditor(RuleBasedStateMachine):
    """Posts at random and writes down what should follow."""

    def __init__(self) -> None:
        super().__init__()
        self.beginning = transaction.savepoint()
        self.plan: Plan = make_plan()
        self.plan.holder("1")
        self.plan.holder("2")
        self.plan.holder("3")
        self.audit = Auditor()
        self.is_separated = False

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.beginning)

    def note(self, entry: BookEntry, certificates: int = 0) -> None:
        self.audit.entries += 1
        self.audit.certificates += certificates
        assert entry.number == self.audit.entries

    def held_lots(self) -> list[Lot]:
        return list(Lot.objects.filter(holder__isnull=False, closed_by__isnull=True).order_by("id"))

    @precondition(lambda self: not self.is_separated)
    @rule(rights=st.integers(1, 1_000))
    def attach(self, rights: int) -> None:
        self.note(self.plan.attach(rights))
        self.audit.authorised += rights
        self.audit.attached += rights

    @precondition(lambda self: not self.is_separated and self.audit.attached > 1)
    @rule(part=st.integers(1, 99))
    def retire_attached(self, part: int) -> None:
        lot = Lot.objects.filter(holder=None, closed_by=None).order_by("-rights")[0]
        gone = max(1, lot.rights * part // 100)
        left = lot.rights - gone
        rest = [{"parent": lot.pk, "rights": left, "holder": None, "certificate": None}] if left else []
        close = [{"lot": lot.pk, "retired_as": "CANCELLED"}]
        self.note(self.plan.post(self.plan.entry("RETIRE_ATTACHED", "3(d)", close=close, open=rest)))
        self.audit.attached -= gone
        self.audit.retired["CANCELLED"] += gone

    @precondition(lambda self: not self.is_separated)
    @rule()
    def separate(self) -> None:
        self.plan.separate()
        self.is_separated = True

    @precondition(lambda self: self.is_separated)
    @rule(holder=st.integers(0, 2), rights=st.integers(1, 500))
    def issue(self, holder: int, rights: int) -> None:
        to = self.plan.holders[holder]
        self.note(self.plan.issue((to, rights)), certificates=1)
        self.audit.authorised += rights
        self.audit.held[to.pk] += rights

    @precondition(lambda self: self.held_lots())
    @rule(data=st.data(), holder=st.integers(0, 2))
    def transfer(self, data: Any, holder: int) -> None:
        lot = data.draw(st.sampled_from(self.held_lots()))
        to = self.plan.holders[holder]
        if lot.pk in self.audit.marked:
            with pytest.raises(RightsError):
                self.plan.post(self.plan.transfer(lot, to))
            return
        self.note(self.plan.post(self.plan.transfer(lot, to)), certificates=1)
        self.audit.held[lot.holder_id] -= lot.rights
        self.audit.held[to.pk] += lot.rights

    @precondition(lambda self: any(lot.rights > 1 for lot in self.held_lots()))
    @rule(data=st.data(), part=st.integers(1, 99))
    def split_up(self, data: Any, part: int) -> None:
        lots = [lot for lot in self.held_lots() if lot.rights > 1 and lot.pk not in self.audit.marked]
        if not lots:
            return
        lot = data.draw(st.sampled_from(lots))
        first = min(max(1, lot.rights * part // 100), lot.rights - 1)
        parts = [first, lot.rights - first]
        request = self.plan.transfer(
            lot,
            lot.holder,
            kind="SPLIT_UP",
            certificates=[self.plan.certificate(lot.holder, rights) for rights in parts],
            open=[
                {"parent": lot.pk, "rights": rights, "holder": lot.holder_id, "certificate": place}
                for place, rights in enumerate(parts)
            ],
        )
        self.note(self.plan.post(request), certificates=2)

    @precondition(lambda self: self.held_lots())
    @rule(data=st.data(), part=st.integers(0, 99))
    def exercise(self, data: Any, part: int) -> None:
        lot = data.draw(st.sampled_from(self.held_lots()))
        balance = lot.rights * part // 100
        request = self.plan.transfer(
            lot,
            lot.holder,
            kind="EXERCISE",
            section="7(d)",
            close=[{"lot": lot.pk, "retired_as": "EXERCISED"}],
        )
        if balance:
            request["certificates"][0]["rights"] = request["open"][0]["rights"] = balance
        else:
            request["certificates"], request["open"] = [], []
        if lot.pk in self.audit.marked:
            with pytest.raises(RightsError):
                self.plan.post(request)
            return
        self.note(self.plan.post(request), certificates=1 if balance else 0)
        self.audit.held[lot.holder_id] -= lot.rights - balance
        self.audit.retired["EXERCISED"] += lot.rights - balance

    @precondition(lambda self: self.held_lots())
    @rule(data=st.data())
    def nullify(self, data: Any) -> None:
        lot = data.draw(st.sampled_from(self.held_lots()))
        if lot.pk in self.audit.marked:
            return
        marked_lot(self.plan, lot, void_from="2003-06-21T00:00:00Z")
        self.audit.entries += 1
        self.audit.marked.add(lot.pk)

    @precondition(lambda self: self.held_lots())
    @rule(data=st.data(), more=st.integers(1, 5))
    def try_to_conjure(self, data: Any, more: int) -> None:
        lot = data.draw(st.sampled_from(self.held_lots()))
        request = self.plan.transfer(lot, lot.holder)
        request["open"][0]["rights"] += more
        request["certificates"][0]["rights"] += more
        with pytest.raises(RightsError):
            self.plan.post(request)

    @invariant()
    def books_and_auditor_agree(self) -> None:
        report = verify()
        assert report.findings == []
        (totals,) = report.totals
        assert (totals.authorised, totals.attached) == (self.audit.authorised, self.audit.attached)
        assert totals.retired == {kind: gone for kind, gone in self.audit.retired.items() if gone}
        assert (totals.head_number, totals.certificates) == (self.audit.entries, self.audit.certificates)
        held: dict[int, int] = defaultdict(int)
        for lot in self.held_lots():
            held[lot.holder_id] += lot.rights
        assert {k: v for k, v in held.items() if v} == {k: v for k, v in self.audit.held.items() if v}
        assert RightsCertificate.objects.count() == self.audit.certificates


@pytest.mark.django_db
def test_random_histories_agree_with_a_naive_auditor() -> None:
    run_state_machine_as_test(
        BooksAgainstAuditor,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    memorandum=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40),
    words=st.text("a|~;\n", max_size=9),
)
def test_any_text_hashes_alike_in_the_database_and_in_the_verifier(memorandum: str, words: str) -> None:
    beginning = transaction.savepoint()
    plan = make_plan()
    request = plan.entry(
        "ATTACH",
        "Recitals",
        rights_created=1,
        open=[{"parent": None, "rights": 1, "holder": None}],
        memorandum=memorandum + words,
    )
    plan.post(request)
    assert verify().findings == []
    transaction.savepoint_rollback(beginning)
