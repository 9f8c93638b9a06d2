//! Erasing a person: what is personal goes, what counts stays without them.
//!
//! The journal is long and the writer is one, so its chunks are rewritten stretch by stretch, before
//! anything else. Then one transaction takes away the customer and all that belongs to them, together with
//! what came in meanwhile. A process that dies on the way leaves a customer who still exists; asking again
//! begins anew and ends in the same state.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::event::Event;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{CustomerId, LinkId, ResponseId};
use touchstone_domain::link::{Link, LinkParams, Token};
use touchstone_domain::response::Draft;
use touchstone_domain::trace::{Entry, Trace};
use touchstone_store::rows::customers::{CustomerRow, identity_key};
use touchstone_store::rows::journal::Chunk;
use touchstone_store::rows::surveys::LinkRow;
use touchstone_store::rows::{
    cases, erasure, files, listing, notices, outbox, recipients, results, surveys, vouchers, widgets,
};
use touchstone_store::{StoreError, Tx};

use super::person::{self, Led, Person, Walk};
use crate::access::{Actor, Change};
use crate::{App, Refusal};

/// Chunk numbers that are read at once when looking for new ones.
const NUMBERS_STEP: i64 = 10_000;

/// What was erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// Customers: the one asked for, and those merged into them.
    pub customers: u64,
    /// Events of which only kind, source and time are left.
    pub events: u64,
    /// Responses that are nobody's now, without words.
    pub responses: u64,
    /// Runs of playbooks.
    pub runs: u64,
    /// Cases with their histories.
    pub cases: u64,
    /// Messages, sent or not.
    pub messages: u64,
    /// Notes in inboxes.
    pub notices: u64,
    /// Vouchers.
    #[serde(default)]
    pub vouchers: u64,
    /// Places on the lists of distributions.
    #[serde(default)]
    pub invitations: u64,
}

impl App {
    /// Erases a person; answers what was found. What the journal said in an attempt before is not counted again. It takes
    /// away what every unit knows of them, so it takes an actor who sees the whole brand.
    pub async fn erase_customer(&self, actor: &Actor, id: CustomerId) -> Result<Erased, Refusal> {
        let swept = match self.family(actor, id).await {
            Ok(family) => {
                let why = "A person is known to every unit they have been at: a member who sees the whole brand erases them.";
                super::must_see_all(actor, why)?;
                self.sweep(actor, &family).await?
            }
            // Perhaps this is a repeated request: its key knows the answer.
            Err(Refusal::NotFound(_)) if actor.scope.is_everything() => Swept::default(),
            Err(other) => return Err(other),
        };
        let (app, scope, swept) = (self.clone(), actor.scope.clone(), Arc::new(swept));
        let result = self
            .change("erase_customer", actor, move |change| {
                let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
                let seen = super::seen(change.tx, &brand, &scope, id)?;
                let family = erasure::family(change.tx, seen.id)?;
                let mut erased = swept.erased;
                take_away(change, family, &swept.chunks, &mut erased)?;
                change.audit("customer.erase", seen.id, &(), &erased);
                Ok(erased)
            })
            .await;
        // Nothing in memory may know more than the store.
        self.brands().forget();
        result
    }

    /// A customer that the actor may see, and everyone merged into them.
    pub(super) async fn family(&self, actor: &Actor, id: CustomerId) -> Result<Vec<CustomerRow>, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("family", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let seen = super::seen(tx, &brand, &scope, id)?;
                Ok(erasure::family(tx, seen.id)?)
            })
            .await
    }

    /// Rewrites the journal as it is now, and forgets recorded answers.
    async fn sweep(&self, actor: &Actor, family: &[CustomerRow]) -> Result<Swept, Refusal> {
        let person = Arc::new(Person::of(family)?);
        let mut walk = Walk::new(self, actor.brand, Arc::clone(&person));
        let mut swept = Swept::default();
        while let Some(chunks) = walk.next().await? {
            for chunk in chunks {
                let (person, number) = (Arc::clone(&person), chunk.chunk);
                let rewritten = self.store().write("erase_chunk", actor.brand, move |tx| {
                    let mut erased = Erased::default();
                    // Read again: another erasure may have rewritten it since.
                    for chunk in person::telling(tx, &person, &[number])? {
                        rewrite(tx, &person, &chunk, &mut erased)?;
                    }
                    Ok::<_, StoreError>(erased)
                });
                let part = rewritten.await?;
                swept.erased.events += part.events;
                swept.erased.responses += part.responses;
                swept.erased.runs += part.runs;
            }
        }
        swept.chunks = walk.seen;
        let recorded = self.store().write("erase_recorded", actor.brand, move |tx| {
            erasure::delete_recorded(tx, &|text| person.is_told(text))
        });
        recorded.await?;
        Ok(swept)
    }
}

/// What was done before the last transaction.
#[derive(Debug, Default)]
struct Swept {
    erased: Erased,
    /// Chunks that need no second look.
    chunks: HashSet<i64>,
}

/// Takes the person out of a chunk, and away what its events led to.
fn rewrite(tx: &mut Tx<'_>, person: &Person, chunk: &Chunk, erased: &mut Erased) -> Result<(), StoreError> {
    let corrupt =
        |error: serde_json::Error| StoreError::Corrupt(format!("journal chunk {}: {error}", chunk.chunk));
    let mut lines = String::with_capacity(chunk.lines.len());
    for line in chunk.lines.lines() {
        if !person.is_told(line) {
            writeln!(lines, "{line}").expect("writing to a string does not fail");
            continue;
        }
        let mut entry: Entry = serde_json::from_str(line).map_err(corrupt)?;
        if person.has(&entry) {
            let led = Led::by(&entry);
            erased.runs += erasure::delete_runs(tx, &led.runs)?;
            if let Some(response) = led.response {
                erased.responses += disown(tx, response)?;
            }
            entry = without_person(entry, person);
            erased.events += 1;
        } else {
            person.unname(&mut entry);
        }
        let line = serde_json::to_string(&entry).map_err(corrupt)?;
        writeln!(lines, "{line}").expect("writing to a string does not fail");
    }
    erasure::rewrite_chunk(tx, chunk.chunk, &lines)
}

/// That something of this kind happened then; its message id stays, so that it is never taken in again.
fn without_person(entry: Entry, person: &Person) -> Entry {
    let Entry { position, event, trace, .. } = entry;
    let is_telling = person.is_told(&event.message_id);
    let event = Event {
        message_id: if is_telling { "erased".to_owned() } else { event.message_id },
        original_at: None,
        identities: Vec::new(),
        properties: Value::Null,
        traits: Value::Null,
        context: Value::Null,
        ..event
    };
    let trace = Trace { decided_at: trace.decided_at, historical: trace.historical, ..Trace::default() };
    Entry { position, event, customer: None, trace }
}

/// Makes a response nobody's; answers how many that were.
fn disown(tx: &mut Tx<'_>, response: ResponseId) -> Result<u64, StoreError> {
    let Some(row) = surveys::response(tx, response)? else { return Ok(0) };
    let draft: Draft = serde_json::from_str(&row.answers)
        .map_err(|error| StoreError::Corrupt(format!("response {response}: {error}")))?;
    let terms = crate::surveys::terms_ever(&draft);
    let answers = serde_json::to_string(&draft.without_words())
        .map_err(|error| StoreError::Defect(format!("a draft is no JSON: {error}")))?;
    erasure::disown_response(tx, row.survey, response, &answers)?;
    results::forget_marks_of(tx, row.survey, response)?;
    // A photo or a paper shows whose it is.
    files::settle(tx, response, &[], None)?;
    listing::forget_response_terms(tx, response, &terms)?;
    Ok(u64::from(row.customer.is_some()))
}

/// Takes the person's links and the responses through them away; answers how many responses were theirs.
fn take_links(tx: &mut Tx<'_>, person: &Person, now: Timestamp) -> Result<u64, StoreError> {
    let links = erasure::links_of(tx, &person.customers)?;
    let ids: Vec<LinkId> = links.iter().map(|row| row.link).collect();
    let (mut begun, mut responses) = (HashSet::new(), 0);
    for row in erasure::responses_through(tx, &ids)? {
        responses += disown(tx, row.response)?;
        if row.submitted_at.is_none() || row.apart.is_some() {
            begun.insert(row.link);
        }
    }
    // When somebody was asked who has only begun to answer is known by the link alone, and the rates of that day are to
    // stay what they are.
    let (kept, gone): (Vec<_>, Vec<_>) = links.into_iter().partition(|row| begun.contains(&row.link));
    kept.iter().try_for_each(|row| disown_link(tx, row, now))?;
    let gone: Vec<LinkId> = gone.iter().map(|row| row.link).collect();
    erasure::delete_links(tx, &gone)?;
    Ok(responses)
}

/// Leaves of a link that there was one: it leads nowhere, and nobody knows where it did.
fn disown_link(tx: &mut Tx<'_>, row: &LinkRow, now: Timestamp) -> Result<(), StoreError> {
    let mut kept: Link = serde_json::from_str(&row.body)
        .map_err(|error| StoreError::Corrupt(format!("link {}: {error}", row.link)))?;
    (kept.params, kept.expires_at, kept.revoked_at) = (LinkParams::default(), None, Some(now));
    let token = Token::new(digest16(&[b"erased", row.link.as_bytes()]));
    let body = serde_json::to_string(&kept).map_err(|error| StoreError::Defect(error.to_string()))?;
    erasure::disown_link(tx, row.link, &token.to_string(), &body)
}

/// The last transaction: what came in since the sweep, and every row that belongs to the person.
fn take_away(
    change: &mut Change<'_, '_>,
    family: Vec<CustomerRow>,
    swept: &HashSet<i64>,
    erased: &mut Erased,
) -> Result<(), StoreError> {
    let (tx, now) = (&mut *change.tx, change.now);
    let person = Person::of(&family)?;
    let mut after = i64::MIN;
    loop {
        let numbers = erasure::chunk_numbers(tx, after, NUMBERS_STEP)?;
        let Some(&last) = numbers.last() else { break };
        after = last;
        let new: Vec<i64> = numbers.into_iter().filter(|number| !swept.contains(number)).collect();
        for chunk in person::telling(tx, &person, &new)? {
            rewrite(tx, &person, &chunk, erased)?;
        }
    }
    let recent = family.iter().flat_map(|row| row.profile.responses.iter().map(|recent| recent.response));
    for response in recent.collect::<Vec<_>>() {
        erased.responses += disown(tx, response)?;
    }
    erased.responses += take_links(tx, &person, now)?;
    for &customer in &person.customers {
        erased.cases += cases::erase_customer(tx, customer)?;
        erased.messages += outbox::erase_customer(tx, customer)?;
        erased.notices += notices::erase_customer(tx, customer)?;
        erased.vouchers += vouchers::erase_customer(tx, customer)?;
        erased.invitations += recipients::erase_customer(tx, customer)?;
        widgets::erase_customer(tx, customer)?;
    }
    erasure::delete_rejected(tx, &|text| person.is_told(text))?;
    erased.customers = person.customers.len() as u64;
    let brand = tx.brand();
    let keys: Vec<[u8; 16]> =
        person.identities.iter().map(|identity| identity_key(brand, identity)).collect();
    erasure::delete_customers(tx, family, &keys, now)
}
