-- A holder's instruction for deposits stands as recorded; it comes into force once, by the used approval of two people.
SELECT keep_but_later('exercises_depositinstruction', 'approval_id', 'in_force_from', 'pays_from');

CREATE FUNCTION deposit_as_approved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked registry_approval;
BEGIN
    IF NEW.approval_id IS NULL OR (TG_OP = 'UPDATE' AND OLD.approval_id IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO asked FROM registry_approval WHERE id = NEW.approval_id;
    IF (asked.kind = 'RECORD_DEPOSIT_INSTRUCTION' AND asked.consumed_at IS NOT NULL
        AND asked.request -> 'deposit_instruction' = to_jsonb(NEW.id)) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION deposit_as_approved IS 'Lets an instruction for deposits come into force by two people alone (26).';
REVOKE ALL ON FUNCTION deposit_as_approved FROM PUBLIC;

CREATE TRIGGER in_force_as_approved BEFORE INSERT OR UPDATE ON exercises_depositinstruction
    FOR EACH ROW EXECUTE FUNCTION deposit_as_approved();
