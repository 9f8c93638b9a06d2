//! The public survey page: a pure function from what is known to HTML, with the headers it needs.
//!
//! It holds everything inline (no request follows but the small script that saves as one types, which
//! nothing depends on), is read by screen readers and keyboards, follows the reader's light or dark
//! theme, and never shows anything that the caller did not put into the [`View`].

mod field;
mod post;
#[cfg(test)]
mod tests;
mod theme;
mod words;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use touchstone_domain::link::{Item, Refusal, ResumeKey};
use touchstone_domain::locale::Lang;
use touchstone_domain::response::{Draft, shown_pages};
use touchstone_domain::survey::{Fault, Paging, Survey};

pub use post::{
    FORM_BYTES_MAX, RESUME_HOURS, chosen_language, form_fields, resume_cookie, resume_key, script,
};
pub use theme::Accent;

use field::{FieldView, Said};
use words::Words;

/// What is the same on every page of a brand.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// The brand's name as customers know it.
    pub brand: &'a str,
    /// The brand's colour.
    pub accent: Accent,
    /// The language the reader gets.
    pub lang: Lang,
    /// The languages the reader can choose from.
    pub languages: &'a [Lang],
}

/// What to show.
#[derive(Debug, Clone)]
pub enum View<'a> {
    /// Questions.
    Form(FormView<'a>),
    /// The thank-you.
    Done(DoneView<'a>),
    /// A page that takes no answers.
    Stop(Stop),
}

/// Questions, with what was answered so far.
#[derive(Debug, Clone)]
pub struct FormView<'a> {
    /// The version being answered.
    pub survey: &'a Survey,
    /// The items of the link's order.
    pub items: &'a [Item],
    /// Where the form is sent: `/s/{token}`; partial saves go to `{action}/partial`.
    pub action: &'a str,
    /// The answers so far, and the page to show.
    pub draft: &'a Draft,
    /// The visitor's key, so that a browser without cookies finds the response too.
    pub resume: Option<ResumeKey>,
    /// Whether the visitor comes back to answers given earlier.
    pub resumed: bool,
    /// What has to be corrected.
    pub faults: &'a [Fault],
    /// Refused texts by form field, shown back so that nothing typed is lost.
    pub typed: &'a BTreeMap<String, String>,
}

/// The thank-you, and what has happened because of the answers.
#[derive(Debug, Clone)]
pub struct DoneView<'a> {
    /// The version answered.
    pub survey: &'a Survey,
    /// What has happened, in order.
    pub outcomes: Vec<Outcome>,
}

/// Something that happened because of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A sentence, already in the reader's language.
    Note(String),
    /// Someone was told and will be in touch.
    Told {
        /// Who, as the customer knows them: "the manager of Store 12", "12 号店店长".
        who: String,
    },
    /// Something is offered.
    Offer {
        /// What.
        title: String,
        /// Why, or under which conditions.
        detail: String,
        /// The code to show in the store.
        code: Option<String>,
        /// The last day it can be used, by the reader's calendar.
        until: Option<String>,
        /// Where to see more, on this server.
        href: Option<String>,
    },
}

/// Why no answers are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// No such link.
    NotFound,
    /// The survey has not started.
    NotPublished,
    /// The survey takes no answers for a while.
    Paused,
    /// The survey takes no answers any more.
    Closed,
    /// The link's time is over.
    Expired,
    /// The link was withdrawn.
    Revoked,
    /// The link was used, and can be used once.
    AlreadyAnswered,
    /// The server cannot answer now.
    Unavailable,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotPublished => Self::NotPublished,
            Refusal::Paused => Self::Paused,
            Refusal::Closed => Self::Closed,
            Refusal::Expired => Self::Expired,
            Refusal::Revoked => Self::Revoked,
            Refusal::AlreadyAnswered => Self::AlreadyAnswered,
        }
    }
}

impl Stop {
    fn status(self) -> StatusCode {
        match self {
            Self::NotFound | Self::NotPublished => StatusCode::NOT_FOUND,
            Self::Paused | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Closed | Self::Expired | Self::Revoked => StatusCode::GONE,
            Self::AlreadyAnswered => StatusCode::CONFLICT,
        }
    }
}

/// A page with what its headers need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The status: 200, 422 for a form with faults, else that of the [`Stop`].
    pub status: StatusCode,
    /// The document.
    pub html: String,
    /// The value of `Content-Security-Policy`.
    pub csp: String,
}

const STYLE: &str = include_str!("../../../templates/survey/survey.css");

/// The style in one line: the page is measured in bytes.
static STYLE_MINIFIED: LazyLock<String> = LazyLock::new(|| {
    STYLE.lines().map(str::trim).filter(|line| !line.starts_with("/*")).collect::<Vec<_>>().join("")
});
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| style_hash(&STYLE_MINIFIED));

fn style_hash(style: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(style)))
}

/// Renders a page.
#[must_use]
pub fn render(frame: &Frame<'_>, view: &View<'_>) -> Page {
    let words = Words::of(&frame.lang);
    let theme = frame.accent.css();
    let (title, content, status) = match view {
        View::Form(form) => form_content(frame, words, form),
        View::Done(done) => done_content(frame, words, done),
        View::Stop(stop) => {
            let (title, text) = words.stop(*stop);
            let template =
                StopTemplate { title, text, brand: frame.brand, languages: languages(frame), words };
            (title.to_owned(), written(&template), stop.status())
        }
    };
    let layout = Layout {
        lang: frame.lang.as_str(),
        direction: frame.lang.direction(),
        title: &title,
        theme: &theme,
        style: &STYLE_MINIFIED,
        script: matches!(view, View::Form(_)),
        content: &content,
    };
    let csp = format!(
        "default-src 'none'; style-src {} {}; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        *STYLE_HASH,
        style_hash(&theme),
    );
    Page { status, html: written(&layout), csp }
}

fn written(template: &impl Template) -> String {
    template.render().expect("a template whose values are plain data cannot fail")
}

fn form_content(frame: &Frame<'_>, words: Words, form: &FormView<'_>) -> (String, String, StatusCode) {
    let survey = form.survey;
    let shown = shown_pages(survey, form.items);
    let position = shown.iter().position(|page| *page == form.draft.page).unwrap_or(0);
    let page = shown.get(position).copied().unwrap_or(0);
    let pages = match survey.paging {
        Paging::OnePage => &survey.pages[..],
        Paging::PageByPage | Paging::OneQuestion => survey.pages.get(page..=page).unwrap_or(&[]),
    };
    let sections = field::sections(pages, form, &frame.lang, words);
    let faults: Vec<Correction> = sections
        .iter()
        .flat_map(|section| &section.fields)
        .filter_map(|field| {
            let message = field.error.clone()?;
            Some(Correction { anchor: field.anchor.clone(), title: field.title.text.to_owned(), message })
        })
        .collect();
    let nothing_answered = form.faults.iter().any(|fault| fault.field == "answers");
    let heading = Said::of(&survey.title, &frame.lang, survey);
    let wrong = !faults.is_empty() || nothing_answered;
    let mut title = format!("{} · {}", heading.text, frame.brand);
    if wrong {
        title.insert_str(0, words.error_prefix());
    }
    let template = FormTemplate {
        brand: frame.brand,
        languages: languages(frame),
        words,
        lang: frame.lang.as_str(),
        action: form.action,
        page,
        resume: form.resume.map(|key| key.to_string()),
        resumed: form.resumed && !wrong,
        heading,
        intro: Said::of(&survey.intro, &frame.lang, survey).filter(|_| position == 0),
        notice: Said::of(&survey.notice, &frame.lang, survey),
        progress: (shown.len() > 1).then(|| Progress {
            position: position + 1,
            pages: shown.len(),
            label: words.page_of(position + 1, shown.len()),
        }),
        is_last: position + 1 >= shown.len(),
        sections,
        faults,
        nothing_answered,
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (title, written(&template), status)
}

fn done_content(frame: &Frame<'_>, words: Words, done: &DoneView<'_>) -> (String, String, StatusCode) {
    let template = DoneTemplate {
        brand: frame.brand,
        languages: languages(frame),
        words,
        text: Said::of(&done.survey.thank_you, &frame.lang, done.survey),
        notice: Said::of(&done.survey.notice, &frame.lang, done.survey),
        outcomes: &done.outcomes,
    };
    (format!("{} · {}", words.thanks(), frame.brand), written(&template), StatusCode::OK)
}

/// The languages a reader can switch to, under their own names.
fn languages(frame: &Frame<'_>) -> Vec<(String, String)> {
    let others = frame.languages.iter().filter(|lang| **lang != frame.lang);
    others.map(|lang| (lang.to_string(), own_name(lang))).collect()
}

fn own_name(lang: &Lang) -> String {
    let name = match lang.as_str() {
        "zh-TW" | "zh-HK" | "zh-Hant" => "繁體中文",
        _ => match lang.primary() {
            "zh" => "中文",
            "en" => "English",
            "ar" => "العربية",
            "de" => "Deutsch",
            "es" => "Español",
            "fr" => "Français",
            "id" => "Bahasa Indonesia",
            "it" => "Italiano",
            "ja" => "日本語",
            "ko" => "한국어",
            "ms" => "Bahasa Melayu",
            "pt" => "Português",
            "ru" => "Русский",
            "th" => "ไทย",
            "vi" => "Tiếng Việt",
            _ => return lang.to_string(),
        },
    };
    name.to_owned()
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let csp = HeaderValue::try_from(self.csp).expect("digests and words are printable");
        let fixed = |value| HeaderValue::from_static(value);
        let headers: [(HeaderName, HeaderValue); 6] = [
            (header::CONTENT_TYPE, fixed("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, csp),
            (header::CACHE_CONTROL, fixed("no-store")),
            // The address holds the token: other sites must not learn it.
            (header::REFERRER_POLICY, fixed("no-referrer")),
            (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
            (HeaderName::from_static("x-robots-tag"), fixed("noindex, nofollow")),
        ];
        (self.status, headers, self.html).into_response()
    }
}

struct Correction {
    anchor: String,
    title: String,
    message: String,
}

/// How far the reader has come, from 1.
struct Progress {
    position: usize,
    pages: usize,
    label: String,
}

#[derive(Template)]
#[template(path = "survey/layout.html")]
struct Layout<'a> {
    lang: &'a str,
    direction: &'a str,
    title: &'a str,
    theme: &'a str,
    style: &'a str,
    script: bool,
    content: &'a str,
}

#[derive(Template)]
#[template(path = "survey/form.html")]
struct FormTemplate<'a> {
    brand: &'a str,
    languages: Vec<(String, String)>,
    words: Words,
    lang: &'a str,
    action: &'a str,
    page: usize,
    resume: Option<String>,
    resumed: bool,
    heading: Said<'a>,
    intro: Said<'a>,
    notice: Said<'a>,
    progress: Option<Progress>,
    is_last: bool,
    sections: Vec<field::Section<'a>>,
    faults: Vec<Correction>,
    nothing_answered: bool,
}

impl FormTemplate<'_> {
    fn fields(&self) -> impl Iterator<Item = &FieldView<'_>> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    fn has_faces(&self) -> bool {
        self.fields().any(|field| matches!(field.input, field::Input::Faces { .. }))
    }

    fn has_stars(&self) -> bool {
        self.fields().any(|field| matches!(field.input, field::Input::Items { .. }))
    }
}

#[derive(Template)]
#[template(path = "survey/done.html")]
struct DoneTemplate<'a> {
    brand: &'a str,
    languages: Vec<(String, String)>,
    words: Words,
    text: Said<'a>,
    notice: Said<'a>,
    outcomes: &'a [Outcome],
}

#[derive(Template)]
#[template(path = "survey/stop.html")]
struct StopTemplate<'a> {
    title: &'a str,
    text: &'a str,
    brand: &'a str,
    languages: Vec<(String, String)>,
    words: Words,
}
