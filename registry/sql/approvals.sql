-- Two people for everything that binds: one asks, another approves the very request, it is used once.
--
-- The runtime role may read registry_approval and may change it only through these functions. A request is
-- known by the sha256 of its kind, its agreement, the sentence by which a person knew it, and its jsonb text,
-- which PostgreSQL writes in one way only; whoever uses an approval has the hash recomputed from the request it
-- is about to carry out. So nothing approved can be shown as, or used for, an act of another kind or plan.

CREATE FUNCTION hash_of_request(kind text, agreement_id bigint, summary text, request jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN encode(sha256(convert_to(
        'request-1|' || kind || '|' || coalesce(agreement_id::text, '~') || '|' || leaf_text(summary)
        || '|' || request::text, 'UTF8')), 'hex');
END $$;
COMMENT ON FUNCTION hash_of_request IS 'The hash by which a request is known: kind, agreement, summary, request (9).';
REVOKE ALL ON FUNCTION hash_of_request FROM PUBLIC;


-- Whether a person is active and has one of the roles (groups of the same names).
CREATE FUNCTION person_may(person_id bigint, roles text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT EXISTS (
            SELECT 1 FROM registry_user person
              JOIN registry_user_groups membership ON membership.user_id = person.id
              JOIN auth_group role ON role.id = membership.group_id
             WHERE person.id = person_id AND person.is_active AND role.name = ANY (roles)));
END $$;
COMMENT ON FUNCTION person_may IS 'Whether an active person has one of the roles.';
REVOKE ALL ON FUNCTION person_may FROM PUBLIC;


-- How a refusal names a person.
CREATE FUNCTION person_named(person_id bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT username FROM registry_user WHERE id = person_id), 'An unknown person');
END $$;
COMMENT ON FUNCTION person_named IS 'The user name of a person, for a refusal.';
REVOKE ALL ON FUNCTION person_named FROM PUBLIC;


-- A request is kept for ever as it was asked, and names come and go by the books: no request of an entry
-- carries the words of a registration. It names the certificate or the holder whose words they are.
CREATE FUNCTION refuse_registered_words(request jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF jsonb_path_exists(request, '$.certificates[*].registration')
       OR jsonb_path_exists(request, '$.entry.certificates[*].registration') THEN
        PERFORM refuse('REGISTERED_WORDS_IN_REQUEST');
    END IF;
END $$;
COMMENT ON FUNCTION refuse_registered_words IS 'Refuses a request that carries the words of a registration (9).';
REVOKE ALL ON FUNCTION refuse_registered_words FROM PUBLIC;


CREATE FUNCTION request_approval(
    agreement_id bigint, kind text, request jsonb, summary text, maker_id bigint, at timestamptz,
    lapses_at timestamptz DEFAULT NULL, OUT id bigint, OUT request_hash text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE waiting_hash text;
BEGIN
    IF NOT person_may(maker_id, ARRAY['maker', 'approver', 'administrator']) THEN
        PERFORM refuse('MAKER_NOT_PERMITTED', jsonb_build_object(
            'person', person_named(maker_id), 'kind', request_approval.kind));
    END IF;
    IF coalesce(request_approval.kind, '') = '' OR coalesce(request_approval.summary, '') = ''
       OR coalesce(jsonb_typeof(request_approval.request), '') <> 'object' OR request_approval.at IS NULL THEN
        PERFORM refuse('REQUEST_INCOMPLETE', jsonb_build_object('kind', request_approval.kind));
    END IF;
    PERFORM refuse_registered_words(request_approval.request);
    request_hash := hash_of_request(request_approval.kind, request_approval.agreement_id,
                                    request_approval.summary, request_approval.request);
    -- One at a time per request, by whatever sentence: two identical ones would be two approvals of one act. Of
    -- another kind or plan neither, for the same words would be two things to the person who reads them.
    PERFORM pg_advisory_xact_lock(hashtext('registry_approval'), hashtext(request_approval.request::text));
    SELECT waiting.request_hash INTO waiting_hash FROM registry_approval waiting
     WHERE waiting.approved_at IS NULL AND waiting.rejected_at IS NULL
       AND waiting.request = request_approval.request LIMIT 1;
    IF waiting_hash IS NOT NULL THEN
        PERFORM refuse('ALREADY_REQUESTED', jsonb_build_object('request_hash', waiting_hash));
    END IF;
    INSERT INTO registry_approval AS asked
           (agreement_id, kind, summary, request, request_hash, maker_id, requested_at, lapses_at,
            rejection_reason)
    VALUES (request_approval.agreement_id, request_approval.kind, request_approval.summary,
            request_approval.request, request_approval.request_hash, request_approval.maker_id,
            request_approval.at, request_approval.lapses_at, '')
    RETURNING asked.id INTO request_approval.id;
END $$;
COMMENT ON FUNCTION request_approval IS
    'Freezes a request under its hash. Refuses makers without the role, incomplete and doubled requests (9).';
REVOKE ALL ON FUNCTION request_approval FROM PUBLIC;


-- The approval's row under lock, if it still waits for its second person.
CREATE FUNCTION waiting_approval(approval_id bigint) RETURNS registry_approval
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE waiting registry_approval;
BEGIN
    SELECT * INTO waiting FROM registry_approval WHERE id = approval_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('APPROVAL_NOT_FOUND', jsonb_build_object('request_hash', 'approval ' || approval_id));
    ELSIF waiting.rejected_at IS NOT NULL THEN
        PERFORM refuse('APPROVAL_REJECTED', jsonb_build_object('request_hash', waiting.request_hash));
    ELSIF waiting.approved_at IS NOT NULL THEN
        PERFORM refuse('ALREADY_APPROVED', jsonb_build_object('request_hash', waiting.request_hash));
    END IF;
    RETURN waiting;
END $$;
COMMENT ON FUNCTION waiting_approval IS 'Locks an approval; refuses unknown, rejected and approved ones.';
REVOKE ALL ON FUNCTION waiting_approval FROM PUBLIC;


CREATE FUNCTION approve_request(approval_id bigint, request_hash text, approver_id bigint, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE waiting registry_approval := waiting_approval(approval_id);
BEGIN
    IF waiting.request_hash IS DISTINCT FROM approve_request.request_hash
       OR waiting.request_hash
          <> hash_of_request(waiting.kind, waiting.agreement_id, waiting.summary, waiting.request) THEN
        PERFORM refuse('REQUEST_CHANGED_AFTER_APPROVAL', jsonb_build_object('request_hash', waiting.request_hash));
    END IF;
    IF waiting.maker_id = approver_id THEN
        PERFORM refuse('APPROVAL_NEEDS_ANOTHER_PERSON', jsonb_build_object('person', person_named(approver_id)));
    END IF;
    IF NOT person_may(approver_id, ARRAY['approver', 'administrator']) THEN
        PERFORM refuse('APPROVER_NOT_PERMITTED', jsonb_build_object(
            'person', person_named(approver_id), 'kind', waiting.kind));
    END IF;
    IF at IS NULL OR at < waiting.requested_at THEN
        PERFORM refuse('APPROVED_BEFORE_REQUESTED', jsonb_build_object('at', at, 'requested', waiting.requested_at));
    ELSIF at > waiting.lapses_at THEN
        PERFORM refuse('REQUEST_LAPSED', jsonb_build_object(
            'request_hash', waiting.request_hash, 'lapsed', waiting.lapses_at));
    END IF;
    UPDATE registry_approval SET approver_id = approve_request.approver_id, approved_at = at
     WHERE id = approval_id;
END $$;
COMMENT ON FUNCTION approve_request IS
    'The second person approves the request of this hash. Refuses the maker, the unentitled, another hash, a '
    'request that has lapsed (9).';
REVOKE ALL ON FUNCTION approve_request FROM PUBLIC;


-- The request of a hash that waits, else the latest answered, approved in one round trip; null for none.
CREATE FUNCTION approve_waiting(of_hash text, approver_id bigint, at timestamptz) RETURNS registry_approval
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE approved registry_approval;
BEGIN
    SELECT * INTO approved FROM registry_approval known WHERE known.request_hash = of_hash
     ORDER BY (known.approved_at IS NULL AND known.rejected_at IS NULL) DESC, known.id DESC LIMIT 1;
    IF FOUND THEN
        PERFORM approve_request(approved.id, of_hash, approver_id, at);
        approved.approver_id := approve_waiting.approver_id;
        approved.approved_at := at;
    END IF;
    RETURN approved;
END $$;
COMMENT ON FUNCTION approve_waiting IS 'Finds the request of a hash and approves it as its second person (9).';


CREATE FUNCTION reject_request(approval_id bigint, rejecter_id bigint, reason text, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE waiting registry_approval := waiting_approval(approval_id);
BEGIN
    -- The maker may withdraw; anybody else needs the role to approve.
    IF waiting.maker_id <> rejecter_id AND NOT person_may(rejecter_id, ARRAY['approver', 'administrator']) THEN
        PERFORM refuse('APPROVER_NOT_PERMITTED', jsonb_build_object(
            'person', person_named(rejecter_id), 'kind', waiting.kind));
    END IF;
    IF coalesce(btrim(reason), '') = '' THEN
        PERFORM refuse('REASON_MISSING', jsonb_build_object('what', 'rejecting the request'));
    END IF;
    UPDATE registry_approval
       SET rejected_by_id = rejecter_id, rejected_at = at, rejection_reason = reason
     WHERE id = waiting.id;
END $$;
COMMENT ON FUNCTION reject_request IS 'Ends a request for good, with the reason. The maker may withdraw (9).';
REVOKE ALL ON FUNCTION reject_request FROM PUBLIC;


-- Uses an approval for exactly the request it was given for. Internal: the caller's own function decides
-- what is then done; outside the books consume_approval does nothing more.
CREATE FUNCTION use_approval(approval_id bigint, request jsonb, at timestamptz) RETURNS registry_approval
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE approval registry_approval;
BEGIN
    SELECT * INTO approval FROM registry_approval WHERE id = approval_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('APPROVAL_NOT_FOUND', jsonb_build_object('request_hash', 'approval ' || approval_id));
    ELSIF approval.approved_at IS NULL THEN
        PERFORM refuse('REQUEST_NOT_APPROVED', jsonb_build_object('request_hash', approval.request_hash));
    ELSIF approval.consumed_at IS NOT NULL THEN
        PERFORM refuse('APPROVAL_ALREADY_USED', jsonb_build_object('request_hash', approval.request_hash));
    ELSIF approval.request_hash <> hash_of_request(approval.kind, approval.agreement_id, approval.summary,
                                                   use_approval.request) THEN
        PERFORM refuse('REQUEST_CHANGED_AFTER_APPROVAL', jsonb_build_object('request_hash', approval.request_hash));
    ELSIF at IS NULL OR at < approval.approved_at THEN
        PERFORM refuse('USED_BEFORE_APPROVED', jsonb_build_object('at', at, 'approved', approval.approved_at));
    END IF;
    UPDATE registry_approval SET consumed_at = at WHERE id = approval_id;
    approval.consumed_at := at;
    RETURN approval;
END $$;
COMMENT ON FUNCTION use_approval IS
    'Consumes an approval for the request it was given for. Refuses unapproved, used, other requests (9).';
REVOKE ALL ON FUNCTION use_approval FROM PUBLIC;


CREATE FUNCTION consume_approval(approval_id bigint, kind text, request jsonb, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE approval registry_approval := use_approval(approval_id, request, at);
BEGIN
    IF approval.kind IS DISTINCT FROM consume_approval.kind THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    -- What posts to the books is used up by the posting itself, never beside it.
    IF approval.kind IN ('POST_ENTRY', 'OPEN_BOOKS', 'NULLIFY', 'RESTORE', 'NEW_FORM_RUN', 'EXPIRE_RIGHTS',
                         'CARRY_OUT_REDEMPTION', 'CARRY_OUT_EXCHANGE', 'ADJUST_NUMBER') OR approval.request ? 'entry' THEN
        PERFORM refuse('APPROVAL_IS_FOR_THE_BOOKS', jsonb_build_object('request_hash', approval.request_hash));
    END IF;
END $$;
COMMENT ON FUNCTION consume_approval IS
    'Uses an approval for an act outside the books. Refuses another kind and what posts to the books (9).';
REVOKE ALL ON FUNCTION consume_approval FROM PUBLIC;
