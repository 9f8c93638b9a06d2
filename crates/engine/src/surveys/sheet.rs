//! Open links for many places at once: one per unit, made once however often a sheet is asked for.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use touchstone_domain::field::FieldError;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{LinkId, SurveyId, UnitId};
use touchstone_domain::link::{Link, LinkKind, LinkParams, Via};
use touchstone_domain::member::Permission;
use touchstone_domain::unit::{Unit, UnitKind};
use touchstone_store::rows::surveys::{self, LinkRow};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::{App, Refusal};

/// Most places of one sheet.
pub const PLACES_MAX: usize = 20_000;
/// Links of one transaction.
const BATCH: usize = 1_000;

/// A place with its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The brand's code of it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where its link leads.
    pub url: String,
}

/// What stands on a sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The brand's name.
    pub brand: String,
    /// The places in the order of their codes.
    pub places: Vec<Place>,
}

impl App {
    /// An open link for every unit of a kind that the actor may see, or of those below one unit. A place that has its
    /// link already keeps it, unless that was withdrawn: a printed code stays good.
    pub async fn link_sheet(
        &self,
        actor: &Actor,
        survey: SurveyId,
        below: Option<UnitId>,
        kind: UnitKind,
    ) -> Result<Sheet, Refusal> {
        actor.must(Permission::CreateLinks)?;
        let (app, scope) = (self.clone(), actor.scope.clone());
        let found = self.store().read("sheet_places", actor.brand, move |tx| {
            let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
            surveys::find(tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
            let units = match below {
                Some(top) => {
                    let seen = brand.units.get(top).filter(|unit| scope.covers(&unit.path));
                    seen.ok_or(Refusal::NotFound("unit"))?;
                    brand.units.subtree(top)
                }
                None => brand.units.units(),
            };
            let is_meant = |unit: &&Unit| unit.kind == kind && !unit.archived && scope.covers(&unit.path);
            let mut places: Vec<Unit> = units.iter().filter(is_meant).cloned().collect();
            places.sort_by(|one, other| one.code.cmp(&other.code));
            Ok::<_, Refusal>((brand, places))
        });
        let (brand, places) = found.await?;
        if places.is_empty() || places.len() > PLACES_MAX {
            let message = format!("A sheet has 1 to {PLACES_MAX} places; these are {}.", places.len());
            return Err(FieldError::new("unit", "count", message)
                .in_chinese(format!("二维码表需包含 1 到 {PLACES_MAX} 个门店，当前为 {} 个。", places.len()))
                .into());
        }
        let mut links: Vec<Link> = Vec::with_capacity(places.len());
        for batch in places.chunks(BATCH) {
            let units: Vec<UnitId> = batch.iter().map(|unit| unit.id).collect();
            let (tokens, now) = (Arc::clone(&brand.links), self.now());
            let write = self.store().write("sheet_links", actor.brand, move |tx| {
                let mut in_use = Vec::with_capacity(units.len());
                for unit in &units {
                    in_use.push(link_in_use(tx, survey, *unit)?);
                }
                let row = |link: &Link| {
                    Ok::<_, StoreError>(LinkRow {
                        link: link.id,
                        token: tokens.token(link.id).to_string(),
                        survey,
                        kind: link.kind.name().to_owned(),
                        customer: None,
                        created_at: now,
                        body: serde_json::to_string(link)
                            .map_err(|error| StoreError::Defect(error.to_string()))?,
                    })
                };
                let rows = in_use.iter().map(row).collect::<Result<Vec<_>, _>>()?;
                surveys::save_links(tx, &rows)?;
                Ok::<_, StoreError>(in_use)
            });
            links.extend(write.await?);
        }
        let count = links.len();
        self.change("sheet", actor, move |change| {
            let what = serde_json::json!({ "places": count, "below": below, "kind": kind });
            change.audit("link.sheet", survey, &(), &what);
            Ok(count)
        })
        .await?;
        let place = |(unit, link): (Unit, &Link)| {
            let url = brand.links.address(&brand.links.token(link.id));
            Place { code: unit.code, name: unit.name, url }
        };
        Ok(Sheet {
            brand: brand.settings.name.clone(),
            places: places.into_iter().zip(&links).map(place).collect(),
        })
    }
}

/// The link of a place; the same one every time, until it is withdrawn.
fn link_in_use(tx: &mut Tx, survey: SurveyId, unit: UnitId) -> Result<Link, StoreError> {
    let mut link = link(survey, unit, &[]);
    for again in 1_u32.. {
        let Some(row) = surveys::link(tx, link.id)? else { break };
        let held: Link = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::Corrupt(format!("link {}: {error}", row.link)))?;
        if held.revoked_at.is_none() {
            break;
        }
        link = self::link(survey, unit, &again.to_be_bytes());
    }
    Ok(link)
}

fn link(survey: SurveyId, unit: UnitId, again: &[u8]) -> Link {
    let mut about: Vec<&[u8]> = vec![b"sheet-link", survey.as_bytes(), unit.as_bytes()];
    about.extend(Some(again).filter(|again| !again.is_empty()));
    Link {
        id: LinkId::from_bytes(digest16(&about)),
        survey,
        kind: LinkKind::Open,
        params: LinkParams { unit: Some(unit), via: Some(Via::Sheet), ..LinkParams::default() },
        expires_at: None,
        revoked_at: None,
    }
}
