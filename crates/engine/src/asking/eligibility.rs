//! Would this person be asked now, and why.

use touchstone_domain::distribution::{Distribution, Standing};
use touchstone_domain::eligibility::{self, By, Eligibility, Person, Place, SurveyTerms};
use touchstone_domain::id::{CustomerId, DistributionId, SurveyId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::member::Permission;
use touchstone_domain::profile::{Channel, Profile};
use touchstone_store::rows::customers::{self, identity_key};
use touchstone_store::rows::recipients::{self, RecipientState};
use touchstone_store::rows::widgets;
use touchstone_store::{StoreError, Tx};

use super::batch::{condition_of, narrowed};
use super::visit::on_page;
use super::{distributions, facts};
use crate::access::Actor;
use crate::brand::Brand;
use crate::customers::seen;
use crate::{App, Refusal};

/// Channels that are looked at when none is named, in order of preference.
const CHANNELS: [Channel; 3] = [Channel::Wechat, Channel::Sms, Channel::Email];

/// Who.
#[derive(Debug, Clone)]
pub enum Whom {
    /// A customer.
    Customer(CustomerId),
    /// Whoever has this identity.
    Identity(Identity),
}

/// How they would be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// By a message on any channel.
    AnyMessage,
    /// By a message on this channel.
    Message(Channel),
    /// On a web page, by the survey's widget.
    Page,
    /// By a distribution of the survey, on its channels.
    Distribution(DistributionId),
}

/// Whether someone would be asked, and why.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Who it is today; none for a stranger on a web page.
    pub customer: Option<CustomerId>,
    /// The decision.
    pub eligibility: Eligibility,
}

impl App {
    /// Explains whether a person of one's units would be asked a survey now. Of whom nothing is known can only be met
    /// on a web page. What distributions plan is for those who edit surveys.
    pub async fn eligibility(
        &self,
        actor: &Actor,
        survey: SurveyId,
        whom: Whom,
        means: Means,
    ) -> Result<Explained, Refusal> {
        actor.must(Permission::ReadCustomers)?;
        if matches!(means, Means::Distribution(_)) {
            actor.must(Permission::EditSurvey)?;
        }
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("eligibility", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let terms = facts::terms(tx, app.versions(), survey)?.ok_or(Refusal::NotFound("survey"))?;
                let id = match &whom {
                    Whom::Customer(id) => Some(*id),
                    Whom::Identity(identity) => {
                        let key = identity_key(brand.id, identity);
                        customers::resolve(tx, &[key])?.remove(&key)
                    }
                };
                let customer = match (id, &whom) {
                    (Some(id), _) => Some(seen(tx, &brand, &scope, id)?),
                    (None, Whom::Identity(identity))
                        if means == Means::Page && identity.kind == IdentityKind::Anonymous =>
                    {
                        None
                    }
                    (None, _) => return Err(Refusal::NotFound("customer")),
                };
                let known = customer.as_ref().map(|customer| (customer.id, &customer.profile));
                let asked = Asked { app: &app, brand: &brand, survey, terms: &terms, known };
                let eligibility = match (means, known) {
                    (Means::Distribution(id), Some(known)) => asked.by_distribution(tx, id, known)?,
                    (Means::Distribution(_), None) => return Err(Refusal::NotFound("customer")),
                    (Means::AnyMessage, _) => asked.by_message(&CHANNELS),
                    (Means::Message(channel), _) => asked.by_message(&[channel]),
                    (Means::Page, _) => asked.on_page(tx, &whom)?,
                };
                Ok(Explained { customer: known.map(|(id, _)| id), eligibility })
            })
            .await
    }
}

/// Whoever it is about, and what a survey asks of them.
struct Asked<'a> {
    app: &'a App,
    brand: &'a Brand,
    survey: SurveyId,
    terms: &'a SurveyTerms,
    known: Option<(CustomerId, &'a Profile)>,
}

impl Asked<'_> {
    fn by_message(&self, channels: &[Channel]) -> Eligibility {
        let by = By::Message(channels);
        let asking = self.terms.asking(self.survey, &self.brand.settings, by, self.app.now());
        let key = self.known.map(|(id, _)| *id.as_bytes()).unwrap_or_default();
        eligibility::decide(&asking, &Person { known: self.known, key: &key })
    }

    /// As the survey's widget decides when this person visits.
    fn on_page(&self, tx: &mut Tx<'_>, whom: &Whom) -> Result<Eligibility, StoreError> {
        let row = widgets::find(tx, self.survey)?;
        let asking = self.terms.asking(self.survey, &self.brand.settings, By::Page, self.app.now());
        let person = Person { known: self.known, key: page_key(whom, self.known) };
        on_page(asking, row.as_ref().map(|row| &row.widget), &person)
    }

    /// As a distribution decides when it comes to this person.
    fn by_distribution(
        &self,
        tx: &mut Tx<'_>,
        id: DistributionId,
        (customer, profile): (CustomerId, &Profile),
    ) -> Result<Eligibility, Refusal> {
        let now = self.app.now();
        let of = distributions::row(tx, self.survey, id)?.distribution;
        let recipient = standing(tx, &of, customer)?.unwrap_or_else(|| of.standing(profile, now));
        let condition = condition_of(&of)?;
        let by = By::Message(&of.plan.channels);
        let mut asking = self.terms.asking(self.survey, &self.brand.settings, by, now);
        asking.place = Some(Place::Distribution { state: of.state, recipient });
        let asking = narrowed(asking, &of, condition.as_ref());
        let person = Person { known: self.known, key: customer.as_bytes() };
        Ok(eligibility::decide(&asking, &person))
    }
}

/// Where a person stands who is one of a distribution's already.
fn standing(
    tx: &mut Tx<'_>,
    of: &Distribution,
    customer: CustomerId,
) -> Result<Option<Standing>, StoreError> {
    let found = recipients::find(tx, of.id, customer)?;
    Ok(found.map(|row| match row.state {
        RecipientState::Chosen => Standing::Chosen,
        RecipientState::Invited => Standing::Invited,
        RecipientState::Refused => Standing::Refused,
    }))
}

/// What a page draws its sample by: who is logged in there, or else the browser.
fn page_key<'a>(whom: &'a Whom, known: Option<(CustomerId, &'a Profile)>) -> &'a [u8] {
    let is_of_page =
        |identity: &&Identity| matches!(identity.kind, IdentityKind::User | IdentityKind::Anonymous);
    let of_customer = || {
        let (_, profile) = known?;
        let users = profile.identities.iter().find(|identity| identity.kind == IdentityKind::User);
        users.or_else(|| profile.identities.iter().find(is_of_page))
    };
    let identity = match whom {
        Whom::Identity(identity) => Some(identity).filter(is_of_page).or_else(of_customer),
        Whom::Customer(_) => of_customer(),
    };
    match (identity, whom) {
        (Some(identity), _) => identity.value.as_bytes(),
        (None, Whom::Customer(id)) => id.as_bytes(),
        (None, Whom::Identity(identity)) => identity.value.as_bytes(),
    }
}
