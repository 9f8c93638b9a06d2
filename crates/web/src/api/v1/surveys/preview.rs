//! A definition tried out: the page that a respondent would see.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use touchstone_domain::brand::Theme;
use touchstone_domain::brand::colour::Colour;
use touchstone_domain::id::{LinkId, SurveyId};
use touchstone_domain::link::{self, Link, LinkKind};
use touchstone_domain::locale::Lang;
use touchstone_engine::App;
use touchstone_engine::surveys::{Preview, Previewed, Stage};
use utoipa::ToSchema;

use super::create_link::LinkParams;
use super::shades::{self, PreviewShade};
use crate::api::documents;
use crate::auth::{Can, ReadSurveys};
use crate::extract::{Json, object};
use crate::pages::survey::{DoneView, FormView, Frame, Look, View, render};
use crate::problem::Problem;

/// The most fields of a list.
const FIELDS_MAX: usize = 5_000;
/// The longest name of a field, in characters.
const NAME_CHARS_MAX: usize = 200;
/// The longest value of a field, in characters.
const VALUE_CHARS_MAX: usize = 20_000;
/// The longest name of a question or page, in characters.
const ID_CHARS_MAX: usize = 64;
/// The greatest seed: whole numbers up to it are exact in every JSON reader.
const SEED_MAX: u64 = 9_007_199_254_740_991;
/// Where the form of the page would be sent; whoever shows the page takes what is posted.
const ACTION: &str = "/preview";

/// A definition, and how far the one who tries it out has come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewSurvey {
    /// The definition.
    #[schema(value_type = documents::SurveyDocument)]
    pub document: Map<String, Value>,
    /// The fields of the pages answered before, as their forms posted them.
    #[serde(default, deserialize_with = "object::each")]
    #[schema(max_items = 5000)]
    pub answers: Vec<PreviewField>,
    /// The fields of the form that is posted now; none to look at the first page.
    #[serde(default, deserialize_with = "object::each")]
    #[schema(max_items = 5000)]
    pub posted: Vec<PreviewField>,
    /// What a link would bring along.
    #[serde(default, deserialize_with = "object::only")]
    pub params: LinkParams,
    /// The language to read it in; the survey's own when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "en", max_length = 35)]
    pub language: Option<Lang>,
    /// What random orders follow.
    #[serde(default)]
    #[schema(maximum = 9_007_199_254_740_991_u64)]
    pub seed: u64,
    /// A colour to try out instead of the brand's.
    #[serde(default)]
    #[schema(example = "#0f766e", pattern = "^#[0-9A-Fa-f]{6}$")]
    pub accent: Option<String>,
    /// Other colours to try out instead of the brand's; unreadable ones are shown, with their contrast.
    #[serde(default, deserialize_with = "object::maybe")]
    pub theme: Option<PreviewTheme>,
    /// A question or page to go to, if respondents who answered like this come to it.
    #[serde(default)]
    #[schema(example = "recommend", max_length = 64)]
    pub at: Option<String>,
}

/// Colours of a page, each `#rrggbb`; what is left out the page chooses.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTheme {
    /// Behind the questions.
    #[schema(example = "#f4f6f7", pattern = "^#[0-9A-Fa-f]{6}$")]
    pub background: Option<String>,
    /// What questions stand on.
    #[schema(example = "#ffffff", pattern = "^#[0-9A-Fa-f]{6}$")]
    pub surface: Option<String>,
    /// What is written.
    #[schema(example = "#1b2127", pattern = "^#[0-9A-Fa-f]{6}$")]
    pub text: Option<String>,
    /// What is written on the accent.
    #[schema(example = "#ffffff", pattern = "^#[0-9A-Fa-f]{6}$")]
    pub on_accent: Option<String>,
}

impl From<PreviewTheme> for Theme {
    fn from(theme: PreviewTheme) -> Self {
        let PreviewTheme { background, surface, text, on_accent } = theme;
        Self { background, surface, text, on_accent }
    }
}

/// One field of a form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewField {
    /// Its name.
    #[schema(example = "a.recommend", max_length = 200)]
    pub name: String,
    /// Its value.
    #[schema(example = "9", max_length = 20000)]
    pub value: String,
}

/// The page that a respondent would see.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyPreview {
    /// The document.
    #[schema(example = "<!doctype html>…")]
    pub html: String,
    /// Whether the survey was completed: the page is its end.
    pub is_done: bool,
    /// Whether the survey's logic makes more work of these answers than one visit may: conditions that were not looked at
    /// any more do not hold.
    pub too_much_work: bool,
    /// The language of the page.
    #[schema(example = "zh-CN")]
    pub language: String,
    /// The brand's colours and what the page makes of them, with their contrast.
    pub shades: Vec<PreviewShade>,
}

/// Tries out a definition: answers the page that a respondent would see after what was posted. Nothing is stored.
#[utoipa::path(
    post,
    path = "/v1/surveys/preview",
    tag = "surveys",
    request_body = PreviewSurvey,
    responses((status = 200, description = "The page.", body = SurveyPreview))
)]
pub async fn preview_survey(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Json(request): Json<PreviewSurvey>,
) -> Result<Json<SurveyPreview>, Problem> {
    let params = params(request.params.into())?;
    if request.seed > SEED_MAX {
        return Err(Problem::field("seed", "out_of_range", format!("at most {SEED_MAX}")));
    }
    if request.accent.as_ref().is_some_and(|accent| accent.parse::<Colour>().is_err()) {
        return Err(Problem::field("accent", "malformed", "Use a colour such as #0f766e."));
    }
    let theme = request.theme.map(Theme::from);
    if let Some(name) = theme.as_ref().and_then(|theme| theme.malformed().next()) {
        return Err(Problem::field(format!("theme.{name}"), "malformed", "Use a colour such as #0f766e."));
    }
    if request.at.as_ref().is_some_and(|at| at.chars().count() > ID_CHARS_MAX) {
        return Err(Problem::field("at", "too_long", format!("at most {ID_CHARS_MAX} characters")));
    }
    let preview = Preview {
        document: Value::Object(request.document),
        answers: fields("answers", request.answers)?,
        posted: fields("posted", request.posted)?,
        params,
        language: request.language,
        seed: request.seed,
        at: request.at,
    };
    let mut previewed = app.preview_survey(&who, preview).await?;
    let settings = Arc::make_mut(&mut previewed.settings);
    settings.accent = request.accent.unwrap_or_else(|| settings.accent.clone());
    settings.theme = theme.unwrap_or_else(|| settings.theme.clone());
    let now = app.now();
    // Its logic is looked at once more for what is shown, and the document says how much that takes.
    let page = tokio::task::spawn_blocking(move || page(&previewed, now)).await;
    Ok(Json(page.map_err(|_| Problem::internal())?))
}

fn page(previewed: &Previewed, now: Timestamp) -> SurveyPreview {
    let Previewed { version, settings, language, params, stage } = previewed;
    let survey = &version.survey;
    let look = Look::of(settings);
    let frame = Frame { brand: &settings.name, look, lang: language.clone(), languages: &survey.languages };
    let facts = previewed.facts(now);
    let walk = match stage {
        Stage::Form(form) => version.walk(&form.draft, &facts),
        Stage::Done(completed) => version.completed(completed, &facts),
    };
    let page = match stage {
        Stage::Form(form) => View::Form(FormView {
            survey,
            items: &params.items,
            action: ACTION,
            draft: &form.draft,
            walk: &walk,
            resume: None,
            resumed: false,
            faults: &form.faults,
            typed: &form.typed,
            appeared: &form.appeared,
        }),
        Stage::Done(completed) => View::Done(DoneView {
            survey,
            ending: version.ending(completed),
            walk: Some(&walk),
            outcomes: Vec::new(),
        }),
    };
    let html = render(&frame, &page).html;
    SurveyPreview {
        shades: shades::of(settings, &html),
        html,
        too_much_work: walk.is_spent(),
        is_done: matches!(stage, Stage::Done(_)),
        language: language.to_string(),
    }
}

/// What a link could bring along.
fn params(params: link::LinkParams) -> Result<link::LinkParams, Problem> {
    let (id, survey) = (LinkId::from_bytes([0; 16]), SurveyId::from_bytes([0; 16]));
    let tried = Link { id, survey, kind: LinkKind::SingleUse, params, expires_at: None, revoked_at: None };
    let errors = link::check(&tried);
    if errors.is_empty() { Ok(tried.params) } else { Err(errors.into()) }
}

/// The fields within their bounds.
fn fields(list: &str, fields: Vec<PreviewField>) -> Result<Vec<(String, String)>, Problem> {
    if fields.len() > FIELDS_MAX {
        return Err(Problem::field(list, "too_many", format!("at most {FIELDS_MAX} fields")));
    }
    let too_long = |field: &PreviewField| {
        field.name.chars().count() > NAME_CHARS_MAX || field.value.chars().count() > VALUE_CHARS_MAX
    };
    if let Some(at) = fields.iter().position(too_long) {
        let message = format!("a name has at most {NAME_CHARS_MAX} characters, a value {VALUE_CHARS_MAX}");
        return Err(Problem::field(format!("{list}[{at}]"), "too_long", message));
    }
    Ok(fields.into_iter().map(|PreviewField { name, value }| (name, value)).collect())
}
