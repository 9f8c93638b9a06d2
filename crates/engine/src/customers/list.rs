//! Customers as lists show them: narrowed, searched and sorted.

use std::collections::HashMap;

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, UnitId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::profile::{called, phone_term, tag_term};
use touchstone_domain::search;
use touchstone_store::rows::customers::{self, CustomerRow, identity_key};
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::ranks::{self, By, Walk};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::brand::Brand;
use crate::units::Reach;
use crate::{App, Refusal, Slice, slice};

/// Most customers that are looked at for one page: first their units, and only where these fit, their profiles.
const LOOKED_AT_MAX: usize = 20_000;

/// Which customers.
#[derive(Debug, Clone, Default)]
pub struct CustomerQuery {
    /// Whose home unit is this one or below it.
    pub unit: Option<UnitId>,
    /// Who have this tag now.
    pub tag: Option<String>,
    /// Whom this means: an identity of any kind, a part of the name, or the last four digits of a phone number.
    pub text: Option<String>,
    /// In which order.
    pub order: CustomerOrder,
    /// After this place of the page before.
    pub after: Option<CustomerMark>,
}

/// The order of a list of customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CustomerOrder {
    /// By what; by when they came when nothing is said.
    pub by: Option<By>,
    /// The newest, latest or largest first.
    pub descending: bool,
}

/// Where a customer stands in the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerMark {
    /// What the list is sorted by; 0 where that is when they came, which the id tells.
    pub number: i64,
    /// Who.
    pub customer: CustomerId,
}

impl App {
    /// Customers that the actor may see.
    pub async fn search_customers(
        &self,
        actor: &Actor,
        query: CustomerQuery,
        limit: u32,
    ) -> Result<Slice<CustomerRow, CustomerMark>, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("search_customers", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let reach = Reach::of(&brand.units, &scope, query.unit)?;
                let search = Search { brand: &brand, reach, query: &query, now, terms: terms(&query) };
                let named = search.named(tx)?;
                if !named.is_empty() {
                    let items = if query.after.is_none() { named } else { Vec::new() };
                    return Ok(Slice { items, next: None });
                }
                slice::collect_from(
                    query.after,
                    (limit, LOOKED_AT_MAX),
                    |after, limit| Ok(search.rows(tx, after, limit)?),
                    |(mark, _)| *mark,
                    |(_, row)| Ok(row),
                )
            })
            .await
    }
}

/// The terms that a customer needs to be found.
fn terms(query: &CustomerQuery) -> Vec<i64> {
    let text = query.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let is_number = |text: &str| text.len() == 4 && phone_term(text).is_some();
    let mut terms = match text {
        Some(text) if is_number(text) => phone_term(text).into_iter().collect(),
        Some(text) => called(text),
        None => Vec::new(),
    };
    // The rarer first: its rows are walked.
    terms.extend(query.tag.as_deref().map(tag_term));
    terms
}

/// A customer's place in the order, and their home unit.
type Place = (CustomerMark, Option<UnitId>);

/// A search under way.
struct Search<'a> {
    brand: &'a Brand,
    reach: Reach,
    query: &'a CustomerQuery,
    now: Timestamp,
    terms: Vec<i64>,
}

impl Search<'_> {
    /// The customers whose identity the text is, whatever its kind.
    fn named(&self, tx: &mut Tx<'_>) -> Result<Vec<CustomerRow>, StoreError> {
        let Some(text) = self.query.text.as_deref() else { return Ok(Vec::new()) };
        let identities = IdentityKind::ALL.into_iter().filter_map(|kind| Identity::parse(kind, text).ok());
        let keys: Vec<[u8; 16]> = identities.map(|identity| identity_key(self.brand.id, &identity)).collect();
        let mut ids: Vec<CustomerId> = customers::resolve(tx, &keys)?.into_values().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut rows = customers::load(tx, &ids)?;
        rows.retain(|row| self.fits(row));
        rows.sort_unstable_by_key(|row| row.customer);
        Ok(rows)
    }

    /// The next places of the walk, with the customers that belong to the list.
    fn rows(
        &self,
        tx: &mut Tx<'_>,
        after: Option<CustomerMark>,
        limit: u32,
    ) -> Result<Vec<(CustomerMark, Option<CustomerRow>)>, StoreError> {
        let places = self.places(tx, after, limit)?;
        let near = places.iter().filter(|(_, unit)| self.reach.covers(&self.brand.units, *unit));
        let ids: Vec<CustomerId> = near.map(|(mark, _)| mark.customer).collect();
        let loaded =
            customers::load(tx, &ids)?.into_iter().filter(|row| self.fits(row) && self.is_meant(row));
        let mut rows: HashMap<CustomerId, CustomerRow> = loaded.map(|row| (row.customer, row)).collect();
        Ok(places.into_iter().map(|(mark, _)| (mark, rows.remove(&mark.customer))).collect())
    }

    fn places(
        &self,
        tx: &mut Tx<'_>,
        after: Option<CustomerMark>,
        limit: u32,
    ) -> Result<Vec<Place>, StoreError> {
        if !self.terms.is_empty() {
            return self.walk(tx, Source::Terms(&self.terms), after, limit);
        }
        let Reach::Few(units) = &self.reach else { return self.walk(tx, Source::All, after, limit) };
        let mut merged = Vec::new();
        for &unit in units {
            merged.extend(self.walk(tx, Source::Unit(unit), after, limit)?);
        }
        merged.sort_unstable_by_key(|(mark, _)| (mark.number, mark.customer));
        if self.query.order.descending {
            merged.reverse();
        }
        merged.truncate(limit as usize);
        Ok(merged)
    }

    fn walk(
        &self,
        tx: &mut Tx<'_>,
        source: Source<'_>,
        after: Option<CustomerMark>,
        limit: u32,
    ) -> Result<Vec<Place>, StoreError> {
        let CustomerOrder { by, descending } = self.query.order;
        let Some(by) = by else {
            let after = after.map(|mark| mark.customer);
            let between = if descending { (None, after) } else { (after, None) };
            let found = listing::customers(tx, source, between, descending, limit)?;
            let mark = |customer| CustomerMark { number: 0, customer };
            return Ok(found.into_iter().map(|(id, unit)| (mark(id), unit)).collect());
        };
        let after = after.map(|mark| (mark.number, mark.customer));
        let found = ranks::walk(tx, &Walk { by, descending, source, after }, limit)?;
        let mark = |(number, customer)| CustomerMark { number, customer };
        Ok(found.into_iter().map(|(place, unit)| (mark(place), unit)).collect())
    }

    /// Whether a customer is there, may be seen and has the tag.
    fn fits(&self, row: &CustomerRow) -> bool {
        row.merged_into.is_none()
            && self.reach.covers(&self.brand.units, row.profile.home_unit)
            && self.query.tag.as_deref().is_none_or(|tag| row.profile.has_tag(tag, self.now))
    }

    fn is_meant(&self, row: &CustomerRow) -> bool {
        let text = self.query.text.as_deref().map(search::normalised).filter(|text| !text.is_empty());
        text.is_none_or(|text| row.profile.is_called(&text))
    }
}
