-- What the lists of the console are narrowed and searched by.

-- How the customer felt, and over which channel it was asked; null in responses of before.
ALTER TABLE responses ADD COLUMN band TEXT;
ALTER TABLE responses ADD COLUMN channel TEXT;
CREATE INDEX responses_by_unit ON responses (brand_id, unit_id, response_id);

-- The terms (domain::search) of the words in complete responses.
CREATE TABLE response_terms (
    brand_id BLOB NOT NULL,
    term BIGINT NOT NULL,
    response_id BLOB NOT NULL,
    PRIMARY KEY (brand_id, term, response_id)
) WITHOUT ROWID;

CREATE INDEX customers_by_unit ON customers (brand_id, home_unit, customer_id);

-- The terms of customers' names, tags and phone numbers: exactly those of the profile as it was last saved.
CREATE TABLE customer_terms (
    brand_id BLOB NOT NULL,
    term BIGINT NOT NULL,
    customer_id BLOB NOT NULL,
    PRIMARY KEY (brand_id, term, customer_id)
) WITHOUT ROWID;

CREATE INDEX cases_by_due ON cases (brand_id, due_at, case_id);
