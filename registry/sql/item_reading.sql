-- What an item is examined on and posted by, read at once: the rows as they stand, as JSON, each list in the order
-- in which it was recorded. For the certificates named, or those surrendered with the item. Plans are kept from
-- call to call, and go by index.
CREATE FUNCTION read_item(of_item bigint, certificates bigint[], day date) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    plan bigint := (SELECT agreement_id FROM registry_item WHERE id = of_item);
    -- Bytes, of which the rules know nothing.
    without text[] := '{leaf_hash,manifest_hash,registration_commitment,taxpayer_id_encrypted,taxpayer_id_index}';
    numbers int8multirange;
    holders bigint[];
    looked_at bigint[] := coalesce(certificates, ARRAY(
        SELECT certificate_id FROM registry_itemcertificate WHERE item_id = of_item));
BEGIN
    SELECT range_agg(int8range(number, number, '[]')), array_agg(holder_id) INTO numbers, holders
      FROM rights_certificate WHERE id = ANY (looked_at);
    RETURN jsonb_build_object(
        'surrendered', (SELECT jsonb_agg(to_jsonb(held) || jsonb_build_object(
                                             'certificate', to_jsonb(paper) - without, 'holder', to_jsonb(holder) - without)
                                         ORDER BY paper.number)
              FROM registry_itemcertificate held
              JOIN rights_certificate paper ON paper.id = held.certificate_id
              JOIN registered_holder holder ON holder.id = paper.holder_id
             WHERE held.item_id = of_item),
        'lines', (SELECT jsonb_agg(to_jsonb(line) || jsonb_build_object('holder', to_jsonb(holder) - without)
                                   ORDER BY line.place)
              FROM registry_transferline line
              LEFT JOIN registered_holder holder ON holder.id = line.holder_id
             WHERE line.item_id = of_item),
        'form_version', (SELECT form.id FROM registry_formversion form
                          WHERE form.agreement_id = plan AND form.company_approval_id IS NOT NULL
                            AND form.agent_signed_off_at IS NOT NULL
                          ORDER BY form.agent_signed_off_at DESC, form.id DESC LIMIT 1),
        'certifications', (SELECT jsonb_agg(to_jsonb(told) ORDER BY told.id)
              FROM registry_certification told WHERE told.item_id = of_item),
        'forms', (SELECT jsonb_agg(to_jsonb(form) ORDER BY form.id)
              FROM registry_executedform form WHERE form.item_id = of_item),
        'papers', (SELECT jsonb_agg(to_jsonb(paper) ORDER BY paper.id)
              FROM registry_itempaper paper WHERE paper.item_id = of_item),
        'consultations', (SELECT jsonb_agg(to_jsonb(consulted) ORDER BY consulted.id)
              FROM registry_consultation consulted WHERE consulted.item_id = of_item),
        'evidence', (SELECT jsonb_agg(to_jsonb(asked) ORDER BY asked.id)
              FROM registry_evidencerequest asked WHERE asked.item_id = of_item),
        'events', (SELECT jsonb_agg(to_jsonb(event) - without ORDER BY event.entry_id, event.id)
              FROM unnest(numbers) AS of_paper
              JOIN certificate_event event
                ON event.agreement_id = plan
               AND int8range(event.first_number, event.last_number, '[]') && of_paper),
        'stops', (SELECT jsonb_agg(to_jsonb(stop) ORDER BY stop.number)
              FROM registry_stop stop
             WHERE stop.agreement_id = plan AND coalesce(stop.expires_on >= day, true)
               AND (stop.lot_id IS NOT NULL OR stop.certificate_id = ANY (looked_at)
                    OR stop.holder_id = ANY (holders)
                    OR coalesce(stop.certificate_id, stop.holder_id, stop.lot_id) IS NULL)
               AND NOT EXISTS (SELECT 1 FROM registry_stoprelease release WHERE release.stop_id = stop.id)),
        'appointments', (SELECT jsonb_agg(to_jsonb(term) ORDER BY term.in_office_from, term.id)
              FROM registry_agentappointment term WHERE term.agreement_id = plan),
        'successions', (SELECT jsonb_agg(to_jsonb(record) ORDER BY record.number)
              FROM registry_successionrecord record WHERE record.agreement_id = plan),
        'price', (SELECT notice.facts ->> 'price' FROM registry_notice notice
                   WHERE notice.agreement_id = plan AND notice.kind = 'RIGHT_PRICE'
                     AND notice.state IN ('ACCEPTED', 'APPLIED')
                   ORDER BY notice.received_at DESC, notice.number DESC LIMIT 1),
        'names_void', EXISTS (SELECT FROM registry_notice notice
                   WHERE notice.agreement_id = plan AND notice.kind IN ('NULLITY', 'PRE_SEPARATION_NULLITY')
                     AND notice.state NOT IN ('REJECTED', 'SUPERSEDED')));
END $$;
COMMENT ON FUNCTION read_item IS
    'The rows on which an item is examined, in one round trip: its papers, its paper''s events, stops, the office.';
