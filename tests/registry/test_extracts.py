"""Extracts of the register, given to the registered holder for its own position (§15(a))."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agreement.errors import RightsError
from registry.models import AuditRecord, BookEntry, LetterKind, PaperDue
from registry.services.extracts import ExtractAsked, digest_of, issue_extract
from tests.registry.console import Console, just_now, open_console, paper
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import counter_of

pytestmark = pytest.mark.django_db
STATED = ("holder", "account", "as_of", "positions", "head")


@pytest.fixture
def counter(settings: Any) -> Counter:
    settings.DEMO = True
    return counter_of()


def issued(counter: Counter, **changed: Any) -> PaperDue:
    holder, at = counter.certificate(1).holder, counter.plan.tick()
    asked = {"signed_name": holder.registration, "received_at": at, "as_of": at, **changed}
    return issue_extract(
        holder, ExtractAsked(**asked), document=counter.plan.document, by=counter.plan.maker, at=at
    )


@pytest.mark.row("R-15a-1")
def test_an_extract_states_what_the_books_showed_at_the_instant_asked_for(counter: Counter) -> None:
    whole = counter.certificate(1).rights
    before = counter.plan.tick()
    counter.post(counter.receive(1, rights=40))
    then, now = issued(counter, as_of=before).facts, issued(counter).facts
    assert then["positions"] == [
        {"certificate": 1, "dated": counter.certificate(1).dated.isoformat(), "rights": whole, "void": 0}
    ]
    assert [one["rights"] for one in now["positions"]] == [whole - 40]
    assert now["positions"][0]["certificate"] != 1  # the balance stands on another
    last = BookEntry.objects.latest("number")
    assert now["head"] == {"entry": last.number, "hash": bytes(last.entry_hash).hex()}
    assert then["head"]["entry"] == last.number - 1
    assert now["digest"] == digest_of({name: now[name] for name in STATED}) != then["digest"]
    assert AuditRecord.objects.filter(act="EXTRACT_ISSUED").count() == 2


@pytest.mark.row("R-15a-1")
def test_an_extract_is_given_to_the_registered_holder_alone(counter: Counter) -> None:
    head = BookEntry.objects.latest("number").entry_hash
    with pytest.raises(RightsError) as refused:
        issued(counter, signed_name="Cedar Brokers Inc.")
    assert refused.value.code == "NOT_REGISTERED_HOLDER"
    assert not PaperDue.objects.filter(paper_kind=LetterKind.EXTRACT).exists()
    assert BookEntry.objects.latest("number").entry_hash == head


@pytest.mark.parametrize("name", ["received_at", "as_of"])
def test_an_instant_to_come_is_refused(counter: Counter, name: str) -> None:
    with pytest.raises(RightsError) as refused:
        issued(counter, **{name: counter.plan.at + timedelta(days=1)})
    assert refused.value.code == "RECEIVED_AFTER_RECORDED"


def test_staff_write_an_extract_from_the_page_of_the_account(counter: Counter, settings: Any) -> None:
    plan = counter.plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=2) - datetime.now(UTC)
    console: Console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())
    holder = counter.certificate(1).holder
    assert "Extract of the register" in console.see("holder", holder.pk)
    told = {"received_at": just_now(), "as_of": just_now()}
    assert "is not signed by the registered holder" in console.refused(
        "issue_extract", holder.pk, **told, document=paper(), signed_name="Cedar Brokers Inc."
    )
    console.done("issue_extract", holder.pk, **told, document=paper(), signed_name=holder.registration)
    letter = PaperDue.objects.get(paper_kind=LetterKind.EXTRACT)
    assert "Extract of the register" in console.see("letters")
    assert console.get("letter_paper", letter.pk)["Content-Type"] == "application/pdf"
