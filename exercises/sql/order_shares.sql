-- Shares of an order asked for in the names of its holders, and what came of it: all stand as made (24(b)).
SELECT keep_as_filed('exercises_orderrequisition', 'exercises_orderdelivery');

-- The lines of a requisition: all that have shares, or those that the one before it left out.
CREATE FUNCTION lines_requisitioned(asked_list bigint, asked_number integer, without jsonb)
RETURNS TABLE (lines bigint, shares bigint, unknown bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH former AS (
        SELECT before.left_out FROM exercises_orderrequisition before
         WHERE before.order_list_id = asked_list AND before.number = asked_number - 1),
    due AS (
        SELECT line.line, line.shares FROM order_line line
         WHERE line.order_list_id = asked_list AND line.shares > 0
           AND (asked_number = 1 OR EXISTS (SELECT FROM former WHERE former.left_out ? line.line::text)))
    SELECT count(*) FILTER (WHERE NOT without ? due.line::text),
           coalesce(sum(due.shares) FILTER (WHERE NOT without ? due.line::text), 0)::bigint,
           (SELECT count(*) FROM jsonb_object_keys(without)) - count(*) FILTER (WHERE without ? due.line::text)
      FROM due
$$;
COMMENT ON FUNCTION lines_requisitioned IS 'Lines and shares that a requisition of a list has, without those left out (24(b)).';

-- A requisition is that which two people approved, for what its lines come to; of a list that is carried out.
CREATE FUNCTION requisition_as_approved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    asked registry_approval := (SELECT asked FROM registry_approval asked WHERE asked.id = NEW.approval_id);
    found record;
BEGIN
    SELECT * INTO found FROM lines_requisitioned(NEW.order_list_id, NEW.number, NEW.left_out);
    IF (asked.kind = 'REQUISITION_ORDER_SHARES' AND asked.consumed_at IS NOT NULL
        AND asked.request -> 'list' = to_jsonb(NEW.order_list_id)
        AND asked.request -> 'number' = to_jsonb(NEW.number)
        AND asked.request -> 'left_out' = NEW.left_out
        AND asked.request ->> 'file_sha256' = NEW.sha256
        AND (found.lines, found.shares, found.unknown) = (NEW.line_count, NEW.share_count, 0)
        AND NEW.number = 1 + (SELECT count(*) FROM exercises_orderrequisition
                               WHERE order_list_id = NEW.order_list_id)
        AND EXISTS (SELECT FROM exercises_orderlist list
                     WHERE list.id = NEW.order_list_id AND list.entry_id IS NOT NULL)) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION requisition_as_approved IS 'Lets shares of an order be requisitioned as two people approved it alone (24(b)).';
REVOKE ALL ON FUNCTION requisition_as_approved FROM PUBLIC;

CREATE TRIGGER requisitioned_as_approved BEFORE INSERT ON exercises_orderrequisition
    FOR EACH ROW EXECUTE FUNCTION requisition_as_approved();


-- Shares are delivered once they came.
CREATE FUNCTION deliver_shares_that_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'DELIVERED' AND NOT EXISTS (
        SELECT FROM exercises_orderdelivery WHERE requisition_id = NEW.requisition_id AND kind = 'RECEIVED'
           AND happened_on <= NEW.happened_on) THEN
        PERFORM refuse('SHARES_STEP_IMPOSSIBLE', jsonb_build_object(
            'requisition', (SELECT number FROM exercises_orderrequisition WHERE id = NEW.requisition_id),
            'reason', 'the shares had not come by ' || NEW.happened_on));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION deliver_shares_that_came IS 'Lets shares of an order be delivered once they came (24(b)).';
REVOKE ALL ON FUNCTION deliver_shares_that_came FROM PUBLIC;

CREATE TRIGGER shares_delivered_once_received BEFORE INSERT ON exercises_orderdelivery
    FOR EACH ROW EXECUTE FUNCTION deliver_shares_that_came();
