-- Leave to hand the books over, what happened to the office and what was mailed of it are kept as recorded; a
-- package's receipt is said once (21).
SELECT keep_as_filed('registry_booksexport', 'registry_successionrecord', 'registry_officemailing');
SELECT keep_but_later('registry_bookspackage', 'receipt_id', 'received_on');
