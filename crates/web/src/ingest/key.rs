//! Where clients put the source key: in a header, in the query, in the body, often in several places.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use touchstone_engine::App;
use touchstone_engine::access::SourceIdentity;

use super::answer::Failure;
use crate::protocol::segment;

/// Longest key looked up, in bytes.
const KEY_BYTES_MAX: usize = 256;

/// Whether a request said who it is from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It carried no key.
    Missing,
    /// None of its keys is one of ours.
    Wrong,
}

/// The keys of a request, most deliberate first.
pub(super) fn keys(headers: &HeaderMap, query: &[(String, String)]) -> Vec<String> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let mut keys = Vec::new();
    keys.extend(header("x-write-key").map(str::to_owned));
    let authorization = header(AUTHORIZATION.as_str()).and_then(|value| value.split_once(' '));
    if let Some((scheme, credentials)) = authorization {
        if scheme.eq_ignore_ascii_case("bearer") {
            keys.push(credentials.trim().to_owned());
        } else if scheme.eq_ignore_ascii_case("basic") {
            let decoded =
                STANDARD.decode(credentials.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            keys.extend(decoded);
        }
    }
    keys.extend(query.iter().filter(|(name, _)| name == "writeKey").map(|(_, key)| key.clone()));
    keys.iter().filter_map(|key| of_pair(key)).map(str::to_owned).collect()
}

/// The source of the first key that is one of ours; the body is looked into only if no other place has one.
pub(super) async fn source(
    app: &App,
    keys: Vec<String>,
    body: Option<&[u8]>,
) -> Result<SourceIdentity, Failure> {
    let mut unknown = Unknown::Missing;
    for key in keys {
        unknown = Unknown::Wrong;
        if let Some(source) = look_up(app, &key).await? {
            return Ok(source);
        }
    }
    let Some(key) = body.and_then(segment::write_key) else { return Err(unknown.into()) };
    let Some(key) = of_pair(&key) else { return Err(Unknown::Wrong.into()) };
    look_up(app, key).await?.ok_or_else(|| Unknown::Wrong.into())
}

/// The key alone. Jitsu's library takes only keys of the form `key:secret`, and Basic authentication is
/// `key:password`: ours has no colon, and what follows one means nothing.
fn of_pair(text: &str) -> Option<&str> {
    let key = text.split(':').next().unwrap_or_default().trim();
    (!key.is_empty() && key.len() <= KEY_BYTES_MAX).then_some(key)
}

async fn look_up(app: &App, key: &str) -> Result<Option<SourceIdentity>, Failure> {
    app.source_of_key(key).await.map_err(|refusal| Failure::unavailable(&refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_wherever_clients_put_them() {
        let mut headers = HeaderMap::new();
        headers.insert("x-write-key", "a:secret".parse().expect("a header"));
        headers.insert(AUTHORIZATION, "Basic Yjo=".parse().expect("a header"));
        let query = [("writeKey".to_owned(), "c".to_owned()), ("event".to_owned(), "x".to_owned())];
        assert_eq!(keys(&headers, &query), ["a", "b", "c"]);
        headers.insert(AUTHORIZATION, "bearer d".parse().expect("a header"));
        assert_eq!(keys(&headers, &[]), ["a", "d"]);
        for broken in ["Basic", "Basic ???", "Digest x", "Basic Og=="] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, broken.parse().expect("a header"));
            assert!(keys(&headers, &[]).is_empty(), "{broken}");
        }
    }
}
