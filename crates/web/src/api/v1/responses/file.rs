//! A file that came with a response.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use touchstone_domain::file::MediaType;
use touchstone_domain::id::{FileId, ResponseId};
use touchstone_engine::App;

use crate::api::schema;
use crate::auth::{Can, ReadResponses};
use crate::extract::Path;
use crate::problem::Problem;

/// Which file.
#[derive(Debug, Deserialize)]
pub struct FilePath {
    /// Of which response.
    pub response_id: ResponseId,
    /// Which file.
    pub file_id: FileId,
}

/// Answers a file that came with a response of one's own units, to be saved: a browser never opens it as a page of
/// this server. Pictures are without location and other metadata.
#[utoipa::path(
    get,
    path = "/v1/responses/{response_id}/files/{file_id}",
    tag = "responses",
    params(
        ("response_id" = schema::ResponseId, Path, description = "Which response."),
        ("file_id" = inline(schema::FileId), Path, description = "Which of its files."),
    ),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/octet-stream"),
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/png"),
        (Vec<u8> = "image/gif"),
        (Vec<u8> = "image/webp"),
        (Vec<u8> = "application/pdf"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (String = "text/plain"),
    )))
)]
pub async fn download_response_file(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Path(FilePath { response_id, file_id }): Path<FilePath>,
) -> Result<Response, Problem> {
    let (row, bytes) = app.response_file(&who, response_id, file_id).await?;
    let media = MediaType::named(&row.media_type).map_or("application/octet-stream", MediaType::name);
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, attachment(&row.name)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    Ok((headers, bytes).into_response())
}

/// Saved under its name (RFC 6266), whatever letters it is written in.
fn attachment(name: &str) -> HeaderValue {
    let mut value = "attachment; filename*=UTF-8''".to_owned();
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => value.push(char::from(byte)),
            _ => value.push_str(&format!("%{byte:02X}")),
        }
    }
    HeaderValue::try_from(value).expect("letters, digits and percent signs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_a_header() {
        assert_eq!(attachment("汤 1.jpg"), "attachment; filename*=UTF-8''%E6%B1%A4%201.jpg");
        assert_eq!(attachment("a\"\r\nb;c'"), "attachment; filename*=UTF-8''a%22%0D%0Ab%3Bc%27");
    }
}
