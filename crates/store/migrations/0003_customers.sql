-- What came in and who it was about: the journal, customers, how identities lead to them.

-- Events as accepted, with their traces, a chunk of up to 256 per row (lz4 over JSON lines).
CREATE TABLE journal (
    brand_id BLOB NOT NULL,
    chunk BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    events BIGINT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (brand_id, chunk)
);

-- One row per accepted event: makes a second delivery visible and leads from a message id to its place.
-- The key is a digest over brand, source and message id, so the brand needs no column of its own here;
-- this is the one table that gets a random insert for every event, and every byte of it is paid for.
CREATE TABLE event_keys (
    event_key BLOB NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (event_key)
) WITHOUT ROWID;

CREATE TABLE customers (
    brand_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    merged_into BLOB,
    home_unit BLOB,
    profile TEXT NOT NULL,
    PRIMARY KEY (brand_id, customer_id)
);

-- The digest covers brand, kind and value; the values themselves stand in the profile.
CREATE TABLE identities (
    identity_key BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    PRIMARY KEY (identity_key)
) WITHOUT ROWID;

CREATE TABLE merges (
    brand_id BLOB NOT NULL,
    merge_id BLOB NOT NULL,
    at BIGINT NOT NULL,
    winner BLOB NOT NULL,
    loser BLOB NOT NULL,
    cause TEXT NOT NULL,
    winner_before TEXT NOT NULL,
    loser_before TEXT NOT NULL,
    undone_at BIGINT,
    PRIMARY KEY (brand_id, merge_id)
);
CREATE INDEX merges_by_winner ON merges (brand_id, winner, at);
CREATE INDEX merges_by_loser ON merges (brand_id, loser, at);

-- Events that were refused, for the source's live debugger; bounded per source by the engine.
CREATE TABLE rejected_events (
    brand_id BLOB NOT NULL,
    source_id BLOB NOT NULL,
    at BIGINT NOT NULL,
    position BIGINT NOT NULL,
    message_id TEXT,
    errors TEXT NOT NULL,
    PRIMARY KEY (brand_id, source_id, at, position)
);

-- Products and promotions as the latest Stock Changed and Promotion Published events say. `change` is the
-- brand's catalogue_change when it was written, so that a copy in memory reads only what is new to it.
CREATE TABLE products (
    brand_id BLOB NOT NULL,
    product TEXT NOT NULL,
    unit TEXT NOT NULL,
    change BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, product, unit)
);
CREATE INDEX products_by_change ON products (brand_id, change);
CREATE TABLE promotions (
    brand_id BLOB NOT NULL,
    promotion TEXT NOT NULL,
    change BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, promotion)
);
CREATE INDEX promotions_by_change ON promotions (brand_id, change);
