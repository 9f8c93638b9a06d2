-- Links that many share are few behind as many personal ones as there were invitations, and are listed by their kind.
CREATE INDEX links_shared ON links (brand_id, survey_id, kind, link_id) WHERE kind <> 'personal';
