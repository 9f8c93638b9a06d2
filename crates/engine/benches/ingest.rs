//! The loop without HTTP: batches of 100 events of 20,000 known customers through identify, apply, decide, commit.
//!
//! `cargo bench -p touchstone-engine --bench ingest`; the published figure is `touchstone bench ingest`, over HTTP.

use divan::{Bencher, counter::ItemsCount};
use serde_json::json;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::event::{Arrived, Event, EventKind};
use touchstone_domain::id::{BrandId, SourceId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_engine::access::Setup;
use touchstone_engine::testing::TestApp;
use touchstone_engine::{App, accept, starter};

const BATCH: usize = 100;
const CUSTOMERS: usize = 20_000;
/// Requests under way at once.
const SENDERS: usize = 32;

fn main() {
    divan::main();
}

fn event(source: SourceId, number: usize, app: &App) -> Arrived {
    let now = app.now();
    let user = format!("user-{}", number.wrapping_mul(7_919) % CUSTOMERS);
    let (name, properties) = match number % 10 {
        0 | 1 => (
            "Order Completed",
            json!({"order_id": format!("o-{number}"), "total": 86.5, "unit": "HQ", "products": [
                {"product_id": format!("p-{}", number % 300), "category": "noodles", "price": 40.0, "quantity": 2},
                {"product_id": "tea", "category": "drinks", "price": 6.5, "quantity": 1}]}),
        ),
        2 | 3 => ("Visit Started", json!({"unit": "HQ", "channel": "dine_in"})),
        _ => ("Product Viewed", json!({"product_id": format!("p-{}", number % 300), "category": "noodles"})),
    };
    let event = Event {
        message_id: format!("m-{number}"),
        kind: EventKind::Track,
        name: name.to_owned(),
        source,
        occurred_at: now,
        original_at: None,
        received_at: now,
        identities: vec![Identity::parse(IdentityKind::User, &user).expect("a user")],
        properties,
        traits: serde_json::Value::Null,
        context: json!({"library": {"name": "bench", "version": "1"}, "ip": "192.0.2.1"}),
    };
    Arrived { event, warnings: Vec::new() }
}

struct World {
    test: TestApp,
    runtime: tokio::runtime::Runtime,
    brand: BrandId,
    source: SourceId,
}

impl World {
    fn new(test: TestApp) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let (brand, source) = runtime.block_on(async {
            let settings = BrandSettings { name: "Bench".to_owned(), ..BrandSettings::default() };
            let setup = Setup {
                settings,
                email: "a@example.com".to_owned(),
                password: "a warm bowl of noodles".to_owned(),
            };
            let done = test.app.set_up(setup).await.expect("a setup");
            let actor = test.app.bearer(&done.token).await.expect("a look-up").expect("an actor");
            starter::install(&test.app, &actor, true).await.expect("starter content");
            (done.brand, test.app.create_source(&actor, "bench").await.expect("a source").source.id)
        });
        Self { test, runtime, brand, source }
    }

    fn send(&self, first: usize, batches: usize) {
        self.runtime.block_on(async {
            let mut under_way = tokio::task::JoinSet::new();
            for batch in 0..batches {
                let app = self.test.app.clone();
                let (brand, source) = (self.brand, self.source);
                let start = first + batch * BATCH;
                let arrived: Vec<_> =
                    (start..start + BATCH).map(|number| event(source, number, &app)).collect();
                under_way
                    .spawn(async move { accept::accept(&app, brand, source, arrived, Vec::new()).await });
                if under_way.len() >= SENDERS {
                    under_way
                        .join_next()
                        .await
                        .expect("one is under way")
                        .expect("no panic")
                        .expect("accepted");
                }
            }
            while let Some(done) = under_way.join_next().await {
                done.expect("no panic").expect("accepted");
            }
        });
    }
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn sqlite(bencher: Bencher) {
    run(bencher, TestApp::sqlite());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn postgres(bencher: Bencher) {
    run(bencher, TestApp::postgres());
}

fn run(bencher: Bencher, test: TestApp) {
    const BATCHES: usize = 200;
    let world = World::new(test);
    let next = std::cell::Cell::new(0);
    bencher.counter(ItemsCount::new(BATCHES * BATCH)).bench_local(|| {
        world.send(next.get(), BATCHES);
        next.set(next.get() + BATCHES * BATCH);
    });
}
