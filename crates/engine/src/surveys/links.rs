//! Links that members make: for a QR code, a chat group, or one customer.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::eligibility::SurveyTerms;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{LinkId, SurveyId};
use touchstone_domain::link::{self, Link, LinkKind, LinkParams, Token};
use touchstone_domain::member::Scope;
use touchstone_domain::survey::SurveyState;
use touchstone_store::rows::cases;
use touchstone_store::rows::surveys::{self, LinkRow};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::asking::facts;
use crate::brand::Brand;
use crate::{App, Refusal, Slice, counting, customers, slice};

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Who may use it how often.
    pub kind: LinkKind,
    /// What an answer through it is about.
    pub params: LinkParams,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

/// A link with its address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredLink {
    /// The link.
    #[serde(flatten)]
    pub link: Link,
    /// Where it leads.
    pub url: String,
    /// Since when.
    pub created_at: Timestamp,
}

impl App {
    /// Makes a link to a survey. A member gives only units of their own scope.
    pub async fn create_link(
        &self,
        actor: &Actor,
        survey: SurveyId,
        new: NewLink,
    ) -> Result<StoredLink, Refusal> {
        let link = Link {
            id: self.new_id(LinkId::new),
            survey,
            kind: new.kind,
            params: new.params,
            expires_at: new.expires_at,
            revoked_at: None,
        };
        let mut errors = link::check(&link);
        if link.expires_at.is_some_and(|at| at <= self.now()) {
            errors.push(FieldError::new("expires_at", "past", "must be in the future"));
        }
        if !errors.is_empty() {
            return Err(errors.into());
        }
        let token = Token::new(self.random_bytes());
        let app = self.clone();
        let scope = actor.scope.clone();
        self.change("create_link", actor, move |change| {
            let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
            surveys::find(change.tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
            must_see(&brand, &scope, &link.params)?;
            must_see_person(change.tx, &brand, &scope, &link.params)?;
            let row = LinkRow {
                link: link.id,
                token: token.to_string(),
                survey,
                kind: link.kind.name().to_owned(),
                customer: link.params.customer,
                created_at: change.now,
                body: body(&link)?,
            };
            surveys::save_links(change.tx, std::slice::from_ref(&row))?;
            counting::invited(change.tx, &brand, std::slice::from_ref(&link), change.now)?;
            change.audit(
                "link.create",
                link.id,
                &(),
                &serde_json::json!({ "survey": survey, "kind": link.kind }),
            );
            Ok(StoredLink { link: link.clone(), url: brand.links.address(&token), created_at: change.now })
        })
        .await
    }

    /// One link of a survey, of the units of the member's scope.
    pub async fn link(&self, actor: &Actor, survey: SurveyId, id: LinkId) -> Result<StoredLink, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("link", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                seen(tx, &brand, &scope, (survey, id))
            })
            .await
    }

    /// Withdraws a link of the member's units for good: it shows nothing any more, not even a thank-you. One that was
    /// withdrawn before stays as it is.
    pub async fn revoke_link(
        &self,
        actor: &Actor,
        survey: SurveyId,
        id: LinkId,
    ) -> Result<StoredLink, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.change("revoke_link", actor, move |change| {
            let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
            let mut stored = seen(change.tx, &brand, &scope, (survey, id))?;
            if stored.link.revoked_at.is_some() {
                change.unchanged();
            } else {
                stored.link.revoked_at = Some(change.now);
                surveys::replace_link(change.tx, id, &body(&stored.link)?)?;
                change.audit("link.revoke", id, &(), &serde_json::json!({ "survey": survey }));
            }
            Ok(stored)
        })
        .await
    }

    /// Links of a survey after an id, of the units of the member's scope; of one kind, or of all.
    pub async fn list_links(
        &self,
        actor: &Actor,
        (survey, kind): (SurveyId, Option<LinkKind>),
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Slice<StoredLink, LinkId>, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        // Most links are personal, so that those are found among all; of the others there is a list by kind.
        let shared = kind.filter(|kind| *kind != LinkKind::Personal).map(LinkKind::name);
        self.store()
            .read("links", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                surveys::find(tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
                slice::collect(
                    after,
                    limit,
                    |after, limit| Ok(surveys::links_of(tx, survey, shared, after, limit.into())?),
                    |row| row.link,
                    |row| {
                        if kind.is_some_and(|kind| kind.name() != row.kind) {
                            return Ok(None);
                        }
                        let stored = stored(&brand, &row)?;
                        let place = brand.place(&stored.link.params).map(|unit| &unit.path);
                        Ok(scope.covers_option(place).then_some(stored))
                    },
                )
            })
            .await
    }
}

/// Those of these links that were withdrawn: nobody is sent to what shows nothing any more.
pub(crate) fn withdrawn(tx: &mut Tx, links: &[LinkId]) -> Result<Vec<LinkId>, StoreError> {
    let mut found = Vec::new();
    for row in surveys::links(tx, links)? {
        let link = parse(&row)?;
        found.extend(link.revoked_at.map(|_| link.id));
    }
    Ok(found)
}

/// Those of these links that take no answer now, each with the word of why: nobody is sent to a page that only says so.
pub(crate) fn shut(
    tx: &mut Tx,
    app: &App,
    links: &[LinkId],
) -> Result<HashMap<LinkId, &'static str>, StoreError> {
    let mut terms: HashMap<SurveyId, Option<SurveyTerms>> = HashMap::new();
    let mut found = HashMap::new();
    for row in surveys::links(tx, links)? {
        let link = parse(&row)?;
        let of = match terms.entry(link.survey) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(facts::terms(tx, app.versions(), link.survey)?),
        };
        found.extend(refusal(&link, of.as_ref(), app.now()).map(|refusal| (link.id, refusal.name())));
    }
    Ok(found)
}

/// Why somebody who has not begun to answer through a link could not.
fn refusal(link: &Link, terms: Option<&SurveyTerms>, now: Timestamp) -> Option<link::Refusal> {
    let state = terms.map_or(SurveyState::Draft, |terms| terms.state);
    let takes = |terms: &SurveyTerms| {
        let completed = i64::try_from(terms.completed).unwrap_or(i64::MAX);
        link::takes(&terms.taking, completed, now).err()
    };
    // Trying out is not held to limits.
    let limited = terms.filter(|_| !link.params.test);
    link::open(link, state, None, now).err().or_else(|| limited.and_then(takes))
}

fn parse(row: &LinkRow) -> Result<Link, StoreError> {
    serde_json::from_str(&row.body)
        .map_err(|error| StoreError::Corrupt(format!("link {}: {error}", row.link)))
}

fn body(link: &Link) -> Result<String, StoreError> {
    serde_json::to_string(link).map_err(|error| StoreError::Defect(error.to_string()))
}

/// A link of a survey, if it leads to a unit of the scope.
fn seen(
    tx: &mut Tx,
    brand: &Brand,
    scope: &Scope,
    (survey, id): (SurveyId, LinkId),
) -> Result<StoredLink, Refusal> {
    let row = surveys::link(tx, id)?.filter(|row| row.survey == survey);
    let stored = stored(brand, &row.ok_or(Refusal::NotFound("link"))?)?;
    let place = brand.place(&stored.link.params).map(|unit| &unit.path);
    if scope.covers_option(place) { Ok(stored) } else { Err(Refusal::NotFound("link")) }
}

/// A link as it was stored, with its address.
pub(super) fn stored(brand: &Brand, row: &LinkRow) -> Result<StoredLink, StoreError> {
    let corrupt = |what: &dyn std::fmt::Display| StoreError::Corrupt(format!("link {}: {what}", row.link));
    let link: Link = serde_json::from_str(&row.body).map_err(|error| corrupt(&error))?;
    let token: Token = row.token.parse().map_err(|_| corrupt(&"its token"))?;
    Ok(StoredLink { link, url: brand.links.address(&token), created_at: row.created_at })
}

/// Refuses units that do not exist or lie outside the member's scope.
pub(super) fn must_see(brand: &Brand, scope: &Scope, params: &LinkParams) -> Result<(), Refusal> {
    let unknown = |field: &str| FieldError::new(field, "unknown", "There is no such unit.");
    if let Some(unit) = params.unit
        && brand.units.get(unit).is_none_or(|unit| !scope.covers(&unit.path))
    {
        return Err(unknown("params.unit").into());
    }
    for (field, code) in [("params.unit_code", &params.unit_code), ("params.group", &params.group)] {
        let Some(code) = code else { continue };
        if brand.units.by_code(code).is_none_or(|unit| !scope.covers(&unit.path)) {
            return Err(unknown(field).into());
        }
    }
    if scope.covers_option(brand.place(params).map(|unit| &unit.path)) {
        Ok(())
    } else {
        Err(FieldError::new("params.unit", "required", "Name one of your units.").into())
    }
}

/// Refuses a customer outside the member's scope, and a case that is not this customer's or that the member does not
/// see: an answer through the link says how it ended.
fn must_see_person(tx: &mut Tx, brand: &Brand, scope: &Scope, params: &LinkParams) -> Result<(), Refusal> {
    let Some(customer) = params.customer else { return Ok(()) };
    let customer = customers::seen(tx, brand, scope, customer).map_err(|refusal| match refusal {
        Refusal::NotFound(_) => {
            FieldError::new("params.customer", "unknown", "There is no such customer.").into()
        }
        other => other,
    })?;
    let Some(case) = params.case else { return Ok(()) };
    let of = match cases::find_in(tx, scope, case)? {
        Some(case) => customers::today(tx, case.customer)?.map(|row| row.customer),
        None => None,
    };
    if of == Some(customer.id) {
        Ok(())
    } else {
        Err(FieldError::new("params.case", "unknown", "This customer has no such case.").into())
    }
}
