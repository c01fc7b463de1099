"""A notice of Rights issued with later Common Shares: held against §22, and made an entry (§4(b), §22)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from agreement.board_orders import BoardOrder, OrderKind
from agreement.business_days import BusinessDayCalendar
from agreement.decisions import Approved, Held, Refused
from agreement.form import certificate_date
from agreement.grounds import Ground
from agreement.later_shares import (
    AdjustmentStatement,
    IssueCase,
    LaterIssue,
    Named,
    NamedCertificates,
    Recipient,
    TaxStatement,
    decide_later_issue,
    later_issue_grounds,
    portions_of,
)
from agreement.posting import Posting
from agreement.refusals import ground
from agreement.terms import Terms
from agreement.windows import final_close_of_business
from registry.models import Notice, NoticeKind, NoticeState, RegisteredHolder, SeparationState
from registry.selectors.agreements import approved_form
from registry.selectors.board_orders import board_orders
from registry.selectors.later_shares import AccountNamed, accounts_named, rights_per_share_at
from registry.selectors.nullity_named import waiting_on_accounts
from registry.services.commitments import commit_registration
from registry.services.company.kept_grounds import answered_grounds, asked_as
from registry.services.control import entry_of_notice, hour_of_close
from registry.services.holder_search import index_holder
from registry.services.list_reading import coverage_of_typefaces

_NEEDED = {"registration": "name", "address": "address", "city": "city", "country": "country"}


def later_share_grounds(
    notice: Notice, terms: Terms, calendar: BusinessDayCalendar, *, at: datetime
) -> tuple[Ground, ...]:
    """What is asked back about such a notice: the section, the accounts, a resolution that withholds Rights.

    `at` is the instant of the question: orders of the Board and open notices of nullity stand as of then.

    Agreement: 3(c);22.
    """
    issue = later_issue(notice, terms, calendar, at=at)
    return (*later_issue_grounds(issue), *_account_grounds(notice), *_withheld(notice))


def decide_later_shares(
    notice: Notice, *, terms: Terms, calendar: BusinessDayCalendar, at: datetime
) -> Approved[Posting] | Held | Refused:
    """The posting of such a notice; what the Company has answered stands against it no more.

    Agreement: 22(a);22(b).
    """
    answered = answered_grounds(notice) if notice.pk else set()
    return decide_later_issue(
        later_issue(notice, terms, calendar, at=at), answered=lambda found: asked_as(found) in answered
    )


def later_issue(notice: Notice, terms: Terms, calendar: BusinessDayCalendar, *, at: datetime) -> LaterIssue:
    """What the notice tells, beside what the plan and the books say of it at an instant.

    Agreement: 22.
    """
    agreement, told = notice.agreement, notice.facts
    issued_on = date.fromisoformat(told["issued_on"])
    separated = agreement.distribution_effective_at
    orders = board_orders(agreement, at=at)
    finding_on = told.get("board_finding_on") if told.get("board_finding") else None
    return LaterIssue(
        issued_on=issued_on,
        shares=Fraction(told["shares"]),
        recipients=_recipients(notice),
        rights_per_share=rights_per_share_at(
            agreement,
            issued_at=hour_of_close(issued_on, calendar=calendar),
            terms=terms,
            known_at=notice.received_at,
        ),
        at=at,
        told_on=calendar.local_date(notice.received_at),
        separated_on=calendar.local_date(separated) if separated else None,
        expires_on=_expires_on(orders, terms=terms, calendar=calendar),
        dated=certificate_date(
            issued_on,
            record_date=terms.record_date,
            one_certificate_date=terms.reading("one_certificate_date"),
        ),
        case=IssueCase(told["case"]) if told.get("case") else None,
        tax=TaxStatement(told["tax"]) if told.get("tax") else None,
        adjustment=AdjustmentStatement(told["adjustment"]) if told.get("adjustment") else None,
        board_finding_on=date.fromisoformat(finding_on) if finding_on else None,
        has_open_books=agreement.separation_state == SeparationState.BOOKS_OPEN,
        has_approved_form=approved_form(agreement) is not None,
        named_certificates=NamedCertificates(terms.reading("restricted_rights_at_issue")),
        orders=orders,
    )


def _expires_on(orders: Iterable[BoardOrder], *, terms: Terms, calendar: BusinessDayCalendar) -> date:
    """The day on which the Rights expire: the first of last day, Redemption Date and exchange (§1(q))."""
    ends = [final_close_of_business(terms.final_expiration_date, calendar=calendar)]
    ends += [order.transfers_end_at for order in orders if order.transfers_end_at is not None]
    ends += [one.ordered_at for one in orders if one.kind is OrderKind.EXCHANGE and one.takes_all]
    return min(calendar.local_date(end) for end in ends)


def _recipients(notice: Notice) -> tuple[Recipient, ...]:
    named: dict[str, list[Named]] = {}
    for one in _named_in(notice):
        named.setdefault(one.account, []).append(Named(str(one.notice), one.taint, one.rights_left))
    waiting = waiting_on_accounts(notice.agreement, [said["account"] for said in notice.facts["recipients"]])
    return tuple(
        Recipient(
            said["account"],
            Fraction(said["shares"]),
            tuple(named.get(said["account"], ())),
            waiting.get(said["account"], ()),
        )
        for said in notice.facts["recipients"]
    )


def _named_in(notice: Notice) -> list[AccountNamed]:
    return accounts_named(notice.agreement, [said["account"] for said in notice.facts["recipients"]])


def _account_grounds(notice: Notice) -> Iterator[Ground]:
    """Each account can be registered: as it stands on the books, or with a printable name and an address."""
    known, coverage = known_accounts(notice), coverage_of_typefaces()
    for said in notice.facts["recipients"]:
        account, registration = said["account"], said["registration"]
        holder = known.get(account)
        if holder is None:
            missing = [f"{words} of account {account}" for name, words in _NEEDED.items() if not said[name]]
            if missing:
                yield ground("BOOK_ENTRY_INCOMPLETE", missing=", ".join(missing))
            sign = coverage.first_missing(registration.replace("\n", " "))
            if sign is not None:
                field = f"the name of account {account}"
                yield ground("GLYPH_NOT_IN_FONT", character=repr(sign), field=field)
        elif registration and registration != holder.registration:
            yield ground(
                "ACCOUNT_NAMED_OTHERWISE",
                saying=f"Account {account} is registered here in another name than the notice has",
                curing="name the account as it is registered, or another account",
                account=account,
            )


def known_accounts(notice: Notice) -> Mapping[str, RegisteredHolder]:
    """The accounts of a notice that stand on the books.

    Agreement: 5(b).
    """
    accounts = [said["account"] for said in notice.facts["recipients"]]
    found = RegisteredHolder.objects.filter(agreement_id=notice.agreement_id, account__in=accounts)
    return {holder.account: holder for holder in found}


def _withheld(notice: Notice) -> tuple[Ground, ...]:
    """An applied notice told of a resolution that withholds Rights from this very issue."""
    excluded = Notice.objects.filter(
        agreement_id=notice.agreement_id,
        kind=NoticeKind.SHARES_EXCLUDED,
        state=NoticeState.APPLIED,
        facts__issued_on=notice.facts["issued_on"],
        facts__issue=notice.facts["issue"],
    ).order_by("number")
    earlier = excluded.first()
    if earlier is None:
        return ()
    reason = f"notice {earlier.number} told of a resolution that withholds Rights from these shares"
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", clause="3(c);22", reason=reason),)


def entry_of_later_shares(
    notice: Notice, posting: Posting, *, terms: Terms, calendar: BusinessDayCalendar, at: datetime
) -> dict[str, Any]:
    """The request of an ISSUE entry: new Rights, each lot on its certificate, what is named marked.

    The caller has the lock. Accounts that are not on the books yet are opened as the notice has them.

    Agreement: 4(b);5(b);22.
    """
    holders = _open_accounts(notice)
    places = {one.key: place for place, one in enumerate(posting.certificates)}
    marks = {(one.account, str(one.notice), one.taint): _mark(one) for one in _named_in(notice)}
    portions = portions_of(later_issue(notice, terms, calendar, at=at))
    form = approved_form(notice.agreement)
    assert form is not None  # a ground that no answer lifts
    return entry_of_notice(notice.agreement, notice=notice, posting=posting) | {
        "open": [
            {
                "parent": None,
                "rights": lot.rights_count,
                "holder": holders[portion.account].pk,
                "certificate": None if lot.certificate is None else places[lot.certificate],
                "taint": portion.named
                and marks[(portion.account, portion.named.notice, portion.named.taint)],
            }
            for lot, portion in zip(posting.lots_opened, portions, strict=True)
        ],
        "certificates": [
            {
                "number": None,
                "holder": holders[one.holder].pk,
                "rights": one.rights_count,
                "dated": one.dated.isoformat(),
                "form_version": form.pk,
                "legend_class": one.legend.value,
                "taint_class": one.taint.value if one.taint else "",
                "registration_of_holder": True,
                "registration_commitment": commit_registration(holders[one.holder].registration).hex(),
            }
            for one in posting.certificates
        ],
        "rights_created": posting.rights_created,
        "control_change": posting.rights_created,
    }


def _mark(one: AccountNamed) -> dict[str, Any]:
    return {
        "class": one.taint.value,
        "notice": one.notice,
        "effective_from": _iso(one.effective_from),
        "void_from": _iso(one.void_from),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _open_accounts(notice: Notice) -> dict[str, RegisteredHolder]:
    """The accounts of the notice, those that are not on the books opened now."""
    holders = dict(known_accounts(notice))
    for said in _not_in(holders, notice.facts["recipients"]):
        words = {name: said[name] for name in (*_NEEDED, "region", "postal_code")}
        opened = RegisteredHolder.objects.create(agreement=notice.agreement, account=said["account"], **words)
        index_holder(opened)
        holders[opened.account] = opened
    return holders


def _not_in(
    holders: Mapping[str, RegisteredHolder], recipients: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    return [said for said in recipients if said["account"] not in holders]
