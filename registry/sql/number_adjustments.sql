-- Another number of Rights (11(h)): every holder of record at the close of business of the record date gets the
-- additional Rights on certificates, set-wise, in one entry; fractions are noted for cash (14(a)). The certificates
-- that are out stand as they are, or, at the Company's option, are replaced by certificates for all (docs/adr/0028).

-- Entries that neither move Rights to another holder nor let any leave: what they open is the same holder's as before.
CREATE FUNCTION keeps_holder_and_rights(of_kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT of_kind IN ('SPLIT_UP', 'COMBINE', 'EXCHANGE_CERTIFICATES', 'REPLACE', 'PAPER', 'NULLIFY', 'RESTORE')
$$;
COMMENT ON FUNCTION keeps_holder_and_rights IS 'Whether a kind of entry leaves Rights with their holder, all of them (3).';


-- What each holder of record gets, by its Rights of each mark: whole Rights more, and a fraction in parts of the
-- denominator. The marks are those known by now: what was found void later stands on the lots that followed in the
-- same hands. Rights void by the record date have no right to anything (7(e)), and get nothing.
CREATE FUNCTION rights_of_record(of_agreement bigint, record_at timestamptz, numerator bigint, denominator bigint)
RETURNS TABLE (holder_id bigint, taint_class text, notice_id bigint, effective_from timestamptz,
               void_from timestamptz, is_void boolean, rights bigint, additional bigint, fraction bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    WITH RECURSIVE found (id, holder_id, rights, closed_by_id) AS (
        SELECT lot.id, lot.holder_id, lot.rights, lot.closed_by_id
          FROM lot
          JOIN book_entry opened ON opened.id = lot.opened_by_id AND opened.recorded_at <= record_at
          LEFT JOIN book_entry closed ON closed.id = lot.closed_by_id AND closed.recorded_at <= record_at
         WHERE lot.agreement_id = of_agreement AND lot.holder_id IS NOT NULL AND closed.id IS NULL
         UNION ALL
        SELECT child.id, child.holder_id, child.rights, child.closed_by_id
          FROM found
          JOIN book_entry moved ON moved.id = found.closed_by_id AND keeps_holder_and_rights(moved.kind)
          JOIN lot child ON child.parent_id = found.id),
    held AS (
        SELECT found.holder_id, coalesce(mark.taint_class, '') AS taint_class, mark.notice_id, mark.effective_from,
               mark.void_from, coalesce(mark.void_from <= record_at, false) AS is_void,
               sum(found.rights)::bigint AS rights
          FROM found
          LEFT JOIN book_entry closed ON closed.id = found.closed_by_id
          LEFT JOIN lot_taint mark ON mark.lot_id = found.id AND mark.ended_by_id IS NULL
         WHERE keeps_holder_and_rights(closed.kind) IS NOT TRUE
         GROUP BY 1, 2, 3, 4, 5, 6)
    SELECT held.*,
           CASE WHEN held.is_void THEN 0
                ELSE div(held.rights::numeric * numerator, denominator)::bigint - held.rights END,
           CASE WHEN held.is_void THEN 0 ELSE mod(held.rights::numeric * numerator, denominator)::bigint END
      FROM held
$$;
COMMENT ON FUNCTION rights_of_record IS
    'What each holder of record gets when the number of Rights changes: whole Rights, and a fraction (11(h), 14(a)).';


-- The lots that move onto new certificates where the Company elected certificates for all Rights: those on paper that
-- stood on the record date and that nothing holds now, as in the run of a new form (new_form_runs.sql).
CREATE FUNCTION lots_replaced_by_number(of_agreement bigint, record_at timestamptz, option text, today date)
RETURNS TABLE (lot bigint, holder_id bigint, certificate_number bigint, rights bigint, taint_class text,
               notice_id bigint, effective_from timestamptz, void_from timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    SELECT stands.id, stands.holder_id, old.number, stands.rights, coalesce(stands.taint_class, ''), mark.notice_id,
           mark.effective_from, mark.void_from
      FROM certificates_of_other_forms(of_agreement, 0, ARRAY['EVERYTHING', 'REGISTRATION'],
                                       ARRAY['POSTED', 'REFUSED', 'RETURNED', 'WITHDRAWN'], today) AS chosen
      JOIN rights_certificate old ON old.agreement_id = of_agreement AND old.number = chosen.number
      JOIN book_entry issuing ON issuing.id = old.issued_by_id AND issuing.recorded_at <= record_at
      JOIN open_lot stands ON stands.certificate_id = old.id
      LEFT JOIN lot_taint mark ON mark.id = stands.taint_id
     WHERE option = 'REPLACEMENT' AND chosen.reason = ''
$$;
COMMENT ON FUNCTION lots_replaced_by_number IS
    'The lots on certificates replaced where all Rights come on new ones (11(h)).';


-- What each holder gets of each mark: the Rights of record, those that come over from paper replaced, what is
-- additional, and the fraction. A certificate is made for what comes over and what is additional together.
CREATE FUNCTION parts_of_number(
    of_agreement bigint, record_at timestamptz, numerator bigint, denominator bigint, option text, today date
) RETURNS TABLE (holder_id bigint, taint_class text, notice_id bigint, effective_from timestamptz,
                 void_from timestamptz, of_record bigint, of_record_void bigint, additional bigint, fraction bigint,
                 replaced bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    SELECT part.holder_id, part.taint_class, part.notice_id, part.effective_from, part.void_from,
           sum(part.rights)::bigint, coalesce(sum(part.rights) FILTER (WHERE part.is_void), 0)::bigint,
           sum(part.additional)::bigint, sum(part.fraction)::bigint, sum(part.replaced)::bigint
      FROM (SELECT due.*, 0::bigint AS replaced
              FROM rights_of_record(of_agreement, record_at, numerator, denominator) AS due
             UNION ALL
            SELECT moved.holder_id, moved.taint_class, moved.notice_id, moved.effective_from, moved.void_from, false,
                   0, 0, 0, moved.rights
              FROM lots_replaced_by_number(of_agreement, record_at, option, today) AS moved) AS part
     GROUP BY 1, 2, 3, 4, 5
$$;
COMMENT ON FUNCTION parts_of_number IS 'What each holder gets of each mark by another number of Rights (11(h), 14(a)).';


-- What two people approve: holders, Rights of record, those of them void, additional Rights, certificates, fractions.
CREATE FUNCTION number_adjustment_totals(
    of_agreement bigint, record_at timestamptz, numerator bigint, denominator bigint, option text, today date
) RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    SELECT jsonb_build_object(
               'of_record', count(DISTINCT part.holder_id) FILTER (WHERE part.of_record > 0),
               'holders', count(DISTINCT part.holder_id) FILTER (WHERE part.additional > 0),
               'rights', coalesce(sum(part.of_record), 0)::bigint,
               'void_rights', coalesce(sum(part.of_record_void), 0)::bigint,
               'additional', coalesce(sum(part.additional), 0)::bigint,
               'replaced', (SELECT count(DISTINCT moved.certificate_number)
                              FROM lots_replaced_by_number(of_agreement, record_at, option, today) AS moved),
               'replaced_rights', coalesce(sum(part.replaced), 0)::bigint,
               'certificates', count(*) FILTER (WHERE part.additional + part.replaced > 0),
               'legended', count(*) FILTER (WHERE part.additional + part.replaced > 0 AND part.taint_class <> ''),
               'fractions', count(*) FILTER (WHERE part.fraction > 0),
               'fraction_parts', coalesce(sum(part.fraction), 0)::bigint)
      FROM parts_of_number(of_agreement, record_at, numerator, denominator, option, today) AS part
$$;
COMMENT ON FUNCTION number_adjustment_totals IS 'The totals of another number of Rights, as two people approve it (11(h)).';


-- The Company's election: accepted by two, of this record date, ratio and option; carried out once. Paper is replaced
-- without its surrender only where the Company says that it requires none.
CREATE FUNCTION check_number_election(agreement registry_rightsagreement, request jsonb, at timestamptz) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    record_at timestamptz := instant_given(request, 'record_at');
    done bigint;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM registry_notice notice
          JOIN registry_formversion form ON form.id = (request ->> 'form_version')::bigint
         WHERE notice.id = (request ->> 'notice_id')::bigint AND notice.agreement_id = agreement.id
           AND notice.kind = 'ADJUSTMENT' AND notice.state = 'APPLIED'
           AND notice.document_id = (request ->> 'document')::bigint
           AND notice.facts ->> 'adjusted_under' = 'NUMBER_OF_UNITS'
           AND notice.facts ->> 'distributed' = request ->> 'option'
           AND (request ->> 'option' = 'ADDITIONAL' OR notice.facts ->> 'surrender' = 'NOT_REQUIRED')
           AND (notice.facts ->> 'record_date')::date <= (record_at AT TIME ZONE agreement.time_zone)::date
           AND (notice.facts ->> 'rights_per_right')::numeric * (request ->> 'denominator')::numeric
               = (request ->> 'numerator')::numeric
           AND form.agreement_id = agreement.id
           AND form.company_approved_at IS NOT NULL AND form.agent_signed_off_at IS NOT NULL) THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('notice', request -> 'notice'));
    END IF;
    SELECT entry.number INTO done
      FROM book_entry entry JOIN registry_approval asked ON asked.id = entry.approval_id
     WHERE entry.agreement_id = agreement.id AND asked.kind = 'ADJUST_NUMBER'
       AND asked.request -> 'notice_id' = check_number_election.request -> 'notice_id';
    IF done IS NOT NULL THEN
        PERFORM refuse('NUMBER_ADJUSTED', jsonb_build_object('entry', done, 'notice', request -> 'notice'));
    ELSIF record_at >= at THEN
        PERFORM refuse('NUMBER_ADJUSTMENT_NOT_POSSIBLE', jsonb_build_object(
            'notice', request -> 'notice', 'reason', 'the record date has not closed'));
    ELSIF EXISTS (SELECT 1 FROM book_entry ending
                   WHERE ending.agreement_id = agreement.id AND ending.ended_class <> '') THEN
        PERFORM refuse('NUMBER_ADJUSTMENT_NOT_POSSIBLE', jsonb_build_object(
            'notice', request -> 'notice', 'reason', 'the Rights have ended'));
    END IF;
END $$;
COMMENT ON FUNCTION check_number_election IS
    'Refuses another number of Rights without the Company''s election of it, before its record date, or twice (11(h)).';
REVOKE ALL ON FUNCTION check_number_election FROM PUBLIC;


-- Writes the certificates and lots of pg_temp.number_part with their marks, in the words and of the date of each
-- holder's last certificate (4(a)), what pg_temp.number_lot moves over, and the fractions that are due in cash.
CREATE FUNCTION write_number_adjustment(
    entry book_entry, of_form bigint, first_number bigint, denominator bigint
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO rights_certificate
          (id, agreement_id, number, rights, holder_id, registration, registration_commitment, dated,
           form_version_id, legend_class, taint_class, verification_code, issued_by_id, leaf_hash)
    SELECT made.certificate_id, entry.agreement_id, made.number, made.rights, made.holder_id, made.registration,
           made.registration_commitment, made.dated, of_form, made.legend, made.taint_class, made.code, entry.id,
           certificate_leaf(made.certificate_id, entry.agreement_id, made.number, made.rights, made.holder_id,
               made.registration_commitment, made.dated, of_form, made.legend, made.taint_class, made.code, entry.id)
      FROM (SELECT part.certificate_id, first_number - 1 + part.place AS number, part.additional + part.replaced AS rights,
                   part.holder_id, words.registration, words.registration_commitment, words.dated, part.taint_class,
                   CASE WHEN part.taint_class = '' THEN 'GENERAL' ELSE 'NULLITY' END AS legend,
                   new_verification_code() AS code
              FROM pg_temp.number_part part
              JOIN (SELECT DISTINCT ON (certificate.holder_id) certificate.holder_id, certificate.registration,
                           certificate.registration_commitment, certificate.dated
                      FROM rights_certificate certificate WHERE certificate.agreement_id = entry.agreement_id
                     ORDER BY certificate.holder_id, certificate.number DESC) AS words
                ON words.holder_id = part.holder_id
             WHERE part.certificate_id IS NOT NULL) AS made;
    UPDATE lot
       SET closed_by_id = entry.id, closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, '')
      FROM pg_temp.number_lot moved WHERE lot.id = moved.parent_id;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as, leaf_hash)
    SELECT made.id, entry.agreement_id, made.rights, made.holder_id, made.certificate_id, made.parent_id, entry.id, '',
           lot_leaf(made.id, entry.agreement_id, made.rights, made.holder_id, made.certificate_id, made.parent_id,
                    entry.id)
      FROM pg_temp.number_lot made;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, opened_by_id, retired_as, leaf_hash)
    SELECT part.lot_id, entry.agreement_id, part.additional, part.holder_id, part.certificate_id, entry.id, '',
           lot_leaf(part.lot_id, entry.agreement_id, part.additional, part.holder_id, part.certificate_id, NULL,
                    entry.id)
      FROM pg_temp.number_part part WHERE part.additional > 0;
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.id, entry.agreement_id, made.lot_id, made.taint_class, made.notice_id, made.effective_from,
           made.void_from, entry.id,
           lot_taint_leaf(made.id, entry.agreement_id, made.lot_id, made.taint_class, made.notice_id,
                          made.effective_from, made.void_from, entry.id)
      FROM (SELECT nextval('lot_taint_id_seq') AS id, marked.*
              FROM (SELECT part.lot_id, part.taint_class, part.notice_id, part.effective_from, part.void_from
                      FROM pg_temp.number_part part WHERE part.additional > 0 AND part.taint_class <> ''
                     UNION ALL
                    SELECT moved.id, moved.taint_class, moved.notice_id, moved.effective_from, moved.void_from
                      FROM pg_temp.number_lot moved WHERE moved.taint_class <> '') AS marked) AS made;
    INSERT INTO cash_in_lieu (agreement_id, holder_id, entry_id, fraction_numerator, fraction_denominator, state)
    SELECT entry.agreement_id, part.holder_id, entry.id, part.fraction, denominator, 'COMPUTED'
      FROM pg_temp.number_part part WHERE part.fraction > 0;
END $$;
COMMENT ON FUNCTION write_number_adjustment IS
    'Writes certificates, lots, marks and fractions of another number of Rights (4(b), 11(h), 14(a)).';
REVOKE ALL ON FUNCTION write_number_adjustment FROM PUBLIC;


-- Puts what an entry of another number of Rights writes into pg_temp.number_part and pg_temp.number_lot, in the order
-- of accounts, with the keys of certificates and lots.
CREATE FUNCTION plan_number_adjustment(
    of_agreement bigint, record_at timestamptz, numerator bigint, denominator bigint, option text, today date
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.number_part, pg_temp.number_lot;
    CREATE TEMP TABLE number_part ON COMMIT DROP AS
    SELECT part.*, row_number() OVER (ORDER BY part.additional + part.replaced = 0, part.account, part.taint_class,
                                               part.notice_id, part.void_from) AS place,
           CASE WHEN part.additional + part.replaced > 0 THEN nextval('rights_certificate_id_seq') END
               AS certificate_id,
           CASE WHEN part.additional > 0 THEN nextval('lot_id_seq') END AS lot_id
      FROM (SELECT due.*, holder.account
              FROM parts_of_number(of_agreement, record_at, numerator, denominator, option, today) AS due
              JOIN registered_holder holder ON holder.id = due.holder_id
             WHERE due.additional > 0 OR due.fraction > 0 OR due.replaced > 0
             ORDER BY holder.account, due.taint_class, due.notice_id, due.void_from) AS part;
    CREATE TEMP TABLE number_lot ON COMMIT DROP AS
    SELECT nextval('lot_id_seq') AS id, moved.lot AS parent_id, moved.rights, moved.holder_id, part.certificate_id,
           moved.certificate_number, moved.taint_class, moved.notice_id, moved.effective_from, moved.void_from
      FROM lots_replaced_by_number(of_agreement, record_at, option, today) AS moved
      JOIN pg_temp.number_part part
        ON part.holder_id = moved.holder_id AND part.taint_class = moved.taint_class
       AND part.notice_id IS NOT DISTINCT FROM moved.notice_id
       AND part.effective_from IS NOT DISTINCT FROM moved.effective_from
       AND part.void_from IS NOT DISTINCT FROM moved.void_from;
    ANALYZE pg_temp.number_part, pg_temp.number_lot;
END $$;
COMMENT ON FUNCTION plan_number_adjustment IS 'Numbers what another number of Rights writes, in order (11(h)).';
REVOKE ALL ON FUNCTION plan_number_adjustment FROM PUBLIC;


-- Posts the change: docs of the request stand in registry/services/books.py. The additional Rights bear the mark of
-- those they were given for: the one case in which Rights without a parent are marked by this kind of entry.
CREATE FUNCTION adjust_number(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET work_mem = '256MB' SET jit = off AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement := lock_agreement(request ->> 'agreement');
    approval registry_approval := use_approval(adjust_number.approval_id, request, at);
    record_at timestamptz := instant_given(request, 'record_at');
    over bigint := (request ->> 'denominator')::bigint;
    upper_part bigint := (request ->> 'numerator')::bigint;
    today date := (at AT TIME ZONE agreement.time_zone)::date;
    totals jsonb;
    created bigint;
    moved bigint;
    numbers bigint[];
    rule record;
    entry book_entry;
BEGIN
    IF approval.kind <> 'ADJUST_NUMBER' OR request ->> 'kind' IS DISTINCT FROM 'ADJUST_NUMBER' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    PERFORM check_number_election(agreement, request, at);
    PERFORM check_unmarked_legends(agreement.id);
    totals := number_adjustment_totals(agreement.id, record_at, upper_part, over, request ->> 'option', today);
    created := (totals ->> 'additional')::bigint;
    moved := (totals ->> 'replaced_rights')::bigint;
    IF totals IS DISTINCT FROM request -> 'totals' THEN
        PERFORM refuse('NUMBER_ADJUSTMENT_CHANGED', jsonb_build_object(
            'found', totals -> 'additional', 'holders', totals -> 'holders',
            'approved', request #> '{totals,additional}', 'approved_holders', request #> '{totals,holders}'));
    ELSIF created < 1 THEN
        PERFORM refuse('ENTRY_DOES_NOTHING', jsonb_build_object('kind', request -> 'kind'));
    END IF;
    PERFORM plan_number_adjustment(agreement.id, record_at, upper_part, over, request ->> 'option', today);
    entry := open_entry(agreement, approval, request, at, created, moved, moved + created, 0);
    PERFORM write_number_adjustment(
        entry, (request ->> 'form_version')::bigint,
        take_numbers(agreement.id, 'CERTIFICATE', (totals ->> 'certificates')::bigint), over);
    PERFORM change_control(entry);
    SELECT array_agg(DISTINCT made.certificate_number) INTO numbers FROM pg_temp.number_lot made;
    IF moved > 0 THEN
        PERFORM record_events(entry, agreement, events_of_numbers(
            'REPLACED', numbers,
            array_fill('another number of Rights by notice ' || (request ->> 'notice'), ARRAY[cardinality(numbers)]),
            today));
    END IF;
    DROP TABLE pg_temp.number_part, pg_temp.number_lot;
    rule := entry_rule(entry.kind);
    rule.marks := true;
    PERFORM check_lineage(entry, rule);
    PERFORM check_certificates(entry);
    PERFORM check_marks(entry, rule);
    PERFORM check_events(entry);
    RETURN QUERY SELECT entry.id, entry.number, seal_entry(entry);
END $$;
COMMENT ON FUNCTION adjust_number IS
    'Gives the holders of record the additional Rights of another number of Rights, or all on new certificates, as two '
    'people approved it, in one entry (11(h)).';
REVOKE ALL ON FUNCTION adjust_number FROM PUBLIC;
