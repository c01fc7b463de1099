-- The two roles and the database of docs/operations.md, section 1. An administrator's psql runs this once;
-- the passwords come from its environment: RIGHTS_OWNER_PASSWORD and RIGHTS_APP_PASSWORD.
\set ON_ERROR_STOP on
\getenv owner_password RIGHTS_OWNER_PASSWORD
\getenv app_password RIGHTS_APP_PASSWORD
CREATE ROLE rights_owner LOGIN NOSUPERUSER NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE rights_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
CREATE DATABASE rights OWNER rights_owner;
REVOKE ALL ON DATABASE rights FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE rights TO rights_app;
