//! The journal: accepted events with their traces, and the keys that make duplicates visible.

use foldhash::HashSet;
use jiff::Timestamp;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{BrandId, SourceId};

use crate::{Param, StoreError, Tx};

/// Most events in one chunk.
pub const CHUNK_EVENTS_MAX: usize = 256;

/// Where an event stands: a chunk and the position in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of the chunk within the brand.
    pub chunk: i64,
    /// Position in the chunk, below [`CHUNK_EVENTS_MAX`].
    pub position: u32,
}

impl Place {
    fn packed(self) -> i64 {
        self.chunk << 16 | i64::from(self.position)
    }

    fn unpacked(packed: i64) -> Self {
        Self { chunk: packed >> 16, position: u32::try_from(packed & 0xffff).expect("16 bits fit") }
    }
}

/// The key of an event within the whole installation.
#[must_use]
pub fn event_key(brand: BrandId, source: SourceId, message_id: &str) -> [u8; 16] {
    digest16(&[brand.as_bytes(), source.as_bytes(), message_id.as_bytes()])
}

/// One chunk as it came from the table.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Its number.
    pub chunk: i64,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// JSON lines, one per event.
    pub lines: String,
}

/// Takes `count` chunk numbers for the brand, in a transaction of its own, and answers the first.
/// Numbers taken and never used leave a gap that nobody minds.
pub fn take_chunks(tx: &mut Tx, count: i64) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let last = tx.query_one(
        "UPDATE brands SET journal_chunk = journal_chunk + $1 WHERE brand_id = $2 RETURNING journal_chunk",
        &[count.into(), brand.into()],
        |row| row.int(0),
    )?;
    let last = last.ok_or_else(|| StoreError::Corrupt("the brand has no row".to_owned()))?;
    Ok(last - count + 1)
}

/// Claims the keys; answers those that were new. A key given twice is new once.
pub fn claim_keys(tx: &mut Tx, keys: &[([u8; 16], Place)]) -> Result<HashSet<[u8; 16]>, StoreError> {
    if let Some(hot) = tx.hot() {
        let places = hot.places(keys.iter().map(|(key, _)| key));
        let unseen = keys.iter().zip(places).filter(|(_, place)| place.is_none()).map(|(pair, _)| pair);
        return claim_hot(tx, unseen.collect());
    }
    // Sorted, so that neighbouring keys meet the same page of the tree.
    let mut sorted: Vec<(&[u8; 16], i64)> = keys.iter().map(|(key, place)| (key, place.packed())).collect();
    sorted.sort_unstable();
    let params: Vec<Param> =
        sorted.iter().flat_map(|&(key, place)| [Param::from(key), place.into()]).collect();
    let fresh = tx.insert_many_returning(
        "INSERT INTO event_keys (event_key, place)",
        2,
        &params,
        "ON CONFLICT (event_key) DO NOTHING RETURNING event_key",
        |row| key_of(row.blob(0)?),
    )?;
    Ok(fresh.into_iter().collect())
}

/// For looking ahead: asks for keys that a write will claim.
pub fn look_for(tx: &mut Tx, keys: &[[u8; 16]]) -> Result<(), StoreError> {
    let places = tx.hot().map_or_else(Vec::new, |hot| hot.places(keys.iter()));
    let unseen: Vec<[u8; 16]> =
        keys.iter().zip(places).filter(|(_, place)| place.is_none()).map(|(key, _)| *key).collect();
    let stored = stored(tx, &unseen)?;
    if let Some(kept) = tx.looking().kept() {
        kept.unknown.extend(unseen.into_iter().filter(|key| !stored.contains(key)));
    }
    Ok(())
}

/// Claims keys that are not in memory.
fn claim_hot(tx: &mut Tx, mut keys: Vec<&([u8; 16], Place)>) -> Result<HashSet<[u8; 16]>, StoreError> {
    keys.sort_unstable();
    keys.dedup_by_key(|(key, _)| key);
    let ids: Vec<[u8; 16]> = keys.iter().map(|(key, _)| *key).collect();
    let unknown = tx.take_seen(&ids, |seen, key| seen.unknown.contains(&key).then_some(()));
    let asked: Vec<[u8; 16]> =
        ids.iter().zip(unknown).filter(|(_, unknown)| unknown.is_none()).map(|(key, _)| *key).collect();
    let stored = stored(tx, &asked)?;
    keys.retain(|(key, _)| !stored.contains(key));
    if let Some(hot) = tx.hot() {
        hot.put_event_keys(keys.iter().map(|(key, place)| (*key, place.packed())));
    }
    Ok(keys.into_iter().map(|(key, _)| *key).collect())
}

/// Those of the keys that are in the table.
fn stored(tx: &mut Tx, keys: &[[u8; 16]]) -> Result<HashSet<[u8; 16]>, StoreError> {
    let list: Vec<Param> = keys.iter().map(Param::from).collect();
    let sql = "SELECT event_key FROM event_keys WHERE event_key IN ({in})";
    Ok(tx.query_in(sql, &[], &list, |row| key_of(row.blob(0)?))?.into_iter().collect())
}

fn key_of(bytes: &[u8]) -> Result<[u8; 16], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("an event key has not 16 bytes".to_owned()))
}

/// Where the event of a key stands.
pub fn find(tx: &mut Tx, key: &[u8; 16]) -> Result<Option<Place>, StoreError> {
    let hot = tx.hot().and_then(|hot| hot.places(std::iter::once(key)).pop().flatten());
    if let Some(place) = hot {
        return Ok(Some(Place::unpacked(place)));
    }
    let sql = "SELECT place FROM event_keys WHERE event_key = $1";
    tx.query_one(sql, &[key.into()], |row| Ok(Place::unpacked(row.int(0)?)))
}

/// One chunk as it goes to the table.
#[derive(Debug)]
pub struct Packed {
    chunk: i64,
    events: usize,
    body: Vec<u8>,
}

impl Packed {
    /// Packs JSON lines, one per event.
    #[must_use]
    pub fn new(chunk: i64, events: usize, lines: &[u8]) -> Self {
        Self { chunk, events, body: lz4_flex::compress_prepend_size(lines) }
    }
}

/// Writes one chunk.
pub fn append(tx: &mut Tx, packed: &Packed, accepted_at: Timestamp) -> Result<(), StoreError> {
    let brand = tx.brand();
    let events = i64::try_from(packed.events).expect("a chunk is small");
    tx.execute(
        "INSERT INTO journal (brand_id, chunk, accepted_at, events, body) VALUES ($1, $2, $3, $4, $5)",
        &[brand.into(), packed.chunk.into(), accepted_at.into(), events.into(), (&packed.body).into()],
    )?;
    Ok(())
}

/// The chunks of these numbers.
pub fn chunks(tx: &mut Tx, numbers: &[i64]) -> Result<Vec<Chunk>, StoreError> {
    let brand = tx.brand();
    let list: Vec<Param> = numbers.iter().map(|&number| number.into()).collect();
    tx.query_in(
        "SELECT chunk, accepted_at, body FROM journal WHERE brand_id = $1 AND chunk IN ({in})",
        &[brand.into()],
        &list,
        |row| decode(row.int(0)?, row.timestamp(1)?, row.blob(2)?),
    )
}

/// Chunks before `before`, newest first.
pub fn latest(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<Chunk>, StoreError> {
    let brand = tx.brand();
    tx.query(
        "SELECT chunk, accepted_at, body FROM journal WHERE brand_id = $1 AND chunk < $2 ORDER BY chunk DESC LIMIT $3",
        &[brand.into(), before.into(), limit.into()],
        |row| decode(row.int(0)?, row.timestamp(1)?, row.blob(2)?),
    )
}

/// How many events the brand's journal holds.
pub fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    let brand = tx.brand();
    let sql = "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM journal WHERE brand_id = $1";
    Ok(tx.query_one(sql, &[brand.into()], |row| row.int(0))?.unwrap_or(0))
}

fn decode(chunk: i64, accepted_at: Timestamp, body: &[u8]) -> Result<Chunk, StoreError> {
    let corrupt = |why: String| StoreError::Corrupt(format!("journal chunk {chunk}: {why}"));
    let bytes = lz4_flex::decompress_size_prepended(body).map_err(|error| corrupt(error.to_string()))?;
    let lines = String::from_utf8(bytes).map_err(|error| corrupt(error.to_string()))?;
    Ok(Chunk { chunk, accepted_at, lines })
}
