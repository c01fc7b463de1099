-- Closing prices are kept as they were received; a correction is a row beside the one it corrects (1(j)).
SELECT keep_as_filed('registry_closingquotation');

CREATE FUNCTION correct_the_same_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM registry_closingquotation earlier
         WHERE earlier.id = NEW.corrects_id AND earlier.agreement_id = NEW.agreement_id
           AND earlier.security = NEW.security AND earlier.day = NEW.day AND earlier.source = NEW.source) THEN
        PERFORM refuse('PRICE_CORRECTS_ANOTHER', jsonb_build_object('date', NEW.day, 'source', NEW.source));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION correct_the_same_price IS
    'Refuses a correction of another security, day or source than its own (1(j)).';
REVOKE ALL ON FUNCTION correct_the_same_price FROM PUBLIC;
CREATE TRIGGER corrects_the_same BEFORE INSERT ON registry_closingquotation
    FOR EACH ROW EXECUTE FUNCTION correct_the_same_price();
