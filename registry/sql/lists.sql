-- The staged rows of a holder list: added only while its file is read, never changed, hashed here (3(a), 5(b)).
-- The trigger functions run as their owner because the runtime role, which writes the rows, may not call refuse().

-- Rows belong to a list that exists, and a list that was read gains none. The lists are found by walking along the
-- primary key, and those that were read are counted: a table of the added rows would double the cost of adding them.
CREATE FUNCTION refuse_rows_of_read_lists() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE stranger bigint;
BEGIN
    WITH RECURSIVE named(id) AS (
        SELECT min(holder_list_id) FROM holder_list_row
         UNION ALL
        SELECT (SELECT min(holder_list_id) FROM holder_list_row WHERE holder_list_id > named.id)
          FROM named WHERE named.id IS NOT NULL
    )
    SELECT named.id INTO stranger
      FROM named LEFT JOIN registry_holderlist list ON list.id = named.id
     WHERE named.id IS NOT NULL
       AND (list.id IS NULL
            OR ((list.document_id IS NOT NULL OR list.state <> 'STAGED')
                AND (SELECT count(*) FROM holder_list_row listed WHERE listed.holder_list_id = named.id)
                    > list.row_count - list.reject_count))
     LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('LIST_IMMUTABLE', jsonb_build_object('list', stranger, 'operation', TG_OP));
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION refuse_rows_of_read_lists IS 'Lets rows be added only to a list whose file is being read.';
REVOKE ALL ON FUNCTION refuse_rows_of_read_lists FROM PUBLIC;

CREATE TRIGGER list_rows_while_read AFTER INSERT ON holder_list_row
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rows_of_read_lists();

-- Rows leave only while the list is read (a second line of one account) or when it was rejected or superseded.
CREATE FUNCTION refuse_loss_of_list_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE kept bigint;
BEGIN
    SELECT named.holder_list_id INTO kept
      FROM (SELECT DISTINCT holder_list_id FROM removed) AS named
      JOIN registry_holderlist list ON list.id = named.holder_list_id
     WHERE NOT (list.state IN ('REJECTED', 'SUPERSEDED')
                OR (list.state = 'STAGED' AND list.document_id IS NULL))
     LIMIT 1;
    IF FOUND THEN
        PERFORM refuse('LIST_IMMUTABLE', jsonb_build_object('list', kept, 'operation', TG_OP));
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION refuse_loss_of_list_rows IS 'Keeps the rows of a list that waits, is accepted or was opened.';
REVOKE ALL ON FUNCTION refuse_loss_of_list_rows FROM PUBLIC;

CREATE TRIGGER list_rows_kept AFTER DELETE ON holder_list_row
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss_of_list_rows();

CREATE FUNCTION refuse_list_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM refuse('LIST_IMMUTABLE', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION refuse_list_change IS 'Refuses what is never done to a list or its rows.';
REVOKE ALL ON FUNCTION refuse_list_change FROM PUBLIC;

CREATE TRIGGER list_rows_unchanged BEFORE UPDATE OR TRUNCATE ON holder_list_row
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_list_change();

CREATE TRIGGER lists_kept BEFORE DELETE OR TRUNCATE ON registry_holderlist
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_list_change();

-- A list begins unread: nobody writes one down that no file was read for and no two people accepted.
CREATE FUNCTION refuse_list_not_begun() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'STAGED' OR NEW.document_id IS NOT NULL OR NEW.acceptance_id IS NOT NULL
       OR NEW.content_hash <> ''
       OR (NEW.row_count, NEW.reject_count, NEW.account_count, NEW.shares_millionths) <> (0, 0, 0, 0) THEN
        PERFORM refuse('LIST_IMMUTABLE', jsonb_build_object(
            'list', NEW.id, 'operation', TG_OP, 'to', NEW.state));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION refuse_list_not_begun IS
    'Lets a list begin staged alone, without document, acceptance or counts (3(a), 5(b)).';
REVOKE ALL ON FUNCTION refuse_list_not_begun FROM PUBLIC;

CREATE TRIGGER lists_begin_unread BEFORE INSERT ON registry_holderlist
    FOR EACH ROW EXECUTE FUNCTION refuse_list_not_begun();

-- A list that was read keeps what it was read to be; only its state moves, by the table of moves. While it is
-- read it is nobody's to accept; its document ends the reading, in the same change as its counts.
CREATE FUNCTION allow_list_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may_move boolean; may_change text[];
BEGIN
    may_move := CASE OLD.state
        WHEN 'STAGED' THEN NEW.state IN ('STAGED', 'REJECTED', 'ACCEPTED', 'SUPERSEDED')
        WHEN 'REJECTED' THEN NEW.state IN ('REJECTED', 'SUPERSEDED')
        WHEN 'ACCEPTED' THEN NEW.state IN ('ACCEPTED', 'OPENED', 'SUPERSEDED')
        ELSE NEW.state = OLD.state END;
    may_change := CASE
        WHEN OLD.document_id IS NULL THEN NULL
        WHEN OLD.state = 'STAGED' THEN '{state,acceptance_id,content_hash}'::text[]
        ELSE '{state}'::text[] END;
    IF OLD.document_id IS NULL
       AND (NEW.acceptance_id IS NOT NULL OR NEW.content_hash <> '' OR NEW.state NOT IN ('STAGED', 'REJECTED')
            OR (NEW.state = 'REJECTED' AND NEW.document_id IS NULL)) THEN
        may_move := FALSE;
    END IF;
    IF NOT may_move OR (may_change IS NOT NULL AND to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change) THEN
        PERFORM refuse('LIST_IMMUTABLE', jsonb_build_object(
            'list', OLD.id, 'operation', TG_OP, 'from', OLD.state, 'to', NEW.state));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION allow_list_moves IS 'Lets a list move from state to state and nothing else of it change.';
REVOKE ALL ON FUNCTION allow_list_moves FROM PUBLIC;

CREATE TRIGGER list_moves BEFORE UPDATE ON registry_holderlist
    FOR EACH ROW EXECUTE FUNCTION allow_list_moves();

-- SHA-256 over the staged rows in the order of their lines, ten thousand at a time so that memory stays bounded.
CREATE FUNCTION holder_list_content_hash(of_list bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to('holder_list-1', 'UTF8')
                         || coalesce(string_agg(part.hash, ''::bytea ORDER BY part.number), ''::bytea)), 'hex')
      FROM (SELECT listed.line / 10000 AS number,
                   sha256(string_agg(sha256(convert_to(jsonb_build_array(
                       listed.line, listed.account, listed.registration,
                       encode(listed.registration_commitment, 'hex'), listed.address, listed.city,
                       listed.region, listed.postal_code, listed.country, listed.account_type, listed.email,
                       encode(listed.taxpayer_id_encrypted, 'hex'), encode(listed.taxpayer_id_index, 'hex'),
                       listed.taxpayer_id_last_four, listed.shares_issued_on,
                       listed.shares_millionths)::text, 'UTF8')), ''::bytea ORDER BY listed.line)) AS hash
              FROM holder_list_row listed
             WHERE listed.holder_list_id = of_list
             GROUP BY 1) AS part
$$;
COMMENT ON FUNCTION holder_list_content_hash IS 'What a second person accepts: the hash of the staged rows.';
