//! What a link is for.

use axum::extract::State;
use axum::http::HeaderMap;
use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::member::letter::Purpose;
use utoipa::ToSchema;

use super::PasswordLink;
use crate::Web;
use crate::api::schema;
use crate::auth::{ClientAddress, refuse_other_origin};
use crate::extract::Json;
use crate::problem::{Problem, ProblemBody};

/// Whose password a link sets.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasswordLinkTarget {
    /// What for.
    #[schema(value_type = schema::LinkPurpose)]
    pub purpose: &'static str,
    /// With which they log in.
    #[schema(example = "li.na@example.com")]
    pub email: String,
    /// What they are called.
    #[schema(example = "Li Na")]
    pub name: String,
    /// What the brand is called.
    #[schema(example = "Golden Spoon")]
    pub brand: String,
    /// Until when it works.
    #[schema(value_type = schema::Time)]
    pub expires_at: Timestamp,
}

/// Says whose password a link sets, without using it up.
#[utoipa::path(
    post,
    path = "/v1/password_links/look",
    tag = "session",
    request_body = PasswordLink,
    responses(
        (status = 200, description = "Whose.", body = PasswordLinkTarget),
        (status = 410, description = "The link was used or withdrawn, or is too old.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn look_at_password_link(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(request): Json<PasswordLink>,
) -> Result<Json<PasswordLinkTarget>, Problem> {
    refuse_other_origin(&headers)?;
    let target = web.app.look_at_link(super::bounded(&request.token)?, &address).await?;
    Ok(Json(PasswordLinkTarget {
        purpose: Purpose::as_str(target.purpose),
        email: target.email,
        name: target.name,
        brand: target.brand,
        expires_at: target.expires_at,
    }))
}
