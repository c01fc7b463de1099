"""An item is read in one round trip, as the rows stand, and once when it is posted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model, QuerySet

from registry.models import (
    AgentAppointment,
    CertificateEvent,
    Certification,
    ExecutedForm,
    ItemCertificate,
    ItemPaper,
    RightsAgreement,
    Stop,
    TransferLine,
)
from registry.selectors.item_reading import read_item
from registry.selectors.items import surrendered
from registry.services import approvals, transfers
from tests.certificates.runs import make_press
from tests.registry.presented import Counter, countersigned
from tests.registry.test_stops import place


@pytest.fixture
def counter(db: None) -> Counter:
    """Two certificates, countersigned; the books open."""
    press = make_press(certificates=2)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def loaded(row: Model) -> dict[str, Any]:
    """The columns that a row was read with."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_the_rows_of_an_item_are_told_as_their_models_read_them(counter: Counter) -> None:
    item = counter.receive(1)
    place(counter)
    reading = read_item(item, held=surrendered(item), at=counter.plan.at)
    told: dict[str, tuple[Any, QuerySet[Any]]] = {
        "surrendered": (reading.surrendered, ItemCertificate.objects.filter(item=item)),
        "lines": (reading.lines, TransferLine.objects.filter(item=item)),
        "forms": (reading.forms, ExecutedForm.objects.filter(item=item)),
        "certifications": (reading.certifications, Certification.objects.filter(item=item)),
        "papers": (reading.papers, ItemPaper.objects.filter(item=item)),
        "events": (reading.events, CertificateEvent.objects.filter(first_number__lte=1)),
        "stops": (reading.stops, Stop.objects.all()),
        "appointments": (reading.appointments, AgentAppointment.objects.order_by("in_office_from", "id")),
    }
    for name, (rows, kept) in told.items():
        as_read = [loaded(row) for row in kept]
        assert rows, name
        assert [{**whole, **loaded(row)} for row, whole in zip(rows, as_read, strict=True)] == as_read, name
    assert reading.surrendered[0].certificate.holder == item.holder
    assert reading.form_version == counter.plan.form.pk


@pytest.mark.row("R-6a-5")
def test_the_second_persons_approval_asks_the_database_three_times(
    counter: Counter, django_assert_num_queries: Any
) -> None:
    plan = counter.plan
    asked = transfers.request_transfer(counter.receive(1), maker=plan.maker, at=plan.tick())
    with django_assert_num_queries(5):  # approved, taken, posted, between BEGIN and COMMIT
        approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
