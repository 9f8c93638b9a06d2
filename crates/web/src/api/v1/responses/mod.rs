//! Responses: what came back through a link.

mod file;
mod list;
mod show;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::response::Apart;
use touchstone_domain::response::quality::Flag;
use touchstone_engine::surveys::{Counted, StoredResponse};
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;
use crate::sheet::Row;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::search_responses))
        .with(guarded!(show::show_response))
        .with(guarded!(file::download_response_file))
}

/// A response, complete or partial.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyResponse {
    /// Its id.
    #[schema(value_type = schema::ResponseId)]
    pub id: ResponseId,
    /// To which survey.
    #[schema(value_type = schema::SurveyId)]
    pub survey: SurveyId,
    /// And which version of it.
    #[schema(example = 1)]
    pub version: i64,
    /// Through which link.
    #[schema(value_type = schema::LinkId)]
    pub link: LinkId,
    /// Whose; null when unknown.
    #[schema(value_type = Option<schema::CustomerId>, required)]
    pub customer: Option<CustomerId>,
    /// Where; null when unknown.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub unit: Option<UnitId>,
    /// When it was begun.
    #[schema(value_type = schema::Time)]
    pub started_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = schema::Time)]
    pub changed_at: Timestamp,
    /// When it was completed; null for a partial one.
    #[schema(value_type = Option<schema::Time>, required)]
    pub submitted_at: Option<Timestamp>,
    /// Would recommend, 0 to 10; null when not asked or not answered.
    #[schema(required, example = 9)]
    pub nps: Option<i64>,
    /// Satisfaction, 1 to 5.
    #[schema(required)]
    pub csat: Option<i64>,
    /// Ease, 1 to 7.
    #[schema(required)]
    pub ces: Option<i64>,
    /// How the customer felt; null for a partial one, and when nothing was scored.
    #[schema(required, example = "promoter")]
    pub band: Option<String>,
    /// Over which channel it was asked, in the brand's own word; null when unknown.
    #[schema(required, example = "dine_in")]
    pub channel: Option<String>,
    /// How long the respondent was at it, in milliseconds; null when unknown.
    #[schema(required, example = 48_000)]
    pub took_ms: Option<i64>,
    /// What raises doubts about it; it counts all the same, unless it is filtered out.
    pub flags: Vec<ResponseFlag>,
    /// Why it counts in no figure; null for those that count.
    #[schema(required)]
    pub apart: Option<ResponseApart>,
    /// The answers by question.
    #[schema(value_type = Object)]
    pub answers: Value,
}

/// Why a response counts in no figure.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseApart {
    /// It came through a link for trying the survey out.
    Test,
    /// A quota that it would have counted for was full.
    QuotaFull,
}

impl From<Apart> for ResponseApart {
    fn from(apart: Apart) -> Self {
        match apart {
            Apart::Test => Self::Test,
            Apart::QuotaFull => Self::QuotaFull,
        }
    }
}

/// Responses by whether they count in figures.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApartFilter {
    /// Those that count.
    None,
    /// Those through links for trying out, which are left out otherwise.
    Test,
    /// Those for which a quota was full.
    QuotaFull,
}

impl ApartFilter {
    /// What is wanted; all but trials when nothing is said.
    pub fn counted(filter: Option<Self>) -> Counted {
        match filter {
            None => Counted::ButTests,
            Some(Self::None) => Counted::Counted,
            Some(Self::Test) => Counted::Apart(Apart::Test),
            Some(Self::QuotaFull) => Counted::Apart(Apart::QuotaFull),
        }
    }
}

/// Why a response is doubted.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponseFlag {
    /// `speeder`: answered in less than a third of the survey's usual time; `straight_liner`: everything judged the same;
    /// `duplicate`: the same answers from the same device or customer within a day, of which the first is not flagged;
    /// `burst`: more than five from one device within ten minutes, or more than twenty unvouched ones through one link, all of
    /// which are flagged; `unvouched`: the page's script, or the program that sent the answers, did not do its small work, as
    /// when the script is switched off, which is no doubt by itself.
    #[schema(example = "speeder")]
    pub flag: &'static str,
    /// The evidence.
    #[schema(value_type = Object, example = json!({ "seconds": 0.9, "usual": 6.2 }))]
    pub evidence: Value,
}

impl From<Flag> for ResponseFlag {
    fn from(flag: Flag) -> Self {
        let mut evidence = serde_json::to_value(&flag).unwrap_or_default();
        if let Some(fields) = evidence.as_object_mut() {
            fields.remove("flag");
        }
        Self { flag: flag.name(), evidence }
    }
}

impl Row for SurveyResponse {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "survey",
        "version",
        "unit",
        "channel",
        "customer",
        "started_at",
        "submitted_at",
        "band",
        "nps",
        "csat",
        "ces",
        "took_ms",
        "flags",
        "apart",
        "answers.*",
    ];
}

impl From<StoredResponse> for SurveyResponse {
    fn from(stored: StoredResponse) -> Self {
        Self {
            id: stored.id,
            survey: stored.survey,
            version: stored.version,
            link: stored.link,
            customer: stored.customer,
            unit: stored.unit,
            started_at: stored.started_at,
            changed_at: stored.changed_at,
            submitted_at: stored.submitted_at,
            nps: stored.nps,
            csat: stored.csat,
            ces: stored.ces,
            band: stored.band,
            channel: stored.channel,
            took_ms: stored.took_ms,
            flags: stored.flags.into_iter().map(ResponseFlag::from).collect(),
            apart: stored.apart.map(ResponseApart::from),
            answers: stored.answers,
        }
    }
}
