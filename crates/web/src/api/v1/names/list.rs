//! What the ids in other answers are called, many at once.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{CustomerId, MemberId, UnitId};
use touchstone_engine::App;
use touchstone_engine::names::Named;
use utoipa::{IntoParams, ToSchema};

use crate::auth::Member;
use crate::extract::{Json, Query};
use crate::problem::Problem;

/// Most ids of one question.
const IDS_MAX: usize = 200;

/// Whose names.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListNames {
    /// Up to 200 ids of units, members and customers, with commas between them.
    #[param(
        example = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z",
        pattern = "^(cus|mbr|unt)_[0-7][0-9a-hjkmnp-tv-z]{25}(,(cus|mbr|unt)_[0-7][0-9a-hjkmnp-tv-z]{25}){0,199}$"
    )]
    pub ids: String,
}

/// What things are called.
#[derive(Debug, Serialize, ToSchema)]
pub struct Names {
    /// Names by id. What does not exist, or lies outside one's units, is not among them.
    #[schema(example = json!({ "unt_01jd0m6x4pfk2v9w3q8r7t5y1z": "Store 12" }))]
    pub names: BTreeMap<String, String>,
}

/// Answers what units, members and customers are called. Customers need the permission to read them.
#[utoipa::path(
    get,
    path = "/v1/names",
    tag = "names",
    params(ListNames),
    responses((status = 200, description = "The names.", body = Names))
)]
pub async fn list_names(
    who: Member,
    State(app): State<App>,
    Query(query): Query<ListNames>,
) -> Result<Json<Names>, Problem> {
    let ids: Option<Vec<Named>> = query.ids.split(',').map(named).collect();
    let wanted = ids.filter(|ids| ids.len() <= IDS_MAX).ok_or_else(|| {
        let message = format!("expected up to {IDS_MAX} ids of units, members and customers");
        Problem::parameter("ids", "invalid", message)
    })?;
    let found = app.names(&who, wanted).await?;
    let names = found.into_iter().map(|(named, name)| (text(named), name)).collect();
    Ok(Json(Names { names }))
}

fn named(text: &str) -> Option<Named> {
    match text.split('_').next()? {
        CustomerId::PREFIX => text.parse().ok().map(Named::Customer),
        MemberId::PREFIX => text.parse().ok().map(Named::Member),
        UnitId::PREFIX => text.parse().ok().map(Named::Unit),
        _ => None,
    }
}

fn text(named: Named) -> String {
    match named {
        Named::Customer(id) => id.to_string(),
        Named::Member(id) => id.to_string(),
        Named::Unit(id) => id.to_string(),
    }
}
