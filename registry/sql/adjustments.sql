-- Figures of an adjustment come from the Company's certificate alone: a version of the terms may bear no figure that no
-- certificate states which two people accepted. Run as their owner: the runtime role may not call refuse() (12, 20(e)).
SELECT keep_as_filed('registry_formchange');
SELECT keep_but_later('registry_adjustmentworksheet', 'certificate_id');

CREATE FUNCTION figures_certified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE uncertified text;
BEGIN
    SELECT told.name INTO uncertified
      FROM jsonb_each_text(NEW.figures) AS told(name, figure)
     WHERE NOT EXISTS (
           SELECT 1
             FROM registry_notice notice
             JOIN registry_approval accepted ON accepted.id = notice.acceptance_id
            WHERE notice.agreement_id = NEW.agreement_id AND notice.kind = 'ADJUSTMENT'
              AND accepted.kind = 'ACCEPT_NOTICE' AND accepted.consumed_at IS NOT NULL
              AND notice.facts ->> told.name = told.figure)
     LIMIT 1;
    IF uncertified IS NOT NULL THEN
        PERFORM refuse('CERTIFICATE_REQUIRED', jsonb_build_object('figure', uncertified));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION figures_certified IS
    'Lets a version of the terms bear the figures of accepted certificates of adjustment alone (12).';
REVOKE ALL ON FUNCTION figures_certified FROM PUBLIC;
CREATE TRIGGER certified_figures BEFORE INSERT ON registry_termsversion
    FOR EACH ROW EXECUTE FUNCTION figures_certified();
