//! Recent events.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::SourceId;
use touchstone_engine::App;
use touchstone_engine::events::Place;
use utoipa::IntoParams;

use super::EventView;
use crate::api::schema;
use crate::auth::{Can, ReadTraces};
use crate::extract::{Cursor, Json, Listing, Page, Paging};
use crate::problem::Problem;

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListEvents {
    /// Only those of this source.
    #[param(value_type = Option<schema::SourceId>)]
    pub source: Option<SourceId>,
}

/// Lists accepted events of one's own units, newest first. A page may hold fewer than `limit` while others follow:
/// `next_cursor` tells.
#[utoipa::path(
    get,
    path = "/v1/events",
    tag = "events",
    params(ListEvents, Paging),
    responses((status = 200, description = "A page of events.", body = Page<EventView>))
)]
pub async fn list_events(
    who: Can<ReadTraces>,
    State(app): State<App>,
    Listing { filter: query, page }: Listing<ListEvents>,
) -> Result<Json<Page<EventView>>, Problem> {
    let before = page.cursor.map(|cursor| place(&cursor)).transpose()?;
    let slice = app.list_events(&who, query.source, before, page.limit.get()).await?;
    Ok(Json(Page::of_slice(slice, cursor, |accepted| EventView::from(accepted.entry))))
}

fn cursor(place: &Place) -> Cursor {
    Cursor::after([&place.chunk.to_be_bytes()[..], &place.position.to_be_bytes()].concat())
}

fn place(cursor: &Cursor) -> Result<Place, Problem> {
    let (chunk, position) = cursor.key().split_first_chunk::<8>().ok_or_else(Cursor::foreign)?;
    let position: [u8; 4] = position.try_into().map_err(|_| Cursor::foreign())?;
    Ok(Place { chunk: i64::from_be_bytes(*chunk), position: u32::from_be_bytes(position) })
}
