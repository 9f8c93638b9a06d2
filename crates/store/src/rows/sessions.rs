//! Sessions of members in browsers.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, MemberId, SessionId};

use crate::{Row, StoreError, Tx};

/// A session as stored: its secret is known by its digest only.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub member: MemberId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to a few minutes.
    pub seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The browser, as it names itself.
    pub agent: String,
}

const COLUMNS: &str = "session_id, member_id, created_at, seen_at, expires_at, agent";

/// Adds a session.
pub fn insert(tx: &mut Tx<'_>, session: &Session, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO sessions (secret_hash, session_id, brand_id, member_id, created_at, seen_at, expires_at, agent) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            secret_hash.into(),
            session.id.into(),
            brand.into(),
            session.member.into(),
            session.created_at.into(),
            session.seen_at.into(),
            session.expires_at.into(),
            (&session.agent).into(),
        ],
    )?;
    Ok(())
}

/// The brand and the session behind a secret that is valid at `now`.
pub fn by_secret(
    tx: &mut Tx<'_>,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(BrandId, Session)>, StoreError> {
    let sql = format!("SELECT {COLUMNS}, brand_id FROM sessions WHERE secret_hash = $1 AND expires_at > $2");
    tx.query_one(&sql, &[secret_hash.into(), now.into()], |row| Ok((row.id(6)?, session(row)?)))
}

/// A member's sessions that are valid at `now`, after an id.
pub fn list(
    tx: &mut Tx<'_>,
    member: MemberId,
    now: Timestamp,
    after: Option<SessionId>,
    limit: u32,
) -> Result<Vec<Session>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(SessionId::from_bytes([0; 16]));
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions WHERE brand_id = $1 AND member_id = $2 AND session_id > $3 \
         AND expires_at > $4 ORDER BY session_id LIMIT $5"
    );
    tx.query(&sql, &[brand.into(), member.into(), after.into(), now.into(), limit.into()], session)
}

/// Whether a member's session goes on.
pub fn goes_on(tx: &mut Tx<'_>, member: MemberId, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let found = tx.query_one(
        "SELECT 1 FROM sessions WHERE brand_id = $1 AND member_id = $2 AND session_id = $3 AND expires_at > $4",
        &[brand.into(), member.into(), id.into(), now.into()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Ends one session of a member; `false` when there is none.
pub fn end(tx: &mut Tx<'_>, member: MemberId, id: SessionId) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let ended = tx.execute(
        "DELETE FROM sessions WHERE brand_id = $1 AND member_id = $2 AND session_id = $3",
        &[brand.into(), member.into(), id.into()],
    )?;
    Ok(ended > 0)
}

/// Ends all sessions of a member but one; answers how many.
pub fn end_all(tx: &mut Tx<'_>, member: MemberId, but: Option<SessionId>) -> Result<u64, StoreError> {
    let brand = tx.brand();
    let but = but.unwrap_or(SessionId::from_bytes([0; 16]));
    tx.execute(
        "DELETE FROM sessions WHERE brand_id = $1 AND member_id = $2 AND session_id <> $3",
        &[brand.into(), member.into(), but.into()],
    )
}

/// Ends the oldest sessions of a member beyond the latest `keep`.
pub fn end_oldest(tx: &mut Tx<'_>, member: MemberId, keep: u32) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "DELETE FROM sessions WHERE brand_id = $1 AND member_id = $2 AND session_id NOT IN \
         (SELECT session_id FROM sessions WHERE brand_id = $1 AND member_id = $2 \
          ORDER BY session_id DESC LIMIT $3)",
        &[brand.into(), member.into(), keep.into()],
    )?;
    Ok(())
}

/// Notes that a session was used, which keeps it alive until `expires_at`.
pub fn seen(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: SessionId,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE sessions SET seen_at = $4, expires_at = $5 \
         WHERE brand_id = $1 AND member_id = $2 AND session_id = $3",
        &[brand.into(), member.into(), id.into(), at.into(), expires_at.into()],
    )?;
    Ok(())
}

/// Forgets some `limit` sessions that ended before `now`, of all brands, oldest first; answers how many.
pub fn forget_ended(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM sessions WHERE secret_hash IN \
         (SELECT secret_hash FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        &[now.into(), limit.into()],
    )
}

fn session(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.id(0)?,
        member: row.id(1)?,
        created_at: row.timestamp(2)?,
        seen_at: row.timestamp(3)?,
        expires_at: row.timestamp(4)?,
        agent: row.text(5)?.to_owned(),
    })
}
