-- Addresses for notices are filed once: a later one supersedes, none is changed (26).
SELECT keep_as_filed('registry_noticeaddress');
-- What came by no formal channel is kept as it was logged; which notice followed is said once (26).
SELECT keep_but_later('registry_informalnotice', 'followed_by_id');
