//! Would this person be asked now, and why.

use touchstone_domain::eligibility::{self, By, Eligibility, Person};
use touchstone_domain::id::{CustomerId, SurveyId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::member::Permission;
use touchstone_domain::profile::Channel;
use touchstone_store::rows::customers::{self, identity_key};
use touchstone_store::rows::widgets;

use super::facts;
use super::visit::on_page;
use crate::access::Actor;
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
    /// On a web page.
    Page,
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
    /// on a web page.
    pub async fn eligibility(
        &self,
        actor: &Actor,
        survey: SurveyId,
        whom: Whom,
        means: Means,
    ) -> Result<Explained, Refusal> {
        actor.must(Permission::ReadCustomers)?;
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
                let one;
                let by = match means {
                    Means::AnyMessage => By::Message(&CHANNELS),
                    Means::Message(channel) => {
                        one = [channel];
                        By::Message(&one)
                    }
                    Means::Page => By::Page,
                };
                let asking = terms.asking(survey, &brand.settings, by, app.now());
                // A page draws its sample by what it sees of a visitor.
                let key = match (&customer, &whom) {
                    (Some(customer), _) if means != Means::Page => customer.id.as_bytes().to_vec(),
                    (_, Whom::Identity(identity)) => identity.value.clone().into_bytes(),
                    (_, Whom::Customer(id)) => id.as_bytes().to_vec(),
                };
                let known = customer.as_ref().map(|customer| (customer.id, &customer.profile));
                let person = Person { known, key: &key };
                let widget = if means == Means::Page { widgets::find(tx, survey)? } else { None };
                let eligibility = match widget {
                    Some(row) => on_page(asking, &row.widget, &person)?,
                    None => eligibility::decide(&asking, &person),
                };
                Ok(Explained { customer: customer.map(|customer| customer.id), eligibility })
            })
            .await
    }
}
