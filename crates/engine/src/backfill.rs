//! Makes up what rows of before are missing: customers and responses are found by their words, answers are counted.
//!
//! It is asked for by a migration, begins before the server takes anything in, and goes on beside it in small batches. A
//! batch and how far it came are one transaction. What came after the beginning was counted when it came.

use touchstone_domain::id::CustomerId;
use touchstone_domain::link::{Link, LinkKind, LinkParams};
use touchstone_domain::response::{self, Draft};
use touchstone_store::rows::backfills::{self, Backfill};
use touchstone_store::rows::customers;
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::surveys::{self, LinkRow, ResponseRow};
use touchstone_store::{StoreError, Tx};

use crate::brand::Brand;
use crate::{App, counting};

/// Rows of one transaction.
const BATCH: u32 = 200;
/// Most brands of one installation.
const BRANDS_MAX: i64 = 10_000;

impl App {
    /// Begins what a migration asked for; to be called before anything is taken in. Answers for how many brands.
    pub async fn begin_backfills(&self) -> Result<usize, StoreError> {
        let brands =
            self.store().read_global("backfill_brands", |tx| backfills::brands(tx, BRANDS_MAX)).await?;
        let now = self.now();
        for &brand in &brands {
            self.store().write("backfill_begin", brand, move |tx| backfills::begin(tx, now)).await?;
        }
        Ok(brands.len())
    }

    /// Makes up the next rows; answers how many, or nothing when all is done.
    pub(crate) async fn backfill(&self) -> Result<Option<usize>, StoreError> {
        let brands = self.store().read_global("backfill_brands", |tx| backfills::brands(tx, 1)).await?;
        let Some(&brand) = brands.first() else { return Ok(None) };
        let app = self.clone();
        let written = self.store().write("backfill", brand, move |tx| {
            let brand = app.brands().current(tx)?;
            let (Some(brand), Some(part)) = (brand, backfills::next(tx)?) else {
                return Err(StoreError::Corrupt("a backfill has not begun, or is nobody's".to_owned()));
            };
            let walk = Walk { app: &app, brand: &brand, part: &part };
            let (did, last) = match part.part.as_str() {
                "customers" => walk.customers(tx)?,
                "links" => walk.links(tx)?,
                "responses" => walk.responses(tx)?,
                other => {
                    return Err(StoreError::Corrupt(format!("there is no part {other:?} of a backfill")));
                }
            };
            match last {
                Some(last) => backfills::advance(tx, &part.part, last)?,
                None => backfills::finish(tx, &part.part)?,
            }
            Ok(did)
        });
        written.await.map(Some)
    }
}

/// How many rows were done, and the last one's id.
type Done = (usize, Option<[u8; 16]>);

struct Walk<'a> {
    app: &'a App,
    brand: &'a Brand,
    part: &'a Backfill,
}

impl Walk<'_> {
    fn customers(&self, tx: &mut Tx<'_>) -> Result<Done, StoreError> {
        let after = self.part.after.map(CustomerId::from_bytes);
        let places = listing::customers(tx, Source::All, (after, None), false, BATCH)?;
        let ids: Vec<CustomerId> = places.into_iter().map(|(customer, _)| customer).collect();
        let rows = customers::load(tx, &ids)?;
        let living = rows.iter().filter(|row| row.merged_into.is_none());
        let terms: Vec<(CustomerId, Vec<i64>)> =
            living.map(|row| (row.customer, row.profile.terms())).collect();
        backfills::save_customer_terms(tx, &terms)?;
        Ok((ids.len(), ids.last().map(|id| *id.as_bytes())))
    }

    fn links(&self, tx: &mut Tx<'_>) -> Result<Done, StoreError> {
        let rows = backfills::links(tx, self.part.after, BATCH)?;
        for row in rows.iter().filter(|row| row.created_at < self.part.began_at) {
            counting::invited(tx, self.brand, &[link(row)?], row.created_at)?;
        }
        Ok((rows.len(), rows.last().map(|row| *row.link.as_bytes())))
    }

    fn responses(&self, tx: &mut Tx<'_>) -> Result<Done, StoreError> {
        let rows = backfills::responses(tx, self.part.after, BATCH)?;
        for row in &rows {
            self.response(tx, row)?;
        }
        Ok((rows.len(), rows.last().map(|row| *row.response.as_bytes())))
    }

    fn response(&self, tx: &mut Tx<'_>, row: &ResponseRow) -> Result<(), StoreError> {
        let stored = surveys::link(tx, row.link)?;
        let asked_at = stored.as_ref().map_or(row.started_at, |link| link.created_at);
        let link = stored.as_ref().map(link).transpose()?.unwrap_or_else(|| without_link(row));
        if row.started_at < self.part.began_at {
            counting::began(tx, self.brand, &link, row.started_at)?;
        }
        let draft: Draft = serde_json::from_str(&row.answers)
            .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", row.response)))?;
        let Some(at) = row.submitted_at else { return Ok(()) };
        listing::save_response_terms(tx, row.response, &crate::surveys::terms(&draft))?;
        let number = u32::try_from(row.version).unwrap_or_default();
        let Some(version) = self.app.versions().get(tx, row.survey, number)? else { return Ok(()) };
        let accepted = response::read(&version, &link.params.items, &draft, at);
        let band = accepted.band().map(touchstone_domain::survey::Band::name);
        backfills::describe_response(tx, row.response, band, link.params.channel.as_deref())?;
        if at < self.part.began_at {
            counting::completed(tx, self.brand, (&link, asked_at), &accepted, at)?;
        }
        Ok(())
    }
}

fn link(row: &LinkRow) -> Result<Link, StoreError> {
    serde_json::from_str(&row.body)
        .map_err(|error| StoreError::Corrupt(format!("link {}: {error}", row.link)))
}

/// What is known of a link that was erased with its customer.
fn without_link(row: &ResponseRow) -> Link {
    let params = LinkParams { unit: row.unit, channel: row.channel.clone(), ..LinkParams::default() };
    Link {
        id: row.link,
        survey: row.survey,
        kind: LinkKind::Open,
        params,
        expires_at: None,
        revoked_at: None,
    }
}
