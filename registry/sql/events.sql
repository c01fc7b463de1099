-- What happens to the paper of certificates, at the door of the books.

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


-- Paper is countersigned once, ended once and, cancelled, delivered or kept once; an ended certificate has no
-- Rights left.
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
       AND (event.kind = earlier.kind
                AND event.kind IN ('COUNTERSIGNED', 'CANCELLED', 'REPLACED', 'SPOILED', 'DELIVERED_TO_COMPANY',
                                   'KEPT_FOR_COMPANY')
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
       JOIN open_lot lot ON lot.certificate_id = certificate.id
      WHERE event.entry_id = entry.id
        AND event.kind IN ('CANCELLED', 'REPLACED', 'SPOILED', 'DELIVERED_TO_COMPANY', 'KEPT_FOR_COMPANY');
    -- Asked of an entry that delivers or keeps paper alone: the answer reads every cancellation there ever was.
    IF EXISTS (SELECT 1 FROM certificate_event event
                WHERE event.entry_id = entry.id
                  AND event.kind IN ('DELIVERED_TO_COMPANY', 'KEPT_FOR_COMPANY')) THEN
        PERFORM refuse('DELIVERED_BEFORE_CANCELLED', jsonb_build_object('number', lower(sent.numbers - ended.numbers)))
           FROM (SELECT range_agg(int8range(event.first_number, event.last_number, '[]')) AS numbers
                   FROM certificate_event event
                  WHERE event.entry_id = entry.id
                    AND event.kind IN ('DELIVERED_TO_COMPANY', 'KEPT_FOR_COMPANY')) AS sent
          CROSS JOIN (SELECT coalesce(range_agg(int8range(event.first_number, event.last_number, '[]')), '{}') AS numbers
                        FROM certificate_event event
                       WHERE event.agreement_id = entry.agreement_id AND event.kind = 'CANCELLED') AS ended
          WHERE NOT isempty(sent.numbers - ended.numbers);
    END IF;
    SELECT certificate.number, event.happened_on AS date, issuing.day AS issued INTO wrong
      FROM certificate_event event
      -- The few entries recorded after the day of the signature; a predecessor's paper was signed before them.
      JOIN (SELECT earlier.id, (earlier.recorded_at AT TIME ZONE plan.time_zone)::date AS day
              FROM book_entry earlier JOIN registry_rightsagreement plan ON plan.id = earlier.agreement_id
             WHERE earlier.agreement_id = entry.agreement_id AND earlier.kind <> 'TAKE_ON') AS issuing
        ON issuing.day > event.happened_on
      JOIN rights_certificate certificate
        ON certificate.issued_by_id = issuing.id
       AND certificate.number BETWEEN event.first_number AND event.last_number
     WHERE event.entry_id = entry.id AND event.kind = 'COUNTERSIGNED'
     LIMIT 1;
    IF wrong.number IS NOT NULL THEN
        PERFORM refuse('COUNTERSIGNED_BEFORE_ISSUE', to_jsonb(wrong));
    END IF;
END $$;
COMMENT ON FUNCTION check_events IS
    'Refuses a second countersignature, ending, delivery or keeping, an ending while Rights stand on the '
    'certificate, the delivery or keeping of paper not cancelled, a countersignature dated before the certificate '
    'was issued (5(a), 8).';
REVOKE ALL ON FUNCTION check_events FROM PUBLIC;
