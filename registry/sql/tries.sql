-- The count of tries at the doors, as Django's cache in the database keeps it: one for all processes. It is
-- not logged: a crash empties it, which costs nothing but the count of the last minutes (docs/adr/0016).
CREATE UNLOGGED TABLE counted_tries (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX counted_tries_expires ON counted_tries (expires);
