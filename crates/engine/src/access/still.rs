//! Whether somebody who came a while ago may still do what they could then: for streams, which outlive their
//! request.

use touchstone_domain::member::Permissions;
use touchstone_store::rows::{sessions, tokens};
use touchstone_store::{StoreError, Tx};

use super::actor::{Actor, Credential};
use super::authenticate;
use crate::App;

impl App {
    /// Whether an actor's credential still works and allows and shows what it did.
    pub async fn is_still(&self, who: &Actor) -> Result<bool, StoreError> {
        let (brand, who, now) = (who.brand, who.clone(), self.now());
        let look = move |tx: &mut Tx<'_>| {
            let allowed = match who.credential {
                Credential::Session(id) => {
                    sessions::goes_on(tx, who.member, id, now)?.then_some(Permissions::ALL)
                }
                Credential::Token(id) => tokens::get(tx, id)?
                    .filter(|token| {
                        token.revoked_at.is_none() && token.expires_at.is_none_or(|end| end > now)
                    })
                    .map(|token| token.permissions),
                Credential::Setup => None,
            };
            let Some(allowed) = allowed else { return Ok(false) };
            let present = authenticate::actor(tx, who.brand, who.member, who.credential, allowed)?;
            Ok(present.is_some_and(|now| now.permissions == who.permissions && now.scope == who.scope))
        };
        self.store().read("is_still", brand, look).await
    }
}
