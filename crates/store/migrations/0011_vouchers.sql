-- Vouchers: what customers were given, found by the code that they show and by whose they are.

CREATE TABLE vouchers (
    brand_id BLOB NOT NULL,
    voucher_id BLOB NOT NULL,
    code TEXT NOT NULL,
    customer_id BLOB NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brand_id, voucher_id)
);
CREATE UNIQUE INDEX vouchers_by_code ON vouchers (brand_id, code);
CREATE INDEX vouchers_by_customer ON vouchers (brand_id, customer_id, issued_at, voucher_id);
