-- Views of the register that selectors, staff pages and the print run read.

-- The lots that stand: opened, not closed, and not ended with their whole class by a later entry. Holdings,
-- gates and totals read this view only. An entry that ends a class names it (ALL, VALID or VOID) instead of
-- closing a million lots.
CREATE VIEW open_lot AS
SELECT lot.*, mark.id AS taint_id, mark.taint_class, mark.void_from
  FROM lot
  LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
 WHERE lot.closed_by_id IS NULL
   AND NOT EXISTS (
       SELECT 1 FROM book_entry ending
        WHERE ending.agreement_id = lot.agreement_id AND ending.ended_class <> ''
          AND ending.id > lot.opened_by_id
          AND (ending.ended_class = 'ALL'
               OR ending.ended_class = CASE WHEN mark.void_from <= ending.effective_at THEN 'VOID'
                                            ELSE 'VALID' END));
COMMENT ON VIEW open_lot IS 'Lots that stand, with the mark in force: the master file of holders (3, 17Ad-9).';

CREATE INDEX entry_that_ends_a_class ON book_entry (agreement_id) WHERE ended_class <> '';


-- The last thing that happened to the paper of a number, or null: an event speaks of a range, and the range
-- index of certificate_event finds those that hold the number.
CREATE FUNCTION last_paper_event(of_agreement bigint, of_number bigint) RETURNS certificate_event
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT event FROM certificate_event event
     WHERE event.agreement_id = of_agreement
       AND int8range(event.first_number, event.last_number, '[]') @> of_number
     ORDER BY event.entry_id DESC, event.id DESC LIMIT 1
$$;
COMMENT ON FUNCTION last_paper_event IS 'The latest event of the paper of a certificate number (5(a), 8).';


-- How a certificate stands is told in stops.sql, for a stop is part of it.


-- The words of a holder by which it is found: lower case, as they stand in the register, and the account.
CREATE FUNCTION words_of_holder(registration text, account text, city text, postal_code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(translate(registration, E'\n', ' ') || ' ' || account || ' ' || city || ' ' || postal_code)
$$;
COMMENT ON FUNCTION words_of_holder IS 'The words by which a holder is found in the register.';

CREATE INDEX holder_words ON holder_search USING gin (words gin_trgm_ops);
