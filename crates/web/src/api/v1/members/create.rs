//! A new member.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::UnitId;
use touchstone_domain::member::Role;
use touchstone_engine::App;
use touchstone_engine::access::MemberDraft;
use utoipa::ToSchema;

use super::Member;
use crate::api::schema;
use crate::auth::{Can, ManageMembers};
use crate::extract::Json;
use crate::problem::Problem;

/// A member to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMemberRequest {
    /// With which they will log in.
    #[schema(example = "wang.wei@example.com", format = Email, max_length = 256)]
    pub email: String,
    /// What they are called.
    #[schema(example = "Wang Wei", min_length = 1, max_length = 100)]
    pub name: String,
    /// What they do; it may not be more than one may do oneself.
    #[schema(value_type = schema::Role, example = "front_line")]
    pub role: Role,
    /// The tops of the subtrees of units they may see; within one's own.
    #[schema(value_type = Vec<schema::UnitId>, max_items = 100)]
    pub units: Vec<UnitId>,
    /// Their password; one is made up when left out.
    #[serde(default)]
    #[schema(min_length = 10, max_length = 256)]
    pub password: Option<String>,
}

/// The member that was added.
#[derive(Serialize, ToSchema)]
pub struct CreatedMember {
    /// The member.
    #[serde(flatten)]
    pub member: Member,
    /// The password that was made up, shown only now. Null when one was given, or when an idempotency key
    /// brought back a member added before.
    #[schema(required, example = "01jd0-m6x4p-fk2v9-w3q8r")]
    pub password: Option<String>,
}

/// Adds a member with a role and units of one's own or less.
#[utoipa::path(
    post,
    path = "/v1/members",
    tag = "members",
    request_body = CreateMemberRequest,
    responses((status = 201, description = "The member.", body = CreatedMember))
)]
pub async fn create_member(
    who: Can<ManageMembers>,
    State(app): State<App>,
    Json(request): Json<CreateMemberRequest>,
) -> Result<(StatusCode, Json<CreatedMember>), Problem> {
    let CreateMemberRequest { email, name, role, units, password } = request;
    let made = app.create_member(&who, MemberDraft { email, name, role, units, password }).await?;
    let member = made.member.into();
    Ok((StatusCode::CREATED, Json(CreatedMember { member, password: made.password })))
}
