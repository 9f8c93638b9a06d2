//! What a survey's logic may look at besides the answers, loaded as far as the survey looks at it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use touchstone_domain::expression::Root;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{CustomerId, UnitId};
use touchstone_domain::link::{Link, ResumeKey};
use touchstone_domain::playbook::UnitFacts;
use touchstone_domain::profile::Profile;
use touchstone_domain::survey::{Facts, Version};
use touchstone_domain::time::zone;
use touchstone_domain::unit::UnitTree;
use touchstone_store::rows::customers;
use touchstone_store::{StoreError, Tx};

use crate::App;
use crate::brand::Brand;

/// Who is asked, where, and when.
#[derive(Debug, Clone)]
pub struct Known {
    now: Timestamp,
    zone: TimeZone,
    customer: Option<(CustomerId, Arc<Profile>)>,
    units: Arc<UnitTree>,
    unit: Option<UnitId>,
}

impl Known {
    pub(crate) fn load(
        tx: &mut Tx,
        app: &App,
        brand: &Brand,
        (link, version): (&Link, Option<&Version>),
    ) -> Result<Self, StoreError> {
        let looks = |root| version.is_some_and(|version| version.program.uses(root));
        let wanted = looks(Root::Customer) || looks(Root::Order);
        // A browser can claim to be anybody's: such a link tells nothing of whom it names.
        let customer = match link.params.customer.filter(|_| wanted && !link.params.unsigned) {
            Some(id) => profile(tx, id)?,
            None => None,
        };
        let unit = brand.place(&link.params).map(|unit| unit.id);
        let zone = zone(&brand.settings.time_zone);
        Ok(Self { now: app.now(), zone, customer, units: Arc::clone(&brand.units), unit })
    }

    /// The facts of a link, for [`Version::walk`].
    #[must_use]
    pub fn facts<'a>(&'a self, link: &'a Link) -> Facts<'a> {
        self.facts_at(link, self.now)
    }

    /// The same at another time.
    pub(crate) fn facts_at<'a>(&'a self, link: &'a Link, now: Timestamp) -> Facts<'a> {
        let mut facts = Facts::at(now).of_link(&link.params);
        facts.zone = self.zone.clone();
        facts.customer = self.customer.as_ref().map(|(id, profile)| (*id, profile.as_ref()));
        facts.unit = self.unit.and_then(|unit| UnitFacts::of(&self.units, unit));
        facts
    }
}

/// The profile of a customer, or of whom they were merged into.
fn profile(tx: &mut Tx, id: CustomerId) -> Result<Option<(CustomerId, Arc<Profile>)>, StoreError> {
    let mut found = customers::load(tx, &[id])?.into_iter().next();
    if let Some(into) = found.as_ref().and_then(|row| row.merged_into) {
        found = customers::load(tx, &[into])?.into_iter().next();
    }
    Ok(found.map(|row| (row.customer, Arc::new(row.profile))))
}

/// What the orders of a response follow: as random as the key of a shared link; on a personal one, which is
/// opened on several devices before anything is kept, the link's own.
pub(super) fn seed(link: &Link, resume: Option<ResumeKey>) -> u64 {
    let key = resume.map(|key| key.to_string()).unwrap_or_default();
    let digest = digest16(&[b"order", link.id.as_bytes(), key.as_bytes()]);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(first)
}
