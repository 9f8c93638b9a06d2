//! Withdrawing an invitation.

use axum::extract::State;
use axum::http::StatusCode;
use touchstone_domain::id::InvitationId;
use touchstone_engine::App;

use crate::api::schema;
use crate::auth::{Can, ManageMembers};
use crate::extract::Path;
use crate::problem::Problem;

/// Withdraws an invitation; its links end.
#[utoipa::path(
    delete,
    path = "/v1/invitations/{invitation_id}",
    tag = "invitations",
    params(("invitation_id" = schema::InvitationId, Path, description = "Which invitation.")),
    responses((status = 204, description = "It is withdrawn."))
)]
pub async fn withdraw_invitation(
    who: Can<ManageMembers>,
    State(app): State<App>,
    Path(invitation): Path<InvitationId>,
) -> Result<StatusCode, Problem> {
    app.withdraw_invitation(&who, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}
