//! Setting the brand up, as its administrator would in the first hour.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::promised;
use super::live::path_of;
use super::{Client, Failure, journey};
use crate::world::{BRAND, World};

/// How members log in to the demo. It listens on this machine only, unless told otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// The administrator's e-mail.
    pub email: String,
    /// The password of the administrator and of every group owner.
    pub password: String,
    /// A token that may do everything.
    pub token: String,
    /// The key of the tills.
    pub source_key: String,
}

/// What is there once the brand is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// How to log in.
    pub keys: Keys,
    /// The survey after the meal.
    pub survey: String,
    /// The survey about the visit, by which the journey's touchpoints are measured; none where a demo began without.
    #[serde(default)]
    pub visit_survey: Option<String>,
    /// Paths of the survey links that stand in the chat groups.
    pub group_links: Vec<String>,
}

/// Sets an empty server up: the brand, its administrator, and the key of its tills.
/// Links that the brand gives out begin with `public_url`.
pub async fn set_up(
    server: &Client,
    public_url: &str,
    (email, password): (&str, &str),
) -> Result<Keys, Failure> {
    // Without the starting content, which the setup would install as drafts.
    let setup = json!({
        "brand": BRAND, "email": email, "password": password, "public_url": public_url, "starter": false,
    });
    let token = promised(&server.post("/v1/setup", &setup).await?, "/v1/setup", "token")?;
    let source = server.with_token(&token).post("/v1/sources", &json!({ "name": "Demo tills" })).await?;
    let source_key = promised(&source, "/v1/sources", "key")?;
    Ok(Keys { email: email.to_owned(), password: password.to_owned(), token, source_key })
}

/// Gives the brand its units, members, menu, the starting content with running playbooks, and links to the
/// survey, and the journey of its guests. `now` is when the menu begins.
pub async fn furnish(world: &World, server: &Client, keys: Keys, now: Timestamp) -> Result<Stage, Failure> {
    let member = server.with_token(&keys.token);
    let starter = member.post("/v1/starter", &json!({ "active": true })).await?;
    let survey = promised(&starter, "/v1/starter", "survey")?;
    import_units(&member, &world.chain.to_csv(false)).await?;
    owners(world, &member, &keys.password).await?;
    import_units(&member, &world.chain.to_csv(true)).await?;
    server.with_key(&keys.source_key).batch(&world.catalogue(now), now).await?;
    let group_links = links(world, &member, &survey).await?;
    let visit_survey = Some(journey::lay_out(&member).await?);
    Ok(Stage { keys, survey, visit_survey, group_links })
}

async fn import_units(member: &Client, csv: &str) -> Result<(), Failure> {
    let path = "/v1/units/import";
    let report = member.post_text(path, "text/csv", csv).await?;
    match report["rejected"].as_u64() {
        Some(0) => Ok(()),
        _ => Err(Failure::Incomplete { path: format!("{path}: {report}"), field: "created" }),
    }
}

/// Each group's owner becomes a member who sees the group.
async fn owners(world: &World, member: &Client, password: &str) -> Result<(), Failure> {
    let path = "/v1/units?kind=chat_group&limit=500";
    let page = member.get(path).await?;
    let missing = || Failure::Incomplete { path: path.to_owned(), field: "items" };
    let units = page["items"].as_array().ok_or_else(missing)?;
    for group in &world.chain.groups {
        let unit = units.iter().find(|unit| unit["code"] == group.code.as_str()).ok_or_else(missing)?;
        let new = json!({
            "email": group.owner_email,
            "name": group.owner_name,
            "role": "front_line",
            "password": password,
            "units": [unit["id"]],
        });
        member.post("/v1/members", &new).await?;
    }
    Ok(())
}

/// An open link for each chat group.
async fn links(world: &World, member: &Client, survey: &str) -> Result<Vec<String>, Failure> {
    let path = format!("/v1/surveys/{survey}/links");
    let mut links = Vec::with_capacity(world.chain.groups.len());
    for group in &world.chain.groups {
        let store = &world.chain.stores[group.store];
        let params = json!({ "group": group.code, "unit_code": store.code, "channel": "chat" });
        let link = member.post(&path, &json!({ "kind": "open", "params": params })).await?;
        links.push(path_of(&promised(&link, &path, "url")?));
    }
    Ok(links)
}
