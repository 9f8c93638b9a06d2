-- What widgets decided is forgotten when it is old.
CREATE INDEX widget_looks_by_age ON widget_looks (at);
