-- Files that respondents sent, in pieces, so that no transaction writes much and none reads more than it needs.

CREATE TABLE files (
    brand_id BLOB NOT NULL,
    file_id BLOB NOT NULL,
    -- Null until it belongs to an answer; what stays so is forgotten.
    response_id BLOB,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, file_id)
);
CREATE INDEX files_by_response ON files (brand_id, response_id, file_id);
CREATE INDEX files_by_age ON files (created_at);

CREATE TABLE file_pieces (
    brand_id BLOB NOT NULL,
    file_id BLOB NOT NULL,
    piece BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (brand_id, file_id, piece)
);
