//! What raises doubts about a response that was just completed: flagged in the same transaction, with the evidence.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use touchstone_domain::id::{BrandId, ResponseId, SurveyId};
use touchstone_domain::link::{Link, LinkKind};
use touchstone_domain::response::Draft;
use touchstone_domain::response::quality::{
    self, Alike, BURST_WITHIN, BurstOf, Flag, Usual, burst, is_vouched, mark, pace, speeding, straight_lining,
};
use touchstone_domain::survey::Survey;
use touchstone_domain::time::after;
use touchstone_store::rows::results;
use touchstone_store::{StoreError, Tx};

use super::Posted;
use crate::App;

/// Responses by which it is known how fast a survey is usually answered.
const PACES_READ: u32 = 300;
/// How long that is good for.
const USUAL_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Surveys of which it is kept in memory.
const SURVEYS_KEPT: usize = 1_000;
/// Somebody who answers the same again within this time has answered twice.
const TWICE_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// How long marks are of use.
pub(crate) const MARKS_KEPT: SignedDuration = SignedDuration::from_hours(48);
/// The longest of what comes beside the answers.
const BESIDE_BYTES_MAX: usize = 64;
/// A page is not filled in for longer.
const SPENT_MAX: SignedDuration = SignedDuration::from_hours(24);

/// How fast surveys are usually answered.
pub(crate) struct Paces {
    kept: Cache<(BrandId, SurveyId), (Timestamp, Option<Usual>)>,
}

impl Default for Paces {
    fn default() -> Self {
        Self { kept: Cache::new(SURVEYS_KEPT) }
    }
}

impl Paces {
    fn usual(&self, tx: &mut Tx<'_>, survey: SurveyId, now: Timestamp) -> Result<Option<Usual>, StoreError> {
        let key = (tx.brand(), survey);
        if let Some((at, usual)) = self.kept.get(&key)
            && after(at, USUAL_FOR) > now
        {
            return Ok(usual);
        }
        let paces = results::latest_times(tx, survey, PACES_READ, |took, answers| {
            let draft: Option<Draft> = serde_json::from_str(answers).ok();
            Ok(draft.and_then(|draft| pace(&draft, Some(took))))
        })?;
        let usual = Usual::of(paces.into_iter().flatten().collect());
        self.kept.insert(key, (now, usual));
        Ok(usual)
    }
}

/// What came beside the answers: how long the page was looked at, the work its script did, and the browser's own key.
#[derive(Debug, Default)]
pub(super) struct Beside<'p> {
    spent: Option<&'p str>,
    proof: Option<&'p str>,
    device: Option<&'p str>,
}

impl<'p> Beside<'p> {
    pub(super) fn of(posted: &'p Posted) -> Self {
        let is_short = |value: &&str| (1..=BESIDE_BYTES_MAX).contains(&value.len());
        let fields = match posted {
            Posted::Fields(fields) | Posted::WithFiles(fields, _) => fields,
            Posted::Json(given) => {
                return Self { proof: given.proof.as_deref().filter(is_short), ..Self::default() };
            }
        };
        let last = |name: &str| {
            let found = fields.iter().rev().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str()).filter(is_short)
        };
        Self { spent: last("spent"), proof: last("proof"), device: last("device") }
    }

    /// How long the page was looked at, in milliseconds, as it says itself.
    fn spent_ms(&self) -> Option<i64> {
        self.spent?.parse().ok().filter(|spent| (1..SPENT_MAX.as_millis()).contains(&i128::from(*spent)))
    }
}

/// A response that was just completed.
pub(super) struct Completed<'a> {
    pub(super) response: ResponseId,
    pub(super) link: &'a Link,
    /// By which it is resumed; empty of a customer's own link.
    pub(super) key: String,
    pub(super) survey: &'a Arc<touchstone_domain::survey::Version>,
    pub(super) draft: &'a Draft,
    pub(super) posted: &'a Posted,
    pub(super) began_at: Option<Timestamp>,
    pub(super) at: Timestamp,
}

/// Flags it, and keeps by what later ones are found to be like it.
pub(super) fn judge(tx: &mut Tx<'_>, app: &App, completed: &Completed<'_>) -> Result<(), StoreError> {
    let (now, link) = (completed.at, completed.link);
    let beside = Beside::of(completed.posted);
    let since = completed.began_at.map(|began| now.as_millisecond() - began.as_millisecond());
    let took = [since, beside.spent_ms()].into_iter().flatten().max().filter(|took| *took > 0);
    let survey: &Survey = &completed.survey.survey;
    let mut flags = Vec::new();
    if let Some(pace) = pace(completed.draft, took)
        && let Some(usual) = app.paces().usual(tx, link.survey, now)?
    {
        flags.extend(speeding(pace, usual));
    }
    flags.extend(straight_lining(survey, completed.draft));
    // A customer's own link speaks for itself. Through any other a program is no better than a browser without script:
    // it is how a machine would answer.
    let is_unvouched = link.kind != LinkKind::Personal && !is_vouched(&completed.key, beside.proof);
    let mut marks = Vec::new();
    flags.extend(repeated(tx, completed, &beside, &mut marks)?);
    let device = beside.device.unwrap_or_default().as_bytes();
    let through: &[u8] = if is_unvouched { link.id.as_bytes() } else { &[] };
    for (of, whose) in [(BurstOf::Device, device), (BurstOf::Link, through)] {
        if !whose.is_empty() {
            let own = of.mark(whose);
            flags.extend(in_burst(tx, link.survey, (of, &own), now)?);
            marks.push(own);
        }
    }
    results::mark(tx, link.survey, completed.response, now, &marks)?;
    flags.extend(is_unvouched.then_some(Flag::Unvouched));
    if took.is_none() && flags.is_empty() {
        return Ok(());
    }
    results::set_quality(tx, completed.response, took, json(&flags)?.as_deref())
}

/// Whether the same one has just answered the same; adds by what later ones are found to be like it.
fn repeated(
    tx: &mut Tx<'_>,
    completed: &Completed<'_>,
    beside: &Beside<'_>,
    marks: &mut Vec<[u8; 16]>,
) -> Result<Option<Flag>, StoreError> {
    let Completed { link, draft, at, .. } = completed;
    let device = beside.device.unwrap_or_default().as_bytes();
    let customer = link.params.customer.map(|customer| customer.as_bytes().to_vec()).unwrap_or_default();
    let mut found = None;
    for (by, whose) in [(Alike::Customer, customer.as_slice()), (Alike::Device, device)] {
        let Some(mark) = mark(draft, by, whose) else { continue };
        let before = results::marked(tx, link.survey, &mark, after(*at, -TWICE_WITHIN), 1)?;
        found = found.or(before.first().map(|(of, _)| Flag::Duplicate { of: *of, by }));
        marks.push(mark);
    }
    Ok(found)
}

/// Whether too many come at once. Those that came before it was known are no better, and flagged as well.
fn in_burst(
    tx: &mut Tx<'_>,
    survey: SurveyId,
    (of, mark): (BurstOf, &[u8; 16]),
    now: Timestamp,
) -> Result<Option<Flag>, StoreError> {
    let limit = u32::try_from(of.max()).unwrap_or(u32::MAX) + 1;
    let earlier = results::marked(tx, survey, mark, after(now, -BURST_WITHIN), limit)?;
    let times: Vec<Timestamp> = earlier.iter().map(|(_, at)| *at).collect();
    let Some(found) = burst(of, &times, now) else { return Ok(None) };
    // With one more than these, all before the latest have been flagged.
    if earlier.len() == of.max() {
        for (response, _) in earlier {
            let mut flags = quality::flags(results::flags(tx, response)?.as_deref());
            if !flags.iter().any(|flag| matches!(flag, Flag::Burst { of: other, .. } if *other == of)) {
                flags.push(found.clone());
                results::set_flags(tx, response, json(&flags)?.as_deref())?;
            }
        }
    }
    Ok(Some(found))
}

/// Flags as they are stored; nothing for none.
fn json(flags: &[Flag]) -> Result<Option<String>, StoreError> {
    if flags.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(flags).map(Some).map_err(|error| StoreError::Defect(error.to_string()))
}
