-- A check is given by its line: the number that follows from the place of the line among those that are paid, the
-- line's holder and sum. What is written is which stretches of lines were issued, and each check in the place of
-- another (docs/adr/0027).
SELECT keep_as_filed('exercises_issuedchecks', 'exercises_replacementcheck');

-- No line is issued twice. One range over run and line, because ranges alone need no extension of the server.
ALTER TABLE exercises_issuedchecks ADD CONSTRAINT checks_issued_once
    EXCLUDE USING gist (int8range(run_id << 31 | first_line, run_id << 31 | last_line, '[]') WITH &&);

CREATE VIEW order_payment AS
SELECT run.id AS run_id, run.first_number + line.payment - 1 AS number, line.line, line.holder_id, line.cash AS amount,
       run.dated, NULL::bigint AS replaces
  FROM exercises_paymentrun run
 CROSS JOIN LATERAL (SELECT range_agg(int4range(stretch.first_line, stretch.last_line, '[]')) AS lines
                       FROM exercises_issuedchecks stretch WHERE stretch.run_id = run.id) AS issued
  JOIN order_line line ON line.order_list_id = run.order_list_id AND line.line <@ issued.lines
 WHERE line.payment IS NOT NULL
UNION ALL
SELECT anew.run_id, anew.number, anew.line, line.holder_id, line.cash, anew.dated, anew.replaces
  FROM exercises_replacementcheck anew
  JOIN exercises_paymentrun run ON run.id = anew.run_id
  JOIN order_line line ON line.order_list_id = run.order_list_id AND line.line = anew.line;
COMMENT ON VIEW order_payment IS 'Every check of an order: its line, number, holder and sum (23(a), 24(d)).';


-- A stretch has the numbers of its lines, which run on among those that are paid: its first and its last are looked at.
CREATE FUNCTION checks_of_their_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    run exercises_paymentrun := (SELECT run FROM exercises_paymentrun run WHERE run.id = NEW.run_id);
BEGIN
    IF NEW.first_line < 1
       OR NEW.first_number IS DISTINCT FROM run.first_number - 1 + (
            SELECT line.payment FROM order_line line
             WHERE line.order_list_id = run.order_list_id AND line.line BETWEEN NEW.first_line AND NEW.last_line
               AND line.payment IS NOT NULL ORDER BY line.line LIMIT 1)
       OR NEW.last_number IS DISTINCT FROM run.first_number - 1 + (
            SELECT line.payment FROM order_line line
             WHERE line.order_list_id = run.order_list_id AND line.line BETWEEN NEW.first_line AND NEW.last_line
               AND line.payment IS NOT NULL ORDER BY line.line DESC LIMIT 1) THEN
        PERFORM refuse('PAYMENT_NOT_OF_ITS_LINE', jsonb_build_object('check', NEW.first_number));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION checks_of_their_lines IS 'Refuses checks that are not those of their lines on the list (23(a)).';
REVOKE ALL ON FUNCTION checks_of_their_lines FROM PUBLIC;

CREATE TRIGGER of_their_lines BEFORE INSERT ON exercises_issuedchecks
    FOR EACH ROW EXECUTE FUNCTION checks_of_their_lines();


-- Another check only for the line of one that was stopped and not paid, with a number above those of the run.
CREATE FUNCTION replace_stopped_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE reserved bigint;
BEGIN
    SELECT run.first_number + list.payment_count - 1 INTO reserved
      FROM exercises_paymentrun run JOIN exercises_orderlist list ON list.id = run.order_list_id
     WHERE run.id = NEW.run_id;
    IF (NEW.number > reserved) IS NOT TRUE
       OR NOT EXISTS (SELECT 1 FROM order_payment former
                       WHERE former.run_id = NEW.run_id AND former.line = NEW.line AND former.number = NEW.replaces)
       OR NOT EXISTS (SELECT 1 FROM exercises_paymentevent stopped
                       WHERE stopped.run_id = NEW.run_id AND stopped.number = NEW.replaces
                         AND stopped.kind = 'STOPPED')
       OR EXISTS (SELECT 1 FROM exercises_paymentevent paid
                   WHERE paid.run_id = NEW.run_id AND paid.number = NEW.replaces AND paid.kind = 'PAID') THEN
        PERFORM refuse('PAYMENT_NOT_OF_ITS_LINE', jsonb_build_object('check', NEW.number));
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION replace_stopped_check IS 'Refuses a check in the place of one that was not stopped (23(a)).';
REVOKE ALL ON FUNCTION replace_stopped_check FROM PUBLIC;

CREATE TRIGGER in_place_of_stopped BEFORE INSERT ON exercises_replacementcheck
    FOR EACH ROW EXECUTE FUNCTION replace_stopped_check();
