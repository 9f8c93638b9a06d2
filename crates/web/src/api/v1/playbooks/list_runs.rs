//! The ways of customers through a playbook.

use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;
use touchstone_domain::id::{PlaybookId, RunId};
use touchstone_engine::App;
use utoipa::IntoParams;

use crate::api::schema;
use crate::api::v1::traces::RunView;
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Cursor, Json, Limit, Page, Path, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListRuns {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists the runs of a playbook that began at one's own units, newest first.
#[utoipa::path(
    get,
    path = "/v1/playbooks/{playbook_id}/runs",
    tag = "playbooks",
    params(("playbook_id" = schema::PlaybookId, Path, description = "Which playbook."), ListRuns),
    responses((status = 200, description = "A page of runs.", body = Page<RunView>))
)]
pub async fn list_runs(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Path(playbook): Path<PlaybookId>,
    Query(query): Query<ListRuns>,
) -> Result<Json<Page<RunView>>, Problem> {
    let before = query.cursor.map(|cursor| place(&cursor)).transpose()?;
    let slice = app.list_runs(&who, playbook, before, query.limit.get()).await?;
    let cursor = |(at, run): &(Timestamp, RunId)| Cursor::after_number_and_id(at.as_microsecond(), *run);
    Ok(Json(Page::of_slice(slice, cursor, RunView::from)))
}

fn place(cursor: &Cursor) -> Result<(Timestamp, RunId), Problem> {
    let (at, run) = cursor.number_and_id()?;
    let at = Timestamp::from_microsecond(at).map_err(|_| Cursor::foreign())?;
    Ok((at, run))
}
