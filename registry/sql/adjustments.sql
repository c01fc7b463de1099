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
    IF uncertified = 'price_of_unit' THEN
        PERFORM refuse('PRICE_UNSUPPORTED', jsonb_build_object('figure', uncertified));
    ELSIF uncertified IS NOT NULL THEN
        PERFORM refuse('CERTIFICATE_REQUIRED', jsonb_build_object('figure', uncertified));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION figures_certified IS
    'Lets a version of the terms bear the figures of accepted certificates of adjustment alone (12).';
REVOKE ALL ON FUNCTION figures_certified FROM PUBLIC;
CREATE TRIGGER certified_figures BEFORE INSERT ON registry_termsversion
    FOR EACH ROW EXECUTE FUNCTION figures_certified();


-- Each certificate outstanding that is not of a form, with the first reason for which a run in that form would leave
-- it as it is, or none: not countersigned, an order of a court, another stop, presented to the counter (22).
CREATE FUNCTION certificates_of_other_forms(
    of_agreement bigint, of_form bigint, reaches text[], ended text[], today date
) RETURNS TABLE (number bigint, rights numeric, void_rights numeric, account text, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH held AS (
        SELECT lot.certificate_id, sum(lot.rights) AS rights,
               coalesce(sum(lot.rights) FILTER (WHERE lot.void_from IS NOT NULL), 0) AS void_rights,
               array_agg(lot.id) AS lots
          FROM open_lot lot
         WHERE lot.agreement_id = of_agreement AND lot.certificate_id IS NOT NULL
         GROUP BY lot.certificate_id),
    stopping AS (
        SELECT stop.* FROM standing_stop stop
         WHERE stop.agreement_id = of_agreement AND stop.reach = ANY (reaches)
           AND coalesce(stop.expires_on >= today, true)),
    met AS (
        SELECT held.certificate_id, bool_or(stop.kind = 'COURT_ORDER') AS by_order
          FROM held
          JOIN rights_certificate certificate ON certificate.id = held.certificate_id
          JOIN stopping stop
            ON stop.certificate_id = certificate.id OR stop.holder_id = certificate.holder_id
               OR (stop.certificate_id IS NULL AND stop.holder_id IS NULL AND stop.lot_id IS NULL)
               OR (stop.lot_id IS NOT NULL AND EXISTS (
                   SELECT 1 FROM unnest(held.lots) AS one, lot_and_its_parents(one) AS parent
                    WHERE parent = stop.lot_id))
         GROUP BY held.certificate_id)
    SELECT certificate.number, held.rights, held.void_rights, holder.account,
           CASE
               WHEN coalesce((last_paper_event(of_agreement, certificate.number)).kind, 'EXECUTED') = 'EXECUTED'
               THEN 'NOT_COUNTERSIGNED'
               WHEN met.by_order THEN 'LEGAL_ORDER'
               WHEN met.certificate_id IS NOT NULL THEN 'STOPPED'
               -- A predecessor's legend stops its paper until the Company's notice marks Rights on it (4(b)).
               WHEN certificate.taint_class <> ''
                    AND EXISTS (SELECT 1 FROM book_entry issuing
                                 WHERE issuing.id = certificate.issued_by_id AND issuing.kind = 'TAKE_ON')
                    AND NOT EXISTS (SELECT 1 FROM lot sibling JOIN lot_taint mark ON mark.lot_id = sibling.id
                                     WHERE sibling.certificate_id = certificate.id)
               THEN 'STOPPED'
               WHEN EXISTS (
                   SELECT 1 FROM registry_itemcertificate presented
                     JOIN registry_item item ON item.id = presented.item_id
                    WHERE presented.certificate_id = certificate.id AND item.state <> ALL (ended))
               THEN 'PRESENTED'
               ELSE '' END
      FROM held
      JOIN rights_certificate certificate ON certificate.id = held.certificate_id
      JOIN registered_holder holder ON holder.id = certificate.holder_id
      LEFT JOIN met ON met.certificate_id = certificate.id
     WHERE certificate.form_version_id <> of_form
$$;
COMMENT ON FUNCTION certificates_of_other_forms IS
    'Certificates outstanding of other forms, and why a run would leave one as it is (22).';
