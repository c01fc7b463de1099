-- A predecessor's legend of nullity that no notice of the Company marks here: which certificates bear one, and what
-- no act over all holders does while they stand.

-- The certificates taken on with the legend on whose Rights no mark was ever set, and the Rights that stand on each.
CREATE FUNCTION unmarked_legends(of_agreement bigint) RETURNS TABLE (number bigint, rights bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT certificate.number, sum(stands.rights)::bigint
      FROM book_entry taken
      JOIN rights_certificate certificate ON certificate.issued_by_id = taken.id AND certificate.taint_class <> ''
      JOIN open_lot stands ON stands.certificate_id = certificate.id
     WHERE taken.agreement_id = of_agreement AND taken.kind = 'TAKE_ON'
       AND NOT EXISTS (SELECT 1 FROM lot sibling JOIN lot_taint mark ON mark.lot_id = sibling.id
                        WHERE sibling.certificate_id = certificate.id)
     GROUP BY certificate.number
$$;
COMMENT ON FUNCTION unmarked_legends IS
    'Certificates with a predecessor''s legend on which no notice marked Rights, and what stands on them (4(b), 7(e)).';


-- Whether they are valid or void decides what every holder gets: nothing is paid or exchanged before it is known.
CREATE FUNCTION check_unmarked_legends(of_agreement bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record;
BEGIN
    SELECT count(*) AS count, sum(legended.rights) AS rights, min(legended.number) AS number INTO found
      FROM unmarked_legends(of_agreement) AS legended;
    IF found.count > 0 THEN
        PERFORM refuse('PREDECESSOR_LEGEND_UNMARKED', to_jsonb(found));
    END IF;
END $$;
COMMENT ON FUNCTION check_unmarked_legends IS
    'Refuses to give holders anything while a predecessor''s legend is marked by no notice (4(b), 7(e)).';
REVOKE ALL ON FUNCTION check_unmarked_legends FROM PUBLIC;
