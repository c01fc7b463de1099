"""What is due and easily overlooked: money of ended exercises, reminders, notices of events (§7, §25)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from certificates.models import Mailing, MailingKind, MailingState
from config.home.task import SHOWN_OF_A_KIND, Task
from exercises.selectors.custody import items_with_money, still_held_grounds
from registry import clock
from registry.models import SeparationState, User
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.event_notices import event_notices_to_mail, notice_of_due
from registry.selectors.items import expiration_at
from registry.selectors.notices import EXPIRY_REMINDER, mailing_request
from registry.staff.access import visible_agreements
from registry.staff.items import page_of
from registry.staff.words import day


def money_left(user: User) -> Iterator[Task]:
    """Exercises that have ended while money of theirs is still in hand: it goes on, or back."""
    for agreement in visible_agreements(user):
        for item in items_with_money(agreement)[:SHOWN_OF_A_KIND]:
            for one in still_held_grounds(item):
                yield Task(one.message, page_of(item), agreement.code, one.cure, one.clause)


def reminders(user: User) -> Iterator[Task]:
    """Reminders of the expiry that the Company asked for and that no mailing carries yet."""
    at = clock.now()
    for agreement in visible_agreements(user).filter(separation_state=SeparationState.BOOKS_OPEN):
        if mailing_request(agreement, papers=EXPIRY_REMINDER) is None:
            continue
        made = Mailing.objects.filter(agreement=agreement, kind=MailingKind.EXPIRY_REMINDER)
        ends_at = expiration_at(agreement, terms=terms_in_force(agreement, known_at=at), at=at)
        if at < ends_at and not made.exclude(state=MailingState.CANCELLED).exists():
            until = f"the Rights expire on {day(local_day(agreement, at=ends_at))}"
            words = "Prepare the reminder of the expiry that the Company asked for"
            yield Task(words, reverse("mailings", args=[agreement.code]), agreement.code, until, "7(a)")


def events(user: User) -> Iterator[Task]:
    """Notices of a Triggering Event or Section 13 Event that nobody recorded as mailed to the holders."""
    for agreement in visible_agreements(user):
        for due in event_notices_to_mail(agreement)[:SHOWN_OF_A_KIND]:
            address = reverse("notice", args=[agreement.code, notice_of_due(due).number])
            until = f"by {day(due.due_by)}" if due.due_by else "as soon as practicable"
            yield Task(f"To be mailed to {due.addressees}", address, agreement.code, until, due.section)
