-- Who works for a brand and what may knock: its tree of units, members, their sessions and tokens, sources,
-- the audit log, and the answers kept for idempotency keys.

-- One row at most: of two setups at the same time, exactly one gets it.
CREATE TABLE installation (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    brand_id BLOB NOT NULL,
    at BIGINT NOT NULL
);

-- How many units of a brand were ever numbered; a number is never used again.
CREATE TABLE unit_numbers (
    brand_id BLOB NOT NULL PRIMARY KEY,
    taken BIGINT NOT NULL
);

-- The path is the numbers of the unit and those above it, three bytes each: a subtree is a range of it.
CREATE TABLE units (
    brand_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    parent_id BLOB,
    path BLOB NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_id BLOB,
    time_zone TEXT,
    archived_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, unit_id)
);
CREATE UNIQUE INDEX units_by_path ON units (brand_id, path);
CREATE UNIQUE INDEX units_by_code ON units (brand_id, code);
CREATE INDEX units_by_parent ON units (brand_id, parent_id, unit_id);

-- An e-mail address logs in to one brand, so it is unique over all of them.
CREATE TABLE members (
    brand_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    units TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    suspended_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, member_id)
);
CREATE UNIQUE INDEX members_by_email ON members (email);

-- Secrets are kept as SHA-256 only: whoever reads the database cannot log in with it.
CREATE TABLE sessions (
    secret_hash BLOB NOT NULL,
    session_id BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (secret_hash)
);
CREATE INDEX sessions_by_member ON sessions (brand_id, member_id, session_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE tokens (
    brand_id BLOB NOT NULL,
    token_id BLOB NOT NULL,
    secret_hash BLOB NOT NULL,
    member_id BLOB NOT NULL,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (brand_id, token_id)
);
CREATE UNIQUE INDEX tokens_by_secret ON tokens (secret_hash);

CREATE TABLE sources (
    brand_id BLOB NOT NULL,
    source_id BLOB NOT NULL,
    key_hash BLOB NOT NULL,
    key_hint TEXT NOT NULL,
    name TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (brand_id, source_id)
);
CREATE UNIQUE INDEX sources_by_key ON sources (key_hash);

-- Every change by a member, written in the transaction of the change.
CREATE TABLE audit (
    brand_id BLOB NOT NULL,
    audit_id BLOB NOT NULL,
    at BIGINT NOT NULL,
    member_id BLOB NOT NULL,
    via TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (brand_id, audit_id)
);
CREATE INDEX audit_by_member ON audit (brand_id, member_id, audit_id);
CREATE INDEX audit_by_target ON audit (brand_id, target, audit_id);

-- What was answered for an idempotency key, written in the transaction of the change it stands for.
CREATE TABLE idempotency (
    brand_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    operation TEXT NOT NULL,
    key_hash BLOB NOT NULL,
    request_hash BLOB NOT NULL,
    at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (brand_id, member_id, operation, key_hash)
);
CREATE INDEX idempotency_by_age ON idempotency (at);
