//! What happened with a customer, in one list.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::CustomerId;
use touchstone_engine::App;
use touchstone_engine::customers::{Item, ItemPlace, What};
use utoipa::ToSchema;

use crate::api::schema;
use crate::api::v1::events::EventView;
use crate::api::v1::outbox::EffectView;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Cursor, Json, Page, Paging, Path, Query};
use crate::problem::Problem;

/// Something on a timeline: an event or a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineItem {
    /// When it happened.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// What the customer did or said; null for a message.
    #[schema(required)]
    pub event: Option<EventView>,
    /// What was done for the customer; null for an event.
    #[schema(required)]
    pub message: Option<EffectView>,
    /// Whether it happened at a unit that the member may not see: then nothing of its content is told.
    #[schema(example = false)]
    pub elsewhere: bool,
}

/// Answers the customer's latest hundred events and their messages, newest first. What was said or bought at units that
/// the member may not see is left out: only that something of its kind happened stays.
#[utoipa::path(
    get,
    path = "/v1/customers/{customer_id}/timeline",
    tag = "customers",
    params(("customer_id" = schema::CustomerId, Path, description = "Which customer."), Paging),
    responses((status = 200, description = "A page of the timeline.", body = Page<TimelineItem>))
)]
pub async fn show_timeline(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Path(customer): Path<CustomerId>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<TimelineItem>>, Problem> {
    let before = page.cursor.map(|cursor| place(&cursor)).transpose()?;
    let rows = app.timeline(&who, customer, before, page.limit.and_one()).await?;
    let cursor = |item: &Item| Cursor::after_number_and_id(item.at.as_microsecond(), item.key);
    Ok(Json(Page::of(rows, page.limit, cursor, TimelineItem::from)))
}

fn place(cursor: &Cursor) -> Result<ItemPlace, Problem> {
    let (at, key) = cursor.number_and_id()?;
    Ok((Timestamp::from_microsecond(at).map_err(|_| Cursor::foreign())?, key))
}

impl From<Item> for TimelineItem {
    fn from(item: Item) -> Self {
        let (event, message) = match item.what {
            What::Event(entry) => (Some(EventView::from(*entry)), None),
            What::Message(row) => (None, Some(EffectView::from(*row))),
        };
        Self { at: item.at, event, message, elsewhere: item.elsewhere }
    }
}
