-- Rights Certificates at the door of the books: issued under the next numbers, whole or ended.

-- The certificates of a request in the order given, each with the words it is to bear: those of an earlier
-- certificate (registration_of), or those in which its holder is registered (registration_of_holder), whose
-- keyed commitment only Python can make. A request is kept for ever, so it never holds the words themselves.
CREATE FUNCTION certificates_given(of_agreement bigint, given jsonb) RETURNS TABLE (
    place bigint, number bigint, rights bigint, holder_id bigint, address text, words_of bigint,
    holder_of_words bigint, registration text, commitment bytea, dated date, form_version_id bigint,
    legend_class text, taint_class text
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT asked.place, asked.number, asked.rights, holder.id, holder.address, asked.words_of, earlier.holder_id,
           CASE WHEN asked.words_of IS NOT NULL THEN earlier.registration
                WHEN asked.bears_holders_words THEN holder.registration END,
           CASE WHEN asked.words_of IS NOT NULL THEN earlier.registration_commitment
                WHEN asked.bears_holders_words THEN hash_given(asked.commitment, 'registration_commitment') END,
           asked.dated, form.id, coalesce(asked.legend_class, 'GENERAL'), coalesce(asked.taint_class, '')
      FROM ROWS FROM (jsonb_to_recordset(given) AS (
               number bigint, holder bigint, rights bigint, registration_of bigint,
               registration_of_holder boolean, registration_commitment text, dated date,
               form_version bigint, legend_class text, taint_class text)) WITH ORDINALITY
           AS asked(number, holder, rights, words_of, bears_holders_words, commitment, dated, form_version,
                    legend_class, taint_class, place)
      LEFT JOIN registered_holder holder ON holder.id = asked.holder AND holder.agreement_id = of_agreement
      LEFT JOIN registry_formversion form ON form.id = asked.form_version AND form.agreement_id = of_agreement
      LEFT JOIN rights_certificate earlier
             ON earlier.agreement_id = of_agreement AND earlier.number = asked.words_of
     ORDER BY asked.place;
END $$;
COMMENT ON FUNCTION certificates_given IS
    'Certificates of a request with the words they are to bear, taken from the books (5(b)).';
REVOKE ALL ON FUNCTION certificates_given FROM PUBLIC;


-- Issues the certificates of an entry under the next numbers; returns their keys in the order given.
CREATE FUNCTION issue_certificates(entry book_entry, given jsonb) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    how_many bigint := jsonb_array_length(given);
    first_number bigint;
    wrong record;
BEGIN
    IF how_many = 0 THEN
        RETURN '{}';
    END IF;
    first_number := take_numbers(entry.agreement_id, 'CERTIFICATE', how_many);
    WITH made AS MATERIALIZED (
        SELECT asked.*, nextval('rights_certificate_id_seq') AS id, new_verification_code() AS code,
               first_number + asked.place - 1 AS given_number
          FROM certificates_given(entry.agreement_id, given) AS asked
    ), found AS MATERIALIZED (
        SELECT bool_or(made.number <> made.given_number) AS number,
               bool_or(made.holder_id IS NULL) AS holder, bool_or(made.form_version_id IS NULL) AS form,
               min(made.words_of) FILTER (WHERE made.holder_of_words IS NULL) AS words_of_none,
               min(made.words_of) FILTER (WHERE made.holder_of_words <> made.holder_id) AS words_of_another,
               -- §5(b): name and address, number of Rights on the face, date of the certificate.
               concat_ws(', ',
                   CASE WHEN bool_or(btrim(coalesce(made.registration, '')) = '' OR made.commitment IS NULL)
                        THEN 'name' END,
                   CASE WHEN bool_or(btrim(made.address) = '') THEN 'address' END,
                   CASE WHEN bool_or(made.rights IS NULL) THEN 'number of Rights' END,
                   CASE WHEN bool_or(made.dated IS NULL) THEN 'date' END) AS missing,
               bool_or(made.rights < 1) AS fractional
          FROM made
    ), issued AS (
        INSERT INTO rights_certificate
              (id, agreement_id, number, rights, holder_id, registration, registration_commitment, dated,
               form_version_id, legend_class, taint_class, verification_code, issued_by_id, leaf_hash)
        SELECT made.id, entry.agreement_id, made.given_number, made.rights, made.holder_id, made.registration,
               made.commitment, made.dated, made.form_version_id, made.legend_class, made.taint_class,
               made.code, entry.id,
               certificate_leaf(made.id, entry.agreement_id, made.given_number, made.rights, made.holder_id,
                   made.commitment, made.dated, made.form_version_id, made.legend_class, made.taint_class,
                   made.code, entry.id)
          FROM made CROSS JOIN found
         -- With one of them wrong nothing is written, and the refusal follows.
         WHERE found.number IS NOT TRUE AND NOT found.holder AND NOT found.form AND found.missing = ''
           AND found.words_of_none IS NULL AND found.words_of_another IS NULL AND found.fractional IS NOT TRUE
        RETURNING id, number)
    SELECT found.*, (SELECT array_agg(issued.id ORDER BY issued.number) FROM issued) AS keys INTO wrong FROM found;
    IF wrong.number THEN
        PERFORM refuse('CERTIFICATE_NUMBER_NOT_NEXT', jsonb_build_object('next', first_number));
    ELSIF wrong.holder THEN
        PERFORM refuse('HOLDER_UNKNOWN', jsonb_build_object('certificates', how_many));
    ELSIF wrong.form THEN
        PERFORM refuse('FORM_VERSION_UNKNOWN', jsonb_build_object('certificates', how_many));
    ELSIF wrong.words_of_none IS NOT NULL THEN
        PERFORM refuse('CERTIFICATE_NOT_FOUND', jsonb_build_object('number', wrong.words_of_none, 'agreement', (
            SELECT code FROM registry_rightsagreement WHERE id = entry.agreement_id)));
    ELSIF wrong.words_of_another IS NOT NULL THEN
        PERFORM refuse('CERTIFICATE_OF_ANOTHER_HOLDER', jsonb_build_object('certificate', wrong.words_of_another));
    ELSIF wrong.missing <> '' THEN
        PERFORM refuse('BOOK_ENTRY_INCOMPLETE', jsonb_build_object('missing', wrong.missing));
    ELSIF wrong.fractional THEN
        PERFORM refuse('NOT_A_WHOLE_RIGHT', jsonb_build_object('certificates', how_many));
    END IF;
    RETURN wrong.keys;
END $$;
COMMENT ON FUNCTION issue_certificates IS
    'Issues certificates under the next numbers. Refuses a number out of turn, a foreign holder or form, words '
    'of another holder''s certificate, and one without name, address, Rights or date (5(b)).';
REVOKE ALL ON FUNCTION issue_certificates FROM PUBLIC;


-- A certificate is wholly outstanding, for its face less what was exchanged off it as a part (part_exchange.sql), or
-- wholly ended; it names its lots' holder, and does not come back once ended, except by correction.
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
                AND (state.open_rights <> 0 OR certificate.issued_by_id = entry.id)
                AND (state.open_rights = 0
                     OR state.open_rights <> certificate.rights - exchanged_off(certificate.id)))
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
    'Refuses a certificate whose open lots are neither its face, less parts exchanged, nor nothing; of another '
    'holder; or ended (3, 24(b)).';
REVOKE ALL ON FUNCTION check_certificates FROM PUBLIC;
