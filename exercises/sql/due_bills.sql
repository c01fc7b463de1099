-- What is deferred of an exercise stands as its posting left it; a due bill is issued once, later (11(k)).
SELECT keep_but_later('exercises_duebill', 'number', 'letter_id', 'document_id', 'issued_at', 'issued_by_id');
