//! What happens now: orders at the tills, and customers who answer the survey on their phones.

use std::sync::Arc;

use jiff::Timestamp;
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::client::promised;
use super::{Client, Failure, Stage, journey};
use crate::world::{Order, World};

/// Of a hundred customers who answer, so many are happy, and so many are not; the others are in between.
const HAPPY_PERCENT: u32 = 66;
const UNHAPPY_PERCENT: u32 = 18;
/// Of a hundred answers, so many have a comment.
const COMMENT_PERCENT: u32 = 60;
/// Of a hundred answers, so many say what the customer would like next.
const NEXT_PERCENT: u32 = 50;

/// The world as it goes on.
pub struct Live {
    world: Arc<World>,
    stage: Stage,
    till: Client,
    member: Client,
    phone: Client,
    numbers: ChaCha8Rng,
    orders: u64,
    begun: Timestamp,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// 0 to 10.
    pub nps: u32,
    /// Where the page is.
    pub path: String,
}

impl Live {
    /// Goes on from now.
    #[must_use]
    pub fn new(world: Arc<World>, server: &Client, stage: Stage, now: Timestamp) -> Self {
        Self {
            till: server.with_key(&stage.keys.source_key),
            member: server.with_token(&stage.keys.token),
            phone: server.clone(),
            numbers: world.live_numbers(now),
            orders: 0,
            begun: now,
            world,
            stage,
        }
    }

    /// Someone orders.
    pub async fn order(&mut self, now: Timestamp) -> Result<Order, Failure> {
        let world = Arc::clone(&self.world);
        let customer = self.numbers.random_range(0..world.size().customers);
        let person = world.person(customer);
        let dishes = self.numbers.random_range(1..=5);
        self.orders += 1;
        let id = format!("live-{}-{}", self.begun.as_millisecond(), self.orders);
        let traits = person.traits();
        let order = world.order(id, person, dishes, now, &mut self.numbers);
        let mut message = order.message(&world);
        // The till knows its customers; so a customer whose history is still on its way is known as well.
        message["context"] = json!({ "traits": traits });
        self.till.batch(&[message], now).await?;
        Ok(order)
    }

    /// Someone in a chat group opens the link that its owner posted, and answers.
    pub async fn answer_in_group(&mut self) -> Result<Answered, Failure> {
        let path = self.stage.group_links.choose(&mut self.numbers).cloned();
        let path = path.ok_or_else(|| Failure::Incomplete { path: "links".to_owned(), field: "token" })?;
        self.answer(path, 0).await
    }

    /// A group's owner sends someone who has just ordered a link of their own, and they answer: so the
    /// answer stands with the order, and its dishes are rated.
    pub async fn answer_of(&mut self, order: &Order) -> Result<Answered, Failure> {
        let identity = format!("/v1/customers?identity=user:{}", order.person.user_id);
        let found = self.member.get(&identity).await?;
        let customer = found["items"][0]["id"].as_str().or_else(|| found["id"].as_str());
        let customer = customer.ok_or_else(|| Failure::Incomplete { path: identity.clone(), field: "id" })?;
        if let Some(survey) = &self.stage.visit_survey {
            let about = (order, customer);
            journey::ask_about_visit(
                &self.world,
                (&self.member, &self.phone),
                survey,
                about,
                &mut self.numbers,
            )
            .await?;
        }
        let store = &self.world.chain.stores[order.store];
        let group = self.world.chain.groups.iter().find(|group| group.store == order.store);
        let mut params = json!({
            "customer": customer,
            "unit_code": store.code,
            "order": order.id,
            "channel": order.channel,
            "items": order.dishes.iter().map(|dish| json!({"id": dish.code, "name": dish.name})).collect::<Vec<_>>(),
        });
        if let Some(group) = group {
            params["group"] = Value::from(group.code.as_str());
        }
        let links = format!("/v1/surveys/{}/links", self.stage.survey);
        let link = self.member.post(&links, &json!({ "kind": "personal", "params": params })).await?;
        let path = path_of(&promised(&link, &links, "url")?);
        self.answer(path, order.dishes.len()).await
    }

    async fn answer(&mut self, path: String, items: usize) -> Result<Answered, Failure> {
        self.phone.open(&path).await?;
        let (nps, fields) = self.fields(items);
        self.phone.post_form(&path, &fields).await?;
        Ok(Answered { nps, path })
    }

    /// The starting survey's form, filled in.
    fn fields(&mut self, items: usize) -> (u32, Vec<(String, String)>) {
        let numbers = &mut self.numbers;
        let mood = numbers.random_range(0..100);
        let nps = match mood {
            mood if mood < HAPPY_PERCENT => numbers.random_range(9..=10),
            mood if mood < HAPPY_PERCENT + UNHAPPY_PERCENT => numbers.random_range(0..=5),
            _ => numbers.random_range(7..=8),
        };
        let happy = nps >= 7;
        let mut fields = vec![
            ("page".to_owned(), "0".to_owned()),
            ("lang".to_owned(), "zh-CN".to_owned()),
            ("a.recommend".to_owned(), nps.to_string()),
        ];
        for item in 0..items {
            let stars = if happy { numbers.random_range(4..=5) } else { numbers.random_range(1..=3) };
            fields.push((format!("a.dishes.{item}"), stars.to_string()));
        }
        if happy && numbers.random_ratio(NEXT_PERCENT, 100) {
            let next = ["spicy", "light", "dessert"].choose(numbers).expect("there are choices");
            fields.push(("a.next".to_owned(), (*next).to_owned()));
        }
        if numbers.random_ratio(COMMENT_PERCENT, 100) {
            fields.push(("a.comment".to_owned(), self.world.comments.draw(happy, numbers).to_owned()));
        }
        fields.push(("do".to_owned(), "submit".to_owned()));
        (nps, fields)
    }
}

/// The path of an address.
pub(super) fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned())
}
