-- A public announcement stands as filed, beside the notice of the suspension or of its end that it is about (9(c)).
SELECT keep_as_filed('exercises_suspensionannouncement');

CREATE FUNCTION announce_suspension() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE told registry_notice;
BEGIN
    SELECT * INTO told FROM registry_notice WHERE id = NEW.notice_id;
    IF (told.kind IN ('EXERCISE_SUSPENDED', 'SUSPENSION_ENDED')) IS NOT TRUE THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', '{}'::jsonb);
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION announce_suspension IS 'Files an announcement with a notice of a suspension or of its end (9(c)).';
REVOKE ALL ON FUNCTION announce_suspension FROM PUBLIC;

CREATE TRIGGER announced_with_its_notice BEFORE INSERT ON exercises_suspensionannouncement
    FOR EACH ROW EXECUTE FUNCTION announce_suspension();
