//! Taking a lost second factor away.

use axum::extract::State;
use axum::http::StatusCode;
use touchstone_domain::id::MemberId;
use touchstone_engine::App;

use crate::api::schema;
use crate::auth::{Can, ManageMembers};
use crate::extract::Path;
use crate::problem::Problem;

/// Removes the second factor of a member who lost phone and recovery codes, and ends their sessions.
#[utoipa::path(
    delete,
    path = "/v1/members/{member_id}/second_factor",
    tag = "members",
    params(("member_id" = schema::MemberId, Path, description = "Whose.")),
    responses((status = 204, description = "It is not asked for any more."))
)]
pub async fn remove_second_factor_of_member(
    who: Can<ManageMembers>,
    State(app): State<App>,
    Path(member): Path<MemberId>,
) -> Result<StatusCode, Problem> {
    app.remove_second_factor_of(&who, member).await?;
    Ok(StatusCode::NO_CONTENT)
}
