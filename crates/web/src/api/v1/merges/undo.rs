//! Taking a merge apart.

use axum::extract::State;
use serde::Serialize;
use touchstone_domain::id::{CustomerId, MergeId};
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, EditCustomers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// The two customers that are two again.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unmerged {
    /// Who had stayed.
    #[schema(value_type = schema::CustomerId)]
    pub winner: CustomerId,
    /// Who is back.
    #[schema(value_type = schema::CustomerId)]
    pub loser: CustomerId,
}

/// Undoes a merge: both customers are as they would be without it. Later merges of the same customers have
/// to be undone first. It takes a member who sees the whole brand: what happened at any unit is given to the one or
/// the other.
#[utoipa::path(
    post,
    path = "/v1/merges/{merge_id}/undo",
    tag = "customers",
    params(("merge_id" = schema::MergeId, Path, description = "Which merge.")),
    responses((status = 200, description = "Both customers.", body = Unmerged))
)]
pub async fn undo_merge(
    who: Can<EditCustomers>,
    State(app): State<App>,
    Path(merge): Path<MergeId>,
) -> Result<Json<Unmerged>, Problem> {
    let undone = app.unmerge(&who, merge).await?;
    Ok(Json(Unmerged { winner: undone.winner, loser: undone.loser }))
}
