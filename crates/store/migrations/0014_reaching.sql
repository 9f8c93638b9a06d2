-- Reaching people: surveys on their way to many, and the widget on web pages.

-- The plan is the body; how far it has come is the progress, written with every step.
CREATE TABLE distributions (
    brand_id BLOB NOT NULL,
    distribution_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT,
    plan TEXT NOT NULL,
    progress TEXT NOT NULL,
    PRIMARY KEY (brand_id, distribution_id)
);
CREATE INDEX distributions_by_survey ON distributions (brand_id, survey_id, distribution_id);
CREATE INDEX distributions_due ON distributions (next_at) WHERE next_at IS NOT NULL;

-- Who is meant, in the order of the draw until they are invited. next_at is when the next reminder is due.
CREATE TABLE recipients (
    brand_id BLOB NOT NULL,
    distribution_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    state TEXT NOT NULL,
    draw BIGINT NOT NULL,
    link_id BLOB,
    effect_id BLOB,
    invited_at BIGINT,
    reminded BIGINT NOT NULL,
    next_at BIGINT,
    opened_at BIGINT,
    reason TEXT,
    PRIMARY KEY (brand_id, distribution_id, customer_id)
) WITHOUT ROWID;
CREATE INDEX recipients_by_draw ON recipients (brand_id, distribution_id, state, draw, customer_id);
CREATE INDEX recipients_due ON recipients (brand_id, distribution_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX recipients_by_link ON recipients (brand_id, link_id) WHERE link_id IS NOT NULL;
CREATE INDEX recipients_by_customer ON recipients (brand_id, customer_id);

-- One widget per survey, found by the public key that stands in web pages.
CREATE TABLE widgets (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    public_key TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, survey_id)
);
CREATE UNIQUE INDEX widgets_by_key ON widgets (public_key);

-- The latest decision of the widget about each customer, with its reasons.
CREATE TABLE widget_looks (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    at BIGINT NOT NULL,
    shown BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, survey_id, customer_id)
);
CREATE INDEX widget_looks_by_time ON widget_looks (brand_id, survey_id, at, customer_id);
CREATE INDEX widget_looks_by_customer ON widget_looks (brand_id, customer_id);
