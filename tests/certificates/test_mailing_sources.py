"""Which registry gives the addresses: the share list before the separation, the books after (§26)."""

from __future__ import annotations

import pytest

from agreement.errors import RefusedByGround
from certificates.models import AddressSource, MailingKind, MailingState
from certificates.selectors import mailings as read
from tests.certificates.post import fresh, frozen, mailed, produced, request_to_mail
from tests.certificates.runs import Press
from tests.registry.opened import accept_list, listed, make_opening_plan, separate

SUMMARY = MailingKind.SUMMARY_OF_RIGHTS


@pytest.mark.row("R-3b-1", "R-26-6", "R-26-4")
def test_a_plan_whose_books_are_not_open_mails_the_summary_to_the_twelve_holders_of_the_list(
    db: None, settings: object
) -> None:
    plan = make_opening_plan()
    press = Press(plan, plan.attach(5_000_000))
    separate(plan)
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    with pytest.raises(RefusedByGround) as listless:
        frozen(press, SUMMARY)
    assert listless.value.code == "NOTHING_TO_MAIL"
    accept_list(plan, [listed(f"A{place:03d}", 100 + place, country="CA" if place == 5 else "US")
                       for place in range(12)])  # fmt: skip
    made = mailed(press, produced(press, frozen(press, SUMMARY)))
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
def test_once_certificates_stand_on_the_books_their_registry_gives_the_addresses(press: Press) -> None:
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    made = fresh(frozen(press, SUMMARY))
    assert made.source == AddressSource.BOOKS
    assert made.pieces.filter(holder__isnull=True).count() == 0
