//! The channels as they are.

use axum::extract::State;
use touchstone_engine::App;

use super::Channels;
use crate::auth::{Can, EditBrand};
use crate::extract::Json;
use crate::problem::Problem;

/// Answers how the brand's messages leave, without passwords and secrets.
#[utoipa::path(
    get,
    path = "/v1/channels",
    tag = "channels",
    responses((status = 200, description = "The channels.", body = Channels))
)]
pub async fn show_channels(who: Can<EditBrand>, State(app): State<App>) -> Result<Json<Channels>, Problem> {
    Ok(Json(app.channels(&who).await?.into()))
}
