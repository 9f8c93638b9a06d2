//! A brand at size: 40,000 units, customers with names, phones and tags, and ten responses each, half of them with words.
//!
//! Units are imported through the API. Customers and responses are written with the store's own functions while the server
//! is down: a million survey pages would take an hour and end in the same rows.

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::profile::{Tag, TagSource};
use touchstone_domain::search;
use touchstone_domain::time::micros;
use touchstone_domain::unit::UnitKind;
use touchstone_store::rows::customers::{CustomerRow, identity_key};
use touchstone_store::rows::ranks::Rank;
use touchstone_store::rows::surveys::ResponseRow;
use touchstone_store::rows::{customers, installation, listing, ranks, surveys, units};
use touchstone_store::{Store, StoreError, Tx};

use crate::command::bench::server::Brand;

/// Regions and the stores of each; with the head office a little over 40,000.
pub const REGIONS: usize = 40;
const STORES: usize = 999;
/// Stores that have customers: a brand's sales are not spread evenly.
pub const BUSY: usize = 1_000;
/// Responses of each customer.
const EACH: usize = 10;
/// Rows of one transaction.
const WRITTEN: usize = 1_000;
/// Over what time the responses came.
const DAYS: i64 = 365;

const SURNAMES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
const GIVEN: [&str; 12] = ["秀兰", "建国", "敏", "丽", "强", "磊", "洋", "艳", "勇", "军", "思思", "小明"];
const DISHES: [&str; 8] = ["酸菜鱼", "番茄蛋汤", "水煮牛肉", "小笼包", "麻婆豆腐", "凉面", "烤鸭", "春卷"];
const SAID: [&str; 8] = ["很好吃", "凉了", "太咸", "等了很久", "味道一般", "服务热情", "分量足", "有点贵"];
const CHANNELS: [&str; 3] = ["dine_in", "delivery", "take_away"];
const BANDS: [&str; 3] = ["detractor", "passive", "promoter"];

/// What was made, for asking about it.
pub struct Filled {
    /// Stores with customers.
    pub stores: Vec<UnitId>,
    /// A region of a thousand stores.
    pub region: UnitId,
    /// When the first response came.
    pub begun: Timestamp,
    /// How many responses.
    pub responses: usize,
}

/// Imports the tree.
pub async fn tree(brand: &Brand) -> anyhow::Result<()> {
    let mut csv = "code,name,kind,parent\n".to_owned();
    for region in 0..REGIONS {
        csv.push_str(&format!("R{region},Region {region},region,\n"));
    }
    for region in 0..REGIONS {
        for store in 0..STORES {
            csv.push_str(&format!("S{region}-{store},Store {store} of {region},store,R{region}\n"));
        }
    }
    let request = brand.client.post(format!("{}/v1/units/import", brand.url)).bearer_auth(&brand.token);
    let request = request.header("content-type", "text/csv").header("idempotency-key", "units").body(csv);
    let response = request.send().await?;
    ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
    Ok(())
}

/// Writes customers and their responses.
#[expect(clippy::disallowed_methods, reason = "the rows of a benchmark end today")]
pub async fn rows(store: &Store, survey: &str, count: usize) -> anyhow::Result<Filled> {
    let brand = store.read_global("brand", installation::brand).await?.context("it was set up")?;
    let all = store.read("units", brand, units::all).await?;
    let region = all.iter().find(|unit| unit.code == "R0").context("the tree was imported")?.id;
    let of_kind = |kind| all.iter().filter(move |unit| unit.kind == kind).map(|unit| unit.id);
    // Every fortieth, so that every region has some.
    let stores: Vec<UnitId> = of_kind(UnitKind::Store).step_by(REGIONS * STORES / BUSY).collect();
    let survey: SurveyId = survey.parse().map_err(|_| anyhow::anyhow!("a survey's id"))?;
    let begun = Timestamp::now() - SignedDuration::from_hours(24 * DAYS);
    let maker = Maker { stores: stores.clone(), survey, begun, count };
    for first in (0..count).step_by(WRITTEN) {
        let maker = maker.clone();
        let write = move |tx: &mut Tx<'_>| {
            let made: Vec<CustomerRow> =
                (first..maker.count.min(first + WRITTEN)).map(|n| maker.customer(n)).collect();
            let pointers: Vec<([u8; 16], CustomerId)> = made
                .iter()
                .flat_map(|row| {
                    let own = row.profile.identities.iter();
                    own.map(|identity| (identity_key(brand, identity), row.customer))
                })
                .collect();
            customers::save(tx, &made.iter().collect::<Vec<_>>(), maker.begun)?;
            customers::point(tx, &pointers)?;
            ranks::save(tx, &made.iter().map(rank).collect::<Vec<_>>())
        };
        store.write::<_, StoreError>("bench_customers", brand, write).await?;
    }
    let responses = count * EACH;
    for first in (0..responses).step_by(WRITTEN) {
        let maker = maker.clone();
        let write = move |tx: &mut Tx<'_>| {
            for n in first..responses.min(first + WRITTEN) {
                let (row, words) = maker.response(n);
                surveys::save_response(tx, &row)?;
                listing::save_response_terms(tx, row.response, &search::terms("words", &words))?;
            }
            Ok(())
        };
        store.write::<_, StoreError>("bench_responses", brand, write).await?;
    }
    Ok(Filled { stores, region, begun, responses })
}

fn rank(row: &CustomerRow) -> Rank {
    Rank {
        customer: row.customer,
        home_unit: row.profile.home_unit,
        seen_at: row.profile.last_seen_at.map_or(0, micros),
        spend: row.profile.spend_total,
    }
}

/// Makes rows that look alike and are told apart.
#[derive(Clone)]
struct Maker {
    stores: Vec<UnitId>,
    survey: SurveyId,
    begun: Timestamp,
    count: usize,
}

impl Maker {
    fn at(&self, n: usize, of: usize) -> Timestamp {
        let seconds = DAYS * 86_400 * n as i64 / of.max(1) as i64;
        self.begun + SignedDuration::from_secs(seconds)
    }

    fn customer_id(&self, n: usize) -> CustomerId {
        CustomerId::new(self.at(n, self.count).as_millisecond(), noise("customer", n))
    }

    fn customer(&self, n: usize) -> CustomerRow {
        let mut row = CustomerRow::new(self.customer_id(n), self.at(n, self.count));
        let profile = &mut row.profile;
        let shuffled = shuffled(n);
        let name = format!("{}{}", pick(&SURNAMES, shuffled), pick(&GIVEN, shuffled / 10));
        profile.traits.insert("name".to_owned(), json!(name));
        profile.identities =
            [(IdentityKind::User, format!("user-{n}")), (IdentityKind::Phone, format!("+86139{n:08}"))]
                .map(|(kind, value)| Identity { kind, value })
                .into();
        let tags =
            [("regular", n % 5 < 2), ("vip", n.is_multiple_of(50)), ("unhappy", n.is_multiple_of(1_000))];
        for (tag, _) in tags.into_iter().filter(|(_, has)| *has) {
            let set_at = row.created_at;
            let tag_of = Tag { source: TagSource::Given, value: None, set_at, expires_at: None, by: None };
            profile.set_tag(tag, tag_of);
        }
        profile.home_unit = Some(self.stores[shuffled % self.stores.len()]);
        profile.first_seen_at = Some(row.created_at);
        profile.last_seen_at = Some(self.at(shuffled % self.count, self.count));
        profile.orders_total = 1 + (n % 20) as u32;
        profile.spend_total = (shuffled % 500_000) as i64;
        row
    }

    fn response(&self, n: usize) -> (ResponseRow, String) {
        let of = self.count * EACH;
        let (at, score, shuffled) = (self.at(n, of), shuffled(n) % 11, shuffled(n));
        let words = if n.is_multiple_of(2) {
            let rare = if n.is_multiple_of(1_000) { "退款" } else { "" };
            format!(
                "{}{}，{}{rare}",
                pick(&DISHES, shuffled),
                pick(&SAID, shuffled / 8),
                pick(&SAID, shuffled / 64)
            )
        } else {
            String::new()
        };
        let band = usize::from(score > 6) + usize::from(score > 8);
        let complete = !n.is_multiple_of(20);
        let row = ResponseRow {
            response: ResponseId::new(at.as_millisecond(), noise("response", n)),
            survey: self.survey,
            version: 1,
            link: LinkId::from_bytes(digest16(&[b"link", &n.to_be_bytes()])),
            resume_key: String::new(),
            customer: Some(self.customer_id(shuffled % self.count)),
            unit: Some(self.stores[shuffled % self.stores.len()]),
            started_at: at,
            changed_at: at,
            submitted_at: complete.then_some(at),
            nps: complete.then_some(score as i64),
            csat: None,
            ces: None,
            band: complete.then(|| BANDS[band].to_owned()),
            channel: Some(pick(&CHANNELS, n).to_owned()),
            took_ms: complete.then_some(20_000 + (shuffled % 100_000) as i64),
            flags: None,
            apart: None,
            answers: json!({ "answers": { "recommend": score, "comment": words } }).to_string(),
        };
        (row, words)
    }
}

fn pick<'a>(words: &[&'a str], n: usize) -> &'a str {
    words[n % words.len()]
}

/// Scatters what would otherwise follow one another.
fn shuffled(n: usize) -> usize {
    let bytes = digest16(&[b"shuffled", &n.to_be_bytes()]);
    bytes[..7].iter().fold(0, |all, byte| all << 8 | usize::from(*byte))
}

fn noise(what: &str, n: usize) -> [u8; 10] {
    let digest = digest16(&[what.as_bytes(), &n.to_be_bytes()]);
    *digest.first_chunk().expect("ten of sixteen bytes")
}
