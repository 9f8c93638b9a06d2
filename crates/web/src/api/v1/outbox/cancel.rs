//! Withdrawing what has not left yet.

use axum::extract::State;
use touchstone_domain::id::EffectId;
use touchstone_engine::App;

use super::EffectView;
use crate::api::schema;
use crate::auth::{Can, EditCustomers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Withdraws an effect that waits for its time or for another try. A message that is withdrawn counts as no
/// contact.
#[utoipa::path(
    post,
    path = "/v1/outbox/{effect_id}/cancel",
    tag = "outbox",
    params(("effect_id" = schema::EffectId, Path, description = "Which effect.")),
    responses((status = 200, description = "The effect as it is now.", body = EffectView))
)]
pub async fn cancel_effect(
    who: Can<EditCustomers>,
    State(app): State<App>,
    Path(effect): Path<EffectId>,
) -> Result<Json<EffectView>, Problem> {
    Ok(Json(app.cancel_effect(&who, effect).await?.into()))
}
