//! Answering a survey at `/s/{token}`: what came is handed to the engine, what it shows becomes a page.

use axum::extract::{FromRequest, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use touchstone_domain::link::{LinkKind, ResumeKey, Token};
use touchstone_domain::locale::{Lang, negotiate};
use touchstone_domain::offer::{OfferReason, Pick};
use touchstone_domain::response::Draft;
use touchstone_engine::StoreError;
use touchstone_engine::answering::{self, FormState, Invitation, Shown, Visit};

use super::survey::{self, DoneView, FormView, Frame, Look, Outcome, Stop, View, Words};
use super::{invited, json, upload};
use crate::Web;
use crate::extract::{Path, Raw};
use crate::problem::Problem;

/// Who asks for which page.
struct Reader<'a> {
    web: &'a Web,
    headers: &'a HeaderMap,
    /// The language asked for in the address or the form.
    asked: Option<String>,
    /// The key that came with the form, so that its cookie is set also when the answer is complete.
    resume: Option<ResumeKey>,
    /// The origins whose pages may hold this one in a frame.
    ancestors: Vec<String>,
}

/// Shows the survey, the thank-you, or why there is neither.
pub async fn show(
    State(web): State<Web>,
    token: Result<Path<String>, Problem>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let pairs = survey::form_fields(query.unwrap_or_default().as_bytes());
    let mut reader = Reader {
        web: &web,
        headers: &headers,
        asked: last(&pairs, "lang"),
        resume: None,
        ancestors: Vec::new(),
    };
    let Some(visit) = visit(token, &headers) else { return reader.stop(Stop::NotFound) };
    let token = visit.token;
    let address = pairs.iter().cloned().collect();
    // The form carries its key from the start: sent twice, it is one response, also without cookies.
    let mut shown = answering::open_with(&web.app, visit, address).await;
    if let Ok(shown) = &mut shown {
        invited::note_opened(&web, shown, &headers).await;
        invited::choose(shown, &pairs);
    }
    reader.ancestors = invited::ancestors(&web, &shown).await;
    reader.page(token, shown, false)
}

/// Takes a form, or answers as JSON.
pub async fn submit(
    State(web): State<Web>,
    token: Result<Path<String>, Problem>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let visit = visit(token, &headers);
    if json::is_json(&headers) {
        return match Raw::from_request(request, &()).await {
            Ok(Raw(body)) => json::submit(&web, visit, &body).await,
            Err(problem) => problem.into_response(),
        };
    }
    let sent = match &visit {
        Some(visit) => upload::read(&web, visit, request).await,
        None => Ok(None),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(problem) => return problem.into_response(),
    };
    let fields = sent.as_ref().map(|sent| sent.fields.as_slice()).unwrap_or_default();
    let pressed = last(fields, "do").and_then(|pressed| pressed.strip_prefix("lang:").map(str::to_owned));
    let mut reader = Reader {
        web: &web,
        headers: &headers,
        asked: pressed.or_else(|| last(fields, "lang")),
        resume: answering::key_in(fields),
        ancestors: Vec::new(),
    };
    let (Some(visit), Some(sent)) = (visit, sent) else { return reader.stop(Stop::NotFound) };
    let token = visit.token;
    let shown = sent.post(&web, visit).await;
    reader.ancestors = invited::ancestors(&web, &shown).await;
    reader.page(token, shown, true)
}

/// Keeps what was answered so far, for the script that saves while one types. When other questions are asked by now
/// than stand on the page, answers the page as it is to be.
pub async fn keep(
    State(web): State<Web>,
    token: Result<Path<String>, Problem>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let visit = visit(token, &headers).ok_or_else(|| Problem::not_found("survey"))?;
    let token = visit.token;
    let sent = upload::read(&web, &visit, request).await?;
    let mut sent = sent.ok_or_else(|| Problem::not_found("survey"))?;
    // Saving never completes a response, whatever button the script may have sent along.
    sent.fields.retain(|(name, _)| name != "do");
    let (stood, asked) = (last(&sent.fields, "on"), last(&sent.fields, "lang"));
    let mut response = StatusCode::NO_CONTENT.into_response();
    match sent.post(&web, visit).await? {
        Shown::Form(invitation, mut form) => {
            if stood.is_some_and(|stood| stands_on(&invitation, &form).is_some_and(|stands| stands != stood))
            {
                // What cannot be read yet is still being typed.
                form.faults.clear();
                let reader =
                    Reader { web: &web, headers: &headers, asked, resume: None, ancestors: Vec::new() };
                response = reader.form(token, &invitation, &form);
            }
            if let Some(key) = form.resume {
                response.headers_mut().append(header::SET_COOKIE, cookie(&web, token, &invitation, key));
            }
        }
        Shown::Done(..) => {}
        Shown::Unknown => return Err(Problem::not_found("survey")),
        Shown::Refused(_, refusal) => return Err(json::refused(refusal)),
    }
    Ok(response)
}

/// Whose answers: the token of the address and the key of the cookie. Nothing but a token leads anywhere.
fn visit(token: Result<Path<String>, Problem>, headers: &HeaderMap) -> Option<Visit> {
    let token: Token = token.ok()?.0.parse().ok()?;
    Some(Visit { token, resume: survey::resume_key(headers) })
}

/// The questions that the page of a form asks.
fn stands_on(invitation: &Invitation, form: &FormState) -> Option<String> {
    let facts = invitation.known.facts(&invitation.link);
    let walk = invitation.version.as_ref()?.walk(&form.draft, &facts);
    Some(survey::stands_on(&walk, &form.draft))
}

fn last(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

fn cookie(web: &Web, token: Token, invitation: &Invitation, key: ResumeKey) -> HeaderValue {
    survey::resume_cookie(&token, invitation.link.kind, key, web.settings.https())
}

impl Reader<'_> {
    /// The page of what is shown; a posting also leaves the cookie that finds the response again.
    fn page(&self, token: Token, shown: Result<Shown, StoreError>, posted: bool) -> Response {
        let (invitation, key, mut response) = match shown {
            Ok(Shown::Unknown) => return self.stop(Stop::NotFound),
            Ok(Shown::Refused(invitation, refusal)) => {
                let response = self.refused(&invitation, refusal.into());
                (invitation, self.resume, response)
            }
            Ok(Shown::Form(invitation, form)) => {
                let response = self.form(token, &invitation, &form);
                (invitation, form.resume, response)
            }
            Ok(Shown::Done(invitation, _)) => {
                let response = self.done(&invitation);
                (invitation, self.resume, response)
            }
            Err(failure) => return self.unavailable(&failure),
        };
        if let Some(key) = key.filter(|_| posted && invitation.link.kind != LinkKind::Personal) {
            response.headers_mut().append(header::SET_COOKIE, cookie(self.web, token, &invitation, key));
        }
        response
    }

    fn form(&self, token: Token, invitation: &Invitation, form: &FormState) -> Response {
        let Some(version) = &invitation.version else {
            return self.refused(invitation, Stop::NotPublished);
        };
        let frame = self.frame(invitation, &form.draft);
        // What is asked goes by the language of this page, also before an answer says which it was.
        let draft = Draft { language: Some(frame.lang.clone()), ..form.draft.clone() };
        let facts = invitation.known.facts(&invitation.link);
        let walk = version.walk(&draft, &facts);
        let view = FormView {
            survey: &version.survey,
            items: &invitation.link.params.items,
            action: &format!("/s/{token}"),
            draft: &draft,
            walk: &walk,
            resume: form.resume,
            resumed: form.resumed,
            faults: &form.faults,
            typed: &form.typed,
            appeared: &form.appeared,
        };
        self.framed(survey::render(&frame, &View::Form(view)))
    }

    fn done(&self, invitation: &Invitation) -> Response {
        let Some((version, known)) = invitation.closing() else {
            return self.refused(invitation, Stop::NotPublished);
        };
        let empty = Draft::default();
        let draft = invitation.completed.as_ref().unwrap_or(&empty);
        let frame = self.frame(invitation, draft);
        let outcomes = outcomes(invitation, Words::of(&frame.lang));
        let facts = known.facts(&invitation.link);
        let walk = version.completed(draft, &facts);
        let ending = invitation.ending();
        let done = DoneView { survey: &version.survey, ending, walk: Some(&walk), outcomes };
        self.framed(survey::render(&frame, &View::Done(done)))
    }

    fn refused(&self, invitation: &Invitation, stop: Stop) -> Response {
        self.framed(survey::render(&self.frame(invitation, &Draft::default()), &View::Stop(stop)))
    }

    fn framed(&self, page: survey::Page) -> Response {
        invited::framed(page, &self.ancestors).into_response()
    }

    /// A page for those of whom nothing is known.
    fn stop(&self, stop: Stop) -> Response {
        let lang = self.liked(&Lang::zh_cn());
        let frame = Frame { brand: "", look: Look::default(), lang, languages: &[] };
        survey::render(&frame, &View::Stop(stop)).into_response()
    }

    fn unavailable(&self, failure: &StoreError) -> Response {
        tracing::error!(error = %failure, "a survey page could not be shown");
        let mut response = self.stop(Stop::Unavailable);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        response
    }

    fn frame<'i>(&self, invitation: &'i Invitation, draft: &Draft) -> Frame<'i> {
        let settings = &invitation.settings;
        let look = Look::of(settings);
        let Some(version) = &invitation.version else {
            let default = settings.language.parse().unwrap_or_else(|_| Lang::zh_cn());
            return Frame { brand: &settings.name, look, lang: self.liked(&default), languages: &[] };
        };
        let asked = self.asked.as_deref();
        let lang = survey::chosen_language(&version.survey, &invitation.link, draft, asked, self.headers);
        Frame { brand: &settings.name, look, lang, languages: &version.survey.languages }
    }

    fn liked(&self, default: &Lang) -> Lang {
        let wishes = self.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let arabic = "ar".parse();
        let known: Vec<Lang> = [Lang::zh_cn(), Lang::en()].into_iter().chain(arabic).collect();
        negotiate(wishes.unwrap_or_default(), &known, default)
    }
}

/// What the customer is told has happened: what is offered, and that someone knows.
pub(super) fn outcomes(invitation: &Invitation, words: Words) -> Vec<Outcome> {
    let in_charge = || match &invitation.place {
        Some(place) => words.in_charge_of(place),
        None => words.in_charge().to_owned(),
    };
    let told = invitation.case.map(|_| Outcome::Told { who: in_charge() });
    told.into_iter().chain(invitation.offered.iter().map(|pick| offered(pick, words))).collect()
}

fn offered(pick: &Pick, words: Words) -> Outcome {
    let stated = pick.reasons.iter().any(|reason| matches!(reason, OfferReason::Stated { .. }));
    Outcome::Offer {
        title: pick.name.clone(),
        detail: pick.promotion.clone().unwrap_or_else(|| words.why_offered(stated).to_owned()),
        code: None,
        until: None,
        href: None,
    }
}
