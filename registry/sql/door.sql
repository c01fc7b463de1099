-- The door of the books: post_entry posts one entry in one round trip. Opening the books for a whole list
-- has a door of its own (opening.sql) made of the same parts (entries.sql). What this door does with lots,
-- certificates, marks and the paper stands in the file of each.

-- Posts one entry: docs of the request stand in registry/services/books.py.
CREATE FUNCTION post_entry(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- Plans once made are kept, and go by index even if the books were empty when they were made: an entry touches
-- few rows, and a hash or merge join would read all the holders and certificates to find them.
SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET jit = off AS $$
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
    -- Nothing is issued in lieu of what is cancelled except as permitted (8): agreement/cancellation.py.
    IF given_certificates <> '[]' AND posted ->> 'kind' IN (
           'CANCEL', 'REDEEM', 'EXPIRE', 'ATTACH', 'RETIRE_ATTACHED') THEN
        PERFORM refuse('NO_GROUND_FOR_REISSUE', jsonb_build_object('kind', posted -> 'kind'));
    END IF;
    IF closings = '[]' AND openings = '[]' AND events = '[]' AND marks = '[]' AND endings = '[]' THEN
        PERFORM refuse('ENTRY_DOES_NOTHING', jsonb_build_object('kind', posted -> 'kind'));
    END IF;
    -- A predecessor's books are taken on from its certificate detail (take_on.sql).
    IF posted ->> 'kind' = 'TAKE_ON' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    -- Whatever the kind: nobody holds Rights of their own before the notice.
    IF (given_certificates <> '[]' OR EXISTS (
            SELECT 1 FROM jsonb_to_recordset(openings) AS asked(holder bigint) WHERE asked.holder IS NOT NULL))
       AND separated_from(agreement.id) IS NULL THEN
        PERFORM refuse('RIGHTS_NOT_SEPARATED', jsonb_build_object('kind', posted -> 'kind'));
    END IF;
    IF coalesce((posted ->> 'control_change')::bigint, created) <> created THEN
        PERFORM refuse('CONTROL_CHANGE_DIFFERS', jsonb_build_object(
            'rights_created', created, 'control_change', posted -> 'control_change'));
    END IF;
    closed := rights_to_close(agreement.id, closings, rule);
    PERFORM check_stops(agreement, posted ->> 'kind', closings, at);
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
