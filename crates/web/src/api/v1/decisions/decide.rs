//! Deciding upon an event in one call.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use touchstone_domain::event::{API_SOURCE, Arrived};
use touchstone_domain::field::FieldError;
use touchstone_domain::id::CustomerId;
use touchstone_engine::App;
use touchstone_engine::decisions::Decision;
use utoipa::ToSchema;

use crate::api::v1::customers;
use crate::api::v1::outbox::EffectView;
use crate::api::v1::traces::value;
use crate::api::{documents, schema};
use crate::auth::{Can, Decide};
use crate::extract::Json;
use crate::problem::Problem;
use crate::protocol::{Arrival, Limits, segment};

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionView {
    /// Leads to the trace.
    #[schema(example = "door-17")]
    pub message_id: String,
    /// Whether the event had come before; then this is what was decided then.
    pub duplicate: bool,
    /// Whom it is about; null when about nobody.
    #[schema(value_type = Option<schema::CustomerId>, required)]
    pub customer: Option<CustomerId>,
    /// What is done about it.
    pub effects: Vec<EffectView>,
    /// What playbooks changed in the profile.
    #[schema(value_type = Vec<Object>)]
    pub decided: Value,
    /// Playbooks that looked at it: the condition's value, whether the customer entered, the run.
    #[schema(value_type = Vec<Object>)]
    pub playbooks: Value,
    /// The customer's profile after it; null when about nobody, or without the permission `read_customers`.
    #[schema(value_type = Option<Object>, required)]
    pub profile: Option<Value>,
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        Self {
            message_id: decision.message_id,
            duplicate: decision.duplicate,
            customer: decision.customer,
            effects: decision.effects.into_iter().map(EffectView::from).collect(),
            decided: value(&decision.trace.decided),
            playbooks: value(&decision.trace.playbooks),
            profile: decision.profile.as_ref().map(customers::profile),
        }
    }
}

/// Takes in one event, in the form of a Segment call with its `type`, and answers what was decided. Needs the whole
/// brand. The same `messageId` again answers the same decision.
#[utoipa::path(
    post,
    path = "/v1/decisions",
    tag = "decisions",
    request_body = documents::EventDocument,
    responses((status = 200, description = "The decision.", body = DecisionView))
)]
pub async fn decide(
    who: Can<Decide>,
    State(app): State<App>,
    Json(call): Json<Box<RawValue>>,
) -> Result<Json<DecisionView>, Problem> {
    let arrived = parse(&app, call.get())?;
    Ok(Json(app.decide(&who, arrived).await?.into()))
}

/// The one event of a call; whatever is wrong with it is told by field.
fn parse(app: &App, call: &str) -> Result<Arrived, Problem> {
    let arrival = Arrival {
        source: API_SOURCE,
        received_at: app.now(),
        random: app.random_bytes(),
        ip: None,
        limits: Limits::default(),
    };
    let parsed = segment::parse_call(call.as_bytes(), &arrival, None)
        .map_err(|error| Problem::fields(error.errors()))?;
    if let Some(accepted) = parsed.events.into_iter().next() {
        return Ok(accepted.into());
    }
    let errors: Vec<FieldError> = parsed.rejected.into_iter().flat_map(|item| item.errors).collect();
    Err(Problem::fields(errors))
}
