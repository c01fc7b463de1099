-- Who saw an account, by which code and since when, stays on the record; an access ends once (30).
SELECT keep_but_later('registry_holderaccess', 'until', 'ended_by_id');
