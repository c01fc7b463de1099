"""Mail that came back: what was mailed stays given, the address is flagged until it changes (§26)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import MailingKind
from certificates.selectors import mailings as read
from certificates.services.mailing_pieces import certificate_pieces
from registry.models import HolderAddress, RegisteredHolder
from registry.roles import Role, give_role
from registry.selectors.address_doubts import address_in_doubt, holders_in_doubt
from tests.certificates.post import MAILED_ON, frozen, mailed, moved, produced, ready_to_mail
from tests.certificates.runs import Press
from tests.certificates.test_mailing_receipts import back
from tests.certificates.test_mailing_sources import attached, read_list
from tests.registry.opened import accept_staged, separate

__all__ = ["attached"]  # the fixture


def accounts_in_doubt(press: Press) -> list[str]:
    found = holders_in_doubt(press.agreement, at=press.plan.at)
    return sorted(found.values_list("account", flat=True))


@pytest.mark.row("R-26-5")
def test_what_was_mailed_stays_given_and_the_addresses_it_came_back_from_are_flagged(press: Press) -> None:
    ready_to_mail(press)
    made = mailed(press)
    assert (read.given(made), accounts_in_doubt(press)) == (25, [])
    for piece in (2, 5, 9):
        back(press, made, piece)
    assert read.given(made) == 25
    pieces = made.pieces.filter(number__in=(2, 5, 9))
    assert accounts_in_doubt(press) == sorted(pieces.values_list("account", flat=True))
    flagged, other = pieces.get(number=5).holder, made.pieces.get(number=6).holder
    assert flagged is not None
    assert other is not None
    assert address_in_doubt(flagged, at=press.plan.at) == MAILED_ON
    assert address_in_doubt(other, at=press.plan.at) is None
    HolderAddress.objects.create(
        holder=flagged, address="9 New Street", city="Boston", country="US",
        in_force_from=press.plan.tick(), recorded_at=press.plan.at, recorded_by=press.plan.maker,
        document=press.plan.document,
    )  # fmt: skip
    assert address_in_doubt(flagged, at=press.plan.tick()) is None
    assert len(accounts_in_doubt(press)) == 2
    assert read.given(made) == 25


@pytest.mark.row("R-26-5")
def test_the_flag_stands_on_the_holders_page_in_the_list_its_filter_and_the_api(
    press: Press, settings: Any
) -> None:
    ready_to_mail(press)
    made = mailed(press)
    back(press, made, 5)
    settings.CLOCK_OFFSET = press.plan.tick() - datetime.now(UTC)
    give_role(press.plan.maker, Role.MAKER)
    client, code = Client(), press.agreement.code
    client.force_login(press.plan.maker)
    flagged, other = made.pieces.get(number=5).holder, made.pieces.get(number=6).holder
    assert flagged is not None
    assert other is not None
    for holder, is_flagged in ((flagged, True), (other, False)):
        page = client.get(reverse("holder", args=[code, holder.pk])).content.decode()
        assert ("Address in doubt" in page) == is_flagged
        told = client.get(f"/api/v1/agreements/{code}/holders/{holder.account}").json()
        assert told["address_in_doubt"] == is_flagged
        assert told["mail_came_back_on"] == (MAILED_ON.isoformat() if is_flagged else None)
    every = client.get(reverse("holders", args=[code])).content.decode()
    assert every.count('tag-bad">Address in doubt') == 1
    assert other.account in every
    only = client.get(reverse("holders", args=[code]), {"address": "in-doubt"}).content.decode()
    assert flagged.account in only
    assert other.account not in only


@pytest.mark.row("R-26-5", "R-26-6")
def test_a_piece_of_a_share_list_flags_the_account_that_came_on_the_books_with_the_same_address(
    attached: Press, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    accept_staged(attached.plan, read_list(attached, tmp_path))
    made = mailed(attached, produced(attached, frozen(attached, MailingKind.SUMMARY_OF_RIGHTS)))
    for account in ("S003", "S004"):
        back(attached, made, made.pieces.get(account=account).number)
    assert (read.given(made), accounts_in_doubt(attached)) == (12, [])
    same, other = attached.plan.holder("S003"), attached.plan.holder("S004")
    moved(same, address="1 Market St", region="CA", postal_code="94105")
    moved(other, address="77 Later Lane", region="CA", postal_code="94105")
    assert accounts_in_doubt(attached) == ["S003"]
    assert address_in_doubt(RegisteredHolder.objects.get(pk=same.pk), at=attached.plan.at) == MAILED_ON


@pytest.mark.row("R-26-4", "R-26-5")
def test_a_certificate_is_set_aside_where_the_summary_came_back_before_the_books_were_opened(
    attached: Press, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    plan = attached.plan
    accept_staged(plan, read_list(attached, tmp_path))
    made = mailed(attached, produced(attached, frozen(attached, MailingKind.SUMMARY_OF_RIGHTS)))
    back(attached, made, made.pieces.get(account="S003").number)
    separate(plan)
    holders = [plan.holder(account) for account in ("S003", "S004")]
    for holder in holders:
        moved(holder, address="1 Market St", region="CA", postal_code="94105")
    plan.issue(*((holder, 250) for holder in holders))
    doubtful, good = certificate_pieces(attached.agreement, numbers=[(1, 2)], stopped=[], at=plan.tick())
    assert (doubtful.account, good.account, good.aside) == ("S003", "S004", None)
    assert doubtful.aside is not None
    assert (doubtful.aside.code, doubtful.aside.basis) == ("MAIL_CAME_BACK", "HOUSE")
    assert MAILED_ON.isoformat() in doubtful.aside.message
