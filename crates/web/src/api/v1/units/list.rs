//! The tree, page by page.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::UnitId;
use touchstone_domain::unit::{UnitKind, UnitPath};
use touchstone_engine::App;
use touchstone_engine::units::UnitQuery;
use utoipa::IntoParams;

use super::Unit;
use crate::api::schema;
use crate::auth::{Can, ReadUnits};
use crate::extract::{Cursor, Json, Listing, Page, Paging};
use crate::problem::{Problem, ProblemBody};

/// Which units.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListUnits {
    /// Only this unit and all that is below it.
    #[param(value_type = Option<schema::UnitId>)]
    pub within: Option<UnitId>,
    /// Only the units directly below this one.
    #[param(value_type = Option<schema::UnitId>)]
    pub parent: Option<UnitId>,
    /// Only units of this kind.
    #[param(value_type = Option<schema::UnitKind>)]
    pub kind: Option<UnitKind>,
    /// Also archived units.
    #[serde(default)]
    #[param(value_type = Option<bool>, default = false)]
    pub archived: bool,
}

/// Lists the units that one may see, in the order of the tree: each before those below it.
#[utoipa::path(
    get,
    path = "/v1/units",
    tag = "units",
    params(ListUnits, Paging),
    responses(
        (status = 200, description = "A page of units.", body = Page<Unit>),
        (status = 404, description = "There is no unit `within`, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list_units(
    who: Can<ReadUnits>,
    State(app): State<App>,
    Listing { filter: query, page }: Listing<ListUnits>,
) -> Result<Json<Page<Unit>>, Problem> {
    let after = page.cursor.map(|cursor| {
        UnitPath::from_bytes(cursor.key())
            .ok_or_else(|| Problem::parameter("cursor", "invalid", "not a cursor of this list"))
    });
    let wanted = UnitQuery {
        within: query.within,
        parent: query.parent,
        kind: query.kind,
        archived: query.archived,
        after: after.transpose()?,
    };
    let units = app.list_units(&who, wanted, page.limit.and_one()).await?;
    Ok(Json(Page::of(units, page.limit, |unit| Cursor::after(unit.path.as_bytes()), Unit::from)))
}
