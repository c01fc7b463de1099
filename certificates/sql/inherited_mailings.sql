-- An inherited mailing is evidence: written once, never changed or removed.
SELECT keep_as_filed('certificates_inheritedmailing');
