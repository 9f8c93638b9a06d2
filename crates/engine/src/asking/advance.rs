//! The next step of a distribution: some people in one transaction, with how far it has come. A process that dies
//! between steps goes on where the last one was written.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::budget;
use touchstone_domain::distribution::{Sampling, State, Whom};
use touchstone_domain::effect::EffectKind;
use touchstone_domain::eligibility::{self, By, Person};
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

use super::batch::{Batch, Terms, condition_of, narrowed};
use super::facts::SurveyFacts;
use crate::App;
use crate::pipeline::{Circumstances, People};

/// People of one step.
const BATCH: u32 = 250;
/// Customers that one step looks at while choosing.
const LOOKED_AT: u32 = 1_000;
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
        State::Inviting => invite(tx, app, &mut row, circumstances)?,
        State::Waiting => remind(tx, app, &mut row, circumstances)?,
        State::Stopping => stop(tx, &mut row, circumstances)?,
        State::Draft | State::Done | State::Stopped => {
            row.next_at = None;
            0
        }
    };
    distributions::update(tx, &row)?;
    Ok(did)
}

fn end(row: &mut DistributionRow, state: State, now: Timestamp) {
    row.distribution.state = state;
    row.progress.ended_at = Some(now);
    row.next_at = None;
}

/// Whether the survey takes answers now; otherwise the distribution waits, or stops with it.
fn is_open(row: &mut DistributionRow, facts: Option<&SurveyFacts>, now: Timestamp) -> bool {
    let Some(facts) = facts.filter(|facts| !matches!(facts.state, SurveyState::Closed { .. })) else {
        row.distribution.state = State::Stopping;
        return false;
    };
    if facts.taking.closes_at.is_some_and(|at| at <= now) {
        row.distribution.state = State::Stopping;
        return false;
    }
    let opens_at = facts.taking.opens_at.filter(|at| *at > now);
    if opens_at.is_some() || !matches!(facts.state, SurveyState::Published { .. }) {
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
    let facts = SurveyFacts::load(tx, app, of.survey)?;
    let condition = condition_of(of)?;
    let mut meant = Vec::new();
    if let Some(facts) = &facts {
        let by = By::Message(&of.plan.channels);
        let asking = narrowed(facts.asking(app, circumstances.brand, by), of, condition.as_ref());
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

/// Invites the next people.
fn invite(
    tx: &mut Tx<'_>,
    app: &App,
    row: &mut DistributionRow,
    circumstances: Circumstances<'_>,
) -> Result<usize, StoreError> {
    let now = circumstances.now;
    let facts = SurveyFacts::load(tx, app, row.distribution.survey)?;
    if !is_open(row, facts.as_ref(), now) {
        return Ok(0);
    }
    let Some(facts) = facts else { return Ok(0) };
    let room = match row.distribution.plan.sample {
        Sampling::Count { count } => u64::from(count).saturating_sub(row.progress.invited),
        Sampling::All | Sampling::Share { .. } => u64::from(BATCH),
    };
    let limit = i64::try_from(room.min(u64::from(BATCH))).unwrap_or(0);
    let chosen =
        if limit == 0 { Vec::new() } else { recipients::next_chosen(tx, row.distribution.id, limit)? };
    if chosen.is_empty() {
        row.next_at = recipients::next_at(tx, row.distribution.id)?;
        match row.next_at {
            Some(_) => row.distribution.state = State::Waiting,
            None => end(row, State::Done, now),
        }
        return Ok(0);
    }
    let did = chosen.len();
    let version = match facts.state.version().filter(|_| row.distribution.plan.first_question) {
        Some(number) => app.versions().get(tx, row.distribution.survey, number)?,
        None => None,
    };
    let survey = version.as_ref().map(|version| &version.survey);
    let terms = Terms { app, circumstances, distribution: &row.distribution, facts: &facts, survey };
    let mut batch = Batch::load(tx, &terms, &chosen)?;
    for recipient in chosen {
        batch.invite(recipient, &mut row.progress);
    }
    batch.save(tx)?;
    Ok(did)
}

/// Reminds the next people who have not answered.
fn remind(
    tx: &mut Tx<'_>,
    app: &App,
    row: &mut DistributionRow,
    circumstances: Circumstances<'_>,
) -> Result<usize, StoreError> {
    let now = circumstances.now;
    let facts = SurveyFacts::load(tx, app, row.distribution.survey)?;
    if !is_open(row, facts.as_ref(), now) {
        return Ok(0);
    }
    let Some(facts) = facts else { return Ok(0) };
    let due = recipients::next_due(tx, row.distribution.id, now, i64::from(BATCH))?;
    if due.is_empty() {
        row.next_at = recipients::next_at(tx, row.distribution.id)?;
        if row.next_at.is_none() {
            end(row, State::Done, now);
        }
        return Ok(0);
    }
    let did = due.len();
    let links: Vec<LinkId> = due.iter().filter_map(|row| row.link).collect();
    let answered = recipients::answered(tx, &links)?;
    let version = match facts.state.version().filter(|_| row.distribution.plan.first_question) {
        Some(number) => app.versions().get(tx, row.distribution.survey, number)?,
        None => None,
    };
    let survey = version.as_ref().map(|version| &version.survey);
    let terms = Terms { app, circumstances, distribution: &row.distribution, facts: &facts, survey };
    let mut batch = Batch::load(tx, &terms, &due)?;
    for recipient in due {
        let is_answered = recipient.link.is_some_and(|link| answered.contains(&link));
        batch.remind(recipient, is_answered, &mut row.progress);
    }
    batch.save(tx)?;
    Ok(did)
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
