-- Opening the registration books, and a supplementary issue: one entry for a whole list (§3(a), §5(b)).
--
-- open_books is the second door of the books, made of the same parts as post_entry (entries.sql). It numbers
-- the lines of the list once, in the order of mailing, into a temporary table that holds all there is to
-- write, and writes holders, certificates, lots, fractions, marks and stops from it alone, each by one
-- statement that hashes as it writes: a join with the list would cost as much as the writing.
--
-- What costs most in a load is the upkeep of indexes and the row-by-row look-up of foreign keys. Where the
-- books are small beside the list (books_are_small_beside), both are taken off the four tables that are
-- filled and built again inside the same transaction, every key examined by one join. Readers of the books
-- wait for that long. Otherwise the rows go in as any others and nobody waits.

-- At least 200,000 rows to post, and no more than a quarter as many lots on the books. Below that, plain
-- inserts take seconds; above it, building the indexes of the other agreements again would cost more than it
-- saves and would keep their readers out.
CREATE FUNCTION books_are_small_beside(line_count bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT line_count >= 200000
       AND (SELECT count(*) FROM (SELECT FROM lot LIMIT line_count / 4 + 1) AS present) <= line_count / 4
$$;
COMMENT ON FUNCTION books_are_small_beside IS 'Whether indexes and keys are built after the rows (15).';
REVOKE ALL ON FUNCTION books_are_small_beside FROM PUBLIC;


-- Takes indexes and foreign keys off the tables an opening fills, which nobody else can then use; returns the
-- statements that build them again: primary keys and unique ones, then indexes, then foreign keys, which need
-- the former.
CREATE FUNCTION take_off_indexes() RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    filled regclass[] := ARRAY['registered_holder', 'rights_certificate', 'lot', 'cash_in_lieu']::regclass[];
    put_back text[];
    statement text;
BEGIN
    LOCK TABLE registered_holder, rights_certificate, lot, cash_in_lieu IN ACCESS EXCLUSIVE MODE;
    CREATE TEMP TABLE opening_structure ON COMMIT DROP AS
    SELECT CASE con.contype WHEN 'f' THEN 3 ELSE 1 END AS place, con.conname::text AS name,
           format('ALTER TABLE %s DROP CONSTRAINT %I', con.conrelid::regclass, con.conname) AS take_off,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', con.conrelid::regclass, con.conname,
                  pg_get_constraintdef(con.oid)) AS put_back
      FROM pg_constraint con
     WHERE con.contype = 'f' AND (con.conrelid = ANY (filled) OR con.confrelid = ANY (filled))
        OR con.contype IN ('p', 'u') AND con.conrelid = ANY (filled)
     UNION ALL
    SELECT 2, ind.indexrelid::regclass::text, format('DROP INDEX %s', ind.indexrelid::regclass),
           pg_get_indexdef(ind.indexrelid)
      FROM pg_index ind
     WHERE ind.indrelid = ANY (filled)
       AND NOT EXISTS (SELECT 1 FROM pg_constraint con WHERE con.conindid = ind.indexrelid
                          AND con.contype IN ('p', 'u', 'x'));
    put_back := ARRAY(SELECT structure.put_back FROM pg_temp.opening_structure structure ORDER BY place, name);
    FOREACH statement IN ARRAY ARRAY(
        SELECT take_off FROM pg_temp.opening_structure ORDER BY place DESC, name)
    LOOP
        EXECUTE statement;
    END LOOP;
    DROP TABLE pg_temp.opening_structure;
    RETURN put_back;
END $$;
COMMENT ON FUNCTION take_off_indexes IS 'Takes indexes and keys off the tables of an opening; says how to put them back.';
REVOKE ALL ON FUNCTION take_off_indexes FROM PUBLIC;


-- The word ACCEPTED on a list is not enough: two people must have accepted this list. The approval must be used,
-- for the act of accepting, and its request must name the list and the hash that stands on it. That the rows are
-- still those of the hash is held by the triggers of lists.sql and shown by the verifier, which hashes them again.
CREATE FUNCTION was_accepted_by_two_people(holder_list registry_holderlist) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM registry_approval acceptance
         WHERE acceptance.id = holder_list.acceptance_id AND acceptance.kind = 'ACCEPT_LIST'
           AND acceptance.agreement_id = holder_list.agreement_id AND acceptance.consumed_at IS NOT NULL
           AND acceptance.request_hash = hash_of_request(acceptance.kind, acceptance.agreement_id,
                                                         acceptance.summary, acceptance.request)
           AND acceptance.request ->> 'holder_list' = holder_list.id::text
           AND acceptance.request ->> 'content_hash' = holder_list.content_hash);
END $$;
COMMENT ON FUNCTION was_accepted_by_two_people IS
    'Whether a used approval of acceptance names this list and the hash of its rows (5(b)(ii)).';
REVOKE ALL ON FUNCTION was_accepted_by_two_people FROM PUBLIC;


-- Everything that must be on file, looked at under the lock; the rule (agreement.separation) explained it
-- before. Returns the list that was opened before, for a supplementary issue, else null.
CREATE FUNCTION check_opening(agreement registry_rightsagreement, request jsonb) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_supplementary boolean := (request ->> 'supplementary')::boolean;
    opened_by bigint := (SELECT min(number) FROM book_entry
                          WHERE agreement_id = agreement.id AND kind = 'OPEN');
    holder_list registry_holderlist;
BEGIN
    SELECT * INTO holder_list FROM registry_holderlist
     WHERE id = (request ->> 'holder_list')::bigint AND agreement_id = agreement.id FOR NO KEY UPDATE;
    IF NOT is_supplementary AND opened_by IS NOT NULL THEN
        PERFORM refuse('ALREADY_OPENED', jsonb_build_object('entry', opened_by));
    ELSIF is_supplementary AND opened_by IS NULL THEN
        PERFORM refuse('BOOKS_NOT_OPEN', jsonb_build_object('missing', 'the opening that a supplement follows'));
    ELSIF holder_list.state IS DISTINCT FROM 'ACCEPTED'
       OR holder_list.content_hash IS DISTINCT FROM request ->> 'content_hash'
       OR NOT was_accepted_by_two_people(holder_list) THEN
        PERFORM refuse('LIST_NOT_ACCEPTED', jsonb_build_object('list', request -> 'holder_list'));
    ELSIF holder_list.purpose <> 'DISTRIBUTION_DATE' THEN
        PERFORM refuse('LIST_OF_RECORD_DATE', jsonb_build_object('list', holder_list.id));
    ELSIF NOT EXISTS (
        SELECT 1 FROM registry_formversion
         WHERE id = (request ->> 'form_version')::bigint AND agreement_id = agreement.id
           AND company_approved_at IS NOT NULL AND agent_signed_off_at IS NOT NULL) THEN
        PERFORM refuse('TEMPLATE_NOT_APPROVED', jsonb_build_object('form', request -> 'form_version'));
    ELSIF coalesce(request ->> 'restricted', '') NOT IN ('LEGENDED', 'NOT_CERTIFICATED')
       OR coalesce((request ->> 'ratio_numerator')::numeric, 0) < 1
       OR coalesce((request ->> 'ratio_denominator')::numeric, 0) < 1
       -- So that shares in millionths times the ratio stay within 64 bits.
       OR (request ->> 'ratio_numerator')::numeric * (request ->> 'ratio_denominator')::numeric > 9e12 THEN
        PERFORM refuse('OPENING_REQUEST_ILL_FORMED', request - 'totals');
    ELSIF is_supplementary AND holder_list.amends_id IS DISTINCT FROM (
        SELECT opening.holder_list_id FROM registry_opening opening
         WHERE opening.agreement_id = agreement.id AND opening.state = 'POSTED'
         ORDER BY opening.entry_id DESC LIMIT 1) THEN
        PERFORM refuse('LIST_AMENDS_ANOTHER', jsonb_build_object('list', holder_list.id));
    END IF;
    RETURN CASE WHEN is_supplementary THEN holder_list.amends_id END;
END $$;
COMMENT ON FUNCTION check_opening IS
    'Refuses a second opening, a list that is not accepted or has changed, a form not approved, a supplement '
    'to another list (3(a), 4(a), 5(b)).';
REVOKE ALL ON FUNCTION check_opening FROM PUBLIC;


-- A supplementary issue adds: it takes no Right from an account, and writes no account's registration anew, which
-- is a transfer (6(a)).
CREATE FUNCTION check_supplement(
    agreement_id bigint, of_list bigint, base_list bigint, record_date date, one_date date
) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    renamed text;
BEGIN
    IF EXISTS (SELECT 1 FROM list_differences(of_list, base_list, record_date, one_date) WHERE shares < 0) THEN
        PERFORM refuse('SUPPLEMENT_REDUCES_HOLDING', jsonb_build_object('list', of_list));
    END IF;
    SELECT listed.account INTO renamed
      FROM list_differences(of_list, base_list, record_date, one_date) added
      JOIN holder_list_row listed ON listed.holder_list_id = of_list AND listed.line = added.line
      JOIN registered_holder known
        ON known.agreement_id = check_supplement.agreement_id AND known.account = listed.account
     WHERE added.shares > 0 AND known.registration <> listed.registration LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('SUPPLEMENT_CHANGES_REGISTRATION', jsonb_build_object('account', renamed));
    END IF;
END $$;
COMMENT ON FUNCTION check_supplement IS
    'Refuses an amended list that takes Rights from an account or writes its registration anew (3(a), 6(a)).';
REVOKE ALL ON FUNCTION check_supplement FROM PUBLIC;


-- Takes so many keys of a table at once and returns the first. Only for whoever alone may write to the table:
-- between the two calls nobody else may draw one. (The primary key would refuse what was drawn twice.)
CREATE FUNCTION take_keys(of_sequence regclass, how_many bigint) RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT setval(of_sequence, nextval(of_sequence) + how_many - 1) - how_many + 1 WHERE how_many > 0
$$;
COMMENT ON FUNCTION take_keys IS 'Takes the next so many keys of a sequence; the first of them (5(b)).';
REVOKE ALL ON FUNCTION take_keys FROM PUBLIC;


-- Numbers the lines of the list in the order of mailing into the temporary table opening_line, with the keys
-- of the rows to come and all that will stand in them; an account's marked certificates follow its clean
-- ones.
--
-- The keys count up from the first ones given, else (null) they are drawn from their sequences afterwards.
-- The first statement draws none and writes nothing but the table, so that the server may sort in several
-- processes.
--
-- Verification codes are the first 96 bits of sha256 over a random seed, line and place. The seed is drawn for
-- this opening from the server's strong source and kept nowhere; drawing each code from that source would
-- cost more than everything else in a certificate.
CREATE FUNCTION number_opening_lines(
    agreement_id bigint, base_list bigint, request jsonb, first_holder bigint, first_certificate bigint
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    -- Read once here: in the statement below each would be read again for every line.
    of_list bigint := (request ->> 'holder_list')::bigint;
    numerator bigint := (request ->> 'ratio_numerator')::bigint;
    denominator bigint := (request ->> 'ratio_denominator')::bigint;
    record_date date := (request ->> 'record_date')::date;
    one_date date := (request ->> 'one_date')::date;
    notices bigint[] := ARRAY(SELECT jsonb_array_elements_text(request -> 'notices')::bigint);
    certificates_all boolean := request ->> 'restricted' = 'LEGENDED';
    seed bytea := (SELECT sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) FROM generate_series(1, 4));
BEGIN
    DROP TABLE IF EXISTS pg_temp.opening_line;
    CREATE TEMP TABLE opening_line ON COMMIT DROP AS
    SELECT numbered.*, numbered.begins_account AS is_new_holder,
           CASE WHEN numbered.begins_account THEN first_holder - 1 + numbered.account_place END AS holder_id,
           CASE WHEN numbered.certificated THEN first_certificate - 1 + numbered.number END AS certificate_id
      FROM (SELECT lines.*, count(*) FILTER (WHERE lines.certificated) OVER by_mail AS number,
                   count(*) FILTER (WHERE lines.begins_account) OVER by_mail AS account_place,
                   (sum(lines.rights) OVER by_mail)::bigint AS until
              FROM (SELECT found.*,
                           found.rights > 0 AND (found.person_id IS NULL OR certificates_all) AS certificated,
                           encode(substr(sha256(seed || int8send(found.line) || int8send(found.place)), 1, 12),
                                  'hex') AS code
                      FROM opening_lines(of_list, base_list, numerator, denominator, record_date, one_date,
                                         notices) AS found
                   ) AS lines
            WINDOW by_mail AS (ORDER BY lines.mailing COLLATE "C", lines.place, lines.dated
                               ROWS UNBOUNDED PRECEDING)) AS numbered;
    IF first_holder IS NULL THEN
        UPDATE pg_temp.opening_line
           SET holder_id = CASE WHEN begins_account THEN nextval('registered_holder_id_seq') END,
               certificate_id = CASE WHEN certificated THEN nextval('rights_certificate_id_seq') END;
    END IF;
    IF base_list IS NOT NULL THEN
        UPDATE pg_temp.opening_line SET holder_id = known.id, is_new_holder = false
          FROM registered_holder known
         WHERE known.agreement_id = number_opening_lines.agreement_id AND known.account = opening_line.account
           AND opening_line.begins_account;
    END IF;
    IF base_list IS NOT NULL OR EXISTS (SELECT 1 FROM accounts_apart(of_list, notices)) THEN
        UPDATE pg_temp.opening_line later SET holder_id = head.holder_id
          FROM pg_temp.opening_line head
         WHERE NOT later.begins_account AND head.begins_account AND head.mailing = later.mailing;
    END IF;
END $$;
COMMENT ON FUNCTION number_opening_lines IS 'Numbers the lines of an opening in the order of mailing (4(a), 5(b)).';
REVOKE ALL ON FUNCTION number_opening_lines FROM PUBLIC;


-- The exact totals of the numbered lines, in the shape in which they are shown and approved.
CREATE FUNCTION totals_of_numbered_lines(parts_of_a_right bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT jsonb_build_object(
               'accounts', count(*) FILTER (WHERE begins_account), 'certificates', count(certificate_id),
               'whole_rights', coalesce(max(until), 0), 'marked_lots', count(person_id),
               'marked_rights', coalesce(sum(rights) FILTER (WHERE person_id IS NOT NULL), 0)::bigint,
               'fractions', count(*) FILTER (WHERE fraction > 0),
               'fraction_numerator', coalesce(sum(fraction), 0)::text,
               'fraction_carried', coalesce(sum(carried), 0)::text,
               'fraction_denominator', parts_of_a_right::text)
      FROM pg_temp.opening_line);
END $$;
COMMENT ON FUNCTION totals_of_numbered_lines IS 'Totals of the lines as numbered, to hold against those approved.';
REVOKE ALL ON FUNCTION totals_of_numbered_lines FROM PUBLIC;
