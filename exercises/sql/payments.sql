-- A payment is kept as it was received (7(c)).
DO $$
DECLARE filed text;
BEGIN
    FOREACH filed IN ARRAY ARRAY['exercises_payment']
    LOOP
        EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION refuse_change()', filed);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', filed);
        EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION refuse_change()', filed);
    END LOOP;
END $$;
