//! Inviting someone.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use touchstone_domain::id::UnitId;
use touchstone_domain::member::Role;
use touchstone_engine::App;
use touchstone_engine::access::InvitationDraft;
use utoipa::ToSchema;

use super::{IssuedInvitation, LetterLanguage};
use crate::api::schema;
use crate::auth::{Can, ManageMembers};
use crate::extract::Json;
use crate::problem::Problem;

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvitationRequest {
    /// Where the letter goes, and with which they will log in.
    #[schema(example = "wang.wei@example.com", format = Email, max_length = 256)]
    pub email: String,
    /// What they are called.
    #[schema(example = "Wang Wei", min_length = 1, max_length = 100)]
    pub name: String,
    /// What they will do; it may not be more than one may do oneself.
    #[schema(value_type = schema::Role, example = "front_line")]
    pub role: Role,
    /// The tops of the subtrees of units they will see; within one's own.
    #[schema(value_type = Vec<schema::UnitId>, max_items = 100)]
    pub units: Vec<UnitId>,
    /// The language of the letter; the brand's when left out.
    #[serde(default)]
    pub language: Option<LetterLanguage>,
    /// Whether the link is answered, to be handed over, instead of sent. Without a mail server it always is.
    #[serde(default)]
    pub by_hand: bool,
}

/// Invites someone to become a member with a role and units of one's own or less. A letter carries a link that works
/// once, for seven days; with it they choose their password.
#[utoipa::path(
    post,
    path = "/v1/invitations",
    tag = "invitations",
    request_body = CreateInvitationRequest,
    responses((status = 201, description = "The invitation.", body = IssuedInvitation))
)]
pub async fn create_invitation(
    who: Can<ManageMembers>,
    State(app): State<App>,
    Json(request): Json<CreateInvitationRequest>,
) -> Result<(StatusCode, Json<IssuedInvitation>), Problem> {
    let CreateInvitationRequest { email, name, role, units, language, by_hand } = request;
    let language = language.map(Into::into);
    let draft = InvitationDraft { email, name, role, units, language, by_hand };
    Ok((StatusCode::CREATED, Json(app.invite(&who, draft).await?.into())))
}
