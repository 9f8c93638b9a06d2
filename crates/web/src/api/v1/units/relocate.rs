//! Another place in the tree.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::UnitId;
use touchstone_engine::App;
use utoipa::ToSchema;

use super::Unit;
use crate::api::schema;
use crate::auth::{Can, EditUnits};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Where to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveUnitRequest {
    /// The unit it shall hang under.
    #[schema(value_type = schema::UnitId)]
    pub parent: UnitId,
}

/// Hangs a unit, with all that is below it, under another.
#[utoipa::path(
    post,
    path = "/v1/units/{unit_id}/move",
    tag = "units",
    params(("unit_id" = schema::UnitId, Path, description = "Which unit.")),
    request_body = MoveUnitRequest,
    responses((status = 200, description = "The unit as it is now.", body = Unit))
)]
pub async fn move_unit(
    who: Can<EditUnits>,
    State(app): State<App>,
    Path(unit): Path<UnitId>,
    Json(request): Json<MoveUnitRequest>,
) -> Result<Json<Unit>, Problem> {
    Ok(Json(app.move_unit(&who, unit, request.parent).await?.into()))
}
