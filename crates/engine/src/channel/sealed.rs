//! The channels' settings as the database keeps them: their secrets sealed.

use jiff::Timestamp;
use touchstone_domain::channel::{ChannelSettings, Secret};
use touchstone_domain::id::BrandId;
use touchstone_store::rows::channels;
use touchstone_store::{StoreError, Tx};

use crate::App;
use crate::keyring::{Field, Kept};

/// The settings of the transaction's brand, secrets opened.
pub(crate) fn load(tx: &mut Tx<'_>, app: &App) -> Result<ChannelSettings, StoreError> {
    let mut settings = channels::load(tx)?;
    let brand = tx.brand();
    for (field, secret) in secrets(&mut settings) {
        if let Some(sealed) = secret {
            *secret = Some(opened(app, brand, field, sealed)?);
        }
    }
    Ok(settings)
}

/// Writes the settings of the transaction's brand, secrets sealed.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    app: &App,
    settings: &ChannelSettings,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut settings = settings.clone();
    let brand = tx.brand();
    for (field, secret) in secrets(&mut settings) {
        if let Some(plain) = secret {
            let bytes = plain.reveal().as_bytes();
            *secret = Some(Secret::new(app.keyring().seal(brand, field, bytes, app.random_bytes())));
        }
    }
    channels::save(tx, &settings, now)
}

/// Shows each secret as it is stored, and writes what is said of it.
pub(crate) fn each(
    tx: &mut Tx<'_>,
    mut look: impl FnMut(Field, &[u8]) -> Result<Kept, StoreError>,
) -> Result<(), StoreError> {
    let Some((mut settings, changed_at)) = channels::stored(tx)? else { return Ok(()) };
    let mut is_changed = false;
    for (field, secret) in secrets(&mut settings) {
        let Some(stored) = secret else { continue };
        match look(field, stored.reveal().as_bytes())? {
            Kept::AsItIs => continue,
            Kept::Sealed(sealed) => *secret = Some(Secret::new(sealed)),
            Kept::NoMore => *secret = None,
        }
        is_changed = true;
    }
    if is_changed { channels::save(tx, &settings, changed_at) } else { Ok(()) }
}

fn secrets(settings: &mut ChannelSettings) -> impl Iterator<Item = (Field, &mut Option<Secret>)> {
    let password = settings.email.as_mut().map(|email| (Field::EmailPassword, &mut email.password));
    password.into_iter().chain([(Field::WebhookSecret, &mut settings.webhook.secret)])
}

fn opened(app: &App, brand: BrandId, field: Field, sealed: &Secret) -> Result<Secret, StoreError> {
    let plain = app.keyring().open(brand, field, sealed.reveal().as_bytes())?;
    let text = String::from_utf8(plain).map_err(|_| StoreError::Corrupt("a secret is no text".to_owned()))?;
    Ok(Secret::new(text))
}
