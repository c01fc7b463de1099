"""Lines of an order paid by deposit: by the holder's instruction, and none by a check as well (23(a))."""

from collections.abc import Iterator

from registry.verifier.findings import Finding
from registry.verifier.reading import Reading

_OF_LISTS = """
      FROM exercises_orderdeposit deposit
      JOIN exercises_paymentrun run ON run.id = deposit.run_id
      JOIN exercises_orderlist list ON list.id = run.order_list_id AND list.agreement_id = %s
      LEFT JOIN order_line line ON line.order_list_id = list.id AND line.line = deposit.line
      LEFT JOIN exercises_depositreturn back ON back.deposit_id = deposit.id
      LEFT JOIN exercises_depositfile file ON file.run_id = run.id
"""
STRANGE = f"""
    SELECT deposit.id {_OF_LISTS}
      LEFT JOIN exercises_depositinstruction told ON told.id = deposit.instruction_id
     WHERE (line.payment IS NOT NULL AND told.holder_id = line.holder_id AND told.routing <> ''
            AND told.pays_from <= run.started_at
            AND NOT EXISTS (SELECT FROM exercises_depositinstruction later
                             WHERE later.holder_id = told.holder_id AND later.in_force_from <= run.started_at
                               AND (later.in_force_from, later.id) > (told.in_force_from, told.id))
           ) IS NOT TRUE
     ORDER BY deposit.id
"""  # noqa: S608  the words are the program's own
PAID_TWICE = f"""
    SELECT deposit.id {_OF_LISTS}
     WHERE back.id IS NULL
       AND (EXISTS (SELECT FROM order_payment made
                     WHERE made.run_id = run.id AND made.line = deposit.line)
            OR EXISTS (SELECT FROM exercises_paymentevent event
                        WHERE event.run_id = run.id AND event.number = run.first_number + line.payment - 1))
     ORDER BY deposit.id
"""  # noqa: S608
RETURNED = f"""
    SELECT back.id {_OF_LISTS}
     WHERE back.id IS NOT NULL AND CASE WHEN back.code = '' THEN back.recorded_at > file.made_at
                                        ELSE file.id IS NULL OR back.recorded_at < file.made_at END
     ORDER BY back.id
"""
FILES = f"""
    SELECT file.id {_OF_LISTS}
      LEFT JOIN registry_approval asked ON asked.id = file.approval_id AND asked.kind = 'MAKE_DEPOSIT_FILE'
     WHERE file.id IS NOT NULL
     GROUP BY file.id, asked.id
    HAVING (count(*) FILTER (WHERE back.code IS DISTINCT FROM '') = file.entry_count
            AND sum(line.cash) FILTER (WHERE back.code IS DISTINCT FROM '') = file.credits
            AND asked.consumed_at IS NOT NULL
            AND asked.request ->> 'file_sha256' = file.sha256) IS NOT TRUE
     ORDER BY file.id
"""  # noqa: S608
_FOUND = (
    (
        STRANGE,
        "exercises_orderdeposit",
        "instruction_id",
        "is not of its line, holder and instruction in force",
    ),
    (PAID_TWICE, "exercises_orderdeposit", "line", "is a deposit of a line that has a check as well"),
    (
        RETURNED,
        "exercises_depositreturn",
        "code",
        "is a return of what no file asked for, or held back later",
    ),
    (FILES, "exercises_depositfile", "credits", "is not the file that two people approved for its deposits"),
)


def check_deposits(reading: Reading, *, agreement: int) -> Iterator[Finding]:
    """Deposits are of their lines and pay them alone; the file is the one that two people approved."""
    for query, table, column, message in _FOUND:
        for (key,) in reading.rows_of(query, [agreement]):
            yield Finding(table, str(key), column, message)
