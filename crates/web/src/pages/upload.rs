//! What a page sends: a form, with files or without.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use multer::{Constraints, Multipart, SizeLimit};
use touchstone_domain::response::FORM_FIELDS_MAX;
use touchstone_domain::survey::FILE_KB_MAX;
use touchstone_engine::answering::Upload;

use super::survey::{FORM_BYTES_MAX, form_fields};
use crate::extract::{Raw, Room};
use crate::problem::{Code, Problem};

/// The most bytes of files that one request brings; what comes behind them is read and left out, so that the
/// sender gets a page that says so.
const FILES_BYTES_MAX: usize = 32 * 1024 * 1024;
/// The most bytes that are read at all.
const BODY_BYTES_MAX: u64 = 160 * 1024 * 1024;

/// A form as it was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
}

/// Reads a form, however it is encoded.
pub(super) async fn read(request: Request) -> Result<Sent, Problem> {
    match boundary(request.headers()) {
        Some(boundary) => read_parts(request, boundary).await,
        None => {
            let body = Raw::from_request(request, &()).await?.0;
            Ok(Sent { fields: form_fields(&body), files: Vec::new() })
        }
    }
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let media = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(media).ok()
}

async fn read_parts(request: Request, boundary: String) -> Result<Sent, Problem> {
    let room = request.extensions().get::<Room>().cloned().unwrap_or_default();
    let limit = SizeLimit::new().whole_stream(BODY_BYTES_MAX);
    let stream = request.into_body().into_data_stream();
    let mut parts = Multipart::with_constraints(stream, boundary, Constraints::new().size_limit(limit));
    let (mut sent, mut holds) = (Sent::default(), Vec::new());
    let (mut text_left, mut files_left) = (FORM_BYTES_MAX, FILES_BYTES_MAX);
    while let Some(mut part) = parts.next_field().await.map_err(|error| rejected(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let left = if file.is_some() { files_left.min(FILE_KB_MAX as usize * 1024) } else { text_left };
        let mut bytes = Vec::new();
        let mut is_whole = true;
        while let Some(chunk) = part.chunk().await.map_err(|error| rejected(&error))? {
            is_whole = is_whole && bytes.len() + chunk.len() <= left;
            if is_whole {
                holds.push(room.hold(chunk.len()).ok_or_else(busy)?);
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
            }
        }
        match file {
            // A field for files of which none was chosen.
            Some(file) if file.is_empty() && bytes.is_empty() && is_whole => {}
            Some(file) => {
                files_left = files_left.saturating_sub(bytes.len());
                let question = name.strip_prefix("a.").unwrap_or_default().to_owned();
                let room_kb = u32::try_from(left / 1024).unwrap_or(u32::MAX);
                let bytes = if is_whole { Ok(bytes) } else { Err(room_kb) };
                sent.files.push(Upload { question, name: file, bytes });
            }
            None if !is_whole => return Err(too_large()),
            None => {
                text_left -= bytes.len();
                sent.fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        if sent.fields.len() + sent.files.len() > FORM_FIELDS_MAX {
            return Err(too_large());
        }
    }
    Ok(sent)
}

fn rejected(error: &multer::Error) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } => too_large(),
        _ => Problem::new(Code::InvalidBody, "The form is not the multipart/form-data that it announces."),
    }
}

fn too_large() -> Problem {
    Problem::new(Code::TooLarge, "The body is larger than this route takes.")
}

fn busy() -> Problem {
    Problem::new(Code::Busy, "Too many bodies are being read; nothing was changed.").retry_after(1)
}
