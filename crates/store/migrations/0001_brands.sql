-- The tenants. Every other table's key begins with one of these ids.
CREATE TABLE brands (
  brand_id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  -- IANA name; what "today" and quiet hours mean when a customer's own zone is unknown.
  time_zone TEXT NOT NULL,
  -- Counts the changes of configuration; a cached copy of another number is out of date.
  config_version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
