//! A brand that asks: its survey, the links to it, and those who answer.

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::id::SurveyId;
use touchstone_domain::link::{Link, LinkKind, LinkParams, ResumeKey, Token};
use touchstone_domain::survey::Command;

use super::TestApp;
use crate::access::Actor;
use crate::answering::{self, Given, Posted, Shown, Upload, Visit};
use crate::starter;
use crate::surveys::NewLink;

/// A survey in English whose pages ask these questions, with other parts of the document beside them.
#[must_use]
pub fn document<const PAGES: usize>(pages: [Value; PAGES], others: Value) -> Value {
    let page = |(at, questions)| json!({ "id": format!("page{at}"), "questions": questions });
    let pages: Vec<Value> = pages.into_iter().enumerate().map(page).collect();
    let mut document = json!({
        "version": 2, "name": "Visit", "default_language": "en", "languages": ["en"], "title": {"en": "Visit"},
        "pages": pages,
    });
    extend(&mut document, others);
    document
}

/// A question of a kind, with other fields beside these.
#[must_use]
pub fn question(id: &str, kind: &str, others: Value) -> Value {
    let mut question = json!({ "id": id, "kind": kind, "title": {"en": "?"}, "required": false });
    extend(&mut question, others);
    question
}

fn extend(document: &mut Value, others: Value) {
    if let (Value::Object(document), Value::Object(others)) = (document, others) {
        document.extend(others);
    }
}

/// The fields of a form.
#[must_use]
pub fn fields(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A brand with a published survey.
pub struct TestSurvey {
    /// The application.
    pub test: TestApp,
    /// The brand's first member.
    pub actor: Actor,
    /// The survey.
    pub survey: SurveyId,
}

impl TestSurvey {
    /// A survey of this document.
    pub async fn of(test: TestApp, document: Value) -> Self {
        let actor = test.set_up().await;
        let survey = test.app.create_survey(&actor, document).await.expect("a survey").id;
        let made = Self { test, actor, survey };
        made.command(Command::Publish).await;
        made
    }

    /// The survey that comes with the product.
    pub async fn starter(test: TestApp) -> Self {
        let actor = test.set_up().await;
        let survey = starter::install(&test.app, &actor, false).await.expect("installed").survey;
        Self { test, actor, survey }
    }

    /// Publishes, pauses, resumes or closes it.
    pub async fn command(&self, command: Command) {
        let done = self.test.app.command_survey(&self.actor, self.survey, command, None).await;
        done.expect("it can be");
    }

    /// Publishes this document as the next version.
    pub async fn publish(&self, document: Value) {
        let saved = self.test.app.update_survey(&self.actor, self.survey, document, None).await;
        saved.expect("it can be saved");
        self.command(Command::Publish).await;
    }

    /// A link that many share.
    pub async fn open_link(&self) -> Token {
        self.link(LinkKind::Open, LinkParams::default()).await.1
    }

    /// A link.
    pub async fn link(&self, kind: LinkKind, params: LinkParams) -> (Link, Token) {
        let new = NewLink { kind, params, expires_at: None };
        let made = self.test.app.create_link(&self.actor, self.survey, new).await.expect("a link");
        let token = made.url.rsplit('/').next().and_then(|token| token.parse().ok()).expect("an address");
        (made.link, token)
    }

    /// One of those who came through a link: each number is a browser.
    #[must_use]
    pub fn visitor(&self, token: Token, number: u8) -> Visitor<'_> {
        Visitor { test: &self.test, token, key: Some(ResumeKey::new([number; 16])) }
    }

    /// Whom a link was made for: it alone says who they are.
    #[must_use]
    pub fn guest(&self, token: Token) -> Visitor<'_> {
        Visitor { test: &self.test, token, key: None }
    }

    /// Lets time pass.
    pub fn hours_later(&self, hours: i64) {
        self.test.clock.advance(SignedDuration::from_hours(hours));
    }
}

/// Somebody who answers.
#[derive(Clone, Copy)]
pub struct Visitor<'t> {
    test: &'t TestApp,
    token: Token,
    key: Option<ResumeKey>,
}

impl Visitor<'_> {
    /// Opens the page.
    pub async fn open(&self) -> Shown {
        answering::open(&self.test.app, self.visit()).await.expect("a page")
    }

    /// Sends the form with these fields.
    pub async fn post(&self, given: &[(&str, &str)]) -> Shown {
        self.send(Posted::Fields(fields(given))).await
    }

    /// Sends the form with these fields and files as a browser without cookies does: the key is one of the fields.
    pub async fn post_without_cookies(&self, given: &[(&str, &str)], files: Vec<Upload>) -> Shown {
        let mut fields = fields(given);
        fields.extend(self.key.map(|key| ("resume".to_owned(), key.to_string())));
        let visit = Visit { token: self.token, resume: None };
        answering::post_with_files(&self.test.app, visit, fields, files).await.expect("a page")
    }

    /// Sends complete answers, as a program does.
    pub async fn answer(&self, given: impl Into<Given>) -> Shown {
        self.send(Posted::Json(given.into())).await
    }

    async fn send(&self, posted: Posted) -> Shown {
        answering::post(&self.test.app, self.visit(), posted).await.expect("a page")
    }

    fn visit(&self) -> Visit {
        Visit { token: self.token, resume: self.key }
    }
}

/// What comes of what was sent, in a few words.
#[must_use]
pub fn outcome(shown: &Shown) -> String {
    match shown {
        Shown::Done(invitation, _) => {
            let ended = invitation.completed.as_ref().and_then(|draft| draft.ended.as_ref());
            let ending = invitation.ending().map(|ending| ending.id.to_string());
            match ended.and_then(|ended| ended.quota_full.as_ref()) {
                Some(quota) => format!("{quota} is full: {}", ending.unwrap_or_default()),
                None => "counts".to_owned(),
            }
        }
        Shown::Refused(_, refusal) => format!("{refusal:?}"),
        Shown::Form(_, form) if form.faults.is_empty() => format!("page {}", form.draft.page),
        Shown::Form(_, form) => format!("{:?}", form.faults),
        Shown::Unknown => "unknown".to_owned(),
    }
}
