-- The rows of an opening, written from the numbered lines (opening.sql), and its door, open_books.

CREATE FUNCTION write_holders(agreement_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO registered_holder
          (id, agreement_id, account, registration, address, city, region, postal_code, country, account_type,
           email, taxpayer_id_encrypted, taxpayer_id_index, taxpayer_id_last_four)
    SELECT line.holder_id, agreement_id, line.account, line.registration, line.address, line.city, line.region,
           line.postal_code, line.country, line.account_type, line.email, line.taxpayer_id_encrypted,
           line.taxpayer_id_index, line.taxpayer_id_last_four
      FROM pg_temp.opening_line line WHERE line.is_new_holder;
END $$;
COMMENT ON FUNCTION write_holders IS 'Writes the registered holders of an opening (5(b)).';
REVOKE ALL ON FUNCTION write_holders FROM PUBLIC;


-- A certificate bears the words on nullity and its class where a notice names its Rights and printing them
-- is feasible; where it is not, a stop stands instead (§4(b)).
CREATE FUNCTION write_certificates(entry book_entry, of_form bigint, first_number bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO rights_certificate
          (id, agreement_id, number, rights, holder_id, registration, registration_commitment, dated,
           form_version_id, legend_class, taint_class, verification_code, issued_by_id, leaf_hash)
    SELECT made.id, entry.agreement_id, made.number, made.rights, made.holder_id, made.registration,
           made.registration_commitment, made.dated, of_form, made.legend_class, made.taint_class, made.code,
           entry.id,
           certificate_leaf(made.id, entry.agreement_id, made.number, made.rights, made.holder_id,
               made.registration_commitment, made.dated, of_form, made.legend_class, made.taint_class,
               made.code, entry.id)
      FROM (SELECT line.certificate_id AS id, first_number - 1 + line.number AS number, line.rights,
                   line.holder_id, line.registration, line.registration_commitment, line.dated,
                   CASE WHEN person.legend_feasible THEN 'NULLITY' ELSE 'GENERAL' END AS legend_class,
                   CASE WHEN person.legend_feasible THEN person.taint_class ELSE '' END AS taint_class,
                   line.code
              FROM pg_temp.opening_line line LEFT JOIN registry_namedperson person ON person.id = line.person_id
             WHERE line.certificate_id IS NOT NULL) AS made;
END $$;
COMMENT ON FUNCTION write_certificates IS 'Writes the Rights Certificates of an opening with their legends (4(a), 4(b)).';
REVOKE ALL ON FUNCTION write_certificates FROM PUBLIC;


-- Closes the attached Rights, in the order in which they were attached, and returns their keys and where
-- each begins when all are lined up. What no whole Right is made of leaves as fractions paid in cash.
CREATE FUNCTION close_attached_rights(
    entry book_entry, OUT parents bigint[], OUT begins bigint[]
) LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    WITH attached AS (
        SELECT id, rights, (sum(rights) OVER (ORDER BY id))::bigint - rights AS start FROM lot
         WHERE agreement_id = entry.agreement_id AND holder_id IS NULL AND closed_by_id IS NULL
    ), closed AS (
        UPDATE lot SET closed_by_id = entry.id, retired_as = ending.retired_as,
               closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, ending.retired_as)
          FROM (SELECT id, start, CASE WHEN start + rights <= entry.rights_opened THEN ''
                                       ELSE 'FRACTION_CASHED' END AS retired_as FROM attached) AS ending
         WHERE lot.id = ending.id
        RETURNING lot.id, ending.start)
    SELECT array_agg(id ORDER BY start), array_agg(start ORDER BY start) INTO parents, begins FROM closed;
END $$;
COMMENT ON FUNCTION close_attached_rights IS 'Closes the Rights attached to shares; fractions leave in cash (3(a), 14(a)).';
REVOKE ALL ON FUNCTION close_attached_rights FROM PUBLIC;


-- One lot a line, whose parent is the attached lot in whose stretch of the line-up its Rights stand. The few
-- lines that reach over the end of an attached lot become one lot for each.
CREATE FUNCTION write_lots(entry book_entry, parents bigint[], begins bigint[], first_lot bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as,
                     leaf_hash)
    SELECT made.id, entry.agreement_id, made.rights, made.holder_id, made.certificate_id, made.parent_id,
           entry.id, '',
           lot_leaf(made.id, entry.agreement_id, made.rights, made.holder_id, made.certificate_id,
                    made.parent_id, entry.id)
      FROM (SELECT coalesce(first_lot - 1 + line.number, nextval('lot_id_seq')) AS id, line.rights,
                   line.holder_id, line.certificate_id, parents[width_bucket(line.until - 1, begins)] AS parent_id
              FROM pg_temp.opening_line line
             WHERE line.rights > 0 AND line.certificate_id IS NOT NULL
               AND (begins IS NULL
                    OR width_bucket(line.until - line.rights, begins) = width_bucket(line.until - 1, begins))
           ) AS made;
    IF cardinality(begins) > 1 THEN
        INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id,
                         retired_as, leaf_hash)
        SELECT made.id, entry.agreement_id, made.rights, made.holder_id, made.certificate_id, made.parent_id,
               entry.id, '',
               lot_leaf(made.id, entry.agreement_id, made.rights, made.holder_id, made.certificate_id,
                        made.parent_id, entry.id)
          FROM (SELECT nextval('lot_id_seq') AS id, line.holder_id, line.certificate_id,
                       parents[stretch] AS parent_id,
                       least(line.until, begins[stretch + 1])
                         - greatest(line.until - line.rights, begins[stretch]) AS rights
                  FROM pg_temp.opening_line line
                  JOIN generate_subscripts(begins, 1) AS stretch
                    ON stretch BETWEEN width_bucket(line.until - line.rights, begins)
                                   AND width_bucket(line.until - 1, begins)
                 WHERE line.rights > 0 AND line.certificate_id IS NOT NULL
                   AND width_bucket(line.until - line.rights, begins) < width_bucket(line.until - 1, begins)
               ) AS made;
    END IF;
END $$;
COMMENT ON FUNCTION write_lots IS 'Opens the lots of an opening, each out of the attached lot it stems from (3(a)).';
REVOKE ALL ON FUNCTION write_lots FROM PUBLIC;


-- The lots of Rights that the plan certificates for nobody: named by a notice, and without a certificate by
-- which lot and line could be brought together afterwards, so each is opened and marked at once.
CREATE FUNCTION write_lots_without_paper(entry book_entry, parents bigint[], begins bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    WITH made AS MATERIALIZED (
        SELECT nextval('lot_id_seq') AS id, nextval('lot_taint_id_seq') AS mark_id, line.holder_id,
               line.person_id, parents[stretch] AS parent_id,
               least(line.until, begins[stretch + 1])
                 - greatest(line.until - line.rights, begins[stretch]) AS rights
          FROM pg_temp.opening_line line
          LEFT JOIN generate_subscripts(begins, 1) AS stretch
            ON stretch BETWEEN width_bucket(line.until - line.rights, begins)
                           AND width_bucket(line.until - 1, begins)
         WHERE line.rights > 0 AND line.certificate_id IS NULL
    ), opened AS (
        INSERT INTO lot (id, agreement_id, rights, holder_id, parent_id, opened_by_id, retired_as, leaf_hash)
        SELECT made.id, entry.agreement_id, made.rights, made.holder_id, made.parent_id, entry.id, '',
               lot_leaf(made.id, entry.agreement_id, made.rights, made.holder_id, NULL, made.parent_id,
                        entry.id)
          FROM made
    )
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.mark_id, entry.agreement_id, made.id, person.taint_class, person.notice_id,
           notice.effective_at, person.void_from, entry.id,
           lot_taint_leaf(made.mark_id, entry.agreement_id, made.id, person.taint_class, person.notice_id,
                          notice.effective_at, person.void_from, entry.id)
      FROM made
      JOIN registry_namedperson person ON person.id = made.person_id
      JOIN registry_notice notice ON notice.id = person.notice_id;
END $$;
COMMENT ON FUNCTION write_lots_without_paper IS
    'Opens and marks the lots of named Rights that the plan certificates for nobody (4(b)).';
REVOKE ALL ON FUNCTION write_lots_without_paper FROM PUBLIC;


-- The fraction of an account, exact; it waits for the Company's price and funds (§14(a), §14(e)). A
-- supplementary issue made it out of all that is left over, so it takes the place of the account's earlier one.
CREATE FUNCTION write_fractions(entry book_entry, parts_of_a_right bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE cash_in_lieu SET superseded_by_id = entry.id
      FROM fractions_waiting(entry.agreement_id) AS waiting
      JOIN pg_temp.opening_line line ON line.holder_id = waiting.holder_id AND line.begins_account
     WHERE entry.kind = 'ISSUE' AND cash_in_lieu.id = waiting.id;
    INSERT INTO cash_in_lieu (agreement_id, holder_id, entry_id, fraction_numerator, fraction_denominator, state)
    SELECT entry.agreement_id, line.holder_id, entry.id, line.fraction, parts_of_a_right, 'COMPUTED'
      FROM pg_temp.opening_line line WHERE line.fraction > 0;
END $$;
COMMENT ON FUNCTION write_fractions IS
    'Notes the fractions of Rights that are paid in cash, in the place of those they were made of (14(a)).';
REVOKE ALL ON FUNCTION write_fractions FROM PUBLIC;


-- Marks the lots on certificates that a notice names, and stops those on which the legend could not be printed.
CREATE FUNCTION write_marks_and_stops(entry book_entry, first_number bigint, today date) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.id, entry.agreement_id, made.lot_id, made.taint_class, made.notice_id, made.effective_at,
           made.void_from, entry.id,
           lot_taint_leaf(made.id, entry.agreement_id, made.lot_id, made.taint_class, made.notice_id,
                          made.effective_at, made.void_from, entry.id)
      FROM (SELECT nextval('lot_taint_id_seq') AS id, lot.id AS lot_id, person.taint_class, person.notice_id,
                   notice.effective_at, person.void_from
              FROM pg_temp.opening_line line
              JOIN registry_namedperson person ON person.id = line.person_id
              JOIN registry_notice notice ON notice.id = person.notice_id
              JOIN lot ON lot.opened_by_id = entry.id AND lot.holder_id = line.holder_id
                      AND lot.certificate_id = line.certificate_id) AS made;
    INSERT INTO certificate_event (id, agreement_id, kind, first_number, last_number, happened_on, reason,
                                   entry_id, leaf_hash)
    SELECT made.id, entry.agreement_id, 'STOPPED', made.number, made.number, today, made.reason, entry.id,
           certificate_event_leaf(made.id, entry.agreement_id, 'STOPPED', made.number, made.number, today,
                                  NULL, NULL, made.reason, entry.id)
      FROM (SELECT nextval('certificate_event_id_seq') AS id, first_number - 1 + line.number AS number,
                   person.not_feasible_reason AS reason
              FROM pg_temp.opening_line line JOIN registry_namedperson person ON person.id = line.person_id
             WHERE line.certificate_id IS NOT NULL AND NOT person.legend_feasible) AS made;
END $$;
COMMENT ON FUNCTION write_marks_and_stops IS 'Marks named lots; stops certificates whose legend is not feasible (4(b)).';
REVOKE ALL ON FUNCTION write_marks_and_stops FROM PUBLIC;


-- Opens the registration books from an accepted list, or posts what an amended list adds, be it fractions of
-- Rights alone: then the entry moves no Right and takes no number, and notes the cash in lieu. The approval is of
-- kind OPEN_BOOKS and its request is this very jsonb: agreement, holder_list, content_hash, document, section,
-- effective_at, received_at, form_version, supplementary, ratio_numerator, ratio_denominator, record_date,
-- one_date, restricted, notices, first_certificate, attached_rights and totals (totals_of_numbered_lines).
--
-- Memory: the sort and the index builds may take the amounts set here, and only while they run.
CREATE FUNCTION open_books(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET work_mem = '256MB' SET maintenance_work_mem = '512MB' SET max_parallel_maintenance_workers = 2 AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement := lock_agreement(request ->> 'agreement');
    approval registry_approval := use_approval(open_books.approval_id, request, at);
    of_list bigint := (request ->> 'holder_list')::bigint;
    is_supplementary boolean := (request ->> 'supplementary')::boolean;
    base_list bigint;
    parts numeric;
    first_holder bigint;
    first_certificate_key bigint;
    first_lot bigint;
    totals jsonb;
    whole_rights bigint;
    attached bigint := 0;
    put_back text[] := '{}';
    statement text;
    first_number bigint;
    entry book_entry;
    closed record;
    sealed bytea;
BEGIN
    IF approval.kind <> 'OPEN_BOOKS' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    base_list := check_opening(agreement, request);
    IF is_supplementary THEN
        PERFORM check_supplement(agreement.id, of_list, base_list, (request ->> 'record_date')::date,
                                 (request ->> 'one_date')::date);
    END IF;
    parts := parts_of_a_right(of_list, base_list, (request ->> 'ratio_denominator')::bigint);
    IF parts > 9e18 THEN
        PERFORM refuse('RATIO_TOO_FINE', jsonb_build_object('ratio', '1/' || div(parts, 1000000)));
    END IF;
    IF books_are_small_beside((SELECT row_count FROM registry_holderlist WHERE id = of_list)) THEN
        put_back := take_off_indexes();
        -- A list is often opened before the server has counted its rows by itself.
        ANALYZE holder_list_row (holder_list_id, line, account);
        first_holder := take_keys('registered_holder_id_seq', (request #>> '{totals,accounts}')::bigint);
        first_certificate_key := take_keys('rights_certificate_id_seq',
                                           (request #>> '{totals,certificates}')::bigint);
        first_lot := take_keys('lot_id_seq', (request #>> '{totals,certificates}')::bigint);
    END IF;
    PERFORM number_opening_lines(agreement.id, base_list, request, first_holder, first_certificate_key);
    totals := totals_of_numbered_lines(parts::bigint);
    whole_rights := (totals ->> 'whole_rights')::bigint;
    IF NOT is_supplementary THEN
        SELECT coalesce(sum(rights), 0)::bigint INTO attached FROM lot
         WHERE agreement_id = agreement.id AND holder_id IS NULL AND closed_by_id IS NULL;
    END IF;
    -- The certificates take the numbers that the approved preview showed.
    SELECT coalesce(max(last_number), 0) + 1 INTO first_number FROM number_counter
     WHERE agreement_id = agreement.id AND kind = 'CERTIFICATE';
    IF totals <> request -> 'totals' OR first_number <> (request ->> 'first_certificate')::bigint
       OR attached <> (request ->> 'attached_rights')::bigint THEN
        PERFORM refuse('PREVIEW_CHANGED', jsonb_build_object(
            'approved', request -> 'totals', 'found', totals, 'first_certificate', first_number,
            'attached_rights', attached));
    ELSIF whole_rights < 1 AND totals -> 'fraction_numerator' = totals -> 'fraction_carried' THEN
        PERFORM refuse('NOTHING_TO_ISSUE', jsonb_build_object('list', of_list));
    END IF;

    entry := open_entry(
        agreement, approval, request || jsonb_build_object('kind', CASE WHEN is_supplementary THEN 'ISSUE'
                                                                        ELSE 'OPEN' END),
        at, CASE WHEN is_supplementary THEN whole_rights ELSE 0 END, attached, whole_rights,
        CASE WHEN is_supplementary THEN 0 ELSE attached - whole_rights END);
    PERFORM write_holders(agreement.id);
    PERFORM write_certificates(entry, (request ->> 'form_version')::bigint, first_number);
    PERFORM take_numbers(agreement.id, 'CERTIFICATE', (totals ->> 'certificates')::bigint)
      WHERE (totals ->> 'certificates')::bigint > 0;
    closed := close_attached_rights(entry);
    PERFORM write_lots(entry, closed.parents, closed.begins, first_lot);
    PERFORM write_fractions(entry, parts::bigint);
    IF (totals ->> 'marked_lots')::bigint > 0 THEN
        PERFORM write_lots_without_paper(entry, closed.parents, closed.begins);
        PERFORM write_marks_and_stops(entry, first_number, (at AT TIME ZONE agreement.time_zone)::date);
    END IF;
    IF is_supplementary AND whole_rights > 0 THEN
        PERFORM change_control(entry);
    END IF;
    DROP TABLE pg_temp.opening_line;

    -- Sealing lets every waiting constraint speak, which the building of keys needs.
    sealed := seal_entry(entry);
    -- Foreign keys are examined by joins. Building an index also tells the server how many rows there are, but not
    -- where autovacuum is off; a join planned for tables counted as empty then goes row by row over them all.
    IF cardinality(put_back) > 0 THEN
        ANALYZE registered_holder, rights_certificate, lot, cash_in_lieu;
    END IF;
    FOREACH statement IN ARRAY put_back LOOP
        EXECUTE statement;
    END LOOP;
    RETURN QUERY SELECT entry.id, entry.number, sealed;
END $$;
COMMENT ON FUNCTION open_books IS
    'Opens the books from an accepted list, or posts a supplementary issue, in one entry (3(a), 5(b)). Refuses '
    'a second opening, anything that differs from the approved preview, a list that takes Rights away.';
REVOKE ALL ON FUNCTION open_books FROM PUBLIC;
