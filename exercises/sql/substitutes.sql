-- The cash in substitution of an exercise is paid as it was fixed with its posting, of the agreement of its exercise.
CREATE FUNCTION pay_substitute_as_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.substitute_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM exercises_securitiesdue due
         WHERE due.id = NEW.substitute_id AND due.cash = NEW.amount AND due.agreement_id = NEW.agreement_id) THEN
        PERFORM refuse('NO_SUBSTITUTE_DUE', jsonb_build_object('item', (
            SELECT item.number FROM exercises_securitiesdue due JOIN registry_item item ON item.id = due.item_id
             WHERE due.id = NEW.substitute_id)));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION pay_substitute_as_due IS 'Lets the cash of a substitution be paid as it was fixed (11(a)(iii)).';
REVOKE ALL ON FUNCTION pay_substitute_as_due FROM PUBLIC;

CREATE TRIGGER paid_as_due BEFORE INSERT ON exercises_payout
    FOR EACH ROW EXECUTE FUNCTION pay_substitute_as_due();
