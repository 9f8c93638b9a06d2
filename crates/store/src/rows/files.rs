//! Files that respondents sent with their answers.
//!
//! A file is written piece by piece, each in a transaction of its own, and belongs to nobody until an answer
//! names it; so a large one never holds up the writer, and one that nobody came to need is forgotten.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, FileId, LinkId, ResponseId};

use crate::{Param, Row, StoreError, Tx};

/// The bytes of a piece.
pub const PIECE_BYTES: usize = 256 * 1024;

/// What is known of a file besides its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Which.
    pub file: FileId,
    /// To which response it belongs; none yet while it is being sent.
    pub response: Option<ResponseId>,
    /// Through which link it came; none for those sent before this was kept.
    pub link: Option<LinkId>,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// How many bytes it has.
    pub size: i64,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it is forgotten; never once its answer is completed.
    pub expires_at: Option<Timestamp>,
}

const COLUMNS: &str = "file_id, response_id, link_id, name, media_type, size, created_at, expires_at";

fn read(row: &Row<'_>) -> Result<FileRow, StoreError> {
    Ok(FileRow {
        file: row.id(0)?,
        response: row.opt_id(1)?,
        link: row.opt_id(2)?,
        name: row.text(3)?.to_owned(),
        media_type: row.text(4)?.to_owned(),
        size: row.int(5)?,
        created_at: row.timestamp(6)?,
        expires_at: row.opt_timestamp(7)?,
    })
}

/// Announces a file that belongs to nobody yet.
pub fn insert(tx: &mut Tx, row: &FileRow) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO files (brand_id, file_id, response_id, link_id, name, media_type, size, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            brand.into(),
            row.file.into(),
            row.response.into(),
            row.link.into(),
            (&row.name).into(),
            (&row.media_type).into(),
            row.size.into(),
            row.created_at.into(),
            row.expires_at.into(),
        ],
    )?;
    tx.execute(
        "INSERT INTO file_totals (brand_id, bytes) VALUES ($1, $2) \
         ON CONFLICT (brand_id) DO UPDATE SET bytes = file_totals.bytes + excluded.bytes",
        &[brand.into(), row.size.into()],
    )?;
    Ok(())
}

/// Bytes of all files of the brand.
pub fn bytes_of_brand(tx: &mut Tx) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT bytes FROM file_totals WHERE brand_id = $1";
    Ok(tx.query_one(sql, &[brand.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Bytes of the files that came through a link after a time.
pub fn bytes_of_link(tx: &mut Tx, link: LinkId, after: Timestamp) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM files \
               WHERE brand_id = $1 AND link_id = $2 AND created_at > $3";
    Ok(tx.query_one(sql, &[brand.into(), link.into(), after.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Writes a piece, at most [`PIECE_BYTES`] long, numbered from 0.
pub fn insert_piece(tx: &mut Tx, file: FileId, piece: i64, bytes: &[u8]) -> Result<(), StoreError> {
    let brand = tx.brand();
    tx.execute(
        "INSERT INTO file_pieces (brand_id, file_id, piece, bytes) VALUES ($1, $2, $3, $4)",
        &[brand.into(), file.into(), piece.into(), bytes.into()],
    )?;
    Ok(())
}

/// One file without its content.
pub fn find(tx: &mut Tx, file: FileId) -> Result<Option<FileRow>, StoreError> {
    let brand = tx.brand();
    let sql = format!("SELECT {COLUMNS} FROM files WHERE brand_id = $1 AND file_id = $2");
    tx.query_one(&sql, &[brand.into(), file.into()], read)
}

/// A piece of a file; none behind its end.
pub fn piece(tx: &mut Tx, file: FileId, piece: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let brand = tx.brand();
    tx.query_one(
        "SELECT bytes FROM file_pieces WHERE brand_id = $1 AND file_id = $2 AND piece = $3",
        &[brand.into(), file.into(), piece.into()],
        |row| Ok(row.blob(0)?.to_vec()),
    )
}

/// The files that belong to a response, in the order in which they came.
pub fn of_response(tx: &mut Tx, response: ResponseId) -> Result<Vec<FileRow>, StoreError> {
    let brand = tx.brand();
    let sql =
        format!("SELECT {COLUMNS} FROM files WHERE brand_id = $1 AND response_id = $2 ORDER BY file_id");
    tx.query(&sql, &[brand.into(), response.into()], read)
}

/// Makes files belong to a response until they expire, if they do, and takes away those that belonged to it and
/// are no longer among them.
pub fn settle(
    tx: &mut Tx,
    response: ResponseId,
    files: &[FileId],
    expires_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let brand = tx.brand();
    let held: Vec<FileId> = of_response(tx, response)?.into_iter().map(|row| row.file).collect();
    let new: Vec<Param> = files.iter().filter(|file| !held.contains(file)).map(|&file| file.into()).collect();
    if !new.is_empty() {
        // Only what belongs to nobody: an answer cannot take another one's file.
        let sql = "UPDATE files SET response_id = $2 WHERE brand_id = $1 AND response_id IS NULL AND file_id IN ({in})";
        tx.execute_in(sql, &[brand.into(), response.into()], &new)?;
    }
    tx.execute(
        "UPDATE files SET expires_at = $3 WHERE brand_id = $1 AND response_id = $2",
        &[brand.into(), response.into(), expires_at.into()],
    )?;
    let gone: Vec<FileId> = held.into_iter().filter(|file| !files.contains(file)).collect();
    delete(tx, &gone)
}

/// Removes files with their content.
pub fn delete(tx: &mut Tx, files: &[FileId]) -> Result<(), StoreError> {
    if files.is_empty() {
        return Ok(());
    }
    let brand = tx.brand();
    let list: Vec<Param> = files.iter().map(|&file| file.into()).collect();
    let totals = "UPDATE file_totals SET bytes = bytes - CAST((SELECT COALESCE(SUM(size), 0) FROM files \
                  WHERE brand_id = $1 AND file_id IN ({in})) AS BIGINT) WHERE brand_id = $1";
    tx.execute_in(totals, &[brand.into()], &list)?;
    for table in ["file_pieces", "files"] {
        let sql = format!("DELETE FROM {table} WHERE brand_id = $1 AND file_id IN ({{in}})");
        tx.execute_in(&sql, &[brand.into()], &list)?;
    }
    Ok(())
}

/// Files of any brand that have expired, those first that did so first; in a global transaction.
pub fn expired(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<(BrandId, FileId)>, StoreError> {
    let sql = "SELECT brand_id, file_id FROM files WHERE expires_at <= $1 \
               ORDER BY expires_at, brand_id, file_id LIMIT $2";
    tx.query(sql, &[now.into(), limit.into()], |row| Ok((row.id(0)?, row.id(1)?)))
}
