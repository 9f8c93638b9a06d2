//! Responses narrowed and searched: newest first, over all surveys.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use touchstone_domain::id::{JourneyId, ResponseId, SurveyId, UnitId};
use touchstone_domain::journey::{Scale, Touchpoint};
use touchstone_domain::response::quality::is_doubted;
use touchstone_domain::response::{Answer, Apart, Draft};
use touchstone_domain::survey::{Band, Key};
use touchstone_domain::{search, time};
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::surveys::ResponseRow;
use touchstone_store::{StoreError, Tx};

use super::{StoredResponse, walk};
use crate::access::Actor;
use crate::brand::Brand;
use crate::journeys;
use crate::units::Reach;
use crate::{App, Refusal, Slice, slice};

/// Most responses that are looked at for one page.
const LOOKED_AT_MAX: usize = 10_000;
/// A response that is asked for by the day of its completion was begun at most so long before.
const BEGUN_BEFORE_MAX: SignedDuration = SignedDuration::from_hours(24 * 90);
/// The field of the terms of what respondents wrote.
const WORDS: &str = "words";

/// Whether responses count in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Counted {
    /// All but those through links for trying out.
    #[default]
    ButTests,
    /// Only those that count.
    Counted,
    /// Only those that do not, for this reason.
    Apart(Apart),
}

impl Counted {
    /// Whether a response is wanted.
    #[must_use]
    pub fn takes(self, apart: Option<Apart>) -> bool {
        match self {
            Self::ButTests => apart != Some(Apart::Test),
            Self::Counted => apart.is_none(),
            Self::Apart(why) => apart == Some(why),
        }
    }
}

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
    /// Completed on these days of the brand, the first and the last.
    pub completed: (Option<Date>, Option<Date>),
    /// By which this touchpoint of a journey is measured.
    pub touchpoint: Option<(JourneyId, Key)>,
    /// Only complete ones, or only partial ones.
    pub complete: Option<bool>,
    /// Only those about which something raises doubts, or only the others.
    pub flagged: Option<bool>,
    /// Whether they count in figures.
    pub counted: Counted,
    /// In whose words this stands.
    pub text: Option<String>,
    /// After this one of the page before.
    pub before: Option<ResponseId>,
}

/// The terms by which a response is found.
pub(crate) fn terms(draft: &Draft) -> Vec<i64> {
    search::terms(WORDS, &draft.words())
}

/// All terms that a response may ever have been found by.
pub(crate) fn terms_ever(draft: &Draft) -> Vec<i64> {
    search::terms_ever(WORDS, &draft.words())
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
                let wanted = Wanted::new(tx, &brand, &query)?;
                let before = earlier(query.before, wanted.until);
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

/// Whether a touchpoint is measured by a response: it is complete and answers what asks about it.
fn measures(row: &ResponseRow, draft: &Draft, touchpoint: &Touchpoint) -> bool {
    let answered =
        |question: &Key| matches!(draft.answers.get(question), Some(Answer::Score(_) | Answer::Items { .. }));
    let scored = |scale: Scale| match scale {
        Scale::Nps => row.nps.is_some(),
        Scale::Csat => row.csat.is_some(),
        Scale::Ces => row.ces.is_some(),
        Scale::Items => draft.answers.values().any(|answer| matches!(answer, Answer::Items { .. })),
    };
    row.submitted_at.is_some() && touchpoint.counts(row.survey, answered, scored)
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
    until: Option<ResponseId>,
    /// When it was completed, half open.
    completed: (Option<Timestamp>, Option<Timestamp>),
    touchpoint: Option<Touchpoint>,
    text: Option<String>,
    terms: Vec<i64>,
}

impl<'a> Wanted<'a> {
    fn new(tx: &mut Tx<'_>, brand: &Brand, query: &'a ResponseQuery) -> Result<Self, Refusal> {
        let text = query.text.as_deref().map(search::normalised).filter(|text| !text.is_empty());
        let terms = text.as_deref().map(|text| search::wanted(WORDS, text)).unwrap_or_default();
        let touchpoint = match &query.touchpoint {
            None => None,
            Some((journey, key)) => {
                let journey = journeys::find(tx, *journey)?;
                let found = journey.touchpoint(key.as_str()).ok_or(Refusal::NotFound("touchpoint"))?;
                Some(found.clone())
            }
        };
        let zone = time::zone(&brand.settings.time_zone);
        let start = |date: Date| time::start_of(date, &zone);
        let (first, last) = query.completed;
        let completed = (first.map(start), last.map(|last| start(last.tomorrow().unwrap_or(last))));
        // Lists go by when a response was begun, which is never after it was completed.
        let begun = completed.0.map(|at| time::after(at, -BEGUN_BEFORE_MAX));
        Ok(Self {
            query,
            from: query.from.into_iter().chain(begun).max().map(first_at),
            until: query.until.into_iter().chain(completed.1).min().map(first_at),
            completed,
            touchpoint,
            text,
            terms,
        })
    }

    /// The one survey that answers can belong to, if there is only one.
    fn survey(&self) -> Option<SurveyId> {
        let asked = self.touchpoint.iter().flat_map(|touchpoint| &touchpoint.asked);
        let asked: BTreeSet<SurveyId> = asked.map(|asked| asked.survey).collect();
        let only = asked.first().copied().filter(|_| asked.len() == 1);
        self.query.survey.or(only)
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
        walk::rows(tx, reach, self.survey(), (from, before), limit)
    }

    fn matches(&self, row: &ResponseRow) -> Result<bool, StoreError> {
        let query = self.query;
        let plain = query.survey.is_none_or(|survey| row.survey == survey)
            && query.complete.is_none_or(|complete| row.submitted_at.is_some() == complete)
            && query.band.is_none_or(|band| row.band.as_deref() == Some(band.name()))
            && query.channel.as_ref().is_none_or(|channel| row.channel.as_ref() == Some(channel))
            && query.counted.takes(row.apart)
            && query.flagged.is_none_or(|flagged| is_doubted(row.flags.as_deref()) == flagged)
            && self.completed.0.is_none_or(|from| row.submitted_at.is_some_and(|at| at >= from))
            && self.completed.1.is_none_or(|until| row.submitted_at.is_some_and(|at| at < until));
        if !plain || (self.text.is_none() && self.touchpoint.is_none()) {
            return Ok(plain);
        }
        let draft: Draft = serde_json::from_str(&row.answers)
            .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", row.response)))?;
        if self.touchpoint.as_ref().is_some_and(|touchpoint| !measures(row, &draft, touchpoint)) {
            return Ok(false);
        }
        let Some(text) = self.text.as_deref() else { return Ok(true) };
        let words = search::normalised(&draft.words());
        // What has terms was found by every word of it, wherever the words stand.
        Ok(text.split(' ').all(|part| words.contains(part)))
    }
}
