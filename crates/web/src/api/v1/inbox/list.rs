//! One's own inbox.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::NoticeId;
use touchstone_engine::App;
use utoipa::{IntoParams, ToSchema};

use super::Notice;
use crate::auth::{Can, ReadInbox};
use crate::extract::{Cursor, Json, Listing, Page, Paging};
use crate::problem::Problem;

/// Which notes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListInbox {
    /// Only those that were not read.
    #[serde(default)]
    pub unread: bool,
}

/// A page of the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct InboxPage {
    /// The notes.
    #[serde(flatten)]
    pub page: Page<Notice>,
    /// How many are unread, counted up to 1,000.
    pub unread: i64,
}

/// Lists one's own notes, newest first.
#[utoipa::path(
    get,
    path = "/v1/inbox",
    tag = "inbox",
    params(ListInbox, Paging),
    responses((status = 200, description = "A page of notes.", body = InboxPage))
)]
pub async fn list_inbox(
    who: Can<ReadInbox>,
    State(app): State<App>,
    Listing { filter: query, page }: Listing<ListInbox>,
) -> Result<Json<InboxPage>, Problem> {
    let before = page.cursor.map(|cursor| cursor.number_and_id::<NoticeId>()).transpose()?;
    let before = before.map(|(position, _)| position);
    let found = app.inbox(&who, query.unread, before, page.limit.and_one()).await?;
    let cursor =
        |row: &touchstone_engine::cases::NoticeRow| Cursor::after_number_and_id(row.position, row.notice.id);
    let page = Page::of(found.notes, page.limit, cursor, Notice::from);
    Ok(Json(InboxPage { page, unread: found.unread }))
}
