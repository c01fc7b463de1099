"""The run of a new form: what is out is replaced in one entry, on the Company's word (22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from agreement.errors import Conflict, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.stops import ReporterCapacity, StopKind
from agreement.workflow.items import ENDED_STATES, ItemKind
from registry.models import (
    Approval,
    BookEntry,
    CertificateEvent,
    FormChange,
    Item,
    ItemCertificate,
    Lot,
    LotTaint,
    PaperDue,
    RightsCertificate,
)
from registry.selectors.new_forms import outstanding_by_form, run_desk, run_totals
from registry.selectors.register import certificate_detail, control_total
from registry.services import items, new_form_runs, replacements
from registry.services.refusals import told_as_errors
from registry.services.stops import StopAsked, place_stop
from registry.verifier import verify
from tests.certificates.runs import Press
from tests.registry.adjusted import accepted, certified, make_may
from tests.registry.company_desk import codes
from tests.registry.console import open_console
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK, NullityDesk
from tests.registry.test_items_same_name import receive
from tests.registry.test_new_forms import on_file, ordered

RUN = {"manner": "BULK_RUN", "old_paper": "VOID_ON_ISSUE"}


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_may()


def order(desk: NullityDesk, **changed: Any) -> FormChange:
    """The Company's order of the form with the adjusted price, to replace all that is out."""
    accepted(desk, certified(desk))
    on_file(desk)
    notice = accepted(desk, ordered(desk, **(RUN | changed)))
    return FormChange.objects.get(notice=notice)


def ask(desk: NullityDesk, change: FormChange) -> Approval:
    return new_form_runs.request_run(change, maker=desk.plan.maker, at=desk.plan.tick())


def run(desk: NullityDesk, change: FormChange) -> BookEntry:
    entry: BookEntry = desk.press.approve(ask(desk, change))
    return entry


def stopped(desk: NullityDesk, number: int) -> None:
    plan = desk.plan
    place_stop(
        desk.agreement,
        StopAsked(
            StopKind.LOSS_REPORTED,
            "Lost",
            "The registered holder",
            plan.at,
            ReporterCapacity.OTHER,
            certificate=number,
        ),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )


def tenor(certificate: RightsCertificate) -> tuple[Any, ...]:
    """What stays as it was: holder, Rights, words, commitment, date."""
    told = (certificate.holder_id, certificate.rights, certificate.registration, certificate.dated)
    return (*told, bytes(certificate.registration_commitment))


def status(desk: NullityDesk, number: int) -> str:
    return certificate_detail(desk.agreement, number=number, at=desk.plan.at).status


@pytest.mark.row("R-22-1", "R-4b-2")
def test_every_certificate_out_is_replaced_by_one_of_the_new_form_in_one_entry(desk: NullityDesk) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    change = order(desk)
    before = control_total(desk.agreement)
    old = {one.number: one for one in RightsCertificate.objects.all()}
    entry = run(desk, change)
    new = list(RightsCertificate.objects.filter(issued_by=entry).order_by("number"))
    assert (entry.kind, entry.section, entry.rights_closed, entry.rights_opened) == (
        "EXCHANGE_CERTIFICATES", "22", 406, 406
    )  # fmt: skip
    assert [one.number for one in new] == [5, 6, 7, 8]
    assert [tenor(one) for one in new] == [tenor(old[number]) for number in sorted(old)]
    assert {one.form_version for one in new} == {change.form_version}
    # The legend follows the mark, and no other bears it; the mark is the same with its instants.
    assert [(one.legend_class, one.taint_class) for one in new] == [("NULLITY", "I")] + [("GENERAL", "")] * 3
    marks = LotTaint.objects.filter(ended_by__isnull=True).order_by("pk")
    was, now = marks.values_list("taint_class", "notice", "effective_from", "void_from")
    assert was == now
    assert marks[1].lot.certificate == new[0]
    for one in new:
        [lot] = Lot.objects.filter(certificate=one)
        assert lot.parent is not None
        assert lot.parent.certificate == old[one.number - 4]
        assert lot.parent.closed_by == entry
    # The old paper is replaced for good, by the order; books and control total are as before.
    events = CertificateEvent.objects.filter(entry=entry).values_list("kind", "first_number", "last_number")
    assert list(events) == [("REPLACED", 1, 4)]
    assert [status(desk, 2), status(desk, 6)] == ["REPLACED", "NOT_COUNTERSIGNED"]
    after = control_total(desk.agreement)
    assert replace(after, head_number=before.head_number, head_hash=before.head_hash) == before
    assert [(one.name, one.rights) for one in outstanding_by_form(desk.agreement)] == [("adjusted_2004", 406)]
    assert verify().findings == []


@pytest.mark.row("R-22-1")
def test_the_new_certificates_print_with_the_figures_of_the_order(desk: NullityDesk) -> None:
    entry = run(desk, order(desk))
    locked = Press(desk.plan, entry).lock()
    assert (locked.snapshot["exercise_price_text"], locked.first_number, locked.last_number) == (
        "$241.67",
        5,
        8,
    )


@pytest.mark.row("R-4b-2")
def test_rights_void_in_part_come_on_a_certificate_of_their_own_with_the_legend(desk: NullityDesk) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK), rights=30)))
    change = order(desk)
    assert run_totals(desk.agreement, change.form_version, at=desk.plan.at).as_told() == {
        "certificates": 4, "holders": 4, "rights": 406, "void_rights": 30, "issued": 5,
    }  # fmt: skip
    new = RightsCertificate.objects.filter(issued_by=run(desk, change)).order_by("number")
    assert list(new.values_list("rights", "legend_class"))[:2] == [(70, "GENERAL"), (30, "NULLITY")]
    assert new.count() == 5
    assert verify().findings == []


@pytest.mark.row("R-22-1")
@pytest.mark.refusal("NEW_FORM_RUN_CHANGED")
def test_what_is_stopped_or_presented_stays_and_another_count_is_refused(desk: NullityDesk) -> None:
    change = order(desk)
    asked = ask(desk, change)
    stopped(desk, ELM)
    books = BookEntry.objects.count()
    with pytest.raises(Conflict) as changed:
        desk.press.approve(asked)
    assert changed.value.code == "NEW_FORM_RUN_CHANGED"
    assert "3 certificates with 305 Rights" in str(changed.value)
    assert BookEntry.objects.count() == books
    receive(desk.counter(), ItemKind.EXCHANGE_CERTIFICATES, ALDER)
    entry = run(desk, change)
    replaced = Lot.objects.filter(opened_by=entry).values_list("parent__certificate__number", flat=True)
    assert sorted(replaced) == [OAK, NOMINEE]
    assert Lot.objects.get(certificate__number=ELM).closed_by is None
    assert verify().findings == []


@pytest.mark.row("R-22-1")
@pytest.mark.refusal("NEW_FORM_RUN_NOT_POSSIBLE")
def test_no_run_without_the_order_of_one_and_none_twice(desk: NullityDesk) -> None:
    change = order(desk)
    run(desk, change)
    with pytest.raises(RefusedByGround) as again:
        ask(desk, change)
    assert codes(again) == ["NEW_FORM_RUN_NOT_POSSIBLE"]
    assert "no certificate of another form" in str(again.value)


@pytest.mark.refusal("NEW_FORM_RUN_NOT_POSSIBLE", "COMPANY_NOTICE_REQUIRED")
def test_an_order_of_exchange_on_presentation_lets_no_run_be_made_even_at_the_door(desk: NullityDesk) -> None:
    accepted(desk, certified(desk))
    on_file(desk)
    accepted(desk, ordered(desk))
    change = FormChange.objects.get()
    found = run_desk(change, at=desk.plan.at)
    assert [one.code for one in found.grounds] == ["NEW_FORM_RUN_NOT_POSSIBLE"]
    with pytest.raises(RefusedByGround):
        ask(desk, change)
    request = new_form_runs._request(found, at=desk.plan.tick())
    approval = desk.plan.approved(request, "NEW_FORM_RUN")
    asked = [approval, Jsonb(request), desk.plan.tick()]
    with (
        pytest.raises(RightsError) as refused,
        transaction.atomic(),
        told_as_errors(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM exchange_for_new_form(%s, %s, %s)", asked)
    assert refused.value.code == "COMPANY_NOTICE_REQUIRED"


@pytest.mark.row("R-22-1")
@pytest.mark.refusal("CERTIFICATE_OF_OLD_FORM")
def test_an_old_certificate_that_comes_in_is_refused_kept_and_cancelled(desk: NullityDesk) -> None:
    run(desk, order(desk))
    counter = desk.counter()
    item: Item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, ELM)
    found = grounds_of(items.examine(item, at=desk.plan.at))
    [told] = [one for one in found if one.code == "CERTIFICATE_OF_OLD_FORM"]
    assert (
        "Certificate 2 evidences no Rights since 6 was issued in its place by the Company's order"
        in told.message
    )
    assert "CERTIFICATE_REPLACED" not in {one.code for one in found}
    assert not PaperDue.objects.filter(item=item, paper_kind="REPLACED_PRESENTED").exists()
    [cancellation] = replacements.request_cancellation(item, maker=desk.plan.maker, at=desk.plan.tick())
    assert desk.press.approve(cancellation).kind == "PAPER"
    assert status(desk, ELM) == "CANCELLED"
    assert ItemCertificate.objects.get(item=item).returned_at is None
    assert verify().findings == []


def test_the_states_in_which_an_item_is_over_are_those_of_the_rules(desk: NullityDesk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'certificates_for_new_form'")
        (text,) = cursor.fetchone()
    assert f"ARRAY[{', '.join(repr(one.value) for one in ENDED_STATES)}]" in text


@pytest.mark.servers
def test_the_desk_of_forms_asks_for_the_run_and_shows_it_posted(desk: NullityDesk, settings: Any) -> None:
    change = order(desk)
    plan = desk.plan
    settings.DEMO = True
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)
    page = console.see("new_forms")
    assert "Ask for the run" in page
    console.done("new_form_run_asked", change.notice.number)
    assert "Ask for the run" not in console.see("new_forms")
    console.approve()
    page = console.see("new_forms")
    assert "Runs posted" in page
    assert "4 certificates with 406 Rights replaced by 4" in page
