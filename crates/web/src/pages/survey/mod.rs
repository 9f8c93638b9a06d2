//! The public survey page: a pure function from what is known to HTML, with the headers it needs.
//!
//! It holds everything inline (no request follows but the small script that saves as one types, which
//! nothing depends on, and the pictures that the survey's author put beside options), is read by screen
//! readers and keyboards, follows the reader's light or dark theme, and never shows anything that the caller
//! did not put into the [`View`].

mod csp;
mod field;
mod input;
mod post;
mod said;
#[cfg(test)]
mod tests;
mod theme;
mod words;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use touchstone_domain::link::{Item, Refusal, ResumeKey};
use touchstone_domain::locale::Lang;
use touchstone_domain::response::Draft;
use touchstone_domain::survey::{Ending, Fault, Key, Survey, Walk};

pub use post::{
    FORM_BYTES_MAX, RESUME_HOURS, chosen_language, form_fields, resume_cookie, resume_key, script,
};
pub use theme::Look;
pub(super) use words::Words;

use field::FieldView;
use said::Said;

/// What is the same on every page of a brand.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// The brand's name as customers know it.
    pub brand: &'a str,
    /// The brand's colours.
    pub look: Look,
    /// The language the reader gets.
    pub lang: Lang,
    /// The languages the reader can choose from.
    pub languages: &'a [Lang],
}

/// What to show.
#[derive(Clone)]
pub enum View<'a> {
    /// Questions.
    Form(FormView<'a>),
    /// The thank-you.
    Done(DoneView<'a>),
    /// A page that takes no answers.
    Stop(Stop),
}

/// Questions, with what was answered so far.
#[derive(Clone)]
pub struct FormView<'a> {
    /// The version being answered.
    pub survey: &'a Survey,
    /// The items of the link's order.
    pub items: &'a [Item],
    /// Where the form is sent: `/s/{token}`; partial saves go to `{action}/partial`.
    pub action: &'a str,
    /// The answers so far, and the page to show.
    pub draft: &'a Draft,
    /// What these answers lead to: what is shown, and what texts recall.
    pub walk: &'a Walk<'a>,
    /// The visitor's key, so that a browser without cookies finds the response too.
    pub resume: Option<ResumeKey>,
    /// Whether the visitor comes back to answers given earlier.
    pub resumed: bool,
    /// What has to be corrected.
    pub faults: &'a [Fault],
    /// Refused texts by form field, shown back so that nothing typed is lost.
    pub typed: &'a BTreeMap<String, String>,
    /// The questions for whose sake the page is shown again.
    pub appeared: &'a [Key],
}

/// The thank-you, and what has happened because of the answers.
#[derive(Clone)]
pub struct DoneView<'a> {
    /// The version answered.
    pub survey: &'a Survey,
    /// What is said instead of the thank-you.
    pub ending: Option<&'a Ending>,
    /// What the answers led to, for what texts recall; none where they are not known any more.
    pub walk: Option<&'a Walk<'a>>,
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
            Refusal::Closed | Refusal::Full => Self::Closed,
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
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| csp::style_hash(&STYLE_MINIFIED));

/// Renders a page.
#[must_use]
pub fn render(frame: &Frame<'_>, view: &View<'_>) -> Page {
    let words = Words::of(&frame.lang);
    let theme = frame.look.css();
    let mut images = Vec::new();
    let (title, content, status) = match view {
        View::Form(form) => form_content(frame, words, form, &mut images),
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
    let csp = csp::policy(&STYLE_HASH, &theme, &images);
    Page { status, html: written(&layout), csp }
}

fn written(template: &impl Template) -> String {
    template.render().expect("a template whose values are plain data cannot fail")
}

fn form_content(
    frame: &Frame<'_>,
    words: Words,
    form: &FormView<'_>,
    images: &mut Vec<String>,
) -> (String, String, StatusCode) {
    let survey = form.survey;
    let screens = form.walk.screens();
    let position = screens.iter().position(|screen| screen.number == form.draft.page).unwrap_or(0);
    // There is always one.
    let screen = &screens[position];
    let sections = field::sections(screen, form, &frame.lang, words);
    let inputs = || sections.iter().flat_map(|section| &section.fields).map(|field| &field.input);
    images.extend(inputs().flat_map(|input| input.images()).map(str::to_owned));
    let has_files = inputs().any(|input| matches!(input, input::Input::File { .. }));
    let faults: Vec<Correction> = sections
        .iter()
        .flat_map(|section| &section.fields)
        .filter_map(|field| {
            let message = field.error.clone()?;
            Some(Correction { anchor: field.anchor.clone(), title: field.title.text.to_string(), message })
        })
        .collect();
    let nothing_answered = form.faults.iter().any(|fault| fault.field == "answers");
    let recalled = |text| Said::recalled(text, &frame.lang, survey, Some(form.walk));
    let heading = recalled(&survey.title);
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
        page: screen.number,
        on: stands_on(form.walk, form.draft),
        has_files,
        hidden: brought(form),
        resume: form.resume.map(|key| key.to_string()),
        resumed: form.resumed && !wrong,
        heading,
        intro: recalled(&survey.intro).filter(|_| position == 0),
        notice: recalled(&survey.notice),
        progress: (screens.len() > 1).then(|| Progress {
            position: position + 1,
            pages: screens.len(),
            label: words.page_of(position + 1, screens.len()),
        }),
        is_last: position + 1 >= screens.len(),
        sections,
        faults,
        nothing_answered,
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (title, written(&template), status)
}

fn done_content(frame: &Frame<'_>, words: Words, done: &DoneView<'_>) -> (String, String, StatusCode) {
    let survey = done.survey;
    let recalled = |text| Said::recalled(text, &frame.lang, survey, done.walk);
    let thanks = || Said::default().or(words, words.thanks(), &frame.lang);
    let (title, text, button) = match done.ending {
        // An ending says what it says: no thank-you slips in for those who could not take part.
        Some(ending) => {
            let title = recalled(&ending.title);
            let text = recalled(&ending.text);
            let heading = if title.is_empty() && text.is_empty() { thanks() } else { title };
            let button = ending.link.as_deref().map(|address| Button {
                address,
                label: recalled(&ending.link_label).or(words, words.go_on(), &frame.lang),
            });
            (heading, text, button)
        }
        None => {
            let text = recalled(&survey.thank_you).or(words, words.thanks_text(), &frame.lang);
            (thanks(), text, None)
        }
    };
    let name = if title.is_empty() { recalled(&survey.title) } else { title.clone() };
    let page_title = format!("{} · {}", name.text, frame.brand);
    let template = DoneTemplate {
        brand: frame.brand,
        languages: languages(frame),
        words,
        is_thanks: done.ending.is_none(),
        title: name,
        text,
        button,
        notice: recalled(&survey.notice),
        outcomes: &done.outcomes,
    };
    (page_title, written(&template), StatusCode::OK)
}

/// The questions on the page that a draft is at, as the form says them.
pub(super) fn stands_on(walk: &Walk<'_>, draft: &Draft) -> String {
    let screens = walk.screens();
    let here = screens.iter().find(|screen| screen.number == draft.page).or(screens.first());
    let questions = here.into_iter().flat_map(|screen| &screen.pages).flat_map(|(_, questions)| questions);
    questions.map(|question| question.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// What the address brought for hidden fields. What the link says is known without the page, and may be nothing that
/// its reader is to see.
fn brought<'a>(form: &FormView<'a>) -> Vec<(&'a str, &'a str)> {
    let of_link = form.walk.facts().params.map(|params| &params.hidden);
    let is_of_link = |name: &str| of_link.is_some_and(|hidden| hidden.contains_key(name));
    let hidden = form.draft.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    hidden.filter(|(name, _)| !is_of_link(name)).collect()
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
    /// The questions of this page, so that it is known which of them were seen.
    on: String,
    has_files: bool,
    /// What the address brought, so that it comes along with the answers.
    hidden: Vec<(&'a str, &'a str)>,
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

    fn draws(&self, look: input::Look) -> bool {
        self.fields().any(|field| field.input.has(look))
    }
}

/// Where an ending leads.
struct Button<'a> {
    address: &'a str,
    label: Said<'a>,
}

#[derive(Template)]
#[template(path = "survey/done.html")]
struct DoneTemplate<'a> {
    brand: &'a str,
    languages: Vec<(String, String)>,
    words: Words,
    is_thanks: bool,
    title: Said<'a>,
    text: Said<'a>,
    button: Option<Button<'a>>,
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
