"""§21: removal of the Rights Agent, by registered or certified mail and after thirty days."""

from __future__ import annotations

from datetime import date

import pytest

from agreement.channels import registered_grounds
from agreement.choices import Channel
from agreement.notice import NoticeKind, NoticeReceived, form_grounds
from agreement.removal import earliest_removal, last_day_in_office
from agreement.terms import Terms


def removal(channel: str) -> NoticeReceived:
    return NoticeReceived(
        kind=NoticeKind.AGENT_REMOVED,
        officer_name="Rowan T. Ellery",
        officer_title="President",
        held_title=True,
        signed_on=date(2004, 3, 1),
        channel=channel,
    )


def test_a_removal_mailed_on_1_march_takes_effect_on_31_march_at_the_earliest(terms: Terms) -> None:
    assert earliest_removal(date(2004, 3, 1), terms=terms) == date(2004, 3, 31)
    assert earliest_removal(date(2004, 1, 31), terms=terms) == date(2004, 3, 1)  # over a leap day
    assert last_day_in_office(date(2004, 3, 31)) == date(2004, 3, 30)


@pytest.mark.row("R-26-3")
@pytest.mark.parametrize("channel", [Channel.REGISTERED_MAIL, Channel.CERTIFIED_MAIL])
def test_registered_and_certified_mail_give_notice_of_removal(terms: Terms, channel: Channel) -> None:
    assert form_grounds(removal(channel), terms=terms) == ()
    assert registered_grounds(channel, terms=terms) == ()


@pytest.mark.row("R-26-3")
@pytest.mark.parametrize("channel", [Channel.FIRST_CLASS_MAIL, Channel.FACSIMILE])
def test_a_channel_of_other_notices_is_asked_back_about(terms: Terms, channel: str) -> None:
    assert form_grounds(removal(channel), terms=terms) == ()
    (found,) = registered_grounds(channel, terms=terms)
    assert (found.code, found.clause, found.effect) == ("CHANNEL_NOT_REGISTERED", "21", "QUERY")
    assert "registered mail or certified mail" in found.message


@pytest.mark.row("R-26-3")
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TELEPHONE, ""])
def test_what_gives_no_notice_at_all_gives_none_of_removal(terms: Terms, channel: str) -> None:
    (found,) = form_grounds(removal(channel), terms=terms)
    assert (found.code, found.clause) == ("CHANNEL_NOT_FORMAL", "26")


def test_another_agreement_names_other_channels(other_terms: Terms) -> None:
    assert registered_grounds(Channel.OVERNIGHT_COURIER, terms=other_terms) == ()
    (found,) = registered_grounds(Channel.REGISTERED_MAIL, terms=other_terms)
    assert "certified mail or overnight courier" in found.cure
