-- What a survey's limits are held against, and the responses that stay out of every figure.

-- Completed responses per quota; the empty name counts them all, for surveys that limit them.
CREATE TABLE survey_counts (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    quota TEXT NOT NULL,
    taken BIGINT NOT NULL,
    PRIMARY KEY (brand_id, survey_id, quota)
);

-- Why a response counts nowhere: `test`, `quota_full`; null for those that count.
ALTER TABLE responses ADD COLUMN apart TEXT;
