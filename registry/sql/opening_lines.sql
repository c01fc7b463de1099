-- What an accepted list of record holders makes of Rights: one line for each certificate or lot.
--
-- The preview and the posting both read opening_lines, so what was approved is what is posted. Its result
-- equals agreement.separation.rights_of_holder and certificates_of_holder on every list; a property test
-- holds them together. All numbers are exact integers: shares in millionths, a fraction of a Right in parts of
-- which parts_of_a_right make a whole one.
--
-- An account with one row and no mark (nearly all) is computed on its row alone; the accounts that need more
-- are taken apart and computed with windows, by functions of their own: so the server can read and sort the
-- rest of the list in several processes. The others have no search_path of their own so that the planner can
-- inline them; what posts with them has fixed one.

-- The date of a certificate: the Record Date, or the later issue date of the shares; or one date for all,
-- where the Company approved it (§4(a)).
CREATE FUNCTION certificate_date(issued_on date, record_date date, one_date date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(one_date, greatest(issued_on, record_date))
$$;
COMMENT ON FUNCTION certificate_date IS 'Record Date or later issue date of the shares, or the one approved date (4(a)).';


-- Certificates are numbered in the order in which they are mailed. One text instead of three columns: the
-- first eight bytes then tell most addresses apart, which makes sorting a million of them cheap. The
-- separator sorts before every printable character, so the order is that of the three columns.
CREATE FUNCTION mailing_key(country text, postal_code text, account text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (country || postal_code || E'\x01' || account) COLLATE "C"
$$;
COMMENT ON FUNCTION mailing_key IS 'Order of mailing: country, postal code, account.';


-- How many shares an amended list adds to, or takes from, an account and date of the list it amends.
CREATE FUNCTION list_differences(of_list bigint, base_list bigint, record_date date, one_date date)
RETURNS TABLE (account text, dated date, line bigint, shares bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(amended.account, base.account), coalesce(amended.dated, base.dated), amended.line,
           coalesce(amended.shares, 0) - coalesce(base.shares, 0)
      FROM (SELECT listed.account::text AS account,
                   certificate_date(listed.shares_issued_on, record_date, one_date) AS dated,
                   min(listed.line) AS line, sum(listed.shares_millionths)::bigint AS shares
              FROM holder_list_row listed WHERE listed.holder_list_id = of_list GROUP BY 1, 2) AS amended
      FULL JOIN
           (SELECT listed.account::text AS account,
                   certificate_date(listed.shares_issued_on, record_date, one_date) AS dated,
                   sum(listed.shares_millionths)::bigint AS shares
              FROM holder_list_row listed WHERE listed.holder_list_id = base_list GROUP BY 1, 2) AS base
        ON base.account = amended.account AND base.dated = amended.dated
     WHERE amended.shares IS DISTINCT FROM base.shares
$$;
COMMENT ON FUNCTION list_differences IS 'Accounts and dates whose shares differ between a list and the one it amends.';


-- What is left of the number a person is named by: Rights that an opening or a finding of nullity marked
-- before under the same notice, account and class count towards it, so that never more are marked than named.
-- Before the opening nothing is marked. A person without a number is named for the whole account, for good.
CREATE FUNCTION named_quantities(notices bigint[])
RETURNS TABLE (id bigint, account text, rights bigint, notice bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT person.id, person.account::text,
           CASE WHEN person.rights IS NOT NULL THEN
               least(person.rights,
                     sum(person.rights) OVER (PARTITION BY person.account, person.notice_id, person.taint_class
                                              ORDER BY person.id) - coalesce(marked.rights, 0))::bigint END,
           notice.number
      FROM registry_namedperson person
      JOIN registry_notice notice ON notice.id = person.notice_id
      LEFT JOIN (
           SELECT holder.agreement_id, holder.account, mark.notice_id, mark.taint_class, sum(lot.rights) AS rights
             FROM lot_taint mark
             JOIN lot ON lot.id = mark.lot_id
             JOIN registered_holder holder ON holder.id = lot.holder_id
             JOIN book_entry entry ON entry.id = mark.marked_by_id AND entry.kind IN ('OPEN', 'ISSUE', 'NULLIFY')
            WHERE mark.notice_id = ANY (notices)
              AND NOT EXISTS (SELECT 1 FROM lot_taint inherited
                               WHERE inherited.lot_id = lot.parent_id AND inherited.notice_id = mark.notice_id)
            GROUP BY 1, 2, 3, 4) AS marked
        ON marked.agreement_id = notice.agreement_id AND marked.account = person.account
       AND marked.notice_id = person.notice_id AND marked.taint_class = person.taint_class
     WHERE notice.id = ANY (notices)
$$;
COMMENT ON FUNCTION named_quantities IS 'How many Rights of an account notices still name, by person (4(b), 7(e)).';


-- Fractions of Rights that wait for money: what a supplementary issue adds to them makes whole Rights of them
-- again, for Rights are aggregated by holder (§14(a)). One that is funded or paid is settled.
CREATE FUNCTION fractions_waiting(of_agreement bigint)
RETURNS TABLE (id bigint, holder_id bigint, account text, numerator bigint, denominator bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT cash.id, cash.holder_id, holder.account::text, cash.fraction_numerator, cash.fraction_denominator
      FROM cash_in_lieu cash JOIN registered_holder holder ON holder.id = cash.holder_id
      JOIN book_entry entry ON entry.id = cash.entry_id AND entry.kind <> 'ADJUST_NUMBER'
     WHERE cash.agreement_id = of_agreement AND cash.superseded_by_id IS NULL
       AND cash.state IN ('COMPUTED', 'CERTIFICATE_RECEIVED')
$$;
COMMENT ON FUNCTION fractions_waiting IS 'Fractions of openings in force that are not settled, by account (14(a), 14(e)).';


-- In how many parts a Right is counted: millionths of a share times the ratio are such parts. A supplementary
-- issue counts in parts that also make up every fraction that waits: a fraction is a number of Rights, and the
-- ratio under which the earlier shares left it may have been another. What does not fit 64 bits is refused.
CREATE FUNCTION parts_of_a_right(of_list bigint, base_list bigint, ratio_denominator bigint) RETURNS numeric
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    parts numeric := ratio_denominator::numeric * 1000000;
    earlier numeric;
BEGIN
    IF base_list IS NOT NULL THEN
        FOR earlier IN
            SELECT DISTINCT waiting.denominator
              FROM fractions_waiting((SELECT agreement_id FROM registry_holderlist WHERE id = of_list)) AS waiting
        LOOP
            parts := lcm(parts, earlier);
        END LOOP;
    END IF;
    RETURN parts;
END $$;
COMMENT ON FUNCTION parts_of_a_right IS
    'How many parts make a Right, so that every fraction is a whole number of them (14(a)).';


-- The accounts of a list of which more must be looked at than one row: those on several rows, and those a
-- notice names.
CREATE FUNCTION accounts_apart(of_list bigint, notices bigint[]) RETURNS TABLE (account text)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT listed.account::text FROM holder_list_row listed
     WHERE listed.holder_list_id = of_list
       AND (SELECT row_count <> account_count FROM registry_holderlist WHERE id = of_list)
     GROUP BY 1 HAVING count(*) > 1
     UNION
    SELECT person.account FROM named_quantities(notices) AS person
     WHERE person.rights IS NULL OR person.rights > 0
$$;
COMMENT ON FUNCTION accounts_apart IS 'Accounts on several rows of a list or named by a notice (4(a), 4(b)).';


-- The lines of the accounts taken apart, or of all that a supplementary issue adds to; see opening_lines.
CREATE FUNCTION lines_of_accounts_apart(
    of_list bigint, base_list bigint, ratio_numerator bigint, ratio_denominator bigint, record_date date,
    one_date date, notices bigint[]
) RETURNS TABLE (
    line bigint, begins_account boolean, place bigint, dated date, rights bigint, fraction bigint,
    carried bigint, person_id bigint
) LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
WITH counted AS MATERIALIZED (
    SELECT parts_of_a_right(of_list, base_list, ratio_denominator)::bigint AS parts
), named AS MATERIALIZED (
    SELECT person.id, person.account, person.rights,
           row_number() OVER (PARTITION BY person.account ORDER BY person.notice, person.id) AS place
      FROM named_quantities(notices) AS person
     WHERE person.rights IS NULL OR person.rights > 0
), held AS (
    SELECT listed.account::text AS account,
           certificate_date(listed.shares_issued_on, record_date, one_date) AS dated,
           min(listed.line) AS line, sum(listed.shares_millionths)::bigint AS shares
      FROM holder_list_row listed
     WHERE base_list IS NULL AND listed.holder_list_id = of_list
       AND listed.account IN (SELECT apart.account FROM accounts_apart(of_list, notices) AS apart)
     GROUP BY 1, 2
     UNION ALL
    SELECT added.account, added.dated, added.line, added.shares
      FROM list_differences(of_list, base_list, record_date, one_date) AS added
     WHERE base_list IS NOT NULL AND added.shares > 0
), parted AS (
    -- Whole Rights of the shares of each date, and what remains, in parts of a Right.
    SELECT account, held.dated, held.line,
           shares / (ratio_denominator * 1000000) * ratio_numerator
             + shares % (ratio_denominator * 1000000) * ratio_numerator / (ratio_denominator * 1000000) AS whole,
           shares % (ratio_denominator * 1000000) * ratio_numerator % (ratio_denominator * 1000000)
             * (parts / (ratio_denominator * 1000000)) AS remainder
      FROM held CROSS JOIN counted
), carried AS MATERIALIZED (
    SELECT waiting.account, sum(waiting.numerator * (parts / waiting.denominator))::bigint AS parts
      FROM fractions_waiting((SELECT agreement_id FROM registry_holderlist WHERE id = of_list)) AS waiting
     CROSS JOIN counted
     WHERE base_list IS NOT NULL GROUP BY 1
), ranked AS (
    SELECT parted.*, coalesce(carried.parts, 0) AS carried,
           sum(remainder) OVER (PARTITION BY account) + coalesce(carried.parts, 0) AS remainders,
           row_number() OVER (PARTITION BY account ORDER BY remainder DESC, parted.dated) AS rank
      FROM parted LEFT JOIN carried USING (account)
), dealt AS (
    -- The whole Rights still missing from the sum go to the dates with the largest remainders.
    SELECT account, ranked.dated, ranked.line, ranked.carried,
           whole + (rank <= div(remainders, parts))::integer AS rights,
           (remainders % parts)::bigint AS fraction
      FROM ranked CROSS JOIN counted
), lined_up AS (
    -- The Rights of an account in the order of their dates, as places 0 to its total.
    SELECT dealt.*, row_number() OVER by_date = 1 AS is_first, sum(dealt.rights) OVER by_date AS until,
           sum(dealt.rights) OVER (PARTITION BY account) AS total
      FROM dealt WINDOW by_date AS (PARTITION BY account ORDER BY dealt.dated)
), claimed AS (
    -- Each mark takes so many of them, from the earliest date on; one without a number takes the rest.
    SELECT named.id, named.account, named.place,
           least(total, sum(coalesce(named.rights, total)) OVER by_place - coalesce(named.rights, total)) AS since,
           least(total, sum(coalesce(named.rights, total)) OVER by_place) AS until
      FROM named JOIN lined_up ON lined_up.account = named.account AND lined_up.is_first
    WINDOW by_place AS (PARTITION BY named.account ORDER BY named.place)
), marked AS (
    SELECT lined_up.account, lined_up.dated, lined_up.line, claimed.id, claimed.place,
           (least(lined_up.until, claimed.until)
             - greatest(lined_up.until - lined_up.rights, claimed.since))::bigint AS rights
      FROM lined_up JOIN claimed ON claimed.account = lined_up.account
       AND least(lined_up.until, claimed.until) > greatest(lined_up.until - lined_up.rights, claimed.since)
)
SELECT lined_up.line, lined_up.is_first AS begins_account, 0::bigint AS place, lined_up.dated,
       (lined_up.rights - coalesce(sum(marked.rights), 0))::bigint AS rights,
       CASE WHEN lined_up.is_first THEN lined_up.fraction ELSE 0 END AS fraction,
       CASE WHEN lined_up.is_first THEN lined_up.carried ELSE 0 END AS carried,
       NULL::bigint AS person_id
  FROM lined_up LEFT JOIN marked ON marked.account = lined_up.account AND marked.dated = lined_up.dated
 GROUP BY lined_up.account, lined_up.line, lined_up.is_first, lined_up.dated, lined_up.rights,
          lined_up.fraction, lined_up.carried
HAVING lined_up.is_first OR lined_up.rights > coalesce(sum(marked.rights), 0)
 UNION ALL
SELECT marked.line, false, marked.place, marked.dated, marked.rights, 0, 0, marked.id FROM marked
$$;
COMMENT ON FUNCTION lines_of_accounts_apart IS
    'Certificates and fractions of accounts with several dates, marks or earlier fractions (4, 14(a)).';


-- One line for each certificate: list line, mailing key, whether it begins its account, place (0 clean, then
-- the marks in the order of their notices), date, whole Rights, and on the first line of an account the
-- fraction left over and the earlier fraction carried into it; then what the list says of the holder, so that
-- a posting need not look it up a second time. A line of no Rights stands for the account alone.
--
-- base_list is null for the opening, else the list that was opened before (a supplementary issue): then only
-- shares added count, with the fraction that was left over, so that an account has the whole Rights of all its
-- shares. `notices` are those whose marks apply: on whole accounts for good, by number up to that number.
CREATE FUNCTION opening_lines(
    of_list bigint, base_list bigint, ratio_numerator bigint, ratio_denominator bigint, record_date date,
    one_date date, notices bigint[]
) RETURNS TABLE (
    line bigint, mailing text, begins_account boolean, place bigint, dated date, rights bigint,
    fraction bigint, carried bigint, person_id bigint,
    account text, registration text, registration_commitment bytea, address text, city text, region text,
    postal_code text, country text, account_type text, email text, taxpayer_id_encrypted bytea,
    taxpayer_id_index bytea, taxpayer_id_last_four text
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT listed.line, mailing_key(listed.country, listed.postal_code, listed.account), true, 0::bigint,
       certificate_date(listed.shares_issued_on, record_date, one_date),
       listed.shares_millionths / (ratio_denominator * 1000000) * ratio_numerator
         + listed.shares_millionths % (ratio_denominator * 1000000) * ratio_numerator
           / (ratio_denominator * 1000000),
       listed.shares_millionths % (ratio_denominator * 1000000) * ratio_numerator
         % (ratio_denominator * 1000000),
       0::bigint, NULL::bigint,
       listed.account, listed.registration, listed.registration_commitment, listed.address, listed.city,
       listed.region, listed.postal_code, listed.country, listed.account_type, listed.email,
       listed.taxpayer_id_encrypted, listed.taxpayer_id_index, listed.taxpayer_id_last_four
  FROM holder_list_row listed
 WHERE base_list IS NULL AND listed.holder_list_id = of_list
   AND NOT EXISTS (SELECT 1 FROM accounts_apart(of_list, notices) AS apart
                    WHERE apart.account = listed.account)
 UNION ALL
SELECT apart.line, mailing_key(listed.country, listed.postal_code, listed.account),
       apart.begins_account, apart.place, apart.dated, apart.rights, apart.fraction,
       apart.carried, apart.person_id,
       listed.account, listed.registration, listed.registration_commitment, listed.address, listed.city,
       listed.region, listed.postal_code, listed.country, listed.account_type, listed.email,
       listed.taxpayer_id_encrypted, listed.taxpayer_id_index, listed.taxpayer_id_last_four
  FROM lines_of_accounts_apart(of_list, base_list, ratio_numerator, ratio_denominator, record_date, one_date,
                               notices) AS apart
  JOIN holder_list_row listed ON listed.holder_list_id = of_list AND listed.line = apart.line
$$;
COMMENT ON FUNCTION opening_lines IS
    'Whole Rights, fractions, dates and marks of every account of a list, one line a certificate (3(a), 4, 14(a)).';
