//! What a new brand starts with: a survey after the meal, messages, and the three playbooks that ask,
//! make it good, and thank. Everything can be changed or thrown away.

use std::collections::HashMap;

use serde_json::Value;
use touchstone_domain::id::{PlaybookId, SurveyId, TemplateId};
use touchstone_domain::playbook::PlaybookState;
use touchstone_domain::survey::Command;

use crate::access::Actor;
use crate::{App, Refusal};

const SURVEY: &str = include_str!("../../starter/survey.json");
const TEMPLATES: &str = include_str!("../../starter/templates.json");
const PLAYBOOKS: &str = include_str!("../../starter/playbooks.json");

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The survey after the meal, published.
    pub survey: SurveyId,
    /// Templates by key: `invitation`, `apology`, `offer`.
    pub templates: HashMap<String, TemplateId>,
    /// The playbooks, in their order: ask, make it good, thank.
    pub playbooks: Vec<PlaybookId>,
}

/// Installs the starting content; playbooks run at once only when `active`.
pub async fn install(app: &App, actor: &Actor, active: bool) -> Result<Starter, Refusal> {
    // One request made all of this; its idempotency key is that request's alone.
    let actor = &Actor { claim: None, ..actor.clone() };
    let survey = app.create_survey(actor, document(SURVEY)).await?;
    app.command_survey(actor, survey.id, Command::Publish).await?;
    let mut templates = HashMap::new();
    for mut template in list(TEMPLATES) {
        let key = template["key"].take();
        if let Value::Object(fields) = &mut template {
            fields.remove("key");
        }
        let saved = app.save_template(actor, None, template).await?;
        templates.insert(key.as_str().unwrap_or_default().to_owned(), saved.id);
    }
    let mut text = PLAYBOOKS.replace("{survey}", &survey.id.to_string());
    for (key, id) in &templates {
        text = text.replace(&format!("{{template:{key}}}"), &id.to_string());
    }
    let mut playbooks = Vec::new();
    for playbook in list(&text) {
        let made = app.create_playbook(actor, playbook).await?;
        if active {
            app.set_playbook_state(actor, made.id, PlaybookState::Active).await?;
        }
        playbooks.push(made.id);
    }
    Ok(Starter { survey: survey.id, templates, playbooks })
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("shipped documents are JSON; a test installs them")
}

fn list(text: &str) -> Vec<Value> {
    match document(text) {
        Value::Array(list) => list,
        other => vec![other],
    }
}
