//! Asking some people of a distribution in one transaction: decisions, links, messages and what the profiles
//! remember of them are written together, or not at all.

use touchstone_domain::budget;
use touchstone_domain::distribution::{Distribution, Sampling, Whom};
use touchstone_domain::effect::{self, About, Effect, EffectKind, LinkRequest, Message};
use touchstone_domain::eligibility::{self, Asking, By, Eligibility, Occasion, Person, Sample, SurveyTerms};
use touchstone_domain::expression::{Expression, Scope, Type};
use touchstone_domain::id::CustomerId;
use touchstone_domain::link::{Link, Via};
use touchstone_domain::message::{Invite, Personal, invite};
use touchstone_domain::profile::{Contact, Profile};
use touchstone_domain::survey::Survey;
use touchstone_store::rows::distributions::Progress;
use touchstone_store::rows::recipients::{self, RecipientRow, RecipientState};
use touchstone_store::rows::surveys::{self, LinkRow};
use touchstone_store::{StoreError, Tx};

use crate::counting;
use crate::pipeline::{self, Circumstances, People};

/// Why someone is not asked who is not there any more.
const GONE: &str = "gone";
/// Why someone is not reminded whose invitation does not work any more.
const EXPIRED: &str = "expired";
/// Why someone is not asked whose message could not be written.
const UNWRITTEN: &str = "template";

/// Why someone is not reminded whose link was withdrawn.
const WITHDRAWN: &str = "withdrawn";

/// What has become of somebody's link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfLink {
    /// It can be answered.
    Open,
    /// A response was completed through it.
    Answered,
    /// A member withdrew it.
    Withdrawn,
}

/// What a batch goes by.
pub(super) struct Terms<'a> {
    pub(super) circumstances: Circumstances<'a>,
    pub(super) distribution: &'a Distribution,
    pub(super) survey: &'a SurveyTerms,
    /// The published survey, if e-mails carry its first question.
    pub(super) first_question: Option<&'a Survey>,
}

/// A batch under way.
pub(super) struct Batch<'a> {
    terms: &'a Terms<'a>,
    condition: Option<Expression>,
    people: People,
    rows: Vec<RecipientRow>,
    links: Vec<Link>,
    effects: Vec<Effect>,
}

impl<'a> Batch<'a> {
    /// Of these people.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        terms: &'a Terms<'a>,
        rows: &[RecipientRow],
    ) -> Result<Self, StoreError> {
        let ids: Vec<CustomerId> = rows.iter().map(|row| row.customer).collect();
        let people = People::load(tx, terms.circumstances.now, &[], &ids)?;
        let condition = condition_of(terms.distribution)?;
        Ok(Self { terms, condition, people, rows: Vec::new(), links: Vec::new(), effects: Vec::new() })
    }

    /// Invites someone, or keeps why not.
    pub(super) fn invite(&mut self, row: RecipientRow, progress: &mut Progress) {
        let now = self.terms.circumstances.now;
        let outcome = self.ask(row.customer, 0, now);
        let row = match outcome {
            Ok(()) => {
                progress.invited += 1;
                let of = self.terms.distribution;
                RecipientRow {
                    state: RecipientState::Invited,
                    link: Some(of.link(row.customer)),
                    effect: Some(of.effect(row.customer, 0)),
                    invited_at: Some(now),
                    next_at: of.next_reminder(now, 0),
                    ..row
                }
            }
            Err(reason) => {
                *progress.refused.entry(reason.clone()).or_default() += 1;
                RecipientRow { state: RecipientState::Refused, reason: Some(reason), ..row }
            }
        };
        self.rows.push(row);
    }

    /// Reminds someone who has not answered, or keeps why not.
    pub(super) fn remind(&mut self, row: RecipientRow, of_link: OfLink, progress: &mut Progress) {
        let of = self.terms.distribution;
        let invited_at = row.invited_at.unwrap_or(self.terms.circumstances.now);
        // Whoever has answered is never reminded again, nor sent once more to what shows nothing any more.
        if of_link != OfLink::Open {
            if of_link == OfLink::Withdrawn {
                *progress.not_reminded.entry(WITHDRAWN.to_owned()).or_default() += 1;
            }
            self.rows.push(RecipientRow { next_at: None, ..row });
            return;
        }
        let now = self.terms.circumstances.now;
        // What fell into a pause is not made up for: one reminder says all.
        let nth = of.reminders_due(invited_at, now).max(row.reminded + 1);
        let is_over = of.valid_until(invited_at) <= now;
        let outcome = if is_over { Err(EXPIRED.to_owned()) } else { self.ask(row.customer, nth, invited_at) };
        let mut row = RecipientRow { reminded: nth, next_at: of.next_reminder(invited_at, nth), ..row };
        match outcome {
            Ok(()) => {
                progress.reminded += 1;
                row.effect = Some(of.effect(row.customer, nth));
            }
            Err(reason) => *progress.not_reminded.entry(reason).or_default() += 1,
        }
        self.rows.push(row);
    }

    /// Asks someone for the `nth` time; answers why not otherwise.
    fn ask(&mut self, recipient: CustomerId, nth: u32, invited_at: jiff::Timestamp) -> Result<(), String> {
        let Terms { circumstances, distribution, .. } = self.terms;
        let now = circumstances.now;
        // Merged into someone since: it is they who are asked, and once.
        let customer = self.people.today(recipient).ok_or(GONE)?;
        let profile = self.people.profile(customer).ok_or(GONE)?;
        let found = self.decide((recipient, customer), profile, nth);
        let Some(channel) = found.channel else {
            return Err(found.refused_by().unwrap_or(GONE).to_owned());
        };
        let expires_at = distribution.valid_until(invited_at);
        let link = LinkRequest {
            id: distribution.link(recipient),
            survey: distribution.survey,
            customer,
            unit: profile.home_unit,
            about: About::default(),
            case: None,
            expires_at,
        };
        let words = Invite {
            channel,
            template: distribution.plan.template,
            link: link.clone(),
            first_question: self.terms.first_question,
            reminds: nth > 0,
        };
        let message = self.write(words, customer, profile)?;
        let (class, not_before) = (message.class, found.not_before);
        self.effects.push(Effect {
            format: effect::FORMAT,
            id: distribution.effect(recipient, nth),
            customer,
            run: None,
            message_id: distribution.id.to_string(),
            created_at: now,
            not_before,
            kind: EffectKind::Send(Box::new(message)),
        });
        let profile = self.people.profile_mut(customer).ok_or(GONE)?;
        budget::record(profile, Contact { at: not_before.unwrap_or(now), channel, class });
        if nth == 0 {
            profile.note_asked(distribution.survey, now, Some(expires_at));
            let mut link = Link::from(&link);
            link.params.via = Some(Via::Distribution);
            self.links.push(link);
        }
        Ok(())
    }

    fn decide(&self, who: (CustomerId, CustomerId), profile: &Profile, nth: u32) -> Eligibility {
        let Terms { circumstances, distribution, survey, .. } = self.terms;
        let (settings, by) = (&circumstances.brand.settings, By::Message(&distribution.plan.channels));
        let mut asking = survey.asking(distribution.survey, settings, by, circumstances.now);
        if nth == 0 {
            asking = narrowed(asking, distribution, self.condition.as_ref());
        } else {
            asking.occasion = Occasion::Reminder;
        }
        let (recipient, customer) = who;
        let person = Person { known: Some((customer, profile)), key: recipient.as_bytes() };
        eligibility::decide(&asking, &person)
    }

    fn write(&self, words: Invite<'_>, customer: CustomerId, profile: &Profile) -> Result<Message, String> {
        let brand = self.terms.circumstances.brand;
        let to = Personal {
            brand: brand.facts(),
            links: &*brand.links,
            customer,
            profile,
            unit: profile.home_unit.and_then(|unit| brand.units.get(unit)),
            voucher: None,
            now: self.terms.circumstances.now,
        };
        invite(words, &to).map_err(|error| {
            tracing::warn!(distribution = %self.terms.distribution.id, %error, "an invitation could not be written");
            UNWRITTEN.to_owned()
        })
    }

    /// Writes everything.
    pub(super) fn save(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let Terms { circumstances, distribution, .. } = *self.terms;
        let (brand, now) = (circumstances.brand, circumstances.now);
        recipients::save(tx, distribution.id, &self.rows)?;
        let row = |link: &Link| {
            Ok::<_, StoreError>(LinkRow {
                link: link.id,
                token: brand.links.token(link.id).to_string(),
                survey: link.survey,
                kind: link.kind.name().to_owned(),
                customer: link.params.customer,
                created_at: now,
                body: serde_json::to_string(link).map_err(|error| StoreError::Defect(error.to_string()))?,
            })
        };
        let rows = self.links.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        if !rows.is_empty() {
            surveys::save_links(tx, &rows)?;
            counting::invited(tx, brand, &self.links, now)?;
        }
        pipeline::commit_effects(tx, circumstances, &self.effects)?;
        circumstances.signals.customers(self.people.changed());
        self.people.save(tx)
    }
}

/// The condition of a distribution, compiled.
pub(super) fn condition_of(distribution: &Distribution) -> Result<Option<Expression>, StoreError> {
    let Whom::Customers { condition: Some(source), .. } = &distribution.plan.whom else { return Ok(None) };
    // It was checked when it was saved.
    let compiled = Expression::compile(source, Scope::CUSTOMER, Type::Bool);
    compiled
        .map(Some)
        .map_err(|error| StoreError::Corrupt(format!("distribution {}: {error}", distribution.id)))
}

/// The asking of a distribution: whom it means, and which share of them.
pub(super) fn narrowed<'a>(
    asking: Asking<'a>,
    distribution: &'a Distribution,
    condition: Option<&'a Expression>,
) -> Asking<'a> {
    let sample = match distribution.plan.sample {
        Sampling::Share { share } => Some(Sample { salt: distribution.salt(), share }),
        Sampling::All | Sampling::Count { .. } => None,
    };
    Asking { condition, sample, ..asking }
}
