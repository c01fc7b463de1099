-- Addresses for notices are filed once: a later one supersedes, none is changed (26).
SELECT keep_as_filed('registry_noticeaddress');
