-- What happens after a decision: timers, effects on their way out, cases, notes in inboxes.

-- The key is the due time in eight bytes that sort as it does, and a digest over the other columns: rows lie in the order
-- in which they fire and are deleted, the same timer is there once, and any number may be due in one microsecond. The
-- token says which of a subject's timers it is.
CREATE TABLE timers (
    timer_key BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    kind BIGINT NOT NULL,
    subject_id BLOB NOT NULL,
    token BIGINT NOT NULL,
    PRIMARY KEY (timer_key)
) WITHOUT ROWID;

-- Effects that leave the machine. next_at is when a worker may take the row: the time to send when pending, the end of
-- the lease when sending; null when it is over.
CREATE TABLE outbox (
    brand_id BLOB NOT NULL,
    effect_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    state TEXT NOT NULL,
    channel TEXT NOT NULL,
    destination TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT,
    finished_at BIGINT,
    last_error TEXT,
    effect TEXT NOT NULL,
    PRIMARY KEY (brand_id, effect_id)
) WITHOUT ROWID;
-- With the destination, so that passing over what is due for a peer that gets no more now reads no rows.
CREATE INDEX outbox_due ON outbox (next_at, destination) WHERE next_at IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox (brand_id, state, created_at, effect_id);
CREATE INDEX outbox_by_customer ON outbox (brand_id, customer_id, created_at, effect_id);

-- What lists filter by has a column; the case as the domain knows it is the body.
CREATE TABLE cases (
    brand_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    unit_id BLOB,
    owner_id BLOB,
    state TEXT NOT NULL,
    outcome TEXT,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, case_id)
);
-- One open case per customer, whatever races.
CREATE UNIQUE INDEX cases_open ON cases (brand_id, customer_id) WHERE state <> 'closed';
CREATE INDEX cases_by_time ON cases (brand_id, opened_at, case_id);
CREATE INDEX cases_by_customer ON cases (brand_id, customer_id, opened_at, case_id);
CREATE INDEX cases_by_unit ON cases (brand_id, unit_id, opened_at, case_id);
CREATE INDEX cases_by_owner ON cases (brand_id, owner_id, opened_at, case_id);

CREATE TABLE case_entries (
    brand_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, case_id, number)
);

-- The highest position given out per member. Its row is locked until the commit, so positions appear in the order they
-- were given out: whoever has read up to one misses none below it.
CREATE TABLE inboxes (
    brand_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (brand_id, member_id)
);

CREATE TABLE notices (
    brand_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    position BIGINT NOT NULL,
    notice_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    unit_id BLOB,
    case_id BLOB,
    customer_id BLOB,
    at BIGINT NOT NULL,
    read_at BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, member_id, position)
);
CREATE UNIQUE INDEX notices_by_id ON notices (brand_id, notice_id);
CREATE INDEX notices_unread ON notices (brand_id, member_id, position) WHERE read_at IS NULL;

-- How a brand's messages leave; apart from its other settings, since it holds passwords.
CREATE TABLE channels (
    brand_id BLOB NOT NULL PRIMARY KEY,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
