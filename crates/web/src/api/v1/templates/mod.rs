//! Templates of messages.

mod create;
mod list;
mod replace;
mod show;

use serde::Serialize;
use serde_json::Value;
use touchstone_domain::message;
use utoipa::ToSchema;

use crate::api::documents;
use crate::guarded;
use crate::problem::Problem;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_templates, create::create_template))
        .with(guarded!(show::show_template, replace::replace_template))
}

/// A template with its `id`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = documents::TemplateDocument)]
pub struct Template(Value);

impl Template {
    fn of(template: &message::Template) -> Result<Self, Problem> {
        serde_json::to_value(template).map(Self).map_err(|error| {
            tracing::error!(%error, "a template is no JSON");
            Problem::internal()
        })
    }
}
