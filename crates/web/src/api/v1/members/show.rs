//! One member.

use axum::extract::State;
use touchstone_domain::id::MemberId;
use touchstone_engine::App;

use super::Member;
use crate::api::schema;
use crate::auth::{Can, ReadMembers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one member.
#[utoipa::path(
    get,
    path = "/v1/members/{member_id}",
    tag = "members",
    params(("member_id" = schema::MemberId, Path, description = "Which member.")),
    responses((status = 200, description = "The member.", body = Member))
)]
pub async fn show_member(
    who: Can<ReadMembers>,
    State(app): State<App>,
    Path(member): Path<MemberId>,
) -> Result<Json<Member>, Problem> {
    Ok(Json(app.member(&who, member).await?.into()))
}
