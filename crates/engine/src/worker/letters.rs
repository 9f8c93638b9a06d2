//! Sends letters to members through the brand's mail server.
//!
//! The link in a letter is made when the letter is sent and is known here by its digest only: neither the queue nor a
//! backup of it opens an account. An attempt that failed may have arrived all the same, so its link stays good beside that of
//! the next one; whoever uses one ends both.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use touchstone_domain::channel::EmailSettings;
use touchstone_domain::id::{InvitationId, MemberId};
use touchstone_domain::locale::Lang;
use touchstone_domain::member::letter::{Content, Purpose, compose};
use touchstone_domain::time::after;
use touchstone_store::rows::account_links::{self, AccountLink};
use touchstone_store::rows::invitations::{self, LetterState};
use touchstone_store::rows::letters::{self, LetterRow};
use touchstone_store::rows::{brands, members};
use touchstone_store::{StoreError, Tx};

use super::{Alarm, Step, Worker};
use crate::App;
use crate::access::{link_lasts, make_link, url};
use crate::channel::{Failure, Letter, sealed};

/// Letters taken, and sent, at once.
const BATCH: i64 = 8;
/// How long a sending may take; well before the letter is taken again.
const SENDING_MAX: Duration = Duration::from_secs(60);
/// Until the second attempt; it doubles with each further one.
const AGAIN: SignedDuration = SignedDuration::from_mins(2);
/// Attempts after which a letter is given up, two hours after the first.
const ATTEMPTS_MAX: i64 = 6;
/// Longest error kept, in characters.
const ERROR_CHARS_MAX: usize = 500;

/// The end of a sending, later: what the server said.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<String, Failure>> + Send + 'a>>;

/// Takes letters to the mail server. A test has one of its own.
pub trait Postman: Send + Sync + 'static {
    /// Sends one letter. `Ok` means that the server took it.
    fn send<'a>(&'a self, settings: &'a EmailSettings, letter: &'a Letter) -> Sending<'a>;
}

/// The worker of letters.
pub struct Letters {
    postman: Arc<dyn Postman>,
}

/// What is to be done about a letter.
enum Task {
    /// It goes to nobody, or nobody may use it.
    Drop,
    /// It cannot be sent; holds why.
    GiveUp(&'static str),
    /// It is ready.
    Send(Box<(EmailSettings, Letter)>),
}

impl Letters {
    /// A worker with this postman.
    #[must_use]
    pub fn new(postman: Arc<dyn Postman>) -> Self {
        Self { postman }
    }
}

impl Worker for Letters {
    const NAME: &'static str = "letters";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        let shared = app.clone();
        let tasks = app
            .store()
            .write_global("letters", move |tx| {
                let due = letters::take_due(tx, now, BATCH, |row| next_attempt(row, now))?;
                let mut tasks = Vec::with_capacity(due.len());
                for row in due {
                    let brand = row.brand;
                    let task = tx.for_brand(brand, |tx| prepare(tx, &shared, &row, now))?;
                    tasks.push((row, task));
                }
                Ok::<_, StoreError>(tasks)
            })
            .await?;
        let did = tasks.len();
        let mut sendings = JoinSet::new();
        for (row, task) in tasks {
            let postman = Arc::clone(&self.postman);
            sendings.spawn(async move {
                let end = end(&*postman, &row, task).await;
                (row, end)
            });
        }
        while let Some(ended) = sendings.join_next().await {
            // Of one that panicked nothing is recorded; it is tried again.
            let Ok((row, state)) = ended else { continue };
            app.store()
                .write_global("letter_ended", move |tx| {
                    tx.for_brand(row.brand, |tx| record(tx, &row, &state))
                })
                .await?;
        }
        let next_wake = app.store().read_global("letters_next", letters::next_due).await?;
        Ok(Step { did, next_wake })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        &app.alarms().letters
    }
}

fn next_attempt(row: &LetterRow, now: Timestamp) -> Timestamp {
    let doubled = 1_i64 << row.attempts.clamp(0, ATTEMPTS_MAX);
    after(now, SignedDuration::from_secs(AGAIN.as_secs() * doubled))
}

/// Makes the link and the words.
fn prepare(tx: &mut Tx<'_>, app: &App, row: &LetterRow, now: Timestamp) -> Result<Task, StoreError> {
    let Some(brand) = brands::load(tx)? else { return Ok(Task::Drop) };
    let lasts = link_lasts(row.purpose);
    let person = match row.purpose {
        Purpose::Reset => {
            let member = members::get(tx, MemberId::from_bytes(row.subject))?;
            let member = member.filter(|member| member.suspended_at.is_none());
            member.map(|member| (member.email, member.name, after(now, lasts)))
        }
        Purpose::Invitation => {
            let invitation = invitations::get(tx, InvitationId::from_bytes(row.subject))?;
            invitation.map(|row| (row.email, row.name, row.expires_at))
        }
    };
    let Some((to, name, expires_at)) = person else { return Ok(Task::Drop) };
    let Some(settings) = sealed::load(tx, app)?.email else {
        return Ok(Task::GiveUp("no mail server is configured"));
    };
    let (secret, digest) = make_link(app);
    let link = AccountLink { purpose: row.purpose, subject: row.subject, expires_at };
    account_links::insert(tx, &digest, &link)?;
    let settings_of_brand = brand.settings;
    let language = row.language.as_deref().unwrap_or(&settings_of_brand.language);
    let language: Lang = language.parse().unwrap_or_else(|_| Lang::en());
    let (subject, text) = compose(&Content {
        purpose: row.purpose,
        language: &language,
        brand: &settings_of_brand.name,
        name: &name,
        url: &url(&settings_of_brand.public_url, &secret),
    });
    let letter = Letter { id: row.letter, brand: settings_of_brand.name, to, subject, text };
    Ok(Task::Send(Box::new((settings, letter))))
}

/// How far the letter is then; `None` when there is nothing to say of it any more.
async fn end(postman: &dyn Postman, row: &LetterRow, task: Task) -> LetterState {
    let (settings, letter) = match task {
        Task::Drop => return LetterState::None,
        Task::GiveUp(why) => return LetterState::Failed(why.to_owned()),
        Task::Send(ready) => *ready,
    };
    let sent = tokio::time::timeout(SENDING_MAX, postman.send(&settings, &letter)).await;
    let failure = match sent {
        Ok(Ok(_)) => return LetterState::Sent,
        Ok(Err(failure)) => failure,
        Err(_) => Failure::transient("no answer in time"),
    };
    let error: String = failure.error().chars().take(ERROR_CHARS_MAX).collect();
    let gives_up = failure.is_permanent() || row.attempts + 1 >= ATTEMPTS_MAX;
    // The words of a mail server name whom it was to reach: they are for the member who wrote, not for the log.
    tracing::warn!(
        letter = touchstone_domain::id::encode(&row.letter),
        gives_up,
        purpose = row.purpose.as_str(),
        "a letter to a member was not sent"
    );
    if gives_up { LetterState::Failed(error) } else { LetterState::Queued(Some(error)) }
}

fn record(tx: &mut Tx<'_>, row: &LetterRow, state: &LetterState) -> Result<(), StoreError> {
    let is_over = !matches!(state, LetterState::Queued(_));
    // One that is gone was withdrawn, or replaced by a later one, whose state this is not.
    if is_over && !letters::remove(tx, &row.letter)? {
        return Ok(());
    }
    if row.purpose == Purpose::Invitation && *state != LetterState::None {
        invitations::letter_is(tx, InvitationId::from_bytes(row.subject), state)?;
    }
    Ok(())
}
