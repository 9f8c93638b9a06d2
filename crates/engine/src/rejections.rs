//! Items that could not become events, kept for the developer who looks for them.

use touchstone_domain::event::Rejected;
use touchstone_domain::id::{BrandId, SourceId};
use touchstone_store::StoreError;
use touchstone_store::rows::rejections;

use crate::App;

/// Most items kept of one request, and of one source.
const PER_REQUEST_MAX: usize = 20;
const PER_SOURCE_MAX: i64 = 200;

/// Keeps the first of a request's rejected items; older ones of the source go.
pub async fn keep(
    app: &App,
    brand: BrandId,
    source: SourceId,
    mut rejected: Vec<Rejected>,
) -> Result<(), StoreError> {
    metrics::counter!("touchstone_events_rejected_total").increment(rejected.len() as u64);
    rejected.truncate(PER_REQUEST_MAX);
    let now = app.now();
    app.store()
        .write("rejected_events", brand, move |tx| {
            rejections::insert(tx, source, now, &rejected)?;
            rejections::trim(tx, source, PER_SOURCE_MAX)
        })
        .await
}
