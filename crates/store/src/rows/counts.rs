//! Counters of answers and of asking, by day, unit and channel.

use touchstone_domain::id::{SurveyId, UnitId};
use touchstone_domain::journey::{Scale, Tally};

use crate::rows::scope;
use crate::{Param, Row, StoreError, Tx};

/// What belongs to no unit.
const NOWHERE: UnitId = UnitId::from_bytes([0; 16]);
/// Most days that are looked up one by one for a few units; a longer period is read as one range.
const DAYS_EACH_MAX: i64 = 100;

/// Where and when something is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Of which survey.
    pub survey: SurveyId,
    /// On which local day of the brand.
    pub day: i32,
    /// At which unit.
    pub unit: Option<UnitId>,
    /// Over which channel.
    pub channel: String,
}

/// Answers to one question to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreCount {
    /// Where and when.
    pub place: Place,
    /// The kind of number.
    pub scale: Scale,
    /// The question.
    pub question: String,
    /// What was given.
    pub tally: Tally,
}

/// Asking to be counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asking {
    /// Asked personally.
    pub invited: i64,
    /// Of these, answered.
    pub answered: i64,
    /// Responses begun.
    pub began: i64,
    /// Responses completed.
    pub completed: i64,
}

impl Asking {
    /// Takes away what was counted among these.
    pub fn subtract(&mut self, part: Self) {
        self.invited -= part.invited;
        self.answered -= part.answered;
        self.began -= part.began;
        self.completed -= part.completed;
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Self) {
        self.invited += other.invited;
        self.answered += other.answered;
        self.began += other.began;
        self.completed += other.completed;
    }
}

/// Counts answers. No question twice at one place.
pub fn add_scores(tx: &mut Tx, counts: &[ScoreCount]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let mut rows: Vec<Param> = Vec::with_capacity(counts.len() * 20);
    for count in counts {
        let place = &count.place;
        rows.extend([
            Param::from(brand),
            place.survey.into(),
            count.scale.as_str().into(),
            place.day.into(),
            place.unit.unwrap_or(NOWHERE).into(),
            (&count.question).into(),
            (&place.channel).into(),
        ]);
        rows.extend(count.tally.counts.map(Param::from));
        rows.extend([Param::from(count.tally.low), count.tally.high.into()]);
    }
    let tail = format!(
        "ON CONFLICT (brand_id, survey_id, scale, day, unit_id, question, channel) DO UPDATE SET {}",
        COUNTED.map(|name| format!("{name} = score_counts.{name} + excluded.{name}")).join(", ")
    );
    let head = format!(
        "INSERT INTO score_counts (brand_id, survey_id, scale, day, unit_id, question, channel, {})",
        COUNTED.join(", ")
    );
    tx.insert_many(&head, 20, &rows, &tail).map(drop)
}

const COUNTED: [&str; 13] =
    ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "low", "high"];

/// Counts asking. No place twice.
pub fn add_asking(tx: &mut Tx, counts: &[(Place, Asking)]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let rows: Vec<Param> = counts
        .iter()
        .flat_map(|(place, asking)| {
            [
                Param::from(brand),
                place.survey.into(),
                place.day.into(),
                place.unit.unwrap_or(NOWHERE).into(),
                (&place.channel).into(),
                asking.invited.into(),
                asking.answered.into(),
                asking.began.into(),
                asking.completed.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO ask_counts (brand_id, survey_id, day, unit_id, channel, invited, answered, began, completed)",
        9,
        &rows,
        "ON CONFLICT (brand_id, survey_id, day, unit_id, channel) DO UPDATE SET \
         invited = ask_counts.invited + excluded.invited, answered = ask_counts.answered + excluded.answered, \
         began = ask_counts.began + excluded.began, completed = ask_counts.completed + excluded.completed",
    )
    .map(drop)
}

/// Which units are summed.
#[derive(Debug, Clone, Copy)]
pub enum Within<'a> {
    /// All, also what belongs to no unit.
    Everything,
    /// Exactly these few.
    Few(&'a [UnitId]),
    /// Those in these ranges of paths.
    Ranges(&'a [(Vec<u8>, Vec<u8>)]),
}

/// What is summed.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The survey.
    pub survey: SurveyId,
    /// The first day.
    pub from: i32,
    /// The day after the last.
    pub until: i32,
    /// Only over this channel.
    pub channel: Option<&'a str>,
    /// Only at these units.
    pub within: Within<'a>,
}

/// The answers to the questions of a scale, or to one of them, per day.
pub fn scores(
    tx: &mut Tx,
    wanted: &Wanted<'_>,
    scale: Scale,
    question: Option<&str>,
) -> Result<Vec<(i32, Tally)>, StoreError> {
    let mut params = vec![tx.brand().into(), wanted.survey.into(), scale.as_str().into()];
    let narrowed = conditions(wanted, question, &mut params);
    let sql = format!(
        "SELECT day, {SUMS} FROM score_counts WHERE brand_id = $1 AND survey_id = $2 AND scale = $3{narrowed} \
         GROUP BY day ORDER BY day"
    );
    tx.query(&sql, &params, |row| Ok((day(row)?, tally(row)?)))
}

/// The answers to the questions of a scale, or to one of them, per unit.
pub fn scores_by_unit(
    tx: &mut Tx,
    wanted: &Wanted<'_>,
    scale: Scale,
    question: Option<&str>,
) -> Result<Vec<(UnitId, Tally)>, StoreError> {
    let mut params = vec![tx.brand().into(), wanted.survey.into(), scale.as_str().into()];
    let narrowed = conditions(wanted, question, &mut params);
    let sql = format!(
        "SELECT unit_id, {SUMS} FROM score_counts WHERE brand_id = $1 AND survey_id = $2 AND scale = $3{narrowed} \
         GROUP BY unit_id"
    );
    tx.query(&sql, &params, |row| Ok((row.id(0)?, tally(row)?)))
}

/// How a survey was asked and answered in all.
pub fn asking(tx: &mut Tx, wanted: &Wanted<'_>) -> Result<Asking, StoreError> {
    let mut params = vec![tx.brand().into(), wanted.survey.into()];
    let narrowed = conditions(wanted, None, &mut params);
    let sum = |name: &str| format!("CAST(COALESCE(SUM({name}), 0) AS BIGINT)");
    let sql = format!(
        "SELECT {}, {}, {}, {} FROM ask_counts WHERE brand_id = $1 AND survey_id = $2{narrowed}",
        sum("invited"),
        sum("answered"),
        sum("began"),
        sum("completed")
    );
    let found = tx.query_one(&sql, &params, |row| {
        Ok(Asking { invited: row.int(0)?, answered: row.int(1)?, began: row.int(2)?, completed: row.int(3)? })
    })?;
    Ok(found.unwrap_or_default())
}

/// The named channels over which a survey was answered, and how often.
pub fn channels(tx: &mut Tx, wanted: &Wanted<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    let mut params = vec![tx.brand().into(), wanted.survey.into()];
    let narrowed = conditions(wanted, None, &mut params);
    let sql = format!(
        "SELECT channel, CAST(SUM(completed) AS BIGINT) FROM ask_counts \
         WHERE brand_id = $1 AND survey_id = $2 AND channel <> '' AND completed > 0{narrowed} \
         GROUP BY channel ORDER BY channel"
    );
    tx.query(&sql, &params, |row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
}

const SUMS: &str = "CAST(SUM(c0) AS BIGINT), CAST(SUM(c1) AS BIGINT), CAST(SUM(c2) AS BIGINT), \
     CAST(SUM(c3) AS BIGINT), CAST(SUM(c4) AS BIGINT), CAST(SUM(c5) AS BIGINT), CAST(SUM(c6) AS BIGINT), \
     CAST(SUM(c7) AS BIGINT), CAST(SUM(c8) AS BIGINT), CAST(SUM(c9) AS BIGINT), CAST(SUM(c10) AS BIGINT), \
     CAST(SUM(low) AS BIGINT), CAST(SUM(high) AS BIGINT)";

fn conditions<'a>(wanted: &Wanted<'a>, question: Option<&'a str>, params: &mut Vec<Param<'a>>) -> String {
    let mut sql = String::new();
    let (from, until) = (i64::from(wanted.from), i64::from(wanted.until));
    match wanted.within {
        Within::Few(units) => {
            if until - from <= DAYS_EACH_MAX {
                sql.push_str(&one_of("day", (from..until).map(Param::from), params));
            } else {
                sql.push_str(&between(from, until, params));
            }
            sql.push_str(&one_of("unit_id", units.iter().map(|&unit| Param::from(unit)), params));
        }
        Within::Everything => sql.push_str(&between(from, until, params)),
        Within::Ranges(ranges) => {
            sql.push_str(&between(from, until, params));
            sql.push_str(&scope::condition("unit_id", Some(ranges), params));
        }
    }
    for (column, value) in [("question", question), ("channel", wanted.channel)] {
        if let Some(value) = value {
            params.push(value.into());
            sql.push_str(&format!(" AND {column} = ${}", params.len()));
        }
    }
    sql
}

fn between(from: i64, until: i64, params: &mut Vec<Param<'_>>) -> String {
    params.extend([Param::from(from), Param::from(until)]);
    format!(" AND day >= ${} AND day < ${}", params.len() - 1, params.len())
}

fn one_of<'a>(column: &str, values: impl Iterator<Item = Param<'a>>, params: &mut Vec<Param<'a>>) -> String {
    let first = params.len() + 1;
    params.extend(values);
    if params.len() < first {
        return " AND 1 = 0".to_owned();
    }
    let places: Vec<String> = (first..=params.len()).map(|number| format!("${number}")).collect();
    format!(" AND {column} IN ({})", places.join(", "))
}

fn day(row: &Row<'_>) -> Result<i32, StoreError> {
    i32::try_from(row.int(0)?).map_err(|_| StoreError::Corrupt("a day is out of range".to_owned()))
}

fn tally(row: &Row<'_>) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    for (count, column) in tally.counts.iter_mut().zip(1..) {
        *count = row.int(column)?;
    }
    (tally.low, tally.high) = (row.int(12)?, row.int(13)?);
    Ok(tally)
}
