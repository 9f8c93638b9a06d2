//! Invitations to become a member.

use jiff::Timestamp;
use touchstone_domain::id::{InvitationId, MemberId, UnitId};
use touchstone_domain::member::Role;

use crate::{Row, StoreError, Tx};

/// How far the letter of an invitation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterState {
    /// There is none: the link was handed over.
    None,
    /// It is on its way; holds what went wrong with the last attempt, if one did.
    Queued(Option<String>),
    /// The mail server took it.
    Sent,
    /// It was given up; holds why.
    Failed(String),
}

/// An invitation as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// With which they will log in, in lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they will do.
    pub role: Role,
    /// The tops of the subtrees they will see.
    pub units: Vec<UnitId>,
    /// The language of the letter.
    pub language: String,
    /// Who invited them last.
    pub invited_by: MemberId,
    /// When they were first invited.
    pub created_at: Timestamp,
    /// When the present link was made or asked for.
    pub sent_at: Timestamp,
    /// Until when they may accept.
    pub expires_at: Timestamp,
    /// How far the letter is.
    pub letter: LetterState,
}

const COLUMNS: &str = "invitation_id, email, name, role, units, language, invited_by, created_at, sent_at, \
                       expires_at, letter, letter_error";

/// Adds an invitation; `false` when the address is invited already.
pub fn insert(tx: &mut Tx<'_>, row: &Invitation) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let units = serde_json::to_string(&row.units).map_err(|error| StoreError::Defect(error.to_string()))?;
    let (letter, error) = words(&row.letter);
    let sql = format!(
        "INSERT INTO invitations (brand_id, {COLUMNS}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (brand_id, email) DO NOTHING"
    );
    let added = tx.execute(
        &sql,
        &[
            brand.into(),
            row.id.into(),
            (&row.email).into(),
            (&row.name).into(),
            row.role.as_str().into(),
            (&units).into(),
            (&row.language).into(),
            row.invited_by.into(),
            row.created_at.into(),
            row.sent_at.into(),
            row.expires_at.into(),
            letter.into(),
            error.into(),
        ],
    )?;
    Ok(added == 1)
}

/// One invitation.
pub fn get(tx: &mut Tx<'_>, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM invitations WHERE brand_id = $1 AND invitation_id = $2");
    tx.query_one(&sql, &[brand.into(), id.into()], read)
}

/// Invitations after an id.
pub fn list(tx: &mut Tx<'_>, after: Option<InvitationId>, limit: u32) -> Result<Vec<Invitation>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(InvitationId::from_bytes([0; 16]));
    let sql = format!(
        "SELECT {COLUMNS} FROM invitations WHERE brand_id = $1 AND invitation_id > $2 \
         ORDER BY invitation_id LIMIT $3"
    );
    tx.query(&sql, &[brand.into(), after.into(), limit.into()], read)
}

/// How many invitations there are.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT COUNT(*) FROM invitations WHERE brand_id = $1";
    Ok(tx.query_one(sql, &[brand.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Writes who invites, until when and how far the letter is.
pub fn renew(tx: &mut Tx<'_>, row: &Invitation) -> Result<(), StoreError> {
    let brand = tx.brand();
    let (letter, error) = words(&row.letter);
    tx.execute(
        "UPDATE invitations SET invited_by = $3, sent_at = $4, expires_at = $5, letter = $6, letter_error = $7 \
         WHERE brand_id = $1 AND invitation_id = $2",
        &[
            brand.into(),
            row.id.into(),
            row.invited_by.into(),
            row.sent_at.into(),
            row.expires_at.into(),
            letter.into(),
            error.into(),
        ],
    )
    .map(drop)
}

/// Writes how far the letter is.
pub fn letter_is(tx: &mut Tx<'_>, id: InvitationId, state: &LetterState) -> Result<(), StoreError> {
    let brand = tx.brand();
    let (letter, error) = words(state);
    let sql =
        "UPDATE invitations SET letter = $3, letter_error = $4 WHERE brand_id = $1 AND invitation_id = $2";
    tx.execute(sql, &[brand.into(), id.into(), letter.into(), error.into()]).map(drop)
}

/// Removes an invitation that was accepted or withdrawn; `false` when it is gone already.
pub fn remove(tx: &mut Tx<'_>, id: InvitationId) -> Result<bool, StoreError> {
    let brand = tx.brand();
    let sql = "DELETE FROM invitations WHERE brand_id = $1 AND invitation_id = $2";
    Ok(tx.execute(sql, &[brand.into(), id.into()])? == 1)
}

/// Removes the invitation of an address that became a member's in another way.
pub fn remove_of_email(tx: &mut Tx<'_>, email: &str) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "DELETE FROM invitations WHERE brand_id = $1 AND email = $2";
    tx.execute(sql, &[brand.into(), email.into()]).map(drop)
}

/// Forgets some `limit` invitations that ended before `before`, of all brands, oldest first; answers how many.
pub fn forget_ended(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM invitations WHERE (brand_id, invitation_id) IN \
         (SELECT brand_id, invitation_id FROM invitations WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        &[before.into(), limit.into()],
    )
}

fn words(state: &LetterState) -> (&'static str, Option<&str>) {
    match state {
        LetterState::None => ("none", None),
        LetterState::Queued(error) => ("queued", error.as_deref()),
        LetterState::Sent => ("sent", None),
        LetterState::Failed(error) => ("failed", Some(error)),
    }
}

fn read(row: &Row<'_>) -> Result<Invitation, StoreError> {
    let corrupt = |what: &str, word: &str| StoreError::Corrupt(format!("invitations.{what} holds {word:?}"));
    let (role, letter, error) = (row.text(3)?, row.text(10)?, row.opt_text(11)?.map(str::to_owned));
    Ok(Invitation {
        id: row.id(0)?,
        email: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        role: Role::parse(role).ok_or_else(|| corrupt("role", role))?,
        units: row.json(4)?,
        language: row.text(5)?.to_owned(),
        invited_by: row.id(6)?,
        created_at: row.timestamp(7)?,
        sent_at: row.timestamp(8)?,
        expires_at: row.timestamp(9)?,
        letter: match letter {
            "none" => LetterState::None,
            "queued" => LetterState::Queued(error),
            "sent" => LetterState::Sent,
            "failed" => LetterState::Failed(error.unwrap_or_default()),
            other => return Err(corrupt("letter", other)),
        },
    })
}
