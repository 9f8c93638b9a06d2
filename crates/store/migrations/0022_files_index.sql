-- Files expire by `expires_at`; nothing asks for their age.
DROP INDEX files_by_age;
