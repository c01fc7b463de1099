-- Cancelled paper: what the Company delivered, images, transmittals and what became of them are kept as recorded;
-- a certificate that was not received comes off its transmittal, once (8).
SELECT keep_as_filed('registry_companydelivery', 'registry_cancelledimage', 'registry_transmittal',
                     'registry_transmittaldelivery', 'registry_transmittalreceipt');
SELECT keep_but_later('registry_transmittalline', 'left_off_at');

-- The certificates whose paper is cancelled and on which no Rights stand, with the event that cancelled each.
-- A correction may have brought Rights back on paper that was cancelled: that is no cancelled certificate.
CREATE VIEW cancelled_certificate AS
SELECT certificate.id, certificate.agreement_id, certificate.number, certificate.rights, event.id AS event_id,
       event.happened_on AS cancelled_on, event.entry_id
  FROM certificate_event event
  JOIN rights_certificate certificate
    ON certificate.agreement_id = event.agreement_id
   AND certificate.number BETWEEN event.first_number AND event.last_number
 WHERE event.kind = 'CANCELLED'
   AND NOT EXISTS (SELECT 1 FROM open_lot WHERE open_lot.certificate_id = certificate.id);
COMMENT ON VIEW cancelled_certificate IS 'Certificates whose paper is cancelled, with when and by which entry (8).';

-- Numbers of events of one kind are looked for by kind where few of many events are of it.
CREATE INDEX event_that_cancels ON certificate_event (agreement_id, first_number) WHERE kind = 'CANCELLED';

-- Only cancelled certificates of the transmittal's own agreement are put on it, and what has an image is
-- cancelled. Run as their owner: the runtime role may not call refuse().
CREATE FUNCTION list_cancelled_only() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE stray bigint;
BEGIN
    SELECT certificate.number INTO stray
      FROM added
      JOIN rights_certificate certificate ON certificate.id = added.certificate_id
      JOIN registry_transmittal transmittal ON transmittal.id = added.transmittal_id
     WHERE NOT EXISTS (SELECT 1 FROM cancelled_certificate cancelled
                        WHERE cancelled.id = certificate.id
                          AND cancelled.agreement_id = transmittal.agreement_id)
     ORDER BY 1 LIMIT 1;
    IF stray IS NOT NULL THEN
        PERFORM refuse('CERTIFICATE_NOT_CANCELLED', jsonb_build_object('number', stray));
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION list_cancelled_only IS 'Refuses a certificate on a transmittal that is not cancelled (8).';
REVOKE ALL ON FUNCTION list_cancelled_only FROM PUBLIC;

CREATE FUNCTION image_cancelled_only() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cancelled_certificate cancelled
                     JOIN registry_document document ON document.agreement_id = cancelled.agreement_id
                    WHERE cancelled.id = NEW.certificate_id AND document.id = NEW.document_id) THEN
        PERFORM refuse('CERTIFICATE_NOT_CANCELLED', jsonb_build_object('number', (
            SELECT number FROM rights_certificate WHERE id = NEW.certificate_id)));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION image_cancelled_only IS 'Refuses an image of a certificate that is not cancelled (8).';
REVOKE ALL ON FUNCTION image_cancelled_only FROM PUBLIC;

-- The Company's receipt is recorded by the approval of two people for this very transmittal.
CREATE FUNCTION receive_by_two() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked registry_approval;
BEGIN
    SELECT * INTO asked FROM registry_approval WHERE id = NEW.approval_id;
    IF (asked.kind = 'RECEIVE_TRANSMITTAL' AND asked.consumed_at IS NOT NULL
        AND asked.request -> 'transmittal' = to_jsonb(NEW.transmittal_id)) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    IF EXISTS (SELECT 1 FROM registry_unreceivedtransmittal lost WHERE lost.transmittal_id = NEW.transmittal_id)
    THEN
        PERFORM refuse('TRANSMITTAL_STATE', jsonb_build_object(
            'number', (SELECT number FROM registry_transmittal WHERE id = NEW.transmittal_id),
            'state', 'recorded as not received', 'needed', 'put its certificates on a later transmittal'));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION receive_by_two IS
    'Lets a transmittal be receipted by a used approval for it alone, unless nothing of it was received (8).';
REVOKE ALL ON FUNCTION receive_by_two FROM PUBLIC;

CREATE TRIGGER listed_once_cancelled AFTER INSERT ON registry_transmittalline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION list_cancelled_only();
CREATE TRIGGER imaged_once_cancelled BEFORE INSERT ON registry_cancelledimage
    FOR EACH ROW EXECUTE FUNCTION image_cancelled_only();
CREATE TRIGGER received_by_two BEFORE INSERT ON registry_transmittalreceipt
    FOR EACH ROW EXECUTE FUNCTION receive_by_two();
