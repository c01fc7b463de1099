-- The account with the Company: fees agreed, billed and received, expenses demanded, matters, delegates and counsel's
-- advice stand as recorded; an expense comes onto one demand, a request is fulfilled once, an engagement ends once (18, 20).
SELECT keep_as_filed('registry_feeschedule', 'registry_feeinvoice', 'registry_invoicewithdrawal',
                     'registry_expensedemand', 'registry_companyreceipt', 'registry_indemnitymatter',
                     'registry_matternote', 'registry_delegatereview', 'registry_delegateact',
                     'registry_counseladvice');
SELECT keep_but_later('registry_expense', 'demand_id');
SELECT keep_but_later('registry_assurancerequest', 'fulfilled_on', 'fulfilment_id', 'fulfilled_by_id',
                      'fulfilment_recorded_at');
SELECT keep_but_later('registry_delegate', 'engaged_until');

-- An invoice is made by the used approval of two people for it, adds up to the cent, and bills no day and no year
-- that another one bills which stands. Run as their owner: the runtime role may not call refuse().
CREATE FUNCTION bill_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked registry_approval; other registry_feeinvoice; summed numeric;
BEGIN
    SELECT * INTO asked FROM registry_approval WHERE id = NEW.approval_id;
    IF (asked.kind = 'ISSUE_FEE_INVOICE' AND asked.consumed_at IS NOT NULL
        AND asked.agreement_id = NEW.agreement_id AND asked.request -> 'lines' = NEW.lines
        AND asked.request ->> 'first_day' = NEW.first_day::text
        AND asked.request ->> 'last_day' = NEW.last_day::text) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    SELECT * INTO other FROM registry_feeinvoice billed
     WHERE billed.agreement_id = NEW.agreement_id
       AND daterange(billed.first_day, billed.last_day, '[]') && daterange(NEW.first_day, NEW.last_day, '[]')
       AND NOT EXISTS (SELECT 1 FROM registry_invoicewithdrawal WHERE invoice_id = billed.id)
     LIMIT 1;
    IF other.id IS NOT NULL THEN
        PERFORM refuse('FEE_PERIOD_BILLED', jsonb_build_object(
            'invoice', other.number, 'first', other.first_day, 'last', other.last_day));
    END IF;
    SELECT * INTO other FROM registry_feeinvoice billed
     WHERE billed.agreement_id = NEW.agreement_id AND billed.annual_year = NEW.annual_year
       AND NOT EXISTS (SELECT 1 FROM registry_invoicewithdrawal WHERE invoice_id = billed.id)
     LIMIT 1;
    IF other.id IS NOT NULL THEN
        PERFORM refuse('ANNUAL_FEE_BILLED', jsonb_build_object('invoice', other.number, 'year', NEW.annual_year));
    END IF;
    SELECT sum(round((line ->> 'count')::numeric * (line ->> 'fee')::numeric, 2)) INTO summed
      FROM jsonb_array_elements(NEW.lines) AS lines(line);
    IF summed IS DISTINCT FROM NEW.total THEN
        PERFORM refuse('INVOICE_DOES_NOT_ADD_UP', jsonb_build_object(
            'invoice', NEW.number, 'summed', summed::text, 'total', NEW.total::text));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION bill_once IS 'Lets an invoice be made by its approval, added up, once for a period (18(a)).';
REVOKE ALL ON FUNCTION bill_once FROM PUBLIC;

-- An invoice upon which money was received stands; one is withdrawn by the approval of two people for it.
CREATE FUNCTION withdraw_unpaid() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked registry_approval; billed registry_feeinvoice; received numeric;
BEGIN
    SELECT * INTO billed FROM registry_feeinvoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
    SELECT * INTO asked FROM registry_approval WHERE id = NEW.approval_id;
    IF (asked.kind = 'WITHDRAW_FEE_INVOICE' AND asked.consumed_at IS NOT NULL
        AND asked.agreement_id = billed.agreement_id
        AND asked.request -> 'invoice' = to_jsonb(billed.number)) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    SELECT coalesce(sum(amount), 0) INTO received FROM registry_companyreceipt WHERE invoice_id = billed.id;
    IF received <> 0 THEN
        PERFORM refuse('INVOICE_PAID_UPON', jsonb_build_object(
            'invoice', billed.number, 'received', received::text));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION withdraw_unpaid IS 'Lets an invoice be withdrawn that nothing was paid upon (18(a)).';
REVOKE ALL ON FUNCTION withdraw_unpaid FROM PUBLIC;

-- Part payments come in until all is paid, never more; what is taken back is exactly what was recorded.
CREATE FUNCTION receive_within_sum() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE what text; asked numeric; received numeric; wrong registry_companyreceipt;
BEGIN
    IF NEW.invoice_id IS NOT NULL THEN
        SELECT 'invoice ' || number, total INTO what, asked FROM registry_feeinvoice
         WHERE id = NEW.invoice_id AND agreement_id = NEW.agreement_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM registry_invoicewithdrawal WHERE invoice_id = NEW.invoice_id) THEN
            PERFORM refuse('INVOICE_WITHDRAWN', jsonb_build_object('invoice', replace(what, 'invoice ', '')));
        END IF;
    ELSE
        SELECT 'demand ' || number, total INTO what, asked FROM registry_expensedemand
         WHERE id = NEW.demand_id AND agreement_id = NEW.agreement_id FOR NO KEY UPDATE;
    END IF;
    IF NEW.reverses_id IS NOT NULL THEN
        SELECT * INTO wrong FROM registry_companyreceipt WHERE id = NEW.reverses_id;
        IF (wrong.reverses_id IS NULL AND wrong.amount = -NEW.amount AND wrong.received_on = NEW.received_on
            AND wrong.invoice_id IS NOT DISTINCT FROM NEW.invoice_id
            AND wrong.demand_id IS NOT DISTINCT FROM NEW.demand_id) IS NOT TRUE THEN
            PERFORM refuse('RECEIPT_TAKEN_BACK', jsonb_build_object('receipt', wrong.number));
        END IF;
    END IF;
    SELECT coalesce(sum(amount), 0) INTO received FROM registry_companyreceipt
     WHERE invoice_id IS NOT DISTINCT FROM NEW.invoice_id AND demand_id IS NOT DISTINCT FROM NEW.demand_id;
    IF (received + NEW.amount <= asked) IS NOT TRUE THEN
        PERFORM refuse('RECEIPT_EXCEEDS_SUM', jsonb_build_object(
            'what', what, 'open', (asked - received)::text, 'amount', NEW.amount::text));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION receive_within_sum IS 'Refuses money recorded beyond what was asked for (18(a)).';
REVOKE ALL ON FUNCTION receive_within_sum FROM PUBLIC;

CREATE TRIGGER billed_once BEFORE INSERT ON registry_feeinvoice
    FOR EACH ROW EXECUTE FUNCTION bill_once();
CREATE TRIGGER withdrawn_unpaid BEFORE INSERT ON registry_invoicewithdrawal
    FOR EACH ROW EXECUTE FUNCTION withdraw_unpaid();
CREATE TRIGGER received_within_sum BEFORE INSERT ON registry_companyreceipt
    FOR EACH ROW EXECUTE FUNCTION receive_within_sum();
