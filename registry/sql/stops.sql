-- Stops: kept as they were placed, released by a row of two people, asked by the books' door.

SELECT keep_as_filed('registry_stop', 'registry_stoprelease', 'registry_stoprecord', 'registry_replacement',
                     'registry_replacementrecord');

-- A stop is placed between two entries of the books: under their lock, after the last one, before the next.
-- Runs as its owner: whoever places a stop may lock the books no other way than the services do.
CREATE FUNCTION place_between_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM registry_rightsagreement WHERE id = NEW.agreement_id FOR NO KEY UPDATE;
    SELECT coalesce(max(number), 0) INTO NEW.placed_after FROM book_entry WHERE agreement_id = NEW.agreement_id;
    IF NOT EXISTS (
        SELECT 1 FROM registry_rightsagreement plan
          LEFT JOIN rights_certificate certificate ON certificate.id = NEW.certificate_id
          LEFT JOIN registered_holder holder ON holder.id = NEW.holder_id
          LEFT JOIN lot ON lot.id = NEW.lot_id
         WHERE plan.id = NEW.agreement_id
           AND coalesce(certificate.agreement_id, holder.agreement_id, lot.agreement_id, plan.id) = plan.id) THEN
        PERFORM refuse('STOP_TARGET_UNKNOWN', jsonb_build_object('what', 'what the stop stands on'));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION place_between_entries IS
    'Places a stop under the lock of the books and notes the last entry before it; refuses foreign Rights (15(b)).';
REVOKE ALL ON FUNCTION place_between_entries FROM PUBLIC;

-- A stop is released by the approval of two people for this very stop, and between two entries as well.
CREATE FUNCTION release_by_two() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stop registry_stop;
    asked registry_approval;
BEGIN
    SELECT * INTO stop FROM registry_stop WHERE id = NEW.stop_id;
    PERFORM 1 FROM registry_rightsagreement WHERE id = stop.agreement_id FOR NO KEY UPDATE;
    SELECT * INTO asked FROM registry_approval WHERE id = NEW.approval_id;
    IF (asked.kind = 'RELEASE_STOP' AND asked.consumed_at IS NOT NULL
        AND asked.agreement_id = stop.agreement_id
        AND asked.request -> 'stop' = to_jsonb(stop.id)) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    SELECT coalesce(max(number), 0) INTO NEW.released_after FROM book_entry WHERE agreement_id = stop.agreement_id;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION release_by_two IS
    'Lets a stop be released by a used approval for it alone, and notes the last entry that it met (15(b)).';
REVOKE ALL ON FUNCTION release_by_two FROM PUBLIC;

CREATE TRIGGER placed_in_turn BEFORE INSERT ON registry_stop
    FOR EACH ROW EXECUTE FUNCTION place_between_entries();
CREATE TRIGGER released_in_turn BEFORE INSERT ON registry_stoprelease
    FOR EACH ROW EXECUTE FUNCTION release_by_two();


-- The stops that nobody released and that hold something. One that ends by its own term has its last day in
-- expires_on: whoever asks compares it with the day asked about.
CREATE VIEW standing_stop AS
SELECT stop.* FROM registry_stop stop
 WHERE stop.kind <> 'ADVERSE_CLAIM'
   AND NOT EXISTS (SELECT 1 FROM registry_stoprelease release WHERE release.stop_id = stop.id);
COMMENT ON VIEW standing_stop IS 'Stops not released, without claims that are only noted (6(b), 15(b), 16(c)).';


-- A lot and the lots it came out of: a stop on a lot stands on whatever came out of it.
CREATE FUNCTION lot_and_its_parents(of_lot bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE line(id, parent_id) AS (
        SELECT lot.id, lot.parent_id FROM lot WHERE lot.id = of_lot
        UNION ALL
        SELECT parent.id, parent.parent_id FROM line JOIN lot parent ON parent.id = line.parent_id)
    SELECT id FROM line
$$;
COMMENT ON FUNCTION lot_and_its_parents IS 'A lot with every lot it came out of.';


-- What the door asks before it closes a lot. Entries that move nothing out of a holder's hands pass: marks and
-- corrections, adjustments, and what ends a whole class by the agreement's own terms (agreement/stops.py has
-- the same list). A replacement passes the report of the loss that it cures, and no other stop. Paper moved to
-- another number does not pass, or the stop would stay behind on an empty one; what only records events of
-- the paper closes no lot and is not asked.
CREATE FUNCTION check_stops(agreement registry_rightsagreement, of_kind text, closings jsonb, at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    today date := (at AT TIME ZONE agreement.time_zone)::date;
    met record;
BEGIN
    IF closings = '[]' OR of_kind IN ('ATTACH', 'RETIRE_ATTACHED', 'OPEN', 'ISSUE', 'NULLIFY', 'RESTORE',
                                      'ADJUST_NUMBER', 'REDEEM', 'EXPIRE', 'TAKE_ON', 'CORRECT') THEN
        RETURN;
    END IF;
    SELECT stop.number, stop.kind INTO met
      FROM standing_stop stop
     WHERE stop.agreement_id = agreement.id AND coalesce(stop.expires_on >= today, true)
       AND (stop.reach = 'EVERYTHING' OR (stop.reach = 'EXERCISE') = (of_kind = 'EXERCISE'))
       AND NOT (of_kind = 'REPLACE' AND stop.kind IN ('LOSS_REPORTED', 'THEFT_REPORTED'))
       AND (coalesce(stop.certificate_id, stop.holder_id, stop.lot_id) IS NULL
            OR EXISTS (
                SELECT 1 FROM jsonb_to_recordset(closings) AS asked(lot bigint)
                  JOIN lot ON lot.id = asked.lot
                 WHERE lot.certificate_id = stop.certificate_id OR lot.holder_id = stop.holder_id
                    OR stop.lot_id IS NOT NULL AND stop.lot_id IN (SELECT lot_and_its_parents(lot.id))))
     ORDER BY stop.number LIMIT 1;
    IF met.number IS NOT NULL THEN
        PERFORM refuse('RIGHTS_UNDER_STOP', jsonb_build_object(
            'stop', met.number, 'kind', lower(replace(met.kind, '_', ' '))));
    END IF;
END $$;
COMMENT ON FUNCTION check_stops IS
    'Refuses to close a lot on which a stop stands, unless the kind of entry passes it (6(b), 15(b)).';
REVOKE ALL ON FUNCTION check_stops FROM PUBLIC;


-- How a certificate stands. Its Rights speak before its paper: without open Rights it has ended, and how tells
-- the last event or what its lots were retired as; it is VOID when all its Rights are; a stop is a stop; before the
-- countersignature it is NOT_COUNTERSIGNED, after it OUTSTANDING. A stop stands on its number, its account or a
-- lot on it; an order on all Rights is no stop of one certificate.
CREATE FUNCTION certificate_status(
    of_agreement bigint, of_certificate bigint, of_number bigint, at timestamptz
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN coalesce(standing.rights, 0) = 0 THEN
            CASE WHEN paper.kind IN ('CANCELLED', 'REPLACED', 'SPOILED', 'DELIVERED_TO_COMPANY',
                                     'KEPT_FOR_COMPANY') THEN paper.kind
                 WHEN ended.with_its_class THEN (
                     SELECT CASE ending.kind WHEN 'REDEEM' THEN 'REDEEMED' WHEN 'EXCHANGE_RIGHTS' THEN 'EXCHANGED'
                                 ELSE 'EXPIRED' END
                       FROM book_entry ending
                      WHERE ending.agreement_id = of_agreement AND ending.ended_class <> ''
                      ORDER BY ending.id DESC LIMIT 1)
                 WHEN ended.retired_as <> '' THEN ended.retired_as
                 ELSE 'SURRENDERED' END
        WHEN standing.void_rights = standing.rights THEN 'VOID'
        WHEN EXISTS (
            SELECT 1 FROM standing_stop stop
              JOIN registry_rightsagreement plan ON plan.id = stop.agreement_id
             WHERE stop.agreement_id = of_agreement
               AND coalesce(stop.expires_on >= (at AT TIME ZONE plan.time_zone)::date, true)
               AND (stop.certificate_id = of_certificate
                    OR stop.holder_id = (SELECT holder_id FROM rights_certificate WHERE id = of_certificate)
                    OR stop.lot_id IS NOT NULL AND EXISTS (
                           SELECT 1 FROM open_lot stands
                            WHERE stands.certificate_id = of_certificate
                              AND stop.lot_id IN (SELECT lot_and_its_parents(stands.id))))) THEN 'STOPPED'
        WHEN paper.kind IN ('STOPPED', 'SURRENDERED') THEN paper.kind
        WHEN signed.happened THEN 'OUTSTANDING'
        ELSE 'NOT_COUNTERSIGNED' END
      FROM (SELECT sum(stands.rights) AS rights,
                   sum(stands.rights) FILTER (WHERE stands.void_from <= at) AS void_rights
              FROM open_lot stands WHERE stands.certificate_id = of_certificate) AS standing
      CROSS JOIN (SELECT max(gone.retired_as) AS retired_as, bool_or(gone.closed_by_id IS NULL) AS with_its_class
                    FROM lot gone WHERE gone.certificate_id = of_certificate) AS ended
      CROSS JOIN (SELECT (last_paper_event(of_agreement, of_number)).kind AS kind) AS paper
      CROSS JOIN (SELECT EXISTS (
                      SELECT 1 FROM certificate_event event
                       WHERE event.agreement_id = of_agreement AND event.kind = 'COUNTERSIGNED'
                         AND int8range(event.first_number, event.last_number, '[]') @> of_number)
                      AS happened) AS signed
$$;
COMMENT ON FUNCTION certificate_status IS 'How a Rights Certificate stands at an instant (5(a), 7(e), 8).';
