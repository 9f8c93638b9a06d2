-- What results are made of: responses by the day of their completion, how long they took, and what raises doubts.

-- How long the respondent was at it, in milliseconds; null when unknown. What raises doubts, with its evidence, as JSON;
-- null when nothing does.
ALTER TABLE responses ADD COLUMN took_ms BIGINT;
ALTER TABLE responses ADD COLUMN flags TEXT;

-- A day that has passed gets no more completed responses: what it adds up to is kept in memory.
CREATE INDEX responses_completed ON responses (brand_id, survey_id, submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX responses_begun ON responses (brand_id, survey_id, started_at) WHERE submitted_at IS NULL;

-- By what completed responses are found to be alike: digests of device, of customer, of the answers.
CREATE TABLE response_marks (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    mark BLOB NOT NULL,
    submitted_at BIGINT NOT NULL,
    response_id BLOB NOT NULL,
    PRIMARY KEY (brand_id, survey_id, mark, submitted_at, response_id)
) WITHOUT ROWID;
CREATE INDEX response_marks_by_age ON response_marks (submitted_at);
