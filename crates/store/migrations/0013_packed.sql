-- Profiles and runs packed with a dictionary (store::packed); the text is empty then.
ALTER TABLE customers ADD COLUMN packed BLOB;
ALTER TABLE runs ADD COLUMN packed BLOB;
