-- What came with an item is kept as it was received: its papers, the forms executed, the certifications.
SELECT keep_as_filed('registry_itempaper', 'registry_executedform', 'registry_certification');
