//! Brands as the pipeline sees them: configuration compiled once, and refreshed when the database says that it changed.
//!
//! A copy in memory is right exactly if its numbers equal those in the brand's row, read in the same
//! transaction. So it holds on one node and on many, and nobody has to be told of a change.

mod links;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use touchstone_domain::brand::BrandSettings;
use touchstone_domain::eligibility::SurveyTerms;
use touchstone_domain::id::{BrandId, PlaybookId, SurveyId};
use touchstone_domain::link::LinkParams;
use touchstone_domain::message::Templates;
use touchstone_domain::offer::Catalogue;
use touchstone_domain::playbook::{BrandFacts, CompiledPlaybook, Playbook, PlaybookSet};
use touchstone_domain::unit::{Unit, UnitTree};
use touchstone_store::rows::brands::{self, BrandRow, Versions};
use touchstone_store::rows::{catalogue, playbooks, units};
use touchstone_store::{StoreError, Tx};

use crate::keyring::{Field, Keyring};
use crate::{answering, asking};

pub use links::{BrandLinks, Stop};

/// Most playbooks of a brand.
pub const PLAYBOOKS_MAX: i64 = 1_000;
/// Most templates of a brand.
pub const TEMPLATES_MAX: i64 = 2_000;
/// Most products times units, and promotions, that offers look at.
pub const CATALOGUE_MAX: i64 = 500_000;

/// One brand, ready to decide.
#[derive(Clone)]
pub struct Brand {
    /// Which brand.
    pub id: BrandId,
    /// What the numbers in its row were.
    pub versions: Versions,
    /// Its settings.
    pub settings: Arc<BrandSettings>,
    /// Its active playbooks, compiled.
    pub playbooks: Arc<PlaybookSet>,
    /// The surveys that its playbooks ask; answers are counted when a batch begins.
    pub surveys: Arc<HashMap<SurveyId, SurveyTerms>>,
    /// Its templates.
    pub templates: Arc<Templates>,
    /// Its units.
    pub units: Arc<UnitTree>,
    /// Its products and promotions.
    pub catalogue: Arc<Catalogue>,
    /// Writes and reads the links it hands out.
    pub links: Arc<BrandLinks>,
}

impl Brand {
    /// The unit that a link's answers belong to: the store, else the chat group.
    #[must_use]
    pub fn place(&self, params: &LinkParams) -> Option<&Unit> {
        let by_code = |code: &Option<String>| code.as_deref().and_then(|code| self.units.by_code(code));
        let named = params.unit.and_then(|unit| self.units.get(unit));
        named.or_else(|| by_code(&params.unit_code)).or_else(|| by_code(&params.group))
    }

    /// What playbooks see of the brand.
    #[must_use]
    pub fn facts(&self) -> BrandFacts<'_> {
        BrandFacts {
            id: self.id,
            settings: &self.settings,
            budget: &self.settings.budget,
            templates: &self.templates,
            catalogue: &self.catalogue,
        }
    }
}

/// The brands in memory.
pub struct Brands {
    keyring: Arc<Keyring>,
    versions: Arc<answering::Versions>,
    cached: Mutex<HashMap<BrandId, Arc<Brand>>>,
}

impl Brands {
    /// None yet; their secrets open with these keys, and the versions of surveys are shared with those who answer.
    #[must_use]
    pub fn new(keyring: Arc<Keyring>, versions: Arc<answering::Versions>) -> Self {
        Self { keyring, versions, cached: Mutex::default() }
    }

    /// The transaction's brand as it is now; `None` if there is no such brand.
    ///
    /// Call it before the transaction changes configuration or catalogue, never after: a copy of
    /// what is then rolled back would carry a number that the next change gets again.
    pub fn current(&self, tx: &mut Tx) -> Result<Option<Arc<Brand>>, StoreError> {
        let Some(versions) = brands::versions(tx)? else { return Ok(None) };
        let cached = self.lock().get(&tx.brand()).cloned();
        let is_older = cached.as_ref().is_some_and(|brand| {
            versions.config < brand.versions.config || versions.catalogue < brand.versions.catalogue
        });
        let brand = match cached {
            Some(brand) if brand.versions == versions => return Ok(Some(brand)),
            Some(brand) if !is_older && brand.versions.config == versions.config => {
                refresh(tx, &brand, versions)?
            }
            _ => match self.load(tx)? {
                Some(brand) => brand,
                None => return Ok(None),
            },
        };
        let brand = Arc::new(brand);
        // A view that was begun earlier replaces nothing: others have seen more.
        if !is_older {
            self.lock().insert(brand.id, Arc::clone(&brand));
        }
        Ok(Some(brand))
    }

    /// Forgets everything: after a commit that failed, what was read in it may never have been.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn load(&self, tx: &mut Tx) -> Result<Option<Brand>, StoreError> {
        let Some(row) = brands::load(tx)? else { return Ok(None) };
        let secret = secret_of(&self.keyring, &row)?;
        let configured: Vec<Playbook> = playbooks::list(tx, None::<PlaybookId>, PLAYBOOKS_MAX)?;
        let compiled = configured.into_iter().filter_map(|playbook| {
            let id = playbook.id;
            // What was checked when saved compiles; if an older server's no longer does, the others still run.
            CompiledPlaybook::new(Arc::new(playbook))
                .inspect_err(
                    |errors| tracing::error!(playbook = %id, ?errors, "a stored playbook no longer compiles"),
                )
                .ok()
        });
        let playbooks = PlaybookSet::new(compiled);
        let mut surveys = HashMap::new();
        for survey in playbooks.surveys() {
            match asking::facts::configured(tx, &self.versions, survey) {
                Ok(terms) => surveys.extend(terms.map(|terms| (survey, terms))),
                // Here, too: one that cannot be read is not asked, and the others are.
                Err(StoreError::Corrupt(error)) => tracing::error!(%survey, error, "a survey cannot be read"),
                Err(other) => return Err(other),
            }
        }
        let templates = Templates::new(playbooks::templates(tx, None, TEMPLATES_MAX)?);
        let mut brand = Brand {
            id: row.brand,
            versions: Versions { config: row.versions.config, catalogue: 0 },
            links: Arc::new(BrandLinks::new(row.brand, secret, row.settings.public_url.clone())),
            settings: Arc::new(row.settings),
            playbooks: Arc::new(playbooks),
            surveys: Arc::new(surveys),
            templates: Arc::new(templates),
            units: Arc::new(UnitTree::new(units::all(tx)?)),
            catalogue: Arc::new(Catalogue::default()),
        };
        if row.versions.catalogue > 0 {
            brand = refresh(tx, &brand, row.versions)?;
        }
        Ok(Some(brand))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<BrandId, Arc<Brand>>> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The secret of a brand, opened.
pub(crate) fn secret_of(keyring: &Keyring, row: &BrandRow) -> Result<[u8; 32], StoreError> {
    let plain = keyring.open(row.brand, Field::BrandSecret, &row.secret)?;
    plain.try_into().map_err(|_| StoreError::Corrupt("a brand's secret has not 32 bytes".to_owned()))
}

/// The brand with the products and promotions that are new since its copy.
fn refresh(tx: &mut Tx, brand: &Brand, versions: Versions) -> Result<Brand, StoreError> {
    let mut catalogue = (*brand.catalogue).clone();
    for entry in catalogue::stock_since(tx, brand.versions.catalogue, CATALOGUE_MAX)? {
        catalogue.stock(&entry);
    }
    for promotion in catalogue::promotions_since(tx, brand.versions.catalogue, CATALOGUE_MAX)? {
        catalogue.promote(promotion);
    }
    Ok(Brand { versions, catalogue: Arc::new(catalogue), ..brand.clone() })
}
