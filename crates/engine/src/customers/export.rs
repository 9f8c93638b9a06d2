//! Handing over all that is kept about a person.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::case::{Case, Entry as HistoryEntry, HISTORY_MAX};
use touchstone_domain::id::{CustomerId, DistributionId, MergeId, ResponseId, RunId, SurveyId};
use touchstone_domain::link::Link;
use touchstone_domain::member::{Permission, Scope};
use touchstone_domain::playbook::Run;
use touchstone_domain::profile::Profile;
use touchstone_domain::trace::Entry;
use touchstone_domain::voucher::Voucher;
use touchstone_store::rows::cases::{self, CaseFilter};
use touchstone_store::rows::notices::NoticeRow;
use touchstone_store::rows::outbox::{self, OutboxRow};
use touchstone_store::rows::recipients::{self, RecipientRow};
use touchstone_store::rows::{customers, erasure, files, playbooks, vouchers, widgets};
use touchstone_store::{StoreError, Tx};

use super::person::{Led, Person, Walk};
use crate::access::Actor;
use crate::asking::KeptLook;
use crate::surveys::{FileRow, StoredResponse};
use crate::{App, Refusal, pipeline};

/// Most events that are handed over.
pub const EVENTS_MAX: usize = 100_000;
/// Most of each of the other things.
const ROWS_MAX: i64 = 10_000;
/// Most bytes of files that are handed over within the rest.
pub const CONTENTS_BYTES_MAX: usize = 32 * 1024 * 1024;

/// All that is kept about a person.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Who.
    pub customer: CustomerId,
    /// When it was put together.
    pub at: Timestamp,
    /// The customer, then those merged into them: identities, traits, tags, consent and the rest.
    pub customers: Vec<KnownCustomer>,
    /// Merges, with both profiles as they were.
    pub merges: Vec<Merged>,
    /// Events with their traces, oldest first.
    pub events: Vec<Entry>,
    /// Whether there were more than [`EVENTS_MAX`].
    pub has_more_events: bool,
    /// Runs of playbooks.
    pub runs: Vec<Run>,
    /// Responses, complete or not.
    pub responses: Vec<StoredResponse>,
    /// Links made for them.
    pub links: Vec<Link>,
    /// Cases with their histories.
    pub cases: Vec<(Case, Vec<HistoryEntry>)>,
    /// Messages, newest first.
    pub messages: Vec<OutboxRow>,
    /// Notes about them in inboxes.
    pub notices: Vec<NoticeRow>,
    /// Vouchers they were given, newest first.
    pub vouchers: Vec<Voucher>,
    /// The distributions that meant them, and what became of each.
    pub recipients: Vec<(DistributionId, RecipientRow)>,
    /// What the widgets on web pages decided last about them, by survey.
    pub looks: Vec<(SurveyId, KeptLook)>,
    /// Files they sent with their answers, as long as there is room for their contents.
    pub files: Vec<KeptFile>,
}

/// A file with its content.
#[derive(Debug, Clone)]
pub struct KeptFile {
    /// What is known of it.
    pub file: FileRow,
    /// Its content; none beyond [`CONTENTS_BYTES_MAX`], where it is to be fetched by itself.
    pub content: Option<Vec<u8>>,
}

/// A customer as stored.
#[derive(Debug, Clone, Serialize)]
pub struct KnownCustomer {
    /// Who.
    pub id: CustomerId,
    /// Since when.
    pub created_at: Timestamp,
    /// All that decisions know.
    pub profile: Profile,
}

/// A merge as stored.
#[derive(Debug, Clone, Serialize)]
pub struct Merged {
    /// Which.
    pub id: MergeId,
    /// When.
    pub at: Timestamp,
    /// Who stayed.
    pub winner: CustomerId,
    /// Who was folded in.
    pub loser: CustomerId,
    /// What led to it.
    pub cause: String,
    /// The profile of who stayed, before.
    pub winner_before: Profile,
    /// The profile of who was folded in.
    pub loser_before: Profile,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

impl App {
    /// Puts together all that is kept about a person, answers and cases included. That is of every unit they have been at,
    /// and a part of it would not be what a person has a right to, so it takes an actor who sees the whole brand.
    pub async fn export_customer(&self, actor: &Actor, id: CustomerId) -> Result<Dossier, Refusal> {
        for permission in [Permission::ReadCustomers, Permission::ReadResponses, Permission::ReadCases] {
            actor.must(permission)?;
        }
        let family = self.family(actor, id).await?;
        let why = "A person's data are of every unit they have been at: a member who sees the whole brand hands them over.";
        super::must_see_all(actor, why)?;
        let person = Arc::new(Person::of(&family)?);
        let customer = *person.customers.first().ok_or(Refusal::NotFound("customer"))?;
        let mut walk = Walk::new(self, actor.brand, Arc::clone(&person));
        let mut events: Vec<Entry> = Vec::new();
        let mut has_more_events = false;
        while let Some(chunks) = walk.next().await? {
            for chunk in chunks {
                events.extend(pipeline::entries(&chunk)?.into_iter().filter(|entry| person.has(entry)));
            }
            if events.len() > EVENTS_MAX {
                events.truncate(EVENTS_MAX);
                has_more_events = true;
                break;
            }
        }
        let (mut runs, mut responses) = (BTreeSet::new(), BTreeSet::new());
        for entry in &events {
            let led = Led::by(entry);
            runs.extend(led.runs);
            responses.extend(led.response);
        }
        events.sort_by_key(|entry| entry.event.occurred_at);
        let at = self.now();
        let rest = self.store().read("export_customer", actor.brand, move |tx| {
            let empty = Dossier {
                customer,
                at,
                customers: Vec::new(),
                merges: Vec::new(),
                events: Vec::new(),
                has_more_events,
                runs: Vec::new(),
                responses: Vec::new(),
                links: Vec::new(),
                cases: Vec::new(),
                messages: Vec::new(),
                notices: Vec::new(),
                vouchers: Vec::new(),
                recipients: Vec::new(),
                looks: Vec::new(),
                files: Vec::new(),
            };
            gather(tx, &person.customers, (runs.clone(), responses.clone()), empty)
        });
        Ok(Dossier { events, ..rest.await? })
    }
}

/// Reads what belongs to these customers.
fn gather(
    tx: &mut Tx<'_>,
    ids: &[CustomerId],
    (runs, mut responses): (BTreeSet<RunId>, BTreeSet<ResponseId>),
    mut dossier: Dossier,
) -> Result<Dossier, StoreError> {
    for row in erasure::family(tx, dossier.customer)? {
        responses.extend(row.profile.responses.iter().map(|recent| recent.response));
        let (id, created_at, profile) = (row.customer, row.created_at, row.profile);
        dossier.customers.push(KnownCustomer { id, created_at, profile });
    }
    for &id in ids {
        let merges = customers::merges_of(tx, id, ROWS_MAX)?;
        dossier.merges.extend(merges.into_iter().map(|row| Merged {
            id: row.merge,
            at: row.at,
            winner: row.winner,
            loser: row.loser,
            cause: row.cause,
            winner_before: row.winner_before,
            loser_before: row.loser_before,
            undone_at: row.undone_at,
        }));
        let filter = CaseFilter { customer: Some(id), ..CaseFilter::default() };
        for case in cases::list(tx, &Scope::everything(), &filter, ROWS_MAX)? {
            let history = cases::entries(tx, case.id, 0, i64::from(HISTORY_MAX) * 2)?;
            dossier.cases.push((case, history));
        }
        dossier.messages.extend(outbox::of_customer(tx, id, None, ROWS_MAX)?);
        dossier.recipients.extend(recipients::of_customer(tx, id, ROWS_MAX)?);
        for (survey, row) in widgets::looks_at(tx, id, ROWS_MAX)? {
            dossier.looks.push((survey, KeptLook::read(&row)?));
        }
    }
    // A merge stands with both who had a part in it.
    dossier.merges.sort_by_key(|merge| (merge.at, merge.id));
    dossier.merges.dedup_by_key(|merge| merge.id);
    let links = erasure::links_of(tx, ids)?;
    let through: Vec<_> = links.iter().map(|row| row.link).collect();
    responses.extend(erasure::responses_through(tx, &through)?.iter().map(|row| row.response));
    for row in links {
        let link = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::Corrupt(format!("link {}: {error}", row.link)))?;
        dossier.links.push(link);
    }
    let responses: Vec<ResponseId> = responses.into_iter().collect();
    let stored = erasure::responses(tx, &responses)?;
    dossier.files = contents(tx, &responses)?;
    dossier.responses = stored.iter().map(StoredResponse::of).collect::<Result<_, _>>()?;
    dossier.runs = playbooks::runs(tx, &runs.into_iter().collect::<Vec<_>>())?;
    dossier.notices = erasure::notices_of(tx, ids)?;
    dossier.vouchers = vouchers::of_customers(tx, ids, ROWS_MAX)?;
    Ok(dossier)
}

/// The files of responses, with their contents while there is room.
fn contents(tx: &mut Tx<'_>, responses: &[ResponseId]) -> Result<Vec<KeptFile>, StoreError> {
    let mut room = CONTENTS_BYTES_MAX;
    let mut kept = Vec::new();
    for &response in responses {
        for file in files::of_response(tx, response)? {
            let size = usize::try_from(file.size).unwrap_or(usize::MAX);
            let content = match room.checked_sub(size) {
                Some(left) => {
                    room = left;
                    Some(content(tx, &file)?)
                }
                None => None,
            };
            kept.push(KeptFile { file, content });
        }
    }
    Ok(kept)
}

fn content(tx: &mut Tx<'_>, file: &FileRow) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    for number in 0.. {
        match files::piece(tx, file.file, number)? {
            Some(piece) => bytes.extend(piece),
            None => break,
        }
    }
    Ok(bytes)
}
