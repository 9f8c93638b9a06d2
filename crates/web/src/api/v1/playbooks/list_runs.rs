//! The ways of customers through a playbook.

use axum::extract::State;
use jiff::Timestamp;
use touchstone_domain::id::{PlaybookId, RunId};
use touchstone_engine::App;

use crate::api::schema;
use crate::api::v1::traces::RunView;
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Cursor, Json, Page, Paging, Path, Query};
use crate::problem::Problem;

/// Lists the runs of a playbook that began at one's own units, newest first.
#[utoipa::path(
    get,
    path = "/v1/playbooks/{playbook_id}/runs",
    tag = "playbooks",
    params(("playbook_id" = schema::PlaybookId, Path, description = "Which playbook."), Paging),
    responses((status = 200, description = "A page of runs.", body = Page<RunView>))
)]
pub async fn list_runs(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Path(playbook): Path<PlaybookId>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<RunView>>, Problem> {
    let before = page.cursor.map(|cursor| place(&cursor)).transpose()?;
    let slice = app.list_runs(&who, playbook, before, page.limit.get()).await?;
    let cursor = |(at, run): &(Timestamp, RunId)| Cursor::after_number_and_id(at.as_microsecond(), *run);
    Ok(Json(Page::of_slice(slice, cursor, RunView::from)))
}

fn place(cursor: &Cursor) -> Result<(Timestamp, RunId), Problem> {
    let (at, run) = cursor.number_and_id()?;
    let at = Timestamp::from_microsecond(at).map_err(|_| Cursor::foreign())?;
    Ok((at, run))
}
