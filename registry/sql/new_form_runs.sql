-- The run of a new form: every certificate outstanding of another form is replaced, set-wise, in one entry.
--
-- The Company's order says that what is replaced evidences no Rights from then on (22). Holder, Rights, words and
-- date stay; marks pass on, and the legend follows them (4(b)). What a stop, an order or an item holds is left.

-- The certificates that a run in a form replaces. The reaches and states are those of the rules in Python.
CREATE FUNCTION certificates_for_new_form(of_agreement bigint, of_form bigint, today date)
RETURNS TABLE (number bigint, rights numeric, void_rights numeric, account text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT other.number, other.rights, other.void_rights, other.account
      FROM certificates_of_other_forms(of_agreement, of_form, ARRAY['EVERYTHING', 'REGISTRATION'],
                                       ARRAY['POSTED', 'REFUSED', 'RETURNED', 'WITHDRAWN'], today) AS other
     WHERE other.reason = ''
$$;
COMMENT ON FUNCTION certificates_for_new_form IS 'The certificates that a run in a new form replaces (22).';
REVOKE ALL ON FUNCTION certificates_for_new_form FROM PUBLIC;


-- The order of a run: applied, of the form that new certificates are of, and plain about the paper that is out.
CREATE FUNCTION check_new_form_order(agreement registry_rightsagreement, request jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM registry_notice notice
          JOIN registry_formchange change ON change.notice_id = notice.id
          JOIN registry_formversion form ON form.id = change.form_version_id
         WHERE notice.id = (request ->> 'notice_id')::bigint AND notice.agreement_id = agreement.id
           AND notice.kind = 'NEW_FORM' AND notice.state = 'APPLIED'
           AND notice.document_id = (request ->> 'document')::bigint
           AND notice.facts ->> 'manner' = 'BULK_RUN' AND notice.facts ->> 'old_paper' = 'VOID_ON_ISSUE'
           AND form.id = (request ->> 'form_version')::bigint
           AND form.company_approved_at IS NOT NULL AND form.agent_signed_off_at IS NOT NULL) THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('notice', request -> 'notice_id'));
    END IF;
END $$;
COMMENT ON FUNCTION check_new_form_order IS 'Refuses a run in a new form without the Company''s order of it (22).';
REVOKE ALL ON FUNCTION check_new_form_order FROM PUBLIC;


-- Writes the certificates of pg_temp.new_form_certificate and moves the lots of pg_temp.new_form_lot onto them.
CREATE FUNCTION write_new_form(entry book_entry, of_form bigint, first_number bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO rights_certificate
          (id, agreement_id, number, rights, holder_id, registration, registration_commitment, dated,
           form_version_id, legend_class, taint_class, verification_code, issued_by_id, leaf_hash)
    SELECT made.id, entry.agreement_id, made.number, made.rights, made.holder_id, made.registration,
           made.registration_commitment, made.dated, of_form, made.legend, made.class, made.code, entry.id,
           certificate_leaf(made.id, entry.agreement_id, made.number, made.rights, made.holder_id,
               made.registration_commitment, made.dated, of_form, made.legend, made.class, made.code, entry.id)
      FROM (SELECT planned.id, first_number - 1 + planned.place AS number, planned.rights, old.holder_id, old.registration,
                   old.registration_commitment, old.dated, planned.class,
                   CASE WHEN planned.class = '' THEN 'GENERAL' ELSE 'NULLITY' END AS legend,
                   new_verification_code() AS code
              FROM pg_temp.new_form_certificate planned
              JOIN rights_certificate old ON old.id = planned.old) AS made;
    UPDATE lot
       SET closed_by_id = entry.id, closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, '')
      FROM pg_temp.new_form_lot moved WHERE lot.id = moved.lot;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as,
                     leaf_hash)
    SELECT moved.new_lot, entry.agreement_id, moved.rights, moved.holder_id, planned.id, moved.lot, entry.id, '',
           lot_leaf(moved.new_lot, entry.agreement_id, moved.rights, moved.holder_id, planned.id, moved.lot,
                    entry.id)
      FROM pg_temp.new_form_lot moved
      JOIN pg_temp.new_form_certificate planned ON planned.old = moved.old AND planned.class = moved.class;
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.id, entry.agreement_id, made.new_lot, made.taint_class, made.notice_id, made.effective_from,
           made.void_from, entry.id,
           lot_taint_leaf(made.id, entry.agreement_id, made.new_lot, made.taint_class, made.notice_id,
                          made.effective_from, made.void_from, entry.id)
      FROM (SELECT nextval('lot_taint_id_seq') AS id, moved.new_lot, had.taint_class, had.notice_id,
                   had.effective_from, had.void_from
              FROM pg_temp.new_form_lot moved
              JOIN lot_taint had ON had.lot_id = moved.lot AND had.ended_by_id IS NULL) AS made;
END $$;
COMMENT ON FUNCTION write_new_form IS 'Writes the certificates, lots and marks of a run in a new form (4(b), 22).';
REVOKE ALL ON FUNCTION write_new_form FROM PUBLIC;


-- Posts the run: docs of the request stand in registry/services/books.py.
CREATE FUNCTION exchange_for_new_form(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET work_mem = '256MB' SET jit = off AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement := lock_agreement(request ->> 'agreement');
    approval registry_approval := use_approval(exchange_for_new_form.approval_id, request, at);
    of_form bigint := (request ->> 'form_version')::bigint;
    today date := (at AT TIME ZONE agreement.time_zone)::date;
    totals jsonb;
    moved bigint;
    first_number bigint;
    entry book_entry;
    paper record;
    sealed bytea;
BEGIN
    IF approval.kind <> 'NEW_FORM_RUN' OR request ->> 'kind' <> 'EXCHANGE_CERTIFICATES' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    PERFORM check_new_form_order(agreement, request);
    DROP TABLE IF EXISTS pg_temp.new_form_lot, pg_temp.new_form_certificate;
    CREATE TEMP TABLE new_form_lot ON COMMIT DROP AS
    SELECT stands.id AS lot, stands.rights, stands.holder_id, stands.certificate_id AS old,
           coalesce(stands.taint_class, '') AS class, stands.void_from IS NOT NULL AS is_void,
           nextval('lot_id_seq') AS new_lot
      FROM certificates_for_new_form(agreement.id, of_form, today) AS chosen
      JOIN rights_certificate old ON old.agreement_id = agreement.id AND old.number = chosen.number
      JOIN open_lot stands ON stands.certificate_id = old.id
     ORDER BY old.number, stands.id;
    -- One certificate bears one legend: Rights of several classes, or void in part, come on several (4(b)).
    CREATE TEMP TABLE new_form_certificate ON COMMIT DROP AS
    SELECT grouped.*, nextval('rights_certificate_id_seq') AS id
      FROM (SELECT part.old, part.class, sum(part.rights)::bigint AS rights, old.number AS old_number,
                   row_number() OVER (ORDER BY old.number, part.class) AS place
              FROM pg_temp.new_form_lot part JOIN rights_certificate old ON old.id = part.old
             GROUP BY part.old, part.class, old.number
             ORDER BY old.number, part.class) AS grouped;
    ANALYZE pg_temp.new_form_lot, pg_temp.new_form_certificate;
    SELECT jsonb_build_object(
               'certificates', count(DISTINCT part.old), 'holders', count(DISTINCT part.holder_id),
               'rights', coalesce(sum(part.rights), 0)::bigint,
               'void_rights', coalesce(sum(part.rights) FILTER (WHERE part.is_void), 0)::bigint,
               'issued', (SELECT count(*) FROM pg_temp.new_form_certificate)),
           coalesce(sum(part.rights), 0)::bigint
      INTO totals, moved FROM pg_temp.new_form_lot part;
    IF moved = 0 THEN
        PERFORM refuse('ENTRY_DOES_NOTHING', jsonb_build_object('kind', request -> 'kind'));
    ELSIF totals IS DISTINCT FROM request -> 'totals' THEN
        PERFORM refuse('NEW_FORM_RUN_CHANGED', jsonb_build_object(
            'found', totals -> 'certificates', 'rights', totals -> 'rights',
            'approved', request #> '{totals,certificates}', 'approved_rights', request #> '{totals,rights}'));
    END IF;
    entry := open_entry(agreement, approval, request, at, 0, moved, moved, 0);
    first_number := take_numbers(agreement.id, 'CERTIFICATE', (totals ->> 'issued')::bigint);
    PERFORM write_new_form(entry, of_form, first_number);
    SELECT array_agg(DISTINCT planned.old_number) AS numbers INTO paper FROM pg_temp.new_form_certificate planned;
    PERFORM record_events(entry, agreement, events_of_numbers(
        'REPLACED', paper.numbers,
        array_fill('new form by notice ' || (request ->> 'notice'), ARRAY[cardinality(paper.numbers)]), today));
    DROP TABLE pg_temp.new_form_lot, pg_temp.new_form_certificate;
    PERFORM check_lineage(entry, entry_rule(entry.kind));
    PERFORM check_certificates(entry);
    PERFORM check_marks(entry, entry_rule(entry.kind));
    PERFORM check_events(entry);
    sealed := seal_entry(entry);
    RETURN QUERY SELECT entry.id, entry.number, sealed;
END $$;
COMMENT ON FUNCTION exchange_for_new_form IS
    'Replaces every certificate of another form that nothing holds, in one entry. Refuses what differs from the '
    'approved totals, and a run that the Company did not order (22).';
REVOKE ALL ON FUNCTION exchange_for_new_form FROM PUBLIC;
