-- A payment is kept as it was received (7(c)).
SELECT keep_as_filed('exercises_payment');
