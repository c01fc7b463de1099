-- What follows an exercise stands as recorded; a requisition is put into its file once, later (7(c)).
SELECT keep_as_filed('exercises_reservedshares', 'exercises_deliveryroute', 'exercises_securitiesdue',
                     'exercises_requisitionfile', 'exercises_deliverystep', 'exercises_fractioncertified',
                     'exercises_paymentmovement');
SELECT keep_but_later('exercises_requisition', 'file_id');

-- What exercises took of a security is never more than the Company certified last as reserved for them; one after
-- another, under the lock of the agreement. Run as their owner: the runtime role may not call refuse().
CREATE FUNCTION take_within_reserve() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE exercise registry_item; certified exercises_reservedshares; taken numeric;
BEGIN
    PERFORM FROM registry_rightsagreement WHERE id = NEW.agreement_id FOR NO KEY UPDATE;
    SELECT * INTO exercise FROM registry_item WHERE id = NEW.item_id;
    IF (exercise.kind = 'EXERCISE' AND exercise.state = 'POSTED'
        AND exercise.agreement_id = NEW.agreement_id) IS NOT TRUE THEN
        PERFORM refuse('REQUISITION_NOT_DUE', jsonb_build_object(
            'item', exercise.number, 'reason', 'it is no posted exercise'));
    END IF;
    SELECT * INTO certified FROM exercises_reservedshares
     WHERE agreement_id = NEW.agreement_id AND security = NEW.security ORDER BY number DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    SELECT coalesce(sum(whole_units), 0) INTO taken FROM exercises_securitiesdue
     WHERE agreement_id = NEW.agreement_id AND security = NEW.security;
    IF taken + NEW.whole_units > certified.reserved_units THEN
        PERFORM refuse('RESERVED_SHARES_TAKEN', jsonb_build_object(
            'security', NEW.security,
            'asked', (NEW.whole_units::numeric / NEW.unit_denominator)::text,
            'left', (greatest(certified.reserved_units - taken, 0) / NEW.unit_denominator)::text,
            'reserved', (certified.reserved_units::numeric / NEW.unit_denominator)::text));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION take_within_reserve IS 'Lets an exercise take no more than is certified as reserved (9(a)).';
REVOKE ALL ON FUNCTION take_within_reserve FROM PUBLIC;

-- Securities are requisitioned of whole units of the same agreement.
CREATE FUNCTION requisition_what_is_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked exercises_securitiesdue;
BEGIN
    SELECT * INTO asked FROM exercises_securitiesdue WHERE id = NEW.due_id;
    IF (asked.whole_units > 0 AND asked.agreement_id = NEW.agreement_id) IS NOT TRUE THEN
        PERFORM refuse('REQUISITION_NOT_DUE', jsonb_build_object(
            'item', (SELECT number FROM registry_item WHERE id = asked.item_id),
            'reason', 'it gives none'));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION requisition_what_is_due IS 'Lets whole units of a posted exercise be requisitioned (7(c)(i)).';
REVOKE ALL ON FUNCTION requisition_what_is_due FROM PUBLIC;

-- Nothing is delivered before it came, or earlier than on the day on which it came.
CREATE FUNCTION deliver_what_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'DELIVERED' AND NOT EXISTS (
        SELECT FROM exercises_deliverystep WHERE requisition_id = NEW.requisition_id AND kind = 'RECEIVED'
           AND happened_on <= NEW.happened_on) THEN
        PERFORM refuse('DELIVERY_BEFORE_RECEIPT', jsonb_build_object(
            'requisition', (SELECT number FROM exercises_requisition WHERE id = NEW.requisition_id),
            'date', NEW.happened_on));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION deliver_what_came IS 'Lets securities be delivered once they came (7(c)(iii)).';
REVOKE ALL ON FUNCTION deliver_what_came FROM PUBLIC;

-- A fraction is paid as the Company certified it, of the agreement of its exercise.
CREATE FUNCTION pay_fraction_as_certified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.fraction_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM exercises_fractioncertified certified
          JOIN exercises_securitiesdue due ON due.id = certified.due_id
         WHERE certified.id = NEW.fraction_id AND certified.amount = NEW.amount
           AND due.agreement_id = NEW.agreement_id) THEN
        PERFORM refuse('FRACTION_CERTIFICATE_MISSING', jsonb_build_object('batch', 'of the payment'));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION pay_fraction_as_certified IS 'Lets a fraction be paid as the Company certified it (14(e)).';
REVOKE ALL ON FUNCTION pay_fraction_as_certified FROM PUBLIC;

-- Of a payment no more is forwarded and returned than was received, and of the price of an exercise no more is
-- forwarded than was due for it, once it is posted.
CREATE FUNCTION move_within_payment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE received exercises_payment; moved numeric; forwarded numeric; due numeric;
BEGIN
    PERFORM FROM registry_rightsagreement WHERE id = NEW.agreement_id FOR NO KEY UPDATE;
    SELECT * INTO received FROM exercises_payment WHERE id = NEW.payment_id AND agreement_id = NEW.agreement_id;
    SELECT coalesce(sum(amount), 0) INTO moved FROM exercises_paymentmovement WHERE payment_id = NEW.payment_id;
    IF (moved + NEW.amount <= received.amount) IS NOT TRUE THEN
        PERFORM refuse('PAYMENT_MOVED_ALREADY', jsonb_build_object(
            'payment', NEW.payment_id, 'left', coalesce(received.amount - moved, 0)::text));
    END IF;
    IF NEW.kind = 'FORWARDED' THEN
        SELECT election.amount_due INTO due FROM exercises_election election
          JOIN registry_item item ON item.id = election.item_id
         WHERE item.id = received.item_id AND item.state = 'POSTED';
        SELECT coalesce(sum(one.amount), 0) INTO forwarded FROM exercises_paymentmovement one
          JOIN exercises_payment paid ON paid.id = one.payment_id
         WHERE paid.item_id = received.item_id AND one.kind = 'FORWARDED';
        IF (forwarded + NEW.amount <= due) IS NOT TRUE THEN
            PERFORM refuse('PRICE_NOT_THE_COMPANYS_YET', jsonb_build_object('payment', NEW.payment_id,
                'item', (SELECT number FROM registry_item WHERE id = received.item_id),
                'left', coalesce(due - forwarded, 0)::text));
        END IF;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION move_within_payment IS 'Lets money of an exercise go once, and the price to the Company (7(c)).';
REVOKE ALL ON FUNCTION move_within_payment FROM PUBLIC;

CREATE TRIGGER taken_within_reserve BEFORE INSERT ON exercises_securitiesdue
    FOR EACH ROW EXECUTE FUNCTION take_within_reserve();
CREATE TRIGGER requisitioned_as_due BEFORE INSERT ON exercises_requisition
    FOR EACH ROW EXECUTE FUNCTION requisition_what_is_due();
CREATE TRIGGER delivered_once_received BEFORE INSERT ON exercises_deliverystep
    FOR EACH ROW EXECUTE FUNCTION deliver_what_came();
CREATE TRIGGER paid_as_certified BEFORE INSERT ON exercises_payout
    FOR EACH ROW EXECUTE FUNCTION pay_fraction_as_certified();
CREATE TRIGGER moved_within_payment BEFORE INSERT ON exercises_paymentmovement
    FOR EACH ROW EXECUTE FUNCTION move_within_payment();
