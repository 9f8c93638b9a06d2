//! Who am I?

use axum::extract::State;
use touchstone_engine::App;

use super::Account;
use crate::auth::Member;
use crate::extract::Json;
use crate::problem::Problem;

/// Answers who is logged in and what they may do, for a session or a bearer token.
#[utoipa::path(
    get,
    path = "/v1/session",
    tag = "session",
    responses((status = 200, description = "The account.", body = Account))
)]
pub async fn show_session(who: Member, State(app): State<App>) -> Result<Json<Account>, Problem> {
    Account::of(&app, &who).await.map(Json)
}
