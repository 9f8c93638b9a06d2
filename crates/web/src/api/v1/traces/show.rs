//! One trace.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::SourceId;
use touchstone_engine::App;
use touchstone_engine::traces::Explained;
use utoipa::{IntoParams, ToSchema};

use super::{RunView, value};
use crate::api::schema;
use crate::api::v1::events::EventView;
use crate::api::v1::outbox::EffectView;
use crate::auth::{Can, ReadTraces};
use crate::extract::{Json, Path, Query};
use crate::problem::{FieldProblem, Problem};

/// Whose message id.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShowTrace {
    /// The source that sent it, if several use the same message ids.
    #[param(value_type = Option<schema::SourceId>)]
    pub source: Option<SourceId>,
}

/// Why an event led to what it led to.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceView {
    /// The event.
    pub event: EventView,
    /// Whether it happened at a unit that the member may not see: then only that it happened is told.
    #[schema(example = false)]
    pub elsewhere: bool,
    /// When the decision was made.
    #[schema(value_type = schema::Time)]
    pub decided_at: Timestamp,
    /// What identification did, if anything beyond finding the customer.
    #[schema(value_type = Option<Object>, required)]
    pub identified: Value,
    /// Fields that could not be used.
    pub invalid: Vec<FieldProblem>,
    /// What changed in the profile.
    #[schema(value_type = Vec<Object>)]
    pub changes: Value,
    /// What playbooks changed in the profile.
    #[schema(value_type = Vec<Object>)]
    pub decided: Value,
    /// Playbooks that looked at it: the condition's value, whether the customer entered, the run.
    #[schema(value_type = Vec<Object>)]
    pub playbooks: Value,
    /// The runs it began or moved, with all their steps up to now.
    pub runs: Vec<RunView>,
    /// Effects of the event and of the later steps of its runs, in the order of their time.
    pub effects: Vec<TracedEffect>,
}

/// An effect of an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct TracedEffect {
    /// The effect and how far it has come.
    #[serde(flatten)]
    pub effect: EffectView,
    /// Microseconds from the event's acceptance to the decision.
    #[schema(example = 3_100)]
    pub after_us: i64,
}

impl From<Explained> for TraceView {
    fn from(explained: Explained) -> Self {
        let trace = explained.entry.trace.clone();
        let accepted = explained.entry.event.received_at.as_microsecond();
        let traced = |effect: EffectView| TracedEffect {
            after_us: effect.created_at.as_microsecond() - accepted,
            effect,
        };
        Self {
            event: explained.entry.into(),
            elsewhere: explained.elsewhere,
            decided_at: trace.decided_at,
            identified: value(&trace.identified),
            invalid: trace.invalid.iter().map(FieldProblem::from).collect(),
            changes: value(&trace.changes),
            decided: value(&trace.decided),
            playbooks: value(&trace.playbooks),
            runs: explained.runs.into_iter().map(RunView::from).collect(),
            effects: explained.effects.into_iter().map(EffectView::from).map(traced).collect(),
        }
    }
}

/// Explains an event: what it changed, which playbooks looked at it and why they did or did not act, and how far
/// each effect has come.
#[utoipa::path(
    get,
    path = "/v1/traces/{message_id}",
    tag = "traces",
    params(("message_id" = String, Path, description = "The sender's id of the event."), ShowTrace),
    responses((status = 200, description = "The trace.", body = TraceView))
)]
pub async fn show_trace(
    who: Can<ReadTraces>,
    State(app): State<App>,
    Path(message_id): Path<String>,
    Query(query): Query<ShowTrace>,
) -> Result<Json<TraceView>, Problem> {
    Ok(Json(app.trace(&who, query.source, message_id).await?.into()))
}
