-- What is asked and decided: surveys and their links and responses, playbooks and their runs, templates.

CREATE TABLE surveys (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    draft TEXT NOT NULL,
    PRIMARY KEY (brand_id, survey_id)
);

-- Published versions never change: a response keeps the version it answered.
CREATE TABLE survey_versions (
    brand_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    version BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, survey_id, version)
);

CREATE TABLE links (
    brand_id BLOB NOT NULL,
    link_id BLOB NOT NULL,
    token TEXT NOT NULL,
    survey_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    customer_id BLOB,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, link_id)
);
CREATE UNIQUE INDEX links_by_token ON links (token);
CREATE INDEX links_by_survey ON links (brand_id, survey_id, link_id);

-- The resume key is empty for personal and single-use links: they have one response; an open link has one per visitor.
CREATE TABLE responses (
    brand_id BLOB NOT NULL,
    response_id BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    version BIGINT NOT NULL,
    link_id BLOB NOT NULL,
    resume_key TEXT NOT NULL,
    customer_id BLOB,
    unit_id BLOB,
    started_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    submitted_at BIGINT,
    nps BIGINT,
    csat BIGINT,
    ces BIGINT,
    answers TEXT NOT NULL,
    PRIMARY KEY (brand_id, response_id)
);
CREATE UNIQUE INDEX responses_by_link ON responses (brand_id, link_id, resume_key);
CREATE INDEX responses_by_survey ON responses (brand_id, survey_id, response_id);

CREATE TABLE templates (
    brand_id BLOB NOT NULL,
    template_id BLOB NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, template_id)
);

CREATE TABLE playbooks (
    brand_id BLOB NOT NULL,
    playbook_id BLOB NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, playbook_id)
);

CREATE TABLE runs (
    brand_id BLOB NOT NULL,
    run_id BLOB NOT NULL,
    playbook_id BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    started_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, run_id)
);
CREATE INDEX runs_by_playbook ON runs (brand_id, playbook_id, started_at, run_id);
