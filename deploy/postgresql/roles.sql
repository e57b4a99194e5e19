-- The database and its roles. Run once as the superuser: psql -f roles.sql
-- The owner changes tables (migrations); the application only reads and writes rows, and cannot
-- change the trail, which triggers refuse as well.
CREATE ROLE linli_owner NOLOGIN;
CREATE ROLE linli LOGIN;
CREATE ROLE linli_migrate LOGIN IN ROLE linli_owner;
CREATE ROLE linli_read LOGIN;
CREATE DATABASE linli OWNER linli_owner ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
\connect linli
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO linli, linli_read;
GRANT CREATE, USAGE ON SCHEMA public TO linli_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE linli_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO linli;
ALTER DEFAULT PRIVILEGES FOR ROLE linli_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO linli;
ALTER ROLE linli SET statement_timeout = '60s';
ALTER ROLE linli SET lock_timeout = '10s';
ALTER ROLE linli SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE linli_migrate SET role = 'linli_owner';
