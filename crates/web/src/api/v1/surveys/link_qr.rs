//! A link as a QR code.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use touchstone_domain::id::{LinkId, SurveyId};
use touchstone_engine::App;
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, CreateLinks};
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::qr;

/// Pixels of a module of a PNG: a poster's code is a thousand pixels wide.
const MODULE_PIXELS: usize = 24;

/// Which link.
#[derive(Debug, Deserialize)]
pub struct LinkPath {
    /// Of which survey.
    pub survey_id: SurveyId,
    /// Which link.
    pub link_id: LinkId,
}

/// As which picture.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShowQr {
    /// `svg` when left out.
    #[serde(default)]
    #[param(inline)]
    pub format: Picture,
}

/// The format of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// Scales to any size.
    #[default]
    Svg,
    /// Pixels.
    Png,
}

/// Answers a link of one's own units as a QR code to download.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/links/{link_id}/qr",
    tag = "surveys",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("link_id" = schema::LinkId, Path, description = "Which of its links."),
        ShowQr,
    ),
    responses((status = 200, description = "The picture.", content(
        (String = "image/svg+xml"),
        (Vec<u8> = "image/png"),
    )))
)]
pub async fn show_link_qr(
    who: Can<CreateLinks>,
    State(app): State<App>,
    Path(path): Path<LinkPath>,
    Query(query): Query<ShowQr>,
) -> Result<Response, Problem> {
    let link = app.link(&who, path.survey_id, path.link_id).await?;
    let (media_type, ending, picture) = match query.format {
        Picture::Svg => ("image/svg+xml", "svg", qr::svg(&link.url)?.into_bytes()),
        Picture::Png => ("image/png", "png", qr::png(&link.url, MODULE_PIXELS)?),
    };
    let disposition = format!("inline; filename=\"{}.{ending}\"", path.link_id);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(|_| Problem::internal())?),
    ];
    Ok((headers, picture).into_response())
}
