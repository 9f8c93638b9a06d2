//! Answering surveys: a visitor opens a link, saves partial answers, completes them, and the answer
//! goes through the same loop as every event, so that the thank-you already knows what was decided.

mod facts;
mod files;
mod limits;
mod quality;
mod submit;
mod versions;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::effect::{Effect, EffectKind};
use touchstone_domain::event::OWN_SOURCE;
use touchstone_domain::id::{BrandId, CaseId, ResponseId, RunId, SurveyId};
use touchstone_domain::link::{self, Existing, Link, LinkKind, Opening, Refusal, ResumeKey, Token};
use touchstone_domain::offer::Pick;
use touchstone_domain::playbook::{Outcome, Run};
use touchstone_domain::response::{Draft, Form, begin};
use touchstone_domain::survey::{Ending, Fault, Key, SurveyState, Version};
use touchstone_domain::trace::Trace;
use touchstone_store::rows::surveys::{self, ResponseRow};
use touchstone_store::rows::{outbox, playbooks};
use touchstone_store::{StoreError, Tx};

use crate::App;
use crate::brand::Brand;
use crate::live::Signals;

pub use facts::Known;
pub(crate) use files::forget as forget_files;
pub use files::{RESPONSE_BYTES_MAX, Received, Upload};
pub(crate) use limits::completed;
pub(crate) use limits::count;
pub(crate) use quality::{MARKS_KEPT, Paces};
pub use versions::Versions;

/// Who comes, as far as the address and the browser tell.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The token in the address.
    pub token: Token,
    /// The key of the visitor's own response.
    pub resume: Option<ResumeKey>,
}

/// A link with what it leads to.
#[derive(Clone)]
pub struct Invitation {
    /// The brand.
    pub brand: BrandId,
    /// Its settings, for the page's frame.
    pub settings: Arc<BrandSettings>,
    /// The link.
    pub link: Link,
    /// The version of the survey that is shown; none before the first was published.
    pub version: Option<Arc<Version>>,
    /// The name of the unit it is about, if the link leads to one.
    pub place: Option<String>,
    /// What the survey's logic knows besides the answers.
    pub known: Known,
    /// The response, once it is completed.
    pub completed: Option<Draft>,
    /// The version whose ending is said if that is another, and what its logic knows: a quota that is full is of the
    /// version that is published now, and so is what is said to those who come too late for it.
    pub ended_by: Option<(Arc<Version>, Known)>,
    /// The case that the answer opened or joined, once there is one.
    pub case: Option<CaseId>,
    /// What the answer led to an offer of: in a message, or here alone where no message may be sent.
    pub offered: Vec<Pick>,
}

impl Invitation {
    fn of(
        tx: &mut Tx,
        app: &App,
        brand: &Brand,
        link: &Link,
        version: Option<Arc<Version>>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            brand: brand.id,
            settings: Arc::clone(&brand.settings),
            link: link.clone(),
            known: Known::load(tx, app, brand, (link, version.as_deref()))?,
            version,
            place: brand.place(&link.params).map(|unit| unit.name.clone()),
            completed: None,
            ended_by: None,
            case: None,
            offered: Vec::new(),
        })
    }

    /// The same, over, with an ending that another version may say.
    fn ended(
        self,
        tx: &mut Tx,
        app: &App,
        brand: &Brand,
        (completed, by): (Draft, Option<Arc<Version>>),
    ) -> Result<Self, StoreError> {
        let by = by.map(|version| {
            let known = Known::load(tx, app, brand, (&self.link, Some(&version)))?;
            Ok::<_, StoreError>((version, known))
        });
        Ok(Self { completed: Some(completed), ended_by: by.transpose()?, ..self })
    }

    /// The version that says the end, and what its logic knows; none before the first was published.
    #[must_use]
    pub fn closing(&self) -> Option<(&Version, &Known)> {
        let own = || Some((self.version.as_deref()?, &self.known));
        self.ended_by.as_ref().map(|(version, known)| (&**version, known)).or_else(own)
    }

    /// What is said at the end instead of the survey's thank-you.
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        self.closing()?.0.ending(self.completed.as_ref()?)
    }
}

/// What a visitor gets to see.
#[expect(clippy::large_enum_variant, reason = "one for each request, and most are forms")]
pub enum Shown {
    /// No such link.
    Unknown,
    /// No answers are taken.
    Refused(Invitation, Refusal),
    /// The form.
    Form(Invitation, FormState),
    /// The thank-you.
    Done(Invitation, Vec<Effect>),
}

/// The form as it stands.
#[derive(Debug, Clone)]
pub struct FormState {
    /// What was answered so far, and the page to show.
    pub draft: Draft,
    /// The key that finds this response again.
    pub resume: Option<ResumeKey>,
    /// Whether there were answers before this visit.
    pub resumed: bool,
    /// What has to be corrected.
    pub faults: Vec<Fault>,
    /// Refused texts by form field.
    pub typed: std::collections::BTreeMap<String, String>,
    /// The questions for whose sake the page is shown again.
    pub appeared: Vec<Key>,
}

impl FormState {
    pub(crate) fn of(draft: Draft, resume: Option<ResumeKey>, resumed: bool) -> Self {
        let (faults, typed, appeared) = Default::default();
        Self { draft, resume, resumed, faults, typed, appeared }
    }
}

/// What is posted.
#[derive(Debug, Clone)]
pub enum Posted {
    /// The fields of a form.
    Fields(Vec<(String, String)>),
    /// The fields of a form, and what became of the files that came with it.
    WithFiles(Vec<(String, String)>, Received),
    /// Answers as JSON, from a program; complete.
    Json(Given),
}

/// Complete answers of a program.
#[derive(Debug, Clone)]
pub struct Given {
    /// By question.
    pub answers: serde_json::Value,
    /// The work that vouches for them, as the page's script does it.
    pub proof: Option<String>,
}

impl From<serde_json::Value> for Given {
    fn from(answers: serde_json::Value) -> Self {
        Self { answers, proof: None }
    }
}

impl Posted {
    /// The key that came with the answers, from a browser that refuses cookies.
    fn key(&self) -> Option<ResumeKey> {
        match self {
            Self::Fields(fields) | Self::WithFiles(fields, _) => key_in(fields),
            Self::Json(_) => None,
        }
    }
}

/// The key of the visitor's own response among the fields of a form.
#[must_use]
pub fn key_in(fields: &[(String, String)]) -> Option<ResumeKey> {
    fields.iter().rev().find(|(name, _)| name == "resume").and_then(|(_, key)| key.parse().ok())
}

/// Opens a link for reading; nothing is stored.
pub async fn open(app: &App, visit: Visit) -> Result<Shown, StoreError> {
    open_with(app, visit, BTreeMap::new()).await
}

/// Opens a link whose address brings values for hidden fields. A visitor of a shared link who shows no key
/// gets one, so that orders at random are the same when the form comes back.
pub async fn open_with(
    app: &App,
    visit: Visit,
    address: BTreeMap<String, String>,
) -> Result<Shown, StoreError> {
    let Some((brand, link, _)) = find(app, visit.token).await? else { return Ok(Shown::Unknown) };
    let shared = app.clone();
    let drawn = app.random_bytes();
    app.store()
        .read("survey_open", brand, move |tx| {
            let Some(current) = shared.brands().current(tx)? else { return Ok(Shown::Unknown) };
            let place = Place::load(tx, &shared, &link, visit.resume)?;
            let resume = match link.kind {
                LinkKind::Personal => visit.resume,
                LinkKind::SingleUse | LinkKind::Open => visit.resume.or_else(|| Some(ResumeKey::new(drawn))),
            };
            let mut shown = place.shown(tx, &shared, &current, &link, resume)?;
            if let Shown::Form(invitation, form) = &mut shown
                && let Some(version) = invitation.version.clone()
            {
                let facts = invitation.known.facts(&invitation.link);
                begin(&version, &facts, &mut form.draft, &address, facts::seed(&link, resume));
            }
            Ok(shown)
        })
        .await
}

/// Takes a posted form or answers: keeps them, and completes the response when that is asked and possible.
pub async fn post(app: &App, visit: Visit, posted: Posted) -> Result<Shown, StoreError> {
    let Some((brand, link, asked_at)) = find(app, visit.token).await? else { return Ok(Shown::Unknown) };
    let chunk = app.reserve_chunks(brand, 1).await?;
    let shared = app.clone();
    let posted = Arc::new(posted);
    let signals = Arc::new(Signals::new(app.live().is_watched(brand)).since(app.now()));
    let told = Arc::clone(&signals);
    let body = move |tx: &mut Tx<'_>| {
        let Some(current) = shared.brands().current(tx)? else { return Ok(Shown::Unknown) };
        let post =
            submit::Post { link: &link, asked_at, visit: &visit, posted: &posted, chunk, signals: &told };
        submit::post(tx, &shared, &current, &post)
    };
    let own = app.clone();
    app.to_the_end(async move {
        let shown = own.store().write("survey_post", brand, body).await;
        own.told(brand, &signals, shown)
    })
    .await
}

/// The questions that take files from a visitor, and how many bytes each; none when there is no such link. To be
/// asked before a file is read.
pub async fn takes_files(app: &App, visit: Visit) -> Result<Option<BTreeMap<String, usize>>, StoreError> {
    Ok(match open(app, visit).await? {
        Shown::Unknown => None,
        Shown::Form(Invitation { version: Some(version), .. }, _) => Some(files::taken_by(&version.survey)),
        Shown::Form(..) | Shown::Refused(..) | Shown::Done(..) => Some(BTreeMap::new()),
    })
}

/// Takes a posted form with files: those that its survey takes are stored before the form is looked at.
pub async fn post_with_files(
    app: &App,
    visit: Visit,
    fields: Vec<(String, String)>,
    uploads: Vec<Upload>,
) -> Result<Shown, StoreError> {
    if uploads.is_empty() {
        return post(app, visit, Posted::Fields(fields)).await;
    }
    let resume = visit.resume.or_else(|| key_in(&fields));
    let shown = open(app, Visit { resume, ..visit.clone() }).await?;
    let received = files::receive(app, &shown, uploads).await?;
    post(app, visit, Posted::WithFiles(fields, received)).await
}

/// The brand and link of a token, and since when there is the link.
async fn find(app: &App, token: Token) -> Result<Option<(BrandId, Link, Timestamp)>, StoreError> {
    let text = token.to_string();
    let found = app.store().read_global("link_by_token", move |tx| surveys::by_token(tx, &text)).await?;
    let Some((brand, row)) = found else { return Ok(None) };
    let link =
        serde_json::from_str(&row.body).map_err(|error| StoreError::Corrupt(format!("a link: {error}")))?;
    Ok(Some((brand, link, row.created_at)))
}

/// Where a visitor stands: the survey's state, the response there is, and what opening the link means.
struct Place {
    state: SurveyState,
    response: Option<ResponseRow>,
    opening: Result<Opening, Refusal>,
}

impl Place {
    fn load(tx: &mut Tx, app: &App, link: &Link, resume: Option<ResumeKey>) -> Result<Self, StoreError> {
        let state = match surveys::find(tx, link.survey)? {
            Some(row) => crate::surveys::state_of(&row),
            None => SurveyState::Draft,
        };
        let response = existing(tx, link, resume)?;
        let existing = response.as_ref().map(|row| Existing {
            response: row.response,
            version: u32::try_from(row.version).unwrap_or(0),
            completed_at: row.submitted_at,
            by_key: resume.is_some_and(|key| row.resume_key == stored_key(link, Some(key)))
                && !row.resume_key.is_empty(),
        });
        let mut opening = link::open(link, state, existing.as_ref(), app.now());
        if matches!(opening, Ok(Opening::Start { .. } | Opening::Resume { .. }))
            && !link.params.test
            && let Some(version) = current(tx, app, link.survey, state)?
            && let Some(refusal) = limits::refusal(tx, app, &version.survey)?
        {
            opening = Err(refusal);
        }
        Ok(Self { state, response, opening })
    }

    /// The version a visitor sees: that of the response, else the current or last one.
    fn version(&self, tx: &mut Tx, app: &App, link: &Link) -> Result<Option<Arc<Version>>, StoreError> {
        let begun = || self.response.as_ref().and_then(|row| u32::try_from(row.version).ok());
        let number = match &self.opening {
            Ok(
                Opening::Start { version } | Opening::Resume { version, .. } | Opening::Done { version, .. },
            ) => Some(*version),
            Err(_) => begun().or(self.state.version()),
        };
        number.map_or(Ok(None), |number| app.versions().get(tx, link.survey, number))
    }

    fn shown(
        &self,
        tx: &mut Tx,
        app: &App,
        brand: &Brand,
        link: &Link,
        resume: Option<ResumeKey>,
    ) -> Result<Shown, StoreError> {
        let version = self.version(tx, app, link)?;
        let invitation = Invitation::of(tx, app, brand, link, version)?;
        Ok(match &self.opening {
            Err(refusal) => Shown::Refused(invitation, *refusal),
            Ok(Opening::Start { .. }) => {
                Shown::Form(invitation, FormState::of(Draft::default(), resume, false))
            }
            Ok(Opening::Resume { .. }) => {
                let draft = self.draft()?;
                let begun = !draft.is_empty();
                Shown::Form(invitation, FormState::of(draft, resume, begun))
            }
            Ok(Opening::Done { response, .. }) => {
                let completed = self.draft()?;
                let by = completed.ended.as_ref().and_then(|ended| ended.ending_of);
                let by = by.map(|number| app.versions().get(tx, link.survey, number)).transpose()?;
                let invitation = invitation.ended(tx, app, brand, (completed, by.flatten()))?;
                let entry = crate::traces::entry(tx, OWN_SOURCE, &message_id(*response))?;
                let Some(entry) = entry else {
                    return Ok(Shown::Done(invitation, Vec::new()));
                };
                let rows = outbox::by_ids(tx, &entry.trace.effects)?;
                let effects: Vec<Effect> = rows.into_iter().map(|row| row.effect).collect();
                let AtOnce { case, offered } = AtOnce::load(tx, &entry.trace, &effects)?;
                Shown::Done(Invitation { case, offered, ..invitation }, effects)
            }
        })
    }

    fn draft(&self) -> Result<Draft, StoreError> {
        let Some(row) = &self.response else { return Ok(Draft::default()) };
        serde_json::from_str(&row.answers)
            .map_err(|error| StoreError::Corrupt(format!("a response: {error}")))
    }
}

/// The version of a survey that takes answers, or took them last.
fn current(
    tx: &mut Tx,
    app: &App,
    survey: SurveyId,
    state: SurveyState,
) -> Result<Option<Arc<Version>>, StoreError> {
    match state.version() {
        Some(number) => app.versions().get(tx, survey, number),
        None => Ok(None),
    }
}

/// The response that is there for this visitor; see [`Existing`].
fn existing(tx: &mut Tx, link: &Link, resume: Option<ResumeKey>) -> Result<Option<ResponseRow>, StoreError> {
    let key = stored_key(link, resume);
    let own = if key.is_empty() && link.kind != LinkKind::Personal {
        None
    } else {
        surveys::response_of(tx, link.id, &key)?
    };
    // Two visitors may have begun with a link that works once: whoever completes first has used it.
    let unfinished = own.as_ref().is_none_or(|row| row.submitted_at.is_none());
    if link.kind == LinkKind::SingleUse && unfinished {
        return Ok(surveys::completed_of(tx, link.id)?.or(own));
    }
    Ok(own)
}

/// What a response is found by besides its link: nothing on a personal link, which has one response.
fn stored_key(link: &Link, resume: Option<ResumeKey>) -> String {
    match link.kind {
        LinkKind::Personal => String::new(),
        LinkKind::SingleUse | LinkKind::Open => resume.map(|key| key.to_string()).unwrap_or_default(),
    }
}

/// The message id of a response's event; it leads from the response to its trace.
#[must_use]
pub fn message_id(response: ResponseId) -> String {
    format!("response:{response}")
}

/// What a completed response led to at once, as far as its respondent is told.
struct AtOnce {
    case: Option<CaseId>,
    offered: Vec<Pick>,
}

impl AtOnce {
    fn load(tx: &mut Tx, trace: &Trace, effects: &[Effect]) -> Result<Self, StoreError> {
        let ids: Vec<RunId> = trace.playbooks.iter().filter_map(|look| look.run).collect();
        let runs: Vec<Run> = playbooks::runs(tx, &ids)?;
        let steps = runs.into_iter().flat_map(|run| run.history).filter(|step| step.at == trace.decided_at);
        let sent = effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Send(message) => message.offer.as_ref(),
            _ => None,
        });
        let mut found = Self { case: None, offered: sent.flat_map(|offer| &offer.picks).cloned().collect() };
        for step in steps {
            match step.outcome {
                Outcome::CaseOpened { case } | Outcome::CaseJoined { case } => {
                    found.case.get_or_insert(case);
                }
                Outcome::Refused { offer: Some(offer), .. } => found.offered.extend(offer.picks),
                _ => {}
            }
        }
        Ok(found)
    }
}

/// The form that was posted, read against the survey it belongs to.
fn read(posted: &Posted, version: &Version, link: &Link) -> Form {
    use touchstone_domain::response::{ALL_PAGES, Command, read_form, read_json};
    match posted {
        Posted::Fields(fields) | Posted::WithFiles(fields, _) => {
            let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let mut form = read_form(&version.survey, &link.params.items, pairs);
            if let Posted::WithFiles(_, received) = posted {
                form.faults.extend(received.faults.iter().cloned());
            }
            form
        }
        Posted::Json(given) => {
            let (patch, faults) = read_json(&version.survey, &link.params.items, &given.answers);
            Form { patch, faults, command: Command::Submit, page: ALL_PAGES, ..Form::default() }
        }
    }
}
