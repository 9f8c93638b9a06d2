//! Bearer tokens of the management API.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, MemberId, TokenId};
use touchstone_domain::member::{Permission, Permissions};

use crate::{Row, StoreError, Tx};

/// A token as stored: its secret is known by its digest only.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose it is; it never allows more than this member.
    pub member: MemberId,
    /// What people call it.
    pub name: String,
    /// What it allows at most.
    pub permissions: Permissions,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to a few minutes.
    pub used_at: Option<Timestamp>,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

const COLUMNS: &str = "token_id, member_id, name, permissions, created_at, expires_at, used_at, revoked_at";

/// Adds a token.
pub fn insert(tx: &mut Tx<'_>, token: &Token, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
    let brand = tx.brand();
    let words: Vec<Permission> = token.permissions.iter().collect();
    let permissions = serde_json::to_string(&words).map_err(|error| StoreError::Defect(error.to_string()))?;
    tx.execute(
        "INSERT INTO tokens (brand_id, token_id, secret_hash, member_id, name, permissions, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            brand.into(),
            token.id.into(),
            secret_hash.into(),
            token.member.into(),
            (&token.name).into(),
            (&permissions).into(),
            token.created_at.into(),
            token.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// The brand and the token behind a secret that is valid at `now`.
pub fn by_secret(
    tx: &mut Tx<'_>,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(BrandId, Token)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, brand_id FROM tokens WHERE secret_hash = $1 AND revoked_at IS NULL \
         AND (expires_at IS NULL OR expires_at > $2)"
    );
    tx.query_one(&sql, &[secret_hash.into(), now.into()], |row| Ok((row.id(8)?, token(row)?)))
}

/// One token.
pub fn get(tx: &mut Tx<'_>, id: TokenId) -> Result<Option<Token>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM tokens WHERE brand_id = $1 AND token_id = $2");
    tx.query_one(&sql, &[brand.into(), id.into()], token)
}

/// Tokens after an id, of one member or of all.
pub fn list(
    tx: &mut Tx<'_>,
    of: Option<MemberId>,
    after: Option<TokenId>,
    limit: u32,
) -> Result<Vec<Token>, StoreError> {
    let brand = tx.brand();
    let after = after.unwrap_or(TokenId::from_bytes([0; 16]));
    let mut params = vec![brand.into(), after.into(), limit.into()];
    let mut whose = "";
    if let Some(member) = of {
        params.push(member.into());
        whose = "AND member_id = $4";
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM tokens WHERE brand_id = $1 AND token_id > $2 {whose} ORDER BY token_id LIMIT $3"
    );
    tx.query(&sql, &params, token)
}

/// Refuses a token from now on.
pub fn revoke(tx: &mut Tx<'_>, id: TokenId, at: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE tokens SET revoked_at = $3 WHERE brand_id = $1 AND token_id = $2 AND revoked_at IS NULL",
        &[brand.into(), id.into(), at.into()],
    )?;
    Ok(())
}

/// How many tokens of a member can be used at `now`.
pub fn count_active(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let count = tx.query_one(
        "SELECT COUNT(*) FROM tokens WHERE brand_id = $1 AND member_id = $2 AND revoked_at IS NULL \
         AND (expires_at IS NULL OR expires_at > $3)",
        &[brand.into(), member.into(), now.into()],
        |row| row.int(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// Notes that a token was used.
pub fn used(tx: &mut Tx<'_>, id: TokenId, at: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "UPDATE tokens SET used_at = $3 WHERE brand_id = $1 AND token_id = $2",
        &[brand.into(), id.into(), at.into()],
    )?;
    Ok(())
}

fn token(row: &Row<'_>) -> Result<Token, StoreError> {
    // Words of a newer release mean nothing here, and so they allow nothing.
    let words: Vec<String> = row.json(3)?;
    Ok(Token {
        id: row.id(0)?,
        member: row.id(1)?,
        name: row.text(2)?.to_owned(),
        permissions: words.iter().filter_map(|word| Permission::parse(word)).collect(),
        created_at: row.timestamp(4)?,
        expires_at: row.opt_timestamp(5)?,
        used_at: row.opt_timestamp(6)?,
        revoked_at: row.opt_timestamp(7)?,
    })
}
