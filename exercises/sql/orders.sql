-- Lists of orders, their lines and payments stand as made; two people set the entry on a list, once (23, 24).
SELECT keep_but_later('exercises_orderlist', 'entry_id');
SELECT keep_as_filed('order_line', 'exercises_paymentrun', 'order_payment', 'exercises_paymentevent');

-- A check is that of its line: the number that follows from the line, the line's holder and sum; or it stands in
-- the place of a check that was stopped, with its line, holder and sum. Looked at once for all rows of a statement.
CREATE FUNCTION payments_of_their_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE strange bigint;
BEGIN
    -- The stretch of lines that the rows are of is read once, in its order, instead of a look-up for each row.
    WITH stretch AS (SELECT made.run_id, min(made.line) AS first, max(made.line) AS last FROM made GROUP BY made.run_id),
    line AS (
        SELECT run.id AS run_id, run.first_number, listed.line, listed.holder_id, listed.cash, listed.payment
          FROM stretch
          JOIN exercises_paymentrun run ON run.id = stretch.run_id
          JOIN order_line listed ON listed.order_list_id = run.order_list_id
                                AND listed.line BETWEEN stretch.first AND stretch.last)
    SELECT made.number INTO strange
      FROM made LEFT JOIN line ON line.run_id = made.run_id AND line.line = made.line
     WHERE (line.holder_id = made.holder_id AND line.cash = made.amount
            AND CASE WHEN made.replaces IS NULL THEN made.number = line.first_number + line.payment - 1
                     ELSE EXISTS (SELECT 1 FROM order_payment former
                                    JOIN exercises_paymentevent stopped
                                      ON stopped.run_id = former.run_id AND stopped.number = former.number
                                     AND stopped.kind = 'STOPPED'
                                   WHERE former.run_id = made.run_id AND former.number = made.replaces
                                     AND former.line = made.line)
                          AND NOT EXISTS (SELECT 1 FROM exercises_paymentevent paid
                                           WHERE paid.run_id = made.run_id AND paid.number = made.replaces
                                             AND paid.kind = 'PAID') END) IS NOT TRUE
     LIMIT 1;
    IF strange IS NOT NULL THEN
        PERFORM refuse('PAYMENT_NOT_OF_ITS_LINE', jsonb_build_object('check', strange));
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION payments_of_their_lines IS 'Refuses a check that is not that of its line on the list (23(a)).';
REVOKE ALL ON FUNCTION payments_of_their_lines FROM PUBLIC;

CREATE TRIGGER of_their_lines AFTER INSERT ON order_payment REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION payments_of_their_lines();
