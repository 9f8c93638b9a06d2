//! A note that was read.

use axum::extract::State;
use touchstone_domain::id::NoticeId;
use touchstone_engine::App;

use super::Notice;
use crate::api::schema;
use crate::auth::{Can, ReadInbox};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Marks one's own note as read. Doing it again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/inbox/{notice_id}/read",
    tag = "inbox",
    params(("notice_id" = schema::NoticeId, Path, description = "Which note.")),
    responses((status = 200, description = "The note.", body = Notice))
)]
pub async fn read_notice(
    who: Can<ReadInbox>,
    State(app): State<App>,
    Path(notice): Path<NoticeId>,
) -> Result<Json<Notice>, Problem> {
    Ok(Json(app.read_notice(&who, notice).await?.into()))
}
