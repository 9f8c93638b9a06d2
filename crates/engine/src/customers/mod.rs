//! Customers as members see them: who they are, what happened, taking a merge apart again, and handing over
//! or erasing all that is kept about a person.

pub(crate) mod elsewhere;
mod erase;
mod export;
mod list;
mod person;
pub(crate) mod ranks;
mod stop;
mod timeline;
mod unmerge;
mod vouchers;

use jiff::Timestamp;
use touchstone_domain::id::CustomerId;
use touchstone_domain::identity::Identity;
use touchstone_domain::member::Scope;
use touchstone_domain::profile::Profile;
use touchstone_store::rows::customers::{self, MergeRow, identity_key};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::brand::Brand;
use crate::{App, Refusal};

pub use erase::Erased;
pub use export::{CONTENTS_BYTES_MAX, Dossier, EVENTS_MAX, KeptFile, KnownCustomer, Merged};
pub use list::{CustomerMark, CustomerOrder, CustomerQuery};
pub use stop::{Stoppable, stop, stoppable};
pub use timeline::{Item, ItemPlace, What};
pub use touchstone_store::rows::customers::CustomerRow;
pub use touchstone_store::rows::ranks::By;
pub use unmerge::Unmerged;

/// A chain of merges longer than this is a defect of the data, not a customer.
const MERGE_CHAIN_MAX: usize = 64;

/// A customer as a member sees them.
#[derive(Debug, Clone)]
pub struct SeenCustomer {
    /// Who, merges followed.
    pub id: CustomerId,
    /// Since when.
    pub created_at: Timestamp,
    /// What is known.
    pub profile: Profile,
    /// Merges, newest first.
    pub merges: Vec<MergeRow>,
}

impl App {
    /// One customer; an id that was merged away leads to whom it was merged into.
    pub async fn customer(&self, actor: &Actor, id: CustomerId) -> Result<SeenCustomer, Refusal> {
        let app = self.clone();
        let scope = actor.scope.clone();
        self.store()
            .read("customer", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                seen(tx, &brand, &scope, id)
            })
            .await
    }

    /// The customer of an identity.
    pub async fn customer_of_identity(
        &self,
        actor: &Actor,
        identity: Identity,
    ) -> Result<Option<SeenCustomer>, Refusal> {
        let app = self.clone();
        let scope = actor.scope.clone();
        self.store()
            .read("customer_of_identity", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let key = identity_key(brand.id, &identity);
                let Some(id) = customers::resolve(tx, &[key])?.remove(&key) else { return Ok(None) };
                match seen(tx, &brand, &scope, id) {
                    Ok(customer) => Ok(Some(customer)),
                    Err(Refusal::NotFound(_)) => Ok(None),
                    Err(other) => Err(other),
                }
            })
            .await
    }
}

/// A customer with merges followed, if the scope covers their home unit.
pub(crate) fn seen(
    tx: &mut Tx,
    brand: &Brand,
    scope: &Scope,
    id: CustomerId,
) -> Result<SeenCustomer, Refusal> {
    let row = today(tx, id)?.ok_or(Refusal::NotFound("customer"))?;
    let home = row.profile.home_unit.and_then(|unit| brand.units.get(unit)).map(|unit| &unit.path);
    if !scope.covers_option(home) {
        return Err(Refusal::NotFound("customer"));
    }
    let merges = customers::merges_of(tx, row.customer, 50)?;
    Ok(SeenCustomer { id: row.customer, created_at: row.created_at, profile: row.profile, merges })
}

/// What is about all of a person is about every unit they have been at, and is for an actor who sees the whole brand.
fn must_see_all(actor: &Actor, why: &str) -> Result<(), Refusal> {
    if actor.scope.is_everything() { Ok(()) } else { Err(Refusal::Forbidden(why.to_owned())) }
}

/// The customer an id means today.
pub(crate) fn today(tx: &mut Tx, id: CustomerId) -> Result<Option<CustomerRow>, StoreError> {
    let mut current = id;
    for _ in 0..MERGE_CHAIN_MAX {
        let Some(row) = customers::load(tx, &[current])?.pop() else { return Ok(None) };
        match row.merged_into {
            Some(next) => current = next,
            None => return Ok(Some(row)),
        }
    }
    Err(StoreError::Corrupt(format!("customer {id} is merged in a circle")))
}
