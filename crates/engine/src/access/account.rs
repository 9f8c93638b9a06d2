//! Who is logged in.

use touchstone_domain::brand::BrandSettings;
use touchstone_store::rows::{brands, members};

use super::actor::Actor;
use crate::{App, Refusal};

impl App {
    /// The actor's own member row and their brand's settings.
    pub async fn account(&self, actor: &Actor) -> Result<(members::Member, BrandSettings), Refusal> {
        let id = actor.member;
        self.store()
            .read("account", actor.brand, move |tx| {
                let member = members::get(tx, id)?.ok_or(Refusal::NotFound("member"))?;
                let brand = brands::load(tx)?.ok_or(Refusal::NotFound("brand"))?;
                Ok((member, brand.settings))
            })
            .await
    }
}
