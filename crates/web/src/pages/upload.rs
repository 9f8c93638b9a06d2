//! What a page sends: a form, with files or without.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use tokio::sync::OwnedSemaphorePermit;
use touchstone_domain::response::FORM_FIELDS_MAX;
use touchstone_engine::StoreError;
use touchstone_engine::answering::{self, Shown, Upload, Visit};

use super::survey::{FORM_BYTES_MAX, form_fields};
use crate::Web;
use crate::extract::{BROKEN, Paced, Raw, Room};
use crate::problem::{Code, Problem};

/// The most bytes of files that one request brings; what comes behind them is read and left out, so that the
/// sender gets a page that says so.
const FILES_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Bytes of files held at one time: four requests with all they may bring, until they are stored.
const FILES_HELD_MAX: usize = 4 * FILES_BYTES_MAX;
/// The most bytes that are read at all.
const BODY_BYTES_MAX: u64 = 160 * 1024 * 1024;

/// The room that files share while they come and until they are stored.
#[derive(Debug, Clone)]
pub(super) struct FilesRoom(Room);

impl Default for FilesRoom {
    fn default() -> Self {
        Self(Room::of(FILES_HELD_MAX))
    }
}

/// A form as it was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
    /// What the form takes up; kept until its files are stored.
    held: Vec<OwnedSemaphorePermit>,
}

impl Sent {
    /// Hands the form over to be answered, and gives its room back once its files are stored.
    pub(super) async fn post(self, web: &Web, visit: Visit) -> Result<Shown, StoreError> {
        let Self { fields, files, held } = self;
        let shown = answering::post_with_files(&web.app, visit, fields, files).await;
        drop(held);
        shown
    }
}

/// Reads a form, however it is encoded; none when its link leads nowhere.
pub(super) async fn read(web: &Web, visit: &Visit, request: Request) -> Result<Option<Sent>, Problem> {
    match boundary(request.headers()) {
        Some(boundary) => {
            let Some(takes) = answering::takes_files(&web.app, visit.clone()).await? else { return Ok(None) };
            let room = request.extensions().get::<Room>().cloned().unwrap_or_default();
            let files = request.extensions().get::<FilesRoom>().cloned().unwrap_or_default();
            let mut parts = Parts {
                web,
                visit: visit.clone(),
                takes,
                room,
                files_room: files.0,
                sent: Sent::default(),
                text_left: FORM_BYTES_MAX,
                files_left: FILES_BYTES_MAX,
            };
            parts.read(request, boundary).await?;
            Ok(Some(parts.sent))
        }
        None => {
            let body = Raw::from_request(request, &()).await?.0;
            Ok(Some(Sent { fields: form_fields(&body), ..Sent::default() }))
        }
    }
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let media = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(media).ok()
}

/// The parts of a form as they come.
struct Parts<'a> {
    web: &'a Web,
    visit: Visit,
    /// The questions whose files are held at all, and how large each file may be.
    takes: BTreeMap<String, usize>,
    room: Room,
    files_room: Room,
    sent: Sent,
    text_left: usize,
    files_left: usize,
}

impl Parts<'_> {
    async fn read(&mut self, request: Request, boundary: String) -> Result<(), Problem> {
        let limit = SizeLimit::new().whole_stream(BODY_BYTES_MAX);
        let constraints = Constraints::new().size_limit(limit);
        let stream = Paced::of(request.into_body());
        let mut parts = Multipart::with_constraints(stream, boundary, constraints);
        while let Some(part) = parts.next_field().await.map_err(|error| rejected(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file) => self.file(&name, file, part).await?,
                None => self.field(name, part).await?,
            }
            if self.sent.fields.len() + self.sent.files.len() > FORM_FIELDS_MAX {
                return Err(too_large());
            }
        }
        Ok(())
    }

    async fn file(&mut self, name: &str, file: String, mut part: Field<'static>) -> Result<(), Problem> {
        let question = name.strip_prefix("a.").unwrap_or_default();
        let Some(max) = self.takes.get(question) else { return Ok(()) };
        let left = self.files_left.min(*max);
        let bytes = content(&mut part, left, &self.files_room, &mut self.sent.held).await?;
        // A field for files of which none was chosen.
        if file.is_empty() && bytes.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        self.files_left -= bytes.as_ref().map_or(0, Vec::len);
        let bytes = bytes.ok_or_else(|| u32::try_from(left / 1024).unwrap_or(u32::MAX));
        self.sent.files.push(Upload { question: question.to_owned(), name: file, bytes });
        Ok(())
    }

    async fn field(&mut self, name: String, mut part: Field<'static>) -> Result<(), Problem> {
        let bytes = content(&mut part, self.text_left, &self.room, &mut self.sent.held).await?;
        let bytes = bytes.ok_or_else(too_large)?;
        self.text_left -= bytes.len();
        let value = String::from_utf8_lossy(&bytes).into_owned();
        // A browser without cookies sends its key in the form, before any file: what it has begun may ask for
        // other files than the form of today.
        if name == "resume"
            && self.visit.resume.is_none()
            && let Ok(key) = value.parse()
        {
            self.visit.resume = Some(key);
            let visit = self.visit.clone();
            self.takes = answering::takes_files(&self.web.app, visit).await?.unwrap_or_default();
        }
        self.sent.fields.push((name, value));
        Ok(())
    }
}

/// A part's content, within its room; none when it is longer than `max`.
async fn content(
    part: &mut Field<'static>,
    max: usize,
    room: &Room,
    held: &mut Vec<OwnedSemaphorePermit>,
) -> Result<Option<Vec<u8>>, Problem> {
    let mut bytes = Vec::new();
    let mut own: Option<OwnedSemaphorePermit> = None;
    while let Some(chunk) = part.chunk().await.map_err(|error| rejected(&error))? {
        if bytes.len() + chunk.len() > max {
            // The rest is read by whoever asks for the next part.
            return Ok(None);
        }
        let permit = room.hold(chunk.len()).ok_or_else(busy)?;
        match &mut own {
            Some(own) => own.merge(permit),
            None => own = Some(permit),
        }
        bytes.extend_from_slice(&chunk);
    }
    held.extend(own);
    Ok(Some(bytes))
}

fn rejected(error: &multer::Error) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } => too_large(),
        multer::Error::StreamReadFailed(_) => Problem::new(Code::InvalidBody, BROKEN),
        _ => Problem::new(Code::InvalidBody, "The form is not the multipart/form-data that it announces."),
    }
}

fn too_large() -> Problem {
    Problem::new(Code::TooLarge, "The body is larger than this route takes.")
}

fn busy() -> Problem {
    Problem::new(Code::Busy, "Too many bodies are being read; nothing was changed.").retry_after(1)
}
