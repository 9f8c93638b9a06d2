//! The journey of the chain's guests: a survey about the visit, a map whose touchpoints it measures, and a quarter of
//! answers from before the brand was connected.

use jiff::{SignedDuration, Timestamp};
use rand::Rng;
use serde_json::{Value, json};

use super::client::promised;
use super::live::path_of;
use super::{Client, Failure, Stage};
use crate::world::{Order, World};

/// How far back answers about visits go.
const PAST_DAYS: i64 = 90;
/// Stores with answers from before, and how many of each store and channel.
const PAST_STORES_MAX: usize = 24;
const PAST_ANSWERS: usize = 90;
/// Waiting got worse so many days ago.
const WORSE_SINCE_DAYS: i64 = 21;
/// Of a hundred who are asked about their visit, so many answer.
const ANSWERED_PERCENT: u32 = 38;
/// Of a hundred answers, so many have a comment.
const COMMENT_PERCENT: u32 = 25;

/// A question about the visit: which touchpoint of the restaurant's template it measures, on which scale, how good it is
/// in percent, and over which channels it is asked.
struct Question {
    touchpoint: &'static str,
    kind: &'static str,
    good: i64,
    channels: &'static [&'static str],
    title: (&'static str, &'static str),
}

const ALL: &[&str] = &["dine_in", "delivery", "take_away"];
const HERE: &[&str] = &["dine_in"];
const COUNTER: &[&str] = &["dine_in", "take_away"];
const HOME: &[&str] = &["delivery"];

const QUESTIONS: &[Question] = &[
    question("book", "ces", 74, HERE, ("预订座位是否轻松？", "Was it easy to book a table?")),
    question("delivery_order", "ces", 80, HOME, ("外卖下单是否轻松？", "Was it easy to order delivery?")),
    question("wait", "csat", 60, HERE, ("等位体验如何？", "How was the wait for your table?")),
    question("welcome", "csat", 82, HERE, ("迎宾接待如何？", "How were you welcomed?")),
    question("order", "ces", 78, COUNTER, ("点餐是否轻松？", "Was it easy to order?")),
    question("food", "csat", 86, ALL, ("菜品如何？", "How was the food?")),
    question("service", "csat", 76, HERE, ("服务如何？", "How was the service?")),
    question("room", "csat", 70, HERE, ("就餐环境如何？", "How was the room?")),
    question("pay", "ces", 86, ALL, ("结账是否轻松？", "Was it easy to pay?")),
    question("return", "nps", 77, ALL, ("您有多大可能向朋友推荐？", "How likely are you to recommend us?")),
];

const fn question(
    touchpoint: &'static str,
    kind: &'static str,
    good: i64,
    channels: &'static [&'static str],
    title: (&'static str, &'static str),
) -> Question {
    Question { touchpoint, kind, good, channels, title }
}

/// Makes and publishes the survey about the visit, and the map that it measures. Answers the survey.
pub(super) async fn lay_out(member: &Client) -> Result<String, Failure> {
    let survey = promised(&member.post("/v1/surveys", &survey_document()).await?, "/v1/surveys", "id")?;
    member.post(&format!("/v1/surveys/{survey}/publish"), &json!({})).await?;
    let path = "/v1/journeys/templates";
    let mut templates = member.get(path).await?;
    let missing = || Failure::Incomplete { path: path.to_owned(), field: "items" };
    let restaurant = templates["items"].as_array_mut().ok_or_else(missing)?;
    let restaurant = restaurant.iter_mut().find(|one| one["key"] == "restaurant").ok_or_else(missing)?;
    for stage in restaurant["stages"].as_array_mut().ok_or_else(missing)? {
        for touchpoint in stage["touchpoints"].as_array_mut().ok_or_else(missing)? {
            let id = touchpoint["id"].as_str().unwrap_or_default().to_owned();
            if QUESTIONS.iter().any(|question| question.touchpoint == id) {
                touchpoint["asked"] = json!([{ "survey": survey, "question": id }]);
            }
        }
    }
    let journey = json!({ "name": restaurant["name"], "stages": restaurant["stages"] });
    member.post("/v1/journeys", &journey).await?;
    Ok(survey)
}

fn survey_document() -> Value {
    let mut questions: Vec<Value> = QUESTIONS
        .iter()
        .map(|question| {
            let (chinese, english) = question.title;
            json!({
                "id": question.touchpoint, "kind": question.kind, "required": false,
                "touchpoint": question.touchpoint, "title": { "zh-CN": chinese, "en": english },
            })
        })
        .collect();
    questions.push(json!({
        "id": "comment", "kind": "text", "required": false, "multiline": true,
        "title": { "zh-CN": "还有什么想告诉我们？", "en": "Anything else you would like to tell us?" },
    }));
    json!({
        "version": 1, "name": "用餐全程评价", "default_language": "zh-CN", "languages": ["zh-CN", "en"],
        "title": { "zh-CN": "这次用餐的每一步", "en": "Your visit, step by step" },
        "paging": "one_page",
        "pages": [{ "id": "visit", "questions": questions }],
    })
}

/// Takes in a quarter of answers about visits, as a brand brings them along from the tool that it used before.
pub async fn play_past_visits(
    world: &World,
    server: &Client,
    stage: &Stage,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(survey) = &stage.visit_survey else { return Ok(()) };
    let member = server.with_token(&stage.keys.token);
    let links = format!("/v1/surveys/{survey}/links");
    let mut numbers = world.live_numbers(now);
    for (nth, store) in world.chain.stores.iter().enumerate().take(PAST_STORES_MAX) {
        for &channel in ALL {
            let params = json!({ "unit_code": store.code, "channel": channel });
            let link = member.post(&links, &json!({ "kind": "open", "params": params })).await?;
            let link = promised(&link, &links, "id")?;
            let responses: Vec<Value> = (0..PAST_ANSWERS)
                .map(|_| {
                    let minutes = numbers.random_range(0..PAST_DAYS * 24 * 60);
                    let is_late = minutes < WORSE_SINCE_DAYS * 24 * 60;
                    let answers = visit(world, (nth, channel), is_late, &mut numbers);
                    let at = now - SignedDuration::from_mins(minutes);
                    json!({ "answered_at": at, "language": "zh-CN", "answers": answers })
                })
                .collect();
            member.post(&format!("{links}/{link}/responses"), &json!({ "responses": responses })).await?;
        }
    }
    Ok(())
}

/// Somebody who has ordered is asked about the visit, and perhaps answers.
pub(super) async fn ask_about_visit(
    world: &World,
    (member, phone): (&Client, &Client),
    survey: &str,
    (order, customer): (&Order, &str),
    numbers: &mut impl Rng,
) -> Result<(), Failure> {
    let store = &world.chain.stores[order.store];
    let params = json!({ "customer": customer, "unit_code": store.code, "channel": order.channel });
    let links = format!("/v1/surveys/{survey}/links");
    let link = member.post(&links, &json!({ "kind": "personal", "params": params })).await?;
    if !numbers.random_ratio(ANSWERED_PERCENT, 100) {
        return Ok(());
    }
    let path = path_of(&promised(&link, &links, "url")?);
    let answers = visit(world, (order.store, order.channel), true, numbers);
    phone.post(&path, &json!({ "answers": answers })).await.map(drop)
}

/// What somebody says of a visit. Stores differ a little, and every fourth has made its guests wait of late.
fn visit(world: &World, (store, channel): (usize, &str), is_late: bool, numbers: &mut impl Rng) -> Value {
    let mood = numbers.random_range(-18..=18);
    let of_store = [5, 0, -4, 2, -2][store % 5];
    let mut answers = serde_json::Map::new();
    for question in QUESTIONS.iter().filter(|question| question.channels.contains(&channel)) {
        let waits = question.touchpoint == "wait" && is_late && store % 4 == 1;
        let lost = if waits { 30 } else { 0 };
        let felt = question.good + of_store - lost + mood + numbers.random_range(-22..=22);
        let (least, most) = match question.kind {
            "nps" => (0, 10),
            "ces" => (1, 7),
            _ => (1, 5),
        };
        // To the nearest number of the scale.
        let number = least + (felt.clamp(0, 100) * (most - least) + 50) / 100;
        answers.insert(question.touchpoint.to_owned(), json!(number));
    }
    if numbers.random_ratio(COMMENT_PERCENT, 100) {
        let is_happy = mood + of_store > -6;
        answers.insert("comment".to_owned(), world.comments.draw(is_happy, numbers).into());
    }
    Value::Object(answers)
}
