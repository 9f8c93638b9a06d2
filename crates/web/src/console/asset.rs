//! A file of the console, in the form that its browser reads.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Files under this have their content's hash in the name: they never change.
const HASHED: &str = "/console/";
/// What a script that works in the background may do: ask this server. Other files are bound by the page's policy.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// A file of the console.
#[derive(Debug)]
pub struct Asset {
    /// Where browsers find it.
    pub path: &'static str,
    /// As it is.
    pub plain: &'static [u8],
    /// Compressed, if that is worth it.
    pub brotli: Option<&'static [u8]>,
    /// Compressed for browsers that do not read the other: those that came over plain http.
    pub gzip: Option<&'static [u8]>,
}

impl Asset {
    /// The file at a path; the page itself is none, since it is made for each answer.
    #[must_use]
    pub fn find<'a>(assets: &'a [Self], path: &str) -> Option<&'a Self> {
        assets.iter().find(|asset| asset.path == path && path != super::index::PATH)
    }

    /// The file as the browser that sent these headers wants it.
    #[must_use]
    pub fn respond(&self, headers: &HeaderMap) -> Response {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let accepts = |name: &str| accepted.is_some_and(|list| names(list, name));
        let (body, encoding) = match (self.brotli, self.gzip) {
            (Some(brotli), _) if accepts("br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts("gzip") => (gzip, Some("gzip")),
            _ => (self.plain, None),
        };
        let mut response = Body::from(body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.freshness()));
        if !self.path.starts_with(HASHED) && self.path.ends_with(".js") {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_POLICY));
        }
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if self.brotli.is_some() || self.gzip.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }

    fn freshness(&self) -> &'static str {
        if self.path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" }
    }

    fn kind(&self) -> &'static str {
        match self.path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("webmanifest") => "application/manifest+json",
            _ => "application/octet-stream",
        }
    }
}

/// Whether a list such as `gzip, br;q=0.5` names an encoding without refusing it.
fn names(list: &str, name: &str) -> bool {
    list.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next() == Some(name) && !parts.any(|part| matches!(part, "q=0" | "q=0.0"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: Asset =
        Asset { path: "/console/a-1.js", plain: b"plain", brotli: Some(b"br"), gzip: Some(b"gz") };
    const ICON: Asset = Asset { path: "/icon.svg", plain: b"<svg/>", brotli: None, gzip: None };

    fn sent(asset: &Asset, accepted: &'static str) -> (Option<String>, String) {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        let response = asset.respond(&headers);
        let text = |name| response.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        (text(header::CONTENT_ENCODING), text(header::CACHE_CONTROL).expect("always said"))
    }

    #[test]
    fn a_browser_gets_the_smallest_form_that_it_reads() {
        assert_eq!(sent(&SCRIPT, "gzip, deflate, br").0.as_deref(), Some("br"));
        assert_eq!(sent(&SCRIPT, "gzip, br;q=0").0.as_deref(), Some("gzip"));
        assert_eq!(sent(&SCRIPT, "identity").0, None);
        assert_eq!(sent(&ICON, "br").0, None);
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(sent(&SCRIPT, "").1.contains("immutable"));
        assert_eq!(sent(&ICON, "").1, "no-cache");
    }

    #[test]
    fn a_background_script_may_ask_this_server_only() {
        let worker = Asset { path: "/sw.js", ..ICON };
        let response = worker.respond(&HeaderMap::new());
        assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], WORKER_POLICY);
        assert!(!SCRIPT.respond(&HeaderMap::new()).headers().contains_key(header::CONTENT_SECURITY_POLICY));
    }

    #[test]
    fn the_page_is_no_file() {
        let assets = [Asset { path: super::super::index::PATH, ..ICON }, SCRIPT];
        assert!(Asset::find(&assets, "/index.html").is_none());
        assert!(Asset::find(&assets, "/console/a-1.js").is_some());
    }
}
