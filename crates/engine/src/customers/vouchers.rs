//! Vouchers that a customer was given.

use touchstone_domain::id::CustomerId;
use touchstone_domain::voucher::Voucher;
use touchstone_store::rows::{erasure, vouchers};

use crate::access::Actor;
use crate::{App, Refusal};

/// Most vouchers of a customer that are shown.
const SHOWN_MAX: i64 = 100;

impl App {
    /// The vouchers of a customer whom the actor may see, the latest first, also those from before a merge.
    pub async fn customer_vouchers(&self, actor: &Actor, id: CustomerId) -> Result<Vec<Voucher>, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("customer_vouchers", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let seen = super::seen(tx, &brand, &scope, id)?;
                let family = erasure::family(tx, seen.id)?;
                let ids: Vec<CustomerId> = family.iter().map(|row| row.customer).collect();
                let mut found = vouchers::of_customers(tx, &ids, SHOWN_MAX)?;
                found.truncate(usize::try_from(SHOWN_MAX).expect("a small number"));
                Ok(found)
            })
            .await
    }
}
