//! Files that come with answers: checked and cleaned before anything is stored, stored piece by piece before
//! the answer that names them, and forgotten when no answer is completed with them.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::file::{MediaType, clean_name, without_metadata};
use touchstone_domain::id::{BrandId, FileId, ResponseId};
use touchstone_domain::response::{Change, Draft, FileRef, Patch};
use touchstone_domain::survey::{Ask, Fault, FaultKind, FileField, Key, Question, Survey};
use touchstone_domain::time::after;
use touchstone_store::rows::files::{self, FileRow, PIECE_BYTES};
use touchstone_store::rows::surveys;
use touchstone_store::{StoreError, Tx};

use super::{Invitation, Shown};
use crate::App;

/// The most bytes that the files of a response have together.
pub const RESPONSE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// How long a file may belong to nobody: it is sent and named by one request.
const UNNAMED_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long the files of a response are kept while nothing is changed in it and it is not completed.
const UNFINISHED_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The time of a link's budget.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A file as it came.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The question that it answers, as the form says.
    pub question: String,
    /// What the sender calls it.
    pub name: String,
    /// Its content, or for how many kB of it there was room when there was more.
    pub bytes: Result<Vec<u8>, u32>,
}

/// What became of the files of a posting.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Those that are stored, by question.
    pub(super) files: Vec<(Key, FileRef)>,
    /// What is wrong with the others.
    pub(super) faults: Vec<Fault>,
}

/// A file that can be stored.
struct Sound {
    question: Key,
    file: FileRef,
    bytes: Vec<u8>,
}

/// The questions that take files, and how many bytes each.
pub(super) fn taken_by(survey: &Survey) -> BTreeMap<String, usize> {
    let field = |question: &Question| match &question.ask {
        Ask::File(field) => Some((question.id.to_string(), bytes_max(field))),
        _ => None,
    };
    survey.questions().filter_map(field).collect()
}

/// Stores the files that the survey takes from whoever is shown its form.
pub(super) async fn receive(app: &App, shown: &Shown, uploads: Vec<Upload>) -> Result<Received, StoreError> {
    let Shown::Form(invitation, form) = shown else { return Ok(Received::default()) };
    let Some(version) = &invitation.version else { return Ok(Received::default()) };
    let new_id = || app.new_id(FileId::new);
    let (sound, faults) = looked_at(&version.survey, &form.draft, uploads, new_id);
    let mut received = Received { files: Vec::with_capacity(sound.len()), faults };
    for one in sound {
        if store(app, invitation, &one.file, one.bytes).await? {
            received.files.push((one.question, one.file));
        } else {
            received.faults.push(Fault::new(format!("answers.{}", one.question), FaultKind::NoRoom));
        }
    }
    Ok(received)
}

/// Which files can be taken, in the order sent, and what is wrong with the others.
fn looked_at(
    survey: &Survey,
    draft: &Draft,
    uploads: Vec<Upload>,
    mut new_id: impl FnMut() -> FileId,
) -> (Vec<Sound>, Vec<Fault>) {
    let mut sound: Vec<Sound> = Vec::new();
    let mut faults: BTreeMap<Key, FaultKind> = BTreeMap::new();
    let mut total: u64 = draft.files().map(|file| u64::from(file.size)).sum();
    for upload in uploads {
        // A field of no such question is a foreign one like any other.
        let Some(question) = survey.question(&upload.question) else { continue };
        let Ask::File(field) = &question.ask else { continue };
        let held = draft.files_of(&question.id).len();
        let held = held + sound.iter().filter(|one| one.question == question.id).count();
        let taken = take(field, held, &upload).and_then(|(media, bytes)| {
            total += bytes.len() as u64;
            let over = FaultKind::TooLarge { max_kb: (RESPONSE_BYTES_MAX / 1024) as u32 };
            if total > RESPONSE_BYTES_MAX { Err(over) } else { Ok((media, bytes)) }
        });
        match taken {
            Ok((media, bytes)) => {
                let file = FileRef {
                    id: new_id(),
                    name: clean_name(&upload.name, media),
                    media_type: media.name().to_owned(),
                    size: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
                };
                sound.push(Sound { question: question.id.clone(), file, bytes });
            }
            Err(kind) => {
                faults.entry(question.id.clone()).or_insert(kind);
            }
        }
    }
    let fault = |(key, kind): (Key, FaultKind)| Fault::new(format!("answers.{key}"), kind);
    (sound, faults.into_iter().map(fault).collect())
}

fn bytes_max(field: &FileField) -> usize {
    field.size_max_kb as usize * 1024
}

/// What is stored of a file, if its question takes it.
fn take(field: &FileField, held: usize, upload: &Upload) -> Result<(MediaType, Vec<u8>), FaultKind> {
    let max = usize::from(field.files_max);
    if held >= max {
        return Err(FaultKind::TooMany { max });
    }
    let limit = bytes_max(field);
    let bytes = match &upload.bytes {
        Ok(bytes) if bytes.len() <= limit => bytes,
        Ok(_) => return Err(FaultKind::TooLarge { max_kb: field.size_max_kb }),
        Err(room_kb) => return Err(FaultKind::TooLarge { max_kb: field.size_max_kb.min(*room_kb) }),
    };
    let kinds =
        if field.images_only { "a JPEG, PNG, GIF or WebP picture" } else { "a file of a kind that is taken" };
    let media = MediaType::of(bytes).filter(|media| media.is_image() || !field.images_only);
    let media = media.ok_or(FaultKind::Expected { expected: kinds })?;
    let kept = without_metadata(media, bytes).map_err(|_| FaultKind::Expected { expected: kinds })?;
    Ok((media, kept))
}

/// Stores a file if there is room for it.
async fn store(
    app: &App,
    invitation: &Invitation,
    file: &FileRef,
    bytes: Vec<u8>,
) -> Result<bool, StoreError> {
    let (brand, link, budget) = (invitation.brand, invitation.link.id, invitation.settings.files);
    let (id, now) = (file.id, app.now());
    let row = FileRow {
        file: id,
        response: None,
        link: Some(link),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: i64::from(file.size),
        created_at: now,
        expires_at: Some(after(now, UNNAMED_KEPT)),
    };
    let announce = move |tx: &mut Tx<'_>| {
        let of_link = files::bytes_of_link(tx, link, after(now, -HOUR))?;
        if !budget.has_room(row.size, of_link, files::bytes_of_brand(tx)?) {
            return Ok(false);
        }
        files::insert(tx, &row)?;
        Ok::<_, StoreError>(true)
    };
    if !app.store().write("file", brand, announce).await? {
        return Ok(false);
    }
    for (number, piece) in (0_i64..).zip(bytes.chunks(PIECE_BYTES)) {
        let piece = piece.to_vec();
        app.store().write("file_piece", brand, move |tx| files::insert_piece(tx, id, number, &piece)).await?;
    }
    Ok(true)
}

/// Makes exactly the files of a draft belong to its response; for a while only, unless it is completed.
pub(super) fn settle(
    tx: &mut Tx,
    response: ResponseId,
    draft: &Draft,
    (completed, now): (bool, Timestamp),
) -> Result<(), StoreError> {
    let ids: Vec<FileId> = draft.files().map(|file| file.id).collect();
    let expires_at = (!completed).then(|| after(now, UNFINISHED_KEPT));
    files::settle(tx, response, &ids, expires_at)
}

/// Forgets files that have expired, and takes them out of the answers that name them; answers how many.
pub(crate) async fn forget(app: &App, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let expired = app.store().read_global("expired_files", move |tx| files::expired(tx, now, limit)).await?;
    let mut by_brand: BTreeMap<BrandId, Vec<FileId>> = BTreeMap::new();
    for (brand, file) in &expired {
        by_brand.entry(*brand).or_default().push(*file);
    }
    for (brand, ids) in by_brand {
        let forget = move |tx: &mut Tx<'_>| ids.iter().try_for_each(|file| forget_one(tx, *file, now));
        app.store().write("forget_files", brand, forget).await?;
    }
    Ok(expired.len())
}

fn forget_one(tx: &mut Tx, file: FileId, now: Timestamp) -> Result<(), StoreError> {
    // An answer may have been completed with it meanwhile.
    let found = files::find(tx, file)?.filter(|row| row.expires_at.is_some_and(|at| at <= now));
    let Some(row) = found else { return Ok(()) };
    if let Some(response) = row.response
        && let Some(mut held) = surveys::response(tx, response)?
    {
        let mut draft: Draft = serde_json::from_str(&held.answers)
            .map_err(|error| StoreError::Corrupt(format!("response {response}: {error}")))?;
        let drops: Patch =
            draft.answers.keys().map(|question| (question.clone(), Change::Drop(vec![file]))).collect();
        draft.merge(drops);
        held.answers =
            serde_json::to_string(&draft).map_err(|error| StoreError::Defect(error.to_string()))?;
        surveys::save_response(tx, &held)?;
    }
    files::delete(tx, &[file])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn files_are_taken_within_their_questions_limits() {
        let document = json!({
            "version": 2, "name": "Files", "default_language": "en", "languages": ["en"], "title": {"en": "Files"},
            "pages": [{"id": "p", "questions": [
                {"id": "photo", "kind": "file", "title": {"en": "?"}, "required": false, "images_only": true, "files_max": 1, "size_max_kb": 1},
                {"id": "papers", "kind": "file", "title": {"en": "?"}, "required": false, "files_max": 3},
                {"id": "words", "kind": "text", "title": {"en": "?"}, "required": false},
            ]}],
        });
        let id = "srv_00000000000000000000000001".parse().expect("an id");
        let survey = Survey::read(id, &document).expect("readable");
        let upload = |question: &str, name: &str, bytes: &[u8]| Upload {
            question: question.to_owned(),
            name: name.to_owned(),
            bytes: Ok(bytes.to_vec()),
        };
        let gif = b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe\x07at home\0\x3b";
        let uploads = vec![
            upload("photo", "words.gif", b"only words"),
            upload("photo", "holiday.png", gif),
            upload("photo", "second.gif", gif),
            upload("papers", "a.txt", b"only words"),
            upload("papers", "b.txt", &[b'x'; 2_000]),
            upload("papers", "c.exe", b"MZ\x90\0"),
            Upload { bytes: Err(10), ..upload("papers", "huge.pdf", b"") },
            upload("words", "d.txt", b"words"),
            upload("nowhere", "e.txt", b"words"),
        ];
        let mut number = 0;
        let (sound, faults) = looked_at(&survey, &Draft::default(), uploads, || {
            number += 1;
            FileId::from_bytes([number; 16])
        });
        let taken: Vec<(&str, &str, u32)> = sound
            .iter()
            .map(|one| (one.file.name.as_str(), one.file.media_type.as_str(), one.file.size))
            .collect();
        // The comment has gone, and the name says what it is.
        let pictures = ("holiday.png.gif", "image/gif", 14);
        assert_eq!(taken, [pictures, ("a.txt", "text/plain", 10), ("b.txt", "text/plain", 2_000)]);
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "answers.papers: expected a file of a kind that is taken",
                "answers.photo: expected a JPEG, PNG, GIF or WebP picture",
            ]
        );
    }
}
