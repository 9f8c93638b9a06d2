//! Another name, code, kind, owner or time zone for a unit; closing it.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::unit::UnitKind;
use touchstone_engine::App;
use touchstone_engine::units::UnitChange;
use utoipa::ToSchema;

use super::Unit;
use crate::api::schema;
use crate::auth::{Can, EditUnits};
use crate::extract::{Json, Path, patch};
use crate::problem::Problem;

/// What to change; fields that are left out stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeUnitRequest {
    /// What it is.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = schema::UnitKind, required = false)]
    pub kind: Option<UnitKind>,
    /// The brand's own name for it in events and files.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 64)]
    pub code: Option<String>,
    /// What people call it.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Who answers for it; null leaves that to the unit above.
    #[serde(default, deserialize_with = "patch::field")]
    #[schema(value_type = Option<schema::MemberId>)]
    pub owner: Option<Option<MemberId>>,
    /// Its IANA time zone; null leaves that to the unit above.
    #[serde(default, deserialize_with = "patch::field")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<String>>,
    /// Whether it is closed and offered nowhere.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub archived: Option<bool>,
}

/// Changes a unit; where it hangs stays.
#[utoipa::path(
    patch,
    path = "/v1/units/{unit_id}",
    tag = "units",
    params(("unit_id" = schema::UnitId, Path, description = "Which unit.")),
    request_body = ChangeUnitRequest,
    responses((status = 200, description = "The unit as it is now.", body = Unit))
)]
pub async fn change_unit(
    who: Can<EditUnits>,
    State(app): State<App>,
    Path(unit): Path<UnitId>,
    Json(request): Json<ChangeUnitRequest>,
) -> Result<Json<Unit>, Problem> {
    let ChangeUnitRequest { kind, code, name, owner, time_zone, archived } = request;
    let change = UnitChange { kind, code, name, owner, time_zone, archived };
    Ok(Json(app.change_unit(&who, unit, change).await?.into()))
}
