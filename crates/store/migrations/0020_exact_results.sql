-- Results that are right to the second, also for one store.

-- What is no completed response that counts: begun and not completed, tried out, or over a quota. An entry says when it
-- last changed, so that whether anything of a day did is known without reading a response.
DROP INDEX responses_begun;
CREATE INDEX responses_uncounted ON responses (brand_id, survey_id, started_at, changed_at, submitted_at, apart)
    WHERE submitted_at IS NULL OR apart IS NOT NULL;

-- What a store's completed responses are found by, however long before they were begun.
CREATE INDEX responses_completed_at ON responses (brand_id, unit_id, survey_id, submitted_at) WHERE submitted_at IS NOT NULL;
