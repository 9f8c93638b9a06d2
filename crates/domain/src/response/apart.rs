//! Responses that count in no figure.

use std::fmt;

use serde::Serialize;

/// Why a response counts nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Apart {
    /// It came through a link for trying the survey out.
    Test,
    /// A quota that it would have counted for was full.
    QuotaFull,
}

impl Apart {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Test, Self::QuotaFull];

    /// The word in JSON and storage.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::QuotaFull => "quota_full",
        }
    }

    /// The reason of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|apart| apart.name() == word)
    }
}

impl fmt::Display for Apart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
