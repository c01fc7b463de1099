-- Versions that are filed once and never changed: addresses of holders, wordings of the legend on shares.
SELECT keep_as_filed('registry_holderaddress', 'registry_sharelegend');
