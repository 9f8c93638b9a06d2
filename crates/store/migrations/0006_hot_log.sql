-- What the embedded database's memory holds that its tables do not have yet (crate::hot): one row per commit,
-- lz4 over records. A shared database keeps it empty.
CREATE TABLE hot_log (
    seq BIGINT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (seq)
);
