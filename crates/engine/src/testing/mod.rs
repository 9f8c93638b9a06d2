//! The application on an empty database, with a clock that stands and random numbers that repeat.

mod survey;

use std::sync::Arc;

use jiff::Timestamp;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::effect::Effect;
use touchstone_domain::id::UnitId;
use touchstone_domain::unit::{Unit, UnitKind, UnitPath};
use touchstone_store::rows::timers::{self, Subject};
use touchstone_store::rows::{brands, units};
use touchstone_store::testing::{TestDatabase, make_old};

use crate::access::{Actor, Setup};
use crate::clock::SimulatedClock;
use crate::keyring::{KEY_BYTES, Keyring};
use crate::live::Signals;
use crate::pipeline::{self, Circumstances};
use crate::random::SeededRandom;
use crate::{App, Refusal};

pub use survey::{TestSurvey, Visitor, document, fields, outcome, question};

/// Runs tests, functions of a [`TestApp`], on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $test() { super::$test($crate::testing::TestApp::sqlite()).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $test() { super::$test($crate::testing::TestApp::postgres()).await; })+
        }
    };
}

/// An application for tests. Its database disappears when this is dropped.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock, to move.
    pub clock: Arc<SimulatedClock>,
    // Dropped last: the store closes before its files go.
    _database: TestDatabase,
}

/// A keyring of one key that everybody knows.
#[must_use]
pub fn keyring() -> Keyring {
    Keyring::parse(&Keyring::line([7; KEY_BYTES])).expect("one key")
}

impl TestApp {
    /// On SQLite.
    #[must_use]
    pub fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    /// On PostgreSQL.
    #[must_use]
    pub fn postgres() -> Self {
        Self::on(TestDatabase::postgres())
    }

    /// On a database of the caller's choice.
    #[must_use]
    pub fn on(database: TestDatabase) -> Self {
        let start: Timestamp = "2026-03-02T02:00:00Z".parse().expect("a time");
        let clock = Arc::new(SimulatedClock::new(start));
        let random = Arc::new(SeededRandom::new(1));
        Self { app: App::new(database.open(), clock.clone(), random, keyring()), clock, _database: database }
    }

    /// Sets up a brand, and answers its first member, who may do everything.
    pub async fn set_up(&self) -> Actor {
        self.set_up_as(BrandSettings { name: "Noodle House".to_owned(), ..BrandSettings::default() }).await
    }

    /// Sets up a brand with these settings, and answers its first member, who may do everything.
    pub async fn set_up_as(&self, settings: BrandSettings) -> Actor {
        let (email, password) = ("li.na@example.com".to_owned(), "a warm bowl of noodles".to_owned());
        let done = self.app.set_up(Setup { settings, email, password }).await.expect("the first setup");
        self.app.bearer(&done.token).await.expect("a look-up").expect("the token of the setup")
    }

    /// Wakes the runs whose time has come, and answers what they want done.
    pub async fn wake(&self) -> Result<Vec<Effect>, Refusal> {
        let app = self.app.clone();
        let brand = app.installed_brand().await?.ok_or(Refusal::NotFound("brand"))?;
        let (now, chunk) = (app.now(), app.reserve_chunks(brand, 1).await?);
        let shared = app.clone();
        let woken = app.store().write("wake", brand, move |tx| {
            let current = shared.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
            let due: Vec<_> = timers::take_due(tx, now, 1_000)?
                .into_iter()
                .filter_map(|timer| match timer.subject {
                    Subject::Run(run) => Some((run, timer.due_at)),
                    _ => None,
                })
                .collect();
            let circumstances = Circumstances {
                brand: &current,
                now,
                random: shared.random(),
                chunk,
                signals: &Signals::new(false),
            };
            Ok::<_, Refusal>(pipeline::fire(tx, circumstances, &due, None)?)
        });
        woken.await
    }

    /// Makes the brand's rows what they were before lists were searched and answers counted.
    pub async fn make_old(&self) -> Result<(), Refusal> {
        let brand = self.app.installed_brand().await?.ok_or(Refusal::NotFound("brand"))?;
        Ok(self.app.store().write("make_old", brand, make_old).await?)
    }

    /// Adds stores with these codes below the head office.
    pub async fn add_stores(&self, codes: &'static [&'static str]) -> Result<Vec<UnitId>, Refusal> {
        let app = self.app.clone();
        let brand = app.installed_brand().await?.ok_or(Refusal::NotFound("brand"))?;
        let now = app.now();
        let ids: Vec<UnitId> = codes.iter().map(|_| app.new_id(UnitId::new)).collect();
        let made = ids.clone();
        let added = app.store().write("stores", brand, move |tx| {
            let root = units::root(tx)?.ok_or(Refusal::NotFound("unit"))?;
            for (&id, code) in made.iter().zip(codes) {
                let number = units::take_numbers(tx, 1)?;
                let path = UnitPath::under(Some(&root.path), number).ok_or(Refusal::NotFound("unit"))?;
                let unit = Unit {
                    id,
                    parent: Some(root.id),
                    path,
                    kind: UnitKind::Store,
                    code: (*code).to_owned(),
                    name: format!("Store {code}"),
                    owner: None,
                    time_zone: None,
                    archived: false,
                };
                units::insert(tx, &unit, now)?;
            }
            brands::config_changed(tx)?;
            Ok::<_, Refusal>(())
        });
        added.await?;
        Ok(ids)
    }
}
