//! The next step of a distribution: some people in one transaction, with how far it has come. A process that dies
//! between steps goes on where the last one was written.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::budget;
use touchstone_domain::distribution::{Sampling, State, Whom};
use touchstone_domain::effect::EffectKind;
use touchstone_domain::eligibility::{self, By, Person, SurveyTerms};
use touchstone_domain::id::{CustomerId, DistributionId, LinkId};
use touchstone_domain::profile::{Contact, tag_term};
use touchstone_domain::survey::SurveyState;
use touchstone_domain::time::after;
use touchstone_store::rows::customers;
use touchstone_store::rows::distributions::{self, DistributionRow};
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::outbox;
use touchstone_store::rows::recipients::{self, RecipientRow};
use touchstone_store::{StoreError, Tx};

use super::batch::{Batch, OfLink, Terms, condition_of, narrowed};
use super::facts;
use crate::App;
use crate::pipeline::{Circumstances, People};
use crate::surveys::withdrawn;

/// People of one step. Whatever else is written waits for it, so that it takes some 20 ms and no more.
const BATCH: u32 = 50;
/// Customers that one step looks at while choosing.
const LOOKED_AT: u32 = 250;
/// After how long a distribution that failed is tried again.
const FAILED: SignedDuration = SignedDuration::from_hours(1);
/// How long a distribution waits for a survey that takes no answers for a while.
const HELD: SignedDuration = SignedDuration::from_mins(5);

/// Takes one step. Answers how many people it was about.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    app: &App,
    id: DistributionId,
    circumstances: Circumstances<'_>,
) -> Result<usize, StoreError> {
    let Some(mut row) = distributions::find(tx, id)? else { return Ok(0) };
    let now = circumstances.now;
    if row.next_at.is_none_or(|at| at > now) {
        // Another node was faster.
        return Ok(0);
    }
    row.next_at = Some(now);
    let did = match row.distribution.state {
        State::Choosing => choose(tx, app, &mut row, circumstances)?,
        State::Inviting | State::Waiting => ask(tx, app, &mut row, circumstances)?,
        State::Stopping => stop(tx, &mut row, circumstances)?,
        State::Draft | State::Done | State::Stopped => {
            row.next_at = None;
            0
        }
    };
    row.progress.failed_at = None;
    distributions::update(tx, &row)?;
    Ok(did)
}

/// Lets a distribution that failed wait, and says so where it can still be read.
pub(crate) fn hold(tx: &mut Tx<'_>, id: DistributionId, now: Timestamp) -> Result<(), StoreError> {
    if let Ok(Some(mut row)) = distributions::find(tx, id) {
        row.progress.failed_at = Some(now);
        distributions::update(tx, &row)?;
    }
    distributions::postpone(tx, id, after(now, FAILED))
}

fn end(row: &mut DistributionRow, state: State, now: Timestamp) {
    row.distribution.state = state;
    row.progress.ended_at = Some(now);
    row.next_at = None;
}

/// Whether the survey takes answers now; otherwise the distribution waits, or stops with it.
fn is_open(row: &mut DistributionRow, terms: Option<&SurveyTerms>, now: Timestamp) -> bool {
    let Some(terms) = terms.filter(|terms| !matches!(terms.state, SurveyState::Closed { .. })) else {
        row.distribution.state = State::Stopping;
        return false;
    };
    if terms.taking.closes_at.is_some_and(|at| at <= now) {
        row.distribution.state = State::Stopping;
        return false;
    }
    let opens_at = terms.taking.opens_at.filter(|at| *at > now);
    if opens_at.is_some() || !matches!(terms.state, SurveyState::Published { .. }) {
        row.next_at = Some(opens_at.unwrap_or(after(now, HELD)));
        return false;
    }
    true
}

/// Looks at the next customers, and notes those who are meant.
fn choose(
    tx: &mut Tx<'_>,
    app: &App,
    row: &mut DistributionRow,
    circumstances: Circumstances<'_>,
) -> Result<usize, StoreError> {
    let of = &row.distribution;
    let tag = match &of.plan.whom {
        Whom::Customers { tag, .. } => tag.as_deref(),
        Whom::List {} => {
            row.distribution.state = State::Inviting;
            return Ok(0);
        }
    };
    let term = tag.map(tag_term);
    let source = term.as_ref().map_or(Source::All, |term| Source::Terms(std::slice::from_ref(term)));
    let places = listing::customers(tx, source, (row.progress.after, None), false, LOOKED_AT)?;
    let Some(&(last, _)) = places.last() else {
        row.distribution.state = State::Inviting;
        return Ok(0);
    };
    let ids: Vec<CustomerId> = places.iter().map(|(id, _)| *id).collect();
    let terms = facts::configured(tx, app.versions(), of.survey)?;
    let condition = condition_of(of)?;
    let mut meant = Vec::new();
    if let Some(terms) = &terms {
        let (settings, by) = (&circumstances.brand.settings, By::Message(&of.plan.channels));
        let asking = terms.asking(of.survey, settings, by, circumstances.now);
        let asking = narrowed(asking, of, condition.as_ref());
        for found in customers::load(tx, &ids)?.iter().filter(|row| row.merged_into.is_none()) {
            let person =
                Person { known: Some((found.customer, &found.profile)), key: found.customer.as_bytes() };
            let tagged = tag.is_none_or(|tag| found.profile.has_tag(tag, circumstances.now));
            if tagged && eligibility::is_meant(&asking, &person) {
                meant.push(RecipientRow::chosen(found.customer, of.draw(found.customer)));
            }
        }
    }
    if !meant.is_empty() {
        row.progress.meant += recipients::add(tx, of.id, &meant)?;
    }
    row.progress.after = Some(last);
    row.progress.looked_at += ids.len() as u64;
    Ok(ids.len())
}

/// Asks the next people: those who were chosen are invited; once all are, those who have not answered are reminded.
fn ask(
    tx: &mut Tx<'_>,
    app: &App,
    row: &mut DistributionRow,
    circumstances: Circumstances<'_>,
) -> Result<usize, StoreError> {
    let now = circumstances.now;
    let (id, survey) = (row.distribution.id, row.distribution.survey);
    let terms = facts::terms(tx, app.versions(), survey)?;
    if !is_open(row, terms.as_ref(), now) {
        return Ok(0);
    }
    let Some(survey_terms) = terms else { return Ok(0) };
    let reminds = row.distribution.state == State::Waiting;
    let next = if reminds {
        recipients::next_due(tx, id, now, i64::from(BATCH))?
    } else {
        recipients::next_chosen(tx, id, room(row))?
    };
    if next.is_empty() {
        row.next_at = recipients::next_at(tx, id)?;
        match row.next_at {
            Some(_) => row.distribution.state = State::Waiting,
            None => end(row, State::Done, now),
        }
        return Ok(0);
    }
    let links: Vec<LinkId> = next.iter().filter_map(|row| row.link).collect();
    let answered = recipients::answered(tx, &links)?;
    let withdrawn = withdrawn(tx, &links)?;
    let version = match survey_terms.state.version().filter(|_| row.distribution.plan.first_question) {
        Some(number) => app.versions().get(tx, survey, number)?,
        None => None,
    };
    let first_question = version.as_ref().map(|version| &version.survey);
    let terms =
        Terms { circumstances, distribution: &row.distribution, survey: &survey_terms, first_question };
    let mut batch = Batch::load(tx, &terms, &next)?;
    let did = next.len();
    for recipient in next {
        if reminds {
            let is_among = |links: &[LinkId]| recipient.link.is_some_and(|link| links.contains(&link));
            let of_link = if is_among(&answered) {
                OfLink::Answered
            } else if is_among(&withdrawn) {
                OfLink::Withdrawn
            } else {
                OfLink::Open
            };
            batch.remind(recipient, of_link, &mut row.progress);
        } else {
            batch.invite(recipient, &mut row.progress);
        }
    }
    batch.save(tx)?;
    Ok(did)
}

/// How many may be invited in one step.
fn room(row: &DistributionRow) -> i64 {
    let room = match row.distribution.plan.sample {
        Sampling::Count { count } => u64::from(count).saturating_sub(row.progress.invited),
        Sampling::All | Sampling::Share { .. } => u64::from(BATCH),
    };
    i64::try_from(room.min(u64::from(BATCH))).unwrap_or(0)
}

/// Takes back some messages that have not left. A message that is not sent is no contact.
fn stop(
    tx: &mut Tx<'_>,
    row: &mut DistributionRow,
    circumstances: Circumstances<'_>,
) -> Result<usize, StoreError> {
    let now = circumstances.now;
    let waiting = recipients::waiting_effects(tx, row.distribution.id, i64::from(BATCH))?;
    if waiting.is_empty() {
        recipients::remind_no_more(tx, row.distribution.id)?;
        end(row, State::Stopped, now);
        return Ok(0);
    }
    let effects = outbox::by_ids(tx, &waiting)?;
    let ids: Vec<CustomerId> = effects.iter().map(|row| row.effect.customer).collect();
    let mut people = People::load(tx, now, &[], &ids)?;
    for kept in &effects {
        if !outbox::cancel(tx, kept.effect.id, "the distribution was stopped", now)? {
            continue;
        }
        let EffectKind::Send(message) = &kept.effect.kind else { continue };
        let Some(customer) = people.today(kept.effect.customer) else { continue };
        if let Some(profile) = people.profile_mut(customer) {
            let (channel, class) = (message.channel, message.class);
            budget::withdraw(profile, &Contact { at: kept.effect.happens_at(), channel, class });
            profile.withdraw_asked(row.distribution.survey, kept.effect.created_at);
        }
    }
    people.save(tx)?;
    Ok(effects.len())
}
