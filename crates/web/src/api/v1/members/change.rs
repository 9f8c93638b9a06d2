//! Another name, role or units for a member; suspending them.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::member::Role;
use touchstone_engine::App;
use touchstone_engine::access::MemberChange;
use utoipa::ToSchema;

use super::Member;
use crate::api::schema;
use crate::auth::{Can, ManageMembers};
use crate::extract::{Json, Path, patch};
use crate::problem::Problem;

/// What to change; fields that are left out stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMemberRequest {
    /// What they are called.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// What they do.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = schema::Role, required = false)]
    pub role: Option<Role>,
    /// The tops of the subtrees of units they may see.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Vec<schema::UnitId>, required = false, max_items = 100)]
    pub units: Option<Vec<UnitId>>,
    /// Whether they may not log in. Their sessions end at once, and their tokens are refused.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub suspended: Option<bool>,
}

/// Changes a member who may not do more than oneself.
#[utoipa::path(
    patch,
    path = "/v1/members/{member_id}",
    tag = "members",
    params(("member_id" = schema::MemberId, Path, description = "Which member.")),
    request_body = ChangeMemberRequest,
    responses((status = 200, description = "The member as they are now.", body = Member))
)]
pub async fn change_member(
    who: Can<ManageMembers>,
    State(app): State<App>,
    Path(member): Path<MemberId>,
    Json(request): Json<ChangeMemberRequest>,
) -> Result<Json<Member>, Problem> {
    let ChangeMemberRequest { name, role, units, suspended } = request;
    let change = MemberChange { name, role, units, suspended };
    Ok(Json(app.change_member(&who, member, change).await?.into()))
}
