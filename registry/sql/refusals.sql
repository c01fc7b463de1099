-- How the books refuse: one SQLSTATE of their own, the code as message, the facts as JSON in the detail.
-- registry/services/refusals.py turns them into the errors that people read.

CREATE FUNCTION refuse(code text, facts jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'RA001', MESSAGE = code, DETAIL = facts::text;
END $$;
COMMENT ON FUNCTION refuse IS 'Refuses with a code and the facts it rests on (design 11).';
REVOKE ALL ON FUNCTION refuse FROM PUBLIC;


-- A 32-byte hash written as 64 hexadecimal digits; null stays null.
CREATE FUNCTION hash_given(digits text, field text) RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF digits IS NOT NULL AND digits !~ '^[0-9a-f]{64}$' THEN
        PERFORM refuse('HASH_ILL_FORMED', jsonb_build_object('field', field));
    END IF;
    RETURN decode(digits, 'hex');
END $$;
COMMENT ON FUNCTION hash_given IS 'Reads a hash from hexadecimal; refuses what is not 32 bytes.';
REVOKE ALL ON FUNCTION hash_given FROM PUBLIC;
