//! Accounts and access: who may log in, who acts, what they may do, and what is kept about it.

mod account;
mod actor;
mod audit;
mod authenticate;
mod change;
mod claim;
mod invitations;
mod let_in;
mod login;
mod members;
mod password;
mod password_links;
mod second_factor;
mod secret;
mod setup;
mod sources;
mod still;
mod tokens;

pub use actor::{Actor, Credential};
pub use audit::AuditQuery;
pub use change::Change;
pub(crate) use change::KEY_KEPT;
pub use claim::Claim;
pub use invitations::{InvitationDraft, NewInvitation};
pub use login::{LoggedIn, Login};
pub use members::{MemberChange, MemberDraft, NewMember};
pub use password_links::LinkTarget;
pub(crate) use password_links::{link_lasts, make_link, url};
pub use second_factor::{Enrolment, Proof, SecondFactorState};
pub use setup::{Setup, SetupDone};
pub use sources::NewSource;
pub use tokens::{NewToken, TokenDraft};
pub use touchstone_store::rows::audit::Entry as AuditEntry;
pub use touchstone_store::rows::invitations::{Invitation as InvitationRow, LetterState};
pub use touchstone_store::rows::members::Member as MemberRow;
pub use touchstone_store::rows::sessions::Session as SessionRow;
pub use touchstone_store::rows::sources::Source as SourceRow;
pub use touchstone_store::rows::tokens::Token as TokenRow;

use std::sync::Mutex;

use tokio::sync::Semaphore;
use touchstone_domain::id::{BrandId, SourceId};

use crate::throttle::Throttle;

/// Password hashes computed at the same time: each takes 19 MiB and a core for some 20 ms.
const HASHING_MAX: usize = 2;
/// Source keys remembered, so that events need no look-up each.
const SOURCE_KEYS_MAX: usize = 10_000;

/// What access keeps in memory between requests, all of it bounded.
pub(crate) struct AccessState {
    hashing: Semaphore,
    throttle: Mutex<Throttle>,
    sources: quick_cache::sync::Cache<[u8; 32], sources::Remembered>,
}

impl Default for AccessState {
    fn default() -> Self {
        Self {
            hashing: Semaphore::new(HASHING_MAX),
            throttle: Mutex::new(Throttle::default()),
            sources: quick_cache::sync::Cache::new(SOURCE_KEYS_MAX),
        }
    }
}

/// A source that may send events, found by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceIdentity {
    /// Whose events they are.
    pub brand: BrandId,
    /// Which source sends them.
    pub source: SourceId,
}

/// A lock whose data stays sound even if a thread panicked while holding it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
