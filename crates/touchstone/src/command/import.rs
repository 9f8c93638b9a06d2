//! `touchstone import`: a file of customers, orders, reviews or units, or a survey of another tool, into a running server.
//!
//! Rows go through the server's own HTTP API. Their message ids come from what they say, so an import that was
//! cut off is simply started again: what was taken before changes nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use touchstone_engine::clock::Clock;
use touchstone_engine::import::{Call, Calls, Columns, Format, Kind, Origin, RejectedRow, Rows};

use crate::machine::SystemClock;

/// What `survey` takes besides: the largest document, as the server takes it.
const SURVEY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The largest file.
const FILE_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Calls of one request: the server names each one that it refuses.
const BATCH_CALLS: usize = 100;
/// Bytes of one request; the server takes a little more.
const BATCH_BYTES: usize = 400 * 1024;
/// How often a server that is busy, or being started again, is asked once more.
const ATTEMPTS_MAX: u32 = 30;
/// When to come back to a server that does not say.
const AWAY: Duration = Duration::from_secs(1);
/// Remarks that are shown; the report has all.
const SHOWN_MAX: usize = 10;

/// What to import, and where to.
#[derive(Debug, Args)]
pub struct Import {
    /// What the file holds.
    what: What,
    /// The file: .csv in UTF-8, .jsonl or .xlsx; .json for a survey.
    file: PathBuf,
    /// The server.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// A source key, for customers, orders and reviews.
    #[arg(long, env = "TOUCHSTONE_KEY", hide_env_values = true)]
    key: Option<String>,
    /// A bearer token, for units and surveys.
    #[arg(long, env = "TOUCHSTONE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// A column and the field it is; repeat it for several. Other columns are guessed by their names.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// The time zone of times that name none.
    #[arg(long, default_value = "Asia/Shanghai")]
    time_zone: String,
    /// Where the report of rejected rows goes; beside the file, as FILE.rejected.csv, if not said.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// One customer per row.
    Customers,
    /// One order per row, or one line of an order per row: rows with the same order number and unit are one order.
    Orders,
    /// One review per row.
    Reviews,
    /// One unit per row: code, name, kind, parent, owner, time zone.
    Units,
    /// A survey of SurveyJS or Formbricks as JSON, or an export of Touchstone: saved as a draft.
    Survey,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (column, field) = text.split_once('=').ok_or("write COLUMN=FIELD, such as 下单时间=time")?;
    Ok((column.to_owned(), field.to_owned()))
}

/// What an import did.
#[derive(Debug, Default)]
struct Report {
    accepted: u64,
    duplicates: u64,
    remarks: Vec<Remark>,
}

/// What is to be said about a row.
#[derive(Debug)]
struct Remark {
    line: u64,
    /// Whether the row was taken, without this field.
    taken: bool,
    field: String,
    reason: String,
}

impl Report {
    fn refuse(&mut self, rows: impl IntoIterator<Item = RejectedRow>) {
        self.remarks.extend(rows.into_iter().map(|row| Remark {
            line: row.line,
            taken: false,
            field: row.error.field,
            reason: row.error.message,
        }));
    }

    /// How many rows have a remark of this kind.
    fn rows(&self, taken: bool) -> usize {
        let lines: BTreeSet<u64> =
            self.remarks.iter().filter(|remark| remark.taken == taken).map(|remark| remark.line).collect();
        lines.len()
    }
}

/// Runs the command.
pub fn run(import: &Import) -> anyhow::Result<()> {
    let content = read(&import.file)?;
    let name = import.file.to_string_lossy();
    if import.what == What::Survey {
        return super::serve::runtime()?.block_on(survey(import, content));
    }
    let format = Format::of_name(&name).context("the file's name has to end with .csv, .jsonl or .xlsx")?;
    let report = super::serve::runtime()?.block_on(async {
        let server = Server::new(import)?;
        match import.what {
            What::Units => units(import, &server, format, &content).await,
            What::Survey => bail!("a survey is no list of rows"),
            What::Customers => events(import, &server, (Kind::Customers, format), &content).await,
            What::Orders => events(import, &server, (Kind::Orders, format), &content).await,
            What::Reviews => events(import, &server, (Kind::Reviews, format), &content).await,
        }
    })?;
    conclude(import, &report)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("cannot read {}", file.display());
    let length = std::fs::metadata(file).with_context(cannot)?.len();
    if length > FILE_BYTES_MAX {
        bail!("{} has {length} bytes; split it into files of at most {FILE_BYTES_MAX}", file.display());
    }
    std::fs::read(file).with_context(cannot)
}

/// Customers, orders and reviews: calls of the Segment protocol, a hundred at a time.
async fn events(
    import: &Import,
    server: &Server,
    (kind, format): (Kind, Format),
    content: &[u8],
) -> anyhow::Result<Report> {
    if import.key.is_none() {
        bail!("give the key of a source with --key or TOUCHSTONE_KEY; POST /v1/sources makes one");
    }
    let zone = TimeZone::get(&import.time_zone).context("--time-zone: not an IANA time zone")?;
    let digest: String = Sha256::digest(content).iter().take(12).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string can be written to");
        text
    });
    let origin = Origin { digest, zone, now: SystemClock.now() };
    let header = Rows::read(format, content)?.header;
    let columns = Columns::find(kind, &header, &import.map)?;
    tell(&columns);
    let calls = Calls::read(format, content, &origin, &columns)?;
    let bar = bar(calls.total);
    let mut report = Report::default();
    let mut batch: Vec<Call> = Vec::with_capacity(BATCH_CALLS);
    let mut bytes = 0;
    for call in calls {
        match call {
            Ok(call) => {
                let length = call.message.to_string().len();
                if !batch.is_empty() && (batch.len() >= BATCH_CALLS || bytes + length > BATCH_BYTES) {
                    server.send(&mut batch, &mut report, &columns).await?;
                    bytes = 0;
                }
                bytes += length;
                bar.inc(call.lines.len() as u64);
                batch.push(call);
            }
            Err(rejected) => {
                bar.inc(rejected.len() as u64);
                report.refuse(rejected);
            }
        }
    }
    server.send(&mut batch, &mut report, &columns).await?;
    bar.finish_and_clear();
    Ok(report)
}

/// Units: one file, one transaction on the server.
async fn units(import: &Import, server: &Server, format: Format, content: &[u8]) -> anyhow::Result<Report> {
    if import.token.is_none() {
        bail!("give a bearer token with --token or TOUCHSTONE_TOKEN");
    }
    let rows = Rows::read(format, content)?;
    let header: Vec<String> = rows.header.clone();
    let said =
        |column: &String| import.map.iter().find(|(name, _)| name == column).map(|(_, field)| field.clone());
    let mut report = Report::default();
    let mut lines = Vec::new();
    let mut file = csv_line(header.iter().map(|column| said(column).unwrap_or_else(|| column.clone())));
    for row in rows {
        match row {
            Ok(row) => {
                lines.push(row.line);
                file += &csv_line(header.iter().map(|column| row.get(column).unwrap_or_default().to_owned()));
            }
            Err(rejected) => report.refuse([rejected]),
        }
    }
    let (_, answer) = server.post("/v1/units/import", "text/csv", file).await?;
    report.accepted = answer["created"].as_u64().unwrap_or(0) + answer["changed"].as_u64().unwrap_or(0);
    report.duplicates = answer["unchanged"].as_u64().unwrap_or(0);
    for rejection in answer["rejections"].as_array().into_iter().flatten() {
        // The server counts the lines of the file it got: the header is line 1.
        let nth = rejection["line"].as_u64().and_then(|line| usize::try_from(line).ok()).unwrap_or(0);
        let line = nth.checked_sub(2).and_then(|nth| lines.get(nth)).copied().unwrap_or(0);
        let text = |field: &str| rejection[field].as_str().unwrap_or_default().to_owned();
        report.remarks.push(Remark { line, taken: false, field: text("field"), reason: text("message") });
    }
    Ok(report)
}

/// A survey: read by the server, told item by item, and saved as a draft if nothing keeps it from that.
async fn survey(import: &Import, content: Vec<u8>) -> anyhow::Result<()> {
    if import.token.is_none() {
        bail!("give a bearer token with --token or TOUCHSTONE_TOKEN");
    }
    if content.len() > SURVEY_BYTES_MAX {
        bail!("the server takes surveys of at most {SURVEY_BYTES_MAX} bytes");
    }
    let server = Server::new(import)?;
    let document = String::from_utf8(content).context("the file is not UTF-8")?;
    let (status, answer) = server.post("/v1/surveys/import", "application/json", document).await?;
    if !status.is_success() {
        bail!("{}: {}", import.file.display(), first_error(&answer));
    }
    let word = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let count = |name: &str| answer["counts"][name].as_u64().unwrap_or(0);
    super::say(&format!(
        "{}: {} items kept, {} changed, {} left out.",
        word(&answer, "format"),
        count("kept"),
        count("changed"),
        count("left_out")
    ));
    for item in answer["items"].as_array().into_iter().flatten().filter(|item| item["outcome"] != "kept") {
        let (outcome, source) = (word(item, "outcome").replace('_', " "), word(item, "source"));
        super::say(&format!("  {outcome}: {source}: {}", word(&item["reason"], "en")));
    }
    let errors = answer["errors"].as_array().map_or(0, Vec::len);
    if errors > 0 {
        for error in answer["errors"].as_array().into_iter().flatten() {
            super::say(&format!("  to mend: {}: {}", word(error, "field"), word(error, "message")));
        }
        bail!("{errors} fields have to be mended before the survey can be saved; nothing was saved");
    }
    let (status, made) = server.post("/v1/surveys", "application/json", answer["draft"].to_string()).await?;
    if !status.is_success() {
        bail!("the draft was refused: {}", first_error(&made));
    }
    super::say(&format!("Saved as the draft {}.", word(&made, "id")));
    Ok(())
}

/// What the server found wrong first.
fn first_error(answer: &Value) -> String {
    let error = &answer["errors"][0];
    let field = error["field"].as_str().unwrap_or_default();
    format!("{field}: {}", error["message"].as_str().unwrap_or("refused by the server"))
}

/// One line of CSV, quoted where needed.
fn csv_line(cells: impl Iterator<Item = String>) -> String {
    let quoted = cells.map(|cell| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    });
    quoted.collect::<Vec<_>>().join(",") + "\n"
}

/// The running server.
struct Server {
    http: reqwest::Client,
    base: String,
    key: String,
    token: String,
    /// Whether it has answered anything yet.
    answered: AtomicBool,
}

impl Server {
    fn new(import: &Import) -> anyhow::Result<Self> {
        Ok(Self {
            http: reqwest::Client::builder().timeout(Duration::from_secs(120)).build()?,
            base: import.url.trim_end_matches('/').to_owned(),
            key: import.key.clone().unwrap_or_default(),
            token: import.token.clone().unwrap_or_default(),
            answered: AtomicBool::new(false),
        })
    }

    /// Sends what was gathered, and notes what the server says of each row.
    async fn send(
        &self,
        batch: &mut Vec<Call>,
        report: &mut Report,
        columns: &Columns,
    ) -> anyhow::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let calls = std::mem::take(batch);
        let messages: Vec<&Value> = calls.iter().map(|call| &call.message).collect();
        let body = json!({ "batch": messages, "sentAt": SystemClock.now() }).to_string();
        let (status, answer) = self.post("/v1/import", "application/json", body).await?;
        report.accepted += answer["accepted"].as_u64().unwrap_or(0);
        report.duplicates += answer["duplicates"].as_u64().unwrap_or(0);
        let mut note = |call: Option<&Call>, taken: bool, error: &Value| {
            let field = error["field"].as_str().unwrap_or_default();
            let field = columns.column(field.rsplit('.').next().unwrap_or(field)).to_owned();
            let reason = error["message"].as_str().unwrap_or("refused by the server").to_owned();
            let lines = call.map_or(&[0][..], |call| &call.lines);
            report.remarks.extend(lines.iter().map(|&line| Remark {
                line,
                taken,
                field: field.clone(),
                reason: reason.clone(),
            }));
        };
        if status == StatusCode::BAD_REQUEST {
            // All of them: the fields say which, as `batch[3].timestamp`.
            for error in answer["errors"].as_array().into_iter().flatten() {
                let field = error["field"].as_str().unwrap_or_default();
                let nth = field.strip_prefix("batch[").and_then(|rest| rest.split(']').next()?.parse().ok());
                note(nth.and_then(|nth: usize| calls.get(nth)), false, error);
            }
        }
        for item in answer["rejected"].as_array().into_iter().flatten() {
            let nth = item["index"].as_u64().and_then(|nth| usize::try_from(nth).ok());
            for error in item["errors"].as_array().into_iter().flatten() {
                note(nth.and_then(|nth| calls.get(nth)), false, error);
            }
        }
        for item in answer["warnings"].as_array().into_iter().flatten() {
            let call = calls.iter().find(|call| call.message["messageId"] == item["message_id"]);
            for error in item["errors"].as_array().into_iter().flatten() {
                note(call, true, error);
            }
        }
        Ok(())
    }

    /// Posts, and comes back when the server is busy or away. A 400 that names fields is an answer too.
    async fn post(&self, path: &str, media: &str, body: String) -> anyhow::Result<(StatusCode, Value)> {
        let url = format!("{}{path}", self.base);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let request = self.http.post(&url).header(header::CONTENT_TYPE, media).body(body.clone());
            let request = match path {
                "/v1/units/import" | "/v1/surveys/import" | "/v1/surveys" => request.bearer_auth(&self.token),
                _ => request.basic_auth(&self.key, Some("")),
            };
            // A server that never answered is most likely a wrong address; one that did comes back.
            let is_last = attempt >= ATTEMPTS_MAX || !self.answered.load(Ordering::Relaxed);
            let (status, wait, text) = match answer(request).await {
                Ok(answered) => answered,
                Err(_) if !is_last => {
                    tokio::time::sleep(AWAY).await;
                    continue;
                }
                Err(error) => return Err(error).with_context(|| format!("cannot reach {url}")),
            };
            self.answered.store(true, Ordering::Relaxed);
            let answer: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
            if status.is_success() || (status == StatusCode::BAD_REQUEST && answer["errors"].is_array()) {
                return Ok((status, answer));
            }
            let busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
            if !busy || attempt >= ATTEMPTS_MAX {
                bail!(
                    "{url} answered {status}: {text}\nRows sent before this were taken; start the import again to go on."
                );
            }
            tokio::time::sleep(wait.unwrap_or(AWAY)).await;
        }
    }
}

/// Status, when to come back, and the body.
async fn answer(
    request: reqwest::RequestBuilder,
) -> Result<(StatusCode, Option<Duration>, String), reqwest::Error> {
    let response = request.send().await?;
    let wait =
        response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Ok((response.status(), wait.map(Duration::from_secs), response.text().await?))
}

fn tell(columns: &Columns) {
    let mapped: Vec<String> =
        columns.mapped.iter().map(|(field, column)| format!("{column} → {field}")).collect();
    super::say(&format!("Columns: {}", mapped.join(", ")));
    if !columns.others.is_empty() {
        super::say(&format!("Kept under their own names: {}", columns.others.join(", ")));
    }
}

fn bar(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {eta} left");
    ProgressBar::new(total).with_style(style.expect("the template is well formed"))
}

/// Says what was done, and writes the report of rows that were refused or taken in part.
fn conclude(import: &Import, report: &Report) -> anyhow::Result<()> {
    let (refused, curtailed) = (report.rows(false), report.rows(true));
    super::say(&format!(
        "{} taken, {} known before, {refused} rows refused.",
        report.accepted, report.duplicates
    ));
    if curtailed > 0 {
        super::say(&format!("Of {curtailed} rows something was left out."));
    }
    if report.remarks.is_empty() {
        return Ok(());
    }
    for Remark { line, field, reason, .. } in report.remarks.iter().take(SHOWN_MAX) {
        super::say(&format!("  line {line}, {field}: {reason}"));
    }
    let file = import
        .report
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.rejected.csv", import.file.display())));
    let mut text = String::from("line,taken,field,reason\n");
    for Remark { line, taken, field, reason } in &report.remarks {
        let taken = if *taken { "yes" } else { "no" };
        text += &csv_line([line.to_string(), taken.to_owned(), field.clone(), reason.clone()].into_iter());
    }
    std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    super::say(&format!("All of them: {}", file.display()));
    Ok(())
}
