"""The story of the demonstration, told through the same services that staff use, by two people.

The plan of Alder Harbor is taken on on 31 March 2003; on 2 June a filing shows that somebody became an
Acquiring Person; on 17 June the Company's notice of the Distribution Date arrives, and the day of the
demonstration begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from config.demo.papers import letter
from config.demo.people import APPROVER, MAKER, user_of
from registry.imports.synthetic import synthetic_list
from registry.models import (
    Approval,
    BookEntry,
    HolderList,
    Notice,
    NoticeKind,
    RightsAgreement,
    User,
)
from registry.services import approvals, company, holder_lists, information, openings
from registry.services.agreements import load_agreement, request_form_approval

PACIFIC = ZoneInfo("America/Los_Angeles")
TAKEN_ON = datetime(2003, 3, 31, 9, 0, tzinfo=PACIFIC).astimezone(UTC)
FILING_KNOWN = datetime(2003, 6, 3, 10, 5, tzinfo=PACIFIC).astimezone(UTC)
NOTICE_RECEIVED = datetime(2003, 6, 17, 9, 12, tzinfo=PACIFIC).astimezone(UTC)
LIST_AS_OF = datetime(2003, 6, 16, 17, 0, tzinfo=PACIFIC)
TOTAL_SHARES = 40_000_000
NOMINEE_SHARES = (3_000_000, 4_000_000)
LATER_ISSUE = date(2002, 5, 1)
NOMINEE_ACCOUNT = "A000000001"
AGREEMENTS = settings.BASE_DIR / "agreement" / "data"

PRESIDENT = ("Rowan T. Ellery", "President")
SECRETARY = ("Maren K. Osgood", "Secretary")
CALLED_BACK = "Called back the officer on the number of record, who confirmed the paper and its date."


def take_on(file_name: str, *, at: datetime = TAKEN_ON) -> RightsAgreement:
    """Load one of the shipped agreement files."""
    contents = (AGREEMENTS / file_name).read_bytes()
    return load_agreement(contents, original_name=file_name, by=user_of(MAKER), at=at).agreement


def approve(approval: Approval, *, at: datetime) -> Any:
    """Let the second person approve the very request."""
    return approvals.approve(approval.request_hash, approver=user_of(APPROVER), at=at)


def say(
    agreement: RightsAgreement,
    kind: NoticeKind,
    facts: Mapping[str, object],
    *,
    received_at: datetime,
    officer: tuple[str, str] = PRESIDENT,
    effective_at: datetime | None = None,
) -> Notice:
    """Let the Company give a written notice; it is filed, authenticated and accepted by two people."""
    maker = user_of(MAKER)
    signed_on = received_at.astimezone(PACIFIC).date()
    title = NoticeKind(kind).label
    document = letter(
        agreement,
        title=title,
        officer=", ".join(officer),
        signed_on=signed_on,
        says=facts,
        received_at=received_at,
        by=maker,
        at=received_at,
    )
    effect = effective_at or company.default_effective_at(agreement, kind=kind, facts=facts, at=received_at)
    written = company.WrittenNotice(
        kind=kind,
        officer_name=officer[0],
        officer_title=officer[1],
        channel="FIRST_CLASS_MAIL",
        signed_on=signed_on,
        effective_at=effect or received_at,
        received_at=received_at,
        facts=facts,
    )
    notice = company.receive_notice(agreement, written, document=document, by=maker, at=received_at)
    notice = company.authenticate_notice(notice, by=maker, at=received_at, note=CALLED_BACK)
    approve(company.request_acceptance(notice, maker=maker, at=received_at), at=received_at)
    notice.refresh_from_db()
    return notice


def attach_rights(agreement: RightsAgreement) -> None:
    """The Company states the shares of the Record Date and those issued since; the Rights attach to them."""
    record = {"shares": TOTAL_SHARES - 1_500_000, "as_of": date(2000, 10, 23), "source": "share register"}
    say(agreement, NoticeKind.RECORD_COUNT, record, received_at=TAKEN_ON + timedelta(hours=1))
    issued = {"shares": 1_500_000, "issued_on": LATER_ISSUE, "issue": "employees' options"}
    say(agreement, NoticeKind.SHARES_ISSUED, issued, received_at=TAKEN_ON + timedelta(hours=2))


def approve_form(agreement: RightsAgreement) -> None:
    """The Company approves the words of the certificate; a second person signs off for the Rights Agent."""
    form = agreement.form_versions.get()
    received = TAKEN_ON + timedelta(days=1)
    paper = letter(
        agreement,
        title="Approval of the form of Rights Certificate",
        officer=", ".join(SECRETARY),
        signed_on=received.astimezone(PACIFIC).date(),
        says={"form": form.name, "hash of its words": form.folder_hash},
        received_at=received,
        by=user_of(MAKER),
        at=received,
    )
    request = request_form_approval(
        form, document=paper, sign_off="NO_EFFECT_ON_AGENT", maker=user_of(MAKER), at=received
    )
    approve(request, at=received)


def announce_acquisition(agreement: RightsAgreement) -> None:
    """The Shares Acquisition Date: from it the Distribution Date is projected, and only projected (§1(l))."""
    facts = {"limb": "SHARES_ACQUISITION", "announced_on": date(2003, 6, 2)}
    say(agreement, NoticeKind.ANNOUNCEMENT, facts, received_at=FILING_KNOWN)


def separate(agreement: RightsAgreement, *, at: datetime) -> None:
    """The Company's written notice that the Distribution Date has occurred (§3(a))."""
    facts = {"distribution_date": date(2003, 6, 16), "limb": "SHARES_ACQUISITION"}
    say(agreement, NoticeKind.DISTRIBUTION_DATE, facts, received_at=min(NOTICE_RECEIVED, at))


def permit_exercise(agreement: RightsAgreement, *, at: datetime) -> None:
    """A registration statement is effective, and every jurisdiction but Nevada is cleared (§9(c))."""
    today = at.astimezone(PACIFIC).date()
    for event, since in (("FILED", date(2003, 6, 3)), ("EFFECTIVE", min(date(2003, 6, 17), today))):
        facts = {"event": event, "happened_on": since, "form": "Form S-3, file 333-100200"}
        say(agreement, NoticeKind.REGISTRATION_STATEMENT, facts, received_at=at)
    cleared = {"as_of": today, "not_cleared": "US-NV", "elsewhere": "QUALIFIED"}
    say(agreement, NoticeKind.JURISDICTIONS, cleared, received_at=at, officer=SECRETARY)


def name_persons(agreement: RightsAgreement, *, at: datetime) -> None:
    """The Company names the Acquiring Person's Rights: all of one account, part of the nominee's (§4(b))."""
    persons = [
        {
            "person_name": "Oakline Partners, L.P.",
            "account": "A000000002",
            "taint_class": "I",
            "extent": "ALL",
        },
        {
            "person_name": "Oakline Offshore Ltd.",
            "account": NOMINEE_ACCOUNT,
            "taint_class": "I",
            "rights": 2_400_000,
        },
    ]
    say(agreement, NoticeKind.PRE_SEPARATION_NULLITY, {"persons": persons}, received_at=at)


def answer_questions(agreement: RightsAgreement, *, at: datetime) -> None:
    """What the Rights Agent asked before opening, and the Company's answer (§5(b)(ii))."""
    question = "Which transfers of shares were recorded on 16 June after the list was closed?"
    asked = information.ask(agreement, question=question, by=user_of(MAKER), at=at)
    paper = letter(
        agreement,
        title="Answer about the list",
        officer=", ".join(SECRETARY),
        signed_on=at.astimezone(PACIFIC).date(),
        says={"answer": "None. The list is final as of the Close of Business."},
        received_at=at,
        by=user_of(MAKER),
        at=at,
    )
    final = "None; the list is final."
    information.answer(asked, answer=final, document=paper, by=user_of(MAKER), at=at)


def write_list(path: Path, *, holders: int) -> Path:
    """Write the invented list of record holders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = synthetic_list(
        holders, seed=2003, total_shares=TOTAL_SHARES, nominees=NOMINEE_SHARES, later_dates=(LATER_ISSUE,)
    )
    with path.open("w", encoding="utf-8", newline="") as target:
        target.writelines(lines)
    return path


def certify_list(agreement: RightsAgreement, *, holders: int, at: datetime) -> Notice:
    """The Company certifies the list: as of which instant, how many shares, how many holders."""
    facts = {"as_of": LIST_AS_OF, "shares": TOTAL_SHARES, "holders": holders}
    return say(agreement, NoticeKind.LIST_CERTIFIED, facts, received_at=at, officer=SECRETARY)


def read_list(agreement: RightsAgreement, path: Path, *, notice: Notice, at: datetime) -> HolderList:
    """Read and examine the list, and let two people accept it."""
    maker = user_of(MAKER)
    found = holder_lists.import_holder_list(
        agreement, path=path, notice=notice, imported_by=maker, received_at=at, at=at
    )
    approve(holder_lists.request_acceptance(found, maker=maker, at=at), at=at)
    found.refresh_from_db()
    return found


def open_the_books(holder_list: HolderList, *, at: datetime, now: Callable[[], datetime]) -> BookEntry:
    """Preview the opening, and let the second person approve that very preview."""
    maker: User = user_of(MAKER)
    opening = openings.preview_opening(holder_list, maker=maker, at=at)
    approve(openings.request_opening(opening, maker=maker, at=at), at=now())
    opening.refresh_from_db()
    if opening.entry is None:
        raise RuntimeError("The opening was approved and posted no entry.")
    return opening.entry
