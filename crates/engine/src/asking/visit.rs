//! A visitor of a page with a widget: whether they are asked, by all that is known of them, and if so with which link.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;
use touchstone_domain::eligibility::{self, By, Eligibility, Occasion, Person, Sample, SurveyTerms};
use touchstone_domain::event::{Event, EventKind, OWN_SOURCE};
use touchstone_domain::expression::{Expression, Scope, Type};
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{BrandId, CustomerId, LinkId, SurveyId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::link::{Link, LinkKind, LinkParams, Via};
use touchstone_domain::time::after;
use touchstone_domain::widget::Widget;
use touchstone_store::rows::customers::identity_key;
use touchstone_store::rows::surveys::{self, LinkRow};
use touchstone_store::rows::widgets::{self, LookRow, WidgetRow};
use touchstone_store::{StoreError, Tx};

use super::facts;
use super::widget::Looked;
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

impl App {
    /// The widget of a public key, if it asks anybody.
    pub async fn public_widget(&self, key: &str) -> Result<Option<PublicWidget>, StoreError> {
        let key = key.to_owned();
        let found = self.store().read_global("widget_by_key", move |tx| widgets::by_key(tx, &key)).await?;
        let Some((brand, row)) = found.filter(|(_, row)| row.widget.enabled) else { return Ok(None) };
        let app = self.clone();
        let current = self.store().read("widget_brand", brand, move |tx| app.brands().current(tx)).await?;
        Ok(current.map(|current| PublicWidget {
            brand,
            brand_name: current.settings.name.clone(),
            language: current.settings.language.clone(),
            survey: row.survey,
            widget: row.widget,
        }))
    }

    /// Decides whether a visitor is asked; answers the address of their survey if so. The decision is kept for whom it is
    /// known, and what is shown is an event of theirs with the reasons.
    pub async fn visit(&self, widget: &PublicWidget, visitor: Visitor) -> Result<Option<String>, Refusal> {
        let (brand, survey) = (widget.brand, widget.survey);
        let Some(device) = visitor.anonymous.as_ref().or(visitor.user.as_ref()) else { return Ok(None) };
        // By the browser, not by its address: the guests of a shop share one.
        let whose = digest16(&[b"visit", survey.as_bytes(), device.value.as_bytes()]);
        let taken = lock(self.visits()).take(throttle::Subject::Visit, whose, self.now());
        taken.map_err(|retry_after_s| Refusal::TooMany { retry_after_s })?;
        let chunk = self.reserve_chunks(brand, 1).await?;
        let app = self.clone();
        let signals = Arc::new(Signals::new(self.live().is_watched(brand)).since(self.now()));
        let told = Arc::clone(&signals);
        let shown = self
            .store()
            .write("widget_visit", brand, move |tx| {
                let Some(current) = app.brands().current(tx)? else { return Ok(None) };
                let Some(row) = widgets::find(tx, survey)?.filter(|row| row.widget.enabled) else {
                    return Ok(None);
                };
                let (now, random) = (app.now(), app.random());
                let circumstances = Circumstances { brand: &current, now, random, chunk, signals: &told };
                Visiting { app: &app, circumstances, row: &row, visitor: &visitor }.decide(tx)
            })
            .await?;
        self.committed(brand, &signals);
        Ok(shown)
    }
}

/// A visit under way.
struct Visiting<'a> {
    app: &'a App,
    circumstances: Circumstances<'a>,
    row: &'a WidgetRow,
    visitor: &'a Visitor,
}

impl Visiting<'_> {
    fn brand(&self) -> &Brand {
        self.circumstances.brand
    }

    /// By what the visitor is known: the user's id if it is to be believed, else the browser's.
    fn identity(&self) -> Option<&Identity> {
        let links = &self.brand().links;
        let visitor = self.visitor;
        let is_believed = |user: &&Identity| match &visitor.signature {
            Some(signature) => links.is_signed(self.row.survey, &user.value, signature),
            None => !self.row.widget.signed_users_only,
        };
        visitor.user.as_ref().filter(is_believed).or(visitor.anonymous.as_ref())
    }

    fn decide(&self, tx: &mut Tx<'_>) -> Result<Option<String>, StoreError> {
        let Some(identity) = self.identity() else { return Ok(None) };
        let Some(terms) = facts::terms(tx, self.app.versions(), self.row.survey)? else { return Ok(None) };
        let key = identity_key(self.brand().id, identity);
        let people = People::load(tx, self.circumstances.now, &[key], &[])?;
        let known = people.settled(&[key]);
        let found = self.eligibility(&terms, known, &people, identity)?;
        if found.eligible {
            return self.show(tx, identity, &found).map(Some);
        }
        if let Some(customer) = known {
            self.keep(tx, customer, false, &found)?;
        }
        Ok(None)
    }

    fn eligibility(
        &self,
        terms: &SurveyTerms,
        known: Option<CustomerId>,
        people: &People,
        identity: &Identity,
    ) -> Result<Eligibility, StoreError> {
        let widget = &self.row.widget;
        let condition = match &widget.condition {
            Some(source) => Some(
                Expression::compile(source, Scope::CUSTOMER, Type::Bool)
                    .map_err(|error| StoreError::Corrupt(format!("a widget's condition: {error}")))?,
            ),
            None => None,
        };
        let now = self.circumstances.now;
        let mut asking = terms.asking(self.row.survey, &self.brand().settings, By::Page, now);
        asking.condition = condition.as_ref();
        asking.sample =
            (widget.share < 1.0).then_some(Sample { salt: self.row.survey.as_bytes(), share: widget.share });
        asking.occasion = Occasion::None { again_after_days: Some(widget.again_after_days) };
        let profile = known.and_then(|customer| Some((customer, people.profile(customer)?)));
        Ok(eligibility::decide(&asking, &Person { known: profile, key: identity.value.as_bytes() }))
    }

    /// Makes the link, lets the journal know, and notes in the profile that the survey was asked.
    fn show(&self, tx: &mut Tx<'_>, identity: &Identity, found: &Eligibility) -> Result<String, StoreError> {
        let (now, brand, survey) = (self.circumstances.now, self.brand(), self.row.survey);
        let id = self.app.new_id(LinkId::new);
        let event = Event {
            message_id: format!("shown:{id}"),
            kind: EventKind::Track,
            name: SURVEY_SHOWN.to_owned(),
            source: OWN_SOURCE,
            occurred_at: now,
            original_at: None,
            received_at: now,
            identities: vec![identity.clone()],
            properties: json!({
                "survey_id": survey, "link_id": id, "page": self.visitor.page, "reasons": found.looks,
            }),
            traits: serde_json::Value::Null,
            context: serde_json::Value::Null,
        };
        let incoming = Incoming::new(brand.id, event);
        let outcomes = pipeline::process(tx, self.circumstances, std::slice::from_ref(&incoming), None)?;
        let customer = outcomes.events.first().and_then(|outcome| outcome.customer);
        let customer = customer.ok_or_else(|| StoreError::Defect("a visitor is nobody".to_owned()))?;
        let mut people = People::load(tx, now, &[], &[customer])?;
        if let Some(profile) = people.profile_mut(customer) {
            profile.note_asked(survey, now, None);
        }
        people.save(tx)?;
        let params = LinkParams { customer: Some(customer), via: Some(Via::Widget), ..LinkParams::default() };
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
        self.keep(tx, customer, true, found)?;
        Ok(brand.links.address(&token))
    }

    fn keep(
        &self,
        tx: &mut Tx<'_>,
        customer: CustomerId,
        shown: bool,
        found: &Eligibility,
    ) -> Result<(), StoreError> {
        let looked = Looked { page: self.visitor.page.clone(), eligibility: found.clone() };
        let body = serde_json::to_string(&looked).map_err(|error| StoreError::Defect(error.to_string()))?;
        let look = LookRow { customer, at: self.circumstances.now, shown, body };
        widgets::keep_look(tx, self.row.survey, &look)
    }
}

/// A visitor's identity; none for a value that is none of its kind.
#[must_use]
pub fn visitor_identity(kind: IdentityKind, value: Option<&str>) -> Option<Identity> {
    value.and_then(|value| Identity::parse(kind, value).ok())
}
