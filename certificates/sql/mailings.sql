-- What keeps the evidence of the post: pieces go forward only, receipts and returns are written once.

-- A piece keeps its number, holder, certificates, name and address; a job gives it its sheet, a receipt its
-- dispatch. The steps are those of agreement/workflow/post.py.
CREATE FUNCTION allow_mailing_piece_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    steps text[] := ARRAY['QUEUED>PRODUCED', 'QUEUED>EXCLUDED', 'PRODUCED>DISPATCHED', 'DISPATCHED>RETURNED',
                          'RETURNED>REMAILED'];
    set_now text[] := CASE NEW.state
        WHEN 'PRODUCED' THEN '{state,file_id,page,content_hash}'::text[]
        WHEN 'DISPATCHED' THEN '{state,receipt_id}'::text[]
        WHEN 'EXCLUDED' THEN '{state,ground}'::text[]
        ELSE '{state}'::text[] END;
BEGIN
    IF OLD.state || '>' || NEW.state <> ALL (steps)
        OR (to_jsonb(NEW) - set_now) <> (to_jsonb(OLD) - set_now)
    THEN
        PERFORM refuse('MAILING_PIECE_MOVE_NOT_ALLOWED', jsonb_build_object(
            'subject', 'piece of a mailing', 'status', OLD.state, 'event', 'to ' || NEW.state,
            'possible', 'produced, dispatched, returned, remailed, in this order'));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION allow_mailing_piece_step IS
    'Lets a piece of a mailing take its next step and nothing else of it change (26).';
REVOKE ALL ON FUNCTION allow_mailing_piece_step FROM PUBLIC;

-- What the post took is never removed; a mailing given up before that leaves no pieces behind.
CREATE FUNCTION keep_mailed_pieces() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.receipt_id IS NOT NULL THEN
        PERFORM refuse('BOOKS_IMMUTABLE', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP));
    END IF;
    RETURN OLD;
END $$;
COMMENT ON FUNCTION keep_mailed_pieces IS 'Refuses to remove a piece that a receipt of the post names (26).';
REVOKE ALL ON FUNCTION keep_mailed_pieces FROM PUBLIC;

CREATE TRIGGER step_by_step BEFORE UPDATE ON mailing_piece
    FOR EACH ROW EXECUTE FUNCTION allow_mailing_piece_step();
CREATE TRIGGER mailed_kept BEFORE DELETE ON mailing_piece
    FOR EACH ROW EXECUTE FUNCTION keep_mailed_pieces();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON mailing_piece
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

SELECT keep_as_filed('certificates_mailingreceipt', 'certificates_mailreturn');
