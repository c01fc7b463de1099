-- Nullity (§7(e)): what the Company's notice makes void, found over the lineage of the lots, marked in one entry,
-- and ended in one entry by the Company's determination.
--
-- nullify_lots and restore_lots are doors of the books beside post_entry, made of the same parts (entries.sql):
-- they find and write as sets, and hold the totals found against those that two people approved. What is void
-- says the rule in agreement/nullity.py; the functions here say it once more for a million lots, and tests hold
-- the two against each other.
--
-- Positions are [{"place", "class", "extent", "holder", "certificate", "rights"}]: an account by its key, or one
-- certificate by its key; ALL of it, what it RECEIVED from positions named, or a NUMBER of its open Rights.

-- Every lot that the positions reach, with its class, or null for what came from class (i) before the event.
CREATE FUNCTION nullity_lineage(
    of_agreement bigint, positions jsonb, event_at timestamptz, covers_all boolean
) RETURNS TABLE (lot bigint, holder bigint, class text, place integer, is_noticed boolean)
LANGUAGE plpgsql STABLE ROWS 100000 SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE named AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(positions) AS given(
            place integer, class text, extent text, holder bigint, certificate bigint)
    ), line(lot, holder, class, place, is_noticed) AS (
        (SELECT begun.id, begun.holder_id, named.class, named.place, true
           FROM named JOIN lot begun ON begun.holder_id = named.holder AND begun.agreement_id = of_agreement
          WHERE named.extent = 'ALL' AND named.certificate IS NULL
            AND NOT EXISTS (SELECT 1 FROM named paper WHERE paper.certificate = begun.certificate_id)
         UNION ALL
         SELECT begun.id, begun.holder_id, named.class, named.place, true
           FROM named JOIN lot begun
                        ON begun.certificate_id = named.certificate AND begun.agreement_id = of_agreement
          WHERE named.extent = 'ALL')
         UNION
        SELECT child.id, child.holder_id,
               CASE WHEN own.decides THEN own.class
                    WHEN line.class IS NULL OR child.holder_id = line.holder THEN line.class
                    WHEN line.class <> 'I' THEN 'IV'
                    WHEN (SELECT opening.effective_at FROM book_entry opening
                           WHERE opening.id = child.opened_by_id) > event_at THEN 'II' END,
               CASE WHEN own.decides THEN own.place
                    WHEN line.class IS NULL OR child.holder_id = line.holder THEN line.place END,
               CASE WHEN own.decides THEN true
                    WHEN line.class IS NULL OR child.holder_id = line.holder THEN line.is_noticed
                    WHEN line.class <> 'I' OR (SELECT opening.effective_at FROM book_entry opening
                                                WHERE opening.id = child.opened_by_id) > event_at
                         THEN line.is_noticed AND covers_all
                    ELSE false END
          FROM line
          JOIN lot child ON child.parent_id = line.lot
          LEFT JOIN named paper ON paper.certificate = child.certificate_id
          LEFT JOIN named account ON account.holder = child.holder_id AND account.certificate IS NULL
          CROSS JOIN LATERAL (
              SELECT coalesce(paper.class, account.class) AS class, coalesce(paper.place, account.place) AS place,
                     coalesce(paper.extent, account.extent, '') IN ('ALL', 'RECEIVED') AS decides) AS own
    )
    SELECT line.lot, line.holder, line.class, line.place, line.is_noticed FROM line;
END $$;
COMMENT ON FUNCTION nullity_lineage IS
    'Every lot that the positions of a notice reach through any number of hands, with its class (7(e)).';


-- The open Rights that are void, lot by lot: by the notice (is_noticed) or by the lineage alone. `mark` is the one
-- in force, `is_void` whether they are marked void already. They are void from the event, or from void_at.
CREATE FUNCTION nullity_parts(
    of_agreement bigint, positions jsonb, event_at timestamptz, covers_all boolean,
    void_at timestamptz DEFAULT NULL
) RETURNS TABLE (lot bigint, holder bigint, certificate bigint, rights bigint, void_rights bigint, class text,
                 place integer, is_noticed boolean, mark bigint, is_void boolean)
LANGUAGE plpgsql STABLE ROWS 100000 SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    void_since timestamptz := coalesce(void_at, event_at);
BEGIN
    RETURN QUERY
    WITH named AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(positions) AS given(
            place integer, class text, extent text, holder bigint, certificate bigint, rights bigint)
    ), line AS MATERIALIZED (
        SELECT * FROM nullity_lineage(of_agreement, positions, event_at, covers_all)
    ), counted AS (
        SELECT open.id, open.holder_id, open.certificate_id, open.rights, named.class, named.place,
               open.taint_id, coalesce(open.void_from <= void_since, false) AS is_void,
               named.rights - (sum(open.rights) OVER (
                   PARTITION BY named.place
                   ORDER BY coalesce(open.void_from <= void_since, false) DESC,
                            CASE WHEN line.lot IS NULL THEN 2 WHEN line.class IS NULL THEN 1 ELSE 0 END,
                            open.opened_by_id, open.id) - open.rights) AS left_over
          FROM named
          JOIN open_lot open
            ON open.agreement_id = of_agreement
           AND CASE WHEN named.certificate IS NULL THEN open.holder_id = named.holder
                    ELSE open.certificate_id = named.certificate END
          LEFT JOIN line ON line.lot = open.id
         WHERE named.extent = 'NUMBER'
           AND (named.certificate IS NOT NULL
                OR NOT EXISTS (SELECT 1 FROM named paper WHERE paper.certificate = open.certificate_id))
    )
    SELECT open.id, open.holder_id, open.certificate_id, open.rights, open.rights, line.class, line.place,
           line.is_noticed, open.taint_id, coalesce(open.void_from <= void_since, false)
      FROM line
      JOIN open_lot open ON open.id = line.lot
      LEFT JOIN named paper ON paper.certificate = open.certificate_id
      LEFT JOIN named account ON account.holder = open.holder_id AND account.certificate IS NULL
     WHERE line.class IS NOT NULL AND coalesce(paper.extent, account.extent, '') <> 'NUMBER'
     UNION ALL
    SELECT counted.id, counted.holder_id, counted.certificate_id, counted.rights,
           least(counted.rights, counted.left_over)::bigint, counted.class, counted.place, true,
           counted.taint_id, counted.is_void
      FROM counted WHERE counted.left_over > 0;
END $$;
COMMENT ON FUNCTION nullity_parts IS
    'The open Rights that a notice makes void, lot by lot, whole or in part, with the class (7(e)).';


-- The exact totals of what is to be marked, in the shape in which they are shown and approved.
CREATE FUNCTION nullity_totals(
    of_agreement bigint, positions jsonb, event_at timestamptz, covers_all boolean,
    void_at timestamptz DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object(
                   'lots', coalesce(sum(found.lots), 0)::bigint, 'divided', coalesce(sum(found.divided), 0)::bigint,
                   'rights', coalesce(jsonb_object_agg(found.class, found.rights), '{}'))
          FROM (SELECT parts.class, count(*) AS lots, sum(parts.void_rights)::bigint AS rights,
                       count(*) FILTER (WHERE parts.void_rights < parts.rights) AS divided
                  FROM nullity_parts(of_agreement, positions, event_at, covers_all, void_at) AS parts
                 WHERE parts.is_noticed AND NOT parts.is_void GROUP BY parts.class) AS found);
END $$;
COMMENT ON FUNCTION nullity_totals IS 'Lots and Rights by class that a notice makes void and that are not marked so.';


-- The notice of nullity that a request rests on, if it is applied and no determination has ended it.
CREATE FUNCTION nullity_notice(agreement registry_rightsagreement, request jsonb) RETURNS registry_notice
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    notice registry_notice;
    determination bigint;
BEGIN
    SELECT * INTO notice FROM registry_notice
     WHERE id = (request ->> 'notice_id')::bigint AND agreement_id = agreement.id AND kind = 'NULLITY'
       AND state = 'APPLIED' AND document_id = (request ->> 'document')::bigint
       AND (facts ->> 'event_at')::timestamptz = instant_given(request, 'event_at')
       AND facts ->> 'transferees' = request ->> 'transferees'
       -- Void from the event, or from a later Distribution Date where the terms say so (7(e)).
       AND coalesce((request ->> 'void_from')::timestamptz, (facts ->> 'event_at')::timestamptz)
           IN ((facts ->> 'event_at')::timestamptz,
               greatest((facts ->> 'event_at')::timestamptz, agreement.distribution_effective_at));
    IF NOT FOUND THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('notice', request -> 'notice_id'));
    END IF;
    determination := determination_that_ends(agreement.id, notice.number);
    IF determination IS NOT NULL THEN
        PERFORM refuse('NULLITY_ENDED', jsonb_build_object('number', notice.number, 'determination', determination));
    END IF;
    RETURN notice;
END $$;
COMMENT ON FUNCTION nullity_notice IS 'The applied notice of nullity of a request; refuses one that was ended (7(e)).';
REVOKE ALL ON FUNCTION nullity_notice FROM PUBLIC;


-- The number of the applied determination that ends the nullity of a notice, or null.
CREATE FUNCTION determination_that_ends(of_agreement bigint, of_number bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT min(ending.number) FROM registry_notice ending
         WHERE ending.agreement_id = of_agreement AND ending.kind = 'NULLITY_ENDED' AND ending.state = 'APPLIED'
           AND (ending.facts ->> 'ends')::bigint = of_number);
END $$;
COMMENT ON FUNCTION determination_that_ends IS 'The applied determination that ends a nullity, by its number (1(a)(i)).';


-- Runs of neighbouring certificate numbers as events of the paper, for record_events.
CREATE FUNCTION events_of_numbers(of_kind text, numbers bigint[], reasons text[], today date) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'kind', of_kind, 'first', run.first, 'last', run.last, 'happened_on', today,
                   'reason', run.reason) ORDER BY run.first), '[]')
          FROM (SELECT min(numbered.number) AS first, max(numbered.number) AS last, numbered.reason
                  FROM (SELECT listed.number, listed.reason,
                               listed.number - row_number() OVER (PARTITION BY listed.reason
                                                                  ORDER BY listed.number) AS island
                          FROM unnest(numbers, reasons) AS listed(number, reason)) AS numbered
                 GROUP BY numbered.reason, numbered.island) AS run);
END $$;
COMMENT ON FUNCTION events_of_numbers IS 'Events of the paper for many numbers, one for each run of neighbours (5(a)).';
REVOKE ALL ON FUNCTION events_of_numbers FROM PUBLIC;


-- The last stop or release of a certificate's paper, with the kind of its entry.
CREATE FUNCTION last_stop(of_agreement bigint, of_number bigint, OUT kind text, OUT entry_kind text)
LANGUAGE sql STABLE AS $$
    SELECT event.kind, entry.kind FROM certificate_event event JOIN book_entry entry ON entry.id = event.entry_id
     WHERE event.agreement_id = of_agreement AND event.kind IN ('STOPPED', 'RELEASED')
       AND int8range(event.first_number, event.last_number, '[]') @> of_number
     ORDER BY event.entry_id DESC, event.id DESC LIMIT 1
$$;
COMMENT ON FUNCTION last_stop IS 'The last stop or release of a certificate number, and the kind of its entry.';


-- Certificates that are out carry a stop with the class; those that bear the legend, or a stop, have theirs.
CREATE FUNCTION stop_void_paper(entry book_entry, agreement registry_rightsagreement, notice_number bigint)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    today date := (entry.recorded_at AT TIME ZONE agreement.time_zone)::date;
    paper record;
BEGIN
    SELECT array_agg(found.number) AS numbers, array_agg(found.reason) AS reasons INTO paper
      FROM (SELECT certificate.number,
                   'null and void under 7(e), class ' || string_agg(DISTINCT part.class, ' and ')
                   || CASE WHEN sum(part.void_rights) < certificate.rights
                           THEN ', ' || sum(part.void_rights) || ' of ' || certificate.rights || ' Rights' ELSE '' END
                   || ', by notice ' || notice_number AS reason
              FROM pg_temp.nullity_part part
              JOIN rights_certificate certificate ON certificate.id = part.certificate
             WHERE certificate.taint_class = ''
             GROUP BY certificate.id, certificate.number, certificate.rights) AS found
     WHERE (SELECT stop.kind FROM last_stop(agreement.id, found.number) AS stop) IS DISTINCT FROM 'STOPPED';
    PERFORM record_events(entry, agreement, events_of_numbers('STOPPED', paper.numbers, paper.reasons, today));
END $$;
COMMENT ON FUNCTION stop_void_paper IS 'Stops the paper of void Rights that bears no legend (4(b), 7(e)).';
REVOKE ALL ON FUNCTION stop_void_paper FROM PUBLIC;


-- Marks the lots of pg_temp.nullity_part. One that is void in part, or bears a mark already, is closed and opened
-- anew: the void Rights with the new mark, the rest with what it had.
CREATE FUNCTION write_nullity(entry book_entry, notice bigint, event_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE lot
       SET closed_by_id = entry.id, closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, '')
      FROM pg_temp.nullity_part part WHERE lot.id = part.lot AND part.void_lot <> part.lot;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as,
                     leaf_hash)
    SELECT made.id, entry.agreement_id, made.rights, made.holder, made.certificate, made.parent, entry.id, '',
           lot_leaf(made.id, entry.agreement_id, made.rights, made.holder, made.certificate, made.parent, entry.id)
      FROM (SELECT void_lot AS id, void_rights AS rights, holder, certificate, lot AS parent
              FROM pg_temp.nullity_part WHERE void_lot <> lot
             UNION ALL
            SELECT rest_lot, rights - void_rights, holder, certificate, lot
              FROM pg_temp.nullity_part WHERE rest_lot IS NOT NULL) AS made;
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.id, entry.agreement_id, made.lot, made.class, made.notice, made.effective_from, made.void_from,
           entry.id, lot_taint_leaf(made.id, entry.agreement_id, made.lot, made.class, made.notice,
                                    made.effective_from, made.void_from, entry.id)
      FROM (SELECT nextval('lot_taint_id_seq') AS id, part.void_lot AS lot, part.class,
                   write_nullity.notice AS notice, event_at AS effective_from, event_at AS void_from
              FROM pg_temp.nullity_part part
             UNION ALL
            SELECT nextval('lot_taint_id_seq'), part.rest_lot, had.taint_class, had.notice_id,
                   had.effective_from, had.void_from
              FROM pg_temp.nullity_part part JOIN lot_taint had ON had.id = part.mark
             WHERE part.rest_lot IS NOT NULL) AS made;
END $$;
COMMENT ON FUNCTION write_nullity IS 'Marks whole lots, and divides those that are void in part (7(e)).';
REVOKE ALL ON FUNCTION write_nullity FROM PUBLIC;


-- Takes the foreign keys off the marks, for an entry that makes very many; returns the statements that put them
-- back, each then examined by one join. Readers of the marks wait for that long.
CREATE FUNCTION take_off_mark_keys() RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    put_back text[];
    statement text;
BEGIN
    LOCK TABLE lot_taint IN ACCESS EXCLUSIVE MODE;
    SELECT array_agg(format('ALTER TABLE lot_taint ADD CONSTRAINT %I %s', con.conname,
                            pg_get_constraintdef(con.oid)) ORDER BY con.conname) INTO put_back
      FROM pg_constraint con WHERE con.contype = 'f' AND con.conrelid = 'lot_taint'::regclass;
    FOR statement IN SELECT format('ALTER TABLE lot_taint DROP CONSTRAINT %I', con.conname)
                       FROM pg_constraint con WHERE con.contype = 'f' AND con.conrelid = 'lot_taint'::regclass
    LOOP
        EXECUTE statement;
    END LOOP;
    RETURN put_back;
END $$;
COMMENT ON FUNCTION take_off_mark_keys IS 'Takes the foreign keys off the marks; says how to put them back (7(e)).';
REVOKE ALL ON FUNCTION take_off_mark_keys FROM PUBLIC;


CREATE FUNCTION nullify_lots(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET work_mem = '256MB' SET jit = off AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement := lock_agreement(request ->> 'agreement');
    approval registry_approval := use_approval(nullify_lots.approval_id, request, at);
    notice registry_notice;
    event_at timestamptz := instant_given(request, 'event_at');
    void_at timestamptz := CASE WHEN request ? 'void_from' THEN instant_given(request, 'void_from') ELSE event_at END;
    found record;
    entry book_entry;
    sealed bytea;
    put_back text[] := '{}';
    statement text;
BEGIN
    IF approval.kind <> 'NULLIFY' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    notice := nullity_notice(agreement, request);
    DROP TABLE IF EXISTS pg_temp.nullity_part;
    CREATE TEMP TABLE nullity_part ON COMMIT DROP AS
    SELECT part.*, part.lot AS void_lot, NULL::bigint AS rest_lot
      FROM nullity_parts(agreement.id, request -> 'positions', event_at,
                         request ->> 'transferees' = 'ALL', void_at) AS part
     WHERE part.is_noticed AND NOT part.is_void;
    ANALYZE pg_temp.nullity_part;
    SELECT coalesce(sum(by_class.lots), 0)::bigint AS lots, coalesce(sum(by_class.divided), 0)::bigint AS divided,
           coalesce(jsonb_object_agg(by_class.class, by_class.rights), '{}') AS rights
      INTO found
      FROM (SELECT class, count(*) AS lots, sum(void_rights)::bigint AS rights,
                   count(*) FILTER (WHERE void_rights < rights) AS divided
              FROM pg_temp.nullity_part GROUP BY class) AS by_class;
    IF jsonb_build_object('lots', found.lots, 'divided', found.divided, 'rights', found.rights)
       <> request -> 'totals' THEN
        PERFORM refuse('NULLITY_CHANGED', jsonb_build_object('approved', request -> 'totals', 'found', found));
    ELSIF found.lots = 0 THEN
        PERFORM refuse('NOTHING_TO_NULLIFY', jsonb_build_object('number', notice.number));
    END IF;
    IF found.lots >= 50000 THEN
        put_back := take_off_mark_keys();
    END IF;
    UPDATE pg_temp.nullity_part
       SET void_lot = nextval('lot_id_seq'),
           rest_lot = CASE WHEN void_rights < rights THEN nextval('lot_id_seq') END
     WHERE void_rights < rights OR mark IS NOT NULL;
    SELECT coalesce(sum(rights), 0)::bigint AS rights INTO found
      FROM pg_temp.nullity_part WHERE void_lot <> lot;
    entry := open_entry(agreement, approval, request || '{"kind": "NULLIFY"}', at, 0, found.rights, found.rights, 0);
    PERFORM write_nullity(entry, notice.id, void_at);
    PERFORM stop_void_paper(entry, agreement, notice.number);
    PERFORM release_marked_paper(entry, agreement, notice.number);
    DROP TABLE pg_temp.nullity_part;
    PERFORM check_lineage(entry, entry_rule('NULLIFY'));
    PERFORM check_certificates(entry);
    PERFORM check_marks(entry, entry_rule('NULLIFY'));
    PERFORM check_events(entry);
    -- Sealing lets every waiting constraint speak, which putting keys back needs.
    sealed := seal_entry(entry);
    FOREACH statement IN ARRAY put_back LOOP
        EXECUTE statement;
    END LOOP;
    RETURN QUERY SELECT entry.id, entry.number, sealed;
END $$;
COMMENT ON FUNCTION nullify_lots IS
    'Marks everything that an applied notice of nullity makes void, in one entry. Refuses what differs from the '
    'approved totals, nothing to mark, a notice that is not applied or was ended (7(e)).';
REVOKE ALL ON FUNCTION nullify_lots FROM PUBLIC;


-- The open lots that bear a mark of a notice, each with the earlier mark of another notice that comes to the fore
-- again: the nearest one on the lots it was opened from, if that notice was not ended itself.
CREATE FUNCTION marks_of_notice(of_notice bigint)
RETURNS TABLE (lot bigint, holder bigint, certificate bigint, rights bigint, mark bigint, earlier bigint)
LANGUAGE plpgsql STABLE ROWS 100000 SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE marked AS MATERIALIZED (
        SELECT standing.id, standing.holder_id, standing.certificate_id, standing.rights, standing.parent_id,
               mark.id AS mark
          FROM lot_taint mark JOIN lot standing ON standing.id = mark.lot_id AND standing.closed_by_id IS NULL
         WHERE mark.notice_id = of_notice AND mark.ended_by_id IS NULL
    ), up(lot, above) AS (
        SELECT marked.id, marked.parent_id FROM marked WHERE marked.parent_id IS NOT NULL
         UNION ALL
        SELECT up.lot, parent.parent_id
          FROM up
          JOIN lot_taint mark ON mark.lot_id = up.above AND mark.notice_id = of_notice AND mark.ended_by_id IS NULL
          JOIN lot parent ON parent.id = up.above
    )
    SELECT marked.id, marked.holder_id, marked.certificate_id, marked.rights, marked.mark, had.id
      FROM marked
      LEFT JOIN (up JOIN lot_taint had ON had.lot_id = up.above AND had.notice_id <> of_notice
                                      AND had.ended_by_id IS NULL
                    JOIN registry_notice other ON other.id = had.notice_id
                     AND determination_that_ends(other.agreement_id, other.number) IS NULL)
             ON up.lot = marked.id;
END $$;
COMMENT ON FUNCTION marks_of_notice IS 'The marks of a notice in force on open lots, and what stood before them (7(e)).';


CREATE FUNCTION restoration_totals(of_notice bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('lots', count(*), 'rights', coalesce(sum(rights), 0)::bigint,
                                      'marked_before', count(earlier))
              FROM marks_of_notice(of_notice));
END $$;
COMMENT ON FUNCTION restoration_totals IS 'Lots and Rights that are restored when the nullity of a notice ends (7(e)).';


-- Releases the stops that nullity set, where no mark is left on the certificate.
CREATE FUNCTION release_restored_paper(entry book_entry, agreement registry_rightsagreement, told text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    today date := (entry.recorded_at AT TIME ZONE agreement.time_zone)::date;
    numbers bigint[];
BEGIN
    SELECT array_agg(certificate.number) INTO numbers
      FROM (SELECT DISTINCT part.certificate FROM pg_temp.restored_part part) AS concerned
      JOIN rights_certificate certificate ON certificate.id = concerned.certificate
      CROSS JOIN LATERAL last_stop(agreement.id, certificate.number) AS stop
     WHERE stop.kind = 'STOPPED' AND stop.entry_kind IN ('NULLIFY', 'OPEN', 'ISSUE')
       AND NOT EXISTS (SELECT 1 FROM lot JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
                        WHERE lot.certificate_id = certificate.id AND lot.closed_by_id IS NULL);
    PERFORM record_events(entry, agreement, events_of_numbers(
        'RELEASED', numbers, array_fill(told, ARRAY[coalesce(cardinality(numbers), 0)]), today));
END $$;
COMMENT ON FUNCTION release_restored_paper IS 'Releases the stops of Rights that are not void any more (7(e)).';
REVOKE ALL ON FUNCTION release_restored_paper FROM PUBLIC;


CREATE FUNCTION restore_lots(approval_id bigint, request jsonb, at timestamptz)
RETURNS TABLE (entry_id bigint, number bigint, entry_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET work_mem = '256MB' SET jit = off AS $$
#variable_conflict use_column
DECLARE
    agreement registry_rightsagreement := lock_agreement(request ->> 'agreement');
    approval registry_approval := use_approval(restore_lots.approval_id, request, at);
    ended registry_notice;
    totals jsonb;
    reopened bigint;
    entry book_entry;
BEGIN
    IF approval.kind <> 'RESTORE' THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', approval.request_hash, 'kind', approval.kind));
    END IF;
    SELECT notice.* INTO ended
      FROM registry_notice determination
      JOIN registry_notice notice ON notice.agreement_id = determination.agreement_id
       AND notice.number = (determination.facts ->> 'ends')::bigint
       AND notice.number = (request ->> 'ends')::bigint
     WHERE determination.id = (request ->> 'notice_id')::bigint AND determination.agreement_id = agreement.id
       AND determination.kind = 'NULLITY_ENDED' AND determination.state = 'APPLIED'
       AND determination.document_id = (request ->> 'document')::bigint;
    IF NOT FOUND THEN
        PERFORM refuse('COMPANY_NOTICE_REQUIRED', jsonb_build_object('notice', request -> 'notice_id'));
    END IF;
    DROP TABLE IF EXISTS pg_temp.restored_part;
    CREATE TEMP TABLE restored_part ON COMMIT DROP AS
    SELECT standing.*, CASE WHEN standing.earlier IS NOT NULL THEN nextval('lot_id_seq') END AS new_lot
      FROM marks_of_notice(ended.id) AS standing;
    SELECT jsonb_build_object('lots', count(*), 'rights', coalesce(sum(rights), 0)::bigint,
                              'marked_before', count(earlier)),
           coalesce(sum(rights) FILTER (WHERE earlier IS NOT NULL), 0)::bigint
      INTO totals, reopened FROM pg_temp.restored_part;
    IF totals <> request -> 'totals' THEN
        PERFORM refuse('NULLITY_CHANGED', jsonb_build_object('approved', request -> 'totals', 'found', totals));
    ELSIF (totals ->> 'lots')::bigint = 0 THEN
        PERFORM refuse('NOTHING_TO_RESTORE', jsonb_build_object('number', ended.number));
    END IF;
    entry := open_entry(agreement, approval, request || '{"kind": "RESTORE"}', at, 0, reopened, reopened, 0);
    UPDATE lot_taint
       SET ended_by_id = entry.id, ending_hash = lot_taint_ending_hash(lot_taint.id, lot_taint.leaf_hash, entry.id)
      FROM pg_temp.restored_part part WHERE lot_taint.id = part.mark AND part.earlier IS NULL;
    UPDATE lot
       SET closed_by_id = entry.id, closing_hash = lot_closing_hash(lot.id, lot.leaf_hash, entry.id, '')
      FROM pg_temp.restored_part part WHERE lot.id = part.lot AND part.earlier IS NOT NULL;
    INSERT INTO lot (id, agreement_id, rights, holder_id, certificate_id, parent_id, opened_by_id, retired_as,
                     leaf_hash)
    SELECT part.new_lot, agreement.id, part.rights, part.holder, part.certificate, part.lot, entry.id, '',
           lot_leaf(part.new_lot, agreement.id, part.rights, part.holder, part.certificate, part.lot, entry.id)
      FROM pg_temp.restored_part part WHERE part.earlier IS NOT NULL;
    INSERT INTO lot_taint (id, agreement_id, lot_id, taint_class, notice_id, effective_from, void_from,
                           marked_by_id, leaf_hash)
    SELECT made.id, agreement.id, made.new_lot, made.taint_class, made.notice_id, made.effective_from,
           made.void_from, entry.id,
           lot_taint_leaf(made.id, agreement.id, made.new_lot, made.taint_class, made.notice_id,
                          made.effective_from, made.void_from, entry.id)
      FROM (SELECT nextval('lot_taint_id_seq') AS id, part.new_lot, had.taint_class, had.notice_id,
                   had.effective_from, had.void_from
              FROM pg_temp.restored_part part JOIN lot_taint had ON had.id = part.earlier) AS made;
    PERFORM release_restored_paper(entry, agreement,
                                   'nullity by notice ' || ended.number || ' ended by notice ' || (request ->> 'notice'));
    DROP TABLE pg_temp.restored_part;
    PERFORM check_lineage(entry, entry_rule('RESTORE'));
    PERFORM check_certificates(entry);
    PERFORM check_marks(entry, entry_rule('RESTORE'));
    PERFORM check_events(entry);
    RETURN QUERY SELECT entry.id, entry.number, seal_entry(entry);
END $$;
COMMENT ON FUNCTION restore_lots IS
    'Ends all marks of a notice by the Company''s applied determination, in one entry, with the stops they set. '
    'Refuses what differs from the approved totals, and a determination that is not applied (1(a)(i), 7(e)).';
REVOKE ALL ON FUNCTION restore_lots FROM PUBLIC;
