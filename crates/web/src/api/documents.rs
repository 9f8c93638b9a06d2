//! How documents that the domain reads and checks itself look in the OpenAPI document: surveys, playbooks,
//! templates. Their format has its own version and grows faster than the routes; what is wrong with one is
//! answered by the domain, field by field.

use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident = ($description:literal, $($required:literal)|*, $example:expr)),+ $(,)?) => {$(
        $(#[$doc])*
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                document($description, &[$($required),*], $example)
            }
        }

        impl ToSchema for $name {}
    )+};
}

/// The starting survey, which is named in the brand's language when it is installed.
fn example_survey() -> serde_json::Value {
    let text = include_str!("../../../engine/starter/survey.json");
    let mut survey: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    survey["name"] = survey["name"]["en"].take();
    survey
}

documents!(
    /// A survey's definition.
    SurveyDocument = (
        "A survey: name, languages, texts, pages of questions. `GET /v1/surveys/{survey_id}` answers it in full.",
        "name" | "pages" | "title" | "default_language" | "languages",
        &example_survey()
    ),
    /// A survey of another tool.
    ForeignSurvey = (
        "A survey as SurveyJS or Formbricks writes it, or an export of Touchstone.",
        ,
        &serde_json::json!({
            "title": "After the meal",
            "pages": [{ "name": "page1", "elements": [
                { "type": "rating", "name": "food", "isRequired": true },
                { "type": "comment", "name": "why", "visibleIf": "{food} < 3" },
            ] }],
        })
    ),
    /// A playbook.
    PlaybookDocument = (
        "A playbook: trigger, condition as CEL, key, re-entry, holdout, steps. Id, state and version are the server's.",
        "name" | "trigger" | "steps",
        &serde_json::json!({
            "format": 1,
            "name": "Remember the unhappy",
            "trigger": { "event": "Survey Answered" },
            "condition": "response.band == 'detractor'",
            "re_entry": { "rule": "every_event" },
            "steps": [{ "id": "unhappy", "do": "tag", "name": "unhappy", "for": "P30D" }],
        })
    ),
    /// A template of messages.
    TemplateDocument = (
        "A template: channel, class, subject and body by language. The id is the server's.",
        "name" | "channel" | "class" | "body",
        &serde_json::json!({
            "name": "Thanks",
            "channel": "email",
            "class": "service",
            "subject": { "zh-CN": "谢谢", "en": "Thank you" },
            "body": { "zh-CN": "谢谢您，{{ brand.name }}", "en": "Thank you. {{ brand.name }}" },
        })
    ),
    /// An event, as a call of the Segment protocol.
    EventDocument = (
        "One call of the Segment protocol: type, messageId, userId or anonymousId, event, properties, traits, context.",
        "type",
        &serde_json::json!({
            "type": "track",
            "messageId": "door-17",
            "userId": "u-17",
            "event": "Visit Started",
            "properties": { "unit": "S012" },
        })
    ),
    /// Some of the brand's settings.
    SettingsChange = (
        "The settings to change, by name.",
        ,
        &serde_json::json!({ "accent": "#0f766e" })
    ),
    /// The brand's settings.
    SettingsDocument = (
        "The brand's settings: name, time_zone, language, currency, public_url, accent, theme, budget, files.",
        "name" | "time_zone" | "budget",
        &serde_json::to_value(touchstone_domain::brand::BrandSettings::default()).unwrap_or_default()
    ),
);

fn document(description: &str, required: &[&str], example: &Value) -> RefOr<Schema> {
    let object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(description))
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .examples([example.clone()]);
    let object = required
        .iter()
        .fold(object, |object, name| object.property(*name, like(&example[*name])).required(*name));
    object.into()
}

/// Whatever has the type of the example's value; texts in several languages are an object or one string.
fn like(value: &Value) -> Schema {
    let types = match value {
        Value::String(_) => SchemaType::new(Type::String),
        Value::Array(_) => SchemaType::new(Type::Array),
        Value::Object(_) => SchemaType::new(Type::Object),
        _ => SchemaType::AnyValue,
    };
    let schema = ObjectBuilder::new().schema_type(types).build();
    Schema::Object(schema)
}
