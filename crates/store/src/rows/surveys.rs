//! Surveys and their published versions, links, and responses.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::response::Apart;

use crate::{Param, Row, StoreError, Tx};

/// A survey as stored.
#[derive(Debug, Clone)]
pub struct SurveyRow {
    /// Which survey.
    pub survey: SurveyId,
    /// Its name.
    pub name: String,
    /// The word of its state.
    pub state: String,
    /// The latest published version, 0 if none.
    pub version: i64,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// The draft as JSON.
    pub draft: String,
}

/// A link as stored.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// Which link.
    pub link: LinkId,
    /// What stands in its address.
    pub token: String,
    /// To which survey.
    pub survey: SurveyId,
    /// The word of its kind.
    pub kind: String,
    /// For whom.
    pub customer: Option<CustomerId>,
    /// Since when.
    pub created_at: Timestamp,
    /// The link as JSON.
    pub body: String,
}

/// A response as stored.
#[derive(Debug, Clone)]
pub struct ResponseRow {
    /// Which response.
    pub response: ResponseId,
    /// To which survey.
    pub survey: SurveyId,
    /// And which version of it.
    pub version: i64,
    /// Through which link.
    pub link: LinkId,
    /// Tells visitors of an open link apart; empty for other links.
    pub resume_key: String,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// Where.
    pub unit: Option<UnitId>,
    /// First answer or first view.
    pub started_at: Timestamp,
    /// Latest answer.
    pub changed_at: Timestamp,
    /// When it was completed.
    pub submitted_at: Option<Timestamp>,
    /// Scores, for counting.
    pub nps: Option<i64>,
    /// Satisfaction.
    pub csat: Option<i64>,
    /// Ease.
    pub ces: Option<i64>,
    /// The word of how the customer felt.
    pub band: Option<String>,
    /// The brand's word for the channel it was asked over.
    pub channel: Option<String>,
    /// How long the respondent was at it; none when unknown.
    pub took_ms: Option<i64>,
    /// What raises doubts, with its evidence, as JSON; none when nothing does.
    pub flags: Option<String>,
    /// Why it counts in no figure; none for those that count.
    pub apart: Option<Apart>,
    /// The answers as JSON.
    pub answers: String,
}

const SURVEY: &str = "survey_id, name, state, version, changed_at, draft";

fn survey_row(row: &Row<'_>) -> Result<SurveyRow, StoreError> {
    Ok(SurveyRow {
        survey: row.id(0)?,
        name: row.text(1)?.to_owned(),
        state: row.text(2)?.to_owned(),
        version: row.int(3)?,
        changed_at: row.timestamp(4)?,
        draft: row.text(5)?.to_owned(),
    })
}

/// Writes a survey.
pub fn save(tx: &mut Tx, row: &SurveyRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.insert_many(
        "INSERT INTO surveys (brand_id, survey_id, name, state, version, changed_at, draft)",
        7,
        &[
            brand.into(),
            row.survey.into(),
            (&row.name).into(),
            (&row.state).into(),
            row.version.into(),
            row.changed_at.into(),
            (&row.draft).into(),
        ],
        "ON CONFLICT (brand_id, survey_id) DO UPDATE SET name = excluded.name, state = excluded.state, \
         version = excluded.version, changed_at = excluded.changed_at, draft = excluded.draft",
    )?;
    Ok(())
}

/// One survey.
pub fn find(tx: &mut Tx, survey: SurveyId) -> Result<Option<SurveyRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {SURVEY} FROM surveys WHERE brand_id = $1 AND survey_id = $2");
    tx.query_one(&sql, &[brand.into(), survey.into()], survey_row)
}

/// Surveys by id, after `after`.
pub fn list(tx: &mut Tx, after: Option<SurveyId>, limit: i64) -> Result<Vec<SurveyRow>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(SurveyId::from_bytes([0; 16]));
    let sql = format!(
        "SELECT {SURVEY} FROM surveys WHERE brand_id = $1 AND survey_id > $2 ORDER BY survey_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), after.into(), limit.into()], survey_row)
}

/// Publishes a version.
pub fn publish(
    tx: &mut Tx,
    survey: SurveyId,
    version: i64,
    body: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO survey_versions (brand_id, survey_id, version, published_at, body) VALUES ($1, $2, $3, $4, $5)",
        &[brand.into(), survey.into(), version.into(), now.into(), body.into()],
    )?;
    Ok(())
}

/// A published version, without what it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub version: i64,
    /// Since when.
    pub at: Timestamp,
}

/// The published versions, the latest first, before a number.
pub fn published(
    tx: &mut Tx,
    survey: SurveyId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Published>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT version, published_at FROM survey_versions WHERE brand_id = $1 AND survey_id = $2 AND version < $3 \
         ORDER BY version DESC LIMIT $4",
        &[brand.into(), survey.into(), before.unwrap_or(i64::MAX).into(), limit.into()],
        |row| Ok(Published { version: row.int(0)?, at: row.timestamp(1)? }),
    )
}

/// One published version.
pub fn version<T: DeserializeOwned>(
    tx: &mut Tx,
    survey: SurveyId,
    version: i64,
) -> Result<Option<T>, StoreError> {
    let brand = tx.brand();
    tx.query_one(
        "SELECT body FROM survey_versions WHERE brand_id = $1 AND survey_id = $2 AND version = $3",
        &[brand.into(), survey.into(), version.into()],
        |row| row.json(0),
    )
}

pub(super) const LINK: &str = "link_id, token, survey_id, kind, customer_id, created_at, body";

pub(super) fn link_row(row: &Row<'_>) -> Result<LinkRow, StoreError> {
    Ok(LinkRow {
        link: row.id(0)?,
        token: row.text(1)?.to_owned(),
        survey: row.id(2)?,
        kind: row.text(3)?.to_owned(),
        customer: row.opt_id(4)?,
        created_at: row.timestamp(5)?,
        body: row.text(6)?.to_owned(),
    })
}

/// Writes links; a link that exists stays as it is, so that a repeated decision changes nothing.
pub fn save_links(tx: &mut Tx, rows: &[LinkRow]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let params: Vec<Param> = rows
        .iter()
        .flat_map(|row| {
            [
                brand.into(),
                row.link.into(),
                (&row.token).into(),
                row.survey.into(),
                (&row.kind).into(),
                row.customer.into(),
                row.created_at.into(),
                (&row.body).into(),
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO links (brand_id, link_id, token, survey_id, kind, customer_id, created_at, body)",
        8,
        &params,
        "ON CONFLICT (brand_id, link_id) DO NOTHING",
    )?;
    Ok(())
}

/// Replaces what a link says; its token, survey and kind stay.
pub fn replace_link(tx: &mut Tx, link: LinkId, body: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE links SET body = $3 WHERE brand_id = $1 AND link_id = $2",
        &[brand.into(), link.into(), body.into()],
    )?;
    Ok(())
}

/// The brand and the link behind a token; in a global transaction, since a token says nothing of its brand.
pub fn by_token(
    tx: &mut Tx,
    token: &str,
) -> Result<Option<(touchstone_domain::id::BrandId, LinkRow)>, StoreError> {
    let sql = "SELECT link_id, token, survey_id, kind, customer_id, created_at, body, brand_id FROM links WHERE token = $1";
    tx.query_one(sql, &[token.into()], |row| Ok((row.id(7)?, link_row(row)?)))
}

/// One link.
pub fn link(tx: &mut Tx, link: LinkId) -> Result<Option<LinkRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {LINK} FROM links WHERE brand_id = $1 AND link_id = $2");
    tx.query_one(&sql, &[brand.into(), link.into()], link_row)
}

/// Some links, in no order; those that there are not are left out.
pub fn links(tx: &mut Tx, links: &[LinkId]) -> Result<Vec<LinkRow>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = links.iter().map(|&link| link.into()).collect();
    let sql = format!("SELECT {LINK} FROM links WHERE brand_id = $1 AND link_id IN ({{in}})");
    tx.query_in(&sql, &[brand.into()], &list, link_row)
}

/// Links of a survey by id, after `after`: those of one kind that many share, or all.
pub fn links_of(
    tx: &mut Tx,
    survey: SurveyId,
    shared: Option<&str>,
    after: Option<LinkId>,
    limit: i64,
) -> Result<Vec<LinkRow>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(LinkId::from_bytes([0; 16]));
    let mut params: Vec<Param> = vec![brand.into(), survey.into(), after.into(), limit.into()];
    params.extend(shared.map(Param::from));
    tx.query(&listed(shared.is_some()), &params, link_row)
}

/// The statement of a list of links. What it says of the personal ones is what the index of the others says.
fn listed(by_kind: bool) -> String {
    let kind = if by_kind { "AND kind = $5 AND kind <> 'personal'" } else { "" };
    format!(
        "SELECT {LINK} FROM links WHERE brand_id = $1 AND survey_id = $2 AND link_id > $3 {kind} ORDER BY link_id LIMIT $4"
    )
}

pub(super) const RESPONSE: &str = "response_id, survey_id, version, link_id, resume_key, customer_id, unit_id, \
     started_at, changed_at, submitted_at, nps, csat, ces, band, channel, answers, took_ms, flags, apart";

pub(super) fn response_row(row: &Row<'_>) -> Result<ResponseRow, StoreError> {
    Ok(ResponseRow {
        response: row.id(0)?,
        survey: row.id(1)?,
        version: row.int(2)?,
        link: row.id(3)?,
        resume_key: row.text(4)?.to_owned(),
        customer: row.opt_id(5)?,
        unit: row.opt_id(6)?,
        started_at: row.timestamp(7)?,
        changed_at: row.timestamp(8)?,
        submitted_at: row.opt_timestamp(9)?,
        nps: row.opt_int(10)?,
        csat: row.opt_int(11)?,
        ces: row.opt_int(12)?,
        band: row.opt_text(13)?.map(str::to_owned),
        channel: row.opt_text(14)?.map(str::to_owned),
        answers: row.text(15)?.to_owned(),
        took_ms: row.opt_int(16)?,
        flags: row.opt_text(17)?.map(str::to_owned),
        apart: row.opt_text(18)?.map(apart).transpose()?,
    })
}

pub(super) fn apart(word: &str) -> Result<Apart, StoreError> {
    Apart::named(word).ok_or_else(|| StoreError::Corrupt(format!("a response that is apart for {word}")))
}

/// Writes a response whole. A response that was completed is never overwritten: answers `false` then.
pub fn save_response(tx: &mut Tx, row: &ResponseRow) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let changed = tx.insert_many(
        "INSERT INTO responses (brand_id, response_id, survey_id, version, link_id, resume_key, customer_id, unit_id, \
         started_at, changed_at, submitted_at, nps, csat, ces, band, channel, answers, took_ms, flags, apart)",
        20,
        &[
            brand.into(),
            row.response.into(),
            row.survey.into(),
            row.version.into(),
            row.link.into(),
            (&row.resume_key).into(),
            row.customer.into(),
            row.unit.into(),
            row.started_at.into(),
            row.changed_at.into(),
            row.submitted_at.into(),
            row.nps.into(),
            row.csat.into(),
            row.ces.into(),
            row.band.as_deref().into(),
            row.channel.as_deref().into(),
            (&row.answers).into(),
            row.took_ms.into(),
            row.flags.as_deref().into(),
            row.apart.map(Apart::name).into(),
        ],
        "ON CONFLICT (brand_id, response_id) DO UPDATE SET version = excluded.version, \
         customer_id = excluded.customer_id, unit_id = excluded.unit_id, changed_at = excluded.changed_at, \
         submitted_at = excluded.submitted_at, nps = excluded.nps, csat = excluded.csat, ces = excluded.ces, \
         band = excluded.band, answers = excluded.answers, took_ms = excluded.took_ms, flags = excluded.flags, \
         apart = excluded.apart WHERE responses.submitted_at IS NULL",
    )?;
    Ok(changed == 1)
}

/// Sets the customer of a completed response, once identification knows whose it is.
pub fn assign_response(tx: &mut Tx, response: ResponseId, customer: CustomerId) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE responses SET customer_id = $1 WHERE brand_id = $2 AND response_id = $3",
        &[customer.into(), brand.into(), response.into()],
    )?;
    Ok(())
}

/// The response of a link and resume key.
pub fn response_of(tx: &mut Tx, link: LinkId, resume_key: &str) -> Result<Option<ResponseRow>, StoreError> {
    let brand = tx.brand();
    let sql =
        format!("SELECT {RESPONSE} FROM responses WHERE brand_id = $1 AND link_id = $2 AND resume_key = $3");
    tx.query_one(&sql, &[brand.into(), link.into(), resume_key.into()], response_row)
}

/// The completed response of a link that can be used once.
pub fn completed_of(tx: &mut Tx, link: LinkId) -> Result<Option<ResponseRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {RESPONSE} FROM responses WHERE brand_id = $1 AND link_id = $2 AND submitted_at IS NOT NULL \
         ORDER BY submitted_at LIMIT 1"
    );
    tx.query_one(&sql, &[brand.into(), link.into()], response_row)
}

/// One response.
pub fn response(tx: &mut Tx, response: ResponseId) -> Result<Option<ResponseRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {RESPONSE} FROM responses WHERE brand_id = $1 AND response_id = $2");
    tx.query_one(&sql, &[brand.into(), response.into()], response_row)
}

#[cfg(test)]
mod tests {
    use touchstone_domain::id::BrandId;

    use super::*;
    use crate::{Location, Store, StoreConfig};

    /// How SQLite goes about a list of links.
    fn plan(sql: &str, shared: Option<&'static str>) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let config = StoreConfig::new(Location::Sqlite { path: folder.path().join("touchstone.db") });
        let store = Store::open(&config).expect("an empty database can be opened");
        let (explained, brand) = (format!("EXPLAIN QUERY PLAN {sql}"), BrandId::from_bytes([1; 16]));
        let read = move |tx: &mut Tx| {
            let (survey, after) = (SurveyId::from_bytes([2; 16]), LinkId::from_bytes([0; 16]));
            let mut params: Vec<Param> = vec![brand.into(), survey.into(), after.into(), 50_i64.into()];
            params.extend(shared.map(Param::from));
            tx.query(&explained, &params, |row| Ok(row.text(3)?.to_owned()))
        };
        let lines: Result<Vec<String>, StoreError> = store.read_blocking("plan", brand, read);
        lines.expect("a plan").join("; ")
    }

    #[test]
    fn links_that_many_share_are_sought_by_their_kind_and_come_in_order() {
        let by_kind =
            "SEARCH links USING INDEX links_shared (brand_id=? AND survey_id=? AND kind=? AND link_id>?)";
        assert_eq!(plan(&listed(true), Some("open")), by_kind);
        let all = "SEARCH links USING INDEX links_by_survey (brand_id=? AND survey_id=? AND link_id>?)";
        assert_eq!(plan(&listed(false), None), all);
        // The test can tell: this is what it is about.
        let unsaid = listed(true).replace("AND kind <> 'personal'", "");
        assert_eq!(plan(&unsaid, Some("open")), all, "the kind alone does not say that it is in the index");
    }
}
