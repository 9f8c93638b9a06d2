//! What a new brand starts with: a survey after the meal, messages, and the three playbooks that ask,
//! make it good, and thank. Everything can be changed or thrown away.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::{PlaybookId, SurveyId, TemplateId};
use touchstone_domain::locale::Lang;
use touchstone_domain::playbook::PlaybookState;
use touchstone_domain::survey::Command;

use crate::access::Actor;
use crate::{App, Refusal, playbooks, surveys};

const SURVEY: &str = include_str!("../../starter/survey.json");
const TEMPLATES: &str = include_str!("../../starter/templates.json");
const PLAYBOOKS: &str = include_str!("../../starter/playbooks.json");

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Starter {
    /// The survey after the meal, published.
    pub survey: SurveyId,
    /// Templates by key: `invitation`, `apology`, `offer`.
    pub templates: HashMap<String, TemplateId>,
    /// The playbooks, in their order: ask, make it good, thank.
    pub playbooks: Vec<PlaybookId>,
}

/// Installs the starting content in one transaction; playbooks run at once only when `active`.
pub async fn install(app: &App, actor: &Actor, active: bool) -> Result<Starter, Refusal> {
    let language = language(app, actor).await?;
    let survey_id = app.new_id(SurveyId::new);
    let survey = surveys::definition(survey_id, &in_language(document(SURVEY), &language))?;
    let mut text = PLAYBOOKS.replace("{survey}", &survey_id.to_string());
    let mut templates = HashMap::new();
    let mut messages = Vec::new();
    for mut template in list(TEMPLATES, &language) {
        let key = template.as_object_mut().and_then(|fields| fields.remove("key")).unwrap_or_default();
        let key = key.as_str().unwrap_or_default().to_owned();
        let template = playbooks::read_template(template, app.new_id(TemplateId::new))?;
        text = text.replace(&format!("{{template:{key}}}"), &template.id.to_string());
        templates.insert(key, template.id);
        messages.push(template);
    }
    let state = if active { PlaybookState::Active } else { PlaybookState::Draft };
    let definitions = list(&text, &language).into_iter();
    let definitions = definitions
        .map(|playbook| playbooks::read(playbook, app.new_id(PlaybookId::new), state, 1))
        .collect::<Result<Vec<_>, _>>()?;
    app.change("starter", actor, move |change| {
        surveys::add(change, survey_id, &survey)?;
        surveys::carry_out(change, survey_id, Command::Publish)?;
        for template in &messages {
            playbooks::put_template(change, template, false)?;
        }
        for playbook in &definitions {
            playbooks::add_playbook(change, playbook)?;
        }
        Ok(Starter {
            survey: survey_id,
            templates: templates.clone(),
            playbooks: definitions.iter().map(|playbook| playbook.id).collect(),
        })
    })
    .await
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("shipped documents are JSON; a test installs them")
}

/// The brand's language: what its members read is called in it.
async fn language(app: &App, actor: &Actor) -> Result<Lang, Refusal> {
    let shared = app.clone();
    let brand = app.store().read("starter_language", actor.brand, move |tx| shared.brands().current(tx));
    let brand = brand.await?.ok_or(Refusal::NotFound("brand"))?;
    Ok(brand.settings.language.parse().unwrap_or_else(|_| Lang::zh_cn()))
}

/// Takes the names of one language: `{"zh-CN": "致歉", "en": "Apology"}` becomes one of them. Texts for customers stay
/// in all languages.
fn in_language(document: Value, language: &Lang) -> Value {
    match document {
        Value::Object(fields) => {
            let one = |(key, value): (String, Value)| {
                let value = match value {
                    Value::Object(mut names) if key == "name" => {
                        let known = if language.primary() == "zh" { "zh-CN" } else { "en" };
                        names.remove(known).unwrap_or_default()
                    }
                    other => in_language(other, language),
                };
                (key, value)
            };
            Value::Object(fields.into_iter().map(one).collect())
        }
        Value::Array(items) => items.into_iter().map(|item| in_language(item, language)).collect(),
        other => other,
    }
}

fn list(text: &str, language: &Lang) -> Vec<Value> {
    match in_language(document(text), language) {
        Value::Array(list) => list,
        other => vec![other],
    }
}
