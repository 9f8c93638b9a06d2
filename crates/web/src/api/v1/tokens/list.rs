//! Tokens.

use axum::extract::State;
use touchstone_engine::App;

use super::Token;
use crate::auth::{Can, ManageTokens};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists one's own tokens, or all for those who manage the members of the whole brand; also revoked ones, oldest first.
#[utoipa::path(
    get,
    path = "/v1/tokens",
    tag = "tokens",
    params(Paging),
    responses((status = 200, description = "A page of tokens.", body = Page<Token>))
)]
pub async fn list_tokens(
    who: Can<ManageTokens>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Token>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_tokens(&who, after, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), Token::from)))
}
