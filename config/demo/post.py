"""The mailing of the demonstration: the Summary of Rights to every holder, produced, waiting for its receipt.

The Company asks for it in writing; the workers draw the sheets; what the post took, a person records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certificates.models import Mailing, MailingKind
from certificates.services import mailings
from config.demo.people import MAKER, user_of
from config.demo.press import wait_for
from config.demo.story import SECRETARY, approve, say
from registry import clock
from registry.models import NoticeKind, RightsAgreement

if TYPE_CHECKING:
    from config.demo.telling import Teller

WORDS = "summary_2003"


def produce_mailing(agreement: RightsAgreement, *, teller: Teller) -> Mailing:
    """Take in the Company's request to mail, freeze and approve the mailing, and let it be drawn."""
    with teller.step("The Company asked that the Summary of Rights be mailed; every address examined"):
        mailing = freeze(agreement, kind=MailingKind.SUMMARY_OF_RIGHTS, words=WORDS)
    assert mailing.job is not None
    wait_for(mailing.job, teller=teller, what="Sheets drawn")
    mailing.refresh_from_db()
    return mailing


def freeze(agreement: RightsAgreement, *, kind: MailingKind, words: str) -> Mailing:
    """The Company asks in writing that papers be mailed; two people freeze the mailing, its job begins."""
    facts = {"mailer": "AGENT", "papers": kind.value}
    say(agreement, NoticeKind.MAILING_REQUEST, facts, received_at=clock.now(), officer=SECRETARY)
    maker = user_of(MAKER)
    mailing = mailings.request_mailing(agreement, kind=kind, text_name=words, maker=maker, at=clock.now())
    assert mailing.approval is not None
    approve(mailing.approval, at=clock.now())
    mailing.refresh_from_db()
    return mailing
