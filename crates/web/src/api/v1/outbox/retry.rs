//! Another try of what failed.

use axum::extract::State;
use touchstone_domain::id::EffectId;
use touchstone_engine::App;

use super::EffectView;
use crate::api::schema;
use crate::auth::{Can, EditCustomers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Sets a failed effect to be tried again at once, under the same key, with as many attempts as a new one. A
/// message passes the contact budget once more before it is sent.
#[utoipa::path(
    post,
    path = "/v1/outbox/{effect_id}/retry",
    tag = "outbox",
    params(("effect_id" = schema::EffectId, Path, description = "Which effect.")),
    responses((status = 200, description = "The effect as it is now.", body = EffectView))
)]
pub async fn retry_effect(
    who: Can<EditCustomers>,
    State(app): State<App>,
    Path(effect): Path<EffectId>,
) -> Result<Json<EffectView>, Problem> {
    Ok(Json(app.retry_effect(&who, effect).await?.into()))
}
