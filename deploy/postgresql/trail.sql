-- After each migration, as the owner: the application adds to the trail, and nothing else.
-- Deleting is left to the trigger, which lets go only of acts older than their period of keeping;
-- the application does not own the table and cannot take the trigger off.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_seal, audit_sealstamp FROM linli;
REVOKE UPDATE, TRUNCATE ON audit_auditevent FROM linli;
