//! A survey's life: draft, published, paused, closed.

use serde::{Deserialize, Serialize};

/// Where a survey stands. `version` is the number answers are taken for, or were last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SurveyState {
    /// Never published.
    Draft,
    /// Takes answers.
    Published {
        /// The current version.
        version: u32,
    },
    /// Takes none for a while.
    Paused {
        /// The version that resuming returns to.
        version: u32,
    },
    /// Takes none any more, unless it is published again.
    Closed {
        /// The last version.
        version: u32,
    },
}

/// What a member can do with a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Freeze the draft as the next version and take answers for it.
    Publish,
    /// Stop taking answers.
    Pause,
    /// Take answers again.
    Resume,
    /// Stop for good.
    Close,
}

/// The command does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a survey that is {state} cannot do this")]
pub struct StateRefusal {
    /// The state's name.
    pub state: &'static str,
}

impl SurveyState {
    /// The state after a command.
    pub fn after(self, command: Command) -> Result<Self, StateRefusal> {
        match (self, command) {
            (_, Command::Publish) => Ok(Self::Published { version: self.version().unwrap_or(0) + 1 }),
            (Self::Published { version }, Command::Pause) => Ok(Self::Paused { version }),
            (Self::Paused { version }, Command::Resume) => Ok(Self::Published { version }),
            (Self::Published { version } | Self::Paused { version }, Command::Close) => {
                Ok(Self::Closed { version })
            }
            _ => Err(StateRefusal { state: self.name() }),
        }
    }

    /// The current or last version.
    #[must_use]
    pub const fn version(self) -> Option<u32> {
        match self {
            Self::Draft => None,
            Self::Published { version } | Self::Paused { version } | Self::Closed { version } => {
                Some(version)
            }
        }
    }

    /// The word in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published { .. } => "published",
            Self::Paused { .. } => "paused",
            Self::Closed { .. } => "closed",
        }
    }
}
