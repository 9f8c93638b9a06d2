//! Journeys to begin with.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Stage;
use crate::locale::LocalizedText;

/// A journey to begin with; no survey asks about its touchpoints yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its stable name.
    pub key: String,
    /// What it is called.
    pub name: LocalizedText,
    /// Its stages.
    pub stages: Vec<Stage>,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("templates.json")).expect("a test reads the shipped templates")
});

/// The shipped templates: restaurant, retail, telecom hall, online community.
#[must_use]
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::JourneyId;
    use crate::journey::{Journey, check};
    use crate::locale::Lang;

    #[test]
    fn templates_are_sound_and_speak_both_languages() {
        let keys: Vec<&str> = templates().iter().map(|template| template.key.as_str()).collect();
        assert_eq!(keys, ["restaurant", "retail", "telecom_hall", "online_community"]);
        for template in templates() {
            let journey = Journey {
                id: JourneyId::from_bytes([0; 16]),
                name: template.name.clone(),
                stages: template.stages.clone(),
            };
            assert_eq!(check(&journey, |_| true), [], "{}", template.key);
            assert!(journey.touchpoints().any(|(_, touchpoint)| touchpoint.moment_of_truth));
            let names = template.stages.iter().map(|stage| &stage.name);
            let names = names.chain(journey.touchpoints().map(|(_, touchpoint)| &touchpoint.name));
            for name in names.chain([&template.name]) {
                assert!(
                    name.exact(&Lang::en()).is_some() && name.exact(&Lang::zh_cn()).is_some(),
                    "{name:?}"
                );
            }
        }
    }
}
