"""Reads a predecessor's certificate detail into its staging table and says what it comes to (§21).

Runs inside the caller's transaction, so that a file with anything wrong in it leaves nothing behind.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from agreement.errors import InvalidRequest, RightsError
from agreement.refusals import ground, refuse
from registry.imports.certificate_detail import DETAIL_COLUMNS, KNOWN, NEEDED, DetailStager
from registry.imports.problems import FileRefused
from registry.imports.rules import ListRules
from registry.imports.staging import RowStager
from registry.models import CertificateDetailRow, RightsAgreement
from registry.services.list_reading import coverage_of_typefaces, examined_file
from registry.services.taxpayer_ids import vault

PROBLEMS_TOLD: Final = 50
# A number stands once; an account has one name and one address, those of its first line.
_CONTRADICTIONS = """
    SELECT line, told, count(*) OVER () FROM (
        SELECT line, format('certificate %%s stands on line %%s too', number, first_line) AS told
          FROM (SELECT line, number, min(line) OVER (PARTITION BY number) AS first_line
                  FROM certificate_detail_row WHERE agreement_id = %(agreement)s) AS numbered
         WHERE line > first_line
        UNION ALL
        SELECT line, format('account %%s is named or addressed otherwise than on line %%s', account,
                            first_line)
          FROM (SELECT line, account, first_value(line) OVER of_account AS first_line,
                       (registration, address, city, region, postal_code, country, account_type, email,
                        taxpayer_id_index)
                       IS DISTINCT FROM
                       first_value((registration, address, city, region, postal_code, country, account_type,
                                    email, taxpayer_id_index)) OVER of_account AS differs
                  FROM certificate_detail_row WHERE agreement_id = %(agreement)s
                WINDOW of_account AS (PARTITION BY account ORDER BY line)) AS named
         WHERE differs) AS found
     ORDER BY line LIMIT %(most)s
"""


@dataclass(slots=True)
class StagedDetail:
    """A detail that stands in the staging table: its file's hash and kind, and its totals by name.

    `totals` are certificates, rights, accounts, first and last number, and legended and stopped ones.
    """

    sha256: str
    content_type: str
    totals: dict[str, int]

    @property
    def rights(self) -> int:
        """The Rights of all its certificates."""
        return self.totals["rights"]


@dataclass(slots=True)
class _Wrong:
    """What is wrong with the rows: how many things, and the first of them."""

    count: int = 0
    told: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        self.count += 1
        if len(self.told) < PROBLEMS_TOLD:
            self.told.append((line, reason if reason.startswith("Line ") else f"Line {line}: {reason}"))


def stage_detail(path: Path, *, agreement: RightsAgreement, countersigner: str, today: date) -> StagedDetail:
    """Stage the certificates of a file in the place of those staged before, and add them up.

    `countersigner` signed where a row names nobody. Raises what refuses the file as a whole, and
    CERTIFICATE_DETAIL_INVALID with the first fifty things that are wrong; then the caller rolls back.

    Agreement: 5(b);21.
    """
    rules = ListRules(agreement.code, date.min, today, coverage_of_typefaces())

    def stager(columns: tuple[str, ...]) -> RowStager:
        return DetailStager(
            columns, rules, vault(), settings.COMMITMENT_KEY, agreement.pk, countersigner.strip()
        )

    forget_detail(agreement)
    wrong = _Wrong()
    try:
        with (
            examined_file(path, stager=stager, known=KNOWN, required=NEEDED) as file,
            connection.cursor() as cursor,
        ):
            rows = 0
            with cursor.copy(f"COPY certificate_detail_row ({DETAIL_COLUMNS}) FROM STDIN") as copy:
                for block in file.blocks:
                    copy.write(block.staged)
                    rows += block.row_count
                    for one in block.problems:
                        wrong.add(one.line, one.reason)
            if not rows:
                raise FileRefused("LIST_FILE_EMPTY")
            sha256 = file.sha256()
    except FileRefused as refused:
        raise refused.as_refusal(file=path.name) from None
    _contradictions(agreement, into=wrong)
    if wrong.count:
        raise _refusal(wrong)
    return StagedDetail(sha256, file.content_type, _totals(agreement))


def forget_detail(agreement: RightsAgreement) -> None:
    """Take the staged certificates of an agreement away: they were posted, or others come in their place.

    Agreement: 21.
    """
    CertificateDetailRow.objects.filter(agreement=agreement).delete()


def hash_of_detail(agreement: RightsAgreement) -> str:
    """SHA-256 over the staged certificates in the order of their lines, computed by the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT certificate_detail_hash(%s)", [agreement.pk])
        return str(cursor.fetchone()[0])


def _contradictions(agreement: RightsAgreement, *, into: _Wrong) -> None:
    with connection.cursor() as cursor:
        # Fresh rows have no statistics yet.
        cursor.execute(
            "SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '128MB', true)"
        )
        cursor.execute(_CONTRADICTIONS, {"agreement": agreement.pk, "most": PROBLEMS_TOLD})
        found = cursor.fetchall()
        for line, told, _ in found:
            into.add(line, told)
        into.count += found[0][2] - len(found) if found else 0
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")


def _totals(agreement: RightsAgreement) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT certificate_detail_totals(%s)::text", [agreement.pk])
        found: dict[str, int] = json.loads(cursor.fetchone()[0])
    return found


def _refusal(wrong: _Wrong) -> RightsError:
    told: list[dict[str, Any]] = [
        {"reason": reason, "line": line, "count": wrong.count} for line, reason in wrong.told
    ]
    error = refuse("CERTIFICATE_DETAIL_INVALID", **told[0])
    if isinstance(error, InvalidRequest):
        error.grounds = tuple(ground("CERTIFICATE_DETAIL_INVALID", **facts) for facts in told)
    return error
