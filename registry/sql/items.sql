-- What came with an item is kept as it was received: its papers, the forms executed, the certifications.
SELECT keep_as_filed('registry_itempaper', 'registry_executedform', 'registry_certification');
-- A letter stands as it was written; it may only be closed, once, by the letter that says it anew if there is one.
SELECT keep_but_later('registry_paperdue', 'closed_at', 'superseded_by_id');
