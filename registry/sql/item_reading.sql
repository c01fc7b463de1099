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
        'inquiries', (SELECT jsonb_agg(to_jsonb(asked) ORDER BY asked.id)
              FROM registry_certificateinquiry asked WHERE asked.item_id = of_item),
        'directions', (SELECT jsonb_agg(to_jsonb(directed) ORDER BY directed.id)
              FROM registry_deliverydirection directed WHERE directed.item_id = of_item),
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
                     AND notice.state NOT IN ('REJECTED', 'SUPERSEDED')),
        'orders', (SELECT jsonb_agg(to_jsonb(notice) ORDER BY notice.number)
              FROM registry_notice notice
             WHERE notice.agreement_id = plan AND notice.kind IN ('REDEMPTION_ORDERED', 'EXCHANGE_ORDERED')
               AND notice.state NOT IN ('REJECTED', 'SUPERSEDED')
               AND NOT EXISTS (SELECT FROM registry_notice ending
                                WHERE ending.agreement_id = plan AND ending.kind = 'ORDER_ENDED'
                                  AND ending.state IN ('ACCEPTED', 'APPLIED')
                                  AND ending.facts -> 'ends' = to_jsonb(notice.number))
               -- A part that was carried out stops nothing any more (24(b)).
               AND NOT (notice.facts ->> 'extent' = 'PART' AND entry_of_part(plan, notice.number) IS NOT NULL)));
END $$;
COMMENT ON FUNCTION read_item IS
    'The rows on which an item is examined, in one round trip: its papers, its paper''s events, stops, the office.';


-- By what the bank closures recorded by an instant are told apart from any others: their count, and a sum of hashes.
CREATE FUNCTION closures_told(at timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT jsonb_build_array(count(*), coalesce(sum(
                       hashtextextended(place, id * 100000 + (closed_on - DATE '2000-01-01'))), 0)::text)
              FROM registry_bankclosure WHERE recorded_at <= at);
END $$;
COMMENT ON FUNCTION closures_told IS 'What tells the bank closures recorded by an instant apart from any others (1(e)).';


-- The plan as it is known at an instant: its terms by the hash of their file, the readings decided since, and by
-- what the bank closures recorded by then are told apart from any others.
CREATE FUNCTION plan_known(plan bigint, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = 'force_generic_plan' AS $$
BEGIN
    RETURN jsonb_build_object(
        'terms', (SELECT jsonb_agg(jsonb_build_array(version.sha256, version.figures, version.effective_from,
                                                      version.known_from) ORDER BY version.version)
              FROM registry_termsversion version WHERE version.agreement_id = plan),
        'decided', (SELECT jsonb_agg(jsonb_build_array(decided.name, decided.reading)
                                     ORDER BY decided.since, decided.id)
              FROM registry_readingdecision decided
             WHERE decided.agreement_id = plan AND decided.recorded_at <= at AND decided.since <= at),
        'closures', closures_told(at));
END $$;
COMMENT ON FUNCTION plan_known IS
    'The terms, readings and bank closures of a plan as known at an instant, each told apart by what it is.';


-- An item under the lock of its books and its own, with all that posting it asks: nothing of it can change before
-- the transaction ends. Null for an item that is not of the agreement.
CREATE FUNCTION take_item(plan bigint, of_item bigint, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    agreement registry_rightsagreement;
    item registry_item;
BEGIN
    SELECT * INTO agreement FROM registry_rightsagreement WHERE id = plan FOR NO KEY UPDATE;
    SELECT * INTO item FROM registry_item WHERE id = of_item AND agreement_id = plan FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN jsonb_build_object(
        'agreement', to_jsonb(agreement),
        'item', to_jsonb(item),
        'known', plan_known(plan, at),
        'reading', read_item(of_item, NULL, (at AT TIME ZONE agreement.time_zone)::date),
        'lots', (SELECT jsonb_agg(jsonb_build_array(stands.id, stands.certificate_id, stands.rights, opening.number,
                                                    coalesce(stands.taint_class, ''), stands.void_from)
                                  ORDER BY opening.number, stands.id)
              FROM registry_itemcertificate held
              JOIN open_lot stands ON stands.certificate_id = held.certificate_id
              JOIN book_entry opening ON opening.id = stands.opened_by_id
             WHERE held.item_id = of_item),
        'address', (SELECT to_jsonb(version) FROM registry_holderaddress version
                     WHERE version.holder_id = item.holder_id AND coalesce(version.in_force_from <= at, true)
                     ORDER BY version.in_force_from DESC NULLS LAST, version.id DESC LIMIT 1));
END $$;
COMMENT ON FUNCTION take_item IS
    'Locks the books and an item, and reads all that it is decided, entered and written of on (5(b), 6(a)).';


-- Posts the entry of an item, ends the item with it and writes the letter about it, in one round trip. The letter
-- states the numbers that the entry gave.
CREATE FUNCTION post_item(
    approval_id bigint, request jsonb, at timestamptz, of_item bigint, ends_as text,
    letter_kind text, letter jsonb, letter_section text, written_by bigint
) RETURNS TABLE (entry_id bigint, number bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    posted record;
BEGIN
    SELECT entry.entry_id, entry.number INTO STRICT posted
      FROM post_entry(post_item.approval_id, post_item.request, at) AS entry;
    UPDATE registry_item SET state = ends_as, entry_id = posted.entry_id, ended_at = at WHERE id = of_item;
    INSERT INTO registry_paperdue (agreement_id, paper_kind, facts, section, item_id, recorded_at, recorded_by_id)
    SELECT entry.agreement_id, letter_kind, letter || jsonb_build_object(
               'entry', posted.number,
               'issued', coalesce(jsonb_agg(jsonb_build_object('number', issued.number, 'rights', issued.rights,
                                                               'registration', issued.registration)
                                            ORDER BY issued.number) FILTER (WHERE issued.id IS NOT NULL), '[]'),
               'rights_left', coalesce(sum(issued.rights), 0)),
           letter_section, of_item, at, written_by
      FROM book_entry entry LEFT JOIN rights_certificate issued ON issued.issued_by_id = entry.id
     WHERE entry.id = posted.entry_id
     GROUP BY entry.id;
    RETURN QUERY SELECT posted.entry_id, posted.number;
END $$;
COMMENT ON FUNCTION post_item IS 'Posts an item: its entry, its end, the letter that confirms it (5(b), 6(a), 7(d)).';
