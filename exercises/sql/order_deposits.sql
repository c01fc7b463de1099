-- Lines paid by deposit, the file for the bank, what the bank returned: all stand as made (23(a), 24(d)).
SELECT keep_as_filed('exercises_orderdeposit', 'exercises_depositfile', 'exercises_depositreturn');

-- A deposit is of a line that is paid, to the holder of the line, on the instruction that was in force when the run
-- began and past its hold; set apart before any check of the run. Looked at once for all rows of a statement.
CREATE FUNCTION deposits_of_their_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE strange integer;
BEGIN
    SELECT made.line INTO strange
      FROM made
      LEFT JOIN exercises_paymentrun run ON run.id = made.run_id
      LEFT JOIN order_line line ON line.order_list_id = run.order_list_id AND line.line = made.line
      LEFT JOIN exercises_depositinstruction told ON told.id = made.instruction_id
     WHERE (line.payment IS NOT NULL AND told.holder_id = line.holder_id AND told.routing <> ''
            AND told.pays_from <= run.started_at
            AND NOT EXISTS (SELECT FROM exercises_depositinstruction later
                             WHERE later.holder_id = told.holder_id AND later.in_force_from <= run.started_at
                               AND (later.in_force_from, later.id) > (told.in_force_from, told.id))
            AND NOT EXISTS (SELECT FROM exercises_issuedchecks issued WHERE issued.run_id = made.run_id)) IS NOT TRUE
     LIMIT 1;
    IF strange IS NOT NULL THEN
        PERFORM refuse('DEPOSIT_NOT_OF_ITS_LINE', jsonb_build_object('line', strange));
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION deposits_of_their_lines IS 'Refuses a deposit that is not that of its line on the list (23(a)).';
REVOKE ALL ON FUNCTION deposits_of_their_lines FROM PUBLIC;

CREATE TRIGGER deposited_by_line AFTER INSERT ON exercises_orderdeposit REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION deposits_of_their_lines();


-- The file of a run is that which two people approved, for what the deposits of the run come to.
CREATE FUNCTION file_as_approved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    asked registry_approval := (SELECT asked FROM registry_approval asked WHERE asked.id = NEW.approval_id);
    entries bigint;
    amount numeric;
BEGIN
    SELECT count(*), coalesce(sum(line.cash), 0) INTO entries, amount
      FROM exercises_orderdeposit deposit
      JOIN exercises_paymentrun run ON run.id = deposit.run_id
      JOIN order_line line ON line.order_list_id = run.order_list_id AND line.line = deposit.line
     WHERE deposit.run_id = NEW.run_id
       AND NOT EXISTS (SELECT FROM exercises_depositreturn back WHERE back.deposit_id = deposit.id);
    IF (asked.kind = 'MAKE_DEPOSIT_FILE' AND asked.consumed_at IS NOT NULL
        AND asked.request -> 'deposit_run' = to_jsonb(NEW.run_id)
        AND asked.request ->> 'file_sha256' = NEW.sha256
        AND (entries, amount) = (NEW.entry_count, NEW.credits)) IS NOT TRUE THEN
        PERFORM refuse('APPROVAL_OF_ANOTHER_KIND', jsonb_build_object(
            'request_hash', asked.request_hash, 'kind', asked.kind));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION file_as_approved IS 'Lets a file of deposits be made as two people approved it alone (23(a)).';
REVOKE ALL ON FUNCTION file_as_approved FROM PUBLIC;

CREATE TRIGGER made_as_approved BEFORE INSERT ON exercises_depositfile
    FOR EACH ROW EXECUTE FUNCTION file_as_approved();


-- What no file asked a bank to pay, no bank returned; what a file asks for is not held back any more.
CREATE FUNCTION return_after_its_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    filed timestamptz := (SELECT file.made_at FROM exercises_orderdeposit deposit
                            JOIN exercises_depositfile file ON file.run_id = deposit.run_id
                           WHERE deposit.id = NEW.deposit_id);
BEGIN
    IF (NEW.code = '' AND filed IS NOT NULL)
       OR (NEW.code <> '' AND (NEW.returned_on >= filed::date - 1) IS NOT TRUE) THEN
        PERFORM refuse('DEPOSIT_RETURN_WRONG', jsonb_build_object('field', 'returned on',
            'reason', 'a bank returns what a file asked for before; held back is what stands in none'));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION return_after_its_file IS 'Refuses the return of a deposit that stands in no file (23(a)).';
REVOKE ALL ON FUNCTION return_after_its_file FROM PUBLIC;

CREATE TRIGGER returned_after_its_file BEFORE INSERT ON exercises_depositreturn
    FOR EACH ROW EXECUTE FUNCTION return_after_its_file();


-- A line that is paid by deposit has no check; once the deposit pays nobody it has that of its number, dated anew.
CREATE OR REPLACE VIEW order_payment AS
SELECT run.id AS run_id, run.first_number + line.payment - 1 AS number, line.line, line.holder_id, line.cash AS amount,
       coalesce(back.check_dated, run.dated) AS dated, NULL::bigint AS replaces
  FROM exercises_paymentrun run
 CROSS JOIN LATERAL (SELECT range_agg(int4range(stretch.first_line, stretch.last_line, '[]')) AS lines
                       FROM exercises_issuedchecks stretch WHERE stretch.run_id = run.id) AS issued
  JOIN order_line line ON line.order_list_id = run.order_list_id AND line.line <@ issued.lines
  LEFT JOIN exercises_orderdeposit deposit ON deposit.run_id = run.id AND deposit.line = line.line
  LEFT JOIN exercises_depositreturn back ON back.deposit_id = deposit.id
 WHERE line.payment IS NOT NULL AND (deposit.id IS NULL OR back.id IS NOT NULL)
UNION ALL
SELECT anew.run_id, anew.number, anew.line, line.holder_id, line.cash, anew.dated, anew.replaces
  FROM exercises_replacementcheck anew
  JOIN exercises_paymentrun run ON run.id = anew.run_id
  JOIN order_line line ON line.order_list_id = run.order_list_id AND line.line = anew.line;
