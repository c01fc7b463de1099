-- Marks on lots at the door of the books: made, inherited, ended, and what they let through.

-- Marks whole lots that stay open, and ends marks: [{"lot", "class", "notice", "effective_from", "void_from"}]
-- and [lot, lot].
CREATE FUNCTION mark_lots(entry book_entry, marks jsonb, endings jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rule record := entry_rule(entry.kind);
    asked record;
    mark_id bigint;
BEGIN
    IF (jsonb_array_length(marks) > 0 AND NOT rule.marks)
       OR (jsonb_array_length(endings) > 0 AND NOT rule.ends_marks) THEN
        PERFORM refuse('KIND_MARKS_NOTHING', jsonb_build_object('kind', entry.kind));
    END IF;
    IF marks = '[]' AND endings = '[]' THEN
        RETURN;
    END IF;
    UPDATE lot_taint
       SET ended_by_id = entry.id, ending_hash = lot_taint_ending_hash(lot_taint.id, lot_taint.leaf_hash, entry.id)
      FROM jsonb_array_elements_text(endings) AS ending(lot), lot
     WHERE lot.id = ending.lot::bigint AND lot.agreement_id = entry.agreement_id AND lot.closed_by_id IS NULL
       AND lot_taint.lot_id = lot.id AND lot_taint.ended_by_id IS NULL;
    GET DIAGNOSTICS mark_id = ROW_COUNT;
    IF mark_id <> jsonb_array_length(endings) THEN
        PERFORM refuse('MARK_UNKNOWN', jsonb_build_object('end_marks', endings));
    END IF;
    -- The only way out of nullity is the Company's determination, and its paper is the entry's authority.
    IF entry.kind = 'RESTORE' AND NOT EXISTS (
        SELECT 1 FROM registry_notice WHERE agreement_id = entry.agreement_id AND document_id = entry.document_id
                                        AND kind = 'NULLITY_ENDED' AND state IN ('ACCEPTED', 'APPLIED')) THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('end_marks', endings));
    END IF;
    FOR asked IN SELECT * FROM jsonb_to_recordset(marks) AS given(
        lot bigint, class text, notice bigint, effective_from timestamptz, void_from timestamptz)
    LOOP
        IF NOT EXISTS (SELECT 1 FROM lot WHERE id = asked.lot AND agreement_id = entry.agreement_id
                                           AND closed_by_id IS NULL) THEN
            PERFORM refuse('LOT_UNKNOWN', jsonb_build_object('lot', asked.lot));
        ELSIF EXISTS (SELECT 1 FROM lot_taint WHERE lot_id = asked.lot AND ended_by_id IS NULL) THEN
            PERFORM refuse('ALREADY_MARKED', jsonb_build_object('lot', asked.lot));
        ELSIF NOT EXISTS (SELECT 1 FROM registry_notice WHERE id = asked.notice
                             AND agreement_id = entry.agreement_id AND state IN ('ACCEPTED', 'APPLIED')
                             AND kind IN ('PRE_SEPARATION_NULLITY', 'NULLITY')) THEN
            PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('lot', asked.lot));
        END IF;
        mark_id := nextval('lot_taint_id_seq');
        INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                               marked_by_id, leaf_hash)
        VALUES (mark_id, entry.agreement_id, asked.lot, asked.class, asked.notice, asked.effective_from,
                asked.void_from, entry.id,
                lot_taint_leaf(mark_id, entry.agreement_id, asked.lot, asked.class, asked.notice,
                               asked.effective_from, asked.void_from, entry.id));
    END LOOP;
END $$;
COMMENT ON FUNCTION mark_lots IS
    'Marks open lots and ends marks. Refuses kinds that may not, a second mark, one without notice, an end '
    'without determination (7(e)).';
REVOKE ALL ON FUNCTION mark_lots FROM PUBLIC;


-- Marks pass from parent to child; the legend follows the marks; what is void moves nowhere.
CREATE FUNCTION check_marks(entry book_entry, rule record) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    SELECT min(child.id) FILTER (WHERE inherited.id IS NOT NULL AND own.id IS NULL) AS lost,
           min(child.id) FILTER (WHERE own.taint_class <> inherited.taint_class) AS reclassed,
           -- What is void stays void from its instant; only a finding of nullity may set an earlier one.
           min(child.id) FILTER (WHERE inherited.void_from IS NOT NULL
                                   AND own.void_from IS DISTINCT FROM inherited.void_from
                                   AND (entry.kind <> 'NULLIFY'
                                        OR coalesce(own.void_from > inherited.void_from, true))) AS revived,
           min(child.id) FILTER (WHERE inherited.id IS NULL AND own.id IS NOT NULL) AS gained
      INTO wrong
      FROM lot child
      LEFT JOIN lot_taint inherited ON inherited.lot_id = child.parent_id AND inherited.ended_by_id IS NULL
      LEFT JOIN lot_taint own ON own.lot_id = child.id AND own.ended_by_id IS NULL
     WHERE child.opened_by_id = entry.id;
    IF wrong.lost IS NOT NULL AND NOT rule.ends_marks THEN
        PERFORM refuse('MARK_NOT_INHERITED', jsonb_build_object('kind', entry.kind));
    -- A transferee may be of another class than the holder before; a holder's own class does not change.
    ELSIF wrong.reclassed IS NOT NULL AND NOT (rule.changes_holder OR rule.marks OR rule.ends_marks) THEN
        PERFORM refuse('MARK_NOT_INHERITED', jsonb_build_object('kind', entry.kind));
    ELSIF wrong.revived IS NOT NULL AND NOT rule.ends_marks THEN
        PERFORM refuse('NULLITY_NOT_INHERITED', jsonb_build_object('kind', entry.kind));
    ELSIF wrong.gained IS NOT NULL AND NOT rule.marks THEN
        PERFORM refuse('KIND_MARKS_NOTHING', jsonb_build_object('kind', entry.kind));
    END IF;
    SELECT lot.id AS lot, mark.void_from INTO wrong
      FROM lot LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
                                        AND mark.void_from <= entry.recorded_at
      WHERE lot.closed_by_id = entry.id
        -- What is void comes back to its holder on a certificate of its own, and goes to nobody else (7(e)).
        AND (mark.id IS NOT NULL AND (NOT rule.moves_void
                     AND (entry.kind NOT IN ('TRANSFER', 'EXERCISE') OR EXISTS (
                          SELECT 1 FROM lot child
                           WHERE child.parent_id = lot.id AND child.holder_id IS DISTINCT FROM lot.holder_id))
                 OR lot.retired_as IN ('EXERCISED', 'REDEEMED', 'EXCHANGED', 'EXPIRED'))
             OR mark.id IS NULL AND lot.retired_as = 'VOID')
      ORDER BY lot.id LIMIT 1;
    IF wrong.void_from IS NOT NULL THEN
        PERFORM refuse('RIGHTS_VOID', to_jsonb(wrong));
    ELSIF wrong.lot IS NOT NULL THEN
        PERFORM refuse('RIGHTS_NOT_VOID', to_jsonb(wrong));
    END IF;
    SELECT certificate.number, mark.taint_class AS taint, given_up.taint_class AS legend_given_up INTO wrong
       FROM rights_certificate certificate
       JOIN lot ON lot.certificate_id = certificate.id AND lot.opened_by_id = entry.id
       LEFT JOIN lot parent ON parent.id = lot.parent_id
       LEFT JOIN rights_certificate given_up ON given_up.id = parent.certificate_id
       LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
      WHERE certificate.issued_by_id = entry.id
        AND certificate.taint_class <> coalesce(mark.taint_class, '')
        -- §4(b): where printing the legend is not feasible a stop stands instead.
        AND NOT (certificate.taint_class = '' AND EXISTS (
                 SELECT 1 FROM certificate_event stop
                  WHERE stop.entry_id = entry.id AND stop.kind = 'STOPPED'
                    AND certificate.number BETWEEN stop.first_number AND stop.last_number))
      ORDER BY certificate.number LIMIT 1;
    IF wrong.taint IS NOT NULL AND wrong.legend_given_up <> '' THEN
        PERFORM refuse('LEGEND_CANNOT_BE_DROPPED', to_jsonb(wrong));
    ELSIF wrong.taint IS NOT NULL THEN
        PERFORM refuse('LEGEND_REQUIRED', to_jsonb(wrong));
    ELSIF wrong.number IS NOT NULL THEN
        PERFORM refuse('LEGEND_WITHOUT_NOTICE', to_jsonb(wrong));
    END IF;
    -- The legend on a predecessor's certificate holds it until the Company's notice marked its Rights here: before
    -- that no certificate in its place could bear the legend (4(b)).
    SELECT certificate.number, certificate.taint_class AS taint INTO wrong
      FROM lot
      JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
      JOIN book_entry issuing ON issuing.id = certificate.issued_by_id AND issuing.kind = 'TAKE_ON'
     WHERE lot.closed_by_id = entry.id AND certificate.taint_class <> ''
       AND entry.kind IN ('TRANSFER', 'SPLIT_UP', 'COMBINE', 'EXCHANGE_CERTIFICATES', 'REPLACE', 'EXERCISE',
                          'CANCEL', 'EXCHANGE_RIGHTS', 'PAPER')
       AND NOT EXISTS (SELECT 1 FROM lot sibling JOIN lot_taint mark ON mark.lot_id = sibling.id
                        WHERE sibling.certificate_id = certificate.id)
     ORDER BY certificate.number LIMIT 1;
    IF wrong.number IS NOT NULL THEN
        PERFORM refuse('LEGEND_CANNOT_BE_DROPPED', to_jsonb(wrong));
    END IF;
END $$;
COMMENT ON FUNCTION check_marks IS
    'Refuses a mark that is lost, gained or of another class, nullity that ends or begins later, a legend that '
    'does not follow the mark, a predecessor''s legend that no notice marked, and void Rights leaving as if they '
    'were not (4(b), 7(e), invariants 16, 27).';
REVOKE ALL ON FUNCTION check_marks FROM PUBLIC;
