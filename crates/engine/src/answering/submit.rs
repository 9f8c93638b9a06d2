//! Keeping what was posted, and completing a response.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use touchstone_domain::effect::Effect;
use touchstone_domain::event::{Event, EventKind, OWN_SOURCE, name};
use touchstone_domain::id::ResponseId;
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::link::{Link, LinkKind, Opening, Refusal, ResumeKey};
use touchstone_domain::response::{Accepted, Apart, Command, Completed, Draft, Step, close, step};
use touchstone_domain::survey::{Ask, Question, Quota, SurveyState, Version};
use touchstone_store::rows::listing;
use touchstone_store::rows::surveys::{self, ResponseRow};
use touchstone_store::{StoreError, Tx};

use super::{
    AtOnce, FormState, Invitation, Known, Place, Posted, Shown, Visit, facts, files, limits, message_id,
    quality, read, stored_key,
};
use crate::App;
use crate::brand::Brand;
use crate::counting;
use crate::live::Signals;
use crate::pipeline::{self, Answer, Circumstances, Incoming};

/// One posting.
pub(super) struct Post<'a> {
    pub(super) link: &'a Link,
    pub(super) asked_at: Timestamp,
    pub(super) visit: &'a Visit,
    pub(super) posted: &'a Posted,
    pub(super) chunk: i64,
    pub(super) signals: &'a Signals,
}

/// A response under way.
struct Writing<'a> {
    app: &'a App,
    brand: &'a Brand,
    link: &'a Link,
    version: Arc<Version>,
    response: ResponseId,
    resume: Option<ResumeKey>,
    state: SurveyState,
    began: Option<&'a ResponseRow>,
}

pub(super) fn post(tx: &mut Tx, app: &App, brand: &Brand, post: &Post<'_>) -> Result<Shown, StoreError> {
    let Post { link, visit, posted, .. } = *post;
    let resume = visit.resume.or_else(|| posted.key());
    let place = Place::load(tx, app, link, resume)?;
    let Some(version) = place.version(tx, app, link)? else {
        return place.shown(tx, app, brand, link, resume);
    };
    let mut form = read(posted, &version, link);
    let (response, refusal) = match &place.opening {
        Ok(Opening::Start { .. }) => (app.new_id(ResponseId::new), None),
        Ok(Opening::Resume { response, .. }) => (*response, None),
        // The survey takes no answers now, but what was typed meanwhile is kept for when it does, if there is a
        // key to find it by.
        Err(refusal @ (Refusal::NotPublished | Refusal::Paused | Refusal::Closed | Refusal::Full))
            if link.kind == LinkKind::Personal || resume.is_some() =>
        {
            form.command = Command::Save;
            let begun = place.response.as_ref().map(|row| row.response);
            (begun.unwrap_or_else(|| app.new_id(ResponseId::new)), Some(*refusal))
        }
        // Sent twice, or answered meanwhile elsewhere: what was completed first stands.
        Ok(Opening::Done { .. }) | Err(_) => {
            return place.shown(tx, app, brand, link, resume);
        }
    };
    let resume = match link.kind {
        LinkKind::Personal => None,
        LinkKind::SingleUse | LinkKind::Open => {
            Some(resume.unwrap_or_else(|| ResumeKey::new(app.random_bytes())))
        }
    };
    let mut draft = place.draft()?;
    if let Posted::WithFiles(_, received) = posted {
        received.files.iter().for_each(|(question, file)| draft.attach(question.clone(), file.clone()));
    }
    let writing = Writing {
        app,
        brand,
        link,
        version: Arc::clone(&version),
        response,
        resume,
        state: place.state,
        began: place.response.as_ref(),
    };
    let invitation = Invitation::of(tx, app, brand, link, Some(Arc::clone(&version)))?;
    let step = {
        let facts = invitation.known.facts(link);
        step(&version, &facts, draft, form, facts::seed(link, resume))
    };
    match step {
        Step::Show { draft, faults, typed, appeared, decided } => {
            // What was decided in an older version need not be what counts today: that is seen at the end.
            let is_current = place.state.version() == Some(version.number);
            if is_current
                && refusal.is_none()
                && !link.params.test
                && let Some(quota) = limits::full(tx, link.survey, &decided)?
            {
                let draft = close(&version.walk(&draft, &invitation.known.facts(link)), &draft);
                return writing.turned_away(tx, invitation, draft, (quota, &version));
            }
            // A page that was left keeps what was answered on it. A program is told what is wrong and sends all
            // of it again; and where nothing was answered there is nothing to keep.
            let is_partial = place.response.is_some() || !draft.is_empty();
            if !matches!(posted, Posted::Json(_)) && is_partial {
                writing.save(tx, &draft, None, None)?;
            }
            if let Some(refusal) = refusal {
                return Ok(Shown::Refused(invitation, refusal));
            }
            // Who goes from page to page has not come back.
            Ok(Shown::Form(invitation, FormState { draft, resume, resumed: false, faults, typed, appeared }))
        }
        Step::Done(completed) => writing.finish(tx, invitation, *completed, post),
    }
}

impl Writing<'_> {
    /// Completes the response if there is a place for it.
    fn finish(
        &self,
        tx: &mut Tx,
        invitation: Invitation,
        completed: Completed,
        post: &Post<'_>,
    ) -> Result<Shown, StoreError> {
        if self.link.params.test {
            return self.put_aside(tx, invitation, (completed.draft, None));
        }
        let current = super::current(tx, self.app, self.link.survey, self.state)?;
        let current = current.unwrap_or_else(|| Arc::clone(&self.version));
        let place = self.take_place(tx, &current, &completed)?;
        let Completed { draft, given, accepted, .. } = completed;
        match place {
            limits::Place::Taken => {
                let (effects, AtOnce { case, offered }) = self.complete(tx, &draft, accepted, post)?;
                Ok(Shown::Done(Invitation { case, offered, completed: Some(draft), ..invitation }, effects))
            }
            limits::Place::QuotaFull(quota) => self.turned_away(tx, invitation, draft, (quota, &current)),
            // What was answered is kept, in case the limit is raised; rules that ran are not to run once more then.
            limits::Place::SurveyFull => {
                self.save(tx, &given, None, None)?;
                Ok(Shown::Refused(invitation, Refusal::Full))
            }
        }
    }

    /// Ends a response for which a quota of a version has no place, as that version says.
    fn turned_away(
        &self,
        tx: &mut Tx,
        invitation: Invitation,
        mut draft: Draft,
        (quota, of): (Quota, &Arc<Version>),
    ) -> Result<Shown, StoreError> {
        let is_other = of.number != self.version.number && quota.ending.is_some();
        let by = is_other.then(|| Arc::clone(of));
        let ended = draft.ended.get_or_insert_default();
        (ended.quota_full, ended.ending) = (Some(quota.id), quota.ending);
        ended.ending_of = by.as_ref().map(|version| version.number);
        self.put_aside(tx, invitation, (draft, by))
    }

    /// Stores a response that is over and counts in no figure, with the version whose ending it has if not its own.
    fn put_aside(
        &self,
        tx: &mut Tx,
        invitation: Invitation,
        (draft, by): (Draft, Option<Arc<Version>>),
    ) -> Result<Shown, StoreError> {
        self.save(tx, &draft, Some(self.app.now()), None)?;
        Ok(Shown::Done(invitation.ended(tx, self.app, self.brand, (draft, by))?, Vec::new()))
    }

    /// Takes a place among what the survey still wants, as its version that is published now says.
    fn take_place(
        &self,
        tx: &mut Tx,
        current: &Version,
        completed: &Completed,
    ) -> Result<limits::Place, StoreError> {
        let (app, link) = (self.app, self.link);
        let wanted = if current.number == self.version.number {
            completed.quotas.clone()
        } else {
            let known = Known::load(tx, app, self.brand, (link, Some(current)))?;
            let facts = known.facts(link);
            // As if it had been answered in that version: with what came along, not with what the rules of its own
            // version have made of that.
            let answers = completed.draft.answers.clone();
            let draft = Draft { answers, ..completed.given.clone() };
            current.walk(&draft, &facts).quotas().cloned().collect()
        };
        limits::take(tx, &current.survey, &wanted)
    }

    /// Stores a completed response and lets everything that listens to it decide.
    fn complete(
        &self,
        tx: &mut Tx,
        draft: &Draft,
        accepted: Accepted,
        post: &Post<'_>,
    ) -> Result<(Vec<Effect>, AtOnce), StoreError> {
        let (app, brand, link) = (self.app, self.brand, self.link);
        self.save(tx, draft, Some(accepted.completed_at), Some(&accepted))?;
        let completed = quality::Completed {
            response: self.response,
            link,
            key: stored_key(link, self.resume),
            survey: &self.version,
            draft,
            posted: post.posted,
            began_at: self.began.map(|began| began.started_at),
            at: app.now(),
        };
        quality::judge(tx, app, &completed)?;
        listing::save_response_terms(tx, self.response, &crate::surveys::terms(draft))?;
        counting::completed(tx, brand, (link, post.asked_at), &accepted, app.now())?;
        let incoming = self.event(accepted)?;
        let (now, chunk, signals) = (app.now(), post.chunk, post.signals);
        let circumstances = Circumstances { brand, now, random: app.random(), chunk, signals };
        let outcomes = pipeline::process(tx, circumstances, std::slice::from_ref(&incoming), None)?;
        let outcome = outcomes
            .events
            .first()
            .ok_or_else(|| StoreError::Defect("an event has no outcome".to_owned()))?;
        if let Some(customer) = outcome.customer {
            surveys::assign_response(tx, self.response, customer)?;
        }
        let told = AtOnce::load(tx, &outcome.trace, &outcomes.effects)?;
        Ok((outcomes.effects, told))
    }

    /// Why it counts nowhere, if it does not.
    fn apart(&self, draft: &Draft) -> Option<Apart> {
        let is_over = draft.ended.as_ref().is_some_and(|ended| ended.quota_full.is_some());
        if self.link.params.test { Some(Apart::Test) } else { is_over.then_some(Apart::QuotaFull) }
    }

    fn save(
        &self,
        tx: &mut Tx,
        draft: &Draft,
        submitted_at: Option<Timestamp>,
        accepted: Option<&Accepted>,
    ) -> Result<(), StoreError> {
        let now = self.app.now();
        let params = &self.link.params;
        let unit = self.brand.place(params).map(|unit| unit.id);
        let row = ResponseRow {
            response: self.response,
            survey: self.link.survey,
            version: i64::from(self.version.number),
            link: self.link.id,
            resume_key: stored_key(self.link, self.resume),
            customer: params.customer,
            unit,
            started_at: self.began.map_or(now, |row| row.started_at),
            changed_at: now,
            submitted_at,
            nps: accepted.and_then(Accepted::nps).map(i64::from),
            csat: accepted.and_then(Accepted::csat).map(i64::from),
            ces: accepted.and_then(Accepted::ces).map(i64::from),
            band: accepted.and_then(Accepted::band).map(|band| band.name().to_owned()),
            channel: params.channel.clone(),
            took_ms: None,
            flags: None,
            apart: self.apart(draft),
            answers: serde_json::to_string(draft).map_err(|error| StoreError::Defect(error.to_string()))?,
        };
        surveys::save_response(tx, &row)?;
        if self.began.is_none() && !params.test {
            counting::began(tx, self.brand, self.link, now)?;
        }
        let takes_files = |question: &Question| matches!(question.ask, Ask::File(_));
        if self.version.survey.questions().any(takes_files) {
            files::settle(tx, self.response, draft, (submitted_at.is_some(), now))?;
        }
        Ok(())
    }

    /// The event that says that this response was submitted.
    fn event(&self, accepted: Accepted) -> Result<Incoming, StoreError> {
        let (now, brand) = (self.app.now(), self.brand);
        let facts = accepted.facts(self.response);
        let params = &self.link.params;
        let unit = params.unit.and_then(|unit| brand.units.get(unit)).map(|unit| unit.code.clone());
        let unit = unit.or_else(|| params.unit_code.clone());
        let mut properties = json!({
            "response_id": self.response,
            "survey_id": self.link.survey,
            "link_id": self.link.id,
            "case_id": params.case,
            "unit": unit,
            "group": params.group,
            "staff": params.staff,
            "channel": params.channel,
            "order_id": params.order,
            "product_id": params.product,
            "nps": facts.nps,
            "csat": facts.csat,
            "ces": facts.ces,
            "band": facts.band,
        });
        if let Value::Object(fields) = &mut properties {
            fields.retain(|_, value| !value.is_null());
        }
        let identities = match params.customer {
            Some(_) => Vec::new(),
            None => vec![self.visitor()?],
        };
        let event = Event {
            message_id: message_id(self.response),
            kind: EventKind::Track,
            name: name::SURVEY_ANSWERED.to_owned(),
            source: OWN_SOURCE,
            occurred_at: now,
            original_at: None,
            received_at: now,
            identities,
            properties,
            traits: Value::Null,
            context: Value::Null,
        };
        let mut incoming = Incoming::new(brand.id, event);
        incoming.customer = params.customer;
        incoming.answer = Some(Answer { facts, accepted });
        Ok(incoming)
    }

    /// Who answered through a link that many share: known only as the holder of this key.
    fn visitor(&self) -> Result<Identity, StoreError> {
        let key = stored_key(self.link, self.resume);
        let digest = Sha256::digest(key.as_bytes());
        let value = format!("visitor-{}", data_encoding::HEXLOWER.encode(&digest[..12]));
        Identity::parse(IdentityKind::Anonymous, &value)
            .map_err(|error| StoreError::Defect(error.to_string()))
    }
}
