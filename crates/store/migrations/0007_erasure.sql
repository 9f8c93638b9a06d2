-- Everything about one customer is found by the customer, to be handed over or erased.

CREATE INDEX links_by_customer ON links (brand_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX notices_by_customer ON notices (brand_id, customer_id) WHERE customer_id IS NOT NULL;
