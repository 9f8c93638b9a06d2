//! A brand that was set up once; each world begins with a copy of its database.

use std::sync::Arc;

use jiff::Timestamp;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::id::{SourceId, SurveyId, UnitId};
use touchstone_domain::link::{LinkKind, LinkParams};
use touchstone_domain::unit::{Unit, UnitKind, UnitPath, UnitTree};
use touchstone_engine::access::{Actor, Setup};
use touchstone_engine::clock::SimulatedClock;
use touchstone_engine::random::SeededRandom;
use touchstone_engine::surveys::NewLink;
use touchstone_engine::testing::keyring;
use touchstone_engine::{App, starter};
use touchstone_store::rows::{brands, units};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{StoreConfig, StoreError};

/// Codes of the stores.
pub const STORES: [&str; 3] = ["S1", "S2", "S3"];

pub struct Template {
    database: TestDatabase,
    pub actor: Actor,
    pub source: SourceId,
    pub survey: SurveyId,
    pub units: Arc<UnitTree>,
    /// Paths of links that hang in the stores.
    pub links: Vec<String>,
}

/// When every world begins.
pub fn beginning() -> Timestamp {
    "2026-03-02T02:00:00Z".parse().unwrap()
}

impl Template {
    /// Sets the brand up on an empty database.
    pub fn make(mut database: TestDatabase) -> Self {
        // Small, since there are many, but otherwise as a server has it.
        let mut config = StoreConfig::new(database.config.location.clone());
        (config.readers, config.writers) = (1, 2);
        (config.writer_cache_kib, config.reader_cache_kib) = (2_048, 512);
        database.config = config;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Self::set_up(database))
    }

    /// A database that holds the brand, for a world of its own.
    pub fn database(&self) -> TestDatabase {
        self.database.copied()
    }

    async fn set_up(database: TestDatabase) -> Self {
        let clock = Arc::new(SimulatedClock::new(beginning()));
        let app = App::new(database.open(), clock, Arc::new(SeededRandom::new(u64::MAX)), keyring());
        let settings = BrandSettings { name: "Worlds".to_owned(), ..BrandSettings::default() };
        let (email, password) = ("ann@example.com".to_owned(), "correct horse 9 battery".to_owned());
        let done = app.set_up(Setup { settings, email, password }).await.unwrap();
        let actor = app.bearer(&done.token).await.unwrap().unwrap();
        let starter = starter::install(&app, &actor, true).await.unwrap();
        let source = app.create_source(&actor, "till").await.unwrap().source.id;
        let units = stores(&app, &actor).await;
        let mut links = Vec::new();
        for store in STORES {
            let params = LinkParams { unit_code: Some(store.to_owned()), ..LinkParams::default() };
            let new = NewLink { kind: LinkKind::Open, params, expires_at: None };
            let link = app.create_link(&actor, starter.survey, new).await.unwrap();
            links.push(link.url.rsplit('/').next().unwrap().to_owned());
        }
        let store = app.store().clone();
        tokio::task::spawn_blocking(move || store.close()).await.unwrap();
        Self { database, actor, source, survey: starter.survey, units, links }
    }
}

async fn stores(app: &App, actor: &Actor) -> Arc<UnitTree> {
    let (made, at) = (app.clone(), app.now());
    let units = app
        .store()
        .write("stores", actor.brand, move |tx| {
            let root = units::root(tx)?.expect("the setup made the head office");
            let first = units::take_numbers(tx, 3)?;
            let store = |(nth, code): (u32, &str)| Unit {
                id: made.new_id(UnitId::new),
                parent: Some(root.id),
                path: UnitPath::under(Some(&root.path), first + nth).expect("a short path"),
                kind: UnitKind::Store,
                code: code.to_owned(),
                name: format!("Store {code}"),
                owner: None,
                time_zone: None,
                archived: false,
            };
            let stores: Vec<Unit> = (0..).zip(STORES).map(store).collect();
            units::upsert_many(tx, &stores, at)?;
            brands::config_changed(tx)?;
            units::all(tx)
        })
        .await
        .map_err(|error: StoreError| error);
    Arc::new(UnitTree::new(units.unwrap()))
}
