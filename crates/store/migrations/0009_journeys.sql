-- Journeys, and the counters that their figures are made of.

CREATE TABLE journeys (
    brand_id BLOB NOT NULL,
    journey_id BLOB NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, journey_id)
);

-- How often each number was given to the questions of a scale, per local day of the brand, unit and channel; counted in
-- the transaction of the answer. No unit is sixteen zeros, no channel the empty text. The day stands before the unit: a
-- period of the whole brand is one range, and a store's days are looked up one by one.
CREATE TABLE score_counts (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    scale TEXT NOT NULL,
    day BIGINT NOT NULL,
    unit_id BLOB NOT NULL,
    question TEXT NOT NULL,
    channel TEXT NOT NULL,
    c0 BIGINT NOT NULL,
    c1 BIGINT NOT NULL,
    c2 BIGINT NOT NULL,
    c3 BIGINT NOT NULL,
    c4 BIGINT NOT NULL,
    c5 BIGINT NOT NULL,
    c6 BIGINT NOT NULL,
    c7 BIGINT NOT NULL,
    c8 BIGINT NOT NULL,
    c9 BIGINT NOT NULL,
    c10 BIGINT NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    PRIMARY KEY (brand_id, survey_id, scale, day, unit_id, question, channel)
) WITHOUT ROWID;

-- How many were asked personally and answered (by the day they were asked), and how many began and completed (by the day
-- they did).
CREATE TABLE ask_counts (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    day BIGINT NOT NULL,
    unit_id BLOB NOT NULL,
    channel TEXT NOT NULL,
    invited BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    began BIGINT NOT NULL,
    completed BIGINT NOT NULL,
    PRIMARY KEY (brand_id, survey_id, day, unit_id, channel)
) WITHOUT ROWID;
