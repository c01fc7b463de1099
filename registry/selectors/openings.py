"""Reads for the opening of the books: what is on file, and what a list makes of Rights, exactly.

The lines come from the same database function that the posting uses (opening_lines), so a preview shows what
will be posted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max, Min

from agreement.form import legend_of
from agreement.posting import TaintClass
from agreement.separation import OpeningFacts
from agreement.terms import Terms
from registry.models import (
    BookEntry,
    EntryKind,
    HolderList,
    HolderListRow,
    ListPurpose,
    ListState,
    NamedPerson,
    Notice,
    NoticeKind,
    NoticeState,
    NumberCounter,
    Opening,
    OpeningState,
    RegisteredHolder,
    RightsAgreement,
)
from registry.selectors.agreements import agent_in_office, approved_form
from registry.selectors.notices import open_information_requests
from registry.selectors.succession import acting_name

MILLION = 1_000_000
PARTS_BOUND = 9 * 10**18  # fractions of a Right are counted in parts of it, in 64 bits
RATIO_BOUND = 9 * 10**12  # numerator × denominator: shares in millionths times the ratio stay within 64 bits

_CALL = """opening_lines(%(list)s::bigint, %(base)s::bigint, %(numerator)s::bigint, %(denominator)s::bigint,
           %(record_date)s::date, %(one_date)s::date, %(notices)s::bigint[])"""
_GROUPS = f"""
    SELECT lines.dated, lines.person_id, count(*) FILTER (WHERE begins_account),
           count(*) FILTER (WHERE lines.rights > 0), coalesce(sum(lines.rights), 0)::bigint,
           count(*) FILTER (WHERE fraction > 0), coalesce(sum(fraction), 0)::bigint,
           coalesce(sum(carried), 0)::bigint
      FROM {_CALL} AS lines GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST
"""  # noqa: S608  constant text
_SAMPLES = f"""
    WITH lines AS MATERIALIZED (SELECT line, mailing, place, dated, rights, fraction, person_id FROM {_CALL}),
    chosen AS (
        (SELECT 1 AS rank, 'first' AS why, lines.* FROM lines WHERE rights > 0
          ORDER BY mailing COLLATE "C", lines.place, dated LIMIT 1)
        UNION ALL
        (SELECT 2, 'last', lines.* FROM lines WHERE rights > 0
          ORDER BY mailing COLLATE "C" DESC, lines.place DESC, dated DESC LIMIT 1)
        UNION ALL
        (SELECT 3, 'largest holding', lines.* FROM lines WHERE rights > 0 ORDER BY rights DESC, line LIMIT 1)
        UNION ALL
        (SELECT 4, 'longest name', lines.* FROM lines
          WHERE line = (SELECT longest.line FROM holder_list_row longest WHERE holder_list_id = %(list)s
                         ORDER BY length(longest.registration) DESC, longest.line LIMIT 1) LIMIT 1)
        UNION ALL
        (SELECT 5, 'named in a notice', lines.* FROM lines WHERE person_id IS NOT NULL
          ORDER BY mailing COLLATE "C", lines.place, dated LIMIT 20)
        UNION ALL
        (SELECT 6, 'fraction in cash', lines.* FROM lines WHERE fraction > 0
          ORDER BY rights > 0, fraction DESC, line LIMIT 1))
    SELECT chosen.why, listed.account, listed.registration, listed.address, listed.city, listed.region,
           listed.postal_code, listed.country, chosen.dated, chosen.rights, chosen.fraction, chosen.person_id
      FROM chosen JOIN holder_list_row listed
        ON listed.holder_list_id = %(list)s AND listed.line = chosen.line
     ORDER BY chosen.rank, chosen.mailing COLLATE "C", chosen.person_id
"""  # noqa: S608  constant text


@dataclass(frozen=True, slots=True)
class Separation:
    """The parameters that turn a list into Rights; two equal ones make the same lines of the same list."""

    holder_list: int
    base_list: int | None
    ratio: Fraction
    record_date: date
    one_date: date | None
    restricted: str
    notices: tuple[int, ...]

    def arguments(self) -> dict[str, Any]:
        """The arguments of the database function."""
        return {
            "list": self.holder_list,
            "base": self.base_list,
            "numerator": self.ratio.numerator,
            "denominator": self.ratio.denominator,
            "record_date": self.record_date,
            "one_date": self.one_date,
            "notices": list(self.notices),
        }


def separation_of(holder_list: HolderList, *, terms: Terms) -> Separation:
    """The parameters of a list under the terms in force, its readings and the notices applied."""
    one_date = terms.reading("one_certificate_date") == "RECORD_DATE_FOR_ALL"
    applied = Notice.objects.filter(
        agreement_id=holder_list.agreement_id,
        kind=NoticeKind.PRE_SEPARATION_NULLITY,
        state=NoticeState.APPLIED,
    )
    return Separation(
        holder_list.pk,
        holder_list.amends_id,
        terms.rights_per_share,
        terms.record_date,
        terms.record_date if one_date else None,
        terms.reading("restricted_rights_at_issue"),
        tuple(applied.order_by("number").values_list("pk", flat=True)),
    )


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The lines of one date and one named person (None: clean), counted and summed exactly."""

    dated: date
    person: int | None
    accounts: int
    certificates: int
    rights: int
    fractions: int
    fraction_numerator: int
    fraction_carried: int


def line_groups(separation: Separation) -> list[LineGroup]:
    """The lines of a list by date and named person: one pass over the list."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, separation.arguments())
        return [LineGroup(*row) for row in cursor.fetchall()]


def parts_of_a_right(separation: Separation) -> int:
    """How many of the parts in which fractions are counted make a whole Right (14(a))."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parts_of_a_right(%(list)s::bigint, %(base)s::bigint, %(denominator)s::bigint)",
            separation.arguments(),
        )
        return int(cursor.fetchone()[0])


def totals_of(separation: Separation, groups: Sequence[LineGroup]) -> dict[str, Any]:
    """The exact totals that are approved and that the posting computes again under the lock."""
    certificated = [group for group in groups if group.person is None or separation.restricted == "LEGENDED"]
    marked = [group for group in groups if group.person is not None]
    return {
        "accounts": sum(group.accounts for group in groups),
        "certificates": sum(group.certificates for group in certificated),
        "whole_rights": sum(group.rights for group in groups),
        "marked_lots": sum(group.certificates for group in marked),
        "marked_rights": sum(group.rights for group in marked),
        "fractions": sum(group.fractions for group in groups),
        "fraction_numerator": str(sum(group.fraction_numerator for group in groups)),
        "fraction_carried": str(sum(group.fraction_carried for group in groups)),
        "fraction_denominator": str(parts_of_a_right(separation)),
    }


def sample_lines(separation: Separation) -> list[dict[str, Any]]:
    """A few lines worth looking at: first, last, largest, longest name, those named in notices."""
    persons = NamedPerson.objects.in_bulk(_named(separation).values_list("pk", flat=True))
    parts = parts_of_a_right(separation)
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLES, separation.arguments())
        rows = cursor.fetchall()
    return [
        {
            **_sample(row, separation=separation, person=persons.get(row[11])),
            "fraction": str(Fraction(row[10], parts)),
        }
        for row in rows
    ]


def _sample(row: Sequence[Any], *, separation: Separation, person: NamedPerson | None) -> dict[str, Any]:
    why, account, registration, address, city, region, postal_code, country, dated, rights, *_ = row
    certificated = person is not None and separation.restricted == "LEGENDED"
    taint = TaintClass(person.taint_class) if person and certificated else None
    infeasible = person.not_feasible_reason if person and not person.legend_feasible else ""
    return {
        "why": why,
        "account": account,
        "registration": registration.split("\n"),
        "address": [*address.split("\n"), f"{city} {region} {postal_code}".strip(), country],
        "dated": dated.isoformat(),
        "rights": rights,
        "legend_class": legend_of(taint, infeasible_because=infeasible),
        "taint_class": person.taint_class if person else "",
    }


def _named(separation: Separation) -> Any:
    return NamedPerson.objects.filter(notice_id__in=separation.notices).order_by("notice__number", "pk")


def named_persons(separation: Separation) -> list[NamedPerson]:
    """The persons whose Rights the applied notices name, in the order of the notices."""
    return list(_named(separation).select_related("notice"))


def registrations_listed(agreement: RightsAgreement, accounts: Sequence[str]) -> dict[str, str]:
    """The names in which accounts stand: on the newest list that has them, of holders on the books."""
    on_lists = HolderListRow.objects.filter(
        holder_list__in=HolderList.objects.filter(agreement=agreement), account__in=accounts
    )
    listed = on_lists.order_by("holder_list_id").values_list("account", "registration")
    on_books = RegisteredHolder.objects.filter(agreement=agreement, account__in=accounts)
    return {**dict(listed), **dict(on_books.values_list("account", "registration"))}


def shares_by_date(
    separation: Separation, *, accounts: Sequence[str]
) -> dict[str, dict[date | None, Fraction]]:
    """The shares of some accounts of the list by the date of the certificate."""
    held: dict[str, dict[date | None, Fraction]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account, certificate_date(shares_issued_on, %s::date, %s::date), sum(shares_millionths)"
            "  FROM holder_list_row WHERE holder_list_id = %s AND account = ANY (%s) GROUP BY 1, 2",
            [separation.record_date, separation.one_date, separation.holder_list, list(accounts)],
        )
        for account, dated, millionths in cursor.fetchall():
            held.setdefault(account, {})[dated] = Fraction(int(millionths), MILLION)
    return held


@dataclass(frozen=True, slots=True)
class Reduction:
    """An account to which an amended list gives fewer shares of a date than the list it amends."""

    account: str
    dated: date
    listed: Fraction
    before: Fraction


def reductions(separation: Separation) -> list[Reduction]:
    """The first hundred accounts and dates from which an amended list would take shares, or leaves out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT less.account, less.dated, before.shares + less.shares, before.shares"
            "  FROM (SELECT account, dated, shares FROM list_differences("
            "           %(list)s::bigint, %(base)s::bigint, %(record_date)s::date, %(one_date)s::date)"
            "         WHERE shares < 0 ORDER BY account, dated LIMIT 100) AS less"
            " CROSS JOIN LATERAL (SELECT sum(shares_millionths) AS shares FROM holder_list_row"
            "         WHERE holder_list_id = %(base)s AND account = less.account"
            "           AND certificate_date(shares_issued_on, %(record_date)s::date, %(one_date)s::date)"
            "               = less.dated) AS before ORDER BY 1, 2",
            separation.arguments(),
        )
        return [
            Reduction(account, dated, Fraction(int(listed), MILLION), Fraction(int(before), MILLION))
            for account, dated, listed, before in cursor.fetchall()
        ]


def renamed_accounts(separation: Separation) -> list[str]:
    """The first hundred accounts that an amended list adds to and names otherwise than the books do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT listed.account FROM list_differences("
            "           %(list)s::bigint, %(base)s::bigint, %(record_date)s::date, %(one_date)s::date) added"
            "  JOIN holder_list_row listed"
            "    ON listed.holder_list_id = %(list)s AND listed.line = added.line"
            "  JOIN registry_holderlist list ON list.id = %(list)s"
            "  JOIN registered_holder known"
            "    ON known.agreement_id = list.agreement_id AND known.account = listed.account"
            " WHERE added.shares > 0 AND known.registration <> listed.registration ORDER BY 1 LIMIT 100",
            separation.arguments(),
        )
        return [account for (account,) in cursor.fetchall()]


def opening_facts(holder_list: HolderList, *, at: datetime) -> OpeningFacts:
    """What is on file about opening the books from a list, without totals."""
    agreement: RightsAgreement = holder_list.agreement
    day = at.astimezone(ZoneInfo(agreement.time_zone)).date()
    form, agent = approved_form(agreement), agent_in_office(agreement, day=day)
    opened = BookEntry.objects.filter(agreement=agreement, kind=EntryKind.OPEN).first()
    return OpeningFacts(
        at=at,
        notice_received_at=agreement.distribution_known_from,
        distribution_close=agreement.distribution_effective_at,
        list_as_of=holder_list.as_of,
        list_is_accepted=holder_list.state == ListState.ACCEPTED,
        open_information_requests=open_information_requests(agreement).count(),
        approved_form=form.name if form else None,
        agent=acting_name(agreement, day=day),
        agent_in_office=agent.agent_name if agent else None,
        totals=None,
        opened_by_entry=opened.number if opened else None,
    )


def list_opened_last(agreement: RightsAgreement) -> HolderList | None:
    """The list from which the books were opened or supplemented last."""
    posted = Opening.objects.filter(agreement=agreement, state=OpeningState.POSTED)
    last = posted.select_related("holder_list").order_by("entry_id").last()
    return last.holder_list if last else None


def holder_keys(entry: BookEntry) -> tuple[int, int]:
    """The first and the last key of the holders to whom an opening gave Rights or a fraction of one."""
    ends = {"first": Min("holder_id"), "last": Max("holder_id")}
    found = [rows.aggregate(**ends) for rows in (entry.lots_opened.all(), entry.cash_in_lieu.all())]
    keys = [key for told in found for key in told.values() if key is not None]
    return min(keys), max(keys)


def next_certificate_number(agreement: RightsAgreement) -> int:
    """The number that the next certificate will get."""
    given = NumberCounter.objects.filter(agreement=agreement, kind="CERTIFICATE")
    return (given.aggregate(last=Max("last_number"))["last"] or 0) + 1


def list_to_open(agreement: RightsAgreement, *, list_id: int | None = None) -> HolderList | None:
    """The list that was named, else the one accepted last, else the one that came last, accepted or not."""
    every = HolderList.objects.filter(agreement=agreement, purpose=ListPurpose.DISTRIBUTION_DATE)
    lists = every.select_related("agreement").order_by("pk")
    if list_id is not None:
        return lists.filter(pk=list_id).first()
    return lists.filter(state=ListState.ACCEPTED).last() or lists.last()
