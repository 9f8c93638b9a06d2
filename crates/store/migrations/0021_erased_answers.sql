-- What responses add up to is kept in memory until they change, and erasing a person changes theirs.
ALTER TABLE surveys ADD COLUMN erasures BIGINT NOT NULL DEFAULT 0;
