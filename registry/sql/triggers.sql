-- The second line behind the door: what holds even for the owner of the tables writing by hand.

-- No row of the books leaves, and none changes but in the columns that are set once, by an unsealed entry.
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM refuse('BOOKS_IMMUTABLE', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION refuse_change IS 'Refuses every update, delete and truncate (5(b), invariant 5).';
REVOKE ALL ON FUNCTION refuse_change FROM PUBLIC;

-- Whether an entry still takes rows: it is unsealed, hence of this very transaction.
CREATE FUNCTION is_unsealed(of_entry bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT EXISTS (SELECT 1 FROM book_entry WHERE id = of_entry AND entry_hash = ''));
END $$;
COMMENT ON FUNCTION is_unsealed IS 'Whether an entry is still open for rows, in the transaction that began it.';
REVOKE ALL ON FUNCTION is_unsealed FROM PUBLIC;

CREATE FUNCTION allow_set_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE unchanged boolean;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'lot' THEN
            unchanged := OLD.closed_by_id IS NULL AND is_unsealed(NEW.closed_by_id);
            OLD.closed_by_id := NEW.closed_by_id;
            OLD.retired_as := NEW.retired_as;
            OLD.closing_hash := NEW.closing_hash;
        WHEN 'lot_taint' THEN
            unchanged := OLD.ended_by_id IS NULL AND is_unsealed(NEW.ended_by_id);
            OLD.ended_by_id := NEW.ended_by_id;
            OLD.ending_hash := NEW.ending_hash;
        WHEN 'book_entry' THEN
            unchanged := OLD.entry_hash = '' AND OLD.content_hash = ''
                AND octet_length(NEW.entry_hash) = 32 AND octet_length(NEW.content_hash) = 32;
            OLD.content_hash := NEW.content_hash;
            OLD.entry_hash := NEW.entry_hash;
        WHEN 'number_counter' THEN
            unchanged := NEW.last_number > OLD.last_number
                AND NEW.leaf_hash IS NOT DISTINCT FROM
                    number_counter_leaf(OLD.id, OLD.agreement_id, OLD.kind, NEW.last_number);
            OLD.last_number := NEW.last_number;
            OLD.leaf_hash := NEW.leaf_hash;
    END CASE;
    -- But for the columns of its table that are set once, the row is the same to the byte.
    IF unchanged IS NOT TRUE OR NOT (NEW *= OLD) THEN
        PERFORM refuse('BOOKS_IMMUTABLE', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION allow_set_once IS
    'Lets a lot be closed, a mark ended, an entry sealed and a counter rise, once each; refuses the rest (3).';
REVOKE ALL ON FUNCTION allow_set_once FROM PUBLIC;

-- New rows belong to an entry of this transaction that is not sealed. One look a statement, not a row.
CREATE FUNCTION refuse_rows_of_other_entries() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE stranger boolean;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'lot' THEN
            SELECT bool_or(NOT is_unsealed(entry)) INTO stranger
              FROM (SELECT DISTINCT opened_by_id AS entry FROM added) AS named;
            stranger := stranger OR EXISTS (SELECT 1 FROM added WHERE closed_by_id IS NOT NULL);
        WHEN 'rights_certificate' THEN
            SELECT bool_or(NOT is_unsealed(entry)) INTO stranger
              FROM (SELECT DISTINCT issued_by_id AS entry FROM added) AS named;
        WHEN 'lot_taint' THEN
            SELECT bool_or(NOT is_unsealed(entry)) INTO stranger
              FROM (SELECT DISTINCT marked_by_id AS entry FROM added) AS named;
            stranger := stranger OR EXISTS (SELECT 1 FROM added WHERE ended_by_id IS NOT NULL);
        ELSE
            SELECT bool_or(NOT is_unsealed(entry)) INTO stranger
              FROM (SELECT DISTINCT entry_id AS entry FROM added) AS named;
    END CASE;
    IF stranger THEN
        PERFORM refuse('ROW_OUTSIDE_ITS_ENTRY', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION refuse_rows_of_other_entries IS
    'Refuses lots, certificates, marks, events and control changes whose entry is not being posted (3).';
REVOKE ALL ON FUNCTION refuse_rows_of_other_entries FROM PUBLIC;

-- A new entry comes unsealed, next in number, chained to the one before it.
CREATE FUNCTION check_new_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE previous record;
BEGIN
    SELECT max(number) AS number INTO previous FROM book_entry WHERE agreement_id = NEW.agreement_id;
    IF NEW.entry_hash <> '' OR NEW.content_hash <> '' OR NEW.number <> coalesce(previous.number, 0) + 1 THEN
        PERFORM refuse('ENTRY_OUT_OF_TURN', jsonb_build_object('number', NEW.number));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION check_new_entry IS 'Refuses an entry out of turn or sealed from the start (invariant 6).';
REVOKE ALL ON FUNCTION check_new_entry FROM PUBLIC;

-- At commit every entry is sealed, chained and in balance with its rows: one aggregate an entry.
CREATE FUNCTION check_entry_balance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entry book_entry;
    opened numeric;
    closed numeric;
    created numeric;
    previous bytea;
BEGIN
    SELECT * INTO entry FROM book_entry WHERE id = NEW.id;
    SELECT coalesce(sum(rights), 0) INTO opened FROM lot WHERE opened_by_id = NEW.id;
    SELECT coalesce(sum(rights), 0) INTO closed FROM lot WHERE closed_by_id = NEW.id;
    IF entry.ended_class <> '' THEN
        closed := closed + rights_ended_by(entry);
    END IF;
    SELECT coalesce(sum(change), 0) INTO created FROM control_account WHERE entry_id = NEW.id;
    SELECT coalesce(
        (SELECT earlier.entry_hash FROM book_entry earlier
          WHERE earlier.agreement_id = NEW.agreement_id AND earlier.number = NEW.number - 1),
        (SELECT first_previous_hash(code) FROM registry_rightsagreement WHERE id = NEW.agreement_id))
      INTO previous;
    IF octet_length(entry.entry_hash) <> 32 OR octet_length(entry.content_hash) <> 32
       OR entry.previous_hash <> previous
       OR opened <> entry.rights_opened OR closed <> entry.rights_closed OR created <> entry.rights_created
       OR closed + created <> opened + entry.rights_retired THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_in_balance', TABLE = 'book_entry',
            MESSAGE = format('Entry %s of agreement %s is out of balance or not sealed.',
                             NEW.number, NEW.agreement_id),
            DETAIL = jsonb_build_object('entry', NEW.id, 'closed', closed, 'created', created,
                                        'opened', opened, 'retired', entry.rights_retired)::text;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_entry_balance IS
    'At commit: closed + created = opened + retired, rows equal totals, sealed, chained (3, invariant 1).';
REVOKE ALL ON FUNCTION check_entry_balance FROM PUBLIC;

-- An approval is written once per step: asked, approved or rejected, used. What was asked never changes.
CREATE FUNCTION allow_approval_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before registry_approval := OLD;
BEGIN
    IF OLD.approved_at IS NULL THEN
        before.approver_id := NEW.approver_id;
        before.approved_at := NEW.approved_at;
        before.rejected_by_id := NEW.rejected_by_id;
        before.rejected_at := NEW.rejected_at;
        before.rejection_reason := NEW.rejection_reason;
    ELSE
        before.consumed_at := NEW.consumed_at;
    END IF;
    -- But for the columns of the step, the row is the same to the byte.
    IF OLD.rejected_at IS NOT NULL OR OLD.consumed_at IS NOT NULL OR NOT (NEW *= before)
       OR OLD.approved_at IS NOT NULL AND NEW.consumed_at IS NULL
       OR NEW.approved_at IS NOT NULL AND NEW.rejected_at IS NOT NULL THEN
        PERFORM refuse('BOOKS_IMMUTABLE', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION allow_approval_step IS 'Refuses to change a request or to undo an answer to it (invariant 39).';
REVOKE ALL ON FUNCTION allow_approval_step FROM PUBLIC;

-- The name in which an account is registered is whose the Rights are, on paper or without. It changes by an
-- entry that moves them, never beneath them. Runs as its owner: the runtime role may not call refuse().
CREATE FUNCTION keep_registration() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM refuse('BOOKS_IMMUTABLE', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION keep_registration IS 'Refuses another name, account or agreement for a holder (5(b), 16).';
REVOKE ALL ON FUNCTION keep_registration FROM PUBLIC;

-- A record of which columns are written later, all at once and once: the trigger names them. Runs as its owner,
-- for the runtime role writes such columns and may not call refuse().
CREATE FUNCTION allow_later_columns() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (to_jsonb(NEW) - TG_ARGV) <> (to_jsonb(OLD) - TG_ARGV)
       OR EXISTS (SELECT 1 FROM unnest(TG_ARGV) AS later(name) WHERE to_jsonb(OLD) -> later.name <> 'null') THEN
        PERFORM refuse('BOOKS_IMMUTABLE', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION allow_later_columns IS
    'Lets the columns it is given be written while they are empty, and nothing else of a record change.';
REVOKE ALL ON FUNCTION allow_later_columns FROM PUBLIC;

-- What is kept as it was filed: called once for each table by the migration that makes it, as the owner.
CREATE FUNCTION keep_as_filed(VARIADIC filed text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE kept text;
BEGIN
    FOREACH kept IN ARRAY filed
    LOOP
        EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION refuse_change()', kept);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
        EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION refuse_change()', kept);
    END LOOP;
END $$;
COMMENT ON FUNCTION keep_as_filed IS 'Gives tables the triggers that refuse every change of what was filed (18(b)).';
REVOKE ALL ON FUNCTION keep_as_filed FROM PUBLIC;

-- What is kept but for columns that are written once, later: called by the migration that makes the table.
CREATE FUNCTION keep_but_later(kept text, VARIADIC later text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()', kept);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
    EXECUTE format('CREATE TRIGGER kept_but_later BEFORE UPDATE ON %I
                    FOR EACH ROW EXECUTE FUNCTION allow_later_columns(%s)', kept,
                   (SELECT string_agg(quote_literal(name), ', ') FROM unnest(later) AS columns(name)));
END $$;
COMMENT ON FUNCTION keep_but_later IS
    'Gives a table the triggers that refuse every change but of the columns written once, later (18(b)).';
REVOKE ALL ON FUNCTION keep_but_later FROM PUBLIC;

DO $$
DECLARE book text;
BEGIN
    -- Nothing is ever removed.
    FOREACH book IN ARRAY ARRAY['book_entry', 'rights_certificate', 'lot', 'lot_taint', 'certificate_event',
        'control_account', 'number_counter', 'registry_approval', 'audit_record']
    LOOP
        EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION refuse_change()', book);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', book);
    END LOOP;
    -- What never changes at all.
    FOREACH book IN ARRAY ARRAY['rights_certificate', 'certificate_event', 'control_account', 'audit_record']
    LOOP
        EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION refuse_change()', book);
    END LOOP;
    -- What is set once.
    FOREACH book IN ARRAY ARRAY['book_entry', 'lot', 'lot_taint', 'number_counter']
    LOOP
        EXECUTE format('CREATE TRIGGER set_once BEFORE UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION allow_set_once()', book);
    END LOOP;
    -- What belongs to the entry being posted.
    FOREACH book IN ARRAY ARRAY['rights_certificate', 'lot', 'lot_taint', 'certificate_event', 'control_account']
    LOOP
        EXECUTE format('CREATE TRIGGER with_its_entry AFTER INSERT ON %I REFERENCING NEW TABLE AS added
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_of_other_entries()', book);
    END LOOP;
END $$;
SELECT keep_as_filed('registry_document', 'registry_termsversion');

CREATE TRIGGER in_turn BEFORE INSERT ON book_entry FOR EACH ROW EXECUTE FUNCTION check_new_entry();
CREATE CONSTRAINT TRIGGER entry_in_balance AFTER INSERT ON book_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_entry_balance();
CREATE TRIGGER registration_kept BEFORE UPDATE ON registered_holder FOR EACH ROW
    WHEN ((OLD.id, OLD.agreement_id, OLD.account, OLD.registration)
          IS DISTINCT FROM (NEW.id, NEW.agreement_id, NEW.account, NEW.registration))
    EXECUTE FUNCTION keep_registration();
CREATE TRIGGER step_by_step BEFORE UPDATE ON registry_approval
    FOR EACH ROW EXECUTE FUNCTION allow_approval_step();
