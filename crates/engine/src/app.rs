//! What every use case and worker is given: the state, the time and random numbers.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use touchstone_domain::time::{from_micros, micros};
use touchstone_store::Store;

use crate::accept::Pending;
use crate::access::AccessState;
use crate::answering::{Paces, Versions};
use crate::asking::Tallies;
use crate::brand::Brands;
use crate::chunks::Chunks;
use crate::clock::Clock;
use crate::customers::ranks::Touched;
use crate::intake::Intake;
use crate::keyring::Keyring;
use crate::live::Live;
use crate::random::Random;
use crate::surveys::results::Kept;
use crate::tasks::Tasks;
use crate::throttle::Throttle;
use crate::worker::Alarms;

/// The application. Clones share everything.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    keyring: Arc<Keyring>,
    access: AccessState,
    brands: Brands,
    chunks: Chunks,
    versions: Arc<Versions>,
    pending: Pending,
    intake: Intake,
    tasks: Tasks,
    live: Live,
    alarms: Alarms,
    touched: Touched,
    kept_days: Kept,
    paces: Paces,
    visits: Mutex<Throttle>,
    tallies: Tallies,
}

impl App {
    /// An application over a store whose secrets are sealed with these keys.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<dyn Random>, keyring: Keyring) -> Self {
        let keyring = Arc::new(keyring);
        let versions = Arc::new(Versions::default());
        Self {
            shared: Arc::new(Shared {
                store,
                clock,
                random,
                access: AccessState::default(),
                brands: Brands::new(Arc::clone(&keyring), Arc::clone(&versions)),
                keyring,
                chunks: Chunks::default(),
                versions,
                pending: Pending::default(),
                intake: Intake::default(),
                tasks: Tasks::default(),
                live: Live::default(),
                alarms: Alarms::default(),
                touched: Touched::default(),
                kept_days: Kept::default(),
                paces: Paces::default(),
                visits: Mutex::default(),
                tallies: Tallies::default(),
            }),
        }
    }

    /// The state.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The time now, in whole microseconds, as the store keeps it: a time that comes back from there must
    /// equal the one that went in, or a run would not know its own timer again.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        from_micros(micros(self.shared.clock.now()))
    }

    /// Bytes that nobody can guess.
    #[must_use]
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.shared.random.fill(&mut bytes);
        bytes
    }

    /// A new id: `app.new_id(SurveyId::new)`.
    pub fn new_id<T>(&self, make: impl FnOnce(i64, [u8; 10]) -> T) -> T {
        make(self.now().as_millisecond(), self.random_bytes())
    }

    /// Random numbers, for those who need many.
    #[must_use]
    pub fn random(&self) -> &dyn Random {
        &*self.shared.random
    }

    /// The keys of stored secrets.
    pub(crate) fn keyring(&self) -> &Keyring {
        &self.shared.keyring
    }

    /// The brands in memory.
    #[must_use]
    pub fn brands(&self) -> &Brands {
        &self.shared.brands
    }

    /// Those who watch.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.shared.live
    }

    /// What wakes the workers.
    #[must_use]
    pub fn alarms(&self) -> &Alarms {
        &self.shared.alarms
    }

    /// Customers whose place in sorted lists may have changed.
    pub(crate) fn touched(&self) -> &Touched {
        &self.shared.touched
    }

    /// How fast surveys are usually answered.
    pub(crate) fn paces(&self) -> &Paces {
        &self.shared.paces
    }

    /// How often browsers ask whether they are asked; apart from logins, so that a crowd makes nobody forget a guess.
    pub(crate) fn visits(&self) -> &Mutex<Throttle> {
        &self.shared.visits
    }

    /// What became of large distributions' invitations.
    pub(crate) fn tallies(&self) -> &Tallies {
        &self.shared.tallies
    }

    /// What days of surveys add up to.
    pub(crate) fn kept_days(&self) -> &Kept {
        &self.shared.kept_days
    }

    pub(crate) fn chunks(&self) -> &Chunks {
        &self.shared.chunks
    }

    pub(crate) fn versions(&self) -> &Versions {
        &self.shared.versions
    }

    pub(crate) fn pending(&self) -> &Pending {
        &self.shared.pending
    }

    pub(crate) fn intake(&self) -> &Intake {
        &self.shared.intake
    }

    pub(crate) fn tasks(&self) -> &Tasks {
        &self.shared.tasks
    }

    pub(crate) fn access(&self) -> &AccessState {
        &self.shared.access
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}
