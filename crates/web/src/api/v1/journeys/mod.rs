//! Journeys: stages and touchpoints, how they are measured, and their live figures.

mod change;
mod compare;
mod figures;
mod list;
mod series;
mod show;
mod templates;

use serde::{Deserialize, Serialize};
use touchstone_domain::id::{JourneyId, SurveyId};
use touchstone_domain::journey;
use touchstone_domain::locale::LocalizedText;
use touchstone_engine::journeys::JourneyDraft;
use utoipa::ToSchema;

use crate::api::schema;
use crate::extract::object;
use crate::guarded;
use crate::problem::Problem;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_journeys, change::create_journey))
        .with(guarded!(templates::list_journey_templates))
        .with(guarded!(show::show_journey, change::replace_journey, change::delete_journey))
        .with(guarded!(figures::show_journey_figures))
        .with(guarded!(compare::compare_journey))
        .with(guarded!(series::show_touchpoint))
}

/// A journey.
#[derive(Debug, Serialize, ToSchema)]
pub struct Journey {
    /// Its id.
    #[schema(value_type = schema::JourneyId)]
    pub id: JourneyId,
    /// What members call it, by language.
    #[schema(value_type = BTreeMap<String, String>, example = json!({ "zh-CN": "餐厅", "en": "Restaurant" }))]
    pub name: LocalizedText,
    /// In the order of the way.
    pub stages: Vec<Stage>,
}

/// A journey to be written; its id is the server's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyRequest {
    /// What members call it, by language.
    #[schema(value_type = BTreeMap<String, String>, example = json!({ "zh-CN": "餐厅", "en": "Restaurant" }))]
    pub name: LocalizedText,
    /// In the order of the way; at most 30, with at most 100 touchpoints in all.
    #[serde(deserialize_with = "object::each")]
    pub stages: Vec<Stage>,
}

/// A part of the way.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its stable name within the journey: 1 to 64 letters, digits and underscores.
    #[schema(example = "eat")]
    pub id: String,
    /// What it is called, by language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub name: LocalizedText,
    /// In the order of the way.
    #[serde(deserialize_with = "object::each")]
    pub touchpoints: Vec<Touchpoint>,
}

/// Where the customer meets the brand.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Touchpoint {
    /// Its stable name within the journey: 1 to 64 letters, digits and underscores.
    #[schema(example = "food")]
    pub id: String,
    /// What it is called, by language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub name: LocalizedText,
    /// Whether it is a moment of truth: it decides how the whole is remembered.
    #[serde(default)]
    pub moment_of_truth: bool,
    /// How it is measured.
    #[schema(value_type = schema::Metric)]
    pub metric: journey::Metric,
    /// The surveys and questions that ask about it; at most 20.
    #[serde(default, deserialize_with = "object::each")]
    pub asked: Vec<Asked>,
}

/// A survey that asks about a touchpoint.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The survey.
    #[schema(value_type = schema::SurveyId)]
    pub survey: SurveyId,
    /// The question of it; all questions that the metric can count when null.
    #[serde(default)]
    #[schema(example = "recommend")]
    pub question: Option<String>,
}

impl From<journey::Journey> for Journey {
    fn from(journey: journey::Journey) -> Self {
        Self {
            id: journey.id,
            name: journey.name,
            stages: journey.stages.into_iter().map(Stage::from).collect(),
        }
    }
}

impl From<journey::Stage> for Stage {
    fn from(stage: journey::Stage) -> Self {
        let touchpoints = stage.touchpoints.into_iter().map(|touchpoint| Touchpoint {
            id: touchpoint.id.to_string(),
            name: touchpoint.name,
            moment_of_truth: touchpoint.moment_of_truth,
            metric: touchpoint.metric,
            asked: touchpoint
                .asked
                .into_iter()
                .map(|asked| Asked {
                    survey: asked.survey,
                    question: asked.question.map(|key| key.to_string()),
                })
                .collect(),
        });
        Self { id: stage.id.to_string(), name: stage.name, touchpoints: touchpoints.collect() }
    }
}

impl JourneyRequest {
    /// The journey as the domain knows it; keys that are none are named.
    fn draft(self) -> Result<JourneyDraft, Problem> {
        let mut stages = Vec::with_capacity(self.stages.len());
        for (nth, stage) in self.stages.into_iter().enumerate() {
            let at = format!("stages[{nth}]");
            let mut touchpoints = Vec::with_capacity(stage.touchpoints.len());
            for (nth, touchpoint) in stage.touchpoints.into_iter().enumerate() {
                touchpoints.push(touchpoint.read(&format!("{at}.touchpoints[{nth}]"))?);
            }
            stages.push(journey::Stage {
                id: key(&format!("{at}.id"), &stage.id)?,
                name: stage.name,
                touchpoints,
            });
        }
        Ok(JourneyDraft { name: self.name, stages })
    }
}

impl Touchpoint {
    fn read(self, at: &str) -> Result<journey::Touchpoint, Problem> {
        let asked = self.asked.into_iter().enumerate().map(|(nth, asked)| {
            let field = format!("{at}.asked[{nth}].question");
            let question = asked.question.as_deref().map(|question| key(&field, question)).transpose()?;
            Ok(journey::Asked { survey: asked.survey, question })
        });
        Ok(journey::Touchpoint {
            id: key(&format!("{at}.id"), &self.id)?,
            name: self.name,
            moment_of_truth: self.moment_of_truth,
            metric: self.metric,
            asked: asked.collect::<Result<_, Problem>>()?,
        })
    }
}

fn key(field: &str, text: &str) -> Result<touchstone_domain::survey::Key, Problem> {
    text.parse()
        .map_err(|_| Problem::field(field, "invalid", "expected 1 to 64 letters, digits and underscores"))
}
