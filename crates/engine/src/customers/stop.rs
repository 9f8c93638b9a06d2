//! A customer says stop.

use std::sync::Arc;

use touchstone_domain::brand::BrandSettings;
use touchstone_domain::profile::{Channel, Consent};
use touchstone_store::StoreError;
use touchstone_store::rows::customers;

use crate::App;
use crate::brand::BrandLinks;

/// What a stop link would stop.
#[derive(Debug, Clone)]
pub struct Stoppable {
    /// Whose messages, for the page's frame.
    pub settings: Arc<BrandSettings>,
    /// On which channel.
    pub channel: Channel,
}

/// What a stop link would stop; `None` if the token is none of ours. Nothing is written: programs that
/// look at every link of a message must not unsubscribe anybody.
pub async fn stoppable(app: &App, token: &str) -> Result<Option<Stoppable>, StoreError> {
    let Some((brand, bytes)) = BrandLinks::read_stop(token) else { return Ok(None) };
    let shared = app.clone();
    app.store()
        .read("stoppable", brand, move |tx| {
            let Some(brand) = shared.brands().current(tx)? else { return Ok(None) };
            let said = brand.links.check_stop(&bytes);
            Ok(said.map(|said| Stoppable { settings: Arc::clone(&brand.settings), channel: said.channel }))
        })
        .await
}

/// Keeps a customer's refusal of a channel; `false` if the token is none of ours. Saying it twice is no error.
pub async fn stop(app: &App, token: &str) -> Result<bool, StoreError> {
    let Some((brand, bytes)) = BrandLinks::read_stop(token) else { return Ok(false) };
    let shared = app.clone();
    app.store()
        .write("stop", brand, move |tx| {
            let Some(brand) = shared.brands().current(tx)? else { return Ok(false) };
            let Some(said) = brand.links.check_stop(&bytes) else { return Ok(false) };
            let Some(mut row) = super::today(tx, said.customer)? else { return Ok(false) };
            let at = shared.now();
            let consent = Consent { granted: false, at, source: "unsubscribe".to_owned() };
            row.profile.consent.insert(said.channel.as_str().to_owned(), consent);
            customers::save(tx, &[&row], at)?;
            Ok(true)
        })
        .await
}
