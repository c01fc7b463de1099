-- The canonical bytes of every row of the books, hashed: one function a table, over all its columns.
--
-- A leaf is sha256 of '<table>-<version>|' and every column in the order of the table, joined by '|'. Numbers and
-- words of a fixed list stand as they are, null as '~', dates as YYYY-MM-DD, instants in UTC to the
-- microsecond, bytes as hexadecimal, and free text as its own sha256, so that no text can imitate a joint.
-- The registered name enters only as its keyed commitment. The tag's number changes when the columns do.
--
-- What is set once, later (who closed a lot, who ended a mark), has a hash of its own over the leaf.
-- These functions have no search_path of their own so that the planner can inline them into the bulk
-- statements; they are called only by functions that have fixed one.

CREATE FUNCTION leaf_text(value text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(encode(sha256(convert_to(value, 'UTF8')), 'hex'), '~')
$$;
COMMENT ON FUNCTION leaf_text IS 'Free text in a leaf: its sha256, or ~ for null.';

CREATE FUNCTION leaf_instant(value timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '~')
$$;
COMMENT ON FUNCTION leaf_instant IS 'An instant in a leaf: UTC to the microsecond, or ~ for null.';

CREATE FUNCTION leaf_date(value date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(to_char(value, 'YYYY-MM-DD'), '~')
$$;
COMMENT ON FUNCTION leaf_date IS 'A date in a leaf: YYYY-MM-DD, or ~ for null.';

CREATE FUNCTION leaf_bytes(value bytea) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(encode(value, 'hex'), '~')
$$;
COMMENT ON FUNCTION leaf_bytes IS 'Bytes in a leaf: hexadecimal, or ~ for null.';


-- Everything the entry says, and the hash of the document that is its authority, so that no other paper can be
-- put in its place. Content hash, predecessor and its own hash follow in entry_chain_hash.
CREATE FUNCTION book_entry_leaf(entry book_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'book_entry-2|' || entry.id || '|' || entry.agreement_id || '|' || entry.number || '|' || entry.kind
        || '|' || leaf_text(entry.section) || '|' || entry.document_id
        || '|' || coalesce(entry.item_number::text, '~')
        || '|' || leaf_instant(entry.effective_at) || '|' || leaf_instant(entry.received_at)
        || '|' || leaf_instant(entry.recorded_at) || '|' || entry.maker_id || '|' || entry.approver_id
        || '|' || entry.approval_id || '|' || leaf_bytes(entry.request_hash)
        || '|' || coalesce(entry.corrects_id::text, '~') || '|' || leaf_text(entry.memorandum)
        || '|' || entry.rights_created || '|' || entry.rights_closed || '|' || entry.rights_opened
        || '|' || entry.rights_retired || '|' || entry.ended_class
        || '|' || coalesce((SELECT sha256 FROM registry_document WHERE id = entry.document_id), '~'), 'UTF8'))
$$;
COMMENT ON FUNCTION book_entry_leaf IS 'Leaf of an entry: every column but the three of the chain, and its document''s hash.';

-- The books of an agreement begin with a hash of its code, so that no chain can be passed off as another's.
CREATE FUNCTION first_previous_hash(agreement_code text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to('books-1|' || agreement_code, 'UTF8'))
$$;
COMMENT ON FUNCTION first_previous_hash IS 'What stands as predecessor of an agreement''s first entry.';

CREATE FUNCTION entry_chain_hash(leaf bytea, content bytea, previous bytea) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'entry-1|' || encode(leaf, 'hex') || '|' || encode(content, 'hex') || '|' || encode(previous, 'hex'),
        'UTF8'))
$$;
COMMENT ON FUNCTION entry_chain_hash IS 'An entry''s hash: its leaf, its content, its predecessor''s hash.';


CREATE FUNCTION certificate_leaf(
    id bigint, agreement_id bigint, number bigint, rights bigint, holder_id bigint,
    registration_commitment bytea, dated date, form_version_id bigint, legend_class text,
    taint_class text, verification_code text, issued_by_id bigint
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'rights_certificate-1|' || id || '|' || agreement_id || '|' || number || '|' || rights
        || '|' || holder_id || '|' || encode(registration_commitment, 'hex')
        || '|' || to_char(dated, 'YYYY-MM-DD') || '|' || form_version_id || '|' || legend_class
        || '|' || taint_class || '|' || verification_code || '|' || issued_by_id, 'UTF8'))
$$;
COMMENT ON FUNCTION certificate_leaf IS 'Leaf of a certificate; the words printed only by their commitment.';

-- 96 random bits as 24 lower-case hexadecimal digits, from the server's strong source: a random UUID without
-- its fixed middle. One plain expression, so that the planner inlines it into the bulk statements.
CREATE FUNCTION new_verification_code() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT overlay(overlay(gen_random_uuid()::text placing '' from 14 for 11) placing '' from 9 for 1)
$$;
COMMENT ON FUNCTION new_verification_code IS 'A new code for the mark on a certificate: 96 random bits.';

CREATE FUNCTION lot_leaf(
    id bigint, agreement_id bigint, rights bigint, holder_id bigint, certificate_id bigint,
    parent_id bigint, opened_by_id bigint
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'lot-1|' || id || '|' || agreement_id || '|' || rights || '|' || coalesce(holder_id::text, '~')
        || '|' || coalesce(certificate_id::text, '~') || '|' || coalesce(parent_id::text, '~')
        || '|' || opened_by_id, 'UTF8'))
$$;
COMMENT ON FUNCTION lot_leaf IS 'Leaf of a lot as it was opened.';

CREATE FUNCTION lot_closing_hash(
    lot_id bigint, leaf bytea, closed_by_id bigint, retired_as text
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'lot-closing-1|' || lot_id || '|' || encode(leaf, 'hex') || '|' || closed_by_id || '|' || retired_as,
        'UTF8'))
$$;
COMMENT ON FUNCTION lot_closing_hash IS 'Who closed a lot and as what it left, over its leaf.';

CREATE FUNCTION lot_taint_leaf(
    id bigint, agreement_id bigint, lot_id bigint, taint_class text, notice_id bigint,
    effective_from timestamptz, void_from timestamptz, marked_by_id bigint
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'lot_taint-1|' || id || '|' || agreement_id || '|' || lot_id || '|' || taint_class
        || '|' || notice_id || '|' || leaf_instant(effective_from) || '|' || leaf_instant(void_from)
        || '|' || marked_by_id, 'UTF8'))
$$;
COMMENT ON FUNCTION lot_taint_leaf IS 'Leaf of a mark as it was made.';

CREATE FUNCTION lot_taint_ending_hash(taint_id bigint, leaf bytea, ended_by_id bigint) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'lot_taint-ending-1|' || taint_id || '|' || encode(leaf, 'hex') || '|' || ended_by_id, 'UTF8'))
$$;
COMMENT ON FUNCTION lot_taint_ending_hash IS 'Which entry ended a mark, over its leaf.';

CREATE FUNCTION certificate_event_leaf(
    id bigint, agreement_id bigint, kind text, first_number bigint, last_number bigint,
    happened_on date, signatory_id bigint, manifest_hash bytea, reason text, entry_id bigint
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'certificate_event-1|' || id || '|' || agreement_id || '|' || kind || '|' || first_number
        || '|' || last_number || '|' || leaf_date(happened_on) || '|' || coalesce(signatory_id::text, '~')
        || '|' || leaf_bytes(manifest_hash) || '|' || leaf_text(reason) || '|' || entry_id, 'UTF8'))
$$;
COMMENT ON FUNCTION certificate_event_leaf IS 'Leaf of an event of the paper.';

CREATE FUNCTION control_account_leaf(
    id bigint, agreement_id bigint, entry_id bigint, change bigint, total bigint
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'control_account-1|' || id || '|' || agreement_id || '|' || entry_id || '|' || change || '|' || total,
        'UTF8'))
$$;
COMMENT ON FUNCTION control_account_leaf IS 'Leaf of a change of the control book.';

CREATE FUNCTION number_counter_leaf(id bigint, agreement_id bigint, kind text, last_number bigint)
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        'number_counter-1|' || id || '|' || agreement_id || '|' || kind || '|' || last_number, 'UTF8'))
$$;
COMMENT ON FUNCTION number_counter_leaf IS 'Leaf of a counter as it stands.';


-- One group of an entry's content: how many leaves, and the sha256 of the leaves one after another.
CREATE FUNCTION leaf_group(name text, leaf_count bigint, leaves bytea) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT '|' || name || '=' || leaf_count || ':' || encode(sha256(coalesce(leaves, ''::bytea)), 'hex')
$$;
COMMENT ON FUNCTION leaf_group IS 'One group of leaves in an entry''s content.';

-- The hash of everything an entry did, its groups in a fixed order, the rows of each in key order.
-- (PL/pgSQL here and below where a function reads tables: its plans are kept from call to call.)
CREATE FUNCTION entry_content_hash(of_entry bigint) RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN sha256(convert_to(
        'content-1'
        || (SELECT leaf_group('certificates', count(*), string_agg(leaf_hash, ''::bytea ORDER BY id))
              FROM rights_certificate WHERE issued_by_id = of_entry)
        || (SELECT leaf_group('opened', count(*), string_agg(leaf_hash, ''::bytea ORDER BY id))
              FROM lot WHERE opened_by_id = of_entry)
        || (SELECT leaf_group('closed', count(*), string_agg(closing_hash, ''::bytea ORDER BY id))
              FROM lot WHERE closed_by_id = of_entry)
        || (SELECT leaf_group('marked', count(*), string_agg(leaf_hash, ''::bytea ORDER BY id))
              FROM lot_taint WHERE marked_by_id = of_entry)
        || (SELECT leaf_group('ended', count(*), string_agg(ending_hash, ''::bytea ORDER BY id))
              FROM lot_taint WHERE ended_by_id = of_entry)
        || (SELECT leaf_group('events', count(*), string_agg(leaf_hash, ''::bytea ORDER BY id))
              FROM certificate_event WHERE entry_id = of_entry)
        || (SELECT leaf_group('control', count(*), string_agg(leaf_hash, ''::bytea ORDER BY id))
              FROM control_account WHERE entry_id = of_entry), 'UTF8'));
END $$;
COMMENT ON FUNCTION entry_content_hash IS 'Hash over all leaves of an entry, in groups, in key order.';

DO $$
DECLARE of_leaves regprocedure;
BEGIN
    FOR of_leaves IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace
           AND (proname ~ '_(leaf|hash)$' OR proname ~ '^leaf_' OR proname = 'new_verification_code')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', of_leaves);
    END LOOP;
END $$;
