"""What waits for a person, gathered from every application into one list."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from agreement.workflow.items import ItemKind, ItemState
from certificates.models import HandOver, Mailing, MailingState, PrintRun, RunState
from certificates.selectors.inquiries import agent_day, inquiries, unanswered
from certificates.selectors.letters import LetterStanding, letters, letters_standing
from certificates.selectors.print_runs import entries_to_print
from config.home.company import needed_of
from config.home.due import events, money_left, reminders
from config.home.task import SHOWN_OF_A_KIND, Task
from exercises.selectors.gates import gate_alerts
from registry import clock
from registry.models import (
    AddressChange,
    AddressChangeState,
    CopyRequest,
    CopyRequestState,
    HolderList,
    InformalNotice,
    InformationRequest,
    Job,
    JobState,
    ListState,
    Notice,
    NoticeState,
    Opening,
    OpeningState,
    User,
)
from registry.roles import APPROVERS, STAFF, Role, has_any_role
from registry.selectors.adjustments import summaries_to_mail
from registry.selectors.board_orders import notices_to_mail
from registry.selectors.demands import demands_to_tell, waiting_after_demands
from registry.selectors.items import waiting_items
from registry.selectors.loss_drafts import found_to_look_at, reports_to_look_at
from registry.selectors.requests import (
    STATE_WORDS,
    RequestState,
    has_lapsed,
    open_requests,
    requests_for_second_person,
)
from registry.selectors.stops import what_it_stands_on
from registry.selectors.succession import local_day, office_mailings, vacancy
from registry.selectors.takeovers import take_overs, undecided_sign_offs
from registry.services.company import answered_grounds
from registry.services.items import is_undecided
from registry.staff.access import visible_agreements
from registry.staff.items import page_of
from registry.staff.words import day

NEXT_STEPS = {
    RunState.RENDERED: "Look at the difference in",
    RunState.PROOFED: "Record the printing of",
    RunState.PRINTED: "Record the Company's execution of",
    RunState.EXECUTED: "Record the countersigning of",
    RunState.COUNTERSIGNING: "Record the rest of the countersigning of",
    RunState.RECONCILED: "Ask to close",
}

NEXT_OF_NOTICE = {
    NoticeState.RECEIVED: "Authenticate",
    NoticeState.AUTHENTICATED: "Ask for acceptance of",
    NoticeState.QUERIED: "Answer outstanding on",
}

NEXT_OF_ITEM = {
    ItemState.EXAMINED: "Ask for the posting of",
    ItemState.COMPLETE: "Ask for the posting of",
    ItemState.HELD_20K: "Record the Company's answer about",
    ItemState.AWAITING_PAYMENT: "Await the payment for",
    ItemState.DEFICIENT: "Have put right, or refuse,",
}

NEXT_AT_THE_POST = {
    MailingState.PREPARED: "Record the post's receipt for",
    MailingState.DISPATCHING: "Record the post's receipt for the rest of",
    MailingState.DISPATCHED: "Ask to certify",
}


def tasks_for(user: User) -> list[Task]:
    """Everything that waits for this person, the decisions first."""
    found: list[Task] = []
    if has_any_role(user, APPROVERS):
        found += _requests(user)
    if has_any_role(user, STAFF):
        found += _reported(user)
        found += _demands(user)
        for gather in (
            _notices,
            _laid_in,
            _questions,
            _take_overs,
            _lists,
            _openings,
            _items,
            _addresses,
            _copies,
        ):
            found += gather(user)
        for gather in (_runs, _hand_overs, _mailings, _letters, _jobs, _office, _adjustments):
            found += gather(user)
        found += [*_orders(user), *_gates(user), *money_left(user), *reminders(user), *events(user)]
    if has_any_role(user, {Role.ISSUER_OFFICER}):
        for agreement in visible_agreements(user):
            found += needed_of(agreement, at=clock.now())
    return found


def asked_by(user: User) -> list[Task]:
    """What this person asked for and another person has not decided yet."""
    at = clock.now()
    mine = open_requests(visible_agreements(user)).filter(maker=user)
    return [
        Task(
            request.summary,
            reverse("request", args=[request.request_hash]),
            request.agreement.code if request.agreement else "The installation",
            STATE_WORDS[RequestState.LAPSED] if has_lapsed(request, at=at) else "",
        )
        for request in mine[:SHOWN_OF_A_KIND]
    ]


def _requests(user: User) -> Iterator[Task]:
    waiting = requests_for_second_person(visible_agreements(user), user=user, at=clock.now())
    for request in waiting[:SHOWN_OF_A_KIND]:
        code = request.agreement.code if request.agreement else "The installation"
        address = reverse("request", args=[request.request_hash])
        yield Task(f"Decide: {request.summary}", address, code, f"made by {request.maker}")


def _reported(user: User) -> Iterator[Task]:
    """Losses and finds that holders told on their own pages, and that nobody of the staff looked at yet."""
    for stop in reports_to_look_at(visible_agreements(user))[:SHOWN_OF_A_KIND]:
        code = stop.agreement.code
        words = f"Look at {str(stop).lower()}: {stop.get_kind_display().lower()} by the holder of certificate"
        address = reverse("stop", args=[code, stop.number])
        certificate = stop.certificate.number if stop.certificate else ""
        yield Task(f"{words} {certificate}", address, code, "note or file what you did about it", "6(b)")
    for stop in found_to_look_at(visible_agreements(user))[:SHOWN_OF_A_KIND]:
        code, certificate = stop.agreement.code, stop.certificate.number if stop.certificate else ""
        words = f"Look at {str(stop).lower()}: its holder says that certificate {certificate} is found"
        address = reverse("stop", args=[code, stop.number])
        yield Task(words, address, code, "two people release it, on the holder's writing", "6(b)")


def _demands(user: User) -> Iterator[Task]:
    """Demands not to register under which something was presented: both are told, and the period runs."""
    for stop in demands_to_tell(visible_agreements(user))[:SHOWN_OF_A_KIND]:
        code = stop.agreement.code
        words = f"Tell both, and record it: {str(stop).lower()} on {what_it_stands_on(stop)}"
        address = reverse("stop", args=[code, stop.number])
        told = "who made the demand and who presented; the period runs from then"
        yield Task(words, address, code, told, "UCC 8-403")
    ended = waiting_after_demands(visible_agreements(user), at=clock.now())
    for stop, item in ended[:SHOWN_OF_A_KIND]:
        code = stop.agreement.code
        words = f"The demand ended on {day(stop.expires_on)}: examine item {item.number}"
        detail = f"held under {str(stop).lower()} on {what_it_stands_on(stop)}"
        yield Task(words, page_of(item), code, detail, "UCC 8-403")


def _notices(user: User) -> Iterator[Task]:
    undecided = Notice.objects.filter(
        agreement__in=visible_agreements(user), state__in=tuple(NEXT_OF_NOTICE)
    ).select_related("agreement")
    # What is asked waits for the second person, among the requests.
    asked = Q(acceptance__isnull=False, acceptance__approved_at=None, acceptance__rejected_at=None)
    for notice in undecided.exclude(asked)[:SHOWN_OF_A_KIND]:
        code, step = notice.agreement.code, NEXT_OF_NOTICE[NoticeState(notice.state)]
        if notice.state == NoticeState.QUERIED and answered_grounds(notice):
            step = NEXT_OF_NOTICE[NoticeState.AUTHENTICATED]
        yield Task(
            f"{step}: {notice}",
            reverse("notice", args=[code, notice.number]),
            code,
            notice.officer_title,
            "26",
        )


def _laid_in(user: User) -> Iterator[Task]:
    """Papers that officers laid in on the Company's page, which no notice follows yet."""
    laid = InformalNotice.objects.filter(
        agreement__in=visible_agreements(user), document__isnull=False, followed_by__isnull=True
    )
    for one in laid.select_related("agreement").order_by("id")[:SHOWN_OF_A_KIND]:
        code = one.agreement.code
        words = f"Look at what the Company laid in: {one.said[:120]}"
        told = f"{one.sender}; without effect until the notice is taken in"
        yield Task(words, reverse("notices", args=[code]), code, told, "26")


def _questions(user: User) -> Iterator[Task]:
    waiting = InformationRequest.objects.filter(
        agreement__in=visible_agreements(user), answered_at__isnull=True
    ).select_related("agreement")
    for asked in waiting.order_by("id")[:SHOWN_OF_A_KIND]:
        code = asked.agreement.code
        words = f"Record the Company's answer: {asked.question}"
        yield Task(words, reverse("questions", args=[code]), code, section="5(b)(ii)")


def _take_overs(user: User) -> Iterator[Task]:
    for agreement in (
        visible_agreements(user)
        .filter(take_overs__reconciled_at__isnull=True, take_overs__isnull=False)
        .distinct()
    ):
        asked = undecided_sign_offs(agreement)
        for taken in take_overs(agreement).filter(reconciled_at__isnull=True):
            if taken.pk not in asked:
                address = reverse("take_over_signed_off", args=[agreement.code, taken.pk])
                yield Task(f"Ask for the sign-off of {taken}", address, agreement.code, section="Recitals")


def _office(user: User) -> Iterator[Task]:
    """An office that is empty or will be, and notices of a change of agent that are to go by now."""
    at = clock.now()
    for agreement in visible_agreements(user):
        office, waiting = reverse("office", args=[agreement.code]), vacancy(agreement, at=at)
        for ground in waiting.grounds if waiting else ():
            yield Task(ground.message, office, agreement.code, section="21")
        due = office_mailings(agreement).filter(mailed__isnull=True, due_by__lte=local_day(agreement, at=at))
        for notice in due[:SHOWN_OF_A_KIND]:
            words = f"Record as mailed or filed: {notice.addressees}"
            yield Task(words, office, agreement.code, section="21")


def _adjustments(user: User) -> Iterator[Task]:
    """Summaries of adjustments that nobody recorded as mailed to the holders."""
    for agreement in visible_agreements(user):
        for due, number in summaries_to_mail(agreement)[:SHOWN_OF_A_KIND]:
            address = reverse("adjustment", args=[agreement.code, number])
            words = f"Record as mailed: {due.addressees}"
            yield Task(words, address, agreement.code, section="12")


def _orders(user: User) -> Iterator[Task]:
    """Notices of redemption or exchange that nobody recorded as mailed to the holders."""
    for agreement in visible_agreements(user):
        for due, number in notices_to_mail(agreement)[:SHOWN_OF_A_KIND]:
            address = reverse("order", args=[agreement.code, number])
            until = f"by {day(due.due_by)}" if due.due_by else ""
            yield Task(f"Record as mailed: {due.addressees}", address, agreement.code, until, due.section)


def _gates(user: User) -> Iterator[Task]:
    """Limits of suspensions that near or are reached, and announcements that are not on file."""
    at = clock.now()
    for agreement in visible_agreements(user):
        address = reverse("exercise_gates", args=[agreement.code])
        for one in gate_alerts(agreement, at=at)[:SHOWN_OF_A_KIND]:
            yield Task(one.message, address, agreement.code, one.cure, one.clause)


def _lists(user: User) -> Iterator[Task]:
    lists = HolderList.objects.filter(
        agreement__in=visible_agreements(user),
        state__in=(ListState.STAGED, ListState.REJECTED, ListState.ACCEPTED),
    ).select_related("agreement")
    # Asked for and rejected is to be asked again.
    lists = lists.filter(Q(acceptance__isnull=True) | Q(acceptance__rejected_at__isnull=False))
    for holder_list in lists[:SHOWN_OF_A_KIND]:
        code = holder_list.agreement.code
        words = "Cure the rejects of" if holder_list.state == ListState.REJECTED else "Ask for acceptance of"
        address = reverse("list", args=[code, holder_list.pk])
        yield Task(f"{words} {holder_list.file_name}", address, code, section="5(b)")


def _openings(user: User) -> Iterator[Task]:
    openings = Opening.objects.filter(
        agreement__in=visible_agreements(user), state=OpeningState.PREVIEWED
    ).select_related("agreement")
    for opening in openings[:SHOWN_OF_A_KIND]:
        code = opening.agreement.code
        yield Task(
            "Ask for approval of the opening",
            reverse("opening", args=[code, opening.pk]),
            code,
            section="5(b)",
        )


def _items(user: User) -> Iterator[Task]:
    for item in waiting_items(visible_agreements(user))[:SHOWN_OF_A_KIND]:
        asked = [item.posting, item.refusal, *(one.approval for one in item.consultations.all())]
        if any(one is not None and is_undecided(one) for one in asked):
            continue  # it waits for the second person, among the requests
        section = "7(a)" if item.kind == ItemKind.EXERCISE else "6(a)"
        if item.state == ItemState.HELD_20K:
            section = "20(k)"
        words = f"{NEXT_OF_ITEM.get(ItemState(item.state), 'Look at')} item {item.number}"
        yield Task(words, page_of(item), item.agreement.code, item.get_state_display(), section)


def _addresses(user: User) -> Iterator[Task]:
    drafts = AddressChange.objects.filter(
        holder__agreement__in=visible_agreements(user), state=AddressChangeState.DRAFT
    ).select_related("holder__agreement")
    for change in drafts.order_by("id")[:SHOWN_OF_A_KIND]:
        code = change.holder.agreement.code
        words = f"Await the signed request for change of address {change.pk}"
        address = reverse("address_change", args=[code, change.pk])
        yield Task(words, address, code, f"account {change.holder.account}", "5(b)")


def _copies(user: User) -> Iterator[Task]:
    logged = CopyRequest.objects.filter(
        agreement__in=visible_agreements(user), state=CopyRequestState.LOGGED
    ).select_related("agreement")
    for asked in logged.order_by("id")[:SHOWN_OF_A_KIND]:
        code = asked.agreement.code
        address = reverse("copy_given", args=[code, asked.pk])
        yield Task(f"Give a copy of the agreement to {asked.name}", address, code, section="3(c)")


def _hand_overs(user: User) -> Iterator[Task]:
    waiting = HandOver.objects.filter(
        run__agreement__in=visible_agreements(user), receipt__isnull=True
    ).select_related("run__agreement")
    asked = set(
        open_requests(visible_agreements(user))
        .filter(kind="HAND_OVER")
        .values_list("request__hand_over", flat=True)
    )
    for made in waiting.exclude(pk__in=asked)[:SHOWN_OF_A_KIND]:
        code, number = made.run.agreement.code, made.run.number
        words = f"Record the Company's receipt for print run {number}"
        yield Task(words, reverse("hand_over", args=[code, number]), code, section="3(a)")


def _runs(user: User) -> Iterator[Task]:
    for agreement in visible_agreements(user):
        waiting = entries_to_print(agreement).count()
        if waiting:
            entries = "1 entry" if waiting == 1 else f"{waiting} entries"
            words = f"Lock a print run for the certificates of {entries} not printed yet"
            yield Task(words, reverse("print_runs", args=[agreement.code]), agreement.code, section="5(a)")
    runs = PrintRun.objects.filter(
        agreement__in=visible_agreements(user),
        state__in=tuple(NEXT_STEPS),
    ).select_related("agreement")
    for run in runs[:SHOWN_OF_A_KIND]:
        code = run.agreement.code
        address = reverse("print_run", args=[code, run.number])
        yield Task(f"{NEXT_STEPS[RunState(run.state)]} print run {run.number}", address, code, section="5(a)")


def _mailings(user: User) -> Iterator[Task]:
    waiting = Mailing.objects.filter(
        agreement__in=visible_agreements(user), state__in=tuple(NEXT_AT_THE_POST)
    ).select_related("agreement")
    for mailing in waiting[:SHOWN_OF_A_KIND]:
        code = mailing.agreement.code
        words = f"{NEXT_AT_THE_POST[MailingState(mailing.state)]} mailing {mailing.number}"
        yield Task(words, reverse("mailing", args=[code, mailing.number]), code, section="26")


def _letters(user: User) -> Iterator[Task]:
    """Letters that no person recorded as mailed, and inquiries whose answer is not mailed, by their day."""
    today = agent_day(clock.now())
    for agreement in visible_agreements(user):
        waiting = letters_standing(letters(agreement), standing=LetterStanding.WAITING).count()
        if waiting:
            words = f"Mail {waiting} letter{'' if waiting == 1 else 's'}"
            yield Task(words, reverse("letters", args=[agreement.code]), agreement.code, section="26")
        for inquiry in unanswered(inquiries(agreement))[:SHOWN_OF_A_KIND]:
            words = f"Answer the inquiry of {inquiry.asked_by}"
            told = f"due {day(inquiry.due_on)}{', overdue' if today > inquiry.due_on else ''}"
            yield Task(words, reverse("inquiries", args=[agreement.code]), agreement.code, told)


def _jobs(user: User) -> Iterator[Task]:
    jobs = Job.objects.filter(
        agreement__in=visible_agreements(user), state__in=(JobState.PAUSED, JobState.PARTIAL)
    ).select_related("agreement")
    for job in jobs[:SHOWN_OF_A_KIND]:
        verb = "Resume" if job.state == JobState.PAUSED else "Settle what was set aside in"
        yield Task(f"{verb}: {job.title}", reverse("job", args=[job.pk]), job.agreement.code)
