//! Sending an invitation once more.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::InvitationId;
use touchstone_engine::App;
use utoipa::ToSchema;

use super::IssuedInvitation;
use crate::api::schema;
use crate::auth::{Can, ManageMembers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// How to send it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendInvitationRequest {
    /// Whether the link is answered, to be handed over, instead of sent. Without a mail server it always is.
    #[serde(default)]
    pub by_hand: bool,
}

/// Sends an invitation once more, with another link and for another seven days; earlier links end.
#[utoipa::path(
    post,
    path = "/v1/invitations/{invitation_id}/send",
    tag = "invitations",
    params(("invitation_id" = schema::InvitationId, Path, description = "Which invitation.")),
    request_body = SendInvitationRequest,
    responses((status = 200, description = "The invitation.", body = IssuedInvitation))
)]
pub async fn send_invitation(
    who: Can<ManageMembers>,
    State(app): State<App>,
    Path(invitation): Path<InvitationId>,
    Json(request): Json<SendInvitationRequest>,
) -> Result<Json<IssuedInvitation>, Problem> {
    Ok(Json(app.invite_again(&who, invitation, request.by_hand).await?.into()))
}
