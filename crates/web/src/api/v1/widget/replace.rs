//! Setting a widget up.

use axum::extract::State;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;

use super::WidgetView;
use super::settings::WidgetSettings;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Sets the widget of a survey up. Its public key stays the same.
#[utoipa::path(
    put,
    path = "/v1/surveys/{survey_id}/widget",
    tag = "widget",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    request_body(content = WidgetSettings, example = json!({
        "enabled": true, "origins": ["https://shop.example.com"], "trigger": { "on": "delay", "seconds": 10 },
    })),
    responses((status = 200, description = "The widget.", body = WidgetView))
)]
pub async fn replace_widget(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Json(settings): Json<WidgetSettings>,
) -> Result<Json<WidgetView>, Problem> {
    // What belongs to another trigger says nothing, and may be wrong all the same.
    let trigger = &settings.trigger;
    if trigger.share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        return Err(Problem::field("trigger.share", "range", "Use a share from 0 to 1."));
    }
    if trigger.seconds.is_some_and(|seconds| seconds > 3_600) {
        return Err(Problem::field("trigger.seconds", "range", "Use at most 3600 seconds."));
    }
    if trigger.name.as_ref().is_some_and(|name| name.chars().count() > 200) {
        return Err(Problem::field("trigger.name", "too_long", "Use at most 200 characters."));
    }
    Ok(Json(app.replace_widget(&who, survey, settings.into()).await?.into()))
}
