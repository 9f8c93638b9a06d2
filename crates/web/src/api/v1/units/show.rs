//! One unit.

use axum::extract::State;
use touchstone_domain::id::UnitId;
use touchstone_engine::App;

use super::Unit;
use crate::api::schema;
use crate::auth::{Can, ReadUnits};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one unit.
#[utoipa::path(
    get,
    path = "/v1/units/{unit_id}",
    tag = "units",
    params(("unit_id" = schema::UnitId, Path, description = "Which unit.")),
    responses((status = 200, description = "The unit.", body = Unit))
)]
pub async fn show_unit(
    who: Can<ReadUnits>,
    State(app): State<App>,
    Path(unit): Path<UnitId>,
) -> Result<Json<Unit>, Problem> {
    Ok(Json(app.unit(&who, unit).await?.into()))
}
