//! Links: invitations to a survey that carry parameters, and whether one may be opened now.

mod check;
mod open;
mod token;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::LinkRequest;
use crate::id::{CaseId, CustomerId, LinkId, SurveyId, UnitId};
use crate::locale::Lang;

pub use check::{HIDDEN_MAX, ITEMS_MAX, PARAM_CHARS_MAX, check};
pub use open::{Existing, Opening, Refusal, open, takes};
pub use token::{InvalidToken, ResumeKey, TOKEN_CHARS, Token};

/// A link to a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The link.
    pub id: LinkId,
    /// What it invites to.
    pub survey: SurveyId,
    /// Who may use it how often.
    pub kind: LinkKind,
    /// What an answer through it is about.
    pub params: LinkParams,
    /// When it stops working; never when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

/// Who may use a link how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// For one customer: one response, resumed on any device, its thank-you shown again later.
    Personal,
    /// For whoever holds it, once: whoever completes first closes it. A begun response is shown
    /// only to the visitor who began it.
    SingleUse,
    /// For everyone, as in a QR code or a chat group: each visitor has a response of their own.
    Open,
}

impl LinkKind {
    /// The word in JSON and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::SingleUse => "single_use",
            Self::Open => "open",
        }
    }
}

/// What an answer through a link is about. Every part is optional, except that a personal link
/// names its customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkParams {
    /// The store or counter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The brand's code of that store, kept for when no unit has it yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// The brand's code of who served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// The brand's code of the chat group it was posted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The order's number at the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The product's number at the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The channel, like `dine_in` or `delivery`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whom it was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The items of the order, for rating each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The case whose end it asks about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The language to start in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
    /// What made it, if not a member or a playbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// Whether whom it is for is known by nothing but what a browser said: what is known of the customer is then neither
    /// shown nor gone by.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unsigned: bool,
    /// Values of the survey's hidden fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<String, String>,
    /// Whether it is for trying the survey out: what is answered through it is kept apart, counts nowhere
    /// and triggers nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

/// What made a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// A distribution: who opens it is counted.
    Distribution,
    /// The widget: the page may stand in a frame of the brand's own web pages.
    Widget,
    /// A sheet of codes for many places: one link for each place.
    Sheet,
}

/// One item of an order, such as a dish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The product's number at the source.
    pub id: String,
    /// Its name as the customer knows it.
    pub name: String,
}

/// A playbook asks for a link to one customer; what the run is about becomes its parameters.
impl From<&LinkRequest> for Link {
    fn from(request: &LinkRequest) -> Self {
        let about = &request.about;
        let item = |product: &crate::effect::Item| Item {
            id: product.id.clone(),
            name: product.name.clone().unwrap_or_else(|| product.id.clone()),
        };
        let params = LinkParams {
            unit: request.unit,
            unit_code: about.unit.clone(),
            staff: about.staff.clone(),
            group: about.group.clone(),
            order: about.order_id.clone(),
            channel: about.channel.clone(),
            customer: Some(request.customer),
            items: about.products.iter().map(item).collect(),
            ..LinkParams::default()
        };
        Self {
            id: request.id,
            survey: request.survey,
            kind: LinkKind::Personal,
            params,
            expires_at: Some(request.expires_at),
            revoked_at: None,
        }
    }
}
