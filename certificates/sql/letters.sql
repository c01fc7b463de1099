-- What a person recorded of a letter is evidence; an inquiry is kept as it came, and its answer is named once.
SELECT keep_as_filed('certificates_lettermailing');
SELECT keep_but_later('certificates_statusinquiry', 'answer_id');
