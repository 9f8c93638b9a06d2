//! The session's cookie.

use axum::http::{HeaderMap, HeaderValue, header};

/// Over https the name's prefix makes browsers refuse it from other hosts and without `Secure`.
const SECURE_NAME: &str = "__Host-touchstone";
const PLAIN_NAME: &str = "touchstone";

/// The secret of the session that the browser sent. Over https only the prefixed cookie counts: the plain
/// one could have been set by a neighbour host, or over http on the way.
#[must_use]
pub fn session_secret(headers: &HeaderMap, https: bool) -> Option<&str> {
    let wanted = if https { SECURE_NAME } else { PLAIN_NAME };
    let mut pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, value)| (name == wanted).then_some(value))
}

/// The header that gives a browser its session.
#[must_use]
pub fn set_session(secret: &str, https: bool, seconds: i64) -> HeaderValue {
    cookie(secret, https, seconds)
}

/// The header that takes it away.
#[must_use]
pub fn clear_session(https: bool) -> HeaderValue {
    cookie("", https, 0)
}

fn cookie(value: &str, https: bool, seconds: i64) -> HeaderValue {
    let (name, secure) = if https { (SECURE_NAME, "; Secure") } else { (PLAIN_NAME, "") };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::try_from(text).expect("a secret is of letters and digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; touchstone=tss_1"));
        assert_eq!(session_secret(&headers, false), Some("tss_1"));
        assert_eq!(session_secret(&headers, true), None, "anyone near may have set it");
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-touchstone=tss_2"));
        assert_eq!(session_secret(&headers, true), Some("tss_2"));
        assert_eq!(session_secret(&HeaderMap::new(), false), None);
    }

    #[test]
    fn cookies_are_kept_from_scripts_and_other_sites() {
        let plain = set_session("tss_1", false, 60);
        assert_eq!(plain, "touchstone=tss_1; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        let secure = clear_session(true);
        assert_eq!(secure, "__Host-touchstone=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
    }
}
