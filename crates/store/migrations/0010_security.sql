-- The second factor of members, invitations, and letters with links that work once.

-- The secret must be read to check a code, so it is sealed, not a digest. last_step is the latest 30 seconds whose code was
-- used: no code is taken twice. failures counts wrong codes since the last right one; until wait_until none is tried.
CREATE TABLE second_factors (
    brand_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    wait_until BIGINT,
    PRIMARY KEY (brand_id, member_id)
);

-- A code that was used is gone.
CREATE TABLE recovery_codes (
    brand_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (brand_id, member_id, code_hash)
);

-- Those who may become members. One who accepts is a member, and the row is gone.
CREATE TABLE invitations (
    brand_id BLOB NOT NULL,
    invitation_id BLOB NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    units TEXT NOT NULL,
    language TEXT NOT NULL,
    invited_by BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    letter TEXT NOT NULL,
    letter_error TEXT,
    PRIMARY KEY (brand_id, invitation_id)
);
CREATE UNIQUE INDEX invitations_by_email ON invitations (brand_id, email);
CREATE INDEX invitations_by_end ON invitations (expires_at);

-- Letters to be sent. They hold no secret: the link is made when one is sent. A password that nobody has forgotten gets a
-- row of no brand, so that asking looks and takes the same for every address.
CREATE TABLE letters (
    letter_id BLOB NOT NULL PRIMARY KEY,
    brand_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    language TEXT,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
CREATE INDEX letters_due ON letters (next_at, letter_id);
CREATE INDEX letters_by_subject ON letters (brand_id, subject_id);

-- Links of letters, known by their digest. Who uses one uses up all of the member or the invitation.
CREATE TABLE account_links (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    brand_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX account_links_by_subject ON account_links (brand_id, subject_id);
CREATE INDEX account_links_by_end ON account_links (expires_at);
