-- Taking on a predecessor's open books: one entry for its whole certificate detail, set-wise (21).
--
-- take_on_books is a door of the books, made of the same parts as post_entry (entries.sql) and open_books
-- (opening.sql). Its request binds the hash and the totals of the staged rows; both are computed again here. A
-- certificate keeps its number, its date and its face. One whose face bears the legend of nullity is stopped until
-- the Company's notice marks its Rights here: no successor of it could be given the legend before (4(b), 7(e)).

-- SHA-256 over the staged rows in the order of their lines, ten thousand at a time so that memory stays bounded.
CREATE FUNCTION certificate_detail_hash(of_agreement bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to('certificate_detail-1', 'UTF8')
                         || coalesce(string_agg(part.hash, ''::bytea ORDER BY part.number), ''::bytea)), 'hex')
      FROM (SELECT staged.line / 10000 AS number,
                   sha256(string_agg(sha256(convert_to(jsonb_build_array(
                       staged.line, staged.account, staged.registration,
                       encode(staged.registration_commitment, 'hex'), staged.address, staged.city,
                       staged.region, staged.postal_code, staged.country, staged.account_type, staged.email,
                       encode(staged.taxpayer_id_encrypted, 'hex'), encode(staged.taxpayer_id_index, 'hex'),
                       staged.taxpayer_id_last_four, staged.number, staged.rights, staged.dated,
                       staged.countersigned_on, staged.countersigner, staged.legend_class, staged.taint_class,
                       staged.stopped_on, staged.stop_kind, staged.stop_reason)::text, 'UTF8')), ''::bytea
                       ORDER BY staged.line)) AS hash
              FROM certificate_detail_row staged
             WHERE staged.agreement_id = of_agreement
             GROUP BY 1) AS part
$$;
COMMENT ON FUNCTION certificate_detail_hash IS 'What a second person approves: the hash of the staged certificates.';


-- What the staged rows come to, in the shape in which it is shown and approved.
CREATE FUNCTION certificate_detail_totals(of_agreement bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_object(
               'certificates', count(*), 'rights', coalesce(sum(rights), 0)::bigint,
               'accounts', count(DISTINCT account), 'first', min(number), 'last', max(number),
               'legended', count(*) FILTER (WHERE taint_class <> ''),
               'legended_rights', coalesce(sum(rights) FILTER (WHERE taint_class <> ''), 0)::bigint,
               'stopped', count(stopped_on),
               'stopped_rights', coalesce(sum(rights) FILTER (WHERE stopped_on IS NOT NULL), 0)::bigint)
      FROM certificate_detail_row WHERE agreement_id = of_agreement
$$;
COMMENT ON FUNCTION certificate_detail_totals IS 'Totals of the staged certificates, legended and stopped ones apart.';


-- Who countersigned on each day, as listed; null where nobody of that name was authorised on the day.
CREATE FUNCTION certificate_detail_signatories(of_agreement bigint)
RETURNS TABLE (countersigner text, countersigned_on date, signatory bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT signed.countersigner, signed.countersigned_on,
           (SELECT min(listed.id) FROM registry_authorisedcountersigner listed
             WHERE listed.agreement_id = of_agreement AND lower(listed.name) = lower(signed.countersigner)
               AND signed.countersigned_on
                   BETWEEN listed.authorised_from AND coalesce(listed.authorised_until, 'infinity'))
      FROM (SELECT DISTINCT staged.countersigner, staged.countersigned_on FROM certificate_detail_row staged
             WHERE staged.agreement_id = of_agreement) AS signed
$$;
COMMENT ON FUNCTION certificate_detail_signatories IS 'The listed signatory of each name and day of a detail (5(a)).';


-- Everything that must be on file, looked at under the lock.
CREATE FUNCTION check_take_on(agreement registry_rightsagreement, approval registry_approval, request jsonb)
RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    opened_by bigint := (SELECT min(number) FROM book_entry WHERE agreement_id = agreement.id);
    taken registry_takeover;
    renamed text;
BEGIN
    SELECT * INTO taken FROM registry_takeover WHERE agreement_id = agreement.id ORDER BY id DESC LIMIT 1;
    IF opened_by IS NOT NULL THEN
        PERFORM refuse('ALREADY_OPENED', jsonb_build_object('entry', opened_by));
    ELSIF taken.id IS NULL THEN
        PERFORM refuse('TAKE_OVER_MISSING', jsonb_build_object('agreement', agreement.code));
    ELSIF NOT EXISTS (
        SELECT 1 FROM registry_approval signed
         WHERE signed.id = taken.reconciliation_id AND signed.kind = 'RECONCILE_TAKE_OVER'
           AND signed.agreement_id = agreement.id AND signed.consumed_at IS NOT NULL
           AND signed.request -> 'take_over' = to_jsonb(taken.id)) THEN
        PERFORM refuse('TAKEOVER_NOT_SIGNED_OFF', jsonb_build_object('predecessor', taken.predecessor));
    ELSIF NOT EXISTS (
        SELECT 1 FROM registry_formversion
         WHERE id = (request ->> 'form_version')::bigint AND agreement_id = agreement.id
           AND company_approved_at IS NOT NULL AND agent_signed_off_at IS NOT NULL) THEN
        PERFORM refuse('TEMPLATE_NOT_APPROVED', jsonb_build_object('form', request -> 'form_version'));
    ELSIF request -> 'take_over' IS DISTINCT FROM to_jsonb(taken.id)
       OR request -> 'totals' IS DISTINCT FROM certificate_detail_totals(agreement.id)
       OR request ->> 'content_hash' IS DISTINCT FROM certificate_detail_hash(agreement.id) THEN
        PERFORM refuse('REQUEST_CHANGED_AFTER_APPROVAL', jsonb_build_object('request_hash', approval.request_hash));
    ELSIF taken.inherited_total <> (request #>> '{totals,rights}')::bigint THEN
        PERFORM refuse('TAKE_ON_TOTAL_DIFFERS', jsonb_build_object(
            'detail', request #> '{totals,rights}', 'inherited', taken.inherited_total));
    END IF;
    SELECT staged.account INTO renamed
      FROM certificate_detail_row staged
      JOIN registered_holder known ON known.agreement_id = agreement.id AND known.account = staged.account
     WHERE staged.agreement_id = agreement.id AND known.registration <> staged.registration LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('ACCOUNT_NAMED_OTHERWISE', jsonb_build_object('account', renamed));
    END IF;
    PERFORM refuse('COUNTERSIGNER_NOT_LISTED', jsonb_build_object(
                'name', coalesce(nullif(signed.countersigner, ''), 'Nobody'), 'date', signed.countersigned_on))
       FROM certificate_detail_signatories(agreement.id) AS signed WHERE signed.signatory IS NULL;
END $$;
COMMENT ON FUNCTION check_take_on IS
    'Refuses books that are open, totals not signed off, a form not approved, rows other than those approved, an '
    'account in another name, a signature of nobody listed (5(a), 21).';
REVOKE ALL ON FUNCTION check_take_on FROM PUBLIC;


-- The rows to come, each with its keys and its holder, in the order of the numbers, in the temporary table taken_line.
-- Verification codes as in opening.sql: 96 bits of a hash over a seed that is kept nowhere.
CREATE FUNCTION line_up_certificates(of_agreement bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seed bytea := (SELECT sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) FROM generate_series(1, 4));
BEGIN
    INSERT INTO registered_holder
          (agreement_id, account, registration, address, city, region, postal_code, country, account_type, email,
           taxpayer_id_encrypted, taxpayer_id_index, taxpayer_id_last_four)
    SELECT DISTINCT ON (staged.account) of_agreement, staged.account, staged.registration, staged.address,
           staged.city, staged.region, staged.postal_code, staged.country, staged.account_type, staged.email,
           staged.taxpayer_id_encrypted, staged.taxpayer_id_index, staged.taxpayer_id_last_four
      FROM certificate_detail_row staged
     WHERE staged.agreement_id = of_agreement
       AND NOT EXISTS (SELECT 1 FROM registered_holder known
                        WHERE known.agreement_id = of_agreement AND known.account = staged.account)
     ORDER BY staged.account, staged.line;
    DROP TABLE IF EXISTS pg_temp.taken_line;
    CREATE TEMP TABLE taken_line ON COMMIT DROP AS
    SELECT nextval('rights_certificate_id_seq') AS certificate_id, nextval('lot_id_seq') AS lot_id, listed.*,
           encode(substr(sha256(seed || int8send(listed.line)), 1, 12), 'hex') AS code
      FROM (SELECT staged.line, staged.number, staged.rights, holder.id AS holder_id, staged.registration,
                   staged.registration_commitment, staged.dated, staged.countersigned_on, signed.signatory,
                   staged.legend_class, staged.taint_class
              FROM certificate_detail_row staged
              JOIN registered_holder holder
                ON holder.agreement_id = of_agreement AND holder.account = staged.account
              JOIN certificate_detail_signatories(of_agreement) AS signed
                ON signed.countersigner = staged.countersigner
               AND signed.countersigned_on = staged.countersigned_on
             WHERE staged.agreement_id = of_agreement
             ORDER BY staged.number) AS listed;
END $$;
COMMENT ON FUNCTION line_up_certificates IS 'Writes the holders of a detail and lines its certificates up (5(b), 21).';
REVOKE ALL ON FUNCTION line_up_certificates FROM PUBLIC;


-- Countersignings as they are stated, one event for each run of numbers of one day and signatory; and the stop on
-- what bears the legend. None speaks of a number between.
CREATE FUNCTION write_taken_events(entry book_entry, agreement registry_rightsagreement) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    today date := (entry.recorded_at AT TIME ZONE agreement.time_zone)::date;
    legended record;
BEGIN
    PERFORM record_events(entry, agreement, (
        SELECT jsonb_agg(jsonb_build_object(
                   'kind', 'COUNTERSIGNED', 'first', run.first, 'last', run.last,
                   'happened_on', run.countersigned_on, 'signatory', run.signatory) ORDER BY run.first)
          FROM (SELECT min(numbered.number) AS first, max(numbered.number) AS last, numbered.countersigned_on,
                       numbered.signatory
                  FROM (SELECT number, countersigned_on, signatory,
                               number - row_number() OVER (PARTITION BY countersigned_on, signatory
                                                           ORDER BY number) AS island
                          FROM pg_temp.taken_line) AS numbered
                 GROUP BY numbered.countersigned_on, numbered.signatory, numbered.island) AS run));
    SELECT array_agg(number) AS numbers,
           array_agg('bears the legend of nullity, class ' || taint_class
                     || ', by the predecessor; no notice of the Company marks its Rights yet') AS reasons
      INTO legended FROM pg_temp.taken_line WHERE taint_class <> '';
    PERFORM record_events(entry, agreement, events_of_numbers('STOPPED', legended.numbers, legended.reasons, today));
END $$;
COMMENT ON FUNCTION write_taken_events IS 'Records a predecessor''s countersignings, and stops legended paper (4(b), 5(a)).';
REVOKE ALL ON FUNCTION write_taken_events FROM PUBLIC;


CREATE FUNCTION take_on_books(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET work_mem = '256MB' SET maintenance_work_mem = '512MB' SET max_parallel_maintenance_workers = 2 SET jit = off AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement := lock_agreement(request ->> 'agreement');
    approval registry_approval := use_approval(take_on_books.approval_id, request, at);
    rights bigint := (request #>> '{totals,rights}')::bigint;
    put_back text[] := '{}';
    statement text;
    entry book_entry;
    sealed bytea;
BEGIN
    IF approval.kind <> 'TAKE_ON_BOOKS' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    -- What is examined is what is posted. Fresh rows may have no statistics yet.
    LOCK TABLE certificate_detail_row IN SHARE ROW EXCLUSIVE MODE;
    ANALYZE certificate_detail_row (agreement_id, line, account, number);
    PERFORM check_take_on(agreement, approval, request);
    IF books_are_small_beside((request #>> '{totals,certificates}')::bigint) THEN
        put_back := take_off_indexes();
    END IF;
    entry := open_entry(agreement, approval, request || '{"kind": "TAKE_ON"}', at, rights, 0, rights, 0);
    PERFORM line_up_certificates(agreement.id);
    ANALYZE pg_temp.taken_line;
    PERFORM take_numbers(agreement.id, 'CERTIFICATE', (request #>> '{totals,last}')::bigint);
    INSERT INTO rights_certificate
          (id, agreement_id, number, rights, holder_id, registration, registration_commitment, dated,
           form_version_id, legend_class, taint_class, verification_code, issued_by_id, leaf_hash)
    SELECT line.certificate_id, agreement.id, line.number, line.rights, line.holder_id, line.registration,
           line.registration_commitment, line.dated, (request ->> 'form_version')::bigint, line.legend_class,
           line.taint_class, line.code, entry.id,
           certificate_leaf(line.certificate_id, agreement.id, line.number, line.rights, line.holder_id,
               line.registration_commitment, line.dated, (request ->> 'form_version')::bigint, line.legend_class,
               line.taint_class, line.code, entry.id)
      FROM pg_temp.taken_line line;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as,
                     leaf_hash)
    SELECT line.lot_id, agreement.id, line.rights, line.holder_id, line.certificate_id, NULL, entry.id, '',
           lot_leaf(line.lot_id, agreement.id, line.rights, line.holder_id, line.certificate_id, NULL, entry.id)
      FROM pg_temp.taken_line line;
    PERFORM write_taken_events(entry, agreement);
    PERFORM change_control(entry);
    DROP TABLE pg_temp.taken_line;
    -- Sealing lets every waiting constraint speak, which the building of keys needs.
    sealed := seal_entry(entry);
    IF cardinality(put_back) > 0 THEN
        ANALYZE registered_holder, rights_certificate, lot;
    END IF;
    FOREACH statement IN ARRAY put_back LOOP
        EXECUTE statement;
    END LOOP;
    RETURN QUERY SELECT entry.id, entry.number, sealed;
END $$;
COMMENT ON FUNCTION take_on_books IS
    'Takes a predecessor''s open books on in one entry from the staged detail (21). Refuses open books and anything '
    'that differs from what was approved.';
REVOKE ALL ON FUNCTION take_on_books FROM PUBLIC;


-- A predecessor's legended paper was stopped when it was taken on; the entry that marks its Rights, or some of them,
-- ends that: what the Company did not name is not void, and what is void goes nowhere by its mark.
CREATE FUNCTION release_marked_paper(entry book_entry, agreement registry_rightsagreement, notice_number bigint)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    today date := (entry.recorded_at AT TIME ZONE agreement.time_zone)::date;
    numbers bigint[];
BEGIN
    SELECT array_agg(certificate.number) INTO numbers
      FROM (SELECT DISTINCT part.certificate FROM pg_temp.nullity_part part) AS concerned
      JOIN rights_certificate certificate ON certificate.id = concerned.certificate
      CROSS JOIN LATERAL last_stop(agreement.id, certificate.number) AS stop
     WHERE certificate.taint_class <> '' AND stop.kind = 'STOPPED' AND stop.entry_kind = 'TAKE_ON';
    PERFORM record_events(entry, agreement, events_of_numbers(
        'RELEASED', numbers,
        array_fill('Rights on it are marked by notice ' || notice_number, ARRAY[coalesce(cardinality(numbers), 0)]),
        today));
END $$;
COMMENT ON FUNCTION release_marked_paper IS
    'Ends the stop on a predecessor''s legended paper once Rights on it are marked (4(b), 7(e)).';
REVOKE ALL ON FUNCTION release_marked_paper FROM PUBLIC;
