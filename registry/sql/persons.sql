-- What was recorded of a Person stands as recorded (1(t)).
SELECT keep_as_filed('registry_personrecord');
