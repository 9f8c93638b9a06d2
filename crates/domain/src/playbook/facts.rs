//! What playbooks decide on: the brand, the unit, the answer, and what the brand has configured.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::brand::BrandSettings;
use crate::budget::Budget;
use crate::effect::LinkRequest;
use crate::eligibility::SurveyTerms;
use crate::event::Identified;
use crate::id::{BrandId, CustomerId, ResponseId, SurveyId, UnitId};
use crate::message::Templates;
use crate::offer::Catalogue;
use crate::profile::Channel;
use crate::unit::{Unit, UnitTree};

/// The brand, as playbooks see it.
#[derive(Debug, Clone, Copy)]
pub struct BrandFacts<'a> {
    /// Its id.
    pub id: BrandId,
    /// Its settings.
    pub settings: &'a BrandSettings,
    /// Its contact budget.
    pub budget: &'a Budget,
    /// Its templates.
    pub templates: &'a Templates,
    /// Its products and promotions.
    pub catalogue: &'a Catalogue,
}

/// All that a decision may look at besides the event and the profile.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The brand.
    pub brand: BrandFacts<'a>,
    /// The unit where it happened, else the customer's home unit.
    pub unit: Option<UnitFacts<'a>>,
    /// The surveys that playbooks ask.
    pub surveys: &'a HashMap<SurveyId, SurveyTerms>,
    /// How links are written.
    pub links: &'a dyn Links,
    /// The time.
    pub now: Timestamp,
}

/// How links in messages are written; the same for the same question, so that deciding twice sends
/// the same text.
pub trait Links {
    /// The address of a personal survey link.
    fn survey(&self, link: &LinkRequest) -> String;
    /// The address where the customer stops messages of this channel.
    fn unsubscribe(&self, customer: CustomerId, channel: Channel) -> String;
}

/// A unit, as conditions and messages see it.
#[derive(Debug, Clone, Copy)]
pub struct UnitFacts<'a> {
    /// The brand's tree.
    pub tree: &'a UnitTree,
    /// The unit.
    pub unit: &'a Unit,
}

impl<'a> UnitFacts<'a> {
    /// The unit of an id, if the tree has it.
    #[must_use]
    pub fn of(tree: &'a UnitTree, id: UnitId) -> Option<Self> {
        tree.get(id).map(|unit| Self { tree, unit })
    }
}

/// An event as it arrives at the playbooks.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The event, its meaning and its customer.
    pub event: Identified<'a>,
    /// The answer, if the event is one.
    pub response: Option<&'a ResponseFacts>,
}

/// An answer, as conditions and messages see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResponseFacts {
    /// The response.
    pub id: ResponseId,
    /// Its survey.
    pub survey: SurveyId,
    /// Would recommend, 0 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<u8>,
    /// Satisfaction, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csat: Option<u8>,
    /// Ease, 1 to 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ces: Option<u8>,
    /// How good it is as a whole, 0 worst to 1 best, whatever scales were asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// `promoter`, `passive` or `detractor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Whether all was answered that had to be.
    pub complete: bool,
    /// The answers by question.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub answers: Value,
    /// The comments, joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
