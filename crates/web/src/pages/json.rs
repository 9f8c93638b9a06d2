//! The same survey for programs that show it themselves: answers in and outcomes out as JSON.
//!
//! A program steps through the questions as it likes and sends all answers at once: nothing is asked again for what they
//! lead to. A required question that they lead to and that has no answer is a fault of the one answer (422); one that
//! is not required may be left out, and a program that wants it asked reads the definition's `show_when`.

use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::field::FieldError;
use touchstone_domain::link::{Refusal, ResumeKey};
use touchstone_engine::answering::{self, Given, Posted, Shown, Visit};

use super::answer;
use super::survey::{Outcome, Words};
use crate::Web;
use crate::extract;
use crate::problem::{Code, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    /// By question.
    answers: Value,
    /// Made up by the program, 20 letters and digits: sent twice, it is one response.
    #[serde(default)]
    resume: Option<ResumeKey>,
    /// The work that vouches for them: a number with which SHA-256 of `resume.proof` begins with 14 zero bits.
    #[serde(default)]
    proof: Option<String>,
}

#[derive(Serialize)]
struct Answered {
    state: &'static str,
    outcomes: Vec<OutcomeAnswer>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum OutcomeAnswer {
    Told { who: String },
    Offer { title: String, detail: String },
    Note { text: String },
}

/// Whether the body says that it is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// Takes complete answers.
pub(super) async fn submit(web: &Web, visit: Option<Visit>, body: &[u8]) -> Response {
    match complete(web, visit, body).await {
        Ok(answered) => ([(header::CACHE_CONTROL, "no-store")], Json(answered)).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn complete(web: &Web, visit: Option<Visit>, body: &[u8]) -> Result<Answered, Problem> {
    let mut visit = visit.ok_or_else(|| Problem::not_found("survey"))?;
    let given: Answers = extract::parse(body)?;
    visit.resume = given.resume.or(visit.resume);
    match answering::post(&web.app, visit, Posted::Json(Given { answers: given.answers, proof: given.proof }))
        .await?
    {
        Shown::Unknown => Err(Problem::not_found("survey")),
        Shown::Refused(_, refusal) => Err(refused(refusal)),
        Shown::Form(_, form) => {
            Err(Problem::fields(form.faults.into_iter().map(FieldError::from).collect::<Vec<_>>()))
        }
        Shown::Done(invitation, _) => {
            let language = invitation.version.as_ref().map(|version| &version.survey.default_language);
            let words = language.map_or(Words::Chinese, Words::of);
            let outcomes = answer::outcomes(&invitation, words).into_iter().map(told).collect();
            Ok(Answered { state: "done", outcomes })
        }
    }
}

fn told(outcome: Outcome) -> OutcomeAnswer {
    match outcome {
        Outcome::Note(text) => OutcomeAnswer::Note { text },
        Outcome::Told { who } => OutcomeAnswer::Told { who },
        Outcome::Offer { title, detail, .. } => OutcomeAnswer::Offer { title, detail },
    }
}

/// Why no answers are taken, for programs.
pub(super) fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::NotPublished => Problem::not_found("survey"),
        Refusal::Paused => Problem::new(Code::Conflict, "The survey takes no answers for a while."),
        Refusal::AlreadyAnswered => Problem::new(Code::Conflict, "This link was used; it works once."),
        Refusal::Full => Problem::new(Code::Gone, "The survey has all the answers it wants."),
        Refusal::Closed => Problem::new(Code::Gone, "The survey is closed."),
        Refusal::Expired => Problem::new(Code::Gone, "The link has expired."),
        Refusal::Revoked => Problem::new(Code::Gone, "The link was withdrawn."),
    }
}
