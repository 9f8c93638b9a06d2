//! What the survey page sends back: forms, keys, the wish for a language.

use axum::http::{HeaderMap, HeaderValue, header};
use touchstone_domain::link::{Link, LinkKind, ResumeKey, Token};
use touchstone_domain::locale::{Lang, negotiate};
use touchstone_domain::response::Draft;
use touchstone_domain::survey::Survey;

/// The largest form taken: 100,000 Chinese characters, encoded, stay below.
pub const FORM_BYTES_MAX: usize = 1024 * 1024;

/// How long a browser keeps the key of its response. An open link hangs in a store or stands in a chat
/// group: who comes back days later comes with a new experience and answers anew.
pub const RESUME_HOURS: u32 = 24;

/// The same for links that are about one experience.
const RESUME_HOURS_OF_ONE: u32 = 24 * 90;

const COOKIE: &str = "ts_resume";

/// The pairs of a form's body; what is not UTF-8 becomes the replacement character.
#[must_use]
pub fn form_fields(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

/// The visitor's key from the cookie, if there is one.
#[must_use]
pub fn resume_key(headers: &HeaderMap) -> Option<ResumeKey> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=')?.parse().ok())
}

/// The cookie that finds a visitor's own response again. It is sent to this link's pages only.
#[must_use]
pub fn resume_cookie(token: &Token, kind: LinkKind, key: ResumeKey, secure: bool) -> HeaderValue {
    let hours = if kind == LinkKind::Open { RESUME_HOURS } else { RESUME_HOURS_OF_ONE };
    let secure = if secure { "; Secure" } else { "" };
    let seconds = u64::from(hours) * 3_600;
    HeaderValue::try_from(format!(
        "{COOKIE}={key}; Path=/s/{token}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    ))
    .expect("keys and tokens are letters and digits")
}

/// The language to show: the one asked for in the address (`?lang=`), chosen earlier, set by the link,
/// liked by the browser, else the survey's own.
#[must_use]
pub fn chosen_language(
    survey: &Survey,
    link: &Link,
    draft: &Draft,
    asked: Option<&str>,
    headers: &HeaderMap,
) -> Lang {
    let asked = asked.and_then(|tag| tag.parse().ok());
    let wishes = [asked.as_ref(), draft.language.as_ref(), link.params.language.as_ref()];
    let wish = wishes.into_iter().flatten().find(|lang| survey.languages.contains(lang));
    wish.cloned().unwrap_or_else(|| {
        let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        negotiate(accept.unwrap_or_default(), &survey.languages, &survey.default_language)
    })
}

/// The script that saves answers while they are given, for `GET /assets/survey.js`.
#[must_use]
pub fn script() -> &'static str {
    include_str!("../../../templates/survey/survey.js")
}

#[cfg(test)]
mod tests {
    use touchstone_domain::id::{LinkId, SurveyId};
    use touchstone_domain::link::LinkParams;

    use super::*;

    #[test]
    fn the_language_asked_for_counts_most_then_what_was_chosen_sent_and_liked() {
        let document =
            serde_json::from_str(include_str!("../../../golden/ten-questions.json")).expect("JSON");
        let id = SurveyId::from_bytes([0; 16]);
        let survey = Survey::read(id, &document).expect("readable");
        let chosen = |asked: Option<&str>, draft: Option<Lang>, link: Option<Lang>, accept: &str| {
            let params = LinkParams { language: link, ..LinkParams::default() };
            let (link_id, kind) = (LinkId::from_bytes([0; 16]), LinkKind::Open);
            let link = Link { id: link_id, survey: id, kind, params, expires_at: None, revoked_at: None };
            let draft = Draft { language: draft, ..Draft::default() };
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::try_from(accept).expect("printable"));
            chosen_language(&survey, &link, &draft, asked, &headers).to_string()
        };
        assert_eq!(chosen(Some("en"), Some(Lang::zh_cn()), None, "zh"), "en");
        assert_eq!(chosen(Some("fr"), Some(Lang::en()), Some(Lang::zh_cn()), "zh"), "en");
        assert_eq!(chosen(None, None, Some(Lang::en()), "zh"), "en");
        assert_eq!(chosen(None, None, None, "en-GB,en;q=0.8"), "en");
        assert_eq!(chosen(Some("\u{0}"), None, None, "fr"), "zh-CN");
    }

    #[test]
    fn any_body_is_read_as_a_form() {
        let pairs = form_fields(b"a.q=%E6%B1%A4+%ff&&=&x");
        let expected = [("a.q", "\u{6c64} \u{fffd}"), ("", ""), ("x", "")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn foreign_cookies_are_passed_over() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("ts_resume=short; ts_resumed=x"));
        assert_eq!(resume_key(&headers), None);
    }
}
