//! Widgets on web pages, and what they decided last about each customer.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, CustomerId, SurveyId};
use touchstone_domain::widget::Widget;

use crate::{Row, StoreError, Tx};

/// A widget as stored.
#[derive(Debug, Clone)]
pub struct WidgetRow {
    /// Of which survey.
    pub survey: SurveyId,
    /// What stands in the brand's pages.
    pub key: String,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// How it was set up.
    pub widget: Widget,
}

/// The latest decision about a customer.
#[derive(Debug, Clone)]
pub struct LookRow {
    /// Whom.
    pub customer: CustomerId,
    /// When.
    pub at: Timestamp,
    /// Whether the survey was shown.
    pub shown: bool,
    /// The page and the reasons, as JSON.
    pub body: String,
}

const COLUMNS: &str = "survey_id, public_key, changed_at, body";
const LOOK: &str = "customer_id, at, shown, body";

fn read(row: &Row<'_>) -> Result<WidgetRow, StoreError> {
    Ok(WidgetRow {
        survey: row.id(0)?,
        key: row.text(1)?.to_owned(),
        changed_at: row.timestamp(2)?,
        widget: row.json(3)?,
    })
}

/// The widget of a survey.
pub fn find(tx: &mut Tx, survey: SurveyId) -> Result<Option<WidgetRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM widgets WHERE brand_id = $1 AND survey_id = $2");
    tx.query_one(&sql, &[brand.into(), survey.into()], read)
}

/// The brand and widget of a public key; in a global transaction, since a key says nothing of its brand.
pub fn by_key(tx: &mut Tx, key: &str) -> Result<Option<(BrandId, WidgetRow)>, StoreError> {
    let sql = format!("SELECT {COLUMNS}, brand_id FROM widgets WHERE public_key = $1");
    tx.query_one(&sql, &[key.into()], |row| Ok((row.id(4)?, read(row)?)))
}

/// Writes a widget; its key stays the one it began with.
pub fn save(tx: &mut Tx, row: &WidgetRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    let body = serde_json::to_string(&row.widget).map_err(|error| StoreError::Defect(error.to_string()))?;
    tx.execute(
        "INSERT INTO widgets (brand_id, survey_id, public_key, changed_at, body) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (brand_id, survey_id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body",
        &[brand.into(), row.survey.into(), (&row.key).into(), row.changed_at.into(), (&body).into()],
    )
    .map(drop)
}

/// Keeps the latest decision about a customer.
pub fn keep_look(tx: &mut Tx, survey: SurveyId, look: &LookRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO widget_looks (brand_id, survey_id, customer_id, at, shown, body) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (brand_id, survey_id, customer_id) DO UPDATE SET at = excluded.at, shown = excluded.shown, \
         body = excluded.body",
        &[
            brand.into(),
            survey.into(),
            look.customer.into(),
            look.at.into(),
            look.shown.into(),
            (&look.body).into(),
        ],
    )
    .map(drop)
}

/// The latest decision of a widget about a customer.
pub fn look(tx: &mut Tx, survey: SurveyId, customer: CustomerId) -> Result<Option<LookRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {LOOK} FROM widget_looks WHERE brand_id = $1 AND survey_id = $2 AND customer_id = $3"
    );
    tx.query_one(&sql, &[brand.into(), survey.into(), customer.into()], read_look)
}

/// The latest decisions of a widget, newest first, before a time and customer.
pub fn looks(
    tx: &mut Tx,
    survey: SurveyId,
    before: Option<(Timestamp, CustomerId)>,
    limit: i64,
) -> Result<Vec<LookRow>, StoreError> {
    let brand = tx.brand();
    let (at, customer) = before.unwrap_or((Timestamp::MAX, CustomerId::from_bytes([0xff; 16])));
    let sql = format!(
        "SELECT {LOOK} FROM widget_looks WHERE brand_id = $1 AND survey_id = $2 \
         AND (at, customer_id) < ($3, $4) ORDER BY at DESC, customer_id DESC LIMIT $5"
    );
    let params = [brand.into(), survey.into(), at.into(), customer.into(), limit.into()];
    tx.query(&sql, &params, read_look)
}

/// What widgets decided last about a customer, by survey; at most `limit`.
pub fn looks_at(
    tx: &mut Tx,
    customer: CustomerId,
    limit: i64,
) -> Result<Vec<(SurveyId, LookRow)>, StoreError> {
    let brand = tx.brand();
    let sql = format!(
        "SELECT {LOOK}, survey_id FROM widget_looks WHERE brand_id = $1 AND customer_id = $2 \
         ORDER BY survey_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), customer.into(), limit.into()], |row| Ok((row.id(4)?, read_look(row)?)))
}

/// Removes what widgets decided about a customer: part of erasing them.
pub fn erase_customer(tx: &mut Tx, customer: CustomerId) -> Result<u64, StoreError> {
    let brand = tx.brand();
    tx.execute(
        "DELETE FROM widget_looks WHERE brand_id = $1 AND customer_id = $2",
        &[brand.into(), customer.into()],
    )
}

/// Forgets decisions of before a time, of any brand, so many at most.
pub fn forget_looks(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM widget_looks WHERE (brand_id, survey_id, customer_id) IN \
         (SELECT brand_id, survey_id, customer_id FROM widget_looks WHERE at < $1 ORDER BY at LIMIT $2)",
        &[before.into(), limit.into()],
    )
}

fn read_look(row: &Row<'_>) -> Result<LookRow, StoreError> {
    Ok(LookRow {
        customer: row.id(0)?,
        at: row.timestamp(1)?,
        shown: row.bool(2)?,
        body: row.text(3)?.to_owned(),
    })
}
