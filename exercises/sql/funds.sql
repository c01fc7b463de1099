-- Money of the Company stands as recorded; a payment is drafted, and approved once, later (20(j)).
SELECT keep_as_filed('exercises_fundsreceived');
SELECT keep_but_later('exercises_payout', 'approval_id', 'approved_at');

-- What was collected for a purpose, less what was paid out of it, is never below nought; one payment after another,
-- under the lock of its agreement. Run as their owner: the runtime role may not call refuse().
CREATE FUNCTION must_be_within_funds(
    of_agreement bigint, of_purpose text, of_order bigint, spent numeric
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE collected numeric; paid numeric;
BEGIN
    PERFORM FROM registry_rightsagreement WHERE id = of_agreement FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO collected FROM exercises_fundsreceived
     WHERE agreement_id = of_agreement AND purpose = of_purpose AND order_id IS NOT DISTINCT FROM of_order;
    SELECT coalesce(sum(amount), 0) INTO paid FROM exercises_payout
     WHERE agreement_id = of_agreement AND purpose = of_purpose AND order_id IS NOT DISTINCT FROM of_order
       AND approved_at IS NOT NULL;
    IF paid + spent > collected THEN
        PERFORM refuse('OWN_FUNDS_RISK', jsonb_build_object('purpose', of_purpose, 'amount', spent::text,
            'left', (collected - paid)::text, 'collected', collected::text));
    END IF;
END $$;
COMMENT ON FUNCTION must_be_within_funds IS 'Refuses to spend more than was collected for a purpose (20(j)).';
REVOKE ALL ON FUNCTION must_be_within_funds FROM PUBLIC;

-- A payment is begun as a draft, and approved by the used approval of two people for it, within what was collected.
CREATE FUNCTION pay_within_funds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked registry_approval;
BEGIN
    IF NEW.approved_at IS NULL OR (TG_OP = 'UPDATE' AND OLD.approved_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO asked FROM registry_approval WHERE id = NEW.approval_id;
    IF (asked.kind = 'APPROVE_PAYOUT' AND asked.consumed_at IS NOT NULL
        AND asked.agreement_id = NEW.agreement_id AND asked.request -> 'payout' = to_jsonb(NEW.id)) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    PERFORM must_be_within_funds(NEW.agreement_id, NEW.purpose, NEW.order_id, NEW.amount);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION pay_within_funds IS 'Lets a payment be approved by two, within the money of its purpose (20(j)).';
REVOKE ALL ON FUNCTION pay_within_funds FROM PUBLIC;

-- Money taken back is exactly what was recorded, and never what is paid out already.
CREATE FUNCTION take_back_unspent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong exercises_fundsreceived;
BEGIN
    IF NEW.reverses_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO wrong FROM exercises_fundsreceived WHERE id = NEW.reverses_id;
    IF (wrong.reverses_id IS NULL AND wrong.amount = -NEW.amount AND wrong.agreement_id = NEW.agreement_id
        AND wrong.purpose = NEW.purpose AND wrong.order_id IS NOT DISTINCT FROM NEW.order_id) IS NOT TRUE THEN
        PERFORM refuse('RECEIPT_TAKEN_BACK', jsonb_build_object('receipt', wrong.number));
    END IF;
    PERFORM must_be_within_funds(NEW.agreement_id, NEW.purpose, NEW.order_id, -NEW.amount);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION take_back_unspent IS 'Lets money be taken back that was recorded in error and not spent (20(j)).';
REVOKE ALL ON FUNCTION take_back_unspent FROM PUBLIC;

CREATE TRIGGER paid_within_funds BEFORE INSERT OR UPDATE ON exercises_payout
    FOR EACH ROW EXECUTE FUNCTION pay_within_funds();
CREATE TRIGGER taken_back_unspent BEFORE INSERT ON exercises_fundsreceived
    FOR EACH ROW EXECUTE FUNCTION take_back_unspent();
