//! Tokens.

use axum::extract::State;
use serde::Deserialize;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Token;
use crate::auth::{Can, ManageTokens};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListTokens {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists one's own tokens, or all for those who manage the members of the whole brand; also revoked ones, oldest first.
#[utoipa::path(
    get,
    path = "/v1/tokens",
    tag = "tokens",
    params(ListTokens),
    responses((status = 200, description = "A page of tokens.", body = Page<Token>))
)]
pub async fn list_tokens(
    who: Can<ManageTokens>,
    State(app): State<App>,
    Query(query): Query<ListTokens>,
) -> Result<Json<Page<Token>>, Problem> {
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_tokens(&who, after, query.limit.and_one()).await?;
    Ok(Json(Page::of(rows, query.limit, |row| Cursor::after(*row.id.as_bytes()), Token::from)))
}
