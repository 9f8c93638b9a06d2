//! Letters to members on their way.

use jiff::Timestamp;
use touchstone_domain::id::BrandId;
use touchstone_domain::member::letter::Purpose;

use crate::{Row, StoreError, Tx};

/// A letter that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Tells it from others.
    pub letter: [u8; 16],
    /// Of which brand; sixteen zeros when it goes to nobody.
    pub brand: BrandId,
    /// What it is for.
    pub purpose: Purpose,
    /// The member or the invitation.
    pub subject: [u8; 16],
    /// In which language; the brand's when `None`.
    pub language: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
}

/// Adds a letter, in any transaction: it may be one to nobody.
pub fn insert(tx: &mut Tx<'_>, row: &LetterRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO letters (letter_id, brand_id, purpose, subject_id, language, created_at, next_at, attempts) \
         VALUES ($1, $2, $3, $4, $5, $6, $6, 0)",
        &[
            (&row.letter).into(),
            row.brand.into(),
            row.purpose.as_str().into(),
            (&row.subject).into(),
            row.language.as_deref().into(),
            row.created_at.into(),
        ],
    )
    .map(drop)
}

/// Takes letters that are due, and puts each off until the time that `next` says of it, in case this attempt
/// fails or is never finished.
pub fn take_due(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: i64,
    next: impl Fn(&LetterRow) -> Timestamp,
) -> Result<Vec<LetterRow>, StoreError> {
    let due = tx.query(
        "SELECT letter_id, brand_id, purpose, subject_id, language, created_at, attempts FROM letters \
         WHERE next_at <= $1 ORDER BY next_at, letter_id LIMIT $2 {skip_locked}",
        &[now.into(), limit.into()],
        read,
    )?;
    for row in &due {
        let sql = "UPDATE letters SET next_at = $2, attempts = attempts + 1 WHERE letter_id = $1";
        tx.execute(sql, &[(&row.letter).into(), next(row).into()])?;
    }
    Ok(due)
}

/// When the next letter is due.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one("SELECT next_at FROM letters ORDER BY next_at LIMIT 1", &[], |row| row.timestamp(0))
}

/// Removes a letter that was sent, or given up; `false` when it was withdrawn meanwhile.
pub fn remove(tx: &mut Tx<'_>, letter: &[u8; 16]) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM letters WHERE letter_id = $1", &[letter.into()])? == 1)
}

/// Removes the letters to a member or an invitation.
pub fn withdraw(tx: &mut Tx<'_>, subject: &[u8; 16]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let sql = "DELETE FROM letters WHERE brand_id = $1 AND subject_id = $2";
    tx.execute(sql, &[brand.into(), subject.into()]).map(drop)
}

fn read(row: &Row<'_>) -> Result<LetterRow, StoreError> {
    let bytes = |column: usize| {
        let bytes = row.blob(column)?.try_into();
        bytes.map_err(|_| StoreError::Corrupt("an id of letters has not 16 bytes".to_owned()))
    };
    let purpose = row.text(2)?;
    Ok(LetterRow {
        letter: bytes(0)?,
        brand: row.id(1)?,
        purpose: Purpose::parse(purpose)
            .ok_or_else(|| StoreError::Corrupt(format!("letters.purpose holds {purpose:?}")))?,
        subject: bytes(3)?,
        language: row.opt_text(4)?.map(str::to_owned),
        created_at: row.timestamp(5)?,
        attempts: row.int(6)?,
    })
}
