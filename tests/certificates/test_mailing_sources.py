"""Which registry gives the addresses: the share list before the separation, the books after (§3(b), §26)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from certificates.models import AddressSource, Mailing, MailingKind, MailingState
from certificates.selectors import mailings as read
from registry.models import (
    BookEntry,
    DesignatedOffice,
    HolderList,
    ListPurpose,
    ListState,
    NoticeState,
    RegisteredHolder,
)
from registry.services.agreements.closures import load_closures
from registry.services.holder_lists import import_holder_list
from registry.services.openings import preview_opening
from tests.books.books import AFTER, BEFORE, Plan, make_notice
from tests.certificates.post import approved, fresh, frozen, mailed, produced, request_to_mail
from tests.certificates.runs import Press
from tests.registry.imports.list_files import line, list_text
from tests.registry.opened import accept_list, accept_staged, listed, make_opening_plan, separate

SUMMARY = MailingKind.SUMMARY_OF_RIGHTS
RECORD_CLOSE = datetime(2000, 10, 24, 0, tzinfo=UTC)  # 23 October 2000, 17:00 in California
TWELVE = list_text(
    *(line(account=f"S{place:03d}", registration_1=f"Shareholder {place}") for place in range(12))
)


@pytest.fixture
def attached(db: None) -> Press:
    """A plan whose Rights are still attached, with the agent's office and the Company's request to mail."""
    plan = make_opening_plan()
    designate(plan)
    load_closures("CA_OR_NJ_STRICT", at=BEFORE)
    press = Press(plan, plan.attach(5_000_000))
    plan.at = AFTER
    plan.agreement.separation_state = "ATTACHED"
    plan.agreement.distribution_effective_at = None
    plan.agreement.save()
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    return press


def designate(plan: Plan) -> None:
    DesignatedOffice.objects.create(
        agreement=plan.agreement,
        name="Principal office",
        address="1 Harbor Plaza\nRidgefield, NJ 07660",
        designated_from=date(2000, 10, 1),
        recorded_at=BEFORE,
    )


def read_list(
    press: Press,
    folder: Path,
    *,
    as_of: datetime = RECORD_CLOSE,
    purpose: ListPurpose = ListPurpose.RECORD_DATE,
) -> HolderList:
    """The share registry's list of twelve holders with 250 shares each, certified as of an instant."""
    plan, path = press.plan, folder / "list.csv"
    path.write_text(TWELVE, encoding="utf-8")
    notice = make_notice(plan, "LIST_CERTIFIED", effective_at=BEFORE)
    notice.state = NoticeState.ACCEPTED
    notice.facts = {"as_of": as_of.isoformat(), "shares": "3000", "holders": 12}
    notice.save()
    return import_holder_list(
        plan.agreement,
        path=path,
        notice=notice,
        imported_by=plan.maker,
        received_at=plan.tick(),
        at=plan.tick(),
        purpose=purpose,
    )


@pytest.mark.row("R-3b-1", "R-26-6", "R-26-4")
def test_while_the_rights_are_attached_the_summary_goes_to_the_twelve_holders_of_the_record_date(
    attached: Press, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    with pytest.raises(RefusedByGround) as listless:
        frozen(attached, SUMMARY)
    assert listless.value.code == "NOTHING_TO_MAIL"
    accept_staged(attached.plan, read_list(attached, tmp_path))
    made = mailed(attached, produced(attached, frozen(attached, SUMMARY)))
    assert (made.source, made.state) == (AddressSource.SHARE_LIST, MailingState.DISPATCHED)
    assert made.holder_list is not None
    assert made.holder_list.purpose == ListPurpose.RECORD_DATE
    assert read.given(made) == 12
    assert {piece.receipt_id for piece in made.pieces.all()} == {made.receipts.get().pk}


@pytest.mark.row("R-3b-1")
@pytest.mark.parametrize("moved_by", [timedelta(seconds=1), timedelta(days=-1), timedelta(days=900)])
def test_a_record_date_list_as_of_another_instant_is_refused_and_leaves_the_books_as_they_were(
    attached: Press, tmp_path: Path, settings: Any, moved_by: timedelta
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    entries = list(BookEntry.objects.values_list("number", "entry_hash"))
    with pytest.raises(RefusedByGround, match=r"3\(b\)") as refused:
        read_list(attached, tmp_path, as_of=RECORD_CLOSE + moved_by)
    assert refused.value.code == "LIST_NOT_OF_RECORD_DATE"
    assert list(BookEntry.objects.values_list("number", "entry_hash")) == entries
    assert not HolderList.objects.exists()
    assert not RegisteredHolder.objects.exists()
    with pytest.raises(RefusedByGround) as early:
        read_list(attached, tmp_path, purpose=ListPurpose.DISTRIBUTION_DATE)
    assert early.value.code == "RIGHTS_NOT_SEPARATED"


@pytest.mark.row("R-3b-1", "R-3a-5")
def test_no_opening_takes_the_record_date_list_nor_does_the_other_list_put_it_out_of_force(
    attached: Press, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    plan = attached.plan
    of_record_date = accept_staged(plan, read_list(attached, tmp_path))
    separate(plan)
    with pytest.raises(RefusedByGround) as refused:
        preview_opening(of_record_date, maker=plan.maker, at=plan.tick())
    assert "LIST_OF_RECORD_DATE" in {ground.code for ground in refused.value.grounds}
    accept_list(plan, [listed("A1", 3000)])
    of_record_date.refresh_from_db()
    assert of_record_date.state == ListState.ACCEPTED
    found = read.share_list(plan.agreement)
    assert found is not None
    assert found.pk == of_record_date.pk


@pytest.mark.row("R-3b-1", "R-26-6", "R-26-4")
def test_a_plan_whose_books_are_not_open_mails_the_summary_to_the_twelve_holders_of_the_list(
    attached: Press,
) -> None:
    plan = attached.plan
    separate(plan)
    accept_list(plan, [listed(f"A{place:03d}", 100 + place, country="CA" if place == 5 else "US")
                       for place in range(12)])  # fmt: skip
    made = mailed(attached, produced(attached, frozen(attached, SUMMARY)))
    assert (made.source, made.state, read.given(made)) == (
        AddressSource.SHARE_LIST,
        MailingState.DISPATCHED,
        12,
    )
    assert made.holder_list is not None
    first = made.pieces.order_by("number").first()
    assert first is not None
    assert first.account == "A005"  # in the order of mailing, by country
    assert not made.pieces.filter(holder__isnull=False).exists()


@pytest.mark.row("R-26-6")
def test_a_mailing_is_not_approved_once_another_list_gives_the_addresses(
    attached: Press, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    plan = attached.plan
    separate(plan)
    accept_list(plan, [listed("A1", 100)])
    mailing = frozen(attached, SUMMARY)
    accept_staged(plan, read_list(attached, tmp_path))
    with pytest.raises(RefusedByGround) as refused:
        approved(attached, mailing)
    assert refused.value.code == "MAILING_NOT_APPROVED"
    assert fresh(mailing).state == MailingState.SNAPSHOT_LOCKED


def test_without_a_designated_office_no_envelope_is_frozen_for_it_would_bear_no_return_address(
    attached: Press,
) -> None:
    plan = attached.plan
    separate(plan)
    accept_list(plan, [listed("A1", 100)])
    DesignatedOffice.objects.all().delete()
    with pytest.raises(RefusedByGround, match="return address") as refused:
        frozen(attached, SUMMARY)
    assert (refused.value.code, refused.value.clause) == ("OFFICE_NOT_DESIGNATED", "5(b);26")
    assert not Mailing.objects.exists()


@pytest.mark.row("R-26-6")
def test_once_certificates_stand_on_the_books_their_registry_gives_the_addresses(press: Press) -> None:
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    made = fresh(frozen(press, SUMMARY))
    assert made.source == AddressSource.BOOKS
    assert made.pieces.filter(holder__isnull=True).count() == 0
