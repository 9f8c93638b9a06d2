//! A survey's widget on the brand's web pages: how it is set up, and what it decided.

mod decisions;
mod replace;
mod secret;
mod settings;
mod show;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use touchstone_domain::id::SurveyId;
use touchstone_engine::asking::StoredWidget;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

use settings::WidgetSettings;

/// What a page calls before the loader is there; the loader does it then. It is the same for every brand, so that a
/// policy can name it by its hash.
const QUEUE: &str =
    "window.touchstone=window.touchstone||function(){(touchstone.q=touchstone.q||[]).push(arguments)};";

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(show::show_widget, replace::replace_widget))
        .with(guarded!(secret::show_widget_secret))
        .with(guarded!(decisions::list_widget_decisions))
}

/// A survey's widget.
#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetView {
    /// Of which survey.
    #[schema(value_type = schema::SurveyId)]
    pub survey: SurveyId,
    /// The public key in the pages; empty before it was set up.
    #[schema(example = "01jd0m6x4pfk2v9w3q8r")]
    pub key: String,
    /// How it is set up.
    pub widget: WidgetSettings,
    /// When it last changed; null before it was set up.
    #[schema(value_type = Option<schema::Time>, required)]
    pub changed_at: Option<Timestamp>,
    /// The lines for the brand's pages.
    #[schema(
        example = "<script>window.touchstone=window.touchstone||function(){(touchstone.q=touchstone.q||[]).push(arguments)};</script>\n<script async src=\"https://cem.example.com/w/touchstone.js\" data-key=\"01jd0m6x4pfk2v9w3q8r\"></script>"
    )]
    pub snippet: String,
    /// What a content security policy of these pages has to allow: this server, and the first line by its hash.
    #[schema(
        example = "script-src https://cem.example.com 'sha256-HASH'; connect-src https://cem.example.com; frame-src https://cem.example.com"
    )]
    pub policy: String,
}

impl From<StoredWidget> for WidgetView {
    fn from(stored: StoredWidget) -> Self {
        let StoredWidget { survey, key, widget, changed_at, public_url } = stored;
        let loader =
            format!("<script async src=\"{public_url}/w/touchstone.js\" data-key=\"{key}\"></script>");
        let snippet = format!("<script>{QUEUE}</script>\n{loader}");
        let hash = STANDARD.encode(Sha256::digest(QUEUE));
        let policy = format!(
            "script-src {public_url} 'sha256-{hash}'; connect-src {public_url}; frame-src {public_url}"
        );
        Self { survey, key, widget: widget.into(), changed_at, snippet, policy }
    }
}
