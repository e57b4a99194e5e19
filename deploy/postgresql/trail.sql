-- After each migration, as the owner: the application adds to the trail, and nothing else.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditevent, audit_seal, audit_sealstamp FROM linli;
