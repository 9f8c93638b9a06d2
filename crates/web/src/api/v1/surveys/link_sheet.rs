//! Codes for many places in one file.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use touchstone_domain::id::{SurveyId, UnitId};
use touchstone_domain::unit::UnitKind;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, CreateLinks};
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::qr::sheet;

/// Which places, and as which file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSheetRequest {
    /// `pdf`: A4 pages to print. `zip`: one picture per place, and a table.
    #[serde(default)]
    pub format: SheetFormat,
    /// Only places below this unit; all of one's own when left out.
    #[serde(default)]
    #[schema(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Which units are the places; stores when left out.
    #[serde(default = "stores")]
    #[schema(value_type = schema::UnitKind, example = "store")]
    pub kind: UnitKind,
}

fn stores() -> UnitKind {
    UnitKind::Store
}

/// A file of codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SheetFormat {
    /// Pages to print.
    #[default]
    Pdf,
    /// Pictures.
    Zip,
}

/// Answers a code for every place of one's units, up to 20,000, in one file. Each place gets one open link, the first
/// time it is asked for; asked again, the same links are answered, so that what is printed stays good.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/links/sheet",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    request_body(content = LinkSheetRequest, example = json!({ "format": "pdf" })),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/pdf"),
        (Vec<u8> = "application/zip"),
    )))
)]
pub async fn create_link_sheet(
    who: Can<CreateLinks>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Json(request): Json<LinkSheetRequest>,
) -> Result<Response, Problem> {
    let made = app.link_sheet(&who, survey, request.unit, request.kind).await?;
    let answer = |media_type, ending: &str, body: Body| {
        let disposition = format!("attachment; filename=\"{survey}.{ending}\"");
        let disposition = HeaderValue::try_from(disposition).map_err(|_| Problem::internal())?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        Ok((headers, body).into_response())
    };
    match request.format {
        SheetFormat::Pdf => answer("application/pdf", "pdf", streamed(sheet::pdf(made))),
        SheetFormat::Zip => answer("application/zip", "zip", streamed(sheet::zip(made))),
    }
}

/// A piece is made when the one before has been taken.
fn streamed(pieces: impl Iterator<Item = Bytes> + Send + 'static) -> Body {
    Body::from_stream(tokio_stream::iter(pieces.map(Ok::<_, Infallible>)))
}
