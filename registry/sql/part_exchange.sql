-- A part of the Rights exchanged pro rata (24(b)): the database shares it out anew by the largest remainders, and
-- the result must be that of the list that two people approved. What a holder keeps stays on its certificates.

-- The lots that a part takes, whole or divided, into pg_temp.exchanged_lot: valid Rights alone, of each holder the
-- earliest lots first.
CREATE FUNCTION share_out_part(of_agreement bigint, at timestamptz, ordered bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE held_in_all numeric; missing numeric;
BEGIN
    CREATE TEMP TABLE exchanged_lot ON COMMIT DROP AS
    SELECT stands.id AS lot, stands.rights, stands.holder_id AS holder, stands.certificate_id AS certificate,
           stands.taint_id AS mark, NULL::bigint AS taken, NULL::bigint AS rest_lot
      FROM open_lot stands
     WHERE stands.agreement_id = of_agreement AND stands.holder_id IS NOT NULL
       AND (stands.void_from <= share_out_part.at) IS NOT TRUE;
    CREATE TEMP TABLE exchanged_share ON COMMIT DROP AS
    SELECT part.holder, sum(part.rights) AS held, 0::numeric AS whole, 0::numeric AS rest
      FROM pg_temp.exchanged_lot part GROUP BY part.holder;
    SELECT sum(share.held) INTO held_in_all FROM pg_temp.exchanged_share share;
    UPDATE pg_temp.exchanged_share
       SET whole = div(held * ordered, held_in_all), rest = mod(held * ordered, held_in_all);
    SELECT ordered - sum(share.whole) INTO missing FROM pg_temp.exchanged_share share;
    -- One more to the largest remainders, among equals to the lowest account number.
    UPDATE pg_temp.exchanged_share SET whole = whole + 1
      FROM (SELECT share.holder FROM pg_temp.exchanged_share share
              JOIN registered_holder known ON known.id = share.holder
             ORDER BY share.rest DESC,
                      ARRAY(SELECT CASE WHEN run[1] ~ '^[0-9]' THEN '0' || lpad(ltrim(run[1], '0'), 40, '0')
                                        ELSE '1' || run[1] END
                              FROM regexp_matches(known.account, '[0-9]+|[^0-9]+', 'g') AS run) COLLATE "C",
                      known.account COLLATE "C"
             LIMIT missing::bigint) AS raised
     WHERE exchanged_share.holder = raised.holder;
    UPDATE pg_temp.exchanged_lot
       SET taken = least(exchanged_lot.rights, share.whole - before.rights)
      FROM pg_temp.exchanged_share share,
           (SELECT part.lot, sum(part.rights) OVER (PARTITION BY part.holder ORDER BY part.lot) - part.rights AS rights
              FROM pg_temp.exchanged_lot part) AS before
     WHERE share.holder = exchanged_lot.holder AND before.lot = exchanged_lot.lot
       AND before.rights < share.whole;
    DELETE FROM pg_temp.exchanged_lot WHERE taken IS NULL;
    UPDATE pg_temp.exchanged_lot SET rest_lot = nextval('lot_id_seq') WHERE taken < rights;
END $$;
COMMENT ON FUNCTION share_out_part IS 'Shares a part out over all holders by the largest remainders (24(b)).';
REVOKE ALL ON FUNCTION share_out_part FROM PUBLIC;


-- Exchanges a part in one entry: docs of the request stand in registry/services/books.py.
CREATE FUNCTION exchange_part(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement;
    approval registry_approval;
    effective timestamptz := instant_given(request, 'effective_at');
    ordered bigint := (request ->> 'ordered')::bigint;
    parted record;
    entry book_entry;
BEGIN
    agreement := lock_agreement(request ->> 'agreement');
    approval := use_approval(exchange_part.approval_id, request, at);
    IF approval.kind <> 'EXCHANGE_PART' OR request ->> 'kind' IS DISTINCT FROM 'EXCHANGE_RIGHTS' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    IF standing_totals(agreement.id, effective) IS DISTINCT FROM request -> 'totals'
       OR standing_hash(agreement.id, effective) IS DISTINCT FROM request ->> 'standing' THEN
        PERFORM refuse('LIST_OUTDATED', jsonb_build_object('list', request -> 'list'));
    END IF;
    PERFORM share_out_part(agreement.id, effective, ordered);
    SELECT coalesce(sum(part.taken), 0)::bigint AS taken, coalesce(sum(part.rights), 0)::bigint AS closed,
           (SELECT encode(sha256(convert_to(coalesce(string_agg(
                       holder.id || ':' || holder.taken, E'\n' ORDER BY holder.id), ''), 'UTF8')), 'hex')
              FROM (SELECT held.holder AS id, sum(held.taken)::bigint AS taken
                      FROM pg_temp.exchanged_lot held GROUP BY held.holder) AS holder) AS hash
      INTO parted FROM pg_temp.exchanged_lot part;
    IF parted.taken IS DISTINCT FROM ordered THEN
        PERFORM refuse('PRO_RATA_TOTAL_MISMATCH', jsonb_build_object('allotted', parted.taken, 'ordered', ordered));
    ELSIF parted.hash IS DISTINCT FROM request ->> 'taken' THEN
        PERFORM refuse('LIST_OUTDATED', jsonb_build_object('list', request -> 'list'));
    END IF;
    entry := open_entry(agreement, approval, request, at, 0, parted.closed, parted.closed - ordered, ordered);
    UPDATE lot
       SET closed_by_id = entry.id, retired_as = 'EXCHANGED',
           closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, 'EXCHANGED')
      FROM pg_temp.exchanged_lot part WHERE lot.id = part.lot;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as,
                     leaf_hash)
    SELECT part.rest_lot, agreement.id, part.rights - part.taken, part.holder, part.certificate, part.lot, entry.id,
           '', lot_leaf(part.rest_lot, agreement.id, part.rights - part.taken, part.holder, part.certificate,
                        part.lot, entry.id)
      FROM pg_temp.exchanged_lot part WHERE part.rest_lot IS NOT NULL;
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.id, agreement.id, made.rest_lot, made.taint_class, made.notice_id, made.effective_from,
           made.void_from, entry.id,
           lot_taint_leaf(made.id, agreement.id, made.rest_lot, made.taint_class, made.notice_id,
                          made.effective_from, made.void_from, entry.id)
      FROM (SELECT nextval('lot_taint_id_seq') AS id, part.rest_lot, had.taint_class, had.notice_id,
                   had.effective_from, had.void_from
              FROM pg_temp.exchanged_lot part JOIN lot_taint had ON had.id = part.mark
             WHERE part.rest_lot IS NOT NULL) AS made;
    DROP TABLE pg_temp.exchanged_lot, pg_temp.exchanged_share;
    PERFORM check_lineage(entry, entry_rule('EXCHANGE_RIGHTS'));
    PERFORM check_certificates(entry);
    PERFORM check_marks(entry, entry_rule('EXCHANGE_RIGHTS'));
    RETURN QUERY SELECT entry.id, entry.number, seal_entry(entry);
END $$;
COMMENT ON FUNCTION exchange_part IS 'Exchanges a part of the Rights pro rata, as two people approved it (24(b)).';
REVOKE ALL ON FUNCTION exchange_part FROM PUBLIC;
