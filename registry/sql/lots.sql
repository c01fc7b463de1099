-- Lots at the door of the books: closed, opened, and every one out of another.

-- The open Rights in the lots an entry is to close; refuses lots that are unknown, closed or named twice.
CREATE FUNCTION rights_to_close(of_agreement bigint, closings jsonb, rule record) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record;
BEGIN
    SELECT count(*) AS named, count(DISTINCT asked.lot) AS different, count(lot.id) AS known,
           coalesce(sum(lot.rights), 0)::bigint AS rights,
           min(lot.id) FILTER (WHERE lot.closed_by_id IS NOT NULL) AS closed,
           min(lot.id) FILTER (WHERE EXISTS (
               SELECT 1 FROM book_entry ending
                WHERE ending.agreement_id = of_agreement AND ending.ended_class <> ''
                  AND ending.id > lot.opened_by_id)) AS ended,
           min(lot.id) FILTER (WHERE (lot.holder_id IS NULL) = (rule.reaches = 'HELD')
                                 AND rule.reaches <> 'ANY') AS out_of_reach,
           min(asked.retired_as) FILTER (WHERE asked.retired_as <> ''
                                           AND NOT asked.retired_as = ANY (rule.retires)) AS not_of_kind
      INTO found
      FROM jsonb_to_recordset(closings) AS asked(lot bigint, retired_as text)
      LEFT JOIN lot ON lot.id = asked.lot AND lot.agreement_id = of_agreement;
    IF found.known < found.named THEN
        PERFORM refuse('LOT_UNKNOWN', jsonb_build_object('close', closings));
    ELSIF found.different < found.named THEN
        PERFORM refuse('LOT_NAMED_TWICE', jsonb_build_object('close', closings));
    ELSIF found.closed IS NOT NULL THEN
        PERFORM refuse('LOT_ALREADY_CLOSED', jsonb_build_object('lot', found.closed, 'entry', (
            SELECT closing.number FROM lot JOIN book_entry closing ON closing.id = lot.closed_by_id
             WHERE lot.id = found.closed)));
    ELSIF found.ended IS NOT NULL THEN
        PERFORM refuse('LOT_ALREADY_CLOSED', jsonb_build_object('lot', found.ended, 'entry', (
            SELECT max(ending.number) FROM book_entry ending
             WHERE ending.agreement_id = of_agreement AND ending.ended_class <> '')));
    ELSIF found.out_of_reach IS NOT NULL THEN
        PERFORM refuse('LOT_OUT_OF_REACH', jsonb_build_object('lot', found.out_of_reach, 'reaches', rule.reaches));
    ELSIF found.not_of_kind IS NOT NULL THEN
        PERFORM refuse('RETIREMENT_NOT_OF_THIS_KIND', jsonb_build_object('retired_as', found.not_of_kind));
    END IF;
    RETURN found.rights;
END $$;
COMMENT ON FUNCTION rights_to_close IS
    'Refuses lots unknown, closed, named twice, out of the kind''s reach, or retired as the kind may not (3).';
REVOKE ALL ON FUNCTION rights_to_close FROM PUBLIC;


CREATE FUNCTION close_lots(entry book_entry, closings jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE lot
       SET closed_by_id = entry.id, retired_as = coalesce(asked.retired_as, ''),
           closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, coalesce(asked.retired_as, ''))
      FROM jsonb_to_recordset(closings) AS asked(lot bigint, retired_as text)
     WHERE lot.id = asked.lot;
END $$;
COMMENT ON FUNCTION close_lots IS 'Closes the lots named, as examined by rights_to_close (3).';
REVOKE ALL ON FUNCTION close_lots FROM PUBLIC;


-- Opens the lots of an entry with their marks. `certificates` are the keys of those issued with it.
CREATE FUNCTION open_lots(entry book_entry, given jsonb, certificates bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    IF jsonb_array_length(given) = 0 THEN
        RETURN;
    END IF;
    WITH made AS MATERIALIZED (
        SELECT nextval('lot_id_seq') AS id, asked.parent, asked.rights, asked.holder, asked.taint,
               coalesce(asked.certificate ->> 'number', 'at place ' || asked.certificate::text) AS named,
               CASE jsonb_typeof(asked.certificate)
                   WHEN 'number' THEN certificates[asked.certificate::integer + 1]
                   WHEN 'object' THEN (SELECT known.id FROM rights_certificate known
                                        WHERE known.agreement_id = entry.agreement_id
                                          AND known.number = (asked.certificate ->> 'number')::bigint)
               END AS certificate,
               coalesce(jsonb_typeof(asked.certificate), 'null') <> 'null' AS certificated
          FROM (SELECT * FROM ROWS FROM (jsonb_to_recordset(given) AS (
                           parent bigint, rights bigint, holder bigint, certificate jsonb, taint jsonb))
                       WITH ORDINALITY AS listed(parent, rights, holder, certificate, taint, place)
                 ORDER BY listed.place) AS asked
    ), opened AS (
        INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id,
                         retired_as, leaf_hash)
        SELECT made.id, entry.agreement_id, made.rights, made.holder, made.certificate, made.parent, entry.id,
               '', lot_leaf(made.id, entry.agreement_id, made.rights, made.holder, made.certificate,
                            made.parent, entry.id)
          FROM made
    ), marked AS (
        INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                               marked_by_id, leaf_hash)
        SELECT new_mark.id, entry.agreement_id, new_mark.lot, new_mark.class, new_mark.notice,
               new_mark.effective_from, new_mark.void_from, entry.id,
               lot_taint_leaf(new_mark.id, entry.agreement_id, new_mark.lot, new_mark.class, new_mark.notice,
                              new_mark.effective_from, new_mark.void_from, entry.id)
          FROM (SELECT nextval('lot_taint_id_seq') AS id, made.id AS lot, made.taint ->> 'class' AS class,
                       (made.taint ->> 'notice')::bigint AS notice,
                       (made.taint ->> 'effective_from')::timestamptz AS effective_from,
                       (made.taint ->> 'void_from')::timestamptz AS void_from
                  FROM made WHERE jsonb_typeof(made.taint) = 'object' ORDER BY made.id) AS new_mark
    )
    SELECT min(made.named) FILTER (WHERE made.certificated AND made.certificate IS NULL) AS certificate,
           bool_or(made.holder IS NOT NULL AND holder.id IS NULL) AS holder,
           bool_or(coalesce(made.rights, 0) < 1) AS rights,
           bool_or(jsonb_typeof(made.taint) = 'object' AND notice.id IS NULL) AS notice
      INTO wrong
      FROM made
      LEFT JOIN registered_holder holder
             ON holder.id = made.holder AND holder.agreement_id = entry.agreement_id
      LEFT JOIN registry_notice notice
             ON notice.id = (made.taint ->> 'notice')::bigint AND notice.agreement_id = entry.agreement_id
            AND notice.state IN ('ACCEPTED', 'APPLIED');
    IF wrong.certificate IS NOT NULL THEN
        PERFORM refuse('CERTIFICATE_NOT_FOUND', jsonb_build_object('number', wrong.certificate, 'agreement', (
            SELECT code FROM registry_rightsagreement WHERE id = entry.agreement_id)));
    ELSIF wrong.holder THEN
        PERFORM refuse('HOLDER_UNKNOWN', jsonb_build_object('open', given));
    ELSIF wrong.notice THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('open', given));
    END IF;
END $$;
COMMENT ON FUNCTION open_lots IS
    'Opens lots with their marks. Refuses an unknown certificate or holder and a mark without an accepted '
    'notice of the Company (4(b), 7(e)).';
REVOKE ALL ON FUNCTION open_lots FROM PUBLIC;


-- Lineage: every parent is closed by this entry and its Rights are all passed on or retired; only Rights
-- created have no parent; a holder changes only where the kind transfers.
CREATE FUNCTION check_lineage(entry book_entry, rule record) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    SELECT coalesce(sum(child.rights) FILTER (WHERE child.parent_id IS NULL), 0) AS without_parent,
           min(child.id) FILTER (WHERE child.parent_id IS NOT NULL
                                   AND parent.closed_by_id IS DISTINCT FROM entry.id) AS stranger,
           min(child.id) FILTER (WHERE child.holder_id IS DISTINCT FROM parent.holder_id
                                   AND parent.id IS NOT NULL) AS moved,
           min(child.id) FILTER (WHERE (child.holder_id IS NULL) = (rule.reaches = 'HELD')
                                   AND rule.reaches <> 'ANY') AS out_of_reach
      INTO wrong
      FROM lot child LEFT JOIN lot parent ON parent.id = child.parent_id
     WHERE child.opened_by_id = entry.id;
    IF wrong.stranger IS NOT NULL THEN
        PERFORM refuse('PARENT_NOT_CLOSED_HERE', jsonb_build_object('lot', wrong.stranger));
    ELSIF wrong.without_parent <> entry.rights_created THEN
        PERFORM refuse('RIGHTS_WITHOUT_ORIGIN', jsonb_build_object(
            'without_parent', wrong.without_parent, 'created', entry.rights_created));
    ELSIF wrong.moved IS NOT NULL AND NOT rule.changes_holder THEN
        PERFORM refuse('HOLDER_MAY_NOT_CHANGE', jsonb_build_object('kind', entry.kind));
    ELSIF wrong.out_of_reach IS NOT NULL THEN
        PERFORM refuse('LOT_OUT_OF_REACH', jsonb_build_object('kind', entry.kind, 'reaches', rule.reaches));
    END IF;
    PERFORM refuse('PARENT_NOT_DISTRIBUTED', jsonb_build_object(
                'lot', parent.id, 'rights', parent.rights, 'passed_on', coalesce(passed.rights, 0)))
       FROM lot parent
       LEFT JOIN (SELECT parent_id, sum(rights) AS rights FROM lot
                   WHERE opened_by_id = entry.id GROUP BY parent_id) AS passed ON passed.parent_id = parent.id
      WHERE parent.closed_by_id = entry.id
        AND (parent.retired_as = '') <> (coalesce(passed.rights, 0) = parent.rights);
END $$;
COMMENT ON FUNCTION check_lineage IS
    'Refuses a parent closed elsewhere or not wholly distributed, Rights without origin, a holder changed '
    'outside a transfer (3, invariants 13, 14).';
REVOKE ALL ON FUNCTION check_lineage FROM PUBLIC;
