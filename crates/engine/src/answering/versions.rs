//! Published versions in memory: they never change, so a copy is never out of date.

use std::sync::Arc;

use quick_cache::sync::Cache;
use serde_json::Value;
use touchstone_domain::id::{BrandId, SurveyId};
use touchstone_domain::survey::{Survey, Version};
use touchstone_store::rows::surveys;
use touchstone_store::{StoreError, Tx};

/// Most versions kept.
const KEPT_MAX: usize = 500;

/// The versions in memory.
pub struct Versions {
    kept: Cache<(BrandId, SurveyId, u32), Arc<Version>>,
}

impl Default for Versions {
    fn default() -> Self {
        Self { kept: Cache::new(KEPT_MAX) }
    }
}

impl Versions {
    /// A published version of a survey of the transaction's brand.
    pub fn get(
        &self,
        tx: &mut Tx,
        survey: SurveyId,
        number: u32,
    ) -> Result<Option<Arc<Version>>, StoreError> {
        let key = (tx.brand(), survey, number);
        if let Some(version) = self.kept.get(&key) {
            return Ok(Some(version));
        }
        let Some(document) = surveys::version::<Value>(tx, survey, i64::from(number))? else {
            return Ok(None);
        };
        let survey = Survey::read(survey, &document).map_err(|errors| {
            let first = errors.first().map(ToString::to_string).unwrap_or_default();
            StoreError::Corrupt(format!("version {number} of survey {survey}: {first}"))
        })?;
        let version = Arc::new(Version::of_published(number, survey));
        self.kept.insert(key, Arc::clone(&version));
        Ok(Some(version))
    }
}
