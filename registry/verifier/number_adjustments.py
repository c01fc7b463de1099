"""Another number of Rights gave each holder of record what the ratio says, nobody else anything (11(h))."""

from collections.abc import Iterator

from registry.verifier.findings import Finding
from registry.verifier.reading import Reading

ADJUSTMENTS = """
    SELECT entry.id, entry.number, asked.request ->> 'record_at', asked.request ->> 'numerator',
           asked.request ->> 'denominator'
      FROM book_entry entry
      JOIN registry_approval asked ON asked.id = entry.approval_id AND asked.kind = 'ADJUST_NUMBER'
     WHERE entry.agreement_id = %s ORDER BY entry.id
"""
UNELECTED = """
    SELECT entry.id FROM book_entry entry
      JOIN registry_approval asked ON asked.id = entry.approval_id AND asked.kind = 'ADJUST_NUMBER'
      JOIN registry_rightsagreement plan ON plan.id = entry.agreement_id
     WHERE entry.agreement_id = %s
       AND NOT EXISTS (
           SELECT 1 FROM registry_notice notice
            WHERE notice.agreement_id = entry.agreement_id AND notice.kind = 'ADJUSTMENT'
              AND notice.document_id = entry.document_id AND notice.applied_at <= entry.recorded_at
              AND notice.facts ->> 'adjusted_under' = 'NUMBER_OF_UNITS'
              AND notice.facts ->> 'distributed' = asked.request ->> 'option'
              AND (notice.facts ->> 'rights_per_right')::numeric * (asked.request ->> 'denominator')::numeric
                  = (asked.request ->> 'numerator')::numeric
              AND (notice.facts ->> 'record_date')::date
                  <= ((asked.request ->> 'record_at')::timestamptz AT TIME ZONE plan.time_zone)::date)
"""
# Where the Rights of record stood when the entry was made, as long as they stayed in the same hands and
# whole: each of the lots of record, or those that followed it. In parts of a Right, `over` make one.
DUE = """
    WITH RECURSIVE standing (lot, holder_id, rights, left_by) AS (
        SELECT lot.id, lot.holder_id, lot.rights,
               CASE WHEN closing.id < %(entry)s THEN closing.id END
          FROM lot
          JOIN book_entry opening ON opening.id = lot.opened_by_id
          LEFT JOIN book_entry closing ON closing.id = lot.closed_by_id
         WHERE lot.agreement_id = %(agreement)s AND lot.holder_id IS NOT NULL
           AND opening.recorded_at <= %(record_at)s::timestamptz AND opening.id < %(entry)s
           AND coalesce(closing.recorded_at > %(record_at)s::timestamptz, true)
         UNION ALL
        SELECT child.id, child.holder_id, child.rights,
               CASE WHEN child.closed_by_id < %(entry)s THEN child.closed_by_id END
          FROM standing
          JOIN book_entry leaving ON leaving.id = standing.left_by
           AND leaving.kind IN ('SPLIT_UP', 'COMBINE', 'EXCHANGE_CERTIFICATES', 'REPLACE', 'PAPER', 'NULLIFY',
                                'RESTORE')
          JOIN lot child ON child.parent_id = standing.lot),
    due AS (
        SELECT standing.holder_id, coalesce(mark.taint_class, '') AS class,
               sum(standing.rights) * (%(top)s::numeric - %(over)s::numeric) AS parts
          FROM standing
          LEFT JOIN book_entry leaving ON leaving.id = standing.left_by
          LEFT JOIN lot_taint mark ON mark.lot_id = standing.lot AND mark.marked_by_id < %(entry)s
           AND coalesce(mark.ended_by_id > %(entry)s, true)
         WHERE coalesce(leaving.kind NOT IN ('SPLIT_UP', 'COMBINE', 'EXCHANGE_CERTIFICATES', 'REPLACE',
                                             'PAPER', 'NULLIFY', 'RESTORE'), true)
           AND (mark.void_from <= %(record_at)s::timestamptz) IS NOT TRUE
         GROUP BY 1, 2),
    given AS (
        SELECT lot.holder_id, coalesce(mark.taint_class, '') AS class,
               sum(lot.rights) * %(over)s::numeric AS parts
          FROM lot LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.marked_by_id = %(entry)s
         WHERE lot.opened_by_id = %(entry)s AND lot.parent_id IS NULL GROUP BY 1, 2),
    wrong AS (
        SELECT coalesce(due.holder_id, given.holder_id) AS holder_id,
               coalesce(due.parts, 0) - coalesce(given.parts, 0) AS left_over
          FROM due FULL JOIN given ON given.holder_id = due.holder_id AND given.class = due.class),
    cash AS (
        SELECT holder_id, sum(fraction_numerator * %(over)s::numeric / fraction_denominator) AS parts
          FROM cash_in_lieu WHERE entry_id = %(entry)s GROUP BY holder_id)
    SELECT coalesce(wrong.holder_id, cash.holder_id)
      FROM (SELECT holder_id, sum(left_over) AS parts, min(left_over) AS least
              FROM wrong GROUP BY holder_id) AS wrong
      FULL JOIN cash ON cash.holder_id = wrong.holder_id
     WHERE coalesce(wrong.parts, 0) <> coalesce(cash.parts, 0)
        OR wrong.least < 0
     ORDER BY 1
"""


def check_number_adjustments(reading: Reading, *, agreement: int) -> Iterator[Finding]:
    """Hold what each holder of record was given, whole Rights and fractions, against the Company's ratio."""
    for (key,) in reading.stream(UNELECTED, [agreement]):
        told = "another number of Rights without the Company's election of it (11(h))"
        yield Finding("book_entry", str(key), "approval_id", told)
    for entry, number, record_at, top, over in reading.rows_of(ADJUSTMENTS, [agreement]):
        if not (str(top).isdecimal() and str(over).isdecimal() and record_at):
            continue
        asked = {"agreement": agreement, "entry": entry, "record_at": record_at, "top": top, "over": over}
        for (holder,) in reading.stream(DUE, asked):
            told = f"was not given what its Rights of record come to by the ratio of entry {number} (11(h))"
            yield Finding("registered_holder", str(holder), "", told)
