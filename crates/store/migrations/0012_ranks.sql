-- What lists of customers are sorted by. A profile changes with every event; this follows a moment later, so that no
-- event pays for two indexes (engine::customers::ranks).
CREATE TABLE customer_ranks (
    brand_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    home_unit BLOB,
    seen_at BIGINT NOT NULL,
    spend BIGINT NOT NULL,
    PRIMARY KEY (brand_id, customer_id)
) WITHOUT ROWID;
CREATE INDEX customer_ranks_by_seen ON customer_ranks (brand_id, seen_at, customer_id);
CREATE INDEX customer_ranks_by_spend ON customer_ranks (brand_id, spend, customer_id);
CREATE INDEX customer_ranks_by_unit_and_seen ON customer_ranks (brand_id, home_unit, seen_at, customer_id);
CREATE INDEX customer_ranks_by_unit_and_spend ON customer_ranks (brand_id, home_unit, spend, customer_id);

-- What is still to be made up for rows of before: how far each part has come. A brand that began later has none.
CREATE TABLE backfills (
    brand_id BLOB NOT NULL,
    part TEXT NOT NULL,
    began_at BIGINT,
    after_id BLOB,
    PRIMARY KEY (brand_id, part)
);
INSERT INTO backfills (brand_id, part) SELECT brand_id, 'customers' FROM brands;
INSERT INTO backfills (brand_id, part) SELECT brand_id, 'responses' FROM brands;
INSERT INTO backfills (brand_id, part) SELECT brand_id, 'links' FROM brands;
