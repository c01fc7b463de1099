-- The record of acts outside the books' entries, chained per agreement like them.

CREATE FUNCTION audit_record_hash(
    id bigint, agreement_id bigint, actor_id bigint, act text, subject text, details jsonb,
    happened_at timestamptz, previous bytea
) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(convert_to(
        'audit_record-1|' || id || '|' || coalesce(agreement_id::text, '~')
        || '|' || coalesce(actor_id::text, '~') || '|' || leaf_text(act) || '|' || leaf_text(subject)
        || '|' || leaf_text(details::text) || '|' || leaf_instant(happened_at)
        || '|' || encode(previous, 'hex'), 'UTF8'))
$$;
COMMENT ON FUNCTION audit_record_hash IS 'Hash of an audit record over all its columns and its predecessor.';
REVOKE ALL ON FUNCTION audit_record_hash FROM PUBLIC;


-- Acts of one agreement follow one another, those of no agreement among themselves. The chain is held to
-- the end of the transaction: append after the agreement's lock is taken, never before it.
CREATE FUNCTION append_audit(
    agreement_id bigint, actor_id bigint, act text, subject text, details jsonb, happened_at timestamptz
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    appended_id bigint;
    previous bytea;
    facts jsonb := coalesce(details, '{}');
BEGIN
    IF coalesce(act, '') = '' OR subject IS NULL OR happened_at IS NULL THEN
        PERFORM refuse('AUDIT_INCOMPLETE', jsonb_build_object('act', act));
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('audit_record'), coalesce(agreement_id, 0)::integer);
    SELECT earlier.record_hash INTO previous FROM audit_record earlier
     WHERE earlier.agreement_id IS NOT DISTINCT FROM append_audit.agreement_id
     ORDER BY earlier.id DESC LIMIT 1;
    previous := coalesce(previous, sha256(convert_to(
        'audit-1|' || coalesce(append_audit.agreement_id::text, '~'), 'UTF8')));
    appended_id := nextval('audit_record_id_seq');
    INSERT INTO audit_record
           (id, agreement_id, actor_id, act, subject, details, happened_at, previous_hash, record_hash)
    VALUES (appended_id, append_audit.agreement_id, append_audit.actor_id, append_audit.act,
            append_audit.subject, facts, append_audit.happened_at, previous,
            audit_record_hash(appended_id, append_audit.agreement_id, append_audit.actor_id,
                append_audit.act, append_audit.subject, facts, append_audit.happened_at, previous));
    -- Counted beside the books' own numbers, so that a tail cut off shows. What is of no agreement has no counter.
    IF append_audit.agreement_id IS NOT NULL THEN
        PERFORM take_numbers(append_audit.agreement_id, 'AUDIT');
    END IF;
    RETURN appended_id;
END $$;
COMMENT ON FUNCTION append_audit IS 'Appends one act to the chained audit record. Refuses one without act or time (13).';
REVOKE ALL ON FUNCTION append_audit FROM PUBLIC;
