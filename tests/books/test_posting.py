"""Posting through the door: what an entry leaves in the books."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction

from agreement.errors import InvalidRequest
from registry.models import Approval, BookEntry, ControlAccount, Lot, NumberCounter, RightsCertificate
from registry.services.approvals import request_approval
from registry.verifier import verify
from tests.books.books import Plan

pytestmark = pytest.mark.servers


@pytest.mark.row("R-0-2", "R-5b-3")
def test_attached_rights_enter_the_control_account(plan: Plan) -> None:
    entry = plan.attach(38_500_000)
    assert (entry.number, entry.rights_created, entry.rights_opened) == (1, 38_500_000, 38_500_000)
    assert ControlAccount.objects.get(entry=entry).total == 38_500_000
    lot = Lot.objects.get(opened_by=entry)
    assert (lot.holder, lot.certificate, lot.rights) == (None, None, 38_500_000)


@pytest.mark.row("R-3d-1")
def test_3d_rights_of_repurchased_shares_are_retired(plan: Plan) -> None:
    attached = Lot.objects.get(opened_by=plan.attach(40_000_000))
    entry = plan.post(
        plan.entry(
            "RETIRE_ATTACHED",
            "3(d)",
            close=[{"lot": attached.pk, "retired_as": "CANCELLED"}],
            open=[{"parent": attached.pk, "rights": 38_500_000, "holder": None, "certificate": None}],
        )
    )
    assert entry.rights_retired == 1_500_000
    assert Lot.objects.get(closed_by__isnull=True).rights == 38_500_000
    assert ControlAccount.objects.latest("id").total == 40_000_000


@pytest.mark.row("R-5b-2")
def test_certificates_carry_name_rights_date_and_next_numbers(separated: Plan) -> None:
    first, second = RightsCertificate.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert (first.registration, first.rights, str(first.dated)) == ("Holder 1\nas trustee", 600, "2000-10-23")
    assert len(first.verification_code) == 24
    assert first.verification_code != second.verification_code
    counters = dict(NumberCounter.objects.values_list("kind", "last_number"))
    assert counters == {"ENTRY": 2, "CERTIFICATE": 2}


def test_entries_are_chained_from_the_agreement_on(separated: Plan) -> None:
    first, second = BookEntry.objects.order_by("number")
    assert bytes(first.previous_hash) == hashlib.sha256(b"books-1|DTHK").digest()
    assert bytes(second.previous_hash) == bytes(first.entry_hash)
    chained = f"entry-1|{second.leaf_hash.hex()}|{second.content_hash.hex()}|{second.previous_hash.hex()}"
    assert hashlib.sha256(chained.encode()).digest() == bytes(second.entry_hash)


def test_a_transfer_closes_one_lot_and_opens_another(separated: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    carol = separated.holder("3")
    entry = separated.post(separated.transfer(lot, carol))
    lot.refresh_from_db()
    assert (lot.closed_by, lot.retired_as) == (entry, "")
    child = Lot.objects.get(parent=lot)
    assert (child.holder, child.rights, child.certificate.number) == (carol, 600, 3)
    assert entry.maker == separated.maker
    assert entry.approver == separated.approver


@pytest.mark.row("R-5a-6")
def test_a_number_that_follows_a_spoiled_one_bears_the_very_words_of_the_earlier_certificate(
    separated: Plan,
) -> None:
    lot = Lot.objects.get(certificate__number=1)
    face = separated.certificate(separated.holders[0], 600, registration_of=1)
    del face["registration_of_holder"], face["registration_commitment"]
    spoiled = {"kind": "SPOILED", "first": 1, "last": 1, "happened_on": "2003-06-20", "reason": "lost"}
    separated.post(
        separated.entry(
            "PAPER",
            "5(a)",
            close=[{"lot": lot.pk, "retired_as": ""}],
            open=[{"parent": lot.pk, "rights": 600, "holder": lot.holder_id, "certificate": 0}],
            certificates=[face],
            events=[spoiled],
        )
    )
    first, third = RightsCertificate.objects.exclude(number=2).order_by("number")
    assert (third.number, third.registration) == (3, first.registration)
    assert bytes(third.registration_commitment) == bytes(first.registration_commitment)
    assert verify().findings == []


def test_no_request_of_an_entry_holds_the_words_of_a_registration(separated: Plan) -> None:
    separated.post(separated.transfer(Lot.objects.get(certificate__number=1), separated.holder("3")))
    kept = " ".join(str(request) for request in Approval.objects.values_list("request", flat=True))
    assert "Holder" not in kept
    for request in (
        separated.entry("ISSUE", "22", certificates=[{"registration": "Ada"}]),
        {"act": "X", "entry": separated.entry("ISSUE", "22", certificates=[{"registration": "Ada"}])},
    ):
        before = Approval.objects.count()
        with pytest.raises(InvalidRequest) as refused, transaction.atomic():
            request_approval(
                separated.agreement,
                kind="POST_ENTRY",
                request=request,
                summary="issue",
                maker=separated.maker,
                at=separated.tick(),
            )
        assert refused.value.code == "REGISTERED_WORDS_IN_REQUEST"
        assert Approval.objects.count() == before
