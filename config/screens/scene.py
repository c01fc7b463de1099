"""The scene of the screens: beside the story of the demonstration, one of everything that has a page.

It stands in the database of the screens alone; the story that `make run` tells stays as quick as it is.
"""

from __future__ import annotations

from agreement.certification import Answer
from config.demo.people import make_person
from config.demo.press import Work
from config.screens import (
    correspondence,
    counter,
    desk,
    of_account,
    of_adjustments,
    of_cancelled,
    of_carried,
    of_deferral,
    of_deliveries,
    of_gates,
    of_letters,
    of_nullity,
    of_office,
    of_orders,
    of_shares,
    of_stops,
)
from config.screens.holder import KEEPER, NAME, claim_accounts, prepare, prepare_transfer, report_loss
from registry.models import RightsAgreement, User

CERTIFICATES = 18
LAST = (
    of_adjustments.adjust,
    of_deliveries.deliver,
    of_gates.suspend,
    of_orders.order_redemption,
    of_office.open_verification,
    of_office.tell_of_an_event,
)


def set_scene(agreement: RightsAgreement, other: RightsAgreement, *, work: Work) -> dict[str, str]:
    """Do everything once that the story leaves out; returns user name → password of who came in.

    `work` does a job, or waits until it is done. A scene that stands already is left as it is.
    """
    if User.objects.filter(username=NAME).exists():
        return {}
    of_carried.carry_out(work=work)
    held = counter.certificates_of_some_rights(agreement, most=CERTIFICATES)
    drafted, exercised, given, kept, waiting, short, unpaid = held[:7]
    moved, at_desk, lacking, halved, odd, asked, nominee, cleared, missed, lost, deferred = held[7:]
    passwords = {KEEPER.username: make_person(KEEPER)}
    followed = (drafted, exercised, waiting, at_desk, missed)
    passwords[NAME], accesses = claim_accounts([one.holder for one in followed])
    prepare(accesses[0], drafted)
    prepare_transfer(accesses[0], drafted)
    report_loss(accesses[4], missed)

    transfer = counter.post_transfer(counter.receive_transfer(given, rights=20))
    exercise_of_holder = counter.receive_exercise(exercised, rights=20)
    counter.pay(exercise_of_holder, amount=20 * counter.PRICE)
    exercise = counter.post_exercise(exercise_of_holder)
    desk.hand_over(desk.bring_run(agreement, transfer, work=work))
    desk.bring_run(agreement, exercise, work=work)
    desk.mail_certificates(agreement, work=work)

    counter.ask_for_transfer(counter.receive_transfer(waiting, rights=20))
    counter.receive_transfer(lacking, rights=20, guarantor="")
    counter.pay(counter.receive_exercise(short, rights=10), amount=counter.PRICE)
    counter.receive_exercise(unpaid, rights=10)
    applied = counter.receive_transfer(kept, rights=20, first=Answer.BLANK)
    counter.apply_about(applied)
    of_letters.state_date(applied)
    counter.ask_evidence(counter.receive_transfer(asked, rights=20))
    counter.instruct(agreement)
    counter.receive_schedule(nominee)
    split = counter.receive_split_up(halved, asked=(20, halved.rights - 20))
    lost_one = counter.receive_split_up(odd, asked=(20, odd.rights - 21))

    desk.move_holders(moved.holder, at_desk.holder)
    desk.ask_copies(at_desk.holder)
    desk.hear_from_the_company(agreement)
    desk.take_over(other)
    of_stops.place_stops(moved)
    of_stops.claim_loss(at_desk)
    counter.receive_transfer(moved, rights=20)
    of_letters.present_replaced(lost)
    of_letters.write_extract(given.holder)
    correspondence.write_letters(agreement, entry=transfer, taxed=split, refused=lost_one)
    of_cancelled.fill_vault(agreement)
    of_nullity.find_void(given.holder, entry=transfer)
    of_nullity.end_nullity(cleared)
    of_office.resign(agreement)
    of_office.hand_books_over(agreement)
    of_shares.issue_shares(moved.holder)
    of_account.keep_account(agreement, item=split)
    of_deferral.defer(deferred)
    for done in LAST:
        done(agreement)
    return passwords
