-- What an accepted list of record holders makes of Rights: one line for each certificate or lot.
--
-- The preview and the posting both read opening_lines, so what was approved is what is posted. Its result
-- equals agreement.separation.rights_of_holder and certificates_of_holder on every list; a property test
-- holds them together. All numbers are exact integers: shares in millionths, a fraction of a Right as a
-- numerator over ratio_denominator × 1,000,000.
--
-- An account with one row and no mark (nearly all) is computed on its row alone; the accounts that need more
-- are taken apart and computed with windows. These functions have no search_path of their own so that the
-- planner can inline them; what posts with them has fixed one.

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
RETURNS TABLE (account text, dated date, line bigint, shares bigint) LANGUAGE sql STABLE AS $$
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


-- One line for each certificate: list line (for name and address), mailing key, whether it begins its
-- account, place (0 clean, then the marks in the order of their notices), date, whole Rights, and on the
-- first line of an account the fraction left over. A line of no Rights stands for the account alone.
--
-- base_list is null for the opening, else the list that was opened before (a supplementary issue): then only
-- shares added count, and only marks on whole accounts. `notices` are those whose marks apply.
CREATE FUNCTION opening_lines(
    of_list bigint, base_list bigint, ratio_numerator bigint, ratio_denominator bigint, record_date date,
    one_date date, notices bigint[]
) RETURNS TABLE (
    line bigint, mailing text, begins_account boolean, place bigint, dated date, rights bigint,
    fraction bigint, person_id bigint
) LANGUAGE sql STABLE AS $$
WITH named AS MATERIALIZED (
    SELECT person.id, person.account::text AS account, person.rights,
           row_number() OVER (PARTITION BY person.account ORDER BY notice.number, person.id) AS place
      FROM registry_namedperson person JOIN registry_notice notice ON notice.id = person.notice_id
     WHERE notice.id = ANY (notices) AND (base_list IS NULL OR person.rights IS NULL)
), apart AS MATERIALIZED (
    SELECT listed.account::text AS account FROM holder_list_row listed
     WHERE listed.holder_list_id = of_list AND base_list IS NULL
       AND (SELECT row_count <> account_count FROM registry_holderlist WHERE id = of_list)
     GROUP BY 1 HAVING count(*) > 1
     UNION SELECT named.account FROM named
), held AS (
    SELECT listed.account::text AS account,
           certificate_date(listed.shares_issued_on, record_date, one_date) AS dated,
           min(listed.line) AS line, sum(listed.shares_millionths)::bigint AS shares
      FROM holder_list_row listed
     WHERE base_list IS NULL AND listed.holder_list_id = of_list
       AND listed.account IN (SELECT apart.account FROM apart)
     GROUP BY 1, 2
     UNION ALL
    SELECT added.account, added.dated, added.line, added.shares
      FROM list_differences(of_list, base_list, record_date, one_date) AS added
     WHERE base_list IS NOT NULL AND added.shares > 0
), parted AS (
    -- Whole Rights of the shares of each date, and what remains, in parts of ratio_denominator × 1,000,000.
    SELECT account, held.dated, held.line,
           shares / (ratio_denominator * 1000000) * ratio_numerator
             + shares % (ratio_denominator * 1000000) * ratio_numerator / (ratio_denominator * 1000000) AS whole,
           shares % (ratio_denominator * 1000000) * ratio_numerator % (ratio_denominator * 1000000) AS remainder
      FROM held
), ranked AS (
    SELECT parted.*, sum(remainder) OVER (PARTITION BY account) AS remainders,
           row_number() OVER (PARTITION BY account ORDER BY remainder DESC, parted.dated) AS rank
      FROM parted
), dealt AS (
    -- The whole Rights still missing from the sum go to the dates with the largest remainders.
    SELECT account, ranked.dated, ranked.line,
           whole + (rank <= div(remainders, ratio_denominator * 1000000))::integer AS rights,
           (remainders % (ratio_denominator * 1000000))::bigint AS fraction
      FROM ranked
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
), combined AS (
    SELECT lined_up.line, lined_up.is_first AS begins_account, 0::bigint AS place, lined_up.dated,
           (lined_up.rights - coalesce(sum(marked.rights), 0))::bigint AS rights,
           CASE WHEN lined_up.is_first THEN lined_up.fraction ELSE 0 END AS fraction,
           NULL::bigint AS person_id
      FROM lined_up LEFT JOIN marked ON marked.account = lined_up.account AND marked.dated = lined_up.dated
     GROUP BY lined_up.account, lined_up.line, lined_up.is_first, lined_up.dated, lined_up.rights,
              lined_up.fraction
    HAVING lined_up.is_first OR lined_up.rights > coalesce(sum(marked.rights), 0)
     UNION ALL
    SELECT marked.line, false, marked.place, marked.dated, marked.rights, 0, marked.id FROM marked
)
SELECT listed.line, mailing_key(listed.country, listed.postal_code, listed.account), true, 0::bigint,
       certificate_date(listed.shares_issued_on, record_date, one_date),
       listed.shares_millionths / (ratio_denominator * 1000000) * ratio_numerator
         + listed.shares_millionths % (ratio_denominator * 1000000) * ratio_numerator
           / (ratio_denominator * 1000000),
       listed.shares_millionths % (ratio_denominator * 1000000) * ratio_numerator
         % (ratio_denominator * 1000000),
       NULL::bigint
  FROM holder_list_row listed
 WHERE base_list IS NULL AND listed.holder_list_id = of_list
   AND NOT EXISTS (SELECT 1 FROM apart WHERE apart.account = listed.account)
 UNION ALL
SELECT combined.line, mailing_key(listed.country, listed.postal_code, listed.account),
       combined.begins_account, combined.place, combined.dated, combined.rights, combined.fraction,
       combined.person_id
  FROM combined
  JOIN holder_list_row listed ON listed.holder_list_id = of_list AND listed.line = combined.line
$$;
COMMENT ON FUNCTION opening_lines IS
    'Whole Rights, fractions, dates and marks of every account of a list, one line a certificate (3(a), 4, 14(a)).';


-- The exact totals of an opening, as they are shown, approved, and recomputed under the lock.
CREATE FUNCTION opening_totals(
    of_list bigint, base_list bigint, ratio_numerator bigint, ratio_denominator bigint, record_date date,
    one_date date, notices bigint[], restricted text
) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
               'accounts', count(*) FILTER (WHERE begins_account),
               'certificates', count(*) FILTER (
                   WHERE lines.rights > 0 AND (person_id IS NULL OR restricted = 'LEGENDED')),
               'whole_rights', coalesce(sum(lines.rights), 0)::bigint,
               'marked_lots', count(person_id),
               'marked_rights', coalesce(sum(lines.rights) FILTER (WHERE person_id IS NOT NULL), 0)::bigint,
               'fractions', count(*) FILTER (WHERE fraction > 0),
               'fraction_numerator', coalesce(sum(fraction), 0)::text,
               'fraction_denominator', (ratio_denominator * 1000000)::text)
      FROM opening_lines(of_list, base_list, ratio_numerator, ratio_denominator, record_date, one_date,
                         notices) AS lines
$$;
COMMENT ON FUNCTION opening_totals IS 'Exact totals of the lines of an opening (3(a), 14(a)).';
