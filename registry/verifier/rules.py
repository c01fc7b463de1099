"""What the books must obey as a whole: each a query that names the rows which break a rule."""

from collections.abc import Iterator

from registry.verifier.findings import Finding
from registry.verifier.reading import Reading

# table, column, message, query giving (key) with one parameter, the agreement
RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "lot_taint",
        "lot_id",
        "a lot opened from a marked lot has lost the mark (7(e))",
        """
        SELECT child.id FROM lot child
          JOIN book_entry entry ON entry.id = child.opened_by_id
          JOIN lot_taint inherited ON inherited.lot_id = child.parent_id
           AND (inherited.ended_by_id IS NULL OR inherited.ended_by_id > child.opened_by_id)
           AND inherited.marked_by_id < child.opened_by_id
         WHERE entry.agreement_id = %s AND entry.kind NOT IN ('RESTORE', 'CORRECT')
           AND NOT EXISTS (SELECT 1 FROM lot_taint own
                            WHERE own.lot_id = child.id AND own.marked_by_id = child.opened_by_id)
        """,
    ),
    (
        "lot_taint",
        "marked_by_id",
        "an entry of this kind makes no marks (7(e))",
        """
        SELECT mark.id FROM lot_taint mark
          JOIN book_entry entry ON entry.id = mark.marked_by_id
          JOIN lot ON lot.id = mark.lot_id
         WHERE entry.agreement_id = %s
           AND entry.kind NOT IN ('OPEN', 'ISSUE', 'NULLIFY', 'TAKE_ON', 'CORRECT')
           AND NOT EXISTS (SELECT 1 FROM lot_taint inherited WHERE inherited.lot_id = lot.parent_id)
           -- Additional Rights bear the mark of Rights that their holder had before (11(h)).
           AND NOT (entry.kind = 'ADJUST_NUMBER' AND EXISTS (
                    SELECT 1 FROM lot_taint had JOIN lot held ON held.id = had.lot_id
                     WHERE held.holder_id = lot.holder_id AND held.opened_by_id < entry.id
                       AND (had.taint_class, had.notice_id) = (mark.taint_class, mark.notice_id)
                       AND had.void_from IS NOT DISTINCT FROM mark.void_from))
        """,
    ),
    (
        "lot_taint",
        "ended_by_id",
        "a mark is ended by RESTORE or a correction only (7(e))",
        """
        SELECT mark.id FROM lot_taint mark JOIN book_entry entry ON entry.id = mark.ended_by_id
         WHERE entry.agreement_id = %s AND entry.kind NOT IN ('RESTORE', 'CORRECT')
        """,
    ),
    (
        "book_entry",
        "document_id",
        "Rights are restored without a determination of the Company (7(e))",
        """
        SELECT entry.id FROM book_entry entry
         WHERE entry.agreement_id = %s AND entry.kind = 'RESTORE'
           AND NOT EXISTS (SELECT 1 FROM registry_notice notice
                            WHERE notice.agreement_id = entry.agreement_id AND notice.kind = 'NULLITY_ENDED'
                              AND notice.document_id = entry.document_id
                              AND notice.received_at <= entry.recorded_at)
        """,
    ),
    (
        "book_entry",
        "kind",
        "the Rights marked are not those that two people approved (7(e))",
        """
        SELECT entry.id FROM book_entry entry
          JOIN registry_approval approval ON approval.id = entry.approval_id AND approval.kind = 'NULLIFY'
          CROSS JOIN LATERAL (
              SELECT coalesce(jsonb_object_agg(marked.taint_class, marked.rights), '{}') AS rights
                FROM (SELECT mark.taint_class, sum(lot.rights)::bigint AS rights
                        FROM lot_taint mark JOIN lot ON lot.id = mark.lot_id
                       WHERE mark.marked_by_id = entry.id
                         AND mark.notice_id = (approval.request ->> 'notice_id')::bigint
                       GROUP BY mark.taint_class) AS marked) AS found
         WHERE entry.agreement_id = %s AND found.rights <> approval.request #> '{totals,rights}'
        """,
    ),
    (
        "book_entry",
        "approval_id",
        "certificates out were replaced by a new form without the Company's order of it (22)",
        """
        SELECT entry.id FROM book_entry entry
          JOIN registry_approval approval ON approval.id = entry.approval_id
         WHERE entry.agreement_id = %s AND approval.kind = 'NEW_FORM_RUN'
           AND NOT EXISTS (SELECT 1 FROM registry_notice notice
                            WHERE notice.agreement_id = entry.agreement_id AND notice.kind = 'NEW_FORM'
                              AND notice.document_id = entry.document_id
                              AND notice.facts ->> 'old_paper' = 'VOID_ON_ISSUE'
                              AND notice.applied_at <= entry.recorded_at)
        """,
    ),
    (
        "lot_taint",
        "lot_id",
        "a second mark is in force on the same lot (7(e))",
        """
        SELECT max(mark.id) FROM lot_taint mark
         WHERE mark.agreement_id = %s AND mark.ended_by_id IS NULL
         GROUP BY mark.lot_id HAVING count(*) > 1
        """,
    ),
    (
        "lot_taint",
        "void_from",
        "Rights opened from void Rights are void no more, or from a later instant (7(e))",
        """
        SELECT own.id FROM lot child
          JOIN book_entry entry ON entry.id = child.opened_by_id
          JOIN lot_taint inherited ON inherited.lot_id = child.parent_id
           AND (inherited.ended_by_id IS NULL OR inherited.ended_by_id > child.opened_by_id)
           AND inherited.marked_by_id < child.opened_by_id
          JOIN lot_taint own ON own.lot_id = child.id AND own.marked_by_id = child.opened_by_id
         WHERE entry.agreement_id = %s AND entry.kind NOT IN ('RESTORE', 'CORRECT')
           AND inherited.void_from IS NOT NULL AND coalesce(own.void_from > inherited.void_from, true)
        """,
    ),
    (
        "lot",
        "retired_as",
        "void Rights were transferred, or left as if they were not void (7(e))",
        """
        SELECT lot.id FROM lot
          JOIN book_entry entry ON entry.id = lot.closed_by_id
          JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.marked_by_id < entry.id
           AND (mark.ended_by_id IS NULL OR mark.ended_by_id > entry.id)
         WHERE entry.agreement_id = %s AND mark.void_from <= entry.recorded_at
           AND (entry.kind IN ('TRANSFER', 'EXERCISE') AND EXISTS (
                    SELECT 1 FROM lot child
                     WHERE child.parent_id = lot.id AND child.holder_id IS DISTINCT FROM lot.holder_id)
                OR lot.retired_as IN ('EXERCISED', 'REDEEMED', 'EXCHANGED', 'EXPIRED'))
        """,
    ),
    (
        "rights_certificate",
        "legend_class",
        "the legend does not follow the marks of its lots (4(b))",
        """
        -- OFFSET 0: only what differs is held against the stops, and each by a look-up of its number.
        SELECT DISTINCT other.id FROM (
            SELECT certificate.* FROM rights_certificate certificate
              JOIN lot ON lot.certificate_id = certificate.id AND lot.opened_by_id = certificate.issued_by_id
              LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.marked_by_id = lot.opened_by_id
             WHERE certificate.agreement_id = %s
               AND certificate.taint_class <> coalesce(mark.taint_class, '') OFFSET 0) AS other
          LEFT JOIN book_entry issuing ON issuing.id = other.issued_by_id
           -- Where the legend could not be printed a stop stands instead; and on a predecessor's legended
           -- paper, until the Company's notice marks its Rights.
         WHERE NOT ((other.taint_class = '' OR coalesce(issuing.kind = 'TAKE_ON', false)) AND EXISTS (
                    SELECT 1 FROM (SELECT event.entry_id, event.kind FROM certificate_event event
                                    WHERE int8range(event.first_number, event.last_number, '[]')
                                          @> other.number OFFSET 0) AS stop
                     WHERE stop.entry_id = other.issued_by_id AND stop.kind = 'STOPPED'))
        """,
    ),
    (
        "lot",
        "closed_by_id",
        "left a predecessor's legended certificate that no notice had marked (4(b))",
        """
        SELECT lot.id FROM lot
          JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
          JOIN book_entry issuing ON issuing.id = certificate.issued_by_id AND issuing.kind = 'TAKE_ON'
          JOIN book_entry entry ON entry.id = lot.closed_by_id
         WHERE lot.agreement_id = %s AND certificate.taint_class <> ''
           AND entry.kind IN ('TRANSFER', 'SPLIT_UP', 'COMBINE', 'EXCHANGE_CERTIFICATES', 'REPLACE',
                              'EXERCISE', 'CANCEL', 'EXCHANGE_RIGHTS', 'PAPER')
           AND NOT EXISTS (SELECT 1 FROM lot sibling JOIN lot_taint mark ON mark.lot_id = sibling.id
                            WHERE sibling.certificate_id = certificate.id AND mark.marked_by_id < entry.id)
        """,
    ),
    (
        "rights_certificate",
        "holder_id",
        "its lots are another holder's (16(c))",
        """
        SELECT DISTINCT certificate.id FROM rights_certificate certificate
          JOIN lot ON lot.certificate_id = certificate.id
         WHERE certificate.agreement_id = %s
           AND (lot.holder_id IS DISTINCT FROM certificate.holder_id
                OR lot.agreement_id <> certificate.agreement_id)
        """,
    ),
    (
        "lot",
        "holder_id",
        "the holder is of another agreement",
        """
        SELECT lot.id FROM lot LEFT JOIN registered_holder holder ON holder.id = lot.holder_id
         WHERE lot.agreement_id = %s AND lot.holder_id IS NOT NULL
           AND holder.agreement_id IS DISTINCT FROM lot.agreement_id
        """,
    ),
    (
        "lot",
        "holder_id",
        "the holder changed outside a transfer (6(a))",
        """
        SELECT child.id FROM lot child JOIN lot parent ON parent.id = child.parent_id
          JOIN book_entry entry ON entry.id = child.opened_by_id
         WHERE entry.agreement_id = %s AND child.holder_id IS DISTINCT FROM parent.holder_id
           AND entry.kind NOT IN ('OPEN', 'TRANSFER', 'TAKE_ON', 'CORRECT')
        """,
    ),
    (
        "book_entry",
        "kind",
        "gives Rights or certificates to holders without a notice of the Distribution Date (3(a))",
        """
        SELECT entry.id FROM book_entry entry
         WHERE entry.agreement_id = %s AND entry.kind <> 'TAKE_ON'
           AND (entry.kind IN ('OPEN', 'ISSUE')
                OR EXISTS (SELECT 1 FROM lot WHERE lot.opened_by_id = entry.id AND lot.holder_id IS NOT NULL)
                OR EXISTS (SELECT 1 FROM rights_certificate WHERE issued_by_id = entry.id))
           AND NOT EXISTS (SELECT 1 FROM registry_notice notice
                            WHERE notice.agreement_id = entry.agreement_id
                              AND notice.kind = 'DISTRIBUTION_DATE' AND notice.state = 'APPLIED'
                              AND notice.received_at <= entry.recorded_at)
           AND NOT EXISTS (SELECT 1 FROM book_entry taken
                             JOIN rights_certificate certificate ON certificate.issued_by_id = taken.id
                            WHERE taken.agreement_id = entry.agreement_id AND taken.kind = 'TAKE_ON'
                              AND taken.number < entry.number)
        """,
    ),
    (
        "book_entry",
        "rights_retired",
        "the fractions due in cash are not the Rights that left as fractions (14(a))",
        """
        SELECT entry.id FROM book_entry entry
          LEFT JOIN (SELECT entry_id, sum(fraction_numerator) AS parts, min(fraction_denominator) AS whole
                       FROM cash_in_lieu GROUP BY entry_id) AS due ON due.entry_id = entry.id
         WHERE entry.agreement_id = %s AND entry.kind = 'OPEN'
           AND coalesce(due.parts, 0) <> entry.rights_retired::numeric * coalesce(due.whole, 1)
        """,
    ),
    (
        "certificate_event",
        "kind",
        "the paper was countersigned, ended, delivered or kept twice, or signed after its end (5(a))",
        """
        -- OFFSET 0 keeps the inner question a look-up by its range for each event: half of all pairs of
        -- events are in this order, and a plan that joins by that compares each with each.
        SELECT DISTINCT later.id FROM certificate_event later
          JOIN book_entry entry ON entry.id = later.entry_id
          CROSS JOIN LATERAL (
              SELECT earlier.agreement_id, earlier.id, earlier.kind FROM certificate_event earlier
               WHERE int8range(earlier.first_number, earlier.last_number, '[]')
                     && int8range(later.first_number, later.last_number, '[]') OFFSET 0) AS earlier
         WHERE entry.agreement_id = %s AND entry.kind <> 'CORRECT'
           AND earlier.agreement_id = later.agreement_id AND earlier.id < later.id
           AND later.kind IN ('COUNTERSIGNED', 'CANCELLED', 'REPLACED', 'SPOILED', 'DELIVERED_TO_COMPANY',
                              'KEPT_FOR_COMPANY')
           AND (later.kind = earlier.kind
                OR later.kind = 'COUNTERSIGNED' AND earlier.kind IN ('CANCELLED', 'REPLACED', 'SPOILED'))
        """,
    ),
    (
        "certificate_event",
        "kind",
        "the paper went to the Company, or was kept for it, as cancelled and had not been (8)",
        """
        SELECT sent.id FROM certificate_event sent
          CROSS JOIN LATERAL (
              SELECT range_agg(int8range(ended.first_number, ended.last_number, '[]')) AS numbers
                FROM certificate_event ended
               WHERE ended.agreement_id = sent.agreement_id AND ended.kind = 'CANCELLED'
                 AND ended.entry_id <= sent.entry_id
                 AND int8range(ended.first_number, ended.last_number, '[]')
                     && int8range(sent.first_number, sent.last_number, '[]')) AS ended
         WHERE sent.agreement_id = %s AND sent.kind IN ('DELIVERED_TO_COMPANY', 'KEPT_FOR_COMPANY')
           AND coalesce(NOT ended.numbers @> int8range(sent.first_number, sent.last_number, '[]'), true)
        """,
    ),
    (
        "certificate_event",
        "happened_on",
        "the paper was countersigned before the certificate was issued (5(a))",
        """
        SELECT DISTINCT event.id FROM certificate_event event
          JOIN registry_rightsagreement plan ON plan.id = event.agreement_id
          JOIN book_entry issuing
            ON issuing.agreement_id = event.agreement_id AND issuing.kind <> 'TAKE_ON'
           AND (issuing.recorded_at AT TIME ZONE plan.time_zone)::date > event.happened_on
         WHERE event.agreement_id = %s AND event.kind = 'COUNTERSIGNED'
           AND EXISTS (SELECT 1 FROM rights_certificate certificate
                        WHERE certificate.issued_by_id = issuing.id
                          AND certificate.number BETWEEN event.first_number AND event.last_number)
        """,
    ),
    (
        "lot",
        "closed_by_id",
        "was closed while a stop stood on it (6(b), 15(b))",
        """
        WITH RECURSIVE stopped AS (
            SELECT stop.*, release.released_after, plan.time_zone
              FROM registry_stop stop JOIN registry_rightsagreement plan ON plan.id = stop.agreement_id
              LEFT JOIN registry_stoprelease release ON release.stop_id = stop.id
             WHERE stop.agreement_id = %s AND stop.kind <> 'ADVERSE_CLAIM'),
        under(stop, lot) AS (
            SELECT id, lot_id FROM stopped WHERE lot_id IS NOT NULL
             UNION ALL
            SELECT under.stop, child.id FROM under JOIN lot child ON child.parent_id = under.lot),
        met(stop, lot) AS (
            SELECT stop, lot FROM under
             UNION ALL
            SELECT stopped.id, lot.id FROM stopped JOIN lot ON lot.certificate_id = stopped.certificate_id
             UNION ALL
            SELECT stopped.id, lot.id FROM stopped JOIN lot ON lot.holder_id = stopped.holder_id
             UNION ALL
            SELECT stopped.id, lot.id FROM stopped
              JOIN book_entry closing ON closing.agreement_id = stopped.agreement_id
               AND closing.number > stopped.placed_after
              JOIN lot ON lot.closed_by_id = closing.id
             WHERE coalesce(stopped.certificate_id, stopped.holder_id, stopped.lot_id) IS NULL)
        SELECT DISTINCT lot.id FROM met
          JOIN stopped ON stopped.id = met.stop
          JOIN lot ON lot.id = met.lot
          JOIN book_entry entry ON entry.id = lot.closed_by_id
         WHERE entry.number > stopped.placed_after
           AND coalesce(entry.number <= stopped.released_after, true)
           AND coalesce((entry.recorded_at AT TIME ZONE stopped.time_zone)::date <= stopped.expires_on, true)
           AND (stopped.reach = 'EVERYTHING' OR (stopped.reach = 'EXERCISE') = (entry.kind = 'EXERCISE'))
           AND NOT (entry.kind = 'REPLACE' AND stopped.kind IN ('LOSS_REPORTED', 'THEFT_REPORTED'))
           AND entry.kind IN ('TRANSFER', 'SPLIT_UP', 'COMBINE', 'EXCHANGE_CERTIFICATES', 'REPLACE',
                              'EXERCISE', 'CANCEL', 'EXCHANGE_RIGHTS', 'PAPER')
           -- An order of a part takes the Rights wherever they stand; the stop stays on the rest (24(b)).
           AND NOT EXISTS (SELECT 1 FROM registry_approval asked
                            WHERE asked.id = entry.approval_id AND asked.kind = 'CARRY_OUT_EXCHANGE')
        """,
    ),
    (
        "lot",
        "retired_as",
        "Rights were exchanged that were null and void (7(e), 24(a))",
        """
        SELECT lot.id FROM lot
          JOIN book_entry entry ON entry.id = lot.closed_by_id
          JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.void_from <= entry.effective_at
           AND (mark.ended_by_id IS NULL OR mark.ended_by_id > entry.id) AND mark.marked_by_id < entry.id
         WHERE lot.agreement_id = %s AND lot.retired_as = 'EXCHANGED'
        """,
    ),
    (
        "certificate_event",
        "signatory_id",
        "was signed by nobody authorised on that day (5(a))",
        """
        SELECT event.id FROM certificate_event event
          LEFT JOIN registry_authorisedcountersigner signatory
                 ON signatory.id = event.signatory_id AND signatory.agreement_id = event.agreement_id
                AND event.happened_on >= signatory.authorised_from
                AND event.happened_on <= coalesce(signatory.authorised_until, event.happened_on)
         WHERE event.agreement_id = %s AND event.kind = 'COUNTERSIGNED' AND signatory.id IS NULL
        """,
    ),
)

# Rows that no entry accounts for: the joins of the replay never meet them.
ORPHANS = (
    ("rights_certificate", "issued_by_id"),
    ("lot", "opened_by_id"),
    ("lot", "closed_by_id"),
    ("lot_taint", "marked_by_id"),
    ("lot_taint", "ended_by_id"),
    ("certificate_event", "entry_id"),
    ("control_account", "entry_id"),
)


def check_rules(reading: Reading, *, agreement: int) -> Iterator[Finding]:
    """Every rule of the books as a whole."""
    for table, column, message, query in RULES:
        for (key,) in reading.stream(query, [agreement]):
            yield Finding(table, str(key), column, message)


def check_orphans(reading: Reading) -> Iterator[Finding]:
    """Rows that name an entry, or an agreement, which is not there."""
    for table in ("book_entry", "number_counter"):
        query = (
            f"SELECT stray.id FROM {table} stray"  # noqa: S608
            " LEFT JOIN registry_rightsagreement agreement ON agreement.id = stray.agreement_id"
            " WHERE agreement.id IS NULL"
        )
        for (key,) in reading.stream(query):
            yield Finding(table, str(key), "agreement_id", "is of no agreement")
    for table, column in ORPHANS:
        query = (
            f"SELECT stray.id FROM {table} stray LEFT JOIN book_entry entry ON entry.id = stray.{column}"  # noqa: S608
            f" WHERE stray.{column} IS NOT NULL AND entry.id IS NULL"
        )
        for (key,) in reading.stream(query):
            yield Finding(table, str(key), column, "names an entry that is not in the books")
