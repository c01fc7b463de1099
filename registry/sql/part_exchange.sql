-- The exchange of a part (24(b)): every registered holder gives of its valid Rights pro rata, in one entry. What a
-- holder keeps stays on its certificates, which stand for their face less what was exchanged off them, until they
-- are presented (docs/adr/0026).

-- What a part takes of each holder: each exact share rounded down, one Right more to the largest remainders, among
-- equals to the lowest account number (agreement/exchange.py). What is shared follows from the Rights held alone, so
-- it is computed once for every number of Rights that occurs; only holders at the edge are put in the order of
-- accounts. The list of an order and its entry are made by it alike.
CREATE FUNCTION shared_out(of_agreement bigint, at timestamptz, ordered bigint)
RETURNS TABLE (holder_id bigint, valid bigint, void bigint, taken bigint)
LANGUAGE sql STABLE ROWS 1000000 AS $$
    WITH held AS MATERIALIZED (
        SELECT stands.holder_id,
               coalesce(sum(stands.rights) FILTER (WHERE stands.void_from <= at IS NOT TRUE), 0)::bigint AS valid,
               coalesce(sum(stands.rights) FILTER (WHERE stands.void_from <= at), 0)::bigint AS void
          FROM open_lot stands
         WHERE stands.agreement_id = of_agreement AND stands.holder_id IS NOT NULL
         GROUP BY stands.holder_id),
    alike AS MATERIALIZED (SELECT held.valid, count(*) AS holders FROM held GROUP BY held.valid),
    total AS MATERIALIZED (SELECT greatest(sum(alike.valid * alike.holders), 1) AS rights FROM alike),
    shared AS MATERIALIZED (
        SELECT alike.valid, alike.holders, div(alike.valid::numeric * ordered, total.rights)::bigint AS whole,
               mod(alike.valid::numeric * ordered, total.rights)::bigint AS rest
          FROM alike CROSS JOIN total),
    by_rest AS (
        SELECT shared.rest, sum(shared.holders) AS holders,
               sum(sum(shared.holders)) OVER (ORDER BY shared.rest DESC) AS upto
          FROM shared GROUP BY shared.rest),
    missing AS (SELECT ordered - coalesce(sum(shared.whole * shared.holders), 0) AS rights FROM shared),
    edge AS MATERIALIZED (
        SELECT by_rest.rest, missing.rights - (by_rest.upto - by_rest.holders) AS rights
          FROM by_rest, missing WHERE by_rest.upto >= missing.rights ORDER BY by_rest.upto LIMIT 1),
    lowest AS (
        SELECT held.holder_id FROM shared JOIN edge ON edge.rest = shared.rest JOIN held ON held.valid = shared.valid
          JOIN registered_holder holder ON holder.id = held.holder_id
         ORDER BY ARRAY(SELECT CASE WHEN run[1] ~ '^[0-9]' THEN '0' || lpad(ltrim(run[1], '0'), 40, '0')
                                    ELSE '1' || run[1] END
                          FROM regexp_matches(holder.account, '[0-9]+|[^0-9]+', 'g') AS run) COLLATE "C",
                  holder.account COLLATE "C"
         LIMIT (SELECT edge.rights FROM edge))
    SELECT held.holder_id, held.valid, held.void,
           shared.whole + (shared.rest > edge.rest OR lowest.holder_id IS NOT NULL)::int
      FROM held JOIN shared ON shared.valid = held.valid CROSS JOIN edge
      LEFT JOIN lowest ON lowest.holder_id = held.holder_id
$$;
COMMENT ON FUNCTION shared_out IS 'What a part takes of the valid Rights of each holder, pro rata to the Right (24(b)).';


-- The lots that a part takes from. The agreement says how many Rights of a holder are exchanged, not off which paper:
-- they leave in the order of its certificates, so that at most one of a holder is taken from and stands on.
CREATE FUNCTION lots_of_part(of_agreement bigint, at timestamptz, ordered bigint)
RETURNS TABLE (lot bigint, holder_id bigint, certificate_id bigint, number bigint, rights bigint, taken bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    SELECT part.id, part.holder_id, part.certificate_id, part.number, part.rights,
           least(part.rights, part.due - part.before)::bigint
      FROM (SELECT stands.id, stands.holder_id, stands.certificate_id, certificate.number, stands.rights,
                   shared.taken AS due,
                   sum(stands.rights) OVER (PARTITION BY stands.holder_id
                                            ORDER BY certificate.number NULLS LAST, stands.id) - stands.rights AS before
              FROM shared_out(of_agreement, at, ordered) AS shared
              JOIN open_lot stands ON stands.agreement_id = of_agreement AND stands.holder_id = shared.holder_id
               AND stands.void_from <= at IS NOT TRUE
              LEFT JOIN rights_certificate certificate ON certificate.id = stands.certificate_id) AS part
     WHERE part.due > part.before
$$;
COMMENT ON FUNCTION lots_of_part IS 'The lots a part is taken from, in the order of certificates, and how much (24(b)).';


-- What the entry of a part does to certificates: from how many it takes, how many of them stand on for less, and how
-- many are not countersigned. Those would be signed for more Rights than there are (5(a)).
CREATE FUNCTION part_totals(of_agreement bigint, at timestamptz, ordered bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    WITH signed AS MATERIALIZED (
        SELECT range_agg(int8range(event.first_number, event.last_number, '[]')) AS numbers
          FROM certificate_event event WHERE event.agreement_id = of_agreement AND event.kind = 'COUNTERSIGNED'),
    taken AS (
        SELECT part.certificate_id, part.number, count(*) AS lots, sum(part.taken) AS rights
          FROM lots_of_part(of_agreement, at, ordered) AS part GROUP BY part.certificate_id, part.number),
    standing AS (
        SELECT stands.certificate_id, sum(stands.rights) AS rights FROM open_lot stands
         WHERE stands.agreement_id = of_agreement GROUP BY stands.certificate_id)
    SELECT jsonb_build_object(
               'rights', coalesce(sum(taken.rights), 0)::bigint,
               'lots', coalesce(sum(taken.lots), 0)::bigint,
               'certificates', count(taken.certificate_id),
               'stand_on', count(*) FILTER (WHERE standing.rights > taken.rights),
               'unsigned', count(*) FILTER (WHERE taken.number IS NOT NULL
                                              AND coalesce(signed.numbers @> taken.number, false) IS FALSE))
      FROM taken CROSS JOIN signed LEFT JOIN standing ON standing.certificate_id = taken.certificate_id
$$;
COMMENT ON FUNCTION part_totals IS 'Certificates a part takes from, that stand on for less, not countersigned (24(b)).';


-- The Rights that were exchanged off a certificate as parts: its face less these is what it stands for.
CREATE FUNCTION exchanged_off(of_certificate bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
    -- By the certificate, then by the lot. OFFSET 0: an entry of a part closes the lots of every holder. Sequential
    -- scans are set aside: where no lot had a parent when lots were counted last, all of them are expected of each.
    SELECT coalesce(sum(gone.rights - coalesce((SELECT sum(kept.rights) FROM lot kept
                                                 WHERE kept.parent_id = gone.id), 0)), 0)::bigint
      FROM (SELECT lot.id, lot.rights, lot.closed_by_id FROM lot
             WHERE lot.certificate_id = of_certificate AND lot.retired_as = 'EXCHANGED' OFFSET 0) AS gone
      JOIN book_entry entry ON entry.id = gone.closed_by_id AND entry.kind = 'EXCHANGE_RIGHTS'
      JOIN registry_approval asked ON asked.id = entry.approval_id AND asked.kind = 'CARRY_OUT_EXCHANGE'
$$;
COMMENT ON FUNCTION exchanged_off IS 'The Rights exchanged off a certificate by orders of a part (24(b)).';


-- The number of the entry by which the order of a part in a notice was carried out, or null.
CREATE FUNCTION entry_of_part(of_agreement bigint, notice bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT entry.number FROM book_entry entry
      JOIN registry_approval asked ON asked.id = entry.approval_id AND asked.kind = 'CARRY_OUT_EXCHANGE'
     WHERE entry.agreement_id = of_agreement AND entry.kind = 'EXCHANGE_RIGHTS'
       AND asked.request -> 'order' = to_jsonb(notice)
$$;
COMMENT ON FUNCTION entry_of_part IS 'By which entry the order of a part was carried out, if it was (24(b)).';


-- The order of a part: accepted by two, of so many Rights, and not carried out yet.
CREATE FUNCTION check_part_order(agreement registry_rightsagreement, request jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE done bigint := entry_of_part(agreement.id, (request ->> 'order')::bigint);
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM registry_notice notice
         WHERE notice.agreement_id = agreement.id AND notice.number = (request ->> 'order')::bigint
           AND notice.kind = 'EXCHANGE_ORDERED' AND notice.state = 'APPLIED'
           AND notice.document_id = (request ->> 'document')::bigint
           AND notice.facts ->> 'extent' = 'PART' AND notice.facts ->> 'rights' = request ->> 'part') THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('notice', request -> 'order'));
    END IF;
    IF done IS NOT NULL THEN
        PERFORM refuse('ORDER_CARRIED_OUT', jsonb_build_object('entry', done, 'notice', request -> 'order'));
    END IF;
END $$;
COMMENT ON FUNCTION check_part_order IS 'Refuses a part that no accepted order names, or that is carried out (24(b)).';
REVOKE ALL ON FUNCTION check_part_order FROM PUBLIC;


-- Closes the lots of pg_temp.part_lot as exchanged and opens what is kept where it was, with its marks.
CREATE FUNCTION write_part(entry book_entry) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE lot
       SET closed_by_id = entry.id, retired_as = 'EXCHANGED',
           closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, 'EXCHANGED')
      FROM pg_temp.part_lot part WHERE lot.id = part.lot;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as,
                     leaf_hash)
    SELECT part.kept_lot, entry.agreement_id, part.rights - part.taken, part.holder_id, part.certificate_id, part.lot,
           entry.id, '',
           lot_leaf(part.kept_lot, entry.agreement_id, part.rights - part.taken, part.holder_id, part.certificate_id,
                    part.lot, entry.id)
      FROM pg_temp.part_lot part WHERE part.kept_lot IS NOT NULL;
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.id, entry.agreement_id, made.kept_lot, made.taint_class, made.notice_id, made.effective_from,
           made.void_from, entry.id,
           lot_taint_leaf(made.id, entry.agreement_id, made.kept_lot, made.taint_class, made.notice_id,
                          made.effective_from, made.void_from, entry.id)
      FROM (SELECT nextval('lot_taint_id_seq') AS id, part.kept_lot, had.taint_class, had.notice_id,
                   had.effective_from, had.void_from
              FROM pg_temp.part_lot part
              JOIN lot_taint had ON had.lot_id = part.lot AND had.ended_by_id IS NULL
             WHERE part.kept_lot IS NOT NULL) AS made;
END $$;
COMMENT ON FUNCTION write_part IS 'Closes what a part takes and opens what is kept on its certificate (24(b)).';
REVOKE ALL ON FUNCTION write_part FROM PUBLIC;


-- Posts a part: docs of the request stand in registry/services/books.py. A stop keeps nothing back, as with the
-- exchange of all: the Board's own action ends the Rights. It stands on with what is kept.
CREATE FUNCTION exchange_part(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET work_mem = '256MB' SET jit = off AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement := lock_agreement(request ->> 'agreement');
    approval registry_approval := use_approval(exchange_part.approval_id, request, at);
    effective timestamptz := instant_given(request, 'effective_at');
    ordered bigint := (request ->> 'part')::bigint;
    found record;
    entry book_entry;
BEGIN
    IF approval.kind <> 'CARRY_OUT_EXCHANGE' OR request ->> 'kind' IS DISTINCT FROM 'EXCHANGE_RIGHTS' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    ELSIF effective > at THEN
        PERFORM refuse('RIGHTS_NOT_EXPIRED', jsonb_build_object('end', request -> 'effective_at'));
    END IF;
    PERFORM check_part_order(agreement, request);
    PERFORM check_unmarked_legends(agreement.id);
    IF standing_totals(agreement.id, effective) IS DISTINCT FROM request -> 'totals' THEN
        PERFORM refuse('STANDING_RIGHTS_CHANGED', jsonb_build_object(
            'approved', request #> '{totals,rights}',
            'rights', standing_totals(agreement.id, effective) -> 'rights'));
    ELSIF standing_hash(agreement.id, effective) IS DISTINCT FROM request ->> 'standing' THEN
        PERFORM refuse('LIST_OUTDATED', jsonb_build_object('list', request -> 'list'));
    ELSIF part_totals(agreement.id, effective, ordered) IS DISTINCT FROM request -> 'of_certificates' THEN
        PERFORM refuse('LIST_OUTDATED', jsonb_build_object('list', request -> 'list'));
    ELSIF (request #>> '{of_certificates,unsigned}')::bigint > 0 THEN
        PERFORM refuse('PART_BEFORE_COUNTERSIGNATURE', jsonb_build_object(
            'count', request #> '{of_certificates,unsigned}', 'notice', request -> 'order'));
    END IF;
    DROP TABLE IF EXISTS pg_temp.part_lot;
    CREATE TEMP TABLE part_lot ON COMMIT DROP AS
    SELECT part.*, CASE WHEN part.taken < part.rights THEN nextval('lot_id_seq') END AS kept_lot
      FROM (SELECT * FROM lots_of_part(agreement.id, effective, ordered) ORDER BY lot) AS part;
    ANALYZE pg_temp.part_lot;
    SELECT coalesce(sum(part.rights), 0)::bigint AS rights, coalesce(sum(part.taken), 0)::bigint AS taken
      INTO found FROM pg_temp.part_lot part;
    IF found.taken IS DISTINCT FROM ordered OR ordered < 1 THEN
        PERFORM refuse('PRO_RATA_TOTAL_MISMATCH', jsonb_build_object('allotted', found.taken, 'ordered', ordered));
    END IF;
    entry := open_entry(agreement, approval, request, at, 0, found.rights, found.rights - ordered, ordered);
    PERFORM write_part(entry);
    DROP TABLE pg_temp.part_lot;
    PERFORM check_lineage(entry, entry_rule(entry.kind));
    PERFORM check_certificates(entry);
    PERFORM check_marks(entry, entry_rule(entry.kind));
    RETURN QUERY SELECT entry.id, entry.number, seal_entry(entry);
END $$;
COMMENT ON FUNCTION exchange_part IS
    'Exchanges the part that an order names, pro rata, as two people approved it, in one entry (24(b)).';
REVOKE ALL ON FUNCTION exchange_part FROM PUBLIC;
