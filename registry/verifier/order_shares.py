"""Shares of an order, requisitioned line by line: each line once, as two people approved it (24(b))."""

from collections.abc import Iterator

from registry.verifier.findings import Finding
from registry.verifier.reading import Reading

# A line stands in the first requisition, or in the one after the last that left it out.
REQUISITIONED = """
    WITH asked AS (
        SELECT made.*, list.id AS list, before.left_out AS left_before
          FROM exercises_orderrequisition made
          JOIN exercises_orderlist list ON list.id = made.order_list_id AND list.agreement_id = %s
          LEFT JOIN exercises_orderrequisition before ON before.order_list_id = made.order_list_id
                                                     AND before.number = made.number - 1),
    counted AS (
        SELECT asked.id, count(*) AS lines, coalesce(sum(line.shares), 0) AS shares
          FROM asked JOIN order_line line ON line.order_list_id = asked.list
         WHERE line.shares > 0 AND NOT asked.left_out ? line.line::text
           AND (asked.number = 1 OR asked.left_before ? line.line::text)
         GROUP BY asked.id)
    SELECT asked.id FROM asked
      LEFT JOIN counted ON counted.id = asked.id
      LEFT JOIN registry_approval approval ON approval.id = asked.approval_id
     WHERE ((counted.lines, counted.shares) = (asked.line_count, asked.share_count)
            AND approval.kind = 'REQUISITION_ORDER_SHARES' AND approval.consumed_at IS NOT NULL
            AND approval.request ->> 'file_sha256' = asked.sha256
            AND approval.request -> 'left_out' = asked.left_out) IS NOT TRUE
     ORDER BY asked.id
"""
DELIVERED = """
    SELECT step.id FROM exercises_orderdelivery step
      JOIN exercises_orderrequisition made ON made.id = step.requisition_id
      JOIN exercises_orderlist list ON list.id = made.order_list_id AND list.agreement_id = %s
     WHERE step.kind = 'DELIVERED' AND NOT EXISTS (
            SELECT FROM exercises_orderdelivery came
             WHERE came.requisition_id = step.requisition_id AND came.kind = 'RECEIVED'
               AND came.happened_on <= step.happened_on)
     ORDER BY step.id
"""
_FOUND = (
    (
        REQUISITIONED,
        "exercises_orderrequisition",
        "share_count",
        "is not what two people approved for its lines",
    ),
    (DELIVERED, "exercises_orderdelivery", "happened_on", "delivers shares that had not come"),
)


def check_order_shares(reading: Reading, *, agreement: int) -> Iterator[Finding]:
    """Every line stands in one requisition, with its shares; what was delivered had come."""
    for query, table, column, message in _FOUND:
        for (key,) in reading.rows_of(query, [agreement]):
            yield Finding(table, str(key), column, message)
