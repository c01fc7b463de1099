-- Lists of orders, their lines and payments stand as made; two people set the entry on a list, once (23, 24).
SELECT keep_but_later('exercises_orderlist', 'entry_id');
SELECT keep_as_filed('order_line', 'exercises_paymentrun', 'exercises_paymentevent');
