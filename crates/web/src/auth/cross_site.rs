//! Requests that a browser sends on behalf of another site.
//!
//! A change with a cookie needs three things that another site cannot have at once: the cookie is
//! `SameSite=Lax`, the browser says that the request comes from our own origin, and the request carries a
//! header that only a script of our own origin may set.

use axum::http::{HeaderMap, header, uri::Uri};

use crate::problem::{Code, Problem};

/// A script of the console sets it on every change; another site's cannot, since we answer no preflight.
pub const CSRF_HEADER: &str = "touchstone-csrf";

/// Refuses a change with a cookie that does not provably come from our own origin.
pub fn refuse_cross_site(headers: &HeaderMap) -> Result<(), Problem> {
    refuse_other_origin(headers)?;
    if headers.contains_key(CSRF_HEADER) {
        return Ok(());
    }
    let detail = format!("A change with a session needs the header {CSRF_HEADER}, with any value.");
    Err(Problem::new(Code::CrossSite, detail))
}

/// Refuses what a browser says comes from another origin.
pub fn refuse_other_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let foreign = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let origin = origin.parse::<Uri>().ok();
            let host = origin.as_ref().and_then(|origin| origin.authority()).map(ToString::to_string);
            host.is_none() || host.as_deref() != text(header::HOST.as_str())
        }
        // No browser: those send at least one of them with a change.
        (None, None) => false,
    };
    if foreign {
        return Err(Problem::new(Code::CrossSite, "A browser sent this request from another site."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        refuse_cross_site(&headers).is_ok()
    }

    #[test]
    fn only_our_own_origin_may_change_with_a_cookie() {
        let csrf = (CSRF_HEADER, "1");
        assert!(check(&[csrf, ("sec-fetch-site", "same-origin")]));
        assert!(check(&[csrf, ("origin", "https://cem.example.com"), ("host", "cem.example.com")]));
        assert!(check(&[csrf]), "a program that uses a session");
        assert!(!check(&[("sec-fetch-site", "same-origin")]), "without the header");
        assert!(!check(&[csrf, ("sec-fetch-site", "same-site")]), "a neighbour host");
        assert!(!check(&[csrf, ("sec-fetch-site", "cross-site")]));
        assert!(!check(&[csrf, ("origin", "https://evil.example"), ("host", "cem.example.com")]));
        assert!(!check(&[csrf, ("origin", "null"), ("host", "cem.example.com")]));
    }
}
