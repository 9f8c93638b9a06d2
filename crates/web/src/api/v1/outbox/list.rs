//! Effects in one state.

use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;
use touchstone_engine::App;
use touchstone_engine::messages::{EffectPlace, OutboxState};
use utoipa::IntoParams;

use super::EffectView;
use crate::api::schema;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Cursor, Json, Listing, Page, Paging};
use crate::problem::Problem;

/// Which effects.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListOutbox {
    /// How far they are; `pending` when left out.
    #[param(value_type = Option<schema::OutboxState>, inline)]
    pub state: Option<String>,
}

/// Lists effects in one state for the customers of one's own units. A page may hold fewer than `limit` while others
/// follow: `next_cursor` tells.
#[utoipa::path(
    get,
    path = "/v1/outbox",
    tag = "outbox",
    params(ListOutbox, Paging),
    responses((status = 200, description = "A page of effects.", body = Page<EffectView>))
)]
pub async fn list_outbox(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Listing { filter: query, page }: Listing<ListOutbox>,
) -> Result<Json<Page<EffectView>>, Problem> {
    let state = match query.state.as_deref() {
        None => OutboxState::Pending,
        Some(word) => OutboxState::parse(word).ok_or_else(|| {
            let words = OutboxState::ALL.map(OutboxState::as_str).join(", ");
            Problem::parameter("state", "unknown", format!("expected one of {words}"))
        })?,
    };
    let before = page.cursor.map(|cursor| place(&cursor)).transpose()?;
    let slice = app.list_outbox(&who, state, before, page.limit.get()).await?;
    let cursor = |(at, id): &EffectPlace| Cursor::after_number_and_id(at.as_microsecond(), *id);
    Ok(Json(Page::of_slice(slice, cursor, EffectView::from)))
}

fn place(cursor: &Cursor) -> Result<EffectPlace, Problem> {
    let (at, id) = cursor.number_and_id()?;
    Ok((Timestamp::from_microsecond(at).map_err(|_| Cursor::foreign())?, id))
}
