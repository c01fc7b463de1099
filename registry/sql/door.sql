-- The door of the books: post_entry posts one entry in one round trip. Opening the books for a whole list
-- has a door of its own (opening.sql) made of the same parts (entries.sql).

-- The open Rights in the lots an entry is to close; refuses lots that are unknown, closed or named twice.
CREATE FUNCTION rights_to_close(of_agreement bigint, closings jsonb, rule record) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record;
BEGIN
    SELECT count(*) AS named, count(DISTINCT asked.lot) AS different, count(lot.id) AS known,
           coalesce(sum(lot.rights), 0)::bigint AS rights,
           min(lot.id) FILTER (WHERE lot.closed_by_id IS NOT NULL) AS closed,
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


-- Issues the certificates of an entry under the next numbers; returns their keys in the order given.
CREATE FUNCTION issue_certificates(entry book_entry, given jsonb) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    how_many bigint := jsonb_array_length(given);
    first_number bigint;
    wrong record;
    keys bigint[];
BEGIN
    IF how_many = 0 THEN
        RETURN '{}';
    END IF;
    first_number := take_numbers(entry.agreement_id, 'CERTIFICATE', how_many);
    SELECT bool_or(asked.number <> first_number + place - 1) AS number,
           bool_or(holder.id IS NULL) AS holder, bool_or(form.id IS NULL) AS form,
           -- §5(b): name and address, number of Rights on the face, date of the certificate.
           concat_ws(', ',
               CASE WHEN bool_or(btrim(coalesce(asked.registration, '')) = ''
                                 OR asked.registration_commitment IS NULL) THEN 'name' END,
               CASE WHEN bool_or(btrim(holder.address) = '') THEN 'address' END,
               CASE WHEN bool_or(asked.rights IS NULL) THEN 'number of Rights' END,
               CASE WHEN bool_or(asked.dated IS NULL) THEN 'date' END) AS missing,
           bool_or(asked.rights < 1) AS fractional
      INTO wrong
      FROM ROWS FROM (jsonb_to_recordset(given) AS (
               number bigint, holder bigint, rights bigint, registration text,
               registration_commitment text, dated date, form_version bigint)) WITH ORDINALITY
           AS asked(number, holder, rights, registration, registration_commitment, dated, form_version, place)
      LEFT JOIN registered_holder holder
             ON holder.id = asked.holder AND holder.agreement_id = entry.agreement_id
      LEFT JOIN registry_formversion form
             ON form.id = asked.form_version AND form.agreement_id = entry.agreement_id;
    IF wrong.number THEN
        PERFORM refuse('CERTIFICATE_NUMBER_NOT_NEXT', jsonb_build_object('next', first_number));
    ELSIF wrong.holder THEN
        PERFORM refuse('HOLDER_UNKNOWN', jsonb_build_object('certificates', how_many));
    ELSIF wrong.form THEN
        PERFORM refuse('FORM_VERSION_UNKNOWN', jsonb_build_object('certificates', how_many));
    ELSIF wrong.missing <> '' THEN
        PERFORM refuse('BOOK_ENTRY_INCOMPLETE', jsonb_build_object('missing', wrong.missing));
    ELSIF wrong.fractional THEN
        PERFORM refuse('NOT_A_WHOLE_RIGHT', jsonb_build_object('certificates', how_many));
    END IF;
    WITH issued AS (
        INSERT INTO rights_certificate
              (id, agreement_id, number, rights, holder_id, registration, registration_commitment, dated,
               form_version_id, legend_class, taint_class, verification_code, issued_by_id, leaf_hash)
        SELECT made.id, entry.agreement_id, made.number, made.rights, made.holder, made.registration,
               made.commitment, made.dated, made.form_version, made.legend_class, made.taint_class,
               made.code, entry.id,
               certificate_leaf(made.id, entry.agreement_id, made.number, made.rights, made.holder,
                   made.commitment, made.dated, made.form_version, made.legend_class, made.taint_class,
                   made.code, entry.id)
          FROM (SELECT nextval('rights_certificate_id_seq') AS id, first_number + asked.place - 1 AS number,
                       asked.rights, asked.holder, asked.registration, asked.dated, asked.form_version,
                       hash_given(asked.registration_commitment, 'registration_commitment') AS commitment,
                       coalesce(asked.legend_class, 'GENERAL') AS legend_class,
                       coalesce(asked.taint_class, '') AS taint_class, new_verification_code() AS code
                  FROM ROWS FROM (jsonb_to_recordset(given) AS (
                           holder bigint, rights bigint, registration text, registration_commitment text,
                           dated date, form_version bigint, legend_class text, taint_class text))
                       WITH ORDINALITY
                       AS asked(holder, rights, registration, registration_commitment, dated, form_version,
                                legend_class, taint_class, place)
                 ORDER BY asked.place) AS made
        RETURNING id, number)
    SELECT array_agg(id ORDER BY number) INTO keys FROM issued;
    RETURN keys;
END $$;
COMMENT ON FUNCTION issue_certificates IS
    'Issues certificates under the next numbers. Refuses a number out of turn, a foreign holder or form, and '
    'a certificate without name, address, Rights or date (5(b)).';
REVOKE ALL ON FUNCTION issue_certificates FROM PUBLIC;


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
    FOR asked IN SELECT * FROM jsonb_to_recordset(marks) AS given(
        lot bigint, class text, notice bigint, effective_from timestamptz, void_from timestamptz)
    LOOP
        IF NOT EXISTS (SELECT 1 FROM lot WHERE id = asked.lot AND agreement_id = entry.agreement_id
                                           AND closed_by_id IS NULL) THEN
            PERFORM refuse('LOT_UNKNOWN', jsonb_build_object('lot', asked.lot));
        ELSIF EXISTS (SELECT 1 FROM lot_taint WHERE lot_id = asked.lot AND ended_by_id IS NULL) THEN
            PERFORM refuse('ALREADY_MARKED', jsonb_build_object('lot', asked.lot));
        ELSIF NOT EXISTS (SELECT 1 FROM registry_notice WHERE id = asked.notice
                             AND agreement_id = entry.agreement_id AND state IN ('ACCEPTED', 'APPLIED')) THEN
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
    'Marks open lots and ends marks. Refuses kinds that may not, a second mark, one without notice (7(e)).';
REVOKE ALL ON FUNCTION mark_lots FROM PUBLIC;


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


-- A certificate is wholly outstanding for its face or wholly ended, names its lots' holder, and does not
-- come back once ended, except by correction.
CREATE FUNCTION check_certificates(entry book_entry) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    SELECT certificate.number, certificate.rights, state.open_rights, state.foreign_holder,
           certificate.issued_by_id = entry.id AS is_new,
           state.opened_here AND NOT state.stood_before AND certificate.issued_by_id <> entry.id AS returned
      INTO wrong
      FROM rights_certificate certificate
      CROSS JOIN LATERAL (
          SELECT coalesce(sum(lot.rights) FILTER (WHERE lot.closed_by_id IS NULL), 0) AS open_rights,
                 coalesce(bool_or(lot.holder_id <> certificate.holder_id), false) AS foreign_holder,
                 coalesce(bool_or(lot.opened_by_id = entry.id), false) AS opened_here,
                 coalesce(bool_or(lot.opened_by_id <> entry.id
                                  AND (lot.closed_by_id IS NULL OR lot.closed_by_id = entry.id)), false)
                     AS stood_before
            FROM lot WHERE lot.certificate_id = certificate.id) AS state
     WHERE certificate.id IN (
               SELECT id FROM rights_certificate WHERE issued_by_id = entry.id
                UNION SELECT certificate_id FROM lot WHERE opened_by_id = entry.id
                UNION SELECT certificate_id FROM lot WHERE closed_by_id = entry.id)
       AND (state.foreign_holder
            OR (state.open_rights <> certificate.rights
                AND (state.open_rights <> 0 OR certificate.issued_by_id = entry.id))
            OR (state.opened_here AND NOT state.stood_before AND certificate.issued_by_id <> entry.id
                AND entry.kind <> 'CORRECT'))
     ORDER BY certificate.number LIMIT 1;
    IF wrong.foreign_holder THEN
        PERFORM refuse('CERTIFICATE_OF_ANOTHER_HOLDER', jsonb_build_object('certificate', wrong.number));
    ELSIF wrong.returned THEN
        PERFORM refuse('CERTIFICATE_ENDED', jsonb_build_object('certificate', wrong.number));
    ELSIF wrong.number IS NOT NULL THEN
        PERFORM refuse('CERTIFICATE_NOT_WHOLE', jsonb_build_object(
            'certificate', wrong.number, 'face', wrong.rights, 'open', wrong.open_rights));
    END IF;
END $$;
COMMENT ON FUNCTION check_certificates IS
    'Refuses a certificate whose open lots are neither its face nor nothing, of another holder, or ended (3).';
REVOKE ALL ON FUNCTION check_certificates FROM PUBLIC;


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
        AND (mark.id IS NOT NULL AND (NOT rule.moves_void
                 OR lot.retired_as IN ('EXERCISED', 'REDEEMED', 'EXCHANGED', 'EXPIRED'))
             OR mark.id IS NULL AND lot.retired_as = 'VOID')
      ORDER BY lot.id LIMIT 1;
    IF wrong.void_from IS NOT NULL THEN
        PERFORM refuse('RIGHTS_VOID', to_jsonb(wrong));
    ELSIF wrong.lot IS NOT NULL THEN
        PERFORM refuse('RIGHTS_NOT_VOID', to_jsonb(wrong));
    END IF;
    SELECT certificate.number, mark.taint_class AS taint INTO wrong
       FROM rights_certificate certificate
       JOIN lot ON lot.certificate_id = certificate.id AND lot.opened_by_id = entry.id
       LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
      WHERE certificate.issued_by_id = entry.id
        AND certificate.taint_class <> coalesce(mark.taint_class, '')
        -- §4(b): where printing the legend is not feasible a stop stands instead.
        AND NOT (certificate.taint_class = '' AND EXISTS (
                 SELECT 1 FROM certificate_event stop
                  WHERE stop.entry_id = entry.id AND stop.kind = 'STOPPED'
                    AND certificate.number BETWEEN stop.first_number AND stop.last_number))
      ORDER BY certificate.number LIMIT 1;
    IF wrong.taint IS NOT NULL THEN
        PERFORM refuse('LEGEND_REQUIRED', to_jsonb(wrong));
    ELSIF wrong.number IS NOT NULL THEN
        PERFORM refuse('LEGEND_WITHOUT_NOTICE', to_jsonb(wrong));
    END IF;
END $$;
COMMENT ON FUNCTION check_marks IS
    'Refuses a mark that is lost, gained or of another class, nullity that ends or begins later, a legend that '
    'does not follow the mark, and void Rights leaving as if they were not (4(b), 7(e), invariants 16, 27).';
REVOKE ALL ON FUNCTION check_marks FROM PUBLIC;


-- Records what happened to the paper of a number or a range.
CREATE FUNCTION record_events(
    entry book_entry, agreement registry_rightsagreement, given jsonb
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    highest bigint;
    today date := (entry.recorded_at AT TIME ZONE agreement.time_zone)::date;
    wrong record;
BEGIN
    IF jsonb_array_length(given) = 0 THEN
        RETURN;
    END IF;
    SELECT coalesce(max(last_number), 0) INTO highest FROM number_counter
     WHERE agreement_id = agreement.id AND kind = 'CERTIFICATE';
    SELECT bool_or(coalesce(asked.first < 1 OR asked.first > asked.last OR asked.last > highest, true)) AS range,
           bool_or(coalesce(asked.happened_on > today, true)) AS day,
           min(asked.happened_on) FILTER (WHERE asked.kind = 'COUNTERSIGNED' AND signatory.id IS NULL) AS unsigned,
           min(asked.signatory) FILTER (WHERE asked.kind = 'COUNTERSIGNED' AND signatory.id IS NULL) AS signatory,
           bool_or(asked.kind IN ('STOPPED', 'RELEASED', 'SPOILED') AND btrim(coalesce(asked.reason, '')) = '')
               AS reason
      INTO wrong
      FROM jsonb_to_recordset(given) AS asked(
               kind text, first bigint, last bigint, happened_on date, signatory bigint, reason text)
      LEFT JOIN registry_authorisedcountersigner signatory
             ON signatory.id = asked.signatory AND signatory.agreement_id = agreement.id
            AND asked.happened_on >= signatory.authorised_from
            AND asked.happened_on <= coalesce(signatory.authorised_until, asked.happened_on);
    IF wrong.range THEN
        PERFORM refuse('EVENT_RANGE_UNKNOWN', jsonb_build_object('highest', highest, 'events', given));
    ELSIF wrong.day THEN
        PERFORM refuse('EVENT_NOT_YET_HAPPENED', jsonb_build_object('today', today, 'events', given));
    ELSIF wrong.unsigned IS NOT NULL THEN
        PERFORM refuse('COUNTERSIGNER_NOT_LISTED', jsonb_build_object('date', wrong.unsigned, 'name', coalesce((
            SELECT name FROM registry_authorisedcountersigner
             WHERE id = wrong.signatory AND agreement_id = agreement.id), 'Nobody')));
    ELSIF wrong.reason THEN
        PERFORM refuse('REASON_MISSING', jsonb_build_object('what', 'stopping, releasing or spoiling'));
    END IF;
    INSERT INTO certificate_event (id, agreement_id, kind, first_number, last_number, happened_on,
                                   signatory_id, manifest_hash, reason, entry_id, leaf_hash)
    SELECT made.id, agreement.id, made.kind, made.first, made.last, made.happened_on, made.signatory,
           made.manifest, made.reason, entry.id,
           certificate_event_leaf(made.id, agreement.id, made.kind, made.first, made.last, made.happened_on,
                                  made.signatory, made.manifest, made.reason, entry.id)
      FROM (SELECT nextval('certificate_event_id_seq') AS id, asked.kind, asked.first, asked.last,
                   asked.happened_on, asked.signatory, coalesce(asked.reason, '') AS reason,
                   hash_given(asked.manifest_hash, 'manifest_hash') AS manifest
              FROM ROWS FROM (jsonb_to_recordset(given) AS (
                       kind text, first bigint, last bigint, happened_on date, signatory bigint,
                       manifest_hash text, reason text)) WITH ORDINALITY
                   AS asked(kind, first, last, happened_on, signatory, manifest_hash, reason, place)
             ORDER BY asked.place) AS made;
END $$;
COMMENT ON FUNCTION record_events IS
    'Records events of the paper. Refuses numbers never given, days to come, a signatory not authorised on '
    'the day, stops and spoiled numbers without reason (5(a), 8).';
REVOKE ALL ON FUNCTION record_events FROM PUBLIC;


-- Paper is countersigned once and ended once; an ended certificate has no Rights left on it.
CREATE FUNCTION check_events(entry book_entry) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    SELECT event.kind, earlier.kind AS earlier_kind, greatest(event.first_number, earlier.first_number) AS number
      INTO wrong
      FROM certificate_event event
      JOIN certificate_event earlier
        ON earlier.agreement_id = event.agreement_id AND earlier.id <> event.id
       AND int8range(earlier.first_number, earlier.last_number, '[]')
           && int8range(event.first_number, event.last_number, '[]')
     WHERE event.entry_id = entry.id AND entry.kind <> 'CORRECT'
       AND (event.kind = earlier.kind AND event.kind IN ('COUNTERSIGNED', 'CANCELLED', 'REPLACED', 'SPOILED')
            OR event.kind = 'COUNTERSIGNED' AND earlier.kind IN ('CANCELLED', 'REPLACED', 'SPOILED')
            OR event.kind = 'SPOILED' AND earlier.kind = 'COUNTERSIGNED')
     LIMIT 1;
    IF wrong.kind IS NOT NULL THEN
        PERFORM refuse('EVENT_CONTRADICTS_EARLIER', to_jsonb(wrong));
    END IF;
    PERFORM refuse('CERTIFICATE_STILL_OUTSTANDING', jsonb_build_object('certificate', certificate.number))
       FROM certificate_event event
       JOIN rights_certificate certificate
         ON certificate.agreement_id = event.agreement_id
        AND certificate.number BETWEEN event.first_number AND event.last_number
       JOIN lot ON lot.certificate_id = certificate.id AND lot.closed_by_id IS NULL
      WHERE event.entry_id = entry.id AND event.kind IN ('CANCELLED', 'REPLACED', 'SPOILED');
END $$;
COMMENT ON FUNCTION check_events IS
    'Refuses a second countersignature or ending, and an ending while Rights stand on the certificate (5(a)).';
REVOKE ALL ON FUNCTION check_events FROM PUBLIC;


-- Posts one entry: docs of the request stand in registry/services/books.py.
CREATE FUNCTION post_entry(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- Plans once made are kept, and go by index even if the books were empty when they were made.
SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    posted jsonb := coalesce(request -> 'entry', request);
    known_keys constant text[] := ARRAY[
        'agreement', 'kind', 'section', 'document', 'item', 'effective_at', 'received_at', 'corrects',
        'memorandum', 'close', 'open', 'certificates', 'events', 'marks', 'end_marks', 'rights_created',
        'control_change'];
    closings jsonb := coalesce(nullif(posted -> 'close', 'null'), '[]');
    openings jsonb := coalesce(nullif(posted -> 'open', 'null'), '[]');
    given_certificates jsonb := coalesce(nullif(posted -> 'certificates', 'null'), '[]');
    events jsonb := coalesce(nullif(posted -> 'events', 'null'), '[]');
    marks jsonb := coalesce(nullif(posted -> 'marks', 'null'), '[]');
    endings jsonb := coalesce(nullif(posted -> 'end_marks', 'null'), '[]');
    created bigint := coalesce((posted ->> 'rights_created')::bigint, 0);
    agreement registry_rightsagreement;
    approval registry_approval;
    rule record;
    closed bigint;
    opened bigint;
    entry book_entry;
BEGIN
    IF posted - known_keys <> '{}' THEN
        PERFORM refuse('REQUEST_KEY_UNKNOWN', jsonb_build_object('keys', (
            SELECT string_agg(key, ', ' ORDER BY key) FROM jsonb_object_keys(posted - known_keys) AS key)));
    END IF;
    agreement := lock_agreement(posted ->> 'agreement');
    approval := use_approval(post_entry.approval_id, request, at);
    IF (approval.kind = 'POST_ENTRY') = (request ? 'entry') THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    rule := entry_rule(posted ->> 'kind');
    IF posted ->> 'kind' = 'OPEN' THEN
        PERFORM refuse('OPENED_FROM_THE_LIST_ONLY', jsonb_build_object('kind', 'OPEN'));
    END IF;
    IF closings = '[]' AND openings = '[]' AND events = '[]' AND marks = '[]' AND endings = '[]' THEN
        PERFORM refuse('ENTRY_DOES_NOTHING', jsonb_build_object('kind', posted -> 'kind'));
    END IF;
    -- Whatever the kind: nobody holds Rights of their own before the notice, unless a predecessor issued them.
    IF posted ->> 'kind' <> 'TAKE_ON'
       AND (given_certificates <> '[]' OR EXISTS (
                SELECT 1 FROM jsonb_to_recordset(openings) AS asked(holder bigint) WHERE asked.holder IS NOT NULL))
       AND separated_from(agreement.id) IS NULL THEN
        PERFORM refuse('RIGHTS_NOT_SEPARATED', jsonb_build_object('kind', posted -> 'kind'));
    END IF;
    IF coalesce((posted ->> 'control_change')::bigint, created) <> created THEN
        PERFORM refuse('CONTROL_CHANGE_DIFFERS', jsonb_build_object(
            'rights_created', created, 'control_change', posted -> 'control_change'));
    END IF;
    closed := rights_to_close(agreement.id, closings, rule);
    SELECT coalesce(sum(asked.rights), 0)::bigint INTO opened
      FROM jsonb_to_recordset(openings) AS asked(rights bigint);
    IF EXISTS (SELECT 1 FROM jsonb_to_recordset(openings) AS asked(rights bigint)
                WHERE coalesce(asked.rights, 0) < 1) THEN
        PERFORM refuse('NOT_A_WHOLE_RIGHT', jsonb_build_object('open', openings));
    END IF;
    entry := open_entry(agreement, approval, posted, at, created, closed, opened, closed + created - opened);
    PERFORM close_lots(entry, closings);
    PERFORM open_lots(entry, openings, issue_certificates(entry, given_certificates));
    PERFORM record_events(entry, agreement, events);
    PERFORM mark_lots(entry, marks, endings);
    IF created > 0 THEN
        PERFORM change_control(entry);
    END IF;
    PERFORM check_lineage(entry, rule);
    PERFORM check_certificates(entry);
    PERFORM check_marks(entry, rule);
    PERFORM check_events(entry);
    RETURN QUERY SELECT entry.id, entry.number, seal_entry(entry);
END $$;
COMMENT ON FUNCTION post_entry IS
    'Posts one entry in one round trip: lock, approval, numbers, lots, certificates, events, checks, chain (3).';
REVOKE ALL ON FUNCTION post_entry FROM PUBLIC;
