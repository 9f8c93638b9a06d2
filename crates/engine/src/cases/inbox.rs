//! A member's inbox: a list, and a stream that resumes exactly where it ended.

use std::collections::VecDeque;

use tokio::sync::watch;
use touchstone_domain::id::{BrandId, MemberId, NoticeId};
use touchstone_domain::member::Permission;
use touchstone_store::rows::notices::{self, NoticeRow};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::live::{POLL, Seat};
use crate::{App, Refusal};

/// Notes that a stream reads at once.
const READ_MAX: i64 = 100;
/// Unread notes that are counted; more are "many".
const UNREAD_MAX: i64 = 1_000;

/// A page of an inbox.
#[derive(Debug, Clone)]
pub struct InboxPage {
    /// The notes, newest first.
    pub notes: Vec<NoticeRow>,
    /// How many are unread, counted up to 1,000.
    pub unread: i64,
}

/// Notes as they come. Each is given once, in order, from the position where the reader was.
pub struct InboxStream {
    app: App,
    brand: BrandId,
    member: MemberId,
    /// The last one given.
    position: i64,
    read: VecDeque<NoticeRow>,
    bell: watch::Receiver<u64>,
    _seat: Seat,
}

impl App {
    /// The actor's own notes, newest first, before a position.
    pub async fn inbox(
        &self,
        actor: &Actor,
        unread_only: bool,
        before: Option<i64>,
        limit: u32,
    ) -> Result<InboxPage, Refusal> {
        actor.must(Permission::ReadInbox)?;
        let member = actor.member;
        let read = move |tx: &mut Tx<'_>| {
            let notes = notices::list(tx, member, unread_only, before, i64::from(limit))?;
            Ok::<_, StoreError>(InboxPage { notes, unread: notices::unread(tx, member, UNREAD_MAX)? })
        };
        Ok(self.store().read("inbox", actor.brand, read).await?)
    }

    /// Marks one of the actor's own notes as read; doing it again changes nothing.
    pub async fn read_notice(&self, actor: &Actor, id: NoticeId) -> Result<NoticeRow, Refusal> {
        actor.must(Permission::ReadInbox)?;
        let member = actor.member;
        self.change("read_notice", actor, move |change| {
            // Reading one's own mail is nobody else's business: it leaves no trace in the audit log.
            change.unchanged();
            let now = change.now;
            notices::mark_read(change.tx, member, id, now)?.ok_or(Refusal::NotFound("note"))
        })
        .await
    }

    /// The actor's notes from after `position` on, or from now on.
    pub async fn stream_inbox(&self, actor: &Actor, position: Option<i64>) -> Result<InboxStream, Refusal> {
        actor.must(Permission::ReadInbox)?;
        let (brand, member) = (actor.brand, actor.member);
        let seat = self.take_seat(brand, member).ok_or(Refusal::TooMany { retry_after_s: 5 })?;
        // The bell first: whatever is committed after the look at the position rings.
        let bell = self.live().inbox(brand, member);
        let top = move |tx: &mut Tx<'_>| notices::position(tx, member);
        let top = self.store().read("inbox_position", brand, top).await?;
        // A position beyond the end is of another database; from there nothing would ever come.
        let position = position.map_or(top, |position| position.clamp(0, top));
        let (app, read) = (self.clone(), VecDeque::new());
        Ok(InboxStream { app, brand, member, position, read, bell, _seat: seat })
    }
}

impl InboxStream {
    /// The next note; waits for it. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<NoticeRow, StoreError> {
        loop {
            if let Some(note) = self.read.pop_front() {
                self.position = note.position;
                return Ok(note);
            }
            self.bell.borrow_and_update();
            let (member, position) = (self.member, self.position);
            let read = move |tx: &mut Tx<'_>| notices::after(tx, member, position, READ_MAX);
            self.read = self.app.store().read("inbox_after", self.brand, read).await?.into();
            if self.read.is_empty() {
                // Rung, or a look for what another node wrote.
                drop(tokio::time::timeout(POLL, self.bell.changed()).await);
            }
        }
    }
}
