//! A visitor of a page with a widget: whether they are asked, by all that is known of them, and if so with which link.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use touchstone_domain::eligibility::{
    self, Asking, By, Eligibility, Occasion, Person, Place, Sample, SurveyTerms,
};
use touchstone_domain::event::{Event, EventKind, OWN_SOURCE};
use touchstone_domain::expression::{Expression, Scope, Type};
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{BrandId, CustomerId, LinkId, SurveyId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::link::{Link, LinkKind, LinkParams, Via};
use touchstone_domain::time::after;
use touchstone_domain::widget::{Standing, Widget};
use touchstone_store::rows::customers::identity_key;
use touchstone_store::rows::surveys::{self, LinkRow};
use touchstone_store::rows::widgets::{self, LookRow, WidgetRow};
use touchstone_store::{StoreError, Tx};

use super::facts;
use super::widget::{KeptLook, Looked};
use crate::access::lock;
use crate::brand::Brand;
use crate::counting;
use crate::live::Signals;
use crate::pipeline::{self, Circumstances, Incoming, People};
use crate::{App, Refusal, throttle};

/// The event that says that a survey was shown on a page.
const SURVEY_SHOWN: &str = "Survey Shown";
/// How long a shown survey can be answered.
const VALID: SignedDuration = SignedDuration::from_hours(24);
/// A page asks again after this, at the latest: what forbids asking may have changed.
const NO_FOR: SignedDuration = SignedDuration::from_mins(5);
/// The same decision is kept again after this, so that it is known when somebody was here.
const LOOK_FOR: SignedDuration = SignedDuration::from_hours(1);

/// A widget as its pages see it.
#[derive(Debug, Clone)]
pub struct PublicWidget {
    /// Of which brand.
    pub brand: BrandId,
    /// What the brand is called.
    pub brand_name: String,
    /// The brand's language.
    pub language: String,
    /// Of which survey.
    pub survey: SurveyId,
    /// After how many days it may be shown again: the survey's own clock goes first.
    pub again_after_days: u32,
    /// How it was set up.
    pub widget: Widget,
}

/// Who visits a page, as far as the page says.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The browser's own id.
    pub anonymous: Option<Identity>,
    /// The user's id, if they are logged in there.
    pub user: Option<Identity>,
    /// The brand's signature of that id.
    pub signature: Option<String>,
    /// The path of the page.
    pub page: String,
}

/// Whether a visitor is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visited {
    /// At this address.
    Asked(String),
    /// Not now, and asking again before that has passed is of no use.
    NotAsked {
        /// How long.
        for_s: u64,
    },
}

impl Visited {
    /// Not for some minutes, or until the clock that alone forbids it has run off.
    fn not_asked(found: Option<&Eligibility>, now: Timestamp) -> Self {
        let until = found.and_then(|found| found.again_at).map(|at| at.duration_since(now));
        let wait = until.map_or(NO_FOR, |until| until.min(NO_FOR));
        Self::NotAsked { for_s: u64::try_from(wait.as_secs()).unwrap_or(0).max(1) }
    }
}

impl App {
    /// The widget of a public key, if it asks anybody.
    pub async fn public_widget(&self, key: &str) -> Result<Option<PublicWidget>, StoreError> {
        let key = key.to_owned();
        let found = self.store().read_global("widget_by_key", move |tx| widgets::by_key(tx, &key)).await?;
        let Some((brand, row)) = found.filter(|(_, row)| row.widget.enabled) else { return Ok(None) };
        let app = self.clone();
        let read = move |tx: &mut Tx<'_>| {
            let Some(current) = app.brands().current(tx)? else { return Ok(None) };
            let terms = facts::configured(tx, app.versions(), row.survey)?;
            let own = terms.and_then(|terms| terms.taking.again_after_days);
            Ok(Some(PublicWidget {
                brand,
                brand_name: current.settings.name.clone(),
                language: current.settings.language.clone(),
                survey: row.survey,
                again_after_days: own.unwrap_or(row.widget.again_after_days),
                widget: row.widget.clone(),
            }))
        };
        self.store().read("widget_brand", brand, read).await
    }

    /// Decides whether a visitor is asked; answers the address of their survey if so. The decision is kept for whom it is
    /// known, and what is shown is an event of theirs with the reasons. A visit that changes nothing writes nothing.
    pub async fn visit(&self, widget: &PublicWidget, visitor: Visitor) -> Result<Visited, Refusal> {
        let (brand, survey, now) = (widget.brand, widget.survey, self.now());
        let Some(device) = visitor.anonymous.as_ref().or(visitor.user.as_ref()) else {
            return Ok(Visited::not_asked(None, now));
        };
        // By the browser, not by its address: the guests of a shop share one.
        let whose = digest16(&[b"visit", survey.as_bytes(), device.value.as_bytes()]);
        let taken = lock(self.visits()).take(throttle::Subject::Visit, whose, now);
        taken.map_err(|retry_after_s| Refusal::TooMany { retry_after_s })?;
        let (app, visitor) = (self.clone(), Arc::new(visitor));
        let who = Arc::clone(&visitor);
        let looked = self
            .store()
            .read("widget_look", brand, move |tx| {
                let Some(visiting) = Visiting::begin(tx, &app, survey, &who)? else { return Ok(None) };
                let Some(decision) = visiting.decide(tx)? else { return Ok(None) };
                let is_stranger = decision.known.is_none();
                Ok::<_, StoreError>(Some((visiting.changes(tx, &decision)?, is_stranger, decision.found)))
            })
            .await?;
        let Some((changes, is_stranger, found)) = looked else { return Ok(Visited::not_asked(None, now)) };
        if !changes {
            return Ok(Visited::not_asked(Some(&found), now));
        }
        if is_stranger {
            let whose = digest16(&[b"strangers", survey.as_bytes()]);
            if let Err(for_s) = lock(self.visits()).take(throttle::Subject::Stranger, whose, now) {
                return Ok(Visited::NotAsked { for_s });
            }
        }
        self.note_visit(brand, survey, visitor).await
    }

    /// Decides again, in the transaction that keeps what comes of it.
    async fn note_visit(
        &self,
        brand: BrandId,
        survey: SurveyId,
        visitor: Arc<Visitor>,
    ) -> Result<Visited, Refusal> {
        let chunk = self.reserve_chunks(brand, 1).await?;
        let app = self.clone();
        let signals = Arc::new(Signals::new(self.live().is_watched(brand)).since(self.now()));
        let told = Arc::clone(&signals);
        let body = move |tx: &mut Tx<'_>| {
            let now = app.now();
            let Some(visiting) = Visiting::begin(tx, &app, survey, &visitor)? else {
                return Ok(Visited::not_asked(None, now));
            };
            let Some(decision) = visiting.decide(tx)? else { return Ok(Visited::not_asked(None, now)) };
            if decision.found.eligible {
                return visiting.show(tx, &decision, chunk, &told).map(Visited::Asked);
            }
            if let Some(customer) = decision.known {
                visiting.keep(tx, customer, &decision.found)?;
            }
            Ok(Visited::not_asked(Some(&decision.found), now))
        };
        let own = self.clone();
        let visited: Result<Visited, StoreError> = self
            .to_the_end(async move {
                let visited = own.store().write("widget_visit", brand, body).await;
                own.told(brand, &signals, visited)
            })
            .await;
        Ok(visited?)
    }
}

/// A visit under way.
struct Visiting<'a> {
    app: &'a App,
    brand: Arc<Brand>,
    now: Timestamp,
    row: WidgetRow,
    visitor: &'a Visitor,
}

/// Whether a visitor is asked, and who that is.
struct Decision<'a> {
    /// By what they are known.
    identity: &'a Identity,
    /// Whether the brand's server said so.
    is_signed: bool,
    /// The customer, if there is one already, of whom the decision may be kept.
    known: Option<CustomerId>,
    found: Eligibility,
}

impl<'a> Visiting<'a> {
    /// None where nobody is asked.
    fn begin(
        tx: &mut Tx<'_>,
        app: &'a App,
        survey: SurveyId,
        visitor: &'a Visitor,
    ) -> Result<Option<Self>, StoreError> {
        let Some(brand) = app.brands().current(tx)? else { return Ok(None) };
        let row = widgets::find(tx, survey)?.filter(|row| row.widget.enabled);
        Ok(row.map(|row| Self { app, brand, now: app.now(), row, visitor }))
    }

    /// Decides; none of someone who names neither a browser nor a user who is to be believed.
    fn decide(&self, tx: &mut Tx<'_>) -> Result<Option<Decision<'a>>, StoreError> {
        let visitor = self.visitor;
        let links = &self.brand.links;
        let (signed, claimed) = match (&visitor.user, &visitor.signature) {
            (Some(user), Some(signature)) if links.is_signed(self.row.survey, &user.value, signature) => {
                (Some(user), None)
            }
            (user, _) => (None, user.as_ref().filter(|_| !self.row.widget.signed_users_only)),
        };
        let Some(identity) = signed.or(visitor.anonymous.as_ref()) else { return Ok(None) };
        let Some(terms) = facts::terms(tx, self.app.versions(), self.row.survey)? else { return Ok(None) };
        let key = |identity| identity_key(self.brand.id, identity);
        let keys: Vec<_> = [identity].into_iter().chain(claimed).map(key).collect();
        let people = People::load(tx, self.now, &keys, &[])?;
        let known = people.settled(&keys[..1]);
        let found = self.eligibility(&terms, known, &people, identity)?;
        let mut decision = Decision { identity, is_signed: signed.is_some(), known, found };
        // Whom the page only claims to see may have been asked enough, or have said no. Nothing of it is kept: it is not
        // known to be about them.
        let claimed =
            keys.get(1..).and_then(|keys| people.settled(keys)).filter(|claimed| known != Some(*claimed));
        if decision.found.eligible && claimed.is_some() {
            let narrowed = self.eligibility(&terms, claimed, &people, identity)?;
            if !narrowed.eligible {
                (decision.known, decision.found) = (None, narrowed);
            }
        }
        Ok(Some(decision))
    }

    /// Whether the decision leads to anything but what is kept already.
    fn changes(&self, tx: &mut Tx<'_>, decision: &Decision<'_>) -> Result<bool, StoreError> {
        let found = &decision.found;
        if found.eligible {
            return Ok(true);
        }
        let Some(customer) = decision.known else { return Ok(false) };
        let Some(row) = widgets::look(tx, self.row.survey, customer)? else { return Ok(true) };
        let kept = KeptLook::read(&row)?;
        let is_same = !kept.shown && kept.looked.eligibility.refused_by() == found.refused_by();
        Ok(!is_same || after(kept.at, LOOK_FOR) <= self.now)
    }

    fn eligibility(
        &self,
        terms: &SurveyTerms,
        known: Option<CustomerId>,
        people: &People,
        identity: &Identity,
    ) -> Result<Eligibility, StoreError> {
        let asking = terms.asking(self.row.survey, &self.brand.settings, By::Page, self.now);
        let profile = known.and_then(|customer| Some((customer, people.profile(customer)?)));
        on_page(asking, Some(&self.row.widget), &Person { known: profile, key: identity.value.as_bytes() })
    }

    /// Makes the link, lets the journal know, and notes in the profile that the survey was asked.
    fn show(
        &self,
        tx: &mut Tx<'_>,
        decision: &Decision<'_>,
        chunk: i64,
        signals: &Signals,
    ) -> Result<String, StoreError> {
        let (now, brand, survey) = (self.now, self.brand.as_ref(), self.row.survey);
        let id = self.app.new_id(LinkId::new);
        let event = Event {
            message_id: format!("shown:{id}"),
            kind: EventKind::Track,
            name: SURVEY_SHOWN.to_owned(),
            source: OWN_SOURCE,
            occurred_at: now,
            original_at: None,
            received_at: now,
            identities: vec![decision.identity.clone()],
            properties: json!({
                "survey_id": survey, "link_id": id, "page": self.visitor.page, "reasons": decision.found.looks,
            }),
            traits: serde_json::Value::Null,
            context: serde_json::Value::Null,
        };
        let incoming = Incoming::new(brand.id, event);
        let circumstances = Circumstances { brand, now, random: self.app.random(), chunk, signals };
        let outcomes = pipeline::process(tx, circumstances, std::slice::from_ref(&incoming), None)?;
        let customer = outcomes.events.first().and_then(|outcome| outcome.customer);
        let customer = customer.ok_or_else(|| StoreError::Defect("a visitor is nobody".to_owned()))?;
        let mut people = People::load(tx, now, &[], &[customer])?;
        if let Some(profile) = people.profile_mut(customer) {
            profile.note_asked(survey, now, None);
        }
        people.save(tx)?;
        let params = LinkParams {
            customer: Some(customer),
            via: Some(Via::Widget),
            unsigned: !decision.is_signed,
            ..LinkParams::default()
        };
        let expires_at = Some(after(now, VALID));
        let link = Link { id, survey, kind: LinkKind::Personal, params, expires_at, revoked_at: None };
        let token = brand.links.token(id);
        let row = LinkRow {
            link: id,
            token: token.to_string(),
            survey,
            kind: link.kind.name().to_owned(),
            customer: Some(customer),
            created_at: now,
            body: serde_json::to_string(&link).map_err(|error| StoreError::Defect(error.to_string()))?,
        };
        surveys::save_links(tx, std::slice::from_ref(&row))?;
        counting::invited(tx, brand, std::slice::from_ref(&link), now)?;
        self.keep(tx, customer, &decision.found)?;
        Ok(brand.links.address(&token))
    }

    /// Keeps a decision; whoever may be asked was.
    fn keep(&self, tx: &mut Tx<'_>, customer: CustomerId, found: &Eligibility) -> Result<(), StoreError> {
        let looked = Looked { page: self.visitor.page.clone(), eligibility: found.clone() };
        let body = serde_json::to_string(&looked).map_err(|error| StoreError::Defect(error.to_string()))?;
        let look = LookRow { customer, at: self.now, shown: found.eligible, body };
        widgets::keep_look(tx, self.row.survey, &look)
    }
}

/// A visitor's identity; none for a value that is none of its kind.
#[must_use]
pub fn visitor_identity(kind: IdentityKind, value: Option<&str>) -> Option<Identity> {
    value.and_then(|value| Identity::parse(kind, value).ok())
}

/// Whether a page shows the survey to a person: by the survey's widget, without which no page asks.
pub(super) fn on_page(
    asking: Asking<'_>,
    widget: Option<&Widget>,
    person: &Person<'_>,
) -> Result<Eligibility, StoreError> {
    let asking = Asking { place: Some(Place::Widget(Standing::of(widget))), ..asking };
    let Some(widget) = widget else { return Ok(eligibility::decide(&asking, person)) };
    let compile = |source: &String| Expression::compile(source, Scope::CUSTOMER, Type::Bool);
    let condition = widget.condition.as_ref().map(compile).transpose();
    let condition =
        condition.map_err(|error| StoreError::Corrupt(format!("a widget's condition: {error}")))?;
    let survey = asking.survey;
    let asking = Asking {
        condition: condition.as_ref(),
        sample: (widget.share < 1.0).then_some(Sample { salt: survey.as_bytes(), share: widget.share }),
        occasion: Occasion::None { again_after_days: Some(widget.again_after_days) },
        ..asking
    };
    Ok(eligibility::decide(&asking, person))
}
