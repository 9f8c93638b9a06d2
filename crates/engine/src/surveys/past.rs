//! Answers that were given before, or elsewhere, such as on paper or in the tool that was used until now: kept and
//! counted on the day they were given, as if through an open link. What is past leads to no event and to no action.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{LinkId, ResponseId, SurveyId};
use touchstone_domain::link::{Link, LinkKind, ResumeKey};
use touchstone_domain::locale::Lang;
use touchstone_domain::response::{Completed, Draft, begin, read_json, submit};
use touchstone_domain::survey::Version;
use touchstone_domain::time;
use touchstone_store::StoreError;
use touchstone_store::rows::listing;
use touchstone_store::rows::surveys::{self, ResponseRow};

use super::links::must_see;
use crate::access::{Actor, Change};
use crate::answering::Known;
use crate::brand::Brand;
use crate::{App, Refusal, answering, counting};

/// Most answers that are taken in at once.
pub const PAST_MAX: usize = 500;
/// How far back an answer may lie.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(24 * 3660);

/// What a customer answered before.
#[derive(Debug, Clone)]
pub struct PastResponse {
    /// When.
    pub answered_at: Timestamp,
    /// In which language, if known.
    pub language: Option<Lang>,
    /// The answers by question, as a program posts them to a survey's page.
    pub answers: Value,
}

/// What is the same for all of them.
struct Through<'a> {
    brand: &'a Brand,
    link: &'a Link,
    version: &'a Version,
    known: Known,
}

impl App {
    /// Takes in what was answered before through an open link; all of it, or nothing if one cannot be used. Answers how many.
    pub async fn add_past_responses(
        &self,
        actor: &Actor,
        (survey, link): (SurveyId, LinkId),
        past: Vec<PastResponse>,
    ) -> Result<usize, Refusal> {
        if past.is_empty() || past.len() > PAST_MAX {
            let message = format!("from 1 to {PAST_MAX} responses at once");
            return Err(FieldError::new("responses", "out_of_range", message).into());
        }
        let (app, scope) = (self.clone(), actor.scope.clone());
        let ids: Vec<(ResponseId, ResumeKey)> = past
            .iter()
            .map(|one| {
                let id = ResponseId::new(one.answered_at.as_millisecond().max(0), self.random_bytes());
                (id, ResumeKey::new(self.random_bytes()))
            })
            .collect();
        self.change("add_past_responses", actor, move |change| {
            let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
            let row = surveys::find(change.tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
            let found = surveys::link(change.tx, link)?.filter(|row| row.survey == survey);
            let found = found.ok_or(Refusal::NotFound("link"))?;
            let link: Link = serde_json::from_str(&found.body)
                .map_err(|error| StoreError::Corrupt(format!("link {}: {error}", found.link)))?;
            must_see(&brand, &scope, &link.params).map_err(|_| Refusal::NotFound("link"))?;
            if link.params.test {
                return Err(Refusal::Conflict(
                    "What comes through a link for trying out does not count.".to_owned(),
                ));
            }
            if link.kind != LinkKind::Open {
                return Err(Refusal::Conflict("Only an open link has more than one response.".to_owned()));
            }
            let number = super::state_of(&row).version();
            let version = number.map_or(Ok(None), |number| app.versions().get(change.tx, survey, number))?;
            let version =
                version.ok_or_else(|| Refusal::Conflict("The survey is not published.".to_owned()))?;
            let known = Known::load(change.tx, &app, &brand, (&link, Some(&version)))?;
            let through = Through { brand: &brand, link: &link, version: &version, known };
            for (nth, (one, &(id, key))) in past.iter().zip(&ids).enumerate() {
                let completed = read(&through, one, change.now)
                    .map_err(|errors| errors.into_iter().map(|error| at(nth, error)).collect::<Vec<_>>())?;
                keep(change, &through, (id, key), &completed)?;
            }
            change.audit("link.responses", link.id, &(), &serde_json::json!({ "added": past.len() }));
            Ok(past.len())
        })
        .await
    }
}

fn at(nth: usize, error: FieldError) -> FieldError {
    FieldError { field: format!("responses[{nth}].{}", error.field), ..error }
}

fn read(through: &Through<'_>, past: &PastResponse, now: Timestamp) -> Result<Completed, Vec<FieldError>> {
    if past.answered_at > now || past.answered_at < time::after(now, -AGE_MAX) {
        let error = FieldError::new("answered_at", "out_of_range", "a time of the last ten years");
        return Err(vec![error.in_chinese("应为最近十年内的时间")]);
    }
    let survey = &through.version.survey;
    let (patch, faults) = read_json(survey, &through.link.params.items, &past.answers);
    if !faults.is_empty() {
        return Err(faults.into_iter().map(FieldError::from).collect());
    }
    let language = past.language.clone().filter(|language| survey.languages.contains(language));
    let mut draft = Draft { language, ..Draft::default() };
    draft.merge(patch);
    let facts = through.known.facts_at(through.link, past.answered_at);
    begin(through.version, &facts, &mut draft, &BTreeMap::new(), 0);
    // In what order it was asked was not seen: as it is written.
    draft.seed = 0;
    let walk = through.version.walk(&draft, &facts);
    submit(through.version, &walk, &draft)
        .map_err(|faults| faults.into_iter().map(FieldError::from).collect())
}

fn keep(
    change: &mut Change<'_, '_>,
    through: &Through<'_>,
    (id, key): (ResponseId, ResumeKey),
    Completed { draft, accepted, quotas, .. }: &Completed,
) -> Result<(), StoreError> {
    let Through { brand, link, version, .. } = *through;
    let answered_at = accepted.completed_at;
    let row = ResponseRow {
        response: id,
        survey: link.survey,
        version: i64::from(version.number),
        link: link.id,
        resume_key: key.to_string(),
        customer: None,
        unit: brand.place(&link.params).map(|unit| unit.id),
        started_at: answered_at,
        changed_at: change.now,
        submitted_at: Some(answered_at),
        nps: accepted.nps().map(i64::from),
        csat: accepted.csat().map(i64::from),
        ces: accepted.ces().map(i64::from),
        band: accepted.band().map(|band| band.name().to_owned()),
        channel: link.params.channel.clone(),
        answers: serde_json::to_string(draft).map_err(|error| StoreError::Defect(error.to_string()))?,
        // How it was answered was not seen.
        took_ms: None,
        flags: None,
        apart: None,
    };
    surveys::save_response(change.tx, &row)?;
    listing::save_response_terms(change.tx, id, &super::terms(draft))?;
    // It has its place, however full the survey is by now.
    answering::count(change.tx, link.survey, quotas)?;
    counting::began(change.tx, brand, link, answered_at)?;
    counting::completed(change.tx, brand, (link, answered_at), accepted, answered_at)
}
