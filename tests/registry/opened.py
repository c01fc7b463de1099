"""A plan that has separated, with an accepted list of record holders: ready to open its books."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from agreement.errors import RefusedByGround, RightsError
from registry.models import (
    AgentAppointment,
    BookEntry,
    CashInLieu,
    CertificateEvent,
    Document,
    HolderList,
    HolderListRow,
    Job,
    Lot,
    LotTaint,
    NamedPerson,
    Notice,
    NoticeDue,
    NumberCounter,
    Opening,
    RegisteredHolder,
    RightsCertificate,
    TermsVersion,
)
from registry.services import approvals, holder_lists, openings
from registry.services.commitments import commit_registration
from tests.books.books import BEFORE, SEPARATION, Plan, make_notice, make_plan

ROOT = Path(__file__).resolve().parent.parent.parent
RECORD_DATE = date(2000, 10, 23)
MILLION = 1_000_000


@dataclass(frozen=True)
class Listed:
    """One row of a list."""

    account: str
    shares: Fraction
    issued_on: date | None = None
    country: str = "US"
    postal_code: str = "94105"
    name: str = ""


def listed(account: str, shares: int | str | Fraction, issued_on: date | None = None, **more: Any) -> Listed:
    """A row of a list, shares as a number or text."""
    return Listed(account, Fraction(str(shares)), issued_on, **more)


def make_opening_plan(
    code: str = "ALDER", *, ratio: str = "1", readings: dict[str, str] | None = None
) -> Plan:
    """A plan with terms, agent in office and approved form, before its separation."""
    plan = make_plan(code, people=code)
    text = (ROOT / "agreement/data/alder_harbor_2003.toml").read_text(encoding="utf-8")
    text = text.replace('rights_per_share = "1"', f'rights_per_share = "{ratio}"')
    for name, reading in (readings or {}).items():
        text = _with_reading(text, name, reading)
    TermsVersion.objects.create(
        agreement=plan.agreement,
        version=1,
        effective_from=BEFORE,
        known_from=BEFORE,
        recorded_at=BEFORE,
        file_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    AgentAppointment.objects.create(
        agreement=plan.agreement,
        agent_name="Example Agent",
        kind="PRINCIPAL",
        in_office_from=date(2003, 3, 15),
        recorded_at=BEFORE,
    )
    plan.form.company_approval = plan.document
    plan.form.company_approved_at = BEFORE
    plan.form.agent_signed_off_by = plan.approver
    plan.form.agent_signed_off_at = BEFORE
    plan.form.save()
    return plan


def _with_reading(text: str, name: str, reading: str) -> str:
    head, _, rest = text.partition(f"[readings.{name}]\n")
    lines = rest.split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith("in_use"))
    lines[place] = f'in_use = "{reading}"'
    return f"{head}[readings.{name}]\n" + "\n".join(lines)


def separate(plan: Plan) -> Notice:
    """The Company's notice of the Distribution Date, applied to the plan."""
    notice = plan.separate()
    plan.agreement.separation_state = "SEPARATED_PENDING_LIST"
    plan.agreement.distribution_effective_at = SEPARATION
    plan.agreement.distribution_known_from = notice.received_at
    plan.agreement.save()
    return notice


def accept_list(plan: Plan, rows: Sequence[Listed], *, amends: HolderList | None = None) -> HolderList:
    """A list of record holders as of the separation, staged, certified and accepted by two people."""
    return accept_staged(plan, stage_list(plan, rows, amends=amends))


def accept_staged(plan: Plan, holder_list: HolderList) -> HolderList:
    """Ask for a staged list to be accepted and have the second person approve it."""
    approval = holder_lists.request_acceptance(holder_list, maker=plan.maker, at=plan.tick())
    accepted = approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    assert isinstance(accepted, HolderList)
    return accepted


def stage_list(plan: Plan, rows: Sequence[Listed], *, amends: HolderList | None = None) -> HolderList:
    """A list staged and read, waiting for its second person."""
    total = sum((row.shares for row in rows), Fraction(0)) * MILLION
    accounts = len({row.account for row in rows})
    holder_list = HolderList.objects.create(
        agreement=plan.agreement,
        notice=_certificate_of_list(plan),
        as_of=SEPARATION,
        certified_shares_millionths=Decimal(int(total)),
        certified_holders=accounts,
        file_name="list.csv",
        file_sha256="1" * 64,
        state="STAGED",
        amends=amends,
        imported_by=plan.maker,
        received_at=plan.tick(),
        recorded_at=plan.at,
    )
    HolderListRow.objects.bulk_create(list_rows(holder_list, rows))
    holder_list.row_count = len(rows)
    holder_list.account_count = accounts
    holder_list.shares_millionths = Decimal(int(total))
    holder_list.document = Document.objects.get(pk=plan.document.pk)
    holder_list.save()
    return holder_list


def list_rows(holder_list: HolderList, rows: Iterable[Listed]) -> list[HolderListRow]:
    """The staged rows of a list."""
    return [
        HolderListRow(
            holder_list=holder_list,
            line=line,
            account=row.account,
            registration=row.name or f"Holder {row.account}",
            registration_commitment=commit_registration(row.name or f"Holder {row.account}"),
            address="1 Market Street",
            city="San Francisco",
            region="CA",
            postal_code=row.postal_code,
            country=row.country,
            account_type="INDIVIDUAL",
            email="",
            taxpayer_id_last_four="",
            shares_issued_on=row.issued_on,
            shares_millionths=int(row.shares * MILLION),
        )
        for line, row in enumerate(rows, start=2)
    ]


def _certificate_of_list(plan: Plan) -> Notice:
    return make_notice(plan, "LIST_CERTIFIED", effective_at=SEPARATION)


def name_persons(plan: Plan, *persons: dict[str, Any], state: str = "APPLIED") -> Notice:
    """A notice that names persons whose Rights bear the legend."""
    notice = make_notice(plan, "PRE_SEPARATION_NULLITY", effective_at=SEPARATION, state=state)
    for person in persons:
        NamedPerson.objects.create(notice=notice, person_name="Oak Partners", **person)
    return notice


def open_from(plan: Plan, holder_list: HolderList) -> Opening:
    """Preview, request and approve, by two people."""
    opening = openings.preview_opening(holder_list, maker=plan.maker, at=plan.tick())
    approval = openings.request_opening(opening, maker=plan.maker, at=plan.tick())
    posted = approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    assert isinstance(posted, Opening)
    return posted


def traces() -> tuple[Any, ...]:
    """Everything that an opening writes, counted, with counters and states."""
    tables = (BookEntry, Lot, RightsCertificate, RegisteredHolder, CashInLieu, CertificateEvent, LotTaint)
    return (
        *(table.objects.count() for table in tables),
        *(NoticeDue.objects.count(), Job.objects.count()),
        *NumberCounter.objects.order_by("pk").values_list("kind", "last_number"),
        *HolderList.objects.order_by("pk").values_list("state", flat=True),
        *Lot.objects.order_by("pk").values_list("closed_by_id", flat=True),
    )


def refused(plan: Plan, holder_list: HolderList) -> RightsError:
    """The refusal of a preview, which must leave everything as it was."""
    before = (traces(), Opening.objects.count())
    with pytest.raises(RightsError) as error:
        openings.preview_opening(holder_list, maker=plan.maker, at=plan.tick())
    assert (traces(), Opening.objects.count()) == before
    return error.value


def codes(error: RightsError) -> list[str]:
    """All grounds of a refusal."""
    return [found.code for found in error.grounds] if isinstance(error, RefusedByGround) else [error.code]
