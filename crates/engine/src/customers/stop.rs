//! A customer says stop.

use touchstone_domain::profile::Consent;
use touchstone_store::StoreError;
use touchstone_store::rows::customers;

use crate::App;
use crate::brand::BrandLinks;

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
