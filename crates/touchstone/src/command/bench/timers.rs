//! A million timers pending: first 20,000 due each second, then hundreds of thousands due at once.
//!
//! One run of a playbook that waits and then tags is begun through the API. Its copies for other customers are written
//! into the store while the server is down, since a million waits would last longer than anybody wants to measure. What
//! fires them is the server itself, and how late they are is what it says in its metrics, after each commit.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use serde_json::value::RawValue;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{BrandId, CustomerId, PlaybookId, RunId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::playbook::{Outcome, Run, RunState};
use touchstone_domain::time::{from_micros, micros};
use touchstone_store::rows::customers::{CustomerRow, identity_key};
use touchstone_store::rows::playbooks::RunRow;
use touchstone_store::rows::timers::{Subject, TimerRow};
use touchstone_store::rows::{customers, installation, playbooks, timers};
use touchstone_store::{Store, StoreError, Tx};

use super::Bench;
use super::report::Report;
use super::server::{Brand, Server};

/// All timers.
const PENDING: usize = 1_000_000;
/// How many are due each second, while they are due one after the other.
const RATE: usize = 20_000;
/// Longest time for which they are.
const STEADY_S_MAX: usize = 30;
/// Rows of one transaction while the store is filled.
const WRITTEN: usize = 2_000;
/// Timers of one transaction when the store is measured alone: as many as the server takes.
const BATCH: usize = 1_000;
/// Between the two loads, so that each can be seen apart.
const BETWEEN: SignedDuration = SignedDuration::from_secs(3);
/// How often the server's metrics are read.
const EVERY: Duration = Duration::from_millis(50);
/// For how long firing may make no progress.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which timers are due when.
#[derive(Clone, Copy)]
struct Plan {
    start: Timestamp,
    steady: usize,
    at_once: usize,
}

impl Plan {
    fn new(seconds: u64, start: Timestamp) -> Self {
        let seconds = usize::try_from(seconds / 2).unwrap_or(STEADY_S_MAX).clamp(1, STEADY_S_MAX);
        Self { start, steady: seconds * RATE, at_once: seconds * RATE / 2 }
    }

    /// When those that are due together are.
    fn together(&self) -> Timestamp {
        self.start + BETWEEN + SignedDuration::from_secs((self.steady / RATE) as i64)
    }

    fn due_at(&self, number: usize) -> Timestamp {
        if number < self.steady {
            self.start + SignedDuration::from_micros((number * 1_000_000 / RATE) as i64)
        } else if number < self.steady + self.at_once {
            self.together()
        } else {
            self.start + SignedDuration::from_hours(720) + SignedDuration::from_micros(number as i64)
        }
    }
}

/// What is copied, and for how many customers.
struct Template {
    brand: BrandId,
    run: Run,
    customer: CustomerRow,
    customers: usize,
}

pub async fn measure(
    server: &mut Server,
    brand: &Brand,
    bench: &Bench,
    report: &mut Report,
) -> anyhow::Result<()> {
    let playbook = begin_one(brand).await?;
    server.pause().await?;
    let store = server.store().await?;
    let template = read_back(&store, playbook, bench.customers.max(1)).await?;
    let plan = fill(&store, &template, bench.seconds).await?;
    close(store).await?;
    server.resume().await?;
    let wait = Duration::try_from(now().duration_until(plan.start))
        .context("filling the store took longer than foreseen; try again")?;
    tokio::time::sleep(wait).await;

    fired(server, plan.steady).await?;
    let lateness = server.metric("touchstone_timer_lateness_seconds{quantile=\"0.99\"}").await?;
    let begun = now().max(plan.together());
    let all = plan.steady + plan.at_once;
    fired(server, all).await?;
    let took = now().duration_since(begun).as_secs_f64();
    let memory = server.memory_kb("VmHWM")? / 1_024.0;
    server.pause().await?;

    let store = server.store().await?;
    check(&store, &template, plan).await?;
    let bound = store_alone(&store, &template, plan).await?;
    close(store).await?;
    server.resume().await?;
    report.bounded(
        "timers.fired_per_s",
        plan.at_once as f64 / took,
        "timers/s",
        Some(bound),
        "the same rows taken, read and rewritten with nothing decided",
    );
    report.add("timers.lateness_p99_ms", lateness * 1_000.0, "ms");
    report.add("timers.rss_mb", memory, "MB");
    Ok(())
}

/// Makes the playbook and lets one customer, who has a past, enter it.
async fn begin_one(brand: &Brand) -> anyhow::Result<PlaybookId> {
    let playbook = json!({
        "name": "Bench timers",
        "trigger": {"event": "Visit Started"},
        "steps": [{"id": "settle", "do": "wait", "for": "PT2H"}, {"id": "tag", "do": "tag", "name": "settled", "for": "P30D"}],
    });
    let made = brand.post("/v1/playbooks", &playbook).await?;
    let id = made["id"].as_str().context("a playbook has an id")?;
    brand.post(&format!("/v1/playbooks/{id}/activate"), &json!({})).await?;
    let mut batch = vec![
        json!({"type": "identify", "messageId": "t-i", "userId": "timers", "traits": {"city": "Hangzhou", "tier": 3}}),
    ];
    for number in 0..5 {
        batch.push(json!({"type": "track", "messageId": format!("t-o-{number}"), "userId": "timers",
            "event": "Order Completed", "properties": {"order_id": format!("t-{number}"), "total": 46.5, "unit": "HQ",
            "products": [{"product_id": format!("p-{number}"), "category": "noodles", "price": 40, "quantity": 1}]}}));
    }
    batch.push(json!({"type": "track", "messageId": "t-v", "userId": "timers", "event": "Visit Started",
        "properties": {"unit": "HQ", "channel": "dine_in"}}));
    let request = brand.client.post(format!("{}/v1/batch", brand.url)).basic_auth(&brand.key, Some(""));
    let response = request.json(&json!({"batch": batch})).send().await?;
    ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
    Ok(id.parse()?)
}

async fn read_back(store: &Store, playbook: PlaybookId, customers: usize) -> anyhow::Result<Template> {
    let brand = store.read_global("brand", installation::brand).await?.context("it was set up")?;
    let read = move |tx: &mut Tx<'_>| {
        let run = playbooks::runs_of::<Run>(tx, playbook, None, 1)?.pop();
        let ids: Vec<CustomerId> = run.iter().map(|run| run.customer).collect();
        Ok::<_, StoreError>(run.zip(customers::load(tx, &ids)?.pop()))
    };
    let (run, customer) =
        store.read("template", brand, read).await?.context("the customer entered the playbook")?;
    ensure!(run.is_active(), "the run waits");
    Ok(Template { brand, run, customer, customers })
}

impl Template {
    fn customer_id(&self, number: usize) -> CustomerId {
        let digest = digest16(&[b"bench", &number.to_be_bytes()]);
        let mut random = [0; 10];
        random.copy_from_slice(&digest[..10]);
        CustomerId::new(self.customer.created_at.as_millisecond() + number as i64, random)
    }

    fn identity(number: usize) -> Identity {
        Identity { kind: IdentityKind::User, value: format!("timed-{number}") }
    }

    fn customer(&self, number: usize) -> CustomerRow {
        let mut row =
            CustomerRow { customer: self.customer_id(number), listed: None, ..self.customer.clone() };
        row.profile.identities = vec![Self::identity(number)];
        row
    }

    /// The run of a timer; a large odd factor visits the customers in no order.
    fn run(&self, number: usize, due_at: Timestamp) -> Run {
        let customer = self.customer_id(number.wrapping_mul(2_654_435_761) % self.customers);
        let mut run = self.run.clone();
        run.key = format!("timed-{number}");
        run.customer = customer;
        run.id = self.run_id(number);
        run.origin.message_id.clone_from(&run.key);
        if let RunState::Waiting { until, .. } = &mut run.state {
            *until = due_at;
        }
        for entry in &mut run.history {
            if let Outcome::Waiting { until } = &mut entry.outcome {
                *until = due_at;
            }
        }
        run
    }

    fn run_id(&self, number: usize) -> RunId {
        let customer = self.customer_id(number.wrapping_mul(2_654_435_761) % self.customers);
        Run::id_of(self.brand, self.run.playbook, customer, &format!("timed-{number}"))
    }

    fn run_row(&self, number: usize, due_at: Timestamp) -> RunRow {
        let run = self.run(number, due_at);
        RunRow {
            run: run.id,
            playbook: run.playbook,
            customer: run.customer,
            started_at: run.started_at,
            generation: run.generation,
            state: run.state.as_str().to_owned(),
            body: run.to_json(),
        }
    }
}

/// Writes the customers, then the runs and timers; answers the plan, whose start lies a little ahead.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn fill(store: &Store, template: &Template, seconds: u64) -> anyhow::Result<Plan> {
    let numbers: Vec<usize> = (0..template.customers).collect();
    for part in numbers.chunks(WRITTEN) {
        write_customers(store, template, part).await?;
    }
    // Those that are not due in this run come first, and tell how long the others will take.
    let far = Plan::new(seconds, now());
    let due = far.steady + far.at_once;
    let begun = Instant::now();
    for first in (due..PENDING).step_by(WRITTEN) {
        write_runs(store, template, far, first..PENDING.min(first + WRITTEN)).await?;
    }
    let foreseen = begun.elapsed().mul_f64(3.0 * due as f64 / (PENDING - due) as f64);
    let start = as_stored(now() + SignedDuration::try_from(foreseen)? + SignedDuration::from_secs(10));
    let plan = Plan { start, ..far };
    for first in (0..due).step_by(WRITTEN) {
        write_runs(store, template, plan, first..due.min(first + WRITTEN)).await?;
    }
    Ok(plan)
}

async fn write_customers(store: &Store, template: &Template, numbers: &[usize]) -> anyhow::Result<()> {
    let brand = template.brand;
    let rows: Vec<CustomerRow> = numbers.iter().map(|&number| template.customer(number)).collect();
    let pointers: Vec<([u8; 16], CustomerId)> =
        rows.iter().map(|row| (identity_key(brand, &row.profile.identities[0]), row.customer)).collect();
    let at = template.customer.created_at;
    let write = move |tx: &mut Tx<'_>| {
        customers::point(tx, &pointers)?;
        customers::save(tx, &rows.iter().collect::<Vec<_>>(), at)
    };
    Ok(store.write("bench_customers", brand, write).await?)
}

async fn write_runs(
    store: &Store,
    template: &Template,
    plan: Plan,
    numbers: std::ops::Range<usize>,
) -> anyhow::Result<()> {
    let brand = template.brand;
    let rows: Vec<RunRow> =
        numbers.clone().map(|number| template.run_row(number, plan.due_at(number))).collect();
    let set: Vec<TimerRow> = numbers
        .zip(&rows)
        .map(|(number, row)| TimerRow {
            due_at: plan.due_at(number),
            brand,
            subject: Subject::Run(row.run),
            token: 0,
        })
        .collect();
    let write = move |tx: &mut Tx<'_>| {
        playbooks::save_runs(tx, &rows)?;
        timers::insert_many(tx, &set)
    };
    Ok(store.write("bench_runs", brand, write).await?)
}

/// Waits until the server has fired so many timers.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn fired(server: &Server, wanted: usize) -> anyhow::Result<()> {
    let (mut before, mut moved) = (0.0, Instant::now());
    loop {
        let count = server.metric("touchstone_worker_done_total{worker=\"timers\"}").await?;
        if count >= wanted as f64 {
            return Ok(());
        }
        if count > before {
            (before, moved) = (count, Instant::now());
        }
        ensure!(moved.elapsed() < PATIENCE, "only {count} of {wanted} timers were fired");
        tokio::time::sleep(EVERY).await;
    }
}

/// Nothing lost, nothing done twice: as many timers are left as are not due, and every hundredth run that was due has
/// tagged its customer once.
async fn check(store: &Store, template: &Template, plan: Plan) -> anyhow::Result<()> {
    let due = plan.steady + plan.at_once;
    let left = store.read_global("timers_left", timers::count).await?;
    // The starter content waits with the template's five orders.
    ensure!(left == (PENDING - due) as i64 + 6, "{left} timers are left of {PENDING}, {due} were due");
    let ids: Vec<RunId> = (0..due).step_by(100).map(|number| template.run_id(number)).collect();
    let wanted = ids.len();
    let runs: Vec<Run> =
        store.read("runs", template.brand, move |tx| playbooks::runs::<Run>(tx, &ids)).await?;
    let is_done = |run: &&Run| {
        let tags = run.history.iter().filter(|entry| entry.outcome == Outcome::Tagged).count();
        matches!(run.state, RunState::Done { .. }) && tags == 1
    };
    let done = runs.iter().filter(is_done).count();
    ensure!(done == wanted, "{done} of {wanted} runs came to their end");
    Ok(())
}

/// How many timers a second the store takes, reading and rewriting the rows of their runs and customers.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn store_alone(store: &Store, template: &Template, plan: Plan) -> anyhow::Result<f64> {
    let due = plan.steady + plan.at_once;
    let (mut taken, mut spent) = (0, Duration::ZERO);
    for first in (due..PENDING - BATCH).step_by(BATCH).take(50) {
        let rows: Vec<RunRow> =
            (first..first + BATCH).map(|number| template.run_row(number, plan.due_at(number))).collect();
        let brand = template.brand;
        let rewrite = move |tx: &mut Tx<'_>| {
            let took = timers::take_due(tx, Timestamp::MAX, BATCH as i64)?.len();
            tx.for_brand(brand, |tx| {
                let ids: Vec<RunId> = rows.iter().map(|row| row.run).collect();
                playbooks::runs::<Box<RawValue>>(tx, &ids)?;
                let mut wanted: Vec<CustomerId> = rows.iter().map(|row| row.customer).collect();
                wanted.sort_unstable();
                wanted.dedup();
                let loaded = customers::load(tx, &wanted)?;
                customers::save(tx, &loaded.iter().collect::<Vec<_>>(), plan.start)?;
                playbooks::save_runs(tx, &rows)?;
                Ok::<_, StoreError>(took)
            })
        };
        let begun = Instant::now();
        taken += store.write_global("bench_bound", rewrite).await?;
        spent += begun.elapsed();
    }
    Ok(taken as f64 / spent.as_secs_f64())
}

async fn close(store: Store) -> anyhow::Result<()> {
    tokio::task::spawn_blocking(move || store.close()).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
fn now() -> Timestamp {
    as_stored(Timestamp::now())
}

/// In whole microseconds: a run knows its timer by the exact time.
fn as_stored(at: Timestamp) -> Timestamp {
    from_micros(micros(at))
}
