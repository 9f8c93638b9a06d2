//! Responses narrowed and searched: newest first, over all surveys.

use jiff::Timestamp;
use touchstone_domain::id::{ResponseId, SurveyId, UnitId};
use touchstone_domain::response::Draft;
use touchstone_domain::search;
use touchstone_domain::survey::Band;
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::surveys::ResponseRow;
use touchstone_store::{StoreError, Tx};

use super::StoredResponse;
use crate::access::Actor;
use crate::units::Reach;
use crate::{App, Refusal, Slice, slice};

/// Most responses that are looked at for one page.
const LOOKED_AT_MAX: usize = 10_000;
/// The field of the terms of what respondents wrote.
const WORDS: &str = "words";

/// Which responses.
#[derive(Debug, Clone, Default)]
pub struct ResponseQuery {
    /// To this survey.
    pub survey: Option<SurveyId>,
    /// Of this unit and all below it.
    pub unit: Option<UnitId>,
    /// Asked over this channel.
    pub channel: Option<String>,
    /// From customers who felt so.
    pub band: Option<Band>,
    /// Begun at or after this time.
    pub from: Option<Timestamp>,
    /// Begun before this time.
    pub until: Option<Timestamp>,
    /// Only complete ones, or only partial ones.
    pub complete: Option<bool>,
    /// In whose words this stands.
    pub text: Option<String>,
    /// After this one of the page before.
    pub before: Option<ResponseId>,
}

/// The terms by which a response is found.
pub(crate) fn terms(draft: &Draft) -> Vec<i64> {
    search::terms(WORDS, &draft.words())
}

impl App {
    /// Responses that the actor may see, newest first.
    pub async fn search_responses(
        &self,
        actor: &Actor,
        query: ResponseQuery,
        limit: u32,
    ) -> Result<Slice<StoredResponse, ResponseId>, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("search_responses", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let reach = Reach::of(&brand.units, &scope, query.unit)?;
                let wanted = Wanted::new(&query);
                let before = earlier(query.before, query.until.map(first_at));
                slice::collect_from(
                    before,
                    (limit, LOOKED_AT_MAX),
                    |before, limit| Ok(wanted.rows(tx, &reach, before, limit)?),
                    |row| row.response,
                    |row| {
                        let seen = reach.covers(&brand.units, row.unit) && wanted.matches(&row)?;
                        Ok(if seen { Some(StoredResponse::of(&row)?) } else { None })
                    },
                )
            })
            .await
    }
}

/// The first id that a response begun at this time can have: ids begin with the milliseconds.
fn first_at(at: Timestamp) -> ResponseId {
    ResponseId::new(at.as_millisecond(), [0; 10])
}

fn earlier(one: Option<ResponseId>, other: Option<ResponseId>) -> Option<ResponseId> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// A query, made ready for rows.
struct Wanted<'a> {
    query: &'a ResponseQuery,
    from: Option<ResponseId>,
    text: Option<String>,
    terms: Vec<i64>,
}

impl<'a> Wanted<'a> {
    fn new(query: &'a ResponseQuery) -> Self {
        let text = query.text.as_deref().map(search::normalised).filter(|text| !text.is_empty());
        let terms = text.as_deref().map(|text| search::wanted(WORDS, text)).unwrap_or_default();
        Self { query, from: query.from.map(first_at), text, terms }
    }

    /// The next rows by the best index there is for the query.
    fn rows(
        &self,
        tx: &mut Tx<'_>,
        reach: &Reach,
        before: Option<ResponseId>,
        limit: u32,
    ) -> Result<Vec<ResponseRow>, StoreError> {
        let from = self.from;
        if !self.terms.is_empty() {
            return listing::responses(tx, Source::Terms(&self.terms), from, before, limit);
        }
        if let Reach::Few(units) = reach {
            let mut merged = Vec::new();
            for &unit in units {
                merged.extend(listing::responses(tx, Source::Unit(unit), from, before, limit)?);
            }
            merged.sort_unstable_by_key(|row| std::cmp::Reverse(row.response));
            merged.truncate(limit as usize);
            return Ok(merged);
        }
        let source = self.query.survey.map_or(Source::All, Source::Survey);
        listing::responses(tx, source, from, before, limit)
    }

    fn matches(&self, row: &ResponseRow) -> Result<bool, StoreError> {
        let query = self.query;
        let plain = query.survey.is_none_or(|survey| row.survey == survey)
            && query.complete.is_none_or(|complete| row.submitted_at.is_some() == complete)
            && query.band.is_none_or(|band| row.band.as_deref() == Some(band.name()))
            && query.channel.as_ref().is_none_or(|channel| row.channel.as_ref() == Some(channel));
        let Some(text) = self.text.as_deref().filter(|_| plain) else { return Ok(plain) };
        let draft: Draft = serde_json::from_str(&row.answers)
            .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", row.response)))?;
        let words = search::normalised(&draft.words());
        // What has terms was found by every word of it, wherever the words stand.
        Ok(text.split(' ').all(|part| words.contains(part)))
    }
}
