//! Responses as members read them: those of the units of their scope.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::link::Item;
use touchstone_domain::response::Apart;
use touchstone_domain::response::quality::{self, Flag};
use touchstone_store::rows::surveys::{self, ResponseRow};
use touchstone_store::{StoreError, Tx};

use super::{ResponseQuery, links};
use crate::access::Actor;
use crate::{App, Refusal, Slice};

/// A response as a member reads it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredResponse {
    /// Which response.
    pub id: ResponseId,
    /// To which survey.
    pub survey: SurveyId,
    /// And which version of it.
    pub version: i64,
    /// Through which link.
    pub link: LinkId,
    /// Whose, if known.
    pub customer: Option<CustomerId>,
    /// Where.
    pub unit: Option<UnitId>,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// When it was completed; none for a partial one.
    pub submitted_at: Option<Timestamp>,
    /// Would recommend, 0 to 10.
    pub nps: Option<i64>,
    /// Satisfaction, 1 to 5.
    pub csat: Option<i64>,
    /// Ease, 1 to 7.
    pub ces: Option<i64>,
    /// How the customer felt; none for a partial one.
    pub band: Option<String>,
    /// The brand's word for the channel it was asked over.
    pub channel: Option<String>,
    /// How long the respondent was at it; none when unknown.
    pub took_ms: Option<i64>,
    /// What raises doubts, with the evidence.
    pub flags: Vec<Flag>,
    /// Why it counts in no figure; none for those that count.
    pub apart: Option<Apart>,
    /// The answers by question.
    pub answers: Value,
}

impl StoredResponse {
    pub(crate) fn of(row: &ResponseRow) -> Result<Self, StoreError> {
        let mut draft: Value = serde_json::from_str(&row.answers)
            .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", row.response)))?;
        Ok(Self {
            id: row.response,
            survey: row.survey,
            version: row.version,
            link: row.link,
            customer: row.customer,
            unit: row.unit,
            started_at: row.started_at,
            changed_at: row.changed_at,
            submitted_at: row.submitted_at,
            nps: row.nps,
            csat: row.csat,
            ces: row.ces,
            band: row.band.clone(),
            channel: row.channel.clone(),
            took_ms: row.took_ms,
            flags: quality::flags(row.flags.as_deref()),
            apart: row.apart,
            answers: draft.get_mut("answers").map(Value::take).unwrap_or_default(),
        })
    }
}

impl App {
    /// One response, with the items that its link asked about.
    pub async fn response(
        &self,
        actor: &Actor,
        id: ResponseId,
    ) -> Result<(StoredResponse, Vec<Item>), Refusal> {
        let app = self.clone();
        let scope = actor.scope.clone();
        self.store()
            .read("response", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let row = surveys::response(tx, id)?.ok_or(Refusal::NotFound("response"))?;
                let path = row.unit.and_then(|unit| brand.units.get(unit)).map(|unit| &unit.path);
                if !scope.covers_option(path) {
                    return Err(Refusal::NotFound("response"));
                }
                let items = surveys::link(tx, row.link)?
                    .map(|link| Ok::<_, StoreError>(links::stored(&brand, &link)?.link.params.items))
                    .transpose()?;
                Ok((StoredResponse::of(&row)?, items.unwrap_or_default()))
            })
            .await
    }

    /// Responses of a survey that the actor may see, newest first, before an id; none through links for trying out.
    pub async fn list_responses(
        &self,
        actor: &Actor,
        survey: SurveyId,
        before: Option<ResponseId>,
        limit: u32,
    ) -> Result<Slice<StoredResponse, ResponseId>, Refusal> {
        let find = move |tx: &mut Tx<'_>| surveys::find(tx, survey);
        self.store().read("responses", actor.brand, find).await?.ok_or(Refusal::NotFound("survey"))?;
        let query = ResponseQuery { survey: Some(survey), before, ..ResponseQuery::default() };
        self.search_responses(actor, query, limit).await
    }
}
