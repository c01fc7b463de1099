-- A transmittal of which the Company received nothing: recorded once, in the place of its receipt (8).
SELECT keep_as_filed('registry_unreceivedtransmittal');

-- Only what was delivered and is not receipted is recorded as not received.
CREATE FUNCTION unreceived_once_sent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM registry_transmittalreceipt signed WHERE signed.transmittal_id = NEW.transmittal_id)
       OR NOT EXISTS (SELECT 1 FROM registry_transmittaldelivery sent
                       WHERE sent.transmittal_id = NEW.transmittal_id) THEN
        PERFORM refuse('TRANSMITTAL_STATE', jsonb_build_object(
            'number', (SELECT number FROM registry_transmittal WHERE id = NEW.transmittal_id),
            'state', 'not delivered, or receipted', 'needed', 'record it of one that left and was not receipted'));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION unreceived_once_sent IS
    'Lets a transmittal be recorded as not received that was delivered and not receipted (8).';
REVOKE ALL ON FUNCTION unreceived_once_sent FROM PUBLIC;

CREATE TRIGGER unreceived_once_sent BEFORE INSERT ON registry_unreceivedtransmittal
    FOR EACH ROW EXECUTE FUNCTION unreceived_once_sent();
