//! Reading the audit log.

use jiff::Timestamp;
use touchstone_domain::id::{AuditId, MemberId};
use touchstone_store::rows::audit::{self, Entry, Filter};

use super::actor::Actor;
use crate::{App, Refusal};

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// Only by this member.
    pub member: Option<MemberId>,
    /// Only about the thing with this id.
    pub target: Option<String>,
    /// Only this action, such as `unit.move`, or all with a kind of thing, such as `unit`.
    pub action: Option<String>,
    /// At or after this time.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// After this one of the page before.
    pub before: Option<AuditId>,
}

impl App {
    /// Entries of the audit log, newest first.
    pub async fn list_audit(
        &self,
        actor: &Actor,
        query: AuditQuery,
        limit: u32,
    ) -> Result<Vec<Entry>, Refusal> {
        let until = query.until.map(first_at);
        let filter = Filter {
            member: query.member,
            target: query.target,
            action: query.action,
            from: query.from.map(first_at),
            before: query.before.into_iter().chain(until).min(),
        };
        let list = self.store().read("audit", actor.brand, move |tx| audit::list(tx, &filter, limit));
        Ok(list.await?)
    }
}

/// The first id that an entry of this time can have: ids begin with the milliseconds.
fn first_at(at: Timestamp) -> AuditId {
    AuditId::new(at.as_millisecond(), [0; 10])
}
