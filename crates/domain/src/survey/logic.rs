//! What a survey's logic is made of, as it is written. Conditions and values are CEL over `answers`,
//! `hidden`, `computed`, `scores`, `customer`, `order`, `unit`, `language` and `now`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Key;
use crate::locale::LocalizedText;

/// A CEL expression as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(pub String);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value that comes with the link or is set by a rule, and is never shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HiddenField {
    /// Its stable name: `hidden.campaign` in conditions, `campaign=…` in a link's address.
    pub id: Key,
    /// Its value when the link brings none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// A value worked out from the answers: `computed.total`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Computed {
    /// Its stable name.
    pub id: Key,
    /// How it is worked out.
    pub value: Source,
}

/// What happens on the way: looked at when a page is left forward, in the order written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The page that is left; any when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Key>,
    /// When it applies; always when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Source>,
    /// What it does.
    pub then: Then,
}

/// What a rule does. In JSON `do` names the variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Then {
    /// Goes on with a later page; those between are not asked.
    SkipTo {
        /// That page.
        page: Key,
    },
    /// Ends the survey.
    End {
        /// The ending to show; the first that fits when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        ending: Option<Key>,
    },
    /// Gives a hidden field a value, or a question one until the respondent answers it.
    Set {
        /// The hidden field or question.
        field: Key,
        /// The value.
        value: Source,
    },
}

/// What an answer has to meet besides its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What holds for a right answer. Looked at once the question is answered.
    pub holds: Source,
    /// What the respondent reads when it does not.
    pub message: LocalizedText,
}

/// What is said at the end. The first whose condition holds is shown, else the survey's thank-you.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// Its stable name.
    pub id: Key,
    /// When it is shown without being picked by a rule or quota; never when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Source>,
    /// Its heading.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub title: LocalizedText,
    /// What it says.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub text: LocalizedText,
    /// An address its button leads to, `https` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What that button says.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub link_label: LocalizedText,
}

/// How many completed responses of a mix of answers are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// Its stable name.
    pub id: Key,
    /// What members call it.
    pub name: String,
    /// Which responses count.
    pub when: Source,
    /// How many.
    pub limit: u32,
    /// The ending for those who come when it is full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<Key>,
}
