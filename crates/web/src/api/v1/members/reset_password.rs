//! Another password for a member who forgot theirs.

use axum::extract::State;
use serde::Serialize;
use touchstone_domain::id::MemberId;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, ManageMembers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// The password that was made up.
#[derive(Serialize, ToSchema)]
pub struct ResetPassword {
    /// The password, shown only now. Null when an idempotency key brought back an earlier reset.
    #[schema(required, example = "01jd0-m6x4p-fk2v9-w3q8r")]
    pub password: Option<String>,
}

/// Makes up another password for a member and ends their sessions.
#[utoipa::path(
    post,
    path = "/v1/members/{member_id}/reset_password",
    tag = "members",
    params(("member_id" = schema::MemberId, Path, description = "Which member.")),
    responses((status = 200, description = "The password to hand over.", body = ResetPassword))
)]
pub async fn reset_password(
    who: Can<ManageMembers>,
    State(app): State<App>,
    Path(member): Path<MemberId>,
) -> Result<Json<ResetPassword>, Problem> {
    Ok(Json(ResetPassword { password: app.reset_password(&who, member).await? }))
}
