-- A consent to copies by mail stands as given; it is withdrawn once (26).
SELECT keep_but_later('registry_copyconsent', 'withdrawn_at');
