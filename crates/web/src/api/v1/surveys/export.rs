//! A survey as a file: its definition, or all its responses.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use tokio::sync::{Semaphore, mpsc};
use touchstone_domain::id::SurveyId;
use touchstone_domain::response::Columns;
use touchstone_engine::App;
use touchstone_engine::access::Actor;
use touchstone_engine::surveys::{ExportQuery, Stretch};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::api::v1::responses::ApartFilter;
use crate::auth::{Can, ReadResponses};
use crate::extract::{Path, Query};
use crate::problem::{Code, Problem, ProblemBody};
use crate::sheet::responses::{Book, Heads, WORKBOOK_COLUMNS_MAX, heads, lines, records};

/// Stretches that wait for a slow reader.
const WAITING: usize = 2;
/// Workbooks that are made at the same time.
static MAKING: Semaphore = Semaphore::const_new(1);

/// Which responses, as what.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportAs {
    /// The kind of file. CSV and JSON lines are written as they are read, however many responses there are; a workbook
    /// has at most 1,048,575.
    #[param(inline)]
    pub format: ExportFormat,
    /// What the columns are headed by.
    #[serde(default)]
    #[param(inline)]
    pub headers: Headers,
    /// `true`: only complete ones; `false`: only partial ones.
    pub complete: Option<bool>,
    /// Whether they count in figures, or why not. Those through links for trying out are only there when asked for.
    #[param(inline)]
    pub apart: Option<ApartFilter>,
    /// Begun at or after this time.
    #[param(value_type = Option<schema::Time>)]
    pub from: Option<Timestamp>,
    /// Begun before this time.
    #[param(value_type = Option<schema::Time>)]
    pub until: Option<Timestamp>,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Comma-separated values, UTF-8 with a byte order mark.
    Csv,
    /// A workbook.
    Xlsx,
    /// One object of JSON in each line.
    Jsonl,
}

/// What columns are headed by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Headers {
    /// The ids of questions, rows and options: the same in every language and version.
    #[default]
    Ids,
    /// Their texts, in the survey's own language.
    Labels,
}

/// All responses of a survey as a file, newest first, of one's own units: a column for each question, row, option
/// that can be ticked and part, named by its id and shared by all versions.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/export",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ExportAs),
    responses(
        (status = 200, description = "The file.", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "application/jsonl"),
        )),
        (status = 413, description = "A workbook cannot hold so many rows.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn export_survey(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(wanted): Query<ExportAs>,
) -> Result<Response, Problem> {
    let versions = app.survey_versions(&who, survey).await?;
    let columns = Columns::of(&versions);
    let query = ExportQuery {
        survey,
        complete: wanted.complete,
        counted: ApartFilter::counted(wanted.apart),
        from: wanted.from,
        until: wanted.until,
    };
    let heads = Heads::of(&columns, wanted.headers == Headers::Labels);
    let actor: Actor = (*who).clone();
    let (body, media_type, ending) = match wanted.format {
        ExportFormat::Xlsx => {
            let bytes = workbook(&app, &actor, query, (columns, &heads)).await?;
            (Body::from(bytes), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
        ExportFormat::Csv => {
            (stream(app, actor, query, (columns, Some(heads))), "text/csv; charset=utf-8", "csv")
        }
        ExportFormat::Jsonl => {
            (stream(app, actor, query, (columns, None)), "application/jsonl; charset=utf-8", "jsonl")
        }
    };
    let disposition = format!("attachment; filename=\"{survey}.{ending}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(|_| Problem::internal())?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

/// A file that is written as it is read; a reader that goes away ends it. CSV with heads, JSON lines without.
fn stream(app: App, actor: Actor, query: ExportQuery, (columns, head): (Columns, Option<Heads>)) -> Body {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(WAITING);
    let work = async move {
        if let Err(problem) = send(&app, &actor, query, (columns, head), &sender).await {
            // The file is cut off, and its reader is told so by the connection.
            tracing::error!(?problem, "an export was cut off");
            let _ = sender.send(Err(std::io::Error::other("the export was cut off"))).await;
        }
    };
    Body::from_stream(Writing { work: Box::pin(work), is_done: false, receiver })
}

async fn send(
    app: &App,
    actor: &Actor,
    query: ExportQuery,
    (columns, head): (Columns, Option<Heads>),
    sender: &mpsc::Sender<Result<Bytes, std::io::Error>>,
) -> Result<(), Problem> {
    let is_csv = head.is_some();
    let first = head.as_ref().map_or_else(Vec::new, heads);
    if sender.send(Ok(first.into())).await.is_err() {
        return Ok(());
    }
    let columns = Arc::new(columns);
    let mut walk = Walk::begin(app, actor, query).await?;
    while let Some(stretch) = walk.ahead.take() {
        let columns = Arc::clone(&columns);
        let write = move |stretch| match is_csv {
            true => records(&columns, stretch),
            false => lines(query.survey, stretch),
        };
        let written = walk.on(stretch, write).await??;
        if sender.send(Ok(written.into())).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// A walk through the responses that reads a stretch ahead.
struct Walk<'a> {
    app: &'a App,
    actor: &'a Actor,
    query: ExportQuery,
    /// What was read and not yet written; none at the end.
    ahead: Option<Stretch>,
}

impl<'a> Walk<'a> {
    async fn begin(app: &'a App, actor: &'a Actor, query: ExportQuery) -> Result<Self, Problem> {
        let ahead = Some(app.export_responses(actor, query, None).await?);
        Ok(Self { app, actor, query, ahead })
    }

    /// Has a stretch written, away from the threads that answer requests, while the one after it is read.
    async fn on<T: Send + 'static>(
        &mut self,
        stretch: Stretch,
        write: impl FnOnce(Stretch) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let before = stretch.before;
        let writing = tokio::task::spawn_blocking(move || write(stretch));
        let reading = async {
            match before {
                Some(_) => self.app.export_responses(self.actor, self.query, before).await.map(Some),
                None => Ok(None),
            }
        };
        let (written, ahead) = tokio::join!(writing, reading);
        self.ahead = ahead?;
        written.map_err(|_| Problem::internal())
    }
}

/// A writer that lives in the body it writes: it goes on as the body is read, and ends with it.
struct Writing {
    work: Pin<Box<dyn Future<Output = ()> + Send>>,
    is_done: bool,
    receiver: mpsc::Receiver<Result<Bytes, std::io::Error>>,
}

impl tokio_stream::Stream for Writing {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.is_done {
            self.is_done = self.work.as_mut().poll(context).is_ready();
        }
        self.receiver.poll_recv(context)
    }
}

/// A workbook: its rows lie in a file of their own until it is closed, and what is sent is held packed.
async fn workbook(
    app: &App,
    actor: &Actor,
    query: ExportQuery,
    (columns, heads): (Columns, &Heads),
) -> Result<Vec<u8>, Problem> {
    let permit = MAKING.acquire().await.map_err(|_| Problem::internal())?;
    if heads.count() > WORKBOOK_COLUMNS_MAX {
        let detail = format!("A workbook has at most {WORKBOOK_COLUMNS_MAX} columns; ask for CSV.");
        return Err(Problem::new(Code::TooLarge, detail));
    }
    let columns = Arc::new(columns);
    let mut book = Book::new(heads)?;
    let mut walk = Walk::begin(app, actor, query).await?;
    while let Some(stretch) = walk.ahead.take() {
        let columns = Arc::clone(&columns);
        // Cells go to a file, many at a time.
        let write = move |stretch| book.write(&columns, stretch).map(|()| book);
        book = walk.on(stretch, write).await??;
    }
    let bytes =
        tokio::task::spawn_blocking(move || book.close()).await.map_err(|_| Problem::internal())??;
    drop(permit);
    Ok(bytes)
}
