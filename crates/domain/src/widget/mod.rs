//! The widget: a survey on the brand's own web pages. When it is looked at is decided by the page, whether this person
//! is asked by [`eligibility`](crate::eligibility).

mod check;

use serde::{Deserialize, Serialize};

pub use check::{ORIGINS_MAX, check};

/// A widget as it was set up; fields only ever get added, with defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Widget {
    /// Whether it asks anybody.
    pub enabled: bool,
    /// The origins of the brand's pages: `https://shop.example.com`. No other page may show it.
    pub origins: Vec<String>,
    /// When a page asks whether to show it.
    pub trigger: Trigger,
    /// Only on pages whose path fits one of these, `*` standing for anything; on all when empty.
    pub pages: Vec<String>,
    /// How it looks.
    pub look: Look,
    /// Only those for whom this holds: CEL over `customer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The share of people that is asked, from 0 to 1.
    pub share: f64,
    /// After how many days it may be shown again, where the survey has no clock of its own.
    pub again_after_days: u32,
    /// Whether a user's id counts only with a signature of the brand's server. Without this, an id that is not signed
    /// may be a reason not to ask, and nothing else: anybody can claim to be anybody.
    pub signed_users_only: bool,
}

impl Default for Widget {
    fn default() -> Self {
        Self {
            enabled: false,
            origins: Vec::new(),
            trigger: Trigger::default(),
            pages: Vec::new(),
            look: Look::default(),
            condition: None,
            share: 1.0,
            again_after_days: 30,
            signed_users_only: true,
        }
    }
}

/// Whether a survey's pages ask anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// No widget was set up.
    Missing,
    /// It is switched off.
    Off,
    /// It asks.
    On,
}

impl Standing {
    /// Of a survey's widget.
    #[must_use]
    pub const fn of(widget: Option<&Widget>) -> Self {
        match widget {
            None => Self::Missing,
            Some(Widget { enabled: false, .. }) => Self::Off,
            Some(_) => Self::On,
        }
    }

    /// Whether it asks.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(self, Self::On)
    }
}

/// When a page asks whether to show the survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    /// When the page is there.
    Page {},
    /// When something happens: a call of `touchstone("event", name)`, or of Segment's `track`.
    Event {
        /// What.
        name: String,
    },
    /// When the pointer leaves for the address bar.
    Exit {},
    /// After so many seconds.
    Delay {
        /// How many.
        seconds: u32,
    },
    /// When so much of the page was scrolled through.
    Scroll {
        /// The share, from 0 to 1.
        share: f64,
    },
}

impl Default for Trigger {
    fn default() -> Self {
        Self::Delay { seconds: 10 }
    }
}

/// How the widget looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// Where it stands.
    pub form: Form,
    /// From which side it slides in.
    pub side: Side,
    /// Which element of the page holds it when it stands in the page: a CSS selector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
}

/// Where the widget stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Over the page, which waits.
    Popover,
    /// At the edge; the page can still be used.
    #[default]
    SlideIn,
    /// In the page.
    Inline,
}

/// A side of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Where reading ends.
    #[default]
    End,
    /// Where reading begins.
    Start,
}
