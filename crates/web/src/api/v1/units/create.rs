//! A new unit.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::unit::UnitKind;
use touchstone_engine::App;
use touchstone_engine::units::UnitDraft;
use utoipa::ToSchema;

use super::Unit;
use crate::api::schema;
use crate::auth::{Can, EditUnits};
use crate::extract::Json;
use crate::problem::Problem;

/// A unit to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUnitRequest {
    /// The unit above.
    #[schema(value_type = schema::UnitId)]
    pub parent: UnitId,
    /// What it is; not `head_office`, of which there is one.
    #[schema(value_type = schema::UnitKind, example = "store")]
    pub kind: UnitKind,
    /// The brand's own name for it in events and files, unique in the brand.
    #[schema(example = "SH-001", min_length = 1, max_length = 64)]
    pub code: String,
    /// What people call it.
    #[schema(example = "Nanjing Road", min_length = 1, max_length = 100)]
    pub name: String,
    /// Who answers for it; the unit above decides when left out.
    #[serde(default)]
    #[schema(value_type = Option<schema::MemberId>, example = json!(null))]
    pub owner: Option<MemberId>,
    /// Its IANA time zone; the unit above decides when left out.
    #[serde(default)]
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: Option<String>,
}

/// Adds a unit below one that one may see.
#[utoipa::path(
    post,
    path = "/v1/units",
    tag = "units",
    request_body = CreateUnitRequest,
    responses((status = 201, description = "The unit.", body = Unit))
)]
pub async fn create_unit(
    who: Can<EditUnits>,
    State(app): State<App>,
    Json(request): Json<CreateUnitRequest>,
) -> Result<(StatusCode, Json<Unit>), Problem> {
    let CreateUnitRequest { parent, kind, code, name, owner, time_zone } = request;
    let unit = app.create_unit(&who, UnitDraft { parent, kind, code, name, owner, time_zone }).await?;
    Ok((StatusCode::CREATED, Json(unit.into())))
}
