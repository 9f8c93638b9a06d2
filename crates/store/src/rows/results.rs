//! The responses of a survey as results read them: by the day they were completed or begun, one after the other, so that
//! no more than one of them is in memory.

use jiff::Timestamp;
use touchstone_domain::id::{LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::response::Apart;

use super::surveys::apart;
use crate::{Param, Row, StoreError, Tx};

/// A response as its figures see it.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'r> {
    /// Which response.
    pub response: ResponseId,
    /// To which version.
    pub version: i64,
    /// Where.
    pub unit: Option<UnitId>,
    /// Over which channel.
    pub channel: Option<&'r str>,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When it was completed.
    pub submitted_at: Option<Timestamp>,
    /// How long the respondent was at it.
    pub took_ms: Option<i64>,
    /// What raises doubts, as JSON.
    pub flags: Option<&'r str>,
    /// Why it counts in no figure.
    pub apart: Option<Apart>,
    /// When its customer was asked, if it came through a link of their own; not looked up for those that count.
    pub asked_at: Option<Timestamp>,
    /// The draft as JSON.
    pub answers: &'r str,
}

/// Receives responses.
pub type Each<'f> = &'f mut dyn FnMut(&Answered<'_>) -> Result<(), StoreError>;

/// From a time until before another.
pub type Span = (Timestamp, Timestamp);

const COLUMNS: &str =
    "response_id, version, unit_id, channel, started_at, submitted_at, took_ms, flags, apart, answers";
/// What stands in the index of the responses that are none that count, word for word, so that it serves them.
const UNCOUNTED: &str = "(submitted_at IS NULL OR apart IS NOT NULL)";
const ASKED_AT: &str = "(SELECT links.created_at FROM links WHERE links.brand_id = responses.brand_id \
     AND links.link_id = responses.link_id AND links.kind = 'personal')";

fn answered<'r>(row: &Row<'r>) -> Result<Answered<'r>, StoreError> {
    Ok(Answered {
        response: row.id(0)?,
        version: row.int(1)?,
        unit: row.opt_id(2)?,
        channel: row.opt_text(3)?,
        started_at: row.timestamp(4)?,
        submitted_at: row.opt_timestamp(5)?,
        took_ms: row.opt_int(6)?,
        flags: row.opt_text(7)?,
        apart: row.opt_text(8)?.map(apart).transpose()?,
        asked_at: None,
        answers: row.text(9)?,
    })
}

/// Responses that count, completed in a time; of one unit if it is given.
pub fn completed(
    tx: &mut Tx,
    survey: SurveyId,
    unit: Option<UnitId>,
    (from, until): Span,
    each: Each<'_>,
) -> Result<(), StoreError> {
    let mut params = vec![tx.brand().into(), survey.into(), from.into(), until.into()];
    let narrowed = unit.map_or("", |unit| {
        params.push(unit.into());
        " AND unit_id = $5"
    });
    let sql = format!(
        "SELECT {COLUMNS} FROM responses WHERE brand_id = $1 AND survey_id = $2 AND apart IS NULL AND submitted_at >= $3 \
         AND submitted_at < $4 AND submitted_at IS NOT NULL{narrowed}"
    );
    tx.query(&sql, &params, |row| each(&answered(row)?)).map(drop)
}

/// Responses begun in a time that are none that count: partial ones, and those that are apart.
pub fn uncounted(
    tx: &mut Tx,
    survey: SurveyId,
    (from, until): Span,
    each: Each<'_>,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, {ASKED_AT} FROM responses WHERE brand_id = $1 AND survey_id = $2 AND started_at >= $3 \
         AND started_at < $4 AND {UNCOUNTED}"
    );
    let params = [tx.brand().into(), survey.into(), from.into(), until.into()];
    tx.query(&sql, &params, |row| each(&Answered { asked_at: row.opt_timestamp(10)?, ..answered(row)? }))
        .map(drop)
}

/// As [`uncounted`], of one unit and to any survey, begun between two ids; for one store of very many, whose own are few among
/// the survey's. Gives each with its survey.
pub fn uncounted_of_unit(
    tx: &mut Tx,
    unit: UnitId,
    (from, until): (ResponseId, ResponseId),
    each: &mut dyn FnMut(SurveyId, &Answered<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, {ASKED_AT}, survey_id FROM responses WHERE brand_id = $1 AND unit_id = $2 AND response_id >= $3 \
         AND response_id < $4 AND {UNCOUNTED}"
    );
    let params = [tx.brand().into(), unit.into(), from.into(), until.into()];
    let seen =
        |row: &Row<'_>| each(row.id(11)?, &Answered { asked_at: row.opt_timestamp(10)?, ..answered(row)? });
    tx.query(&sql, &params, seen).map(drop)
}

/// How many responses of a survey, if there is one, were erased.
pub fn erasures(tx: &mut Tx, survey: SurveyId) -> Result<Option<i64>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT erasures FROM surveys WHERE brand_id = $1 AND survey_id = $2";
    tx.query_one(sql, &[brand.into(), survey.into()], |row| row.int(0))
}

/// When the responses begun in a time that are none that count were begun and last changed, in the order of the first; from
/// their index alone.
pub fn uncounted_times(
    tx: &mut Tx,
    survey: SurveyId,
    (from, until): Span,
    mut each: impl FnMut(Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT started_at, changed_at FROM responses WHERE brand_id = $1 AND survey_id = $2 AND started_at >= $3 \
         AND started_at < $4 AND {UNCOUNTED} ORDER BY started_at"
    );
    let params = [tx.brand().into(), survey.into(), from.into(), until.into()];
    tx.query(&sql, &params, |row| {
        each(row.timestamp(0)?, row.timestamp(1)?);
        Ok(())
    })
    .map(drop)
}

/// How long the latest completed responses took, in milliseconds, with their answers.
pub fn latest_times<T>(
    tx: &mut Tx,
    survey: SurveyId,
    limit: u32,
    mut map: impl FnMut(i64, &str) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let params = [tx.brand().into(), survey.into(), limit.into()];
    tx.query(
        "SELECT took_ms, answers FROM responses WHERE brand_id = $1 AND survey_id = $2 AND apart IS NULL AND submitted_at IS NOT NULL \
         ORDER BY submitted_at DESC LIMIT $3",
        &params,
        |row| map(row.opt_int(0)?.unwrap_or(0), row.text(1)?),
    )
}

/// Sets how long a response took and what raises doubts about it.
pub fn set_quality(
    tx: &mut Tx,
    response: ResponseId,
    took_ms: Option<i64>,
    flags: Option<&str>,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE responses SET took_ms = $1, flags = $2 WHERE brand_id = $3 AND response_id = $4",
        &[took_ms.into(), flags.into(), brand.into(), response.into()],
    )
    .map(drop)
}

/// What raises doubts about a response, as JSON.
pub fn flags(tx: &mut Tx, response: ResponseId) -> Result<Option<String>, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT flags FROM responses WHERE brand_id = $1 AND response_id = $2";
    let found =
        tx.query_one(sql, &[brand.into(), response.into()], |row| Ok(row.opt_text(0)?.map(str::to_owned)))?;
    Ok(found.flatten())
}

/// Sets what raises doubts about a response.
pub fn set_flags(tx: &mut Tx, response: ResponseId, flags: Option<&str>) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE responses SET flags = $1 WHERE brand_id = $2 AND response_id = $3",
        &[flags.into(), brand.into(), response.into()],
    )
    .map(drop)
}

/// By what a completed response is found to be like others.
pub fn mark(
    tx: &mut Tx,
    survey: SurveyId,
    response: ResponseId,
    submitted_at: Timestamp,
    marks: &[[u8; 16]],
) -> Result<(), StoreError> {
    let brand = tx.brand();
    let rows: Vec<Param> = marks
        .iter()
        .flat_map(|mark| {
            [Param::from(brand), survey.into(), mark.as_slice().into(), submitted_at.into(), response.into()]
        })
        .collect();
    let head = "INSERT INTO response_marks (brand_id, survey_id, mark, submitted_at, response_id)";
    tx.insert_many(
        head,
        5,
        &rows,
        "ON CONFLICT (brand_id, survey_id, mark, submitted_at, response_id) DO NOTHING",
    )
    .map(drop)
}

/// The responses with a mark completed at or after a time, the latest first.
pub fn marked(
    tx: &mut Tx,
    survey: SurveyId,
    mark: &[u8; 16],
    since: Timestamp,
    limit: u32,
) -> Result<Vec<(ResponseId, Timestamp)>, StoreError> {
    let params = [tx.brand().into(), survey.into(), mark.as_slice().into(), since.into(), limit.into()];
    tx.query(
        "SELECT response_id, submitted_at FROM response_marks WHERE brand_id = $1 AND survey_id = $2 AND mark = $3 \
         AND submitted_at >= $4 ORDER BY submitted_at DESC LIMIT $5",
        &params,
        |row| Ok((row.id(0)?, row.timestamp(1)?)),
    )
}

/// Forgets marks of before a time, of any brand, so many at most.
pub fn forget_marks(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM response_marks WHERE (brand_id, survey_id, mark, submitted_at, response_id) IN \
         (SELECT brand_id, survey_id, mark, submitted_at, response_id FROM response_marks \
         WHERE submitted_at < $1 ORDER BY submitted_at LIMIT $2)",
        &[before.into(), limit.into()],
    )
}

/// Forgets by what a response is found to be like others.
pub fn forget_marks_of(tx: &mut Tx, survey: SurveyId, response: ResponseId) -> Result<u64, StoreError> {
    let brand = tx.brand();
    tx.execute(
        "DELETE FROM response_marks WHERE brand_id = $1 AND survey_id = $2 AND response_id = $3",
        &[brand.into(), survey.into(), response.into()],
    )
}

/// The bodies of links, as JSON.
pub fn links(tx: &mut Tx, links: &[LinkId]) -> Result<Vec<String>, StoreError> {
    let list: Vec<Param> = links.iter().map(|&id| id.into()).collect();
    let sql = "SELECT body FROM links WHERE brand_id = $1 AND link_id IN ({in})";
    tx.query_in(sql, &[tx.brand().into()], &list, |row| Ok(row.text(0)?.to_owned()))
}
