"""The database's computation of an opening equals the pure rule on every list."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreement.errors import RightsError
from agreement.form import certificate_date, certificate_date_grounds
from agreement.posting import TaintClass
from agreement.separation import TaintedQuantity, certificates_of_holder, rights_of_holder
from registry.models import (
    BookEntry,
    CashInLieu,
    CertificateEvent,
    HolderList,
    Lot,
    LotTaint,
    NamedPerson,
    Notice,
    RegisteredHolder,
    RightsCertificate,
)
from registry.selectors.openings import _CALL, Separation, line_groups, parts_of_a_right, totals_of
from registry.services import approvals, openings
from registry.verifier import verify
from tests.books.books import Plan
from tests.conftest import owner_rights
from tests.registry.opened import (
    RECORD_DATE,
    Listed,
    accept_list,
    make_opening_plan,
    name_persons,
    open_from,
    separate,
    stage_list,
)

pytestmark = pytest.mark.django_db

DATES = (None, date(2001, 3, 1), date(2002, 5, 1), date(2003, 1, 15))
ONE_DATE = {"ONE_FOR_EACH_DATE": None, "RECORD_DATE_FOR_ALL": RECORD_DATE}
RATIOS = ("1", "105263/100000", "1/2", "1/3", "7/4", "100/3")

shares = st.integers(min_value=1, max_value=5_000_000_000).map(lambda millionths: Fraction(millionths, 10**6))
holdings = st.dictionaries(
    st.integers(min_value=1, max_value=9).map(str),
    st.dictionaries(st.sampled_from(DATES), shares, min_size=1, max_size=4),
    min_size=1,
    max_size=6,
)
Holdings = dict[str, dict[date | None, Fraction]]
Line = tuple[str, date, int, str]


def rows_of(held: Holdings) -> list[Listed]:
    """The list that shows these holdings."""
    return [Listed(account, some, day) for account, dated in held.items() for day, some in dated.items()]


def lines_of(separation: Separation) -> dict[str, tuple[list[Line], Fraction]]:
    """What the database makes of a list: lines with Rights, and the fraction, by account."""
    parts = parts_of_a_right(separation)
    found: dict[str, tuple[list[Line], Fraction]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT listed.account, lines.dated, lines.rights, coalesce(person.taint_class, ''), fraction"
            f"  FROM {_CALL} AS lines"
            "  JOIN holder_list_row listed ON listed.holder_list_id = %(list)s AND listed.line = lines.line"
            "  LEFT JOIN registry_namedperson person ON person.id = lines.person_id",
            separation.arguments(),
        )
        for account, dated, rights, taint, fraction in cursor.fetchall():
            lines, before = found.get(account, ([], Fraction(0)))
            if rights:
                lines.append((account, dated, rights, taint))
            found[account] = lines, before + Fraction(fraction, parts)
    return found


def expected(
    held: Holdings, ratio: Fraction, tainted: dict[str, list[TaintedQuantity]], *, reading: str
) -> dict[str, tuple[list[Line], Fraction]]:
    """What the pure rule makes of the same holdings."""
    made = {}
    for account, dated in held.items():
        by_date: dict[date | None, Fraction] = {}
        for issued_on, some in dated.items():
            day = certificate_date(issued_on, record_date=RECORD_DATE, one_certificate_date=reading)
            by_date[day] = by_date.get(day, Fraction(0)) + some
        rights = rights_of_holder(by_date, rights_per_share=ratio)
        shown = certificates_of_holder(rights, tainted=tainted.get(account, ()))
        lines = [
            (account, share.issue_date or RECORD_DATE, share.rights_count, share.taint or "")
            for share in shown
        ]
        made[account] = lines, rights.fraction
    return made


@pytest.fixture
def separation(request: pytest.FixtureRequest) -> tuple[Plan, Notice]:
    """A separated plan and its notice of nullity, whose list and persons each example makes anew."""
    plan = make_opening_plan()
    plan.attach(1)
    separate(plan)
    return plan, name_persons(plan)


@pytest.mark.row("R-3a-7", "R-3a-8", "R-4a-3", "R-7e-9")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=holdings, ratio=st.sampled_from(RATIOS), reading=st.sampled_from(list(ONE_DATE)), parts=st.data())
def test_sql_and_rule_agree_on_rights_fractions_dates_and_marks(
    separation: tuple[Plan, Notice], held: Holdings, ratio: str, reading: str, parts: st.DataObject
) -> None:
    plan, notice = separation
    per_share = Fraction(ratio)
    tainted: dict[str, list[TaintedQuantity]] = {}
    for account, dated in held.items():
        whole = rights_of_holder(dated, rights_per_share=per_share).whole
        if whole and parts.draw(st.booleans()):
            first = parts.draw(st.integers(min_value=1, max_value=whole))
            tainted[account] = [TaintedQuantity(TaintClass.I, first)]
            if first < whole and parts.draw(st.booleans()):
                rest = parts.draw(st.one_of(st.none(), st.integers(min_value=1, max_value=whole - first)))
                tainted[account].append(TaintedQuantity(TaintClass.III_A, rest))
    NamedPerson.objects.filter(notice=notice).delete()
    for account, quantities in tainted.items():
        for quantity in quantities:
            NamedPerson.objects.create(
                notice=notice,
                person_name="Oak Partners",
                account=account,
                taint_class=quantity.taint,
                rights=quantity.rights_count,
            )
    holder_list: HolderList = accept_list(plan, rows_of(held))
    parameters = Separation(
        holder_list.pk, None, per_share, RECORD_DATE, ONE_DATE[reading], "LEGENDED", (notice.pk,)
    )
    found, rule = lines_of(parameters), expected(held, per_share, tainted, reading=reading)
    issued = [day for day in DATES if day]
    for dated in {line[1] for lines, _ in found.values() for line in lines}:
        assert certificate_date_grounds(dated, record_date=RECORD_DATE, issue_dates=issued) == ()
    assert {account: (sorted(lines), fraction) for account, (lines, fraction) in found.items()} == {
        account: (sorted(lines), fraction) for account, (lines, fraction) in rule.items()
    }
    totals = totals_of(parameters, line_groups(parameters))
    assert totals["whole_rights"] + Fraction(
        int(totals["fraction_numerator"]), int(totals["fraction_denominator"])
    ) == per_share * sum(sum(dated.values()) for dated in held.values())


added = st.dictionaries(
    st.integers(min_value=1, max_value=9).map(str),
    st.dictionaries(st.sampled_from(DATES), shares, min_size=1, max_size=4),
    min_size=1,
    max_size=4,
)


@pytest.mark.row("R-14a-1", "R-3a-8")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=holdings, more=added, ratio=st.sampled_from(RATIOS), ratio_before=st.sampled_from(RATIOS))
def test_a_supplement_and_what_came_before_make_the_whole_rights_of_all_shares(
    separation: tuple[Plan, Notice], held: Holdings, more: Holdings, ratio: str, ratio_before: str
) -> None:
    plan, _ = separation
    per_share, formerly = Fraction(ratio), Fraction(ratio_before)
    base = accept_list(plan, rows_of(held))
    amended = stage_list(plan, rows_of(together(held, more)), amends=base)
    issued = {account: rights_of_holder(dated, rights_per_share=formerly) for account, dated in held.items()}
    leave_over(plan, {account: before.fraction for account, before in issued.items()}, ratio=formerly)
    found = lines_of(Separation(amended.pk, base.pk, per_share, RECORD_DATE, None, "LEGENDED", ()))
    CashInLieu.objects.all().delete()
    RegisteredHolder.objects.all().delete()

    rule = {}
    nothing = rights_of_holder({}, rights_per_share=per_share)
    for account, dated in more.items():
        before = issued.get(account, nothing)
        rights = rights_of_holder(dated, rights_per_share=per_share, left_over=before.fraction)
        lines = [(account, day or RECORD_DATE, count, "") for day, count in rights.whole_by_date.items()]
        rule[account] = sorted(lines), rights.fraction
        due = sum(held.get(account, {}).values()) * formerly + sum(dated.values()) * per_share
        assert before.whole + rights.whole + rights.fraction == due
    assert {account: (sorted(lines), fraction) for account, (lines, fraction) in found.items()} == rule


def leave_over(plan: Plan, fractions: dict[str, Fraction], *, ratio: Fraction) -> None:
    """Fractions that wait for money, as an opening leaves them."""
    entry = BookEntry.objects.get(kind="ATTACH")
    parts = ratio.denominator * 10**6
    for account, fraction in fractions.items():
        if fraction:
            CashInLieu.objects.create(
                agreement=plan.agreement,
                holder=plan.holder(account),
                entry=entry,
                fraction_numerator=int(fraction * parts),
                fraction_denominator=parts,
            )


def together(held: Holdings, more: Holdings) -> Holdings:
    """All shares of the amended list, by account and date."""
    return {
        account: {
            day: held.get(account, {}).get(day, Fraction(0)) + more.get(account, {}).get(day, Fraction(0))
            for day in {**held.get(account, {}), **more.get(account, {})}
        }
        for account in {**held, **more}
    }


def test_a_plan_whose_restricted_rights_have_no_paper_is_proven_too() -> None:
    plan = make_opening_plan(readings={"restricted_rights_at_issue": "NOT_CERTIFICATED"})
    plan.attach(300)
    separate(plan)
    name_persons(plan, {"account": "1", "taint_class": "I"})
    held: Holdings = {"1": {None: Fraction(200)}, "2": {None: Fraction(100)}}
    open_from(plan, accept_list(plan, rows_of(held)))
    assert [str(finding) for finding in verify([plan.agreement.code]).findings] == []


ONE_MORE = {"person_name": "Oak Partners", "account": "1", "taint_class": "I", "rights": 1}
FILLED = ("registered_holder", "rights_certificate", "lot")


def files_of_indexes() -> set[tuple[str, int]]:
    """The indexes of the tables an opening fills, each with its file: one built anew has another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_relation_filenode(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY (%s::regclass[])",
            [list(FILLED)],
        )
        return set(cursor.fetchall())


def structure() -> list[tuple[str, str]]:
    """Every key and index there is, as it is defined."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND convalidated"
            " UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
        return sorted(cursor.fetchall())


def take_the_way_of_large_lists() -> None:
    """Change the rule of size, so that a small list is opened as a large one is."""
    with owner_rights(connection) as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION books_are_small_beside(line_count bigint) RETURNS boolean"
            " LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS 'SELECT true'"
        )


def plan_of_every_kind(code: str = "ALDER") -> tuple[Plan, HolderList]:
    """Accounts with several dates, a fraction, marked Rights with and without a legend."""
    plan = make_opening_plan(code, ratio="7/4")
    plan.attach(1_000)
    plan.attach(750)
    separate(plan)
    name_persons(
        plan,
        {"account": "2", "taint_class": "I", "rights": 30},
        {"account": "3", "taint_class": "IV", "legend_feasible": False, "not_feasible_reason": "printed"},
    )
    held: Holdings = {
        "1": {None: Fraction("600.5"), DATES[1]: Fraction("0.3")},
        "2": {None: Fraction(100), DATES[2]: Fraction("99.2")},
        "3": {None: Fraction(200)},
    }
    return plan, accept_list(plan, rows_of(held))


@pytest.mark.row("R-3a-11")
def test_books_opened_from_a_list_of_every_kind_are_proven_by_the_verifier() -> None:
    plan, listed = plan_of_every_kind()
    open_from(plan, listed)
    report = verify([plan.agreement.code])
    assert [str(finding) for finding in report.findings] == []
    assert report.totals[0].head_number == 3


def written(plan: Plan) -> dict[str, list[tuple[Any, ...]]]:
    """What an opening wrote, without keys, codes and hashes."""
    of_plan = {"agreement": plan.agreement}
    faces = ("number", "holder__account", "rights", "dated", "legend_class", "taint_class")
    lots = ("certificate__number", "holder__account", "rights", "parent__opened_by__number")
    marks = ("lot__certificate__number", "lot__rights", "taint_class")
    fractions = ("holder__account", "fraction_numerator", "fraction_denominator")
    return {
        "faces": list(RightsCertificate.objects.filter(**of_plan).order_by("number").values_list(*faces)),
        "lots": list(Lot.objects.filter(**of_plan).order_by(*lots).values_list(*lots)),
        "marks": list(LotTaint.objects.filter(**of_plan).order_by(*marks).values_list(*marks)),
        "fractions": list(CashInLieu.objects.filter(**of_plan).order_by(*fractions).values_list(*fractions)),
        "stops": list(
            CertificateEvent.objects.filter(**of_plan).values_list("kind", "first_number", "reason")
        ),
    }


def test_the_way_of_large_lists_writes_what_the_other_does_and_puts_indexes_and_keys_back() -> None:
    former, of_former = plan_of_every_kind("BIRCH")
    open_from(former, of_former)
    plan, listed = plan_of_every_kind()
    take_the_way_of_large_lists()
    before, files_before = structure(), files_of_indexes()
    assert open_from(plan, listed).state == "POSTED"
    assert structure() == before
    assert not files_of_indexes() & files_before
    # The rule of size is not the product's here, and that is all there is to find.
    assert [str(finding) for finding in verify([plan.agreement.code]).findings] == [
        "database: The function books_are_small_beside is not the one of registry/sql: its text was changed."
    ]
    assert written(plan) == written(former)
    assert all(written(plan).values())


def test_keys_taken_in_blocks_leave_the_sequences_behind_the_last_of_them() -> None:
    plan, listed = plan_of_every_kind()
    take_the_way_of_large_lists()
    open_from(plan, listed)
    with owner_rights(connection) as cursor:
        for table in FILLED:
            cursor.execute(f"SELECT nextval('{table}_id_seq') - max(id) FROM {table}")
            assert cursor.fetchone() == (1,), table


def test_a_large_list_that_is_not_as_approved_leaves_indexes_and_books_as_they_were() -> None:
    plan, listed = plan_of_every_kind()
    take_the_way_of_large_lists()
    before, files_before = structure(), files_of_indexes()
    preview = openings.preview_opening(listed, maker=plan.maker, at=plan.tick())
    asked = openings.request_opening(preview, maker=plan.maker, at=plan.tick())
    NamedPerson.objects.create(notice=Notice.objects.get(named_persons__account="2"), **ONE_MORE)
    with pytest.raises(RightsError) as refused:
        approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    assert refused.value.code == "PREVIEW_CHANGED"
    assert (structure(), files_of_indexes()) == (before, files_before)
    assert not RightsCertificate.objects.exists()
