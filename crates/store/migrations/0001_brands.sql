-- The tenants. Every other table's key begins with one of these ids.
CREATE TABLE brands (
    brand_id BLOB NOT NULL PRIMARY KEY,
    -- Name, time zone, language and the like, as JSON.
    settings TEXT NOT NULL,
    -- Signs what the brand hands out: tokens of links, stop links.
    secret BLOB NOT NULL,
    -- Counts the changes of configuration; a cached copy of another number is out of date.
    config_version BIGINT NOT NULL,
    -- Counts the changes of products and promotions.
    catalogue_change BIGINT NOT NULL,
    -- The latest chunk of the journal; chunks are numbered in the order of commits.
    journal_chunk BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
