-- The parts of every posting: the agreement's lock, numbers, the entry's head, the control book, the seal.
--
-- A posting function takes the lock, uses the approval, opens the entry with its totals (open_entry), writes
-- lots, certificates, marks and events under it, and seals it (seal_entry). An entry without seal takes rows;
-- a sealed one takes none for ever; a transaction that leaves one unsealed cannot commit (triggers.sql).
-- All of these are internal: only the owner may call them.

CREATE FUNCTION lock_agreement(agreement_code text) RETURNS registry_rightsagreement
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE locked registry_rightsagreement;
BEGIN
    SELECT * INTO locked FROM registry_rightsagreement WHERE code = agreement_code FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('AGREEMENT_NOT_FOUND', jsonb_build_object('agreement', agreement_code));
    END IF;
    RETURN locked;
END $$;
COMMENT ON FUNCTION lock_agreement IS 'The one lock of the books: one writer per agreement (12).';
REVOKE ALL ON FUNCTION lock_agreement FROM PUBLIC;


CREATE FUNCTION take_numbers(of_agreement bigint, of_kind text, how_many bigint DEFAULT 1) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE counter number_counter;
BEGIN
    SELECT * INTO counter FROM number_counter
     WHERE agreement_id = of_agreement AND kind = of_kind FOR NO KEY UPDATE;
    IF FOUND THEN
        UPDATE number_counter
           SET last_number = counter.last_number + how_many,
               leaf_hash = number_counter_leaf(id, of_agreement, of_kind, counter.last_number + how_many)
         WHERE id = counter.id;
        RETURN counter.last_number + 1;
    END IF;
    INSERT INTO number_counter (id, agreement_id, kind, last_number, leaf_hash)
    SELECT taken, of_agreement, of_kind, how_many, number_counter_leaf(taken, of_agreement, of_kind, how_many)
      FROM nextval('number_counter_id_seq') AS taken;
    RETURN 1;
END $$;
COMMENT ON FUNCTION take_numbers IS
    'Takes the next numbers of a kind and returns the first; without gaps, under the agreement''s lock (3).';
REVOKE ALL ON FUNCTION take_numbers FROM PUBLIC;


-- What each kind of entry may do, in one table. Rights are ATTACHED to shares or HELD by holders.
CREATE FUNCTION entry_rule(
    of_kind text, OUT creates boolean, OUT retires text[], OUT changes_holder boolean, OUT reaches text,
    OUT moves_void boolean, OUT marks boolean, OUT ends_marks boolean
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT rule.creates, rule.retires::text[], rule.changes_holder, rule.reaches, rule.moves_void, rule.marks,
           rule.ends_marks
      INTO creates, retires, changes_holder, reaches, moves_void, marks, ends_marks
      FROM (VALUES
        -- kind                  creates  retires                  holder  reaches     void   marks  ends
        ('ATTACH',                true,  '{}',                     false, 'ATTACHED', false, false, false),
        ('RETIRE_ATTACHED',       false, '{CANCELLED}',            false, 'ATTACHED', false, false, false),
        ('OPEN',                  false, '{FRACTION_CASHED}',      true,  'ANY',      false, true,  false),
        ('ISSUE',                 true,  '{}',                     false, 'HELD',     false, true,  false),
        ('TRANSFER',              false, '{}',                     true,  'HELD',     false, false, false),
        ('SPLIT_UP',              false, '{}',                     false, 'HELD',     true,  false, false),
        ('COMBINE',               false, '{}',                     false, 'HELD',     true,  false, false),
        ('EXCHANGE_CERTIFICATES', false, '{}',                     false, 'HELD',     true,  false, false),
        ('REPLACE',               false, '{}',                     false, 'HELD',     true,  false, false),
        ('EXERCISE',              false, '{EXERCISED}',            false, 'HELD',     false, false, false),
        ('CANCEL',                false, '{CANCELLED}',            false, 'HELD',     true,  false, false),
        ('NULLIFY',               false, '{}',                     false, 'HELD',     true,  true,  false),
        ('RESTORE',               false, '{}',                     false, 'HELD',     true,  false, true),
        ('ADJUST_NUMBER',         true,  '{ADJUSTED}',             false, 'ANY',      true,  false, false),
        ('REDEEM',                false, '{REDEEMED,VOID}',        false, 'ANY',      true,  false, false),
        ('EXCHANGE_RIGHTS',       false, '{EXCHANGED,VOID}',       false, 'HELD',     true,  false, false),
        ('EXPIRE',                false, '{EXPIRED,VOID}',         false, 'ANY',      true,  false, false),
        ('PAPER',                 false, '{}',                     false, 'HELD',     true,  false, false),
        ('TAKE_ON',               true,  '{}',                     true,  'ANY',      true,  true,  false),
        ('CORRECT',               true,  '{EXERCISED,REDEEMED,EXCHANGED,CANCELLED,EXPIRED,ADJUSTED,VOID}',
                                                                   true,  'ANY',      true,  true,  true)
      ) AS rule(kind, creates, retires, changes_holder, reaches, moves_void, marks, ends_marks)
     WHERE rule.kind = of_kind;
    IF NOT FOUND THEN
        PERFORM refuse('ENTRY_KIND_UNKNOWN', jsonb_build_object('kind', of_kind));
    END IF;
END $$;
COMMENT ON FUNCTION entry_rule IS 'What an entry of a kind may do; an unknown kind is refused (3).';
REVOKE ALL ON FUNCTION entry_rule FROM PUBLIC;


CREATE FUNCTION instant_given(request jsonb, field text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF coalesce(request ->> field, '') !~ '(Z|[+-][0-9]{2}:?[0-9]{2})$' THEN
        PERFORM refuse('NAIVE_TIMESTAMP', jsonb_build_object(
            'value', field || ' ' || coalesce(nullif(request ->> field, ''), '(missing)')));
    END IF;
    RETURN (request ->> field)::timestamptz;
END $$;
COMMENT ON FUNCTION instant_given IS 'Reads an instant; refuses one that is missing or names no zone (5).';
REVOKE ALL ON FUNCTION instant_given FROM PUBLIC;


-- A notice of the Distribution Date that is applied, or null: until then nothing separates (§3(a)). Where a
-- predecessor's certificates were taken on, it was noticed to the predecessor.
CREATE INDEX entry_that_takes_on ON book_entry (agreement_id) WHERE kind = 'TAKE_ON';

CREATE FUNCTION separated_from(of_agreement bigint) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT least(
            (SELECT min(effective_at) FROM registry_notice
              WHERE agreement_id = of_agreement AND kind = 'DISTRIBUTION_DATE' AND state = 'APPLIED'),
            (SELECT min(taken_on.effective_at) FROM book_entry taken_on
              WHERE taken_on.agreement_id = of_agreement AND taken_on.kind = 'TAKE_ON'
                AND EXISTS (SELECT 1 FROM rights_certificate WHERE issued_by_id = taken_on.id))));
END $$;
COMMENT ON FUNCTION separated_from IS
    'From when the Rights are separate, by an applied notice or by certificates taken on, or null.';
REVOKE ALL ON FUNCTION separated_from FROM PUBLIC;


-- Rights attach and detach before separation only; Rights are held by holders after it only.
CREATE FUNCTION check_separation(of_agreement bigint, of_kind text, reaches text, effective_at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE separated timestamptz := separated_from(of_agreement);
BEGIN
    IF reaches = 'ATTACHED' AND (
           check_separation.effective_at >= separated
           OR EXISTS (SELECT 1 FROM book_entry WHERE agreement_id = of_agreement AND kind = 'OPEN')) THEN
        PERFORM refuse('RIGHTS_ALREADY_SEPARATE', jsonb_build_object('kind', of_kind, 'separated', separated));
    END IF;
    IF of_kind IN ('OPEN', 'ISSUE') AND separated IS NULL THEN
        PERFORM refuse('RIGHTS_NOT_SEPARATED', jsonb_build_object('kind', of_kind));
    END IF;
END $$;
COMMENT ON FUNCTION check_separation IS
    'Refuses certificates before the Company''s notice is applied, and attached Rights after it (3(a), 3(d)).';
REVOKE ALL ON FUNCTION check_separation FROM PUBLIC;


-- A correction names the entry it corrects, once, and explains itself; nothing else names one.
CREATE FUNCTION check_correction(of_agreement bigint, head jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE corrected bigint := (head ->> 'corrects')::bigint;
BEGIN
    IF head ->> 'kind' <> 'CORRECT' THEN
        IF corrected IS NOT NULL THEN
            PERFORM refuse('ONLY_A_CORRECTION_CORRECTS', jsonb_build_object('kind', head ->> 'kind'));
        END IF;
        RETURN;
    END IF;
    IF corrected IS NULL OR NOT EXISTS (
        SELECT 1 FROM book_entry WHERE id = corrected AND agreement_id = of_agreement) THEN
        PERFORM refuse('CORRECTED_ENTRY_UNKNOWN', jsonb_build_object('corrects', corrected));
    ELSIF EXISTS (SELECT 1 FROM book_entry WHERE corrects_id = corrected) THEN
        PERFORM refuse('ALREADY_CORRECTED', jsonb_build_object('corrects', corrected));
    ELSIF btrim(coalesce(head ->> 'memorandum', '')) = '' THEN
        PERFORM refuse('MEMORANDUM_MISSING', jsonb_build_object('corrects', corrected));
    END IF;
END $$;
COMMENT ON FUNCTION check_correction IS
    'Refuses a correction of nothing, of what is corrected already, or without explanation (3).';
REVOKE ALL ON FUNCTION check_correction FROM PUBLIC;


-- Opens an entry with its totals; `head` holds kind, section, document, item, effective_at, received_at,
-- corrects, memorandum and, from the door that ends a class (class_endings.sql), ended_class. The rows are then written under the id returned, and seal_entry ends it.
CREATE FUNCTION open_entry(
    agreement registry_rightsagreement, approval registry_approval, head jsonb, at timestamptz,
    created bigint, closed bigint, opened bigint, retired bigint
) RETURNS book_entry LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rule record := entry_rule(head ->> 'kind');
    previous record;
    entry book_entry;
BEGIN
    IF approval.agreement_id IS DISTINCT FROM agreement.id THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_AGREEMENT', jsonb_build_object('request_hash', approval.request_hash));
    END IF;
    IF coalesce(head ->> 'section', '') !~ '^[0-9A-Za-z(). ]+(;[0-9A-Za-z(). ]+)*$' THEN
        PERFORM refuse('SECTION_MISSING', jsonb_build_object('kind', head ->> 'kind'));
    END IF;
    IF NOT EXISTS (SELECT 1 FROM registry_document
                    WHERE id = (head ->> 'document')::bigint AND agreement_id = agreement.id) THEN
        PERFORM refuse('NO_SUPPORTING_DOCUMENT', jsonb_build_object('document', head -> 'document'));
    END IF;
    PERFORM check_correction(agreement.id, head);
    IF created < 0 OR (created > 0 AND NOT rule.creates) THEN
        PERFORM refuse('RIGHTS_CANNOT_BE_CREATED', jsonb_build_object('kind', head ->> 'kind', 'rights', created));
    END IF;
    -- New Rights need one of the grounds the agreement knows: the dividend, later shares, adjustment, §22; and
    -- Rights that stood on a predecessor's books are taken on under §5(b) and §21.
    IF created > 0 AND head ->> 'kind' <> 'CORRECT'
       AND head ->> 'section' !~ '^(Recitals|3|5|11|21|22)(\(|;|$)' THEN
        PERFORM refuse('NO_GROUND_FOR_NEW_RIGHTS', jsonb_build_object('section', head ->> 'section'));
    END IF;
    IF closed + created <> opened + retired OR retired < 0 THEN
        PERFORM refuse('RIGHTS_NOT_CONSERVED', jsonb_build_object(
            'closed', closed, 'created', created, 'opened', opened, 'retired', retired));
    END IF;

    entry.effective_at := instant_given(head, 'effective_at');
    entry.received_at := instant_given(head, 'received_at');
    PERFORM check_separation(agreement.id, head ->> 'kind', rule.reaches, entry.effective_at);
    entry.number := take_numbers(agreement.id, 'ENTRY');
    SELECT recorded_at, entry_hash INTO previous FROM book_entry
     WHERE agreement_id = agreement.id AND number = entry.number - 1;
    IF at IS NULL OR entry.received_at > at THEN
        PERFORM refuse('RECEIVED_AFTER_RECORDED', jsonb_build_object(
            'received', entry.received_at, 'recorded', at));
    ELSIF at < previous.recorded_at THEN
        PERFORM refuse('RECORDED_BEFORE_PREVIOUS', jsonb_build_object('at', at, 'previous', previous.recorded_at));
    END IF;

    entry.id := nextval('book_entry_id_seq');
    entry.agreement_id := agreement.id;
    entry.kind := head ->> 'kind';
    entry.section := head ->> 'section';
    entry.document_id := (head ->> 'document')::bigint;
    entry.item_number := (head ->> 'item')::bigint;
    entry.recorded_at := at;
    entry.maker_id := approval.maker_id;
    entry.approver_id := approval.approver_id;
    entry.approval_id := approval.id;
    entry.request_hash := decode(approval.request_hash, 'hex');
    entry.corrects_id := (head ->> 'corrects')::bigint;
    entry.memorandum := coalesce(head ->> 'memorandum', '');
    entry.rights_created := created;
    entry.rights_closed := closed;
    entry.rights_opened := opened;
    entry.rights_retired := retired;
    entry.ended_class := coalesce(head ->> 'ended_class', '');
    entry.leaf_hash := book_entry_leaf(entry);
    entry.content_hash := '';
    entry.previous_hash := coalesce(previous.entry_hash, first_previous_hash(agreement.code));
    entry.entry_hash := '';
    INSERT INTO book_entry SELECT entry.*;
    RETURN entry;
END $$;
COMMENT ON FUNCTION open_entry IS
    'Opens an entry: kind, section, document, two instants, totals, people. Refuses what is missing or does '
    'not balance, a foreign document, Rights created without ground, an instant out of order (3).';
REVOKE ALL ON FUNCTION open_entry FROM PUBLIC;


CREATE FUNCTION change_control(entry book_entry) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed_id bigint := nextval('control_account_id_seq');
    new_total bigint := entry.rights_created + coalesce((
        SELECT total FROM control_account WHERE agreement_id = entry.agreement_id ORDER BY id DESC LIMIT 1), 0);
BEGIN
    INSERT INTO control_account (id, agreement_id, entry_id, change, total, leaf_hash)
    VALUES (changed_id, entry.agreement_id, entry.id, entry.rights_created, new_total,
            control_account_leaf(changed_id, entry.agreement_id, entry.id, entry.rights_created, new_total));
END $$;
COMMENT ON FUNCTION change_control IS 'Adds the Rights an entry creates to the control book (17 CFR 240.17Ad-9).';
REVOKE ALL ON FUNCTION change_control FROM PUBLIC;


-- Hashes what the entry did, chains it to its predecessor, and has every constraint speak now.
CREATE FUNCTION seal_entry(entry book_entry) RETURNS bytea
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    content bytea := entry_content_hash(entry.id);
    sealed bytea := entry_chain_hash(entry.leaf_hash, content, entry.previous_hash);
BEGIN
    UPDATE book_entry SET content_hash = content, entry_hash = sealed WHERE id = entry.id;
    -- Refusals come at this call. Then back to waiting, or the next entry of this transaction would be
    -- examined before its lots are there.
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN sealed;
END $$;
COMMENT ON FUNCTION seal_entry IS 'Ends an entry: content hash, chain, all constraints checked (3).';
REVOKE ALL ON FUNCTION seal_entry FROM PUBLIC;
