//! A brand's settings: what playbooks, pages and messages need to know about the whole brand.

pub mod colour;
pub mod theme;

use serde::{Deserialize, Serialize};

pub use theme::Theme;

use crate::budget::{self, Budget};
use crate::field::FieldError;
use crate::file::FileBudget;

/// Settings of one brand, persisted as JSON; fields only ever get added, with defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BrandSettings {
    /// The name customers read.
    pub name: String,
    /// IANA time zone for hours and quiet times of customers whose own is unknown.
    pub time_zone: String,
    /// BCP 47 language of customers whose own is unknown.
    pub language: String,
    /// ISO 4217 currency of prices without one.
    pub currency: String,
    /// Where customers reach this server, without a slash at the end; links in messages begin with it.
    pub public_url: String,
    /// `#rrggbb` of buttons on public pages.
    pub accent: String,
    /// The other colours of public pages.
    pub theme: Theme,
    /// How often and when customers may be contacted.
    pub budget: Budget,
    /// How much the files of respondents may take up.
    pub files: FileBudget,
}

impl Default for BrandSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            time_zone: "Asia/Shanghai".to_owned(),
            language: "zh-CN".to_owned(),
            currency: "CNY".to_owned(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            accent: "#0f766e".to_owned(),
            theme: Theme::default(),
            budget: Budget::default(),
            files: FileBudget::default(),
        }
    }
}

impl BrandSettings {
    /// What is wrong with the settings, naming the fields.
    #[must_use]
    pub fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let name_length = self.name.trim().chars().count();
        if !(1..=120).contains(&name_length) {
            errors.push(FieldError::new("name", "length", "Give the brand a name of 1 to 120 characters."));
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            errors.push(FieldError::new(
                "time_zone",
                "unknown",
                "Use an IANA time zone such as Asia/Shanghai.",
            ));
        }
        if self.currency.len() != 3 || !self.currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
            errors.push(FieldError::new("currency", "unknown", "Use three capital letters such as CNY."));
        }
        let rest =
            self.public_url.strip_prefix("https://").or_else(|| self.public_url.strip_prefix("http://"));
        if rest.is_none_or(str::is_empty) || self.public_url.ends_with('/') || self.public_url.len() > 200 {
            let message = "Use http:// or https:// and the host, without a slash at the end.";
            errors.push(FieldError::new("public_url", "malformed", message));
        }
        if self.accent.parse::<colour::Colour>().is_err() {
            errors.push(FieldError::new("accent", "malformed", "Use a colour such as #0f766e."));
        }
        self.theme.check(&self.accent, &mut errors);
        let mut nested = |name: &str, found: Vec<FieldError>| {
            let named = |error: FieldError| FieldError { field: format!("{name}.{}", error.field), ..error };
            errors.extend(found.into_iter().map(named));
        };
        nested("budget", budget::check(&self.budget));
        nested("files", self.files.check());
        errors
    }
}
