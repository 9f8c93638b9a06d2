//! Where in the journal one person is: the customer, those merged into them, and their identities.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use touchstone_domain::event::{OWN_SOURCE, name};
use touchstone_domain::id::{BrandId, CustomerId, ResponseId, RunId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::trace::Entry;
use touchstone_store::rows::customers::CustomerRow;
use touchstone_store::rows::{erasure, journal};
use touchstone_store::{StoreError, Tx};

use crate::App;

/// Chunks of the journal that one transaction reads.
const STEP_CHUNKS: i64 = 64;
/// A shorter identity is met by chance in any text, so only the whole value counts.
const TELLING_BYTES: usize = 6;

/// One person, as far as rows tell.
#[derive(Debug)]
pub(super) struct Person {
    /// The customer, then those merged into them.
    pub(super) customers: Vec<CustomerId>,
    /// All that leads to them.
    pub(super) identities: BTreeSet<Identity>,
    /// Matches texts that tell of the person: their ids and identities.
    told: Regex,
    /// Matches texts that contain an identity.
    named: Option<Regex>,
}

impl Person {
    pub(super) fn of(family: &[CustomerRow]) -> Result<Self, StoreError> {
        let customers: Vec<CustomerId> = family.iter().map(|row| row.customer).collect();
        let identities: BTreeSet<Identity> =
            family.iter().flat_map(|row| row.profile.identities.iter().cloned()).collect();
        let telling: Vec<String> = identities.iter().flat_map(forms).collect();
        let short = identities.iter().filter(|identity| identity.value.len() < TELLING_BYTES);
        let mut all: Vec<String> = customers.iter().map(ToString::to_string).collect();
        // In an excerpt within JSON the closing quote is escaped once more.
        all.extend(short.map(|identity| format!("\"{}\\\\*\"", regex::escape(&identity.value))));
        all.extend(telling.iter().cloned());
        let named = if telling.is_empty() { None } else { Some(any_of(&telling)?) };
        Ok(Self { customers, identities, told: any_of(&all)?, named })
    }

    /// Whether a stored text tells of the person.
    pub(super) fn is_told(&self, text: &str) -> bool {
        self.told.is_match(text)
    }

    /// Whether an event is about the person.
    pub(super) fn has(&self, entry: &Entry) -> bool {
        entry.customer.is_some_and(|customer| self.customers.contains(&customer))
    }

    /// Takes the person's identities out of an event about somebody else.
    pub(super) fn unname(&self, entry: &mut Entry) {
        entry.event.identities.retain(|identity| !self.identities.contains(identity));
        for part in [&mut entry.event.properties, &mut entry.event.traits, &mut entry.event.context] {
            self.blank(part);
        }
    }

    fn blank(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                let is_identity = self.identities.iter().any(|identity| identity.value == *text);
                if is_identity || self.named.as_ref().is_some_and(|named| named.is_match(text)) {
                    *value = Value::Null;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.blank(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.blank(field)),
            _ => {}
        }
    }
}

/// How an identity is written: as it is kept, and a phone number also without its country.
fn forms(identity: &Identity) -> Vec<String> {
    let value = identity.value.as_str();
    if value.len() < TELLING_BYTES {
        return Vec::new();
    }
    // As it stands within JSON.
    let quoted = Value::from(value).to_string();
    let mut forms = vec![regex::escape(&quoted[1..quoted.len() - 1])];
    if identity.kind == IdentityKind::Phone {
        let national = value.strip_prefix("+86").or(value.strip_prefix('+')).unwrap_or(value);
        forms.push(regex::escape(national));
    }
    forms
}

fn any_of(patterns: &[String]) -> Result<Regex, StoreError> {
    let all = patterns.join("|");
    let built = RegexBuilder::new(&all).case_insensitive(true).size_limit(64 * 1024 * 1024).build();
    built.map_err(|error| StoreError::Defect(format!("identities make no pattern: {error}")))
}

/// What an event about the person leads to elsewhere.
#[derive(Debug, Default)]
pub(super) struct Led {
    /// Runs that it began or moved.
    pub(super) runs: Vec<RunId>,
    /// The response that it says was submitted.
    pub(super) response: Option<ResponseId>,
}

impl Led {
    pub(super) fn by(entry: &Entry) -> Self {
        let runs = entry.trace.playbooks.iter().filter_map(|look| look.run).collect();
        let event = &entry.event;
        let is_answer = event.source == OWN_SOURCE && event.name == name::SURVEY_ANSWERED;
        let response = event.properties.get("response_id").filter(|_| is_answer).and_then(Value::as_str);
        Self { runs, response: response.and_then(|id| id.parse().ok()) }
    }
}

/// Walks the journal from its beginning.
pub(super) struct Walk {
    app: App,
    brand: BrandId,
    person: Arc<Person>,
    after: i64,
    /// The numbers of the chunks that were read.
    pub(super) seen: HashSet<i64>,
}

impl Walk {
    pub(super) fn new(app: &App, brand: BrandId, person: Arc<Person>) -> Self {
        Self { app: app.clone(), brand, person, after: i64::MIN, seen: HashSet::new() }
    }

    /// The chunks of the next stretch that tell of the person; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<journal::Chunk>>, StoreError> {
        let (person, after) = (Arc::clone(&self.person), self.after);
        let read = self.app.store().read("person_search", self.brand, move |tx| {
            let numbers = erasure::chunk_numbers(tx, after, STEP_CHUNKS)?;
            let chunks = telling(tx, &person, &numbers)?;
            Ok::<_, StoreError>((numbers, chunks))
        });
        let (numbers, chunks) = read.await?;
        let Some(&last) = numbers.last() else { return Ok(None) };
        self.after = last;
        self.seen.extend(numbers);
        Ok(Some(chunks))
    }
}

/// Those of these chunks that tell of the person.
pub(super) fn telling(
    tx: &mut Tx<'_>,
    person: &Person,
    numbers: &[i64],
) -> Result<Vec<journal::Chunk>, StoreError> {
    let mut chunks = journal::chunks(tx, numbers)?;
    chunks.retain(|chunk| person.is_told(&chunk.lines));
    chunks.sort_by_key(|chunk| chunk.chunk);
    Ok(chunks)
}
