"""What lies at the desk in the scene of the screens: requests of holders, and what the Company wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from certificates.models import HandOver, MailClass, Mailing, MailingKind, PrintRun
from certificates.services import handover, post_receipts, print_runs
from certificates.services.post_receipts import PostReceipt
from config.demo import post, press
from config.demo.people import MAKER, user_of
from config.demo.press import Work
from config.demo.story import PRESIDENT, approve
from config.screens.counter import CEDAR, paper, today
from registry import clock
from registry.models import (
    AddressChange,
    Approval,
    BookEntry,
    Notice,
    NoticeKind,
    RegisteredHolder,
    RightsAgreement,
    TakeOver,
)
from registry.selectors.addresses import Address
from registry.services import addresses, company, copies, information, takeovers
from registry.services.takeovers import InheritedTotals

SERVED = ("Juniper Stock Transfer Company", date(2000, 9, 15), date(2003, 3, 30))
NEW = Address("14 Quay Street", "Astoria", "OR", "97103", "US")
LATER = Address("3 Mill Road", "Astoria", "OR", "97103", "US")


def move_holders(first: RegisteredHolder, second: RegisteredHolder) -> None:
    """A change of address waits for its second person, one is in force; a draft has no signed paper yet."""
    ask_new_address(first, NEW)
    approve(ask_new_address(second, CEDAR), at=clock.now())
    draft_address(second, LATER)


def ask_new_address(holder: RegisteredHolder, address: Address) -> Approval:
    """A second person is asked to have the address changed as the holder's signed paper says."""
    return addresses.request_address_change(
        draft_address(holder, address),
        document=paper(holder.agreement, "Request to change an address", account=holder.account),
        signed_by=holder.registration,
        capacity="REGISTERED_HOLDER",
        maker=user_of(MAKER),
        at=clock.now(),
    )


def draft_address(holder: RegisteredHolder, address: Address) -> AddressChange:
    """A new address as it was told on the telephone."""
    return addresses.draft_address_change(
        holder, registration=holder.registration, address=address, by=user_of(MAKER), at=clock.now()
    )


def ask_copies(holder: RegisteredHolder) -> None:
    """A holder and a stranger ask for copies of the agreement; the holder's is there to be given."""
    agreement = holder.agreement
    for name, account in (("D. Stranger", ""), (holder.registration, holder.account)):
        copies.log_copy_request(
            agreement,
            name=name,
            document=paper(agreement, "Request for a copy of the agreement", asked_by=name),
            account=account,
            by=user_of(MAKER),
            at=clock.now(),
        )


def hear_from_the_company(agreement: RightsAgreement) -> Notice:
    """A telephone call, a question that waits, and two prices that conflict, with the application drafted."""
    maker = user_of(MAKER)
    company.log_informal(
        agreement,
        channel="TELEPHONE",
        sender="Rowan T. Ellery",
        said="A second notice of the price will follow by facsimile today.",
        received_at=clock.now(),
        by=maker,
        at=clock.now(),
    )
    question = "Which transfers came in after the list was closed?"
    information.ask(agreement, question=question, by=maker, at=clock.now())
    for price in ("4.15", "4.25"):
        notice = _price(agreement, price)
    return notice


def _price(agreement: RightsAgreement, price: str) -> Notice:
    facts = {"trading_day": date(2003, 6, 16), "price": price}
    return receive_notice(agreement, NoticeKind.RIGHT_PRICE, facts, title="Closing price of a Right")


def receive_notice(
    agreement: RightsAgreement, kind: NoticeKind, facts: Mapping[str, object], *, title: str
) -> Notice:
    """A notice of the President by facsimile, called back and not accepted."""
    at, maker = clock.now(), user_of(MAKER)
    effective = company.default_effective_at(agreement, kind=kind, facts=facts, at=at)
    written = company.WrittenNotice(
        kind=kind,
        officer_name=PRESIDENT[0],
        officer_title=PRESIDENT[1],
        channel="FACSIMILE",
        signed_on=today(agreement),
        effective_at=effective or at,
        received_at=at,
        facts=facts,
    )
    document = paper(agreement, title, **facts)
    notice = company.receive_notice(agreement, written, document=document, by=maker, at=at)
    return company.authenticate_notice(
        notice, by=maker, at=clock.now(), note="Called the President, who confirmed it."
    )


def take_over(agreement: RightsAgreement) -> TakeOver:
    """Records taken over from a predecessor, with a difference that nobody signed off yet (Recitals)."""
    return takeovers.record_take_over(
        agreement,
        totals=InheritedTotals(*SERVED, 12_000_000, 11_999_900),
        document=paper(agreement, "Statement of the Company about its Rights", rights="11,999,900"),
        by=user_of(MAKER),
        at=clock.now(),
    )


def bring_run(agreement: RightsAgreement, entry: BookEntry, *, work: Work) -> PrintRun:
    """A run of what an entry issued, from its lock to its reconciliation; every sheet is good (§5(a))."""
    maker = user_of(MAKER)
    run = print_runs.lock_run(agreement, entries=[entry], maker=maker, at=clock.now())
    assert run.job is not None
    work(run.job)
    run.refresh_from_db()
    print_runs.record_printed(run, by=maker, at=clock.now())
    press.execute(run)
    signed = press.report_signed(run, first=run.first_number, last=run.last_number, exceptions={})
    approve(signed, at=clock.now())
    print_runs.reconcile(run, by=maker, at=clock.now())
    run.refresh_from_db()
    return run


def hand_over(run: PrintRun) -> HandOver:
    """The certificates of a run go to the Company, which signed for them (§3(a))."""
    made = handover.prepare_hand_over(run, maker=user_of(MAKER), at=clock.now())
    asked = handover.request_receipt(
        made,
        received_by="Maren K. Osgood, Secretary",
        received_on=today(run.agreement),
        certificate_count=made.certificate_count,
        document=paper(run.agreement, "Receipt of the Company", certificates=made.certificate_count),
        maker=user_of(MAKER),
        at=clock.now(),
    )
    approve(asked, at=clock.now())
    return made


def mail_certificates(agreement: RightsAgreement, *, work: Work) -> Mailing:
    """What the agent mails on request: drawn, taken by the post, certified by two people (§26)."""
    mailing = post.freeze(agreement, kind=MailingKind.CERTIFICATES, words="certificates_2003")
    assert mailing.job is not None
    work(mailing.job)
    mailing.refresh_from_db()
    ranges = post_receipts.pieces_taken(mailing)
    taken = PostReceipt(
        mailed_on=today(agreement),
        place="San Francisco, CA 94199",
        mail_class=MailClass.FIRST_CLASS,
        piece_count=sum(last - first + 1 for first, last in ranges),
        signer="P. Clerk",
        ranges=ranges,
    )
    document = paper(agreement, "Receipt of the post", pieces=taken.piece_count)
    maker = user_of(MAKER)
    received = post_receipts.request_receipt(mailing, taken, document=document, maker=maker, at=clock.now())
    approve(received, at=clock.now())
    mailing.refresh_from_db()
    approve(post_receipts.request_certification(mailing, maker=maker, at=clock.now()), at=clock.now())
    mailing.refresh_from_db()
    return mailing
