-- The end of all Rights that stand (1(q), 23, 24): one entry names their class and totals, and closes no lot by
-- itself. The view open_lot leaves out what an entry ended later than it was opened (views.sql), so that a million
-- holders are ended in the time in which their Rights are counted.

-- What stands, counted: every lot, the Rights on them, how many are void by then, whose and on how many
-- certificates.
CREATE FUNCTION standing_totals(of_agreement bigint, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_object(
               'lots', count(*), 'rights', coalesce(sum(stands.rights), 0)::bigint,
               'void', coalesce(sum(stands.rights) FILTER (WHERE stands.void_from <= at), 0)::bigint,
               'attached', coalesce(sum(stands.rights) FILTER (WHERE stands.holder_id IS NULL), 0)::bigint,
               'certificates', count(DISTINCT stands.certificate_id),
               'holders', count(DISTINCT stands.holder_id))
      FROM open_lot stands WHERE stands.agreement_id = of_agreement
$$;
COMMENT ON FUNCTION standing_totals IS 'Lots, Rights, void Rights, certificates and holders that stand (17Ad-9).';


-- What each registered holder has, valid and void, as one hash: a list made of it is bound to it.
CREATE FUNCTION standing_hash(of_agreement bigint, at timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(
               concat_ws(':', held.holder_id, held.valid, held.void), E'\n' ORDER BY held.holder_id), ''), 'UTF8')),
               'hex')
      FROM (SELECT stands.holder_id,
                   coalesce(sum(stands.rights) FILTER (WHERE stands.void_from <= at IS NOT TRUE), 0) AS valid,
                   coalesce(sum(stands.rights) FILTER (WHERE stands.void_from <= at), 0) AS void
              FROM open_lot stands
             WHERE stands.agreement_id = of_agreement AND stands.holder_id IS NOT NULL
             GROUP BY stands.holder_id) AS held
$$;
COMMENT ON FUNCTION standing_hash IS 'The hash of what every holder has, valid and void (23(a), 24(b)).';


-- Ends every Right that stands, valid and void, in one entry: docs of the request stand in registry/services/books.py.
-- By an order of the Board each holder has what the list has that two people approved, not the totals alone.
CREATE FUNCTION end_rights(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET work_mem = '256MB' SET jit = off AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement;
    approval registry_approval;
    ends_at timestamptz := instant_given(request, 'effective_at');
    stands jsonb;
    ended bigint;
    entry book_entry;
BEGIN
    agreement := lock_agreement(request ->> 'agreement');
    approval := use_approval(end_rights.approval_id, request, at);
    IF (approval.kind, request ->> 'kind') NOT IN (('EXPIRE_RIGHTS', 'EXPIRE'), ('CARRY_OUT_REDEMPTION', 'REDEEM'),
                                                  ('CARRY_OUT_EXCHANGE', 'EXCHANGE_RIGHTS'))
       OR request ->> 'kind' IS NULL OR request ? 'part' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    IF ends_at > at THEN
        PERFORM refuse('RIGHTS_NOT_EXPIRED', jsonb_build_object('end', request -> 'effective_at'));
    END IF;
    IF approval.kind <> 'EXPIRE_RIGHTS' THEN
        PERFORM check_unmarked_legends(agreement.id);
    END IF;
    stands := standing_totals(agreement.id, ends_at);
    ended := (stands ->> 'rights')::bigint;
    IF ended = 0 THEN
        PERFORM refuse('ENTRY_DOES_NOTHING', jsonb_build_object('kind', request -> 'kind'));
    ELSIF stands IS DISTINCT FROM request -> 'totals' THEN
        PERFORM refuse('STANDING_RIGHTS_CHANGED', jsonb_build_object(
            'approved', request #> '{totals,rights}', 'rights', ended));
    ELSIF approval.kind <> 'EXPIRE_RIGHTS'
          AND standing_hash(agreement.id, ends_at) IS DISTINCT FROM request ->> 'standing' THEN
        PERFORM refuse('LIST_OUTDATED', jsonb_build_object('list', request -> 'list'));
    END IF;
    entry := open_entry(agreement, approval, request || '{"ended_class": "ALL"}', at, 0, ended, 0, ended);
    RETURN QUERY SELECT entry.id, entry.number, seal_entry(entry);
END $$;
COMMENT ON FUNCTION end_rights IS
    'Ends every Right that stands, as two people approved it, in one entry (1(q), 23, 24).';
REVOKE ALL ON FUNCTION end_rights FROM PUBLIC;


-- The Rights that stood when an entry ended their class: what its totals are held against.
CREATE FUNCTION rights_ended_by(entry book_entry) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(sum(lot.rights), 0) FROM lot
     WHERE lot.agreement_id = entry.agreement_id AND lot.opened_by_id < entry.id
       AND coalesce(lot.closed_by_id > entry.id, true)
       AND NOT EXISTS (SELECT 1 FROM book_entry earlier
                        WHERE earlier.agreement_id = entry.agreement_id AND earlier.ended_class <> ''
                          AND earlier.id > lot.opened_by_id AND earlier.id < entry.id)
$$;
COMMENT ON FUNCTION rights_ended_by IS 'The Rights that stood when an entry ended their class (1(q)).';
REVOKE ALL ON FUNCTION rights_ended_by FROM PUBLIC;
