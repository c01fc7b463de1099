"""The vault of cancelled paper: narrowed by how far the paper has come, guarded by the database (8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from agreement.errors import RightsError
from registry.models import (
    CertificateEvent,
    Transmittal,
    TransmittalLine,
)
from registry.selectors.cancelled import (
    CancelledFilters,
    PaperStanding,
    cancelled_numbered,
    cancelled_page,
)
from tests.books.test_second_line import refused
from tests.registry.cancelled import (
    SENDER,
    deliver,
    image,
    make,
    receive,
    send,
    vault_of,
)
from tests.registry.company_desk import codes
from tests.registry.presented import Counter


@pytest.fixture
def counter(db: None) -> Counter:
    return vault_of()


@pytest.mark.row("R-8-4")
def test_the_vault_is_narrowed_by_how_far_the_paper_has_come(counter: Counter) -> None:
    agreement = counter.plan.agreement
    deliver(counter, 2, 3)
    image(counter, "2.png")
    receive_all = make(counter)
    send(counter, receive_all)
    receive(counter, receive_all, 2)
    deliver(counter, 4)
    make(counter)
    deliver(counter, 5)
    found = {
        standing: [one.number for one in cancelled_page(agreement, CancelledFilters(standing=standing)).rows]
        for standing in PaperStanding
    }
    assert found == {
        PaperStanding.WITHOUT_IMAGE: [3, 4, 5],
        PaperStanding.ON_NONE: [5],
        PaperStanding.LISTED: [4],
        PaperStanding.DELIVERED: [2, 3],
        PaperStanding.KEPT: [],
        PaperStanding.LOST: [],
    }
    first = cancelled_page(agreement, size=2)
    assert ([one.number for one in first.rows], first.next_after) == ([2, 3], 3)
    assert [one.number for one in cancelled_page(agreement, after=3).rows] == [4, 5]


@pytest.mark.row("R-8-4")
def test_the_database_lists_and_images_only_what_is_cancelled_and_only_once(counter: Counter) -> None:
    deliver(counter, 2)
    made, plan = make(counter), counter.plan
    live = counter.certificate(3)
    stray = (
        f"INSERT INTO registry_transmittalline (transmittal_id, certificate_id) VALUES ({made.pk}, {live.pk})"
    )
    with connection.cursor() as cursor:
        assert refused(cursor, stray).startswith("RA001 CERTIFICATE_NOT_CANCELLED")
    other = Transmittal.objects.create(
        agreement=plan.agreement, number=9, certificate_count=1, rights_total=1, prepared_at=plan.at,
        prepared_by=plan.maker,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="certificate_on_one_transmittal"), transaction.atomic():
        TransmittalLine.objects.create(transmittal=other, certificate=counter.certificate(2))
    for kind in ("DELIVERED_TO_COMPANY", "KEPT_FOR_COMPANY"):
        early = plan.entry(
            "PAPER", "8", events=[{"kind": kind, "first": 2, "last": 3,
                                   "happened_on": date(2003, 6, 22).isoformat()}],
        )  # fmt: skip
        with pytest.raises(RightsError) as not_cancelled:
            plan.post(early)
        assert codes(not_cancelled) == ["CERTIFICATE_STILL_OUTSTANDING"]


@pytest.mark.row("R-8-4")
def test_a_scan_may_be_attached_a_year_after_the_cancellation(counter: Counter) -> None:
    deliver(counter, 2)
    counter.plan.at += timedelta(days=400)
    image(counter, "face.png", number=2)
    assert cancelled_numbered(counter.plan.agreement, 2).images == 1
    assert SENDER in CertificateEvent.objects.filter(kind="CANCELLED").get().reason
