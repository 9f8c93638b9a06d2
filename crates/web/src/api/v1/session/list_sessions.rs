//! Where am I logged in?

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::SessionId;
use touchstone_engine::App;
use touchstone_engine::access::Credential;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::Member;
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// A session of the member.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Its id.
    #[schema(value_type = schema::SessionId)]
    pub id: SessionId,
    /// Whether the request came with it.
    pub current: bool,
    /// When it began.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// When it was last used, to a few minutes.
    #[schema(value_type = schema::Time)]
    pub seen_at: Timestamp,
    /// When it ends if it is not used again.
    #[schema(value_type = schema::Time)]
    pub expires_at: Timestamp,
    /// The browser, as it names itself.
    #[schema(example = "Mozilla/5.0")]
    pub agent: String,
}

/// Lists one's own sessions.
#[utoipa::path(
    get,
    path = "/v1/sessions",
    tag = "session",
    params(Paging),
    responses((status = 200, description = "A page of sessions.", body = Page<Session>))
)]
pub async fn list_sessions(
    who: Member,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Session>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_sessions(&who, after, page.limit.and_one()).await?;
    let page = Page::of(
        rows,
        page.limit,
        |row| Cursor::after(*row.id.as_bytes()),
        |row| Session {
            current: who.credential == Credential::Session(row.id),
            id: row.id,
            created_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
            agent: row.agent,
        },
    );
    Ok(Json(page))
}
