-- What limits are held against: the responses of each survey, and what the files of respondents take up.

-- Every survey counts its completed responses, whether or not it limits them: a limit that is set later holds for
-- what came before, and nobody has to count rows.
DELETE FROM survey_counts WHERE quota = '';
INSERT INTO survey_counts (brand_id, survey_id, quota, taken)
SELECT brand_id, survey_id, '', COUNT(*) FROM responses
WHERE submitted_at IS NOT NULL AND apart IS NULL
GROUP BY brand_id, survey_id;

-- Through which link a file came; null for those sent before this was asked.
ALTER TABLE files ADD COLUMN link_id BLOB;
-- When it is forgotten, unless an answer that is completed names it: null then.
ALTER TABLE files ADD COLUMN expires_at BIGINT;
UPDATE files SET expires_at = created_at + 604800000000
WHERE NOT EXISTS (
    SELECT 1 FROM responses
    WHERE responses.brand_id = files.brand_id AND responses.response_id = files.response_id
    AND responses.submitted_at IS NOT NULL
);
CREATE INDEX files_by_link ON files (brand_id, link_id, created_at);
CREATE INDEX files_expiring ON files (expires_at) WHERE expires_at IS NOT NULL;

-- Bytes of all files of a brand.
CREATE TABLE file_totals (
    brand_id BLOB NOT NULL PRIMARY KEY,
    bytes BIGINT NOT NULL
);
INSERT INTO file_totals (brand_id, bytes)
SELECT brand_id, CAST(SUM(size) AS BIGINT) FROM files GROUP BY brand_id;
